"""What bodies decide about the plan: limits, their own proposals, a plan, and its surplus.

Rules of this module:

* nothing binds anybody but a plan that the body of its campaign has adopted, by the majority of the
  article under which the campaign began: no officer, no engine and no emergency adopts one;
* every plan that was found can be adopted, of whatever round, when the last round is over: nobody
  who still revises is cut off, unless the article lets plans be adopted early; where no plan comes
  for a round, those of earlier rounds are there;
* adopted late, it begins later and keeps all its periods;
* an adoption that was annulled stands until the vote is held again, and falls if that says No;
* what is recorded as its lines comes from the office, part by part, after the adoption;
* the surplus is assigned whole, and anew by a new motion until the plan ends.

Not here: rounds (``rounds``), what becomes of lines (``deliveries``, ``correcting``).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NoReturn

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import Body, Motion
from commonweal.polity.planning.correcting.data import PlanCorrection
from commonweal.polity.planning.proposals import data, kept
from commonweal.polity.planning.proposals import effects as ef
from commonweal.polity.planning.proposals.finding import (
    OVER,
    campaign_of,
    decides,
    is_adoptable,
    open_campaign,
    plan_of,
    refuse_unknown,
    require_owner,
    require_revisable,
    rule_now,
    rule_of,
    running,
    taking_part,
)
from commonweal.polity.planning.proposals.scale import require_amount, require_number
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.terms import days

PART_MAX = 400
"""Most runs and lines of one part: an entry of the record has a longest size."""

SHARES_MAX = 100
"""Most parts of a surplus."""


# Limits, and a body's own proposals.


def check_limit(case: Case, body: Body, effect: ef.SetLimit) -> None:
    """Refuse a limit that there is not, or that another body sets."""
    rule, campaign = rule_now(case), running(case.state)
    if campaign is not None:
        require_owner(case, campaign, body)
    elif not decides(case, rule, body):
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}" if rule.level else "the top body",
            got=f"{body.name}, {body.level}",
            remedy="bring it before the body that adopts plans",
        )
    if effect.limit not in case.state.limits:
        refuse_unknown(case, "limits", effect.limit)
    require_amount(effect.per_period, rule.cite())


def set_limit(_case: Case, motion: Motion, effect: ef.SetLimit) -> list[ev.Event]:
    """Set how much of something there is in each period."""
    return [data.LimitSet(limit=effect.limit, per_period=effect.per_period, motion=motion.id)]


def check_fix(case: Case, body: Body, effect: ef.FixProposal | ef.FreeProposal) -> None:
    """Refuse to fix what is fixed, to free what is free, and both when it is too late."""
    campaign = campaign_of(case, effect.campaign)
    rule = rule_of(case, campaign)
    if not (isinstance(effect, ef.FreeProposal) and _is_carried_out(case, campaign)):
        require_revisable(case, open_campaign(case, campaign.id))
    taking_part(case, rule, body.id, (*rule.producers, *rule.consumers))
    fixed = body.id in campaign.fixed
    if fixed == isinstance(effect, ef.FixProposal):
        refuse(
            "proposal_fixed_before" if fixed else "proposal_not_fixed",
            rule.cite(),
            expected="a proposal that anybody of the body changes" if fixed else "a fixed one",
            got="a fixed one" if fixed else "one that anybody of the body changes",
            remedy="nothing is needed",
        )


def _is_carried_out(case: Case, campaign: kept.Campaign) -> bool:
    """Whether the plan of a campaign has not ended: till then what was fixed for it is freed."""
    return bool(campaign.adopted) and case.at < case.state.plans[campaign.adopted].ends_at


def fix(_case: Case, motion: Motion, effect: ef.FixProposal) -> list[ev.Event]:
    """Make a body's proposals its own decision."""
    return [data.ProposalFixed(campaign=effect.campaign, body=motion.body, motion=motion.id)]


