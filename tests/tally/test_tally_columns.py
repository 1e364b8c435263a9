"""Columns that never were Python objects: three ways of grouping them, one result.

The ways are NumPy alone, machine code, and the source of that machine code run by the interpreter.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import BadBallot, columns, native, sweeps

WAYS = ("plain", "compiled", "interpreted")


Way = Callable[[str], AbstractContextManager[None]]


@dataclass
class Papers:
    """Papers as lists, each a list of groups of candidates, and the same as columns."""

    lists: list[list[tuple[int, ...]]]
    candidates: int
    weights: list[int]
    ranks: np.ndarray[Any, Any]
    level: np.ndarray[Any, Any]


@st.composite
def papers(draw: st.DrawFn) -> Papers:
    candidates = draw(st.sampled_from([1, 3, 5, 12, 70, 254, 255, 3000]))
    some = draw(st.permutations(range(min(candidates, 6))))
    standing = [c if candidates < 12 else candidates - 1 - c * 11 % candidates for c in some]
    wide = draw(st.sampled_from([len(standing), len(standing) + 15]))
    lists, equal = [], draw(st.booleans())
    for _ in range(draw(st.integers(0, 14))):
        order = draw(st.permutations(sorted(set(standing))))[: draw(st.integers(0, len(standing)))]
        marks = [
            (c, draw(st.integers(0, 1)) if equal and place else 0) for place, c in enumerate(order)
        ]
        group, groups = 0, []
        for c, joins in marks:
            group += 1 - joins
            groups.append((group, c))
        lists.append([tuple(c for _, c in g) for _, g in groupby(groups, key=lambda pair: pair[0])])
    kind = draw(st.sampled_from([np.uint16, np.int64] + [np.uint8] * (candidates < 255)))
    ranks = np.full((len(lists), wide), candidates, dtype=kind)
    level = np.zeros((len(lists), wide), dtype=np.bool_)
    for row, groups_of in enumerate(lists):
        flat = [(c, place > 0) for g in groups_of for place, c in enumerate(g)]
        ranks[row, : len(flat)] = [c for c, _ in flat]
        level[row, : len(flat)] = [joins for _, joins in flat]
    weights = draw(st.lists(st.integers(1, 9), min_size=len(lists), max_size=len(lists)))
    return Papers(lists, candidates, weights, ranks, level)


def same(first: Any, second: Any) -> None:
    """Hold two profiles against each other, arrays and all."""
    assert type(first) is type(second)
    for name in first.__dataclass_fields__:
        one, other = getattr(first, name), getattr(second, name)
        if isinstance(one, np.ndarray):
            assert one.dtype == other.dtype
            assert one.tolist() == other.tolist()
        else:
            assert one == other


def ranked_alike(case: Papers, name: str, way: Way) -> None:
    level = case.level if case.level.any() else None
    with way(name):
        once = tally.Ranked.grouped(case.ranks, case.candidates, level=level)
        weighed = tally.Ranked.grouped(
            case.ranks, case.candidates, np.array(case.weights, dtype=np.int32), level=case.level
        )
    same(once, tally.Ranked.of(case.lists, case.candidates))
    same(weighed, tally.Ranked.of(case.lists, case.candidates, case.weights))


@pytest.mark.parametrize("name", WAYS)
@settings(deadline=None)
@given(case=papers())
def test_columns_of_ranks_group_as_lists_do(way: Way, name: str, case: Papers) -> None:
    ranked_alike(case, name, way)


@st.composite
def graded(draw: st.DrawFn) -> tuple[list[dict[int, int]], int, int, list[int]]:
    candidates, highest = draw(st.sampled_from([(1, 1), (3, 2), (4, 254), (40, 1), (9, 200)]))
    grades = st.dictionaries(st.integers(0, candidates - 1), st.integers(0, highest), max_size=6)
    lists = draw(st.lists(grades, max_size=14))
    weights = draw(st.lists(st.integers(1, 9), min_size=len(lists), max_size=len(lists)))
    return lists, candidates, highest, weights


def grades_of(lists: list[dict[int, int]], candidates: int, fill: int) -> np.ndarray[Any, Any]:
    grades = np.full((len(lists), candidates), fill, dtype=np.uint8)
    for row, paper in enumerate(lists):
        for candidate, grade in paper.items():
            grades[row, candidate] = grade
    return grades


def graded_alike(
    case: tuple[list[dict[int, int]], int, int, list[int]], name: str, way: Way
) -> None:
    lists, candidates, highest, weights = case
    grades = grades_of(lists, candidates, tally.UNMARKED)
    marks = grades != tally.UNMARKED
    with way(name):
        scored = tally.Scored.grouped(grades, candidates, highest)
        weighed = tally.Scored.grouped(grades.astype(np.int64), candidates, highest)
        approved = tally.Approval.grouped(marks, candidates, np.array(weights, dtype=np.int64))
    same(scored, tally.Scored.of(lists, candidates, highest))
    same(weighed, scored)
    same(approved, tally.Approval.of([list(paper) for paper in lists], candidates, weights))


@pytest.mark.parametrize("name", WAYS)
@settings(deadline=None)
@given(case=graded())
def test_columns_of_grades_group_as_mappings_do(
    way: Way, name: str, case: tuple[list[dict[int, int]], int, int, list[int]]
) -> None:
    graded_alike(case, name, way)


def first_ranks_only(ranks: Any, candidates: int, bits: int, low: int, high: int, keys: Any) -> int:
    keys[low:high] = (ranks[low:high, 0] + 1) % (candidates + 1)
    return -1


HONEST_RUNS = native.add_runs


def papers_forgotten(keys: Any, weights: Any, low: int, high: int, *out: Any) -> None:
    HONEST_RUNS(keys, weights, low, high, *out)
    out[-1][:] = 1


def a_bit_lost(keys: Any, weights: Any, low: int, high: int, *out: Any) -> None:
    HONEST_RUNS(keys, weights, low, high, *out)
    out[-2][:] &= ~np.uint64(8)


PLANTED: dict[str, tuple[str, Callable[..., Any]]] = {
    "only first preferences": ("pack_few", first_ranks_only),
    "one paper for each pattern": ("add_runs", papers_forgotten),
    "a bit lost": ("add_runs", a_bit_lost),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_kernel_is_caught(planted: str, way: Way) -> None:
    lists = [[(0,), (1,)], [(0,), (2,)], [(0,), (2,)], [(1,)], []]
    ranks = np.array([[0, 1, 3], [0, 2, 3], [0, 2, 3], [1, 3, 3], [3, 3, 3]], dtype=np.uint8)
    case = Papers(lists, 3, [1, 2, 3, 4, 5], ranks, np.zeros(ranks.shape, np.bool_))
    ranked_alike(case, "compiled", way)
    name, wrong = PLANTED[planted]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native, name, wrong)
        with pytest.raises((AssertionError, BadBallot)):
            ranked_alike(case, "compiled", way)


def ranked(rows: list[list[int]], kind: Any = np.uint8, level: Any = None, k: int = 3) -> Any:
    joined = None if level is None else np.array(level, dtype=np.bool_)
    return tally.Ranked.grouped(np.array(rows, dtype=kind), k, level=joined)


def weighed(*weights: int, kind: Any = np.int64) -> Any:
    ranks = np.zeros((2, 1), dtype=np.uint8)
    return tally.Ranked.grouped(ranks, 3, np.array(weights, dtype=kind))


FINE = [[0, 1]] * 7
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "twice": (lambda: ranked([*FINE, [2, 2], [4, 0]]), r"ballot 7: .*once; got candidate 2 twice"),
    "a gap": (lambda: ranked([*FINE, [3, 2]]), r"ballot 7: .*got candidate 2 behind one"),
    "out of range": (lambda: ranked([*FINE, [0, 9], [2, 2]]), r"ballot 7: .*0 to 2; got 9"),
    "below zero": (lambda: ranked([*FINE, [-1, 9]], np.int64), r"ballot 7: .*0 to 2; got -1"),
    "below zero in eight bits": (lambda: ranked([*FINE, [0, -1]], np.int8, k=300), r"7: .*got -1"),
    "far out": (lambda: ranked([*FINE, [1, 2**40]], np.int64), r"ballot 7: .*got 1099511627776"),
    "many stand: twice": (lambda: ranked([*FINE, [5, 5]], k=99), r"ballot 7: .*candidate 5 twice"),
    "too wide for a key": (
        lambda: ranked([list(range(12)), [0] * 12], k=99),
        r"ballot 1: .*candidate 0 twice",
    ),
    "joins nobody": (lambda: ranked([[0, 1]], level=[[True, False]]), r"ballot 0: .*behind a cand"),
    "nobody joins": (lambda: ranked([[0, 3]], level=[[False, True]]), r"ballot 0: .*one elsewhere"),
    "twice in a rank": (lambda: ranked([[0, 0]], level=[[False, True]]), r"ballot 0: .*0 twice"),
    "level of other shape": (lambda: ranked([[0, 1]], level=[[True]]), r"level: .*\(1, 2\)"),
    "decimals": (lambda: ranked([[0, 1]], np.float64), r"ranks: .*float64"),
    "one dimension": (lambda: tally.Ranked.grouped(np.zeros(3, np.uint8), 3), r"ranks: .*\(3,\)"),
    "nobody stands": (lambda: ranked([], k=0), r"candidates: "),
    "weight of zero": (lambda: weighed(1, 0), r"ballot 1: .*weight of 1 or more.*got 0"),
    "weights missing": (lambda: weighed(1), r"weights: .*each of 2 ballots; got int64 \(1,\)"),
    "weights in parts": (lambda: weighed(1, 1, kind=np.float64), r"weights: .*float64"),
    "too many papers": (lambda: weighed(2**61, 2**61), r"weights: .*fewer than 2\*\*62"),
    "far too many": (lambda: weighed(2**63, 2**63, kind=np.uint64), r"weights: .*fewer than"),
    "a mark of two": (
        lambda: tally.Approval.grouped(np.array([[0, 1], [1, 2]], np.uint8), 2),
        r"ballot 1: .*0 to 1, or 0 for no mark; got 2",
    ),
    "marks of other width": (
        lambda: tally.Approval.grouped(np.ones((1, 2), np.uint8), 3),
        r"marks: .*each of 3 candidates; got uint8 \(1, 2\)",
    ),
    "a grade too high": (
        lambda: tally.Scored.grouped(np.array([[255, 6]], np.uint8), 2, 5),
        r"ballot 0: .*0 to 5, or 255 for no mark; got 6",
    ),
    "a grade below zero": (
        lambda: tally.Scored.grouped(np.array([[255, -6]], np.int64), 2, 5),
        r"ballot 0: .*got -6",
    ),
    "a best grade of zero": (
        lambda: tally.Scored.grouped(np.zeros((1, 1), np.uint8), 1, 0),
        r"highest: ",
    ),
}


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("case", REFUSED)
def test_the_first_bad_row_is_named(case: str, name: str, way: Way) -> None:
    build, message = REFUSED[case]
    with way(name), pytest.raises(BadBallot, match=message) as caught:
        build()
    assert caught.value.remedy


@pytest.mark.parametrize("name", WAYS)
def test_a_heavy_weight_that_still_fits(name: str, way: Way) -> None:
    with way(name):
        profile = weighed(2**61, 2**61 - 1)
    assert profile.papers == 2**62 - 1


@pytest.mark.parametrize("name", WAYS)
def test_columns_that_lie_apart(name: str, way: Way) -> None:
    """Columns as Parquet gives them, and every second row of a larger array."""
    ranks = np.array([[1, 0], [9, 9], [0, 1], [9, 9]], dtype=np.uint8)
    with way(name):
        profile = tally.Ranked.grouped(np.asfortranarray(ranks)[::2], 2)
        again = tally.Ranked(profile.ranks[::-1], profile.weights[::-1], 2)
    assert list(profile) == [((0, 1), 1), ((1, 0), 1)]
    assert list(again) == [((1, 0), 1), ((0, 1), 1)]


@pytest.mark.parametrize("name", WAYS)
def test_wide_rows_are_found_again_in_a_table_that_grows(name: str, way: Way) -> None:
    ranks = np.full((6_000, 12), 700, dtype=np.uint16)
    ranks[:, 0], ranks[:, 1] = np.arange(6_000) % 35, 100 + np.arange(6_000) % 600
    with way(name):
        profile = tally.Ranked.grouped(ranks, 700)
    assert (len(profile.weights), profile.papers) == (4_200, 6_000)
    assert profile.ranks[:2].tolist() == [[0, 100], [0, 105]]


def test_without_a_folder_for_machine_code_there_is_machine_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, bool]] = []

    def njit(**named: bool) -> Callable[[Any], Any]:
        asked.append(named)
        if "cache" in named:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(native.numba, "njit", njit)
    assert native.compiled(len)([1]) == 1
    assert asked == [{"cache": True, "nogil": True}, {"nogil": True}]


def test_without_numba_there_is_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "LOADED_ROWS", 1)
    assert columns.native_for(0) is None
    assert columns.native_for(1) is native
    assert columns.sweeps_for(1) is sweeps
    monkeypatch.setattr(columns, "find_spec", lambda name: None)
    assert columns.native_for(1) is None
    assert columns.sweeps_for(1) is None


def test_what_is_not_loaded_yet_has_to_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "commonweal.tally.native")
    monkeypatch.setattr(columns, "LOADED_ROWS", 1)
    monkeypatch.setattr(columns, "NATIVE_ROWS", 2)
    assert columns.native_for(1) is None
    assert columns.native_for(2) is native


def test_a_small_count_loads_no_compiler() -> None:
    program = (
        "import sys; from commonweal import tally; "
        "tally.count('scottish-stv', tally.Ranked.of([[0, 1], [1]], 2), 1); "
        "print('numba' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert ran.stdout.strip() == b"False"
