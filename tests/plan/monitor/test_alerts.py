"""Alerts: with whom they are, and when they rise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.plan.monitor.alerts import OPEN, TOP, Alerts, Units, levels, raised
from commonweal.plan.monitor.watching import watch

# Workplace 0 and 1 below district 2, that below congress 3.
PYRAMID = Units(np.array([2, 2, 3, TOP]), np.array([2, 2, 3, 4]))


def alerts(*rows):
    return Alerts(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def at(now, answered=OPEN):
    found = levels(alerts((0, 10, answered)), PYRAMID, now)
    return found.level[0], found.holder[0], found.arrived[0], found.due[0], bool(found.open[0])


def test_an_alert_is_with_the_unit_first_and_rises_when_its_time_is_over():
    assert at(10) == (0, 0, 10, 12, True)
    assert at(11) == (0, 0, 10, 12, True)
    assert at(12) == (1, 2, 12, 15, True)
    assert at(14) == (1, 2, 12, 15, True)
    assert at(15) == (2, 3, 15, 19, True)


def test_at_the_top_it_stays():
    assert at(99) == (2, 3, 15, 19, True)


def test_what_is_answered_in_time_rises_no_further():
    assert at(99, answered=11) == (0, 0, 10, 12, False)
    assert at(99, answered=13) == (1, 2, 12, 15, False)


def test_an_answer_in_the_period_in_which_time_is_over_comes_too_late():
    assert at(99, answered=12) == (1, 2, 12, 15, False)


def test_an_answer_that_is_to_come_is_not_known_yet():
    assert at(12, answered=13) == (1, 2, 12, 15, True)


def test_many_alerts_do_not_touch_one_another():
    many = levels(alerts((0, 10, OPEN), (1, 14, OPEN), (3, 2, 3)), PYRAMID, 15)
    assert many.level.tolist() == [2, 0, 0]
    assert many.holder.tolist() == [3, 1, 3]
    assert many.open.tolist() == [True, True, False]


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=6),
    st.integers(0, 40),
    st.integers(0, 60),
    st.one_of(st.just(OPEN), st.integers(0, 60)),
)
def test_it_is_where_a_walk_period_by_period_takes_it(times, start, length, answer):
    """Told again as people would do it: each period, ask whether time is over."""
    above = np.array([*range(1, len(times)), TOP])
    units = Units(above, np.array(times))
    if answer != OPEN:
        answer += start
    holder, since = 0, start
    for period in range(start, start + length + 1):
        done = answer != OPEN and answer < period
        if not done and period == since + times[holder] and above[holder] != TOP:
            holder, since = above[holder], period
    found = levels(alerts((0, start, answer)), units, start + length)
    assert (found.holder[0], found.arrived[0]) == (holder, since)
    assert found.level[0] == holder


def test_findings_become_alerts_of_their_units():
    figures = 100 + np.random.default_rng(1).standard_normal((40, 6))
    figures[20:, 3] -= 30
    watched = watch(6)
    for row in figures:
        watched, found = watched.take(row)
        if len(found):
            told = raised(found, np.array([0, 0, 1, 1, 1, 3]), watched.period - 1)
            assert (told.unit.tolist(), told.raised.tolist()) == ([1], [21])
            assert levels(told, PYRAMID, 23).holder.tolist() == [2]
            return
    pytest.fail("nothing was found")


def test_units_above_one_another_are_refused():
    with pytest.raises(ValueError, match="unit 0 has no top"):
        Units(np.array([1, 0, TOP]), np.array([1, 1, 1]))


@pytest.mark.parametrize(
    ("above", "time"), [([TOP], [0]), ([TOP], [1, 1]), ([5], [1]), ([-2], [1])]
)
def test_what_is_no_pyramid_is_refused(above, time):
    with pytest.raises(ValueError, match="expected"):
        Units(np.array(above), np.array(time))


def test_nothing_is_nowhere():
    none = levels(Alerts(*np.zeros((3, 0), dtype=np.int64)), PYRAMID, 3)
    assert none.level.size == 0
    assert Units(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).above.size == 0
