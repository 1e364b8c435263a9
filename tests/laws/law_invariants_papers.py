"""What has to be true of votes on paper, and of registers of workers' control."""

from __future__ import annotations

from law_world import World

from commonweal.polity import Event, Poll
from commonweal.polity.rights.control.data import UnitLeft
from commonweal.polity.rights.papers.data import Papers

Before = dict[int, tuple[int, int]]


def paper_is_marked_by_two_and_counted_once(world: World) -> None:
    """Two tellers mark each voter on paper, two read each batch, and nothing is declared sooner."""
    for kept in world.state.papers.values():
        poll = world.state.polls[kept.poll]
        alone = [one for one, by in kept.marked.items() if len(set(by)) < 2]
        assert not alone, f"poll {poll.id}: {alone} marked by one teller"
        _batches_are_read_alike(world, kept)
        if poll.stage in {"declared", "lot"} and kept.marked:
            assert kept.settled, f"poll {poll.id}: declared without its papers"
        if kept.settled:
            assert kept.typed + kept.missing == len(kept.marked), f"poll {poll.id}: {kept}"
            assert kept.missing >= 0, f"poll {poll.id}: more papers than marks"


def _batches_are_read_alike(world: World, kept: Papers) -> None:
    poll = world.state.polls[kept.poll]
    rule = world.case().charter_of(poll.charter).papers
    assert rule is not None
    voters: list[int] = []
    for number, batch in kept.batches.items():
        if batch.joined:
            voters += batch.voters
            enough = len(batch.readings) >= rule.typists
            assert enough, f"poll {poll.id}: batch {number} was read by {list(batch.readings)}"
            read = {world.boxes.text(one) for one in batch.readings.values()}
            assert len(read) <= 2, f"poll {poll.id}: batch {number} was read differently"
    assert len(set(voters)) == len(voters), f"poll {poll.id}: {voters} have two papers"
    assert set(voters) <= set(kept.marked), f"poll {poll.id}: papers of who is not marked"


def missing_of(world: World, poll: Poll) -> int:
    """Marks without a paper in a poll whose papers are settled."""
    kept = world.state.papers.get(poll.id)
    return kept.missing if kept else 0


def outside_the_box(world: World, poll: Poll) -> int:
    """Marks of voters on paper whose papers are not in the box, nor among the votes by name."""
    kept = world.state.papers.get(poll.id)
    if kept is None or kept.settled:
        return 0
    named = sum(len(one.voters) for one in kept.batches.values() if one.joined)
    return len(kept.marked) - named


def register_is_the_workforces_own(world: World) -> None:
    """The index of registers is right, and what was asked for is answered in the order of time."""
    state = world.state
    kept = {one.body: one.id for one in state.units.values() if not one.left_at}
    assert kept == state.unit_of, f"{kept}, {state.unit_of}"
    for showing in state.showings.values():
        stages = [answer.stage for answer in showing.answers]
        assert showing.stage == (stages[-1] if stages else "asked"), f"showing {showing.id}"
        assert "shown" not in stages[:-1], f"showing {showing.id} was unsaid: {stages}"
        times = [showing.asked_at, *(answer.at for answer in showing.answers)]
        assert times == sorted(times), f"showing {showing.id}: {times}"


def register_ends_by_its_council(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """A register ends by a carried motion of the council that keeps it, or of what that became."""
    for event in events:
        if isinstance(event, UnitLeft):
            motion = world.state.motions[event.motion]
            body = world.state.bodies[event.body]
            while not body.is_open and body.became:
                body = world.state.bodies[body.became]
            assert motion.body == body.id, f"unit {event.unit} was left by body {motion.body}"
            assert motion.stage == "carried", f"unit {event.unit} was left without a decision"
