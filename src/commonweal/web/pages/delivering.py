"""Reporting what was delivered, and saying what arrived: in a hall, on a phone.

Rules of this module:

* on one page stand what a body has to deliver and what waits for its answer, nearest first, each
  with its form; nothing else is asked for;
* a report is never changed: the form says so before it is sent.

Not here: the plan itself (``running``), alerts and corrections (``alerts``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office import plan_watching as watch
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.planning.deliveries import data
from commonweal.polity.planning.proposals import kept
from commonweal.web import links, planned, running
from commonweal.web.forms import Act, Field, Form, Option, Typed, faults_told, take, told
from commonweal.web.frame import Context, show
from commonweal.web.middleware import Visit

SHOWN = 40
TEXT_MAX = 2_000


# Deliveries.


def deliver(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a body delivers and receives, or take what it says of it."""
    visit = cast("Visit", request)
    if request.method == "POST":
        return cast(
            "HttpResponse",
            take(visit, _ACTS, lambda typed, status: _page(request, number, typed, status)),
        )
    return _page(request, number, Typed(), 200)


def _page(request: HttpRequest, number: int, typed: Typed, status: int) -> HttpResponse:
    return show(
        request,
        "deliver.html",
        lambda reading: _told(reading, number, typed),
        page="plan",
        status=status,
    )


def _report(typed: Typed) -> data.ReportDelivery:
    line = typed.number("line")
    return data.ReportDelivery(line=line, amount=typed.amount("amount", least=1))


def _confirm(typed: Typed) -> data.ConfirmDelivery:
    return data.ConfirmDelivery(
        delivery=typed.number("delivery"),
        received=typed.amount("received"),
        grade=typed.number("grade"),
        text=typed.text("text", TEXT_MAX, optional=True),
    )


def _reject(typed: Typed) -> data.RejectDelivery:
    delivery = typed.number("delivery")
    return data.RejectDelivery(delivery=delivery, text=typed.text("text", TEXT_MAX))


def _return(typed: Typed) -> data.ReturnGoods:
    return data.ReturnGoods(
        delivery=typed.number("delivery"),
        amount=typed.amount("amount", least=1),
        text=typed.text("text", TEXT_MAX),
    )


_ACTS = {
    "report": Act(_report, _("Reported. The receiver says what arrived.")),
    "confirm": Act(_confirm, _("Noted beside the report.")),
    "reject": Act(_reject, _("Rejected; the maker sees why.")),
    "return": Act(_return, _("Sent back, on the record.")),
}


def _told(reading: Reading, number: int, typed: Typed) -> Context:
    body, plan = running.found_body(reading, number), running.current(reading)
    here = _path(body, _("Deliveries"))
    if plan is None:
        return {
            "path": here,
            "body": body.name,
            "plan": None,
            "faults": faults_told(reading, typed),
        }
    sides = running.sides_of(reading, plan, body.id)
    deliveries = _deliveries(reading, sides.got)
    running.know_lines(reading, (*sides.made, *sides.got))
    reading.know((), [one.text for one in deliveries if one.text])
    speaks = planned.votes_in(reading, body)
    waiting = [one for one in deliveries if one.stage in ("reported", "unconfirmed")]
    over = [one for one in deliveries if one.stage in ("confirmed", "rejected")]
    answered = [_answered(reading, one, typed, speaks=speaks) for one in reversed(over[-SHOWN:])]
    return {
        "path": here,
        "body": body.name,
        "plan": planned.plan_link(reading, plan.id),
        "told": running.period_told(reading, plan),
        "speaks": speaks,
        "faults": faults_told(reading, typed),
        "waiting": [_answer(reading, one, typed, speaks=speaks) for one in waiting[:SHOWN]],
        "due": _due(reading, plan, sides.made, typed, speaks=speaks),
        "answered": answered,
        "answered_open": any(one["form"] and one["form"]["open"] for one in answered),
        "sent": [
            running.delivery_told(reading, one)
            for one in reversed(_deliveries(reading, sides.made))
        ][:SHOWN],
    }


def _path(body: Body, title: str) -> list[links.Link]:
    return planned.path(
        links.Link(_("The plan that runs"), reverse("running-plan")),
        links.Link(body.name, reverse("body-plan", args=[body.id])),
        links.Link(title, ""),
    )


def _deliveries(reading: Reading, lines: Iterable[kept.Line]) -> list[data.Delivery]:
    numbers = sorted(number for one in lines for number in one.deliveries)
    return [reading.state.deliveries[one] for one in numbers]


