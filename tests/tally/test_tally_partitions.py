"""Ballots in parts: however they are cut up and in whatever order they come, one profile."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import BadBallot, partitions
from commonweal.tally.partitions import Gathering, merge

Way = Callable[[str], AbstractContextManager[None]]
Build = Callable[[list[Any]], Any]

MARKS = st.lists(st.integers(0, 3), unique=True, max_size=4)
PAPERS: dict[str, tuple[st.SearchStrategy[Any], Build]] = {
    "strict orders": (MARKS, lambda papers: tally.Ranked.of(papers, 4)),
    "equal ranks": (
        st.sampled_from([[], [0], [(0, 1)], [2, (0, 3)], [0, 1], [(1, 2, 3), 0]]),
        lambda papers: tally.Ranked.of(papers, 4),
    ),
    "approvals": (MARKS, lambda papers: tally.Approval.of(papers, 4)),
    "grades": (
        st.dictionaries(st.integers(0, 3), st.integers(0, 5), max_size=4),
        lambda papers: tally.Scored.of(papers, 4, 5),
    ),
    "choices": (
        st.one_of(st.none(), st.integers(0, 2)),
        lambda papers: tally.Choice.of(papers, 3),
    ),
}


def same(first: Any, second: Any) -> None:
    for name in first.__dataclass_fields__:
        one, other = getattr(first, name), getattr(second, name)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype
            assert one.tolist() == other.tolist()
        else:
            assert one == other


def folded(parts: list[list[Any]], build: Build) -> None:
    """Merge parts at once, and gather them one by one from the last to the first."""
    whole = build([paper for part in parts for paper in part])
    same(merge([build(part) for part in parts]), whole)
    gathering: Gathering[Any] = Gathering()
    for part in reversed(parts):
        gathering.add(build(part))
    same(gathering.profile(), whole)
    same(gathering.profile(), whole)


@pytest.mark.parametrize("name", ["plain", "compiled"])
@pytest.mark.parametrize("kind", PAPERS)
@settings(deadline=None)
@given(data=st.data())
def test_parts_merged_are_the_whole(way: Way, name: str, kind: str, data: st.DataObject) -> None:
    paper, build = PAPERS[kind]
    parts = data.draw(st.lists(st.lists(paper, max_size=8), min_size=1, max_size=6))
    with way(name), pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "WAITING_ROWS", data.draw(st.sampled_from([0, 5, 10**6])))
        folded(parts, build)


def test_a_merger_that_only_strings_parts_together_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts, build = [[[0, 1], [1]], [[0, 1]]], PAPERS["strict orders"][1]
    folded(parts, build)

    def strung(parts: Any) -> Any:
        ranks, _ = partitions._stacked(parts, 4)
        return tally.Ranked(ranks, np.concatenate([part.weights for part in parts]), 4)

    monkeypatch.setattr(partitions, "_grouped", strung)
    with pytest.raises(AssertionError):
        folded(parts, build)


def test_a_merger_that_forgets_blank_papers_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    parts, build = [[[0, 1], []], [[0, 1]]], PAPERS["strict orders"][1]
    folded(parts, build)
    monkeypatch.setattr(partitions, "replace", lambda profile, blank: profile)
    with pytest.raises(AssertionError):
        folded(parts, build)


def test_only_patterns_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "WAITING_ROWS", 2)
    gathering: Gathering[tally.Ranked] = Gathering()
    for _ in range(100):
        gathering.add(tally.Ranked.of([[0, 1], [1, 0], [1]], 2))
        assert sum(len(part.weights) for part in gathering._parts) <= 2 * 3
    assert gathering.profile().papers == 300


REFUSED: dict[str, tuple[list[Any], str]] = {
    "no part": ([], "got none"),
    "two kinds": (
        [tally.Ranked.of([[0]], 2), tally.Approval.of([[0]], 2)],
        "got Approval of 2 candidates and Ranked of 2 candidates",
    ),
    "other candidates": ([tally.Choice.of([0], 2), tally.Choice.of([0], 3)], "3 candidates"),
    "other grades": (
        [tally.Scored.of([{0: 1}], 2, 5), tally.Scored.of([{0: 1}], 2, 6)],
        "grades to 5 and Scored of 2 candidates, grades to 6",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_parts_of_different_elections_are_refused(case: str) -> None:
    parts, message = REFUSED[case]
    with pytest.raises(BadBallot, match=message):
        merge(parts)
    with pytest.raises(BadBallot, match=message):
        gathered(parts)


def gathered(parts: list[Any]) -> Any:
    gathering: Gathering[Any] = Gathering()
    for part in parts:
        gathering.add(part)
    return gathering.profile()


def test_the_example_in_the_docstring() -> None:
    assert doctest.testmod(partitions).failed == 0
