"""Numbers that a proposal or a plan can have: whole, and within what engines add up exactly.

Rules of this module: hours of a body are at most those that the days of its people have; everything
else has no bound in nature, and the one of the engines.

Not here: what the numbers mean (``kept``).
"""

from __future__ import annotations

from commonweal.polity.case import Case
from commonweal.polity.entities import Body
from commonweal.polity.planning.proposals.kept import AMOUNT_MAX
from commonweal.polity.refusals import refuse

DAY_HOURS = 24


def require_hours(case: Case, body: Body, hours: int, days: int, where: str) -> None:
    """Refuse more hours of work than there are in the days of those who belong to a body.

    Args:
        case: the case.
        body: whose hours they are; who left after its last roll was signed still counts.
        hours: how many.
        days: in how many days.
        where: article.
    """
    people = max(body.people, len(case.state.rolls[body.roll].members) if body.roll else 0)
    most = min(AMOUNT_MAX, people * DAY_HOURS * days)
    if not 0 <= hours <= most:
        refuse(
            "hours_beyond_members",
            where,
            expected=f"at most {most} hours, {DAY_HOURS} in each of {days} days of {people} people",
            got=hours,
            remedy="look the figure over; whoever belongs to another body is told of by that one",
        )


def require_amount(amount: int, where: str, *, least: int = 0) -> None:
    """Refuse an amount, or hours, off the scale.

    Args:
        amount: how much.
        where: article.
        least: the smallest there can be.
    """
    require_number("amount_off_its_scale", amount, least, AMOUNT_MAX, where)


def require_number(refusal: str, number: int, least: int, most: int, where: str) -> None:
    """Refuse a number that is not from ``least`` to ``most``, by the name given."""
    if not least <= number <= most:
        refuse(
            refusal,
            where,
            expected=f"a whole number from {least} to {most}",
            got=number,
            remedy="choose a number in between",
        )
