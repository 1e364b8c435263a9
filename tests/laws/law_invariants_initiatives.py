"""What has to be true of initiatives, of decisions that wait, and of every decision's distance."""

from __future__ import annotations

from law_invariants_papers import missing_of
from law_world import World

from commonweal.polity.distance import distance


def initiative_is_put_as_it_was_signed(world: World) -> None:
    """What has come together had what it needs, and nobody withdraws or changes it."""
    for one in world.state.initiatives.values():
        if one.stage == "put":
            enough = len(one.signatures) >= one.members_needed
            assert enough or len(one.bodies) >= one.bodies_needed, f"initiative {one.id}: too few"
            motion = world.state.motions[one.motion]
            assert motion.stage not in {"moved", "withdrawn"}, f"motion {motion.id} was dropped"
            assert motion.effect == one.effect, f"motion {motion.id} was changed"
            assert not motion.amendments, f"motion {motion.id} is being changed"


def held_decision_has_not_happened(world: World) -> None:
    """Nothing follows from a decision that waits, or that those below let fall."""
    adopted = {one.motion for one in world.state.constitutions}
    for held in world.state.call_backs.values():
        if held.stage != "stands":
            motion = world.state.motions[held.motion]
            assert not motion.assigned, f"motion {motion.id} gave tasks too early"
            assert motion.id not in adopted, f"motion {motion.id} is in force too early"
            due = held.stage != "waiting" or world.now < held.until
            due = due or motion.id in world.state.suspended_decisions
            assert due, f"motion {motion.id} waits for ever"


def distance_is_of_members_and_hands(world: World) -> None:
    """Members who decide themselves are at no distance; delegates never are."""
    for motion in world.state.motions.values():
        found = distance(world.state, motion)
        if found is None:
            continue
        poll = world.state.polls[motion.poll]
        if poll.electorate == "members":
            assert (found.hands, found.levels) == (0, 0), f"motion {motion.id}: hands of nobody"
            cast = poll.cast + missing_of(world, poll)
            assert found.took_part == cast <= found.binds, f"motion {motion.id}: others"
        else:
            assert found.hands >= poll.cast, f"motion {motion.id}: a hand is missing"
            assert bool(found.levels) == bool(poll.cast), f"motion {motion.id}: no level"
            assert found.took_part <= len(world.state.members), f"motion {motion.id}: counted twice"
