"""Whole runs and whole units: a plan that people can carry out and count, in exact arithmetic.

A plan with parts of runs says what is best, and its prices prove it (``certifying``). This module
turns it into whole runs of every process and whole units for every order. Rules:

* every coefficient of the economy, every stock and every order is a whole number; runs and
  deliveries are whole numbers of any size, and no limit is missed by anything at all;
* nothing is given that is not there: what is used in a period was made before or in it, and what is
  delivered leaves enough for all use to come;
* given the runs, what there is of a product is shared out rank by rank. ``alike``: the smallest
  share grows first, unit by unit, until a period has nothing left for it; of equal shares the
  earlier order's; ``most``: the smallest orders first, which gives the largest sum of shares;
* runs that cannot be carried out together are taken away, the last process first; runs whose
  product nobody needs, those with the most hours first;
* no proof is made that no other choice of whole runs is better; how far it is from what parts of
  runs would give is told by whoever checks it (``certifying_whole``).

Source: G. L. Nemhauser and L. A. Wolsey, *Integer and Combinatorial Optimization*, 1988, chapter
II.5 (rounding, and bounds by the relaxation); A. Federgruen and H. Groenevelt, "The greedy
procedure for resource allocation problems", Operations Research 34 (1986) (sharing under nested
limits).

Not here: the plan with parts of runs (``solving``), which runs are best (``searching``), and how
good the whole plan is (``certifying_whole``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Plan

Floats = NDArray[np.float64]

NEAR = 1e-6
"""Activity this near below a whole number, as a share of it, is that number."""

Runs = list[list[int]]
"""``[period][process]``."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A plan in whole numbers.

    Attributes:
        runs: ``[period][process]``.
        delivered: ``[order]``.
    """

    runs: tuple[tuple[int, ...], ...]
    delivered: tuple[int, ...]

    def as_plan(self, economy: Economy, orders: Orders, prices: Plan) -> Plan:
        """Return it as a plan, with what is kept, and the prices of another."""
        book = Book(economy)
        left = np.array(book.left(self.runs, orders, self.delivered), dtype=np.float64)
        none = np.zeros_like(left)
        return Plan(
            np.array(self.runs, dtype=np.float64).reshape(economy.capacity.shape),
            left * economy.storable,
            none,
            none.copy(),
            np.array(self.delivered, dtype=np.float64),
            prices.steps,
            prices.solver,
        )


class Book:
    """An economy in whole numbers, by process.

    Args:
        economy: whole numbers; no trade, and nothing is built.

    Raises:
        ValueError: when it is another one.
    """

    def __init__(self, economy: Economy) -> None:
        _check(economy)
        self.economy = economy
        self.periods, self.goods = economy.periods, len(economy.products)
        self.inputs, self.outputs, self.uses = (
            _columns(one) for one in (economy.inputs, economy.outputs, economy.uses)
        )
        self.lead = [int(one) for one in economy.lead]
        self.stock = [int(one) for one in economy.stock]
        self.storable = [bool(one) for one in economy.storable]
        self.capacity = _whole_limits(economy.capacity)
        self.limits = _whole_limits(economy.limits)

    @cached_property
    def users(self) -> dict[int, list[int]]:
        """The processes that take each product in."""
        return _turned(self.inputs)

    @cached_property
    def burdens(self) -> dict[int, list[int]]:
        """The processes that use each resource."""
        return _turned(self.uses)

    def balance(self, runs: Iterable[Iterable[int]]) -> list[list[int]]:
        """Return what is there of each product by the end of each period, deliveries aside."""
        found = [[0] * self.goods for _ in range(self.periods)]
        for period, row in enumerate(runs):
            for process, times in enumerate(row):
                if not times:
                    continue
                for product, much in self.inputs[process]:
                    found[period][product] -= times * much
                comes = period + self.lead[process]
                if comes < self.periods:
                    for product, much in self.outputs[process]:
                        found[comes][product] += times * much
        before = self.stock
        for row in found:
            row[:] = [one + earlier for one, earlier in zip(row, before, strict=True)]
            before = [one if kept else 0 for one, kept in zip(row, self.storable, strict=True)]
        return found

    def spare(self, runs: Iterable[Iterable[int]]) -> list[list[int]]:
        """Return what can be delivered of each product up to each period, all use to come kept."""
        found = self.balance(runs)
        for period in range(self.periods - 2, -1, -1):
            trios = zip(found[period], found[period + 1], self.storable, strict=True)
            found[period] = [min(now, later) if kept else now for now, later, kept in trios]
        return found

    def left(
        self, runs: Iterable[Iterable[int]], orders: Orders, delivered: Iterable[int]
    ) -> list[list[int]]:
        """Return what is left of each product at the end of each period."""
        found = self.balance(runs)
        columns = zip(orders.period.tolist(), orders.product.tolist(), delivered, strict=True)
        for period, product, amount in columns:
            last = self.periods if self.storable[product] else period + 1
            for later in range(period, last):
                found[later][product] -= amount
        return found

    def idle(self, runs: Runs, left: list[list[int]], period: int, process: int) -> int:
        """Return how many runs of a process in a period could be left out, all else unchanged."""
        fewer = runs[period][process]
        comes = period + self.lead[process]
        if not fewer:
            return 0
        for product, much in self.outputs[process]:
            last = self.periods if self.storable[product] else comes + 1
            for later in range(comes, min(last, self.periods)):
                fewer = min(fewer, left[later][product] // much)
        return fewer

    def run_less(
        self, runs: Runs, left: list[list[int]], period: int, process: int, fewer: int
    ) -> None:
        """Leave runs of a process out, and count anew what is left."""
        runs[period][process] -= fewer
        comes = period + self.lead[process]
        for products, begin, sign in (
            (self.outputs[process], comes, -1),
            (self.inputs[process], period, 1),
        ):
            for product, much in products:
                last = self.periods if self.storable[product] else begin + 1
                for later in range(begin, min(last, self.periods)):
                    left[later][product] += sign * fewer * much

    def used(self, runs: Iterable[Iterable[int]]) -> list[list[int]]:
        """Return how much of each resource is used in each period."""
        found = [[0] * len(self.economy.resources) for _ in range(self.periods)]
        for period, row in enumerate(runs):
            for process, times in enumerate(row):
                for resource, much in self.uses[process]:
                    found[period][resource] += times * much
        return found


def worth(
    economy: Economy, orders: Orders, one: Whole, sharing: Sharing
) -> tuple[tuple[int, int], ...]:
    """Return what a plan is worth, rank by rank, then in hours saved: larger is better.

    Shares are told in parts of ``FINE``, rounded down.
    """
    found = []
    shares = _shares(orders, one.delivered)
    for rank in orders.ranks:
        of_these = [shares[at] for at in np.flatnonzero(orders.rank == rank)]
        found.append((min(of_these) if sharing == "alike" else 0, sum(of_these)))
    hours = [int(each) for each in economy.hours]
    worked = sum(times * hours[at] for row in one.runs for at, times in enumerate(row))
    return (*found, (-worked, 0))


FINE = 10**18
"""Parts in which shares are told when they are added up."""


def _shares(orders: Orders, delivered: Iterable[int]) -> list[int]:
    pairs = zip(delivered, orders.quantity.tolist(), strict=True)
    return [amount * FINE // int(ordered) for amount, ordered in pairs]


def carried_out(book: Book, orders: Orders, runs: Runs, sharing: Sharing) -> Whole:
    """Take runs away until every limit is kept, and share out what there is then."""
    consistent = _consistent(book, runs)
    delivered = shared_out(orders, book.spare(consistent), book.storable, sharing)
    return Whole(tuple(map(tuple, consistent)), tuple(delivered))


def rounded_down(book: Book, activity: Floats) -> Runs:
    """Return activity in whole runs, none more than it says."""
    found = np.floor(activity + NEAR * np.maximum(1.0, activity))
    return [[int(one) for one in row] for row in found.reshape(book.periods, -1)]


def trimmed(book: Book, orders: Orders, one: Whole) -> Whole:
    """Take away runs whose product nobody needs, those with the most hours first."""
    runs = [list(row) for row in one.runs]
    left = book.left(runs, orders, one.delivered)
    hours = [int(each) for each in book.economy.hours]
    dearest = sorted(range(len(hours)), key=lambda process: (-hours[process], process))
    again = True
    while again:
        again = False
        for period in range(book.periods - 1, -1, -1):
            for process in dearest:
                idle = book.idle(runs, left, period, process)
                if idle:
                    again = True
                    book.run_less(runs, left, period, process, idle)
    return Whole(tuple(map(tuple, runs)), one.delivered)


def _consistent(book: Book, runs: Runs) -> Runs:
    """Take runs away until every limit is kept and nothing is used that is not there."""
    found = [
        [times if most is None else min(times, most) for times, most in zip(*pair, strict=True)]
        for pair in zip(runs, book.capacity, strict=True)
    ]
    for period, taken in enumerate(book.used(found)):
        for resource, much in enumerate(taken):
            most = book.limits[period][resource]
            if most is not None and much > most:
                _unburden(book, found[period], resource, much - most)
    while (short := _first_short(book, found)) is not None:
        _use_less(book, found, *short)
    return found


def _unburden(book: Book, row: list[int], resource: int, over: int) -> None:
    """Take runs away, the last process first, until so much less of a resource is used."""
    for process in reversed(book.burdens[resource]):
        much = dict(book.uses[process])[resource]
        fewer = min(row[process], -(-over // much))
        row[process] -= fewer
        over -= fewer * much
        if over <= 0:
            return


def _first_short(book: Book, runs: Runs) -> tuple[int, int, int] | None:
    """Return the first period and product of which more is used than is there, and how much."""
    for period, row in enumerate(book.balance(runs)):
        least = min(row, default=0)
        if least < 0:
            return period, row.index(least), -least
    return None


def _use_less(book: Book, runs: Runs, period: int, product: int, short: int) -> None:
    """Take runs away that use a product in a period, the last process first."""
    for process in reversed(book.users.get(product, ())):
        much = dict(book.inputs[process])[product]
        fewer = min(runs[period][process], -(-short // much))
        runs[period][process] -= fewer
        short -= fewer * much
        if short <= 0:
            return
    raise AssertionError("what is short in a period for the first time is used in it")


# Sharing out.


@dataclass(slots=True)
class _Wish:
    """An order of one product, while it is shared out."""

    place: int
    period: int
    quantity: int
    got: int = 0


def shared_out(
    orders: Orders, spare: list[list[int]], storable: Sequence[bool], sharing: Sharing
) -> list[int]:
    """Share out what there is of every product, rank by rank.

    Args:
        orders: whole numbers.
        spare: ``[period][product]``, what can be delivered up to each period, or in it of what
            cannot be kept.
        storable: ``[product]``, whether it can be kept.
        sharing: how a shortfall is shared within a rank.

    Returns:
        What each order gets.
    """
    wishes: dict[tuple[int, int, int], list[_Wish]] = defaultdict(list)
    columns = zip(
        orders.product.tolist(),
        orders.rank.tolist(),
        orders.period.tolist(),
        orders.quantity.tolist(),
        strict=True,
    )
    for place, (product, rank, period, quantity) in enumerate(columns):
        apart, within = (0, period) if storable[product] else (period, 0)
        wishes[product, apart, rank].append(_Wish(place, within, int(quantity)))
    found = [0] * len(orders)
    room = {
        (product, apart): [row[product] for row in spare]
        if storable[product]
        else [spare[apart][product]]
        for product, apart, _ in wishes
    }
    share = _alike if sharing == "alike" else _most
    for (product, apart, _), of_these in sorted(wishes.items()):
        share(of_these, room[product, apart])
        for one in of_these:
            found[one.place] = one.got
    return found


def _give(one: _Wish, amount: int, room: list[int]) -> None:
    """Give somebody more, which leaves less up to that period and all later ones."""
    one.got += amount
    for period in range(one.period, len(room)):
        room[period] -= amount
    for period in range(len(room) - 2, -1, -1):
        room[period] = min(room[period], room[period + 1])


def _most(wishes: list[_Wish], room: list[int]) -> None:
    for one in sorted(wishes, key=lambda wish: (wish.quantity, wish.place)):
        _give(one, min(one.quantity, max(0, room[one.period])), room)


def _alike(wishes: list[_Wish], room: list[int]) -> None:
    """Let all shares grow together; who finds nothing left any more stops, and the others go on."""
    growing = sorted(wishes, key=lambda wish: wish.place)
    while growing:
        level = _level(growing, room)
        for one in growing:
            _give(one, max(0, _units(one, level) - one.got), room)
        next_ones = [one for one in growing if _units(one, level + 1) > one.got]
        for one in sorted(
            next_ones, key=lambda wish: (Fraction(wish.got, wish.quantity), wish.place)
        ):
            _give(one, min(1, room[one.period]), room)
        growing = [one for one in growing if one.got < one.quantity and room[one.period] > 0]


def _units(one: _Wish, level: int) -> int:
    """Return the units that are at least so large a share, in parts of ``FINE``."""
    return min(one.quantity, -(-level * one.quantity // FINE))


def _level(growing: list[_Wish], room: list[int]) -> int:
    """Return the largest share that all can have, in parts of ``FINE``, rounded down."""
    low, high = 0, FINE
    while low < high:
        level = (low + high + 1) // 2
        if _fits(growing, room, level):
            low = level
        else:
            high = level - 1
    return low


def _fits(growing: list[_Wish], room: list[int], level: int) -> bool:
    more = [0] * len(room)
    for one in growing:
        more[one.period] += max(0, _units(one, level) - one.got)
    return all(asked <= there for asked, there in zip(accumulate(more), room, strict=True))


# Whole numbers.


def _check(economy: Economy) -> None:
    traded = ~(np.isnan(economy.import_price) & np.isnan(economy.export_price))
    if traded.any() or economy.builds.nnz or economy.closing.any():
        raise ValueError("whole plans know no trade, no building and no closing stocks")
    for matrix in (economy.inputs, economy.outputs, economy.uses):
        if (matrix.data != np.floor(matrix.data)).any():
            raise ValueError("a whole plan needs whole numbers for one run of every process")
    if (economy.stock != np.floor(economy.stock)).any():
        raise ValueError("a whole plan needs stocks in whole numbers")


def _columns(matrix: object) -> list[list[tuple[int, int]]]:
    """Return the row and the quantity of every coefficient that is not 0, by column."""
    links = matrix.tocsc()  # type: ignore[attr-defined] # a sparse array of any form
    links.sort_indices()
    starts, rows, values = links.indptr.tolist(), links.indices.tolist(), links.data.tolist()
    return [
        [(rows[at], int(values[at])) for at in range(begin, end) if values[at]]
        for begin, end in pairwise(starts)
    ]


def _turned(columns: list[list[tuple[int, int]]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for column, rows in enumerate(columns):
        for row, _ in rows:
            found[row].append(column)
    return found


def _whole_limits(values: Floats) -> list[list[int | None]]:
    """Return what there is at most, rounded down; None where nothing limits."""
    return [[int(np.floor(one)) if np.isfinite(one) else None for one in row] for row in values]
