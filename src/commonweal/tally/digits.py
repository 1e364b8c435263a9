"""Rows as digits whose order is that of patterns: grouping with NumPy alone.

Rules of this module: a pattern is a tuple, and a tuple that ends comes before one that goes on, so
0 always stands behind the end; digits of a row are packed into as many numbers of 64 bits as hold
them, and those are sorted.

Not here: grouping in machine code (``native``), and which of the two is taken (``columns``).
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.patterns import RankColumns, narrow

Whole: TypeAlias = NDArray[np.integer[Any]]
Bits: TypeAlias = NDArray[np.uint64]

KEY_BITS = 64
"""The size of the numbers that digits are packed into."""


def ranked_digits(ranks: RankColumns, level: NDArray[np.bool_] | None, candidates: int) -> Whole:
    """Write sound rows as digits in the order of patterns.

    A pattern writes a candidate who shares the rank of the one before as a complement, below all
    others, the last candidate first; a pattern that ends comes before one that goes on.

    Args:
        ranks: uint8 or uint16 ``[row, rank]``, sound.
        level: bool ``[row, rank]``, or None.
        candidates: how many stand.

    Returns:
        ``[row, rank]``: 0 for nobody; candidate + 1, or, with a level, ``candidates`` less the
        candidate for those who share a rank and ``candidates`` + 1 + candidate for the others.
    """
    if level is None:
        return np.where(ranks == candidates, 0, ranks + ranks.dtype.type(1)).astype(ranks.dtype)
    kind = np.min_scalar_type(2 * candidates)
    steps = np.cumsum(~level, axis=1, dtype=np.int64) * (candidates + 1) + ranks
    who = np.sort(steps, axis=1) % (candidates + 1)
    digits = np.where(level, candidates - who, candidates + 1 + who)
    digits[ranks == candidates] = 0
    return digits.astype(kind)


def ranked_of(
    digits: Whole, candidates: int, *, equal: bool
) -> tuple[RankColumns, NDArray[np.bool_] | None]:
    """Undo :func:`ranked_digits`; ranks that no row uses are left out.

    Args:
        digits: ``[row, rank]``.
        candidates: how many stand.
        equal: whether the digits were written with a level.

    Returns:
        Ranks, and the level, or None where nobody shares a rank.
    """
    digits = digits[:, : _width(digits)].astype(np.int64)
    level: NDArray[np.bool_] = (digits > 0) & (digits <= (candidates if equal else 0))
    others = digits - (candidates + 1 if equal else 1)
    who = np.where(digits == 0, candidates, np.where(level, candidates - digits, others))
    ranks: RankColumns = who.astype(narrow(candidates))
    return ranks, level if bool(level.any()) else None


def graded_digits(grades: Whole, highest: int, unmarked: int) -> Whole:
    """Write sound rows of grades as digits in the order of patterns.

    Args:
        grades: ``[row, candidate]``.
        highest: the best grade.
        unmarked: the number that stands for no grade.

    Returns:
        ``[row, candidate]``: 0 behind the last grade of a row, else grade + 1, or ``highest`` + 2
        for no grade.
    """
    marked = grades != unmarked
    ahead = np.maximum.accumulate(marked[:, ::-1], axis=1)[:, ::-1]
    digits = np.where(marked, grades.astype(np.uint16) + 1, highest + 2) * ahead
    return digits.astype(np.min_scalar_type(highest + 2))


def graded_of(digits: Whole, highest: int, unmarked: int) -> NDArray[np.uint8]:
    """Undo :func:`graded_digits`."""
    marked = (digits > 0) & (digits <= highest + 1)
    return np.where(marked, digits - digits.dtype.type(1), unmarked).astype(np.uint8)


def unsound(
    ranks: RankColumns, level: NDArray[np.bool_] | None, candidates: int
) -> NDArray[np.bool_]:
    """Tell for each row whether it is no list of distinct candidates without gaps.

    Args:
        ranks: ``[row, rank]``.
        level: bool ``[row, rank]``, or None.
        candidates: how many stand; the number stands for nobody.
    """
    ordered = np.sort(ranks, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] != candidates)
    gap = (ranks[:, :-1] == candidates) & (ranks[:, 1:] != candidates)
    wrong: NDArray[np.bool_] = twice.any(axis=1) | gap.any(axis=1)
    wrong |= (ranks > candidates).any(axis=1)
    if level is not None:
        wrong |= level[:, :1].any(axis=1) | (level & (ranks == candidates)).any(axis=1)
    return wrong


def sorted_runs(
    digits: Whole, weights: NDArray[np.int64] | None, size: int
) -> tuple[Whole, NDArray[np.int64]]:
    """Sort rows and add up the weights of equal ones.

    Args:
        digits: ``[row, digit]``.
        weights: int64 ``[row]``, or None for one each.
        size: the bits of a digit.

    Returns:
        Distinct rows in ascending order, and their weights.
    """
    papers = np.ones(len(digits), dtype=np.int64) if weights is None else weights
    if not len(digits):
        return digits, papers
    words = _words(digits, size)
    order = np.lexsort(words[::-1])
    begins = np.zeros(len(digits), dtype=np.bool_)
    begins[0] = True
    for word in words:
        begins[1:] |= word[order[1:]] != word[order[:-1]]
    starts = np.flatnonzero(begins)
    return digits[order[starts]], np.add.reduceat(papers[order], starts)


def _words(digits: Whole, size: int) -> list[Bits]:
    """Pack digits into as few numbers of 64 bits as hold them, the first digits first."""
    words = [np.zeros(len(digits), dtype=np.uint64)]
    held = KEY_BITS // size
    for place in range(digits.shape[1]):
        if place and place % held == 0:
            words.append(np.zeros(len(digits), dtype=np.uint64))
        words[-1] = (words[-1] << np.uint64(size)) | digits[:, place].astype(np.uint64)
    return words


def _width(digits: Whole) -> int:
    used = np.flatnonzero(digits.any(axis=0))
    return int(used[-1]) + 1 if len(used) else 0
