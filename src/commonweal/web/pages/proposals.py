"""What a body makes: its processes, hours and stocks, and what the last plan makes of them.

Rules of this module: everybody may read it; forms stand only for who votes in the body, and only
while proposals are made or revised. What limits a process is told after each round.

Not here: orders (``ordering``), where the plan stands (``planning``).
"""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter.planning import Planning
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.planning.proposals import data, finding, kept
from commonweal.web import forms, links, plan_answers, plan_forms, planned
from commonweal.web.forms import Act, Field, Form, Option, Typed
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit

LEAD_MAX = 1000


def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a body makes, or take what was proposed for it."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        replaces = whole(request.GET.get("replaces", ""))
        answer = plan_answers.latest(visit)
        own = visit.federation.look(visit.viewer, lambda reading: _own(reading, number))
        used = plan_answers.of_maker(answer, own)
        return show(
            request,
            "plan_propose.html",
            lambda reading: {
                **_build(reading, number, typed, replaces),
                "answers": plan_answers.maker_told(reading, answer, used),
            },
            page="plan",
            status=status,
        )

    if request.method != "POST":
        return page(Typed(), 200)
    campaign = visit.federation.look(visit.viewer, _running)
    return cast("HttpResponse", forms.take(visit, _acts(number, campaign), page))


def _own(reading: Reading, number: int) -> list[int]:
    return [one.id for one in planned.processes_of(reading, number)]


def _running(reading: Reading) -> int:
    found = finding.running(reading.state)
    return found.id if found else 0


def _acts(body: int, campaign: int) -> dict[str, Act]:
    def withdrawn(typed: Typed) -> data.WithdrawProcess:
        return data.WithdrawProcess(process=whole(typed.raw("process")))

    def hours(typed: Typed) -> data.OfferHours:
        return data.OfferHours(campaign=campaign, body=body, hours=typed.amount("hours"))

    def stock(typed: Typed) -> data.DeclareStock:
        product, amount = typed.number("product"), typed.amount("amount")
        return data.DeclareStock(campaign=campaign, body=body, product=product, amount=amount)

    def declared(typed: Typed) -> data.DeclareProcess:
        return _declared(typed, body)

    return {
        "process": Act(declared, _("The process is declared.")),
        "withdraw": Act(withdrawn, _("The process is withdrawn.")),
        "hours": Act(hours, _("The hours are offered.")),
        "stock": Act(stock, _("The stock is declared.")),
        "product": plan_forms.product_act(body),
        **plan_forms.decision_acts(campaign, body),
    }


def _declared(typed: Typed, body: int) -> data.DeclareProcess:
    inputs, outputs = typed.pairs("inputs"), typed.pairs("outputs")
    if not outputs and "outputs" not in typed.errors:
        typed.errors["outputs"] = _("Say what it gives: at least one product, with its amount.")
    return data.DeclareProcess(
        body=body,
        name=typed.line("name", planned.NAME_MAX),
        inputs=inputs,
        outputs=outputs,
        uses=typed.pairs("uses"),
        hours=typed.amount("hours"),
        capacity=typed.amount("capacity"),
        lead=typed.amount("lead", most=LEAD_MAX) if typed.raw("lead") else 0,
        replaces=whole(typed.raw("replaces")),
    )


def _build(reading: Reading, number: int, typed: Typed, replaces: int) -> Context:
    body, (campaign, rule) = reading.state.bodies.get(number), planned.latest(reading)
    if body is None or (rule is not None and body.level not in rule.producers):
        raise Http404(_("No body with the number %(number)d makes things.") % {"number": number})
    own = planned.processes_of(reading, number)
    planned.know(reading, _products_of(own), [one.id for one in own], reading.state.limits)
    title = _("What %(body)s makes") % {"body": body.name}
    running = finding.running(reading.state)
    proposes = _may_declare(reading, running, body)
    return {
        "path": planned.path(links.body_link(reading, number), links.Link(title, "")),
        "title": title,
        "campaign": _stands(reading, campaign, body) if campaign else None,
        "cite": links.cite(reading, rule.article) if rule else None,
        "provided": rule is not None,
        "processes": [_process(reading, one, typed, may=proposes) for one in own],
        "hours": campaign.hours.get(number) if campaign else None,
        "stocks": _stocks(reading, campaign, number) if campaign else [],
        "forms": _forms(reading, running, body, typed, replaces) if proposes else [],
        "decide": [
            forms.told(one, typed) for one in plan_forms.decision_forms(reading, campaign, body)
        ],
        "faults": forms.faults_told(reading, typed),
        "order_url": _order_url(rule, body),
    }


def _order_url(rule: Planning | None, body: Body) -> str:
    orders = rule is not None and body.level in rule.consumers
    return reverse("plan-order", args=[body.id]) if orders else ""


def _products_of(own: list[kept.Process]) -> list[int]:
    return [of for one in own for of, _amount in (*one.inputs, *one.outputs)]


def _may_declare(reading: Reading, campaign: kept.Campaign | None, body: Body) -> bool:
    """Whether the viewer may declare processes: while proposals are changed, or none is made."""
    if campaign is None:
        return reading.charter.plan is not None and planned.votes_in(reading, body)
    return planned.may_change(reading, campaign, body)


