"""What the filter takes for granted: how often which change is to be expected, and how large.

Rules of this module:

* variances are in units of the noise of the series, so that a series in tonnes and the same in
  kilograms give the same findings;
* the values that stand here were chosen by simulation (``trials``); whoever changes one can measure
  anew what it costs.

Source for the four states: P. J. Harrison and C. F. Stevens, "A Bayesian approach to short-term
forecasting", Operational Research Quarterly 22 (1971), pp. 341-362. The values are ours.

Not here: the arithmetic (``states``).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is taken for granted of every series.

    Attributes:
        step_odds, slope_odds, spike_odds: how often each is to be expected, per period.
        step_size, slope_size, spike_size: the standard deviation of each where there is one, in
            standard deviations of the noise; of a slope, per period.
        memory: what of the certainty about the level is left a period later; 1 forgets nothing.
        noise: standard deviation of the noise as a share of the first figure, until it is learnt.
        noise_min: standard deviation of the noise at least, as a share of the level.
        grain: standard deviation of the noise at least, in the unit of the series; the only setting
            that is.
        noise_weight: how many figures ``noise`` weighs as much as.
        noise_memory: the share of what is known of the noise that is kept at least, per figure.
        clip: standard deviations beyond which a figure teaches no more about the noise.
        learning: figures of a series before anything is found in it.
        change_certainty, spike_certainty: how certain a finding is at least.
        width: half the width of the normal band, in standard deviations of the forecast.
    """

    step_odds: float = 0.025
    slope_odds: float = 0.015
    spike_odds: float = 0.01
    step_size: float = 4.0
    slope_size: float = 0.5
    spike_size: float = 6.0
    memory: float = 0.97
    noise: float = 0.05
    noise_min: float = 0.01
    grain: float = 1e-6
    noise_weight: float = 4.0
    noise_memory: float = 0.98
    clip: float = 2.5
    learning: int = 13
    change_certainty: float = 0.5
    spike_certainty: float = 0.7
    width: float = 3.0

    def __post_init__(self) -> None:
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        wrong = [f"{name} {value}" for name, value in values.items() if not _fits(name, value)]
        if wrong or self.step_odds + self.slope_odds + self.spike_odds >= 1:
            raise ValueError(f"no settings of a filter: {', '.join(wrong) or 'odds of 1 or more'}")

    @property
    def odds(self) -> tuple[float, float, float, float]:
        """How often each state is to be expected: no change, step, slope, spike."""
        some = self.step_odds, self.slope_odds, self.spike_odds
        return (1 - sum(some), *some)


SHARES = frozenset({"memory", "noise_memory", "change_certainty", "spike_certainty"})


def _fits(name: str, value: float) -> bool:
    """Tell whether a setting is a positive number, and at most 1 where it is a share."""
    return bool(np.isfinite(value) and value > 0 and (value <= 1 or name not in SHARES))