def _due(
    reading: Reading, plan: kept.Plan, lines: Sequence[kept.Line], typed: Typed, *, speaks: bool
) -> Context:
    """Tell what is still to be delivered: until the end of the next period, and of earlier ones.

    They stand apart: who still owes little bits of old lines has to find this week's.
    """
    now = running.period_now(reading, plan)
    open_ones = [
        one
        for one in lines
        if running.stands(one) and one.period <= now + 1 and running.left(reading, one)
    ]
    due = [one for one in open_ones if one.period >= now]
    over = [one for one in open_ones if one.period < now]
    due.sort(key=lambda one: (one.period, one.id))
    over.sort(key=lambda one: (_is_little(reading, one), -one.period, one.id))
    rows = [_due_row(reading, one, typed, speaks=speaks) for one in (*due[:SHOWN], *over[:SHOWN])]
    earlier = rows[min(len(due), SHOWN) :]
    return {
        "now": rows[: min(len(due), SHOWN)],
        "earlier": earlier,
        "earlier_n": len(over),
        "earlier_open": any(row["form"] and row["form"]["open"] for row in earlier),
    }


def _is_little(reading: Reading, line: kept.Line) -> bool:
    return running.nearly(line.amount - running.left(reading, line), line.amount)


def _due_row(reading: Reading, line: kept.Line, typed: Typed, *, speaks: bool) -> Context:
    form = _report_form(reading, line) if speaks and not line.grievance else None
    told_form = told(form, typed) if form else None
    return {**running.line_told(reading, line, line.to), "form": told_form}


def _report_form(reading: Reading, line: kept.Line) -> Form:
    unit = planned.unit(reading, line.product)
    return Form(
        name="report",
        button=_("Report"),
        plain=True,
        hidden={"line": str(line.id)},
        fields=(
            Field(
                name="amount",
                label=_("Delivered, in %(unit)s") % {"unit": unit} if unit else _("Delivered"),
                value=str(running.left(reading, line)),
            ),
        ),
    )


def _answer(reading: Reading, one: data.Delivery, typed: Typed, *, speaks: bool) -> Context:
    row = running.delivery_told(reading, one)
    row["forms"] = [told(form, typed) for form in _answer_forms(row)] if speaks else []
    return row


def _answer_forms(row: Context) -> tuple[Form, Form]:
    hidden = {"delivery": str(row["number"])}
    grades = [Option(str(grade), _(text)) for grade, text in running.GRADES.items()]
    arrived = _("Arrived, in %(unit)s") % {"unit": row["unit"]} if row["unit"] else _("Arrived")
    confirm = Form(
        name="confirm",
        button=_("Confirm"),
        hidden=hidden,
        fields=(
            Field(name="received", label=arrived, value=str(row["amount"])),
            Field(name="grade", label=_("Quality"), kind="pick", value="3", options=grades),
            Field(
                name="text",
                label=_("What is to be said of it"),
                kind="words",
                optional=True,
                most=TEXT_MAX,
            ),
        ),
    )
    why = Field(name="text", label=_("Why"), kind="words", most=TEXT_MAX)
    reject = Form(
        name="reject", button=_("Reject all of it"), hidden=hidden, plain=True, fields=(why,)
    )
    return confirm, reject


def _answered(reading: Reading, one: data.Delivery, typed: Typed, *, speaks: bool) -> Context:
    row = running.delivery_told(reading, one)
    rest = one.received - one.returned
    row["form"] = None
    if speaks and one.stage == "confirmed" and rest > 0:
        form = Form(
            name="return",
            button=_("Send back"),
            plain=True,
            hidden={"delivery": str(one.id)},
            fields=(
                Field(name="amount", label=_("How much"), hint=f"1–{rest:,} {row['unit']}".strip()),
                Field(name="text", label=_("Why"), kind="words", most=TEXT_MAX),
            ),
        )
        row["form"] = told(form, typed)
    return row


# Work, overhead, and what members took.


def figures(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a body reported of its work and its shelves, or take more of it."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            request,
            "plan_figures.html",
            lambda reading: _figures(reading, number, typed),
            page="plan",
            status=status,
        )

    if request.method == "POST":
        return cast("HttpResponse", take(visit, _figure_acts(number), page))
    return page(Typed(), 200)


def _figure_acts(number: int) -> dict[str, Act]:
    def overhead(typed: Typed) -> data.ReportOverhead:
        return data.ReportOverhead(
            body=number,
            period=typed.amount("period", least=1),
            planning=typed.amount("planning"),
            meeting=typed.amount("meeting"),
            inspecting=typed.amount("inspecting"),
        )

    def taking(typed: Typed) -> data.RecordTaking:
        return data.RecordTaking(
            body=number,
            product=typed.number("product"),
            period=typed.amount("period", least=1),
            taken=typed.amount("taken"),
            left=typed.amount("left"),
            returned=typed.amount("returned"),
        )

    return {
        "work": Act(_work, _("Your work is reported.")),
        "overhead": Act(overhead, _("The hours are reported.")),
        "taking": Act(taking, _("What members took is recorded.")),
    }


