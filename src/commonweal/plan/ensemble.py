"""Ensembles: a plan found anew in many scenarios, each proven for itself, and what stays in all.

Rules of this module:

* each scenario is planned with the whole knowledge of it, as if it had been foreseen: the figures
  say what could be had, not what a plan made before would bring;
* each plan is certified where it was found; one that does not prove itself, or that the solver gave
  up, is told and counted nowhere else;
* that no plan keeps all limits is an outcome, with the limits that conflict;
* a limit binds where more of it would give more to a rank that does not get all; which of several
  limits that bind together has the price is the solver's choice;
* quantiles are figures that occurred, never between two: the tenth part is the smallest figure that
  a tenth of the plans, rounded up, does not exceed;
* the same scenarios give the same figures, to the last bit, whoever plans them (``executors``), as
  long as all have the same versions of what computes; where they have not, nobody plans.

Not here: scenarios (``scenarios``), text and files (``ensemble_telling``), one plan kept through
all scenarios.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.certifying import certify, gains
from commonweal.plan.economy import Economy
from commonweal.plan.limits import Limit, LimitKind, limit_of
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Plan, Step
from commonweal.plan.program import program
from commonweal.plan.scenarios import Scenario, under
from commonweal.plan.solving import Infeasible, Unsolved, solve

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

Ending = Literal["proven", "unproven", "infeasible"]

TENTHS = (0, 1, 5, 9, 10)
"""The quantiles that are told: least, a tenth, the middle, nine tenths, most."""

FULL = 1e-6
"""The share of an order by which it may be missed and count as full."""

BINDS = 1e-6
"""What the whole of a limit has to add to the shares of a rank, that it counts as binding."""

SOME = 1e-12
"""A price that is more than rounding."""

_COMPUTING = ("commonweal", "numpy", "scipy", "highspy", "numba")


@cache
def versions() -> tuple[str, ...]:
    """Return the versions of all that computes here; empty of what is not installed."""
    return tuple(map(_version, _COMPUTING))


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} none"


class OtherVersions(Exception):  # noqa: N818 -- what was found, not what failed
    """Where a scenario was to be planned, something else computes than where the answer goes."""


@dataclass(frozen=True)
class Task:
    """What is planned in every scenario.

    Attributes:
        economy, orders: as they are expected.
        sharing: how a shortfall is shared within a rank.
        versions: of what computes where the answers go.
    """

    economy: Economy
    orders: Orders
    sharing: Sharing
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scenario.

    Attributes:
        name: of the scenario.
        ending: whether there is a plan that proves itself.
        why: of one that does not, in words; else empty.
        shares: ``[order]``, of what was ordered in the scenario; empty without a proven plan.
        hours: of labour.
        gap: the largest gap of any step.
        worst: the largest share by which any limit is missed, rounding included.
        binding: which limits bind, by their kind and flat place.
        conflict: rows of the program that conflict.
    """

    name: str
    ending: Ending
    why: str
    shares: Floats
    hours: float
    gap: float
    worst: float
    binding: tuple[tuple[LimitKind, int], ...]
    conflict: tuple[int, ...]


def outcome(task: Task, scenario: Scenario) -> Outcome:
    """Plan a scenario, and certify what was found.

    Raises:
        OtherVersions: when the answer could be another one here.
    """
    here = versions()
    if here != task.versions:
        pairs = zip(here, task.versions, strict=True)
        other = [f"{wanted} (got {one})" for one, wanted in pairs if one != wanted]
        raise OtherVersions(f"expected {', '.join(other)}")
    economy, orders = under(scenario.factors(task.economy, task.orders), task.economy, task.orders)
    try:
        found = solve(economy, orders, sharing=task.sharing)
    except Unsolved as why:
        return _without(scenario.name, "unproven", f"the solver gave up: {why}")
    if isinstance(found, Infeasible):
        return _without(scenario.name, "infeasible", "", found.rows)
    return _certified(scenario.name, economy, orders, found)


def _without(name: str, ending: Ending, why: str, conflict: tuple[int, ...] = ()) -> Outcome:
    return Outcome(name, ending, why, np.zeros(0), 0.0, 0.0, 0.0, (), conflict)


def _certified(name: str, economy: Economy, orders: Orders, plan: Plan) -> Outcome:
    told = certify(economy, orders, plan)
    if not told.feasible:
        return _without(name, "unproven", f"it cannot be carried out: {told.breaches[0]}")
    gap = max((one.gap for one in told.proofs), default=0.0)
    if not told.best:
        return _without(name, "unproven", f"it is not proven to be the best: gap {gap:.1e}")
    return Outcome(
        name,
        "proven",
        "",
        plan.delivered / orders.quantity,
        float((plan.activity @ economy.hours).sum()),
        gap,
        told.worst,
        tuple(_binding(economy, orders, plan)),
        (),
    )


def _binding(economy: Economy, orders: Orders, plan: Plan) -> list[tuple[LimitKind, int]]:
    """Return which limits bind any rank that does not get all, by kind and flat place."""
    found: dict[tuple[LimitKind, int], None] = {}
    for step in plan.steps:
        if step.aim == "most" and step.held < int((orders.rank == step.rank).sum()):
            for kind, prices, there in _priced(economy, step):
                amount = np.where(np.isfinite(there), there, 0.0)
                binds = (prices * amount > BINDS) | ((there == 0) & (prices > SOME))
                found |= dict.fromkeys((kind, int(at)) for at in np.flatnonzero(binds))
    return list(found)


