"""Workers' control: units of other owners, and what their workforces were shown and refused.

Rules of this module: the register is open to everybody; only the workforce writes in it.

Not here: the decision that ends a register, which is a motion like any other (``motions``).
"""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from commonweal.office.reading import Reading
from commonweal.polity import Command
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.rights.control import data
from commonweal.polity.rights.control.effects import LeaveUnit, Why
from commonweal.polity.rights.succession import successor
from commonweal.terms import Refusal
from commonweal.web import links, words
from commonweal.web.frame import Context, act, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history
from commonweal.web.telling_control import WHYS, owner_of

TEXT_MAX, NAME_MAX = 20_000, 200

STAGES = {
    "asked": (gettext_noop("asked"), "wait"),
    "shown": (gettext_noop("shown"), "good"),
    "refused": (gettext_noop("refused"), "bad"),
    "unanswered": (gettext_noop("not answered"), "bad"),
}


def units(request: HttpRequest) -> HttpResponse:
    """List the units that the federation does not own, with what came of asking."""
    return show(request, "units.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.control
    every = [state.units[one] for one in sorted(state.units, reverse=True)]
    reading.know((), [one.owner for one in every])
    home = state.members.home[reading.viewer] if reading.viewer else 0
    body = state.bodies.get(home)
    fits = rule is not None and body is not None and body.level == rule.level
    enters = fits and home not in state.unit_of
    return {
        "path": [links.Link(_("Workers' control"), "")],
        "provided": rule is not None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "rows": [_row(reading, one) for one in every if not one.left_at],
        "left": [_row(reading, one) for one in every if one.left_at],
        "enter": {"body": home, "name": body.name} if enters and body else None,
        "name_max": NAME_MAX,
    }


def _row(reading: Reading, unit: data.Unit) -> Context:
    counts = _counts(reading, unit)
    bad = counts["refused"] + counts["unanswered"]
    said = {**counts, "body": reading.state.bodies[unit.body].name}
    told = _(
        "%(body)s: %(shown)d shown, %(refused)d refused, %(unanswered)d not answered,"
        " %(asked)d open"
    )
    return {
        "url": reverse("unit", args=[unit.id]),
        "title": owner_of(reading, unit),
        "where": told % said,
        "stage": _("register ended") if unit.left_at else _("register kept"),
        "tone": "" if unit.left_at else ("bad" if bad else "good"),
        "at": links.when(unit.left_at or unit.entered_at),
    }


def _counts(reading: Reading, unit: data.Unit) -> dict[str, int]:
    found = Counter[str](reading.state.showings[one].stage for one in unit.showings)
    return {stage: found[stage] for stage in STAGES}


# One unit.


def unit(request: HttpRequest, number: int) -> HttpResponse:
    """Show the register of one unit."""
    return show(request, "unit.html", lambda reading: _one(reading, number))


def _found(reading: Reading, number: int) -> data.Unit:
    found = reading.state.units.get(number)
    if found is None:
        text = _("There is no unit with the number %(number)d.")
        raise Http404(text % {"number": number})
    return found


def _one(reading: Reading, number: int) -> Context:
    found, state = _found(reading, number), reading.state
    rows = [state.showings[one] for one in reversed(found.showings)]
    answers = [answer for one in rows for answer in one.answers]
    texts = [found.owner, *(one.text for one in rows), *(one.text for one in answers if one.text)]
    people = [found.by, *(one.by for one in rows), *(one.by for one in answers)]
    reading.know(people, texts)
    body = successor(reading.case, found.body)
    writes = bool(reading.viewer) and not found.left_at and body.is_open
    writes = writes and reading.case.is_voter(reading.viewer, body)
    rule = reading.charter.control
    owner = owner_of(reading, found)
    return {
        "path": [links.Link(_("Workers' control"), reverse("units")), links.Link(owner, "")],
        "owner": owner,
        "number": number,
        "body": links.body_link(reading, body.id),
        "entered_at": links.when(found.entered_at),
        "left_at": links.when_or_none(found.left_at),
        "why": _(WHYS[found.why]) if found.why else "",
        "motion": links.motion_link(reading, found.motion) if found.motion else None,
        "counts": [{"name": _(STAGES[k][0]), "n": n} for k, n in _counts(reading, found).items()],
        "cite": links.cite(reading, rule.article) if rule else None,
        "rows": [_showing(reading, one, body.id, writes=writes) for one in rows],
        "ask_days": rule.answer_days if writes and rule else 0,
        "whys": [{"id": one, "name": _(text)} for one, text in WHYS.items()] if writes else [],
        "history": history(reading, "unit", number),
    }


def _showing(reading: Reading, one: data.Showing, body: int, *, writes: bool) -> Context:
    stage, tone = words.stage(STAGES, one.stage)
    title, paragraphs = links.title_and_text(reading, one.text)
    council = reading.state.bodies[body]
    asked = reading.viewer == one.by or not reading.case.is_voter(one.by, council)
    return {
        "number": one.id,
        "title": title,
        "more": paragraphs[1:] if paragraphs else [],
        "stage": stage,
        "tone": tone,
        "asked_at": links.when(one.asked_at),
        "due_at": links.when(one.due_at),
        "answers": [_answer(reading, answer) for answer in one.answers],
        "note": writes and asked and one.stage != "shown",
    }


def _answer(reading: Reading, answer: data.Answer) -> Context:
    text = reading.text(answer.text) if answer.text else ""
    told = _("a text that was erased") if text is None else text
    return {"stage": _(STAGES[answer.stage][0]), "at": links.when(answer.at), "text": told}


# What the workforce does.


def _back(number: int) -> links.Link:
    return links.Link(_("the register"), reverse("unit", args=[number]))


def _text(visit: Visit, field: str, most: int = TEXT_MAX) -> str:
    return visit.POST.get(field, "").replace("\0", "").strip()[:most]


@require_POST
@members_only
def enter(visit: Visit) -> HttpResponse:
    """Begin a register for the viewer's own body."""
    body = whole(visit.POST.get("body", ""))
    command = data.EnterUnit(body=body, owner=_text(visit, "owner", NAME_MAX))
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, links.Link(_("the registers"), reverse("units")))
    entered = next(one for one in answer.events if isinstance(one, data.UnitEntered))
    messages.success(visit, _("The register has begun."))
    return HttpResponseRedirect(_back(entered.unit).url)


