"""What people do about meetings: call, ask, support, come, speak, write minutes, object.

Rules of this module: each form is one command; dates are typed in UTC.

Not here: the pages (``meetings``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from commonweal.polity import Command
from commonweal.polity.rights.meetings import data
from commonweal.web import links
from commonweal.web.frame import act, members_only, whole
from commonweal.web.middleware import Visit

TEXT_MAX = 20_000
"""Longest text that the forms take, in characters."""


@require_POST
@members_only
def call(visit: Visit, number: int) -> HttpResponse:
    """Call a meeting, as an officer."""
    command = data.CallMeeting(
        body=number, begins_at=_moment(visit), text=_text(visit), place=_text(visit, "place")
    )
    return act(visit, command, _back(number), _("The meeting is called."))


@require_POST
@members_only
def ask(visit: Visit, number: int) -> HttpResponse:
    """Ask for a meeting."""
    command = data.AskForMeeting(
        body=number, begins_at=_moment(visit), text=_text(visit), place=_text(visit, "place")
    )
    return act(visit, command, _back(number), _("You asked for a meeting. Others can support it."))


@require_POST
@members_only
def support(visit: Visit, number: int) -> HttpResponse:
    """Support the request for a meeting."""

    def body_of(number: int) -> int:
        request = visit.federation.office.state.meeting_requests.get(number)
        return request.body if request else 0

    back = _back(body_of(number)) if body_of(number) else links.Link("", reverse("pyramid"))
    command = data.SupportMeeting(request=number)
    return act(visit, command, back, _("You support the meeting."))


@require_POST
@members_only
def at_meeting(visit: Visit, number: int, what: str) -> HttpResponse:
    """Do something at a meeting, or about one."""
    found = _ACTS.get(what)
    if found is None:
        raise Http404(_("Nothing of that name can be done at a meeting."))
    made, done = found
    back = links.Link(_("the meeting"), reverse("meeting", args=[number]))
    return act(visit, made(visit, number), back, _(done))


def _agenda(visit: Visit, number: int) -> Command:
    what, _dash, chosen = visit.POST.get("what", "").partition("-")
    if what not in ("motion", "task", "letter"):
        return data.AddToAgenda(meeting=number, what="request", text=_text(visit))
    return data.AddToAgenda(meeting=number, what=cast("data.ItemKind", what), number=whole(chosen))


def _door(visit: Visit, number: int) -> Command:
    """Enter who has come, ticked or by number; none is oneself, so 0 stands for nobody."""
    typed = [
        *visit.POST.getlist("member"),
        *visit.POST.get("members", "").replace(",", " ").split(),
    ]
    return data.AttendMeeting(meeting=number, members=tuple(map(whole, typed)) or (0,))


def _ask(visit: Visit, number: int) -> Command:
    return data.AskToSpeak(meeting=number, caucus=whole(visit.POST.get("caucus", "")))


def _note(visit: Visit, number: int) -> Command:
    return data.NoteMinutes(meeting=number, text=_text(visit))


def _objection(visit: Visit, number: int) -> Command:
    return data.ObjectToMinutes(meeting=number, text=_text(visit))


_ACTS: dict[str, tuple[Callable[[Visit, int], Command], str]] = {
    "attend": (lambda _, one: data.AttendMeeting(meeting=one), gettext_noop("You are signed in.")),
    "door": (_door, gettext_noop("That is recorded.")),
    "open": (lambda _, one: data.OpenMeeting(meeting=one), gettext_noop("The meeting is open.")),
    "ask": (_ask, gettext_noop("You are on the list.")),
    "end": (lambda _, one: data.EndSpeech(meeting=one), gettext_noop("That is recorded.")),
    "give": (lambda _, one: data.GiveFloor(meeting=one), gettext_noop("The floor is given.")),
    "note": (_note, gettext_noop("The note is in the minutes.")),
    "close": (lambda _, one: data.CloseMeeting(meeting=one), gettext_noop("Closed.")),
    "cancel": (lambda _, one: data.CancelMeeting(meeting=one), gettext_noop("Cancelled.")),
    "agenda": (_agenda, gettext_noop("It is on the agenda.")),
    "object": (_objection, gettext_noop("Your objection stands beside the minutes.")),
}
"""The last part of the address: the command, and what is said when it is done."""


def _back(body: int) -> links.Link:
    return links.Link(_("the meetings"), reverse("meetings", args=[body]))


def _text(visit: Visit, field: str = "text") -> str:
    text = visit.POST.get(field, "").replace("\0", "").strip()[:TEXT_MAX]
    return text or _("(no words)")


def _moment(visit: Visit) -> int:
    """Read a date as the browser sends it; 0, which no meeting can have, where it is none."""
    try:
        typed = datetime.fromisoformat(visit.POST.get("begins_at", "").strip())
    except ValueError:
        return 0
    return max(0, int((typed if typed.tzinfo else typed.replace(tzinfo=UTC)).timestamp()))