def free(_case: Case, motion: Motion, effect: ef.FreeProposal) -> list[ev.Event]:
    """Let a body's members change its proposals again."""
    return [data.ProposalFreed(campaign=effect.campaign, body=motion.body, motion=motion.id)]


# The plan.


def adopting_rule(
    case: Case, motion: Motion, effect: ef.AdoptPlan
) -> tuple[Fraction, Fraction, str]:
    """Return the share of Yes that adopting a plan needs, the share of all votes, the article.

    Of all votes there are it needs what any motion of the body needs.
    """
    rule = rule_of(case, case.state.campaigns[case.state.plans[effect.plan].campaign])
    return rule.majority, case.deciding(motion).yes_share_min, rule.cite("majority")


def check_adopt(case: Case, body: Body, effect: ef.AdoptPlan) -> None:
    """Refuse to adopt what is no plan, or not this body's, or too late."""
    plan = plan_of(case, effect.plan)
    campaign = case.state.campaigns[plan.campaign]
    rule = rule_of(case, campaign)
    require_owner(case, campaign, body)
    if plan.outcome != "plan":
        refuse(
            "plan_infeasible",
            rule.cite("rounds"),
            expected="a plan that keeps all limits",
            got=f"plan {plan.id}, which says why there is none",
            remedy="revise the proposals, or adopt the plan of another round",
        )
    if campaign.stage in OVER:
        if not _is_held_again(case, plan):
            open_campaign(case, campaign.id)
    elif not is_adoptable(case, campaign):
        refuse(
            "plan_rounds_to_come",
            rule.cite("rounds"),
            expected=f"a campaign in which the plan of round {rule.rounds}, the last, is there",
            got=f"campaign {campaign.id}, {campaign.stage} in round {campaign.round}",
            remedy="revise until then; the plans of all rounds can be adopted afterwards",
        )


def _is_held_again(case: Case, plan: kept.Plan) -> bool:
    """Whether the vote by which a plan was adopted was annulled, and is held again."""
    return bool(plan.adopted_at) and case.state.motions[plan.motion].stage == "vote"


def adopt(case: Case, motion: Motion, effect: ef.AdoptPlan) -> list[ev.Event]:
    """Adopt a plan; where its first day has passed it begins now, with all its periods."""
    plan = case.state.plans[effect.plan]
    if plan.adopted_at:
        return []  # a vote that was held again has said the same
    campaign = case.state.campaigns[plan.campaign]
    begins = max(int(campaign.begins_at), case.at + 1)
    adopted = data.PlanAdopted(
        plan=plan.id,
        campaign=campaign.id,
        motion=motion.id,
        begins_at=begins,
        ends_at=begins + campaign.periods * days(campaign.period_days),
    )
    return [adopted]


def voted_down(case: Case, motion: Motion) -> list[ev.Event]:
    """Take back what an annulled vote had adopted, when the vote held again does not adopt it."""
    if motion.amends or not isinstance(motion.effect, ef.AdoptPlan):
        return []
    plan = case.state.plans.get(motion.effect.plan)
    if plan is None or not plan.adopted_at or plan.motion != motion.id:
        return []
    return [data.PlanTakenBack(plan=plan.id, campaign=plan.campaign, motion=motion.id)]


# Its lines.


def record_lines(case: Case, command: data.RecordLines) -> list[ev.Event]:
    """Record the next part of what an adopted plan, or a correction of it, says of each body."""
    require_office(case, "record_lines")
    plan = plan_of(case, command.plan)
    campaign = case.state.campaigns[plan.campaign]
    rule = rule_of(case, campaign)
    correction = _correction(case, rule, plan, command)
    source = correction or plan
    if not plan.adopted_at or source.complete or command.part != source.parts + 1:
        _refuse_unawaited(rule, command)
    if correction and not plan.complete:
        _refuse_unawaited(rule, command)
    first = correction.from_period if correction else 1
    _check_lines(case, rule, command, first, campaign.periods)
    recorded = data.LinesRecorded(
        plan=plan.id,
        part=command.part,
        last=command.last,
        first=case.new("lines"),
        runs=command.runs,
        lines=command.lines,
        correction=command.correction,
        from_period=first,
    )
    return [recorded]


