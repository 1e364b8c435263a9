"""Which body answers: above another, and for what one that is closed had begun.

Not here: merging and closing bodies (``commonweal.polity.bodies``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.entities import Body, Seat
from commonweal.polity.state import State


def ancestor_at(case: Case, body: int, level: str | None) -> int:
    """Return the body of a level to which a body belongs; where there is none, the top body."""
    above = body
    while above and case.state.bodies[above].level != level:
        above = case.state.bodies[above].parent
    return above or case.state.top


def successor(case: Case, number: int) -> Body:
    """Return a body, or the open one that it became; the last one where it left none."""
    return heir(case.state, number)


def heir(state: State, number: int) -> Body:
    """Return a body, or the open one that it became, without a case."""
    body = state.bodies[number]
    while not body.is_open and body.became:
        body = state.bodies[body.became]
    return body


def bodies_of(case: Case, seat: Seat) -> tuple[int, ...]:
    """Return the body of a seat and the one that fills it, or what these became, if it is open."""
    found = (successor(case, one) for one in (seat.body, seat.sender))
    return tuple(dict.fromkeys(one.id for one in found if one.is_open))
