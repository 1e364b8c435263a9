"""Holding a meeting: who is there, opening, minutes, closing, and what becomes of one not held.

Rules of this module:

* people sign in themselves, or are seen at the door by two people, one after the other; whom an
  officer of the body has seen there is present, and makes no quorum before signing in as well, so
  that no two officers make a quorum of people who stayed at home;
* an officer opens what an officer called; who asked for a meeting, or supported it, opens that;
  where nobody does within half an hour, anybody present does: no officer can stay away from it;
* what electors convened stays open for half an hour at least;
* attendance counts as roll-call for the motions that the body debates;
* minutes grow by notes that nobody changes; objections stand beside them;
* a day after its hour a meeting is over: it closes by itself, or it is on the record that it was
  not held.

Not here: speeches (``speeches``), calling (``law``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fractions import Fraction

from commonweal.charter.rights import Meetings
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_power
from commonweal.polity.entities import Body, Motion
from commonweal.polity.event import Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.meetings import data
from commonweal.polity.rights.meetings.finding import (
    count_electors,
    count_present,
    found_meeting,
    in_utc,
    require_present,
    require_stage,
    rule_of,
    voter_of,
)
from commonweal.terms import DAY_S, days

DOORS_S = 3_600
"""How long before a meeting people can sign in."""

WAIT_S = 1_800
"""How long those present wait for whoever is to open a meeting."""

OVER_S = DAY_S
"""How long after its hour a meeting is over."""


def attend_meeting(case: Case, command: data.AttendMeeting) -> list[Event]:
    """Sign in, or enter at the door who has come."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    body = case.body(meeting.body)
    require_stage(rule, meeting, "called", "open")
    if case.at < meeting.begins_at - DOORS_S:
        refuse(
            "meeting_doors_closed",
            rule.cite(),
            expected=f"a moment from {in_utc(meeting.begins_at - DOORS_S)} on",
            got=in_utc(case.at),
            remedy="come an hour before the meeting, or later",
        )
    if not command.members and case.by in meeting.unconfirmed:
        confirmed = data.AttendanceConfirmed(meeting=meeting.id, by=case.by)
        return [confirmed, *_counted(case, meeting, body, {meeting.present[case.by]})]
    if not command.members:
        _check_arrivals(case, meeting, body, rule, (case.by,))
        return _arrived(case, meeting, body, (case.by,), witness=0)
    return _at_the_door(case, meeting, body, rule, tuple(dict.fromkeys(command.members)))


def _check_arrivals(
    case: Case, meeting: data.Meeting, body: Body, rule: Meetings, members: Iterable[int]
) -> None:
    for member in members:
        if not voter_of(case, member, body):
            refuse(
                "not_an_elector",
                rule.cite(),
                expected=f"somebody who votes in {body.name}",
                got=f"member {member}",
                remedy="guests are welcome, and are not signed in",
            )
        if member in meeting.present:
            refuse(
                "attended_before",
                rule.cite(),
                expected="somebody not signed in yet",
                got=f"member {member}",
                remedy="nothing is needed",
            )


def _at_the_door(
    case: Case, meeting: data.Meeting, body: Body, rule: Meetings, members: tuple[int, ...]
) -> list[Event]:
    _check_arrivals(case, meeting, body, rule, members)
    seen = [one for one in members if one in meeting.door]
    if case.by not in meeting.present or case.by in meeting.unconfirmed:
        require_power(case, "attend_meeting", body.id)
    if not seen:
        return [data.AttendanceNoted(meeting=meeting.id, by=case.by, members=members)]
    witnesses = {meeting.door[one] for one in seen}
    if len(seen) < len(members) or witnesses & {case.by, *members} or len(witnesses) > 1:
        refuse(
            "seen_by_one_person",
            rule.cite(),
            expected="people whom one other person, who is not among them, has seen at the door",
            got=f"members {', '.join(map(str, members))}, entered by member {case.by}",
            remedy="let somebody else who is there enter the same people",
        )
    (witness,) = witnesses
    return _arrived(case, meeting, body, members, witness=witness)


