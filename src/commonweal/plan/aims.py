"""What every solver holds to: how much of a rank is kept, and what is saved after the last rank.

Not here: how plans are found (``solving``, ``reduced``), whether they are right (``certifying``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy

KEPT = 1e-7
"""Share of what a rank gets by which the steps after it may fall short of it."""

WHOLE = 1e-9
"""A sum of shares this near to the number of orders means that every order is met in full."""


def less(value: float) -> float:
    """Return what is held of what was reached."""
    return value - KEPT * max(1.0, abs(value))


def hours(economy: Economy) -> NDArray[np.float64]:
    """Return hours of labour for one unit of each activity; 1 each where no labour is known."""
    labour = economy.labour
    if not labour.size:
        return np.ones(len(economy.processes))
    return np.asarray(economy.uses.tocsr()[labour].sum(axis=0)).ravel()
