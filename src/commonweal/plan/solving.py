"""Solving a plan: what is done and delivered, rank by rank, and what everything then costs.

Rules of this module:

* ranks are served one after the other; what a rank was found to get is held for all steps after
  it, less ``KEPT`` of it, which the certificate sees; a rank that gets all it ordered is held in
  full;
* within a rank the shortfall is shared as ``Sharing`` says; after the last rank the plan is the one
  with the fewest hours of labour;
* prices are the duals of a step: what one unit more would be worth to its aim;
* each step begins from the plan of the step before, which still keeps all limits; where the solver
  gives up, it begins there again, and less exactly; the first step of a large program with few
  links goes through the interior, and ends in a corner like all others;
* hours are saved with limits as they are, not moved a little against ties as the solver would do:
  where a technique feeds on itself a little is much, and the way back takes longer than the ties;
* that nobody can keep all limits, whatever is delivered, is an outcome: limits that conflict;
* an economy of ``REDUCED_FROM`` products or more, each made in one way, goes to ``reduced``, which
  finds the same without its activities as columns; the plan says which solver found it.

The solver is HiGHS, on one thread, so that the same input gives the same plan. Source: Q. Huangfu
and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10 (2018); L. Schork and J. Gondzio, "Implementation of an interior point method with
basis preconditioning", there, 12 (2020); for the conflict J. W. Chinneck, *Feasibility and
Infeasibility in Optimization*, 2008.

Not here: the rows (``program``), whether the plan is right (``certifying`` trusts none of it).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from commonweal.plan.aims import KEPT, WHOLE, less
from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy
from commonweal.plan.network import Unsettled
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Aim, Plan, Prices, Step
from commonweal.plan.program import Program, program
from commonweal.plan.reduced import reducible, solve_reduced
from commonweal.plan.sifting import NotReached

Floats = NDArray[np.float64]
Places = NDArray[np.int32]

__all__ = ["KEPT", "WHOLE", "Infeasible", "Unsolved", "solve"]

REDUCED_FROM = 300
"""Products from which prices alone are quicker; with 200, limits and capacities, it is a draw."""

WHOLE_MAX = 20_000
"""Products up to which the whole program is tried, where prices alone find nothing."""

EXACT = (1e-9, 1e-7)
"""What a price may be wrong by where nothing is held, at first, and where the solver gives up.

The certificate allows rounding of 1e-9 beside the prices; most programs are solved as exactly."""

INTERIOR_FROM, INTERIOR_LINKS = 3000, 10
"""Rows from which, and links a row up to which, the first aim is reached through the interior.

There no plan is near it to go on from. Of five-year plans of 80 sectors (5,600 rows, 4 links each)
that takes half as long; smaller programs are as quick by simplex, those with more links quicker.
"""

_DUAL, _PRIMAL = 1, 4  # strategies of HiGHS: the first needs no plan, the other goes on from one

_OPTIMAL = highspy.HighsModelStatus.kOptimal
_NONE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


class Unsolved(Exception):  # noqa: N818 -- the solver's word for why, with the step
    """The solver ended without a plan and without a proof that there is none."""


@dataclass(frozen=True, slots=True)
class Infeasible:
    """No plan keeps all limits, whatever is delivered.

    Attributes:
        rows: rows of the program that conflict; without any one of them the others can be kept.
        columns: columns whose bounds take part.
        words: the rows in words.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    words: tuple[str, ...]


def solve(economy: Economy, orders: Orders, *, sharing: Sharing = "alike") -> Plan | Infeasible:
    """Find what to do so that the orders are met, rank by rank, with the fewest hours.

    Args:
        economy: what can be done.
        orders: what is wanted.
        sharing: how a shortfall is shared within a rank.

    Raises:
        Unsolved: when the solver gives up.
    """
    if len(economy.products) >= REDUCED_FROM and reducible(economy):
        plan = _by_prices(economy, orders, sharing)
        if plan is not None:
            return plan
    solver = _Solver(program(economy, orders))
    if not solver.feasible():
        return solver.conflict()
    for rank in orders.ranks:
        solver.serve(rank, sharing)
    solver.save_hours()
    return solver.plan()


def _by_prices(economy: Economy, orders: Orders, sharing: Sharing) -> Plan | None:
    """Plan by prices alone; none where that proves nothing and the whole program can be tried."""
    large = len(economy.products) > WHOLE_MAX
    try:
        found = solve_reduced(economy, orders, sharing=sharing)
    except (Unsettled, NotReached) as why:
        if large:
            raise Unsolved(str(why)) from why
        return None
    if large:
        return found  # whoever certifies it is told the gap
    told = certify(economy, orders, found)
    return found if told.feasible and told.best else None


