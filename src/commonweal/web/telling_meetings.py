"""Telling what happened at meetings, in one sentence for each event.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.meetings import data
from commonweal.web import links

_TEXTS: dict[type[Event], str] = {
    data.MeetingCalled: gettext_noop("%(name)s called a meeting of %(body)s"),
    data.MeetingAskedFor: gettext_noop("%(name)s asks for a meeting of %(body)s"),
    data.MeetingSupported: gettext_noop("%(name)s supports the request for a meeting of %(body)s"),
    data.MeetingConvened: gettext_noop(
        "%(count)s of those who vote in %(body)s convened a meeting"
    ),
    data.MeetingCancelled: gettext_noop("%(name)s cancelled a meeting of %(body)s"),
    data.AgendaItemAdded: gettext_noop("%(name)s put something on the agenda of %(body)s"),
    data.AttendanceNoted: gettext_noop("%(name)s saw %(count)s come to a meeting of %(body)s"),
    data.MeetingAttended: gettext_noop("Signed in at a meeting of %(body)s: %(count)s"),
    data.AttendanceUnconfirmed: gettext_noop(
        "%(count)s at a meeting of %(body)s have yet to sign in themselves"
    ),
    data.AttendanceConfirmed: gettext_noop("%(name)s signed in at a meeting of %(body)s as well"),
    data.MeetingOpened: gettext_noop("%(name)s opened a meeting of %(body)s"),
    data.SpeechAskedFor: gettext_noop("%(name)s asked for the floor in %(body)s"),
    data.FloorGiven: gettext_noop("%(speaker)s has the floor in %(body)s"),
    data.SpeechEnded: gettext_noop("%(speaker)s does not speak any more in %(body)s"),
    data.MinutesNoted: gettext_noop("%(name)s wrote on at the minutes of %(body)s"),
    data.MeetingClosed: gettext_noop("A meeting of %(body)s was closed, %(count)s present"),
    data.MeetingLapsed: gettext_noop("A meeting of %(body)s was not held"),
    data.MinutesObjected: gettext_noop("%(name)s objected to the minutes of %(body)s"),
}


def meeting_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    found = _TEXTS.get(type(event))
    if found is None:
        return None
    state = reading.state
    meeting = state.meetings.get(getattr(event, "meeting", 0))
    about = meeting or state.meeting_requests[getattr(event, "request", 0)]
    said = {
        "name": links.who(reading, getattr(event, "by", 0)),
        "speaker": links.who(reading, getattr(event, "member", 0)),
        "body": state.bodies[about.body].name,
        "count": str(_count(event)),
    }
    url = reverse("meeting", args=[meeting.id]) if meeting else _meetings_url(about.body)
    return _(found) % said, url


def _count(event: Event) -> int:
    match event:
        case data.MeetingConvened(supporters=count) | data.MeetingClosed(present=count):
            return count
        case (
            data.MeetingAttended(members=members)
            | data.AttendanceNoted(members=members)
            | data.AttendanceUnconfirmed(members=members)
        ):
            return len(members)
    return 0


def _meetings_url(body: int) -> str:
    return reverse("meetings", args=[body])
