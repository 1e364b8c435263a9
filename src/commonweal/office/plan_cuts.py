"""What a correction cuts of promised deliveries, weighed in hours of work.

Rules of this module:

* every unit that was promised and does not come counts with the hours that it contains, direct and
  indirect, as they were when the plan was made;
* what contains no hours, as goods do that nobody makes, counts as the share of it that is cut, of
  all hours left: nothing is cut for nothing;
* the sum is rounded up, and whatever is cut is one hour at least.

Not here: finding the change (``plan_changes``), how much may be cut without a vote (the law).
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from commonweal.office.plan_files import Kept
from commonweal.office.plan_rest import Rest
from commonweal.office.planning import worth_of
from commonweal.plan.correcting import Correction
from commonweal.plan.whole import Whole

Floats = NDArray[np.float64]

NEAR = Fraction(1, 10**6)
"""A sum this near above a whole number is that number: hours contained are found in steps."""


def labour_values(kept: Kept) -> Floats:
    """Return the hours contained in one unit of each product, as the plan was made.

    Args:
        kept: the plan's file.

    Returns:
        float64 ``[period, product]``.

    Raises:
        ValueError: when the file holds no plan in whole numbers.
    """
    contents = kept.contents
    if contents is None or contents.whole is None:
        raise ValueError("the file of the plan holds no plan in whole numbers")
    counted = contents.whole.as_plan(contents.economy, contents.orders, contents.plan)
    return worth_of(contents.economy, counted, "labour")


def hours_cut(rest: Rest, answer: Correction, whole: Whole, values: Floats, left: int) -> int:
    """Return the hours that the deliveries are worth that a correction cuts.

    Args:
        rest: the plan that runs.
        answer: the correction.
        whole: the correction in whole numbers.
        values: hours contained, float64 ``[period, product]``.
        left: hours of the plan that are left to do.
    """
    promised: Counter[int] = Counter()
    cut: Counter[int] = Counter()
    hours: dict[int, Fraction] = {}
    for place, amount in zip(answer.left.places.tolist(), whole.delivered, strict=True):
        if rest.of_order(place) is None:
            continue
        row, period = int(rest.orders.product[place]), int(rest.orders.period[place])
        less = max(0, int(rest.promised[place]) - amount)
        promised[row] += int(rest.promised[place])
        cut[row] += less
        worth = Fraction(max(0.0, float(values[period, row])))
        hours[row] = hours.get(row, Fraction(0)) + less * worth
    total = sum(
        (hours[row] or Fraction(less * left, promised[row]) for row, less in cut.items() if less),
        Fraction(0),
    )
    near = NEAR * (total if total > 1 else Fraction(1))
    return max(int(any(cut.values())), ceil(total - near))
