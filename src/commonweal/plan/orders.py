"""What is wanted of an economy: orders with ranks, and how a shortfall is shared within a rank.

Rules of this module:

* rank 1 comes first: a lower rank never takes from a higher one;
* an order names a product, a period, a quantity in the product's unit, and who ordered.

Not here: what can be done (``economy``), and what is delivered (``solving``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

Sharing = Literal["alike", "most"]
"""``alike``: the smallest share that any order of the rank gets is as large as can be, and then
their sum; ``most``: only the sum of the shares is as large as can be, whoever gets them."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order, as people write it.

    Attributes:
        by: who ordered; a name from outside this engine.
        product: its name.
        quantity: in the product's unit.
        rank: 1 comes first.
        period: counted from 1.
    """

    by: str
    product: str
    quantity: float
    rank: int = 1
    period: int = 1


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders, in columns.

    Attributes:
        by: who ordered.
        product: row of the economy.
        period: counted from 0.
        rank: 1 comes first.
        quantity: more than 0.
    """

    by: tuple[str, ...]
    product: Wholes
    period: Wholes
    rank: Wholes
    quantity: Floats

    def __len__(self) -> int:
        return len(self.by)

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks there are, the first first."""
        return tuple(int(one) for one in np.unique(self.rank))


def orders(given: Sequence[Order], economy: Economy, *, place: str = "orders") -> Orders:
    """Put orders into columns.

    Args:
        given: the orders.
        economy: what they are put to.
        place: file or name, for faults.

    Raises:
        FaultyDocument: when an order names what is not there, or no quantity.
    """
    faults = tuple(_faults(given, economy, place))
    if faults:
        raise FaultyDocument(faults)
    return Orders(
        tuple(one.by for one in given),
        np.array([economy.products.index[one.product] for one in given], dtype=np.int64),
        np.array([one.period - 1 for one in given], dtype=np.int64),
        np.array([one.rank for one in given], dtype=np.int64),
        np.array([one.quantity for one in given], dtype=np.float64),
    )


def _faults(given: Sequence[Order], economy: Economy, place: str) -> Iterator[Fault]:
    for line, one in enumerate(given, start=1):
        if one.product not in economy.products.index:
            what = f"order {line} of {one.by!r}: there is no product {one.product!r}"
            yield Fault(place, line, what, "name a product of the economy")
        if not (np.isfinite(one.quantity) and one.quantity > 0):
            what = f"order {line} of {one.by!r}: expected more than 0, got {one.quantity}"
            yield Fault(place, line, what, "leave out what is not wanted")
        if not 1 <= one.period <= economy.periods:
            what = f"order {line} of {one.by!r}: period {one.period} of {economy.periods}"
            yield Fault(place, line, what, f"write 1 to {economy.periods}")
        if one.rank < 1:
            what = f"order {line} of {one.by!r}: rank {one.rank}"
            yield Fault(place, line, what, "write 1 for what comes first")
