"""Finding what a command about meetings names, and who may have a say in it.

Rules of this module: a meeting is judged by the constitution under which it was called; only those
who vote in a body have a say in its meetings.

Not here: the commands (``law``, ``holding``, ``speeches``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from commonweal.charter.rights import Meetings
from commonweal.polity.case import Case, numbered
from commonweal.polity.entities import Body
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.meetings.data import Meeting
from commonweal.terms import CharterVersion

LATEST = 253_402_300_799
"""The last second of the year 9999."""


def rule_in_force(case: Case) -> Meetings:
    """Return how bodies meet under the constitution in force, or refuse."""
    rule = case.charter.meetings
    if rule is None:
        refuse(
            "meetings_not_provided",
            case.charter.preamble.cite(),
            expected="a constitution with an article on meetings",
            got="none",
            remedy="move to amend the constitution, and meet meanwhile as you please",
        )
    return rule


def rule_of(case: Case, version: CharterVersion) -> Meetings:
    """Return how bodies meet under the constitution that a meeting or request pins."""
    rule = case.charter_of(version).meetings
    assert rule is not None, "it was called without an article on meetings"
    return rule


def found_meeting(case: Case, number: int) -> Meeting:
    """Return a meeting, or refuse."""
    found = case.state.meetings.get(number)
    if found is None:
        refuse(
            "meeting_unknown",
            case.charter.preamble.cite(),
            expected=numbered("a meeting", len(case.state.meetings)),
            got=number,
            remedy="list the meetings of the body",
        )
    return found


def require_stage(rule: Meetings, meeting: Meeting, *stages: str) -> None:
    """Refuse unless a meeting is at one of these stages."""
    if meeting.stage not in stages:
        refuse(
            "meeting_at_another_stage",
            rule.cite(),
            expected=f"a meeting that is {' or '.join(stages)}",
            got=f"meeting {meeting.id}, {meeting.stage}",
            remedy="look the meeting up",
        )


def require_voter(case: Case, body: Body, rule: Meetings) -> None:
    """Refuse unless the issuer votes in the body."""
    if not case.is_voter(case.by, body):
        refuse(
            "not_an_elector",
            rule.cite(),
            expected=f"somebody who votes in {body.name}",
            got=f"member {case.by}",
            remedy="ask your delegate, or do it in your own body",
        )


def require_present(case: Case, meeting: Meeting, rule: Meetings) -> None:
    """Refuse unless the issuer is signed in at the meeting."""
    if case.by not in meeting.present:
        refuse(
            "not_present",
            rule.cite(),
            expected="somebody signed in at the meeting",
            got=f"member {case.by}",
            remedy="sign in first, while the doors are open",
        )


def in_utc(at: int) -> str:
    """Write a moment for people, by the minute; outside the years of the calendar as a number."""
    if not 0 <= at <= LATEST:
        return str(at)
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def voter_of(case: Case, member: int, body: Body) -> int:
    """Return what a member votes by in a body: the seat, or membership; 0 for neither."""
    if case.level(body).of_members:
        return member if case.is_voter(member, body) else 0
    seat = case.state.seat_of(member, body.id)
    return seat.id if seat is not None else 0


def count_present(case: Case, body: Body, present: Iterable[int]) -> int:
    """Count those who make a quorum among those present: whoever waits to vote makes none."""
    if not case.level(body).of_members:
        return len(set(present))
    return sum(1 for one in set(present) if not case.is_waiting(one, body.id))


def count_electors(case: Case, body: Body) -> int:
    """Count who votes in a body: its members who vote already, or the delegates who sit there."""
    if case.level(body).of_members:
        return len(body.members) - case.count_waiting(body.id)
    return len(case.state.delegates(body.id))
