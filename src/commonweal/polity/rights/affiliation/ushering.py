"""Ushering: who enters the people of a body that was admitted, before it has an officer of its own.

Rules of this module: the decision that admitted the body names one member, and how many people;
nobody in the body itself could do it yet. When it has had an officer it is over for good.

Not here: admitting the body (``joining``), admitting members otherwise (``members``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.entities import NOBODY


def is_usher(case: Case, home: int, people: int) -> bool:
    """Whether somebody may enter so many people of a body that was admitted."""
    found = case.state.arrivals.get(home)
    if found is None or case.by != found.usher:
        return False
    body = case.state.bodies[home]
    offices = (case.state.seats[one] for one in body.offices)
    officers = any(one.holder != NOBODY or one.history for one in offices)
    return not officers and len(body.members) + people <= found.people
