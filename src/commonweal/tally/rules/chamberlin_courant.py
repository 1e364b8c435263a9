"""Chamberlin and Courant: of all committees the one in which most voters have a representative.

Rules of this module: a ballot counts 1 for a committee with at least one member that it approves
of, else 0. All committees are compared, exactly; where that is too much work the count is refused
(``nodes``). The rule seats every sizeable group once and does not look further: it is no
proportional rule.

Source: J. R. Chamberlin and P. N. Courant, "Representative Deliberations and Representative
Decisions", American Political Science Review 77 (1983); for approval ballots as CC in M. Lackner
and P. Skowron, "Multi-Winner Voting with Approval Preferences", Springer 2023, section 2.

Not here: the search and its lots (``commonweal.tally.thiele``), and ranked ballots.
"""

from __future__ import annotations

from commonweal.tally.ballots import Approval
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule
from commonweal.tally.thiele import NODES, Thiele, best_committee

SOURCE = "Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), CC"

_TOLD = "A ballot counts for a committee with at least one member that it approves of."


def _covered(seats: int) -> Thiele:
    return Thiele((1, *[0] * (seats - 1)), 1, SOURCE, _TOLD)


def count(profile: Approval, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect a committee that represents the most voters."""
    return best_committee(profile, seats, lots, _covered, options.whole("nodes"))


RULE = Rule(
    name="chamberlin-courant",
    title="Most voters represented (Chamberlin and Courant)",
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
    options=(NODES,),
    measure="approvals",
)
