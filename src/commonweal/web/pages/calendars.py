"""Calendars to subscribe to: the meetings and hearings of a body, and what one has oneself.

Rules of this module: a body's calendar is public and names nobody; one's own needs signing in.

Not here: the form of the files (the office), the pages of meetings (``meetings``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.calendars import Date, write
from commonweal.office.reading import Reading, voting_bodies
from commonweal.polity import Body, Task, has_voted, may_vote
from commonweal.polity.rights.grievances.data import Grievance
from commonweal.polity.rights.meetings.data import Meeting
from commonweal.terms import BodyId, Moment
from commonweal.web import links
from commonweal.web.frame import members_only
from commonweal.web.middleware import Visit

LASTS_S = 2 * 3_600
"""How long calendars take a meeting to last; nobody says so beforehand."""


def body_calendar(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the meetings of a body as an iCalendar file."""
    visit = cast("Visit", request)

    def dates(reading: Reading) -> tuple[str, list[Date]]:
        body = reading.state.bodies.get(number)
        if body is None:
            missing = _("There is no body with the number %(number)d.")
            raise Http404(missing % {"number": number})
        hearings = _hearing_dates(visit, reading, {body.id}, signed=set())
        return body.name, [*_meeting_dates(visit, reading, [body]), *hearings]

    return _calendar(*visit.federation.look(visit.viewer, dates), f"body-{number}.ics")


@members_only
def own_calendar(visit: Visit) -> HttpResponse:
    """Hand out one's meetings and deadlines as an iCalendar file."""

    def dates(reading: Reading) -> tuple[str, list[Date]]:
        bodies = voting_bodies(reading)
        signed = set(reading.state.grievances_signed.get(reading.viewer, ()))
        hearings = _hearing_dates(visit, reading, {one.id for one in bodies}, signed=signed)
        own = [*_meeting_dates(visit, reading, bodies), *hearings]
        return reading.state.name, [*own, *_deadlines(visit, reading)]

    return _calendar(*visit.federation.look(visit.viewer, dates), "commonweal.ics")


def _calendar(name: str, dates: list[Date], file: str) -> HttpResponse:
    answer = HttpResponse(write(name, dates), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{file}"'
    return answer


def _meeting_dates(visit: Visit, reading: Reading, bodies: list[Body]) -> list[Date]:
    state = reading.state
    found = [state.meetings[one] for body in bodies for one in state.meetings_of.get(body.id, ())]
    reading.know((), [text for one in found for text in (one.text, one.place)])
    return [_meeting_date(visit, reading, one) for one in found]


def _meeting_date(visit: Visit, reading: Reading, found: Meeting) -> Date:
    title = links.title_and_text(reading, found.text)[0]
    return Date(
        uid=_uid(visit, f"meeting-{found.id}"),
        known_since=found.closed_at or found.called_at,
        begins_at=found.begins_at,
        ends_at=Moment(found.begins_at + LASTS_S),
        title=f"{reading.state.bodies[found.body].name}: {title}",
        place=links.title_and_text(reading, found.place)[0],
        url=visit.build_absolute_uri(reverse("meeting", args=[found.id])),
        cancelled=found.stage in ("cancelled", "lapsed"),
    )


def _hearing_dates(
    visit: Visit, reading: Reading, bodies: set[BodyId], *, signed: set[int]
) -> list[Date]:
    """Return the hearings of grievances against some bodies, or that somebody signed."""
    every = reading.state.grievances.values()
    called = [one for one in every if one.hearing_at and (one.body in bodies or one.id in signed)]
    reading.know((), [text for one in called for text in (one.text, one.place)])
    return [_hearing_date(visit, reading, one) for one in called]


def _hearing_date(visit: Visit, reading: Reading, found: Grievance) -> Date:
    title = links.title_and_text(reading, found.text)[0]
    return Date(
        uid=_uid(visit, f"hearing-{found.id}"),
        known_since=found.suspended_at,
        begins_at=found.hearing_at,
        ends_at=Moment(found.hearing_at + LASTS_S),
        title=_("Hearing: %(title)s") % {"title": title},
        place=links.title_and_text(reading, found.place)[0],
        url=visit.build_absolute_uri(reverse("grievance", args=[found.id])),
        cancelled=found.stage in ("agreed", "withdrawn") and reading.now < found.hearing_at,
    )


def _deadlines(visit: Visit, reading: Reading) -> Iterator[Date]:
    """Yield the votes that are open to the viewer, and the tasks that wait for a report."""
    state, case = reading.state, reading.case
    running = sorted({one for _at, kind, one in state.calendar if kind == "poll"})
    for poll in (state.polls[one] for one in running):
        open_to = poll.stage == "voting" and may_vote(case, poll, reading.viewer)
        if open_to and not has_voted(case, poll, reading.viewer):
            title, url = links.poll_title(reading, poll), links.poll_url(poll.id)
            yield _deadline(visit, reading, f"vote-{poll.id}", title, poll.at, url)
    for task in _own_tasks(reading):
        title, url = links.title_and_text(reading, task.text)[0], reverse("task", args=[task.id])
        yield _deadline(visit, reading, f"task-{task.id}", title, task.due_at, url)


def _own_tasks(reading: Reading) -> Iterator[Task]:
    state = reading.state
    held = set(state.held.get(reading.viewer, ()))
    for body in voting_bodies(reading):
        for task in (state.tasks[one] for one in body.tasks):
            own = task.holder == reading.viewer or task.holder_seat in held
            rests = task.motion in state.suspended_decisions
            if own and task.stage in ("open", "overdue") and not rests:
                yield task


def _deadline(visit: Visit, reading: Reading, name: str, title: str, at: Moment, url: str) -> Date:
    return Date(
        uid=_uid(visit, name),
        known_since=reading.state.now,
        begins_at=at,
        ends_at=at,
        title=_("Until now: %(title)s") % {"title": title},
        url=visit.build_absolute_uri(url),
    )


def _uid(visit: Visit, name: str) -> str:
    """Name a date for ever: by its number and the origin of its federation's record."""
    return f"{name}@{visit.federation.office.log.origin}"
