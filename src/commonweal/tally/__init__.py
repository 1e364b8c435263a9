"""Tally: ballots in columns -> outcomes. An engine that knows no member and no council.

Rules of this room:

* candidates and units are integers from 0; whoever calls keeps the names;
* arithmetic is exact: whole numbers and fractions as the rule's source says, never floats;
* a tie that the source leaves to chance is an outcome: ``lot`` says what has to be drawn, and the
  recorded draw comes back as input;
* every round explains itself and cites its source;
* one rule is one file and one line in the registry; rules know nothing of each other.

Not here: who may vote, whether enough did, and what follows from the result.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportionment, Method, Step
from commonweal.tally.ballots import ABSTAIN, NO, YES, Approval, Choice, Ranked
from commonweal.tally.biproportion import Biproportion, biproportion
from commonweal.tally.counting import apportion, count, countback
from commonweal.tally.faults import BadBallot, BadCount, BadLot
from commonweal.tally.funding import fund
from commonweal.tally.margins import Addition, Margin, margin, what_would_have_elected
from commonweal.tally.outcome import LotRequired, Outcome, Round, Transfer, exact
from commonweal.tally.partitions import Gathering, merge
from commonweal.tally.projects import Funding, FundingRule, FundingStep, Projects
from commonweal.tally.readers import (
    Budgeting,
    Contest,
    Given,
    read_abif,
    read_blt,
    read_budgeting,
    read_contest,
    read_pabulib,
    read_parquet,
    read_preflib,
    read_table,
    write_blt,
)
from commonweal.tally.registry import APPORTIONMENTS, FUNDINGS, RULES
from commonweal.tally.reserved import Group, Reserved
from commonweal.tally.rule import Option, Profile, Rule
from commonweal.tally.scored import UNMARKED, Scored
from commonweal.tally.seat_margins import SeatMargin, seat_margin

__all__ = [
    "ABSTAIN",
    "APPORTIONMENTS",
    "FUNDINGS",
    "NO",
    "RULES",
    "UNMARKED",
    "YES",
    "Addition",
    "Apportionment",
    "Approval",
    "BadBallot",
    "BadCount",
    "BadLot",
    "Biproportion",
    "Budgeting",
    "Choice",
    "Contest",
    "Funding",
    "FundingRule",
    "FundingStep",
    "Gathering",
    "Given",
    "Group",
    "LotRequired",
    "Margin",
    "Method",
    "Option",
    "Outcome",
    "Profile",
    "Projects",
    "Ranked",
    "Reserved",
    "Round",
    "Rule",
    "Scored",
    "SeatMargin",
    "Step",
    "Transfer",
    "apportion",
    "biproportion",
    "count",
    "countback",
    "exact",
    "fund",
    "margin",
    "merge",
    "read_abif",
    "read_blt",
    "read_budgeting",
    "read_contest",
    "read_pabulib",
    "read_parquet",
    "read_preflib",
    "read_table",
    "seat_margin",
    "what_would_have_elected",
    "write_blt",
]
