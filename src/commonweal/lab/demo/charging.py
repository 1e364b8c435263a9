"""A charge: a member of a workplace is charged, answers, and is reprimanded, not put out.

Rules of this module: the workplace is one in which nothing else of the story happens, so that the
charge is a matter of its own; the hearing has the days of article 18.

Not here: what else members do to one another (``voices``, ``doubting``).
"""

from __future__ import annotations

from collections.abc import Container

from commonweal.lab.demo.acts import Mood, decide, move
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.effects import ReprimandMember


def bring_charge(stage: Stage, busy: Container[int]) -> int:
    """Have a member charged, and answer; returns the charge.

    Args:
        stage: the stage.
        busy: workplaces in which other things happen.
    """
    stage.tell("a member is charged, and answers")
    free = [one for one in stage.level("workplace") if one not in busy]
    workplace = min(free, key=lambda one: len(stage.state.bodies[one].members))
    accuser, accused = stage.rank_and_file(workplace)[:2]
    text = "The big drill was gone over the weekend, and on Monday it stood in the shed at home."
    ground = "theft from the federation"
    stage.do(data.ChargeMember(member=accused, ground=ground, text=text), accuser)
    charge = max(stage.state.charges)
    answer = (
        "I borrowed it for a neighbour's roof and wrote it on the board, which was wiped on "
        "Saturday. I brought it back myself."
    )
    stage.do(data.AnswerCharge(charge=charge, text=answer), accused)
    return charge


def decide_on_charge(stage: Stage, charge: int) -> None:
    """Let the workplace reprimand the member, who stays."""
    found = stage.state.charges[charge]
    text = "Tools are borrowed with two names on the list, and not with one on the board."
    motion = move(stage, found.body, text, ReprimandMember(charge=charge))
    decide(stage, motion, Mood(yes=85, no=10, turnout=95))
