"""Wrong rules about leaving are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from law_invariants import check, watch
from law_invariants_affiliation import (
    accounts_are_shared_exactly,
    nobody_holds_back_who_leaves,
    who_left_is_gone,
)
from law_world import World, started

from commonweal.polity import Body, reorganising, state
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.affiliation import data, leaving, settling
from commonweal.polity.rights.affiliation.effects import LeaveFederation
from commonweal.terms import BodyId

Patch = pytest.MonkeyPatch


def assembly(world: World) -> Body:
    return next(one for one in world.state.bodies.values() if one.level == "assembly")


def carried(world: World, body: Body, effect: ef.AnyEffect, voters: list[int]) -> None:
    world.do(cmd.ProposeMotion(body=body.id, text="m", effect=effect), voters[0])
    motion = world.state.motions[max(world.state.motions)]
    if motion.stage == "moved":
        world.do(cmd.SecondMotion(motion=motion.id), voters[1])
    world.pass_days((motion.at - world.now) / 86_400 + 0.01)
    for one in voters:
        world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)


def decided(world: World) -> Body:
    """Let the first assembly decide to leave; the highest body keeps an account."""
    body = assembly(world)
    world.do(data.EnterAccount(body=world.state.top, balance=-1003))
    carried(world, body, LeaveFederation(), list(body.members))
    assert world.state.leaving_of
    return body


def it_leaves(world: World) -> None:
    """It leaves, while a motion of its own is in debate."""
    body = decided(world)
    world.pass_days(2.5)
    voters = list(body.members)
    world.do(cmd.ProposeMotion(body=body.id, text="n", effect=ef.Resolve()), voters[0])
    world.pass_days(4)


def congress_wants_to_close_it(world: World) -> None:
    """The congress closes it at once, if it can."""
    body = decided(world)
    top = world.state.bodies[world.state.top]
    heir = next(
        one.id
        for one in world.state.bodies.values()
        if one.level == "assembly" and one.id != body.id
    )
    effect = ef.CloseBody(body=body.id, members_to=BodyId(heir))
    move = cmd.ProposeMotion(body=top.id, text="c", effect=effect)
    delegates = [seat.holder for seat in world.state.delegates(top.id)]
    if world.try_to(move, delegates[0]) is not None:
        world.state.leavings[1].until += 20 * 86_400  # as if there were time enough to vote
        motion = world.state.motions[max(world.state.motions)]
        world.pass_days((motion.at - world.now) / 86_400 + 0.01)
        for one in delegates:
            world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)
        world.pass_days(2)


def notice_has_no_end(patch: Patch) -> None:
    patch.setitem(state._LIVE, "leaving", lambda *_: False)


def congress_has_a_say(patch: Patch) -> None:
    patch.setattr(reorganising, "check_left_alone", lambda *_: None)


def motions_run_on(patch: Patch) -> None:
    patch.setattr(reorganising, "_stop_procedures", lambda *_: [])


def seats_stay(patch: Patch) -> None:
    patch.setattr(leaving, "wind_down", lambda *_: [])


def members_stay(patch: Patch) -> None:
    patch.setattr(leaving, "_let_members_go", lambda *_: [])


def parts_are_rounded_up_twice(patch: Patch) -> None:
    patch.setattr(settling, "share_of", lambda balance, part, whole: balance * part // whole - 1)


Look = Callable[[World], None]
MUTANTS: list[tuple[Look, Callable[[Patch], None], Look]] = [
    (nobody_holds_back_who_leaves, notice_has_no_end, it_leaves),
    (nobody_holds_back_who_leaves, congress_has_a_say, congress_wants_to_close_it),
    (who_left_is_gone, motions_run_on, it_leaves),
    (who_left_is_gone, seats_stay, it_leaves),
    (who_left_is_gone, members_stay, it_leaves),
    (accounts_are_shared_exactly, parts_are_rounded_up_twice, it_leaves),
]


@pytest.mark.parametrize(
    ("law", "plant", "life"),
    MUTANTS,
    ids=[f"{law.__name__}: {plant.__name__}" for law, plant, _ in MUTANTS],
)
def test_law_catches_the_wrong_rule(
    law: Look, plant: Callable[[Patch], None], life: Look, monkeypatch: Patch
) -> None:
    world = started("leaving")
    law(world)
    plant(monkeypatch)
    life(world)
    with pytest.raises(AssertionError):
        law(world)


@pytest.mark.parametrize("life", [it_leaves, congress_wants_to_close_it])
def test_laws_hold_where_the_rule_is_right(life: Look) -> None:
    world = watch(started("leaving"))
    life(world)
    check(world)
    assert world.state.leavings


def test_who_leaves_takes_along_what_belongs_to_it() -> None:
    world = started("leaving")
    body = assembly(world)
    people, all_of_them = body.people, world.state.bodies[world.state.top].people
    it_leaves(world)
    (settled,) = world.state.leavings[1].settled
    assert (settled.part, settled.whole) == (people, all_of_them)
    assert world.state.accounts[world.state.top].balance == -1003 - settled.share
    assert settled.share < 0
