"""Calendars: meetings and deadlines as iCalendar files, to which calendar programs subscribe.

Rules of this module:

* the form is that of RFC 5545, written by a library; the same dates give the same bytes;
* a body's calendar is public and names nobody; a member's own is theirs alone;
* what is cancelled stays in the file, marked so: a program that has shown it takes it down then.

Not here: addresses of pages and words for them (the doors pass them in).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

from commonweal.terms import Moment

MADE_BY = "-//Commonweal//Meetings and deadlines//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """Something with a date.

    Attributes:
        uid: name that never changes and is its own in the whole world.
        known_since: when it was put on record, or changed last.
        begins_at: when it is; ``ends_at``: until when, the same for a deadline.
        title, place, text: words for people; ``url``: its page, may be empty.
        cancelled: whether it is off.
    """

    uid: str
    known_since: Moment
    begins_at: Moment
    ends_at: Moment
    title: str
    place: str = ""
    text: str = ""
    url: str = ""
    cancelled: bool = False


def write(name: str, dates: Iterable[Date]) -> bytes:
    """Write dates as an iCalendar file.

    Args:
        name: what the calendar is called.
        dates: what is in it, in any order.
    """
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for date in sorted(dates, key=lambda one: (one.begins_at, one.uid)):
        calendar.add_component(_event(date))
    return bytes(calendar.to_ical())


def _event(date: Date) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("dtstamp", _moment(date.known_since))
    event.add("dtstart", _moment(date.begins_at))
    if date.ends_at > date.begins_at:
        event.add("dtend", _moment(date.ends_at))
    event.add("summary", date.title)
    event.add("status", "CANCELLED" if date.cancelled else "CONFIRMED")
    for key, value in (("location", date.place), ("description", date.text), ("url", date.url)):
        if value:
            event.add(key, value)
    return event


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
