"""Ballots in columns: ranked, approval, and choice of one.

Rules of this module:

* a candidate is an integer from 0 to ``candidates - 1``; names and members are known elsewhere;
* identical ballots are grouped once, into a pattern with a weight, in one canonical order, so the
  order in which papers came out of the box is lost here and cannot matter later;
* papers without any mark are counted as ``blank`` and take no further part;
* candidates whom a voter ranks equally stand beside each other in ``ranks``, and ``level`` says
  which shares the rank of the one before; a rule that knows no equal ranks refuses such ballots;
* a doubtful paper is refused, never guessed at.

Not here: grades and scores (``scored``), files of ballots (``readers``), grouping of columns that
never were Python objects (``columns``), and any counting (``rules``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.columns import first_unsound, group_graded, group_ranked
from commonweal.tally.faults import BadBallot
from commonweal.tally.patterns import (
    RankColumns,
    bad_ranks,
    check_blank,
    check_columns,
    check_size,
    first_row,
    freeze,
    group,
    is_whole,
    narrow,
    weights_of,
    whom,
)

YES, NO, ABSTAIN = 0, 1, 2
"""The three answers to a motion, as numbers of a :class:`Choice`."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Ballots that list candidates in order of preference, as far as the voter wished.

    Attributes:
        ranks: uint8 or uint16 ``[pattern, rank]``; the number ``candidates`` stands for "nobody"
            and fills each row after its last preference.
        weights: int64 ``[pattern]``; how many papers bear this pattern, at least 1.
        candidates: the number of candidates.
        blank: papers without a single preference; they are in no pattern.
        level: bool ``[pattern, rank]``; whether the candidate there shares the rank of the one
            before. None where no paper ranks two candidates equally.

    Raises:
        BadBallot: when a row is no list of distinct candidates without gaps.
    """

    ranks: RankColumns
    weights: NDArray[np.int64]
    candidates: int
    blank: int = 0
    level: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        check_size(self.candidates)
        check_blank(self.blank)
        check_columns(self.ranks, self.weights, (np.dtype(np.uint8), np.dtype(np.uint16)))
        _check_rows(self.ranks, self.level, self.candidates)
        freeze(self.ranks, self.weights)
        if self.level is not None:
            freeze(self.level)

    @classmethod
    def of(
        cls,
        ballots: Iterable[Sequence[int | Collection[int]]],
        candidates: int,
        weights: Iterable[int] | None = None,
    ) -> Ranked:
        """Group Python lists of preferences, the most preferred first.

        Args:
            ballots: the papers; an empty one is blank. Candidates ranked equally are a collection
                in the list: ``[2, (0, 1)]`` prefers 2 to 0 and 1 and is indifferent between them.
            candidates: how many candidates stand.
            weights: how many equal papers each list stands for; one each when left out.

        Raises:
            BadBallot: naming the ballot, counted from 0.
        """
        check_size(candidates)
        patterns, blank = group(ballots, candidates, weights)
        width = max((len(pattern) for pattern in patterns), default=0)
        ranks: RankColumns = np.full((len(patterns), width), candidates, dtype=narrow(candidates))
        level = np.zeros((len(patterns), width), dtype=np.bool_)
        for row, pattern in enumerate(sorted(patterns)):
            ranks[row, : len(pattern)] = [whom(mark) for mark in pattern]
            level[row, : len(pattern)] = [mark < 0 for mark in pattern]
        equals = level if bool(level.any()) else None
        return cls(ranks, weights_of(patterns), candidates, blank, equals)

    @classmethod
    def grouped(
        cls,
        ranks: NDArray[np.integer[Any]],
        candidates: int,
        weights: NDArray[np.integer[Any]] | None = None,
        *,
        level: NDArray[np.bool_] | None = None,
    ) -> Ranked:
        """Group columns of preferences; the same papers give the same profile as in :meth:`of`.

        Args:
            ranks: whole numbers ``[ballot, rank]``, the most preferred first; the number
                ``candidates`` stands for nobody and fills each row. A row of nothing else is blank.
            candidates: how many candidates stand.
            weights: whole numbers ``[ballot]``: how many equal papers each row stands for; one each
                when left out.
            level: bool ``[ballot, rank]``: who shares the rank of the one before, if anybody does.

        Raises:
            BadBallot: naming the first ballot that cannot be counted, counted from 0.
        """
        check_size(candidates)
        taken, equals, sums, blank = group_ranked(ranks, candidates, weights, level)
        return cls(taken, sums, candidates, blank, equals)

    @property
    def papers(self) -> int:
        """The number of papers with at least one preference."""
        return int(self.weights.sum())

    def __iter__(self) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield each pattern as a tuple of candidates, with its weight; equal ranks are flat."""
        for row, weight in zip(self.ranks.tolist(), self.weights.tolist(), strict=True):
            yield tuple(c for c in row if c != self.candidates), weight

    def groups(self) -> Iterator[tuple[tuple[tuple[int, ...], ...], int]]:
        """Yield each pattern as groups of candidates ranked equally, with its weight."""
        for row, (pattern, weight) in enumerate(self):
            shared = [False] * len(pattern) if self.level is None else self.level[row].tolist()
            groups: list[tuple[int, ...]] = []
            for candidate, joins in zip(pattern, shared, strict=False):
                groups[-1:] = [(*groups[-1], candidate)] if joins else [*groups[-1:], (candidate,)]
            yield tuple(groups), weight


