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
    makers, given = _makers(economy)
    inputs = economy.inputs[:, makers]
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
    makers, given = _makers(economy)
    chosen = economy.labour if rows is None else rows
    direct = np.asarray(economy.uses.tocsr()[chosen][:, makers].sum(axis=0)).ravel() / given
    return single.turned.requirements(direct).amounts


def _makers(economy: Economy) -> tuple[NDArray[np.int64], Floats]:
    """Return the process that makes each product, and how much one unit of its activity gives."""
    outputs = economy.outputs.tocsr()
    outputs.eliminate_zeros()
    return outputs.indices.astype(np.int64), outputs.data


def _not_single(economy: Economy) -> Iterator[Fault]:
    outputs = economy.outputs.copy()
    outputs.eliminate_zeros()
    names = economy.processes.names
    for place, makers in enumerate(np.diff(outputs.tocsr().indptr)):
        if makers != 1:
            what = f"product {economy.products.names[place]!r} is made by {makers} processes"
            yield Fault(economy.place, 0, f"{what}, expected one", "solve it as a plan with limits")
    for place, products in enumerate(np.diff(outputs.indptr)):
        if products > 1:
            what = f"process {names[place]!r} makes {products} products, expected one"
            yield Fault(economy.place, 0, what, "solve it as a plan with limits")
