"""Meetings, folded.

Rules of this module: everything that happened at a meeting is kept with it; what is over in a day
is on the calendar.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import NEVER, NOBODY
from commonweal.polity.event import Event
from commonweal.polity.rights.meetings import data
from commonweal.polity.rights.meetings.data import AgendaEntry, Meeting, MeetingRequest
from commonweal.polity.state import State
from commonweal.terms import DAY_S, BodyId, CharterVersion, MemberId, Moment


def _called(state: State, event: data.MeetingCalled | data.MeetingConvened, at: Moment) -> None:
    state.meetings[event.meeting] = Meeting(
        id=event.meeting,
        body=BodyId(event.body),
        charter=CharterVersion(event.charter),
        called_by=MemberId(event.by),
        called_at=at,
        begins_at=Moment(event.begins_at),
        text=event.text,
        place=event.place,
    )
    state.meetings_of.setdefault(event.body, []).append(event.meeting)
    state.schedule(event.begins_at + DAY_S, "meeting", event.meeting)


def _convened(state: State, event: data.MeetingConvened, at: Moment) -> None:
    _called(state, event, at)
    state.meetings[event.meeting].request = event.request
    state.meeting_requests[event.request].meeting = event.meeting
    state.requests_of[event.body].remove(event.request)


def _asked_for(state: State, event: data.MeetingAskedFor, at: Moment) -> None:
    requests = state.meeting_requests
    requests[event.request] = MeetingRequest(
        id=event.request,
        body=BodyId(event.body),
        by=MemberId(event.by),
        charter=CharterVersion(event.charter),
        asked_at=at,
        begins_at=Moment(event.begins_at),
        until=Moment(event.until),
        text=event.text,
        place=event.place,
        supporters=[MemberId(event.by)],
    )
    running = [one for one in state.requests_of.get(event.body, ()) if requests[one].until > at]
    state.requests_of[event.body] = [*running, event.request]


def _supported(state: State, event: data.MeetingSupported, _at: Moment) -> None:
    state.meeting_requests[event.request].supporters.append(MemberId(event.by))


def _cancelled(state: State, event: data.MeetingCancelled, at: Moment) -> None:
    _settle(state.meetings[event.meeting], "cancelled", at)


def _settle(meeting: Meeting, stage: Any, at: Moment) -> None:
    meeting.stage, meeting.closed_at = stage, at
    meeting.waiting.clear()
    meeting.door.clear()
    meeting.floor, meeting.floor_until = NOBODY, NEVER


def _item_added(state: State, event: data.AgendaItemAdded, at: Moment) -> None:
    item = AgendaEntry(event.kind, event.number, event.text, MemberId(event.by), at)
    state.meetings[event.meeting].items.append(item)


def _noted_at_door(state: State, event: data.AttendanceNoted, _at: Moment) -> None:
    door = state.meetings[event.meeting].door
    door.update(dict.fromkeys(event.members, event.by))


def _attended(state: State, event: data.MeetingAttended, _at: Moment) -> None:
    meeting = state.meetings[event.meeting]
    for member, voter in zip(event.members, event.voters, strict=True):
        meeting.present[member] = voter
        meeting.door.pop(member, None)


def _unconfirmed(state: State, event: data.AttendanceUnconfirmed, _at: Moment) -> None:
    state.meetings[event.meeting].unconfirmed.extend(MemberId(one) for one in event.members)


def _confirmed(state: State, event: data.AttendanceConfirmed, _at: Moment) -> None:
    state.meetings[event.meeting].unconfirmed.remove(MemberId(event.by))


def _opened(state: State, event: data.MeetingOpened, at: Moment) -> None:
    meeting = state.meetings[event.meeting]
    meeting.stage, meeting.chair, meeting.opened_at = "open", MemberId(event.by), at


def _speech_asked_for(state: State, event: data.SpeechAskedFor, at: Moment) -> None:
    wish = data.Wish(MemberId(event.by), event.caucus, at)
    state.meetings[event.meeting].waiting.append(wish)


def _floor_given(state: State, event: data.FloorGiven, _at: Moment) -> None:
    meeting = state.meetings[event.meeting]
    _forget_wish(meeting, event.member)
    meeting.floor, meeting.floor_until = MemberId(event.member), Moment(event.until)
    meeting.caucus = event.caucus
    meeting.spoken[event.member] = meeting.spoken.get(event.member, 0) + 1


def _forget_wish(meeting: Meeting, member: int) -> None:
    meeting.waiting[:] = [one for one in meeting.waiting if one.member != member]


def _speech_ended(state: State, event: data.SpeechEnded, _at: Moment) -> None:
    meeting = state.meetings[event.meeting]
    if meeting.floor == event.member:
        meeting.floor, meeting.floor_until = NOBODY, NEVER
    else:
        _forget_wish(meeting, event.member)


def _minutes_noted(state: State, event: data.MinutesNoted, _at: Moment) -> None:
    state.meetings[event.meeting].notes.append(event.text)


def _closed(state: State, event: data.MeetingClosed, at: Moment) -> None:
    meeting = state.meetings[event.meeting]
    _settle(meeting, "closed", at)
    meeting.minutes, meeting.electors, meeting.quorum = event.minutes, event.electors, event.quorum


def _lapsed(state: State, event: data.MeetingLapsed, at: Moment) -> None:
    _settle(state.meetings[event.meeting], "lapsed", at)


def _objected(state: State, event: data.MinutesObjected, at: Moment) -> None:
    objection = data.Objection(MemberId(event.by), at, event.text)
    state.meetings[event.meeting].objections.append(objection)


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.MeetingCalled: _called,
    data.MeetingAskedFor: _asked_for,
    data.MeetingSupported: _supported,
    data.MeetingConvened: _convened,
    data.MeetingCancelled: _cancelled,
    data.AgendaItemAdded: _item_added,
    data.AttendanceNoted: _noted_at_door,
    data.MeetingAttended: _attended,
    data.AttendanceUnconfirmed: _unconfirmed,
    data.AttendanceConfirmed: _confirmed,
    data.MeetingOpened: _opened,
    data.SpeechAskedFor: _speech_asked_for,
    data.FloorGiven: _floor_given,
    data.SpeechEnded: _speech_ended,
    data.MinutesNoted: _minutes_noted,
    data.MeetingClosed: _closed,
    data.MeetingLapsed: _lapsed,
    data.MinutesObjected: _objected,
}
"""What each event about meetings does to the state."""
