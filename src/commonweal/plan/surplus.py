"""The surplus of a plan: product less replacement less what its makers consume, with its parts.

Rules of this module:

* quantities are of every product in every period, in its unit; hours are these times prices that
  are given, by default those of the plan;
* the *product* is all that comes out; *replacement* is what goes into it, but for what goes into
  building capacity, of which only the part counts that takes the place of what wears out;
* what the makers consume is what is delivered to those who are named as makers;
* the parts of the surplus are: what is delivered to others, by name; what goes into building; what
  is added to stock; exports less imports; and what is used for nothing. They are summed by
  themselves, and are together the surplus, product by product and period by period.

Source: P. Sraffa, *Production of Commodities by Means of Commodities*, 1960, chapter II; K. Marx,
*Capital*, volume I, chapter 9, section 1 (the rate: surplus to what the makers consume).

Not here: who decided on each part (the record says it), and what capacity wears out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan

Floats = NDArray[np.float64]

Use = Literal["delivered", "building", "stock", "abroad", "unused"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the surplus.

    Attributes:
        use: what becomes of it.
        by: who receives it; empty where nobody in particular does.
        quantity: ``[period, product]``; less than 0 where more is taken than added.
        hours: its worth.
    """

    use: Use
    by: str
    quantity: Floats
    hours: float


@dataclass(frozen=True, slots=True)
class Surplus:
    """A surplus and where it comes from.

    Attributes:
        product, replacement, makers: ``[period, product]``.
        product_hours, replacement_hours, makers_hours: their worth.
        parts: of the surplus, what is delivered first.
    """

    product: Floats
    replacement: Floats
    makers: Floats
    product_hours: float
    replacement_hours: float
    makers_hours: float
    parts: tuple[Part, ...]

    @property
    def quantity(self) -> Floats:
        """The surplus, ``[period, product]``."""
        return np.asarray(self.product - self.replacement - self.makers)

    @property
    def hours(self) -> float:
        """Its worth in hours."""
        return self.product_hours - self.replacement_hours - self.makers_hours

    @property
    def rate(self) -> float:
        """Hours of surplus for one hour that the makers consume; ``inf`` where they get nothing."""
        return self.hours / self.makers_hours if self.makers_hours else np.inf


def surplus(
    economy: Economy,
    orders: Orders,
    plan: Plan,
    makers: Collection[str],
    *,
    replacing: Floats | None = None,
    prices: Floats | None = None,
) -> Surplus:
    """Compute the surplus of a plan.

    Args:
        economy: what can be done.
        orders: whose ``by`` say who receives.
        plan: what is done.
        makers: who, of those who ordered, make the product.
        replacing: ``[process]``, the part of what goes into building that takes the place of what
            wears out; 0 where it is left out.
        prices: ``[period, product]``, in hours; those of the plan where they are left out.

    Raises:
        ValueError: when a part is not between 0 and 1, or prices do not fit.
    """
    part = np.zeros(len(economy.processes)) if replacing is None else replacing
    worth = plan.prices.product if prices is None else prices
    if part.shape != (len(economy.processes),) or not ((part >= 0) & (part <= 1)).all():
        raise ValueError("expected a part between 0 and 1 for every process")
    if worth.shape != plan.kept.shape:
        raise ValueError(f"expected prices of the shape {plan.kept.shape}, got {worth.shape}")
    builds = np.diff(economy.builds.tocsc().indptr) > 0
    new = np.where(builds, 1 - part, 0.0)
    product, building = made(economy, plan), (plan.activity * new) @ economy.inputs.T
    replacement = plan.activity @ economy.inputs.T - building
    to = {by: _delivered(orders, plan, by) for by in dict.fromkeys(orders.by)}
    own = sum((to[by] for by in to if by in makers), np.zeros_like(plan.kept))
    before = np.vstack([economy.stock, plan.kept[:-1]])
    uses: list[tuple[Use, str, Floats]] = [
        *(("delivered", by, to[by]) for by in to if by not in makers),
        ("building", "", building),
        ("stock", "", plan.kept - before),
        ("abroad", "", plan.exported - plan.imported),
        ("unused", "", unused(economy, orders, plan)),
    ]
    return Surplus(
        product,
        replacement,
        own,
        float((worth * product).sum()),
        float((worth * replacement).sum()),
        float((worth * own).sum()),
        tuple(Part(use, by, what, float((worth * what).sum())) for use, by, what in uses),
    )


def made(economy: Economy, plan: Plan) -> Floats:
    """Return what comes out in every period, ``[period, product]``."""
    found = np.zeros_like(plan.kept)
    for lead in np.unique(economy.lead):
        given = (plan.activity * (economy.lead == lead)) @ economy.outputs.T
        found[lead:] += given[: max(0, economy.periods - lead)]
    return found


def unused(economy: Economy, orders: Orders, plan: Plan) -> Floats:
    """Return what is there in a period and goes nowhere, ``[period, product]``."""
    there = made(economy, plan) + np.vstack([economy.stock, plan.kept[:-1]]) + plan.imported
    gone = plan.activity @ economy.inputs.T + plan.kept + plan.exported
    np.add.at(gone, (orders.period, orders.product), plan.delivered)
    return np.asarray(there - gone)


def _delivered(orders: Orders, plan: Plan, by: str) -> Floats:
    found = np.zeros_like(plan.kept)
    chosen = np.array([one == by for one in orders.by], dtype=bool)
    places = (orders.period[chosen], orders.product[chosen])
    np.add.at(found, places, plan.delivered[chosen])
    return found
