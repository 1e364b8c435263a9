"""Whole units: nobody receives half a tractor, and it is the rounded plan that proves itself.

Rules of this module:

* of products that are flagged as whole, every order is delivered a whole number of units; what is
  made, used and kept may be in work at the end of a period, and is not rounded;
* first the plan without this rule is rounded down: that can always be carried out;
* then units are given back, rank by rank: within a rank first to the order that lost the largest
  part of a unit, then in the order of the orders; a unit is given if the first rank that changes by
  it is better off: by its smallest share, then by the sum of its shares (``alike``), or by the sum
  alone (``most``); all requirements are solved anew each time;
* the certificate is of the plan in which these whole numbers are what is ordered, before all ranks;
  what rounding took from each rank is told beside it.

Giving back one by one is no proof that no other choice of whole units is better; how near it comes
is tested against a solver of whole numbers, where that is small enough to be solved.

Source: G. L. Nemhauser and L. A. Wolsey, *Integer and Combinatorial Optimization*, 1988, chapter
II.5 (rounding and greedy heuristics, and bounds by the relaxation).

Not here: processes that run whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Plan
from commonweal.plan.solving import Infeasible, solve

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

NEAR = 1e-6
"""A quantity this near to a whole number, as a share of it, is that number; and the share by which
a rank has to change to count as changed."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """A plan in whole units.

    Attributes:
        plan: the plan, of ``orders``.
        orders: what it is certified for: whole numbers of units first, then the other orders.
        places: ``[order of the plan]``, the order that was given.
        delivered: ``[order given]``, what each gets; whole numbers where units are whole.
        before: ``[order given]``, what each would get if units could be divided.
        tries: how many plans were solved to give units back.
    """

    plan: Plan
    orders: Orders
    places: Wholes
    delivered: Floats
    before: Floats
    tries: int

    def lost(self, orders: Orders) -> dict[int, float]:
        """Return the sum of shares that rounding takes from each rank; less than 0 where it gives.

        Args:
            orders: those that were given.
        """
        shares = (self.before - self.delivered) / orders.quantity
        return {rank: float(shares[orders.rank == rank].sum()) for rank in orders.ranks}


def rounded(
    economy: Economy,
    orders: Orders,
    whole: NDArray[np.bool_],
    *,
    sharing: Sharing = "alike",
) -> Rounded | Infeasible:
    """Find a plan that delivers whole units.

    Args:
        economy: what can be done.
        orders: what is wanted.
        whole: ``[product]``, whether its unit is whole.
        sharing: how a shortfall is shared within a rank.

    Raises:
        Unsolved: when the solver gives up.
    """
    plan = solve(economy, orders, sharing=sharing)
    if isinstance(plan, Infeasible):
        return plan
    return _Rounding(economy, orders, whole, sharing, plan.delivered).found()


class _Rounding:
    """One search for whole units. Owned by one call."""

    def __init__(
        self,
        economy: Economy,
        orders: Orders,
        whole: NDArray[np.bool_],
        sharing: Sharing,
        before: Floats,
    ) -> None:
        self.economy, self.orders, self.sharing = economy, orders, sharing
        self.whole, self.before = whole[orders.product], before
        self.most = _floor(orders.quantity)
        self.units = np.where(self.whole, _floor(before), 0.0)
        self.tries = 0

    def found(self) -> Rounded:
        """Round down, and give units back."""
        best = self._try(self.units)
        assert best is not None, "a plan that is rounded down can be carried out"
        for rank in self.orders.ranks:
            given = True
            while given:
                given = False
                for at in self._short(rank):
                    units = self.units.copy()
                    units[at] += 1
                    tried = self._try(units)
                    if tried is not None and self._better(tried, best):
                        best, self.units, given = tried, units, True
        return best

    def _short(self, rank: int) -> list[int]:
        """Return the orders of a rank that could get a unit more, the one that lost most first."""
        short = self.whole & (self.orders.rank == rank) & (self.units < self.most)
        lost = self.before - self.units
        return sorted(map(int, np.flatnonzero(short)), key=lambda at: (-lost[at], at))

    def _try(self, units: Floats) -> Rounded | None:
        """Solve a plan in which these units come first; none where they cannot all be had."""
        self.tries += 1
        orders, quantity = self.orders, np.where(self.whole, units, self.orders.quantity)
        places = np.flatnonzero(quantity > 0)
        wanted = Orders(
            tuple(orders.by[at] for at in places),
            orders.product[places],
            orders.period[places],
            np.where(self.whole, 1, orders.rank + 1)[places],
            quantity[places],
        )
        plan = solve(self.economy, wanted, sharing=self.sharing)
        assert not isinstance(plan, Infeasible), "limits that held before hold whatever is ordered"
        fixed = self.whole[places]
        if (plan.delivered[fixed] < wanted.quantity[fixed] * (1 - NEAR)).any():
            return None
        plan = replace(plan, delivered=np.where(fixed, wanted.quantity, plan.delivered))
        delivered = np.zeros(len(orders))
        delivered[places] = plan.delivered
        return Rounded(plan, wanted, places, delivered, self.before, self.tries)

    def _better(self, one: Rounded, other: Rounded) -> bool:
        """Whether the first rank that changes is better off."""
        pairs = zip(self._worth(one), self._worth(other), strict=True)
        changes = (better - worse for better, worse in pairs)
        return next((change > 0 for change in changes if abs(change) > NEAR), False)

    def _worth(self, one: Rounded) -> list[float]:
        shares = one.delivered / self.orders.quantity
        found: list[float] = []
        for rank in self.orders.ranks:
            of_these = shares[self.orders.rank == rank]
            smallest = [float(of_these.min())] if self.sharing == "alike" else []
            found += [*smallest, float(of_these.sum())]
        return found


def _floor(values: Floats) -> Floats:
    """Round down, but for what is only a rounding below a whole number."""
    return np.floor(values + NEAR * np.maximum(1.0, values))