def _correction(
    case: Case, rule: Rule, plan: kept.Plan, command: data.RecordLines
) -> PlanCorrection | None:
    """Return the correction whose lines these are, if any; it is in force, and of this plan."""
    if not command.correction:
        return None
    found = case.state.plan_corrections.get(command.correction)
    if found is None or found.plan != plan.id or found.stage != "in_force":
        _refuse_unawaited(rule, command)
    return found


def _refuse_unawaited(rule: Rule, command: data.RecordLines) -> NoReturn:
    refuse(
        "lines_not_awaited",
        rule.cite(),
        expected="the next part of an adopted plan, or of a correction in force",
        got=f"part {command.part} of plan {command.plan}",
        remedy="record the parts in order, after the adoption",
    )


def _check_lines(
    case: Case, rule: Rule, command: data.RecordLines, first: int, periods: int
) -> None:
    where = rule.cite()
    number = len(command.runs) + len(command.lines)
    require_number("part_too_large", number, 0, PART_MAX, where)
    for period in [run.period for run in command.runs] + [line.period for line in command.lines]:
        require_number("period_unknown", period, first, periods, where)
    for run in command.runs:
        require_amount(run.runs, where)
        if run.process not in case.state.processes:
            refuse_unknown(case, "processes", run.process)
    for line in command.lines:
        require_amount(line.amount, where, least=1)
        if line.product not in case.state.products:
            refuse_unknown(case, "products", line.product)
        for body in (line.maker, line.to):
            if body not in case.state.bodies:
                case.body(body)


# The surplus.


def check_assign(case: Case, body: Body, effect: ef.AssignSurplus) -> None:
    """Refuse parts that are not the whole, and a plan that does not hold."""
    plan = plan_of(case, effect.plan)
    campaign = case.state.campaigns[plan.campaign]
    rule = rule_of(case, campaign)
    require_owner(case, campaign, body)
    if not plan.adopted_at or case.at >= plan.ends_at:
        refuse(
            "plan_not_in_force",
            rule.cite(),
            expected="a plan that was adopted and has not ended",
            got=f"plan {plan.id}",
            remedy="adopt it first" if not plan.adopted_at else "assign what the next one leaves",
        )
    _check_shares(case, rule, plan, effect)


def _check_shares(case: Case, rule: Rule, plan: kept.Plan, effect: ef.AssignSurplus) -> None:
    where = rule.cite("account")
    require_number("surplus_not_assigned_whole", len(effect.parts), 1, SHARES_MAX, where)
    for part in effect.parts:
        require_amount(part.hours, where, least=1)
        if part.body:
            case.body(part.body)
    assigned = sum(part.hours for part in effect.parts)
    if assigned != plan.surplus:
        refuse(
            "surplus_not_assigned_whole",
            where,
            expected=f"parts of {plan.surplus} hours in all",
            got=f"{assigned}",
            remedy="say of every hour what it is for; a reserve is a purpose, too",
        )


def assign(_case: Case, motion: Motion, effect: ef.AssignSurplus) -> list[ev.Event]:
    """Decide what the surplus is for, in the place of what was decided before."""
    return [data.SurplusAssigned(plan=effect.plan, motion=motion.id, parts=effect.parts)]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.RecordLines: record_lines,
}
"""The law that decides each command."""

EFFECTS: Effects = {
    ef.SetLimit: (check_limit, set_limit),
    ef.FixProposal: (check_fix, fix),
    ef.FreeProposal: (check_fix, free),
    ef.AdoptPlan: (check_adopt, adopt),
    ef.AssignSurplus: (check_assign, assign),
}
"""What refuses each effect, and what carries it out."""
