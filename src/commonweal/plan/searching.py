"""The search for whole runs: those that deliver most, rank by rank, and those with few hours.

Rules of this module:

* what a plan with parts of runs gives to an order, rounded down, is aimed at first (``alike``), and
  only then more for anybody;
* what was found for a rank is held for the ranks after it;
* the search takes so many steps and asks no clock, so that the same input gives the same plan; it
  begins with the plan rounded down and made consistent, and never ends with less;
* nothing that the solver says is trusted: its runs are made consistent in whole numbers.

The solver is HiGHS, on one thread. Source: the one that ``solving`` names.

Not here: whole numbers themselves, and what is delivered (``whole``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Plan
from commonweal.plan.program import program
from commonweal.plan.solving import model_of
from commonweal.plan.whole import Book, Whole, carried_out, rounded_down, trimmed, worth

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FIRST = 4.0
"""How much more a unit counts that an order would get with parts of runs, than one beyond it."""

NEAR = 1e-6
"""A quantity this near below a whole number, as a share of it, is that number."""

GAP = 1e-3
"""Share of what was found by which it may be less than the best, for the search to end."""

HELD = 1e-6
"""Share of what was found for a rank by which later steps may fall short of it."""

HELD_LOOSELY = 1e-5
"""The same, where a rank gets hardly anything because those before it are held so tightly: what was
found for them is known to the solver no better than that, and it loses its way."""

POOR = 0.02
"""Share of what was found by which it may be less than the best, and is not looked for again."""

LARGE = 1e7
"""A coefficient that takes a solver of whole numbers beyond what it can tell apart."""

AT_ONCE = (8, 40, 1000)
"""The part of all broken runs that is rounded at a time; a smaller one where that leads nowhere."""

TRIES = 20
"""How often what was rounded up is forgotten where it leads nowhere."""

SEARCHED_MAX = 2_000
"""Runs up to which hours are searched for where rounding leads nowhere."""

SIZE_MAX = 20_000
"""Runs that are searched through at most; above, the plan is rounded down only."""


def whole_plan(
    economy: Economy, orders: Orders, plan: Plan, *, sharing: Sharing = "alike", steps: int = 1
) -> Whole:
    """Turn a plan into whole runs and whole units.

    Of what is found, the plan that gives the first rank most is taken, then the next, and then the
    one with the fewest hours.

    Args:
        economy: whole numbers.
        orders: whole numbers.
        plan: of this economy and these orders, with parts of runs.
        sharing: how a shortfall is shared within a rank.
        steps: how far the search goes, in branches for each rank; 0: the plan is rounded down only.

    Raises:
        ValueError: when something is no whole number, or the economy trades or builds.
    """
    book = Book(economy)
    begin = carried_out(book, orders, rounded_down(book, plan.activity), sharing)
    found = [begin]
    sober = _sober(economy, plan)
    if steps:
        runs = search(sober, orders, plan, begin.runs, sharing=sharing, steps=steps)
        found.append(carried_out(book, orders, rounded_down(book, runs), sharing))
    best = max(found, key=lambda one: worth(economy, orders, one, sharing))
    found = [best, trimmed(book, orders, best)]
    fewer = save_hours(sober, orders, best.delivered, found[-1].runs) if steps else None
    if fewer is not None:
        other = carried_out(book, orders, rounded_down(book, fewer), sharing)
        found.append(trimmed(book, orders, other))
    return max(found, key=lambda one: worth(economy, orders, one, sharing))


def _sober(economy: Economy, plan: Plan) -> Economy:
    """Leave out of the search what nobody uses and whose numbers are too large for a solver.

    One absurd proposal must not cost all others their whole runs.
    """
    large = np.zeros(len(economy.processes), dtype=bool)
    for matrix in (economy.inputs, economy.outputs, economy.uses):
        links = matrix.tocoo()
        large[links.coords[1][links.data > LARGE]] = True
    idle = (plan.activity <= NEAR).all(axis=0)
    return replace(economy, capacity=np.where(large & idle, 0.0, economy.capacity))


def search(
    economy: Economy,
    orders: Orders,
    plan: Plan,
    begin: Sequence[Sequence[int]],
    *,
    sharing: Sharing,
    steps: int,
) -> Floats:
    """Look for whole runs that give each rank as much as can be.

    Args:
        economy: what can be done.
        orders: what is wanted.
        plan: with parts of runs.
        begin: ``[period][process]``, whole runs that can be carried out.
        sharing: how a shortfall is shared within a rank.
        steps: branches at most for each rank.

    Returns:
        float64 ``[period, process]``; nearly whole numbers.
    """
    if not 0 < economy.capacity.size <= SIZE_MAX or not len(orders):
        return np.array(begin, dtype=np.float64).reshape(economy.capacity.shape)
    parts, weights = _parts(orders, plan, sharing)
    return _Search(economy, parts, weights, begin, steps).found()


def _parts(orders: Orders, plan: Plan, sharing: Sharing) -> tuple[Orders, Floats]:
    """Split every order into what it would get with parts of runs, and the rest."""
    if sharing == "most":
        return orders, 1 / orders.quantity
    aim = np.floor(plan.delivered + NEAR * np.maximum(1.0, plan.delivered))
    aim = np.clip(aim, 0.0, orders.quantity)
    quantity = np.concatenate([aim, orders.quantity - aim])
    weights = np.concatenate([FIRST / orders.quantity, 1 / orders.quantity])
    there = np.flatnonzero(quantity > 0)
    twice = np.concatenate([np.arange(len(orders))] * 2)[there]
    return (
        Orders(
            tuple(orders.by[at] for at in twice),
            orders.product[twice],
            orders.period[twice],
            orders.rank[twice],
            quantity[there],
        ),
        weights[there],
    )


class _Search:
    """One program with whole runs, to which ranks add what they hold. Owned by one call."""

    def __init__(
        self,
        economy: Economy,
        parts: Orders,
        weights: Floats,
        begin: Sequence[Sequence[int]],
        steps: int,
    ) -> None:
        self.economy, self.parts, self.weights = economy, parts, weights
        self.limits = program(economy, parts)
        self.width, self.height = self.limits.least.size, self.limits.low.size
        self.held: list[float] = []  # what was found for each rank, in the order of the rows
        self.activity = slice(*self.limits.columns["activity"])
        self.runs = np.array(begin, dtype=np.float64).ravel()
        model = model_of(self.limits)
        kinds = [highspy.HighsVarType.kContinuous] * self.width
        kinds[self.activity] = [highspy.HighsVarType.kInteger] * self.runs.size
        model.integrality_ = kinds
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call] # has no signature
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_max_nodes", steps),
            ("mip_rel_gap", GAP),
        ):
            self.highs.setOptionValue(name, value)
        self.highs.passModel(model)

    def found(self) -> Floats:
        """Serve every rank with as much as can be."""
        begin, _ = self.limits.columns["delivered"]
        for rank in self.parts.ranks:
            places = np.flatnonzero(self.parts.rank == rank)
            columns = (begin + places).astype(np.int32)
            value = self._aim(columns, self.weights[places])
            if self.held and self.highs.getInfo().mip_gap > POOR:
                value = self._looser(columns, self.weights[places])
            if value is None:
                break
            self.held.append(value)
            least = value - HELD * max(1.0, value)
            self.highs.addRow(least, highspy.kHighsInf, columns.size, columns, self.weights[places])
        return self.runs.reshape(self.economy.capacity.shape)

    def _looser(self, columns: NDArray[np.int32], weights: Floats) -> float | None:
        """Aim once more, with the ranks before held loosely; what was found is where it begins."""
        for at, value in enumerate(self.held):
            least = value - HELD_LOOSELY * max(1.0, value)
            self.highs.changeRowBounds(self.height + at, least, highspy.kHighsInf)
        return self._aim(columns, weights)

    def with_few_hours(self) -> Floats:
        """Deliver everything in full, with few hours."""
        quantity = self.parts.quantity
        columns = np.arange(*self.limits.columns["delivered"], dtype=np.int32)
        self.highs.changeColsBounds(columns.size, columns, quantity, quantity)
        hours = np.tile(self.economy.hours, self.economy.periods)
        self._aim(np.arange(self.activity.start, self.activity.stop, dtype=np.int32), -hours)
        return self.runs.reshape(self.economy.capacity.shape)

    def _aim(self, columns: NDArray[np.int32], weights: Floats) -> float | None:
        """Make a sum of columns as large as can be; none where nothing was found in time."""
        costs = np.zeros(self.width)
        costs[columns] = -weights
        self.highs.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), costs)
        places = np.arange(self.activity.start, self.activity.stop, dtype=np.int32)
        self.highs.setSolution(places.size, places, self.runs)
        self.highs.run()
        values = np.array(self.highs.getSolution().col_value)
        if values.size < self.width or not np.isfinite(self.highs.getInfo().mip_gap):
            return None
        self.runs = np.rint(values[self.activity])
        return -float(self.highs.getObjectiveValue())


def save_hours(
    economy: Economy,
    orders: Orders,
    delivered: Sequence[int],
    begin: Sequence[Sequence[int]],
) -> Floats | None:
    """Look for whole runs that deliver so much with few hours.

    Runs are rounded up some at a time, those first that are nearly whole, and the plan is solved
    anew each time; where that cannot be, one of them is rounded down instead. Where this leads
    nowhere, a small plan is searched through as for a rank, which takes longer.

    Args:
        economy: what can be done.
        orders: what is wanted.
        delivered: ``[order]``, what each gets.
        begin: ``[period][process]``, whole runs that deliver so much.

    Returns:
        float64 ``[period, process]``; None where this way leads nowhere.
    """
    if not 0 < economy.capacity.size <= SIZE_MAX:
        return None
    there = [at for at, amount in enumerate(delivered) if amount]
    given = Orders(
        tuple(orders.by[at] for at in there),
        orders.product[there],
        orders.period[there],
        np.ones(len(there), dtype=np.int64),
        np.array([float(delivered[at]) for at in there]),
    )
    # Where runs can be searched, that is quicker than to begin again: for 600 of them three seconds
    # instead of fifteen.
    small = economy.capacity.size <= SEARCHED_MAX
    ways = [(AT_ONCE[0], 1)] if small else [(at_once, TRIES) for at_once in AT_ONCE]
    dives = (_Dive(economy, given, at_once, tries).found() for at_once, tries in ways)
    found = next((one for one in dives if one is not None), None)
    if found is None and small:
        return _Search(economy, given, np.ones(len(given)), begin, 1).with_few_hours()
    return found


class _Dive:
    """One program whose runs are made whole, some at a time. Owned by one call."""

    def __init__(self, economy: Economy, given: Orders, at_once: int, tries: int) -> None:
        self.shape, self.at_once, self.tries = economy.capacity.shape, at_once, tries
        limits = program(economy, given)
        self.activity = slice(*limits.columns["activity"])
        self.low = limits.least[self.activity].copy()
        self.high = limits.most[self.activity].copy()
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call] # has no signature
        for name, value in (("output_flag", False), ("threads", 1)):
            self.highs.setOptionValue(name, value)
        self.highs.passModel(model_of(limits))
        costs = np.zeros(limits.least.size)
        costs[self.activity] = np.tile(economy.hours, economy.periods)
        every = np.arange(costs.size, dtype=np.int32)
        self.highs.changeColsCost(costs.size, every, costs)
        columns = np.arange(*limits.columns["delivered"], dtype=np.int32)
        self.highs.changeColsBounds(columns.size, columns, given.quantity, given.quantity)

    def found(self) -> Floats | None:
        """Round until all runs are whole."""
        for _ in range(2 * self.low.size):
            runs = self._solved()
            if runs is None and self._begin_again():
                runs = self._solved()
            if runs is None:
                return None
            parts = runs - np.floor(runs + NEAR)
            broken = np.flatnonzero(parts > NEAR)
            if not broken.size:
                return np.rint(runs).reshape(self.shape)
            nearest = broken[np.argsort(-parts[broken], kind="stable")]
            chosen = nearest[: max(1, broken.size // self.at_once)]
            if not (self._up(chosen, runs) or self._up(chosen[:1], runs)):
                self._down(chosen[0], runs)
        return None

    def _begin_again(self) -> bool:
        """Forget what was rounded up, and keep what could not be; say whether that is allowed."""
        self.tries -= 1
        every = np.arange(self.low.size)
        self._bound(every, np.zeros(every.size), self.high.copy())
        return self.tries >= 0

    def _solved(self) -> Floats | None:
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self.highs.getSolution().col_value)[self.activity]

    def _up(self, chosen: Places, runs: Floats) -> bool:
        """Round some up, and say whether that can be carried out; else leave them as they were."""
        before = self.low[chosen]
        up = np.ceil(runs[chosen] - NEAR)
        if (up > self.high[chosen]).any():
            return False
        self._bound(chosen, up, self.high[chosen])
        if self._solved() is not None:
            return True
        self._bound(chosen, before, self.high[chosen])
        return False

    def _down(self, one: int, runs: Floats) -> None:
        chosen = np.array([one])
        self._bound(chosen, self.low[chosen], np.floor(runs[chosen] + NEAR))

    def _bound(self, chosen: Places, low: Floats, high: Floats) -> None:
        self.low[chosen], self.high[chosen] = low, high
        columns = (chosen + self.activity.start).astype(np.int32)
        self.highs.changeColsBounds(columns.size, columns, low, high)
