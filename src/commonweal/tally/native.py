"""Loops over columns as machine code: grouping more rows than NumPy groups quickly.

Rules of this module:

* every kernel has a counterpart in NumPy beside its caller, and gives equal results; the tests
  compare the two;
* kernels hold no lock of the interpreter, so callers run them in threads over parts of the rows
  (``low`` up to ``high``); they start no threads of their own, because numba's own threads must
  not be entered from two threads of a web server at once;
* numbers are integers; candidates of rank columns are uint8 or uint16, ``candidates`` is nobody;
* a kernel is compiled when first called; numba keeps it beside this file, or in the user's cache
  where this file's folder is read-only, or not at all where neither can be written.

Loading numba takes a second: nobody imports this module but ``columns.native_for``.

Not here: when a kernel is worth its loading (``columns``), and what the sums mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from commonweal.tally.patterns import RankColumns

P = ParamSpec("P")
T = TypeVar("T")

Digits = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function as machine code, kept on disk where a place for it can be written."""
    try:
        quick = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's word for: no folder to keep it in
        quick = numba.njit(nogil=True)(function)
    return cast("Callable[P, T]", quick)


@compiled
def is_sound(
    ranks: RankColumns,
    level: NDArray[np.bool_],
    row: int,
    candidates: int,
    seen: NDArray[np.int64],
) -> bool:
    """Tell whether a row lists distinct candidates without gaps.

    Args:
        ranks: ``[row, rank]``.
        level: ``[row, rank]``, or without rows where nobody shares a rank.
        row: which row.
        candidates: how many stand.
        seen: int64 ``[candidate]``, for this thread alone; the last row + 1 that listed each.
    """
    ended = False
    for place in range(ranks.shape[1]):
        who = np.int64(ranks[row, place])
        shares = level.shape[0] > 0 and level[row, place]
        if who == candidates:
            ended = True
            if shares:
                return False
        elif ended or who > candidates or seen[who] == row + 1 or (shares and place == 0):
            return False
        else:
            seen[who] = row + 1
    return True


@compiled
def first_unsound(
    ranks: RankColumns, level: NDArray[np.bool_], candidates: int, low: int, high: int
) -> int:
    """Return the first row that is no list of distinct candidates without gaps, or -1."""
    seen = np.zeros(candidates + 1, dtype=np.int64)
    for row in range(low, high):
        if not is_sound(ranks, level, row, candidates, seen):
            return row
    return -1


@compiled
def pack_ranked(
    ranks: RankColumns,
    level: NDArray[np.bool_],
    candidates: int,
    bits: int,
    low: int,
    high: int,
    keys: NDArray[np.uint64],
) -> int:
    """Write each row as one number whose order is that of the patterns.

    A rank is a digit of so many bits: 0 for nobody, then candidates who share the rank before,
    the last first, then the others (see ``columns.ranked_digits``).

    Args:
        ranks: ``[row, rank]``.
        level: ``[row, rank]``, or without rows where nobody shares a rank.
        candidates: how many stand.
        bits: the size of a digit; all ranks together have at most 64.
        low: the first row.
        high: the row after the last.
        keys: uint64 ``[row]``, written.

    Returns:
        The first row that is no list of distinct candidates without gaps, or -1.
    """
    seen = np.zeros(candidates + 1, dtype=np.int64)
    line = np.zeros(ranks.shape[1], dtype=np.int64)
    shift, equal = np.uint64(bits), level.shape[0] > 0
    others = candidates + 1 if equal else 1
    for row in range(low, high):
        if not is_sound(ranks, level, row, candidates, seen):
            return row
        key = np.uint64(0)
        for place in range(ranks.shape[1]):
            line[place] = ranks[row, place]
        if equal:
            for place in range(ranks.shape[1]):
                back = place
                while level[row, back] and line[back - 1] > line[back]:
                    line[back - 1], line[back] = line[back], line[back - 1]
                    back -= 1
        for place in range(ranks.shape[1]):
            who = line[place]
            if who == candidates:
                digit = 0
            elif equal and level[row, place]:
                digit = candidates - who
            else:
                digit = others + who
            key = (key << shift) | np.uint64(digit)
        keys[row] = key
    return -1


