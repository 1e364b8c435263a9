"""Pairwise comparison: how many papers prefer each candidate to each other.

Rules of this module: whom a paper ranks stands above all whom it does not; candidates who share a
rank, and two of whom neither is ranked, are not preferred to each other; counts are exact.

Not here: what follows from the counts (the rules say).
"""

from __future__ import annotations

from types import ModuleType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Ranked
from commonweal.tally.columns import in_parts, shared, still, sweeps_for

Matrix: TypeAlias = tuple[tuple[int, ...], ...]
"""``matrix[a][b]``: something about a against b, for all candidates."""


def preferred(profile: Ranked) -> Matrix:
    """Return how many papers prefer a to b, for all a and b; 0 on the diagonal."""
    sweeps = sweeps_for(len(profile.weights))
    if sweeps is not None:
        return tuple(tuple(row) for row in _swept(sweeps, profile).tolist())
    places = _places(profile)
    weights = profile.weights
    rows = (
        tuple(int(weights[places[:, a] < places[:, b]].sum()) for b in range(profile.candidates))
        for a in range(profile.candidates)
    )
    return tuple(rows)


def _swept(sweeps: ModuleType, profile: Ranked) -> NDArray[np.int64]:
    ranks, level, weights = still(profile.ranks), shared(profile.level), still(profile.weights)
    size = profile.candidates

    def compare(low: int, high: int) -> NDArray[np.int64]:
        found = np.zeros((2, size, size), dtype=np.int64)
        sweeps.compare(ranks, level, weights, low, high, found[0], found[1])
        return found

    zero = np.zeros((2, size, size), dtype=np.int64)
    ahead, equals = sum(in_parts(len(ranks), compare), zero)
    listed = ahead.diagonal().copy()
    np.fill_diagonal(ahead, 0)
    both = ahead + ahead.T + equals + equals.T
    before: NDArray[np.int64] = ahead + listed[:, np.newaxis] - both
    np.fill_diagonal(before, 0)
    return before


def _places(profile: Ranked) -> np.ndarray[tuple[int, int], np.dtype[np.uint16]]:
    width = profile.ranks.shape[1]
    steps = np.ones(profile.ranks.shape, dtype=np.uint16)
    if profile.level is not None:
        steps -= profile.level
    ranks = np.cumsum(steps, axis=1, dtype=np.uint16)
    places = np.full((len(profile.ranks), profile.candidates + 1), width + 1, dtype=np.uint16)
    np.put_along_axis(places, profile.ranks.astype(np.intp), ranks, axis=1)
    return places[:, : profile.candidates]
