"""How well one year's table foretells the outputs of the next: a plan held to what was really made.

The plan is told what was finally delivered in the next year, and says with this year's technique
what all industries have to make for it. Rules of this module:

* both tables are in the same prices: the next year's at the prices of this year (volumes), or both
  at their own, when part of the difference is that prices moved;
* the plan is held to three forecasts that need no technique: that every industry makes what it
  made; that every industry grows as final deliveries do in all; and, knowing as much as the plan,
  that what industries deliver to one another grows as final deliveries do in all, and what they
  finally deliver is known. A plan that does not beat the last shows nothing of its technique;
* with the next year's own technique the same sums have to give the outputs of its table, but for
  rounding: else something is wrong with the sums, not with the technique.

Source: for the two measures S. Makridakis, S. C. Wheelwright and R. J. Hyndman, *Forecasting*, 3rd
ed. 1998, section 2.4; for old coefficients held to new tables A. P. Carter, *Structural Change in
the American Economy*, 1970.

Not here: forecasts of final deliveries; they are orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from commonweal.plan.requirements import Technique
from commonweal.plan.tables.table import Table
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """How far planned outputs are from those that were made.

    Attributes:
        mean: mean absolute error of the industries, each as a share of what it made.
        weighted: the sum of errors as a share of all that was made: large industries count more.
    """

    mean: float
    weighted: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A plan and the forecasts it is held to.

    Attributes:
        planned: last year's technique and this year's final deliveries.
        unchanged: every industry makes what it made.
        in_proportion: every industry grows as final deliveries do in all.
        informed: each one's final deliveries are known, all others grow in proportion.
        own: this year's own technique: what can be reached.
    """

    planned: Score
    unchanged: Score
    in_proportion: Score
    informed: Score
    own: Score


def score(planned: Floats, made: Floats) -> Score:
    """Return how far planned outputs are from those made; who made nothing is left out.

    Args:
        planned: float64 ``[industry]``.
        made: float64 ``[industry]``, in the same unit.

    Raises:
        ValueError: when nobody made anything, or the two differ in length.
    """
    if planned.shape != made.shape or not (made > 0).any():
        raise ValueError(f"expected outputs to hold a plan to, got {planned.shape}, {made.shape}")
    there = made > 0
    errors = np.abs(planned - made)[there]
    return Score(float(np.mean(errors / made[there])), float(errors.sum() / made[there].sum()))


def required(technique: Table, final: Floats) -> Floats:
    """Return what industries have to make, by the technique of a table, for final deliveries.

    Final deliveries may be negative where stocks are run down: outputs are linear in them, so that
    what is taken from stocks is worked out by itself.

    Raises:
        Unproductive: when some industry needs at least what it gives.
    """
    shares = Technique(csr_array(technique.shares))
    wanted = shares.requirements(np.maximum(final, 0.0)).amounts
    if (final < 0).any():
        wanted = wanted - shares.requirements(np.maximum(-final, 0.0)).amounts
    return wanted


def compared(before: Table, after: Table) -> Compared:
    """Plan a year with the technique of the year before, and hold the plan to what was made.

    Args:
        before: the table whose technique and outputs are known.
        after: the table of the year that is planned, in the prices of ``before``.

    Raises:
        FaultyDocument: when the two are not of the same industries in the same unit.
    """
    known, wanted = before.industries, after.industries
    if (known.names, known.units) != (wanted.names, wanted.units):
        what = f"expected the {len(known)} industries of {before.place}, in their order and unit"
        remedy = "score tables of one classification"
        raise FaultyDocument([Fault(after.place, 0, what, remedy)])
    growth = after.final.sum() / before.final.sum()
    made, between = after.output, before.output - before.final
    return Compared(
        score(required(before, after.final), made),
        score(before.output, made),
        score(before.output * growth, made),
        score(between * growth + after.final, made),
        score(required(after, after.final), made),
    )
