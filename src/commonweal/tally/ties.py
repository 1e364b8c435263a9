"""Looking back: breaking a tie by how the tied stood at earlier stages.

Rules of this module: the most recent earlier stage at which the tied were unequal decides; those
who are still level there are compared at the stages before it, and so on to the first.

Where more than two are tied the statutes speak of "the candidate" who was lowest and leave open
what happens when two of them were lowest together. They are read here as going on with those two.

Not here: the lot that decides when looking back does not (``outcome``).
"""

from __future__ import annotations

from collections.abc import Sequence


def lowest_before(tied: Sequence[int], history: Sequence[Sequence[int]]) -> tuple[int, ...]:
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


def highest_before(tied: Sequence[int], history: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return those of the tied who stood highest at the latest stage that told them apart.

    Args:
        tied: candidates with equal votes now.
        history: votes of every candidate at each earlier stage, the oldest first.
    """
    return lowest_before(tied, [[-votes for votes in stage] for stage in history])
