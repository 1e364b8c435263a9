"""What planning costs and how steady it is, measured from the record and the plans' files.

Rules of this module, which are definitions:

* *overhead*: hours of planning, meeting and inspecting, and the hours contained in product that was
  spoiled, as a share of all hours reported;
* *swing* and *zig-zag*: how far the plans of one campaign, round by round and correction by
  correction, differ in hours of work; what was moved and moved back is zig-zag;
* *drift* of the unit of account: by how much the same goods cost more units in the later of two
  plans: the goods that the earlier delivered (after Laspeyres), those that the later did (after
  Paasche), and the mean of both (Fisher); goods that only one of them prices are left out.

Sources: E. Laspeyres, "Die Berechnung einer mittleren Waarenpreissteigerung", Jahrbuecher fuer
Nationaloekonomie und Statistik 16 (1871); H. Paasche, the same 23 (1874); I. Fisher, *The Making of
Index Numbers*, 1922, chapter XI.

Not here: the arithmetic of swings (``commonweal.plan.measuring``), accounts (``plan_accounts``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np

from commonweal.office.plan_accounts import Worth, newest_overheads, newest_works
from commonweal.plan.economy import Economy
from commonweal.plan.measuring import Overhead, Version, ZigZag, swing, zigzag
from commonweal.plan.plans import Plan
from commonweal.polity import State


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours reported of a plan, and product spoiled: what its overhead is computed from.

    Attributes:
        planned: hours of work that the plan asked for, in the periods that are over.
        work, planning, meeting, inspecting: hours reported.
        spoiled: amount spoiled, by period and product.
    """

    planned: int
    work: int
    planning: int
    meeting: int
    inspecting: int
    spoiled: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class PeriodSpent:
    """Hours reported of one period of a plan: of work, and beside it."""

    period: int
    work: int
    planning: int
    meeting: int
    inspecting: int

    @property
    def beside(self) -> int:
        """Hours beside the work."""
        return self.planning + self.meeting + self.inspecting


def by_period(state: State, number: int) -> tuple[PeriodSpent, ...]:
    """Add up the hours reported of a plan by period, those of which something was reported."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for work in newest_works(state, number):
        found[work.period][0] += work.hours
    for one in newest_overheads(state, number):
        told = (one.planning, one.meeting, one.inspecting)
        for place, hours in enumerate(told, start=1):
            found[one.period][place] += hours
    return tuple(PeriodSpent(period, *hours) for period, hours in sorted(found.items()))


def spent(state: State, number: int) -> Spent:
    """Add up what was reported of a plan."""
    plan = state.plans[number]
    spoiled: dict[tuple[int, int], int] = defaultdict(int)
    work = 0
    for one in newest_works(state, number):
        work += one.hours
        for product, amount in one.spoiled:
            spoiled[one.period, product] += amount
    beside = list(newest_overheads(state, number))
    over = (one for one in plan.runs if one.period <= plan.passed)
    return Spent(
        planned=sum(one.runs * state.processes[one.process].hours for one in over),
        work=work,
        planning=sum(one.planning for one in beside),
        meeting=sum(one.meeting for one in beside),
        inspecting=sum(one.inspecting for one in beside),
        spoiled=dict(spoiled),
    )


def overhead(of: Spent, worth: Worth) -> Overhead:
    """Return what planning cost beside the work, in hours.

    Args:
        of: what was reported.
        worth: prices in hours.
    """
    lost = sum(worth.get(key, 0.0) * amount for key, amount in of.spoiled.items())
    return Overhead(of.work, of.planning, of.meeting, of.inspecting, float(lost))


# How steady plans are.


@dataclass(frozen=True, slots=True)
class Swings:
    """How far the plans of a campaign swing.

    Attributes:
        steps: hours by which each plan differs from the one before.
        whole: of all of them.
    """

    steps: tuple[float, ...]
    whole: ZigZag


def swings(plans: Sequence[tuple[int, Economy, Plan]]) -> Swings:
    """Measure how far successive plans swing.

    Args:
        plans: as they were made: the period before the first of each, its economy and itself.
            Processes go by name; one that a plan does not know is not done in it.
    """
    names: dict[str, int] = {}
    hours: list[float] = []
    for _, economy, _ in plans:
        for name, each in zip(economy.processes.names, economy.hours.tolist(), strict=True):
            if name not in names:
                names[name] = len(names)
                hours.append(each)
    versions = [_version(names, *one) for one in plans]
    weights = np.array(hours, dtype=np.float64)
    steps = tuple(swing(one, other, weights) for one, other in pairwise(versions))
    return Swings(steps, zigzag(versions, weights))


def _version(names: Mapping[str, int], passed: int, economy: Economy, plan: Plan) -> Version:
    activity = np.zeros((economy.periods, len(names)))
    activity[:, [names[one] for one in economy.processes.names]] = plan.activity
    return Version(passed, activity)


# The unit of account.


@dataclass(frozen=True, slots=True)
class Drift:
    """By how much the unit of account has changed from one plan to the next, as shares.

    Attributes:
        earlier: of the goods that the earlier plan delivered; ``later``: of those of the later.
        goods: how many goods both price.
    """

    earlier: float
    later: float
    goods: int

    @property
    def mean(self) -> float:
        """The geometric mean of both."""
        return sqrt((1 + self.earlier) * (1 + self.later)) - 1


def drift(
    before: Mapping[int, float],
    after: Mapping[int, float],
    delivered: Mapping[int, int],
    delivers: Mapping[int, int],
) -> Drift | None:
    """Measure the drift of the unit of account between two plans; none where nothing compares.

    Args:
        before: price of a unit of each product in the earlier plan.
        after: likewise in the later one.
        delivered: what the earlier plan delivers of each product.
        delivers: what the later one does.
    """
    both = [one for one in before if one in after and before[one] > 0]
    found = [_ratio(before, after, goods, both) for goods in (delivered, delivers)]
    if found[0] is None or found[1] is None:
        return None
    return Drift(found[0] - 1, found[1] - 1, len(both))


def _ratio(
    before: Mapping[int, float],
    after: Mapping[int, float],
    goods: Mapping[int, int],
    both: Sequence[int],
) -> float | None:
    cost = sum(before[one] * goods.get(one, 0) for one in both)
    return sum(after[one] * goods.get(one, 0) for one in both) / cost if cost else None


def mean_prices(worth: Worth, delivered: Mapping[tuple[int, int], int]) -> dict[int, float]:
    """Return one price for each product: the mean over periods, by what is delivered in each.

    Args:
        worth: by period and product.
        delivered: likewise.
    """
    prices: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for key, amount in delivered.items():
        if key in worth:
            sums = prices[key[1]]
            sums[0] += worth[key] * amount
            sums[1] += amount
    return {product: sums[0] / sums[1] for product, sums in prices.items() if sums[1]}


def planned_amounts(state: State, number: int) -> dict[tuple[int, int], int]:
    """Return what the lines of a plan deliver, by period and product."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for line in map(state.lines.__getitem__, state.plans[number].lines):
        if not line.is_over:
            found[line.period, line.product] += line.amount
    return dict(found)