@dataclass(frozen=True, slots=True, eq=False)
class Approval:
    """Ballots that mark every candidate the voter approves of.

    Attributes:
        marks: uint8 ``[pattern, candidate]``, 1 where marked, else 0.
        weights: int64 ``[pattern]``; how many papers bear this pattern, at least 1.
        candidates: the number of candidates.
        blank: papers without a single mark; they are in no pattern.

    Raises:
        BadBallot: when the columns do not fit together.
    """

    marks: NDArray[np.uint8]
    weights: NDArray[np.int64]
    candidates: int
    blank: int = 0

    def __post_init__(self) -> None:
        check_size(self.candidates)
        check_blank(self.blank)
        check_columns(self.marks, self.weights, (np.dtype(np.uint8),))
        if self.marks.shape[1] != self.candidates or bool((self.marks > 1).any()):
            raise BadBallot(
                "marks",
                expected=f"a 0 or 1 for each of {self.candidates} candidates",
                got=f"an array of shape {self.marks.shape} with other entries",
                remedy="build the profile with Approval.of",
            )
        freeze(self.marks, self.weights)

    @classmethod
    def of(
        cls,
        ballots: Iterable[Collection[int]],
        candidates: int,
        weights: Iterable[int] | None = None,
        *,
        at_most: int | None = None,
    ) -> Approval:
        """Group Python collections of approved candidates.

        Args:
            ballots: the papers; an empty one is blank.
            candidates: how many candidates stand.
            weights: how many equal papers each collection stands for; one each when left out.
            at_most: the largest number of marks that the election allows on a paper, if any.

        Raises:
            BadBallot: naming the ballot, counted from 0.
        """
        check_size(candidates)
        listed = [_within(number, tuple(b), at_most) for number, b in enumerate(ballots)]
        patterns, blank = group(listed, candidates, weights, ordered=False)
        marks = np.zeros((len(patterns), candidates), dtype=np.uint8)
        for row, pattern in enumerate(sorted(patterns)):
            marks[row, list(pattern)] = 1
        return cls(marks, weights_of(patterns), candidates, blank)

    @classmethod
    def grouped(
        cls,
        marks: NDArray[np.integer[Any]] | NDArray[np.bool_],
        candidates: int,
        weights: NDArray[np.integer[Any]] | None = None,
    ) -> Approval:
        """Group columns of marks; the same papers give the same profile as in :meth:`of`.

        Args:
            marks: ``[ballot, candidate]``, 1 or True where marked. A row without marks is blank.
            candidates: how many candidates stand.
            weights: whole numbers ``[ballot]``: how many equal papers each row stands for; one each
                when left out.

        Raises:
            BadBallot: naming the first ballot that cannot be counted, counted from 0.
        """
        check_size(candidates)
        taken, sums, blank = group_graded(marks, 1, 0, weights, name="marks", width=candidates)
        return cls(taken, sums, candidates, blank)

    @property
    def papers(self) -> int:
        """The number of papers with at least one mark."""
        return int(self.weights.sum())

    def __iter__(self) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield each pattern as a tuple of approved candidates, with its weight."""
        for row, weight in zip(self.marks, self.weights.tolist(), strict=True):
            yield tuple(np.flatnonzero(row).tolist()), weight


@dataclass(frozen=True, slots=True)
class Choice:
    """Votes for one of several answers, or yes, no and abstention.

    Votes may be fractions: a delegate whose sending body was divided may cast parts of a vote.

    Attributes:
        counts: the votes for each answer, exact, none below zero.
        blank: papers without a choice.

    Raises:
        BadBallot: when a count is negative or no exact number.
    """

    counts: tuple[Fraction, ...]
    blank: int = 0

    def __post_init__(self) -> None:
        check_size(self.candidates)
        check_blank(self.blank)
        for answer, votes in enumerate(self.counts):
            if not _is_exact(votes) or votes < 0:
                raise BadBallot(
                    f"answer {answer}",
                    expected="a Fraction of votes, zero or more",
                    got=repr(votes),
                    remedy="build the profile with Choice.of, Choice.counted or Choice.yes_no",
                )

    @property
    def candidates(self) -> int:
        """The number of answers one could choose from."""
        return len(self.counts)

    @classmethod
    def of(cls, votes: Iterable[int | None], candidates: int) -> Choice:
        """Count single choices; None is a blank paper.

        Raises:
            BadBallot: naming the ballot, counted from 0.
        """
        check_size(candidates)
        ballots = ([] if vote is None else [vote] for vote in votes)
        patterns, blank = group(ballots, candidates, None, ordered=False)
        return cls(tuple(Fraction(patterns.get((c,), 0)) for c in range(candidates)), blank)

    @classmethod
    def counted(cls, counts: Iterable[int | Fraction], blank: int = 0) -> Choice:
        """Take votes that were counted already, whole or in exact parts.

        Raises:
            BadBallot: when a count is negative or no exact number.
        """
        return cls(tuple(_exact(answer, votes) for answer, votes in enumerate(counts)), blank)

    @classmethod
    def yes_no(cls, yes: int | Fraction, no: int | Fraction, abstain: int | Fraction = 0) -> Choice:
        """Take the votes on a motion.

        Raises:
            BadBallot: when a count is negative or no exact number.
        """
        return cls.counted((yes, no, abstain))


def _exact(answer: int, votes: int | Fraction) -> Fraction:
    if is_whole(votes) or _is_exact(votes):
        return Fraction(votes)
    raise BadBallot(
        f"answer {answer}",
        expected="a whole number or a Fraction of votes",
        got=repr(votes),
        remedy="count exactly: a decimal number hides a rounding",
    )


def _within(number: int, ballot: tuple[int, ...], at_most: int | None) -> tuple[int, ...]:
    if at_most is not None and len(ballot) > at_most:
        raise BadBallot(
            f"ballot {number}",
            expected=f"at most {at_most} marks",
            got=f"{len(ballot)} marks",
            remedy="refuse the ballot when it is cast, and let the voter mark fewer",
        )
    return ballot


def _is_exact(number: object) -> bool:
    return isinstance(number, Fraction)


def _check_rows(ranks: RankColumns, level: NDArray[np.bool_] | None, candidates: int) -> None:
    if level is not None and (level.dtype != np.bool_ or level.shape != ranks.shape):
        raise BadBallot(
            "level",
            expected="a bool for each rank",
            got=f"{level.dtype} {level.shape}",
            remedy="build the profile with Ranked.of",
        )
    row = first_unsound(ranks, level, candidates)
    if row >= 0:
        joined = None if level is None else level[row].tolist()
        raise bad_ranks(f"ranks: row {row}", ranks[row].tolist(), joined, candidates)
    row = first_row(ranks[:, 0] == candidates) if ranks.shape[1] else len(ranks) - 1
    if row >= 0:
        raise BadBallot(
            f"ranks: row {row}",
            expected="a first preference",
            got="none",
            remedy="count the paper as blank",
        )
