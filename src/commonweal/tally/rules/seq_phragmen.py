"""Phragmen's sequential rule: every seat is a burden of one, carried by those who wanted it.

Rules of this module: whoever is elected lays a burden of one on those who approve of her, and
their burdens become equal. The next seat goes to the candidate whose election leaves her
supporters with the smallest burden each. We show one over that burden, Phragmen's own way: her
supporters, divided by 1 and the burdens that they carry already; the largest quotient is elected.

Source: E. Phragmen 1894, as seq-Phragmen in M. Lackner and P. Skowron, "Multi-Winner Voting with
Approval Preferences", Springer 2023, section 2; history and quotients in S. Janson, "Phragmen's
and Thiele's election methods", arXiv:1611.08826.

Not here: the rule that minimises the largest burden over whole committees.
"""

from __future__ import annotations

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import Committee
from commonweal.tally.loads import Loads, seat_by_load
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule

SOURCE = "Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), seq-Phragmen"


def count(profile: Approval, seats: int, lots: Lots, options: Options) -> Finding:
    """Fill the seats one after another."""
    del options  # it has none
    committee = Committee(profile, seats, lots, SOURCE, "supporters for one seat")
    lot = seat_by_load(committee, Loads(profile))
    return committee.finish() if lot is None else committee.stopped(lot)


RULE = Rule(
    name="seq-phragmen",
    title="Phragmen's sequential rule",
    ballots=Approval,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset(
        {
            "anonymity",
            "neutrality",
            "scaling",
            "monotonicity",
            "participation",
            "justified_representation",
        }
    ),
    count=count,
    measure="quotients",
)
