"""Wrong rules about unions are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from law_invariants_unions import (
    nobody_commands_and_leads_a_union,
    nobody_outside_commands_a_union,
    union_is_what_its_members_make,
    who_votes_in_a_union_has_waited,
)
from law_world import World, founded, started

from commonweal.polity import case, members, seats, state
from commonweal.polity import commands as cmd
from commonweal.polity.rights.union import data, law
from commonweal.terms import DAY_S

Patch = pytest.MonkeyPatch
Life = Callable[[World], None]


def union_of(world: World, *people: int) -> int:
    """Found a union of these people; returns its number."""
    world.do(data.FoundUnion(name=f"Union {len(world.state.unions)}"), people[0])
    call = max(world.state.union_calls)
    for one in people[1:]:
        if not world.state.union_calls[call].union:
            world.do(data.SignUnion(call=call), one)
    return world.state.union_calls[call].union


def plain_members(world: World) -> list[int]:
    """Members who hold nothing."""
    held = world.state.held
    every = range(1, len(world.state.members) + 1)
    return [one for one in every if world.state.members.home[one] and not held.get(one)]


def everybody_leaves(world: World) -> None:
    one, two, *_ = plain_members(world)
    union = union_of(world, one, two)
    for member in (one, two):
        world.do(data.LeaveUnion(union=union), member)


def a_member_of_the_union_leaves_the_federation(world: World) -> None:
    one, two, *_ = plain_members(world)
    union_of(world, one, two)
    world.do(cmd.ResignMembership(), two)


def a_keeper_admits_to_the_union(world: World) -> None:
    one, two, *_ = plain_members(world)
    union = union_of(world, one, two)
    world.try_to(cmd.AdmitMembers(homes=(union,), commitments=("c",)))


def an_officer_stands_for_convener(world: World) -> None:
    """The keeper of an assembly stands for convener, and is elected."""
    body = next(one for one in world.state.bodies.values() if one.level == "assembly")
    seat = next(
        world.state.seats[it] for it in body.offices if world.state.seats[it].office == "keeper"
    )
    one, two, *_ = plain_members(world)
    if not seat.holder:
        elect(world, body.id, "keeper", next(it for it in body.members if it in (one, two)))
    keeper = seat.holder
    elect(world, union_of(world, keeper, one if one != keeper else two), "convener", keeper)


def elect(world: World, body: int, office: str, who: int) -> None:
    seats_of = (world.state.seats[one] for one in world.state.bodies[body].offices)
    seat = next(one for one in seats_of if one.office == office)
    world.pass_days(0.1)
    if not seat.running:
        world.do(cmd.OpenElection(body=body, sender=body, office=office))
    poll = seat.running
    world.try_to(cmd.Nominate(poll=poll, candidate=who), who)
    world.pass_days(1.1)
    world.try_to(cmd.CastVote(poll=poll, ranking=(who,)), who)
    world.pass_days(1.1)


def a_roll_is_closed_on_the_eve(world: World) -> None:
    one, two, three, *_ = plain_members(world)
    union = union_of(world, one, two)
    world.pass_days(9)
    world.do(data.JoinUnion(union=union), three)
    world.pass_days(0.5)
    world.do(cmd.CloseRoll(body=union))
    roll = world.state.bodies[union].open_roll
    if roll:
        world.do(cmd.SignRoll(roll=roll), one)


def a_convenor_closes_the_roll(world: World) -> None:
    one, two, *_ = plain_members(world)
    union = union_of(world, one, two)
    world.try_to(cmd.CloseRoll(body=union), world.state.convenors[0])


def unions_outlive_their_members(patch: Patch) -> None:
    patch.setattr(law, "_ended", lambda *_: [])


def who_leaves_stays_in_the_union(patch: Patch) -> None:
    patch.setattr(members, "leave_unions", lambda *_: [])
    patch.setattr(members, "end_unions", lambda *_: [])


def members_are_admitted_to_unions(patch: Patch) -> None:
    patch.setattr(members, "require_base", lambda one, body: one.body(body))


def whoever_commands_leads(patch: Patch) -> None:
    patch.setattr(seats, "_commands_union", lambda *_: None)
    patch.setattr(seats, "_holds_too_much", lambda *_: None)


def unions_are_packed(patch: Patch) -> None:
    def at_once(one: Any, body: int, _until: int) -> list[int]:
        return sorted(one.bodies[body].members)

    patch.setattr(state, "roll_of", at_once)
    patch.setattr("commonweal.polity.polls.roll_of", at_once)
    patch.setattr("commonweal.polity.members.roll_of", at_once)
    patch.setattr("commonweal.polity.fold_people.roll_of", at_once)


def convenors_command_all(patch: Patch) -> None:
    right = case.State.is_union

    def not_for_powers(one: Any, body: int) -> bool:
        return False if one.founding_over is False else right(one, body)

    patch.setattr(case.State, "is_union", not_for_powers)


MUTANTS: list[tuple[Callable[..., None], Callable[[Patch], None], Life]] = [
    (union_is_what_its_members_make, unions_outlive_their_members, everybody_leaves),
    (
        union_is_what_its_members_make,
        who_leaves_stays_in_the_union,
        a_member_of_the_union_leaves_the_federation,
    ),
    (
        union_is_what_its_members_make,
        members_are_admitted_to_unions,
        a_keeper_admits_to_the_union,
    ),
    (
        nobody_commands_and_leads_a_union,
        whoever_commands_leads,
        an_officer_stands_for_convener,
    ),
    (who_votes_in_a_union_has_waited, unions_are_packed, a_roll_is_closed_on_the_eve),
    (nobody_outside_commands_a_union, convenors_command_all, a_convenor_closes_the_roll),
]


class Broken(Exception):  # noqa: N818 -- the law is broken; always caught here
    """A law objects."""


def objects(asked: Callable[..., None], *arguments: Any) -> None:
    """Ask a law, so that its objection is told apart from what else may go wrong."""
    try:
        asked(*arguments)
    except AssertionError as error:
        raise Broken from error


def live(asked: Callable[..., None], life: Life, world: World) -> None:
    """Live, and let a law look at it: at every step, or at the end."""
    if asked is nobody_outside_commands_a_union:
        world.watchers.append(lambda *step: objects(asked, *step))
        life(world)
    else:
        life(world)
        objects(asked, world)


def begun(life: Life) -> World:
    return (founded if life is a_convenor_closes_the_roll else started)("united")


NAMES = [plant.__name__ for _, plant, _ in MUTANTS]


@pytest.mark.parametrize(("asked", "plant", "life"), MUTANTS, ids=NAMES)
def test_the_law_catches_the_wrong_rule(
    asked: Callable[..., None], plant: Callable[[Patch], None], life: Life, monkeypatch: Patch
) -> None:
    world = begun(life)
    plant(monkeypatch)
    with pytest.raises(Broken):
        live(asked, life, world)


@pytest.mark.parametrize(("asked", "life"), [(one[0], one[2]) for one in MUTANTS], ids=NAMES)
def test_the_law_holds_where_the_rule_is_right(asked: Callable[..., None], life: Life) -> None:
    live(asked, life, begun(life))


def test_a_life_of_a_union_ends_in_days() -> None:
    """Waiting days are in force there, or the law about rolls would say nothing."""
    world = started("united")
    assert world.case().charter.members.waiting_days * DAY_S > 0
