"""Ballots with grades: grouping, and every ballot that is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from commonweal.tally import UNMARKED, BadBallot, Scored


def test_equal_papers_are_grouped_in_one_order() -> None:
    profile = Scored.of([{0: 5, 2: 1}, {1: 0}, {2: 1, 0: 5}, {}], 3, 5, weights=[1, 2, 3, 4])
    assert profile.grades.tolist() == [[5, UNMARKED, 1], [UNMARKED, 0, UNMARKED]]
    assert list(profile) == [({0: 5, 2: 1}, 4), ({1: 0}, 2)]
    assert (profile.papers, profile.blank) == (6, 4)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a grade too high": (lambda: Scored.of([{0: 1}, {0: 6}], 2, 5), r"ballot 1: .*6 for candidate"),
    "a grade below zero": (lambda: Scored.of([{0: -1}], 2, 5), r"ballot 0: .*-1 for candidate 0"),
    "no whole grade": (lambda: Scored.of([{0: 0.5}], 2, 5), r"ballot 0: .*got 0.5"),  # type: ignore[dict-item]
    "nobody of that number": (lambda: Scored.of([{2: 1}], 2, 5), r"ballot 0: .*0 to 1; got 2"),
    "no best grade": (lambda: Scored.of([], 2, 0), r"highest: .*from 1 to 254; got 0"),
    "too many grades": (lambda: Scored.of([], 2, 255), r"highest: .*got 255"),
    "columns of other width": (
        lambda: Scored(np.zeros((1, 1), np.uint8), np.ones(1, np.int64), 2, 5),
        r"grades: .*each of 2 candidates",
    ),
    "columns with other numbers": (
        lambda: Scored(np.full((1, 2), 6, np.uint8), np.ones(1, np.int64), 2, 5),
        r"grades: .*from 0 to 5",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_papers_are_refused(case: str) -> None:
    build, message = REFUSED[case]
    with pytest.raises(BadBallot, match=message):
        build()
