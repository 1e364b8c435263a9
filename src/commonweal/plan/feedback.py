"""What people buy tells the next plan what to aim at: targets that follow prices, period by period.

Rules of this module:

* each period is a plan: as much as can be made of everything that people buy, in the proportions of
  the target; it proves itself as any plan does;
* what one unit of a product costs is what the plan loses by it, in shares of the target met (its
  *opportunity cost*, the price that the proof of the plan gives it); whoever prefers other costs,
  as hours of labour, gives them;
* people have tokens, which only buy; products are sold at the prices at which all of them are
  bought;
* where a product sells for more than it costs, in proportion to the others, the next target asks
  for more of it, and for less where it sells for less; how far is halved where that turns round.

At rest prices are proportional to costs: no other proportions would give these people more. Where
several limits bind at once costs jump, and targets stop near that point.

Source: J. P. Dapprich, *Rationality and Distribution in the Socialist Economy*, thesis, Glasgow
2020, chapter 7, and "Optimal planning with consumer feedback", Review of Political Economy 35
(2023); W. P. Cockshott and A. Cottrell, *Towards a New Socialism*, 1993, chapter 8 (the same with
hours of labour). The size of a step is ours: no source that was found gives it.

Not here: what people order before it is made (``orders``), what members buy in fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.solving import Infeasible, solve

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

TURN_MAX = 2.0
"""The factor by which a target changes at most from one period to the next."""

WHOLE = 1e-9

TRIES_MAX = 60


@dataclass(frozen=True, kw_only=True)
class Buyers:
    """People who spend all their tokens.

    Attributes:
        products: ``[bought]``, rows of the economy.
        liking: ``[bought]``, more than 0.
        tokens: how many they have together.
        swap: how readily they take one product for another; at 1 the shares of spending stay.
    """

    products: Wholes
    liking: Floats
    tokens: float
    swap: float = 1.0

    def prices(self, amounts: Floats) -> Floats:
        """Return the prices at which they buy these amounts, ``[bought]``, in tokens."""
        worth: Floats = self.liking * amounts ** (-1 / self.swap)
        return np.asarray(worth * (self.tokens / float(worth @ amounts)))

    def gain(self, amounts: Floats) -> float:
        """Return what these amounts are worth to them; only comparisons mean something."""
        liking = self.liking / self.liking.sum()
        power = 1 - 1 / self.swap
        if abs(power) < WHOLE:  # the limit of the other formula
            return float(np.exp(liking @ np.log(amounts)))
        return float((liking @ amounts**power) ** (1 / power))


@dataclass(frozen=True)
class Period:
    """What a period aimed at, made, and sold.

    Attributes:
        target: ``[bought]``, in units of the products.
        made: ``[bought]``, in the proportions of the target.
        costs: ``[bought]``, for one unit.
        prices: ``[bought]``, in tokens, at which all of it is bought.
    """

    target: Floats
    made: Floats
    costs: Floats
    prices: Floats

    @property
    def ratios(self) -> Floats:
        """Price to cost, where 1 is what is spent to what everything costs."""
        together = float(self.prices @ self.made) / max(float(self.costs @ self.made), WHOLE)
        found: Floats = np.full(self.costs.size, np.inf)
        np.divide(self.prices / together, self.costs, out=found, where=self.costs > 0)
        return found


def periods(
    economy: Economy,
    target: Floats,
    buyers: Buyers,
    *,
    costs: Floats | None = None,
    pace: float = 0.5,
    within: float = 1e-3,
    most: int = 100,
) -> Iterator[Period | Infeasible]:
    """Plan, sell, and plan again, until targets stay.

    Args:
        economy: what can be done in one period, again and again.
        target: ``[bought]``, to begin with, more than 0.
        buyers: who buys.
        costs: ``[bought]``, for one unit; opportunity costs when left out.
        pace: the power of the ratio of price to cost by which a target moves, at first.
        within: change of targets, as a share, below which they stay.
        most: periods after which it ends.

    Yields:
        Each period; limits that conflict, and nothing more, where nothing can be planned.

    Raises:
        ValueError: when the economy has several periods, or a target is none.
        Unsolved: when the solver gives up.
    """
    if economy.periods != 1 or target.shape != buyers.products.shape or not (target > 0).all():
        raise ValueError("expected an economy of one period, and a target for each product bought")
    paces, before = np.full(target.size, pace), np.zeros(target.size)
    for _ in range(most):
        found = _planned(economy, target, buyers, costs)
        yield found
        if isinstance(found, Infeasible):
            return
        wish = np.log(np.clip(found.ratios, 1 / TURN_MAX, TURN_MAX))
        paces = np.where(wish * before < 0, paces / 2, paces)
        before = wish
        step = np.clip(paces * wish, -np.log(TURN_MAX), np.log(TURN_MAX))
        if np.abs(step).max() <= within:
            return
        target = found.made * np.exp(step)


def _planned(
    economy: Economy, target: Floats, buyers: Buyers, costs: Floats | None
) -> Period | Infeasible:
    """Make as much as can be in the proportions of a target; orders of about what can be met."""
    size = target.size
    none = np.zeros(size, dtype=np.int64)
    for _ in range(TRIES_MAX):
        wanted = Orders(("buyers",) * size, buyers.products, none, none + 1, target)
        plan = solve(economy, wanted)
        if isinstance(plan, Infeasible):
            return plan
        first = plan.steps[0]
        if first.value >= 1 - WHOLE:
            target = target * 2
        elif first.value < 0.25:
            target = target * max(2 * first.value, WHOLE)
        else:
            made = target * first.value
            worth = first.prices.product[0, buyers.products] if costs is None else costs
            return Period(target, made, worth, buyers.prices(made))
    raise ValueError("nothing, or without end, can be made of what is bought")