def _priced(economy: Economy, step: Step) -> Iterator[tuple[LimitKind, Floats, Floats]]:
    """Give for each kind of limit, flat: what one unit more would add, and how much there is."""
    prices = step.prices
    room = np.maximum(gains(economy, step), 0.0) + prices.capacity
    yield "resource", prices.resource.ravel(), economy.limits.ravel()
    yield (
        "capacity",
        np.where(np.isfinite(economy.capacity), room, 0).ravel(),
        (economy.capacity.ravel()),
    )
    yield "stock", np.where(economy.stock > 0, prices.product[0], 0.0), economy.stock
    yield "money", prices.foreign, economy.deficit


class Executor(Protocol):
    """Whoever plans scenarios: this process, others of this machine, or other machines."""

    def outcomes(self, task: Task, scenarios: Sequence[Scenario]) -> Iterator[tuple[int, Outcome]]:
        """Give the place of each scenario with what became of it, in any order."""
        ...


class InProcess:
    """Plans one scenario after the other, here."""

    def outcomes(self, task: Task, scenarios: Sequence[Scenario]) -> Iterator[tuple[int, Outcome]]:
        """Give the place of each scenario with what became of it."""
        for at, one in enumerate(scenarios):
            yield at, outcome(task, one)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What stays in all scenarios.

    Attributes:
        outcomes: one for each scenario, in their order.
        shares: ``[tenth, order]``: quantiles over the proven plans; 0 where there is none.
        full: ``[order]``: in how many scenarios it is met in full.
        hours: ``[tenth]``: quantiles over the proven plans.
        limits: limits as the plan expects them, and in how many scenarios each binds, most first.
        conflicts: limits that conflict, in words, and in how many scenarios, most first.
    """

    outcomes: tuple[Outcome, ...]
    shares: Floats
    full: Wholes
    hours: Floats
    limits: tuple[tuple[Limit, int], ...]
    conflicts: tuple[tuple[tuple[str, ...], int], ...]

    def count(self, ending: Ending) -> int:
        """Return how many scenarios end so."""
        return sum(one.ending == ending for one in self.outcomes)

    @property
    def gap(self) -> float:
        """The largest gap of any proven plan."""
        return max((one.gap for one in self.outcomes), default=0.0)


def ensemble(
    economy: Economy,
    orders: Orders,
    scenarios: Sequence[Scenario],
    *,
    sharing: Sharing = "alike",
    by: Executor | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Ensemble:
    """Plan every scenario, and sum up.

    Args:
        economy: what can be done, as it is expected.
        orders: what is wanted, likewise.
        scenarios: what may be otherwise; one at least.
        sharing: how a shortfall is shared within a rank.
        by: whoever plans them; this process when left out.
        progress: told how many are done, after each.
    """
    task = Task(economy, orders, sharing, versions())
    found: dict[int, Outcome] = {}
    for at, one in (by or InProcess()).outcomes(task, scenarios):
        found[at] = one
        progress(len(found))
    assert len(found) == len(scenarios), "every scenario is planned once"
    return summed_up(economy, orders, [found[at] for at in range(len(scenarios))])


def summed_up(economy: Economy, orders: Orders, outcomes: Sequence[Outcome]) -> Ensemble:
    """Sum up what became of scenarios."""
    proven = [one for one in outcomes if one.ending == "proven"]
    shares = np.array([one.shares for one in proven]).reshape(len(proven), len(orders))
    return Ensemble(
        tuple(outcomes),
        quantiles(shares),
        (shares >= 1 - FULL).sum(axis=0),
        quantiles(np.array([one.hours for one in proven])),
        _often(economy, proven),
        _conflicts(economy, orders, outcomes),
    )


def quantiles(values: Floats) -> Floats:
    """Return the quantiles that are told, ``[tenth, ...]``, over the first axis; 0 of nothing."""
    if not len(values):
        return np.zeros((len(TENTHS), *values.shape[1:]))
    places = [max(0, (len(values) * tenth + 9) // 10 - 1) for tenth in TENTHS]
    found: Floats = np.sort(values, axis=0)[places]
    return found


def _often(economy: Economy, proven: Iterable[Outcome]) -> tuple[tuple[Limit, int], ...]:
    times = Counter(limit for one in proven for limit in one.binding)
    found = [(limit_of(economy, kind, at), count) for (kind, at), count in times.items()]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0].kind, one[0].period, one[0].at)))


def _conflicts(
    economy: Economy, orders: Orders, outcomes: Iterable[Outcome]
) -> tuple[tuple[tuple[str, ...], int], ...]:
    times = Counter(one.conflict for one in outcomes if one.ending == "infeasible")
    if not times:
        return ()
    limits = program(economy, orders)  # whose rows are the same in every scenario
    ordered = sorted(times.items(), key=lambda one: (-one[1], one[0]))
    return tuple((tuple(map(limits.row_words, rows)), count) for rows, count in ordered)
