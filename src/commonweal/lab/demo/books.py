"""A workplace that the federation does not own keeps a register of what its owner shows it.

Rules of this module: one thing was shown, one refused, one left without an answer; one is still
asked for when the demo opens.

Not here: what a federation does with such a unit.
"""

from __future__ import annotations

from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.control import data

ASKED = (
    ("The wage book of the last three years", "Shown in the office, with the names covered."),
    ("The contract with the cleaning firm", ""),
    ("The report of the fire inspector", None),
)
"""What is asked for, and what came of it: shown, refused (no words), or nothing (None)."""

DAYS = 80
"""Days that the owner is given for the last thing."""

GROUND = "The owner says that it is a secret of the trade."


def open_the_books(stage: Stage, workplace: int) -> int:
    """Enter a workplace as a unit of another owner, and ask to see things; returns the unit."""
    stage.tell("a workplace asks its owner to open the books")
    members = stage.rank_and_file(workplace)
    owner = "Harbour & Hinterland Holding"
    stage.do(data.EnterUnit(body=workplace, owner=owner), members[0])
    unit = max(stage.state.units)
    for place, (what, answer) in enumerate(ASKED):
        by = members[place]
        stage.do(data.AskToSee(unit=unit, text=what), by)
        number = max(stage.state.showings)
        if answer:
            stage.do(data.RecordShown(showing=number, text=answer), by)
        elif answer is not None:
            stage.do(data.RecordRefused(showing=number, text=GROUND), by)
    return unit


def ask_once_more(stage: Stage, unit: int) -> None:
    """Ask for something that the owner still has time to show when the demo opens."""
    body = stage.state.units[unit].body
    text = "The plan for the second hall"
    asked = data.AskToSee(unit=unit, text=text, days=DAYS)
    stage.do(asked, stage.rank_and_file(body)[0])
