"""Elections on the stage: nominations by members, votes from real ballot papers.

Rules of this module:

* every candidate stands by name and finds a supporter, as the constitution asks;
* candidate and voter numbers of the real contest become members in an order drawn by the seed;
* which contest an election was given is noted on the stage.

Not here: choosing contests and drawing papers (``contests``), counting (the office).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from commonweal.lab.demo.contests import RealContest, draw, fitting
from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.stage import Stage
from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.polity.seats import obstacle
from commonweal.terms import DAY_S

CONVENOR = 1
"""The convenor who opens elections while the founding lasts."""

CANDIDATES_MAX = 9
"""More would make long ballots for small assemblies."""


@dataclass(frozen=True, slots=True)
class Race:
    """An election to be held: the seats of ``sender`` in ``body``, or an office of ``body``."""

    body: int
    sender: int
    office: str = ""


def hold(stage: Stage, races: Sequence[Race]) -> list[int]:
    """Hold elections side by side, from the nominations to the results.

    Returns:
        The polls, in the order of the races.
    """
    polls = [open_race(stage, race) for race in races]
    nominate(stage, polls)
    vote(stage, polls)
    return polls


def open_race(stage: Stage, race: Race) -> int:
    """Return the running election of a race; open it when it did not open by itself."""
    body = stage.state.bodies[race.body]
    for seat_id in (*body.seats, *body.offices):
        seat = stage.state.seats[seat_id]
        if (seat.sender, seat.office) == (race.sender, race.office) and seat.running:
            return seat.running
    opening = cmd.OpenElection(body=race.body, sender=race.sender, office=race.office)
    stage.do(opening, CONVENOR)
    return max(stage.state.polls)


def nominate(stage: Stage, polls: Sequence[int]) -> None:
    """Let candidates stand, each with one supporter, in the days of nomination."""
    acts: list[Callable[[], None]] = []
    taken: set[int] = set()
    for poll_id in polls:
        poll = stage.state.polls[poll_id]
        who = _who_could_stand(stage, poll, taken)
        contest = _contest_for(stage, poll, len(who), stage.rng)
        standing = stage.rng.sample(who, contest.candidates)
        taken.update(standing if stage.state.seats[poll.contested[0]].office else ())
        stage.contests[poll_id] = contest.title
        acts += [partial(_stand, stage, poll, one, stage.rng) for one in standing]
    stage.rng.shuffle(acts)
    closes = min(_day(stage, stage.state.polls[poll].at) for poll in polls)
    stage.spread(acts, stage.day, closes - 0.1)


def _who_could_stand(stage: Stage, poll: Poll, taken: set[int]) -> list[int]:
    seat = stage.state.seats[poll.contested[0]]
    case = stage.office.case()
    filling = case.filling(seat)
    could = [
        one for one in _future_electors(stage, poll) if obstacle(case, seat, one, filling) is None
    ]
    free = [one for one in could if one not in taken]
    # In a small council somebody may stand for two offices; whoever wins one is out of the other.
    return free if len(free) >= len(poll.contested) + 2 else could


def _future_electors(stage: Stage, poll: Poll) -> list[int]:
    if poll.electorate == "seats":
        return sorted(stage.holders(poll.body))
    return sorted(stage.state.bodies[poll.body].members)


def _contest_for(stage: Stage, poll: Poll, could_stand: int, rng: Random) -> RealContest:
    electors = len(_future_electors(stage, poll))
    seats = len(poll.contested)
    office = stage.state.seats[poll.contested[0]].office
    # A council's delegation has several seats: more stand for it than for an office.
    many = poll.electorate == "seats" and not office
    standing = electors * 2 // 3 if many else electors // 3
    most = max(seats + 2, min(CANDIDATES_MAX, standing))
    found = fitting(seats, electors, min(most, could_stand))
    unused = [one for one in found if one.title not in stage.contests.values()]
    return rng.choice(unused or found)


def _stand(stage: Stage, poll: Poll, candidate: int, rng: Random) -> None:
    nominating = cmd.Nominate(poll=poll.id, candidate=candidate)
    stage.do(nominating, candidate)
    others = [one for one in _future_electors(stage, poll) if one != candidate]
    stage.do(nominating, rng.choice(others))


def stand_at_once(stage: Stage, poll_id: int) -> None:
    """Let candidates of an election stand beside the story, which draws nothing for them."""
    poll, rng = stage.state.polls[poll_id], by_seed("standing", stage.seed, poll_id)
    who = _who_could_stand(stage, poll, set())
    contest = _contest_for(stage, poll, len(who), rng)
    stage.contests[poll_id] = contest.title
    for one in rng.sample(who, contest.candidates):
        _stand(stage, poll, one, rng)


def vote_at_once(stage: Stage, poll_id: int) -> None:
    """Put the papers of an election that goes on beside the story into the box."""
    for voter, ranking in drawn_papers(stage, stage.state.polls[poll_id]):
        _cast(stage, poll_id, voter, ranking)


def vote(stage: Stage, polls: Sequence[int], share: float = 1.0) -> None:
    """Let the voting open, and put the papers of the contests into the boxes.

    Args:
        stage: the stage.
        polls: elections with their candidates.
        share: share of the papers that are cast before this returns; with all of them, it
            returns when the voting is over.
    """
    nominating = [one for one in polls if stage.state.polls[one].stage == "nominating"]
    stage.go_to(max((stage.state.polls[one].at for one in nominating), default=stage.now))
    opened = stage.day
    ballots: list[Callable[[], None]] = []
    for poll_id in polls:
        poll = stage.state.polls[poll_id]
        for voter, ranking in drawn_papers(stage, poll):
            ballots.append(partial(_cast, stage, poll_id, voter, ranking))
    stage.rng.shuffle(ballots)
    length = min(_day(stage, stage.state.polls[poll].at) for poll in polls) - opened - 0.1
    cast = ballots[: round(share * len(ballots))]
    stage.spread(cast, opened + 0.05, opened + share * length)
    if share >= 1:
        stage.go_to(max(stage.state.polls[poll].at for poll in polls))


def drawn_papers(stage: Stage, poll: Poll) -> list[tuple[int, tuple[int, ...]]]:
    """Return who votes in an election and how, by papers drawn from its real contest."""
    from_title = {one.title: one for one in fitting(0, 0, 1000)}
    contest = from_title[stage.contests[poll.id]]
    electors = stage.electors(poll)
    seed = 1000 * stage.seed + poll.id
    drawn = draw(contest, len(electors), seed)
    stage.contests[poll.id] = drawn.told
    voters = by_seed("voters", seed).sample(electors, len(drawn.papers))
    return [
        (voter, tuple(int(poll.candidates[one]) for one in paper))
        for voter, paper in zip(voters, drawn.papers, strict=True)
    ]


def _cast(stage: Stage, poll: int, voter: int, ranking: tuple[int, ...]) -> None:
    stage.do(cmd.CastVote(poll=poll, ranking=ranking), voter)


def _day(stage: Stage, at: int) -> float:
    return (at - stage.moment(0)) / DAY_S
