"""Leaving and joining as data: commands, events, what is kept, and the refusals.

Rules of this module: how many count in the settlement is told when leaving is decided, so that
nobody enlarges a part of the accounts by admitting people afterwards; amounts are whole numbers of
the smallest unit of the money in which an account is kept, and may be debts.

Not here: effects (``effects``), what is lawful (``law``), what events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId

BALANCE_MAX = 10**12
"""Largest balance, and debt: a million million; larger ones are slips."""

# What there is.


class Settlement(msgspec.Struct, frozen=True, array_like=True):
    """What a body that left takes along of one account above it.

    Attributes:
        account: body whose account it is.
        part, whole: those of the body that left, and of all who shared the account.
        share: what it takes along.
    """

    account: BodyId
    balance: int
    part: int
    whole: int
    share: int


class Leaving(msgspec.Struct, array_like=True):
    """A decision to leave the federation, and what came of it.

    Attributes:
        until: when the body leaves, if it does not take it back.
        parts: its figure in the settlement on the day of the decision; ``wholes``: those of the
            bodies above it.
        wound: bodies whose seats are emptied and whose procedures are stopped.
        due: accounts from which it has a part to get: whose, its figure, and the whole.
        members: how many left with it.
        owed: those that are not entered yet, by body.
        settled: what it got.
    """

    id: int
    body: BodyId
    motion: MotionId
    charter: CharterVersion
    decided_at: Moment
    until: Moment
    parts: int = 0
    wholes: dict[int, int] = {}
    stage: Literal["notice", "taken_back", "left", "ended"] = "notice"
    why: str = ""
    ended_at: Moment = Moment(0)
    wound: list[BodyId] = []
    due: list[tuple[int, int, int]] = []
    members: int = 0
    owed: dict[int, tuple[int, int]] = {}
    settled: list[Settlement] = []


class Account(msgspec.Struct, frozen=True, array_like=True):
    """What a body has, or owes, as an officer entered it, less what was settled since."""

    balance: int
    entered_at: Moment
    by: MemberId


class Arrival(msgspec.Struct, array_like=True):
    """Where a body comes from that was admitted from another record; see the effect."""

    body: BodyId
    motion: MotionId
    usher: MemberId
    people: int
    origin: str
    key: str
    size: int
    root_hash: str
    body_there: int


# Commands.


class StayBehind(Command, frozen=True, tag="stay_behind", kw_only=True):
    """Stay with the federation when one's body leaves it.

    Attributes:
        to: base body in which to go on; 0 to withdraw it.
    """

    to: int


class EnterAccount(Command, frozen=True, tag="enter_account", kw_only=True):
    """Enter what a body has on its account; what it owes is below 0.

    Attributes:
        body: the body; the highest for the account of all.
        balance: in the smallest unit of the money.
    """

    body: int
    balance: int


class CarryOutLeaving(Command, frozen=True, tag="carry_out_leaving", kw_only=True):
    """The notice is over: the body leaves, in as many steps as it needs.

    Attributes:
        leaving: the decision to leave.
    """

    leaving: int


# Events.


class LeavingAnnounced(Event, frozen=True, tag="leaving_announced/1", kw_only=True):
    """A body decided to leave; until then it can take it back."""

    leaving: int
    body: int
    motion: int
    charter: int
    until: int
    parts: int
    wholes: tuple[tuple[int, int], ...]


class LeavingTakenBack(Event, frozen=True, tag="leaving_taken_back/1", kw_only=True):
    """A body decided to stay after all."""

    leaving: int
    body: int
    motion: int


class StayingDeclared(Event, frozen=True, tag="staying_declared/1", kw_only=True):
    """A member of a body that leaves wants to go on in another; ``to`` 0: not any more."""

    member: int
    to: int


class BodyWoundUp(Event, frozen=True, tag="body_wound_up/1", kw_only=True):
    """Everything that a leaving body had above and within the federation has ended.

    ``due``, told of the one that decided to leave: for each account above in which it has a part:
    whose, its figure, and the whole.
    """

    leaving: int
    body: int
    due: tuple[tuple[int, int, int], ...] = ()


class MembersLeftWithBody(Event, frozen=True, tag="members_left_with_body/1", kw_only=True):
    """Members left the federation with their body."""

    leaving: int
    members: tuple[int, ...]


class BodyLeft(Event, frozen=True, tag="body_left/1", kw_only=True):
    """A body left the federation, with everything below it.

    ``owed``: of the parts that are due, those of accounts that nobody has entered yet.
    """

    leaving: int
    body: int
    members: int
    owed: tuple[tuple[int, int, int], ...] = ()


class LeavingEnded(Event, frozen=True, tag="leaving_ended/1", kw_only=True):
    """A decision to leave came to nothing, because a body above left, or none would stay."""

    leaving: int
    body: int
    why: Literal["left_above", "none_would_stay"]


class AccountEntered(Event, frozen=True, tag="account_entered/1", kw_only=True):
    """An officer entered what a body has on its account."""

    body: int
    balance: int
    by: int


class SettlementComputed(Event, frozen=True, tag="settlement_computed/1", kw_only=True):
    """What a body that left takes along of an account above it, ``share``; see ``Settlement``."""

    leaving: int
    body: int
    account: int
    balance: int
    part: int
    whole: int
    share: int


class BodyAdmitted(Event, frozen=True, tag="body_admitted/1", kw_only=True):
    """A body was admitted from another record, which its part and a checkpoint proved."""

    body: int
    motion: int
    usher: int
    people: int
    origin: str
    key: str
    size: int
    root_hash: str
    body_there: int


AnyCommand = StayBehind | EnterAccount | CarryOutLeaving
"""Every command about leaving and joining."""

AnyEvent = (
    LeavingAnnounced
    | LeavingTakenBack
    | StayingDeclared
    | BodyWoundUp
    | MembersLeftWithBody
    | BodyLeft
    | LeavingEnded
    | AccountEntered
    | SettlementComputed
    | BodyAdmitted
)
"""Every event about leaving and joining."""


def _leaving_is_live(state: Any, at: int, number: int) -> bool:
    found: Leaving = state.leavings[number]
    return found.stage == "notice" and found.until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"leaving": _leaving_is_live}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Leaving, Account, Arrival, Settlement)
"""What the state keeps of leaving and joining."""

REFUSALS: dict[str, str] = {
    "affiliation_not_provided": "The constitution does not say how a body leaves or joins.",
    "top_body_stays": "The highest body is the federation, and does not leave itself.",
    "union_not_affiliated": "A body outside the pyramid has nothing to leave.",
    "none_would_stay": "What all members belong to is the federation.",
    "leaving_announced_before": "A body that is about to leave decides it once.",
    "leaving_not_announced": "Nothing is taken back, and nobody stays behind, where none leaves.",
    "leaving_body_left_alone": "A body that leaves, or votes on it, is not reorganised from above.",
    "stays_in_leaving_body": "Whoever stays goes on in a body that does not leave.",
    "balance_off_its_scale": "A balance is a whole number, at most a million million.",
    "body_admitted_before": "A body comes from the same record once.",
    "arrival_without_proof": "A body is admitted by a checkpoint, with its size, root and key.",
    "arrival_not_of_members": "Bodies of members join; those of delegates are formed by them.",
}
"""Meaning of each refusal about leaving and joining, by name."""
