"""What has to be true of votes on paper, and of registers of workers' control."""

from __future__ import annotations

from law_world import World

from commonweal.office.papers import lines_of
from commonweal.polity import Event, Poll
from commonweal.polity.events import SeatFilled, SeatVacated
from commonweal.polity.rights.control.data import UnitLeft
from commonweal.polity.rights.corrections.data import PapersCorrected, ResultCorrected
from commonweal.polity.rights.papers.data import Papers
from commonweal.terms import days

Before = dict[int, tuple[int, int]]


def papers_are_corrected_by_two(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """Two tellers correct papers, after a result and within its days; the rest stays as it was."""
    for event in events:
        if isinstance(event, PapersCorrected):
            poll, known = world.state.polls[event.poll], world.state.corrections[event.poll]
            tellers = set(event.by) & set(world.state.papers[event.poll].tellers)
            assert len(tellers) >= 2, f"poll {poll.id}: corrected by {event.by}"
            assert not tellers & set(poll.candidates), f"poll {poll.id}: candidates corrected it"
            rule = world.case().charter_of(poll.charter).challenges
            assert rule is not None
            late = world.state.now - known.first_at >= days(rule.challenge_days)
            assert not late, f"poll {poll.id}: corrected when its days were over"
        if isinstance(event, ResultCorrected) and not event.changed:
            moved = [one for one in events if isinstance(one, SeatVacated | SeatFilled)]
            assert not moved, f"poll {event.poll}: the same result, and seats change hands"


def nobody_sits_by_papers_that_were_corrected_away(world: World) -> None:
    """After a correction whoever sits by an election is elected by it."""
    for known in world.state.corrections.values():
        poll = world.state.polls[known.poll]
        if poll.kind != "election" or poll.stage != "declared":
            continue
        assert not known.recounting, f"poll {poll.id} is declared and waits for its count"
        winners = {world.state.seats[one].winner for one in poll.contested if _by(world, one, poll)}
        assert winners <= set(poll.elected), f"poll {poll.id}: {winners} sit, {poll.elected} won"


def _by(world: World, seat: int, poll: Poll) -> bool:
    return world.state.seats[seat].poll == poll.id


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


def corrected_since(world: World, poll: Poll) -> int:
    """How many papers more count than lie in the closed box, because batches were corrected."""
    typed = (
        (world.boxes.text(old) or "", world.boxes.text(new) or "") for old, new in poll.swapped
    )
    return sum(len(lines_of(new)) - len(lines_of(old)) for old, new in typed)


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
