"""Ballots that give each candidate a grade or a score.

Rules of this module:

* a grade is a whole number from 0, the worst, to ``highest``, the best; what the grades are called
  is known elsewhere;
* a candidate whom a voter left without a grade is :data:`UNMARKED` there; what that means is the
  rule's to say, never this module's;
* identical ballots are one pattern with a weight, in one canonical order.

Not here: ranked and approval ballots (``ballots``), and any counting (``rules``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.columns import group_graded
from commonweal.tally.faults import BadBallot
from commonweal.tally.patterns import (
    check_blank,
    check_columns,
    check_size,
    freeze,
    group,
    is_whole,
    weights_of,
)

UNMARKED = 255
"""Stands where a voter gave a candidate no grade."""

HIGHEST_MAX = UNMARKED - 1
"""The best grade that a column of uint8 can hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Ballots that give candidates grades.

    Attributes:
        grades: uint8 ``[pattern, candidate]``, 0 to ``highest``, or :data:`UNMARKED`.
        weights: int64 ``[pattern]``; how many papers bear this pattern, at least 1.
        candidates: the number of candidates.
        highest: the best grade that could be given, 1 to 254.
        blank: papers without a single grade; they are in no pattern.

    Raises:
        BadBallot: when the columns do not fit together.
    """

    grades: NDArray[np.uint8]
    weights: NDArray[np.int64]
    candidates: int
    highest: int
    blank: int = 0

    def __post_init__(self) -> None:
        check_size(self.candidates)
        check_blank(self.blank)
        _check_highest(self.highest)
        check_columns(self.grades, self.weights, (np.dtype(np.uint8),))
        wrong = (self.grades > self.highest) & (self.grades != UNMARKED)
        if self.grades.shape[1] != self.candidates or bool(wrong.any()):
            raise BadBallot(
                "grades",
                expected=f"a grade from 0 to {self.highest}, or {UNMARKED} for none, "
                f"for each of {self.candidates} candidates",
                got=f"an array of shape {self.grades.shape} with other entries",
                remedy="build the profile with Scored.of",
            )
        freeze(self.grades, self.weights)

    @classmethod
    def of(
        cls,
        ballots: Iterable[Mapping[int, int]],
        candidates: int,
        highest: int,
        weights: Iterable[int] | None = None,
    ) -> Scored:
        """Group papers, each a mapping of candidates to grades.

        Args:
            ballots: the papers; an empty one is blank.
            candidates: how many candidates stand.
            highest: the best grade that could be given.
            weights: how many equal papers each mapping stands for; one each when left out.

        Raises:
            BadBallot: naming the ballot, counted from 0.
        """
        check_size(candidates)
        _check_highest(highest)
        size = highest + 1
        coded = (
            [
                candidate * size + grade
                for candidate, grade in _read(number, ballot, candidates, highest)
            ]
            for number, ballot in enumerate(ballots)
        )
        patterns, blank = group(coded, candidates * size, weights)
        grades = np.full((len(patterns), candidates), UNMARKED, dtype=np.uint8)
        for row, pattern in enumerate(sorted(patterns)):
            for mark in pattern:
                grades[row, mark // size] = mark % size
        return cls(grades, weights_of(patterns), candidates, highest, blank)

    @classmethod
    def grouped(
        cls,
        grades: NDArray[np.integer[Any]],
        candidates: int,
        highest: int,
        weights: NDArray[np.integer[Any]] | None = None,
    ) -> Scored:
        """Group columns of grades; the same papers give the same profile as in :meth:`of`.

        Args:
            grades: whole numbers ``[ballot, candidate]``, 0 to ``highest``, or :data:`UNMARKED`.
                A row without grades is blank.
            candidates: how many candidates stand.
            highest: the best grade that could be given.
            weights: whole numbers ``[ballot]``: how many equal papers each row stands for; one each
                when left out.

        Raises:
            BadBallot: naming the first ballot that cannot be counted, counted from 0.
        """
        check_size(candidates)
        _check_highest(highest)
        taken, sums, blank = group_graded(
            grades, highest, UNMARKED, weights, name="grades", width=candidates
        )
        return cls(taken, sums, candidates, highest, blank)

    @property
    def papers(self) -> int:
        """The number of papers with at least one grade."""
        return int(self.weights.sum())

    def __iter__(self) -> Iterator[tuple[dict[int, int], int]]:
        """Yield each pattern as a mapping of candidates to grades, with its weight."""
        for row, weight in zip(self.grades.tolist(), self.weights.tolist(), strict=True):
            yield {c: grade for c, grade in enumerate(row) if grade != UNMARKED}, weight


def _check_highest(highest: int) -> None:
    if not is_whole(highest) or not 1 <= highest <= HIGHEST_MAX:
        raise BadBallot(
            "highest",
            expected=f"a best grade from 1 to {HIGHEST_MAX}",
            got=repr(highest),
            remedy="number the grades from 0, the worst",
        )


def _read(
    number: int, ballot: Mapping[int, int], candidates: int, highest: int
) -> list[tuple[int, int]]:
    for candidate, grade in ballot.items():
        if not is_whole(grade) or not 0 <= grade <= highest:
            raise BadBallot(
                f"ballot {number}",
                expected=f"a grade from 0 to {highest}",
                got=f"{grade!r} for candidate {candidate}",
                remedy="correct the grade, or refuse the ballot as the election's rules say",
            )
        if not is_whole(candidate) or not 0 <= candidate < candidates:
            raise BadBallot(
                f"ballot {number}",
                expected=f"candidates numbered 0 to {candidates - 1}",
                got=repr(candidate),
                remedy="correct the number, or refuse the ballot as the election's rules say",
            )
    return sorted(ballot.items())
