"""Honest reports and false ones, drawn by chance: what the tests of reports are measured with.

Rules of this module:

* everything is drawn from the generator that is passed in;
* for every test there are figures that give it no reason, and a fraud of the kind that it is for.

Not here: the tests (``signs``, ``digits``); trials of the filter (``trials``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from commonweal.plan.monitor import digits, signs
from commonweal.plan.monitor.signs import Sign

Floats = NDArray[np.float64]
Trial = Callable[[Generator], Sign | None]


def deliveries(generator: Generator, count: int = 40) -> tuple[Floats, Floats]:
    """Draw deliveries of 800 to 1200, and receipts that differ by 1 % through grading."""
    sent = np.rint(generator.uniform(800, 1200, count))
    return sent, sent * (1 + 0.01 * generator.standard_normal(count))


def padded(generator: Generator) -> Sign | None:
    """Of four deliveries of forty, 30 % never came."""
    sent, got = deliveries(generator)
    got[generator.choice(got.size, 4, replace=False)] *= 0.7
    return signs.mismatch(sent, got, tolerance=0.03)


def a_little_more(generator: Generator) -> Sign | None:
    """Every report of forty has 1 % on top, no more than grading explains."""
    sent, got = deliveries(generator)
    return signs.leaning(sent * 1.01, got)


def smooth(generator: Generator) -> Sign | None:
    """Somebody writes about the same for thirteen weeks: 1.5 % of noise where 5 % are usual."""
    return signs.too_regular(weekly(generator, 13, 0.015), noise=0.05)


def weekly(generator: Generator, weeks: int, noise: float) -> Floats:
    """Draw figures around 100."""
    figures: Floats = 100 * (1 + generator.normal(0, noise, weeks))
    return figures


def lifted(generator: Generator) -> Sign | None:
    """Half of those who are up to 4 % short report that they just made it."""
    shares = generator.normal(1.0, 0.04, 200)
    short = (shares > 0.96) & (shares < 1) & (generator.random(200) < 0.5)
    shares[short] = 1 + 0.02 * generator.random(int(short.sum()))
    return signs.bunching(shares)


def jumped(generator: Generator) -> Sign | None:
    """In one week of 26, figures with 5 % of noise jump by 45 %."""
    figures = weekly(generator, 26, 0.05)
    figures[15:] += 45
    return signs.jump(figures)


def invented_first(generator: Generator) -> Sign | None:
    """400 made-up figures of all sizes, whose first digits are even."""
    figures = generator.uniform(1, 10, 400) * 10.0 ** generator.integers(0, 5, 400)
    return digits.first_digits(figures)


def invented_last(generator: Generator) -> Sign | None:
    """Three of ten figures are rounded to fives and tens, of a hundred."""
    figures = counted(generator)
    rounded = generator.random(figures.size) < 0.3
    return digits.last_digits(np.where(rounded, 5 * np.rint(figures / 5), figures))


def counted(generator: Generator) -> Floats:
    """Draw a hundred whole figures of 500 to 5000."""
    return np.rint(generator.uniform(500, 5000, 100))


HONEST: Mapping[str, Trial] = {
    "mismatch": lambda one: signs.mismatch(*deliveries(one), tolerance=0.03),
    "leaning": lambda one: signs.leaning(*deliveries(one)),
    "too regular": lambda one: signs.too_regular(weekly(one, 13, 0.05), noise=0.05),
    "bunching": lambda one: signs.bunching(one.normal(1.01, 0.03, 200)),
    "jump": lambda one: signs.jump(weekly(one, 26, 0.05)),
    "first digits": lambda one: digits.first_digits(np.exp(one.normal(7, 3, 400))),
    "last digits": lambda one: digits.last_digits(counted(one)),
}
"""Honest figures by the name of the test; where figures can be nearer to odd, the nearest."""

FRAUDS: Mapping[str, Trial] = {
    "mismatch": padded,
    "leaning": a_little_more,
    "too regular": smooth,
    "bunching": lifted,
    "jump": jumped,
    "first digits": invented_first,
    "last digits": invented_last,
}


def called(trial: Trial, *, below: float, times: int, seed: int) -> float:
    """Return in what share of so many trials the score is below a level."""
    generator = np.random.default_rng(seed)
    told = (trial(generator) for _ in range(times))
    return sum(one is not None and one.score < below for one in told) / times
