"""Purses: every voter has the same money, and buys together with others what all of them want.

The arithmetic of the method of equal shares, for seats and for projects. Rules of this module:

* the price of something is the least price per unit of use at which its supporters, each paying
  for the units that it brings her, or all that she has left where that is less, pay its cost;
* money is exact: a purse holds the first money less the prices paid, so sums over many purses are
  whole numbers of units, added up by NumPy, times the prices, which are fractions;
* who cannot pay a price in full is found by whole numbers that enclose each purse from below and
  above; only where they leave it open is a purse worked out exactly.

A price is found from below: at a price that is too low some pay in full and some all they have;
what is missing then, shared among those who pay in full, is the next price to try. Each is at most
the true one, because the sum that is paid rises ever more slowly with the price; when nobody new
runs out of money it is the true one.

Source: D. Peters and P. Skowron, "Proportionality and the Limits of Welfarism", EC 2020;
D. Peters, G. Pierczynski and P. Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021, section 3.

Not here: what is bought in which order, and ties (the rules say).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.committees import BLOCK
from commonweal.tally.sums import Terms

_PARTS = 1 << 52
"""So many parts make up the first money of a purse, in the numbers that enclose it."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What one purchase cost whom.

    Attributes:
        full: voters who paid the price for every unit.
        emptied: voters who paid less: all that they had left.
        by_full: what the first paid together.
        by_emptied: what the others paid together.
    """

    full: int
    emptied: int
    by_full: Fraction
    by_emptied: Fraction


class Purses:
    """The money of all voters. Owned by one count, and changed by it.

    Attributes:
        start: the money that every voter begins with.
    """

    def __init__(
        self, units: NDArray[np.uint8], weights: NDArray[np.int64], start: Fraction
    ) -> None:
        """Fill the purses.

        Args:
            units: uint8 ``[pattern, item]``; units of use that an item brings to such a voter.
            weights: int64 ``[pattern]``; voters of each pattern.
            start: money of each voter, above 0.
        """
        self.start = start
        self._units, self._weights = units, weights
        self._low = np.full(len(weights), _PARTS, dtype=np.int64)
        self._high = self._low.copy()
        self._open = np.ones(len(weights), dtype=np.bool_)
        self._all: dict[int, NDArray[np.intp]] = {}
        self._rows: dict[int, NDArray[np.intp]] = {}
        self._receipts = np.zeros((len(weights), 0), dtype=np.uint8)
        self._bought = 0
        self._prices = Terms()

    def refilled(self, start: Fraction) -> Purses:
        """Return new purses of the same voters.

        Args:
            start: money of each voter, above 0.
        """
        others = Purses(self._units, self._weights, start)
        others._all = self._all
        return others

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Bool ``[pattern]``: who may have money left."""
        return self._open

    def held(self, item: int) -> Fraction:
        """Return the money that the supporters of an item have left."""
        return self._money(self._supporters(item))

    def price(self, item: int, cost: int, at_least: Fraction = Fraction(0)) -> Fraction | None:
        """Return the price per unit at which the supporters of an item pay its cost.

        Args:
            item: what is to be bought.
            cost: what it costs, above 0.
            at_least: a price known to be no higher, for instance that of an earlier round.

        Returns:
            None when the supporters have too little money left.
        """
        rows = self._supporters(item)
        units, weights = self._units[rows, item].astype(np.int64), self._weights[rows]
        value, known = at_least, -1
        while True:
            short = self._short(rows, units, value)
            if int(short.sum()) == known:
                return value
            known = int(short.sum())
            full = int((weights * units)[~short].sum())
            if not full:
                return None
            value = Fraction(cost - self._money(rows[short]), full)

    def pay(self, item: int, price: Fraction) -> Paid:
        """Take the price of an item out of its supporters' purses.

        Args:
            item: what is bought.
            price: what :meth:`price` found.
        """
        rows = self._supporters(item)
        units = self._units[rows, item].astype(np.int64)
        short = self._short(rows, units, price)
        emptied, full, bought = rows[short], rows[~short], units[~short]
        by_emptied = self._money(emptied)
        self._open[emptied] = False
        low, high = self._enclose(price)
        self._low[full] = np.maximum(self._low[full] - high * bought, 0)
        self._high[full] -= low * bought
        self._write(full, bought, price)
        payers = self._weights[full]
        return Paid(
            full=int(payers.sum()),
            emptied=int(self._weights[emptied].sum()),
            by_full=price * int((payers * bought).sum()),
            by_emptied=by_emptied,
        )

    def close(self, item: int) -> None:
        """Take the purses of an item's supporters out of the count."""
        self._open[self._supporters(item)] = False

    def _supporters(self, item: int) -> NDArray[np.intp]:
        if item not in self._all:
            self._all[item] = np.flatnonzero(self._units[:, item])
        rows = self._rows.get(item, self._all[item])
        self._rows[item] = rows[self._open[rows]]
        return self._rows[item]

    def _enclose(self, price: Fraction) -> tuple[int, int]:
        parts = Fraction(price * _PARTS, self.start)
        most = _PARTS + 1  # nobody can pay more; it keeps products inside int64
        return min(parts.numerator // parts.denominator, most), min(
            -(-parts.numerator // parts.denominator), most
        )

    def _short(
        self, rows: NDArray[np.intp], units: NDArray[np.int64], price: Fraction
    ) -> NDArray[np.bool_]:
        low, high = self._enclose(price)
        short = self._high[rows] < low * units
        unclear = np.flatnonzero(~short & (self._low[rows] < high * units))
        seen: dict[tuple[bytes, int], bool] = {}
        for place in unclear.tolist():
            receipts = self._receipts[rows[place], : self._bought]
            key = (receipts.tobytes(), int(units[place]))
            if key not in seen:
                seen[key] = self._money(rows[place : place + 1]) < price * key[1] * int(
                    self._weights[rows[place]]
                )
            short[place] = seen[key]
        return short

    def _money(self, rows: NDArray[np.intp]) -> Fraction:
        voters, paid = 0, np.zeros(self._bought, dtype=np.int64)
        for start in range(0, len(rows), BLOCK):
            part = rows[start : start + BLOCK]
            weights = self._weights[part]
            voters += int(weights.sum())
            paid += np.einsum("i,ij->j", weights, self._receipts[part, : self._bought])
        return self.start * voters - self._prices.total(paid.tolist())

    def _write(self, rows: NDArray[np.intp], units: NDArray[np.int64], price: Fraction) -> None:
        if self._bought == self._receipts.shape[1]:
            more = np.zeros((len(self._weights), self._bought + 8), dtype=np.uint8)
            self._receipts = np.concatenate([self._receipts, more], axis=1)
        self._receipts[rows, self._bought] = units
        self._bought += 1
        self._prices.append(price)
