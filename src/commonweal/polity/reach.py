"""How far off a date may lie: no further than people who decide on it could live to see.

Rules of this module: a date in ten thousand years is a slip, or is meant to break a calendar.

Not here: dates that a constitution limits itself (meetings, agreements, emergencies).
"""

from __future__ import annotations

from commonweal.polity.refusals import refuse

DAYS_MAX = 36_525
"""A hundred years, in days."""


def check_reach(count: int, cite: str) -> None:
    """Refuse a date that lies too many days off.

    Args:
        count: days from now.
        cite: article under which the date is set.
    """
    if count > DAYS_MAX:
        refuse(
            "date_out_of_reach",
            cite,
            expected=f"at most {DAYS_MAX} days",
            got=count,
            remedy="name an earlier date",
        )
