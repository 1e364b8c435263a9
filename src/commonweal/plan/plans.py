"""A plan as plain numbers: what is done and delivered, and what proves that no more was to be had.

Not here: how it is found (``solving``), whether it is right (``certifying``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Aim = Literal["alike", "most", "hours"]
"""The smallest share in a rank, the sum of shares in it, or the hours of labour (the fewest)."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What one unit more would be worth to the aim of a step; never negative.

    Attributes:
        product: ``[period, product]``.
        resource: ``[period, resource]``; 0 where there is enough.
        capacity: ``[period, process]``, of processes whose capacity can be built; 0 elsewhere.
        foreign: ``[period]``, of foreign money.
        order: ``[order]``, of keeping up with the smallest share; 0 where it is not the aim.
        rank: of what each rank before was found to get.
    """

    product: Floats
    resource: Floats
    capacity: Floats
    foreign: Floats
    order: Floats
    rank: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One aim after the other.

    Attributes:
        aim: what is made as large as can be; hours count as less than nothing.
        rank: the rank; 0 for hours.
        value: what was reached.
        held: what the steps after this one keep of it; ``-inf`` for the last.
        prices: what proves that no more was to be had.
    """

    aim: Aim
    rank: int
    value: float
    held: float
    prices: Prices


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes:
        activity: ``[period, process]``.
        kept: ``[period, product]``, stock at the end of the period.
        imported, exported: ``[period, product]``.
        delivered: ``[order]``.
        steps: how it was found, the last being the fewest hours.
        solver: what found it; nothing is proven by that.
    """

    activity: Floats
    kept: Floats
    imported: Floats
    exported: Floats
    delivered: Floats
    steps: tuple[Step, ...]
    solver: str = "simplex"

    @property
    def prices(self) -> Prices:
        """Prices of the plan: hours that one unit more of each thing would cost."""
        return self.steps[-1].prices
