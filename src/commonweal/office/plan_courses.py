"""What changed in the course of a plan's figures, and which are too good to be true.

Rules of this module:

* figures of a unit are shares of what it promised in that period, so that they mean the same for
  large and small, and from one plan to the next;
* every threshold stands here by name; how often honest figures are found odd with them was measured
  by simulation (``docs/plan/monitoring.md``);
* where reports that are just what was planned are the rule, being just what was planned is no sign:
  how much figures vary as a rule is taken from all units together.

Not here: what reports and receipts say of one another (``plan_facts``), the methods
(``commonweal.plan.monitor``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from commonweal.office.plan_findings import Found, Words
from commonweal.office.plan_series import Key, Past
from commonweal.plan.monitor import signs
from commonweal.plan.monitor.findings import Finding
from commonweal.plan.monitor.settings import Settings
from commonweal.plan.monitor.watching import watch
from commonweal.polity.planning.correcting.data import AlertKind

Floats = NDArray[np.float64]

WATCHING = Settings(learning=4)
"""The filter, for figures that are shares of a plan: what noise is usual is known from the first
figure on, so that four are enough to learn from."""

SCORE_MAX = 0.001
"""Score below which a test speaks: how often it would do so where everything is honest."""

NOISE_MIN = 0.01
"""Where figures vary by less than this as a rule, being regular is no sign."""

VARIED_MIN = 5
"""Series from which is taken how much figures vary as a rule."""

SMALL = 50
"""Amounts a period below which figures cannot vary finely, and so are not called too regular."""

LAST = 13
"""Figures that are looked at for being too regular: what was long ago is forgotten."""

UNITS_MIN = 1.5
"""Units by which an amount is off at least, before it is told."""

PACE_TEST = "hours of work for one run; Harrison and Stevens 1971"
SHARE_TEST = "share of the plan; Harrison and Stevens 1971"
KINDS: Mapping[str, AlertKind] = {"step": "level", "slope": "slope", "spike": "spike"}
"""What the findings of the filter are called as alerts."""


@dataclass(frozen=True, slots=True)
class Series:
    """One figure in every period.

    Attributes:
        figures: float64 ``[period]``, ``nan`` where there is none.
        planned: float64 ``[period]``, the amount that 1 stands for.
    """

    figures: Floats
    planned: Floats


class Courses:
    """The series of all units up to the end of a period. Owned by one call.

    Args:
        past: the figures.
        words: names, for what is told.
    """

    def __init__(self, past: Past, words: Words) -> None:
        self.past, self.words = past, words

    def found(self) -> Iterator[Found]:
        """Give what is odd."""
        yield from self._changed(self.shares, SHARE_TEST)
        yield from self._changed(self.paces, PACE_TEST)
        yield from self._regular()
        yield from self._bunched()
        yield from self._jumped()

    # What changed in the course of time.

    @cached_property
    def shares(self) -> dict[Key, Series]:
        """What each unit reported of each product, as a share of what it had promised.

        A line of the last period on which nothing was reported yet is left out; a period later it
        counts as nothing delivered, but for a period in which nothing at all was reported, which is
        told by itself.
        """
        size = self.past.place + 1
        planned: dict[Key, Floats] = defaultdict(lambda: np.zeros(size))
        reported: dict[Key, Floats] = defaultdict(lambda: np.zeros(size))
        seen: dict[Key, Floats] = defaultdict(lambda: np.zeros(size))
        for one in self.past.promises:
            if one.binds and (one.reports or one.place < self.past.place):
                key = one.maker, one.product
                planned[key][one.place] += one.amount
                reported[key][one.place] += sum(each.amount for each in one.reports)
                seen[key][one.place] += len(one.reports)
        return {
            key: Series(_shares(reported[key], planned[key], seen[key]), planned[key])
            for key in sorted(planned)
        }

    @cached_property
    def paces(self) -> dict[Key, Series]:
        """Hours of work for one run, as a share of what was declared, by unit and product."""
        size = self.past.place + 1
        found: dict[Key, Series] = {}
        for one in sorted(self.past.paces, key=lambda one: (one.body, one.product, one.place)):
            key = one.body, one.product
            if key not in found:
                found[key] = Series(np.full(size, np.nan), np.zeros(size))
            found[key].figures[one.place] = one.hours / one.planned
            found[key].planned[one.place] = one.planned
        return found

    def _changed(self, series: dict[Key, Series], test: str) -> Iterator[Found]:
        for (body, product), one in self._watched(series).get(self.past.place, {}).items():
            figures = series[body, product]
            if test == PACE_TEST or abs(one.size) * figures.planned[one.since] >= UNITS_MIN:
                words = self._change(body, product, one, figures, test)
                yield Found(body, KINDS[one.kind], test, product, words)

    def _change(self, body: int, product: int, one: Finding, series: Series, test: str) -> str:
        low, high = one.band
        what = f"{self.words.body(body)}, {self.words.name(product)}: "
        what += "reported share of the plan" if test == SHARE_TEST else "hours worked for a run"
        since = self.words.when(one.since)
        now = series.figures[one.since :]
        now = now[~np.isnan(now)][0 if one.kind == "spike" else -1]
        told = {
            "step": f"{now:.0%} and changed to this since {since}",
            "slope": f"{now:.0%}, changing since {since} by {one.size:+.1%} a period",
            "spike": f"{now:.0%} in {since} alone",
        }[one.kind]
        return f"{what} {told}; normal was {low:.0%} to {high:.0%}"

    def _watched(self, series: dict[Key, Series]) -> dict[int, dict[Key, Finding]]:
        """Return what the filter tells of each series, by the period in which it tells it."""
        keys = list(series)
        watched, found = watch(len(keys), WATCHING), {}
        if not keys:
            return {}
        figures = np.stack([series[key].figures for key in keys], axis=1)
        for place, row in enumerate(figures):
            watched, told = watched.take(row)
            found[place] = {keys[one.series]: one for one in told}
        return found

    def in_band(self, key: Key, since: int) -> bool:
        """Whether the last figures of a unit are where they were normal before the alert.

        Two of them, so that one good week after a bad month is not taken for the end of it.
        """
        return all(self._back(series, key, since) for series in (self.shares, self.paces))

    def _back(self, series: dict[Key, Series], key: Key, since: int) -> bool:
        if key not in series:
            return True
        told = self._watched({key: series[key]})
        low, high = _band(told, key, since)
        figures = series[key].figures
        last = figures[~np.isnan(figures)][-2:]
        slack = UNITS_MIN / max(1.0, float(series[key].planned.max()))
        return bool(((last >= low - slack) & (last <= high + slack)).all())

    # Figures that are too good.

    @cached_property
    def usual(self) -> float:
        """How much figures vary as a rule: the lower quartile of all series, as a share.

        0 where there are too few to tell.
        """
        spread = [one for one in map(_spread, self._figures.values()) if one is not None]
        return float(np.quantile(spread, 0.25)) if len(spread) >= VARIED_MIN else 0.0

    @cached_property
    def _figures(self) -> dict[Key, Floats]:
        """Shares of periods whose amounts are large enough to vary finely, by series."""
        found = {}
        for key, one in self.shares.items():
            large = ~np.isnan(one.figures) & (one.planned >= SMALL)
            if large.any():
                found[key] = one.figures[large][-LAST:]
        return found

    def _regular(self) -> Iterator[Found]:
        for (maker, product), figures in self._figures.items():
            sign = self._regularity(figures)
            if sign is not None:
                words = f"{self.words.body(maker)}, {self.words.name(product)}: {sign.words}"
                test = "too regular; Fisher 1936"
                yield Found(maker, "too_regular", test, product, words)

    def _regularity(self, figures: Floats) -> signs.Sign | None:
        if self.usual < NOISE_MIN:
            return None
        return _odd(signs.too_regular(figures, noise=self.usual))

    def varies(self, key: Key) -> bool:
        """Whether the figures of a series vary as such figures do."""
        figures = self._figures.get(key)
        return figures is not None and self._regularity(figures) is None

    @cached_property
    def _own(self) -> dict[int, list[Key]]:
        """The series of each unit."""
        found: dict[int, list[Key]] = defaultdict(list)
        for key in self._figures:
            found[key[0]].append(key)
        return found

    def _bunched(self) -> Iterator[Found]:
        """Look at all products of a unit together; it is told of the first."""
        for maker, keys in self._own.items():
            sign = self._bunching(keys)
            if sign is not None:
                words = f"{self.words.body(maker)}: {sign.words}"
                test = "bunching above the target; Burgstahler and Dichev 1997"
                yield Found(maker, "bunching", test, keys[0][1], words)

    def _bunching(self, keys: Iterable[Key]) -> signs.Sign | None:
        if self.usual < NOISE_MIN:
            return None
        shares = np.concatenate([self._figures[key] for key in keys])
        return _odd(signs.bunching(shares, narrowest=self.usual))

    def spreads(self, key: Key) -> bool:
        """Whether the figures of a unit are not heaped just above the plan."""
        own = self._own.get(key[0], [])
        return bool(own) and self._bunching(own) is None

    def _jumped(self) -> Iterator[Found]:
        """Tell a change into the last period that stands out from all others of the series."""
        for (maker, product), figures in self._figures.items():
            series = self.shares[maker, product]
            if np.isnan(series.figures[-1]) or series.planned[-1] < SMALL:
                continue
            changes = np.abs(np.diff(figures))
            sign = _odd(signs.jump(figures))
            if sign is not None and changes.argmax() == changes.size - 1:
                now, before = figures[-1], figures[-2]
                words = (
                    f"{self.words.body(maker)}, {self.words.name(product)}: reported share of the "
                    f"plan {now:.0%} in {self.words.when(self.past.place)} after {before:.0%}; no "
                    f"other of {changes.size} changes was as large"
                )
                yield Found(maker, "jump", "sudden jump; Grubbs 1969", product, words)


def _shares(reported: Floats, planned: Floats, seen: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((planned > 0) & (seen > 0), reported / planned, np.nan)


def _band(told: dict[int, dict[Key, Finding]], key: Key, since: int) -> tuple[float, float]:
    """Return what was normal when a finding was told; around the plan, where it was another one."""
    finding = told.get(since, {}).get(key)
    return finding.band if finding else (1 - 3 * WATCHING.noise, 1 + 3 * WATCHING.noise)


def _spread(figures: Floats) -> float | None:
    """Return the standard deviation of a series as a share of its mean, from enough figures."""
    if figures.size < signs.REGULAR_MIN or not figures.mean() > 0:
        return None
    return float(figures.std(ddof=1) / figures.mean())


def _odd(sign: signs.Sign | None) -> signs.Sign | None:
    return sign if sign is not None and sign.score < SCORE_MAX else None
