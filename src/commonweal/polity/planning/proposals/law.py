"""Proposing, lawfully: products, processes, hours, stocks and orders of the bodies of the plan.

Rules of this module:

* whoever votes in a body proposes and orders for it, until the body fixes its proposals itself;
* what is named and declared stands for every plan to come; hours, stocks and orders are of one
  campaign, and are changed while that is open to it;
* while a plan is found or voted on nothing of it changes: whoever wants another asks for an
  alternative;
* what a body has fixed stands as long as the plan made of it: nobody takes it out alone;
* nobody buries the plan: one member adds so many names, and so many orders, in a day; and no more
  hours are offered than the days of a body's people have.

Not here: rounds and alternatives (``rounds``), what bodies decide (``adopting``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.command import Command
from commonweal.polity.entities import Body
from commonweal.polity.planning.proposals import adopting, data, kept, rounds
from commonweal.polity.planning.proposals.finding import (
    consuming_body,
    open_campaign,
    refuse_fixed,
    refuse_unknown,
    require_not_fixed,
    require_revisable,
    require_voice,
    rule_now,
    rule_of,
    running,
    taking_part,
)
from commonweal.polity.planning.proposals.scale import require_amount, require_hours, require_number
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.flooding import refuse_daily, within_a_day
from commonweal.polity.rights.succession import successor
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import Moment, days

NAMES_MAX = 100
"""Products that one member names in a day, and processes that one declares; of limits, too."""

PAIRS_MAX = 500
"""Most products, or limits, that one process takes, gives or uses: an entry has a longest size."""

ORDERS_MAX = 1_000
"""Orders that one member adds to those of a body in a day."""


# What is named, and stands.


def name_product(case: Case, command: data.NameProduct) -> list[ev.Event]:
    """Name a product that a body makes, or would order."""
    rule = rule_now(case)
    body = taking_part(case, rule, command.body, (*rule.producers, *rule.consumers))
    require_voice(case, rule, body)
    require_text(command.name, rule.cite())
    require_text(command.unit, rule.cite())
    newest = reversed(case.state.products.values())
    _require_few(case, rule, ((one.by, one.named_at) for one in newest))
    named = data.ProductNamed(
        product=case.new("products"),
        body=body.id,
        by=case.by,
        name=command.name,
        unit=command.unit,
    )
    return [named]


def name_limit(case: Case, command: data.NameLimit) -> list[ev.Event]:
    """Name a limit; any member can, because it limits nobody until it is set."""
    rule = rule_now(case)
    case.member(case.by)
    require_text(command.name, rule.cite())
    require_text(command.unit, rule.cite())
    newest = reversed(case.state.limits.values())
    _require_few(case, rule, ((one.by, one.named_at) for one in newest))
    named = data.LimitNamed(
        limit=case.new("limits"), by=case.by, name=command.name, unit=command.unit
    )
    return [named]


def _require_few(case: Case, rule: Rule, newest: Iterable[tuple[int, Moment]]) -> None:
    """Refuse more than so many names of one member in a day; the newest come first."""
    today = 0
    for by, at in newest:
        if at <= case.at - days(1):
            break
        today += by == case.by
    if today >= NAMES_MAX:
        refuse_daily(NAMES_MAX, rule.cite(), "products, processes or limits of the plan")


def declare_process(case: Case, command: data.DeclareProcess) -> list[ev.Event]:
    """Declare how a body makes something."""
    rule = rule_now(case)
    body = taking_part(case, rule, command.body, rule.producers)
    replaced = _process(case, rule, command.replaces) if command.replaces else None
    if replaced is not None and successor(case, replaced.body).id != body.id:
        _refuse_of_others(case, rule, replaced, body)
    _require_changing(case, rule, body, *([replaced.body] if replaced else []))
    if replaced is not None:
        _require_not_planned(case, rule, replaced)
    _check_technique(case, rule, command)
    newest = reversed(case.state.processes.values())
    _require_few(case, rule, ((one.by, one.declared_at) for one in newest))
    declared = data.ProcessDeclared(
        process=case.new("processes"),
        body=body.id,
        by=case.by,
        name=command.name,
        inputs=command.inputs,
        outputs=command.outputs,
        hours=command.hours,
        capacity=command.capacity,
        uses=command.uses,
        lead=command.lead,
        replaces=command.replaces,
    )
    return [declared]


def _require_changing(case: Case, rule: Rule, body: Body, *former: int) -> None:
    """Refuse whoever cannot change the proposals of a body now; ``former``: bodies it was."""
    require_voice(case, rule, body)
    campaign = running(case.state)
    if campaign is not None:
        require_revisable(case, campaign)
    require_not_fixed(case, rule, body.id, *former)


def _require_not_planned(case: Case, rule: Rule, process: kept.Process) -> None:
    """Refuse to take alone out of a running plan what its body has fixed for it.

    A correction goes by the declarations that stand.
    """
    for plan in (case.state.plans[one] for one in reversed(case.state.adopted_plans)):
        if case.at >= plan.ends_at:
            return
        fixed = case.state.campaigns[plan.campaign].fixed
        planned = any(run.process == process.id for run in plan.runs)
        if planned and process.body in fixed and case.state.bodies[process.body].is_open:
            refuse_fixed(case, rule, process.body, fixed[process.body])


def _refuse_of_others(case: Case, rule: Rule, process: kept.Process, body: Body) -> None:
    refuse(
        "process_of_others",
        rule.cite("producers"),
        expected=f"a process of {body.name}",
        got=f"process {process.id}, of {case.state.bodies[process.body].name}",
        remedy="declare a new one, and leave theirs to them",
    )


def _process(case: Case, rule: Rule, number: int) -> kept.Process:
    """Return a process that stands, or refuse."""
    found = case.state.processes.get(number)
    if found is None:
        refuse_unknown(case, "processes", number)
    if found.replaced_by or found.withdrawn_at:
        after = f"replaced by process {found.replaced_by}" if found.replaced_by else "withdrawn"
        refuse(
            "process_stands_no_more",
            rule.cite("producers"),
            expected="a process that stands",
            got=f"process {number}, {after}",
            remedy="name the one that stands, or declare a new one",
        )
    return found


def _check_technique(case: Case, rule: Rule, command: data.DeclareProcess) -> None:
    where = rule.cite("producers")
    require_text(command.name, where)
    require_amount(command.hours, where)
    require_amount(command.capacity, where)
    require_number("lead_out_of_range", command.lead, 0, rule.periods_max, where)
    if not command.outputs:
        refuse(
            "process_without_output",
            where,
            expected="at least one product that a run gives",
            got="none",
            remedy="name what it makes; hours that make nothing are overhead",
        )
    for pairs in (command.inputs, command.outputs):
        _check_pairs(case, where, pairs, "product", "products")
    _check_pairs(case, where, command.uses, "limit", "limits")


def _check_pairs(case: Case, where: str, pairs: kept.Amounts, what: str, kind: str) -> None:
    numbers = [number for number, _ in pairs]
    require_number("process_too_large", len(numbers), 0, PAIRS_MAX, where)
    for number, amount in pairs:
        if number not in getattr(case.state, kind):
            refuse_unknown(case, kind, number)
        require_amount(amount, where, least=1)
    twice = [one for one in numbers if numbers.count(one) > 1]
    if twice:
        refuse(
            "product_listed_twice",
            where,
            expected=f"each {what} once",
            got=f"{what} {twice[0]} twice",
            remedy="add them up",
        )


def withdraw_process(case: Case, command: data.WithdrawProcess) -> list[ev.Event]:
    """Take a process back, for the body whose it is now."""
    rule = rule_now(case)
    process = _process(case, rule, command.process)
    _require_changing(case, rule, successor(case, process.body), process.body)
    _require_not_planned(case, rule, process)
    return [data.ProcessWithdrawn(process=process.id, by=case.by)]


# What is proposed in a campaign.


def _changing(case: Case, number: int) -> tuple[kept.Campaign, Rule]:
    """Return a campaign whose proposals are open, or refuse."""
    campaign = open_campaign(case, number)
    require_revisable(case, campaign)
    return campaign, rule_of(case, campaign)


def offer_hours(case: Case, command: data.OfferHours) -> list[ev.Event]:
    """Offer hours of work of a producing body, for each period."""
    campaign, rule = _changing(case, command.campaign)
    body = taking_part(case, rule, command.body, rule.producers)
    _require_changing(case, rule, body)
    require_hours(case, body, command.hours, campaign.period_days, rule.cite("producers"))
    offered = data.HoursOffered(campaign=campaign.id, body=body.id, by=case.by, hours=command.hours)
    return [offered]


def declare_stock(case: Case, command: data.DeclareStock) -> list[ev.Event]:
    """Declare what a body will have of a product when the plan begins."""
    campaign, rule = _changing(case, command.campaign)
    body = taking_part(case, rule, command.body, (*rule.producers, *rule.consumers))
    _require_changing(case, rule, body)
    _require_product(case, command.product)
    require_amount(command.amount, rule.cite())
    declared = data.StockDeclared(
        campaign=campaign.id,
        body=body.id,
        by=case.by,
        product=command.product,
        amount=command.amount,
    )
    return [declared]


def _require_product(case: Case, number: int) -> None:
    if number not in case.state.products:
        refuse_unknown(case, "products", number)


def place_order(case: Case, command: data.PlaceOrder) -> list[ev.Event]:
    """Order a product for a consuming body, or take an order back."""
    campaign, rule = _changing(case, command.campaign)
    body = taking_part(case, rule, command.body, rule.consumers)
    _require_changing(case, rule, body)
    _check_order(case, rule, command.product, command.rank, command.amount)
    require_number("period_unknown", command.period, 0, campaign.periods, rule.cite("periods_max"))
    _check_place(case, campaign, rule, command)
    placed = data.OrderPlaced(
        campaign=campaign.id,
        body=body.id,
        by=case.by,
        product=command.product,
        rank=command.rank,
        amount=command.amount,
        period=command.period,
    )
    return [placed]


def _check_order(case: Case, rule: Rule, product: int, rank: int, amount: int) -> None:
    _require_product(case, product)
    require_number("rank_unknown", rank, 1, len(rule.ranks), rule.cite("ranks"))
    require_amount(amount, rule.cite("consumers"))


def _check_place(case: Case, campaign: kept.Campaign, rule: Rule, command: data.PlaceOrder) -> None:
    """Refuse to take back what was not ordered, and more orders than anybody reads."""
    orders = campaign.orders.get(command.body, [])
    key = (command.product, command.rank, command.period)
    stands = any((one.product, one.rank, one.period) == key for one in orders)
    if not command.amount and not stands:
        refuse(
            "order_not_placed",
            rule.cite("consumers"),
            expected="an order that stands, to take it back",
            got="none of this product, rank and period",
            remedy="look the orders of the body up",
        )
    mine = within_a_day([one.at for one in orders if one.by == case.by], case.at)
    if not stands and len(mine) >= ORDERS_MAX:
        refuse_daily(ORDERS_MAX, rule.cite("consumers"), "orders")


def order_for_myself(case: Case, command: data.OrderForMyself) -> list[ev.Event]:
    """Check that an order for oneself is lawful; nothing is recorded: the office keeps it."""
    campaign = open_campaign(case, command.campaign)
    rule = rule_of(case, campaign)
    if not rule.members_order:
        refuse(
            "members_order_not_provided",
            rule.cite("members_order"),
            expected="an order of a consuming body",
            got=f"an order of member {case.by}",
            remedy="ask your body to order it, or place the order for it yourself",
        )
    require_revisable(case, campaign)
    case.member(case.by)
    body = consuming_body(case.state, rule, case.by)
    if not body:
        refuse(
            "home_orders_nothing",
            rule.cite("consumers"),
            expected=f"a member of a body of the level {' or '.join(rule.consumers)}",
            got=f"member {case.by}, of none",
            remedy="join a body that orders, or propose there what you need",
        )
    taking_part(case, rule, body, rule.consumers)
    _check_order(case, rule, command.product, command.rank, command.amount)
    return []


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.NameProduct: name_product,
    data.NameLimit: name_limit,
    data.DeclareProcess: declare_process,
    data.WithdrawProcess: withdraw_process,
    data.OfferHours: offer_hours,
    data.DeclareStock: declare_stock,
    data.PlaceOrder: place_order,
    data.OrderForMyself: order_for_myself,
    **rounds.LAW,
    **adopting.LAW,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {"campaign": rounds.next_step}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = {**rounds.EFFECTS, **adopting.EFFECTS}
"""What refuses each effect, and what carries it out."""
