"""Loops over links of a technique as machine code: sweeps that use every new amount at once.

Rules of this module:

* every kernel has a counterpart in SciPy beside its caller, and gives the same amounts within the
  tolerance; the tests compare the two;
* row pointers are uint64 and indices uint32: signed indices cost a sign extension for every link,
  which makes a sweep three times as long;
* a kernel is compiled when first called; numba keeps it beside this file, or in the user's cache
  where this file's folder is read-only, or not at all where neither can be written.

Loading numba takes a second: nobody imports this module but ``requirements``, for what is large.

Not here: when a kernel is worth its loading, and what the amounts mean (``requirements``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

P = ParamSpec("P")
T = TypeVar("T")

Floats = NDArray[np.float64]


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function as machine code, kept on disk where a place for it can be written."""
    try:
        quick = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's word for: no folder to keep it in
        quick = numba.njit(nogil=True)(function)
    return cast("Callable[P, T]", quick)


@compiled
def sweep(
    starts: NDArray[np.uint64],
    links: NDArray[np.uint32],
    shares: Floats,
    final: Floats,
    amounts: Floats,
) -> float:
    """Set every amount to what is wanted of it, with the amounts as they are then.

    Args:
        starts: uint64 ``[row + 1]``, where the links of each row begin.
        links: uint32 ``[link]``, the column of each.
        shares: float64 ``[link]``, how much of the row one unit of the column takes.
        final: float64 ``[row]``, what is wanted for no column.
        amounts: float64 ``[row]``, changed in place.

    Returns:
        The largest change, as a share of the amount that it led to.
    """
    worst = 0.0
    for row in range(final.size):
        total = final[row]
        for link in range(starts[row], starts[row + 1]):
            total += shares[link] * amounts[links[link]]
        change = abs(total - amounts[row])
        if change > worst * abs(total):
            worst = change / abs(total) if total else np.inf
        amounts[row] = total
    return worst
