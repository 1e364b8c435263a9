"""The certificate in fractions: nothing is small enough to pass for rounding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from economies import anything, small
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.plan.certifying import certify
from commonweal.plan.certifying_exactly import certify_exactly
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve

ROUNDING = Fraction(1, 10**6)


def solved(of: Economy, wanted: Orders) -> Plan:
    found = solve(of, wanted)
    assert isinstance(found, Plan)
    return found


@pytest.fixture(scope="module")
def bakery() -> tuple[Economy, Orders, Plan]:
    """Every figure of it is a whole number or a half, so its plan is exact."""
    of = small(
        [[0, 0], [2, 0]],
        [[4, 0], [0, 1]],
        uses=[[1, 0.5]],
        capacity=[[8.0, np.inf]],
        limits=[[64.0]],
        stock=[4.0, 0.0],
    )
    wanted = orders([Order("North", "a", 16), Order("South", "a", 40, rank=2)], of)
    plan = solved(of, wanted)
    names = ("activity", "kept", "delivered")
    return of, wanted, replace(plan, **{one: getattr(plan, one).round(3) for one in names})


def test_an_exact_plan_is_proven_without_any_tolerance(bakery):
    told = certify_exactly(*bakery)
    assert told.feasible, told.breaches
    assert told.worst == 0
    assert told.best, told.proofs


SLIGHT = 1e-9


def more(plan: Plan, name: str, *by: float) -> Plan:
    return replace(plan, **{name: getattr(plan, name) + np.array(by)})


CHEATS = {
    "a little more is delivered": lambda plan: more(plan, "delivered", 0, SLIGHT),
    "a little more than ordered": lambda plan: more(plan, "delivered", SLIGHT, 0),
    "a little less is made": lambda plan: more(plan, "activity", 0, -SLIGHT),
    "a little over capacity": lambda plan: more(plan, "activity", SLIGHT, 2 * SLIGHT),
    "a little is kept": lambda plan: more(plan, "kept", SLIGHT, SLIGHT),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_below_the_tolerance_is_seen(cheat, bakery):
    of, wanted, plan = bakery
    changed = CHEATS[cheat](plan)
    assert certify(of, wanted, changed).feasible  # it passes for rounding there
    assert not certify_exactly(of, wanted, changed).feasible
    assert certify_exactly(of, wanted, changed, tolerance=ROUNDING).feasible


def test_a_rank_is_held_to_no_more_than_it_gets(bakery):
    of, wanted, plan = bakery

    def holding(by: float) -> Plan:
        steps = [replace(one, held=one.value * by) if one.rank == 2 else one for one in plan.steps]
        return replace(plan, steps=tuple(steps))

    assert certify(of, wanted, holding(1 + 5e-7)).best  # it passes for rounding there
    held = certify_exactly(of, wanted, holding(1 + 5e-7)).proofs
    assert held == certify_exactly(of, wanted, holding(1)).proofs


def test_a_gain_without_end_is_no_rounding():
    """A price too low by a billionth: what is made of nothing would be made without end."""
    of = small([[0.0]], [[1.0]], uses=[[0.5]], limits=[[np.inf]])
    wanted = orders([Order("x", "a", 4)], of)
    plan = solved(of, wanted)
    assert certify_exactly(of, wanted, plan).best
    last = plan.steps[-1]
    dearer = replace(last.prices, product=last.prices.product * (1 + 5e-10))
    changed = replace(plan, steps=(*plan.steps[:-1], replace(last, prices=dearer)))
    assert certify(of, wanted, changed).best
    assert certify_exactly(of, wanted, changed).proofs[-1].bound == np.inf
    limited = replace(of, limits=np.array([[1000.0]]))
    assert certify_exactly(limited, wanted, changed).best  # there is an end, and it is near


@pytest.mark.parametrize("value", [-1e-300, np.nan, np.inf])
def test_what_is_no_quantity_is_seen(value, bakery):
    of, wanted, plan = bakery
    told = certify_exactly(of, wanted, replace(plan, kept=plan.kept + value))
    assert not told.feasible
    assert not told.best


@settings(max_examples=12)
@given(anything(), st.sampled_from(["alike", "most"]))
def test_both_certificates_say_the_same_but_for_rounding(case, sharing):
    of, wanted = case
    plan = solve(of, wanted, sharing=sharing)
    if not isinstance(plan, Plan):
        return
    told = certify(of, wanted, plan)
    exact = certify_exactly(of, wanted, plan, tolerance=ROUNDING)
    assert exact.feasible == told.feasible
    assert exact.worst == pytest.approx(told.worst, abs=1e-12)
    assert exact.complete == told.complete
    for one, other in zip(exact.proofs, told.proofs, strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-9)
        # No plan exceeds the bound but by what it misses limits and ranks by: 1e-7 of them.
        assert one.bound >= one.value - 1e-6
        if np.isfinite(one.bound):
            assert one.bound == pytest.approx(other.bound, rel=1e-4, abs=1e-4)
