"""How often each candidate got each grade: the one pass over graded papers that rules share.

Rules of this module: NumPy adds whole numbers in int64; what comes out are Python's numbers.

Not here: what a missing grade means (the rules say), and the papers themselves (``scored``).
"""

from __future__ import annotations

import numpy as np

from commonweal.tally.scored import UNMARKED, Scored


def histograms(profile: Scored) -> tuple[tuple[int, ...], ...]:
    """Count the grades of each candidate.

    Returns:
        ``[candidate][grade]``: papers, the grades 0 to ``highest`` and after them, as the last
        entry, the papers that gave the candidate none.
    """
    kept = [*range(profile.highest + 1), UNMARKED]
    rows = []
    for candidate in range(profile.candidates):
        counts = np.zeros(UNMARKED + 1, dtype=np.int64)
        np.add.at(counts, profile.grades[:, candidate], profile.weights)
        rows.append(tuple(counts[kept].tolist()))
    return tuple(rows)
