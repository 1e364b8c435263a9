"""A consumer council that leaves the federation, and one that thinks better of it.

Rules of this module: the one that leaves stays bound by the agreement with the tenants, by its own
decision, and takes its part of the account along; one of its households stays.

Not here: the workplace that is in its notice when the demo opens (``leaving``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.acts import Mood, deciding, move
from commonweal.lab.demo.beside.waiting import until
from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.affiliation.data import StayBehind
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation
from commonweal.polity.rights.agreements.effects import ConfirmAgreement

BEGINS = 60.0
"""The day since the founding on which both move to leave."""

ALL = Mood(yes=100, no=0)


def part(stage: Stage) -> Iterator[int]:
    """Let one consumer council leave, and another take its leaving back."""
    yield stage.moment(BEGINS)
    if not stage.level("consumers"):
        return
    leaving, staying = stage.level("consumers")[-2:]
    text = "We leave the federation\n\nThe tenants next door order for their quarter, and for us."
    moved = [move(stage, one, text, LeaveFederation(), beside=True) for one in (leaving, staying)]
    yield from deciding(stage, ALL, *moved)
    stays = stage.rank_and_file(leaving)[0]
    stage.do(StayBehind(to=staying), stays)
    text = "The tenants have no room for us, and we stay."
    back = move(stage, staying, text, StayInFederation(), beside=True)
    yield from deciding(stage, ALL, back)
    yield from until(stage, lambda: 1 in stage.state.agreements)
    yield from until(stage, lambda: stage.state.agreements[1].stage == "in_force")
    text = "What was agreed with the tenants goes on for us."
    bound = move(stage, leaving, text, ConfirmAgreement(agreement=1), beside=True)
    yield from deciding(stage, ALL, bound)
