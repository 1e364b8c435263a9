"""What every solver holds to: how much of a rank is kept, and what is saved after the last rank.

Not here: how plans are found (``solving``, ``reduced``), whether they are right (``certifying``).
"""

from __future__ import annotations

KEPT = 1e-7
"""Share of what a rank gets by which the steps after it may fall short of it."""

WHOLE = 1e-9
"""A sum of shares this near to the number of orders means that every order is met in full."""


def less(value: float) -> float:
    """Return what is held of what was reached."""
    return value - KEPT * max(1.0, abs(value))
