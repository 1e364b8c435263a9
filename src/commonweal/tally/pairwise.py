"""Pairwise comparison: how many papers prefer each candidate to each other.

Rules of this module: whom a paper ranks stands above all whom it does not; candidates who share a
rank, and two of whom neither is ranked, are not preferred to each other; counts are exact.

Not here: what follows from the counts (the rules say).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from commonweal.tally.ballots import Ranked

Matrix: TypeAlias = tuple[tuple[int, ...], ...]
"""``matrix[a][b]``: something about a against b, for all candidates."""


def preferred(profile: Ranked) -> Matrix:
    """Return how many papers prefer a to b, for all a and b; 0 on the diagonal."""
    places = _places(profile)
    weights = profile.weights
    rows = (
        tuple(int(weights[places[:, a] < places[:, b]].sum()) for b in range(profile.candidates))
        for a in range(profile.candidates)
    )
    return tuple(rows)


def _places(profile: Ranked) -> np.ndarray[tuple[int, int], np.dtype[np.uint16]]:
    width = profile.ranks.shape[1]
    steps = np.ones(profile.ranks.shape, dtype=np.uint16)
    if profile.level is not None:
        steps -= profile.level
    ranks = np.cumsum(steps, axis=1, dtype=np.uint16)
    places = np.full((len(profile.ranks), profile.candidates + 1), width + 1, dtype=np.uint16)
    np.put_along_axis(places, profile.ranks.astype(np.intp), ranks, axis=1)
    return places[:, : profile.candidates]
