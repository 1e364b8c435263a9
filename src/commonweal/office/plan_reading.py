"""Plans as pages and commands read them: what a plan gives, why not more, what it costs.

Rules of this module:

* figures are those of the plan in whole numbers, as its file has them; why somebody gets no more is
  read off the prices that the file proves itself with, of the plan with parts of runs;
* things are told by their numbers in the record, reasons as data: the doors know what they are
  called, and find the words;
* a file that is not there, or is none, is told as such (None), and is no error.

Not here: finding plans (``planning``), plans that run (``plan_watching``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import msgspec
import numpy as np

from commonweal.office.plan_economy import number_of
from commonweal.office.plan_files import About, Kept, file_of, read
from commonweal.office.plan_reasons import (
    OrderReason,
    ProcessReason,
    Scarce,
    order_reason,
    process_reason,
    scarce_of,
)
from commonweal.plan import telling
from commonweal.plan.certifying_whole import WholeCertificate, certify_whole
from commonweal.plan.easing import Easing
from commonweal.plan.explaining import Explaining
from commonweal.plan.files import Contents
from commonweal.plan.whole import Whole
from commonweal.polity.planning.proposals.kept import PPM
from commonweal.terms import FaultyDocument
from commonweal.vault import Vault

READ_AT_ONCE = 8
"""Plans that are kept in memory after they were read."""

PERIODS_ASKED = 3
"""Periods of a process that are asked why it does not run more, those in which it runs least."""


@dataclass(frozen=True, slots=True)
class Served:
    """What an order gets.

    Attributes:
        body, product, rank, period: of the order; its members' own orders are in it.
        ordered, given: amounts.
    """

    body: int
    product: int
    rank: int
    period: int
    ordered: int
    given: int

    @property
    def share_ppm(self) -> int:
        """The share that it gets, in parts per million, rounded down."""
        return self.given * PPM // self.ordered

    @property
    def is_cut(self) -> bool:
        """Whether it gets less than was ordered."""
        return self.given < self.ordered


@dataclass(frozen=True, slots=True)
class Used:
    """How a process is used.

    Attributes:
        process: its number.
        runs: in each period.
        capacity: in each period, at most.
        why: why not more, in each of the periods in which it runs least; equal reasons once.
    """

    process: int
    runs: tuple[int, ...]
    capacity: int
    why: tuple[ProcessReason, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What becomes of a product, over all periods.

    Attributes:
        product: its number.
        stock, made: what was there, and is made.
        used, delivered: what other processes take, and orders get.
        left: what is there at the end.
        ordered: what was ordered.
    """

    product: int
    stock: int
    made: int
    used: int
    delivered: int
    left: int
    ordered: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a product is worth, in units of account.

    Attributes:
        product: its number.
        periods: the price in each period; equal in all where hours contained are the account.
    """

    product: int
    periods: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over all periods."""
        return sum(self.periods) / len(self.periods)