def _arrived(
    case: Case, meeting: data.Meeting, body: Body, members: tuple[int, ...], witness: int
) -> list[Event]:
    voters = tuple(voter_of(case, one, body) for one in members)
    attended = data.MeetingAttended(
        meeting=meeting.id, by=case.by, members=members, voters=voters, witness=witness
    )
    if witness and (_holds_office(case, witness, body) or _holds_office(case, case.by, body)):
        return [attended, data.AttendanceUnconfirmed(meeting=meeting.id, members=members)]
    return [attended, *_counted(case, meeting, body, set(voters))]


def _holds_office(case: Case, member: int, body: Body) -> bool:
    seats = (case.state.seats[one] for one in case.state.held.get(member, ()))
    return any(seat.office and seat.body == body.id for seat in seats)


def _counted(case: Case, meeting: data.Meeting, body: Body, voters: set[int]) -> list[Event]:
    """Let those who make a quorum from now on count in a meeting that is open."""
    if meeting.stage != "open":
        return []
    return _rolls(case, body, _still_voting(case, meeting, body) | voters)


def _still_voting(case: Case, meeting: data.Meeting, body: Body) -> set[int]:
    """Return what those present vote by who make a quorum: who still votes by it, and came."""
    return {
        voter
        for member, voter in meeting.present.items()
        if voter_of(case, member, body) == voter and member not in meeting.unconfirmed
    }


def _rolls(case: Case, body: Body, present: set[int]) -> list[Event]:
    """Let attendance count as roll-call for every motion that the body debates."""
    debated = [one for one in _debated(case, body) if one.roll_call]
    share = Fraction(count_present(case, body, present), max(count_electors(case, body), 1))
    return [
        ev.RollCalled(motion=one.id, present=tuple(sorted(present)), by=case.by, reached=True)
        for one in debated
        if share >= case.deciding(one).presence_quorum
    ]


def _debated(case: Case, body: Body) -> list[Motion]:
    motions = case.state.motions
    own = [motions[one] for one in body.motions if motions[one].stage == "debate"]
    amendments = [motions[one] for motion in own for one in motion.amendments]
    return [*own, *(one for one in amendments if one.stage == "debate")]


# Opening and closing.


def open_meeting(case: Case, command: data.OpenMeeting) -> list[Event]:
    """Open a meeting and take its chair."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    body = case.body(meeting.body)
    require_stage(rule, meeting, "called")
    if case.at < meeting.begins_at:
        refuse(
            "meeting_not_begun",
            rule.cite("notice_days"),
            expected=f"a moment from {in_utc(meeting.begins_at)} on",
            got=in_utc(case.at),
            remedy="wait for the hour of the meeting",
        )
    _check_opener(case, meeting, rule, body)
    opened = data.MeetingOpened(meeting=meeting.id, by=case.by)
    return [opened, *_rolls(case, body, _still_voting(case, meeting, body))]


def _check_opener(case: Case, meeting: data.Meeting, rule: Meetings, body: Body) -> None:
    if case.at >= meeting.begins_at + WAIT_S and case.by in meeting.present:
        return
    if not meeting.request:
        require_power(case, "open_meeting", body.id)
    elif case.by not in case.state.meeting_requests[meeting.request].supporters:
        refuse(
            "meeting_opened_by_another",
            rule.cite("convene_share"),
            expected="somebody who asked for the meeting or supported it",
            got=f"member {case.by}",
            remedy="sign in; half an hour after its hour anybody present opens a meeting",
        )


def require_chair(case: Case, meeting: data.Meeting, rule: Meetings) -> None:
    """Refuse unless the issuer has the chair of an open meeting."""
    require_stage(rule, meeting, "open")
    if case.by != meeting.chair:
        refuse(
            "meeting_chaired_by_another",
            rule.cite(),
            expected=f"member {meeting.chair}, who has the chair",
            got=f"member {case.by}",
            remedy="ask for the floor",
        )


def close_meeting(case: Case, command: data.CloseMeeting) -> list[Event]:
    """Close a meeting when nobody speaks or waits to speak."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    require_chair(case, meeting, rule)
    _check_time_to_come(case, meeting, rule)
    speaking = meeting.floor and case.at < meeting.floor_until
    if meeting.waiting or speaking:
        refuse(
            "speakers_waiting",
            rule.cite("speech_minutes"),
            expected="an empty list of speakers",
            got=f"{len(meeting.waiting)} waiting" + (", one speaking" if speaking else ""),
            remedy="give them the floor; a day after its hour the meeting is over by itself",
        )
    return [_closed(case, meeting)]