@compiled
def pack_few(
    ranks: RankColumns, candidates: int, bits: int, low: int, high: int, keys: NDArray[np.uint64]
) -> int:
    """Do as :func:`pack_ranked` for strict orders of at most 63 candidates, in half the time."""
    one, shift = np.uint64(1), np.uint64(bits)
    for row in range(low, high):
        key, seen, ended, sound = np.uint64(0), np.uint64(0), False, True
        for place in range(ranks.shape[1]):
            who = ranks[row, place]
            key <<= shift
            if who == candidates:
                ended = True
            else:
                mark = one << np.uint64(who & 63)
                sound = sound and not ended and who < candidates and (seen & mark) == 0
                seen |= mark
                key |= np.uint64(who) + one
        if not sound:
            return row
        keys[row] = key
    return -1


@compiled
def unpack_ranked(
    keys: NDArray[np.uint64],
    candidates: int,
    bits: int,
    skip: int,
    low: int,
    high: int,
    ranks: RankColumns,
    level: NDArray[np.bool_],
) -> bool:
    """Undo :func:`pack_ranked`.

    Args:
        keys: uint64 ``[row]``.
        candidates: how many stand.
        bits: the size of a digit.
        skip: digits at the end that no row uses and no column of ``ranks`` stands for.
        low: the first row.
        high: the row after the last.
        ranks: ``[row, rank]``, written.
        level: ``[row, rank]``, written; without rows where nobody shares a rank.

    Returns:
        Whether any of these rows ranks two candidates equally.
    """
    width, equal, any_equal = ranks.shape[1], level.shape[0] > 0, False
    shift, mask = np.uint64(bits), (np.uint64(1) << np.uint64(bits)) - np.uint64(1)
    for row in range(low, high):
        key = keys[row] >> np.uint64(bits * skip)
        for place in range(width - 1, -1, -1):
            digit = np.int64(key & mask)
            key >>= shift
            shares = bool(equal and 0 < digit <= candidates)
            any_equal = any_equal or shares
            if equal:
                level[row, place] = shares
            if digit == 0:
                ranks[row, place] = candidates
            elif shares:
                ranks[row, place] = candidates - digit
            else:
                ranks[row, place] = digit - (candidates + 1 if equal else 1)
    return any_equal


@compiled
def pack_graded(
    grades: NDArray[np.uint8],
    highest: int,
    unmarked: int,
    bits: int,
    low: int,
    high: int,
    keys: NDArray[np.uint64],
) -> int:
    """Write each row of grades as one number whose order is that of the patterns.

    A candidate is a digit: 0 behind the last mark, 1 + grade, or ``highest`` + 2 for no mark.

    Args:
        grades: uint8 ``[row, candidate]``.
        highest: the best grade.
        unmarked: the number that stands for no mark.
        bits: the size of a digit; all candidates together have at most 64.
        low: the first row.
        high: the row after the last.
        keys: uint64 ``[row]``, written.

    Returns:
        The first row with another number than a grade or ``unmarked``, or -1.
    """
    width, shift = grades.shape[1], np.uint64(bits)
    for row in range(low, high):
        key, last = np.uint64(0), 0
        for place in range(width):
            grade = np.int64(grades[row, place])
            digit = np.int64(highest + 2)
            if grade != unmarked:
                if grade > highest:
                    return row
                digit, last = grade + 1, place + 1
            key = (key << shift) | np.uint64(digit)
        behind = np.uint64(bits * (width - last))
        keys[row] = (key >> behind) << behind if last else np.uint64(0)
    return -1


@compiled
def unpack_graded(
    keys: NDArray[np.uint64],
    highest: int,
    unmarked: int,
    bits: int,
    low: int,
    high: int,
    grades: NDArray[np.uint8],
) -> None:
    """Undo :func:`pack_graded`; ``grades`` is written."""
    shift, mask = np.uint64(bits), (np.uint64(1) << np.uint64(bits)) - np.uint64(1)
    for row in range(low, high):
        key = keys[row]
        for place in range(grades.shape[1] - 1, -1, -1):
            digit = np.int64(key & mask)
            key >>= shift
            grades[row, place] = digit - 1 if 0 < digit <= highest + 1 else unmarked


@compiled
def tops(
    keys: NDArray[np.uint64], shift: int, low: int, high: int, counts: NDArray[np.int64]
) -> None:
    """Count the keys of each bucket, ``key >> shift``; ``counts`` is added to."""
    cut = np.uint64(shift)
    for row in range(low, high):
        counts[np.int64(keys[row] >> cut)] += 1


