"""A plan that is adopted and runs, by the commands that make one.

Here: who lives where in it. The moves are in ``law_moves_running``.
"""

from __future__ import annotations

from law_world import World, vote_in

from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals import data
from commonweal.polity.planning.proposals.effects import AdoptPlan, BeginPlanning
from commonweal.polity.planning.proposals.kept import NewLine
from commonweal.terms import DAY_S

PERIODS = 12


def assemblies(world: World) -> list[Body]:
    """The open assemblies in which anybody is."""
    every = world.state.bodies.values()
    return [one for one in every if one.is_open and one.level == "assembly" and one.members]


def congress(world: World) -> Body:
    """The body that adopts plans."""
    return world.state.bodies[world.state.top]


def carried_in_congress(world: World, effect: BeginPlanning | AdoptPlan) -> None:
    """Have the congress decide something."""
    mover = world.state.delegates(congress(world).id)[0].holder
    command = cmd.ProposeMotion(body=congress(world).id, text="t", effect=effect)
    world.do(command, mover)
    motion = world.state.motions[max(world.state.motions)]
    world.pass_days((motion.at - world.now) / DAY_S)
    vote_in(world, motion.poll)
    world.pass_days(max(0, (world.state.polls[motion.poll].at - world.now) / DAY_S))
    assert motion.stage == "carried", motion.stage


def plan_found(world: World) -> int:
    """Have a plan found for both rounds; its number."""
    maker = assemblies(world)[0]
    by = sorted(maker.members)[0]
    world.do(data.NameProduct(body=maker.id, name="bread", unit="loaf"), by)
    product = len(world.state.products)
    outputs = ((product, 10),)
    process = data.DeclareProcess(
        body=maker.id, name="baking", inputs=(), outputs=outputs, hours=2, capacity=9
    )
    world.do(process, by)
    carried_in_congress(world, BeginPlanning(periods=PERIODS, begins_in_days=12))
    campaign = world.state.campaigns[len(world.state.campaigns)]
    for _ in range(2):
        world.pass_days((campaign.until - world.now) / DAY_S)
        found = data.RecordPlan(
            campaign=campaign.id, alternative=0, outcome="plan", file="f", hours=900
        )
        world.do(found)
    return max(campaign.plans)


def running_plan(world: World) -> int:
    """Have a plan adopted, its lines recorded, and its first day come; its number."""
    plan = world.state.plans[plan_found(world)]
    carried_in_congress(world, AdoptPlan(plan=plan.id))
    maker, *others = assemblies(world)
    product = len(world.state.products)
    lines = tuple(
        NewLine(maker=maker.id, to=to.id, product=product, period=period, amount=20)
        for period in range(1, PERIODS + 1)
        for to in (*others[:2], maker)
    )
    world.do(data.RecordLines(plan=plan.id, part=1, last=True, lines=lines))
    world.pass_days(max(0, (plan.begins_at - world.now) / DAY_S))
    return plan.id
