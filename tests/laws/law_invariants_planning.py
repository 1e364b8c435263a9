"""What has to be true of plans in the making: whose they are, and what they bind by."""

from __future__ import annotations

from collections.abc import Callable

from law_world import World

from commonweal.polity import Body, Event
from commonweal.polity.planning.deliveries.data import OverheadReported, WorkReported
from commonweal.polity.planning.proposals import data
from commonweal.polity.planning.proposals.effects import AdoptPlan
from commonweal.polity.planning.proposals.finding import OVER, REVISABLE, running
from commonweal.polity.planning.proposals.kept import PPM, Campaign
from commonweal.polity.rights.succession import heir
from commonweal.terms import DAY_S

Before = dict[int, tuple[int, int]]

OFFERS = (data.HoursOffered, data.StockDeclared, data.OrderPlaced)
"""What is proposed in a campaign, for a body."""


def no_plan_binds_whom_no_vote_bound(world: World) -> None:
    """What is asked of anybody stands in a plan that the body of its campaign has adopted."""
    state = world.state
    for plan in state.plans.values():
        campaign = state.campaigns[plan.campaign]
        if not plan.adopted_at:
            standing = [one for one in plan.lines if not state.lines[one].is_over]
            assert not standing, f"plan {plan.id} binds, and was not adopted"
            continue
        motion = state.motions[plan.motion]
        assert motion.effect == AdoptPlan(plan=plan.id), f"plan {plan.id}: motion {motion.id}"
        # A vote that is held again, because it was annulled, is open while its plan goes on.
        assert motion.stage in {"carried", "vote"}, f"plan {plan.id}: motion {motion.stage}"
        assert heir(state, motion.body).id == heir(state, campaign.body).id, "another body's plan"
        assert plan.outcome == "plan", f"plan {plan.id} is none"


def plans_follow_one_another(world: World) -> None:
    """One campaign runs at a time, in its time; and nobody is bound twice for the same days."""
    state = world.state
    open_ones = [one.id for one in state.campaigns.values() if one.stage not in OVER]
    assert len(open_ones) <= 1, f"campaigns {open_ones}"
    found = running(state)
    if found is not None and found.stage != "solving":
        assert world.now < found.until, f"campaign {found.id} is overdue"
    end = 0
    for plan in (state.plans[one] for one in state.adopted_plans):
        campaign = state.campaigns[plan.campaign]
        assert plan.begins_at >= max(end, campaign.begins_at), f"plan {plan.id} begins early"
        assert plan.begins_at > plan.adopted_at, f"plan {plan.id} binds for days that are over"
        end = plan.ends_at


def nobody_is_cut_off_who_revises(world: World) -> None:
    """A plan is adopted when all rounds have theirs, or when one was waited for long enough."""
    state = world.state
    for plan in (state.plans[one] for one in state.adopted_plans):
        campaign = state.campaigns[plan.campaign]
        rule = world.case().charter_of(campaign.charter).plan
        assert rule is not None
        own = (state.plans[one] for one in campaign.plans)
        rounds = {one.round for one in own if not one.alternative}
        given_up = plan.adopted_at >= campaign.until + rule.adoption_days * DAY_S
        assert rule.rounds in rounds or given_up, f"plan {plan.id} is adopted early"


def every_figure_of_a_plan_adds_up(world: World) -> None:
    """A surplus is assigned whole; and shares of ranks are shares."""
    for plan in world.state.plans.values():
        if plan.shares:
            assert sum(one.hours for one in plan.shares) == plan.surplus, f"plan {plan.id}"
        assert all(0 <= one.least_ppm <= one.mean_ppm <= PPM for one in plan.ranks)


def own_orders_are_sums(world: World) -> None:
    """Of what members order for themselves the record has sums of several, and nothing else."""
    for campaign in world.state.campaigns.values():
        for one in campaign.members_orders:
            assert one.members >= 3, f"a sum of {one.members} in campaign {campaign.id}"
            every = world.boxes.all_wanted(f"orders of campaign {campaign.id}")
            assert one.amount <= sum(amount for _, _, amount in every)


PLANNING_LAWS: tuple[Callable[[World], None], ...] = (
    no_plan_binds_whom_no_vote_bound,
    plans_follow_one_another,
    nobody_is_cut_off_who_revises,
    every_figure_of_a_plan_adds_up,
    own_orders_are_sums,
)
"""True after every step, of every plan in the making."""


# Of single steps.


def fixed_proposals_stay(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """What a body has fixed nobody changes; and nothing changes while a plan is found or voted."""
    campaign = running(world.state)
    for event in events:
        body = _changed(world, event)
        if body and campaign is not None:
            assert campaign.stage in REVISABLE, f"{event} while {campaign.stage}"
            assert body not in campaign.fixed, f"{event}, fixed by {_motion(campaign, body)}"


def _changed(world: World, event: Event) -> int:
    """Return the body whose proposals an event changes; 0: none."""
    match event:
        case data.ProcessDeclared(body=body) | data.HoursOffered(body=body):
            return body
        case data.StockDeclared(body=body) | data.OrderPlaced(body=body):
            return body
        case data.ProcessWithdrawn(process=process):
            return world.state.processes[process].body
    return 0


def _motion(campaign: Campaign, body: int) -> int:
    return campaign.fixed[body]


def orders_are_of_bodies(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """An order in the record was placed for a body by somebody who votes in it."""
    for event in events:
        if isinstance(event, OFFERS):
            command, issued = world.steps[-1]
            assert isinstance(command, data.PlaceOrder | data.OfferHours | data.DeclareStock), (
                f"{type(command).__name__} is told as {event}"
            )
            body = world.state.bodies[event.body]
            assert event.by == issued.by, f"{event} by member {issued.by}"
            assert world.case().is_voter(event.by, body), f"{event} by an outsider"


def hours_are_of_days(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """No body offers or tells more hours than the days of those who belong to it have."""
    for event in events:
        found = _hours(world, event)
        if found is not None:
            number, days, hours = found
            assert hours <= 24 * days * _people(world, heir(world.state, number)), f"{event}"


def _hours(world: World, event: Event) -> tuple[int, int, int] | None:
    """Return the body whose hours an event tells, in how many days, and the hours."""
    campaigns = world.state.campaigns
    match event:
        case data.HoursOffered():
            return event.body, campaigns[event.campaign].period_days, event.hours
        case WorkReported():
            body, hours = world.state.processes[event.process].body, event.hours
        case OverheadReported():
            body, hours = event.body, event.planning + event.meeting + event.inspecting
        case _:
            return None
    return body, campaigns[world.state.plans[event.plan].campaign].period_days, hours


def _people(world: World, body: Body) -> int:
    """Return how many belong to a body, or did when its last roll was signed."""
    now = sum(len(one.members) for one in world.state.below(body.id))
    return max(now, len(world.state.rolls[body.roll].members) if body.roll else 0)


PLANNING_STEPS = (fixed_proposals_stay, orders_are_of_bodies, hours_are_of_days)
"""True of every entry."""
