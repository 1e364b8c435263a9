"""The filter: what it finds, what it keeps, and how often it is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.plan.monitor import states, watching
from commonweal.plan.monitor.settings import Settings
from commonweal.plan.monitor.trials import CASES, Honest, false_alarms, planted
from commonweal.plan.monitor.trials import row as row_of_table
from commonweal.plan.monitor.watching import Watch, read, watch
from commonweal.terms import FaultyDocument


def followed(figures, start=None):
    """Take in all figures, [period, series]; return the watch and every (period, finding)."""
    watched, told = start or watch(figures.shape[1]), []
    for row in figures:
        period = watched.period
        watched, found = watched.take(row)
        told += [(period, one) for one in found]
    return watched, told


def honest(periods, series=1, noise=0.02, seed=5):
    return Honest(noise=noise).figures(periods, series, seed)


def test_a_step_is_told_once_with_size_period_and_band():
    figures = honest(40)
    figures[20:] -= 20
    _, told = followed(figures)
    [(period, finding)] = told
    assert (finding.series, finding.kind, finding.since) == (0, "step", 20)
    assert period == 21
    assert finding.size == pytest.approx(-20, abs=4)
    assert finding.certainty > 0.5
    low, high = finding.band
    assert low < 100 < high
    assert figures[20, 0] < low
    assert "a step of -" in str(finding)
    assert "since period 20" in str(finding)


def test_a_spike_is_told_once_and_the_level_stays():
    figures = honest(40)
    figures[20] += 30
    watched, told = followed(figures)
    [(_, finding)] = told
    assert (finding.kind, finding.since) == ("spike", 20)
    assert finding.size == pytest.approx(30, abs=6)
    low, high = watched.band()
    assert low[0] < 100 < high[0]
    assert "in period 20 alone" in str(finding)


def test_a_slope_is_told_with_what_it_moves_by():
    figures = honest(40)
    figures[20:] += 5 * np.arange(1, 21)[:, None]
    _, told = followed(figures)
    slopes = [one for _, one in told if one.kind == "slope"]
    assert slopes[-1].since in {19, 20, 21, 22}
    assert slopes[-1].size == pytest.approx(5, abs=1.5)
    assert "a period more" in str(slopes[-1])


def test_a_spike_that_stays_becomes_a_step():
    """What is told as a spike at first is not held to it."""
    figures = honest(40, series=40, noise=0.05, seed=3)
    figures[20] -= 40
    figures[22:] -= 24
    _, told = followed(figures)
    kinds = [[one.kind for _, one in told if one.series == series][:2] for series in range(40)]
    assert sum(own == ["spike", "step"] for own in kinds) >= 30


def test_nothing_is_told_while_the_filter_learns():
    figures = honest(Settings().learning)
    figures[4:] *= 2
    assert followed(figures)[1] == []


def test_at_five_percent_noise_a_fifth_is_found_in_three_periods_with_few_false_alarms():
    """The target: one false alarm per unit and quarter at most, a 20 % shift within 3 periods."""
    case = CASES["5 %"]
    alarms = false_alarms(case, series=1500, quarters=3, seed=11)
    assert alarms.max() < 0.06, "a unit with 16 indicators has one in a quarter"
    for size in (-0.2, 0.2):
        found = planted(case, "step", size, series=1500, seed=12)
        assert found.within(3) > 0.95
        assert found.named.mean() > 0.85


def test_the_trial_catches_a_filter_that_cries_wolf_and_one_that_sleeps():
    """A wrong rule, planted: thresholds at either end fail one of the two."""
    case = CASES["5 %"]
    wolf = Settings(change_certainty=0.05, spike_certainty=0.05)
    assert false_alarms(case, series=300, quarters=2, seed=11, settings=wolf).mean() > 1
    asleep = Settings(step_odds=1e-9, slope_odds=1e-9, spike_odds=1e-9)
    found = planted(case, "step", -0.2, series=300, seed=12, settings=asleep)
    assert found.within(3) < 0.5


def test_after_a_step_there_is_quiet():
    figures = honest(60, series=1000, noise=0.05, seed=8)
    figures[20:] -= 20
    _, told = followed(figures)
    late = [one for period, one in told if period >= 30]
    assert len(late) / 1000 < 0.3, "30 periods are 2.3 quarters"


@given(st.integers(0, 2**32 - 1), st.integers(1, 29))
@settings(max_examples=20)
def test_going_on_from_a_file_gives_the_same_to_the_last_bit(tmp_path_factory, seed, cut):
    figures = honest(30, series=7, noise=0.1, seed=seed)
    figures[np.random.default_rng(seed).random(figures.shape) < 0.1] = np.nan
    whole, told = followed(figures)
    half, before = followed(figures[:cut])
    path = tmp_path_factory.mktemp("watch") / "watch.npz"
    half.write(path)
    again, after = followed(figures[cut:], read(path))
    assert np.array_equal(again.known, whole.known, equal_nan=True)
    assert (again.period, again.settings) == (whole.period, whole.settings)
    assert before + after == told


@given(st.integers(0, 2**32 - 1), st.sampled_from([2.0**-10, 0.5, 1024.0]))
@settings(max_examples=20)
def test_another_unit_gives_the_same_findings(seed, factor):
    figures = honest(40, series=20, noise=0.1, seed=seed)
    _, told = followed(figures)
    _, scaled = followed(figures * factor)
    assert [(p, f.series, f.kind, f.since) for p, f in told] == [
        (p, f.series, f.kind, f.since) for p, f in scaled
    ]
    assert [f.size * factor for _, f in told] == pytest.approx([f.size for _, f in scaled])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_series_do_not_touch_one_another_and_blocks_do_not_show(seed):
    figures = honest(30, series=12, noise=0.1, seed=seed)
    together, told = followed(figures)
    alone, own = followed(figures[:, 4:5])
    assert np.allclose(together.known[:, 4:5], alone.known, rtol=1e-9, atol=1e-12)
    assert [f.since for _, f in told if f.series == 4] == [f.since for _, f in own]


def test_blocks_number_their_series(monkeypatch):
    figures = honest(40, series=10)
    figures[20:, 7] -= 30
    monkeypatch.setattr(watching, "BLOCK", 3)
    _, told = followed(figures)
    assert [one.series for _, one in told] == [7]


def test_a_missing_figure_changes_nothing_but_the_period():
    figures = honest(20, series=2)
    watched, _ = followed(figures)
    gap, found = watched.take(np.array([np.nan, 100.0]))
    assert not len(found)
    assert np.array_equal(gap.known[:, 0], watched.known[:, 0])
    assert gap.period == 21
    later = np.array([[70.0, 100.0], [70.0, 100.0], [70.0, 100.0]])
    [(_, finding)] = followed(later, gap)[1]
    assert finding.since == 21


def test_the_state_before_is_left_as_it_was():
    watched, _ = followed(honest(10, series=3))
    before = watched.known.copy()
    watched.take(np.array([1.0, np.nan, 3.0]))
    assert np.array_equal(watched.known, before)


def test_a_band_holds_what_it_says():
    """Three standard deviations of the forecast: hardly any honest figure is outside."""
    figures = honest(41, series=4000, noise=0.05, seed=3)
    watched, _ = followed(figures[:40])
    low, high = watched.band()
    outside = ((figures[40] < low) | (figures[40] > high)).mean()
    assert 0.0005 < outside < 0.01
    assert np.isnan(watch(1).band()[0]).all()


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30))
@settings(max_examples=50)
def test_whatever_the_figures_odds_are_odds_and_spreads_are_not_negative(figures):
    watched, _ = followed(np.array(figures)[:, None])
    known = watched.known
    assert np.isfinite(known).all()
    assert known[states.ODDS].sum() == pytest.approx(1)
    assert (known[states.LEVEL_VAR] >= 0).all()
    assert (known[states.TREND_VAR] >= 0).all()
    room = known[states.LEVEL_VAR] * known[states.TREND_VAR] - known[states.COVARIANCE] ** 2
    assert (room >= -1e-6 * known[states.LEVEL_VAR] * known[states.TREND_VAR] - 1e-30).all()


def test_the_noise_is_learnt():
    watched, _ = followed(honest(150, series=500, noise=0.1, seed=2))
    learnt = np.sqrt(watched.known[states.NOISE]) / 100
    assert np.median(learnt) == pytest.approx(0.1, rel=0.1)


def test_without_events_it_is_a_kalman_filter():
    """With odds near nothing only one path is left, whose recursion is computed here alone."""
    set_to = Settings(
        step_odds=1e-60, slope_odds=1e-60, spike_odds=1e-60, noise_weight=1e9, noise_memory=1.0
    )
    figures = honest(25, noise=0.05)
    watched = watch(1, set_to)
    for row in figures:
        watched, _ = watched.take(row)
    noise = (0.05 * figures[0, 0]) ** 2
    mean, spread = np.array([figures[0, 0], 0.0]), np.diag([noise, noise / 16])
    move = np.array([[1.0, 1.0], [0.0, 1.0]])
    for figure in figures[1:, 0]:
        mean, spread = move @ mean, move @ spread @ move.T / set_to.memory
        gain = spread[:, 0] / (spread[0, 0] + noise)
        mean = mean + gain * (figure - mean[0])
        spread = spread - np.outer(gain, spread[0])
    forecast = (move @ mean)[0]
    assert sum(watched.band()) / 2 == pytest.approx(forecast, rel=1e-6)


def test_clipped_mean_is_the_mean_of_clipped_squares():
    drawn = np.random.default_rng(1).standard_normal(400_000)
    assert states.clipped_mean(2.5) == pytest.approx(np.minimum(drawn**2, 6.25).mean(), rel=0.01)
    assert states.clipped_mean(40.0) == pytest.approx(1)


@pytest.mark.parametrize("figures", [[1.0], [1.0, np.inf], [[1.0, 2.0]]])
def test_what_are_no_figures_of_these_series_is_refused(figures):
    with pytest.raises(ValueError, match="expected 2 figures"):
        watch(2).take(np.array(figures))


@pytest.mark.parametrize(
    "wrong", [{"memory": 1.5}, {"noise": 0.0}, {"clip": np.nan}, {"step_odds": 0.99}]
)
def test_settings_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="no settings of a filter"):
        Settings(**wrong)


def test_a_file_that_is_no_watch_is_a_fault(tmp_path):
    path = tmp_path / "watch.npz"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(FaultyDocument, match="no saved watch"):
        read(path)
    with path.open("wb") as file:
        np.savez(file, known=np.zeros((3, 1)), told=np.array('{"format": 1}'))
    with pytest.raises(FaultyDocument, match="another format"):
        read(path)


def test_no_series_are_no_findings():
    watched, found = Watch(np.zeros((states.ROWS, 0))).take(np.array([]))
    assert (watched.period, len(found)) == (1, 0)


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_the_published_table_is_what_comes_out(name):
    page = Path(__file__).parents[3] / "docs" / "plan" / "monitoring.md"
    assert "| " + " | ".join(row_of_table(name)) + " |\n" in page.read_text(encoding="utf-8")
