"""A decision that those below call back before it takes effect, in a vote of all members.

Rules of this module: the congress wants to close a workplace; a third of the base bodies call the
decision back, the smallest, in which fewest have to vote; few members vote in the end, and most of
them No.

Not here: a decision that waits and is not called back (``redrawing``, ``splitting``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, ballots, deciding, move
from commonweal.lab.demo.stage import Stage
from commonweal.polity import effects as ef
from commonweal.polity.rights.initiative.data import SignCallBack
from commonweal.polity.rights.initiative.effects import CallBack
from commonweal.terms import BodyId

BEGINS = 50.5
"""The day since the founding on which it is moved."""

SHARE = 3
"""A third of those below call a decision back (article 28)."""

TURNOUT = 25
"""Hundredths of all members who vote on it; more would only make the demo slower to build."""


def call_back(stage: Stage, workplace: int) -> Iterator[int]:
    """Let the congress close a workplace, and those below call it back."""
    yield stage.moment(BEGINS)
    beside = next(
        one for one in stage.workplaces(stage.state.bodies[workplace].parent) if one != workplace
    )
    text = "The workplace is closed, and whoever works there goes on next door."
    effect = ef.CloseBody(body=BodyId(workplace), members_to=BodyId(beside))
    motion = move(stage, stage.state.top, text, effect, beside=True)
    yield from deciding(stage, Mood(yes=70, no=20), motion)
    stage.tell("a decision is called back, and all members vote on it")
    stage.do(SignCallBack(motion=motion), stage.rank_and_file(workplace)[0])
    bodies = sorted(
        (*stage.level("workplace"), *stage.level("consumers")),
        key=lambda one: len(stage.state.bodies[one].members),
    )
    needed = -(-len(bodies) // SHARE)
    effect_below = CallBack(motion=stage.state.motions[motion].id)
    text = "Today it is they, tomorrow we."
    moved = [move(stage, one, text, effect_below, beside=True) for one in bodies[:needed]]
    yield from deciding(stage, Mood(yes=90, no=10, turnout=60), *moved)
    poll = stage.state.call_backs[motion].poll
    assert poll
    for act in ballots(stage, poll, Mood(yes=20, no=75, turnout=TURNOUT)):
        act()
