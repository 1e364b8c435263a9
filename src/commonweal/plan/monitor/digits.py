"""Digits of figures that were counted, against those of figures that somebody made up.

Rules of this module:

* first digits follow Benford's law only where figures of many sizes come together, each on its own:
  the deliveries of many units, not one unit's same delivery week after week. The test is left out
  where figures are not spread over three orders of magnitude;
* last digits are even where a figure has three digits or more, and is not rounded; who rounds is
  shown by the test as well, and it says which digits are too many.

Sources: F. Benford, "The law of anomalous numbers", Proceedings of the American Philosophical
Society 78 (1938), pp. 551-572; for last digits J. E. Mosimann, C. V. Wiseman and R. E. Edelman,
"Data fabrication: can people generate random digits?", Accountability in Research 4 (1995),
pp. 31-55. Both by K. Pearson's chi-squared.

Not here: other tests, and what a score is (``signs``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from commonweal.plan.monitor.signs import Sign

Floats = NDArray[np.float64]

FIRST_MIN = 110
"""Figures for which five of the rarest first digit are to be expected, which chi-squared needs."""

LAST_MIN = 50

ORDERS = 3.0
"""Orders of magnitude between the smallest and the largest of nine tenths of the figures."""

BENFORD: Floats = np.log10(1 + 1 / np.arange(1, 10))
"""float64 ``[digit - 1]``, the share of each first digit."""


def first_digits(figures: Floats) -> Sign | None:
    """Test whether first digits follow Benford's law.

    Args:
        figures: float64 ``[figure]`` of many sizes; what is not above 0 is left out.
    """
    known = figures[figures > 0]
    if known.size < FIRST_MIN:
        return None
    low, high = np.quantile(known, [0.05, 0.95])
    if np.log10(high / low) < ORDERS:
        return None
    seen = np.bincount(_first(known), minlength=10)[1:]
    return _sign("first digits", seen, BENFORD, 1)


def last_digits(figures: Floats, *, grain: float = 1.0) -> Sign | None:
    """Test whether last digits are even.

    Args:
        figures: float64 ``[figure]``; those of less than three digits are left out.
        grain: the unit of the last digit: 1 where figures are whole, 0.1 with one decimal.
    """
    whole = np.rint(figures[~np.isnan(figures)] / grain).astype(np.int64)
    seen = np.bincount(np.abs(whole[np.abs(whole) >= 100]) % 10, minlength=10)
    if seen.sum() < LAST_MIN:
        return None
    return _sign("last digits", seen, np.full(10, 0.1), 0)


def _first(figures: Floats) -> NDArray[np.int64]:
    """Return the first digit of figures above 0."""
    lead = figures / 10.0 ** np.floor(np.log10(figures))
    return np.clip(lead, 1, 9).astype(np.int64)  # logarithms near a power of ten may be off by one


def _sign(test: str, seen: NDArray[np.int64], usual: Floats, lowest: int) -> Sign:
    count = int(seen.sum())
    expected = usual * count
    off = (seen - expected) / np.sqrt(expected)
    score = float(stats.chi2.sf(float((off * off).sum()), seen.size - 1))
    most = int(off.argmax())
    words = (
        f"of {count} {test} {seen[most]} are {most + lowest}, where {expected[most]:.0f} are usual"
    )
    return Sign(test, score, count, words)
