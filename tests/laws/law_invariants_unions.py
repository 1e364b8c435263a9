"""What has to be true of unions: made by their members, commanded by nobody outside."""

from __future__ import annotations

from law_invariants_offices import OVER
from law_world import World

from commonweal.polity import Event
from commonweal.terms import OFFICE

Before = dict[int, tuple[int, int]]


def union_is_what_its_members_make(world: World) -> None:
    """A union stands beside the pyramid, has those who joined it, and ends with the last."""
    state = world.state
    joined: dict[int, list[int]] = {}
    for number, union in state.unions.items():
        body = state.bodies[number]
        assert (body.parent, list(body.children), list(body.seats)) == (0, [], []), f"body {number}"
        assert number != state.top, f"union {number} is the top body"
        assert list(body.members) == sorted(union.since), f"union {number}: members"
        assert body.is_open == bool(union.since), f"union {number} outlives its members"
        for member in union.since:
            assert state.members.is_active(member), f"union {number}: {member} has left"
            joined.setdefault(member, []).append(number)
    assert {one: sorted(bodies) for one, bodies in state.joined.items()} == joined
    homes = {home for home in state.members.home if home}
    assert not homes & set(state.unions), "somebody was admitted to a union"


def nobody_commands_and_leads_a_union(world: World) -> None:
    """Who has an office of a union belongs to it, and has none in the federation."""
    state, rule = world.state, world.case().charter.union
    for seat in state.seats.values():
        if not (seat.holder and state.is_union(seat.body)):
            continue
        assert state.belongs(seat.holder, seat.body), f"seat {seat.id} is held from outside"
        held = (state.seats[one] for one in state.held[seat.holder])
        others = [one.id for one in held if one.office and not state.is_union(one.body)]
        both = others and rule is not None and rule.incompatible != "nothing"
        assert not both, f"member {seat.holder} holds seats {seat.id} and {others}"


def who_votes_in_a_union_has_waited(world: World) -> None:
    """On a roll of a union stands nobody who joined it too late to vote."""
    waiting = world.case().charter.members.waiting_days * 86_400
    for body in (world.state.bodies[one] for one in world.state.unions):
        roll = world.state.rolls.get(body.roll)
        since = world.state.unions[body.id].since
        for member in roll.members if roll is not None else ():
            assert roll is not None
            late = since.get(member, 0) + waiting > roll.closed_at
            founding = not world.state.founding_over  # nobody waits as long as it lasts
            early = founding or since.get(member, 0) <= world.state.founding_over_at
            back = since.get(member, 0) >= roll.closed_at  # left and came back meanwhile
            assert not late or early or back, f"roll {roll.id}: member {member} is too new"


def nobody_outside_commands_a_union(
    world: World, _events: tuple[Event, ...], before: Before
) -> None:
    """Not even convenors use a power over a union without an office of that union."""
    command, issued = world.steps[-1]
    if type(command) not in OVER or issued.by == OFFICE:
        return
    for body in OVER[type(command)](world, command):
        if body in world.state.unions:
            own = world.state.bodies[body].offices
            officer = any(before[one][0] == issued.by for one in own if one in before)
            assert officer, f"member {issued.by} commands union {body}: {command}"
