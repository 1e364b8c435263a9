"""What a body orders, rank by rank, and what a visitor orders for themselves: made for a phone.

Rules of this module: everybody may read what a body orders, and the sums of what its members order
by themselves; whose these are is shown to nobody, and one's own only to oneself.

Not here: what bodies make (``proposals``), where the plan stands (``planning``).
"""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.charter.planning import Planning
from commonweal.office.own_orders import OwnOrder
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.planning.proposals import data, finding, kept
from commonweal.web import forms, links, plan_answers, plan_forms, planned
from commonweal.web.forms import Act, Field, Form, Option, Typed
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit


def order(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a body orders, or take an order."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        # It costs a solution of its own: only members ask.
        asked = request.GET.get("pass", "")[:40] if visit.viewer else ""
        answers = plan_answers.of_orders(plan_answers.latest(visit), number, asked)
        return show(
            request,
            "plan_order.html",
            lambda reading: _build(reading, number, typed, answers),
            page="plan",
            status=status,
        )

    if request.method != "POST":
        return page(Typed(), 200)
    campaign = visit.federation.look(visit.viewer, _running)
    return cast("HttpResponse", forms.take(visit, _acts(number, campaign), page))


def _running(reading: Reading) -> int:
    found = finding.running(reading.state)
    return found.id if found else 0


def _acts(body: int, campaign: int) -> dict[str, Act]:
    def placed(typed: Typed) -> data.PlaceOrder:
        return data.PlaceOrder(
            campaign=campaign,
            body=body,
            product=typed.number("product"),
            rank=typed.number("rank"),
            amount=typed.amount("amount"),
            period=whole(typed.raw("period")),
        )

    def own(typed: Typed) -> data.OrderForMyself:
        product, rank = typed.number("product"), typed.number("rank")
        amount = typed.amount("amount")
        return data.OrderForMyself(campaign=campaign, product=product, rank=rank, amount=amount)

    return {
        "order": Act(placed, _("The order stands.")),
        "change": Act(placed, _("The order is changed.")),
        "own": Act(own, _("Your order is noted; nobody else sees it.")),
        "product": plan_forms.product_act(body),
        **plan_forms.decision_acts(campaign, body),
    }


def _build(
    reading: Reading, number: int, typed: Typed, answers: plan_answers.OrderAnswers
) -> Context:
    body, (campaign, rule) = reading.state.bodies.get(number), planned.latest(reading)
    if body is None or (rule is not None and body.level not in rule.consumers):
        raise Http404(_("No body with the number %(number)d orders things.") % {"number": number})
    title = _("What %(body)s orders") % {"body": body.name}
    head = {
        "path": planned.path(links.body_link(reading, number), links.Link(title, "")),
        "title": title,
        "cite": links.cite(reading, rule.article) if rule else None,
        "provided": rule is not None,
        "faults": forms.faults_told(reading, typed),
        "make_url": _make_url(rule, body),
    }
    if rule is None or campaign is None:
        return {**head, "campaign": None}
    return {**head, **_orders(reading, rule, campaign, body, typed, answers)}


def _make_url(rule: Planning | None, body: Body) -> str:
    makes = rule is not None and body.level in rule.producers
    return reverse("plan-propose", args=[body.id]) if makes else ""


def _orders(
    reading: Reading,
    rule: Planning,
    campaign: kept.Campaign,
    body: Body,
    typed: Typed,
    answers: plan_answers.OrderAnswers,
) -> Context:
    may = planned.may_change(reading, campaign, body)
    placed = campaign.orders.get(body.id, [])
    summed = [one for one in campaign.members_orders if one.body == body.id]
    planned.know(reading, [*(one.product for one in placed), *(one.product for one in summed)])
    products = planned.product_options(reading) if reading.viewer else []
    decide = plan_forms.decision_forms(reading, campaign, body)
    fixed = campaign.fixed.get(body.id)
    return {
        "campaign": {
            "link": planned.campaign_link(campaign.id),
            "steps": planned.progress(reading, campaign),
            "fixed": links.motion_link(reading, fixed) if fixed else None,
            "open": campaign.stage in finding.REVISABLE,
            "until": links.when_or_none(campaign.until),
        },
        "answered": planned.plan_link(reading, answers.plan) if answers.plan else None,
        "ranks": [
            _rank(reading, rule, number, placed, answers, typed, may=may)
            for number in range(1, len(rule.ranks) + 1)
        ],
        "count": len(placed),
        "summed": [_sum(reading, rule, one, answers) for one in summed],
        "add": _add_form(rule, campaign, products, typed) if may else None,
        "product_form": forms.told(plan_forms.product_form(), typed) if may else None,
        "decide": [forms.told(one, typed) for one in decide],
        "own": _own(reading, rule, campaign, body, products, typed),
    }


def _rank(
    reading: Reading,
    rule: Planning,
    number: int,
    placed: list[kept.Order],
    answers: plan_answers.OrderAnswers,
    typed: Typed,
    *,
    may: bool,
) -> Context:
    lines = sorted((one for one in placed if one.rank == number), key=lambda one: one.period)
    rows = [_line(reading, one, answers, typed, may=may) for one in lines]
    rows.sort(key=lambda row: str(row["name"]).casefold())
    return {"name": planned.rank(rule, number), "number": number, "rows": rows}


def _line(
    reading: Reading,
    one: kept.Order,
    answers: plan_answers.OrderAnswers,
    typed: Typed,
    *,
    may: bool,
) -> Context:
    hidden = {"product": str(one.product), "rank": str(one.rank), "period": str(one.period)}
    amount = Field(
        name="amount",
        label=_("New amount, in %(unit)s") % {"unit": planned.unit(reading, one.product)},
        hint=_("0 takes the order back."),
        value=str(one.amount),
    )
    change = Form(name="change", fields=[amount], hidden=hidden, button=_("Change"))
    return {
        "name": planned.product(reading, one.product),
        "amount": planned.much(reading, one.product, one.amount),
        "when": _period(one.period),
        "answer": answers.told(reading, one.product, one.rank, one.period),
        "change": forms.told(change, typed) if may else None,
    }


def _period(period: int) -> str:
    return _("in period %(period)d") % {"period": period} if period else _("in each period")


def _sum(
    reading: Reading, rule: Planning, one: kept.MembersOrders, answers: plan_answers.OrderAnswers
) -> Context:
    return {
        "name": planned.product(reading, one.product),
        "rank": planned.rank(rule, one.rank),
        "amount": planned.much(reading, one.product, one.amount),
        "members": one.members,
        "answer": answers.told(reading, one.product, one.rank, 0),
    }


def _add_form(
    rule: Planning, campaign: kept.Campaign, products: list[Option], typed: Typed
) -> Context:
    periods = [Option("0", _("each period"))]
    periods += [
        Option(str(one), _("period %(period)d") % {"period": one})
        for one in range(1, campaign.periods + 1)
    ]
    fields = [
        Field(name="product", label=_("Product"), kind="pick", options=products),
        Field(name="amount", label=_("How much, in the unit of the product")),
        Field(
            name="rank",
            label=_("Rank of the need"),
            kind="pick",
            options=planned.rank_options(rule),
            hint=_("A later rank never takes from an earlier one."),
        ),
        Field(name="period", label=_("When"), kind="pick", options=periods),
    ]
    return forms.told(Form(name="order", fields=fields, button=_("Order it")), typed)


# One's own orders.


def _own(
    reading: Reading,
    rule: Planning,
    campaign: kept.Campaign,
    body: Body,
    products: list[Option],
    typed: Typed,
) -> Context | None:
    """Return what the viewer orders for themselves through this body; None where none can."""
    if not rule.members_order or not reading.viewer or campaign.stage in finding.OVER:
        return None
    if finding.consuming_body(reading.state, rule, reading.viewer) != body.id:
        return None
    orders = reading.own_orders(campaign)
    planned.know(reading, {one.product for one in orders})
    fields = [
        Field(name="product", label=_("Product"), kind="pick", options=products),
        Field(
            name="amount",
            label=_("How much in each period, in the unit of the product"),
            hint=_("0 takes an order back."),
        ),
        Field(
            name="rank",
            label=_("Rank of the need"),
            kind="pick",
            options=planned.rank_options(rule),
        ),
    ]
    form = Form(name="own", fields=fields, button=_("Order it for me"))
    return {
        "rows": [
            {
                "name": planned.product(reading, one.product),
                "rank": planned.rank(rule, one.rank),
                "amount": planned.much(reading, one.product, one.amount),
                "note": _own_note(one),
            }
            for one in orders
        ],
        "form": forms.told(form, typed) if campaign.stage in finding.REVISABLE else None,
    }


def _own_note(one: OwnOrder) -> str:
    """Say when an order of the viewer's begins to count, where it does not yet."""
    if one.counts:
        return ""
    said = {"least": str(kept.MEMBERS_MIN)}
    return _("It counts as soon as %(least)s members have ordered it: else it had a name.") % said
