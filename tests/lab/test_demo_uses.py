"""The demo uses everything: what its record does not show is named here, each with the reason.

Whoever adds a command, an event or an effect adds a story, or a line with a reason below; a line
whose reason has gone is taken out again. Neither list can fall behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, get_args

import msgspec
import pytest

from commonweal.lab.demo import Demo
from commonweal.polity import COMMANDS, EVENTS, LAW
from commonweal.polity.effects import AnyEffect
from commonweal.record import Home

SECRET = "is kept in secret, and leaves no entry of its own"
NEGLECT = "happens where people let a date pass; here they do what they began"
OTHERS = "is for another constitution: the one of the demo has no such rule"
RARE = "is for an accident, or for two who are in each other's way"
ENTRENCHED = "is refused wherever the right is entrenched"
LONG = "takes longer than the half year of the demo"
OTHERWISE = "is shown by its opposite, or by another way to the same end"

UNUSED_COMMANDS: dict[str, tuple[str, ...]] = {
    SECRET: ("withdraw_confidence", "restore_confidence", "order_for_myself"),
    NEGLECT: (
        "close_challenge",
        "end_papers",
        "end_suspension",
        "lapse_campaign",
        "lapse_grievance",
        "lapse_initiative",
        "lapse_meeting",
        "settle_correction",
        "settle_reorganisation",
    ),
    OTHERS: ("appoint_to_seat", "call_roll", "declare_figure", "sign_challenge"),
    RARE: ("mark_ballot",),
    LONG: ("end_agreement", "lapse_memberships", "lapse_seat", "renew_membership"),
    OTHERWISE: ("give_strike_notice", "reject_delivery", "withdraw_process"),
}
"""Commands that no entry of the demo was made by."""

UNUSED_EFFECTS: dict[str, tuple[str, ...]] = {
    ENTRENCHED: ("ban_caucus",),
    LONG: ("give_notice_of_agreement",),
    OTHERWISE: (
        "ask_for_reorganisation",
        "end_emergency",
        "free_proposal",
        "open_body",
    ),
}
"""Effects of which no motion of the demo was moved."""

UNUSED_EVENTS: dict[str, tuple[str, ...]] = {
    SECRET: ("confidence_restored", "confidence_withdrawn"),
    ENTRENCHED: ("caucus_banned",),
    NEGLECT: (
        "campaign_lapsed",
        "due_dropped",
        "grievance_lapsed",
        "initiative_lapsed",
        "meeting_lapsed",
        "recall_dropped",
    ),
    OTHERS: (
        "adoption_awaited",
        "attendance_noted",
        "challenge_signed",
        "figure_declared",
        "roll_called",
    ),
    RARE: (
        "apportionment_drawn",
        "attendance_confirmed",
        "attendance_unconfirmed",
        "draw_rejected",
        "effect_failed",
        "foreign_fork_found",
        "meetings_passed_on",
        "reinstatement_asked",
    ),
    LONG: (
        "agreement_ended",
        "agreement_notice_given",
        "amendment_confirmed",
        "caucus_memberships_lapsed",
        "leaving_ended",
    ),
    OTHERWISE: (
        "body_closed",
        "body_moved",
        "caucus_dissolved",
        "charge_decision_refused",
        "charge_reopened",
        "delivery_rejected",
        "plan_taken_back",
        "process_withdrawn",
        "proposal_freed",
        "recall_failed",
        "reorganisation_asked_for",
        "seats_reassigned",
    ),
}
"""Events that have not happened in the demo, by name."""

RIGHTS: dict[str, tuple[str, ...]] = {
    "membership is not a weapon": (
        "admission_refused",
        "member_charged",
        "expulsion_appealed",
        "member_expelled",
        "charges_suspended",
        "charge_released",
        "member_reprimanded",
    ),
    "bodies change with the consent of those concerned": (
        "reorganisation_decided",
        "move_refused",
        "bodies_reorganised",
    ),
    "a result can be challenged and corrected": (
        "poll_challenged",
        "poll_annulled",
        "challenge_decided",
        "papers_joined",
        "observer_named",
        "papers_corrected",
        "result_corrected",
    ),
    "caucuses": (
        "caucus_founded",
        "caucus_joined_in_confidence",
        "candidate_listed",
        "minority_report_filed",
        "minority_report_signed",
    ),
    "letters and questions": (
        "letter_published",
        "letter_removed",
        "letter_restored",
        "letter_wiped",
        "question_answered",
        "question_fell_due",
    ),
    "meetings": (
        "meeting_convened",
        "meeting_called",
        "floor_given",
        "minutes_noted",
        "minutes_objected",
        "meeting_closed",
    ),
    "pay": (
        "members_wage_computed",
        "pay_declared",
        "declaration_missed",
        "pay_ceiling_exceeded",
        "declaration_confirmed",
    ),
    "union and grievances": (
        "union_founded",
        "matter_suspended",
        "hearing_called",
        "hearing_ended",
        "grievance_agreed",
        "grievance_withdrawn",
        "grievance_arbitrated",
        "strike_recorded",
    ),
    "inspection": (
        "access_recorded",
        "answer_demanded",
        "demand_answered",
        "demand_unanswered",
        "finding_published",
        "recall_put",
    ),
    "initiative and call-back": ("initiative_reached", "decision_called_back"),
    "leaving and agreements": (
        "leaving_announced",
        "leaving_taken_back",
        "body_left",
        "settlement_computed",
        "agreement_adopted",
        "agreement_came_into_force",
        "agreement_confirmed",
        "body_admitted",
    ),
    "workers' control": (
        "unit_entered",
        "showing_recorded",
        "showing_unanswered",
        "unit_left",
    ),
}
"""What has to have happened for each right, whatever else the lists above leave out."""


@dataclass(frozen=True, slots=True)
class Used:
    """Names that the record of the demo shows."""

    commands: frozenset[str]
    events: frozenset[str]
    effects: frozenset[str]


@pytest.fixture(scope="module")
def used(full_demo: Demo) -> Used:
    place = Home.at(full_demo.home)
    with closing(place.open_store()) as store, closing(place.open_log(store)) as log:
        entries = [json.loads(body) for body in log.read()]
    events = [event for entry in entries for event in entry["events"]]
    return Used(
        commands=frozenset(entry["command"] for entry in entries),
        events=frozenset(_plain(event["event"]) for event in events),
        effects=frozenset(event["effect"]["do"] for event in events if "effect" in event),
    )


def _plain(event: str) -> str:
    """Return the name of an event without its version."""
    return event.partition("/")[0]


def _tag(struct: type[msgspec.Struct]) -> str:
    return str(struct.__struct_config__.tag)


def _members(union: Any) -> Iterator[type[msgspec.Struct]]:
    for one in get_args(union):
        yield from _members(one) if get_args(one) else [one]


def _named(reasons: dict[str, tuple[str, ...]]) -> set[str]:
    names = [name for group in reasons.values() for name in group]
    assert len(names) == len(set(names)), "a name stands under two reasons"
    return set(names)


def _unused(every: Iterable[str], used: frozenset[str]) -> set[str]:
    return set(every) - used


def test_every_command_is_used_or_named_with_a_reason(used: Used) -> None:
    every = {_tag(one) for one in LAW}
    assert used.commands - {"found_federation"} <= every <= set(COMMANDS)
    assert _unused(every, used.commands) == _named(UNUSED_COMMANDS)


def test_every_effect_is_used_or_named_with_a_reason(used: Used) -> None:
    every = {_tag(one) for one in _members(AnyEffect)}
    assert used.effects <= every
    assert _unused(every, used.effects) == _named(UNUSED_EFFECTS)


def test_every_event_has_happened_or_is_named_with_a_reason(used: Used) -> None:
    every = {_plain(one) for one in EVENTS}
    assert _unused(every, used.events) == _named(UNUSED_EVENTS)


@pytest.mark.parametrize("right", RIGHTS)
def test_the_right_really_happens(right: str, used: Used) -> None:
    assert set(RIGHTS[right]) <= used.events
