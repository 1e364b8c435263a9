"""A workplace that becomes two, with its consent, and whose new half votes on paper for a delegate.

Rules of this module:

* the congress decides, nobody calls it back, the workplace is asked, and one of those who were to
  move stays;
* seats of a workplace that splits fall (article 13.1), so that both halves elect anew;
* the new half sends its first delegate when its roll has been signed.

Not here: a merger to which a workplace does not consent (``redrawing``); the vote for the delegate
(``mistyping``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.beside.mistyping import vote_on_paper
from commonweal.lab.demo.beside.waiting import until
from commonweal.lab.demo.elections import stand_at_once, vote_at_once
from commonweal.lab.demo.stage import Stage
from commonweal.polity import Poll
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.consent.data import RefuseMove
from commonweal.terms import BodyId

NAME = "The Upper Yard"
MOVING = 16
"""Members who are to move; one of them refuses."""

ROLLS_SIGNED = 117.5
"""The day since the founding on which the rolls have been signed anew."""


def split(stage: Stage, workplace: int) -> Iterator[int]:
    """Let a workplace split, and both halves elect whom they need."""
    stage.tell("a workplace becomes two, and elects anew")
    moving = stage.rank_and_file(workplace)[:MOVING]
    text = (
        "The upper yard becomes a workplace of its own\n\nSixteen of us have worked up there since "
        "spring, and come down for the assembly only. They want to decide there themselves."
    )
    effect = ef.SplitBody(body=BodyId(workplace), name=NAME, members=tuple(moving))
    motion = move(stage, stage.state.top, text, effect, beside=True)
    yield from deciding(stage, Mood(yes=80, no=10), motion)
    yield from until(stage, lambda: motion in stage.state.reorganisations)
    stage.do(RefuseMove(motion=motion), moving[-1])
    asked = stage.state.reorganisations[motion]
    yield from deciding(stage, Mood(yes=85, no=10), asked.questions[workplace])
    half = max(stage.state.bodies)
    yield from _hold(stage, _running(stage, (workplace, half)))
    yield stage.moment(ROLLS_SIGNED)
    district = stage.state.bodies[half].parent
    secretary = stage.officer(district, "secretary")
    stage.do(cmd.ApportionSeats(body=district), secretary)
    (delegate,) = _running(stage, (half,))
    yield from vote_on_paper(stage, delegate.id, secretary)


def _running(stage: Stage, senders: Sequence[int]) -> list[Poll]:
    seats = (one for one in stage.state.seats.values() if one.sender in senders and one.running)
    return [stage.state.polls[one] for one in dict.fromkeys(int(seat.running) for seat in seats)]


def _hold(stage: Stage, polls: Sequence[Poll]) -> Iterator[int]:
    for poll in polls:
        stand_at_once(stage, poll.id)
    yield max(poll.at for poll in polls)
    for poll in polls:
        vote_at_once(stage, poll.id)
    yield from until(stage, lambda: all(poll.stage == "declared" for poll in polls))
