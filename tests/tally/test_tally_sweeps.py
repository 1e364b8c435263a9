"""Counting many papers: NumPy and machine code give equal outcomes, figure by figure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import pairwise, piles, sweeps
from commonweal.tally import walks as module
from commonweal.tally.walks import walks

Way = Callable[[str], AbstractContextManager[None]]


@st.composite
def profiles(draw: st.DrawFn, *, equal: bool = False) -> tally.Ranked:
    candidates = draw(st.sampled_from([2, 5]))
    some = list(range(candidates))
    papers = []
    for _ in range(draw(st.integers(1, 14))):
        order = draw(st.permutations(some))[: draw(st.integers(1, len(some)))]
        groups: list[list[int]] = []
        for c in order:
            joins = equal and groups and draw(st.booleans())
            groups[-1:] = [[*groups[-1], c]] if joins else [*groups[-1:], [c]]
        papers.append([tuple(group) for group in groups])
    weights = draw(st.lists(st.integers(1, 9), min_size=len(papers), max_size=len(papers)))
    found = tally.Ranked.of(papers, candidates, weights)
    wide = found.ranks.astype(draw(st.sampled_from([np.uint8, np.uint16])))
    return tally.Ranked(wide, found.weights, candidates, 0, found.level)


def finished(count: Callable[..., tally.Outcome]) -> dict[str, Any]:
    lots: list[tuple[int, ...]] = []
    while (outcome := count(lots=lots)).lot is not None:
        lots.append(outcome.lot.tied)
    return outcome.as_dict()


def counted(profile: tally.Ranked, seats: int) -> list[dict[str, Any]]:
    """Count with surpluses of surpluses, refill the first seat, count with one seat."""
    found = [
        finished(lambda lots: tally.count("scottish-stv", profile, seats, lots=lots)),
        finished(lambda lots: tally.count("irv", profile, 1, lots=lots)),
    ]
    winner, draws = found[0]["elected"][0], found[0]["lots"]
    refilled = finished(
        lambda lots: tally.countback(
            "scottish-stv", profile, seats, winner, lots=lots, origin_lots=draws
        )
    )
    return [*found, refilled]


def counts_agree(profile: tally.Ranked, seats: int, name: str, way: Way) -> None:
    plain = counted(profile, seats)
    with way(name):
        assert counted(profile, seats) == plain


@pytest.mark.parametrize("name", ["compiled", "interpreted"])
@settings(deadline=None)
@given(profile=profiles(), seats=st.integers(1, 3))
def test_papers_pass_on_alike(way: Way, name: str, profile: tally.Ranked, seats: int) -> None:
    counts_agree(profile, seats, name, way)


@pytest.mark.parametrize("name", ["plain", "compiled"])
@settings(deadline=None, max_examples=20)
@given(profile=profiles(), seats=st.integers(1, 3))
def test_many_values_take_wider_columns(
    way: Way, name: str, profile: tally.Ranked, seats: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        narrow = counted(profile, seats)
        patch.setattr(piles, "CLASSES_NARROW", 1)
        with way(name):
            assert counted(profile, seats) == narrow
            papers = piles.Piles(
                profile, piles.Held(np.zeros(1, np.intp), np.ones(1, np.intp), (1, 5))
            )
            assert papers.deal(range(profile.candidates))[0].value == 5


def slow_preferred(profile: tally.Ranked) -> list[list[int]]:
    """Compare candidates paper by paper."""
    matrix = [[0] * profile.candidates for _ in range(profile.candidates)]
    for groups, weight in profile.groups():
        behind = set(range(profile.candidates))
        for group in groups:
            behind -= set(group)
            for one in group:
                for other in behind:
                    matrix[one][other] += weight
    return matrix


def pairs_agree(profile: tally.Ranked, name: str, way: Way) -> None:
    with way(name):
        found = pairwise.preferred(profile)
    assert [list(row) for row in found] == slow_preferred(profile)


@pytest.mark.parametrize("name", ["plain", "compiled", "interpreted"])
@settings(deadline=None)
@given(profile=profiles(equal=True))
def test_pairs_are_those_of_single_papers(way: Way, name: str, profile: tally.Ranked) -> None:
    pairs_agree(profile, name, way)


def walks_agree(
    profile: tally.Ranked, elected: list[int], hopeful: list[int], name: str, way: Way
) -> None:
    plain = walks(profile, elected, hopeful)
    with way(name):
        assert walks(profile, elected, hopeful) == plain


@pytest.mark.parametrize("name", ["compiled", "interpreted"])
@settings(deadline=None)
@given(profile=profiles(), parts=st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_walks_are_alike(way: Way, name: str, profile: tally.Ranked, parts: list[int]) -> None:
    elected, hopeful = (
        [c for c, part in enumerate(parts[: profile.candidates]) if part == which]
        for which in (1, 2)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WAYS", 2)
        walks_agree(profile, elected, hopeful, name, way)


def test_roles_are_the_same_numbers() -> None:
    assert (module._PASSES, module._STAYS) == (sweeps.PASSES, sweeps.STAYS)


def ignores_equal_ranks(ranks: Any, level: Any, *rest: Any) -> None:
    HONEST["compare"](ranks, np.zeros((0, 0), np.bool_), *rest)


def counts_patterns(ranks: Any, weights: Any, *rest: Any) -> Any:
    return HONEST["follow"](ranks, np.ones_like(weights), *rest)


HONEST: dict[str, Any] = {"move": sweeps.move, "compare": sweeps.compare, "follow": sweeps.follow}
CROWD = tally.Ranked.of([[0, 1, 2], [1, 0, 2], [(0, 1)]], 3, [9, 2, 4])
STRICT = tally.Ranked.of([[0, 1, 2], [1, 0, 2], [2], [1, 2]], 3, [9, 7, 4, 2])

PLANTED: dict[str, tuple[str, Callable[..., Any], Callable[[Way], None]]] = {
    "one place too far": (
        "move",
        lambda ranks, *rest: HONEST["move"](np.roll(ranks, 1, axis=1), *rest),
        lambda way: counts_agree(STRICT, 2, "compiled", way),
    ),
    "equal ranks ignored": (
        "compare",
        ignores_equal_ranks,
        lambda way: pairs_agree(CROWD, "compiled", way),
    ),
    "patterns for papers": (
        "follow",
        counts_patterns,
        lambda way: walks_agree(STRICT, [0], [1, 2], "compiled", way),
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_sweep_is_caught(planted: str, way: Way) -> None:
    name, wrong, agree = PLANTED[planted]
    agree(way)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeps, name, wrong)
        with pytest.raises((AssertionError, IndexError, KeyError)):
            agree(way)


@pytest.mark.parametrize("name", ["compiled", "interpreted"])
def test_room_is_made_for_more_ways(name: str, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tally.Ranked.of([[0, 1, 2], [1, 0, 2], [2, 0, 1], [2, 1]], 3)
    monkeypatch.setattr(module, "_WAYS", 1)
    with way(name):
        found = walks(profile, elected=[0, 1, 2], hopeful=[])
    assert [walk.through for walk in found] == [(0, 1, 2), (1, 0, 2), (2, 0, 1), (2, 1)]
