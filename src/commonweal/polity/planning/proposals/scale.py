"""Numbers that a proposal or a plan can have: whole, and within what engines add up exactly.

Not here: what the numbers mean (``kept``).
"""

from __future__ import annotations

from commonweal.polity.planning.proposals.kept import AMOUNT_MAX
from commonweal.polity.refusals import refuse


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
