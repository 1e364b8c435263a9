"""Grouping of columns that never were Python objects: equal rows become patterns with weights.

Rules of this module:

* rows become digits, one for each rank or candidate, such that the order of rows read as numbers is
  the order of patterns as tuples; so columns and Python lists of the same papers give equal arrays;
* there are two ways with equal results: NumPy alone, and machine code (``native``) for
  :data:`NATIVE_ROWS` rows or more where numba is installed; there the digits of a row are packed
  into 64 bits where they fit, laid into buckets by their first bits, sorted and added up, and
  wider rows are found again in a table;
* a doubtful row is refused and named by its number, counted from 0, the first one first;
* weights are added up in int64; all together stay below 2**62.

Not here: the kinds of ballots (``ballots``, ``scored``), reading files (``readers``), and joining
profiles (``partitions``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import accumulate, pairwise
from types import ModuleType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.digits import (
    KEY_BITS,
    Bits,
    Whole,
    graded_digits,
    graded_of,
    ranked_digits,
    ranked_of,
    sorted_runs,
    unsound,
)
from commonweal.tally.faults import BadBallot
from commonweal.tally.patterns import (
    RankColumns,
    bad_grade,
    bad_ranks,
    checked_weights,
    first_row,
    narrow,
)

T = TypeVar("T")

NATIVE_ROWS = 500_000
"""From how many rows on machine code pays: NumPy takes as long for them as numba to load."""

LOADED_ROWS = 50_000
"""The same where numba is loaded already, for instance because the papers were more."""

PART_ROWS = 100_000
"""Rows that are worth a thread of their own."""

THREADS_MAX = 8
"""More threads than this wait for memory, not for a processor."""

TOP_BITS = 12
"""Keys are laid into at most two to this power buckets, few enough to write to all at once."""


def native_for(rows: int) -> ModuleType | None:
    """Return the kernels of ``native`` where there is enough work and numba is installed."""
    enough = LOADED_ROWS if "commonweal.tally.native" in sys.modules else NATIVE_ROWS
    if rows < enough or find_spec("numba") is None:
        return None
    from commonweal.tally import native  # noqa: PLC0415 -- numba takes a second to load

    return native


def sweeps_for(rows: int) -> ModuleType | None:
    """Return the kernels of ``sweeps`` where there is enough work and numba is installed."""
    if native_for(rows) is None:
        return None
    from commonweal.tally import sweeps  # noqa: PLC0415 -- as above

    return sweeps


def in_parts(rows: int, work: Callable[[int, int], T]) -> list[T]:
    """Run work over parts of rows in threads; the parts are the same for equal numbers of rows.

    Args:
        rows: how many rows.
        work: gets the first row of a part and the row after its last.

    Returns:
        What the work returned, part by part.
    """
    return _in_threads(work, _bounds(rows))


def still(column: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous read-only view: kernels are compiled once for each kind of column."""
    view = np.ascontiguousarray(column).view()
    view.setflags(write=False)
    return view


