"""Sweeps over a profile's patterns as machine code: passing papers on, comparing, following.

Rules of this module are those of ``native``: each kernel has a counterpart in NumPy beside its
caller, runs over a part of the rows without the interpreter's lock, and knows only integers.

Nobody imports this module but ``columns.sweeps_for``.

Not here: grouping (``native``), and what the sums mean (``piles``, ``pairwise``, ``walks``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.native import compiled
from commonweal.tally.patterns import RankColumns

PASSES, STAYS = 1, 2
"""What a candidate does with a paper that arrives; 0 where it is passed over."""


@compiled
def move(
    ranks: RankColumns,
    weights: NDArray[np.int64],
    place: NDArray[np.uint8] | NDArray[np.uint16],
    holder: NDArray[np.uint8] | NDArray[np.uint16],
    kind: NDArray[np.uint16] | NDArray[np.int64],
    giver: int,
    becomes: NDArray[np.int64],
    welcome: NDArray[np.bool_],
    low: int,
    high: int,
    sums: NDArray[np.int64],
) -> None:
    """Pass the papers of one holder on, each to the next who is welcome.

    Args:
        ranks: ``[row, rank]``.
        weights: int64 ``[row]``.
        place: ``[row]``, the rank at which each paper lies; changed.
        holder: ``[row]``, who holds it; changed.
        kind: uint16 or int64 ``[row]``, its class of value; changed.
        giver: who gives up papers; -1 for everybody.
        becomes: int64 ``[class]``, the new class of papers of a class.
        welcome: bool ``[candidate]``, True also for nobody, the last.
        low: the first row.
        high: the row after the last.
        sums: int64 ``[class, candidate]``, the papers that moved; added to.
    """
    width, nobody = ranks.shape[1], len(welcome) - 1
    for row in range(low, high):
        if giver >= 0 and holder[row] != giver:
            continue
        at, who = np.int64(place[row]), np.int64(nobody)
        while at < width:
            who = np.int64(ranks[row, at])
            if welcome[who]:
                break
            at += 1
        if at == width:
            who = np.int64(nobody)
        kind[row] = becomes[kind[row]]
        place[row], holder[row] = at, who
        sums[kind[row], who] += weights[row]


@compiled
def compare(
    ranks: RankColumns,
    level: NDArray[np.bool_],
    weights: NDArray[np.int64],
    low: int,
    high: int,
    ahead: NDArray[np.int64],
    equals: NDArray[np.int64],
) -> None:
    """Count the papers that list one candidate ahead of another, and those that list both equally.

    Args:
        ranks: ``[row, rank]``.
        level: ``[row, rank]``, or without rows where nobody shares a rank.
        weights: int64 ``[row]``.
        low: the first row.
        high: the row after the last.
        ahead: int64 ``[candidate, candidate]``; papers that list both, the first ahead; on the
            diagonal the papers that list the candidate at all. Added to.
        equals: int64 ``[candidate, candidate]``, the later mark first; papers that rank both
            equally; added to.
    """
    width, nobody, equal = ranks.shape[1], ahead.shape[0], level.shape[0] > 0
    for row in range(low, high):
        weight = weights[row]
        for place in range(width):
            who = ranks[row, place]
            if who == nobody:
                break
            ahead[who, who] += weight
            start = place
            while equal and level[row, start]:
                start -= 1
                equals[who, ranks[row, start]] += weight
            for before in range(start):
                ahead[ranks[row, before], who] += weight


@compiled
def follow(
    ranks: RankColumns,
    weights: NDArray[np.int64],
    roles: NDArray[np.uint8],
    start: int,
    high: int,
    steps: NDArray[np.int64],
    sums: NDArray[np.int64],
    used: int,
) -> tuple[int, int]:
    """Add up papers by the way they take through those elected, until there is no room for a way.

    Args:
        ranks: ``[row, rank]``.
        weights: int64 ``[row]``.
        roles: uint8 ``[candidate]``; :data:`PASSES`, :data:`STAYS` (nobody, the last, too), or 0.
        start: the first row not done yet.
        high: the row after the last.
        steps: int64 ``[way, candidate]``; the way that goes on with the candidate, or 0; changed.
        sums: int64 ``[way, candidate]``; papers that end with the candidate; changed.
        used: how many ways there are so far, the empty one included.

    Returns:
        The first row that is not done, and how many ways there are.
    """
    nobody = len(roles) - 1
    for row in range(start, high):
        way, end = np.int64(0), np.int64(nobody)
        for place in range(ranks.shape[1]):
            who = np.int64(ranks[row, place])
            if roles[who] == STAYS:
                end = who
                break
            if roles[who] == PASSES:
                if steps[way, who] == 0:
                    if used == len(steps):
                        return row, used
                    steps[way, who] = used
                    used += 1
                way = steps[way, who]
        sums[way, end] += weights[row]
    return high, used
