"""Why orders and processes are cut: limits that explain the price, changes that really let pass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from economies import small
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.plan import easing
from commonweal.plan.easing import Change
from commonweal.plan.economy import Economy
from commonweal.plan.explaining import explain, telling
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve
from commonweal.plan.telling import limiting, scarcities

NONE = np.inf


def solved(of: Economy, wanted: Orders) -> Plan:
    found = solve(of, wanted)
    assert isinstance(found, Plan)
    return found


@pytest.fixture(scope="module")
def bakery() -> tuple[Economy, Orders, Plan]:
    of = small(
        [[0, 0], [2, 0]],
        [[3, 0], [0, 1]],
        uses=[[1, 0.5]],
        capacity=[[10.0, NONE]],
        limits=[[100.0]],
        stock=[5.0, 0.0],
    )
    wanted = orders([Order("North", "a", 20), Order("South", "a", 90, rank=2)], of)
    return of, wanted, solved(of, wanted)


def test_what_limits_an_order_is_told_with_what_would_have_let_it_pass(bakery):
    (cut,) = explain(*bakery).orders
    assert [(one.limit.kind, one.limit.at) for one in cut.reasons] == [
        ("capacity", 0),
        ("stock", 0),
    ]
    assert cut.reasons[0].share == pytest.approx(30 / 35)
    assert cut.reasons[0].worth == pytest.approx(3 / 90)
    (change,) = cut.changes
    assert (change.limit.kind, change.limit.at) == ("capacity", 0)
    assert change.more == pytest.approx(25)
    assert " ".join(cut.words) == (
        "South gets 15 of 90 t a in period 1 (rank 2)."
        " It failed on capacity of p0 in period 1 (86%), stock of a (14%)."
        " It would pass, and everybody else keep theirs, with 25 run more of capacity of p0 in"
        " period 1 (+250%)."
        " What it gets costs 10 hours."
    )


def test_what_has_no_bound_limits_nothing(bakery):
    of, wanted, _ = bakery
    of = replace(of, limits=np.array([[NONE]]))
    told = scarcities(of, wanted, solved(of, wanted))
    assert told is not None
    assert (told.rank, told.orders) == (2, 1)
    assert [(str(one), one.there, worth * 90) for worth, one in told.found] == [
        ("capacity of p0 in period 1", 10.0, pytest.approx(30)),
        ("stock of a", 5.0, pytest.approx(5)),
    ]
    assert limiting(of, wanted, solved(of, wanted))[1][0] == "capacity of p0"


def test_an_order_that_needs_two_limits_eased_gets_both_named(bakery):
    of, wanted, _ = bakery
    of = replace(of, limits=np.array([[30.0]]))
    cut = explain(of, wanted, solved(of, wanted)).orders[0]
    assert {one.limit.kind for one in cut.changes} == {"capacity", "resource"}
    assert {one.limit.kind: one.more for one in cut.changes}["resource"] == pytest.approx(40)


def test_what_nothing_makes_is_said():
    of = small([[0], [0]], [[1], [0]], limits=[[9.0]])
    wanted = orders([Order("x", "b", 3)], of)
    (cut,) = explain(of, wanted, solved(of, wanted)).orders
    assert str(cut.reasons[0]) == "b, which nothing makes (100%)"
    assert str(cut.changes[0]) == "3 t more of b, which nothing makes"


def test_a_maker_without_capacity_is_what_it_failed_on():
    of = small([[0]], [[2]], capacity=[[0.0]])
    wanted = orders([Order("x", "a", 3)], of)
    (cut,) = explain(of, wanted, solved(of, wanted)).orders
    assert str(cut.reasons[0]) == "capacity of p0 in period 1 (100%)"
    assert cut.changes[0].more == pytest.approx(1.5)


def test_what_comes_too_late_cannot_be_eased():
    of = small([[0]], [[2]], lead=[1])
    wanted = orders([Order("x", "a", 3)], of)
    (cut,) = explain(of, wanted, solved(of, wanted)).orders
    assert cut.changes is None
    assert "No limit could be eased so that it passes." in cut.words


def test_lines_of_a_chain_are_followed_to_its_end():
    of = small(
        [[0, 0, 0], [1, 0, 0], [0, 1, 0]],
        np.eye(3),
        capacity=[[NONE, NONE, 4.0]],
        limits=[[NONE]],
    )
    wanted = orders([Order("x", "a", 8)], of)
    (cut,) = explain(of, wanted, solved(of, wanted)).orders
    assert [str(one) for one in cut.reasons] == ["capacity of p2 in period 1 (100%)"]


def test_stocks_that_are_kept_are_followed_to_the_period_they_come_from():
    of = small([[0]], [[1]], capacity=[[5.0], [5.0]], periods=2, limits=[[NONE], [NONE]])
    wanted = orders([Order("x", "a", 20, period=2)], of)
    (cut,) = explain(of, wanted, solved(of, wanted)).orders
    assert {one.limit.period: one.share for one in cut.reasons} == pytest.approx({1: 0.5, 2: 0.5})


WHYS = {
    "unneeded": (small([[0, 0], [0, 0]], np.eye(2), capacity=[[9.0, 9.0]]), "p1"),
    "dear": (small([[0, 0]], [[1, 1]], uses=[[1, 3]], capacity=[[9.0, 9.0]]), "p1"),
    "limited": (small([[0]], [[1]], capacity=[[9.0]], limits=[[4.0]]), "p0"),
    "enough": (small([[0]], [[1]], capacity=[[9.0]]), "p0"),
}


@pytest.mark.parametrize("why", WHYS)
def test_why_a_process_is_not_used_in_full(why):
    of, name = WHYS[why]
    wanted = orders([Order("x", "a", 6)], of)
    told = {one.process: one for one in explain(of, wanted, solved(of, wanted)).processes}
    assert told[name].why == why
    assert told[name].dearer == (pytest.approx(2) if why == "dear" else 0)
    assert len(telling(explain(of, wanted, solved(of, wanted)))) >= 2


def test_what_an_order_costs_the_others(bakery):
    of, wanted, _ = bakery
    wanted = orders([Order("North", "a", 50), Order("South", "a", 90, rank=2)], of)
    (cut, _) = explain(of, wanted, solved(of, wanted), changes=False).orders
    (shares, hours) = cut.costs
    assert (shares.rank, shares.amount) == (2, pytest.approx(35 / 90))
    assert (hours.rank, hours.amount) == (0, pytest.approx(70 / 3, rel=1e-5))


def test_nothing_cut_is_said(bakery):
    of, _, _ = bakery
    of = replace(of, capacity=np.full_like(of.capacity, NONE))
    wanted = orders([Order("North", "a", 20)], of)
    assert telling(explain(of, wanted, solved(of, wanted))) == [
        "Every order is met in full, and every capacity is used."
    ]


def test_of_what_is_too_large_no_change_is_sought(bakery, monkeypatch):
    monkeypatch.setattr(easing, "LINKS_MAX", 1)
    (cut,) = explain(*bakery).orders
    assert cut.changes == ()


@st.composite
def cases(draw: st.DrawFn) -> tuple[Economy, Orders]:
    size, ways, periods = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 2))
    table = lambda some, height, width: [  # noqa: E731
        [draw(st.sampled_from(some)) for _ in range(width)] for _ in range(height)
    ]
    of = small(
        table([0.0, 0.0, 0.2], size, ways),
        table([0.0, 1.0, 2.0], size, ways),
        table([0.5, 1.0], 1, ways),
        periods=periods,
        limits=table([2.0, 20.0, NONE], periods, 1),
        capacity=table([0.0, 1.0, 5.0, NONE], periods, ways),
        stock=table([0.0, 0.0, 3.0], 1, size)[0],
        lead=[draw(st.sampled_from([0, 0, 1])) for _ in range(ways)],
    )
    order = st.builds(
        Order,
        st.sampled_from(["x", "y"]),
        st.sampled_from(of.products.names),
        st.sampled_from([1.0, 7.5, 30.0]),
        st.integers(1, 2),
        st.integers(1, periods),
    )
    return of, orders(draw(st.lists(order, min_size=1, max_size=4)), of)


def eased(of: Economy, changes: tuple[Change, ...], part: float) -> Economy:
    limits, capacity, stock = of.limits.copy(), of.capacity.copy(), of.stock.copy()
    arrays = {"resource": limits, "capacity": capacity, "stock": stock[None, :]}
    for one in changes:
        arrays[one.limit.kind][one.limit.period - 1, one.limit.at] += one.more * part
    return replace(of, limits=limits, capacity=capacity, stock=stock)


def passes(of: Economy, wanted: Orders, plan: Plan, at: int) -> bool:
    """Whether one order is met when all others first get what the plan gives them."""
    quantity = np.where(np.arange(len(wanted)) == at, wanted.quantity, plan.delivered)
    there = np.flatnonzero(quantity > 1e-6)
    rank = np.where(there == at, 2, 1)
    again = Orders(
        tuple(wanted.by[one] for one in there),
        wanted.product[there],
        wanted.period[there],
        rank,
        quantity[there],
    )
    found = solved(of, again)
    return bool((found.delivered >= again.quantity * (1 - 1e-5)).all())


@settings(max_examples=10)
@given(cases())
def test_the_change_that_is_told_lets_the_order_pass_and_less_does_not(case):
    of, wanted = case
    plan = solved(of, wanted)
    for one in explain(of, wanted, plan).orders:
        assert sum(reason.share for reason in one.reasons) <= 1 + 1e-9
        if one.changes:
            assert passes(eased(of, one.changes, 1.0001), wanted, plan, one.order)
            assert not passes(eased(of, one.changes, 0.9), wanted, plan, one.order)
