"""How often the filter raises a false alarm, and how soon it finds what was planted.

Rules of this module:

* everything is simulated with the filter itself, from a seed that is passed in;
* a false alarm is any finding where nothing happened, from the first period in which findings are
  told; it is counted per series and quarter of thirteen periods;
* a change counts as found within so many periods, the one in which it happened being the first.

Not here: the settings (``settings``); the table that came out (``docs/plan/monitoring.md``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.monitor.findings import KINDS, Kind
from commonweal.plan.monitor.settings import Settings
from commonweal.plan.monitor.watching import watch

Floats = NDArray[np.float64]

QUARTER = 13
PLANTED = 26
"""The period in which something happens."""

AFTER = 20
"""Periods that are watched from then on."""

LEVEL = 100.0

NEVER = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """Honest figures.

    Attributes:
        noise: their standard deviation as a share of the level.
        freedom: degrees of freedom of Student's distribution, for noise with heavy tails; ``inf``
            is normal.
        stickiness: correlation of the noise of one period with that of the next.
    """

    noise: float
    freedom: float = np.inf
    stickiness: float = 0.0

    def figures(self, periods: int, series: int, seed: int) -> Floats:
        """Draw figures around a level that stays, float64 ``[period, series]``."""
        generator = np.random.default_rng(seed)
        fresh = generator.standard_normal((periods, series))
        if np.isfinite(self.freedom):
            fresh *= np.sqrt((self.freedom - 2) / generator.chisquare(self.freedom, fresh.shape))
        own = np.sqrt(1 - self.stickiness**2)
        for period in range(1, periods):
            fresh[period] = self.stickiness * fresh[period - 1] + own * fresh[period]
        figures: Floats = LEVEL * (1 + self.noise * fresh)
        return figures


@dataclass(frozen=True, slots=True)
class Found:
    """How soon something was found.

    Attributes:
        after: int64 ``[series]``, in which period, counted from 1; :data:`NEVER` if not.
        named: bool ``[series]``, whether a finding of its kind was told.
    """

    after: NDArray[np.int64]
    named: NDArray[np.bool_]

    def within(self, periods: int) -> float:
        """Return the share of series in which it was found within so many periods."""
        return float((self.after <= periods).mean())


def false_alarms(
    honest: Honest, *, series: int, quarters: int, seed: int, settings: Settings | None = None
) -> Floats:
    """Return false alarms per series in each quarter after learning, float64 ``[quarter]``."""
    set_to = settings or Settings()
    watched = watch(series, set_to)
    told = []
    for figures in honest.figures(set_to.learning + quarters * QUARTER, series, seed):
        watched, found = watched.take(figures)
        told.append(len(found))
    after = np.array(told[set_to.learning :], dtype=np.float64)
    alarms: Floats = after.reshape(quarters, QUARTER).sum(axis=1) / series
    return alarms


def planted(
    honest: Honest,
    kind: Kind,
    size: float,
    *,
    series: int,
    seed: int,
    settings: Settings | None = None,
) -> Found:
    """Plant something in every series, and tell how soon it was found.

    Args:
        honest: what the figures are like otherwise.
        kind: what happens in the period :data:`PLANTED`.
        size: by how much, as a share of the level; of a slope, per period; below 0: downwards.
        series: how many.
        seed: of the generator.
        settings: of the filter.
    """
    figures = honest.figures(PLANTED + AFTER, series, seed)
    figures[PLANTED:] += LEVEL * size * _shape(kind)[:, None]
    watched = watch(series, settings)
    after, named = np.full(series, NEVER), np.zeros(series, dtype=bool)
    for period, row in enumerate(figures):
        watched, found = watched.take(row)
        if period >= PLANTED:
            at = found.series
            after[at] = np.minimum(after[at], period - PLANTED + 1)
            named[found.series[found.kind == KINDS.index(kind)]] = True
    return Found(after, named)


def _shape(kind: Kind) -> Floats:
    """Return what something planted does in each period from its own on."""
    periods = np.arange(AFTER, dtype=np.float64)
    shapes: dict[Kind, Floats] = {
        "step": np.ones(AFTER),
        "slope": periods + 1,
        "spike": (periods == 0).astype(np.float64),
    }
    return shapes[kind]


CASES: dict[str, Honest] = {
    "2 %": Honest(noise=0.02),
    "3 %": Honest(noise=0.03),
    "5 %": Honest(noise=0.05),
    "6 %": Honest(noise=0.06),
    "7 %": Honest(noise=0.07),
    "10 %": Honest(noise=0.10),
    "5 %, heavy tails": Honest(noise=0.05, freedom=4.0),
    "5 %, each like the last": Honest(noise=0.05, stickiness=0.3),
}


def row(name: str, *, series: int = 4000, seed: int = 1) -> tuple[str, ...]:
    """Return one row of the table of operating characteristics, in words and shares."""
    honest = CASES[name]
    alarms = false_alarms(honest, series=series, quarters=8, seed=seed)
    step = planted(honest, "step", -0.20, series=series, seed=seed + 1)
    spike = planted(honest, "spike", -0.30, series=series, seed=seed + 2)
    slope = planted(honest, "slope", -0.05, series=series, seed=seed + 3)
    shares = (
        step.within(2),
        step.within(3),
        step.named.mean(),
        spike.within(3),
        spike.named.mean(),
        slope.within(3),
        slope.within(6),
        slope.named.mean(),
    )
    years = alarms[:4].mean(), alarms[4:].mean()
    return (name, *(f"{year:.3f}" for year in years), *(f"{share:.0%}" for share in shares))
