"""Unions: which there are, what is called for, founding one, joining and leaving.

Rules of this module: how many belong to a union is shown to everybody, who does is shown to nobody;
its motions, elections and meetings stand on its page as a body.

Not here: the page of a body (``bodies``).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.rights.union import data
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

NAME_MAX = 120
"""Longest name that the form takes, in characters."""

ENDED_SHOWN = 50


def unions(request: HttpRequest) -> HttpResponse:
    """List the unions and the calls for one, and let members call for one."""
    return show(request, "unions.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.union
    bodies = [state.bodies[one] for one in state.unions]
    calls = list(state.union_calls.values())
    reading.know(one.by for one in calls)
    calling = any(_is_open(reading, one) and one.by == reading.viewer for one in calls)
    return {
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "needed": rule.members_min if rule else 0,
        "days": rule.call_days if rule else 0,
        "unions": [_row(reading, one) for one in bodies if one.is_open],
        "ended": [_row(reading, one) for one in bodies if not one.is_open][-ENDED_SHOWN:],
        "calls": [_call_row(one) for one in calls if _is_open(reading, one)],
        "found_url": reverse("found-union") if rule and reading.viewer and not calling else "",
        "name_max": NAME_MAX,
    }


def _is_open(reading: Reading, call: data.UnionCall) -> bool:
    """Whether a call still gathers signatures: a union that was founded, or time, ends it."""
    return not call.union and reading.now < call.until


def _row(reading: Reading, one: Body) -> Context:
    return {
        "url": reverse("union", args=[one.id]),
        "name": one.name,
        "size": len(one.members),
        "yours": reading.state.belongs(reading.viewer, one.id),
    }


def _call_row(one: data.UnionCall) -> Context:
    return {
        "url": reverse("union-call", args=[one.id]),
        "name": one.name,
        "signed": len(one.signatures),
        "needed": one.needed,
        "until": links.when(one.until),
    }


def union(request: HttpRequest, number: int) -> HttpResponse:
    """Show a union."""
    return show(request, "union.html", lambda reading: _build(reading, number), page="rights")


def _build(reading: Reading, number: int) -> Context:
    state, rule = reading.state, reading.charter.union
    if number not in state.unions:
        raise Http404(_("There is no union with the number %(number)d.") % {"number": number})
    found = state.bodies[number]
    offices = [state.seats[one] for one in found.offices]
    reading.know(seat.holder for seat in offices)
    belongs = state.belongs(reading.viewer, number)
    may_join = bool(reading.viewer) and found.is_open and not belongs
    return {
        "path": [links.Link(_("Unions"), reverse("unions")), links.Link(found.name, "")],
        "union": {
            "name": found.name,
            "size": len(found.members),
            "opened_at": links.when(found.opened_at),
            "closed_at": links.when_or_none(found.closed_at),
            "body_url": links.body_url(number),
            "call_url": reverse("union-call", args=[state.unions[number].call]),
            "officers": [
                {
                    "title": links.office_title(reading, seat),
                    "url": links.seat_url(seat.id),
                    "holder": links.holder(reading, seat),
                }
                for seat in offices
            ],
        },
        "cite": links.cite(reading, rule.article) if rule else None,
        "waiting_days": reading.charter.members.waiting_days,
        "belongs": belongs,
        "join_url": reverse("join-union", args=[number]) if may_join else "",
        "leave_url": reverse("leave-union", args=[number]) if belongs else "",
        "history": history(reading, "body", number),
    }


def call(request: HttpRequest, number: int) -> HttpResponse:
    """Show the call for a union."""
    return show(request, "union_call.html", lambda reading: _call(reading, number), page="rights")


def _call(reading: Reading, number: int) -> Context:
    found = reading.state.union_calls.get(number)
    if found is None:
        text = _("There is no call for a union with the number %(number)d.")
        raise Http404(text % {"number": number})
    reading.know([found.by])
    rule = reading.case.charter_of(found.charter).union
    running, signed = _is_open(reading, found), reading.viewer in found.signatures
    may_sign = bool(reading.viewer) and running and not signed
    founded = reverse("union", args=[found.union]) if found.union else ""
    name = "founded" if found.union else "open" if running else "lapsed"
    stage, tone = words.stage(words.UNION_CALL_STAGES, name)
    return {
        "path": [links.Link(_("Unions"), reverse("unions")), links.Link(found.name, "")],
        "call": {
            **_call_row(found),
            "by": links.who(reading, found.by),
            "called_at": links.when(found.called_at),
            "stage": stage,
            "tone": tone,
            "open": running,
            "founded": founded,
        },
        "cite": links.cite(reading, rule.article) if rule else None,
        "signed": running and signed,
        "sign_url": reverse("sign-union", args=[number]) if may_sign else "",
        "history": history(reading, "call", number),
    }


def _back(number: int) -> links.Link:
    return links.Link(_("the union"), reverse("union", args=[number]))


@require_POST
@members_only
def found_union(visit: Visit) -> HttpResponse:
    """Call for a union, and go to the page of the call."""
    name = " ".join(visit.POST.get("name", "").replace("\0", "").split())[:NAME_MAX]
    try:
        answer = carry_out(visit, data.FoundUnion(name=name))
    except Refusal as refusal:
        return refused(visit, refusal, links.Link(_("the unions"), reverse("unions")))
    called = next(one for one in answer.events if isinstance(one, data.UnionCalled))
    messages.success(visit, _("You have called for the union, and signed the call."))
    return HttpResponseRedirect(reverse("union-call", args=[called.call]))


@require_POST
@members_only
def sign(visit: Visit, number: int) -> HttpResponse:
    """Sign the call for a union."""
    back = links.Link(_("the call"), reverse("union-call", args=[number]))
    return act(visit, data.SignUnion(call=number), back, _("You have signed the call."))


@require_POST
@members_only
def join(visit: Visit, number: int) -> HttpResponse:
    """Join a union."""
    command = data.JoinUnion(union=number)
    return act(visit, command, _back(number), _("You belong to the union."))


@require_POST
@members_only
def leave(visit: Visit, number: int) -> HttpResponse:
    """Leave a union."""
    command = data.LeaveUnion(union=number)
    return act(visit, command, _back(number), _("You have left the union."))
