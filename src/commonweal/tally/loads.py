"""Burdens as Phragmen shares them out: every election is carried equally by its supporters.

Rules of this module: the supporters of whoever is elected all carry the same burden afterwards;
so voters fall into one class for each election, and what they carried before any is given by a
function of the candidate. Exact fractions throughout.

Not here: what an election costs, and when to stop (the rules say).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import Committee, Support
from commonweal.tally.outcome import LotRequired
from commonweal.tally.sums import Terms


class Loads:
    """What every voter carries. Owned by one count, and changed by it."""

    def __init__(
        self,
        profile: Approval,
        before: Callable[[int], Fraction] | None = None,
        carry: Callable[[int], None] | None = None,
    ) -> None:
        """Begin with nobody elected.

        Args:
            profile: the ballots.
            before: what the supporters of a candidate carry together, those left out who carry
                an election by now; nothing when left out. It is asked again whenever a burden
                is worked out.
            carry: told of every election, so that ``before`` can leave out who carries it.
        """
        self._support = Support(profile)
        self._totals = self._support.counts[0]
        self._before, self._carry = before, carry
        self._levels = Terms()
        self._levels.append(Fraction(0))

    def supporters(self, candidate: int) -> int:
        """Return how many voters support a candidate."""
        return self._totals[candidate]

    def level(self, candidate: int, cost: int = 1) -> Fraction | None:
        """Return what each supporter would carry if the candidate were elected now.

        Args:
            candidate: whose election.
            cost: the burden that it brings.

        Returns:
            None when nobody supports the candidate.
        """
        if not self._totals[candidate]:
            return None
        carried = self._levels.total(self._support.of(candidate, len(self._levels)))
        if self._before is not None:
            carried += self._before(candidate)
        return Fraction(cost + carried, self._totals[candidate])

    def elect(self, candidate: int, level: Fraction) -> None:
        """Let the supporters of a candidate carry her election.

        Args:
            candidate: who is elected.
            level: what each of them carries now.
        """
        number = len(self._levels)
        self._levels.append(level)
        self._support.move(candidate, lambda _: number)
        if self._carry is not None:
            self._carry(candidate)


def seat_by_load(committee: Committee, loads: Loads) -> LotRequired | None:
    """Fill all seats that are left, each with whoever burdens her supporters least.

    Returns:
        What has to be drawn, where the count stops at a tie.
    """

    def quotient(candidate: int) -> Fraction:
        level = loads.level(candidate)
        return Fraction(0) if level is None else Fraction(1, level)

    told = "Counted for each candidate: her supporters, divided by 1 and what they carry already."
    while committee.room:
        committee.measure(quotient)
        winners = committee.step("seat", told)
        if isinstance(winners, LotRequired):
            return winners
        for winner in winners:
            if committee.figures[winner]:
                loads.elect(winner, Fraction(1, committee.figures[winner]))
    committee.measure(quotient)
    return None
