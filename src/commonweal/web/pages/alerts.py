"""Alerts and corrections: what the figures show, whose turn it is, and what is changed.

Rules of this module:

* an alert is told as a fact, with the name of the test that found it, and never as a verdict;
* its way up is told body by body; only figures end it, and the page says so.

Not here: the plan itself (``running``), reports and receipts (``delivering``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonweal.office.plan_reading import plan_reading
from commonweal.office.reading import Reading
from commonweal.polity.planning.correcting import data
from commonweal.polity.planning.proposals import kept
from commonweal.polity.rights.succession import heir
from commonweal.web import links, planned, running, words
from commonweal.web.forms import Act, Field, Form, Typed, faults_told, take, told
from commonweal.web.frame import Context, show
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

SHOWN = 100
ENTRIES_SHOWN = 8
TEXT_MAX = 4_000

KINDS = {
    "level": gettext_noop("the figures moved to another level"),
    "slope": gettext_noop("the figures rise or fall"),
    "spike": gettext_noop("one figure is far off"),
    "mismatch": gettext_noop("report and receipt differ"),
    "unconfirmed": gettext_noop("nobody confirmed it"),
    "too_regular": gettext_noop("the figures are too regular"),
    "bunching": gettext_noop("the figures lie just above the plan"),
    "jump": gettext_noop("the figures changed suddenly"),
    "quality": gettext_noop("quality falls"),
    "taking": gettext_noop("members leave it on the shelf"),
}

CORRECTION_STAGES = {
    "asked": (gettext_noop("the smallest change is sought"), "wait"),
    "fits": (gettext_noop("nothing has to change"), "good"),
    "infeasible": (gettext_noop("no plan is left"), "bad"),
    "voting": (gettext_noop("the councils concerned vote"), "wait"),
    "in_force": (gettext_noop("in force"), "good"),
    "fallen": (gettext_noop("not agreed to"), "bad"),
}

_SAID = {
    "asked": gettext_noop("The smallest change that makes the plan fit again is being sought."),
    "fits": gettext_noop("The plan still fits what happened: nothing has to change."),
    "infeasible": gettext_noop("Nothing makes the rest of the plan fit what happened."),
}

# Alerts.


def alerts(request: HttpRequest) -> HttpResponse:
    """List what the figures of plans showed, open ones first."""
    return show(request, "plan_alerts.html", _alerts, page="plan")


def _alerts(reading: Reading) -> Context:
    every = sorted(reading.state.alerts.values(), key=lambda one: -one.id)
    reading.know((), [one.text for one in every[:SHOWN]])
    planned.know(reading, products={one.product for one in every if one.product})
    open_ones = [one for one in every if one.stage == "open"]
    open_ones.sort(key=lambda one: (-len(one.rises), one.due_at))
    ended = [one for one in every if one.stage == "ended"]
    return {
        "path": planned.path(
            links.Link(_("The plan that runs"), reverse("running-plan")),
            links.Link(_("Alerts"), ""),
        ),
        "rows": [_alert_row(reading, one) for one in open_ones[:SHOWN]],
        "ended": [_alert_row(reading, one) for one in ended[:SHOWN]],
        "rule": _alert_rule(reading),
    }


def _alert_rule(reading: Reading) -> Context | None:
    rule = planned.rule_now(reading)
    if rule is None:
        return None
    return {"days": words.days(rule.answer_days), "cite": links.cite(reading, rule.article)}


def _alert_row(reading: Reading, one: data.Alert) -> Context:
    rises = len(one.rises)
    return {
        "url": reverse("plan-alert", args=[one.id]),
        "title": links.title_and_text(reading, one.text)[0],
        "where": _where(reading, one),
        "stage": _("in order again") if one.stage == "ended" else _rise_words(rises),
        "tone": "good" if one.stage == "ended" else ("bad" if rises else "wait"),
        "at": links.when(one.raised_at),
    }


def _where(reading: Reading, one: data.Alert) -> str:
    said = {"body": reading.state.bodies[one.body].name, "kind": _(KINDS[one.kind])}
    return _("%(body)s: %(kind)s") % said


def _rise_words(rises: int) -> str:
    if not rises:
        return _("with the unit itself")
    return ngettext("rose %(n)d level", "rose %(n)d levels", rises) % {"n": rises}


def alert(request: HttpRequest, number: int) -> HttpResponse:
    """Show an alert with its way up, or take what a body says about it."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            request,
            "plan_alert.html",
            lambda reading: _alert(reading, number, typed),
            page="plan",
            status=status,
        )

    def answered(typed: Typed) -> data.AnswerAlert:
        return data.AnswerAlert(alert=number, text=typed.text("text", TEXT_MAX))

    if request.method == "POST":
        acts = {"answer": Act(answered, _("Your answer stands beside the alert."))}
        return cast("HttpResponse", take(visit, acts, page))
    return page(Typed(), 200)


