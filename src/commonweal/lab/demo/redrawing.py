"""Two small workplaces that the congress wants to merge, and one of which does not want to.

Rules of this module: the congress decides, nobody calls it back, both workplaces are asked, and the
smaller one says No: nothing comes of it, and nobody has lost a seat.

Not here: the rest of the story (``story``).
"""

from __future__ import annotations

from commonweal.lab.demo.acts import Mood, ballots, move, poll_of
from commonweal.lab.demo.stage import Stage
from commonweal.polity import effects as ef
from commonweal.terms import BodyId


def want_to_merge(stage: Stage, leave_out: int) -> int:
    """Move in the congress that two workplaces be merged; returns the motion.

    Args:
        stage: the stage.
        leave_out: a workplace that the story needs for something else.
    """
    stage.tell("the congress wants to merge two workplaces")
    small, beside = _neighbours(stage, leave_out)
    names = [stage.state.bodies[one].name for one in (small, beside)]
    text = (
        f"{names[0]} and {names[1]} become one workplace\n\n"
        "They share a yard and an office already. One assembly would be enough for both."
    )
    effect = ef.MergeBodies(bodies=(BodyId(small), BodyId(beside)), name=f"{names[1]} and yard")
    return move(stage, stage.state.top, text, effect)


def _neighbours(stage: Stage, leave_out: int) -> tuple[int, int]:
    """Return the smallest workplace that has another beside it, and the smallest of those."""

    def size(one: int) -> int:
        return len(stage.state.bodies[one].members)

    def beside(one: int) -> list[int]:
        others = stage.workplaces(stage.state.bodies[one].parent)
        return sorted((other for other in others if other not in (one, leave_out)), key=size)

    workplaces = sorted((one for one in stage.level("workplace") if one != leave_out), key=size)
    small = next(one for one in workplaces if beside(one))
    return small, beside(small)[0]


def vote_for_it(stage: Stage, motion: int) -> None:
    """Let the delegates of the congress vote on it, most of them Yes."""
    for act in ballots(stage, poll_of(stage, motion), Mood(yes=80, no=20)):
        act()


def answer(stage: Stage, motion: int) -> None:
    """Let both workplaces vote on the question: the smaller one refuses."""
    stage.tell("the smaller of the two does not consent")
    found = stage.state.reorganisations[motion]
    for body, mood in zip(found.asked, (Mood(yes=20, no=75), Mood(yes=70, no=20)), strict=True):
        for act in ballots(stage, poll_of(stage, found.questions[body]), mood):
            act()