class _Solver:
    """One program in the solver, to which steps add what they hold. Owned by one call."""

    def __init__(self, limits: Program) -> None:
        self.limits = limits
        self.width, self.height = limits.least.size, limits.low.size
        self.steps: list[Step] = []
        self.held: list[int] = []  # the ranks held by a row each, in the order of the rows
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call] # has no signature
        self.highs.setOptionValue("output_flag", False)  # noqa: FBT003 -- takes no keyword
        self.highs.setOptionValue("threads", 1)
        self.highs.passModel(model_of(limits))

    def feasible(self) -> bool:
        """Whether any plan keeps the limits."""
        self.highs.run()
        status = self.highs.getModelStatus()
        if status not in (_OPTIMAL, *_NONE):
            raise Unsolved(self.highs.modelStatusToString(status))
        return bool(status == _OPTIMAL)

    def serve(self, rank: int, sharing: Sharing) -> None:
        """Give a rank as much as can be, and hold it."""
        orders = self.limits.orders
        chosen = np.flatnonzero(orders.rank == rank)
        places = (self.limits.columns["delivered"][0] + chosen).astype(np.int32)
        quantity = orders.quantity[chosen]
        if sharing == "alike":
            held = self._serve_alike(rank, places, quantity)
            self._hold(places, held * quantity, quantity)
        value = self._aim("most", rank, places, 1 / quantity)
        if value >= chosen.size - WHOLE:
            self._step("most", rank, value, float(chosen.size))
            self._hold(places, quantity, quantity)
            return
        held = less(value)
        self._step("most", rank, value, held)
        self.highs.addRow(held, highspy.kHighsInf, places.size, places, 1 / quantity)
        self.held.append(rank)

    def _serve_alike(self, rank: int, places: Places, quantity: Floats) -> float:
        """Find the smallest share that every order of the rank can get."""
        smallest, first, size = self.highs.getNumCol(), self.highs.getNumRow(), places.size
        self.highs.addCol(0.0, 0.0, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        pairs = np.column_stack([places, np.full(size, smallest, dtype=np.int32)]).ravel()
        values = np.column_stack([np.ones(size), -quantity]).ravel()
        starts = np.arange(0, 2 * size, 2, dtype=np.int32)
        high = np.full(size, highspy.kHighsInf)
        self.highs.addRows(size, np.zeros(size), high, 2 * size, starts, pairs, values)
        value = self._aim("alike", rank, np.array([smallest], dtype=np.int32), np.ones(1))
        held = 1.0 if value >= 1 - WHOLE else max(0.0, less(value))
        self._step("alike", rank, value, held, slice(first, first + size))
        self.highs.deleteRows(size, np.arange(first, first + size, dtype=np.int32))
        self.highs.deleteCols(1, np.array([smallest], dtype=np.int32))
        return held

    def _hold(self, places: Places, least: Floats, most: Floats) -> None:
        self.highs.changeColsBounds(places.size, places, least, most)

    def save_hours(self) -> None:
        """Do what was found with the fewest hours; where no labour is known, least activity."""
        economy = self.limits.economy
        begin, end = self.limits.columns["activity"]
        places = np.arange(begin, end, dtype=np.int32)
        value = self._aim("hours", 0, places, -np.tile(economy.hours, economy.periods))
        self._step("hours", 0, value, -np.inf)

    def _aim(self, aim: Aim, rank: int, places: Places, weights: Floats) -> float:
        """Make a sum of columns as large as can be, and return it."""
        size = self.highs.getNumCol()
        costs = np.zeros(size)
        costs[places] = -weights
        self.highs.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
        begun = self.highs.getBasis()  # from nothing, room of the size of rounding is none
        self.highs.setOptionValue("simplex_strategy", _PRIMAL if aim == "hours" else _DUAL)
        status = self._quickly(aim, begun)
        if status != _OPTIMAL:
            status = self._run(begun)
        if status != _OPTIMAL and self.steps:
            self._loosen()
            status = self._run(begun)
        if status != _OPTIMAL:
            raise Unsolved(f"{aim} of rank {rank}: {self.highs.modelStatusToString(status)}")
        return -float(self.highs.getObjectiveValue())

    def _quickly(self, aim: Aim, begun: highspy.HighsBasis) -> highspy.HighsModelStatus | None:
        """Run the solver in the quickest way, where that is not the usual one."""
        if aim == "hours":
            return self._unmoved(begun)
        sparse = self.limits.matrix.nnz <= INTERIOR_LINKS * self.height
        if not self.steps and sparse and self.height >= INTERIOR_FROM:
            return self._through_interior(begun)
        return None

    def _through_interior(self, begun: highspy.HighsBasis) -> highspy.HighsModelStatus:
        """Run the solver by interior points, then into a corner."""
        self.highs.clearSolver()  # else it goes on from a corner
        return self._once(begun, "solver", "ipx", "choose")

    def _unmoved(self, begun: highspy.HighsBasis) -> highspy.HighsModelStatus:
        """Run the solver with limits as they are, as long as ties do not keep it."""
        self.highs.setOptionValue("simplex_iteration_limit", self.width + self.height)
        moved = "primal_simplex_bound_perturbation_multiplier"
        status = self._once(begun, moved, 0.0, 1.0)
        self.highs.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        return status

    def _once(
        self, begun: highspy.HighsBasis, option: str, value: float | str, otherwise: float | str
    ) -> highspy.HighsModelStatus:
        """Run the solver with an option as exactly as can be; go back where it gives up."""
        self.highs.setOptionValue("dual_feasibility_tolerance", EXACT[0])
        self.highs.setOptionValue(option, value)
        self.highs.run()
        status = self.highs.getModelStatus()
        self.highs.setOptionValue(option, otherwise)
        if status != _OPTIMAL and begun.valid:
            self.highs.setBasis(begun)
        return status

    def _run(self, begun: highspy.HighsBasis) -> highspy.HighsModelStatus:
        """Run the solver; where it gives up, from the same place and less exactly."""
        for exact in EXACT:
            self.highs.setOptionValue("dual_feasibility_tolerance", exact)
            self.highs.run()
            status = self.highs.getModelStatus()
            if status == _OPTIMAL:
                break
            if begun.valid:
                self.highs.setBasis(begun)
            self.highs.setOptionValue("simplex_strategy", _DUAL)
        return status

    def _loosen(self) -> None:
        """Let what is held for single orders fall short by ``KEPT``.

        Where a technique feeds on itself, a part in 10^9 of a delivery can be a whole run at the
        beginning: held to the last bit it is beyond what 64 bits can tell.
        """
        places = np.arange(*self.limits.columns["delivered"], dtype=np.int32)
        model = self.highs.getLp()
        low, high = (np.array(one)[places] for one in (model.col_lower_, model.col_upper_))
        self._hold(places, low * (1 - KEPT), high)

    def _step(
        self, aim: Aim, rank: int, value: float, held: float, pairs: slice | None = None
    ) -> None:
        """Note a step with its duals, by what they are the price of."""
        limits, economy = self.limits, self.limits.economy
        rows = np.abs(np.array(self.highs.getSolution().row_dual))
        resources = np.zeros(economy.limits.size)
        resources[limits.limited] = limits.row_part(rows, "limit")
        room = np.zeros(economy.capacity.shape)
        room[:, limits.built] = limits.row_part(rows, "room").reshape(economy.periods, -1)
        order = np.zeros(len(limits.orders))
        if pairs is not None:
            order[limits.orders.rank == rank] = rows[pairs]
        prices = Prices(
            limits.row_part(rows, "balance").reshape(economy.periods, -1),
            resources.reshape(economy.limits.shape),
            room,
            limits.row_part(rows, "trade"),
            order,
            {one: float(rows[self.height + at]) for at, one in enumerate(self.held)},
        )
        self.steps.append(Step(aim, rank, value, held, prices))

    def plan(self) -> Plan:
        """Return the columns as a plan."""
        limits, economy = self.limits, self.limits.economy
        values = np.array(self.highs.getSolution().col_value)[: self.width]
        values = np.clip(values, limits.least, limits.most)

        def spread(block: str, chosen: NDArray[np.int64]) -> Floats:
            whole = np.zeros((economy.periods, len(economy.products)))
            whole[:, chosen] = limits.part(values, block).reshape(economy.periods, chosen.size)
            return whole

        return Plan(
            limits.part(values, "activity").reshape(economy.periods, -1),
            spread("kept", limits.stored),
            spread("imported", limits.imports),
            spread("exported", limits.exports),
            limits.part(values, "delivered"),
            tuple(self.steps),
        )

    def conflict(self) -> Infeasible:
        """Name limits that cannot be kept together, and could without any one of them."""
        how = highspy.IisStrategy.kIisStrategyFromLp, highspy.IisStrategy.kIisStrategyIrreducible
        self.highs.setOptionValue("iis_strategy", sum(int(one) for one in how))
        _, found = self.highs.getIis()
        rows, columns = tuple(found.row_index_), tuple(found.col_index_)
        return Infeasible(rows, columns, tuple(self.limits.row_words(one) for one in rows))


def model_of(limits: Program) -> highspy.HighsLp:
    """Return the limits as HiGHS takes them, with nothing aimed at."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = limits.matrix.shape
    model.col_cost_ = np.zeros(limits.least.size)
    model.col_lower_, model.col_upper_ = limits.least, limits.most
    model.row_lower_, model.row_upper_ = limits.low, limits.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = limits.matrix.indptr
    model.a_matrix_.index_ = limits.matrix.indices
    model.a_matrix_.value_ = limits.matrix.data
    return model