def shared(level: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Return a column of equal ranks as kernels take it: without rows where there are none."""
    return still(np.zeros((0, 0), dtype=np.bool_) if level is None else level)


def first_unsound(ranks: RankColumns, level: NDArray[np.bool_] | None, candidates: int) -> int:
    """Return the first row that is no list of distinct candidates without gaps, or -1.

    Args:
        ranks: uint8 or uint16 ``[row, rank]``.
        level: bool ``[row, rank]``, or None.
        candidates: how many stand; the number stands for nobody.
    """
    native = native_for(len(ranks))
    if native is None:
        return first_row(unsound(ranks, level, candidates))
    rows, equal = still(ranks), shared(level)
    found = in_parts(
        len(rows), lambda low, high: native.first_unsound(rows, equal, candidates, low, high)
    )
    return next((row for row in found if row >= 0), -1)


def group_ranked(
    ranks: Whole,
    candidates: int,
    weights: Whole | None,
    level: NDArray[np.bool_] | None,
) -> tuple[RankColumns, NDArray[np.bool_] | None, NDArray[np.int64], int]:
    """Group rows of preferences.

    Args:
        ranks: whole numbers ``[row, rank]``; ``candidates`` stands for nobody and fills each row.
        candidates: how many stand.
        weights: whole numbers ``[row]``, or None for one paper each.
        level: bool ``[row, rank]``; who shares the rank of the one before, or None.

    Returns:
        Ranks, level (None where nobody shares a rank), weights and the number of blank papers, in
        the order of ``Ranked.of``.

    Raises:
        BadBallot: naming the first row that is no ballot, counted from 0.
    """
    rows = _narrowed(_grid("ranks", ranks, "iu"), candidates)
    if level is not None and (level.dtype != np.bool_ or level.shape != rows.shape):
        raise BadBallot(
            "level",
            expected=f"a bool for each of {rows.shape} ranks",
            got=f"{level.dtype} {level.shape}",
            remedy="give a column of the same shape, or none",
        )
    papers = checked_weights(weights, len(rows))
    size = (candidates if level is None else 2 * candidates).bit_length()
    native = native_for(len(rows))
    if level is None:
        rows = _trimmed(rows, candidates, size)
    if native is not None and size * rows.shape[1] <= KEY_BITS:
        packed = _pack_ranked(native, rows, level, candidates, size)
        bad = packed if isinstance(packed, int) else -1
    else:
        packed, bad = -1, first_unsound(rows, level, candidates)
    if bad >= 0:
        joined = None if level is None else level[bad].tolist()
        raise bad_ranks(f"ballot {bad}", ranks[bad].tolist(), joined, candidates)
    if native is not None and not isinstance(packed, int):
        keys, sums, blank = _by_keys(native, packed, papers, size * rows.shape[1])
        del packed
        return (*_unpack_ranked(native, keys, candidates, size, rows.shape[1], level), sums, blank)
    digits, sums, blank = _by_digits(ranked_digits(rows, level, candidates), papers, size)
    return (*ranked_of(digits, candidates, equal=level is not None), sums, blank)


def digit_bits(candidates: int, width: int) -> int:
    """Return the size of a digit of :func:`group_packed`, or 0 where a row does not fit a key.

    Args:
        candidates: how many stand.
        width: how many ranks a row has.
    """
    size = candidates.bit_length()
    return size if candidates < KEY_BITS - 1 and size * width <= KEY_BITS else 0


def group_packed(
    keys: Bits, candidates: int, width: int, weights: Whole | None
) -> tuple[RankColumns, NDArray[np.int64], int]:
    """Group strict orders that a reader has packed already, where numba is installed.

    Args:
        keys: uint64 ``[row]``; a rank is a digit of :func:`digit_bits`, the first preference in the
            highest place: 0 for nobody, else candidate + 1.
        candidates: how many stand.
        width: how many ranks a row has.
        weights: whole numbers ``[row]``, or None for one paper each.

    Returns:
        Ranks, weights and the number of blank papers, as :func:`group_ranked` does; whether the
        ranks are sound is left to the ballots that are made of them.

    Raises:
        BadBallot: naming the first row with a wrong weight.
    """
    from commonweal.tally import native  # noqa: PLC0415 -- numba takes a second to load

    size = digit_bits(candidates, width)
    papers = checked_weights(weights, len(keys))
    taken, sums, blank = _by_keys(native, keys, papers, size * width)
    ranks, _ = _unpack_ranked(native, taken, candidates, size, width, None)
    return ranks, sums, blank


def group_graded(
    grades: Whole | NDArray[np.bool_],
    highest: int,
    unmarked: int,
    weights: Whole | None,
    *,
    name: str,
    width: int,
) -> tuple[NDArray[np.uint8], NDArray[np.int64], int]:
    """Group rows with a grade for each candidate; marks are grades of 1, unmarked as 0.

    Args:
        grades: whole numbers ``[row, candidate]``.
        highest: the best grade.
        unmarked: the number that stands for no grade.
        weights: whole numbers ``[row]``, or None for one paper each.
        name: what the grades are called where they are refused.
        width: how many candidates stand.

    Returns:
        Grades, weights and the number of blank papers, in the order of ``Scored.of``.

    Raises:
        BadBallot: naming the first row that is no ballot, counted from 0.
    """
    rows = _grid(name, grades, "iub", width)
    papers = checked_weights(weights, len(rows))
    size = (highest + 2).bit_length()
    native = native_for(len(rows)) if rows.dtype in (np.uint8, np.bool_) else None
    if native is None or size * width > KEY_BITS:
        bad = first_row(((rows < 0) | (rows > highest)) & (rows != unmarked))
        if bad >= 0:
            raise bad_grade(bad, rows[bad].tolist(), highest, unmarked)
        digits, sums, blank = _by_digits(graded_digits(rows, highest, unmarked), papers, size)
        return graded_of(digits, highest, unmarked), sums, blank
    bytes_ = still(rows.view(np.uint8))
    packed = _packed(
        len(rows),
        lambda low, high, keys: native.pack_graded(
            bytes_, highest, unmarked, size, low, high, keys
        ),
    )
    if isinstance(packed, int):
        raise bad_grade(packed, rows[packed].tolist(), highest, unmarked)
    keys, sums, blank = _by_keys(native, packed, papers, size * width)
    out = np.empty((len(keys), width), dtype=np.uint8)
    in_parts(
        len(keys),
        lambda low, high: native.unpack_graded(keys, highest, unmarked, size, low, high, out),
    )
    return out, sums, blank


def _grid(
    name: str, rows: Whole | NDArray[np.bool_], kinds: str, width: int | None = None
) -> NDArray[Any]:
    fits = rows.ndim == 2 and width in (None, rows.shape[1])
    if not fits or rows.dtype.kind not in kinds:
        columns = "" if width is None else f" and a column for each of {width} candidates"
        raise BadBallot(
            name,
            expected=f"whole numbers, a row for each ballot{columns}",
            got=f"{rows.dtype} {rows.shape}",
            remedy="give one array with a row for each ballot",
        )
    return rows


def _narrowed(ranks: Whole, candidates: int) -> RankColumns:
    kind = narrow(candidates)
    if ranks.dtype == kind:
        return ranks  # type: ignore[return-value]  # of that very kind
    wrong = (ranks < 0) | (ranks > candidates)
    narrowed: RankColumns = ranks.astype(kind)
    narrowed[wrong] = candidates + 1
    return narrowed


def _by_digits(
    digits: Whole, weights: NDArray[np.int64] | None, size: int
) -> tuple[Whole, NDArray[np.int64], int]:
    native = native_for(len(digits))
    if native is not None:
        digits, weights = _merged(native, digits, weights)
    return _without_blank(*sorted_runs(digits, weights, size))


def _without_blank(rows: Whole, sums: NDArray[np.int64]) -> tuple[Whole, NDArray[np.int64], int]:
    """Take off the blank papers: all digits 0, and so the first pattern if there are any."""
    blank = bool(len(rows)) and not rows[0].any()
    return (rows[1:], sums[1:], int(sums[0])) if blank else (rows, sums, 0)


def _merged(
    native: ModuleType, digits: Whole, weights: NDArray[np.int64] | None
) -> tuple[Whole, NDArray[np.int64]]:
    """Merge equal rows of any width in a table that grows; their order is not canonical yet."""
    rows, papers = still(digits), still(np.zeros(0, np.int64) if weights is None else weights)
    half, row, used = PART_ROWS, 0, 0
    firsts, sums = np.zeros(0, np.int64), np.zeros(0, np.int64)
    while row < len(rows):
        half *= 4
        firsts, sums = (
            np.concatenate([old, np.zeros(half - len(old), np.int64)]) for old in (firsts, sums)
        )
        table = np.zeros(1 << (2 * half - 1).bit_length(), dtype=np.int64)
        native.lay_out(rows, firsts, used, table)
        row, used = native.merge_rows(rows, papers, row, table, firsts, sums, used)
    return digits[firsts[:used]], sums[:used]


def _packed(rows: int, pack: Callable[[int, int, Bits], int]) -> Bits | int:
    """Pack rows into keys in threads; return the first bad row instead if there is one."""
    keys = np.empty(rows, dtype=np.uint64)
    bad = in_parts(rows, lambda low, high: pack(low, high, keys))
    return next((row for row in bad if row >= 0), keys)


def _trimmed(ranks: RankColumns, candidates: int, size: int) -> RankColumns:
    """Leave out ranks at the end that nobody used, until a row fits into a key."""
    width = ranks.shape[1]
    while size * width > KEY_BITS and bool((ranks[:, width - 1] == candidates).all()):
        width -= 1
    return ranks[:, :width]


def _pack_ranked(
    native: ModuleType,
    ranks: RankColumns,
    level: NDArray[np.bool_] | None,
    candidates: int,
    size: int,
) -> Bits | int:
    rows, equal = still(ranks), shared(level)
    if level is None and candidates < KEY_BITS:
        return _packed(
            len(rows),
            lambda low, high, keys: native.pack_few(rows, candidates, size, low, high, keys),
        )
    return _packed(
        len(rows),
        lambda low, high, keys: native.pack_ranked(rows, equal, candidates, size, low, high, keys),
    )


def _unpack_ranked(
    native: ModuleType,
    keys: Bits,
    candidates: int,
    size: int,
    width: int,
    level: NDArray[np.bool_] | None,
) -> tuple[RankColumns, NDArray[np.bool_] | None]:
    used = int(np.bitwise_or.reduce(keys)) if len(keys) else 0
    behind = (used & -used).bit_length() - 1 if used else width * size
    shape = (len(keys), width - behind // size)
    ranks: RankColumns = np.empty(shape, dtype=narrow(candidates))
    joined = np.empty(shape if level is not None else (0, 0), dtype=np.bool_)
    skip = behind // size
    equal = in_parts(
        len(keys),
        lambda low, high: native.unpack_ranked(
            keys, candidates, size, skip, low, high, ranks, joined
        ),
    )
    return ranks, joined if any(equal) else None


def _by_keys(
    native: ModuleType, keys: Bits, weights: NDArray[np.int64] | None, bits: int
) -> tuple[Bits, NDArray[np.int64], int]:
    papers = still(np.zeros(0, np.int64) if weights is None else weights)
    keys, papers, edges = _in_buckets(native, keys, papers, bits)
    bounds = sorted({int(edges[np.searchsorted(edges, bound)]) for bound in _bounds(len(keys))})
    parts = _in_threads(
        lambda low, high: _sort_part(native, keys, papers, edges, low, high), bounds
    )
    firsts = [0, *accumulate(parts)]
    taken, sums = np.empty(firsts[-1], dtype=np.uint64), np.zeros(firsts[-1], dtype=np.int64)
    first_of = dict(zip(bounds, firsts, strict=True))
    added = still(papers)
    _in_threads(
        lambda low, high: native.add_runs(keys, added, low, high, first_of[low], taken, sums),
        bounds,
    )
    blank = bool(len(taken)) and not int(taken[0])
    return (taken[1:], sums[1:], int(sums[0])) if blank else (taken, sums, 0)


def _in_buckets(
    native: ModuleType, keys: Bits, weights: NDArray[np.int64], bits: int
) -> tuple[Bits, NDArray[np.int64], NDArray[np.int64]]:
    """Lay keys into buckets by their first bits; return also where the buckets lie."""
    shift = max(0, bits - TOP_BITS)
    size = 1 << (bits - shift)

    def count(low: int, high: int) -> NDArray[np.int64]:
        counts = np.zeros(size, dtype=np.int64)
        native.tops(keys, shift, low, high, counts)
        return counts

    counts = np.array(in_parts(len(keys), count))
    edges = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
    places = edges[:-1] + np.cumsum(counts, axis=0) - counts
    place_of = dict(zip(_bounds(len(keys)), places, strict=False))
    laid, weighed = np.empty_like(keys), np.empty_like(weights)
    in_parts(
        len(keys),
        lambda low, high: native.scatter(
            keys, weights, shift, low, high, place_of[low], laid, weighed
        ),
    )
    return laid, weighed, np.unique(edges)


def _sort_part(
    native: ModuleType,
    keys: Bits,
    weights: NDArray[np.int64],
    edges: NDArray[np.int64],
    low: int,
    high: int,
) -> int:
    """Sort the buckets of a part, each by itself; return how many distinct keys it has."""
    mine = edges[np.searchsorted(edges, low) : np.searchsorted(edges, high) + 1]
    for first, end in pairwise(mine.tolist()):
        if len(weights):
            order = np.argsort(keys[first:end])
            weights[first:end] = weights[first:end][order]
            keys[first:end] = keys[first:end][order]
        else:
            keys[first:end].sort()
    return int(native.count_runs(keys, low, high))


def _bounds(rows: int) -> list[int]:
    parts = max(1, min(os.cpu_count() or 1, THREADS_MAX, rows // PART_ROWS))
    return [rows * part // parts for part in range(parts + 1)]


def _in_threads(work: Callable[[int, int], T], bounds: Sequence[int]) -> list[T]:
    parts = list(pairwise(bounds))
    if len(parts) == 1:
        return [work(*parts[0])]
    with ThreadPoolExecutor(max(1, len(parts))) as pool:
        return list(pool.map(lambda part: work(*part), parts))
