"""What has to be true of bodies that leave, have left, or came."""

from __future__ import annotations

from collections.abc import Iterator

from law_world import World

from commonweal.polity import Body, MemberStatus


def under(world: World, top: int) -> Iterator[Body]:
    """Yield a body and all that ever stood below it, also closed ones."""
    for body in world.state.bodies.values():
        if world.state.reaches(top, body.id):
            yield body


def nobody_holds_back_who_leaves(world: World) -> None:
    """Who has decided to leave is there until its day, untouched, and not a moment longer."""
    for one in world.state.leavings.values():
        if one.stage == "notice":
            assert world.now < one.until, f"body {one.body} is held back"
            assert world.state.bodies[one.body].is_open, f"body {one.body} was closed from above"
            assert world.state.leaving_of[one.body] == one.id
    assert len(world.state.leaving_of) == sum(
        one.stage == "notice" for one in world.state.leavings.values()
    )


def who_left_is_gone(world: World) -> None:
    """Nothing is left in the federation of a body that has left it, and of nobody who left."""
    state = world.state
    for one in state.leavings.values():
        if one.stage != "left":
            continue
        for body in under(world, one.body):
            assert not body.is_open, f"body {body.id} stayed"
            assert body.people == len(body.members) == 0, f"people are left in body {body.id}"
            seats = [*body.seats, *body.offices, *body.sent]
            assert not seats, f"seats {seats} stayed"
            open_ones = [m for m in body.motions if state.motions[m].is_open]
            assert not open_ones, f"motions {open_ones} run on"
            running = [p for p in body.polls if state.polls[p].stage not in {"declared", "void"}]
            assert not running, f"polls {running} run on"
    for member, status in enumerate(state.members.status):
        if status == MemberStatus.LEFT_WITH_BODY:
            assert member not in state.held, f"member {member} holds something"
            assert not state.members.home[member], f"member {member} is still at home"


def accounts_are_shared_exactly(world: World) -> None:
    """Nobody's part of an account is off by more than what does not divide."""
    for one in world.state.leavings.values():
        for settled in one.settled:
            exact = settled.balance * settled.part
            off = abs(settled.share * settled.whole - exact)
            assert 2 * off <= settled.whole, f"leaving {one.id}: {settled}"
            assert 0 < settled.part <= settled.whole, f"leaving {one.id}: {settled}"


AFFILIATION_LAWS = (nobody_holds_back_who_leaves, who_left_is_gone, accounts_are_shared_exactly)
"""Laws of leaving that hold at every moment."""
