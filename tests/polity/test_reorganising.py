"""What is shown before a reorganisation is what happens, as the state before and after tells."""

from __future__ import annotations

import copy
import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from commonweal import polity
from commonweal.office.agenda import agenda
from commonweal.polity import Case, Issued, State
from commonweal.polity import effects as ef
from commonweal.polity.entities import Seat
from commonweal.polity.reorganising import reorganise
from commonweal.polity.rights.consent import forecast as forecasting
from commonweal.polity.rights.consent.data import BodiesReorganised, Consequences
from commonweal.polity.rights.consent.forecast import consequences, forecast
from commonweal.terms import OFFICE, BodyId, MemberId

PLACE = Path(__file__).parents[1] / "cases" / "telling.py"
SPEC = importlib.util.spec_from_file_location("telling", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
telling: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(telling)

CONGRESS, NORTH, SOUTH, FORGE, MILL, DOCK, YARD = (BodyId(one) for one in range(1, 8))
BOB, EMIL, FAY = 4, 6, 7

SAY = {"do": "resolve"}
WE = {"do": "support_initiative", "initiative": "initiative of a shorter week"}
MEETING = {"body": "Forge", "begins_at": "+12 days", "place": "canteen"}
YES = {"kind": "imperative", "choice": "yes"}

# Much that a reorganisation can meet on its way, in one life.
BUSY: list[Any] = [
    {"by": "Alice", "start_initiative": {"body": "Forge", "text": "tea", "effect": SAY}},
    {"by": "Pia", "start_initiative": {"text": "a shorter week", "effect": SAY}},
    {"decide": {"body": "Forge", "text": "yes", "effect": WE, "yes": "Alice, Fay"}},
    {"decide": {"body": "Mill", "text": "us too", "effect": WE, "yes": "Ines, Lea"}},
    {
        "decide": {
            "body": "Forge",
            "text": "chairs",
            "yes": "Alice, Fay",
            "tasks": [{"text": "buy them", "due_days": 90, "holder": "Fay"}],
        }
    },
    {"by": "Kim", "resign_seat": {"seat": "Mill 2 in North"}},
    {"decide": {"body": "North", "text": "new lamps", "yes": "Bob, Dora"}},
    {"by": "Bob", "propose_motion": {"body": "North", "text": "roads", "effect": SAY}},
    {"by": "Dora", "second_motion": {"motion": "roads"}},
    {"by": "Bob", "propose_motion": {"body": "Congress", "text": "peace", "effect": SAY}},
    {
        "decide": {
            "body": "Mill",
            "text": "for roads",
            "yes": "Ines, Lea, Max",
            "effect": {"do": "instruct", "motion": "roads", **YES},
        }
    },
    {"by": "Bob", "propose_motion": {"body": "North", "text": "bridges", "effect": SAY}},
    {
        "decide": {
            "body": "Forge",
            "text": "for bridges",
            "yes": "Alice, Emil, Fay, Gus, Bob, Dora",
            "effect": {"do": "instruct", "motion": "bridges", **YES},
        }
    },
    {"by": "Gus", "propose_motion": {"body": "Forge", "text": "gloves", "effect": SAY}},
    {"by": "Fay", "second_motion": {"motion": "gloves"}},
    "+7 days",
    {"by": "Bob", "propose_motion": {"body": "North", "text": "ferries", "effect": SAY}},
    {"by": "Emil", "ask_for_meeting": {**MEETING, "text": "tools"}},
    {"by": "Alice", "ask_for_meeting": {**MEETING, "text": "wages"}},
    {"by": "Emil", "support_meeting": {"request": "wages"}},
    {"by": "Alice", "propose_motion": {"body": "Forge", "text": "paint", "effect": SAY}},
    {"by": "Fay", "second_motion": {"motion": "paint"}},
    {"by": "Ines", "withdraw_confidence": {"seat": "Mill 1 in North"}},
    {"by": ["Alice", "Emil"], "withdraw_confidence": {"seat": "Forge 1 in North"}},
]
LONG = {
    "initiative.bodies_share": "1",
    "initiative.signature_days": 300,
    "initiative.callback_effects": ["resolve"],
    "initiative.callback_days": 200,
    "recall.refill": "by-election",
}
MERGED = ef.MergeBodies(bodies=(FORGE, MILL), name="Works")
KILN = ef.SplitBody(body=FORGE, name="Kiln", members=(BOB, EMIL, FAY))
CHANGES: dict[str, tuple[ef.Reorganisation, dict[str, Any]]] = {
    "open": (ef.OpenBodyEffect(level="workshop", name="Kiln", parent=NORTH), {}),
    "merge, seats stay": (MERGED, {}),
    "merge, seats fall": (MERGED, {"reorganisation.seats_on_merge": "fall"}),
    "merge councils": (ef.MergeBodies(bodies=(NORTH, SOUTH), name="Council"), {}),
    "split, seats fall": (KILN, {}),
    "split, seats stay": (KILN, {"reorganisation.seats_on_split": "stay"}),
    "close a workshop": (ef.CloseBody(body=FORGE, members_to=MILL), {}),
    "close another": (ef.CloseBody(body=MILL, members_to=FORGE), {}),
    "close a council": (ef.CloseBody(body=NORTH, members_to=SOUTH), {}),
}


def busy(changes: dict[str, Any]) -> Any:
    """Let the guild live through all that, under a constitution with some changes."""
    return telling.begin(
        {"given": "guild", "constitution": {**LONG, **changes}, "setup": BUSY},
    )


def case_of(life: Any) -> Case:
    return Case(life.state, life.charters, Issued(MemberId(OFFICE), life.now))


def happened(before: State, after: State) -> Consequences:
    """Say what became of everything by comparing two states; knows neither law nor events."""
    closed = {
        one for one, body in before.bodies.items() if body.is_open != after.bodies[one].is_open
    }
    both = [(before.seats[one], after.seats[one]) for one in before.seats]
    fallen = [one for one, then in both if len(then.history) > len(one.history)]
    stay = [one for one, then in both if one.sender != then.sender]
    heirs = {one: after.bodies[one].became for one in closed}
    homes = zip(before.members.home, after.members.home, strict=True)
    moved = Counter((one, then) for one, then in homes if one != then)
    running = [one for one in before.initiatives.values() if one.stage == "open"]
    return Consequences(
        opened=tuple(sorted(set(after.bodies) - set(before.bodies))),
        closed=tuple(sorted(closed)),
        moved=tuple((*way, count) for way, count in sorted(moved.items())),
        bodies_moved=tuple(
            (one, after.bodies[one].parent)
            for one, body in before.bodies.items()
            if body.parent != after.bodies[one].parent
        ),
        seats_fall=tuple(one.id for one in fallen),
        seats_end=tuple(one.id for one, then in both if one.abolished != then.abolished),
        seats_stay=tuple(one.id for one in stay),
        alternates_sit=tuple(one.id for one, then in both if then.acting and _since(one, then)),
        recalls_end=_ended(before, after, "recall"),
        elections_end=_ended(before, after, "election"),
        votes_end=_ended(before, after, "motion"),
        petitions_stay=tuple(one.id for one in stay if one.withdrawn),
        motions_lapse=tuple(
            one
            for one, motion in before.motions.items()
            if motion.is_open and after.motions[one].stage == "lapsed"
        ),
        mandates_end=_mandates(before, fallen),
        mandates_stay=_mandates(before, [one for one in stay if one not in fallen]),
        meetings_stay=_elsewhere(before.meetings, after.meetings),
        meetings_end=tuple(
            one
            for one, meeting in before.meetings.items()
            if meeting.stage != after.meetings[one].stage
        ),
        requests_stay=_elsewhere(before.meeting_requests, after.meeting_requests),
        initiatives_stay=tuple(one.id for one in running if heirs.get(one.body)),
        supports_joined=tuple(
            one.id
            for one in running
            if len({heirs.get(body, body) for body in one.bodies}) < len(one.bodies)
        ),
        decisions_fall=tuple(
            one.motion
            for one in before.call_backs.values()
            if before.motions[one.motion].body in closed
        ),
        tasks_left=tuple(one.id for one in before.tasks.values() if one.body in closed),
    )


def _since(one: Seat, then: Seat) -> bool:
    return (one.holder, one.since) != (then.holder, then.since)


def _ended(before: State, after: State, kind: str) -> tuple[int, ...]:
    return tuple(
        one
        for one, poll in before.polls.items()
        if poll.kind == kind and poll.stage != "void" and after.polls[one].stage == "void"
    )


def _mandates(before: State, seats: list[Seat]) -> tuple[int, ...]:
    return tuple(
        one.id
        for one in before.mandates.values()
        if one.status == "standing"
        and before.motions[one.motion].is_open
        and any(seat.id in one.seats for seat in seats)
    )


def _elsewhere(before: dict[int, Any], after: dict[int, Any]) -> tuple[int, ...]:
    return tuple(number for number, one in before.items() if one.body != after[number].body)


def carried_out(life: Any, effect: ef.Reorganisation) -> State:
    after = copy.deepcopy(life.state)
    polity.apply_entry(after, tuple(reorganise(case_of(life), effect)), life.now)
    return after


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_shown_before_is_what_happens(name: str) -> None:
    effect, changes = CHANGES[name]
    life = busy(changes)
    shown = forecast(case_of(life), effect)
    assert shown == happened(life.state, carried_out(life, effect))


def test_all_that_can_be_shown_is_shown_somewhere() -> None:
    """The lives above meet everything there is, but what no constitution of theirs can have."""
    told: set[str] = set()
    for effect, changes in CHANGES.values():
        shown = forecast(case_of(busy(changes)), effect)
        told |= {one for one in shown.__struct_fields__ if getattr(shown, one)}
    never = set(Consequences.__struct_fields__) - told
    # Only a body without members and without bodies below it is closed without an heir.
    assert never <= {"meetings_end", "requests_end", "initiatives_end", "alternates_sit"}


def test_a_forecast_that_leaves_something_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    life = busy({})
    monkeypatch.setattr(forecasting, "_mandates", lambda _case, _seats: ())
    shown = forecast(case_of(life), MERGED)
    assert shown != happened(life.state, carried_out(life, MERGED))


def test_the_record_lists_what_was_shown_before_the_last_vote() -> None:
    works = {"do": "merge_bodies", "bodies": ["Forge", "Mill"], "name": "Works"}
    vote = "vote on one works, asked of"
    life = telling.begin(
        {
            "given": "guild of consent",
            "setup": [
                {
                    "decide": {
                        "body": "Congress",
                        "text": "one works",
                        "effect": works,
                        "yes": "Bob, Jon, Otto, Uma",
                    }
                },
                "+7 days",
                {"by": "Alice", "cast_vote": {"poll": f"{vote} Forge", "choice": "yes"}},
                {"by": "Ines", "cast_vote": {"poll": f"{vote} Mill", "choice": "yes"}},
            ],
        }
    )
    shown = forecast(case_of(life), MERGED, motion=1)
    life.step("+7 days")
    (told,) = [one for one in life.events if isinstance(one, BodiesReorganised)]
    assert told.what == shown
    assert {life.state.motions[one].stage for one in (1, 2, 3)} == {"carried"}
    assert {life.state.polls[life.state.motions[one].poll].stage for one in (2, 3)} == {"declared"}
    assert consequences(case_of(life), []) == Consequences()


def test_the_agenda_says_whose_consent_is_missing_and_who_may_refuse_to_be_moved() -> None:
    kiln = {"do": "split_body", "body": "Forge", "name": "Kiln", "members": ["Emil", "Fay"]}
    yes = {"body": "Congress", "text": "a kiln", "effect": kiln, "yes": "Bob, Jon, Otto, Uma"}
    life = telling.begin({"given": "guild of consent", "setup": [{"decide": yes}]})
    items = {one.what: one for one in agenda(life.state)}
    item = items["change 1"]
    assert (item.stage, item.who) == (
        "waits for the consent of Forge",
        "members whom the split would move",
    )
    assert item.do == "refuse_move motion=1"
    assert item.until == life.state.reorganisations[1].until
    life.step("+30 days")
    assert "change 1" not in {one.what for one in agenda(life.state)}
