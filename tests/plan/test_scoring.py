"""Scores of plans against what was made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.plan.economy import Rows
from commonweal.plan.tables.scoring import Score, compared, required, score
from commonweal.plan.tables.table import Table
from commonweal.terms import FaultyDocument


def table(shares: np.ndarray, final: np.ndarray) -> Table:
    """Return the table of a year in which final deliveries were made with a technique."""
    size = len(final)
    output = np.linalg.solve(np.eye(size) - shares, final)
    names = tuple(f"i{at}" for at in range(size))
    nothing = np.zeros((size, size))
    rows = Rows(names, ("EUR",) * size)
    return Table(rows, shares * output, nothing, final, nothing[0], output, "year")


def chance(seed: int, size: int = 5) -> tuple[Table, Table]:
    """Two years with one technique."""
    rng = np.random.default_rng(seed)
    shares = rng.random((size, size)) * 0.9 / size
    return table(shares, rng.random(size) + 0.1), table(shares, rng.random(size) + 0.1)


def test_score_by_hand():
    found = score(np.array([110.0, 100]), np.array([100.0, 50]))
    assert found == Score(pytest.approx(0.55), pytest.approx(0.4))


def test_who_made_nothing_is_left_out():
    assert score(np.array([110.0, 7]), np.array([100.0, 0])).mean == pytest.approx(0.1)


def test_errors_are_shares_of_what_was_made_and_not_of_what_was_planned():
    """The wrong rule would give a half here."""
    assert score(np.array([2.0]), np.array([1.0])).mean == 1.0
    assert score(np.array([1.0]), np.array([2.0])).mean == 0.5


@pytest.mark.parametrize("made", [[1.0], [0.0, 0.0], [-1.0, 0.0]])
def test_without_outputs_there_is_no_score(made):
    with pytest.raises(ValueError, match="expected outputs"):
        score(np.array([1.0, 1.0]), np.array(made))


@given(st.integers(0, 2**32 - 1))
def test_a_technique_that_stays_foretells_everything(seed):
    before, after = chance(seed)
    found = compared(before, after)
    assert found.planned.mean < 1e-8
    assert found.own.mean < 1e-8
    assert found.unchanged == score(before.output, after.output)


@given(st.integers(0, 2**32 - 1))
def test_a_technique_that_changes_does_not(seed):
    before, after = chance(seed)
    changed = compared(table(before.shares * 0.7, before.final), after)
    assert changed.planned.mean > 0.001
    assert changed.own.mean < 1e-8


@given(st.integers(0, 2**32 - 1), st.floats(0.5, 2.0))
def test_forecasts_that_need_no_technique(seed, growth):
    """Where all grows alike, all but *unchanged* are right."""
    before, _ = chance(seed)
    found = compared(before, table(before.shares, before.final * growth))
    assert found.in_proportion.mean < 1e-9
    assert found.informed.mean < 1e-9
    assert found.unchanged.mean == pytest.approx(abs(1 - growth) / growth)


def test_what_is_taken_from_stocks_is_worked_out():
    one, _ = chance(3)
    final = np.array([1.0, -0.3, 2, 0, -0.1])
    exact = np.linalg.solve(np.eye(5) - one.shares, final)
    assert required(one, final) == pytest.approx(exact)


def test_other_industries_or_units_cannot_be_scored():
    before, after = chance(4)
    for other in (Rows(tuple("abcde"), ("EUR",) * 5), Rows(before.industries.names, ("t",) * 5)):
        with pytest.raises(FaultyDocument, match="expected the 5 industries of year"):
            compared(before, replace(after, industries=other))
