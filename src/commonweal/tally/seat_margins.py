"""Margins of seats: how few votes, moved from one list to another, give other seats.

Rules of this module:

* exact for every method of highest averages: seats change only when some list's claim to a next
  seat reaches some other list's claim to its last one. Of so many changed votes none moves either
  claim further than if all of them pass from the one list to the other; so the fewest over all
  pairs of lists are the margin, also against changes among several lists, and votes that are
  added or left out;
* a seat that hangs on a lot has a margin of 0;
* the answer brings its witness: the figures after the move, to be divided again.

Not here: methods of largest remainders, whose quota moves with the votes; ballots (``margins``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from commonweal.tally.apportionment import Row
from commonweal.tally.counting import apportion
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Plain, named
from commonweal.tally.registry import APPORTIONMENTS


@dataclass(frozen=True, slots=True)
class SeatMargin:
    """How far seats are from other seats.

    Attributes:
        method: the method.
        votes: with so many moved votes other seats are possible, with fewer none; 0 where a lot
            decides already.
        loses: the unit that loses votes and may lose a seat.
        gains: the unit that gains them and may gain it.
        witness: the figures after the move.
    """

    method: str
    votes: int
    loses: int
    gains: int
    witness: tuple[int, ...]

    @property
    def words(self) -> str:
        """The margin for a member, with units as places such as ``{3}``."""
        loses, gains = f"{{{self.loses}}}", f"{{{self.gains}}}"
        if self.votes == 0:
            return f"A lot decides whether {loses} or {gains} has the last seat."
        moved = "1 vote" if self.votes == 1 else f"{self.votes} votes"
        return (
            f"Had {moved} gone to {gains} instead of {loses}, a seat could have gone with them. "
            "With fewer changed votes all seats would be the same."
        )

    def told(self, names: Sequence[str] | None = None) -> str:
        """Return the words, with the units called by their names."""
        numbered = [f"unit {unit}" for unit in range(len(self.witness))]
        return named(self.words, numbered if names is None else names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the margin as plain data."""
        return {
            "method": self.method,
            "votes": str(self.votes),
            "loses": self.loses,
            "gains": self.gains,
            "witness": [str(figure) for figure in self.witness],
            "text": self.told(),
        }


def seat_margin(
    method: str,
    figures: Sequence[int],
    *,
    total: int,
    minimum: int | Sequence[int] = 0,
    maximum: int | Sequence[int | None] | None = None,
) -> SeatMargin | None:
    """Find how few votes, moved from one unit to another, can give other seats.

    Args:
        method: the name of a method of highest averages.
        figures: the figure of each unit, such as the votes of a list.
        total: seats in all.
        minimum: as in :func:`~commonweal.tally.counting.apportion`.
        maximum: as in :func:`~commonweal.tally.counting.apportion`.

    Returns:
        The margin; None where minima and maxima leave nothing that could change.

    Raises:
        BadCount: when the request does not fit, or the method has no row of divisors.
    """
    found = apportion(method, figures, total=total, minimum=minimum, maximum=maximum)
    row = APPORTIONMENTS[method].row
    if row is None:
        raise BadCount(
            "method",
            expected="a method of highest averages",
            got=method,
            remedy="ask for the margin of a divisor method; a quota moves with every vote",
        )
    if found.lot is not None:
        loses, gains = found.lot.tied[0], found.lot.tied[-1]
        return SeatMargin(method, 0, loses, gains, found.figures)
    units = len(found.figures)
    least = minimum if isinstance(minimum, Sequence) else [minimum] * units
    most = maximum if isinstance(maximum, Sequence) else [maximum] * units
    rich = [unit for unit in range(units) if found.seats[unit] > least[unit]]
    open_to = [unit for unit in range(units) if found.seats[unit] != most[unit]]
    moves = [
        (_votes(row, found.figures, found.seats, loses, gains), loses, gains)
        for loses, gains in permutations(range(units), 2)
        if loses in rich and gains in open_to
    ]
    if not moves:
        return None
    votes, loses, gains = min(moves)
    witness = list(found.figures)
    witness[loses], witness[gains] = witness[loses] - votes, witness[gains] + votes
    return SeatMargin(method, votes, loses, gains, tuple(witness))


def _votes(row: Row, figures: Sequence[int], seats: Sequence[int], loses: int, gains: int) -> int:
    """Return the fewest votes that bring one claim level with the other, by halving."""
    low, high = -1, figures[loses]
    while high - low > 1:
        middle = (low + high) // 2
        last = row.claim(figures[loses] - middle, seats[loses] - 1)
        if row.claim(figures[gains] + middle, seats[gains]) >= last:
            high = middle
        else:
            low = middle
    return high
