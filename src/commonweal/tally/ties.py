"""Breaking ties: by how the tied stood at other stages, by an order drawn beforehand, or by lot.

Rules of this module: the most recent earlier stage at which the tied were unequal decides; those
who are still level there are compared at the stages before it, and so on to the first.

Where more than two are tied the statutes speak of "the candidate" who was lowest and leave open
what happens when two of them were lowest together. They are read here as going on with those two.

A rule that offers a choice has the option :data:`TIES` and settles with :class:`TieBreak`.

Not here: which step a tie concerns, and the words of its lot (the rule says).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.outcome import LotRequired, Lots
from commonweal.tally.rule import Option

Stages: TypeAlias = Sequence[Sequence[int | Fraction]]
"""Votes of every candidate at each stage, the oldest first."""

WAYS = ("backwards", "forwards", "order", "lot")

TIES = Option(
    "ties",
    "backwards",
    "how ties are broken: by the latest earlier stage at which the tied differed (backwards), by "
    "the first one (forwards), by one order of all candidates drawn when first needed (order), or "
    "by a lot each time (lot); a lot also where the stages do not decide",
    WAYS,
)
"""The option of rules whose source leaves the way of breaking ties open."""


def lowest_before(tied: Sequence[int], history: Stages) -> tuple[int, ...]:
    """Return those of the tied who stood lowest at the latest stage that told them apart.

    Args:
        tied: candidates with equal votes now.
        history: votes of every candidate at each earlier stage, the oldest first.
    """
    left = tuple(sorted(tied))
    for votes in reversed(history):
        least = min(votes[candidate] for candidate in left)
        left = tuple(candidate for candidate in left if votes[candidate] == least)
    return left


def highest_before(tied: Sequence[int], history: Stages) -> tuple[int, ...]:
    """Return those of the tied who stood highest at the latest stage that told them apart.

    Args:
        tied: candidates with equal votes now.
        history: votes of every candidate at each earlier stage, the oldest first.
    """
    return lowest_before(tied, [[-votes for votes in stage] for stage in history])


@dataclass(slots=True)
class TieBreak:
    """The way in which one count breaks its ties. Owned by that count.

    Attributes:
        way: one of :data:`WAYS`.
        lots: the draws on record.
        candidates: how many stand; an order is drawn among all of them.
        source: the paragraph that an order cites.
        order: the order that was drawn, once it was needed.
    """

    way: str
    lots: Lots
    candidates: int
    source: str
    order: tuple[int, ...] = field(default=())

    def lowest(
        self,
        tied: Sequence[int],
        history: Stages,
        lot: Callable[[tuple[int, ...]], LotRequired],
    ) -> int | LotRequired:
        """Pick the one of the tied who is taken as lowest, or say what has to be drawn.

        Args:
            tied: candidates with equal votes now.
            history: votes of every candidate at each earlier stage, the oldest first.
            lot: makes the lot for those whom nothing else told apart; the first drawn is picked.
        """
        return self._pick(tied, history, lot)

    def highest(
        self,
        tied: Sequence[int],
        history: Stages,
        lot: Callable[[tuple[int, ...]], LotRequired],
    ) -> int | LotRequired:
        """Pick the one of the tied who is taken as highest, or say what has to be drawn.

        Args:
            tied: candidates with equal votes now.
            history: votes of every candidate at each earlier stage, the oldest first.
            lot: makes the lot for those whom nothing else told apart; the first drawn is picked.
        """
        return self._pick(tied, [[-votes for votes in stage] for stage in history], lot)

    def _pick(
        self,
        tied: Sequence[int],
        history: Stages,
        lot: Callable[[tuple[int, ...]], LotRequired],
    ) -> int | LotRequired:
        left = tuple(sorted(tied))
        if self.way in {"backwards", "forwards"}:
            left = lowest_before(left, history if self.way == "backwards" else history[::-1])
        if len(left) == 1:
            return left[0]
        if self.way == "order":
            return self._by_order(left)
        asked = lot(left)
        drawn = self.lots.settle(asked)
        return asked if drawn is None else drawn[0]

    def _by_order(self, left: tuple[int, ...]) -> int | LotRequired:
        everybody = tuple(range(self.candidates))
        words = "Draw one order of all candidates; in every tie the one drawn earliest is taken."
        asked = LotRequired("order", everybody, 1, self.source, words)
        self.order = self.order or self.lots.settle(asked) or ()
        return next((c for c in self.order if c in left), asked)
