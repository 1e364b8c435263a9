"""Proportional approval voting: of all committees the one with the most points.

Rules of this module: a ballot gives a committee 1 point for the first member that it approves of,
1/2 for the second, 1/3 for the third, and so on. All committees are compared, exactly; where that
is too much work the count is refused (``nodes``), and ``seq-pav`` can fill the seats in turn.

Source: T. N. Thiele 1895, as PAV in M. Lackner and P. Skowron, "Multi-Winner Voting with Approval
Preferences", Springer 2023, section 2.

Not here: the search and its lots (``commonweal.tally.thiele``).
"""

from __future__ import annotations

from math import lcm

from commonweal.tally.ballots import Approval
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options, Rule
from commonweal.tally.thiele import NODES, Thiele, best_committee

SOURCE = "Lackner and Skowron, Multi-Winner Voting with Approval Preferences (2023), PAV"

_TOLD = "A ballot gives a committee 1 point for the first member it approves of, 1/2 for the next."


def _harmonic(seats: int) -> Thiele:
    unit = lcm(*range(1, seats + 1))
    return Thiele(tuple(unit // place for place in range(1, seats + 1)), unit, SOURCE, _TOLD)


def count(profile: Approval, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect a committee with the most points."""
    return best_committee(profile, seats, lots, _harmonic, options.whole("nodes"))


RULE = Rule(
    name="pav",
    title="Proportional approval voting",
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
