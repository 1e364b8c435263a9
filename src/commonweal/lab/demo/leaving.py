"""A workplace that has decided to leave the federation, and is in its notice when the demo opens.

Rules of this module: it is no workplace that the story needs; one of its members stays behind, and
the congress has entered its account, so that the page shows what it would take along.

Not here: the rest of the story (``story``).
"""

from __future__ import annotations

from collections.abc import Collection

from commonweal.lab.demo.acts import Mood, ballots, move, poll_of
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import LeaveFederation

BALANCE = 1_842_007
"""What is on the account of all, in cents."""


def want_to_leave(stage: Stage, leave_out: Collection[int]) -> int:
    """Move in a workplace that it leave; returns the motion.

    Args:
        stage: the stage.
        leave_out: workplaces that the story needs for something else.
    """
    stage.tell("a workplace decides to leave the federation")
    secretary = stage.officer(stage.state.top, "secretary")
    stage.do(data.EnterAccount(body=stage.state.top, balance=BALANCE), secretary)
    free = [one for one in stage.level("workplace") if one not in leave_out]
    large = max(free, key=lambda one: (len(stage.state.bodies[one].members), one))
    text = (
        "We leave the federation\n\n"
        "The ferry workers of the coast have asked us to join theirs, which is our own trade. We "
        "part as friends, and deliver to everybody as before."
    )
    return move(stage, large, text, LeaveFederation())


def decide_to_leave(stage: Stage, motion: int) -> None:
    """Let its members vote; most want to leave, and one of the others says that they stay."""
    found = stage.state.motions[motion]
    if found.stage == "debate":
        stage.go_to(found.at)
    for act in ballots(stage, poll_of(stage, motion), Mood(yes=88, no=8, turnout=100)):
        act()
    stage.go_to(stage.state.polls[found.poll].at)
    leaving = stage.state.leavings[stage.state.leaving_of[found.body]]
    others = stage.workplaces(stage.state.bodies[leaving.body].parent)
    to = next(one for one in others if one != leaving.body)
    stage.do(data.StayBehind(to=to), stage.rank_and_file(leaving.body)[0])
