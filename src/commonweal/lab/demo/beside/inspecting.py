"""What inspection leads to: an answer, a declaration put right, and a recall put to the vote.

Rules of this module: the inspector decides nothing: who was asked answers, whoever declared too
little declares anew, and the electors of the seat keep who sits there.

Not here: the finding of the inspector, and the question that nobody answers (``watching``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, ballots
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.pay import data as pay

BEGINS = 123.0
"""The day since the founding on which the inspector asks again."""


def look_closer(stage: Stage, district: int) -> Iterator[int]:
    """Ask somebody in a district about a declaration, and put a recall to the vote."""
    yield stage.moment(BEGINS)
    stage.tell("an inspector puts a recall to the vote")
    inspector = stage.officer(stage.state.top, "inspector")
    declared = _declared(stage, district)
    seat = stage.state.seats[declared.seat]
    question = "Your declaration says no expenses, and the district paid for a telephone."
    stage.do(inspection.DemandAnswer(seat=seat.id, text=question), inspector)
    demand = max(stage.state.demands)
    answer = "It was entered under rent. I have declared it anew."
    stage.do(inspection.AnswerDemand(demand=demand, text=answer), seat.holder)
    _put_right(stage, declared, district)
    yield stage.moment(BEGINS + 1)
    stage.do(inspection.PutRecall(seat=seat.id), inspector)
    for act in ballots(stage, seat.recall, Mood(yes=20, no=75)):
        act()


def _declared(stage: Stage, district: int) -> pay.Declaration:
    """Return the first declaration for a seat of a district that keeps within the limit."""
    return next(
        one
        for one in stage.state.declarations.values()
        if stage.state.seats[one.seat].body == district
        and stage.state.seats[one.seat].holder == one.holder
        and not stage.state.duties[one.seat].above
    )


def _put_right(stage: Stage, declared: pay.Declaration, district: int) -> None:
    anew = pay.CorrectDeclaration(
        declaration=declared.id, pay=declared.pay, benefits=0, expenses=7_200, outside=0
    )
    stage.do(anew, declared.holder)
    voter = next(one for one in stage.holders(district) if one != declared.holder)
    number = max(stage.state.declarations)
    stage.do(pay.ConfirmDeclaration(declaration=number), voter)
