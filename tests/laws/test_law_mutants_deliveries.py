"""Wrong rules about a plan that runs are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from law_invariants import check, watch
from law_invariants_running import (
    alert_rises_as_its_dates_say,
    correction_is_small_or_agreed,
    lines_add_up,
    nobody_answers_their_own_report,
    one_correction_at_a_time,
    report_is_never_changed,
)
from law_plans import assemblies, running_plan
from law_world import World, started, vote_in

from commonweal.polity import LAW, fold, state
from commonweal.polity import commands as cmd
from commonweal.polity.planning.correcting import agreeing
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.terms import DAY_S

Patch = pytest.MonkeyPatch
PLAN = 2
"""The plan of the second round, which is adopted."""


@cache
def _working() -> World:
    world = started("planned")
    running_plan(world)
    return world


def working() -> World:
    """A federation on the first day of its plan."""
    return _working().copy()


def member(world: World, place: int, which: int = 0) -> int:
    """Somebody of the maker (0), or of a receiver (1 and 2)."""
    return sorted(assemblies(world)[place].members)[which]


# Lives.


def delivered(world: World) -> None:
    world.do(deliveries.ReportDelivery(line=1, amount=20), member(world, 0))
    report_is_never_changed(world)
    answer = deliveries.ConfirmDelivery(delivery=1, received=9, grade=2)
    world.do(answer, member(world, 1))


def answered_at_home(world: World) -> None:
    """Line 3 is what the maker delivers to itself."""
    world.do(deliveries.ReportDelivery(line=3, amount=20), member(world, 0))
    answer = deliveries.ConfirmDelivery(delivery=1, received=20, grade=5)
    world.try_to(answer, member(world, 0))
    if world.state.deliveries[1].stage == "reported":
        world.do(answer, member(world, 0, 1))


def sent_back(world: World) -> None:
    delivered(world)
    world.do(deliveries.ReturnGoods(delivery=1, amount=4, text="hard"), member(world, 1))


def forgotten(world: World) -> None:
    world.do(deliveries.ReportDelivery(line=1, amount=20), member(world, 0))
    world.pass_days(3)


def alerted(world: World) -> None:
    world.pass_days(2)
    unit = assemblies(world)[0].id
    sign = correcting.Sign(unit, "level", "filter", "half as much", 1)
    world.do(correcting.RecordSigns(plan=PLAN, period=1, signs=(sign,)))


def answered_and_not_mended(world: World) -> None:
    alerted(world)
    world.do(correcting.AnswerAlert(alert=1, text="soon"), member(world, 0))
    world.pass_days(4)


def asked(world: World, moved: int, cut: int = 0) -> None:
    world.do(correcting.AskForCorrection(plan=PLAN, text="the oven"), member(world, 0))
    bodies = tuple(one.id for one in assemblies(world)[:2])
    found = correcting.RecordCorrection(
        correction=1, outcome="change", file="f", moved=moved, cut=cut, left=900, bodies=bodies
    )
    world.do(found)


def put_to_the_councils(world: World) -> None:
    asked(world, 90)


def starved(world: World) -> None:
    """No hour is moved, and those who ordered get less."""
    asked(world, 0, cut=90)


def voted(world: World) -> None:
    """One council agrees, and the other does not."""
    asked(world, 90)
    world.pass_days(1)
    yes, no = (
        world.state.motions[one] for one in world.state.plan_corrections[1].questions.values()
    )
    vote_in(world, yes.poll)
    for one in sorted(world.state.bodies[no.body].members):
        world.try_to(cmd.CastVote(poll=no.poll, choice="no"), one)
    world.pass_days(5)


def asked_twice(world: World) -> None:
    asked(world, 90)
    world.try_to(correcting.AskForCorrection(plan=PLAN, text="the oven"), member(world, 1))


def sliced(world: World) -> None:
    """Two corrections, each inside the tolerance, together beyond it."""
    asked(world, 40)
    world.do(proposals.RecordLines(plan=PLAN, part=1, last=True, correction=1))
    world.try_to(correcting.AskForCorrection(plan=PLAN, text="a little more"), member(world, 1))
    bodies = tuple(one.id for one in assemblies(world)[:2])
    more = correcting.RecordCorrection(
        correction=2, outcome="change", file="f", moved=40, left=900, bodies=bodies
    )
    world.do(more)


# Wrong rules.


def _fold(patch: Patch, kind: type, wrong: Callable[[Any, Any], None]) -> None:
    """Let an event do something more than it does."""
    right = fold._FOLDS[kind]

    def both(state: Any, event: Any, at: Any) -> None:
        right(state, event, at)
        wrong(state, event)

    table: dict[Any, Any] = fold._FOLDS
    patch.setitem(table, kind, both)


def receipt_overwrites_the_report(patch: Patch) -> None:
    def wrong(state: Any, event: Any) -> None:
        state.deliveries[event.delivery].amount = event.received

    _fold(patch, deliveries.DeliveryConfirmed, wrong)


def what_goes_back_is_forgotten(patch: Patch) -> None:
    def wrong(state: Any, event: Any) -> None:
        state.lines[event.line].returned = 0

    _fold(patch, deliveries.GoodsReturned, wrong)


def anybody_of_the_receiver_answers(patch: Patch) -> None:
    def wrong(case: Any, command: Any) -> list[Any]:
        found = case.state.deliveries[command.delivery]
        said = {"received": command.received, "grade": command.grade, "by": case.by}
        return [deliveries.DeliveryConfirmed(delivery=found.id, line=found.line, **said)]

    table: dict[Any, Any] = LAW
    patch.setitem(table, deliveries.ConfirmDelivery, wrong)


def deliveries_wait_for_ever(patch: Patch) -> None:
    patch.setitem(state._LIVE, "delivery", lambda *_: False)


def alerts_do_not_rise(patch: Patch) -> None:
    patch.setitem(state._LIVE, "alert", lambda *_: False)


def an_answer_puts_an_alert_off(patch: Patch) -> None:
    def wrong(state: Any, event: Any) -> None:
        alert = state.alerts[event.alert]
        alert.due_at += 9 * DAY_S
        state.schedule(alert.due_at, "alert", alert.id)

    _fold(patch, correcting.AlertAnswered, wrong)


def an_alert_stops_below_the_top(patch: Patch) -> None:
    def wrong(state: Any, event: Any) -> None:
        state.alerts[event.alert].due_at = 0

    _fold(patch, correcting.AlertRaised, wrong)


def every_correction_is_small(patch: Patch) -> None:
    right = agreeing.record_correction

    def wrong(case: Any, command: Any) -> list[Any]:
        found = right(case, command)[0]
        return [msgspec.structs.replace(found, stage="in_force", questions=(), until=0)]

    table: dict[Any, Any] = LAW
    patch.setitem(table, correcting.RecordCorrection, wrong)


def every_slice_counts_alone(patch: Patch) -> None:
    patch.setattr(agreeing, "_changed_unasked", lambda *_: 0)


def what_is_cut_weighs_nothing(patch: Patch) -> None:
    right = agreeing._share
    patch.setattr(agreeing, "_share", lambda of: right(msgspec.structs.replace(of, cut=0)))


def a_tie_is_enough(patch: Patch) -> None:
    right = agreeing._settle

    def wrong(*rest: Any) -> list[Any]:
        settled, *others = right(*rest)
        return [msgspec.structs.replace(settled, stage="in_force"), *others]

    patch.setattr(agreeing, "_settle", wrong)


def several_at_once(patch: Patch) -> None:
    patch.setattr(agreeing, "is_running", lambda _found: False)


Law, Life = Callable[[World], None], Callable[[World], None]
MUTANTS: list[tuple[Law, Callable[[Patch], None], Life]] = [
    (report_is_never_changed, receipt_overwrites_the_report, delivered),
    (lines_add_up, receipt_overwrites_the_report, delivered),
    (lines_add_up, what_goes_back_is_forgotten, sent_back),
    (nobody_answers_their_own_report, anybody_of_the_receiver_answers, answered_at_home),
    (nobody_answers_their_own_report, deliveries_wait_for_ever, forgotten),
    (alert_rises_as_its_dates_say, alerts_do_not_rise, answered_and_not_mended),
    (alert_rises_as_its_dates_say, an_answer_puts_an_alert_off, answered_and_not_mended),
    (alert_rises_as_its_dates_say, an_alert_stops_below_the_top, alerted),
    (correction_is_small_or_agreed, every_correction_is_small, put_to_the_councils),
    (correction_is_small_or_agreed, every_slice_counts_alone, sliced),
    (correction_is_small_or_agreed, what_is_cut_weighs_nothing, starved),
    (correction_is_small_or_agreed, a_tie_is_enough, voted),
    (one_correction_at_a_time, several_at_once, asked_twice),
]


@pytest.mark.parametrize(
    ("rule", "plant", "life"),
    MUTANTS,
    ids=[f"{rule.__name__}: {plant.__name__}" for rule, plant, _ in MUTANTS],
)
def test_law_catches_the_wrong_rule(
    rule: Law, plant: Callable[[Patch], None], life: Life, monkeypatch: Patch
) -> None:
    world = working()
    plant(monkeypatch)
    life(world)
    with pytest.raises(AssertionError):
        rule(world)


LIVES = (
    delivered,
    answered_at_home,
    sent_back,
    forgotten,
    answered_and_not_mended,
    voted,
    sliced,
    starved,
    asked_twice,
)


@pytest.mark.parametrize("life", LIVES)
def test_law_holds_where_the_rule_is_right(life: Life) -> None:
    world = watch(working())
    life(world)
    check(world)
    assert world.state.deliveries or world.state.alerts or world.state.plan_corrections
