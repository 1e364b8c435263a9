"""Warren: the single transferable vote in which every elected candidate takes a price of a paper.

The price is the same for all papers and so chosen that a quota is taken: of each paper that
reaches a candidate the price is taken, or all that is left of it if that is less, and only the
rest passes on. Meek's rule takes a share of what arrives; here two voters who helped to elect the
same candidate pay the same for it, if they can.

Source: C. H. E. Warren, in I. D. Hill and C. H. E. Warren, "Meek versus Warren", Voting matters 20
(2005). The paper leaves the arithmetic and the order of steps to those of Meek's rule; they are
those of the Proportional Representation Foundation's reference. Rules of this module:

* what is taken is the price or what is left, whichever is less; nothing in it is rounded.

All the rest is the count in ``commonweal.tally.keeping``, with its options. A casual vacancy is
refilled by the papers of the seat, each at what was taken of it.

Not here: papers that rank two candidates equally.
"""

from __future__ import annotations

from commonweal.tally import keeping
from commonweal.tally.ballots import Ranked
from commonweal.tally.keeping import Method, Scale
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule, Vacancy


def keep(arrives: int, factor: int, scale: Scale) -> int:
    """Return the price, or what arrives if that is less."""
    return min(arrives, factor * (scale.vote // scale.factor))


METHOD = Method(
    keep,
    "Hill and Warren, Meek versus Warren (2005), in the steps of the PRF Reference Meek Rule",
    "takes up to {} of each paper that reaches it",
)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count by Warren's rule."""
    return keeping.count(METHOD, profile, seats, lots, options)


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that stayed with it."""
    return keeping.countback(METHOD, profile, seats, lots, options, vacancy)


RULE = Rule(
    name="warren",
    title="Single transferable vote (Warren)",
    ballots=Ranked,
    source="Hill and Warren, Meek versus Warren, Voting matters 20 (2005)",
    version=1,
    many_seats=True,
    # Scaling holds as far as rounding and omega can tell: no election is known where it fails.
    axioms=frozenset({"anonymity", "neutrality", "scaling", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
    options=keeping.OPTIONS,
    reserved=True,
)
