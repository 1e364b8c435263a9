"""Charges that go on to the end: an expulsion that is annulled, one that stands, and a wave.

Rules of this module:

* whoever is put out appeals, or does not; the congress annuls what it does not uphold;
* when more are charged at once than article 18 lets pass, all charges wait until the congress has
  heard them: it lets most of them fall, and one go on, which nobody decides in time.

Not here: a charge that ends with a reprimand (``charging``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.beside.waiting import until
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.effects import DecideAppeal, ExpelMember

BEGINS, WAVE = 52.0, 99.0
"""The days since the founding of the first charges, and of the wave."""

STRIKE_BREAKERS = 4
"""Members charged in the wave."""

MOST = Mood(yes=85, no=10)


def expel(stage: Stage, workplace: int) -> Iterator[int]:
    """Charge two members and decide to expel them: one appeals, the other goes."""
    yield stage.moment(BEGINS)
    stage.tell("two members are expelled, and one of them appeals")
    first, second, appealing, going = stage.rank_and_file(workplace)[:4]
    charges = [
        _charge(stage, first, appealing, "theft from the federation", "Four drums of cable."),
        _charge(stage, second, going, "violence", "He struck the new one, and would do it again."),
    ]
    told = "The drums were written off in March. I have the slip, and the signature on it."
    stage.do(data.AnswerCharge(charge=charges[0], text=told), appealing)
    stage.do(data.AnswerCharge(charge=charges[1], text="I have nothing to say."), going)
    yield stage.state.charges[charges[1]].hearing_until
    motions = [
        move(
            stage, workplace, "Whoever does this cannot stay.", ExpelMember(charge=one), beside=True
        )
        for one in charges
    ]
    yield from deciding(stage, MOST, *motions)
    appeal = "Nobody looked at the slip. I ask the congress to look at it."
    stage.do(data.AppealExpulsion(charge=charges[0], text=appeal), appealing)
    text = "The slip is there, and the expulsion is annulled."
    yield from _heard(stage, text, charges[0])
    yield from until(stage, lambda: not stage.state.members.is_active(going))
    yield stage.moment(WAVE)
    yield from _wave(stage, stage.rank_and_file(workplace))


def _charge(stage: Stage, accuser: int, accused: int, ground: str, text: str) -> int:
    stage.do(data.ChargeMember(member=accused, ground=ground, text=text), accuser)
    return max(stage.state.charges)


def _wave(stage: Stage, people: Sequence[int]) -> Iterator[int]:
    """Charge several at once: nothing is decided before the congress has heard them."""
    stage.tell("many are charged at once, and the congress hears them first")
    text = "They went in through the gate while we stood before it."
    sides = zip(people[:STRIKE_BREAKERS], people[-STRIKE_BREAKERS:], strict=True)
    charges = [_charge(stage, one, other, "strike-breaking", text) for one, other in sides]
    yield from _heard(stage, "That was no strike but a fire drill.", *charges[:-1])
    yield from _heard(stage, "This is to be heard where it was.", charges[-1], upheld=True)


def _heard(stage: Stage, text: str, *charges: int, upheld: bool = False) -> Iterator[int]:
    effects = (DecideAppeal(charge=one, upheld=upheld) for one in charges)
    moved = [move(stage, stage.state.top, text, one, beside=True) for one in effects]
    yield from deciding(stage, MOST, *moved)
