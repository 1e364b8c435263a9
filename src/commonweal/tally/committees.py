"""Committees from approval ballots, one seat after another: counts of supporters, and one step.

Arithmetic shared by rules that elect whoever has the largest figure, then change the figures of
those whom the same voters support. Rules of this module:

* voters are counted in classes, all of whom the rule treats alike; NumPy adds up whole numbers of
  voters for each candidate and class, and whatever a class is worth is Python's exact arithmetic;
* a step chooses among those with the largest figure. Where no ballot approves of two of them,
  electing one changes nothing for the others: they are elected together, or, where there are more
  of them than seats, one lot says which. Else the lot picks one, and the figures change;
* candidates for whom there are as many seats as candidates are elected without a lot.

Not here: what a figure is (the rules say), and rules that look at whole committees (``thiele``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Approval
from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, exact, listed

BLOCK = 1 << 16
"""Rows added up at once, so that no copy of all ballots is made."""

SHOWN_MAX = 20
"""So many figures stand in the words of a round; ``tallies`` always has all of them."""


def add_up(
    marks: NDArray[np.uint8], weights: NDArray[np.int64], rows: NDArray[np.intp] | None = None
) -> list[int]:
    """Add up each column of some rows, every row as often as its weight says.

    Args:
        marks: uint8 ``[pattern, column]``.
        weights: int64 ``[pattern]``.
        rows: which rows; all when None.
    """
    total = np.zeros(marks.shape[1], dtype=np.int64)
    end = len(weights) if rows is None else len(rows)
    for start in range(0, end, BLOCK):
        part = slice(start, start + BLOCK) if rows is None else rows[start : start + BLOCK]
        # einsum adds small numbers many times faster than @, which copies all of them first
        total += np.einsum("i,ij->j", weights[part], marks[part])
    return [int(number) for number in total.tolist()]


def share_a_ballot(
    marks: NDArray[np.uint8], tied: Sequence[int], alive: NDArray[np.bool_] | None = None
) -> bool:
    """Tell whether any ballot approves of two of the tied.

    Args:
        marks: ``[pattern, candidate]``, above 0 where approved.
        tied: candidates.
        alive: bool ``[pattern]``; the ballots that still matter, all when None.
    """
    seen = np.zeros(len(marks), dtype=np.bool_)
    for candidate in tied:
        mine = marks[:, candidate] > 0
        if alive is not None:
            mine &= alive
        if bool((seen & mine).any()):
            return True
        seen |= mine
    return False


class Support:
    """Supporters of each candidate, counted by class. Owned by one count, and changed by it.

    Every ballot begins in class 0.

    Attributes:
        counts: for each class the number of supporters of every candidate.
    """

    def __init__(self, profile: Approval) -> None:
        self._marks, self._weights = profile.marks, profile.weights
        self._class = np.zeros(len(profile.weights), dtype=np.intp)
        self.counts: dict[int, list[int]] = {0: add_up(self._marks, self._weights)}

    def move(self, candidate: int, to: Callable[[int], int]) -> None:
        """Move all supporters of a candidate into other classes.

        Args:
            candidate: whose supporters.
            to: the new class of those in a class.
        """
        rows = np.flatnonzero(self._marks[:, candidate])
        before = self._class[rows]
        for old in np.unique(before).tolist():
            mine, new = rows[before == old], to(old)
            moved = add_up(self._marks, self._weights, mine)
            for number, sign in ((old, -1), (new, 1)):
                have = self.counts.get(number, [0] * len(moved))
                self.counts[number] = [n + sign * m for n, m in zip(have, moved, strict=True)]
            self._class[mine] = new

    def of(self, candidate: int, classes: int) -> list[int]:
        """Return how many supporters of a candidate are in each of the first classes."""
        return [self.counts[n][candidate] if n in self.counts else 0 for n in range(classes)]

    def worth(self, candidate: int, values: Callable[[int], Fraction | int]) -> Fraction:
        """Add up the supporters of a candidate, each at the value of its class."""
        counted = ((number, row[candidate]) for number, row in self.counts.items())
        return sum((Fraction(values(number) * n) for number, n in counted if n), Fraction(0))


@dataclass(slots=True)
class Committee:
    """The seats of one count as they are filled. Owned by that count.

    Attributes:
        profile: the ballots.
        seats: how many seats there are.
        lots: the draws on record.
        source: what rounds and lots cite.
        figure: what a figure is called in the words of a round, such as ``points``.
        figures: the last known figure of every candidate; the winner's stays as it was.
        elected: groups in order of election; the order within a group means nothing.
        standing: who is not elected yet.
        rounds: the steps so far.
    """

    profile: Approval
    seats: int
    lots: Lots
    source: str
    figure: str
    figures: list[Fraction] = field(init=False)
    elected: list[tuple[int, ...]] = field(default_factory=list)
    standing: list[int] = field(init=False)
    rounds: list[Round] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.standing = list(range(self.profile.candidates))
        self.figures = [Fraction(0)] * self.profile.candidates

    @property
    def room(self) -> int:
        """How many can still be elected."""
        return min(self.seats - len(flat(self.elected)), len(self.standing))

    def measure(self, of: Callable[[int], Fraction]) -> None:
        """Work out the figures of all who still stand."""
        for candidate in self.standing:
            self.figures[candidate] = of(candidate)

    def step(
        self,
        action: str,
        told: str,
        alive: NDArray[np.bool_] | None = None,
        *,
        fill: bool = True,
    ) -> tuple[int, ...] | LotRequired:
        """Elect whoever has the largest figure.

        Args:
            action: the word for what is done.
            told: what the figures mean in this round; a sentence.
            alive: bool ``[pattern]``; the ballots that still matter, all when None.
            fill: whether all are elected at once where as many seats are left as candidates.

        Returns:
            Those elected, or what has to be drawn first.
        """
        if fill and self.room == len(self.standing):
            return self._elect_rest()
        best = groups_of_equals(self.figures, self.standing)[0]
        apart = len(best) == 1 or not share_a_ballot(self.profile.marks, best, alive)
        take = min(len(best), self.room) if apart else 1
        if take == len(best):
            return self._elect(action, told, (best,))
        lot = LotRequired("elect", best, take, self.source, self._lot_words(best, take))
        drawn = self.lots.settle(lot)
        if drawn is None:
            return lot
        told += f" {listed(best)} are level, and the lot put {listed(drawn)} in this order."
        return self._elect(action, told, tuple((c,) for c in drawn[:take]))

    def stopped(self, lot: LotRequired) -> Finding:
        """Return what was found before a lot."""
        return Finding(flat(self.elected), tuple(self.rounds), lot=lot)

    def finish(self) -> Finding:
        """Return the committee; those not elected stand in order of their figures."""
        order = groups_of_equals(self.figures, self.standing)
        tied = open_ties(self.elected) + open_ties(order)
        return Finding(flat(self.elected), tuple(self.rounds), flat(order), tied)

    def _elect_rest(self) -> tuple[int, ...]:
        told = "As many seats are left as candidates."
        return self._elect("last_seats", told, groups_of_equals(self.figures, self.standing))

    def _elect(
        self, action: str, told: str, groups: tuple[tuple[int, ...], ...]
    ) -> tuple[int, ...]:
        winners = flat(groups)
        told = f"{told} {self._figure_words()} Elected: {listed(winners)}."
        self.elected += groups
        self.standing = [c for c in self.standing if c not in winners]
        number, tallies = len(self.rounds) + 1, tuple(self.figures)
        self.rounds.append(Round(number, action, self.source, told, tallies, elected=winners))
        return winners

    def _figure_words(self) -> str:
        order = flat(groups_of_equals(self.figures, self.standing))
        shown = ", ".join(f"{{{c}}} {shortly(self.figures[c])}" for c in order[:SHOWN_MAX])
        rest = f", and {len(order) - SHOWN_MAX} others" if len(order) > SHOWN_MAX else ""
        return f"{self.figure.capitalize()}: {shown}{rest}."

    def _lot_words(self, best: Sequence[int], take: int) -> str:
        level = f"{listed(best)} are level at {shortly(self.figures[best[0]])} {self.figure}"
        return f"{level}, and {take} of them can be elected now: draw lots; the first drawn win."


def shortly(number: Fraction) -> str:
    """Write a number for a member: exactly where that is short, else to four places, cut off."""
    written = exact(number)
    if len(written) <= 9:
        return written
    cut = number.numerator * 10_000 // number.denominator
    return f"about {exact(Fraction(cut, 10_000))}"
