"""Greedy funding: the projects with the most votes first, as long as the money lasts.

Rules of this module: projects are taken by votes, or by votes for each unit of cost; one that
costs more than what is left is passed over, and cheaper ones behind it may still be funded. With
points instead of marks, points are counted. Most cities do this; it is not proportional: half of
the voters can decide on all of the money.

Source: S. Rey and J. Maly, "The (Computational) Social Choice Take on Indivisible Participatory
Budgeting", arXiv:2303.00621, greedy rules; S. Faliszewski et al., "Participatory Budgeting: Data,
Tools and Analysis", IJCAI 2023.

Not here: rules under which every voter has a share of the money.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import Approval
from commonweal.tally.ledger import Ledger, fund_in_order, support_of
from commonweal.tally.outcome import Lots
from commonweal.tally.projects import FundingRule, Programme, Projects, Votes
from commonweal.tally.rule import Option, Options
from commonweal.tally.scored import Scored

SOURCE = "Rey and Maly, Indivisible Participatory Budgeting, arXiv:2303.00621, greedy"


def fund(votes: Votes, projects: Projects, lots: Lots, options: Options) -> Programme:
    """Fund by votes, the most first."""
    ledger, support = Ledger(projects, lots, SOURCE), support_of(votes)
    by_cost = options.word("by") == "votes_per_cost"
    merits = {
        project: Fraction(support[project], cost if by_cost else 1)
        for project, cost in enumerate(projects.costs)
    }
    told = "votes for each unit of cost" if by_cost else "votes"
    return ledger.programme(fund_in_order(ledger, list(merits), merits, support, told))


RULE = FundingRule(
    name="greedy",
    title="Most votes while the money lasts",
    ballots=(Approval, Scored),
    source=SOURCE,
    version=1,
    fund=fund,
    options=(
        Option(
            "by",
            "votes",
            "whether projects are taken by votes (points) or by votes for each unit of cost",
            ("votes", "votes_per_cost"),
        ),
    ),
)
