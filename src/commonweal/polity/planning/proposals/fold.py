"""Proposals and plans, folded.

Rules of this module: a proposal that was changed is changed in place, because the record keeps
what it was; whose proposals were changed since the last plan is noted, so that a page can say so.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.planning.proposals import data, kept
from commonweal.polity.rights.grievances.fold import line_goes_on
from commonweal.polity.rights.succession import heir
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId


def _product_named(state: State, event: data.ProductNamed, at: Moment) -> None:
    state.products[event.product] = kept.Product(
        id=event.product,
        name=event.name,
        unit=event.unit,
        by=MemberId(event.by),
        body=BodyId(event.body),
        named_at=at,
    )


def _limit_named(state: State, event: data.LimitNamed, at: Moment) -> None:
    state.limits[event.limit] = kept.Limit(
        id=event.limit, name=event.name, unit=event.unit, by=MemberId(event.by), named_at=at
    )


def _limit_set(state: State, event: data.LimitSet, _at: Moment) -> None:
    limit = state.limits[event.limit]
    limit.per_period, limit.motion = event.per_period, MotionId(event.motion)


def _process_declared(state: State, event: data.ProcessDeclared, at: Moment) -> None:
    state.processes[event.process] = kept.Process(
        id=event.process,
        body=BodyId(event.body),
        by=MemberId(event.by),
        name=event.name,
        inputs=event.inputs,
        outputs=event.outputs,
        uses=event.uses,
        hours=event.hours,
        capacity=event.capacity,
        lead=event.lead,
        declared_at=at,
    )
    if event.replaces:
        state.processes[event.replaces].replaced_by = event.process
    _revise_running(state, event.body)


def _process_withdrawn(state: State, event: data.ProcessWithdrawn, at: Moment) -> None:
    process = state.processes[event.process]
    process.withdrawn_at = at
    _revise_running(state, process.body)


def _revise_running(state: State, body: int) -> None:
    """Note a change of what stands for every campaign in the one that runs, if any."""
    newest = state.campaigns.get(len(state.campaigns))
    if newest is not None and newest.stage not in {"adopted", "lapsed"}:
        _revise(newest, body)


def _revise(campaign: kept.Campaign, body: int) -> None:
    if body not in campaign.revised:
        campaign.revised.append(body)


def _begun(state: State, event: data.PlanningBegun, at: Moment) -> None:
    state.campaigns[event.campaign] = kept.Campaign(
        id=event.campaign,
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        charter=CharterVersion(event.charter),
        opened_at=at,
        begins_at=Moment(event.begins_at),
        periods=event.periods,
        period_days=event.period_days,
        until=Moment(event.until),
    )
    state.schedule(event.until, "campaign", event.campaign)


def _hours_offered(state: State, event: data.HoursOffered, _at: Moment) -> None:
    campaign = state.campaigns[event.campaign]
    campaign.hours[event.body] = event.hours
    _revise(campaign, event.body)


def _stock_declared(state: State, event: data.StockDeclared, _at: Moment) -> None:
    campaign = state.campaigns[event.campaign]
    campaign.stocks.setdefault(event.body, {})[event.product] = event.amount
    _revise(campaign, event.body)


def _order_placed(state: State, event: data.OrderPlaced, at: Moment) -> None:
    campaign = state.campaigns[event.campaign]
    key = (event.product, event.rank, event.period)
    before = campaign.orders.get(event.body, [])
    orders = [one for one in before if (one.product, one.rank, one.period) != key]
    if event.amount:
        orders.append(
            kept.Order(
                product=event.product,
                rank=event.rank,
                amount=event.amount,
                period=event.period,
                by=MemberId(event.by),
                at=at,
            )
        )
    campaign.orders[event.body] = orders
    _revise(campaign, event.body)


def _fixed(state: State, event: data.ProposalFixed, _at: Moment) -> None:
    state.campaigns[event.campaign].fixed[event.body] = MotionId(event.motion)


def _freed(state: State, event: data.ProposalFreed, _at: Moment) -> None:
    state.campaigns[event.campaign].fixed.pop(event.body, None)


def _alternative(state: State, event: data.AlternativeProposed, at: Moment) -> None:
    state.alternatives[event.alternative] = kept.Alternative(
        id=event.alternative,
        campaign=event.campaign,
        by=MemberId(event.by),
        text=event.text,
        conditions=event.conditions,
        proposed_at=at,
    )
    state.campaigns[event.campaign].alternatives.append(event.alternative)


def _round_closed(state: State, event: data.RoundClosed, _at: Moment) -> None:
    campaign = state.campaigns[event.campaign]
    campaign.stage = "solving"
    campaign.members_orders = list(event.summed)


def _plan_recorded(state: State, event: data.PlanRecorded, at: Moment) -> None:
    state.plans[event.plan] = kept.Plan(
        id=event.plan,
        campaign=event.campaign,
        round=event.round,
        alternative=event.alternative,
        outcome=event.outcome,
        file=event.file,
        hours=event.hours,
        ranks=event.ranks,
        surplus=event.surplus,
        recorded_at=at,
    )
    campaign = state.campaigns[event.campaign]
    campaign.plans.append(event.plan)
    if event.alternative:
        state.alternatives[event.alternative].plan = event.plan
        return
    campaign.stage, campaign.until = event.stage, Moment(event.until)
    if event.stage == "revising":
        campaign.round += 1
        campaign.revised = []
    state.schedule(event.until, "campaign", event.campaign)


def _lapsed(state: State, event: data.CampaignLapsed, _at: Moment) -> None:
    campaign = state.campaigns[event.campaign]
    campaign.stage, campaign.why = "lapsed", event.why


def _awaited(state: State, event: data.AdoptionAwaited, _at: Moment) -> None:
    state.campaigns[event.campaign].until = Moment(event.until)
    state.schedule(event.until, "campaign", event.campaign)


def _adopted(state: State, event: data.PlanAdopted, at: Moment) -> None:
    plan, campaign = state.plans[event.plan], state.campaigns[event.campaign]
    plan.adopted_at, plan.motion = at, MotionId(event.motion)
    plan.begins_at, plan.ends_at = Moment(event.begins_at), Moment(event.ends_at)
    campaign.stage, campaign.adopted = "adopted", event.plan
    state.adopted_plans.append(event.plan)
    period = (event.ends_at - event.begins_at) // campaign.periods
    state.schedule(event.begins_at + period, "period", event.plan)


def _taken_back(state: State, event: data.PlanTakenBack, _at: Moment) -> None:
    """End what the plan asks of anybody; what was delivered on it stays reported."""
    plan, campaign = state.plans[event.plan], state.campaigns[event.campaign]
    plan.adopted_at = kept.NEVER
    campaign.stage, campaign.adopted, campaign.why = "lapsed", 0, "taken_back"
    state.adopted_plans.remove(event.plan)
    for line in (state.lines[number] for number in plan.lines):
        line.ended_by = line.ended_by or kept.WITH_PLAN


def end_lines_of_gone(state: State) -> None:
    """End what a plan still asks of, or for, bodies that have left and became nothing else."""
    for body, lines in state.lines_of.items():
        if heir(state, body).is_open:
            continue
        for line in map(state.lines.__getitem__, lines):
            if line.reported < line.amount:
                line.ended_by = line.ended_by or kept.WITH_BODY


def _lines_recorded(state: State, event: data.LinesRecorded, at: Moment) -> None:
    plan = state.plans[event.plan]
    if event.correction and event.part == 1:
        _end_corrected(state, plan, event)
    contested = _contested(state, event.correction) if event.correction else {}
    period = (plan.ends_at - plan.begins_at) // state.campaigns[plan.campaign].periods
    for number, line in enumerate(event.lines, start=event.first):
        state.lines[number] = kept.Line(
            id=number,
            plan=event.plan,
            maker=BodyId(line.maker),
            to=BodyId(line.to),
            product=line.product,
            period=line.period,
            amount=line.amount,
            due_at=Moment(plan.begins_at + line.period * period),
            correction=event.correction,
            ended_by=0 if _both_open(state, line) else kept.WITH_BODY,
        )
        if (before := contested.get(_key(state, line))) is not None:
            _carry_over(state, before, state.lines[number], at)
        plan.lines.append(number)
        for body in dict.fromkeys((line.maker, line.to)):
            state.lines_of.setdefault(body, []).append(number)
    plan.runs += event.runs
    if event.correction:
        correction = state.plan_corrections[event.correction]
        correction.parts, correction.complete = event.part, event.last
    else:
        plan.parts, plan.complete = event.part, event.last


def _both_open(state: State, line: kept.NewLine) -> bool:
    return all(heir(state, body).is_open for body in (line.maker, line.to))


def _end_corrected(state: State, plan: kept.Plan, event: data.LinesRecorded) -> None:
    """Take what the correction changes out of the plan; deliveries on it stay what they are."""
    plan.runs = [one for one in plan.runs if one.period < event.from_period]
    for number in plan.lines:
        line = state.lines[number]
        if line.period >= event.from_period and not line.ended_by:
            line.ended_by = event.correction


def _key(state: State, line: kept.Line | kept.NewLine) -> tuple[int, int, int, int]:
    maker, to = heir(state, line.maker).id, heir(state, line.to).id
    return maker, to, line.product, line.period


def _contested(state: State, correction: int) -> dict[tuple[int, int, int, int], kept.Line]:
    """Return the lines that a correction ends and on which there is, or was, a grievance."""
    lines = (state.lines[one.line] for one in state.grievances.values() if one.line)
    return {_key(state, line): line for line in lines if line.ended_by == correction}


def _carry_over(state: State, before: kept.Line, line: kept.Line, at: Moment) -> None:
    """Leave a line contested that a correction writes anew: that is no way out of a grievance.

    In the place of one that was upheld a smaller one can come; it is another matter.
    """
    if before.upheld and line.amount < before.amount:
        return
    line.upheld = before.upheld
    for one in state.grievances.values():
        if one.line != before.id:
            continue
        if one.suspends:
            line_goes_on(state, one, at)
            line.grievance = one.id
        known = state.grieved.get(one.matter)
        one.line = line.id
        if known:
            state.grieved[one.matter] = known


def _surplus_assigned(state: State, event: data.SurplusAssigned, _at: Moment) -> None:
    plan = state.plans[event.plan]
    plan.shares, plan.assigned_by = event.parts, MotionId(event.motion)


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    data.ProductNamed: _product_named,
    data.LimitNamed: _limit_named,
    data.LimitSet: _limit_set,
    data.ProcessDeclared: _process_declared,
    data.ProcessWithdrawn: _process_withdrawn,
    data.PlanningBegun: _begun,
    data.HoursOffered: _hours_offered,
    data.StockDeclared: _stock_declared,
    data.OrderPlaced: _order_placed,
    data.ProposalFixed: _fixed,
    data.ProposalFreed: _freed,
    data.AlternativeProposed: _alternative,
    data.RoundClosed: _round_closed,
    data.PlanRecorded: _plan_recorded,
    data.CampaignLapsed: _lapsed,
    data.AdoptionAwaited: _awaited,
    data.PlanAdopted: _adopted,
    data.PlanTakenBack: _taken_back,
    data.LinesRecorded: _lines_recorded,
    data.SurplusAssigned: _surplus_assigned,
}
"""What each event does to the state."""
