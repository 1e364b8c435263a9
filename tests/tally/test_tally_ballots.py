"""Ballots in columns: grouping, dtypes, and every ballot that is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from commonweal.tally import Approval, BadBallot, Choice, Ranked, Scored
from commonweal.tally import ballots as module


def test_equal_ballots_are_grouped_once_in_one_order() -> None:
    profile = Ranked.of([[2, 0], [1], [2, 0], []], candidates=3)
    assert list(profile) == [((1,), 1), ((2, 0), 2)]
    assert profile.ranks.dtype == np.uint8
    assert profile.ranks.tolist() == [[1, 3], [2, 0]]
    assert (profile.papers, profile.blank) == (3, 1)


def test_many_candidates_take_wider_columns() -> None:
    assert Ranked.of([[254, 0]], candidates=255).ranks.dtype == np.uint16
    assert Ranked.of([[253, 0]], candidates=254).ranks.dtype == np.uint8


def test_columns_cannot_be_changed() -> None:
    profile = Ranked.of([[0]], candidates=1)
    with pytest.raises(ValueError, match="read-only"):
        profile.weights[0] = 5


def test_marks_have_no_order() -> None:
    profile = Approval.of([[2, 0], [0, 2], []], candidates=3, weights=[2, 1, 4])
    assert list(profile) == [((0, 2), 3)]
    assert (profile.papers, profile.blank) == (3, 4)


def test_no_ballots_at_all() -> None:
    assert Ranked.of([], 2).papers == 0
    assert list(Approval.of([], 2)) == []
    assert Choice.of([], 2).counts == (0, 0)


def test_choices_are_counted() -> None:
    assert Choice.of([1, None, 1, 0], 3) == Choice((Fraction(1), Fraction(2), Fraction(0)), 1)
    assert Choice.yes_no(Fraction(1, 3), 2).counts == (Fraction(1, 3), 2, 0)


def ranked(rows: list[list[int]], weights: list[int], kind: Any = np.uint8) -> Ranked:
    return Ranked(np.array(rows, dtype=kind), np.array(weights, dtype=np.int64), 3)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a candidate twice": (lambda: Ranked.of([[0], [1, 1]], 2), r"ballot 1: .*candidate 1 twice"),
    "out of range": (lambda: Ranked.of([[2]], 2), r"ballot 0: .*0 to 1; got 2"),
    "below zero": (lambda: Ranked.of([[-1]], 2), r"ballot 0: .*got -1"),
    "no number": (lambda: Ranked.of([["x"]], 2), r"ballot 0: .*got 'x'"),  # type: ignore[list-item]
    "a truth value": (lambda: Ranked.of([[True]], 2), r"ballot 0: .*got True"),
    "an empty rank": (lambda: Ranked.of([[0, (), 1]], 2), r"ballot 0: .*no empty rank; got \(\)"),
    "a word among equals": (
        lambda: Ranked.of([[(0, "x")]], 2),  # type: ignore[list-item]  # refused on purpose
        r"ballot 0: .*got 'x'",
    ),
    "marks that share a rank": (
        lambda: Approval.of([[(0, 1)]], 2),  # type: ignore[list-item]  # refused on purpose
        r"ballot 0: expected marks without ranks; got \(0, 1\)",
    ),
    "a choice of two": (
        lambda: Choice.of([(0, 1)], 2),  # type: ignore[list-item]  # refused on purpose
        r"ballot 0: expected marks without ranks; got \(0, 1\)",
    ),
    "a part of a candidate": (
        lambda: Ranked.of([], 2.5),  # type: ignore[arg-type]  # refused on purpose
        r"candidates: .*got 2.5",
    ),
    "blank papers below zero": (
        lambda: Ranked(np.zeros((1, 1), np.uint8), np.ones(1, np.int64), 1, -1),
        r"blank: .*got -1",
    ),
    "blank marks below zero": (
        lambda: Approval(np.ones((1, 1), np.uint8), np.ones(1, np.int64), 1, -1),
        r"blank: .*got -1",
    ),
    "blank grades below zero": (
        lambda: Scored(np.ones((1, 1), np.uint8), np.ones(1, np.int64), 1, 5, -1),
        r"blank: .*got -1",
    ),
    "half a blank paper": (
        lambda: Choice.counted([1, 2], 0.5),  # type: ignore[arg-type]  # refused on purpose
        r"blank: .*got 0.5",
    ),
    "nobody stands": (lambda: Ranked.of([], 0), r"candidates: expected a whole number from 1"),
    "too many stand": (
        lambda: Ranked.of([], 65_535),
        r"candidates: expected a whole number from 1",
    ),
    "a weight of zero": (lambda: Ranked.of([[0]], 2, [0]), r"ballot 0: .*weight of 1 or more"),
    "a part of a weight": (
        lambda: Ranked.of([[0]], 2, [0.5]),  # type: ignore[list-item]
        r"ballot 0: .*got 0.5",
    ),
    "weights missing": (lambda: Ranked.of([[0], [1]], 2, [1]), r"2 ballots; got 1 weights"),
    "more papers than people": (lambda: Ranked.of([[0]], 2, [2**62]), r"fewer than 2\*\*62"),
    "a wrong dtype": (lambda: ranked([[0]], [1], np.int32), r"columns: .*int32"),
    "a wrong shape": (lambda: ranked([[0]], [1, 1]), r"columns: .*\(2,\)"),
    "a weight of zero in columns": (lambda: ranked([[0]], [0]), r"weights: "),
    "too many papers in columns": (lambda: ranked([[0], [1]], [2**61, 2**61]), r"weights: "),
    "a candidate twice in columns": (
        lambda: ranked([[0, 0]], [1]),
        r"ranks: row 0: .*got candidate 0 twice",
    ),
    "a gap in columns": (lambda: ranked([[0, 3, 1]], [1]), r"ranks: "),
    "out of range in columns": (lambda: ranked([[4]], [1]), r"ranks: "),
    "no first preference in columns": (lambda: ranked([[3]], [1]), r"ranks: "),
    "patterns without ranks": (
        lambda: Ranked(np.zeros((1, 0), np.uint8), np.ones(1, np.int64), 3),
        r"ranks: row 0: .*first preference",
    ),
    "a level of other shape": (
        lambda: Ranked(
            np.zeros((1, 1), np.uint8), np.ones(1, np.int64), 3, level=np.zeros((1, 2), np.bool_)
        ),
        r"level: .*\(1, 2\)",
    ),
    "a level at the first preference": (
        lambda: Ranked(
            np.zeros((1, 1), np.uint8), np.ones(1, np.int64), 3, level=np.ones((1, 1), np.bool_)
        ),
        r"ranks: row 0: .*behind a candidate",
    ),
    "too many marks": (lambda: Approval.of([[0, 1]], 2, at_most=1), r"ballot 0: .*at most 1"),
    "marks of other width": (
        lambda: Approval(np.ones((1, 2), np.uint8), np.ones(1, np.int64), 3),
        r"marks: .*each of 3",
    ),
    "marks of two": (
        lambda: Approval(np.full((1, 3), 2, np.uint8), np.ones(1, np.int64), 3),
        r"marks: ",
    ),
    "decimals": (lambda: Choice.yes_no(0.5, 1), r"answer 0: .*got 0.5"),  # type: ignore[arg-type]
    "votes below zero": (lambda: Choice.yes_no(0, -1), r"answer 1: .*zero or more"),
    "bare integers": (lambda: Choice((1, 2)), r"answer 0: .*Fraction"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_ballots_are_refused(case: str) -> None:
    build, message = REFUSED[case]
    with pytest.raises(BadBallot, match=message) as caught:
        build()
    assert caught.value.place
    assert caught.value.expected
    assert caught.value.got
    assert caught.value.remedy in str(caught.value)


def test_equal_ranks_are_shown_as_groups() -> None:
    profile = Ranked.of([[2, (1, 0)], [(0, 2)], [1]], 3)
    assert list(profile.groups()) == [(((0, 2),), 1), (((1,),), 1), (((2,), (0, 1)), 1)]
    assert list(Ranked.of([[1, 0]], 2).groups()) == [(((1,), (0,)), 1)]


def test_a_limit_on_marks_that_is_kept() -> None:
    assert Approval.of([[0], [1]], 2, at_most=1).papers == 2


def test_the_answers_are_numbered() -> None:
    assert (module.YES, module.NO, module.ABSTAIN) == (0, 1, 2)