def _check_time_to_come(case: Case, meeting: data.Meeting, rule: Meetings) -> None:
    """Keep an opponent who has signed as well from opening the meeting only to close it."""
    until = meeting.opened_at + WAIT_S
    if meeting.request and case.at < until:
        refuse(
            "meeting_just_opened",
            rule.cite("convene_share"),
            expected=f"a moment from {in_utc(until)} on",
            got=in_utc(case.at),
            remedy="let those come and speak for whom it was convened",
        )


def _closed(case: Case, meeting: data.Meeting) -> data.MeetingClosed:
    body = case.state.bodies[meeting.body]
    electors, present = count_electors(case, body), len(meeting.present)
    needed = case.level(body, meeting.charter).motions.presence_quorum
    return data.MeetingClosed(
        meeting=meeting.id,
        by=case.by,
        minutes=minutes_digest(meeting.notes),
        present=present,
        electors=electors,
        # Who has left the body since signing in makes no quorum.
        quorum=count_present(case, body, _still_voting(case, meeting, body)) >= needed * electors,
    )


def minutes_digest(notes: Iterable[str]) -> str:
    """Return the digest over the notes of a meeting, in their order."""
    return f"sha256:{hashlib.sha256(chr(10).join(notes).encode()).hexdigest()}"


def lapse_meeting(case: Case, command: data.LapseMeeting) -> list[Event]:
    """End a meeting whose day is over: closed by itself, or not held."""
    require_office(case, "lapse_meeting")
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    if meeting.stage not in ("called", "open") or case.at < meeting.begins_at + OVER_S:
        refuse(
            "nothing_due",
            rule.cite(),
            expected="a meeting whose day is over",
            got=f"meeting {meeting.id}, {meeting.stage}",
            remedy="wait",
        )
    if meeting.stage == "open":
        return [_closed(case, meeting)]
    return [
        data.MeetingLapsed(meeting=meeting.id, convened=meeting.request > 0),
        ev.BodyNotified(body=meeting.body, about="meeting_not_held"),
    ]


# Minutes.


def note_minutes(case: Case, command: data.NoteMinutes) -> list[Event]:
    """Write on at the minutes: the chair does, or an officer who keeps them."""
    meeting = found_meeting(case, command.meeting)
    require_stage(rule_of(case, meeting.charter), meeting, "open")
    if case.by != meeting.chair:
        require_power(case, "note_minutes", meeting.body)
    return [data.MinutesNoted(meeting=meeting.id, by=case.by, text=command.text)]


def object_to_minutes(case: Case, command: data.ObjectToMinutes) -> list[Event]:
    """Object to closed minutes, within as many days as a meeting needs of notice, at least one."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    require_stage(rule, meeting, "closed")
    require_present(case, meeting, rule)
    until = meeting.closed_at + days(max(rule.notice_days, 1))
    if case.at >= until:
        refuse(
            "objection_too_late",
            rule.cite("notice_days"),
            expected=f"a moment before {in_utc(until)}",
            got=in_utc(case.at),
            remedy="put it on the agenda of the next meeting",
        )
    return [data.MinutesObjected(meeting=meeting.id, by=case.by, text=command.text)]
