"""The arithmetic of the filter: what one figure says about level, slope, noise and what happened.

A figure is ``level + noise``; the level moves on by the slope. With every figure one of four things
has happened, with odds that are set: no change; a *step*, which moves the level; a change of
*slope*; a *spike*, which is in this figure and gone with the next. Rules of this module:

* what may have happened with one of the last figures is a *path*: nothing, or one kind with one of
  them. Each path is followed by a Kalman filter of level and slope, and gains or loses odds by how
  well it foretells. A path older than the last figures is merged with the one on which nothing
  happened; a new event starts from all paths merged into one, of the same mean and spread;
* certainty about level and slope fades by a set share per figure, so that figures weigh less the
  older they are: with nothing happening this is an exponentially weighted forecast;
* the noise is learnt from how far figures lie from their forecast; what lies beyond some standard
  deviations counts as if it lay there, and the mean is set right for normal noise.

Source: P. J. Harrison and C. F. Stevens, "A Bayesian approach to short-term forecasting",
Operational Research Quarterly 22 (1971), pp. 341-362; "Bayesian forecasting", Journal of the Royal
Statistical Society B 38 (1976), pp. 205-247. They merge all paths with every figure, and look back
over one; with paths kept apart for some figures, small steps and slopes come out that were blurred
before. For fading M. West and J. Harrison, *Bayesian Forecasting and Dynamic Models*, 2nd ed. 1997,
section 6.3 (discount factors); for the clipped variance P. J. Huber, *Robust Statistics*, 1981.

Not here: what is told of it (``findings``), many series at once and saving (``watching``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from commonweal.plan.monitor.settings import Settings

Floats = NDArray[np.float64]

DEPTH = 6
"""How many figures paths are kept apart."""

EVENTS = 3
STEP, SLOPE, SPIKE = range(EVENTS)

PATHS = 1 + DEPTH * EVENTS
"""No event; then step, slope and spike with the newest figure, with the one before, and so on."""

# Rows of what is known of a series; a column is a series.
ODDS, LEVEL, TREND, LEVEL_VAR, COVARIANCE, TREND_VAR = (
    slice(at * PATHS, (at + 1) * PATHS) for at in range(6)
)
NOISE, SEEN = 6 * PATHS, 6 * PATHS + 1
TOLD_STEP, TOLD_SLOPE, TOLD_SPIKE = 6 * PATHS + 2, 6 * PATHS + 3, 6 * PATHS + 4
"""The period in which such a finding, or one that is more, was last told; -1: never."""
NOTED = 5
"""What is kept of a figure: its period, itself, its forecast, half its band, the slope before."""
PAST = slice(6 * PATHS + 5, 6 * PATHS + 5 + DEPTH * NOTED)
"""``[figures ago, what is kept]``."""
ROWS = PAST.stop

LEAST = 1e-200
"""Odds at least: a path whose odds are rounded to none could never come back."""


def follow(known: Floats, figures: Floats, period: int, set_to: Settings) -> Floats:
    """Take in one figure of every series.

    Args:
        known: float64 ``[row, series]``.
        figures: float64 ``[series]``, all of them finite.
        period: the number of the period.
        set_to: what is taken for granted.

    Returns:
        What is known now, float64 ``[row, series]``.
    """
    after = np.empty_like(known)
    ahead = _ahead(known, set_to.memory)
    merged = _merged(known[ODDS], ahead)
    _follow_paths(after, known, ahead, merged, figures, set_to)
    after[NOISE] = _noise(known, ahead, figures, set_to)
    after[SEEN] = known[SEEN] + 1
    half = set_to.width * np.sqrt(merged[2] + known[NOISE])
    past = after[PAST]
    past[:NOTED] = _note(period, figures, merged[0], half, merged[1])
    past[NOTED:] = known[PAST][:-NOTED]
    after[TOLD_STEP : TOLD_SPIKE + 1] = known[TOLD_STEP : TOLD_SPIKE + 1]
    return after


def begin(figures: Floats, period: int, set_to: Settings) -> Floats:
    """Return what is known after the first figure of each series, float64 ``[row, series]``."""
    known = np.zeros((ROWS, figures.size))
    noise = np.maximum(set_to.noise * np.abs(figures), set_to.grain) ** 2
    known[ODDS] = LEAST
    known[ODDS.start] = 1.0
    known[LEVEL] = figures
    known[LEVEL_VAR] = noise
    known[TREND_VAR] = noise * set_to.slope_size**2 / 4
    known[NOISE] = noise
    known[SEEN] = 1
    known[PAST] = -1.0
    half = set_to.width * np.sqrt(2 * noise)
    known[PAST][:NOTED] = _note(period, figures, figures, half, np.zeros_like(figures))
    known[TOLD_STEP : TOLD_SPIKE + 1] = -1.0
    return known


def ahead_of(known: Floats, set_to: Settings) -> tuple[Floats, Floats]:
    """Return forecast and half width of the normal band of the next figure, each ``[series]``."""
    merged = _merged(known[ODDS], _ahead(known, set_to.memory))
    return merged[0], set_to.width * np.sqrt(merged[2] + known[NOISE])


def _ahead(known: Floats, memory: float) -> Floats:
    """Move every path one figure on, its spread grown by what is forgotten.

    Returns:
        Level, slope, variance of the level, covariance, variance of the slope, each
        ``[path, series]``.
    """
    both, trend = known[COVARIANCE], known[TREND_VAR]
    level = known[LEVEL_VAR] + 2 * both + trend
    spread = np.stack([level, both + trend, trend]) / memory
    return np.concatenate([[known[LEVEL] + known[TREND], known[TREND]], spread])


def _merged(odds: Floats, parts: Floats) -> Floats:
    """Merge paths into one of the same mean and spread, float64 ``[what, series]``.

    Args:
        odds: float64 ``[path, series]``, summing to 1 over paths.
        parts: float64 ``[what, path, series]``, as of :func:`_ahead`.
    """
    one: Floats = np.einsum("pn,wpn->wn", odds, parts)
    off, off_trend = parts[0] - one[0], parts[1] - one[1]
    one[2] += np.einsum("pn,pn,pn->n", odds, off, off)
    one[3] += np.einsum("pn,pn,pn->n", odds, off, off_trend)
    one[4] += np.einsum("pn,pn,pn->n", odds, off_trend, off_trend)
    return one


def _follow_paths(
    after: Floats,
    known: Floats,
    ahead: Floats,
    merged: Floats,
    figures: Floats,
    set_to: Settings,
) -> None:
    """Let every path grow by one figure, start new events, and write both into ``after``.

    Of the paths that are followed the first three are the new events; the old ones come after.
    """
    noise = known[NOISE]
    new = np.repeat(merged[:, None], EVENTS, axis=1)
    new[2, STEP] += set_to.step_size**2 * noise
    new[2:, SLOPE] += set_to.slope_size**2 * noise
    parts = np.concatenate([new, ahead], axis=1)
    extra = np.zeros((parts.shape[1], 1))
    extra[SPIKE] = set_to.spike_size**2
    total = parts[2] + (1 + extra) * noise
    off = figures - parts[0]
    odds = np.empty_like(off)
    odds[:EVENTS] = np.array(set_to.odds)[1:, None]
    odds[EVENTS:] = known[ODDS] * set_to.odds[0]
    _weigh(odds, off, total)
    _learn(parts, off, total)
    _age(after, odds, parts)


def _weigh(odds: Floats, off: Floats, total: Floats) -> None:
    """Change the odds of paths by how well they foretold, in place."""
    weight = np.log(odds) - 0.5 * (np.log(total) + off * off / total)
    weight -= weight.max(axis=0)
    np.exp(weight, out=odds)
    odds /= odds.sum(axis=0)
    np.maximum(odds, LEAST, out=odds)


def _learn(parts: Floats, off: Floats, total: Floats) -> None:
    """Change level and slope of paths, and their spread, by one figure, in place."""
    gain, gain_trend = parts[2] / total, parts[3] / total
    parts[0] += gain * off
    parts[1] += gain_trend * off
    parts[4] -= gain_trend * parts[3]
    parts[2:4] *= 1 - gain


def _age(after: Floats, odds: Floats, parts: Floats) -> None:
    """Merge the oldest paths with the one of no event, and note all others as one figure older."""
    going = np.r_[EVENTS, PATHS : PATHS + EVENTS]
    gone = odds[going]
    sum_gone = gone.sum(axis=0)
    calm = _merged(gone / sum_gone, parts[:, going])
    kept = np.r_[:EVENTS, EVENTS + 1 : PATHS]
    after[ODDS] = np.concatenate([[sum_gone], odds[kept]])
    for at, rows in enumerate((LEVEL, TREND, LEVEL_VAR, COVARIANCE, TREND_VAR)):
        after[rows.start] = calm[at]
        after[rows.start + 1 : rows.stop] = parts[at, kept]


def _noise(known: Floats, ahead: Floats, figures: Floats, set_to: Settings) -> Floats:
    """Learn the variance of the noise from one more figure, as far as the figure can tell.

    Every path tells how far the figure is from what it foretold, and is heard by its odds before
    the figure was known. Heard by odds after it, paths that explain a figure away would make the
    noise of a noisy series look small, and thereby ever more figures like events.

    Args:
        known: float64 ``[row, series]``.
        ahead: float64 ``[what, path, series]``, what every path foretells.
        figures: float64 ``[series]``.
        set_to: what is taken for granted.
    """
    noise = known[NOISE]
    total = ahead[2] + noise
    squared = np.minimum((figures - ahead[0]) ** 2 / total, set_to.clip**2)
    surprise = (squared / clipped_mean(set_to.clip) - 1) / total
    rate = np.maximum(1 - set_to.noise_memory, 1 / (set_to.noise_weight + known[SEEN]))
    learnt = noise * (1 + rate * noise * np.einsum("pn,pn->n", known[ODDS], surprise))
    level = np.einsum("pn,pn->n", known[ODDS], ahead[0])
    least = np.maximum(set_to.noise_min * np.abs(level), set_to.grain) ** 2
    kept: Floats = np.maximum(learnt, least)
    return kept


def clipped_mean(clip: float) -> float:
    """Return the mean of the square of a normal number, counted as ``clip`` squared beyond it."""
    density = float(np.exp(-clip * clip / 2) / np.sqrt(2 * np.pi))
    beyond = 2 * float(ndtr(-clip))
    return 1 - beyond - 2 * clip * density + clip * clip * beyond


def _note(period: int, figures: Floats, forecast: Floats, half: Floats, slope: Floats) -> Floats:
    """Return what is kept of one figure, for what is told of it later."""
    return np.stack([np.full_like(figures, period), figures, forecast, half, slope])
