"""What a constitution can say about rights and safeguards: one optional table for each.

Rules of this module: a table that is not there means that the constitution does not give the right;
what is missing is named by the check, with the requirement that it breaks (``prudence``).

Not here: the rest of a constitution (``model``), the sentences (``sentences_rights``), what a right
means for a command (``commonweal.polity.rights``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from commonweal.charter.clause import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings(Clause):
    """Table ``[meetings]``: how a body meets, and who can convene it against its officers.

    Attributes:
        notice_days: days between the calling of a meeting and its beginning, at least.
        convene_share: share of those who vote in a body that convenes it.
        convene_days: days within which a meeting so convened begins; signatures count as long.
        speech_minutes: length of a speech; until then nobody but the speaker ends it.
        first_speakers_first: whether who has not spoken yet goes before who has.
        caucus_speeches: ``alternate``: no two speeches in a row for one caucus while somebody else
            waits; ``as-asked``: in the order of asking.
    """

    notice_days: int = 7
    convene_share: Fraction = Fraction(1, 5)
    convene_days: int = 21
    speech_minutes: int = 5
    first_speakers_first: bool = True
    caucus_speeches: Literal["alternate", "as-asked"] = "alternate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caucuses(Clause):
    """Table ``[caucuses]``: members of one mind who organise within the federation.

    Attributes:
        members_min: members whom a caucus needs to act as one; 1: anybody alone.
        confidential: whether a member may belong to a caucus without being named.
        lists: whether candidates may stand on the list of their caucus.
        agenda_share: share of a meeting's time, and of what the federation prints and sends, that
            belongs to the caucuses together.
        report_days: days after a decision in which a minority report on it may be filed.
    """

    members_min: int = 1
    confidential: bool = True
    lists: bool = True
    agenda_share: Fraction = Fraction(1, 5)
    report_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters(Clause):
    """Table ``[letters]``: open letters to any body, and questions to officers and delegates.

    Attributes:
        removal_grounds: grounds on which a body may have a letter taken down; empty: none.
        removal_majority: share of Yes and No that this needs.
        appeal_level: level of the body that may put a letter back; needed where there are grounds.
        appeal_days: days after the removal in which it may.
        anonymous: whether a letter may be published without its author's name.
        answer_days: days in which a question has to be answered.
    """

    removal_grounds: tuple[str, ...] = ()
    removal_majority: Fraction = Fraction(2, 3)
    appeal_level: str | None = None
    appeal_days: int = 60
    anonymous: bool = True
    answer_days: int = 14


INSPECTING = ("inspect", "publish_finding", "demand_answer", "put_recall")
"""The commands of inspectors: they have no others, and nobody else has these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay(Clause):
    """Table ``[pay]``: what seats and offices may bring, and what their holders declare.

    Attributes:
        ceiling: most that pay and benefits together may be, as a multiple of the members' wage.
        wage: whether the members' wage is the ``median`` or the ``mean`` of what they declared.
        figures_min: declared wages below which none is computed, so that nobody's can be told.
        declaration_days: days after taking a seat or office in which its holder declares.
        period_days: days for which a declaration, and a computed wage, holds.
        currency: name of the money; amounts are whole numbers of its smallest unit.
    """

    ceiling: Fraction = Fraction(1)
    wage: Literal["median", "mean"] = "median"
    figures_min: int = 5
    declaration_days: int = 30
    period_days: int = 365
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Clause):
    """Table ``[inspection]``: who inspects. What inspectors may do is the same everywhere.

    Attributes:
        office: name of the office whose holders inspect, in their own body and those below it.
        answer_days: days in which a demand for an answer has to be met.
    """

    office: str
    answer_days: int = 14


CallBackEffect = Literal[
    "resolve", "amend_constitution", "open_body", "merge_bodies", "split_body", "close_body"
]
"""What a decision may do and still be called back. Missing: what ends by itself, or cannot wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative(Clause):
    """Table ``[initiative]``: members put questions to bodies and to all, and call decisions back.

    Attributes:
        bodies_share: share of the base bodies that puts a motion, each by a decision of its own.
        members_share: share of the members that puts one by their signatures; either is enough.
        signature_days: days in which they have to come together.
        majority: share of Yes and No that a referendum has to exceed.
        yes_share_min: share of all members that its Yes has to reach.
        voting_days, ballot: how long, and how, a referendum is voted on.
        callback_effects: what a decision of delegates does that waits to be called back.
        callback_days: days for which it waits.
        callback_share: share of the base bodies, or of the members, below that calls it back.
        callback_then: ``referendum``: all members below decide on it; ``falls``: it has fallen.
    """

    bodies_share: Fraction = Fraction(1, 5)
    members_share: Fraction = Fraction(1, 10)
    signature_days: int = 60
    majority: Fraction = Fraction(1, 2)
    yes_share_min: Fraction = Fraction(0)
    voting_days: int = 14
    ballot: Literal["secret", "open"] = "secret"
    callback_effects: tuple[CallBackEffect, ...] = ()
    callback_days: int = 21
    callback_share: Fraction = Fraction(1, 3)
    callback_then: Literal["referendum", "falls"] = "referendum"


RIGHTS: Mapping[str, type[Clause]] = MappingProxyType(
    {
        "meetings": Meetings,
        "caucuses": Caucuses,
        "letters": Letters,
        "pay": Pay,
        "inspection": Inspection,
        "initiative": Initiative,
    }
)
"""The optional tables, by name; each is a field of the same name of a :class:`Charter`."""
