"""Initiatives and call-backs as data: commands, events, what is kept, and the refusals.

Rules of this module: how many signatures or bodies are needed is fixed when the gathering begins,
so that nobody moves the mark by admitting members or splitting bodies.

Not here: effects (``effects``), what is lawful (``law``), what events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.effects import AnyEffect as Effects
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, PollId

# What there is.


class Initiative(msgspec.Struct, array_like=True):
    """A motion that gathers signatures and the support of base bodies.

    Attributes:
        body: body to which it is addressed; 0 for all members.
        until: when the time to gather is over.
        text, effect: the motion.
        members_needed, bodies_needed: how many put it; either is enough.
        signatures: when each member signed; who started it first.
        bodies: base bodies that support it.
        motion: the motion that it became.
    """

    id: int
    body: BodyId
    by: MemberId
    charter: CharterVersion
    started_at: Moment
    until: Moment
    text: str
    effect: Effects
    members_needed: int
    bodies_needed: int
    signatures: dict[int, int] = {}
    bodies: list[BodyId] = []
    stage: Literal["open", "put", "lapsed"] = "open"
    motion: MotionId = MotionId(0)


class Waiting(msgspec.Struct, array_like=True):
    """A decision that waits, because those below may call it back.

    Attributes:
        until: when it takes effect, if it is not called back.
        members_needed, bodies_needed: how many call it back; either is enough.
        signatures: when each member signed against it.
        bodies: base bodies that call it back.
        poll: the vote of all members below, once there is one.
    """

    motion: MotionId
    until: Moment
    members_needed: int
    bodies_needed: int
    signatures: dict[int, int] = {}
    bodies: list[BodyId] = []
    poll: PollId = PollId(0)
    stage: Literal["waiting", "vote", "stands", "fallen"] = "waiting"
    why: str = ""


# Commands.


class StartInitiative(Command, frozen=True, tag="start_initiative", kw_only=True):
    """Start an initiative; whoever starts it signs it first.

    Attributes:
        body: body to which the motion is addressed; 0 to put it to all members.
        text: the motion.
        effect: what happens if it is carried.
    """

    body: int = 0
    text: Text
    effect: Effects


class SignInitiative(Command, frozen=True, tag="sign_initiative", kw_only=True):
    """Sign an initiative; the last signature that is needed puts it.

    Attributes:
        initiative: the initiative signed.
    """

    initiative: int


class TakeBackSignature(Command, frozen=True, tag="take_back_signature", kw_only=True):
    """Take back one's signature under an initiative that still gathers.

    Attributes:
        initiative: the initiative signed.
    """

    initiative: int


class SignCallBack(Command, frozen=True, tag="sign_call_back", kw_only=True):
    """Sign for calling a decision back, before it takes effect."""

    motion: int


class LapseInitiative(Command, frozen=True, tag="lapse_initiative", kw_only=True):
    """The time to gather signatures is over.

    Attributes:
        initiative: the initiative whose time is over.
    """

    initiative: int


class CarryOutDecision(Command, frozen=True, tag="carry_out_decision", kw_only=True):
    """A decision that waited has not been called back, and takes effect."""

    motion: int


# Events.


class InitiativeStarted(Event, frozen=True, tag="initiative_started/1", kw_only=True):
    """A member started an initiative and signed it; ``body`` 0: it is addressed to all members."""

    initiative: int
    body: int
    by: int
    charter: int
    text: str
    effect: Effects
    until: int
    members_needed: int
    bodies_needed: int


class InitiativeSigned(Event, frozen=True, tag="initiative_signed/1", kw_only=True):
    """A member signed an initiative."""

    initiative: int
    by: int


class SignatureTakenBack(Event, frozen=True, tag="signature_taken_back/1", kw_only=True):
    """A member took back their signature under an initiative."""

    initiative: int
    by: int


class InitiativeSupported(Event, frozen=True, tag="initiative_supported/1", kw_only=True):
    """A base body decided by a motion to support an initiative."""

    initiative: int
    body: int
    motion: int


class InitiativeReached(Event, frozen=True, tag="initiative_reached/1", kw_only=True):
    """An initiative has what it needs, and became a motion that nobody can hold back."""

    initiative: int
    motion: int
    members: int
    bodies: int


class InitiativeLapsed(Event, frozen=True, tag="initiative_lapsed/1", kw_only=True):
    """An initiative did not come together in time."""

    initiative: int
    why: Literal["time_is_up"]


class DecisionHeldBack(Event, frozen=True, tag="decision_held_back/1", kw_only=True):
    """A carried motion waits until a moment, because those below may call it back."""

    motion: int
    until: int
    members_needed: int
    bodies_needed: int


class CallBackSigned(Event, frozen=True, tag="call_back_signed/1", kw_only=True):
    """A member signed for calling a decision back."""

    motion: int
    by: int


class CallBackSupported(Event, frozen=True, tag="call_back_supported/1", kw_only=True):
    """A base body called a decision back; ``decided`` is its own motion."""

    motion: int
    body: int
    decided: int


class DecisionCalledBack(Event, frozen=True, tag="decision_called_back/1", kw_only=True):
    """A decision was called back; all members below vote on it in ``poll``, or it fell (0)."""

    motion: int
    members: int
    bodies: int
    poll: int = 0


class CallBackDecided(Event, frozen=True, tag="call_back_decided/1", kw_only=True):
    """A decision that waited stands and takes effect, or has fallen; ``why`` says by what."""

    motion: int
    outcome: Literal["stands", "fallen"]
    why: str


AnyCommand = (
    StartInitiative
    | SignInitiative
    | TakeBackSignature
    | SignCallBack
    | LapseInitiative
    | CarryOutDecision
)
"""Every command about initiatives."""

AnyEvent = (
    InitiativeStarted
    | InitiativeSigned
    | SignatureTakenBack
    | InitiativeSupported
    | InitiativeReached
    | InitiativeLapsed
    | DecisionHeldBack
    | CallBackSigned
    | CallBackSupported
    | DecisionCalledBack
    | CallBackDecided
)
"""Every event about initiatives."""


def _initiative_is_live(state: Any, at: int, number: int) -> bool:
    found: Initiative = state.initiatives[number]
    return found.stage == "open" and found.until == at


def _decision_is_live(state: Any, at: int, motion: int) -> bool:
    found: Waiting = state.call_backs[motion]
    suspended = motion in state.suspended_decisions
    return found.stage == "waiting" and found.until == at and not suspended


LIVE: dict[str, Callable[[Any, int, int], bool]] = {
    "initiative": _initiative_is_live,
    "call_back": _decision_is_live,
}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Initiative, Waiting)
"""What the state keeps of initiatives."""

REFUSALS: dict[str, str] = {
    "initiative_not_provided": "The constitution gives members no initiative.",
    "initiative_unknown": "The number is not that of an initiative.",
    "initiative_not_concerned": "Those who stand behind the body addressed put motions to it.",
    "initiative_started_before": "One member has one initiative gathering at a time.",
    "initiative_signed_before": "The same member, or body, supports an initiative once.",
    "initiative_not_signed": "Whoever has not signed takes no signature back.",
    "signed_while_waiting": "Whoever does not vote yet does not sign for a vote either.",
    "initiative_over": "The initiative has been put, or its time is over.",
    "initiative_effect_reserved": "All members cannot decide this by an initiative.",
    "initiative_not_changed": "What an initiative has put is neither withdrawn nor amended.",
    "initiative_support_not_of_base": "Bodies of members support initiatives and call back.",
    "decision_not_waiting": "The decision does not wait, or does not wait any more.",
    "decision_not_concerned": "Those below the body that decided call its decision back.",
    "called_back_before": "The same member, or body, calls a decision back once.",
}
"""Meaning of each refusal about initiatives, by name."""
