"""Meek: the single transferable vote in which every elected candidate keeps a share of each paper.

The share, the keep factor, is the same for all papers and so chosen that a quota stays. Whoever is
excluded is treated as if they had never stood, and no vote is stuck with a candidate because of
the order in which things happened.

Source: Proportional Representation Foundation, Reference Meek Rule
(prfound.org/resources/reference/reference-meek-rule), after B. L. Meek and Algorithm 123 (Hill,
Wichmann, Woodall, The Computer Journal 30 (1987), pp. 277-281). Rules of this module:

* what a candidate keeps of a paper is rounded up to the last decimal (B.2.a).

All the rest is the count in ``commonweal.tally.keeping``, with its options. A casual vacancy is
refilled by the papers of the seat, each at the share that was kept. Meek's rule is not monotonic:
a higher place on a paper can cost a seat; no rule that excludes the lowest is.

Not here: papers that rank two candidates equally.
"""

from __future__ import annotations

from commonweal.tally import keeping
from commonweal.tally.ballots import Ranked
from commonweal.tally.keeping import Method, Scale
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule, Vacancy


def keep(arrives: int, factor: int, scale: Scale) -> int:
    """Return the share of what arrives, rounded up (B.2.a)."""
    return -(-arrives * factor // scale.factor)


METHOD = Method(keep, "PRF Reference Meek Rule", "keeps {} of what reaches it on each paper")


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the reference says."""
    return keeping.count(METHOD, profile, seats, lots, options)


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that stayed with it."""
    return keeping.countback(METHOD, profile, seats, lots, options, vacancy)


RULE = Rule(
    name="meek",
    title="Single transferable vote (Meek)",
    ballots=Ranked,
    source="Proportional Representation Foundation, Reference Meek Rule",
    version=1,
    many_seats=True,
    # Scaling holds as far as rounding and omega can tell: no election is known where it fails.
    axioms=frozenset({"anonymity", "neutrality", "scaling", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
    options=keeping.OPTIONS,
    reserved=True,
)
