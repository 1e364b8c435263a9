"""Signs in reports: published results, honest figures left alone, planted frauds caught."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from commonweal.plan.monitor import digits, signs
from commonweal.plan.monitor.frauds import FRAUDS, HONEST, called, deliveries, smooth

LEVEL = 0.01


@pytest.mark.parametrize("name", HONEST)
def test_honest_figures_are_called_odd_once_in_a_hundred_tests_at_most(name):
    assert called(HONEST[name], below=LEVEL, times=1500, seed=1) < 0.018, (
        "0.01, and three standard deviations of chance"
    )


@pytest.mark.parametrize("name", FRAUDS)
def test_a_planted_fraud_of_each_kind_is_caught(name):
    assert called(FRAUDS[name], below=LEVEL, times=200, seed=2) > 0.9


def test_a_fraud_is_caught_by_the_test_for_it_and_a_wrong_test_would_be_seen():
    """A wrong rule, planted: an upper tail in place of the lower one lets smooth figures pass."""
    generator = np.random.default_rng(3)
    told = [smooth(generator) for _ in range(100)]
    assert np.mean([1 - one.score < LEVEL for one in told]) < 0.05
    honest = partial(signs.bunching, narrowest=0.3)  # as if a third were usual everywhere
    narrow = [honest(generator.normal(1.01, 0.012, 200)).score < LEVEL for _ in range(200)]
    assert np.mean(narrow) > 0.3, "honest shares that are narrower than told are called odd"


def test_fisher_on_mendel():
    """Fisher 1936: chi-squared 41.6056 with 84 degrees of freedom, which he puts at .99993.

    That is his approximation, in which the root of twice chi-squared is about normal; summed
    exactly, Mendel's figures are less likely still.
    """
    approximate = stats.norm.sf(np.sqrt(2 * 41.6056) - np.sqrt(2 * 84 - 1))
    assert approximate == pytest.approx(0.99993, abs=5e-6)
    assert 1 - signs.too_good(41.6056, 84) == pytest.approx(0.99997, abs=5e-6)


def test_grubbs_example():
    """Grubbs 1969, ten strengths of wire: 2.39 or so; between his 2.5 % (2.29) and 1 % (2.41)."""
    strengths = np.array([568, 570, 570, 570, 572, 572, 572, 578, 584, 596.0])
    distance = (strengths.max() - strengths.mean()) / strengths.std(ddof=1)
    assert distance == pytest.approx(2.39, abs=0.01)
    assert 0.01 < signs.outlying(distance, 10) < 0.025
    for critical, level in ((2.176, 0.05), (2.290, 0.025), (2.410, 0.01)):
        assert signs.outlying(critical, 10) == pytest.approx(level, rel=0.02)


def test_arbuthnott_on_christenings():
    """Arbuthnott 1710: more boys than girls in each of 82 years; chance gives 1 in 2 to the 82."""
    boys = np.full(82, 5001.0)
    found = signs.leaning(boys, boys - 1)
    assert found.score == pytest.approx(0.5**82)
    assert "82 of 82" in found.words


def test_benford_on_fibonacci_numbers():
    """Their first digits follow the law (J. Brown and R. Duncan, Fibonacci Quarterly 8, 1970)."""
    numbers = [1.0, 2.0]
    while len(numbers) < 500:
        numbers.append(numbers[-1] + numbers[-2])
    assert digits.first_digits(np.array(numbers)).score > 0.99
    assert pytest.approx([0.301, 0.176, 0.125], abs=5e-4) == digits.BENFORD[:3]


def test_words_say_what_was_seen():
    reported = np.array([100.0, 100, 100, 100])
    received = np.array([100.0, 98, 70, np.nan])
    found = signs.mismatch(reported, received, tolerance=0.05)
    assert found.figures == 3
    assert found.words == (
        "1 of 3 deliveries differ from their receipts by more than 5.0%, the furthest by 30.0%"
    )
    assert found.score == pytest.approx(1 - 0.99**3)
    round_ones = digits.last_digits(np.arange(500.0, 5000, 10))
    assert round_ones.words == "of 450 last digits 450 are 0, where 45 are usual"


def test_bunching_counts_edges_once():
    shares = np.array([0.98, 0.99, 1.0, 1.0, 1.0, 1.01, 1.019, 1.02, 1.03, 1.039, 1.04, 0.979])
    found = signs.bunching(shares)
    assert found.figures == 10
    assert "5 are at 100% to 102%" in found.words


@pytest.mark.parametrize(
    "told",
    [
        signs.mismatch(np.array([1.0]), np.array([np.nan]), tolerance=0.1),
        signs.leaning(np.ones(20), np.ones(20)),
        signs.too_regular(np.ones(3), noise=0.05),
        signs.too_regular(np.zeros(20), noise=0.05),
        signs.bunching(np.full(50, 0.5)),
        signs.jump(np.ones(4)),
        signs.jump(np.ones(40)),
        digits.first_digits(np.ones(5)),
        digits.first_digits(np.linspace(100, 200, 500)),
        digits.last_digits(np.arange(90.0)),
    ],
)
def test_where_a_test_cannot_tell_it_says_nothing(told):
    assert told is None


def test_pairs_have_to_match():
    with pytest.raises(ValueError, match="as many receipts"):
        signs.leaning(np.ones(3), np.ones(4))


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 2.0, 1024.0]))
@settings(max_examples=25)
def test_another_unit_changes_no_score(seed, factor):
    generator = np.random.default_rng(seed)
    sent, got = deliveries(generator)
    assert signs.mismatch(sent, got, tolerance=0.03) == signs.mismatch(
        sent * factor, got * factor, tolerance=0.03
    )
    assert signs.jump(got).score == pytest.approx(signs.jump(got * factor).score)
    regular = partial(signs.too_regular, noise=0.05)
    assert regular(got).score == pytest.approx(regular(got * factor).score)


@given(st.lists(st.floats(1e-300, 1e300), min_size=1, max_size=50))
def test_first_digits_are_those_that_are_written(figures):
    written = [int(f"{one:.15e}"[0]) for one in figures]
    found = digits._first(np.array(figures))
    near = np.array([float(f"{one:.15e}".split("e")[0]) % 1 for one in figures])
    sure = (near > 1e-9) & (near < 1 - 1e-9)
    assert (found[sure] == np.array(written)[sure]).all()
    assert digits._first(np.array([1.0, 10, 1000, 1e6, 9.99, 0.001])).tolist() == [1, 1, 1, 1, 9, 1]