def _alert(reading: Reading, number: int, typed: Typed) -> Context:
    found = reading.state.alerts.get(number)
    if found is None:
        raise Http404(_("There is no alert with the number %(number)d.") % {"number": number})
    state = reading.state
    reading.know([one.by for one in found.answers], [found.text, *(a.text for a in found.answers)])
    title, paragraphs = links.title_and_text(reading, found.text)
    turn = heir(state, found.at)
    unit = heir(state, found.body)
    answers = found.stage == "open" and (
        planned.votes_in(reading, turn) or planned.votes_in(reading, unit)
    )
    return {
        "path": planned.path(
            links.Link(_("Alerts"), reverse("plan-alerts")), links.Link(title, "")
        ),
        "title": title,
        "more": paragraphs[1:] if paragraphs else [],
        "kind": _(KINDS[found.kind]),
        "test": found.test,
        "body": links.body_link(reading, unit.id),
        "body_plan": reverse("body-plan", args=[unit.id]),
        "at": links.body_link(reading, turn.id),
        "period": found.period,
        "open": found.stage == "open",
        "stage": _alert_row(reading, found),
        "raised_at": links.when(found.raised_at),
        "due_at": links.when_or_none(found.due_at if found.stage == "open" else 0),
        "ended_at": links.when_or_none(found.ended_at),
        "line": reverse("plan-line", args=[found.line]) if found.line else "",
        "rises": [
            {"at": links.when(at), "body": links.body_link(reading, body)}
            for at, body in found.rises
        ],
        "answers": [
            {
                "at": links.when(one.at),
                "who": links.who(reading, one.by),
                "body": state.bodies[one.body].name,
                "paragraphs": links.title_and_text(reading, one.text)[1]
                or [_("a text that was erased")],
            }
            for one in found.answers
        ],
        "form": told(_answer_form(), typed) if answers else None,
        "faults": faults_told(reading, typed),
        "rule": _alert_rule(reading),
        "history": history(reading, "alert", number),
    }


def _answer_form() -> Form:
    what = _("What happened, and what do you do about it?")
    return Form(
        name="answer",
        title=_("Answer"),
        hint=_("Everyone can read it. Only figures end an alert: the days go on meanwhile."),
        button=_("Answer"),
        fields=(Field(name="text", label=what, kind="words", most=TEXT_MAX),),
    )


# Corrections.


