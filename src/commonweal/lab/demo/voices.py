"""Those who think otherwise: a caucus and its report, open letters, questions to delegates.

Rules of this module: it only speaks: no seat and no vote depends on it.

Not here: the decisions that are spoken of (``story``).
"""

from __future__ import annotations

from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.letters import data as letters

SALT = "the words that only this member has kept"


def speak_up(stage: Stage, top: int, workplace: int) -> None:
    """A caucus reports against a decision; members write to the congress and ask a delegate.

    Args:
        stage: the stage.
        top: the congress.
        workplace: whose members speak.
    """
    stage.tell("a caucus reports against a decision; letters and questions")
    delegates = set(stage.state.held)
    people = [one for one in sorted(stage.state.bodies[workplace].members) if one not in delegates]
    by_seed("voices", stage.seed, workplace).shuffle(people)
    founder, friend, quiet, writer, witness = people[:5]
    _caucus(stage, top, founder, friend, quiet)
    roof = (
        "Publish what the congress spends on itself.\n\nEvery workplace reads its own accounts "
        "aloud once a month. We ask the congress to do the same."
    )
    stage.do(letters.PublishLetter(body=top, text=roof), writer)
    letter = max(stage.state.letters)
    reply = "The accounts of this quarter will be read at the next sitting."
    stage.do(letters.ReplyToLetter(letter=letter, text=reply), stage.holders(top)[0])
    hidden = (
        "Overtime that nobody wrote down.\n\nIn my workplace people were asked to stay on after "
        "the flood and not to enter the hours. I will say where when somebody asks in the open."
    )
    stage.do(letters.PublishLetter(body=top, text=hidden, salt=SALT), witness)
    asked, silent = stage.state.delegates(top)[:2]
    for seat, text in (
        (asked, "How did you vote on the levy, and why?"),
        (silent, "When do you next come to our workplace to report?"),
    ):
        stage.do(letters.AskQuestion(seat=seat.id, text=text), writer)
    first = max(stage.state.questions) - 1
    answer = "As my district divided: its division was handed in."
    stage.do(letters.AnswerQuestion(question=first, text=answer), asked.holder)


def _caucus(stage: Stage, top: int, founder: int, friend: int, quiet: int) -> None:
    statement = (
        "The surplus belongs where it is made.\n\nWe want levies to be decided by those who pay "
        "them, workplace by workplace."
    )
    stage.do(caucuses.FoundCaucus(name="Open Books", statement=statement), founder)
    number = max(stage.state.caucuses)
    stage.do(caucuses.JoinCaucus(caucus=number), friend)
    stage.do(caucuses.JoinCaucus(caucus=number, salt=SALT), quiet)
    report = (
        "We were outvoted and say why: help in a flood should not have to be asked for, and "
        "nobody has told us what it cost."
    )
    decided = [one for one in stage.state.bodies[top].motions if _is_carried(stage, one)]
    command = caucuses.FileMinorityReport(motion=decided[-1], text=report, caucus=number)
    stage.do(command, founder)
    signed = caucuses.SignMinorityReport(report=max(stage.state.reports))
    stage.do(signed, stage.holders(top)[-1])


def _is_carried(stage: Stage, motion: int) -> bool:
    return stage.state.motions[motion].stage == "carried"
