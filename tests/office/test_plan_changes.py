"""Corrections in whole numbers: the smallest change, who is concerned, lines that balance."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_made import (
    BAKE,
    BAKERY,
    BREAD,
    CAKE,
    EAST,
    FLOUR,
    GRIND,
    GROW,
    WEST,
    made_from,
)

from commonweal.office.plan_changes import Change, changed
from commonweal.office.plan_files import Kept, read
from commonweal.office.plan_inputs import Facts
from commonweal.office.plan_past import Moved, Since
from commonweal.office.planning import Solved, solved
from commonweal.plan.certifying_corrections import certify_correction
from commonweal.plan.certifying_whole import certify_whole
from commonweal.polity.planning.proposals.kept import NewLine

PERIODS = 4
FULL = replace(BAKE, capacity=15)
"""Bread for exactly what is ordered, in every period."""
WAYS = (GROW, GRIND, FULL)
OF = made_from([(EAST, BREAD, 1, 0, 60), (WEST, BREAD, 1, 0, 30)], periods=PERIODS, ways=WAYS)


@pytest.fixture(scope="module")
def plan() -> Solved:
    found = solved(OF, {})
    assert found.outcome == "plan"
    return found


def since(of: Facts, found: Solved, *, first: int = 3, passed: int = 1, **changes: object) -> Since:
    """Return what has become of a plan: all as planned, but for the changes."""
    about = read(found.text).about
    fixed = max(1, first - 1)
    made = Since(
        correction=1, plan=1, campaign=1, round=1, sharing=of.sharing, file="", earlier=(),
        periods=of.periods, first=first, passed=passed,
        runs={(one.process, one.period): one.runs for one in about.runs},
        done={(one.process, one.period): one.runs for one in about.runs if one.period <= passed},
        lines=tuple(
            Moved(one.maker, one.to, one.product, one.period, one.amount, one.amount)
            for one in about.lines
            if one.period <= fixed
        ),
        ways={one.id: one for one in of.ways}, replaced={}, withdrawn=frozenset(), limits={},
        stocks=of.stocks, heirs={body: body for body in of.bodies},
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def corrected(
    of: Facts, found: Solved, earlier: tuple[Kept, ...] = (), **changes: object
) -> Change:
    now = since(of, found, **changes)  # type: ignore[arg-type]
    return changed(now, read(found.text), earlier)


def checked(change: Change) -> Kept:
    """Hold a correction to its own file."""
    kept = read(change.text)
    assert kept.contents is not None
    contents = kept.contents
    assert contents.left is not None
    assert contents.prices is not None
    assert contents.whole is not None
    assert certify_correction(contents.left, contents.plan, contents.prices).feasible
    told = certify_whole(contents.economy, contents.orders, contents.plan, contents.whole)
    assert told.breaches == ()
    return kept


def delivered(lines: tuple[NewLine, ...], product: int) -> dict[tuple[int, int], int]:
    found: Counter[tuple[int, int]] = Counter()
    for one in lines:
        if one.product == product:
            found[one.to, one.period] += one.amount
    return dict(found)


def replaced(old: int, **changes: object) -> dict[str, object]:
    """Return what follows when a process is declared anew as number 9."""
    way = replace({one.id: one for one in WAYS}[old], id=9, **changes)  # type: ignore[arg-type]
    return {"ways": {**{one.id: one for one in WAYS}, 9: way}, "replaced": {old: 9}}


def test_a_plan_that_goes_as_planned_fits(plan):
    change = corrected(OF, plan)
    assert (change.outcome, change.moved, change.bodies) == ("fits", 0, ())
    runs = {(one.process, one.period): one.runs for one in read(plan.text).about.runs}
    assert change.left == sum(
        times * {1: 10, 2: 2, 3: 3}[process]
        for (process, period), times in runs.items()
        if period >= 3
    )


def test_who_can_make_less_delivers_less_and_all_who_miss_it_are_concerned(plan):
    change = corrected(OF, plan, **replaced(3, capacity=10))
    assert change.outcome == "change"
    about = checked(change).about
    bread = delivered(about.lines, BREAD)
    assert bread == {(EAST, 3): 40, (WEST, 3): 20, (EAST, 4): 40, (WEST, 4): 20}
    assert set(change.bodies) >= {BAKERY, EAST, WEST}
    assert {one.period for one in about.lines} == {3, 4}, "what is over is not written anew"
    assert all(one.process != 3 for one in about.runs), "the new declaration runs"
    before = {(one.process, one.period): one.runs for one in read(plan.text).about.runs}
    after = {({9: 3}.get(one.process, one.process), one.period): one.runs for one in about.runs}
    hours = {1: 10, 2: 2, 3: 3}
    assert change.moved == sum(
        abs(after.get(key, 0) - before.get(key, 0)) * hours[key[0]]
        for key in before.keys() | after.keys()
        if key[1] >= 3
    )


def test_what_is_cut_is_weighed_in_the_hours_that_it_contains(plan):
    """A loaf contains 3/6 of baking, 4/6 of a measure of flour, and that 3/8: 3/4 of an hour."""
    change = corrected(OF, plan, **replaced(3, capacity=10))
    assert change.cut == 60 * 3 // 4, "40 loaves less for the East, 20 for the West"
    one_less = corrected(OF, plan, **replaced(3, capacity=14))
    assert one_less.cut == 9, "6 loaves less in each of two weeks"
    assert 0 < one_less.cut < change.cut


def test_a_cut_weighs_although_no_hour_is_moved_and_nobody_makes_what_is_missing():
    wishes = [(EAST, BREAD, 1, 0, 60), (EAST, CAKE, 1, 0, 60)]
    of = made_from(wishes, periods=PERIODS, ways=WAYS, stocks={BAKERY: {CAKE: 240}})
    found = solved(of, {})
    lines = tuple(
        replace(one, came=120) if (one.product, one.period) == (CAKE, 1) else one
        for one in since(of, found).lines
    )
    change = corrected(of, found, lines=lines)
    assert delivered(checked(change).about.lines, CAKE) == {(EAST, 3): 30, (EAST, 4): 30}
    assert (change.outcome, change.moved, change.bodies) == ("change", 0, (EAST,))
    assert change.cut == -(-change.left // 2), "half of the cake weighs half of what is left"


def test_what_another_can_make_up_for_is_moved_and_nobody_gets_less(plan):
    """A third of the flour did not come: there is capacity to grind it later."""
    lines = since(OF, plan).lines
    less = tuple(
        replace(one, came=one.came * 2 // 3) if (one.product, one.period) == (FLOUR, 1) else one
        for one in lines
    )
    done = dict(since(OF, plan).done)
    done[2, 1] = done[2, 1] * 2 // 3
    done[3, 1] = done[3, 1] * 2 // 3
    change = corrected(OF, plan, lines=less, done=done)
    about = checked(change).about
    bread = delivered(about.lines, BREAD)
    assert bread == {(EAST, 3): 60, (WEST, 3): 30, (EAST, 4): 60, (WEST, 4): 30}
    assert change.moved > 0 == change.cut


def test_a_process_that_was_withdrawn_runs_no_more(plan):
    change = corrected(OF, plan, withdrawn=frozenset({3}))
    about = checked(change).about
    assert all(one.process != 3 for one in about.runs)
    assert {BAKERY, EAST, WEST} <= set(change.bodies)


def test_what_needs_something_unknown_to_the_plan_cannot_run(plan):
    change = corrected(OF, plan, **replaced(3, inputs=((77, 1),)))
    assert delivered(checked(change).about.lines, BREAD) == {}


def test_where_nothing_was_reported_what_was_delivered_tells(plan):
    lines = since(OF, plan).lines
    none = tuple(
        replace(one, came=0) if one.maker == BAKERY else one for one in lines if one.period == 1
    )
    rest = tuple(one for one in lines if one.period != 1)
    told = corrected(OF, plan, lines=(*none, *rest), done={})
    assert told.outcome in ("fits", "change")
    checked(told)


def test_what_lies_with_one_who_orders_is_given_to_nobody_else(plan):
    lines = since(OF, plan).lines
    more = tuple(
        replace(one, came=one.came + 500) if (one.to, one.period) == (EAST, 1) else one
        for one in lines
    )
    change = corrected(OF, plan, lines=more, **replaced(3, capacity=10))
    about = checked(change).about
    assert all(one.maker != EAST for one in about.lines)


def test_the_next_correction_goes_on_from_the_one_before(plan):
    first = corrected(OF, plan, **replaced(3, capacity=10))
    kept = checked(first)
    runs = {
        **since(OF, plan).runs,
        **{key: 0 for key in since(OF, plan).runs if key[1] >= 3},
        **{(one.process, one.period): one.runs for one in kept.about.runs},
    }
    lines = (
        *since(OF, plan).lines,
        *(
            Moved(one.maker, one.to, one.product, one.period, one.amount, one.amount)
            for one in kept.about.lines
            if one.period == 3
        ),
    )
    again = corrected(
        OF, plan, (kept,), first=4, passed=2, runs=runs, lines=lines, **replaced(3, capacity=10)
    )
    assert (again.outcome, again.moved) == ("fits", 0)
    worse = corrected(
        OF, plan, (kept,), first=4, passed=2, runs=runs, lines=lines, **replaced(3, capacity=5)
    )
    assert delivered(checked(worse).about.lines, BREAD) == {(EAST, 4): 20, (WEST, 4): 10}


def test_a_correction_asked_for_before_the_plan_begins_leaves_its_first_period(plan):
    change = corrected(OF, plan, first=1, passed=0, **replaced(3, capacity=10))
    about = checked(change).about
    assert {one.period for one in about.lines} == {1, 2, 3, 4}
    assert delivered(about.lines, BREAD)[EAST, 1] == 60
    assert delivered(about.lines, BREAD)[EAST, 2] == 40


def test_what_is_under_way_comes_to_those_for_whom_it_was_begun():
    """Bread that is baked in one week is there in the next."""
    wishes = [(EAST, BREAD, 1, when, 60) for when in (2, 3, 4)]
    wishes += [(WEST, BREAD, 1, when, 30) for when in (2, 3, 4)]
    of = made_from(wishes, periods=4, ways=(GROW, GRIND, replace(FULL, lead=1)))
    found = solved(of, {})
    as_planned = corrected(of, found, passed=2)
    assert as_planned.outcome == "fits"
    assert delivered(checked(as_planned).about.lines, BREAD)[EAST, 3] == 60
    no_more = corrected(of, found, passed=2, withdrawn=frozenset({3}))
    bread = delivered(checked(no_more).about.lines, BREAD)
    assert bread == {(EAST, 3): 30, (WEST, 3): 15, (EAST, 4): 30, (WEST, 4): 15}, "shared alike"


def test_files_that_are_no_plans_are_an_outcome(plan):
    kept = read(plan.text)
    empty = changed(since(OF, plan), Kept(kept.about, None), ())
    assert empty.outcome == "infeasible"
    assert "holds no plan" in empty.why[0]
    one_period = made_from([(EAST, BREAD, 1, 0, 6)], periods=1)
    found = solved(one_period, {})
    late = corrected(one_period, found, first=1, passed=0)
    assert late.outcome == "infeasible"
    assert read(late.text).about.correction == 1


@settings(max_examples=15, deadline=None)
@given(
    capacity=st.integers(0, 20),
    done=st.dictionaries(st.sampled_from([(1, 1), (2, 1), (3, 1)]), st.integers(0, 40)),
    share=st.integers(0, 120),
)
def test_whatever_happened_lines_balance_and_nobody_gets_more_than_promised(capacity, done, share):
    plan = _solved()
    lines = tuple(
        replace(one, came=one.came * share // 100) if one.period == 1 else one
        for one in since(OF, plan).lines
    )
    change = corrected(OF, plan, lines=lines, done=done, **replaced(3, capacity=capacity))
    kept = checked(change)
    bread = delivered(kept.about.lines, BREAD)
    assert all(amount <= {EAST: 60, WEST: 30}[to] for (to, _), amount in bread.items())
    before = delivered(read(plan.text).about.lines, BREAD)
    for (to, period), amount in before.items():
        if period >= 3 and bread.get((to, period), 0) != amount:
            assert to in change.bodies
    assert change.moved >= 0
    assert change.left >= 0
    less = sum(amount - bread.get(key, 0) for key, amount in before.items() if key[1] >= 3)
    assert change.cut == -(-less * 3 // 4), "a loaf contains three quarters of an hour"


_KEPT: dict[str, Solved] = {}


def _solved() -> Solved:
    if "plan" not in _KEPT:
        _KEPT["plan"] = solved(OF, {})
    return _KEPT["plan"]