def corrections(request: HttpRequest) -> HttpResponse:
    """List corrections of plans, or ask for one."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            request,
            "plan_corrections.html",
            lambda reading: _corrections(reading, typed),
            page="plan",
            status=status,
        )

    def asked(typed: Typed) -> data.AskForCorrection:
        plan = typed.number("plan")
        return data.AskForCorrection(plan=plan, text=typed.text("text", TEXT_MAX))

    if request.method == "POST":
        acts = {"ask": Act(asked, _("The smallest change that makes the plan fit is sought."))}
        return cast("HttpResponse", take(visit, acts, page))
    return page(Typed(), 200)


def _corrections(reading: Reading, typed: Typed) -> Context:
    plan = running.current(reading)
    every = sorted(reading.state.plan_corrections.values(), key=lambda one: -one.id)
    reading.know((), [one.text for one in every])
    ends = plan is not None and reading.now < plan.ends_at
    asks = bool(reading.viewer) and ends
    return {
        "path": planned.path(
            links.Link(_("The plan that runs"), reverse("running-plan")),
            links.Link(_("Corrections"), ""),
        ),
        "rows": [_correction_row(reading, one) for one in every[:SHOWN]],
        "rule": _correction_rule(reading),
        "form": told(_ask_form(plan.id), typed) if asks and plan else None,
        "faults": faults_told(reading, typed),
    }


def _ask_form(plan: int) -> Form:
    return Form(
        name="ask",
        title=_("Ask for a correction"),
        hint=_("The smallest change that makes the rest of the plan fit what really happened."),
        button=_("Ask for it"),
        hidden={"plan": str(plan)},
        fields=(
            Field(name="text", label=_("What does not fit any more?"), kind="words", most=TEXT_MAX),
        ),
    )


def _correction_rule(reading: Reading) -> Context | None:
    rule = planned.rule_now(reading)
    if rule is None:
        return None
    return {"share": words.share(rule.tolerance), "cite": links.cite(reading, rule.article)}


def _correction_row(reading: Reading, one: data.PlanCorrection) -> Context:
    stage, tone = words.stage(CORRECTION_STAGES, one.stage)
    return {
        "url": reverse("plan-correction", args=[one.id]),
        "title": links.title_and_text(reading, one.text)[0],
        "where": _moved(one) if one.left else "",
        "stage": stage,
        "tone": tone,
        "at": links.when(one.asked_at),
    }


def _moved(one: data.PlanCorrection) -> str:
    said = {
        "moved": planned.hours(one.moved),
        "cut": planned.hours(one.cut),
        "share": _share(one),
    }
    if one.cut:
        text = _(
            "%(moved)s of work moved, deliveries worth %(cut)s cut; together %(share)s of what was"
            " left"
        )
        return text % said
    return _("%(moved)s of work moved, %(share)s of what was left") % said


def _share(one: data.PlanCorrection) -> str:
    """Write what a correction moves and cuts as a share of the hours that were left."""
    return planned.percent(1_000_000 * (one.moved + one.cut) // one.left) if one.left else ""


def correction(request: HttpRequest, number: int) -> HttpResponse:
    """Show a correction: what it moves, whom it concerns, what they said."""
    visit = cast("Visit", request)
    digest = visit.federation.look(visit.viewer, lambda reading: _voted_on(reading, number))
    file = plan_reading(visit.federation.office.vault, digest) if digest else None
    coming = [(one.product, one.amount) for one in file.about.lines] if file else None
    return show(
        request,
        "plan_correction.html",
        lambda reading: _correction(reading, number, coming),
        page="plan",
    )


def _voted_on(reading: Reading, number: int) -> str:
    """Return the file of a correction that is being voted on; its lines are nowhere else yet."""
    found = reading.state.plan_corrections.get(number)
    return found.file if found and found.stage == "voting" else ""


Amounts = Iterable[tuple[int, int]]
"""Products, and how much of each."""


def _correction(reading: Reading, number: int, coming: Amounts | None) -> Context:
    found = reading.state.plan_corrections.get(number)
    if found is None:
        raise Http404(_("There is no correction with the number %(number)d.") % {"number": number})
    reading.know([found.by], [found.text])
    title, paragraphs = links.title_and_text(reading, found.text)
    plan = reading.state.plans[found.plan]
    every = [reading.state.lines[one] for one in plan.lines]
    changed = [one for one in every if one.correction == number]
    running.know_lines(reading, every)
    return {
        "path": planned.path(
            links.Link(_("Corrections"), reverse("plan-corrections")), links.Link(title, "")
        ),
        "title": title,
        "more": paragraphs[1:] if paragraphs else [],
        "by": links.who(reading, found.by),
        "row": _correction_row(reading, found),
        "plan": planned.plan_link(reading, found.plan),
        "from_period": found.from_period,
        "said": _(_SAID[found.stage]) if found.stage in _SAID else "",
        "moved": planned.hours(found.moved) if found.left else "",
        "cut": planned.hours(found.cut) if found.cut else "",
        "share": _share(found),
        "rule": _correction_rule(reading),
        "until": links.when_or_none(found.until if found.stage == "voting" else 0),
        "file": found.file,
        "councils": [_council(reading, found, body) for body in found.bodies],
        "votes": _votes(found),
        **_goods(reading, _replaced(found, every), coming or _amounts(changed)),
        "lines": [running.line_told(reading, one, one.to) for one in changed[:SHOWN]],
        "history": history(reading, "correction", number, ENTRIES_SHOWN),
    }


def _votes(found: data.PlanCorrection) -> list[Context]:
    """Count what the councils concerned have said."""
    agreed = sum(1 for one in found.agreed.values() if one)
    counts = [
        (_("Agree"), agreed),
        (_("Do not agree"), len(found.agreed) - agreed),
        (_("Have said nothing"), len(found.bodies) - len(found.agreed)),
    ]
    return [{"name": name, "n": count} for name, count in counts] if found.bodies else []


def _replaced(found: data.PlanCorrection, lines: Iterable[kept.Line]) -> Amounts:
    """Return what a correction takes out of the plan, or would if it is agreed to."""
    if found.stage == "voting":
        stand = (one for one in lines if running.stands(one) and not one.grievance)
        return _amounts(one for one in stand if one.period >= found.from_period)
    return _amounts(one for one in lines if one.ended_by == found.id)


def _amounts(lines: Iterable[kept.Line]) -> Amounts:
    return [(one.product, one.amount) for one in lines]


def _goods(reading: Reading, ended: Amounts, begun: Amounts) -> Context:
    """Tell by product what deliveries come to before a correction and after it, if they differ."""
    before, after = Counter[int](), Counter[int]()
    for amounts, sums in ((ended, before), (begun, after)):
        for product, amount in amounts:
            sums[product] += amount
    every = [(product, before[product], after[product]) for product in sorted(before | after)]
    rows = [row for row in every if row[1] != row[2]] if before and after else []
    rows.sort(key=lambda row: (Fraction(row[2] - row[1], max(row[1:])), row[0]))
    return {
        "goods": [_good(reading, *row) for row in rows],
        "unchanged": len(every) - len(rows),
    }


def _good(reading: Reading, product: int, before: int, after: int) -> Context:
    return {
        "name": planned.product(reading, product),
        "unit": planned.unit(reading, product),
        "before": before,
        "after": after,
        "by": f"{after - before:+,}".replace("-", "−"),
    }


def _council(reading: Reading, found: data.PlanCorrection, body: int) -> Context:
    said = found.agreed.get(body)
    question = found.questions.get(body, 0)
    if said is None:
        stage, tone = (_("votes"), "wait") if question else (_("told"), "")
    else:
        stage, tone = (_("agrees"), "good") if said else (_("does not agree"), "bad")
    motion = links.motion_link(reading, question) if question else None
    return {
        "body": links.body_link(reading, body),
        "motion": motion,
        "stage": stage,
        "tone": tone,
    }
