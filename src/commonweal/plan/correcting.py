"""Correcting a plan while it runs: the smallest change of what is left that makes it fit again.

Rules of this module:

* a change is measured in hours of work moved: by how much every activity to come differs from the
  plan, up or down, times the hours that one unit of it takes;
* first what was promised is kept, as far as it can be: rank by rank, a lower one never at the cost
  of a higher; then the fewest hours are moved; then what takes no hours (stocks, trade, machines
  that run by themselves) is changed as little as can be, each as a share of what was planned;
* what was promised is the most that anybody gets: a correction is no new plan;
* a plan that still fits is not touched;
* that nothing fits, whatever is delivered, is an outcome: limits that conflict.

The solver is HiGHS, by way of SciPy; the amounts above and below the plan are columns of their own.
Source for that form: A. Charnes and W. W. Cooper, *Management Models and Industrial Applications of
Linear Programming*, 1961, appendix B (goal programming).

Not here: what is left (``remainder``), whether a correction is right (``certifying_corrections``),
who may order it (the constitution says up to how much it takes effect by itself).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from commonweal.plan.certifying import certify
from commonweal.plan.certifying_corrections import hours_moved
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Plan, Prices, Step
from commonweal.plan.program import Program, program
from commonweal.plan.remainder import Happened, Remainder, remainder
from commonweal.plan.solving import Infeasible, Unsolved, solve
from commonweal.plan.telling import figure

Floats = NDArray[np.float64]

SLACK = 1e-7
"""Share of the hours moved by which the last step may exceed the fewest."""

LOOSE = 5e-7
"""Share of what a rank keeps that may be missed, so that two solvers that round apart both find a
plan; the certificate allows twice as much."""

PRESOLVED = (True, False)
"""Presolving sometimes takes room of the size of rounding for none; then it is left out."""

SEEN = 2e-6
"""The smallest change that is told, as a share of what was planned (of one unit where less was)."""


@dataclass(frozen=True, slots=True)
class Move:
    """One activity that is changed.

    Attributes:
        process: its name.
        period: counted from 1, in the whole plan.
        planned, now: activity before and after.
        unit: of the activity.
        hours: hours of work moved.
    """

    process: str
    period: int
    planned: float
    now: float
    unit: str
    hours: float

    def __str__(self) -> str:
        way = "more" if self.now > self.planned else "less"
        by = f"{figure(abs(self.now - self.planned))} {self.unit} {way} of {self.process}"
        return f"{by} in period {self.period}: {figure(self.now)} instead of {figure(self.planned)}"


@dataclass(frozen=True, slots=True)
class Cut:
    """A promise that is not kept in full.

    Attributes:
        order: its place among the orders of the plan.
        by: who ordered.
        product, unit: what.
        period: counted from 1, in the whole plan.
        rank: of the order.
        promised, now: quantity before and after.
    """

    order: int
    by: str
    product: str
    unit: str
    period: int
    rank: int
    promised: float
    now: float

    def __str__(self) -> str:
        what = f"{figure(self.now)} instead of {figure(self.promised)} {self.unit} {self.product}"
        return f"{self.by} gets {what} in period {self.period} (rank {self.rank})"


@dataclass(frozen=True, slots=True)
class Correction:
    """The smallest change that makes a plan fit what has happened.

    Attributes:
        left: what was left to do, and how it was planned.
        plan: what is left to do now; its steps prove what is kept of each rank.
        prices: hours moved that one unit more of each thing would save; they prove that no fewer
            hours can be moved.
        moved_hours: hours of work moved.
    """

    left: Remainder
    plan: Plan
    prices: Prices
    moved_hours: float

    @property
    def by_process(self) -> dict[str, float]:
        """Hours moved of every process that is changed."""
        hours = hours_moved(self.left, self.plan).sum(axis=0)
        names = self.left.economy.processes.names
        return {names[at]: float(hours[at]) for at in np.flatnonzero(hours)}

    @property
    def moves(self) -> tuple[Move, ...]:
        """Every activity that is changed, the most hours first."""
        before, after = self.left.planned.activity, self.plan.activity
        hours, ways = hours_moved(self.left, self.plan), self.left.economy.processes
        found = [
            Move(
                ways.title(at),
                int(period) + self.left.passed + 1,
                float(before[period, at]),
                float(after[period, at]),
                ways.units[at],
                float(hours[period, at]),
            )
            for period, at in np.argwhere(_seen(before, after))
            if at < self.left.own
        ]
        return tuple(sorted(found, key=lambda one: (-one.hours, one.period, one.process)))

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """Every promise that is not kept in full, the first rank first."""
        orders, goods = self.left.orders, self.left.economy.products
        short = np.flatnonzero(_seen(orders.quantity, self.plan.delivered))
        return tuple(
            Cut(
                int(self.left.places[at]),
                orders.by[at],
                goods.title(int(orders.product[at])),
                goods.units[orders.product[at]],
                int(orders.period[at]) + self.left.passed + 1,
                int(orders.rank[at]),
                float(orders.quantity[at]),
                float(self.plan.delivered[at]),
            )
            for at in sorted(short, key=lambda one: (orders.rank[one], one))
        )

    @property
    def words(self) -> tuple[str, ...]:
        """What is changed, a sentence each."""
        if not (self.moves or self.cuts):
            return ("The plan stays as it is.",)
        first = f"{figure(self.moved_hours)} hours of work are moved."
        return (first, *(str(one) for one in self.moves), *(str(one) for one in self.cuts))


def correct(
    economy: Economy,
    orders: Orders,
    plan: Plan,
    happened: Happened,
    *,
    sharing: Sharing = "alike",
) -> Correction | Infeasible:
    """Find the smallest change of the rest of a plan that restores consistency.

    Args:
        economy: what can be done from now on; that of the plan, where nothing else has changed.
        orders: those of the plan.
        plan: the plan that was followed.
        happened: what became of it up to now.
        sharing: how a shortfall is shared within a rank.

    Raises:
        Unsolved: when the solver gives up.
        ValueError: when what happened does not fit the economy.
    """
    left = remainder(economy, orders, plan, happened)
    if certify(left.economy, left.orders, left.planned).feasible:
        return _unchanged(left)
    served = solve(left.economy, left.orders, sharing=sharing)
    if isinstance(served, Infeasible):
        return served
    changed = _Changes(left, served.steps[:-1]).found()
    return Correction(left, *changed, float(hours_moved(left, changed[0]).sum()))


def carried_on(plan: Plan, happened: Happened, correction: Correction) -> Plan:
    """Return the whole plan: what has happened, and what is to be done from now on.

    Trade, and stocks before the last that was found, are left as they were planned. It proves
    nothing of itself (``steps`` are empty): what has happened needs no proof, the rest has one.
    """
    passed, now = happened.periods, correction.plan
    delivered = np.zeros_like(plan.delivered)
    delivered[correction.left.places] = now.delivered
    delivered = np.where(correction.left.closed, happened.delivered, delivered)
    kept = np.vstack([plan.kept[: passed - 1], happened.stock, now.kept])
    return Plan(
        np.vstack([happened.activity, now.activity[:, : correction.left.own]]),
        kept,
        np.vstack([plan.imported[:passed], now.imported]),
        np.vstack([plan.exported[:passed], now.exported]),
        delivered,
        (),
    )


def _seen(before: Floats, after: Floats) -> NDArray[np.bool_]:
    return np.abs(after - before) > SEEN * np.maximum(1.0, before)


def _unchanged(left: Remainder) -> Correction:
    """Return the plan as it was: every promise is kept, and no hour moved."""
    economy, orders = left.economy, left.orders
    free = Prices(
        np.zeros((economy.periods, len(economy.products))),
        np.zeros(economy.limits.shape),
        np.zeros(economy.capacity.shape),
        np.zeros(economy.periods),
        np.zeros(len(orders)),
    )
    counts = {rank: float((orders.rank == rank).sum()) for rank in orders.ranks}
    steps = tuple(Step("most", rank, size, size, free) for rank, size in counts.items())
    return Correction(left, replace(left.planned, steps=steps), free, 0.0)


class _Changes:
    """The program of changes: columns up from the plan, then columns down. Owned by one call."""

    def __init__(self, left: Remainder, steps: tuple[Step, ...]) -> None:
        self.left, self.steps = left, steps
        self.limits = program(left.economy, left.orders)
        self.before = _columns(self.limits, left.planned)
        self.partly = [one for one in steps if one.aim == "most" and one.held < self._size(one)]
        self.rows, self.most = self._rows()
        self.bounds = self._bounds()

    def _size(self, step: Step) -> int:
        return int((self.left.orders.rank == step.rank).sum())

    def _rows(self) -> tuple[csr_array, Floats]:
        """Return all limits as sums of changes that are at most so much."""
        limits, orders = self.limits, self.left.orders
        sign = np.where(np.isfinite(limits.high), 1.0, -1.0)
        most = np.where(np.isfinite(limits.high), limits.high, -limits.low)
        rows = [csr_array(limits.matrix.tocsr() * sign[:, None])]
        for step in self.partly:
            shares = np.zeros(limits.least.size)
            begin, end = limits.columns["delivered"]
            shares[begin:end] = np.where(orders.rank == step.rank, -1 / orders.quantity, 0.0)
            rows.append(csr_array(shares[None, :]))
            most = np.append(most, -step.held + LOOSE * max(1.0, step.held))
        matrix = csr_array(vstack(rows))
        return csr_array(hstack([matrix, -matrix])), most - matrix @ self.before

    def _bounds(self) -> Floats:
        """Return the least and the most of every change, ``[change, 2]``."""
        limits, before = self.limits, self.before
        least, most = limits.least.copy(), limits.most
        least[slice(*limits.columns["delivered"])] = self._kept()
        up = np.column_stack([least - before, most - before])
        down = np.column_stack([before - most, before - least])
        return np.maximum(np.vstack([up, down]), 0.0)

    def _kept(self) -> Floats:
        """Return the least that every order gets, by what its rank was found to get."""
        orders = self.left.orders
        kept = np.zeros(len(orders))
        for step in self.steps:
            full = float(step.held >= self._size(step))
            share = step.held if step.aim == "alike" else full
            of_these = (orders.rank == step.rank) * (share - LOOSE) * orders.quantity
            kept = np.maximum(kept, of_these)
        return kept

    def found(self) -> tuple[Plan, Prices]:
        """Move the fewest hours, then as little as can be of what takes none."""
        begin, end = self.limits.columns["activity"]
        work = np.zeros(self.before.size)
        work[begin:end] = np.tile(self.left.hours, self.left.economy.periods)
        fewest, changes, duals = _least(work, self.rows, self.most, self.bounds)
        rest = np.where(work > 0, 0.0, 1 / np.maximum(1.0, self.before))
        held = csr_array(np.concatenate([work, work])[None, :])
        most = np.append(self.most, max(0.0, fewest) + SLACK * max(1.0, fewest))
        with suppress(Unsolved):  # then what takes no hours is changed more than it had to be
            _, changes, _ = _least(rest, csr_array(vstack([self.rows, held])), most, self.bounds)
        size = self.before.size
        after = self.before + changes[:size] - changes[size:]
        return self._plan(after), self._prices(duals)

    def _plan(self, columns: Floats) -> Plan:
        limits, economy = self.limits, self.left.economy
        columns = np.clip(columns, limits.least, limits.most)

        def spread(block: str, chosen: NDArray[np.int64]) -> Floats:
            whole = np.zeros((economy.periods, len(economy.products)))
            whole[:, chosen] = limits.part(columns, block).reshape(economy.periods, chosen.size)
            return whole

        return Plan(
            limits.part(columns, "activity").reshape(economy.periods, -1),
            spread("kept", limits.stored),
            spread("imported", limits.imports),
            spread("exported", limits.exports),
            limits.part(columns, "delivered"),
            self.steps,
        )

    def _prices(self, duals: Floats) -> Prices:
        limits, economy = self.limits, self.left.economy
        resources = np.zeros(economy.limits.size)
        resources[limits.limited] = limits.row_part(duals, "limit")
        room = np.zeros(economy.capacity.shape)
        room[:, limits.built] = limits.row_part(duals, "room").reshape(economy.periods, -1)
        return Prices(
            limits.row_part(duals, "balance").reshape(economy.periods, -1),
            resources.reshape(economy.limits.shape),
            room,
            limits.row_part(duals, "trade"),
            np.zeros(len(self.left.orders)),
            {one.rank: float(duals[limits.low.size + at]) for at, one in enumerate(self.partly)},
        )


def _columns(limits: Program, plan: Plan) -> Floats:
    return np.concatenate(
        [
            plan.activity.ravel(),
            plan.kept[:, limits.stored].ravel(),
            plan.imported[:, limits.imports].ravel(),
            plan.exported[:, limits.exports].ravel(),
            plan.delivered,
        ]
    )


def _least(
    costs: Floats, rows: csr_array, most: Floats, bounds: Floats
) -> tuple[float, Floats, Floats]:
    """Return the least cost of changes up or down, the changes, and the prices of the rows."""
    both = np.concatenate([costs, costs])
    for presolved in PRESOLVED:
        options = {"presolve": presolved}
        found = linprog(both, rows, most, bounds=bounds, method="highs", options=options)
        if found.status == 0:
            break
    else:
        raise Unsolved(f"changes of the plan: {found.message}")
    return float(found.fun), found.x, np.maximum(-found.ineqlin.marginals, 0.0)