def _work(typed: Typed) -> data.ReportWork:
    return data.ReportWork(
        process=typed.number("process"),
        period=typed.amount("period", least=1),
        runs=typed.amount("runs"),
        hours=typed.amount("hours"),
        spoiled=typed.pairs("spoiled"),
    )


def _figures(reading: Reading, number: int, typed: Typed) -> Context:
    body, plan = running.found_body(reading, number), running.found(reading)
    rule = running.rule_of(reading, plan)
    ours = set(watch.with_former(reading.state, body.id))
    speaks = planned.votes_in(reading, body)
    now = running.period_now(reading, plan)
    forms: list[Form] = []
    if speaks and body.level in rule.producers:
        forms.append(_work_form(reading, plan, ours, now))
    if speaks and body.level in rule.consumers:
        forms.append(_taking_form(reading, plan, body, now))
    if speaks:
        forms.append(_overhead_form(now))
    return {
        "path": _path(body, _("Figures")),
        "body": body.name,
        "plan": planned.plan_link(reading, plan.id),
        "told": running.period_told(reading, plan),
        "faults": faults_told(reading, typed),
        "forms": [told(one, typed) for one in forms],
        "works": _works(reading, plan, ours),
        "takings": _takings(reading, plan, ours),
        "overheads": _overheads(reading, plan, ours),
    }


def _period_field(now: int) -> Field:
    return Field(name="period", label=_("Period"), value=str(now), most=4)


def _work_form(reading: Reading, plan: kept.Plan, ours: set[int], now: int) -> Form:
    numbers = sorted(
        {one.process for one in plan.runs if reading.state.processes[one.process].body in ours}
    )
    planned.know(reading, processes=numbers)
    return Form(
        name="work",
        title=_("What we did"),
        button=_("Report"),
        fields=(
            Field(
                name="process",
                label=_("Process"),
                kind="pick",
                options=[Option(str(one), planned.process(reading, one)) for one in numbers],
            ),
            _period_field(now),
            Field(name="runs", label=_("Runs")),
            Field(name="hours", label=_("Hours worked")),
            Field(
                name="spoiled",
                label=_("Lost on the way"),
                kind="rows",
                optional=True,
                options=planned.product_options(reading),
            ),
        ),
    )


def _taking_form(reading: Reading, plan: kept.Plan, body: Body, now: int) -> Form:
    got = running.sides_of(reading, plan, body.id).got
    products = sorted({one.product for one in got})
    planned.know(reading, products=products)
    return Form(
        name="taking",
        title=_("What members took"),
        button=_("Record"),
        fields=(
            Field(
                name="product",
                label=_("Product"),
                kind="pick",
                options=[Option(str(one), planned.product(reading, one)) for one in products],
            ),
            _period_field(now),
            Field(name="taken", label=_("Taken")),
            Field(name="left", label=_("Left on the shelf")),
            Field(name="returned", label=_("Brought back"), value="0"),
        ),
    )


def _overhead_form(now: int) -> Form:
    return Form(
        name="overhead",
        title=_("Hours that make nothing"),
        hint=_("They are needed, and they are counted, so that everyone sees what they come to."),
        button=_("Report"),
        plain=True,
        fields=(
            _period_field(now),
            Field(name="planning", label=_("Planning"), value="0"),
            Field(name="meeting", label=_("Meeting"), value="0"),
            Field(name="inspecting", label=_("Inspecting"), value="0"),
        ),
    )


def _works(reading: Reading, plan: kept.Plan, ours: set[int]) -> list[Context]:
    state = reading.state
    found = [
        one
        for one in state.works.values()
        if one.plan == plan.id and state.processes[one.process].body in ours
    ][-SHOWN:]
    planned.know(reading, processes=[one.process for one in found])
    return [
        {
            "what": planned.process(reading, one.process),
            "period": one.period,
            "runs": one.runs,
            "hours": one.hours,
            "spoiled": ", ".join(planned.much_of(reading, *pair) for pair in one.spoiled),
        }
        for one in reversed(found)
    ]


def _takings(reading: Reading, plan: kept.Plan, ours: set[int]) -> list[Context]:
    found = [
        one for one in reading.state.takings.values() if one.plan == plan.id and one.body in ours
    ][-SHOWN:]
    planned.know(reading, products=[one.product for one in found])
    return [
        {
            "what": planned.product(reading, one.product),
            "unit": planned.unit(reading, one.product),
            "period": one.period,
            "taken": one.taken,
            "left": one.left,
            "returned": one.returned,
        }
        for one in reversed(found)
    ]


def _overheads(reading: Reading, plan: kept.Plan, ours: set[int]) -> list[Context]:
    found = [
        one for one in reading.state.overheads.values() if one.plan == plan.id and one.body in ours
    ]
    return [
        {
            "period": one.period,
            "planning": one.planning,
            "meeting": one.meeting,
            "inspecting": one.inspecting,
        }
        for one in reversed(found[-SHOWN:])
    ]
