"""The certificate accepts what keeps all limits and reaches its bounds, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from economies import anything, small
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonweal.plan.certifying import certify, gains
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.program import Program, program
from commonweal.plan.solving import solve

sharings = st.sampled_from(["alike", "most"])


def busy() -> tuple[Economy, Orders]:
    """Everything in it: ranks, delays, building, stocks, what spoils, trade, land and hours.

    p0 makes a, with little capacity; p1 makes b of a, a period later; p2 builds for p0.
    """
    of = small(
        [[0, 0.5, 0], [0.1, 0, 0.2]], [[1, 0, 0], [0, 1, 0]], [[1, 1, 1], [1, 0, 0]], periods=3,
        kinds=("labour", "natural"), limits=[[9.0, 5.0]] * 3, capacity=[[2.0, 5.0, 5.0]] * 3,
        builds=[[0, 0, 1], [0, 0, 0], [0, 0, 0]], lead=[0, 1, 0], stock=[2.0, 3.0],
        closing=[0.0, 1.0], storable=[False, True], import_price=[2.0, np.nan],
        export_price=[np.nan, 1.0], deficit=[1.0, 0.0, 0.0],
    )  # fmt: skip
    asked = [
        Order("x", "a", 2, 1, 1), Order("x", "b", 1, 1, 2), Order("y", "b", 2, 2, 3),
        Order("z", "a", 9, 3, 3),
    ]  # fmt: skip
    return of, orders(asked, of)


@pytest.fixture(scope="module")
def honest() -> Plan:
    found = solve(*busy())
    assert isinstance(found, Plan)
    told = certify(*busy(), found)
    assert told.feasible
    assert told.best
    assert [one.rank for one in told.proofs if one.aim == "most"] == [1, 2, 3]
    return found


def more(plan: Plan, name: str, period: int, place: int, by: float) -> Plan:
    values = getattr(plan, name).copy()
    values[period, place] += by
    return replace(plan, **{name: values})


def given_more(plan: Plan, order: int, by: float) -> Plan:
    delivered = plan.delivered.copy()
    delivered[order] += by
    return replace(plan, delivered=delivered)


CHEATS = {
    "a in period": lambda plan: given_more(plan, 3, 0.5),
    "b in period": lambda plan: more(plan, "exported", 0, 1, 9.0),
    "r0 in period 2": lambda plan: more(plan, "activity", 1, 1, 9.0),
    "r1 in period 3": lambda plan: more(plan, "activity", 2, 0, 5.0),
    "capacity of p0 in period 1": lambda plan: more(plan, "activity", 0, 0, 0.5),
    "capacity of p1 in period": lambda plan: more(plan, "activity", 2, 1, 5.5),
    "foreign money in period 1": lambda plan: more(plan, "imported", 0, 0, 9.0),
    "more to x than was ordered": lambda plan: given_more(plan, 0, 0.5),
    "stock of b at the end": lambda plan: more(plan, "kept", 2, 1, -plan.kept[2, 1]),
    "stock of what cannot be kept": lambda plan: more(plan, "kept", 1, 0, 0.5),
    "imports of what cannot be imported": lambda plan: more(plan, "imported", 1, 1, 0.5),
    "exports of what cannot be exported": lambda plan: more(plan, "exported", 1, 0, 0.5),
    "activity is negative": lambda plan: more(plan, "activity", 0, 2, -99.0),
    "imported is negative": lambda plan: more(plan, "imported", 2, 0, -99.0),
    "delivered is negative or no number": lambda plan: given_more(plan, 1, np.nan),
}


@pytest.mark.parametrize("what", CHEATS)
def test_a_cheat_of_each_kind_is_named(what, honest):
    told = certify(*busy(), CHEATS[what](honest))
    assert not told.feasible
    assert any(what in one.what for one in told.breaches), told.breaches


def test_capacity_counts_from_the_period_after_it_was_built(honest):
    """The same building and the same work, but the building done a period later."""
    building = honest.activity[:, 2]
    assert building[0] > 0.1
    late = honest.activity.copy()
    late[:, 2] = [0, building[0], building[1] + building[2]]
    told = certify(*busy(), replace(honest, activity=late))
    assert any("capacity of p0" in one.what for one in told.breaches)


def in_columns(limits: Program, plan: Plan) -> np.ndarray:
    """The columns of the program; what has no column has to be 0, which others test."""
    chosen = {"kept": limits.stored, "imported": limits.imports, "exported": limits.exports}
    parts = [plan.activity.ravel()]
    parts += [getattr(plan, name)[:, places].ravel() for name, places in chosen.items()]
    return np.concatenate([*parts, plan.delivered])


def worst_by_rows(of: Economy, wanted: Orders, plan: Plan) -> float:
    """How much any row or column of the solver's program is missed by."""
    limits = program(of, wanted)
    columns = in_columns(limits, plan)
    rows = limits.matrix @ columns
    missed = [limits.low - rows, rows - limits.high, limits.least - columns, columns - limits.most]
    return float(max(one.max(initial=0.0) for one in missed))


