"""What happens in every workplace: people leave, die, are said to have died, and think again.

Rules of this module: a death is reported by the secretary and confirmed by a neighbour; whoever is
said to have died and lives says so; nobody of whom it is told holds anything.

Not here: leaving with the whole workplace (``leaving``), admission (``objecting``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.preview import refills_at_once
from commonweal.lab.demo.stage import Stage
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.rights.discipline.data import ReinstateMember
from commonweal.terms import DAY_S

BEGINS = 110.2
"""The day since the founding on which it begins."""


def come_and_go(stage: Stage, workplace: int) -> Iterator[int]:
    """Let members leave and die, and some think again about a motion or a seat."""
    yield stage.moment(BEGINS)
    neighbour, leaving, dead, alive, mover = stage.rank_and_file(workplace)[-8:-3]
    stage.do(cmd.ResignMembership(), leaving)
    secretary = stage.officer(workplace, "workplace-secretary")
    for one in (dead, alive):
        for by in (secretary, neighbour):
            stage.do(cmd.RecordDeath(member=one), by)
    text = "The clock over the gate is put right."
    stage.do(cmd.ProposeMotion(body=workplace, text=text, effect=ef.Resolve()), mover)
    stage.do(cmd.WithdrawMotion(motion=max(stage.state.motions)), mover)
    yield stage.now + DAY_S
    stage.do(ReinstateMember(member=alive), alive)
    _give_a_seat_up(stage, workplace)


def _give_a_seat_up(stage: Stage, workplace: int) -> None:
    """Let a delegate give the seat up, where those next on the count can take it."""
    sent = (stage.state.seats[one] for one in stage.state.bodies[workplace].sent)
    held = [one for one in sent if stage.is_held(one.id) and not stage.state.resting.get(one.id)]
    for seat in (one for one in held if refills_at_once(stage.office, one.id)):
        stage.do(cmd.ResignSeat(seat=seat.id), seat.holder)
        return
