"""Findings: what changed in which series, since when, by how much, and how certain that is.

Rules of this module:

* a *step* and a *slope* are changes that stay, a *spike* is gone with the next figure;
* what is certain is that something changed, in the last figures but the newest; which of step and
  slope it is, and since which figure, is the likelier;
* a finding is told once: what lies before the last telling is not told again, unless it has
  turned out to be more than was told: a spike that stays, a step that goes on;
* a finding is a fact about figures. It says nothing on why, or whose fault it is.

Not here: how likely what is (``states``), who is told (``alerts``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.monitor.settings import Settings
from commonweal.plan.monitor.states import (
    DEPTH,
    EVENTS,
    LEVEL,
    NOTED,
    ODDS,
    PAST,
    SEEN,
    SPIKE,
    TOLD_SLOPE,
    TOLD_SPIKE,
    TOLD_STEP,
    TREND,
)

Floats = NDArray[np.float64]

Kind = Literal["step", "slope", "spike"]

KINDS: tuple[Kind, ...] = ("step", "slope", "spike")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something changed in a series.

    Attributes:
        series: its number.
        kind: whether the level moved, the slope changed, or one figure stood out.
        since: the period of the first figure concerned.
        size: by how much the level is off what was to be expected, or that figure was; of a slope,
            by how much it changed per period; in the unit of the series.
        certainty: how likely it is that there is such a change at all, between 0 and 1.
        band: from and to which figure was normal in that period.
    """

    series: int
    kind: Kind
    since: int
    size: float
    certainty: float
    band: tuple[float, float]

    def __str__(self) -> str:
        low, high = self.band
        what = {
            "step": f"a step of {self.size:+.4g} since period {self.since}",
            "slope": f"since period {self.since} it moves by {self.size:+.4g} a period more",
            "spike": f"in period {self.since} alone it was off by {self.size:+.4g}",
        }[self.kind]
        return f"{what}; normal was {low:.4g} to {high:.4g} (certainty {self.certainty:.0%})"


@dataclass(frozen=True, slots=True)
class Findings:
    """Many findings, by columns, in the order of their series.

    Attributes:
        series: int64 ``[finding]``.
        kind: int8 ``[finding]``, place in :data:`KINDS`.
        since: int64 ``[finding]``.
        size, certainty, low, high: float64 ``[finding]``; the last two are the normal band.
    """

    series: NDArray[np.int64]
    kind: NDArray[np.int8]
    since: NDArray[np.int64]
    size: Floats
    certainty: Floats
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return int(self.series.size)

    def __iter__(self) -> Iterator[Finding]:
        columns = (getattr(self, one.name).tolist() for one in fields(self))
        for series, kind, since, size, certainty, low, high in zip(*columns, strict=True):
            yield Finding(series, KINDS[kind], since, size, certainty, (low, high))


def joined(parts: list[Findings]) -> Findings:
    """Return the findings of all parts, in their order."""
    columns = ([getattr(part, one.name) for part in parts] for one in fields(Findings))
    return Findings(*(np.concatenate(column) for column in columns))


def tell(known: Floats, period: int, first: int, set_to: Settings) -> Findings:
    """Tell what is certain enough and was not told, and note in ``known`` that it is told.

    Args:
        known: float64 ``[row, series]``, with the figure of this period; changed in place.
        period: the number of this period.
        first: the number of the first series.
        set_to: what is taken for granted.
    """
    fresh = _fresh(known)
    step, slope, spike = fresh.sum(axis=0)
    change = step + slope
    ready = known[SEEN] > set_to.learning
    changed = ready & (change >= set_to.change_certainty)
    spiked = ready & ~changed & (spike >= set_to.spike_certainty)
    at = np.flatnonzero(changed | spiked)
    fresh = fresh[:, :, at]
    fresh[:, :SPIKE] *= changed[at]
    fresh[:, SPIKE] *= ~changed[at]
    kind = fresh.sum(axis=0).argmax(axis=0)
    ago = np.take_along_axis(fresh, kind[None, None], axis=1)[:, 0].argmax(axis=0) + 1
    certainty = np.where(changed, change, spike)[at]
    found = _columns(known, at, kind, ago, np.minimum(certainty, 1.0), first)
    for of, rows in enumerate(((TOLD_STEP,), (TOLD_STEP, TOLD_SLOPE), (TOLD_SPIKE,))):
        for row in rows:
            known[row, at[kind == of]] = period
    return found


def _fresh(known: Floats) -> Floats:
    """Return the odds of paths that were not told yet, ``[figures ago - 1, kind, series]``.

    A step may turn out to be a slope, and a spike to be a step; not the other way.
    """
    odds = known[ODDS][1:].reshape(DEPTH, EVENTS, -1)[1:]
    period = known[PAST].reshape(DEPTH, NOTED, -1)[1:, 0]
    last = np.maximum(known[TOLD_STEP], known[TOLD_SPIKE])
    told = np.stack([known[TOLD_STEP], known[TOLD_SLOPE], last])
    fresh: Floats = odds * (period[:, None] > told)
    return fresh


def _columns(
    known: Floats,
    at: NDArray[np.int64],
    kind: NDArray[np.int64],
    ago: NDArray[np.int64],
    certainty: Floats,
    first: int,
) -> Findings:
    """Gather what is told of the series ``at``, each by its likeliest path that was not told."""
    noted = known[PAST].reshape(DEPTH, NOTED, -1)
    since, figure, forecast, half, trend = noted[ago, :, at].T
    path = 1 + ago * EVENTS + kind
    level, slope = known[LEVEL.start + path, at], known[TREND.start + path, at]
    size = np.choose(kind, [level - forecast - slope * ago, slope - trend, figure - forecast])
    return Findings(
        (at + first).astype(np.int64),
        kind.astype(np.int8),
        since.astype(np.int64),
        size,
        certainty,
        forecast - half,
        forecast + half,
    )
