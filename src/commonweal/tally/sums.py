"""Exact sums of few fractions taken many times.

Rules of this module: the fractions are kept over one denominator, so that a sum is one of whole
numbers; adding them one by one would look for common factors each time.

Not here: what the fractions are.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm


class Terms:
    """Fractions that are added up again and again. Grows only."""

    def __init__(self) -> None:
        self._tops: list[int] = []
        self._bottom = 1

    def __len__(self) -> int:
        return len(self._tops)

    def append(self, term: Fraction) -> None:
        """Add a fraction at the end."""
        bottom = lcm(self._bottom, term.denominator)
        factor = bottom // self._bottom
        self._tops = [top * factor for top in self._tops]
        self._tops.append(term.numerator * (bottom // term.denominator))
        self._bottom = bottom

    def total(self, times: Iterable[int]) -> Fraction:
        """Return the sum of all fractions, each taken so many times."""
        counted = zip(times, self._tops, strict=True)
        return Fraction(sum(n * top for n, top in counted if n), self._bottom)
