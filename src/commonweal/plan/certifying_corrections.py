"""Whether a correction can be carried out, keeps what was promised, and moves no hour too many.

Rules of this module, beside those of ``certifying``, whose sums are used:

* what was promised for each rank is proven to be kept as far as possible, rank by rank;
* the hours moved are summed anew from the plan as it was and as it is now;
* any prices that are not negative give a number of hours that every correction moves at least: each
  activity is set to where it would be moved at these prices, one by one (it stays, or goes to an
  end). Good prices give a number near the hours moved; bad ones fail a correction, never save it.

Source: R. T. Rockafellar, *Convex Analysis*, 1970, section 28 (bounds by Lagrange multipliers where
what is aimed at is a sum of convex functions).

Not here: finding corrections or prices (``correcting``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.certifying import (
    GAP,
    TOLERANCE,
    Certificate,
    Proof,
    beside_activity,
    certify,
    gains,
)
from commonweal.plan.plans import Plan, Prices, Step
from commonweal.plan.remainder import Remainder

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CorrectionCertificate:
    """What a correction proves of itself.

    Attributes:
        carried: what can be carried out, and the proof of each rank.
        moved: hours moved and the fewest possible, both with a minus: more is better.
        ranks: whether every rank has a proof within the gap.
    """

    carried: Certificate
    moved: Proof
    ranks: bool

    @property
    def feasible(self) -> bool:
        """Whether it can be carried out."""
        return self.carried.feasible

    @property
    def least(self) -> bool:
        """Whether no correction that keeps as much moves fewer hours, but for the gap."""
        return self.ranks and self.moved.gap <= self.carried.gap_max


def certify_correction(
    left: Remainder, plan: Plan, prices: Prices, *, tolerance: float = TOLERANCE, gap: float = GAP
) -> CorrectionCertificate:
    """Check a correction.

    Args:
        left: what was left to do, with the plan as it was.
        plan: what is to be done instead; its steps prove the ranks.
        prices: what proves that no fewer hours could be moved.
        tolerance: the largest breach that counts as rounding, as a share.
        gap: the largest gap.
    """
    told = certify(left.economy, left.orders, plan, tolerance=tolerance, gap=gap)
    summed = tuple(one.rank for one in told.proofs if one.aim == "most")
    ranks = summed == left.orders.ranks and all(one.gap <= gap for one in told.proofs)
    return CorrectionCertificate(told, _moved(left, plan, prices), ranks)


def hours_moved(left: Remainder, plan: Plan) -> Floats:
    """Return the hours by which each activity differs from the plan, ``[period, process]``."""
    return np.asarray(np.abs(plan.activity - left.planned.activity) * left.hours)


def _moved(left: Remainder, plan: Plan, prices: Prices) -> Proof:
    moved = float(hours_moved(left, plan).sum())
    step = Step("hours", 0, -moved, -np.inf, prices)
    beside = beside_activity(left.economy, left.orders, plan, step, plan.steps)
    if not np.isfinite(beside):
        return Proof("moved", 0, -moved, np.inf)
    return Proof("moved", 0, -moved, beside - _of_activity(left, plan, step))


def _of_activity(left: Remainder, plan: Plan, step: Step) -> float:
    """Return the least that activities, each at its best, cost in hours less what they give."""
    economy, before, work = left.economy, left.planned.activity, left.hours
    gain = gains(economy, replace(step, aim="most"))  # no hours are counted but those moved
    built = np.diff(economy.builds.tocsr().indptr) > 0
    most = np.where(built, np.inf, economy.capacity)
    scale = np.abs(step.prices.product @ economy.outputs) + 1
    rounding = gain - work <= 1e-9 * scale
    end = np.where(np.isfinite(most), most, np.where(rounding, plan.activity, np.inf))

    def cost(at: Floats) -> Floats:
        return np.asarray(work * np.abs(at - before) - gain * at)

    endless = np.isinf(end)
    worth = np.where(endless, -np.inf, cost(np.where(endless, 0.0, end)))
    stays = cost(np.minimum(before, most))
    return float(np.minimum(np.minimum(cost(np.zeros_like(before)), stays), worth).sum())
