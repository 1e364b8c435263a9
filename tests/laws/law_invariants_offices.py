"""Laws of offices: no power that is not listed; inspectors apart; pay above the ceiling is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from law_world import World

from commonweal.polity import Event
from commonweal.polity import commands as cmd
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.papers import data as papers
from commonweal.terms import OFFICE

Before = dict[int, tuple[int, int]]

OVER: dict[type[Any], Callable[[World, Any], tuple[int, ...]]] = {
    cmd.AdmitMembers: lambda _, command: tuple(set(command.homes)),
    cmd.MoveMembers: lambda _, command: (command.to,),
    cmd.CloseRoll: lambda _, command: (command.body,),
    cmd.DeclareFigure: lambda _, command: (command.body,),
    cmd.OpenElection: lambda _, command: (command.body,),
    cmd.OpenBody: lambda _, command: (command.parent,),
    papers.NameTeller: lambda world, command: (world.state.polls[command.poll].body,),
    inspection.PublishFinding: lambda _, command: (command.body,),
    inspection.DemandAnswer: lambda world, command: (world.state.seats[command.seat].body,),
    inspection.PutRecall: lambda world, command: (world.state.seats[command.seat].body,),
}
"""Commands that are powers and nothing else, with the bodies over which they are used."""


def power_is_listed(world: World, _events: tuple[Event, ...], before: Before) -> None:
    """Nobody but convenors uses a power without an office, over the body, that lists it."""
    command, issued = world.steps[-1]
    if type(command) not in OVER or issued.by in (OFFICE, -1):
        return
    name = str(command.__struct_config__.tag)
    founding = world.case().charter.founding
    early = not world.state.founding_over or world.state.founding_over_at == world.now
    if issued.by in world.state.convenors and early and name in founding.powers:
        return
    for body in OVER[type(command)](world, command):
        if _ushers(world, command, issued.by, body):
            continue
        assert _holds_power(world, before, issued.by, name, body), f"{issued.by}: {command}"


def _ushers(world: World, command: object, member: int, body: int) -> bool:
    """Whether a decision has named a member to enter the people of a body that came."""
    arrived = world.state.arrivals.get(body)
    people = world.state.bodies[body].people
    return (
        isinstance(command, cmd.AdmitMembers)
        and arrived is not None
        and arrived.usher == member
        and people <= arrived.people
    )


def _holds_power(world: World, before: Before, member: int, name: str, body: int) -> bool:
    held = (world.state.seats[seat] for seat, (holder, _) in before.items() if holder == member)
    return any(
        seat.office
        and name in world.case().office(seat).powers
        and world.state.reaches(seat.body, body)
        for seat in held
    )


def inspectors_stand_apart(world: World) -> None:
    """Whoever inspects holds nothing else that is inspected."""
    rule = world.case().charter.inspection
    if rule is None:
        return
    for member, seats in world.state.held.items():
        inspects = {world.state.seats[one].office == rule.office for one in seats}
        assert len(inspects) <= 1, f"member {member} inspects and is inspected"


def pay_above_the_ceiling_is_told(world: World) -> None:
    """What a seat brings above the ceiling is known as a breach, and the body has been told."""
    state = world.state
    rule = world.case().charter.pay
    for duty in state.duties.values():
        seat = state.seats[duty.seat]
        if rule is None or not duty.declaration or seat.holder != duty.holder:
            continue
        ceiling = state.members_wage.ceiling
        above = bool(ceiling) and state.declarations[duty.declaration].counted > ceiling
        assert duty.above == duty.seen == above, f"seat {seat.id}: {duty}"
        if above:
            told = [one for one in state.bodies[seat.body].notices if one.seat == seat.id]
            assert any(one.about == "pay_ceiling_exceeded" for one in told), f"seat {seat.id}"
