"""The certificate of a plan in fractions: what is checked is exactly what is written, unrounded.

Rules of this module, beside those of ``certifying``, of which it takes the words and nothing else:

* every figure of the economy, the orders, the plan and its prices is the fraction that its bits
  say; sums and products of them are exact, so that no cheat is small enough to pass for rounding;
* a limit is missed when it is missed at all, unless the caller allows a share;
* prices that are off by rounding are first made consistent: any prices that are not negative prove
  something, so it does no harm to raise them until nothing gains by being kept or traded;
* a process that seems to gain without end gains up to what its capacity or any resource allows;
  where nothing limits it, nothing is proven;
* a rank is held to no more than the plan gives it, whatever a step says; of a rank that gets nearly
  all, every order is held to what it gets if all others get everything.

Fractions take some microseconds each, and grow: some 10,000 links are a matter of seconds.

Not here: the same in floating point, which is quick (``certifying``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.plan.certifying import (
    GAP,
    Breach,
    Certificate,
    Proof,
    are_prices,
    is_complete,
    signs,
)
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan, Step

Row = tuple[int, int]
"""A period and a label."""

Sums = defaultdict[Row, Fraction]

PASSES = 8
"""How often prices are raised until nothing gains by being kept or traded."""

ZERO = Fraction(0)


def certify_exactly(
    economy: Economy,
    orders: Orders,
    plan: Plan,
    *,
    tolerance: Fraction = ZERO,
    gap: float = GAP,
) -> Certificate:
    """Check a plan in fractions.

    Args:
        economy: what can be done.
        orders: what was wanted.
        plan: what is to be done, with the prices that prove it.
        tolerance: the largest breach that is allowed, as a share of what is moved.
        gap: the largest gap of a step.
    """
    complete = is_complete(orders, plan)
    wrong = signs(economy, plan)
    if wrong:
        nothing = tuple(Proof(one.aim, one.rank, 0.0, np.inf) for one in plan.steps)
        return Certificate(tuple(wrong), np.inf, nothing, gap, complete)
    exact = _Exact(economy, orders, plan)
    missed = sorted(exact.missed(), key=lambda one: (-one[2], one[0]))
    worst = float(missed[0][2]) if missed else 0.0
    told = tuple(
        Breach(what, float(short), float(share))
        for what, short, share in missed
        if share > tolerance
    )
    proofs = tuple(exact.proof(at) for at in range(len(plan.steps)))
    return Certificate(told, worst, proofs, gap, complete)


@dataclass(frozen=True, slots=True)
class _Links:
    """A matrix by columns: for each, its rows and their figures."""

    columns: tuple[tuple[tuple[int, Fraction], ...], ...]

    @classmethod
    def of(cls, matrix: csc_array) -> _Links:
        parts = csc_array(matrix)
        ends = zip(parts.indptr[:-1].tolist(), parts.indptr[1:].tolist(), strict=True)
        rows, values = parts.indices.tolist(), parts.data.tolist()
        return cls(
            tuple(
                tuple((rows[at], Fraction(values[at])) for at in range(begin, end) if values[at])
                for begin, end in ends
            )
        )


class _Exact:
    """One plan in fractions. Owned by one call."""

    def __init__(self, economy: Economy, orders: Orders, plan: Plan) -> None:
        self.economy, self.orders, self.plan = economy, orders, plan
        self.inputs, self.outputs = _Links.of(economy.inputs), _Links.of(economy.outputs)
        self.uses, self.builds = _Links.of(economy.uses), _Links.of(economy.builds)
        self.lead, self.build_lead = economy.lead.tolist(), economy.build_lead.tolist()
        self.quantity = [Fraction(one) for one in orders.quantity.tolist()]

    @cached_property
    def built(self) -> set[int]:
        """Processes whose capacity grows."""
        return {row for column in self.builds.columns for row, _ in column}

    @cached_property
    def hours(self) -> list[Fraction]:
        """Hours of labour for one unit of each activity; 1 each where no labour is known."""
        labour = set(self.economy.labour.tolist())
        if not labour:
            return [Fraction(1)] * len(self.economy.processes)
        return [
            sum((value for row, value in column if row in labour), ZERO)
            for column in self.uses.columns
        ]

    # What can be carried out.

    def missed(self) -> Iterator[tuple[str, Fraction, Fraction]]:
        """Give every limit that is missed: in words, by how much, and as a share of what moves."""
        yield from self._balances()
        yield from self._limits()
        for at, by in enumerate(self.orders.by):
            over = Fraction(float(self.plan.delivered[at])) - self.quantity[at]
            yield from _short(f"more to {by} than was ordered", over, self.quantity[at])
        for at, name in enumerate(self.economy.products.names):
            closing = Fraction(float(self.economy.closing[at]))
            left = closing - Fraction(float(self.plan.kept[-1, at]))
            yield from _short(f"stock of {name} at the end", left, closing)

    def _balances(self) -> Iterator[tuple[str, Fraction, Fraction]]:
        economy, plan = self.economy, self.plan
        there, used = Sums(Fraction), Sums(Fraction)
        for period, process, amount in _some(plan.activity):
            for row, value in self.inputs.columns[process]:
                used[period, row] += value * amount
            out = period + self.lead[process]
            for row, value in self.outputs.columns[process] if out < economy.periods else ():
                there[out, row] += value * amount
        for values, into in ((plan.imported, there), (plan.kept, used), (plan.exported, used)):
            for period, product, amount in _some(values):
                into[period, product] += amount
        for period, product, amount in _some(plan.kept[:-1]):
            there[period + 1, product] += amount
        for _, product, amount in _some(economy.stock[None, :]):
            there[0, product] += amount
        for at, amount in enumerate(self.plan.delivered.tolist()):
            used[int(self.orders.period[at]), int(self.orders.product[at])] += Fraction(amount)
        for (period, product), amount in used.items():
            name = f"{economy.products.names[product]} in period {period + 1}"
            have = there[period, product]
            yield from _short(name, amount - have, amount + have)

    def _limits(self) -> Iterator[tuple[str, Fraction, Fraction]]:
        economy, plan = self.economy, self.plan
        taken, built = Sums(Fraction), Sums(Fraction)
        for period, process, amount in _some(plan.activity):
            for row, value in self.uses.columns[process]:
                taken[period, row] += value * amount
            for row, value in self.builds.columns[process]:
                for later in range(period + self.build_lead[process], economy.periods):
                    built[later, row] += value * amount
        for (period, row), amount in taken.items():
            limit = economy.limits[period, row]
            if np.isfinite(limit):
                name = f"{economy.resources.names[row]} in period {period + 1}"
                yield from _short(name, amount - Fraction(float(limit)), amount)
        for period, process, amount in _some(plan.activity):
            room = economy.capacity[period, process]
            if np.isfinite(room):
                name = f"capacity of {economy.processes.names[process]} in period {period + 1}"
                over = amount - Fraction(float(room)) - built[period, process]
                yield from _short(name, over, amount)
        for period in range(economy.periods):
            paid = _worth(plan.imported[period], economy.import_price)
            earned = _worth(plan.exported[period], economy.export_price)
            over = paid - earned - Fraction(float(economy.deficit[period]))
            yield from _short(f"foreign money in period {period + 1}", over, paid + earned)

    # What no plan could exceed.

    def proof(self, at: int) -> Proof:
        """Bound what any plan could reach in a step, by the prices of that step."""
        step, before = self.plan.steps[at], self.plan.steps[:at]
        reached = self._reached(step)
        nothing = Proof(step.aim, step.rank, float(reached), np.inf)
        if not are_prices(self.economy, self.orders, step.prices):
            return nothing
        prices = _Prices(self, step)
        held = {one.rank: self._held(one) for one in before if one.aim == "most"}
        if not prices.settled or not set(step.prices.rank) <= set(held):
            return nothing
        bound = prices.fixed()
        if bound is None:
            return nothing
        bound -= sum((price * held[one] for one, price in prices.rank.items()), ZERO)
        bound += self._of_orders(prices, step, before)
        for period, process, gain in prices.gains():
            most = self._most(period, process)
            if most is None:
                return nothing
            bound += gain * most
        excess = bound - reached  # as a fraction, before it is rounded
        return Proof(step.aim, step.rank, float(reached), float(reached) + float(excess))

    def _reached(self, step: Step) -> Fraction:
        if step.aim == "hours":
            hours = self.hours
            found = _some(self.plan.activity)
            return -sum((hours[process] * amount for _, process, amount in found), ZERO)
        shares = [
            Fraction(float(self.plan.delivered[at])) / self.quantity[at]
            for at in np.flatnonzero(self.orders.rank == step.rank).tolist()
        ]
        return min(shares) if step.aim == "alike" else sum(shares, ZERO)

    def _held(self, step: Step) -> Fraction:
        """Return what a step before is held to: no more than the plan gives."""
        reached = self._reached(step)
        return min(Fraction(step.held), reached) if step.held > 0 else ZERO

    def _most(self, period: int, process: int) -> Fraction | None:
        """Return the largest activity that capacity and resources allow by themselves."""
        economy = self.economy
        found = [
            Fraction(float(economy.limits[period, row])) / value
            for row, value in self.uses.columns[process]
            if np.isfinite(economy.limits[period, row])
        ]
        if np.isfinite(economy.capacity[period, process]) and process not in self.built:
            found.append(Fraction(float(economy.capacity[period, process])))
        return min(found, default=None)

    def _of_orders(self, prices: _Prices, step: Step, before: tuple[Step, ...]) -> Fraction:
        """Return how much deliveries could add, between what is held for them and what is asked."""
        orders, found = self.orders, ZERO
        least: dict[int, Fraction] = defaultdict(Fraction)
        for one in before:
            others = 0 if one.aim == "alike" else int((orders.rank == one.rank).sum()) - 1
            least[one.rank] = max(least[one.rank], self._held(one) - others)
        for at, quantity in enumerate(self.quantity):
            rank = int(orders.rank[at])
            gain = (
                prices.order[at] - prices.product[int(orders.period[at])][int(orders.product[at])]
            )
            gain += prices.rank.get(rank, ZERO) / quantity
            if step.aim == "most" and rank == step.rank:
                gain += 1 / quantity
            found += max(gain * least[rank] * quantity, gain * quantity)
        if step.aim == "alike":
            worth = sum((a * b for a, b in zip(prices.order, self.quantity, strict=True)), ZERO)
            found += max(ZERO, 1 - worth)
        return found


class _Prices:
    """The prices of a step in fractions, raised until nothing gains by being kept or traded."""

    def __init__(self, exact: _Exact, step: Step) -> None:
        self.exact, self.step = exact, step
        prices = step.prices
        self.product, self.resource = _table(prices.product), _table(prices.resource)
        self.capacity = _table(prices.capacity)
        self.foreign = [Fraction(one) for one in prices.foreign.tolist()]
        self.order = [Fraction(one) for one in prices.order.tolist()]
        self.rank = {rank: Fraction(price) for rank, price in prices.rank.items()}
        self.settled = any(not self._raised() for _ in range(PASSES))

    def _raised(self) -> bool:
        """Raise prices that something gains by; return whether there were any."""
        economy, raised = self.exact.economy, False
        for period in reversed(range(economy.periods)):
            now = self.product[period]
            for at in (
                np.flatnonzero(economy.storable).tolist() if period + 1 < len(self.product) else ()
            ):
                if self.product[period + 1][at] > now[at]:
                    now[at], raised = self.product[period + 1][at], True
            for at in np.flatnonzero(~np.isnan(economy.import_price)).tolist():
                cost = Fraction(float(economy.import_price[at]))
                if now[at] > cost * self.foreign[period]:
                    if not cost:
                        return True  # free to import, and worth something: without end
                    self.foreign[period], raised = now[at] / cost, True
            for at in np.flatnonzero(~np.isnan(economy.export_price)).tolist():
                earns = Fraction(float(economy.export_price[at])) * self.foreign[period]
                if earns > now[at]:
                    now[at], raised = earns, True
        return raised

    def fixed(self) -> Fraction | None:
        """Return the worth of what is there whatever is done; none where it has no end."""
        economy = self.exact.economy
        found = _worth_of(self.product[0], economy.stock)
        found += _worth_of(self.foreign, economy.deficit)
        last = [
            price if storable else ZERO
            for price, storable in zip(self.product[-1], economy.storable.tolist(), strict=True)
        ]
        found -= _worth_of(last, economy.closing)
        for prices, there in ((self.resource, economy.limits), (self.capacity, economy.capacity)):
            for row, amounts in zip(prices, there.tolist(), strict=True):
                for price, amount in zip(row, amounts, strict=True):
                    if price and not np.isfinite(amount):
                        return None
                    found += price * Fraction(amount) if price else ZERO
        return found

    def gains(self) -> Iterator[tuple[int, int, Fraction]]:
        """Give every activity of which one unit more would add something, with how much."""
        exact, periods = self.exact, self.exact.economy.periods
        saves = self.step.aim == "hours"
        for process, columns in enumerate(
            zip(
                exact.inputs.columns,
                exact.outputs.columns,
                exact.uses.columns,
                exact.builds.columns,
                strict=True,
            )
        ):
            inputs, outputs, uses, builds = columns
            for period in range(periods):
                gain = -self.capacity[period][process]
                gain -= sum((value * self.product[period][row] for row, value in inputs), ZERO)
                gain -= sum((value * self.resource[period][row] for row, value in uses), ZERO)
                gain -= exact.hours[process] if saves else ZERO
                out = period + exact.lead[process]
                if out < periods:
                    gain += sum((value * self.product[out][row] for row, value in outputs), ZERO)
                for later in range(period + exact.build_lead[process], periods):
                    gain += sum((value * self.capacity[later][row] for row, value in builds), ZERO)
                if gain > 0:
                    yield period, process, gain


def _some(values: NDArray[np.float64]) -> Iterator[tuple[int, int, Fraction]]:
    """Give what is more than nothing, with its places."""
    for period, at in np.argwhere(values > 0).tolist():
        yield period, at, Fraction(float(values[period, at]))


def _short(what: str, short: Fraction, moved: Fraction) -> Iterator[tuple[str, Fraction, Fraction]]:
    if short > 0:
        yield what, short, short / max(moved, Fraction(1))


def _worth(amounts: NDArray[np.float64], prices: NDArray[np.float64]) -> Fraction:
    pairs = zip(amounts.tolist(), prices.tolist(), strict=True)
    return sum((Fraction(amount) * Fraction(price) for amount, price in pairs if amount), ZERO)


def _worth_of(prices: list[Fraction], amounts: NDArray[np.float64]) -> Fraction:
    pairs = zip(prices, amounts.tolist(), strict=True)
    return sum((price * Fraction(amount) for price, amount in pairs if amount), ZERO)


def _table(values: NDArray[np.float64]) -> list[list[Fraction]]:
    return [[Fraction(one) for one in row] for row in values.tolist()]
