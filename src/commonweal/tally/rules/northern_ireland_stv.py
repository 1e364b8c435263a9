"""Northern Ireland: the single transferable vote of district councils and of the Assembly.

Source: Electoral Law Act (Northern Ireland) 1962, schedule 5 (the Local Elections Rules, as
substituted by SI 1985/454), part IV, rules 47 to 53; the rules of Assembly elections say the same
in other numbers. The last-parcel form of Gregory's method. Rules of this module:

* the quota is votes / (seats + 1), fraction dropped, plus 1;
* transfer values have two decimals, the rest is cut (r. 49(4)); no paper becomes worth more than
  it was when received (r. 49(7));
* surpluses wait where all of them together are fewer than the votes between the two lowest
  (r. 50); the lowest is then excluded;
* the lowest are excluded in one operation when their votes and all surpluses together are fewer
  than the votes of the next above (r. 51);
* an exclusion passes on first preferences, then transferred papers, the highest value first; it is
  one stage, and who reaches the quota is elected at its end (r. 51);
* ties fall on who stood higher (surplus) or lower (exclusion) at the earliest stage at which the
  tied differed, then by lot;
* when the last seats can be filled no paper moves any more (r. 52).

"Two or more" lowest candidates are read as the most who can go together. Candidates with equal
votes go together or not at all.

Not here: which papers are void. The Dail moves whole papers from the top of mixed sub-parcels; that
depends on the order in which papers happened to lie, and cannot be told from grouped papers.
"""

from __future__ import annotations

from types import MappingProxyType

from commonweal.tally.ballots import Ranked
from commonweal.tally.lastparcel import (
    Precision,
    Statute,
    originals_then_values,
    refilled,
    scrutiny,
    whole_quota,
)
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule, Vacancy

LAW = Statute(
    source="Electoral Law Act (NI) 1962 sch. 5",
    precision=Precision(value=2),
    quota=whole_quota,
    sorting=originals_then_values,
    ties="forwards",
    cites=MappingProxyType(
        {
            "first": "rr. 47, 48",
            "surplus": "rr. 49, 50",
            "surplus_lot": "r. 50",
            "exclusion": "r. 51",
            "exclude_lot": "r. 51",
            "last": "r. 52",
        }
    ),
    defers=True,
    together=True,
    majority=True,
)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the rules say."""
    del options  # the rules leave no choice
    return scrutiny(LAW, profile, seats, lots).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    del options  # the rules leave no choice
    return refilled(LAW, profile, seats, lots, vacancy)


RULE = Rule(
    name="northern-ireland-stv",
    title="Single transferable vote (Northern Ireland)",
    ballots=Ranked,
    source=f"{LAW.source} part IV rr. 47-53",
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
)