class PlanReading:
    """One plan, read from its file.

    Args:
        kept: the file.
    """

    def __init__(self, kept: Kept) -> None:
        self.about: About = kept.about
        self._contents = kept.contents

    @property
    def why_none(self) -> tuple[str, ...]:
        """Why there is no plan, in the words of its file; empty where there is one."""
        return self.about.why

    @property
    def missed(self) -> tuple[tuple[int, int], ...]:
        """Conditions that cannot be kept, by place from 1, and what the nearest plan has."""
        return self.about.missed

    @property
    def is_plan(self) -> bool:
        """Whether it holds a plan."""
        return self._contents is not None and self._contents.whole is not None

    @cached_property
    def served(self) -> tuple[Served, ...]:
        """What every order gets."""
        return tuple(Served(*one) for one in self.about.served)

    def served_to(self, body: int) -> list[Served]:
        """Return what the orders of a body get, the first rank first."""
        of_these = [one for one in self.served if one.body == body]
        return sorted(of_these, key=lambda one: (one.rank, one.product, one.period))

    @cached_property
    def ranks(self) -> tuple[tuple[int, int, int], ...]:
        """Of each rank: how many orders there are, and how many get all."""
        orders, full = Counter[int](), Counter[int]()
        for one in self.served:
            orders[one.rank] += 1
            full[one.rank] += not one.is_cut
        return tuple((rank, orders[rank], full[rank]) for rank in sorted(orders))

    @property
    def prices(self) -> tuple[Price, ...]:
        """Prices of all products that have one, by number."""
        if self._contents is None:
            return ()
        found: dict[int, list[float]] = {}
        for period, product, price in self.about.worth:
            row = found.setdefault(product, [0.0] * self._contents.economy.periods)
            row[period - 1] = price
        return tuple(Price(product, tuple(row)) for product, row in sorted(found.items()))

    # What is done.

    @cached_property
    def _found(self) -> tuple[Contents, Whole]:
        assert self._contents is not None, "asked of a plan only"
        assert self._contents.whole is not None, "asked of a plan only"
        return self._contents, self._contents.whole

    def balances(self) -> list[Balance]:
        """Return what becomes of every product."""
        if not self.is_plan:
            return []
        contents, whole = self._found
        of, goods = contents.economy, contents.economy.products
        times = np.array([list(map(float, row)) for row in whole.runs])
        ended = np.arange(of.periods)[:, None] + of.lead[None, :] < of.periods
        made = of.outputs @ (times * ended).sum(axis=0)
        used = of.inputs @ times.sum(axis=0)
        got, wanted = Counter[int](), Counter[int]()
        for one in self.served:
            wanted[one.product] += one.ordered
        for at, amount in zip(contents.orders.product.tolist(), whole.delivered, strict=True):
            got[at] += amount
        found = []
        for at, label in enumerate(goods.names):
            if label.startswith("g"):
                stock, out, taken = int(of.stock[at]), round(made[at]), round(used[at])
                left = stock + out - taken - got[at]
                number = number_of(label)
                found.append(Balance(number, stock, out, taken, got[at], left, wanted[number]))
        return found

    def used(self, processes: Sequence[int]) -> list[Used]:
        """Return how processes are used, and why not more; of those that the plan knows."""
        if not self.is_plan:
            return []
        contents, whole = self._found
        ways = contents.economy.processes
        found = []
        for number in processes:
            at = ways.index.get(f"p{number}")
            if at is None:
                continue
            capacity = int(contents.economy.capacity[0, at])
            runs = tuple(row[at] for row in whole.runs)
            idle = [period for period, times in enumerate(runs) if times < capacity]
            idle = sorted(idle, key=lambda period: (runs[period], period))[:PERIODS_ASKED]
            told = [self._explaining.process(at, one) for one in idle]
            why = _different(process_reason(contents.economy, one) for one in told)
            found.append(Used(number, runs, capacity, why))
        return found

    # Why not more.

    @cached_property
    def _explaining(self) -> Explaining:
        contents, _ = self._found
        return Explaining(contents.economy, contents.orders, contents.plan)

    @cached_property
    def _easing(self) -> Easing:
        contents, _ = self._found
        return Easing(contents.economy, contents.orders, contents.plan)

    @cached_property
    def _places(self) -> dict[tuple[str, str, int, int], int]:
        """The place of each order in the file; of one in parts, that of its last part."""
        contents, _ = self._found
        orders, goods = contents.orders, contents.economy.products.names
        columns = zip(orders.by, orders.product, orders.rank, orders.period, strict=True)
        return {
            (by, goods[product], int(rank) - self.about.shift, int(period) + 1): at
            for at, (by, product, rank, period) in enumerate(columns)
        }

    def why(self, one: Served, *, change: bool = False) -> OrderReason | None:
        """Say why an order gets no more; None where it gets all, or nothing says why.

        Args:
            one: the order.
            change: whether to say the least change that would have let it pass, too.
        """
        place = self._places.get((f"b{one.body}", f"g{one.product}", one.rank, one.period))
        if not one.is_cut or place is None or not self.is_plan:
            return None
        told = self._explaining.order(place, changes=change)
        return order_reason(self._found[0].economy, told, shift=self.about.shift)

    def scarce(self, most: int = 10) -> list[Scarce]:
        """Return what keeps the first rank that falls short from getting more, dearest first."""
        if not self.is_plan:
            return []
        contents, _ = self._found
        told = telling.scarcities(contents.economy, contents.orders, contents.plan, most)
        return [] if told is None else scarce_of(contents.economy, told, shift=self.about.shift)

    def certificate(self) -> WholeCertificate | None:
        """Return what the plan proves of itself in whole numbers; None where there is none."""
        if not self.is_plan:
            return None
        contents, whole = self._found
        return certify_whole(contents.economy, contents.orders, contents.plan, whole)


def _different(reasons: Iterable[ProcessReason]) -> tuple[ProcessReason, ...]:
    """Return each reason but once: that it is the same in other periods says nothing more."""
    found: dict[tuple[object, ...], ProcessReason] = {}
    for one in reasons:
        found.setdefault(one.alike, one)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Compared:
    """Plans side by side.

    Attributes:
        products: by number, what is delivered of each, by plan.
        bodies: by number, the mean share that its orders get in each plan, in parts per million.
        ranks: by rank, the mean share in each plan, likewise.
        processes: by number, runs in all, by plan.
    """

    products: tuple[tuple[int, tuple[int, ...]], ...]
    bodies: tuple[tuple[int, tuple[int, ...]], ...]
    ranks: tuple[tuple[int, tuple[int, ...]], ...]
    processes: tuple[tuple[int, tuple[int, ...]], ...]


def compare(plans: Sequence[PlanReading]) -> Compared:
    """Set plans of a campaign side by side; of one that is none everything is 0."""
    delivered = [Counter[int]() for _ in plans]
    ran = [Counter[int]() for _ in plans]
    shares: list[dict[tuple[str, int], list[int]]] = [defaultdict(list) for _ in plans]
    for at, plan in enumerate(plans):
        for one in plan.served:
            delivered[at][one.product] += one.given
            shares[at]["body", one.body].append(one.share_ppm)
            shares[at]["rank", one.rank].append(one.share_ppm)
        for run in plan.about.runs:
            ran[at][run.process] += run.runs
    means = [
        {key: sum(found) // len(found) for key, found in of_these.items()} for of_these in shares
    ]
    keys = sorted({key for of_these in means for key in of_these})
    told = {key: tuple(of_these.get(key, 0) for of_these in means) for key in keys}
    return Compared(
        _side_by_side(delivered),
        tuple((number, row) for (kind, number), row in told.items() if kind == "body"),
        tuple((number, row) for (kind, number), row in told.items() if kind == "rank"),
        _side_by_side(ran),
    )


def _side_by_side(
    columns: Sequence[Counter[int]],
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    keys = sorted({key for column in columns for key in column})
    return tuple((key, tuple(column[key] for column in columns)) for key in keys)


def plan_reading(vault: Vault, digest: str) -> PlanReading | None:
    """Read a plan from the vault; None where its file is not there, or is none."""
    text = file_of(vault, digest)
    return None if text is None else _read(digest, text)


@lru_cache(maxsize=READ_AT_ONCE)
def _read(_digest: str, text: str) -> PlanReading | None:
    try:
        return PlanReading(read(text))
    except (FaultyDocument, msgspec.MsgspecError):
        return None
