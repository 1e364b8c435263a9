"""What a body decides about the plan, in the words of its motions.

Not here: what things are called (``planned``), what was decided (``telling_planning``), corrections
of a plan that runs (``running``).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity.effect import Effect
from commonweal.polity.planning.proposals import effects as ef
from commonweal.polity.planning.proposals import finding
from commonweal.web import links, planned, words


def effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a body decides about the plan; nothing for other effects."""
    match effect:
        case ef.BeginPlanning():
            return _begin_told(reading, effect)
        case ef.SetLimit(limit=number, per_period=amount):
            what = f"{amount:,} {planned.limit_unit(reading, number)}".rstrip()
            said = {"limit": planned.limit(reading, number), "amount": what}
            return (
                _("If carried, all together use at most %(amount)s of %(limit)s a period.") % said
            )
        case ef.FixProposal():
            return _(
                "If carried, what we propose and order stands, and no single member changes it."
            )
        case ef.FreeProposal():
            return _("If carried, single members may change what we propose and order again.")
        case ef.AdoptPlan(plan=number):
            return _adopt_told(reading, number)
        case ef.AssignSurplus(plan=number, parts=parts):
            said = {
                "plan": planned.plan_name(reading, number),
                "parts": planned.parts_told(reading, parts),
            }
            return _("If carried, the surplus of %(plan)s is for: %(parts)s.") % said
    return ""


def _begin_told(reading: Reading, effect: ef.BeginPlanning) -> str:
    rule = planned.rule_now(reading)
    said = {
        "periods": planned.periods(effect.periods, rule.period_days)
        if rule
        else str(effect.periods),
        "days": words.days(effect.begins_in_days),
    }
    text = _(
        "If carried, all councils are called on to propose and order for a plan of %(periods)s,"
        " which begins %(days)s after the decision."
    )
    return text % said


def _adopt_told(reading: Reading, number: int) -> str:
    plan = reading.state.plans.get(number)
    if plan is None:
        return ""
    campaign = reading.state.campaigns[plan.campaign]
    rule = finding.rule_of(reading.case, campaign)
    said = {
        "plan": planned.plan_name(reading, number),
        "hours": planned.hours(plan.hours),
        "share": planned.needed(rule),
    }
    text = _(
        "If carried, %(plan)s is adopted, with %(hours)s of work, and the others are lost. It needs"
        " %(share)s."
    )
    if plan.alternative:
        return f"{text % said} {_('What it changes for everybody else is told on its page.')}"
    return text % said


def effect_link(reading: Reading, effect: Effect) -> links.Link | None:
    """Return the link to what a motion about the plan is about; None for other effects."""
    match effect:
        case ef.AdoptPlan(plan=number) | ef.AssignSurplus(plan=number):
            return planned.plan_link(reading, number) if number in reading.state.plans else None
        case ef.FixProposal(campaign=number) | ef.FreeProposal(campaign=number):
            return planned.campaign_link(number)
    return None
