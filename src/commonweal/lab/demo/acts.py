"""What people do in the story, in single acts: move, vote, instruct, withdraw confidence.

Rules of this module: each act is one or a few commands by named members; whom it falls to is
decided by the order of seats and numbers, or drawn by the seed.

Not here: the order of events (``story``, ``ending``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.stage import Stage
from commonweal.polity import Condition, needed_withdrawals
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import MemberId


@dataclass(frozen=True, slots=True)
class Mood:
    """How a body votes by ballot: shares of those who vote, in hundredths.

    Attributes:
        yes, no: shares of Yes and No; the others abstain.
        turnout: share of the electors who vote.
    """

    yes: int
    no: int
    turnout: int = 100


def move(
    stage: Stage,
    body: int,
    text: str,
    effect: ef.AnyEffect | None = None,
    *,
    tasks: tuple[ef.TaskPlan, ...] = (),
    amends: int = 0,
    beside: bool = False,
) -> int:
    """Have a motion moved and supported in a body; returns its number.

    Args:
        stage: the stage.
        body: where it is moved.
        text: what it says.
        effect: what it brings about; nothing but its words when left out.
        tasks: tasks that it assigns.
        amends: the motion that it amends.
        beside: whether a story beside the main one moves it, which draws by itself.
    """
    voters = voters_of(stage, body)
    draw = by_seed("motion", stage.seed, len(stage.state.motions)) if beside else stage.rng
    mover, seconder = draw.sample(voters, 2)
    stage.do(
        cmd.ProposeMotion(
            body=body, text=text, effect=effect or ef.Resolve(), tasks=tasks, amends=amends
        ),
        mover,
    )
    motion = max(stage.state.motions)
    stage.do(cmd.SecondMotion(motion=motion), seconder)
    return motion


def voters_of(stage: Stage, body: int) -> list[int]:
    """Return who votes in a body as things stand, ascending."""
    found = stage.state.bodies[body]
    if found.members:
        return sorted(found.members)
    return sorted(stage.holders(body))


def instruct(
    stage: Stage,
    body: int,
    motion: int,
    text: str,
    kind: str,
    choice: str | None = None,
    conditions: tuple[Condition, ...] = (),
) -> int:
    """Have a body instruct its delegates on a motion above; returns the body's own motion."""
    effect = ef.Instruct(
        motion=stage.state.motions[motion].id,
        kind=kind,
        choice=choice,  # type: ignore[arg-type]  # the story says it right
        conditions=conditions,
    )
    return move(stage, body, text, effect)


def poll_of(stage: Stage, motion: int) -> int:
    """Return the poll of a motion that was put to the vote."""
    return stage.state.motions[motion].poll


def ballots(
    stage: Stage, poll: int, mood: Mood, leave_out: Sequence[int] = ()
) -> list[Callable[[], None]]:
    """Return the acts by which the electors of a poll vote, in a drawn order."""
    electors = [one for one in stage.electors(stage.state.polls[poll]) if one not in leave_out]
    draw = by_seed("mood", stage.seed, poll)
    draw.shuffle(electors)
    voting = electors[: -(-len(electors) * mood.turnout // 100)]
    yes, no = (round(len(voting) * one / 100) for one in (mood.yes, mood.no))
    choices = ["yes"] * yes + ["no"] * no
    choices += ["abstain"] * (len(voting) - len(choices))
    return [
        partial(stage.vote, poll, voter, choice)
        for voter, choice in zip(voting, choices, strict=False)
    ]


def roll_call(stage: Stage, poll: int, choices: Mapping[MemberId, str]) -> list[Callable[[], None]]:
    """Return the acts by which delegates vote by name, by voter."""
    return [partial(stage.vote, poll, voter, choice) for voter, choice in choices.items()]


def decide(stage: Stage, motion: int, mood: Mood) -> None:
    """Let the debate of a motion end, and its voters vote within a day."""
    stage.go_to(stage.state.motions[motion].at)
    stage.spread(ballots(stage, poll_of(stage, motion), mood), stage.day, stage.day + 0.8)
    poll = stage.state.polls[poll_of(stage, motion)]
    if poll.stage == "voting":
        stage.go_to(poll.at)


def deciding(stage: Stage, mood: Mood, *motions: int) -> Iterator[int]:
    """Decide motions in a story beside the main one: all vote when the debates are over."""
    yield max(stage.state.motions[one].at for one in motions)
    polls = [stage.state.polls[poll_of(stage, one)] for one in motions]
    for act in (one for poll in polls for one in ballots(stage, poll.id, mood)):
        act()
    if any(poll.stage == "voting" for poll in polls):
        yield max(poll.at for poll in polls)


def withdrawals(
    stage: Stage, seat: int, leave_out: Sequence[int] = (), short: int = 0
) -> list[Callable[[], None]]:
    """Return the acts by which electors withdraw confidence, as many as open a recall.

    Args:
        stage: the stage.
        seat: the seat.
        leave_out: electors who do not.
        short: how many fewer than are needed.
    """
    found = stage.state.seats[seat]
    needed = needed_withdrawals(stage.office.case(), found) - short
    excluded = {found.holder, *leave_out}
    electors = sorted(stage.state.bodies[found.sender].members)
    willing = [one for one in electors if one not in excluded]
    by_seed("distrust", stage.seed, seat).shuffle(willing)
    return [partial(_withdraw, stage, seat, member) for member in willing[:needed]]


def _withdraw(stage: Stage, seat: int, member: int) -> None:
    stage.do(cmd.WithdrawConfidence(seat=seat), member)
