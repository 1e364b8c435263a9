"""Calling and convening meetings, cancelling them, and putting things on their agenda.

Rules of this module:

* officers call meetings; a share of those who vote in a body convenes one against their will;
* what electors convened no officer cancels, and it is theirs to open (``holding``);
* a meeting goes on under the constitution under which it was called.

Not here: what happens at a meeting (``holding``), who speaks next (``speaking``).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from commonweal.charter.rights import Meetings
from commonweal.polity.case import Case, numbered, require_power, require_waited
from commonweal.polity.command import Command
from commonweal.polity.entities import Body
from commonweal.polity.event import Event
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.meetings import data, holding, speeches
from commonweal.polity.rights.meetings.finding import (
    count_electors,
    found_meeting,
    in_utc,
    require_stage,
    require_voter,
    rule_in_force,
    rule_of,
)
from commonweal.polity.state import State
from commonweal.terms import DAY_S, days

AHEAD_DAYS_MAX = 366
"""How far off a meeting can be called: one in ten years would be a meeting on paper."""

ITEMS_EACH_MAX = 5
"""Things that one member can put on an agenda: an agenda of one voice is nobody's agenda."""


def call_meeting(case: Case, command: data.CallMeeting) -> list[Event]:
    """Call a meeting as an officer."""
    rule = rule_in_force(case)
    body = case.body(command.body)
    require_power(case, "call_meeting", body.id)
    soonest, latest = case.at + days(rule.notice_days), case.at + days(AHEAD_DAYS_MAX)
    _check_date(rule, "notice_days", command.begins_at, soonest, latest)
    return [
        data.MeetingCalled(
            meeting=case.new("meetings"),
            body=body.id,
            by=case.by,
            charter=case.version,
            begins_at=command.begins_at,
            text=command.text,
            place=command.place,
        )
    ]


def _check_date(rule: Meetings, key: str, begins_at: int, soonest: int, latest: int) -> None:
    if not soonest <= begins_at <= latest:
        refuse(
            "meeting_date_not_allowed",
            rule.cite(key),
            expected=f"a moment from {in_utc(soonest)} to {in_utc(latest)}",
            got=in_utc(begins_at),
            remedy="choose another date",
        )


# Convened by electors.


def ask_for_meeting(case: Case, command: data.AskForMeeting) -> list[Event]:
    """Ask for a meeting; where one voice is enough it is convened at once."""
    rule = rule_in_force(case)
    body = case.body(command.body)
    _require_convener(case, body, rule)
    until = case.at + days(rule.convene_days)
    _check_date(rule, "convene_days", command.begins_at, case.at, until)
    _check_asked_before(case, body, rule)
    asked = data.MeetingAskedFor(
        request=case.new("meeting_requests"),
        body=body.id,
        by=case.by,
        charter=case.version,
        begins_at=command.begins_at,
        until=until,
        text=command.text,
        place=command.place,
    )
    return [asked, *_convened(case, body, rule, asked, supporters=1)]


def _require_convener(case: Case, body: Body, rule: Meetings) -> None:
    """Refuse who does not vote in the body, or not yet: they are in the share by nobody's count."""
    require_voter(case, body, rule)
    if case.level(body).of_members:
        require_waited(case, body.id)


def _check_asked_before(case: Case, body: Body, rule: Meetings) -> None:
    for number in case.state.requests_of.get(body.id, ()):
        request = case.state.meeting_requests[number]
        if request.by == case.by and case.at < request.until:
            refuse(
                "meeting_asked_for_before",
                rule.cite("convene_share"),
                expected="one request at a time",
                got=f"a second one beside request {number}",
                remedy="gather support for the first",
            )
    for number in reversed(case.state.meetings_of.get(body.id, ())):
        meeting = case.state.meetings[number]
        own = meeting.request and meeting.called_by == case.by
        if own and meeting.stage in ("called", "open"):
            refuse(
                "meeting_asked_for_before",
                rule.cite("convene_share"),
                expected="one meeting at a time",
                got=f"a second one beside meeting {number}, for which you asked",
                remedy="put it on the agenda of that one",
            )


def support_meeting(case: Case, command: data.SupportMeeting) -> list[Event]:
    """Support a request; the support that is enough convenes the meeting."""
    request = _request(case, command.request)
    rule = rule_of(case, request.charter)
    body = case.body(request.body)
    _require_convener(case, body, rule)
    if request.meeting or case.at >= request.until:
        convened = f"meeting {request.meeting} convened" if request.meeting else "its time is over"
        refuse(
            "meeting_request_over",
            rule.cite("convene_days"),
            expected="a request that waits for support",
            got=f"request {request.id}, {convened}",
            remedy="come to the meeting" if request.meeting else "ask for a meeting anew",
        )
    if case.by in request.supporters:
        refuse(
            "meeting_supported_before",
            rule.cite("convene_share"),
            expected="one support each",
            got=f"a second one by member {case.by}",
            remedy="ask others to support it",
        )
    # Whoever has left or lost the seat since does not count, as with recall.
    standing = sum(1 for one in request.supporters if case.is_voter(one, body))
    supported = data.MeetingSupported(request=request.id, by=case.by)
    return [supported, *_convened(case, body, rule, request, supporters=standing + 1)]


