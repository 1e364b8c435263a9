"""A grievance: members of a workplace contest the levy, which rests until they have been heard.

Rules of this module: the hearing is still to come when the demo opens; the levy has no task, so
that nothing else of the story waits for it.

Not here: the levy itself (``story``).
"""

from __future__ import annotations

from commonweal.lab.demo.stage import Stage
from commonweal.polity import effects as ef
from commonweal.polity.rights.grievances import data
from commonweal.terms import DAY_S

HEARING_IN_DAYS = 13


def contest(stage: Stage, top: int, workplace: int) -> int:
    """Let members of a workplace contest the first resolution of the congress; returns its number.

    Args:
        stage: the stage.
        top: the congress.
        workplace: whose members contest it.
    """
    stage.tell("members contest a decision of the congress, which is suspended until the hearing")
    motions = (stage.state.motions[one] for one in stage.state.bodies[top].motions)
    decided = next(one for one in motions if _stands(one.stage, one.effect, one.failed))
    text = (
        "The levy comes at the wrong time\n\nWe were told of it when the water still stood in the "
        "hall. A hundredth of the surplus is our whole reserve this year. We want it to be paid in "
        "four parts, and to be asked first."
    )
    people = stage.rank_and_file(workplace)
    stage.do(data.FileGrievance(motion=decided.id, text=text), people[0])
    found = stage.state.grievances[max(stage.state.grievances)]
    for one in people[1 : found.needed]:
        stage.do(data.SignGrievance(grievance=found.id), one)
    answer = "Other workplaces were flooded too, and pay. About the four parts we can talk."
    answering = next(one for one in stage.holders(top) if one not in found.signatures)
    stage.do(data.AnswerGrievance(grievance=found.id, text=answer), answering)
    hearing = data.CallHearing(
        grievance=found.id,
        begins_at=stage.now + HEARING_IN_DAYS * DAY_S,
        place="The canteen of the print works, first floor",
    )
    stage.do(hearing, people[0])
    return found.id


def _stands(stage: str, effect: ef.AnyEffect, failed: str) -> bool:
    return stage == "carried" and isinstance(effect, ef.Resolve) and not failed
