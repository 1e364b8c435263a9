"""Open letters that a council takes down: one is put back, of the other the tombstone stays.

Rules of this module: only the council to which a letter was written takes it down, by two thirds
and on a ground of article 16; any member appeals, and the congress decides. Where nobody appeals
the words are destroyed when the time is over, and the digest, the ground and the vote stay.

Not here: letters that nobody minds (``voices``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.letters import data

WITHOUT_APPEAL, WITH_APPEAL = 50.0, 121.0
"""The days since the founding on which the letters are written."""

MOST = Mood(yes=90, no=5)


def take_down(stage: Stage, workplace: int) -> Iterator[int]:
    """Write two letters to a district, which takes both down."""
    district = int(stage.state.bodies[workplace].parent)
    yield stage.moment(WITHOUT_APPEAL)
    text = "Throw the night watch into the dock!\n\nThey have let the crane rust, all of them."
    yield from _removed(stage, district, workplace, text, "calls for violence")
    yield stage.moment(WITH_APPEAL)
    stage.tell("a letter is taken down, and put back on appeal")
    text = (
        "Who signed for the crane?\n\nThe crane was bought from the chair's brother-in-law. I name "
        "him because he sits in the council: it is no private matter."
    )
    yield from _removed(stage, district, workplace, text, "names a private person")
    letter = max(stage.state.letters)
    stage.do(data.AppealRemoval(letter=letter), stage.rank_and_file(workplace)[1])
    text = "Who sits in a council is no private person. The letter goes back where it hung."
    back = data.RestoreLetter(letter=letter)
    motion = move(stage, stage.state.top, text, back, beside=True)
    yield from deciding(stage, MOST, motion)


def _removed(stage: Stage, district: int, home: int, text: str, ground: str) -> Iterator[int]:
    stage.do(data.PublishLetter(body=district, text=text), stage.rank_and_file(home)[0])
    removal = data.RemoveLetter(letter=max(stage.state.letters), ground=ground)
    motion = move(stage, district, "The letter is taken down.", removal, beside=True)
    yield from deciding(stage, MOST, motion)
