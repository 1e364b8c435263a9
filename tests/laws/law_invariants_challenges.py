"""What has to be true of results that are challenged, and of those that are annulled."""

from __future__ import annotations

from law_world import World

from commonweal.polity.rights.challenges.parties import barred_from


def annulled_result_seats_nobody(world: World) -> None:
    """Nobody sits by an election that was annulled, and no task of an annulled vote runs on."""
    for number, annulled in world.state.annulments.items():
        poll = world.state.polls[number]
        assert (poll.stage, poll.outcome) == ("void", "annulled"), f"poll {number} has a result"
        for seat in world.state.seats.values():
            held = seat.holder and poll.kind == "election"
            assert not (held and seat.poll == number), f"seat {seat.id} is held by poll {number}"
        for task in annulled.tasks:
            assert world.state.tasks[task].stage == "fallen", f"task {task} runs on"


def nobody_judges_their_own_case(world: World) -> None:
    """Whoever stood, or challenges, has no vote in the hearing."""
    for motion, number in world.state.hearings.items():
        poll = world.state.polls.get(world.state.motions[motion].poll)
        if poll is None:
            continue
        voters = {*poll.seat_marks.values(), *(vote.voter for vote in poll.votes.values())}
        own = voters & barred_from(world.state, motion)
        assert not own, f"challenge {number}: {own} vote on their own case"


def challenge_comes_to_an_end(world: World) -> None:
    """Each ground is heard once, in time, and no body annuls the same question twice."""
    grounds = [(one.poll, one.ground) for one in world.state.challenges.values()]
    assert len(set(grounds)) == len(grounds), "a result is challenged twice on one ground"
    for one in world.state.challenges.values():
        if one.stage in {"gathering", "hearing"}:
            assert world.now < one.until, f"challenge {one.id} is never decided"
    polls = world.state.polls
    done = [(one.body, polls[one.poll].motion) for one in world.state.annulments.values()]
    motions = [pair for pair in done if pair[1]]
    assert len(set(motions)) == len(motions), f"annulled twice: {motions}"
