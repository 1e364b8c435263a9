"""Hare-Clark: the single transferable vote of the Australian Capital Territory.

Source: Electoral Act 1992 (ACT), schedule 4, parts 4.1 and 4.2. The last-parcel form of Gregory's
method, as in Tasmania since 1907, with fractions of a vote. Rules of this module:

* the quota is votes / (seats + 1), fraction dropped, plus 1 (cl. 1B);
* a transfer value is surplus / papers of the last count that name somebody who continues, kept as
  a fraction, and never more than the papers were worth before (cl. 1C);
* count votes are papers times transfer value, rounded down to six decimals for each receiver of
  each count (cl. 1A); what that drops is lost;
* an exclusion passes papers on in counts of one transfer value each, the highest first; who
  reaches the quota at such a count is successful and gets no papers of the counts that follow;
* ties fall on who stood higher (surplus) or lower (exclusion) at the latest count at which the
  tied differed, then by lot;
* when no more candidates continue than seats are open, all of them are successful.

Two groups of papers that have the same transfer value pass on as one, so that fractions which were
dropped when they were received apart can come back: ``lost`` then falls.

Not here: papers of candidates who died before the poll. The count-back of part 4.3 is the one that
this library uses for every rule (``recount``).
"""

from __future__ import annotations

from types import MappingProxyType

from commonweal.tally.ballots import Ranked
from commonweal.tally.gregory import by_value
from commonweal.tally.lastparcel import Precision, Statute, refilled, scrutiny, whole_quota
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule, Vacancy

LAW = Statute(
    source="Electoral Act 1992 (ACT) sch. 4",
    precision=Precision(votes=6),
    quota=whole_quota,
    sorting=by_value,
    ties="backwards",
    cites=MappingProxyType(
        {
            "first": "cll. 1B, 3",
            "surplus": "cll. 1C, 6",
            "surplus_lot": "pt 4.2",
            "exclusion": "cll. 8, 9",
            "exclude_lot": "cl. 8",
            "last": "cl. 4",
        }
    ),
    elects_between=True,
)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the schedule says."""
    del options  # the schedule leaves no choice
    return scrutiny(LAW, profile, seats, lots).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    del options  # the schedule leaves no choice
    return refilled(LAW, profile, seats, lots, vacancy)


RULE = Rule(
    name="hare-clark",
    title="Single transferable vote (Hare-Clark, ACT)",
    ballots=Ranked,
    source=f"{LAW.source} parts 4.1, 4.2",
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
)
