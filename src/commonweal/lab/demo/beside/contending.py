"""Grievances that end: one by an agreement, one because those who signed it think better of it.

Rules of this module: members of a workplace contest what its own assembly has decided; the
secretary answers for it.

Not here: the grievance that is still to be heard when the demo opens (``contesting``); what a union
contests (``striking``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.grievances import data
from commonweal.terms import DAY_S

BEGINS = 128.0
"""The day since the founding on which both things are decided."""


def contend(stage: Stage, workplace: int) -> Iterator[int]:
    """Contest two decisions: one grievance is agreed upon, the other withdrawn."""
    yield stage.moment(BEGINS)
    stage.tell("two grievances end: by an agreement, and withdrawn")
    texts = ("The late shift cleans the hall.", "Nobody smokes in the yard.")
    decided = [move(stage, workplace, text, beside=True) for text in texts]
    yield from deciding(stage, Mood(yes=65, no=30), *decided)
    agreed = _filed(stage, workplace, decided[0], "The late shift has cleaned for three years.")
    withdrawn = _filed(stage, workplace, decided[1], "Then where?")
    found = stage.state.grievances[agreed]
    answering = stage.officer(workplace, "workplace-secretary")
    begins_at = stage.now + 3 * DAY_S
    hearing = data.CallHearing(grievance=agreed, begins_at=begins_at, place="The hall")
    stage.do(hearing, answering)
    yield begins_at
    offer = "Both shifts clean, in turn, and the list hangs at the gate."
    stage.do(data.AgreeGrievance(grievance=agreed, text=offer), answering)
    for one in list(found.signatures):
        if found.is_running:
            stage.do(data.AgreeGrievance(grievance=agreed), one)
    other = stage.state.grievances[withdrawn]
    for one in list(other.signatures):
        if other.is_running:
            stage.do(data.WithdrawGrievance(grievance=withdrawn), one)


def _filed(stage: Stage, workplace: int, motion: int, text: str) -> int:
    first, *others = stage.rank_and_file(workplace)
    stage.do(data.FileGrievance(motion=motion, text=text), first)
    found = stage.state.grievances[max(stage.state.grievances)]
    for one in others[: found.needed - 1]:
        stage.do(data.SignGrievance(grievance=found.id), one)
    return found.id