@require_POST
@members_only
def ask(visit: Visit, number: int) -> HttpResponse:
    """Ask to see something."""
    days = whole(visit.POST.get("days", ""))
    command = data.AskToSee(unit=number, text=_text(visit, "text"), days=days)
    return act(visit, command, _back(number), _("The register says what you asked to see."))


@require_POST
@members_only
def note(visit: Visit, number: int, showing: int) -> HttpResponse:
    """Note that something was shown, or refused."""
    text = _text(visit, "text")
    command: Command = data.RecordShown(showing=showing, text=text)
    if visit.POST.get("outcome", "") == "refused":
        command = data.RecordRefused(showing=showing, text=text)
    return act(visit, command, _back(number), _("Noted in the register."))


@require_POST
@members_only
def move_leave(visit: Visit, number: int) -> HttpResponse:
    """Move, in the council of the workforce, that its register ends."""

    def made(reading: Reading) -> Command:
        found = _found(reading, number)
        ours = visit.POST.get("why", "") == "taken_over"
        why: Why = "taken_over" if ours else "given_up"
        reading.know((), [found.owner])
        text = _("End of the register on %(owner)s") % {"owner": owner_of(reading, found)[:90]}
        body = successor(reading.case, found.body)
        return cmd.ProposeMotion(body=body.id, text=text, effect=LeaveUnit(unit=number, why=why))

    command = visit.federation.look(visit.viewer, made)
    try:
        answer = carry_out(visit, command)
    except Refusal as refusal:
        return refused(visit, refusal, _back(number))
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved in your body; it counts when it is carried there."))
    return HttpResponseRedirect(links.motion_url(moved.motion))
