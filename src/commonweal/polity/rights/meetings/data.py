"""Meetings as data: commands, events, what is kept of a meeting, and the refusals.

Rules of this module: moments are seconds since 1970; whoever is present is kept by member, with
what the person votes by in this body: a seat, or membership itself.

Not here: what is lawful (``law``, ``holding``), what events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.entities import NEVER, NOBODY
from commonweal.polity.event import Event
from commonweal.terms import DAY_S, BodyId, CharterVersion, MemberId, Moment

ItemKind = Literal["motion", "task", "letter", "request"]
"""What can be put on an agenda: a motion or a task of the body, an open letter, plain words."""

# What there is.


class Wish(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who waits to speak; ``caucus`` is the one they speak for, 0 for none."""

    member: MemberId
    caucus: int
    at: Moment


class AgendaEntry(msgspec.Struct, frozen=True, array_like=True):
    """Something that a voter put on an agenda.

    Attributes:
        kind: motion, task, letter or request.
        number: number of the motion, task or letter; 0 for a request.
        text: digest of a request's words.
        by, at: who put it there, and when.
    """

    kind: ItemKind
    number: int
    text: str
    by: MemberId
    at: Moment


class Objection(msgspec.Struct, frozen=True, array_like=True):
    """An objection to minutes; it stands beside them for ever."""

    by: MemberId
    at: Moment
    text: str


class Meeting(msgspec.Struct, array_like=True):
    """A meeting of a body, from the call to the minutes.

    Attributes:
        charter: version of the constitution under which it was called.
        text, place: digests of what it is about, and where it is held.
        request: the request of electors that convened it; 0 when an officer called it.
        items: what voters put on the agenda.
        present: members present, each with the seat or membership they vote by.
        door: members whom somebody has seen at the door, with who it was, until a second person
            has seen them too.
        unconfirmed: those present whom an officer entered and who have not signed in themselves.
        chair: who opened it.
        waiting: who asked to speak, in the order of asking; ``spoken``: speeches of each member.
        floor: who speaks, until ``floor_until``; ``caucus``: for whom the last speech was.
        notes: digests of the minutes as they were written.
        minutes: digest over all notes; ``electors``: who could have come; ``quorum``: whether the
            share that a decision needs was present.
    """

    id: int
    body: BodyId
    charter: CharterVersion
    called_by: MemberId
    called_at: Moment
    begins_at: Moment
    text: str
    place: str
    request: int = 0
    stage: Literal["called", "open", "closed", "cancelled", "lapsed"] = "called"
    items: list[AgendaEntry] = []
    present: dict[int, int] = {}
    door: dict[int, int] = {}
    chair: MemberId = NOBODY
    opened_at: Moment = NEVER
    waiting: list[Wish] = []
    spoken: dict[int, int] = {}
    floor: MemberId = NOBODY
    floor_until: Moment = NEVER
    caucus: int = 0
    notes: list[str] = []
    closed_at: Moment = NEVER
    minutes: str = ""
    electors: int = 0
    quorum: bool = False
    objections: list[Objection] = []
    unconfirmed: list[MemberId] = []


class MeetingRequest(msgspec.Struct, array_like=True):
    """Electors who want a meeting.

    Attributes:
        begins_at: when the meeting is to begin; later by whole days where notice asks for it.
        until: when signatures cease to count.
        supporters: who signed, the first being who asked.
        meeting: the meeting that it convened, 0 before that.
    """

    id: int
    body: BodyId
    by: MemberId
    charter: CharterVersion
    asked_at: Moment
    begins_at: Moment
    until: Moment
    text: str
    place: str
    supporters: list[MemberId] = []
    meeting: int = 0


# Commands.


class CallMeeting(Command, frozen=True, tag="call_meeting", kw_only=True):
    """Call a meeting of a body, as its officer.

    Attributes:
        begins_at: when it begins, in seconds since 1970; not before the days of notice are over.
        text: what it is about.
        place: where it is held.
    """

    body: int
    begins_at: int
    text: Text
    place: Text


class AskForMeeting(Command, frozen=True, tag="ask_for_meeting", kw_only=True):
    """Ask for a meeting of a body in which one votes; it is convened when enough support it.

    Attributes:
        begins_at: when it is to begin, in seconds since 1970; put off by whole days where the days
            of notice would not be kept.
        text: what it is about.
        place: where it is held.
    """

    body: int
    begins_at: int
    text: Text
    place: Text


class SupportMeeting(Command, frozen=True, tag="support_meeting", kw_only=True):
    """Support the request for a meeting; the last support that is needed convenes it."""

    request: int


class CancelMeeting(Command, frozen=True, tag="cancel_meeting", kw_only=True):
    """Cancel a meeting that an officer called; one that electors convened cannot be cancelled."""

    meeting: int


class AddToAgenda(Command, frozen=True, tag="add_to_agenda", kw_only=True):
    """Put something on the agenda of a meeting.

    Attributes:
        what: motion, task, letter or request.
        number: number of the motion, task or letter; left out for a request.
        text: words of a request; left out otherwise.
    """

    meeting: int
    what: ItemKind
    number: int = 0
    text: Text = ""


