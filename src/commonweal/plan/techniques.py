"""The technique of an economy in which every product is made in one way, and what products contain.

Rules of this module: where a product has two makers or none, or a process two products, there is
no technique of this kind, and it is said of which; such an economy is planned with limits
(``solving``).

Source: P. Sraffa, *Production of Commodities by Means of Commodities*, 1960, part I; A. Cottrell
and W. P. Cockshott, *Towards a New Socialism*, 1993, chapter 3 (values from the technique).

Not here: the sweeps (``requirements``).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from commonweal.plan.economy import Economy
from commonweal.plan.requirements import Technique
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]


def technique(economy: Economy) -> Technique:
    """Return how much of every product one unit of each product takes.

    Raises:
        FaultyDocument: when a product is not made, or in two ways, or together with another.
    """
    faults = tuple(_not_single(economy))
    if faults:
        raise FaultyDocument(faults)
    columns, given = makers(economy)
    inputs = economy.inputs[:, columns]
    return Technique(csr_array(inputs @ diags_array(1 / given)))


def contents(economy: Economy, rows: NDArray[np.int64] | None = None) -> Floats:
    """Return how much of resources every product contains, directly and in what it is made of.

    Args:
        economy: every product made in one way.
        rows: resources that are added up; hours of labour of every kind when left out.

    Returns:
        float64 ``[product]``: for labour, hours for one unit of the product.

    Raises:
        FaultyDocument: as :func:`technique`.
        Unproductive: when some product needs at least what it gives.
    """
    single = technique(economy)
    columns, given = makers(economy)
    chosen = economy.labour if rows is None else rows
    direct = np.asarray(economy.uses.tocsr()[chosen][:, columns].sum(axis=0)).ravel() / given
    return single.turned.requirements(direct).amounts


def makers(economy: Economy) -> tuple[NDArray[np.int64], Floats]:
    """Return the process that makes each product, and how much one unit of its activity gives."""
    outputs = economy.outputs.tocsr()
    outputs.eliminate_zeros()
    return outputs.indices.astype(np.int64), outputs.data


def is_single(economy: Economy) -> bool:
    """Whether every product is made in one way, and alone."""
    outputs = economy.outputs.copy()
    outputs.eliminate_zeros()
    alone = np.bincount(outputs.indices, minlength=outputs.shape[0]) == 1
    return bool(alone.all() and (np.diff(outputs.indptr) <= 1).all())


def _not_single(economy: Economy) -> Iterator[Fault]:
    outputs = economy.outputs.copy()
    outputs.eliminate_zeros()
    names = economy.processes.names
    ways = np.diff(outputs.tocsr().indptr)
    for place in np.flatnonzero(ways != 1):
        what = f"product {economy.products.names[place]!r} is made by {ways[place]} processes"
        yield Fault(economy.place, 0, f"{what}, expected one", "solve it as a plan with limits")
    given = np.diff(outputs.indptr)
    for place in np.flatnonzero(given > 1):
        what = f"process {names[place]!r} makes {given[place]} products, expected one"
        yield Fault(economy.place, 0, what, "solve it as a plan with limits")
