"""An article of the constitution that the congress changes, by the majority that article 12 asks.

Rules of this module: what runs goes on under the articles under which it began; nothing that is
entrenched is touched.

Not here: how an amendment is checked (``commonweal.polity.amendments``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter import shipped_text
from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.founding import CONSTITUTION
from commonweal.lab.demo.stage import Stage
from commonweal.polity import effects as ef

BEGINS = 134.0
"""The day since the founding on which it is moved."""

CHANGES = (
    ("roll_valid_days = 90", "roll_valid_days = 100"),
    ("it may be used for ninety days.", "it may be used for a hundred days."),
)


def amend(stage: Stage) -> Iterator[int]:
    """Let rolls be used ten days longer."""
    yield stage.moment(BEGINS)
    stage.tell("the congress changes an article of the constitution")
    text = shipped_text(CONSTITUTION)
    for old, new in CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    effect = ef.AmendConstitution(constitution=text)
    why = "Rolls may be used for a hundred days\n\nNinety run out in the middle of the plan."
    motion = move(stage, stage.state.top, why, effect, beside=True)
    yield from deciding(stage, Mood(yes=90, no=5), motion)
