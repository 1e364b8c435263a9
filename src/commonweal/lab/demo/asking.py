"""An initiative of the visitors' workplace that still gathers signatures when the demo opens.

Rules of this module: some of those needed have signed, so that a visitor can be the next.

Not here: the other things that still run (``ending``).
"""

from __future__ import annotations

from commonweal.lab.demo.stage import Stage
from commonweal.polity import effects as ef
from commonweal.polity.rights.initiative import data

MISSING = 3
"""Signatures that are still missing at the end."""


def ask_everybody(stage: Stage, workplace: int) -> int:
    """Let members of a workplace and its neighbours sign a question to all; returns its number."""
    neighbours = stage.workplaces(stage.state.bodies[workplace].parent)
    people = [one for body in neighbours for one in stage.rank_and_file(body)]
    text = (
        "Thirty-two hours for the same pay\n\nOne year on trial, in every workplace that wants to. "
        "The surplus of the last quarter carries it."
    )
    stage.do(data.StartInitiative(text=text, effect=ef.Resolve()), people[0])
    number = max(stage.state.initiatives)
    missing = stage.state.initiatives[number].members_needed - 1 - MISSING
    for one in people[1 : max(1, missing) + 1]:
        stage.do(data.SignInitiative(initiative=number), one)
    return number
