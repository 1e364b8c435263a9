"""The plan in the making: where it stands, what a visitor can do now, and one campaign whole.

Rules of this module: where the constitution has no plan, or none is made, the page says what one is
and how it begins; who has proposed nothing is listed beside those who have.

Not here: what bodies make (``proposals``) and order (``ordering``), plans that were found
(``plans``), what is moved about them (``plan_motions``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter.planning import Planning
from commonweal.office.reading import Reading, voting_bodies
from commonweal.polity import Body
from commonweal.polity.planning.proposals import finding, kept
from commonweal.web import links, planned, words
from commonweal.web.frame import Context, show
from commonweal.web.telling import history

SHOWN_MAX = 300
"""Councils, plans and campaigns that one page lists."""


def plan(request: HttpRequest) -> HttpResponse:
    """Show where the plan stands, and what the visitor can do about it."""
    return show(request, "plan.html", _build, page="plan")


def _build(reading: Reading) -> Context:
    state, rule = reading.state, planned.rule_now(reading)
    campaign = finding.running(state)
    past = [one for one in reversed(state.campaigns.values()) if one is not campaign][:SHOWN_MAX]
    return {
        "rule": _rule_told(reading, rule) if rule else None,
        "campaign": _campaign_in_short(reading, campaign) if campaign else None,
        "running_url": reverse("running-plan"),
        "alerts_url": reverse("plan-alerts"),
        "adopted": [_running_plan(reading, one) for one in _running_plans(reading)],
        "todo": _todo(reading, rule, campaign) if rule else [],
        "past": [_past(reading, one) for one in past],
        "begin": _begin(reading, rule) if rule and not campaign else None,
        "limits_url": reverse("plan-limits") if rule else "",
        "limits": len(state.limits),
    }


def _rule_told(reading: Reading, rule: Planning) -> Context:
    return {
        "cite": links.cite(reading, rule.article),
        "ranks": [planned.rank(rule, number) for number in range(1, len(rule.ranks) + 1)],
        "rounds": rule.rounds,
        "days": words.days(rule.proposal_days),
        "round_days": words.days(rule.round_days),
        "adoption_days": words.days(rule.adoption_days),
        "producers": _levels(reading, rule.producers),
        "consumers": _levels(reading, rule.consumers),
    }


def _levels(reading: Reading, names: tuple[str, ...]) -> str:
    levels = reading.charter.levels
    return ", ".join(levels[one].title if one in levels else one for one in names)


def _campaign_in_short(reading: Reading, campaign: kept.Campaign) -> Context:
    stage, tone = words.stage(planned.CAMPAIGN_STAGES, campaign.stage)
    return {
        "link": planned.campaign_link(campaign.id),
        "steps": planned.progress(reading, campaign),
        "stage": stage,
        "tone": tone,
        "until": links.when_or_none(campaign.until) if campaign.stage != "solving" else None,
        "begins": links.when(campaign.begins_at),
        "length": planned.periods(campaign.periods, campaign.period_days),
        "plans": [_plan_row(reading, one) for one in reversed(campaign.plans)],
        "compare_url": compare_url(reading, campaign),
    }


def compare_url(reading: Reading, campaign: kept.Campaign) -> str:
    """Return the address at which the plans of a campaign are compared; empty for less than two."""
    plans = [str(one) for one in campaign.plans if reading.state.plans[one].outcome == "plan"]
    return f"{reverse('compare-plans')}?plans={','.join(plans[-4:])}" if len(plans) > 1 else ""


def _plan_row(reading: Reading, number: int) -> Context:
    found = reading.state.plans[number]
    rule = finding.rule_of(reading.case, reading.state.campaigns[found.campaign])
    outcome, tone = planned.outcome_told(reading, found)
    return {
        "link": planned.plan_link(reading, number),
        "hours": planned.hours(found.hours) if found.outcome == "plan" else "",
        "shares": planned.shares_told(found, rule),
        "stage": outcome,
        "tone": tone,
        "at": links.when(found.recorded_at),
    }


def _running_plans(reading: Reading) -> list[int]:
    plans = reading.state.plans
    return [one for one in reading.state.adopted_plans if plans[one].ends_at > reading.now]


def _running_plan(reading: Reading, number: int) -> Context:
    found = reading.state.plans[number]
    return {
        "link": planned.plan_link(reading, number),
        "begins": links.when(found.begins_at),
        "ends": links.when(found.ends_at),
    }


def _past(reading: Reading, campaign: kept.Campaign) -> Context:
    stage, tone = words.stage(planned.CAMPAIGN_STAGES, campaign.stage)
    adopted = planned.plan_link(reading, campaign.adopted) if campaign.adopted else None
    return {
        "link": planned.campaign_link(campaign.id),
        "stage": stage,
        "tone": tone,
        "why": words.word(planned.ENDS, campaign.why) if campaign.why else "",
        "adopted": adopted,
        "at": links.when(campaign.opened_at),
    }


def _begin(reading: Reading, rule: Planning) -> Context:
    bodies = planned.deciding_bodies(reading)
    may = any(planned.votes_in(reading, one) for one in bodies)
    return {
        "bodies": [links.body_link(reading, one.id) for one in bodies],
        "url": reverse("begin-planning") if may else "",
        "level": _levels(reading, (rule.level,)) if rule.level else "",
    }


# What the visitor can do now.


def _todo(reading: Reading, rule: Planning, campaign: kept.Campaign | None) -> list[Context]:
    """Say what a visitor can do for each body in which they vote, and by themselves."""
    found: list[Context] = []
    for body in planned.taking_part(reading, (*rule.producers, *rule.consumers)):
        if planned.votes_in(reading, body):
            found += _todo_in(reading, rule, campaign, body)
    found = [*_todo_running(reading), *found]
    if campaign is None:
        return found
    return found + _todo_for_all(reading, rule, campaign)


def _todo_running(reading: Reading) -> list[Context]:
    """Say for which bodies the viewer reports and confirms, while a plan runs."""
    state = reading.state
    own = [one for one in voting_bodies(reading) if state.lines_of.get(one.id)]
    note = _("report what was delivered, and say what arrived")
    return [
        _act(
            _("Deliveries of %(body)s") % {"body": one.name},
            reverse("deliver", args=[one.id]),
            note,
        )
        for one in (own if _running_plans(reading) else [])
    ]


def _todo_in(
    reading: Reading, rule: Planning, campaign: kept.Campaign | None, body: Body
) -> list[Context]:
    found = []
    if body.level in rule.producers:
        url = reverse("plan-propose", args=[body.id])
        said = _makes_told(reading, campaign, body.id)
        found.append(_act(_("What %(body)s makes") % {"body": body.name}, url, said))
    if body.level in rule.consumers:
        url = reverse("plan-order", args=[body.id])
        said = _orders_told(campaign, body.id) if campaign else _("nothing to order for now")
        found.append(_act(_("What %(body)s orders") % {"body": body.name}, url, said))
    return found


def _act(name: str, url: str, note: str) -> Context:
    return {"name": name, "url": url, "note": note}


def _makes_told(reading: Reading, campaign: kept.Campaign | None, body: int) -> str:
    count = len(planned.processes_of(reading, body))
    said = [ngettext("%(n)d process", "%(n)d processes", count) % {"n": count}]
    if campaign and body in campaign.hours:
        offered = planned.hours(campaign.hours[body])
        said.append(_("%(hours)s offered a period") % {"hours": offered})
    elif campaign:
        said.append(_("no hours offered yet"))
    return ", ".join(said)


def _orders_told(campaign: kept.Campaign, body: int) -> str:
    count = len(campaign.orders.get(body, ()))
    return ngettext("%(n)d order", "%(n)d orders", count) % {"n": count}


def _todo_for_all(reading: Reading, rule: Planning, campaign: kept.Campaign) -> list[Context]:
    """Say what a visitor can do who need not vote in a body that makes or orders."""
    found = []
    own = finding.consuming_body(reading.state, rule, reading.viewer) if reading.viewer else 0
    if rule.members_order and own and campaign.stage in finding.REVISABLE:
        url = f"{reverse('plan-order', args=[own])}#own"
        found.append(_act(_("What I order for myself"), url, _("shown to nobody else")))
    asks = campaign.stage in ("revising", "deciding") and reading.viewer
    if asks and finding.has_say(reading.case, campaign):
        url = reverse("ask-alternative", args=[campaign.id])
        note = _("a plan under further conditions, to be compared with the others")
        found.append(_act(_("Propose an alternative"), url, note))
    votes = bool(reading.viewer) and planned.votes_in(
        reading, finding.owner(reading.case, campaign)
    )
    if votes and finding.is_adoptable(reading.case, campaign):
        url = f"{reverse('campaign', args=[campaign.id])}#plans"
        note = _("choose one of the plans, and move that it is adopted")
        found.append(_act(_("Move adoption"), url, note))
    return found


# One campaign.


def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """Show a campaign: what all councils proposed, its plans and alternatives."""
    return show(
        request, "campaign.html", lambda reading: _build_campaign(reading, number), page="plan"
    )


def _build_campaign(reading: Reading, number: int) -> Context:
    found = reading.state.campaigns.get(number)
    if found is None:
        raise Http404(_("There is no planning with the number %(number)d.") % {"number": number})
    rule = finding.rule_of(reading.case, found)
    link = planned.campaign_link(number)
    adopted = planned.plan_link(reading, found.adopted) if found.adopted else None
    alternatives = found.stage in ("revising", "deciding") and bool(reading.viewer)
    asks = alternatives and finding.has_say(reading.case, found)
    return {
        "path": planned.path(links.Link(link.name, "")),
        "title": link.name,
        "campaign": _campaign_in_short(reading, found),
        "why": words.word(planned.ENDS, found.why) if found.why else "",
        "adopted": adopted,
        "body": links.body_link(reading, found.body),
        "motion": links.motion_link(reading, found.motion),
        "cite": links.cite(reading, rule.article),
        "makers": _makers(reading, rule, found),
        "orderers": _orderers(reading, rule, found),
        "members_orders": _members_orders(found) if found.members_orders else None,
        "alternatives": [_alternative(reading, one) for one in found.alternatives],
        "alternative_url": reverse("ask-alternative", args=[number]) if asks else "",
        "history": history(reading, "campaign", number),
    }


def _takers(reading: Reading, levels: tuple[str, ...], campaign: kept.Campaign) -> list[Body]:
    """Return the bodies of a campaign: those that belong to it, and those that took part."""
    above = finding.owner(reading.case, campaign).id
    state = reading.state
    known = {*campaign.hours, *campaign.orders, *campaign.fixed}
    return [
        one
        for one in state.bodies.values()
        if one.level in levels
        and (one.id in known or (one.is_open and state.reaches(above, one.id)))
    ][:SHOWN_MAX]


def _makers(reading: Reading, rule: Planning, campaign: kept.Campaign) -> list[Context]:
    counts: dict[int, int] = {}
    for one in reading.state.processes.values():
        if not one.replaced_by and not one.withdrawn_at:
            counts[one.body] = counts.get(one.body, 0) + 1
    return [
        {
            **_taker(campaign, one, reverse("plan-propose", args=[one.id])),
            "processes": counts.get(one.id, 0),
            "hours": campaign.hours.get(one.id),
        }
        for one in _takers(reading, rule.producers, campaign)
    ]


def _orderers(reading: Reading, rule: Planning, campaign: kept.Campaign) -> list[Context]:
    return [
        {
            **_taker(campaign, one, reverse("plan-order", args=[one.id])),
            "orders": len(campaign.orders.get(one.id, ())),
        }
        for one in _takers(reading, rule.consumers, campaign)
    ]


def _taker(campaign: kept.Campaign, body: Body, url: str) -> Context:
    return {
        "name": body.name,
        "url": url,
        "fixed": body.id in campaign.fixed,
        "revised": body.id in campaign.revised and campaign.round > 1,
    }


def _members_orders(campaign: kept.Campaign) -> Context:
    sums = campaign.members_orders
    return {"count": len(sums), "bodies": len({one.body for one in sums})}


def _alternative(reading: Reading, number: int) -> Context:
    found = reading.state.alternatives[number]
    reading.know([found.by], [found.text])
    title, paragraphs = links.title_and_text(reading, found.text)
    more = paragraphs if paragraphs and not paragraphs[0].startswith(title) else []
    return {
        "title": title,
        "number": number,
        "paragraphs": more,
        "by": links.who(reading, found.by),
        "at": links.when(found.proposed_at),
        "conditions": planned.conditions_told(reading, found),
        "plan": _plan_row(reading, found.plan) if found.plan else None,
    }
