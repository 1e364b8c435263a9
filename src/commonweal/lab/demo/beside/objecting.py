"""A newcomer whom the workplace refuses, because a member objected in time.

Rules of this module: the secretary admits two people; one stays.

Not here: newcomers whom nobody objects to (``story``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.names import people
from commonweal.lab.demo.stage import Stage
from commonweal.office import Newcomer, admit
from commonweal.polity.rights.discipline.data import ObjectToAdmission
from commonweal.polity.rights.discipline.effects import RefuseAdmission

BEGINS = 119.0
"""The day since the founding on which they are admitted."""


def refuse_newcomer(stage: Stage, workplace: int) -> Iterator[int]:
    """Admit two people, and let the assembly refuse one of them."""
    yield stage.moment(BEGINS)
    known = len(stage.state.members)
    names = people(known + 2, stage.seed)[known:]
    secretary = stage.officer(workplace, "workplace-secretary")
    admit(stage.office, [Newcomer(name, workplace) for name in names], secretary)
    newcomer = len(stage.state.members)
    text = "Owns the firm that wants to buy our yard, and has never worked here."
    stage.do(ObjectToAdmission(member=newcomer, text=text), stage.rank_and_file(workplace)[0])
    text = "Who wants to buy the yard comes to the table, and not onto the roll."
    motion = move(stage, workplace, text, RefuseAdmission(member=newcomer), beside=True)
    yield from deciding(stage, Mood(yes=80, no=15), motion)
