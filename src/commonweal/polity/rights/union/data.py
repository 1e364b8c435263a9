"""Unions as data: calling for one, joining, leaving, and what is kept.

Rules of this module: a union is a body like others, with motions, elections and meetings; what is
its own is its roll, which its members make by joining and leaving.

Not here: what is lawful (``law``), what events change (``fold``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from commonweal.polity.command import Command
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment

# Commands.


class FoundUnion(Command, frozen=True, tag="found_union", kw_only=True):
    """Call for a union, and sign the call; once enough members have signed, it is founded.

    Attributes:
        name: its name, which no other union has.
    """

    name: str


class SignUnion(Command, frozen=True, tag="sign_union", kw_only=True):
    """Sign the call for a union; the last signature that is needed founds it.

    Attributes:
        call: call to be signed.
    """

    call: int


class JoinUnion(Command, frozen=True, tag="join_union", kw_only=True):
    """Join a union; nobody has to agree.

    Attributes:
        union: body to join.
    """

    union: int


class LeaveUnion(Command, frozen=True, tag="leave_union", kw_only=True):
    """Leave a union; what one holds in it falls, and with its last member it ends.

    Attributes:
        union: body to leave.
    """

    union: int


# Events.


class UnionCalled(Event, frozen=True, tag="union_called/1", kw_only=True):
    """A member called for a union, under version ``charter`` of the constitution."""

    call: int
    by: int
    name: str
    charter: int
    until: int
    needed: int


class UnionSigned(Event, frozen=True, tag="union_signed/1", kw_only=True):
    """A member signed the call for a union."""

    call: int
    by: int


class UnionFounded(Event, frozen=True, tag="union_founded/1", kw_only=True):
    """Enough members had signed; the body ``union``, opened by the next event, is their union."""

    union: int
    call: int


class UnionJoined(Event, frozen=True, tag="union_joined/1", kw_only=True):
    """A member joined a union; a ``founder`` has signed the call for it, and votes at once."""

    union: int
    member: int
    founder: bool = False


class UnionLeft(Event, frozen=True, tag="union_left/1", kw_only=True):
    """A member left a union, or left the federation or died and so is in no union any more."""

    union: int
    member: int
    why: Literal["left", "left_federation", "died"] = "left"


# What is kept.


class UnionCall(msgspec.Struct, array_like=True):
    """A call for a union.

    Attributes:
        needed: signatures that found it; ``until``: within which time.
        union: body that it founded; 0 while there is none.
    """

    id: int
    name: str
    by: MemberId
    charter: CharterVersion
    called_at: Moment
    until: Moment
    needed: int
    signatures: list[MemberId] = []
    union: BodyId = BodyId(0)


class Union(msgspec.Struct, array_like=True):
    """What a body is besides, if it is a union.

    Attributes:
        body: the body.
        call: the call that founded it.
        since: its members, with the moment since when each belongs to it; 0 for its founders.
    """

    body: BodyId
    call: int
    since: dict[int, int] = {}


ENTITIES: tuple[type[msgspec.Struct], ...] = (UnionCall, Union)

AnyCommand = FoundUnion | SignUnion | JoinUnion | LeaveUnion

AnyEvent = UnionCalled | UnionSigned | UnionFounded | UnionJoined | UnionLeft

REFUSALS: dict[str, str] = {
    "union_not_provided": "The constitution gives no right to a union.",
    "union_call_unknown": "The number is not that of a call for a union.",
    "union_call_over": "The call has founded its union, or its time is over.",
    "union_called_before": "A member calls for one union at a time.",
    "union_signed_before": "The same member signs a call once.",
    "union_unknown": "The body is not a union.",
    "union_joined_before": "A member belongs to a union once.",
    "union_not_joined": "The person does not belong to the union.",
    "union_outside_chain_of_command": "Nobody outside a union commands it, and it has no superior.",
    "union_founded_from_above": "A union is founded by its members, and by nobody else.",
    "union_is_no_home": "Nobody is admitted or moved to a union; members join it themselves.",
    "union_would_be_commanded": "Nobody commands in the federation and leads a union at once.",
    "union_would_lose_independence": "While there is a union, its level stands beside all others.",
}
