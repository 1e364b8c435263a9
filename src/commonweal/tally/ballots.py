"""Ballots in columns: ranked, approval, and choice of one.

Rules of this module:

* a candidate is an integer from 0 to ``candidates - 1``; names and members are known elsewhere;
* identical ballots are grouped once, into a pattern with a weight, in one canonical order, so the
  order in which papers came out of the box is lost here and cannot matter later;
* papers without any mark are counted as ``blank`` and take no further part;
* a doubtful paper is refused, never guessed at.

Equal ranks are not read yet. Their place is a second column array beside ``ranks`` that says
which ranks are shared with the one before; rules that know no equal ranks will refuse it.

Not here: files of ballots (``readers``), and any counting (``rules``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.faults import BadBallot

YES, NO, ABSTAIN = 0, 1, 2
"""The three answers to a motion, as numbers of a :class:`Choice`."""

CANDIDATES_MAX = 65_534
"""The largest number of candidates; one more number of uint16 is kept for "nobody"."""

PAPERS_MAX = 2**62
"""The largest number of papers: sums of weights stay inside int64."""

RankColumns: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Ballots that list candidates in order of preference, as far as the voter wished.

    Attributes:
        ranks: uint8 or uint16 ``[pattern, rank]``; the number ``candidates`` stands for "nobody"
            and fills each row after its last preference.
        weights: int64 ``[pattern]``; how many papers bear this pattern, at least 1.
        candidates: the number of candidates.
        blank: papers without a single preference; they are in no pattern.

    Raises:
        BadBallot: when a row is no list of distinct candidates without gaps.
    """

    ranks: RankColumns
    weights: NDArray[np.int64]
    candidates: int
    blank: int = 0

    def __post_init__(self) -> None:
        _check_size(self.candidates)
        _check_columns(self.ranks, self.weights, (np.dtype(np.uint8), np.dtype(np.uint16)))
        _check_rows(self.ranks, self.candidates)
        _freeze(self.ranks, self.weights)

    @classmethod
    def of(
        cls,
        ballots: Iterable[Sequence[int]],
        candidates: int,
        weights: Iterable[int] | None = None,
    ) -> Ranked:
        """Group Python lists of preferences, the most preferred first.

        Args:
            ballots: the papers; an empty one is blank.
            candidates: how many candidates stand.
            weights: how many equal papers each list stands for; one each when left out.

        Raises:
            BadBallot: naming the ballot, counted from 0.
        """
        _check_size(candidates)
        patterns, blank = _group(ballots, candidates, weights)
        width = max((len(pattern) for pattern in patterns), default=0)
        narrow = np.uint8 if candidates < np.iinfo(np.uint8).max else np.uint16
        ranks = np.full((len(patterns), width), candidates, dtype=narrow)
        for row, pattern in enumerate(sorted(patterns)):
            ranks[row, : len(pattern)] = pattern
        return cls(ranks, _weights(patterns), candidates, blank)

    @property
    def papers(self) -> int:
        """The number of papers with at least one preference."""
        return int(self.weights.sum())

    def __iter__(self) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield each pattern as a tuple of candidates, with its weight."""
        for row, weight in zip(self.ranks.tolist(), self.weights.tolist(), strict=True):
            yield tuple(c for c in row if c != self.candidates), weight


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
        _check_size(self.candidates)
        _check_columns(self.marks, self.weights, (np.dtype(np.uint8),))
        if self.marks.shape[1] != self.candidates or bool((self.marks > 1).any()):
            raise BadBallot(
                "marks",
                expected=f"a 0 or 1 for each of {self.candidates} candidates",
                got=f"an array of shape {self.marks.shape} with other entries",
                remedy="build the profile with Approval.of",
            )
        _freeze(self.marks, self.weights)

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
        _check_size(candidates)
        listed = [_within(number, tuple(b), at_most) for number, b in enumerate(ballots)]
        patterns, blank = _group(listed, candidates, weights, ordered=False)
        marks = np.zeros((len(patterns), candidates), dtype=np.uint8)
        for row, pattern in enumerate(sorted(patterns)):
            marks[row, list(pattern)] = 1
        return cls(marks, _weights(patterns), candidates, blank)

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
        _check_size(self.candidates)
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
        _check_size(candidates)
        ballots = ([] if vote is None else [vote] for vote in votes)
        patterns, blank = _group(ballots, candidates, None)
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


Profile: TypeAlias = Ranked | Approval | Choice


def _exact(answer: int, votes: int | Fraction) -> Fraction:
    if _is_whole(votes) or _is_exact(votes):
        return Fraction(votes)
    raise BadBallot(
        f"answer {answer}",
        expected="a whole number or a Fraction of votes",
        got=repr(votes),
        remedy="count exactly: a decimal number hides a rounding",
    )


def _check_size(candidates: int) -> None:
    if not 1 <= candidates <= CANDIDATES_MAX:
        raise BadBallot(
            "candidates",
            expected=f"from 1 to {CANDIDATES_MAX}",
            got=candidates,
            remedy="count an election only when somebody stands in it",
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


def _group(
    ballots: Iterable[Sequence[int]],
    candidates: int,
    weights: Iterable[int] | None,
    *,
    ordered: bool = True,
) -> tuple[dict[tuple[int, ...], int], int]:
    patterns: dict[tuple[int, ...], int] = {}
    for number, (ballot, weight) in enumerate(_weighed(ballots, weights)):
        pattern = _pattern(number, ballot, candidates)
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


def _weighed(
    ballots: Iterable[Sequence[int]], weights: Iterable[int] | None
) -> Iterator[tuple[Sequence[int], int]]:
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


def _pattern(number: int, ballot: Sequence[int], candidates: int) -> tuple[int, ...]:
    seen: set[int] = set()
    for candidate in ballot:
        if not _is_whole(candidate) or not 0 <= candidate < candidates:
            raise BadBallot(
                f"ballot {number}",
                expected=f"candidates numbered 0 to {candidates - 1}",
                got=repr(candidate),
                remedy="correct the number, or refuse the ballot as the election's rules say",
            )
        if candidate in seen:
            raise BadBallot(
                f"ballot {number}",
                expected="every candidate at most once",
                got=f"candidate {candidate} twice",
                remedy="refuse the ballot when it is cast, or as the election's rules say",
            )
        seen.add(candidate)
    return tuple(int(candidate) for candidate in ballot)


def _weight(number: int, weight: int) -> int:
    if not _is_whole(weight) or weight < 1:
        raise BadBallot(
            f"ballot {number}",
            expected="a weight of 1 or more, a whole number",
            got=repr(weight),
            remedy="leave out ballots that nobody cast",
        )
    return int(weight)


def _is_exact(number: object) -> bool:
    return isinstance(number, Fraction)


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def _weights(patterns: dict[tuple[int, ...], int]) -> NDArray[np.int64]:
    return np.array([patterns[pattern] for pattern in sorted(patterns)], dtype=np.int64)


def _check_columns(
    rows: RankColumns, weights: NDArray[np.int64], kinds: tuple[np.dtype[np.generic], ...]
) -> None:
    fits = rows.ndim == 2 and weights.shape == rows.shape[:1]
    if not fits or rows.dtype not in kinds or weights.dtype != np.int64:
        raise BadBallot(
            "columns",
            expected=f"rows of {' or '.join(str(kind) for kind in kinds)}, one int64 weight each",
            got=f"{rows.dtype} {rows.shape} with {weights.dtype} {weights.shape}",
            remedy="build the profile with its constructor of()",
        )
    if bool((weights < 1).any()) or sum(weights.tolist()) >= PAPERS_MAX:
        raise BadBallot(
            "weights",
            expected="weights of 1 or more, fewer than 2**62 in all",
            got="others",
            remedy="leave out patterns that nobody cast",
        )


def _check_rows(ranks: RankColumns, candidates: int) -> None:
    ordered = np.sort(ranks, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] != candidates)
    gap = (ranks[:, :-1] == candidates) & (ranks[:, 1:] != candidates)
    wrong = twice.any(axis=1) | gap.any(axis=1) | (ranks > candidates).any(axis=1)
    if bool(wrong.any()) or bool((ranks[:, :1] == candidates).any()):
        raise BadBallot(
            "ranks",
            expected="rows of distinct candidates, first preference first, no gaps",
            got=f"{int(wrong.sum())} other rows, or rows without a first preference",
            remedy="build the profile with Ranked.of, which names the ballot",
        )


def _freeze(*columns: NDArray[np.generic]) -> None:
    for column in columns:
        column.setflags(write=False)
