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


RIGHTS: Mapping[str, type[Clause]] = MappingProxyType(
    {
        "meetings": Meetings,
        "caucuses": Caucuses,
        "letters": Letters,
    }
)
"""The optional tables, by name; each is a field of the same name of a :class:`Charter`."""
