"""Consent to reorganisation as data: commands, events, what is kept, and the refusals.

Rules of this module: who is asked is fixed when the decision above is carried, and so is the
article under which they answer.

Not here: effects (``effects``), what is lawful (``asking``, ``law``), what events do (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command
from commonweal.polity.event import Event
from commonweal.polity.rights.consent.effects import Concerning
from commonweal.terms import BodyId, MemberId, Moment, MotionId

Answer = Literal["consents", "refuses", "silent"]
"""What a body says when it is asked; ``silent``: nobody in it voted."""

# What there is.


class Change(msgspec.Struct, array_like=True):
    """A reorganisation that was decided, and waits for the consent of those concerned.

    Attributes:
        motion: the decision.
        until: when the time to consent is over.
        asked: bodies whose consent it needs.
        questions: the motion by which each body is asked; none where it had asked for it itself.
        agreed: the motion by which each body consented.
        staying: members who refuse to be moved by it.
    """

    motion: MotionId
    until: Moment
    asked: list[BodyId]
    questions: dict[int, MotionId] = {}
    agreed: dict[int, MotionId] = {}
    staying: list[MemberId] = []
    stage: Literal["waiting", "done", "fallen"] = "waiting"
    why: str = ""


class Wish(msgspec.Struct, frozen=True, array_like=True):
    """A change that a body itself asked for.

    Attributes:
        motion: the body's own motion.
        change: what it asked for.
        at: when it was decided.
    """

    motion: MotionId
    change: Concerning
    at: Moment


class Consequences(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a reorganisation does to seats and to everything that runs.

    Attributes:
        opened, closed: bodies.
        moved: for each body whose members go elsewhere: the body, where to, how many.
        bodies_moved: for each body that then sends its delegates elsewhere: it, and where to.
        seats_fall: seats and offices that their holders lose; ``seats_end``: those that then are
            no more; ``seats_stay``: those that answer to the body that goes on;
            ``alternates_sit``: those that an alternate keeps until they are filled.
        recalls_end, elections_end, votes_end: polls that end without a result.
        petitions_stay: seats whose withdrawals of confidence go on counting.
        motions_lapse: motions and amendments that are not decided any more.
        mandates_end: standing mandates of delegates who fall; ``mandates_stay``: of those who stay.
        meetings_stay: meetings and, as ``requests_stay``, requests for one, that go on in the body
            that goes on; ``meetings_end``, ``requests_end``: those that do not.
        initiatives_stay: initiatives that are then addressed to the body that goes on;
            ``initiatives_end``: those that nobody can sign any more.
        supports_joined: initiatives whose supports by several bodies are then one.
        decisions_fall: decisions that wait to be called back, and fall with their body.
        tasks_left: tasks of bodies that are closed, not done.
    """

    opened: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    moved: tuple[tuple[int, int, int], ...] = ()
    bodies_moved: tuple[tuple[int, int], ...] = ()
    seats_fall: tuple[int, ...] = ()
    seats_end: tuple[int, ...] = ()
    seats_stay: tuple[int, ...] = ()
    alternates_sit: tuple[int, ...] = ()
    recalls_end: tuple[int, ...] = ()
    elections_end: tuple[int, ...] = ()
    votes_end: tuple[int, ...] = ()
    petitions_stay: tuple[int, ...] = ()
    motions_lapse: tuple[int, ...] = ()
    mandates_end: tuple[int, ...] = ()
    mandates_stay: tuple[int, ...] = ()
    meetings_stay: tuple[int, ...] = ()
    meetings_end: tuple[int, ...] = ()
    requests_stay: tuple[int, ...] = ()
    requests_end: tuple[int, ...] = ()
    initiatives_stay: tuple[int, ...] = ()
    initiatives_end: tuple[int, ...] = ()
    supports_joined: tuple[int, ...] = ()
    decisions_fall: tuple[int, ...] = ()
    tasks_left: tuple[int, ...] = ()


# Commands.


class RefuseMove(Command, frozen=True, tag="refuse_move", kw_only=True):
    """Refuse to be moved by a split that waits for consent; the rest of it is not held up."""

    motion: int


class SettleReorganisation(Command, frozen=True, tag="settle_reorganisation", kw_only=True):
    """The time to consent to a reorganisation is over."""

    motion: int


# Events.


class ReorganisationAskedFor(Event, frozen=True, tag="reorganisation_asked_for/1", kw_only=True):
    """A body asked for a change of itself; ``decided`` is its own motion."""

    body: int
    decided: int
    change: Concerning


class ReorganisationHeldBack(Event, frozen=True, tag="reorganisation_held_back/1", kw_only=True):
    """A carried reorganisation waits for the bodies in ``asked``.

    ``questions`` are the motions put to them, in the same order, and ``wishes`` their own motions,
    where they have asked for it themselves; 0 for none.
    """

    motion: int
    until: int
    asked: tuple[int, ...]
    questions: tuple[int, ...]
    wishes: tuple[int, ...]


class ConsentAnswered(Event, frozen=True, tag="consent_answered/1", kw_only=True):
    """A body said whether it consents; ``decided`` is the motion by which it did."""

    motion: int
    body: int
    decided: int
    answer: Answer


class MoveRefused(Event, frozen=True, tag="move_refused/1", kw_only=True):
    """A member refused to be moved by a split."""

    motion: int
    by: int


class ReorganisationDecided(Event, frozen=True, tag="reorganisation_decided/1", kw_only=True):
    """A reorganisation that waited is carried out, or has fallen; ``why`` says by what."""

    motion: int
    outcome: Literal["done", "fallen"]
    why: str


class BodiesReorganised(Event, frozen=True, tag="bodies_reorganised/1", kw_only=True):
    """Bodies were opened, merged, split or closed; ``what`` lists all that came of it."""

    motion: int
    what: Consequences


class MeetingsPassedOn(Event, frozen=True, tag="meetings_passed_on/1", kw_only=True):
    """Meetings of a body, and requests for one, are those of the body that goes on."""

    body: int
    into: int
    meetings: tuple[int, ...] = ()
    requests: tuple[int, ...] = ()


AnyCommand = RefuseMove | SettleReorganisation
"""Every command about consent."""

AnyEvent = (
    ReorganisationAskedFor
    | ReorganisationHeldBack
    | ConsentAnswered
    | MoveRefused
    | ReorganisationDecided
    | BodiesReorganised
    | MeetingsPassedOn
)
"""Every event about consent and reorganisation."""


def _is_live(state: Any, at: int, motion: int) -> bool:
    found: Change = state.reorganisations[motion]
    suspended = motion in state.suspended_decisions
    return found.stage == "waiting" and found.until == at and not suspended


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"reorganisation": _is_live}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Change, Wish)
"""What the state keeps of consent."""

REFUSALS: dict[str, str] = {
    "consent_not_provided": "The constitution does not ask bodies for their consent.",
    "reorganisation_not_waiting": "No such change waits for consent, or it does not any more.",
    "reorganisation_not_concerned": "A body consents to, and asks for, changes of itself.",
    "consent_given_before": "A body consents to a change once.",
    "consent_asked_already": "The question has been put; whoever wants to answer votes on it.",
    "consent_question_not_changed": "The question of consent is neither withdrawn nor amended.",
    "move_not_concerned": "Whoever is to be moved by a split can refuse to be.",
    "move_refused_before": "The same member refuses a move once.",
}
"""Meaning of each refusal about consent, by name."""