@settings(max_examples=60)
@given(anything(), st.integers(0, 10**6))
def test_it_accepts_exactly_what_keeps_the_solvers_rows(case, seed):
    """Plans with a few figures changed: two writings of the limits, one verdict."""
    of, wanted = case
    plan = solve(of, wanted)
    assume(isinstance(plan, Plan))
    rng = np.random.default_rng(seed)
    for name in ("activity", "kept", "imported", "exported", "delivered"):
        values = getattr(plan, name)
        factor = np.where(rng.random(values.shape) < 0.2, rng.uniform(0.2, 1.5), 1.0)
        # work that nobody needs, so that limits and capacities are missed and balances are not
        idle = np.where(rng.random(values.shape) < 0.2, 6.0, 0.0) if name == "activity" else 0.0
        plan = replace(plan, **{name: values * factor + idle * (seed % 2)})
    missed = worst_by_rows(of, wanted, plan)
    assume(not 1e-8 < missed < 1e-3)
    assert certify(of, wanted, plan).feasible == (missed <= 1e-8)


@settings(max_examples=40)
@given(anything(), sharings)
def test_at_its_prices_no_process_in_use_gains_or_loses(case, sharing):
    """But for the rent of its capacity; and what is over has no price."""
    of, wanted = case
    plan = solve(of, wanted, sharing=sharing)
    assume(isinstance(plan, Plan))
    gain, free = gains(of, plan.steps[-1]), plan.activity < of.capacity - 1e-6
    scale = 1 + np.abs(plan.prices.product @ of.outputs)
    built = np.diff(of.builds.tocsr().indptr) > 0
    assert (gain[free] <= 1e-6 * scale[free]).all()
    used = plan.activity > 1e-6
    assert (gain[used] >= -1e-6 * scale[used]).all()
    assert (gain[:, built] <= 1e-6 * scale[:, built]).all()
    over = of.limits - plan.activity @ of.uses.T > 1e-5
    assert (plan.prices.resource[over] <= 1e-7).all()


@settings(max_examples=40)
@given(anything(), sharings)
def test_a_lower_rank_takes_nothing_from_a_higher(case, sharing):
    """What the first rank gets is what it would get if nobody else had ordered."""
    of, wanted = case
    chosen = wanted.rank == wanted.ranks[0]
    alone = Orders(
        tuple(np.array(wanted.by)[chosen]), wanted.product[chosen], wanted.period[chosen],
        wanted.rank[chosen], wanted.quantity[chosen],
    )  # fmt: skip
    whole, first = solve(of, wanted, sharing=sharing), solve(of, alone, sharing=sharing)
    assume(isinstance(whole, Plan))
    assert isinstance(first, Plan)
    size = len(first.steps) - 1
    for one, other in zip(whole.steps[:size], first.steps[:size], strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-6)
    kept = (whole.delivered[chosen] / wanted.quantity[chosen]).sum()
    assert kept >= first.steps[size - 1].value - 1e-5


def in_other_units(of: Economy, wanted: Orders, factors: np.ndarray) -> tuple[Economy, Orders]:
    """Write every product in another unit, ``factor`` of which are one of the old."""
    rows = factors[:, None]
    other = replace(
        of,
        inputs=(of.inputs * rows).tocsc(),
        outputs=(of.outputs * rows).tocsc(),
        stock=of.stock * factors,
        closing=of.closing * factors,
        import_price=of.import_price / factors,
        export_price=of.export_price / factors,
    )
    return other, replace(wanted, quantity=wanted.quantity * factors[wanted.product])


@settings(max_examples=40)
@given(anything(), sharings, st.integers(0, 10**6))
def test_units_never_mix(case, sharing, seed):
    """Whatever unit each product is in, shares and hours are the same: no two are added up."""
    of, wanted = case
    factors = np.random.default_rng(seed).choice([0.1, 0.5, 2.0, 10.0], len(of.products))
    one = solve(of, wanted, sharing=sharing)
    assume(isinstance(one, Plan))
    other = solve(*in_other_units(of, wanted, factors), sharing=sharing)
    assert isinstance(other, Plan)
    values = [[step.value for step in plan.steps] for plan in (one, other)]
    assert values[0] == pytest.approx(values[1], rel=1e-5, abs=1e-5)


def test_an_order_left_in_the_old_unit_would_be_seen():
    of, wanted = busy()
    other, _ = in_other_units(of, wanted, np.array([10.0, 1.0]))
    one, wrong = solve(of, wanted), solve(other, wanted)
    assert isinstance(one, Plan)
    assert isinstance(wrong, Plan)
    assert [step.value for step in one.steps] != pytest.approx(
        [step.value for step in wrong.steps], abs=1e-2
    )
