"""Plans: a published model, small ones by hand, another solver, and a certificate not fooled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import fiveyears
import highspy
import numpy as np
import pytest
from economies import anything, chained, small
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from commonweal.plan import solving
from commonweal.plan.certifying import Certificate, certify
from commonweal.plan.economy import Economy, Rows, economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.program import program
from commonweal.plan.solving import Infeasible, Unsolved, _Solver, model_of, solve

INDUSTRIES = ("coal", "steel", "transport")
MAKE = np.array([[0.1, 0.5, 0.4], [0.1, 0.1, 0.2], [0.2, 0.1, 0.2]])
BUILD = np.array([[0.0, 0.7, 0.9], [0.1, 0.1, 0.2], [0.2, 0.1, 0.2]])
YEARS, DEMAND = 6, (60.0, 60.0, 30.0)


def williams(*, manpower: float = 470.0, demand: bool = True) -> tuple[Economy, Orders]:
    """H. P. Williams, *Model Building in Mathematical Programming*, 5th ed. 2013, section 12.9.

    Three industries over five years: inputs of one year give output in the next, building gives
    capacity after two; manpower in pounds; stocks and capacities of the year before the first.
    """
    builds = np.zeros((6, 6))
    builds[:3, 3:] = np.eye(3)
    names = [f"{what} {industry}" for what in ("make", "build") for industry in INDUSTRIES]
    found = economy(
        products=Rows(INDUSTRIES, ("GBP m",) * 3),
        processes=Rows(tuple(names), ("GBP m",) * 6),
        resources=Rows(("manpower",), ("GBP m",)),
        kinds=("labour",),
        inputs=csc_array(np.hstack([MAKE, BUILD])),
        outputs=csc_array(np.hstack([np.eye(3), np.zeros((3, 3))])),
        uses=csc_array(np.array([[0.6, 0.3, 0.2, 0.4, 0.2, 0.1]])),
        periods=YEARS,
        limits=np.full((YEARS, 1), manpower),
        capacity=np.tile([300.0, 350.0, 280.0, np.inf, np.inf, np.inf], (YEARS, 1)),
        stock=np.array([150.0, 80.0, 100.0]),
        lead=np.array([1, 1, 1, 0, 0, 0]),
        builds=csc_array(builds),
    )
    wanted = [
        Order("everybody", product, quantity, period=year + 1)
        for year in range(1, YEARS)
        for product, quantity in zip(INDUSTRIES, DEMAND, strict=True)
    ]
    return found, orders(wanted if demand else [], found)


def best(of: tuple[Economy, Orders], weight: dict[int, np.ndarray], last_built: int = 3) -> float:
    """Make a weighted sum of activities as large as can be, all orders met, and going on after."""
    limits = program(*of)
    least, most = limits.least.copy(), limits.most.copy()
    begin, end = limits.columns["delivered"]
    least[begin:end] = most[begin:end]
    activity = np.arange(limits.columns["activity"][1]).reshape(YEARS, 6)
    most[activity[last_built + 1 :, 3:]] = 0
    least[activity[-1, :3]] = np.linalg.solve(np.eye(3) - MAKE, DEMAND)
    model = model_of(limits)
    costs = np.zeros(least.size)
    for year, weights in weight.items():
        costs[activity[year]] = -weights
    model.col_lower_, model.col_upper_, model.col_cost_ = least, most, costs
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(model)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return -float(solver.getObjectiveValue())


def test_williams_most_capacity_after_five_years():
    built = np.array([0, 0, 0, 1.0, 1.0, 1.0])
    found = best(williams(), dict.fromkeys(range(YEARS), built))
    assert found + 300 + 350 + 280 == pytest.approx(2141.875, abs=5e-4)


def test_williams_most_production_in_the_last_two_years():
    made = np.array([1.0, 1.0, 1.0, 0, 0, 0])
    found = best(williams(demand=False), dict.fromkeys((3, 4), made))
    assert found == pytest.approx(2618.579, abs=5e-4)


@pytest.mark.parametrize(("last_built", "published"), [(3, 2450.027), (4, 2496.275)])
def test_williams_most_work_over_five_years(last_built, published):
    work = np.array([0.6, 0.3, 0.2, 0.4, 0.2, 0.1])
    of = williams(manpower=np.inf)
    found = best(of, dict.fromkeys(range(1, YEARS), work), last_built)
    assert found == pytest.approx(published, abs=5e-4)


def planned(of: Economy, wanted: Orders, **how: Any) -> tuple[Plan, Certificate]:
    found = solve(of, wanted, **how)
    assert isinstance(found, Plan)
    told = certify(of, wanted, found)
    assert told.feasible, told.breaches
    assert told.best, told.proofs
    return found, told


def test_williams_planned_and_certified():
    found, told = planned(*williams())
    assert found.delivered == pytest.approx(williams()[1].quantity)
    assert [one.aim for one in told.proofs] == ["alike", "most", "hours"]


def bakery(hours: float = 10.0) -> Economy:
    """One hour bakes one bread (a) or builds one palace (b)."""
    return small([[0, 0], [0, 0]], [[1, 0], [0, 1]], limits=[[hours]])


def test_dwellings_before_palaces():
    wanted = [Order("a", "a", 8, rank=1), Order("b", "b", 8, rank=2)]
    found, _ = planned(bakery(), orders(wanted, bakery()))
    assert found.delivered == pytest.approx([8, 2], abs=1e-5)
    turned = [replace(one, rank=3 - one.rank) for one in wanted]
    found, _ = planned(bakery(), orders(turned, bakery()))
    assert found.delivered == pytest.approx([2, 8], abs=1e-5)


def test_a_shortfall_is_shared_alike_or_as_gives_most():
    of = small([[0, 0], [0, 0]], [[1, 0], [0, 1]], [[1, 4]], limits=[[10.0]])
    wanted = orders([Order("a", "a", 10), Order("b", "b", 2)], of)
    found, _ = planned(of, wanted)
    assert found.delivered / wanted.quantity == pytest.approx([10 / 18, 10 / 18], abs=1e-5)
    found, _ = planned(of, wanted, sharing="most")
    assert found.delivered == pytest.approx([2, 2], abs=1e-5)


def test_the_price_of_the_last_hour_is_an_hour():
    of = small([[0.2, 0.3], [0.4, 0.1]], [[1, 0], [0, 1]], [[1.0, 2.0]])
    found, _ = planned(of, orders([Order("all", "a", 5), Order("all", "b", 7)], of))
    exact = np.linalg.solve((np.eye(2) - np.array([[0.2, 0.3], [0.4, 0.1]])).T, [1, 2])
    assert found.prices.product[0] == pytest.approx(exact)


def test_a_way_with_fewer_hours_is_taken():
    of = small([[0, 0]], [[1, 1]], [[3.0, 2.0]])
    found, _ = planned(of, orders([Order("all", "a", 5)], of))
    assert found.activity[0] == pytest.approx([0, 5])


def test_two_products_of_one_process_may_leave_one_over():
    of = small([[0], [0]], [[1], [3]])
    found, _ = planned(of, orders([Order("all", "a", 2), Order("all", "b", 1)], of))
    assert found.activity[0] == pytest.approx([2])


def test_what_comes_later_is_started_before():
    of = small([[0]], [[1]], periods=3, lead=[2])
    found, _ = planned(of, orders([Order("all", "a", 4, period=3), Order("all", "a", 4)], of))
    assert found.activity[:, 0] == pytest.approx([4, 0, 0])
    assert found.delivered == pytest.approx([4, 0])


@pytest.mark.parametrize(("storable", "got"), [(True, 6), (False, 3)])
def test_what_can_be_kept_is_made_before(storable, got):
    of = small([[0]], [[1]], periods=2, capacity=[[3.0], [3.0]], storable=[storable])
    found, _ = planned(of, orders([Order("all", "a", 6, period=2)], of))
    assert found.delivered == pytest.approx([got])


def test_capacity_that_is_missing_is_built():
    of = small(
        [[0, 0]], [[1, 0]], periods=2, capacity=[[1.0, np.inf], [1.0, np.inf]],
        builds=[[0, 1], [0, 0]], storable=[False],
    )  # fmt: skip
    found, _ = planned(of, orders([Order("all", "a", 5, period=2)], of))
    assert found.delivered == pytest.approx([5])
    assert found.activity == pytest.approx(np.array([[0, 4], [5, 0]]))


def test_what_is_imported_is_paid_with_exports():
    of = small(
        [[0], [0]], [[1], [0]], limits=[[10.0]],
        import_price=[np.nan, 2.0], export_price=[1.0, np.nan],
    )  # fmt: skip
    found, _ = planned(of, orders([Order("all", "b", 9)], of))
    assert found.delivered == pytest.approx([5])
    assert found.exported[0] == pytest.approx([10, 0])


def test_limits_that_conflict_are_named_and_none_is_idle():
    of = small(
        [[0, 0], [1, 0]], [[1, 0], [0, 1]], limits=[[3.0]], closing=[2.0, 0.0], stock=[0.0, 0.0],
    )  # fmt: skip
    found = solve(of, orders([], of))
    assert isinstance(found, Infeasible)
    assert found.words == (
        "enough a in period 1",
        "enough b in period 1",
        "at most 3 hour of r0 in period 1",
    )
    assert isinstance(solve(replace(of, limits=np.array([[4.0]])), orders([], of)), Plan)


@settings(max_examples=60)
@given(anything(), st.sampled_from(["alike", "most"]))
def test_every_plan_proves_itself_and_another_solver_finds_no_better(case, sharing):
    of, wanted = case
    _, told = planned(of, wanted, sharing=sharing)
    limits = program(of, wanted)
    begin, end = limits.columns["delivered"]
    chosen = wanted.rank == wanted.ranks[0]
    aim = np.zeros(limits.least.size)
    aim[begin:end][chosen] = -1 / wanted.quantity[chosen]
    if sharing == "most":
        finite = np.isfinite(limits.high)
        other = linprog(
            aim,
            A_ub=np.vstack([-limits.matrix[~finite].toarray(), limits.matrix[finite].toarray()]),
            b_ub=np.concatenate([-limits.low[~finite], limits.high[finite]]),
            bounds=np.column_stack([limits.least, limits.most]),
        )
        assert other.status == 0
        assert told.proofs[0].value == pytest.approx(-other.fun, abs=1e-4)


class GivesUp:
    """A solver that says so many times that it has no answer."""

    def __init__(self, highs: highspy.Highs, times: int) -> None:
        self.highs, self.times = highs, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self.highs, name)

    def getModelStatus(self) -> highspy.HighsModelStatus:  # noqa: N802 -- as the solver has it
        self.times -= 1
        return self.highs.getModelStatus() if self.times < 0 else highspy.HighsModelStatus.kUnknown


def test_where_the_solver_gives_up_it_begins_anew():
    of, wanted = scarce()
    solver = _Solver(program(of, wanted))
    solver.highs = GivesUp(solver.highs, 1)
    for rank in wanted.ranks:
        solver.serve(rank, "alike")
    solver.save_hours()
    told = certify(of, wanted, solver.plan())
    assert told.feasible
    assert told.best


def test_hours_are_not_saved_on_what_was_held_in_full():
    of, wanted = chained(5)
    plan = solve(of, wanted)
    told = certify(of, wanted, plan)
    assert told.feasible
    assert told.best
    first = wanted.rank == 1
    shares = plan.delivered[first] / wanted.quantity[first]
    assert shares.min() > 1 - 1e-9, "a part in 10^7 of each would save hours, and is not given away"


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("sharing", ["alike", "most"])
def test_through_the_interior_or_around_it_is_the_same(monkeypatch, sharing, broken):
    of, wanted = fiveyears.planned(fiveyears.drawn(12, 1))
    around = solve(of, wanted, sharing=sharing)
    monkeypatch.setattr(solving, "INTERIOR_FROM", 0)
    ways = []

    def through(self, begun):
        if broken:
            self.highs.setOptionValue("ipm_iteration_limit", 1)
        ways.append(kept(self, begun))
        return ways[-1]

    kept = _Solver._through_interior
    monkeypatch.setattr(_Solver, "_through_interior", through)
    found = solve(of, wanted, sharing=sharing)
    assert [one == highspy.HighsModelStatus.kOptimal for one in ways] == [not broken]
    told = certify(of, wanted, found)
    assert told.feasible
    assert told.best
    values = [[step.value for step in plan.steps] for plan in (found, around)]
    assert values[0] == pytest.approx(values[1], rel=1e-6)


def test_where_it_gives_up_again_there_is_no_plan():
    of, wanted = scarce()
    solver = _Solver(program(of, wanted))
    solver.highs = GivesUp(solver.highs, 2)
    with pytest.raises(Unsolved, match="alike of rank 1"):
        solver.serve(1, "alike")


CHEATS = {
    "more delivered": lambda plan: replace(plan, delivered=plan.delivered * 1.01),
    "less worked": lambda plan: replace(plan, activity=plan.activity * 0.99),
    "a negative activity": lambda plan: replace(plan, activity=plan.activity - 1e-3),
    "stock from nowhere": lambda plan: replace(plan, kept=plan.kept + 1.0),
    "imports without pay": lambda plan: replace(plan, imported=plan.imported + 1.0),
    "no numbers": lambda plan: replace(plan, activity=plan.activity * np.nan),
}
LAZY = {
    "less delivered": lambda plan: replace(plan, delivered=plan.delivered * 0.9),
    "prices of nothing": lambda plan: priced(plan, 0.0),
    "prices too high": lambda plan: priced(plan, 2.0),
    "a rank passed over": lambda plan: replace(plan, steps=plan.steps[-1:]),
    "hours not looked at": lambda plan: replace(plan, steps=plan.steps[:-1]),
    "no proof at all": lambda plan: replace(plan, steps=()),
    "more held than reached": lambda plan: replace(
        plan, steps=tuple(replace(one, held=one.held + 1) for one in plan.steps)
    ),
    "negative prices": lambda plan: priced(plan, -1.0),
}


def priced(plan: Plan, factor: float) -> Plan:
    steps = [
        replace(one, prices=replace(one.prices, product=one.prices.product * factor))
        for one in plan.steps
    ]
    return replace(plan, steps=tuple(steps))


def scarce() -> tuple[Economy, Orders]:
    of = small([[0.2, 0.3], [0.4, 0.1]], [[1, 0], [0, 1]], [[1.0, 2.0]], limits=[[20.0]])
    return of, orders([Order("x", "a", 4), Order("y", "b", 5), Order("z", "a", 9, rank=2)], of)


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_plan_that_cannot_be_carried_out_is_found(cheat):
    of, wanted = scarce()
    found, _ = planned(of, wanted)
    told = certify(of, wanted, CHEATS[cheat](found))
    assert not told.feasible
    assert told.breaches[0].share > 1e-6


@pytest.mark.parametrize("cheat", LAZY)
def test_a_plan_that_is_not_the_best_is_found(cheat):
    of, wanted = scarce()
    found, _ = planned(of, wanted)
    assert not certify(of, wanted, LAZY[cheat](found)).best


def test_another_unit_of_account_changes_nothing_real():
    """Foreign money in pence instead of pounds: the same plan, prices of money a hundredth."""
    of = small(
        [[0], [0]], [[1], [0]], limits=[[10.0]],
        import_price=[np.nan, 2.0], export_price=[1.0, np.nan], deficit=[4.0],
    )  # fmt: skip
    wanted = orders([Order("all", "b", 9)], of)
    pence = replace(
        of,
        import_price=of.import_price * 100,
        export_price=of.export_price * 100,
        deficit=of.deficit * 100,
    )
    one, _ = planned(of, wanted)
    other, _ = planned(pence, wanted)
    assert other.delivered == pytest.approx(one.delivered)
    assert other.prices.product == pytest.approx(one.prices.product)
    assert other.prices.foreign * 100 == pytest.approx(one.prices.foreign)
