"""Which products are made as needed, up to their capacity, or not at all: each cleared for itself.

Rules of this module:

* a product is free (as much is made as is needed), full (up to its capacity) or idle (none is
  made);
* what is over or short of a product that is full or idle falls on its marginal order: orders for
  the product are met in the order of what they add, and the first that is not met in full is
  marginal; ``NOBODY`` where all are met and some is left over, which only stocks can be;
* where nothing ordered of the product itself can give way, its capacity becomes a row; the worst
  missed come first, few at a time, because rows make room for others;
* so does a product that would become full or idle for a second time: it was missed while it was
  free, and not all taken while it was full, so that others have to give way; and there is an end.

Source: as ``reduced``.

Not here: prices and amounts (``reduced``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Marks = NDArray[np.bool_]

FREE, FULL, IDLE = 0, 1, 2

NOBODY = -1
"""Nobody gets what is over."""

SHORT = -2
"""Not even what is held for orders is there."""

ROWS_JOIN = 8
"""Capacities that become rows in a round, at most: as many as ``network`` answers for at once."""

ROWS_AGAIN = 64
"""The same, of products that were full or idle before in the same step."""

TOLERANCE = 1e-9
"""What counts as rounding, as a share of what is moved."""

SLIGHTEST = 1e-100
"""Keeps what is divided by it a number."""


@dataclass(frozen=True)
class Columns:
    """Orders as a step sees them, float64 ``[order]`` but for the first.

    Attributes:
        product: int64, the row of each.
        least, most: between what it is.
        got: what it is now.
        gain: what one unit delivered adds.
    """

    product: Places
    least: Floats
    most: Floats
    got: Floats
    gain: Floats


class States:
    """The state of every product, its marginal order, and the rows. Changed in place.

    Attributes:
        state: int8 ``[product]``.
        marginal: int64 ``[product]``, an order or ``NOBODY``.
        rows: int64, products whose capacity is a row; they are free.
        first: bool ``[order]``, for products that are not free, before the marginal order.
    """

    def __init__(self, size: int, orders: int) -> None:
        self.state = np.zeros(size, dtype=np.int8)
        self.marginal = np.full(size, NOBODY)
        self.rows: Places = np.zeros(0, dtype=np.int64)
        self.before = np.zeros(size, dtype=bool)
        self.first = np.zeros(orders, dtype=bool)

    @property
    def held(self) -> Marks:
        """Where the amount does not answer to what is needed."""
        return np.asarray(self.state != FREE)

    @property
    def is_marginal(self) -> Marks:
        """Which orders are marginal."""
        found = np.zeros(self.first.size, dtype=bool)
        found[self.marginal[self.marginal >= 0]] = True
        return found

    def begin(self, prices: dict[tuple[str, int], float]) -> None:
        """Begin a step: nobody was full before, rows that were worth nothing are dropped."""
        self.before[:] = False
        self.rows = np.array([one for one in self.rows if prices.get(("row", int(one)))], np.int64)

    def change(
        self,
        made: Floats,
        used: Floats,
        there: Floats,
        capacity: Floats,
        room: Floats,
        price: Floats,
        columns: Columns,
    ) -> bool:
        """Clear every product for itself; return whether any changed its state.

        Args:
            made: of each product.
            used: of each product, in what is made.
            there: of each product, at the beginning.
            capacity: what can be made.
            room: what one unit more of the capacity would add.
            price: of each product.
            columns: the orders.
        """
        row = np.zeros(made.size, dtype=bool)
        row[self.rows] = True
        moved = np.maximum(np.abs(made), np.maximum(used, 1e-6 * np.abs(made).mean()))
        slight = TOLERANCE * moved
        free = (self.state == FREE) & ~row
        worth = 1e-8 * (np.abs(price) + np.abs(price - room))
        to = self.state.copy()
        to[free & (made > capacity + slight)] = FULL
        to[free & (made < -slight)] = IDLE
        idle = ((to == FULL) & ~free & (room < -worth)) | ((to == IDLE) & ~free & (room > worth))
        to[idle] = FREE
        asked = np.flatnonzero(to != FREE)
        given = np.where(to[asked] == FULL, capacity[asked], 0.0)
        left = given + there[asked] - used[asked]
        marginal, spare = _cleared(asked, left, slight[asked], columns)
        now = self.marginal[asked]
        kept = (self.state[asked] == to[asked]) & _fits(asked, now, left, slight[asked], columns)
        marginal = np.where(kept, now, marginal)
        full = to[asked] == FULL
        lacking = asked[full & (marginal < 0) & ((marginal == SHORT) | (self.state[asked] == FREE))]
        to[asked[(marginal == SHORT) | (full & (marginal == NOBODY))]] = FREE
        need = np.zeros(made.size)
        enough = np.where(full, capacity[asked], 1.0)
        need[asked] = (enough - spare) / (enough + slight[asked] + SLIGHTEST)
        worst = lacking[np.argsort(-need[lacking], kind="stable")[:ROWS_JOIN]]
        again = np.flatnonzero((self.state == FREE) & (to != FREE) & self.before)
        again = again[np.argsort(-need[again], kind="stable")[:ROWS_AGAIN]]
        after = np.full(made.size, NOBODY)
        after[asked] = np.maximum(marginal, NOBODY)
        return self._settle(to, after, np.union1d(worst, again), columns)

    def _settle(
        self, to: NDArray[np.int8], marginal: Places, joining: Places, columns: Columns
    ) -> bool:
        """Take over new states and rows; rows are free."""
        to[joining] = FREE
        marginal = np.where(to == FREE, NOBODY, marginal)
        turned = (to != self.state).any() or (marginal != self.marginal).any()
        last = marginal[columns.product]
        gain = columns.gain[last]  # of any, where there is none
        before = (columns.gain > gain) | ((columns.gain == gain) & (np.arange(last.size) < last))
        first = (to[columns.product] != FREE) & ((last == NOBODY) | before)
        turned = turned or (first != self.first)[columns.most > columns.least].any()
        self.first = first
        self.rows = np.concatenate([self.rows, joining])
        self.state, self.marginal = to, marginal
        self.before |= to != FREE
        return bool(turned or joining.size)


def _cleared(
    asked: Places, left: Floats, slight: Floats, columns: Columns
) -> tuple[Places, Floats]:
    """Return the marginal order of each product asked about, and what is left after what is held.

    Args:
        asked: products, rising.
        left: what is left of each for orders.
        slight: what counts as rounding.
        columns: the orders.
    """
    size = int(columns.product.max(initial=-1)) + 1
    at = np.full(max(size, int(asked.max(initial=-1)) + 1), -1)
    at[asked] = np.arange(asked.size)
    group = at[columns.product]
    spare = left - np.bincount(group[group >= 0], columns.least[group >= 0], minlength=asked.size)
    some = np.flatnonzero((group >= 0) & (columns.most > columns.least))
    some = some[np.lexsort((-columns.gain[some], group[some]))]
    of = group[some]
    begins = np.searchsorted(of, np.arange(asked.size))
    sums = np.append(0.0, np.cumsum(columns.most[some] - columns.least[some]))
    taken = sums[1:] - sums[begins][of]
    met = np.bincount(of[taken <= (spare - slight)[of]], minlength=asked.size)
    ends = np.append(begins[1:], some.size)
    place = np.minimum(begins + met, max(some.size - 1, 0))
    found = some[place] if some.size else np.full(asked.size, NOBODY)
    found = np.where(begins + met < ends, found, NOBODY)
    return np.where(spare < -slight, SHORT, found), spare


def _fits(asked: Places, marginal: Places, left: Floats, slight: Floats, columns: Columns) -> Marks:
    """Whether marginal orders can stay what they are."""
    order = np.maximum(marginal, 0)
    if not columns.got.size:
        return left >= -slight
    got, least, most = columns.got[order], columns.least[order], columns.most[order]
    within = (got >= least - slight) & (got <= most + slight)
    all_got = np.bincount(columns.product, columns.got, minlength=int(asked.max(initial=0)) + 1)
    return np.asarray(np.where(marginal >= 0, within, left - all_got[asked] >= -slight))
