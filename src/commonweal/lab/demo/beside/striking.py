"""A union contests a decision, is heard in vain, and strikes until an arbiter upholds it.

Rules of this module: the union decides by votes of its own, once those who joined it vote; the
district that decided answers, and another district arbitrates.

Not here: founding the union (``organising``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.beside.waiting import until
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.grievances.data import AnswerGrievance, CallHearing, RecordStrike
from commonweal.polity.rights.grievances.effects import (
    ActOnGrievance,
    ArbitrateGrievance,
    FileUnionGrievance,
)
from commonweal.polity.rights.union.data import LeaveUnion
from commonweal.terms import DAY_S

BEGINS = 118.0
"""The day since the founding on which the district decides."""

ALL = Mood(yes=100, no=0)


def strike(stage: Stage, district: int) -> Iterator[int]:
    """Let the union contest a decision of a district, to the end."""
    yield stage.moment(BEGINS)
    text = "The night shift begins at nine, from the first of next month."
    decided = move(stage, district, text, beside=True)
    yield from deciding(stage, Mood(yes=80, no=10), decided)
    stage.tell("a union contests a decision, and strikes")
    union = stage.level("union")[0]
    stage.do(LeaveUnion(union=union), stage.rank_and_file(union)[-1])
    filing = FileUnionGrievance(motion=stage.state.motions[decided].id)
    motion = move(stage, union, "Nobody has asked the night shift.", filing, beside=True)
    yield from deciding(stage, ALL, motion)
    found = stage.state.grievances[max(stage.state.grievances)]
    answering = stage.holders(district)[0]
    told = "The ferry goes at half past eight, and not at nine."
    stage.do(AnswerGrievance(grievance=found.id, text=told), answering)
    begins_at = stage.now + 3 * DAY_S
    hearing = CallHearing(grievance=found.id, begins_at=begins_at, place="The ferry landing")
    stage.do(hearing, answering)
    yield from until(stage, lambda: found.stage == "heard")
    notice = ActOnGrievance(grievance=found.id, act="strike")
    motion = move(stage, union, "Then we stay at home.", notice, beside=True)
    yield from deciding(stage, ALL, motion)
    yield found.strike_from
    member = stage.rank_and_file(union)[0]
    stage.do(RecordStrike(grievance=found.id, what="begun"), member)
    assert found.arbiter
    ruling = ArbitrateGrievance(grievance=found.id, ruling="upheld")
    motion = move(stage, found.arbiter, "The night shift is asked first.", ruling, beside=True)
    yield from deciding(stage, Mood(yes=90, no=5), motion)
    stage.do(RecordStrike(grievance=found.id, what="ended"), member)
