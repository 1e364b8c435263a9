"""What people do about grievances: file, sign, answer, set a date, agree, withdraw, strike, decide.

Rules of this module: each form is one command; what a union or an arbiter decides is moved in its
body; dates are typed in UTC.

Not here: the pages (``grievances``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Command
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.rights.grievances import data
from commonweal.polity.rights.grievances.effects import (
    ActOnGrievance,
    ArbitrateGrievance,
    FileUnionGrievance,
)
from commonweal.terms import MotionId, Refusal, SeatId
from commonweal.web import links
from commonweal.web.frame import act, carry_out, members_only, refused, whole
from commonweal.web.middleware import Visit

TITLE_MAX, TEXT_MAX = links.TITLE_MAX, 50_000


@require_POST
@members_only
def file(visit: Visit) -> HttpResponse:
    """File a grievance, or move in a union that it do so."""
    motion, seat, line, union = (
        whole(visit.POST.get(one, "")) for one in ("motion", "seat", "line", "union")
    )
    title = " ".join(_typed(visit, "title").split())[:TITLE_MAX] or _("(no title)")
    text = f"{title}\n\n{_typed(visit, 'wording') or title}"
    back = links.Link(_("the grievances"), reverse("grievances"))
    if union:
        effect = FileUnionGrievance(motion=MotionId(motion), seat=SeatId(seat), line=line)
        return _move(visit, cmd.ProposeMotion(body=union, text=text, effect=effect), back)
    command = data.FileGrievance(motion=motion, seat=seat, line=line, text=text)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    filed = next(one for one in answer.events if isinstance(one, data.GrievanceFiled))
    messages.success(visit, _("The grievance is filed. You have signed it."))
    return HttpResponseRedirect(reverse("grievance", args=[filed.grievance]))


@require_POST
@members_only
def at_grievance(visit: Visit, number: int, what: str) -> HttpResponse:
    """Do something about a grievance; what, is the last part of the address."""
    back = links.Link(_("the grievance"), reverse("grievance", args=[number]))
    if what in _MOVED:
        command = visit.federation.look(
            visit.viewer, lambda reading: _motion(reading, number, what)
        )
        return _move(visit, command, back)
    if what not in _ACTS:
        raise Http404(_("There is nothing of this name to be done about a grievance."))
    make, done = _ACTS[what]
    return act(visit, make(visit, number), back, _(done))


def _strike(what: Literal["begun", "ended"]) -> Callable[[Visit, int], Command]:
    return lambda _visit, number: data.RecordStrike(grievance=number, what=what)


_ACTS: dict[str, tuple[Callable[[Visit, int], Command], str]] = {
    "sign": (
        lambda _visit, one: data.SignGrievance(grievance=one),
        gettext_noop("You have signed it."),
    ),
    "answer": (
        lambda visit, one: data.AnswerGrievance(grievance=one, text=_typed(visit, "text")),
        gettext_noop("Your answer stands beside the grievance."),
    ),
    "hearing": (
        lambda visit, one: data.CallHearing(
            grievance=one, begins_at=_moment(visit), place=_typed(visit, "place")
        ),
        gettext_noop("The date is set."),
    ),
    "offer": (
        lambda visit, one: data.AgreeGrievance(grievance=one, text=_typed(visit, "text")),
        gettext_noop("Your offer is made."),
    ),
    "accept": (
        lambda _visit, one: data.AgreeGrievance(grievance=one),
        gettext_noop("You accept; it counts when more than half of those who signed do."),
    ),
    "withdraw": (
        lambda _visit, one: data.WithdrawGrievance(grievance=one),
        gettext_noop("Noted; it counts when more than half of those who signed want it."),
    ),
    "strike": (
        lambda _visit, one: data.GiveStrikeNotice(grievance=one),
        gettext_noop("Noted; notice is given when more than half of those who signed want it."),
    ),
    "begun": (_strike("begun"), gettext_noop("It is on the record that the strike has begun.")),
    "ended": (_strike("ended"), gettext_noop("It is on the record that the strike has ended.")),
}
"""The last part of the address: the command, and what is said when it is done."""

_MOVED: dict[str, tuple[Callable[[int], ef.AnyEffect], str]] = {
    "uphold": (
        lambda one: ArbitrateGrievance(grievance=one, ruling="upheld"),
        gettext_noop("The grievance “%(title)s” is upheld"),
    ),
    "reject": (
        lambda one: ArbitrateGrievance(grievance=one, ruling="rejected"),
        gettext_noop("The grievance “%(title)s” is rejected"),
    ),
    "union-accept": (
        lambda one: ActOnGrievance(grievance=one, act="agree"),
        gettext_noop("We accept what is offered on “%(title)s”"),
    ),
    "union-withdraw": (
        lambda one: ActOnGrievance(grievance=one, act="withdraw"),
        gettext_noop("We withdraw the grievance “%(title)s”"),
    ),
    "union-strike": (
        lambda one: ActOnGrievance(grievance=one, act="strike"),
        gettext_noop("We give notice of a strike over “%(title)s”"),
    ),
}
"""The last part of the address: what is moved in the arbiter body, or in the union."""


def _motion(reading: Reading, number: int, what: str) -> cmd.ProposeMotion:
    found = reading.state.grievances.get(number)
    if found is None:
        text = _("There is no grievance with the number %(number)d.")
        raise Http404(text % {"number": number})
    make, said = _MOVED[what]
    title = (reading.text(found.text) or "").partition("\n")[0][:90]
    body = found.union if what.startswith("union-") else found.arbiter
    return cmd.ProposeMotion(body=body, text=_(said) % {"title": title}, effect=make(number))


def _move(visit: Visit, command: cmd.ProposeMotion, back: links.Link) -> HttpResponse:
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved; it counts when it is carried there."))
    return HttpResponseRedirect(links.motion_url(moved.motion))


def _typed(visit: Visit, field: str) -> str:
    return visit.POST.get(field, "").replace("\0", "").strip()[:TEXT_MAX]


def _moment(visit: Visit) -> int:
    """Read a date as the browser sends it; 0, which no hearing can have, where it is none."""
    try:
        typed = datetime.fromisoformat(visit.POST.get("begins_at", "").strip())
    except ValueError:
        return 0
    return max(0, int((typed if typed.tzinfo else typed.replace(tzinfo=UTC)).timestamp()))
