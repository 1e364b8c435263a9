"""Signs that reports are not what happened: each a named test, with its rate of false alarms.

A test answers with a *score*: how likely figures at least as odd are where everything is honest.
Whoever calls a sign at scores below 0.01 is wrong about honest figures once in a hundred tests, or
less often; how often was measured is in ``docs/plan/monitoring.md``. Rules of this module:

* a sign is a fact about figures, with a reason to ask. Honest figures can have it;
* a test answers ``None`` where it cannot tell: too few figures, or not of the kind it is for;
* every test is one-sided, against what fraud or wishful reports look like;
* figures that are missing (``nan``) are left out.

Sources stand with each test. Digits are in ``digits``.

Not here: what changed in the course of time (``findings``), what follows (``commonweal.polity``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtr

Floats = NDArray[np.float64]

LEANING_MIN = 8
REGULAR_MIN = 8
BUNCHED_MIN = 10
JUMP_MIN = 8


@dataclass(frozen=True, slots=True)
class Sign:
    """The answer of a test.

    Attributes:
        test: its name.
        score: how likely it is that honest figures look at least as odd, between 0 and 1.
        figures: how many figures it looked at.
        words: what was seen, in words.
    """

    test: str
    score: float
    figures: int
    words: str


def mismatch(
    reported: Floats, received: Floats, *, tolerance: float, honest: float = 0.01
) -> Sign | None:
    """Test whether more deliveries differ from their receipts than grading explains.

    Binomial test of how many differ by more than the tolerance, as a share of the larger figure.

    Args:
        reported: float64 ``[delivery]``, what the sender says was sent, 0 or more.
        received: float64 ``[delivery]``, what the receiver confirmed; ``nan``: nothing yet.
        tolerance: by how much grading and weighing may differ, as a share.
        honest: the share of honest deliveries that differ by more, through errors of writing.
    """
    sent, got = _pairs(reported, received)
    if not sent.size:
        return None
    larger = np.maximum(sent, got)
    off = np.abs(sent - got) / np.where(larger > 0, larger, 1.0)
    beyond = int((off > tolerance).sum())
    score = float(stats.binom.sf(beyond - 1, sent.size, honest))
    words = (
        f"{beyond} of {sent.size} deliveries differ from their receipts by more than "
        f"{tolerance:.1%}, the furthest by {off.max():.1%}"
    )
    return Sign("mismatch", score, sent.size, words)


def leaning(reported: Floats, received: Floats) -> Sign | None:
    """Test whether reports are above receipts more often than below: too much, a little at a time.

    Sign test: J. Arbuthnott, "An argument for Divine Providence", Philosophical Transactions 27
    (1710), pp. 186-190. Equal pairs say nothing and are left out.

    Args:
        reported: float64 ``[delivery]``.
        received: float64 ``[delivery]``; ``nan``: nothing yet.
    """
    sent, got = _pairs(reported, received)
    unequal = int((sent != got).sum())
    if unequal < LEANING_MIN:
        return None
    above = int((sent > got).sum())
    score = float(stats.binom.sf(above - 1, unequal, 0.5))
    words = f"{above} of {unequal} reports that differ from their receipts are above them"
    return Sign("leaning", score, unequal, words)


def too_regular(figures: Floats, *, noise: float) -> Sign | None:
    """Test whether figures vary less than such figures do.

    Lower tail of chi-squared, as R. A. Fisher asked it of Mendel's peas: "Has Mendel's work been
    rediscovered?", Annals of Science 1 (1936), pp. 115-137.

    Args:
        figures: float64 ``[period]``, which should vary by chance at least as much as told.
        noise: the least standard deviation of such figures, as a share of their mean, known from
            elsewhere: receipts, or units that do the same.
    """
    known = figures[~np.isnan(figures)]
    if known.size < REGULAR_MIN or known.mean() == 0:
        return None
    shares = known / known.mean()
    squared = float(((shares - 1) ** 2).sum()) / noise**2
    words = (
        f"{known.size} figures vary by {shares.std(ddof=1):.2%} of their mean, where "
        f"{noise:.2%} or more is usual"
    )
    return Sign("too regular", too_good(squared, known.size - 1), known.size, words)


def too_good(squared: float, freedom: int) -> float:
    """Return how likely a chi-squared as small as this one is, with so many degrees of freedom."""
    return float(stats.chi2.cdf(squared, freedom))


def bunching(
    shares: Floats, *, target: float = 1.0, width: float = 0.02, narrowest: float = 0.03
) -> Sign | None:
    """Test whether too many reports lie just above the target, at 100 to 102 % of it.

    Binomial test of that window against it and its two neighbours of the same width. Were figures
    spread evenly a third would be in it; where they are spread normally at least as wide as told,
    wherever their mean, it is at most what a mean in the middle of the window gives, and that is
    taken. After D. Burgstahler and I. Dichev, "Earnings management to avoid earnings decreases and
    losses", Journal of Accounting and Economics 24 (1997), pp. 99-126, who compare an interval
    with its neighbours; see J. McCrary, Journal of Econometrics 142 (2008), pp. 698-714.

    Args:
        shares: float64 ``[report]``, what was reported as a share of its target.
        target: where the window begins.
        width: how wide it is.
        narrowest: the least standard deviation of honest shares.
    """
    low, high = target - width, target + 2 * width
    near = shares[(shares >= low) & (shares < high)]
    if near.size < BUNCHED_MIN:
        return None
    inside = int(((near >= target) & (near < target + width)).sum())
    half = width / 2 / narrowest
    usual = (2 * float(ndtr(half)) - 1) / (2 * float(ndtr(3 * half)) - 1)
    score = float(stats.binom.sf(inside - 1, near.size, usual))
    words = (
        f"of {near.size} reports at {low:.0%} to {high:.0%} of the target {inside} are at "
        f"{target:.0%} to {target + width:.0%}, where at most {usual:.0%} is usual"
    )
    return Sign("bunching", score, near.size, words)


def jump(figures: Floats) -> Sign | None:
    """Test whether one change from a figure to the next is out of line with all others.

    F. E. Grubbs, "Procedures for detecting outlying observations in samples", Technometrics 11
    (1969), pp. 1-21, on the changes.

    Args:
        figures: float64 ``[period]``.
    """
    changes = np.diff(figures[~np.isnan(figures)])
    if changes.size < JUMP_MIN or not changes.std() > 0:
        return None
    off = np.abs(changes - changes.mean())
    score = min(1.0, 2 * outlying(float(off.max() / changes.std(ddof=1)), changes.size))
    largest = changes[off.argmax()]
    words = (
        f"one change, by {largest:+.4g}, stands out from {changes.size} changes that are "
        f"{np.median(off):.4g} off their mean as a rule"
    )
    return Sign("jump", score, changes.size, words)


def outlying(distance: float, count: int) -> float:
    """Return how likely at most the largest of so many normal numbers is as far above their mean.

    Args:
        distance: in standard deviations of the sample.
        count: how many numbers there are.
    """
    room = (count - 1) ** 2 - count * distance**2
    if room <= 0:
        return 0.0
    ratio = distance * np.sqrt(count * (count - 2) / room)
    return min(1.0, count * float(stats.t.sf(ratio, count - 2)))


def _pairs(reported: Floats, received: Floats) -> tuple[Floats, Floats]:
    """Return the deliveries of which both figures are known."""
    if reported.shape != received.shape:
        raise ValueError(f"expected as many receipts as reports: {reported.size}")
    both = ~(np.isnan(reported) | np.isnan(received))
    return reported[both], received[both]
