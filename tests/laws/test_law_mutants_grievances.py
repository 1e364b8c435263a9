"""Wrong rules about grievances are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from law_invariants_grievances import (
    suspended_decision_rests,
    suspended_officer_has_no_power,
    suspension_ends_and_is_one,
    who_is_concerned_does_not_decide,
)
from law_world import World, started

from commonweal.polity import case, polls, state, tasks
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.decide import LAW
from commonweal.polity.effects import TaskPlan
from commonweal.polity.rights.grievances import data, matters
from commonweal.polity.rights.grievances.effects import ArbitrateGrievance
from commonweal.terms import DAY_S

Patch = pytest.MonkeyPatch
Life = Callable[[World], None]


def base(world: World) -> Any:
    return next(one for one in world.state.bodies.values() if one.level == "assembly")


def decided(world: World, task: TaskPlan | None = None) -> int:
    """Carry a motion of an assembly; returns its number."""
    body = base(world)
    people = sorted(body.members)
    plans = (task,) if task else ()
    move = cmd.ProposeMotion(body=body.id, text="t", effect=ef.Resolve(), tasks=plans)
    world.do(move, people[0])
    motion = world.state.motions[max(world.state.motions)]
    carry(world, motion, people)
    return motion.id


def carry(world: World, motion: Any, voters: list[int]) -> None:
    for one in voters[1:]:
        if motion.stage == "moved":
            world.do(cmd.SecondMotion(motion=motion.id), one)
    world.pass_days((motion.at - world.now) / DAY_S + 0.1)
    for one in voters:
        world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    if motion.stage == "vote":
        world.pass_days((world.state.polls[motion.poll].at - world.now) / DAY_S + 0.1)
    assert motion.stage == "carried"


def contested(world: World, **about: int) -> data.Grievance:
    """File a grievance and sign it until it comes together."""
    people = sorted(base(world).members)
    world.do(data.FileGrievance(text="why", **about), people[0])
    found = world.state.grievances[max(world.state.grievances)]
    for one in people[1:]:
        if found.stage == "gathering":
            world.do(data.SignGrievance(grievance=found.id), one)
    assert found.suspends
    return found


def a_task_is_contested(world: World) -> None:
    body = base(world)
    task = TaskPlan(text="t", due_days=2, holder=sorted(body.members)[0])
    contested(world, motion=decided(world, task))
    world.pass_days(4)


def a_decision_is_contested(world: World) -> None:
    contested(world, motion=decided(world))
    world.pass_days(4)


def a_keeper_is_contested_and_goes_on(world: World) -> None:
    body = base(world)
    seat = next(
        world.state.seats[one]
        for one in body.offices
        if world.state.seats[one].office == "keeper" and world.state.seats[one].holder
    )
    contested(world, seat=seat.id)
    world.try_to(cmd.AdmitMembers(homes=(body.id,), commitments=("c",)), seat.holder)


def a_signer_sits_among_the_arbiters(world: World) -> None:
    found = contested(world, motion=decided(world))
    arbiter = world.state.bodies[found.arbiter]
    world.pass_days((found.hearing_by - world.now) / DAY_S + 0.1)
    voters = [seat.holder for seat in world.state.delegates(arbiter.id)]
    for one in voters:
        found.signatures.setdefault(one, world.now)
    effect = ArbitrateGrievance(grievance=found.id, ruling="rejected")
    world.do(cmd.ProposeMotion(body=arbiter.id, text="r", effect=effect), voters[0])
    motion = world.state.motions[max(world.state.motions)]
    for one in voters[1:]:
        if motion.stage == "moved":
            world.do(cmd.SecondMotion(motion=motion.id), one)
    world.pass_days((motion.at - world.now) / DAY_S + 0.1)
    world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), voters[0])


def tasks_fall_due_all_the_same(patch: Patch) -> None:
    right = tasks.bring_task_back

    def anyway(one: case.Case, command: cmd.BringTaskBack) -> Any:
        held, one.state.suspended_decisions = one.state.suspended_decisions, {}
        events = right(one, command)
        one.state.suspended_decisions = held
        return events

    patch.setitem(LAW, cmd.BringTaskBack, anyway)
    patch.setitem(
        state._LIVE,
        "task",
        lambda it, at, number: it.tasks[number].stage == "open" and it.tasks[number].due_at == at,
    )


def suspended_for_ever(patch: Patch) -> None:
    right = matters.suspended_until
    patch.setattr(matters, "suspended_until", lambda *asked: right(*asked) + 900 * DAY_S)


def officers_go_on(patch: Patch) -> None:
    patch.setattr(case, "is_suspended", lambda *_: False)


def everybody_judges(patch: Patch) -> None:
    patch.setattr(polls, "refuse_concerned", lambda *_: None)


MUTANTS: list[tuple[Callable[..., None], Callable[[Patch], None], Life]] = [
    (suspended_decision_rests, tasks_fall_due_all_the_same, a_task_is_contested),
    (suspension_ends_and_is_one, suspended_for_ever, a_decision_is_contested),
    (suspended_officer_has_no_power, officers_go_on, a_keeper_is_contested_and_goes_on),
    (who_is_concerned_does_not_decide, everybody_judges, a_signer_sits_among_the_arbiters),
]
WRONG = [(one[0], one[1], one[2]) for one in MUTANTS]


class Broken(Exception):  # noqa: N818 -- the law is broken; always caught here
    """A law objects."""


def objects(law: Callable[..., None], *asked: Any) -> None:
    """Ask a law, so that its objection is told apart from what else may go wrong."""
    try:
        law(*asked)
    except AssertionError as error:
        raise Broken from error


def live(law: Callable[..., None], life: Life) -> None:
    """Live, and let a law look at it: at every step, or at the end."""
    world = with_officers()
    if law is suspended_officer_has_no_power:
        world.watchers.append(lambda *step: objects(law, *step))
        life(world)
    else:
        life(world)
        objects(law, world)


def with_officers() -> World:
    """A federation whose first assembly has elected its keeper."""
    world = started("contested")
    body = base(world)
    seat = next(
        world.state.seats[one] for one in body.offices if world.state.seats[one].office == "keeper"
    )
    if not seat.holder:
        people = sorted(body.members)
        keeper = next(one for one in people[::-1] if not world.state.held.get(one))
        world.do(cmd.Nominate(poll=seat.running, candidate=keeper), keeper)
        world.pass_days(1.1)
        world.do(cmd.CastVote(poll=seat.running, ranking=(keeper,)), keeper)
        world.pass_days(1.1)
    assert seat.holder
    return world


@pytest.mark.parametrize(("law", "plant", "life"), WRONG, ids=[p.__name__ for _, p, _ in WRONG])
def test_the_law_catches_the_wrong_rule(
    law: Callable[..., None], plant: Callable[[Patch], None], life: Life, monkeypatch: Patch
) -> None:
    plant(monkeypatch)
    with pytest.raises(Broken):
        live(law, life)


@pytest.mark.parametrize(("law", "life"), [(one[0], one[2]) for one in MUTANTS])
def test_the_law_holds_where_the_rule_is_right(law: Callable[..., None], life: Life) -> None:
    live(law, life)
