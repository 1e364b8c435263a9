"""How much one person may say within a day, so that nobody is heard only because others drown.

Rules of this module:

* a day is the 24 hours before, so that nobody says twice as much around midnight;
* of each person the moments of the last day are kept, and no more than the constitution allows.

Not here: unnamed letters, which the office counts without writing it down (``confidential``).
"""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.polity import events as ev
from commonweal.polity.entities import Body
from commonweal.polity.refusals import refuse
from commonweal.terms import days


def check_daily(said: Sequence[int], at: int, most: int, cite: str, what: str) -> None:
    """Refuse whoever has said as much within a day as the constitution allows.

    Args:
        said: moments at which they said something lately.
        at: now.
        most: how much the constitution allows.
        cite: article that does.
        what: what they say, in the plural.
    """
    if len(within_a_day(said, at)) >= most:
        refuse_daily(most, cite, what)


def refuse_daily(most: int, cite: str, what: str) -> None:
    """Refuse what is more than the constitution allows within a day."""
    refuse(
        "day_limit_reached",
        cite,
        expected=f"at most {most} {what} by one member within a day",
        got="one more",
        remedy="wait until tomorrow",
    )


def within_a_day(said: Sequence[int], at: int) -> list[int]:
    """Return those of some moments that lie within the last day."""
    return [one for one in said if one > at - days(1)]


def told_daily(body: Body, at: int, about: str) -> list[ev.Event]:
    """Tell a body of something: once a day, or one person could bury its agenda.

    Args:
        body: the body; one that is closed is told nothing.
        at: now.
        about: what it is told of.
    """
    if not body.is_open or any(one.about == about for one in body.notices if one.at > at - days(1)):
        return []
    return [ev.BodyNotified(body=body.id, about=about)]
