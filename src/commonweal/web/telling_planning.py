"""Telling how a plan comes about, in one sentence for each event.

Rules of this module: what a body decided about the plan is told as that, and not as the motion by
which it did; the motion has a sentence of its own in the same entry.

Not here: a plan that runs (``telling_deliveries``), the pages (``pages``), what a motion would
bring about (``planned``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.planning.proposals import data
from commonweal.web import links, planned, words

_PROPOSED: dict[type[Event], str] = {
    data.ProductNamed: gettext_noop("%(name)s named for %(body)s what is made: %(product)s"),
    data.LimitNamed: gettext_noop("%(name)s named a limit of the plan: %(limit)s"),
    data.ProcessDeclared: gettext_noop("%(name)s declared how %(body)s works: %(process)s"),
    data.ProcessWithdrawn: gettext_noop("%(name)s took a process of %(body)s back: %(process)s"),
    data.HoursOffered: gettext_noop("%(name)s offered %(hours)s a period for %(body)s"),
    data.StockDeclared: gettext_noop(
        "%(name)s declared what %(body)s will have when the plan begins: %(amount)s"
    ),
    data.OrderPlaced: gettext_noop("%(name)s ordered for %(body)s: %(amount)s, %(when)s"),
    data.AlternativeProposed: gettext_noop("%(name)s asked for another plan: %(title)s"),
}

_DECIDED: dict[type[Event], str] = {
    data.LimitSet: gettext_noop("Set for the plan: at most %(per_period)s of %(limit)s a period"),
    data.PlanningBegun: gettext_noop("%(body)s called on all to propose and order for a plan"),
    data.ProposalFixed: gettext_noop("%(body)s made its proposals and orders its own decision"),
    data.ProposalFreed: gettext_noop("%(body)s let its members change its proposals again"),
    data.RoundClosed: gettext_noop("Round %(round)s of the plan was closed; a plan is sought"),
    data.CampaignLapsed: gettext_noop("Planning ended without a plan: %(why)s"),
    data.AdoptionAwaited: gettext_noop(
        "No plan lapses yet: the decision to adopt one can still be called back"
    ),
    data.PlanAdopted: gettext_noop("%(plan)s was adopted, and binds"),
    data.PlanTakenBack: gettext_noop(
        "%(plan)s binds nobody any more: its adoption was annulled, and not voted again"
    ),
    data.LinesRecorded: gettext_noop("What %(plan)s asks of each body was recorded"),
    data.SurplusAssigned: gettext_noop("The surplus of %(plan)s is for: %(parts)s"),
}

_FOUND = {
    "plan": gettext_noop("%(plan)s was found: %(hours)s of work"),
    "infeasible": gettext_noop("%(plan)s: no plan keeps all limits, and its file says which"),
}


def planning_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    if type(event) in _PROPOSED:
        text, said = _PROPOSED[type(event)], _of_proposal(reading, event)
        if isinstance(event, data.OrderPlaced) and not event.amount:
            text = gettext_noop("%(name)s took an order of %(body)s back: %(product)s")
    elif isinstance(event, data.PlanRecorded):
        text, said = _FOUND[event.outcome], _of_plan(reading, event)
    elif type(event) in _DECIDED:
        text, said = _DECIDED[type(event)], _of_plan(reading, event)
    else:
        return None
    return _(text) % said, _url(event)


def _of_proposal(reading: Reading, event: Any) -> dict[str, str]:
    """Say what a sentence about a proposal can need."""
    state = reading.state
    body, process = getattr(event, "body", 0), getattr(event, "process", 0)
    if not body and process:
        body = state.processes[process].body
    said = {
        "name": links.who(reading, event.by),
        "body": state.bodies[body].name if body else "",
        "product": planned.product(reading, getattr(event, "product", 0)),
        "process": planned.process(reading, process),
        "limit": planned.limit(reading, getattr(event, "limit", 0)),
        "hours": planned.hours(int(getattr(event, "hours", 0))),
    }
    match event:
        case data.StockDeclared(product=product, amount=amount):
            said["amount"] = planned.much_of(reading, product, amount)
        case data.OrderPlaced(product=product, amount=amount, period=period):
            said["amount"] = planned.much_of(reading, product, amount)
            once = _("in period %(period)d") % {"period": period}
            said["when"] = once if period else _("in each period")
        case data.AlternativeProposed(text=text):
            said["title"] = links.title_and_text(reading, text)[0]
    return said


def _of_plan(reading: Reading, event: Any) -> dict[str, str]:
    """Say what a sentence about a campaign or a plan can need."""
    body, plan = getattr(event, "body", 0), getattr(event, "plan", 0)
    said = {
        "body": reading.state.bodies[body].name if body else "",
        "plan": planned.plan_name(reading, plan) if plan else "",
    }
    match event:
        case data.LimitSet(limit=limit, per_period=amount):
            much = f"{amount:,} {planned.limit_unit(reading, limit)}".rstrip()
            said |= {"limit": planned.limit(reading, limit), "per_period": much}
        case data.RoundClosed():
            said["round"] = str(event.round)
        case data.CampaignLapsed(why=why):
            said["why"] = words.word(planned.ENDS, why)
        case data.PlanRecorded(hours=hours):
            said["hours"] = planned.hours(hours)
        case data.SurplusAssigned(parts=parts):
            said["parts"] = planned.parts_told(reading, parts)
    return said


def _url(event: Any) -> str:
    """Return the page on which one looks further."""
    plan, campaign = getattr(event, "plan", 0), getattr(event, "campaign", 0)
    if plan:
        return reverse("found-plan", args=[plan])
    if campaign:
        return reverse("campaign", args=[campaign])
    return reverse("plan-limits") if hasattr(event, "limit") else reverse("plan")


def planning_texts(reading: Reading, event: Event) -> Iterator[str]:
    """Yield the texts that the sentence for an event needs, to be asked for together."""
    state = reading.state
    product = state.products.get(getattr(event, "product", 0))
    limit = state.limits.get(getattr(event, "limit", 0))
    process = state.processes.get(getattr(event, "process", 0))
    alternative = state.alternatives.get(getattr(event, "alternative", 0))
    for one in (product, limit):
        yield from (one.name, one.unit) if one else ()
    yield from (process.name,) if process else ()
    yield from (alternative.text,) if alternative else ()
