"""Targets that follow what people buy: where they come to rest, and what hours of labour miss."""

from __future__ import annotations

import numpy as np
import pytest
from economies import small
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy
from commonweal.plan.feedback import Buyers, Period, periods
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.solving import Infeasible, solve
from commonweal.plan.techniques import contents

IRON, COAL, CORN, BREAD = range(4)


def cockshotts(air: float = np.inf) -> Economy:
    """Iron, coal, corn and bread, from the tables of "5yearplan", without equipment.

    Emissions are ours: one unit for each unit of coal that is burnt or sold.
    """
    flows = np.array([[0.1, 0, 0, 0], [2, 1, 0.04, 0.2], [0, 0, 1, 1], [0, 0, 0, 0]])
    output = np.array([10.0, 6, 10, 1])
    hours = np.array([0.3, 1, 2, 0.1])
    air_used = np.array([0.0, 6, 0, 0])
    return small(
        flows, np.diag(output), [hours, air_used], kinds=("labour", "ceiling"), limits=[[3.0, air]]
    )


def sold(**how: float) -> Buyers:
    return Buyers(
        products=np.array([COAL, BREAD]), liking=np.array([0.4, 0.6]), tokens=1000.0, **how
    )


def rest(of: Economy, buyers: Buyers, **how: object) -> tuple[Period, int]:
    found = list(periods(of, np.ones(buyers.products.size), buyers, **how))
    assert isinstance(found[-1], Period)
    return found[-1], len(found)


def proportion(one: Period) -> float:
    return float(one.made[0] / one.made[1])


@pytest.mark.parametrize("swap", [0.5, 1.0, 2.0])
def test_prices_become_proportional_to_opportunity_costs(swap):
    last, count = rest(cockshotts(), sold(swap=swap))
    assert last.ratios == pytest.approx([1, 1], rel=0.01)
    assert count <= 20


def test_with_labour_alone_scarce_opportunity_costs_are_hours():
    """Cockshott and Cottrell's rule and Dapprich's are then the same."""
    of = cockshotts()
    hours = contents(of)[[COAL, BREAD]]
    one, _ = rest(of, sold())
    other, _ = rest(of, sold(), costs=hours)
    assert one.costs / one.costs.sum() == pytest.approx(hours / hours.sum())
    assert proportion(one) == pytest.approx(proportion(other), rel=0.01)


def test_under_a_ceiling_hours_of_labour_miss_what_opportunity_costs_find():
    """Dapprich's finding: targets turn from what the ceiling makes dear, and people get more."""
    free, under = cockshotts(), cockshotts(air=3.0)
    hours = contents(free)[[COAL, BREAD]]
    before, _ = rest(free, sold())
    by_cost, _ = rest(under, sold())
    by_hours, _ = rest(under, sold(), costs=hours)
    assert proportion(by_hours) == pytest.approx(proportion(before), rel=0.01)
    assert proportion(by_cost) < 0.8 * proportion(before)
    assert sold().gain(by_cost.made) > 1.02 * sold().gain(by_hours.made)


def most(of: Economy, buyers: Buyers) -> float:
    """What buyers could gain by any amounts, found by a solver that knows their likings."""
    rows = range(len(of.resources))
    each = np.array([contents(of, np.array([row]))[buyers.products] for row in rows])
    there = of.limits[0]
    kept = np.isfinite(there)
    each, there = each[kept] / there[kept, None], np.ones(int(kept.sum()))
    found = minimize(
        lambda amounts: -np.log(buyers.gain(amounts)),
        np.full(buyers.products.size, 0.5 / each.sum(axis=1).max()),
        bounds=[(1e-6, None)] * buyers.products.size,
        constraints={"type": "ineq", "fun": lambda amounts: there - each @ amounts},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert found.success, found.message
    return float(np.exp(-found.fun))


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Economy, Buyers]:
    """Three products, each made in one way, with two or three resources that may be scarce."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    scarce = draw(st.integers(1, 3))
    of = small(
        rng.uniform(0, 0.2, (3, 3)), np.eye(3), rng.uniform(0.1, 1, (scarce, 3)),
        kinds=("labour", *("natural",) * (scarce - 1)), limits=[[10.0] * scarce],
    )  # fmt: skip
    liking, swap = rng.uniform(0.2, 1, 3), draw(st.sampled_from([0.5, 1.0, 2.0]))
    return of, Buyers(products=np.arange(3), liking=liking, tokens=100.0, swap=swap)


@settings(max_examples=6)
@given(drawn())
def test_at_rest_no_other_proportions_would_give_people_more(case):
    of, buyers = case
    last, _ = rest(of, buyers)
    assert buyers.gain(last.made) >= most(of, buyers) * 0.99


def test_targets_that_run_from_what_sells_are_seen():
    """A wrong rule: less of what sells for more than it costs."""
    last, count = rest(cockshotts(), sold(), pace=-0.2, most=30)
    assert count == 30
    assert sold().gain(last.made) < 0.9 * most(cockshotts(), sold())


def test_a_change_of_likings_is_followed():
    first, _ = rest(cockshotts(), sold())
    later = Buyers(products=np.array([COAL, BREAD]), liking=np.array([0.6, 0.4]), tokens=1000.0)
    found = list(periods(cockshotts(), first.made, later))
    assert isinstance(found[0], Period)
    assert found[0].ratios[0] > 1 > found[0].ratios[1]
    assert isinstance(found[-1], Period)
    assert proportion(found[-1]) == pytest.approx(proportion(first) * (0.6 / 0.4) ** 2, rel=0.01)


def test_more_tokens_change_prices_and_nothing_else():
    poor, rich = sold(), Buyers(products=sold().products, liking=sold().liking, tokens=1e5)
    one, other = rest(cockshotts(air=3.0), poor)[0], rest(cockshotts(air=3.0), rich)[0]
    assert other.made == pytest.approx(one.made)
    assert other.prices == pytest.approx(one.prices * 100)


def test_each_period_is_a_plan_that_proves_itself():
    of = cockshotts(air=3.0)
    for one in periods(of, np.ones(2), sold()):
        assert isinstance(one, Period)
        none = np.zeros(2, dtype=np.int64)
        wanted = Orders(("buyers",) * 2, sold().products, none, none + 1, one.target)
        plan = solve(of, wanted)
        assert isinstance(plan, Plan)
        told = certify(of, wanted, plan)
        assert told.feasible
        assert told.best
        assert (plan.delivered >= one.made * (1 - 1e-5)).all()
        assert one.prices @ one.made == pytest.approx(1000)


def test_limits_that_conflict_are_an_outcome():
    of = small([[0], [0]], [[1], [0]], limits=[[1.0]], closing=[0.0, 2.0])
    buyers = Buyers(products=np.array([0]), liking=np.ones(1), tokens=1.0)
    (only,) = periods(of, np.ones(1), buyers)
    assert isinstance(only, Infeasible)


@pytest.mark.parametrize("target", [[0.0, 1.0], [1.0], [np.nan, 1.0]])
def test_what_is_no_target_is_refused(target):
    with pytest.raises(ValueError, match="a target for each"):
        next(periods(cockshotts(), np.array(target), sold()))


def test_what_cannot_be_made_is_told():
    of = small([[0], [0]], [[1], [0]], limits=[[1.0]])
    buyers = Buyers(products=np.array([1]), liking=np.ones(1), tokens=1.0)
    with pytest.raises(ValueError, match="nothing, or without end"):
        next(periods(of, np.ones(1), buyers))
