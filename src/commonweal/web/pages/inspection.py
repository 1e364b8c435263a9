"""Inspection: who inspects, what they looked at, what they found and asked, and the answers.

Rules of this module: everything that inspectors did is shown to everybody; what a look opened is
shown to the inspector alone, once its record is durable.

Not here: the recall vote that an inspector put (``polls``).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from commonweal.office.inspecting import Shown, look
from commonweal.office.reading import Reading
from commonweal.polity import Seat
from commonweal.polity.rights.inspection.data import (
    OPEN,
    AnswerDemand,
    Demand,
    DemandAnswer,
    Finding,
    PublishFinding,
    PutRecall,
)
from commonweal.terms import Refusal
from commonweal.web import links
from commonweal.web.frame import Context, act, members_only, refused, show, whole
from commonweal.web.middleware import Visit

SHOWN_MAX = 50
TEXT_MAX = 50_000
"""Longest text that a form takes, in characters."""

KINDS = {
    "body": gettext_noop("body"),
    "roll": gettext_noop("roll"),
    "motion": gettext_noop("motion"),
    "task": gettext_noop("task"),
    "seat": gettext_noop("seat or office"),
    "poll": gettext_noop("election or vote"),
    "letter": gettext_noop("open letter"),
    "question": gettext_noop("question"),
    "meeting": gettext_noop("meeting"),
    "caucus": gettext_noop("caucus"),
    "charge": gettext_noop("charge"),
    "grievance": gettext_noop("grievance"),
    "challenge": gettext_noop("challenge of a result"),
    "showing": gettext_noop("document a workforce asked for"),
}

LINES = {
    "member": gettext_noop("member"),
    "voter": gettext_noop("voted by name"),
    "text": gettext_noop("wording of motion"),
    "task": gettext_noop("task"),
    "report": gettext_noop("report on task"),
    "declaration": gettext_noop("declaration"),
    "words": gettext_noop("words of number"),
}


def inspection(request: HttpRequest) -> HttpResponse:
    """Show inspectors, findings, demands and looks."""
    return show(request, "inspection.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.inspection
    findings = list(state.findings.values())[-SHOWN_MAX:]
    demands = sorted(state.demands.values(), key=_urgency)[:SHOWN_MAX]
    looks = state.accesses[-SHOWN_MAX:]
    seats = _inspectors(reading)
    _know(reading, findings, demands, [*(one.by for one in looks), *(s.holder for s in seats)])
    inspects = bool(reading.viewer) and any(one.holder == reading.viewer for one in seats)
    return {
        "path": [links.Link(_("Inspection"), "")],
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "inspectors": [
            {"name": links.holder(reading, one), "url": links.seat_url(one.id)} for one in seats
        ],
        "findings": [_finding_row(reading, one) for one in reversed(findings)],
        "demands": [_demand_row(reading, one) for one in demands],
        "looks": [
            {
                "at": links.when(one.at),
                "by": links.who(reading, one.by),
                "what": f"{_(KINDS[one.kind])} {one.number}",
            }
            for one in reversed(looks)
        ],
        "inspects": inspects,
        "kinds": [{"value": one, "label": _(KINDS[one])} for one in OPEN],
        "bodies": [links.Link(one.name, str(one.id)) for one in state.bodies.values()]
        if inspects
        else [],
    }


def _urgency(demand: Demand) -> tuple[bool, bool, int]:
    return bool(demand.answer), not demand.unanswered, -demand.id


def _inspectors(reading: Reading) -> list[Seat]:
    rule = reading.charter.inspection
    if rule is None:
        return []
    levels = reading.charter.offices[rule.office].levels
    bodies = [one for one in reading.state.bodies.values() if one.is_open and one.level in levels]
    seats = (reading.state.seats[number] for body in bodies for number in body.offices)
    return [one for one in seats if one.office == rule.office]


def _know(
    reading: Reading, findings: Iterable[Finding], demands: Iterable[Demand], people: Iterable[int]
) -> None:
    found, asked = list(findings), list(demands)
    members = [*people, *(one.by for one in found)]
    members += [member for one in asked for member in (one.by, one.holder, one.answered_by)]
    texts = [one.text for one in found] + [one.text for one in asked]
    reading.know((one for one in members if one), [*texts, *(one.answer for one in asked)])


def _finding_row(reading: Reading, one: Finding) -> Context:
    return {
        "title": links.title_and_text(reading, one.text)[0],
        "url": reverse("finding", args=[one.id]),
        "body": reading.state.bodies[one.body].name,
        "by": links.who(reading, one.by),
        "at": links.when(one.at),
    }


def _demand_row(reading: Reading, one: Demand) -> Context:
    word, tone = _stage(one)
    return {
        "title": links.title_and_text(reading, one.text)[0],
        "url": reverse("demand", args=[one.id]),
        "seat": links.seat_name(reading, reading.state.seats[one.seat]),
        "stage": word,
        "tone": tone,
        "due": links.when(one.due_at),
    }


def _stage(one: Demand) -> tuple[str, str]:
    if one.answer:
        return (_("answered late"), "wait") if one.unanswered else (_("answered"), "good")
    return (_("not answered"), "bad") if one.unanswered else (_("waits for an answer"), "wait")


def finding(request: HttpRequest, number: int) -> HttpResponse:
    """Show a finding."""
    return show(request, "finding.html", lambda reading: _finding(reading, number))


def _finding(reading: Reading, number: int) -> Context:
    one = reading.state.findings.get(number)
    if one is None:
        raise Http404(_("There is no finding with the number %(number)d.") % {"number": number})
    _know(reading, [one], [], [])
    title, paragraphs = links.title_and_text(reading, one.text)
    return {
        "path": [_home(), links.Link(title, "")],
        "title": title,
        "paragraphs": paragraphs or [],
        "body": links.body_link(reading, one.body),
        "by": links.who(reading, one.by),
        "at": links.when(one.at),
    }


def _home() -> links.Link:
    return links.Link(_("Inspection"), reverse("inspection"))


def demand(request: HttpRequest, number: int) -> HttpResponse:
    """Show a demand for an answer, with the form for it."""
    return show(request, "demand.html", lambda reading: _demand(reading, number))


def _demand(reading: Reading, number: int) -> Context:
    one = reading.state.demands.get(number)
    if one is None:
        raise Http404(_("There is no demand with the number %(number)d.") % {"number": number})
    _know(reading, [], [one], [])
    seat = reading.state.seats[one.seat]
    title, paragraphs = links.title_and_text(reading, one.text)
    word, tone = _stage(one)
    asked = bool(reading.viewer) and reading.viewer in (one.holder, seat.holder)
    return {
        "path": [_home(), links.Link(title, "")],
        "title": title,
        "paragraphs": paragraphs or [],
        "seat": links.seat_link(reading, seat),
        "holder": links.who(reading, one.holder),
        "by": links.who(reading, one.by),
        "at": links.when(one.at),
        "due": links.when(one.due_at),
        "stage": word,
        "tone": tone,
        "answer": links.title_and_text(reading, one.answer) if one.answer else None,
        "answered_by": links.who(reading, one.answered_by) if one.answer else "",
        "answer_url": reverse("answer-demand", args=[number]) if asked and not one.answer else "",
    }


def _text(visit: Visit) -> str:
    text = visit.POST.get("text", "").replace("\0", "").strip()[:TEXT_MAX]
    return text or _("(no words)")


@require_POST
@members_only
def inspect(visit: Visit) -> HttpResponse:
    """Look at something, and show what it opens."""
    kind, number = visit.POST.get("kind", ""), whole(visit.POST.get("number", ""))
    key = visit.POST.get("key", "")
    try:
        shown = look(visit.federation.office, kind, number, visit.viewer, key=key)
    except Refusal as refusal:
        return refused(visit, refusal, _home())
    return show(visit, "looked.html", lambda _reading: _looked(shown, kind, number))


def _looked(shown: Shown, kind: str, number: int) -> Context:
    return {
        "path": [_home(), links.Link(f"{_(KINDS[kind])} {number}", "")],
        "what": f"{_(KINDS[kind])} {number}",
        "entry_url": links.entry_url(shown.index),
        "lines": [
            {"what": f"{_(LINES[one.what])} {one.number}", "text": one.text} for one in shown.lines
        ],
    }


@require_POST
@members_only
def publish(visit: Visit) -> HttpResponse:
    """Publish a finding."""
    command = PublishFinding(body=whole(visit.POST.get("body", "")), text=_text(visit))
    return act(visit, command, _home(), _("Your finding is published."))


@require_POST
@members_only
def ask(visit: Visit) -> HttpResponse:
    """Demand an answer."""
    command = DemandAnswer(seat=whole(visit.POST.get("seat", "")), text=_text(visit))
    return act(visit, command, _home(), _("Your demand is on record."))


@require_POST
@members_only
def answer(visit: Visit, number: int) -> HttpResponse:
    """Answer a demand."""
    back = links.Link(_("the demand"), reverse("demand", args=[number]))
    return act(visit, AnswerDemand(demand=number, text=_text(visit)), back, _("It is answered."))


@require_POST
@members_only
def recall(visit: Visit) -> HttpResponse:
    """Put a recall to the vote."""
    command = PutRecall(seat=whole(visit.POST.get("seat", "")))
    return act(visit, command, _home(), _("The electors of the seat now vote."))