def _stands(reading: Reading, campaign: kept.Campaign, body: Body) -> Context:
    return {
        "link": planned.campaign_link(campaign.id),
        "steps": planned.progress(reading, campaign),
        "fixed": links.motion_link(reading, campaign.fixed[body.id])
        if body.id in campaign.fixed
        else None,
        "open": campaign.stage in finding.REVISABLE,
        "until": links.when_or_none(campaign.until),
    }


def _process(reading: Reading, one: kept.Process, typed: Typed, *, may: bool) -> Context:
    takes = [planned.much_of(reading, of, amount) for of, amount in one.inputs]
    withdraw = Form(
        name="withdraw", button=_("Withdraw"), hidden={"process": str(one.id)}, plain=True
    )
    return {
        "id": one.id,
        "name": planned.process(reading, one.id),
        "takes": [*takes, planned.hours(one.hours)],
        "gives": [planned.much_of(reading, of, amount) for of, amount in one.outputs],
        "uses": [_use(reading, of, amount) for of, amount in one.uses],
        "capacity": _runs(one.capacity),
        "lead": _lead(one.lead) if one.lead else "",
        "replace_url": f"?replaces={one.id}#process-{one.id}" if may else "",
        "withdraw": forms.told(withdraw, typed) if may else None,
    }


def _use(reading: Reading, of: int, amount: int) -> str:
    said = {
        "amount": f"{amount:,} {planned.limit_unit(reading, of)}".rstrip(),
        "limit": planned.limit(reading, of),
    }
    return _("%(amount)s of %(limit)s") % said


def _runs(count: int) -> str:
    return ngettext("%(n)s run", "%(n)s runs", count) % {"n": f"{count:,}"}


def _lead(count: int) -> str:
    text = ngettext("%(n)d period later", "%(n)d periods later", count)
    return text % {"n": count}


def _stocks(reading: Reading, campaign: kept.Campaign, number: int) -> list[str]:
    stocks = campaign.stocks.get(number, {})
    planned.know(reading, stocks)
    return [planned.much_of(reading, of, amount) for of, amount in stocks.items() if amount]


# Forms.


def _forms(
    reading: Reading, campaign: kept.Campaign | None, body: Body, typed: Typed, replaces: int
) -> list[Context]:
    products = planned.product_options(reading)
    found = []
    if campaign is not None:
        found = [_hours_form(campaign.hours.get(body.id))]
    found.append(_process_form(reading, products, _replaced(reading, body, replaces)))
    found.append(plan_forms.product_form())
    if campaign is not None:
        found.append(_stock_form(products))
    told = [forms.told(one, typed) for one in found]
    for one in told:
        one["open"] = (
            one["open"] or one["name"] == "hours" or (replaces and one["name"] == "process")
        )
    return told


def _hours_form(offered: int | None) -> Form:
    return Form(
        name="hours",
        title=_("Offer hours"),
        fields=[
            Field(
                name="hours",
                label=_("Hours of work for each period"),
                hint=_("What all of you together can work, holidays and illness left out."),
                value="" if offered is None else str(offered),
            )
        ],
        button=_("Offer them") if offered is None else _("Change them"),
    )


def _stock_form(products: list[Option]) -> Form:
    return Form(
        name="stock",
        title=_("Declare a stock"),
        hint=_("What you will have when the plan begins; 0 takes it back."),
        fields=[
            Field(name="product", label=_("Product"), kind="pick", options=products),
            Field(name="amount", label=_("How much")),
        ],
        button=_("Declare it"),
        plain=True,
    )


def _replaced(reading: Reading, body: Body, number: int) -> kept.Process | None:
    """Return the process that a new one is to replace, when it is the body's and stands."""
    found = reading.state.processes.get(number)
    stands = found is not None and not found.replaced_by and not found.withdrawn_at
    return found if found is not None and stands and found.body == body.id else None


def _process_form(reading: Reading, products: list[Option], old: kept.Process | None) -> Form:
    limits = planned.limit_options(reading)
    fields = [
        Field(
            name="name",
            label=_("What it is called"),
            kind="text",
            most=planned.NAME_MAX,
            value=planned.process(reading, old.id) if old else "",
        ),
        _rows(_("What one run takes"), "inputs", products, old.inputs if old else ()),
        _rows(_("What one run gives"), "outputs", products, old.outputs if old else ()),
    ]
    if limits:
        fields.append(
            _rows(_("What one run uses of limits"), "uses", limits, old.uses if old else ())
        )
    fields += [
        Field(
            name="hours",
            label=_("Hours of work for one run"),
            hint=_("Whole hours: choose a run that is large enough, such as a day's batch."),
            value=str(old.hours) if old else "",
        ),
        Field(
            name="capacity",
            label=_("Most runs in a period"),
            value=str(old.capacity) if old else "",
        ),
        Field(
            name="lead",
            label=_("Periods until its products are there"),
            hint=_("0: in the period in which it runs."),
            value=str(old.lead) if old else "0",
            optional=True,
        ),
    ]
    return Form(
        name="process",
        title=_("Replace “%(name)s”") % {"name": planned.process(reading, old.id)}
        if old
        else _("Declare a process"),
        fields=fields,
        hidden={"replaces": str(old.id)} if old else {},
        button=_("Replace it") if old else _("Declare it"),
        plain=True,
    )


def _rows(label: str, name: str, options: list[Option], filled: kept.Amounts) -> Field:
    rows = [(str(of), "", str(amount)) for of, amount in filled]
    return Field(name=name, label=label, kind="rows", options=options, rows=rows, optional=True)
