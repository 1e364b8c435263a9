"""Votes by name, divisions, and the conditions of mandates: the smallest words of a vote.

Rules of this module: plain frozen data, exact numbers written ``"17"`` or ``"17/29"``.
Not here: secret ballots, which the law never sees.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from commonweal.terms import MandateId, MemberId, MotionId

Choice = Literal["yes", "no", "abstain"]
CHOICES: tuple[Choice, ...] = ("yes", "no", "abstain")


class Division(msgspec.Struct, frozen=True):
    """How a vote divided: exact numbers, written ``"17"`` or ``"17/29"``."""

    yes: str
    no: str
    abstain: str
    electorate: int
    cast: int
    void: int = 0


class Vote(msgspec.Struct, frozen=True, array_like=True):
    """A vote by name.

    Attributes:
        choice: on a question; ranking: in an election, candidates in order of preference.
        mandate: the mandate that bound it; void: why it does not count, empty when it does.
        split: shares of a vote split in proportion, written as fractions.
    """

    voter: MemberId
    choice: str = ""
    ranking: tuple[int, ...] = ()
    mandate: MandateId = MandateId(0)
    void: str = ""
    split: tuple[str, str, str] | None = None


class Condition(msgspec.Struct, frozen=True):
    """One line of a conditional mandate: if that motion ended so, vote so."""

    motion: MotionId
    outcome: Literal["carried", "rejected"]
    choice: Choice
