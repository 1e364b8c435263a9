"""Amendments: what they hold, what they cost, and faults of those who write them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from economies import small
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.plan.amendments import Amendment, amended
from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.pricing import Outcome, Price, prices_of, telling
from commonweal.plan.solving import Infeasible
from commonweal.terms import FaultyDocument


def town() -> tuple[Economy, Orders]:
    """Bread (a) by hand or by a machine, palaces (b); a hundred hours."""
    of = small(
        [[0, 0, 0], [0, 0, 0]], [[1, 1, 0], [0, 0, 1]], [[2, 1, 10]], limits=[[100.0]],
        capacity=[[np.inf, 30.0, np.inf]],
    )  # fmt: skip
    return of, orders([Order("North", "a", 40), Order("South", "a", 10), Order("X", "b", 8, 2)], of)


def priced(asked: Amendment, of: Economy, wanted: Orders) -> tuple[Price, Outcome]:
    found = prices_of(of, wanted, [asked])
    assert not isinstance(found, Infeasible)
    assert isinstance(found[0].after, Outcome)
    after = found[0].after
    told = certify(after.of.economy, after.of.orders, after.plan)
    assert told.feasible
    assert told.best
    return found[0], after


def test_a_ceiling_costs_hours_and_takes_from_the_last_rank():
    price, after = priced(Amendment("no machine", "activity at most", "p1", 0), *town())
    assert price.kept
    assert after.plan.activity[0] == pytest.approx([50, 0, 0], abs=1e-3)
    assert price.shares == pytest.approx({1: 0, 2: 3 / 8}, abs=1e-5)
    assert price.hours == pytest.approx(0, abs=1e-3)
    worth = {(one.aim, one.rank): one.worth for one in price.edges}
    assert worth["most", 2] == pytest.approx(1 / 80)  # an hour saved is a tenth of a palace


def test_an_activity_is_held_up():
    price, after = priced(Amendment("by hand", "activity at least", "p0", 30), *town())
    assert price.kept
    assert after.plan.activity[0] == pytest.approx([30, 20, 2], abs=1e-3)
    assert price.shares == pytest.approx({1: 0, 2: 1 / 8}, abs=1e-5)


def test_a_delivery_comes_before_all_ranks():
    price, after = priced(Amendment("a palace", "delivered at least", "b", 6, by="X"), *town())
    assert price.kept
    assert after.ranks[0].shares == pytest.approx(2 * 35 / 50, abs=1e-4)
    assert after.ranks[1].shares == pytest.approx(6 / 8, abs=1e-4)
    more = replace(price.amendments[0], quantity=12.0)
    price, after = priced(more, *town())
    assert not price.kept
    assert price.reached == pytest.approx((10,), abs=1e-4)


def test_who_gets_at_most_so_much():
    price, after = priced(Amendment("less", "delivered at most", "a", 10, by="North"), *town())
    assert price.kept
    assert after.ranks[0].smallest == pytest.approx(10 / 40)
    assert price.shares == pytest.approx({1: 3 / 4, 2: -5 / 8}, abs=1e-5)
    assert price.hours == pytest.approx(0, abs=1e-3)


def test_what_is_asked_for_twice_is_priced_apart_and_together():
    asked = [
        Amendment("hand", "activity at most", "p0", 5),
        Amendment("machine", "activity at most", "p1", 5),
    ]
    found = prices_of(*town(), asked)
    assert not isinstance(found, Infeasible)
    assert [len(one.amendments) for one in found] == [1, 1, 2]
    assert [one.kept for one in found] == [True] * 3
    rows = telling(found)
    assert rows[0] == ("amendment", "asks", "kept", "rank 1 loses", "rank 2 loses", "hours more")
    assert rows[1][:3] == ("hand", "p0: at most 5 in period 1", "yes")
    assert rows[3][0] == "all together"


def test_that_a_ceiling_leaves_no_plan_is_told_with_what_conflicts():
    of = small([[0]], [[1]], closing=[5.0])
    found = prices_of(of, orders([], of), [Amendment("rest", "activity at most", "p0", 2)])
    assert not isinstance(found, Infeasible)
    assert isinstance(found[0].after, Infeasible)
    assert not found[0].kept
    assert np.isnan(found[0].hours)
    assert found[0].shares == {}
    assert "at most 2 run of rest in period 1" in telling(found)[1][2]


def test_without_a_plan_there_is_nothing_to_price():
    of = small([[0]], [[1]], closing=[5.0], limits=[[3.0]])
    found = prices_of(of, orders([], of), [Amendment("rest", "activity at most", "p0", 2)])
    assert isinstance(found, Infeasible)


def test_an_activity_that_gives_later_is_held_in_its_own_period():
    of = small([[0]], [[1]], periods=3, lead=[1])
    price, after = priced(
        Amendment("now", "activity at least", "p0", 3, period=2), of, orders([], of)
    )
    assert price.kept
    assert after.plan.activity[:, 0] == pytest.approx([0, 3, 0])
    assert price.hours == pytest.approx(3)
    assert [one.worth for one in price.edges] == pytest.approx([1])


FAULTS = [
    (Amendment("x", "activity at most", "nobody", 1), "there is no process"),
    (Amendment("x", "delivered at most", "z", 1, by="North"), "there is no product"),
    (Amendment("x", "activity at most", "p0", -1), "expected 0 or more"),
    (Amendment("x", "activity at most", "p0", 1, period=2), "period 2 of 1"),
    (Amendment("a", "activity at most", "p0", 1), "the name is taken"),
    (Amendment("x", "delivered at least", "a", 1), "expected somebody"),
    (Amendment("x", "activity at most", "p0", 1, by="North"), "expected nobody"),
]


@pytest.mark.parametrize(("wrong", "why"), FAULTS)
def test_a_faulty_amendment_is_told(wrong, why):
    with pytest.raises(FaultyDocument, match=why):
        amended(*town(), [wrong])


def test_an_activity_whose_product_comes_too_late_is_a_fault():
    of = small([[0]], [[1]], periods=2, lead=[1])
    with pytest.raises(FaultyDocument, match="after the last"):
        amended(of, orders([], of), [Amendment("x", "activity at least", "p0", 1, period=2)])


amendments = st.one_of(
    st.builds(
        Amendment,
        st.just("x"),
        st.sampled_from(["activity at most", "activity at least"]),
        st.sampled_from(["p0", "p1", "p2"]),
        st.sampled_from([0.0, 1.0, 5.0, 20.0]),
    ),
    st.builds(
        Amendment,
        st.just("x"),
        st.just("delivered at least"),
        st.sampled_from(["a", "b"]),
        st.sampled_from([1.0, 5.0, 20.0]),
        by=st.sampled_from(["North", "X", "new"]),
    ),
)


@settings(max_examples=30)
@given(amendments)
def test_an_amendment_is_never_for_nothing(asked):
    """No limit more makes the first rank that changes better off; then no hours are saved."""
    price, _ = priced(asked, *town())
    lost = [round(one, 5) for one in price.shares.values() if abs(one) > 1e-5]
    first = lost[0] if lost else round(price.hours, 4)
    put_first = asked.kind == "delivered at least" and asked.by == "X"
    assert first >= 0 or put_first


@pytest.mark.parametrize(
    "asked",
    [
        Amendment("x", "activity at most", "p1", 20.0),
        Amendment("x", "activity at least", "p0", 24.0),
        Amendment("x", "delivered at least", "a", 5.0, by="new"),
    ],
)
def test_the_edge_is_what_one_unit_more_costs(asked):
    """Against two plans a tenth of a unit apart; a price of twice as much would be seen."""
    price, after = priced(asked, *town())
    worth = {(one.aim, one.rank): one.worth for one in price.edges}["most", 2]
    _, moved = priced(replace(asked, quantity=asked.quantity + 0.1), *town())
    slope = (moved.ranks[1].shares - after.ranks[1].shares) / 0.1
    assert abs(slope) == pytest.approx(worth, rel=1e-3)
    assert worth > 0.01


@settings(max_examples=20)
@given(st.integers(0, 2), st.sampled_from(["activity at most", "activity at least"]))
def test_what_the_plan_does_anyway_costs_nothing(way, kind):
    of, wanted = town()
    found = prices_of(of, wanted, [])
    assert found == ()
    base, _ = priced(Amendment("x", "activity at least", "p0", 0), of, wanted)
    done = float(base.before.plan.activity[0, way])
    less = 1e-4 if kind == "activity at least" else -1e-4
    price, _ = priced(Amendment("x", kind, f"p{way}", max(0.0, done - less)), of, wanted)
    assert price.hours == pytest.approx(0, abs=1e-3)
    assert list(price.shares.values()) == pytest.approx([0, 0], abs=1e-4)
