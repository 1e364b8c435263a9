"""The caucuses' shares of time and of channels.

Not here: who speaks in which order (``commonweal.polity.rights.meetings.speaking``).
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.charter import Charter
from commonweal.polity.rights.caucuses.data import Caucus
from commonweal.polity.state import State


def guaranteed_shares(state: State, charter: Charter) -> dict[int, Fraction]:
    """Return the share of a meeting's time, and of what is printed, that each caucus has.

    They share what the constitution sets aside in proportion to their named members: whoever is
    unnamed might belong to all of them. Who is named in several counts for a part in each, so that
    nobody gains by founding many.
    """
    rule = charter.caucuses
    if rule is None:
        return {}
    sizes = {
        number: _weight(state, one)
        for number, one in state.caucuses.items()
        if one.exists and one.members and one.size >= rule.members_min
    }
    together = sum(sizes.values(), start=Fraction(0))
    return {one: rule.agenda_share * size / together for one, size in sizes.items()}


def _weight(state: State, caucus: Caucus) -> Fraction:
    parts = (Fraction(1, len(state.caucuses_of[one])) for one in caucus.members)
    return sum(parts, start=Fraction(0))