def _request(case: Case, number: int) -> data.MeetingRequest:
    found = case.state.meeting_requests.get(number)
    if found is None:
        refuse(
            "meeting_request_unknown",
            case.charter.preamble.cite(),
            expected=numbered("a request for a meeting", len(case.state.meeting_requests)),
            got=number,
            remedy="list the meetings of the body",
        )
    return found


def needed_supporters(case: Case, body: Body, rule: Meetings) -> int:
    """Return how many convene a meeting: the share of the electors, rounded up, at least one."""
    return max(1, ceil(rule.convene_share * count_electors(case, body)))


def _convened(
    case: Case,
    body: Body,
    rule: Meetings,
    asked: data.MeetingAskedFor | data.MeetingRequest,
    supporters: int,
) -> list[Event]:
    if supporters < needed_supporters(case, body, rule):
        return []
    number = asked.request if isinstance(asked, data.MeetingAskedFor) else asked.id
    return [
        data.MeetingConvened(
            meeting=case.new("meetings"),
            request=number,
            body=body.id,
            by=asked.by,
            charter=asked.charter,
            begins_at=_kept_hour(asked.begins_at, case.at + days(rule.notice_days)),
            text=asked.text,
            place=asked.place,
            supporters=supporters,
            electors=count_electors(case, body),
        )
    ]


def _kept_hour(wished: int, soonest: int) -> int:
    """Put a meeting off by whole days until notice is kept: the hour of the day stays."""
    late = max(0, soonest - wished)
    return wished + -(-late // DAY_S) * DAY_S


def cancel_meeting(case: Case, command: data.CancelMeeting) -> list[Event]:
    """Cancel a meeting that an officer called."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    if meeting.request:
        refuse(
            "meeting_convened_by_electors",
            rule.cite("convene_share"),
            expected="a meeting that an officer called",
            got=f"meeting {meeting.id}, which electors convened",
            remedy="come to it, and say there what speaks against it",
        )
    require_power(case, "cancel_meeting", case.body(meeting.body).id)
    require_stage(rule, meeting, "called")
    return [data.MeetingCancelled(meeting=meeting.id, by=case.by)]


# The agenda.


def add_to_agenda(case: Case, command: data.AddToAgenda) -> list[Event]:
    """Put something on an agenda."""
    meeting = found_meeting(case, command.meeting)
    rule = rule_of(case, meeting.charter)
    body = case.body(meeting.body)
    require_voter(case, body, rule)
    require_stage(rule, meeting, "called", "open")
    _check_item(case, body, rule, command)
    _check_items(case, meeting, rule, command)
    return [
        data.AgendaItemAdded(
            meeting=meeting.id,
            by=case.by,
            kind=command.what,
            number=command.number,
            text=command.text,
        )
    ]


def _check_item(case: Case, body: Body, rule: Meetings, command: data.AddToAgenda) -> None:
    if not _fits(case, body, command):
        own = f"an open {command.what} of {body.name}"
        refuse(
            "agenda_item_unfit",
            rule.cite(),
            expected="words, and no number" if command.what == "request" else own,
            got=f"{command.what} {command.number}" if command.number else "no number",
            remedy="look up what is open in the body, or put a request in words",
        )


def _fits(case: Case, body: Body, command: data.AddToAgenda) -> bool:
    state, number = case.state, command.number
    match command.what:
        case "request":
            return bool(command.text) and not number
        case "motion":
            motion = state.motions.get(number)
            return motion is not None and motion.body == body.id and motion.is_open
        case "task":
            task = state.tasks.get(number)
            return task is not None and task.body == body.id and task.stage != "done"
        case _:
            letter = state.letters.get(number)
            return letter is not None and letter.body == body.id and not letter.removed


def _check_items(
    case: Case, meeting: data.Meeting, rule: Meetings, command: data.AddToAgenda
) -> None:
    named = (command.what, command.number)
    if command.number and any((one.kind, one.number) == named for one in meeting.items):
        refuse(
            "agenda_item_listed",
            rule.cite(),
            expected="something that is not on the agenda",
            got=f"{command.what} {command.number}",
            remedy="nothing is needed",
        )
    if sum(1 for one in meeting.items if one.by == case.by) >= ITEMS_EACH_MAX:
        refuse(
            "agenda_items_used_up",
            rule.cite(),
            expected=f"at most {ITEMS_EACH_MAX} by one member",
            got=f"one more by member {case.by}",
            remedy="ask others to put it there",
        )


LAW: dict[type[Command], Callable[[Case, Any], list[Event]]] = {
    data.CallMeeting: call_meeting,
    data.AskForMeeting: ask_for_meeting,
    data.SupportMeeting: support_meeting,
    data.CancelMeeting: cancel_meeting,
    data.AddToAgenda: add_to_agenda,
    data.AttendMeeting: holding.attend_meeting,
    data.OpenMeeting: holding.open_meeting,
    data.AskToSpeak: speeches.ask_to_speak,
    data.GiveFloor: speeches.give_floor,
    data.EndSpeech: speeches.end_speech,
    data.NoteMinutes: holding.note_minutes,
    data.CloseMeeting: holding.close_meeting,
    data.ObjectToMinutes: holding.object_to_minutes,
    data.LapseMeeting: holding.lapse_meeting,
}
"""The law that decides each command about meetings."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "meeting": lambda _state, meeting: data.LapseMeeting(meeting=meeting),
}
"""The command for a meeting whose day is over."""