@compiled
def scatter(
    keys: NDArray[np.uint64],
    weights: NDArray[np.int64],
    shift: int,
    low: int,
    high: int,
    places: NDArray[np.int64],
    keys_out: NDArray[np.uint64],
    weights_out: NDArray[np.int64],
) -> None:
    """Lay keys, and weights if there are any, into their buckets.

    Args:
        keys: uint64 ``[row]``.
        weights: int64 ``[row]``, or empty.
        shift: the bucket of a key is ``key >> shift``.
        low: the first row.
        high: the row after the last.
        places: int64 ``[bucket]``, where the next key of each goes; changed.
        keys_out: uint64 ``[row]``, written.
        weights_out: int64 ``[row]``, written, or empty.
    """
    cut, weighed = np.uint64(shift), len(weights) > 0
    for row in range(low, high):
        bucket = np.int64(keys[row] >> cut)
        place = places[bucket]
        places[bucket] = place + 1
        keys_out[place] = keys[row]
        if weighed:
            weights_out[place] = weights[row]


@compiled
def count_runs(keys: NDArray[np.uint64], low: int, high: int) -> int:
    """Count the distinct keys of a sorted part."""
    runs = 0
    for row in range(low, high):
        if row == low or keys[row] != keys[row - 1]:
            runs += 1
    return runs


@compiled
def add_runs(
    keys: NDArray[np.uint64],
    weights: NDArray[np.int64],
    low: int,
    high: int,
    first: int,
    keys_out: NDArray[np.uint64],
    sums: NDArray[np.int64],
) -> None:
    """Add up the weights of equal keys of a sorted part.

    Args:
        keys: uint64 ``[row]``, sorted from ``low`` to ``high``.
        weights: int64 ``[row]``, or empty where every row counts one.
        low: the first row.
        high: the row after the last.
        first: where the first distinct key goes.
        keys_out: uint64 ``[pattern]``, written.
        sums: int64 ``[pattern]``, zero before; written.
    """
    run, weighed = first - 1, len(weights) > 0
    for row in range(low, high):
        if row == low or keys[row] != keys[row - 1]:
            run += 1
            keys_out[run] = keys[row]
        sums[run] += weights[row] if weighed else 1


@compiled
def merge_rows(
    digits: Digits,
    weights: NDArray[np.int64],
    start: int,
    table: NDArray[np.int64],
    firsts: NDArray[np.int64],
    sums: NDArray[np.int64],
    used: int,
) -> tuple[int, int]:
    """Add up the weights of equal rows, until the table is half full.

    Args:
        digits: ``[row, digit]``.
        weights: int64 ``[row]``, or empty where every row counts one.
        start: the first row not done yet.
        table: int64, a power of two long; number of a distinct row + 1, or 0; changed.
        firsts: int64 ``[distinct row]``, half as long as the table: where each was first; changed.
        sums: int64 ``[distinct row]``; changed.
        used: how many distinct rows there are so far.

    Returns:
        The first row that is not done, and how many distinct rows there are.
    """
    weighed, width = len(weights) > 0, digits.shape[1]
    for row in range(start, digits.shape[0]):
        place = _place(digits, row, len(table))
        while table[place] > 0:
            other, same = firsts[table[place] - 1], True
            for digit in range(width):
                same = same and digits[row, digit] == digits[other, digit]
            if same:
                break
            place = (place + 1) & (len(table) - 1)
        if table[place] == 0:
            if used == len(firsts):
                return row, used
            firsts[used], used = row, used + 1
            table[place] = used
        sums[table[place] - 1] += weights[row] if weighed else 1
    return digits.shape[0], used


@compiled
def _place(digits: Digits, row: int, size: int) -> int:
    """Return where the search for a row begins: FNV-1a, kept inside 32 bits."""
    mixed = np.int64(0x811C9DC5)
    for digit in range(digits.shape[1]):
        mixed = ((mixed ^ np.int64(digits[row, digit])) * 0x01000193) & 0xFFFFFFFF
    return int((mixed ^ (mixed >> 15)) & (size - 1))


@compiled
def lay_out(digits: Digits, firsts: NDArray[np.int64], used: int, table: NDArray[np.int64]) -> None:
    """Enter distinct rows into a new, larger table."""
    for number in range(used):
        place = _place(digits, firsts[number], len(table))
        while table[place] > 0:
            place = (place + 1) & (len(table) - 1)
        table[place] = number + 1
