"""Rounds, lawfully: planning begins, rounds are closed, plans recorded, alternatives asked for.

Rules of this module:

* there is one campaign at a time, and a plan begins when the one before it has ended: nobody is
  bound twice for the same days;
* nobody binds a time when others will decide: a plan begins no later after the one before it than
  the longest plan lasts;
* the office closes rounds and records what an engine found, when it is awaited and not otherwise;
* that no plan keeps all limits is an outcome; the next round goes on, and after the last one the
  campaign has lapsed if there is no plan at all;
* where the body of the plan was closed and became no other, nobody could adopt: it lapses; and
  where no plan came for as long as there is to adopt one, planning can begin anew in its place;
* it does not lapse while a decision to adopt waits, because it can still be called back.

Not here: solving (``commonweal.plan``), adopting (``adopting``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import Body, Motion
from commonweal.polity.planning.proposals import data, kept
from commonweal.polity.planning.proposals.effects import AdoptPlan, BeginPlanning
from commonweal.polity.planning.proposals.finding import (
    campaign_of,
    decides,
    has_say,
    is_given_up,
    open_campaign,
    owner,
    refuse_unknown,
    rule_in_force,
    rule_of,
    running,
)
from commonweal.polity.planning.proposals.scale import require_amount, require_number
from commonweal.polity.reach import check_reach
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import Moment, days

CONDITIONS_MAX = 20
"""Most conditions of one alternative."""

WITH_PLANS = ("revising", "deciding")
"""Stages in which plans are on the table and none is being found."""


# Beginning.


def check_begin(case: Case, body: Body, effect: BeginPlanning) -> None:
    """Refuse to begin where planning goes on, for too long, or too soon to be heard."""
    rule = rule_in_force(case)
    if not decides(case, rule, body):
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}" if rule.level else "the top body",
            got=f"{body.name}, {body.level}",
            remedy="bring it before the body that adopts plans",
        )
    before = running(case.state)
    if before and not is_given_up(case, before):
        refuse(
            "planning_begun_before",
            rule.cite(),
            expected="one planning at a time",
            got=f"campaign {before.id}, {before.stage}",
            remedy="propose there, or wait until it is over",
        )
    most = rule.periods_max
    require_number("plan_length_out_of_range", effect.periods, 1, most, rule.cite("periods_max"))
    _check_dates(case, rule, effect)


def days_to_adopt(rule: Rule) -> int:
    """Return the days that all rounds and the time to adopt take together."""
    return rule.proposal_days + (rule.rounds - 1) * rule.round_days + rule.adoption_days


def _check_dates(case: Case, rule: Rule, effect: BeginPlanning) -> None:
    needed = days_to_adopt(rule)
    check_reach(effect.begins_in_days, rule.cite("adoption_days"))
    if effect.begins_in_days < needed:
        refuse(
            "plan_begins_too_soon",
            rule.cite("adoption_days"),
            expected=f"{needed} days or more, for all rounds and the vote",
            got=f"{effect.begins_in_days} days",
            remedy="let the plan begin later",
        )
    ends = max((case.state.plans[one].ends_at for one in case.state.adopted_plans), default=0)
    free = max(0, -(-(ends - case.at) // days(1)))
    if case.at + days(effect.begins_in_days) < ends:
        refuse(
            "plan_overlaps_another",
            rule.cite(),
            expected=f"{free} days or more, when the plan before ends",
            got=f"{effect.begins_in_days} days",
            remedy="let it begin later; a running plan is corrected",
        )
    latest = max(needed, free) + rule.periods_max * rule.period_days
    if effect.begins_in_days > latest:
        refuse(
            "plan_begins_too_late",
            rule.cite("periods_max"),
            expected=f"at most {latest} days, so that nobody is kept from planning until then",
            got=f"{effect.begins_in_days} days",
            remedy="let it begin sooner",
        )


def begin(case: Case, motion: Motion, effect: BeginPlanning) -> list[ev.Event]:
    """Call on all councils to propose and order."""
    rule, before = rule_in_force(case), running(case.state)
    begun = data.PlanningBegun(
        campaign=case.new("campaigns"),
        body=motion.body,
        motion=motion.id,
        charter=case.version,
        begins_at=case.at + days(effect.begins_in_days),
        periods=effect.periods,
        period_days=rule.period_days,
        until=case.at + days(rule.proposal_days),
    )
    return [_lapsed(before, "no_plan"), begun] if before else [begun]


# Closing a round, and what was found.


def next_step(state: State, number: int) -> Command:
    """Return what is due when the time of a stage is over."""
    deciding = state.campaigns[number].stage == "deciding"
    return data.LapseCampaign(campaign=number) if deciding else data.CloseRound(campaign=number)


def close_round(case: Case, command: data.CloseRound) -> list[ev.Event]:
    """Close a round; from now on its plan is awaited."""
    require_office(case, "close_round")
    campaign = _due(case, command.campaign, ("proposing", "revising"))
    if not owner(case, campaign).is_open:
        return [_lapsed(campaign, "body_closed")]
    _check_summed(case, campaign, command.summed)
    closed = data.RoundClosed(campaign=campaign.id, round=campaign.round, summed=command.summed)
    return [closed]


def _due(case: Case, number: int, stages: tuple[str, ...]) -> kept.Campaign:
    """Return a campaign whose stage is over, or refuse."""
    found = campaign_of(case, number)
    if found.stage not in stages or case.at < found.until:
        refuse(
            "nothing_due",
            rule_of(case, found).cite("round_days"),
            expected="a campaign whose time has passed",
            got=f"campaign {number}, {found.stage}",
            remedy="wait",
        )
    return found


def _lapsed(campaign: kept.Campaign, why: Any) -> data.CampaignLapsed:
    return data.CampaignLapsed(campaign=campaign.id, why=why)


def _check_summed(
    case: Case, campaign: kept.Campaign, summed: tuple[kept.MembersOrders, ...]
) -> None:
    """Refuse sums that no members can have ordered; whose they are nobody asks."""
    rule = rule_of(case, campaign)
    keys = {(one.body, one.product, one.rank) for one in summed}
    sound = len(keys) == len(summed) and (rule.members_order or not summed)
    for one in summed:
        body = case.state.bodies.get(one.body)
        sound &= body is not None and body.level in rule.consumers
        sound &= one.product in case.state.products and 1 <= one.rank <= len(rule.ranks)
        sound &= one.members >= kept.MEMBERS_MIN and one.amount >= 1
    if not sound:
        refuse(
            "members_orders_unsound",
            rule.cite("members_order"),
            expected=f"each sum once, of {kept.MEMBERS_MIN} members of a consuming body or more",
            got=f"{len(summed)} sums",
            remedy="add up what the vault holds, as it stands",
        )


def record_plan(case: Case, command: data.RecordPlan) -> list[ev.Event]:
    """Record what an engine found for the round that is closed, or for an alternative."""
    require_office(case, "record_plan")
    campaign = open_campaign(case, command.campaign)
    rule = rule_of(case, campaign)
    if not owner(case, campaign).is_open:
        return [_lapsed(campaign, "body_closed")]
    _require_awaited(case, campaign, rule, command.alternative)
    _check_figures(rule, command)
    stage, until = campaign.stage, campaign.until
    last = campaign.round >= rule.rounds
    if not command.alternative:
        stage = "deciding" if last else "revising"
        until = Moment(case.at + days(rule.adoption_days if last else rule.round_days))
    recorded = data.PlanRecorded(
        plan=case.new("plans"),
        campaign=campaign.id,
        round=campaign.round,
        alternative=command.alternative,
        outcome=command.outcome,
        file=command.file,
        stage=stage,
        until=until,
        hours=command.hours,
        ranks=command.ranks,
        surplus=command.surplus,
    )
    outcomes = {case.state.plans[one].outcome for one in campaign.plans} | {command.outcome}
    hopeless = stage == "deciding" and not command.alternative and "plan" not in outcomes
    return [recorded, _lapsed(campaign, "no_plan")] if hopeless else [recorded]


def _require_awaited(case: Case, campaign: kept.Campaign, rule: Rule, alternative: int) -> None:
    """Refuse a plan for which nobody waits: a second one for a round, or for an alternative."""
    awaited = campaign.stage == "solving"
    if alternative:
        asked = case.state.alternatives.get(alternative)
        if asked is None:
            refuse_unknown(case, "alternatives", alternative)
        awaited = asked.campaign == campaign.id and not asked.plan and campaign.stage in WITH_PLANS
    if not awaited:
        refuse(
            "plan_not_awaited",
            rule.cite("rounds"),
            expected="a plan for a round that is closed, or for an alternative that waits",
            got=f"one for alternative {alternative}" if alternative else campaign.stage,
            remedy="find a plan when it is awaited",
        )


def _check_figures(rule: Rule, command: data.RecordPlan) -> None:
    where = rule.cite("rounds")
    require_text(command.file, where)
    require_amount(command.hours, where)
    require_number("amount_off_its_scale", command.surplus, *_EITHER_SIDE, where)
    ranks = [one.rank for one in command.ranks]
    told = all(
        1 <= one.rank <= len(rule.ranks) and 0 <= one.least_ppm <= one.mean_ppm <= kept.PPM
        for one in command.ranks
    )
    if not told or len(set(ranks)) < len(ranks):
        refuse(
            "plan_shares_unsound",
            rule.cite("ranks"),
            expected="for each rank once, the smallest and the mean share, in parts per million",
            got=", ".join(f"rank {one.rank}" for one in command.ranks),
            remedy="write the shares as the plan's file has them",
        )


_EITHER_SIDE = (-kept.AMOUNT_MAX, kept.AMOUNT_MAX)
"""A plan can live off stocks: then what is left is less than nothing."""


def lapse_campaign(case: Case, command: data.LapseCampaign) -> list[ev.Event]:
    """End a campaign in which no plan was adopted in time, unless an adoption still waits."""
    require_office(case, "lapse_campaign")
    campaign = _due(case, command.campaign, ("deciding",))
    if not owner(case, campaign).is_open:
        return [_lapsed(campaign, "body_closed")]
    for motion, until in _waiting(case, campaign):
        return [data.AdoptionAwaited(campaign=campaign.id, motion=motion, until=until)]
    return [_lapsed(campaign, "time_is_up")]


def _waiting(case: Case, campaign: kept.Campaign) -> Iterator[tuple[int, Moment]]:
    """Give decisions to adopt a plan of a campaign that can be called back, and until when.

    A day is added: the campaign ends after what becomes of them, not at the same moment. A decision
    that is suspended, and a vote that is still counted, wait for longer, from day to day; so does
    one that was annulled while it waited, until the vote has been held again.
    """
    for found in case.state.call_backs.values():
        motion = case.state.motions[found.motion]
        if not isinstance(motion.effect, AdoptPlan) or motion.effect.plan not in campaign.plans:
            continue
        if found.stage == "waiting":
            yield motion.id, Moment(max(found.until, case.at) + days(1))
        elif found.stage == "vote" or motion.stage == "vote":
            poll = case.state.polls[found.poll if found.stage == "vote" else motion.poll]
            yield motion.id, Moment(max(poll.at, case.at) + days(1))


# Alternatives.


def propose_alternative(case: Case, command: data.ProposeAlternative) -> list[ev.Event]:
    """Ask for a plan under further conditions, to be voted on beside the others."""
    campaign = open_campaign(case, command.campaign)
    rule = rule_of(case, campaign)
    if campaign.stage not in WITH_PLANS:
        refuse(
            "alternative_untimely",
            rule.cite("alternatives_max"),
            expected="a campaign with a plan on the table",
            got=f"campaign {campaign.id}, {campaign.stage}",
            remedy="wait for the plan of this round",
        )
    _require_say(case, campaign, rule)
    require_text(command.text, rule.cite("alternatives_max"))
    number = len(command.conditions)
    most = rule.cite("alternatives_max")
    require_number("conditions_out_of_range", number, 1, CONDITIONS_MAX, most)
    for condition in command.conditions:
        _check_condition(case, campaign, rule, condition)
    proposed = data.AlternativeProposed(
        alternative=case.new("alternatives"),
        campaign=campaign.id,
        by=case.by,
        text=command.text,
        conditions=command.conditions,
    )
    return [proposed]


def _require_say(case: Case, campaign: kept.Campaign, rule: Rule) -> None:
    """Refuse who has no voice in the plan, or has asked as often as anybody may."""
    if not has_say(case, campaign):
        refuse(
            "alternative_of_outsiders",
            rule.cite(),
            expected="somebody who votes in a body that makes, orders or adopts",
            got=f"member {case.by}",
            remedy="ask somebody of such a body",
        )
    asked = sum(case.state.alternatives[one].by == case.by for one in campaign.alternatives)
    if asked >= rule.alternatives_max:
        refuse(
            "alternatives_too_many",
            rule.cite("alternatives_max"),
            expected=f"at most {rule.alternatives_max} of one member",
            got=f"{asked} already",
            remedy="let somebody else ask for it",
        )


def _check_condition(
    case: Case, campaign: kept.Campaign, rule: Rule, condition: kept.PlanCondition
) -> None:
    """Refuse a condition on what the plan does not know."""
    where = rule.cite("alternatives_max")
    of_process = condition.kind in ("process_at_most", "process_at_least")
    require_amount(condition.amount, where)
    require_number("period_unknown", condition.period, 1, campaign.periods, where)
    kind = "processes" if of_process else "products"
    if condition.of not in getattr(case.state, kind):
        refuse_unknown(case, kind, condition.of)
    body = case.state.bodies.get(condition.body)
    receives = body is not None and body.is_open and body.level in rule.consumers
    if bool(condition.body) == of_process or not (of_process or receives):
        refuse(
            "condition_of_nobody",
            rule.cite("consumers"),
            expected="no body" if of_process else "a body that orders",
            got=f"body {condition.body}",
            remedy="name who is to receive it; a process is its own body's",
        )


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.CloseRound: close_round,
    data.RecordPlan: record_plan,
    data.LapseCampaign: lapse_campaign,
    data.ProposeAlternative: propose_alternative,
}
"""The law that decides each command."""

EFFECTS: Effects = {BeginPlanning: (check_begin, begin)}
"""What refuses the effect, and what carries it out."""
