"""Hours of work contained in products, where a plan makes them in several ways, or together.

Rules of this module:

* of every product the average of the ways in which the plan makes it, in proportion to what each
  gives, over all periods; what the plan does not make, by the average of all ways to make it;
* what a process takes is divided among its products in proportion to their worth at the prices of
  the plan; where these say nothing, in proportion to quantity;
* hours are direct and indirect, each counted once;
* a product that nobody makes contains none.

Source: P. Sraffa, *Production of Commodities by Means of Commodities*, 1960, part I, and chapter
VII for joint products, where hours contained need a convention such as this one; A. Cottrell and
W. P. Cockshott, *Towards a New Socialism*, 1993, chapter 3.

Not here: products that are each made in one way (``techniques``); prices that count what is scarce
(:class:`commonweal.plan.plans.Prices`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from commonweal.plan.economy import Economy
from commonweal.plan.plans import Plan
from commonweal.plan.requirements import Technique

Floats = NDArray[np.float64]

HARDLY = 1e-9
"""Activity with which a process counts that the plan does not use, beside those that it uses."""


def contained(economy: Economy, plan: Plan) -> Floats:
    """Return hours contained in one unit of each product.

    Args:
        economy: what can be done.
        plan: what is done.

    Returns:
        float64 ``[product]``.

    Raises:
        Unproductive: when some products need as much of themselves as they give.
    """
    times = np.maximum(plan.activity.sum(axis=0), HARDLY)
    outputs = csr_array(economy.outputs)
    worth = plan.prices.product.mean(axis=0)
    shares = csr_array(diags_array(np.where(worth > 0, worth, 0.0)) @ outputs)
    nothing = np.asarray(shares.sum(axis=0)).ravel() <= 0
    shares = csr_array(shares + outputs @ diags_array(nothing.astype(np.float64)))
    total = np.asarray(shares.sum(axis=0)).ravel()
    shares = csr_array(shares @ diags_array(1 / np.where(total > 0, total, 1.0)))
    made = np.asarray((outputs @ diags_array(times)).sum(axis=1)).ravel()
    each = csr_array(diags_array(1 / np.where(made > 0, made, 1.0)) @ shares @ diags_array(times))
    technique = Technique(csr_array(economy.inputs @ each.T))
    return technique.turned.requirements(np.asarray(each @ economy.hours).ravel()).amounts
