"""Papers grouped into patterns: the checks and the grouping that all kinds of ballots share.

Rules of this module: equal papers become one pattern with a weight; in a pattern a candidate who
shares the rank of the one before is written as a complement, ``~3`` for 3; a doubtful paper is
refused and named by its number; sums of weights stay inside int64.

Not here: the kinds of ballots (``ballots``, ``scored``), and grouping without Python objects
(``columns``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.faults import BadBallot

CANDIDATES_MAX = 65_534
"""The largest number of candidates; one more number of uint16 is kept for "nobody"."""

PAPERS_MAX = 2**62
"""The largest number of papers: sums of weights stay inside int64."""

Paper: TypeAlias = Sequence[int | Collection[int]]
"""Marks as a voter made them; a collection among them holds candidates ranked equally."""

RankColumns: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]


def check_size(candidates: int) -> None:
    """Check the number of candidates.

    Raises:
        BadBallot: when it is no whole number, or out of range.
    """
    if not is_whole(candidates) or not 1 <= candidates <= CANDIDATES_MAX:
        raise BadBallot(
            "candidates",
            expected=f"a whole number from 1 to {CANDIDATES_MAX}",
            got=repr(candidates),
            remedy="count an election only when somebody stands in it",
        )


def check_blank(blank: int) -> None:
    """Check the number of blank papers.

    Raises:
        BadBallot: when it is no whole number, or out of range.
    """
    if not is_whole(blank) or not 0 <= blank < PAPERS_MAX:
        raise BadBallot(
            "blank",
            expected="a whole number of blank papers, 0 or more and fewer than 2**62",
            got=repr(blank),
            remedy="count the papers on which nothing is marked",
        )


def group(
    ballots: Iterable[Paper],
    candidates: int,
    weights: Iterable[int] | None,
    *,
    ordered: bool = True,
) -> tuple[dict[tuple[int, ...], int], int]:
    """Group papers into patterns with weights; also count the blank ones.

    Args:
        ballots: lists of candidates.
        candidates: how many stand.
        weights: how many equal papers each stands for; one each when None.
        ordered: whether the order on a paper means something; only then can candidates share a
            rank.

    Raises:
        BadBallot: naming the ballot, counted from 0.
    """
    patterns: dict[tuple[int, ...], int] = {}
    for number, (ballot, weight) in enumerate(_weighed(ballots, weights)):
        pattern = _pattern(number, ballot, candidates, ranked=ordered)
        key = pattern if ordered else tuple(sorted(pattern))
        patterns[key] = patterns.get(key, 0) + _weight(number, weight)
    blank = patterns.pop((), 0)
    if sum(patterns.values()) + blank >= PAPERS_MAX:
        raise BadBallot(
            "weights",
            expected="fewer than 2**62 papers",
            got=f"{sum(patterns.values())} papers",
            remedy="check the weights; no election is that large",
        )
    return patterns, blank


def weights_of(patterns: dict[tuple[int, ...], int]) -> NDArray[np.int64]:
    """Return the weights of patterns in their canonical order, int64 ``[pattern]``."""
    return np.array([patterns[pattern] for pattern in sorted(patterns)], dtype=np.int64)


def check_columns(
    rows: RankColumns, weights: NDArray[np.int64], kinds: tuple[np.dtype[np.generic], ...]
) -> None:
    """Check that rows and weights fit together.

    Args:
        rows: one row for each pattern.
        weights: int64 ``[pattern]``.
        kinds: the types of number that the rows may have.

    Raises:
        BadBallot: when they do not fit.
    """
    fits = rows.ndim == 2 and weights.shape == rows.shape[:1]
    if not fits or rows.dtype not in kinds or weights.dtype != np.int64:
        raise BadBallot(
            "columns",
            expected=f"rows of {' or '.join(str(kind) for kind in kinds)}, one int64 weight each",
            got=f"{rows.dtype} {rows.shape} with {weights.dtype} {weights.shape}",
            remedy="build the profile with its constructor of()",
        )
    if bool((weights < 1).any()) or too_many(weights):
        raise BadBallot(
            "weights",
            expected="weights of 1 or more, fewer than 2**62 in all",
            got="others",
            remedy="leave out patterns that nobody cast",
        )


def freeze(*columns: NDArray[np.generic]) -> None:
    """Make columns read-only: a profile never changes."""
    for column in columns:
        column.setflags(write=False)


def _weighed(
    ballots: Iterable[Paper], weights: Iterable[int] | None
) -> Iterator[tuple[Paper, int]]:
    if weights is None:
        yield from ((ballot, 1) for ballot in ballots)
        return
    listed, numbers = list(ballots), list(weights)
    if len(listed) != len(numbers):
        raise BadBallot(
            "weights",
            expected=f"one weight for each of {len(listed)} ballots",
            got=f"{len(numbers)} weights",
            remedy="give as many weights as ballots, or none at all",
        )
    yield from zip(listed, numbers, strict=True)


def whom(mark: int) -> int:
    """Return the candidate of a mark in a pattern, whether or not it shares a rank."""
    return mark if mark >= 0 else ~mark


def _pattern(number: int, ballot: Paper, candidates: int, *, ranked: bool) -> tuple[int, ...]:
    marks: list[int] = []
    seen: set[int] = set()
    for entry in ballot:
        for place, candidate in enumerate(_equals(number, entry, ranked=ranked)):
            _check_mark(number, candidate, candidates, seen)
            seen.add(candidate)
            marks.append(~int(candidate) if place else int(candidate))
    return tuple(marks)


def _equals(number: int, entry: int | Collection[int], *, ranked: bool) -> list[int]:
    """Return who shares a rank, ascending."""
    if not isinstance(entry, Collection):
        return [entry]
    if not entry or not ranked:
        raise BadBallot(
            f"ballot {number}",
            expected="no empty rank" if ranked else "marks without ranks",
            got=repr(entry),
            remedy="refuse the ballot when it is cast, or as the election's rules say",
        )
    return sorted(entry) if all(map(is_whole, entry)) else list(entry)


def _check_mark(number: int, candidate: int, candidates: int, before: Collection[int]) -> None:
    if not is_whole(candidate) or not 0 <= candidate < candidates:
        raise BadBallot(
            f"ballot {number}",
            expected=f"candidates numbered 0 to {candidates - 1}",
            got=repr(candidate),
            remedy="correct the number, or refuse the ballot as the election's rules say",
        )
    if candidate in before:
        raise BadBallot(
            f"ballot {number}",
            expected="every candidate at most once",
            got=f"candidate {candidate} twice",
            remedy="refuse the ballot when it is cast, or as the election's rules say",
        )


def _weight(number: int, weight: int) -> int:
    if not is_whole(weight) or weight < 1:
        raise BadBallot(
            f"ballot {number}",
            expected="a weight of 1 or more, a whole number",
            got=repr(weight),
            remedy="leave out ballots that nobody cast",
        )
    return int(weight)


def is_whole(number: object) -> bool:
    """Tell whether something is a whole number, Python's or NumPy's."""
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def narrow(candidates: int) -> np.dtype[Any]:
    """Return the narrowest type that holds all candidates and "nobody": uint8 or uint16."""
    return np.dtype(np.uint8 if candidates < np.iinfo(np.uint8).max else np.uint16)


def bad_ranks(
    place: str, row: Sequence[int], level: Sequence[bool] | None, candidates: int
) -> BadBallot:
    """Say what is wrong with a row of preferences.

    Args:
        place: how to name the row.
        row: candidates, and ``candidates`` for nobody.
        level: who shares the rank of the one before, or None.
        candidates: how many stand.
    """
    wrongs = (_wrong_at(rank, row, level, candidates) for rank in range(len(row)))
    expected, got = next(wrong for wrong in wrongs if wrong is not None)
    remedy = "refuse the ballot when it is cast, or as the election's rules say"
    return BadBallot(place, expected=expected, got=got, remedy=remedy)


def _wrong_at(
    rank: int, row: Sequence[int], level: Sequence[bool] | None, candidates: int
) -> tuple[str, str] | None:
    who, before = row[rank], row[:rank]
    if not 0 <= who <= candidates:
        return f"candidates numbered 0 to {candidates - 1}", repr(who)
    if who < candidates and candidates in before:
        return "no empty rank before a preference", f"candidate {who} behind one"
    if who < candidates and who in before:
        return "every candidate at most once", f"candidate {who} twice"
    if level is not None and level[rank] and (rank == 0 or who == candidates):
        return "a shared rank only behind a candidate", "one elsewhere"
    return None


def bad_grade(number: int, row: Sequence[int], highest: int, unmarked: int) -> BadBallot:
    """Say which number in a row of grades or marks is none.

    Args:
        number: the row, counted from 0.
        row: grades.
        highest: the best grade.
        unmarked: the number that stands for no grade.
    """
    wrong = next(g for g in row if not 0 <= g <= highest and g != unmarked)
    return BadBallot(
        f"ballot {number}",
        expected=f"a number from 0 to {highest}, or {unmarked} for no mark",
        got=repr(wrong),
        remedy="correct the grade, or refuse the ballot as the election's rules say",
    )


def checked_weights(
    weights: NDArray[np.integer[Any]] | None, rows: int
) -> NDArray[np.int64] | None:
    """Check a column of weights; None stands for one paper each.

    Raises:
        BadBallot: naming the first ballot with a wrong weight, counted from 0.
    """
    if weights is None:
        return None
    if weights.shape != (rows,) or weights.dtype.kind not in "iu":
        raise BadBallot(
            "weights",
            expected=f"a whole number for each of {rows} ballots",
            got=f"{weights.dtype} {weights.shape}",
            remedy="give as many weights as ballots, or none at all",
        )
    bad = first_row(weights < 1)
    if bad >= 0:
        raise BadBallot(
            f"ballot {bad}",
            expected="a weight of 1 or more, a whole number",
            got=repr(int(weights[bad])),
            remedy="leave out ballots that nobody cast",
        )
    if too_many(weights):
        raise BadBallot(
            "weights",
            expected="fewer than 2**62 papers",
            got=f"{sum(weights.tolist())} papers",
            remedy="check the weights; no election is that large",
        )
    return weights.astype(np.int64, copy=False)


def first_row(wrong: NDArray[np.bool_]) -> int:
    """Return the first row that is wrong, or wrong anywhere; -1 where none is."""
    rows = wrong if wrong.ndim == 1 else wrong.any(axis=1)
    return int(np.argmax(rows)) if bool(rows.any()) else -1


def too_many(weights: NDArray[np.integer[Any]]) -> bool:
    """Tell whether weights of 1 or more add up to more papers than int64 can add safely."""
    if not len(weights) or int(weights.max()) * len(weights) < PAPERS_MAX:
        return False
    return bool(sum(weights.tolist()) >= PAPERS_MAX)
