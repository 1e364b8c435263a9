"""Whether a plan in whole numbers can be carried out, and how far it is from what parts would give.

Rules of this module:

* every balance, limit and delivery is added up anew in whole numbers; nothing is rounding;
* what the plan with parts of runs proves (``certifying``) is a bound for its first rank, and for
  the hours where both deliver as much; the figures are told side by side, and no gap is forgiven.

Not here: finding whole plans (``searching``), their arithmetic (``whole``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.telling import figure
from commonweal.plan.whole import Book, Whole


@dataclass(frozen=True, slots=True)
class RankTold:
    """What a rank gets.

    Attributes:
        rank: of the orders.
        least, mean: smallest and mean share in whole units.
        least_parts, mean_parts: likewise, with parts of runs.
    """

    rank: int
    least: float
    mean: float
    least_parts: float
    mean_parts: float


@dataclass(frozen=True, slots=True)
class WholeCertificate:
    """What a plan in whole numbers proves of itself.

    Attributes:
        breaches: limits that it does not keep, in words.
        ranks: what each rank gets.
        hours, hours_parts: hours of labour, in whole runs and in parts.
    """

    breaches: tuple[str, ...]
    ranks: tuple[RankTold, ...]
    hours: int
    hours_parts: float

    @property
    def feasible(self) -> bool:
        """Whether it can be carried out to the last unit."""
        return not self.breaches


def certify_whole(economy: Economy, orders: Orders, plan: Plan, whole: Whole) -> WholeCertificate:
    """Check a plan in whole numbers.

    Args:
        economy: what can be done.
        orders: what was wanted.
        plan: the plan with parts of runs.
        whole: what is to be carried out.
    """
    hours = [int(one) for one in economy.hours]
    worked = sum(times * hours[at] for row in whole.runs for at, times in enumerate(row))
    return WholeCertificate(
        tuple(_breaches(economy, orders, whole)),
        tuple(_told(orders, plan, whole, rank) for rank in orders.ranks),
        worked,
        float((plan.activity @ economy.hours).sum()),
    )


def _breaches(economy: Economy, orders: Orders, whole: Whole) -> Iterator[str]:
    try:
        book = Book(economy)
    except ValueError as error:
        yield str(error)
        return
    yield from _runs(economy, book, whole)
    yield from _resources(economy, book, whole)
    for at, amount in enumerate(whole.delivered):
        if not 0 <= amount <= int(orders.quantity[at]):
            yield f"{orders.by[at]} gets {amount} where {orders.quantity[at]:g} were ordered"
    for period, row in enumerate(book.left(whole.runs, orders, whole.delivered)):
        for product, left in enumerate(row):
            if left < 0:
                name, unit = economy.products.title(product), economy.products.units[product]
                yield f"{-left} {unit} of {name} are missing in period {period + 1}"


def _runs(economy: Economy, book: Book, whole: Whole) -> Iterator[str]:
    for period, row in enumerate(whole.runs):
        for process, times in enumerate(row):
            most = book.capacity[period][process]
            if times < 0 or (most is not None and times > most):
                name = economy.processes.title(process)
                yield f"{name} runs {times} times in period {period + 1}, at most {most}"


def _resources(economy: Economy, book: Book, whole: Whole) -> Iterator[str]:
    for period, row in enumerate(book.used(whole.runs)):
        for resource, much in enumerate(row):
            most = book.limits[period][resource]
            if most is not None and much > most:
                name, unit = economy.resources.title(resource), economy.resources.units[resource]
                yield f"{much} {unit} of {name} are used in period {period + 1}, at most {most}"


def _told(orders: Orders, plan: Plan, whole: Whole, rank: int) -> RankTold:
    chosen = np.flatnonzero(orders.rank == rank)
    shares = [Fraction(whole.delivered[at], int(orders.quantity[at])) for at in chosen]
    parts = plan.delivered[chosen] / orders.quantity[chosen]
    floats = [float(one) for one in shares]
    return RankTold(
        rank, min(floats), sum(floats) / len(floats), float(parts.min()), float(parts.mean())
    )


def telling(told: WholeCertificate) -> list[str]:
    """Return what a plan in whole numbers proves of itself, a sentence each."""
    found = ["In whole runs and units it can be carried out to the last unit."]
    if not told.feasible:
        found = [f"In whole runs and units {len(told.breaches)} limits are not kept."]
        found += [f"  {one}" for one in told.breaches[:10]]
    for one in told.ranks:
        found.append(
            f"  rank {one.rank}: the smallest share {one.least:.1%}, the mean {one.mean:.1%}; "
            f"with parts of runs {one.least_parts:.1%} and {one.mean_parts:.1%}"
        )
    more = f"{figure(told.hours)} hours; with parts of runs {figure(told.hours_parts)}"
    return [*found, f"  {more}"]
