"""Sequential proportional approval voting: seats in turn, each next one of a voter counts less.

Rules of this module: a ballot counts 1 for whoever it approves of while none of them sits, 1/2
when one of them sits, 1/3 when two do, and so on; the candidate with the most points is elected,
and then the points are worked out again. Points are exact fractions.

Source: T. N. Thiele's addition method of 1895, as sequential PAV in M. Lackner and P. Skowron,
"Multi-Winner Voting with Approval Preferences", Springer 2023, section 2.

Not here: the committee with the most points of all (``pav``).
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import Committee, Support
from commonweal.tally.outcome import Finding, LotRequired, Lots
from commonweal.tally.rule import Options, Rule

SOURCE = "Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), seq-PAV"

_TOLD = "A ballot counts 1 / (1 + how many it approves of sit already)."


def count(profile: Approval, seats: int, lots: Lots, options: Options) -> Finding:
    """Fill the seats one after another."""
    del options  # it has none
    support = Support(profile)
    committee = Committee(profile, seats, lots, SOURCE, "points")

    def points(candidate: int) -> Fraction:
        return support.worth(candidate, lambda sitting: Fraction(1, sitting + 1))

    while committee.room:
        committee.measure(points)
        winners = committee.step("seat", _TOLD)
        if isinstance(winners, LotRequired):
            return committee.stopped(winners)
        for winner in winners:
            support.move(winner, lambda sitting: sitting + 1)
    committee.measure(points)
    return committee.finish()


RULE = Rule(
    name="seq-pav",
    title="Sequential proportional approval voting",
    ballots=Approval,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity", "participation"}),
    count=count,
    measure="points",
)