class AttendMeeting(Command, frozen=True, tag="attend_meeting", kw_only=True):
    """Sign in at a meeting, or enter at the door who has come.

    Whoever signs in alone names nobody. At the door two people enter those who come, one after the
    other: officers with this power, or people who have signed in themselves. Whom an officer has
    entered makes no quorum before signing in alone as well.

    Attributes:
        members: who has come; empty for oneself.
    """

    meeting: int
    members: tuple[int, ...] = ()


class OpenMeeting(Command, frozen=True, tag="open_meeting", kw_only=True):
    """Open a meeting whose hour has come; whoever opens it takes the chair."""

    meeting: int


class AskToSpeak(Command, frozen=True, tag="ask_to_speak", kw_only=True):
    """Ask for the floor.

    Attributes:
        caucus: caucus for which one speaks, 0 for none.
    """

    meeting: int
    caucus: int = 0


class GiveFloor(Command, frozen=True, tag="give_floor", kw_only=True):
    """Give the floor to the next speaker on the list, whom the constitution's order decides."""

    meeting: int


class EndSpeech(Command, frozen=True, tag="end_speech", kw_only=True):
    """End one's own speech, or take back that one asked for the floor; as chair: end it in time."""

    meeting: int


class NoteMinutes(Command, frozen=True, tag="note_minutes", kw_only=True):
    """Write on at the minutes of a meeting that is open.

    Attributes:
        text: what is noted.
    """

    meeting: int
    text: Text


class CloseMeeting(Command, frozen=True, tag="close_meeting", kw_only=True):
    """Close a meeting, and with it its minutes."""

    meeting: int


class ObjectToMinutes(Command, frozen=True, tag="object_to_minutes", kw_only=True):
    """Object to minutes, as somebody who was there.

    Attributes:
        text: what is wrong with them.
    """

    meeting: int
    text: Text


class LapseMeeting(Command, frozen=True, tag="lapse_meeting", kw_only=True):
    """A day after its hour a meeting is over: it closes by itself, or was not held."""

    meeting: int


# Events.


class MeetingCalled(Event, frozen=True, tag="meeting_called/1", kw_only=True):
    """An officer called a meeting; ``text`` and ``place`` are digests."""

    meeting: int
    body: int
    by: int
    charter: int
    begins_at: int
    text: str
    place: str


class MeetingAskedFor(Event, frozen=True, tag="meeting_asked_for/1", kw_only=True):
    """An elector asked for a meeting; others can support it ``until`` a moment."""

    request: int
    body: int
    by: int
    charter: int
    begins_at: int
    until: int
    text: str
    place: str


class MeetingSupported(Event, frozen=True, tag="meeting_supported/1", kw_only=True):
    """An elector supported the request for a meeting."""

    request: int
    by: int


class MeetingConvened(Event, frozen=True, tag="meeting_convened/1", kw_only=True):
    """So many of the electors support a meeting that it is convened, whatever officers want."""

    meeting: int
    request: int
    body: int
    by: int
    charter: int
    begins_at: int
    text: str
    place: str
    supporters: int
    electors: int


class MeetingCancelled(Event, frozen=True, tag="meeting_cancelled/1", kw_only=True):
    """A meeting that an officer had called was cancelled."""

    meeting: int
    by: int


class AgendaItemAdded(Event, frozen=True, tag="agenda_item_added/1", kw_only=True):
    """A voter put something on the agenda; ``text`` is the digest of a request's words."""

    meeting: int
    by: int
    kind: ItemKind
    number: int = 0
    text: str = ""


class AttendanceNoted(Event, frozen=True, tag="attendance_noted/1", kw_only=True):
    """Somebody at the door saw members come; a second person has yet to see them."""

    meeting: int
    by: int
    members: tuple[int, ...]


class MeetingAttended(Event, frozen=True, tag="meeting_attended/1", kw_only=True):
    """Members are present, each with the seat or membership they vote by.

    ``by`` signed in alone, or was the second at the door; ``witness`` was the first there.
    """

    meeting: int
    by: int
    members: tuple[int, ...]
    voters: tuple[int, ...]
    witness: int = 0


class AttendanceUnconfirmed(Event, frozen=True, tag="attendance_unconfirmed/1", kw_only=True):
    """Members whom an officer entered make no quorum before they have signed in themselves."""

    meeting: int
    members: tuple[int, ...]


class AttendanceConfirmed(Event, frozen=True, tag="attendance_confirmed/1", kw_only=True):
    """A member whom others had entered at the door signed in as well."""

    meeting: int
    by: int


class MeetingOpened(Event, frozen=True, tag="meeting_opened/1", kw_only=True):
    """A meeting was opened; ``by`` has the chair."""

    meeting: int
    by: int


class SpeechAskedFor(Event, frozen=True, tag="speech_asked_for/1", kw_only=True):
    """Somebody present asked for the floor."""

    meeting: int
    by: int
    caucus: int = 0


