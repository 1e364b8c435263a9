"""The constitution as dated data: its format, its reading, its checks, what is in force when.

Rules of this room:

* a constitution is a TOML file in which every table names its article; what a federation may want
  to differ in stands there and nowhere else;
* all faults are told at once, with line and article; a charter that was read has none;
* nothing here decides anything, and nothing here knows a counting engine.

Not here: the law in motion (``commonweal.polity``), how votes are counted (``commonweal.tally``).
"""

from commonweal.charter.checks import check
from commonweal.charter.clause import Clause
from commonweal.charter.differing import Change, diff, touches
from commonweal.charter.explaining import explain
from commonweal.charter.model import (
    EMERGENCY_POWERS,
    SCHEMA_VERSION,
    Accumulation,
    Amendment,
    Article,
    Charter,
    Emergency,
    Filling,
    Founding,
    Level,
    MandateKind,
    MandateRule,
    Membership,
    MotionRule,
    Office,
    Preamble,
    RecallRule,
    Reorganisation,
    SeatMethod,
    SeatRule,
    Secrecy,
)
from commonweal.charter.reading import read
from commonweal.charter.rights import Inspection, Pay
from commonweal.charter.shipping import shipped, shipped_text
from commonweal.charter.versions import Charters, Dated

__all__ = [
    "EMERGENCY_POWERS",
    "SCHEMA_VERSION",
    "Accumulation",
    "Amendment",
    "Article",
    "Change",
    "Charter",
    "Charters",
    "Clause",
    "Dated",
    "Emergency",
    "Filling",
    "Founding",
    "Inspection",
    "Level",
    "MandateKind",
    "MandateRule",
    "Membership",
    "MotionRule",
    "Office",
    "Pay",
    "Preamble",
    "RecallRule",
    "Reorganisation",
    "SeatMethod",
    "SeatRule",
    "Secrecy",
    "check",
    "diff",
    "explain",
    "read",
    "shipped",
    "shipped_text",
    "touches",
]
