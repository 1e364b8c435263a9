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


@compiled
def sweep_held(
    starts: NDArray[np.uint64],
    links: NDArray[np.uint32],
    shares: Floats,
    final: Floats,
    held: NDArray[np.uint8],
    least: float,
    small: float,
    amounts: Floats,
) -> float:
    """Set every amount that is not held, as :func:`sweep` does; what is wanted may be negative.

    Args:
        starts: uint64 ``[row + 1]``, where the links of each row begin.
        links: uint32 ``[link]``, the column of each.
        shares: float64 ``[link]``, how much of the row one unit of the column takes.
        final: float64 ``[row]``, what is wanted for no column.
        held: uint8 ``[row]``, 1 where the amount stays as it is.
        least: no amount becomes less.
        small: the amount by which changes of smaller ones are divided.
        amounts: float64 ``[row]``, changed in place.

    Returns:
        The largest change, as a share of the amount that it led to, or of ``small``.
    """
    worst = 0.0
    for row in range(final.size):
        if held[row]:
            continue
        total = final[row]
        for link in range(starts[row], starts[row + 1]):
            total += shares[link] * amounts[links[link]]
        total = max(total, least)
        change = abs(total - amounts[row]) / max(abs(total), small)
        worst = max(worst, change)
        amounts[row] = total
    return worst


@compiled
def sweep_eight(
    starts: NDArray[np.uint64],
    links: NDArray[np.uint32],
    shares: Floats,
    final: Floats,
    held: NDArray[np.uint8],
    small: Floats,
    amounts: Floats,
) -> float:
    """Sweep eight questions at once: a link is read once, and eight amounts are a line of cache.

    Args:
        starts: uint64 ``[row + 1]``.
        links: uint32 ``[link]``.
        shares: float64 ``[link]``.
        final: float64 ``[row, 8]``.
        held: uint8 ``[row]``, 1 where the amounts stay as they are.
        small: float64 ``[8]``, the amount by which changes of smaller ones are divided.
        amounts: float64 ``[row, 8]``, changed in place.

    Returns:
        The largest change of any, as a share of the amount that it led to, or of ``small``.
    """
    worst = 0.0
    for row in range(final.shape[0]):
        if held[row]:
            continue
        a, b, c, d = final[row, 0], final[row, 1], final[row, 2], final[row, 3]
        e, f, g, h = final[row, 4], final[row, 5], final[row, 6], final[row, 7]
        for link in range(starts[row], starts[row + 1]):
            share, of = shares[link], links[link]
            a += share * amounts[of, 0]
            b += share * amounts[of, 1]
            c += share * amounts[of, 2]
            d += share * amounts[of, 3]
            e += share * amounts[of, 4]
            f += share * amounts[of, 5]
            g += share * amounts[of, 6]
            h += share * amounts[of, 7]
        for place, total in enumerate((a, b, c, d, e, f, g, h)):
            change = abs(total - amounts[row, place]) / max(abs(total), small[place])
            worst = max(worst, change)
            amounts[row, place] = total
    return worst
