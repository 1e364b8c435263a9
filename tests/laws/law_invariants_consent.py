"""What has to be true of bodies that are merged, split or closed, and of those who are asked."""

from __future__ import annotations

from law_world import World

from commonweal.polity import Event
from commonweal.polity import events as ev
from commonweal.polity.rights.consent.data import BodiesReorganised, Change

Before = dict[int, tuple[int, int]]


def nobody_is_redrawn_unasked(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """Where consent is asked, a body changes when it has said Yes itself, or was mute twice."""
    for event in events:
        if not isinstance(event, BodiesReorganised):
            continue
        motion = world.state.motions[event.motion]
        rule = world.charters.version(motion.charter).reorganisation
        changed = {one for one in event.what.closed if _had_people(world, one, event)}
        changed |= {one for one, _to, _count in event.what.moved}
        if rule.consent == "none" or not changed:
            continue
        found = world.state.reorganisations[motion.id]
        assert found.stage == "done", f"motion {motion.id} was carried out while it waits"
        for body in found.asked:
            assert _answered(world, found, body), f"body {body} was changed without consent"
        bases = {one for one, _to, _count in event.what.moved}
        assert bases <= set(found.asked), f"bodies {bases} were not asked"
        moved = {
            one for told in events if isinstance(told, ev.MembersMoved) for one in told.members
        }
        assert not moved & set(found.staying), f"members {moved & set(found.staying)} are moved"


def _had_people(world: World, body: int, event: BodiesReorganised) -> bool:
    """Whether members of a base body went elsewhere with it; empty ones are not asked."""
    level = world.state.bodies[body].level
    return level == "assembly" and any(one == body for one, _to, _count in event.what.moved)


def _answered(world: World, found: Change, body: int) -> bool:
    if body in found.agreed:
        motion = world.state.motions[found.agreed[body]]
        return motion.stage == "carried" and motion.body == body
    question = world.state.motions[found.questions[body]]
    mute = question.division is not None and question.division.cast == 0
    since = world.state.silences.get(body)
    return mute and since is not None and since <= question.moved_at


def change_that_waits_comes_to_an_end(world: World) -> None:
    """Nothing waits beyond its time, and what has ended leaves no question open."""
    for found in world.state.reorganisations.values():
        if found.stage == "waiting":
            suspended = found.motion in world.state.suspended_decisions
            assert world.now <= found.until or suspended, f"motion {found.motion} waits for ever"
            continue
        for number in found.questions.values():
            motion = world.state.motions[number]
            assert not motion.is_open, f"motion {number} asks what is decided"
        motion = world.state.motions[found.motion]
        # What was done may be contested afterwards; what was annulled is voted on again.
        settled = motion.stage == "carried" and motion.failed != "grievance_upheld"
        fallen = found.stage == "fallen"
        assert not settled or bool(motion.failed) == fallen, f"{found.motion}: {motion.failed}"
