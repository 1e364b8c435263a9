"""Two results that are challenged: one is annulled and voted again, one stands.

Rules of this module: the district hears both; whoever challenges voted there.

Not here: the challenge that is still heard when the demo opens (``doubting``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, ballots, deciding, move, poll_of
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.challenges import data

BEGINS = 120.0
"""The day since the founding on which both motions are moved."""


def challenge_results(stage: Stage, workplace: int) -> Iterator[int]:
    """Decide two things in a workplace, and challenge both results."""
    yield stage.moment(BEGINS)
    stage.tell("two results are challenged; one is annulled, and voted again")
    texts = ("The canteen opens at six.", "The washroom gets a second boiler.")
    decided = [move(stage, workplace, text, beside=True) for text in texts]
    yield from deciding(stage, Mood(yes=70, no=25), *decided)
    voters = stage.electors(stage.state.polls[poll_of(stage, decided[0])])
    told = "The box stood in the secretary's room all Tuesday, and the door was locked."
    annulled = _challenge(stage, decided[0], told, voters[-3])
    told = "The paper was blue and not white, and I did not know that it was the right one."
    stands = _challenge(stage, decided[1], told, voters[-4])
    yield from deciding(stage, Mood(yes=80, no=10), annulled)
    yield from deciding(stage, Mood(yes=10, no=80), stands)
    for act in ballots(stage, poll_of(stage, decided[0]), Mood(yes=60, no=35)):
        act()


def _challenge(stage: Stage, motion: int, text: str, by: int) -> int:
    poll = poll_of(stage, motion)
    stage.do(data.ChallengePoll(poll=poll, ground="procedure", text=text), by)
    return int(stage.state.challenges[max(stage.state.challenges)].motion)
