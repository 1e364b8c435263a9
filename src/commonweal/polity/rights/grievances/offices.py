"""Offices that a grievance suspends: which of their powers rest, and until when.

Rules of this module:

* a suspension is of an office in one person's hands, however they come to hold it again;
* what elections need, and what the article calls urgent, is never suspended.

Not here: who has which power (``commonweal.polity.case``), filing grievances (``law``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonweal.charter.rights import ELECTING
from commonweal.polity.entities import Seat
from commonweal.polity.refusals import refuse

if TYPE_CHECKING:
    from commonweal.polity.case import Case


def is_suspended(case: Case, seat: Seat, command: str) -> bool:
    """Whether a grievance suspends a power of an office, as long as the same person holds it."""
    found = case.state.grievances.get(case.state.suspended_offices.get(seat.id, 0))
    if found is None or command in ELECTING or not is_same_tenure(seat, found.tenure):
        return False
    rule = case.charter_of(found.charter).grievances
    return rule is not None and command not in rule.urgent


def is_same_tenure(seat: Seat, since: int) -> bool:
    """Whether an office is still in the hands in which it was at a moment.

    Whoever resigns and is appointed anew by somebody else's grace has not begun anew.
    """
    if seat.since == since:
        return True
    then = next((one for one in reversed(seat.history) if one.since == since), None)
    return bool(seat.appointed_by) and then is not None and then.holder == seat.holder


def refuse_while_suspended(case: Case, command: str, body: int) -> None:
    """Say why an officer who has a power lacks it now."""
    for seat_id in case.state.held.get(case.by, ()):
        seat = case.state.seats[seat_id]
        if not seat.office or not case.state.reaches(seat.body, body):
            continue
        if command in case.office(seat).powers:
            refuse_if_suspended(case, seat, command)


def refuse_if_suspended(case: Case, seat: Seat, command: str) -> None:
    """Refuse what an office that a grievance suspends cannot do now."""
    if not is_suspended(case, seat, command):
        return
    found = case.state.grievances[case.state.suspended_offices[seat.id]]
    rule = case.charter_of(found.charter).grievances
    assert rule is not None
    refuse(
        "office_suspended",
        rule.cite("suspends"),
        expected="an officer against whom no grievance is to be heard",
        got=f"member {case.by}, under grievance {found.id}",
        remedy="answer it and come to the hearing; the suspension ends on its date",
    )
