"""The ways of papers through the elected: worked ones, and every paper followed by itself."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.tally import Ranked
from commonweal.tally.walks import Walk, walks

Papers = list[tuple[int, ...]]


def followed(paper: tuple[int, ...], elected: set[int], hopeful: set[int]) -> tuple[object, ...]:
    """Follow one paper, as a teller would."""
    passed = []
    for candidate in paper:
        if candidate in hopeful:
            return tuple(passed), candidate
        if candidate in elected:
            passed.append(candidate)
    return tuple(passed), None


@st.composite
def stages(draw: st.DrawFn) -> tuple[Papers, int, set[int], set[int]]:
    candidates = draw(st.integers(1, 6))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda length: tuple(order[:length]))
    )
    papers = draw(st.lists(paper, max_size=12))
    parts = draw(st.lists(st.integers(0, 2), min_size=candidates, max_size=candidates))
    elected = {c for c, part in enumerate(parts) if part == 1}
    return papers, candidates, elected, {c for c, part in enumerate(parts) if part == 2}


def agree(stage: tuple[Papers, int, set[int], set[int]]) -> None:
    papers, candidates, elected, hopeful = stage
    found = walks(Ranked.of(papers, candidates), elected, hopeful)
    slow = Counter(followed(paper, elected, hopeful) for paper in papers)
    assert {(walk.through, walk.to): walk.papers for walk in found} == slow
    assert len(found) == len(slow)


@settings(deadline=None)
@given(stages())
def test_walks_are_those_of_single_papers(stage: tuple[Papers, int, set[int], set[int]]) -> None:
    agree(stage)


def test_walks_stand_in_one_order() -> None:
    profile = Ranked.of([[0, 1], [2, 0, 1], [0], [2], [3]], 4, weights=[5, 4, 3, 2, 1])
    assert walks(profile, elected=[0], hopeful=[1, 2]) == (
        Walk((), 2, 6),
        Walk((), None, 1),
        Walk((0,), 1, 5),
        Walk((0,), None, 3),
    )


def test_equal_ranks_are_no_single_way() -> None:
    with pytest.raises(AssertionError, match="no single way"):
        walks(Ranked.of([[(0, 1)]], 2), [], [0, 1])
