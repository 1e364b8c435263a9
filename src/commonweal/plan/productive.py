"""Whether a technique gives more than it needs; and if not, which products need too much of which.

Rules of this module:

* products that need one another, directly or through others, are looked at together; a technique is
  productive when each such group is;
* a group is judged by bounds: with any positive amounts, the smallest and the largest ratio of what
  is needed to what is there enclose the factor by which needs grow (Collatz and Wielandt);
* where one chain of needs alone is too much it is named, link by link, because that is what people
  can mend: usually one figure in the wrong unit.

Source: D. Hawkins and H. A. Simon, "Note: some conditions of macroeconomic stability", Econometrica
17 (1949); L. Collatz, "Einschliessungssatz fuer die charakteristischen Zahlen von Matrizen",
Mathematische Zeitschrift 48 (1942).

Not here: what a productive technique requires (``requirements``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]

STEPS_MAX = 2000
"""Steps after which the bounds of a group have to do; they close in long before."""

CYCLE_MAX = 3000
"""The largest group in which a single chain is looked for."""


class Unproductive(Exception):  # noqa: N818 -- a finding about a technique, with its products
    """A technique needs more of some products than it gives.

    Attributes:
        products: rows that need one another, and together at least what they give.
        growth: the factor by which needs grow from round to round, at least; 1 or more.
        chain: products of which each needs the next, and the last the first, where this chain alone
            needs at least what it gives; empty where no single chain does.
        chain_needs: how much of its first product a unit of it needs by way of the chain.
    """

    def __init__(
        self,
        products: tuple[int, ...],
        growth: float,
        chain: tuple[int, ...] = (),
        chain_needs: float = 0.0,
    ) -> None:
        super().__init__(f"{len(products)} products need at least what they give: {growth:.6g}")
        self.products = products
        self.growth = growth
        self.chain = chain
        self.chain_needs = chain_needs


def unproductive(shares: csr_array) -> Unproductive | None:
    """Return the first group of products that needs at least what it gives; else ``None``.

    Args:
        shares: ``[product, product]``, how much of the row one unit of the column takes.
    """
    count, group = connected_components(shares, directed=True, connection="strong")
    alone = np.bincount(group, minlength=count) == 1
    own = shares.diagonal()
    for place in np.flatnonzero(alone[group] & (own >= 1)):
        return Unproductive((int(place),), float(own[place]), (int(place),), float(own[place]))
    for one in np.flatnonzero(~alone):
        members = np.flatnonzero(group == one)
        inner = csr_array(shares[members][:, members])
        least, _ = growth(inner)
        if least >= 1:
            chain, needs = _chain(inner)
            named = tuple(int(members[place]) for place in chain)
            return Unproductive(tuple(int(place) for place in members), least, named, needs)
    return None


def growth(shares: csr_array) -> tuple[float, float]:
    """Return bounds of the factor by which needs grow among products that all need one another.

    Closes in until the factor is known to be below 1, or not, or to six digits.
    """
    amounts = np.ones(shares.shape[0])
    least, most = 0.0, np.inf
    for _ in range(STEPS_MAX):
        needed = shares @ amounts
        ratios = needed / amounts
        least, most = max(least, float(ratios.min())), min(most, float(ratios.max()))
        if least >= 1 or most < 1 or most - least <= 1e-6 * most:
            break
        amounts = needed + amounts  # added, so that groups with a beat of their own settle too
        amounts /= amounts.max()
    return least, most


def _chain(shares: csr_array) -> tuple[list[int], float]:
    """Find a chain of needs that closes on itself and multiplies to 1 or more."""
    size = shares.shape[0]
    links = shares.tocoo()
    rows, columns = links.coords
    if size > CYCLE_MAX or not len(rows):
        return [], 0.0
    weight = np.log(links.data)
    best, before = np.zeros(size), np.full(size, -1)
    for _ in range(size):
        offered = best[rows] + weight
        order = np.lexsort((offered, columns))
        last = np.flatnonzero(np.diff(columns[order], append=-1))
        winners = order[last]
        better = offered[winners] > best[columns[winners]] + 1e-12
        if not better.any():
            return [], 0.0
        changed = winners[better]
        best[columns[changed]] = offered[changed]
        before[columns[changed]] = rows[changed]
        closed = _closed(before)
        if closed:
            return closed, _multiplied(shares, closed)
    return [], 0.0


def _closed(before: NDArray[np.int64]) -> list[int]:
    """Return a chain that closes on itself among the links taken so far."""
    seen = np.zeros(before.size, dtype=np.int64)
    for start in range(before.size):
        at = start
        while at >= 0 and not seen[at]:
            seen[at] = start + 1
            at = int(before[at])
        if at >= 0 and seen[at] == start + 1:
            chain = [at]
            while int(before[chain[-1]]) != at:
                chain.append(int(before[chain[-1]]))
            return chain
    return []


def _multiplied(shares: csr_array, chain: list[int]) -> float:
    """Return what a unit of the chain's first product needs of itself by way of the chain."""
    pairs = zip(chain, [*chain[1:], chain[0]], strict=True)
    return float(np.prod([shares[needed, maker] for maker, needed in pairs]))