class FloorGiven(Event, frozen=True, tag="floor_given/1", kw_only=True):
    """The next on the list of speakers has the floor until a moment."""

    meeting: int
    by: int
    member: int
    caucus: int
    until: int


class SpeechEnded(Event, frozen=True, tag="speech_ended/1", kw_only=True):
    """A speech is over, or the wish to speak was taken back."""

    meeting: int
    by: int
    member: int


class MinutesNoted(Event, frozen=True, tag="minutes_noted/1", kw_only=True):
    """The minutes were written on; ``text`` is a digest."""

    meeting: int
    by: int
    text: str


class MeetingClosed(Event, frozen=True, tag="meeting_closed/1", kw_only=True):
    """A meeting was closed, with the digest over its minutes and who was there; ``by`` 0: in time.

    ``quorum``: whether the share was present that a decision of the body needs.
    """

    meeting: int
    by: int
    minutes: str
    present: int
    electors: int
    quorum: bool


class MeetingLapsed(Event, frozen=True, tag="meeting_lapsed/1", kw_only=True):
    """A meeting was not held; ``convened``: electors had convened it, and their right is broken."""

    meeting: int
    convened: bool


class MinutesObjected(Event, frozen=True, tag="minutes_objected/1", kw_only=True):
    """Somebody who was there objected to the minutes; ``text`` is a digest."""

    meeting: int
    by: int
    text: str


AnyCommand = (
    CallMeeting
    | AskForMeeting
    | SupportMeeting
    | CancelMeeting
    | AddToAgenda
    | AttendMeeting
    | OpenMeeting
    | AskToSpeak
    | GiveFloor
    | EndSpeech
    | NoteMinutes
    | CloseMeeting
    | ObjectToMinutes
    | LapseMeeting
)
"""Every command about meetings."""

AnyEvent = (
    MeetingCalled
    | MeetingAskedFor
    | MeetingSupported
    | MeetingConvened
    | MeetingCancelled
    | AgendaItemAdded
    | AttendanceNoted
    | MeetingAttended
    | AttendanceUnconfirmed
    | AttendanceConfirmed
    | MeetingOpened
    | SpeechAskedFor
    | FloorGiven
    | SpeechEnded
    | MinutesNoted
    | MeetingClosed
    | MeetingLapsed
    | MinutesObjected
)
"""Every event about meetings."""


def _is_live(state: Any, at: int, number: int) -> bool:
    meeting: Meeting = state.meetings[number]
    return meeting.stage in {"called", "open"} and meeting.begins_at + DAY_S == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"meeting": _is_live}
"""Whether a meeting still has to end by itself; what is due is one day after its hour."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (
    Wish,
    AgendaEntry,
    Objection,
    Meeting,
    MeetingRequest,
)
"""What the state keeps of meetings."""

REFUSALS: dict[str, str] = {
    "meetings_not_provided": "The constitution does not say how its bodies meet.",
    "meeting_unknown": "The number is not that of a meeting.",
    "meeting_request_unknown": "The number is not that of a request for a meeting.",
    "meeting_date_not_allowed": "A meeting begins after the days of notice, and not too far off.",
    "meeting_asked_for_before": "One member has one request for a meeting of a body at a time.",
    "meeting_supported_before": "The same person supports a request once.",
    "meeting_request_over": "The request has convened its meeting, or its time is over.",
    "meeting_convened_by_electors": "Officers cannot cancel a meeting that electors convened.",
    "meeting_at_another_stage": "The meeting is not called any more, not open, or not closed.",
    "agenda_item_unfit": "What is put on an agenda exists, is open, and belongs to the body.",
    "agenda_item_listed": "The same thing stands on an agenda once.",
    "agenda_items_used_up": "One member puts a few things on an agenda, not all of it.",
    "meeting_doors_closed": "People sign in from an hour before a meeting until it closes.",
    "attended_before": "Whoever is present signs in once.",
    "seen_by_one_person": "At the door it takes two people, the second other than the first.",
    "meeting_not_begun": "A meeting is opened when its hour has come.",
    "meeting_opened_by_another": "Officers open what they called, electors what they convened.",
    "meeting_chaired_by_another": "The chair gives the floor and closes the meeting.",
    "not_present": "Those who are signed in at a meeting speak and object there.",
    "speech_asked_for_before": "Whoever waits to speak, or speaks, asks once.",
    "caucus_not_ones_own": "One speaks for a caucus to which one belongs by name.",
    "floor_taken": "One person speaks at a time.",
    "nobody_asked_to_speak": "The floor goes to those who asked for it.",
    "speech_not_over": "Nobody is cut short within the time that a speech has.",
    "no_speech": "There is no speech to end, and no wish to speak to be taken back.",
    "meeting_just_opened": "What electors convened stays open for half an hour at least.",
    "speakers_waiting": "A meeting is not closed while somebody speaks or waits to speak.",
    "objection_too_late": "Objections to minutes are made in the days after the meeting.",
}
"""Meaning of each refusal about meetings, by name."""
