"""A workplace that keeps a register of what its owner shows, until the federation takes it over.

Rules of this module: only the workforce itself ends its register.

Not here: the register that goes on when the demo opens (``books``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.control import data
from commonweal.polity.rights.control.effects import LeaveUnit

BEGINS, ENDS = 53.0, 112.0
"""The days since the founding on which the register begins, and on which it is moved to end it."""


def take_over(stage: Stage, workplace: int) -> Iterator[int]:
    """Keep a register for two months, and end it."""
    yield stage.moment(BEGINS)
    member = stage.rank_and_file(workplace)[0]
    owner = "The heirs of the founder"
    stage.do(data.EnterUnit(body=workplace, owner=owner), member)
    unit = max(stage.state.units)
    stage.do(data.AskToSee(unit=unit, text="The deed of the ground"), member)
    shown = data.RecordShown(showing=max(stage.state.showings), text="Shown at the notary's.")
    stage.do(shown, member)
    yield stage.moment(ENDS)
    text = "The ground is ours since Monday, and the register is closed."
    ended = LeaveUnit(unit=unit, why="taken_over")
    motion = move(stage, workplace, text, ended, beside=True)
    yield from deciding(stage, Mood(yes=95, no=5), motion)
