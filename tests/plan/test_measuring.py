"""Swing, zig-zag and overhead are what their definitions say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonweal.plan.measuring import Overhead, Version, ZigZag, lost_hours, swing, zigzag

HOURS = np.array([1.0, 2.0])
activity = arrays(np.float64, (3, 2), elements=st.integers(0, 9).map(float))


def version(begins: int, *rows: list[float]) -> Version:
    return Version(begins, np.array(rows, dtype=float))


def test_there_and_back_is_zigzag():
    plans = [version(0, [5, 5]), version(0, [8, 5]), version(0, [5, 5])]
    found = zigzag(plans, HOURS)
    assert found == ZigZag(6, 0)
    assert (found.hours, found.share) == (6, 1)


def test_one_way_is_none():
    found = zigzag([version(0, [5, 5]), version(0, [6, 4]), version(0, [9, 1])], HOURS)
    assert found == ZigZag(12, 12)
    assert (found.hours, found.share) == (0, 0)


def test_only_periods_that_both_plan_count():
    first, second = version(0, [1, 1], [2, 2]), version(1, [4, 2], [9, 9])
    assert swing(first, second, HOURS) == 2
    assert swing(first, version(2, [9, 9]), HOURS) == 0
    assert zigzag([first, second], HOURS).path == 2


@given(st.lists(activity, min_size=1, max_size=5), st.lists(st.integers(0, 2), max_size=5))
def test_zigzag_is_never_negative_and_its_path_is_the_sum_of_swings(rows, steps):
    begins = np.cumsum([0, *steps, *[0] * len(rows)])[: len(rows)]
    plans = [Version(int(at), one) for at, one in zip(begins, rows, strict=True)]
    found = zigzag(plans, HOURS)
    pairs = pairwise(plans)
    assert found.path == pytest.approx(sum(swing(one, other, HOURS) for one, other in pairs))
    assert found.path >= found.way - 1e-9
    assert 0 <= found.share <= 1


def test_planning_anew_each_week_is_seen():
    """A planner that only follows noise moves much and gets nowhere; one that learns does not."""
    rng = np.random.default_rng(5)
    noise = [Version(0, 10 + rng.normal(0, 1, (4, 2))) for _ in range(20)]
    steady = [Version(0, np.full((4, 2), 10.0) + at / 10) for at in range(20)]
    assert zigzag(noise, HOURS).share > 0.8
    assert zigzag(steady, HOURS).share < 1e-9


def test_overhead_is_a_share_of_all_hours():
    found = Overhead(900, planning=20, meeting=60, inspecting=20, lost=50)
    assert found.hours == 150
    assert found.share == pytest.approx(0.15)
    assert Overhead(0).share == 0
    assert lost_hours(np.array([[2.0, 3.0]]), np.array([[1.0, 4.0]])) == 14
