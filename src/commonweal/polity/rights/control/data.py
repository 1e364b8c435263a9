"""Workers' control as data: commands, events, what is kept, and the refusals.

Rules of this module: what the register once said stays in it; a later entry stands beside it.

Not here: the decision that ends a register (``effects``), what is lawful (``law``), folds
(``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.polity.rights.control.effects import Why
from commonweal.terms import BodyId, MemberId, Moment, MotionId

NEVER = Moment(0)

Stage = Literal["asked", "shown", "refused", "unanswered"]
"""What came of asking to see something."""

# What there is.


class Unit(msgspec.Struct, array_like=True):
    """A unit that the federation does not own, with a council of its workforce.

    Attributes:
        body: the council.
        by: who entered it.
        owner: digest of the owner's name.
        showings: what the workforce asked to see, oldest first.
        left_at, why, motion: when, why and by which decision the register ended.
    """

    id: int
    body: BodyId
    by: MemberId
    owner: str
    entered_at: Moment
    showings: list[int] = []
    left_at: Moment = NEVER
    why: str = ""
    motion: MotionId = MotionId(0)


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """One line of what came of asking: by whom it was noted, and in which words."""

    at: Moment
    stage: Stage
    by: MemberId
    text: str = ""


class Showing(msgspec.Struct, array_like=True):
    """Something that a workforce asked to see.

    Attributes:
        text: digest of what it is.
        by: who asked.
        due_at: by when it is to be shown.
        answers: what came of it, oldest first.
    """

    id: int
    unit: int
    by: MemberId
    text: str
    asked_at: Moment
    due_at: Moment
    stage: Stage = "asked"
    answers: list[Answer] = []


# Commands.


class EnterUnit(Command, frozen=True, tag="enter_unit", kw_only=True):
    """Enter a body as the council of the workforce of a unit that the federation does not own.

    Attributes:
        body: body in which the workforce meets.
        owner: the owner's name.
    """

    body: int
    owner: Text


class AskToSee(Command, frozen=True, tag="ask_to_see", kw_only=True):
    """Ask, for the workforce of a unit, to be shown something.

    Attributes:
        unit: the unit.
        text: document or thing that is to be shown.
        days: days in which; 0: as many as the constitution gives, and never fewer.
    """

    unit: int
    text: Text
    days: int = 0


class RecordShown(Command, frozen=True, tag="record_shown", kw_only=True):
    """Note that it was shown, now or late; whoever asked does, or the others when they have gone.

    Attributes:
        showing: number of what was asked for.
        text: what was shown.
    """

    showing: int
    text: Text


class RecordRefused(Command, frozen=True, tag="record_refused", kw_only=True):
    """Note that it was refused; the body above finds it on its next agenda.

    Attributes:
        showing: number of what was asked for.
        text: the ground that was given.
    """

    showing: int
    text: Text


class PassShowing(Command, frozen=True, tag="pass_showing", kw_only=True):
    """The date has passed by which something was to be shown.

    Attributes:
        showing: number of what was asked for.
    """

    showing: int


# Events.


class UnitEntered(Event, frozen=True, tag="unit_entered/1", kw_only=True):
    """A body was entered as the council of the workforce of somebody else's unit."""

    unit: int
    body: int
    by: int
    owner: str


class ShowingAskedFor(Event, frozen=True, tag="showing_asked_for/1", kw_only=True):
    """A workforce asked to be shown something."""

    showing: int
    unit: int
    by: int
    text: str
    due_at: int


class ShowingRecorded(Event, frozen=True, tag="showing_recorded/1", kw_only=True):
    """The register says that something was shown, or refused."""

    showing: int
    unit: int
    outcome: Literal["shown", "refused"]
    by: int
    text: str


class ShowingUnanswered(Event, frozen=True, tag="showing_unanswered/1", kw_only=True):
    """The date passed, and nobody had shown or refused it."""

    showing: int
    unit: int


class UnitLeft(Event, frozen=True, tag="unit_left/1", kw_only=True):
    """A register ended by the workforce's own decision; what it says stays."""

    unit: int
    body: int
    motion: int
    why: Why


AnyCommand = EnterUnit | AskToSee | RecordShown | RecordRefused | PassShowing
"""Every command about workers' control."""

AnyEvent = UnitEntered | ShowingAskedFor | ShowingRecorded | ShowingUnanswered | UnitLeft
"""Every event about workers' control."""


def _showing_is_live(state: Any, at: int, number: int) -> bool:
    found: Showing = state.showings[number]
    going_on = state.units[found.unit].left_at == NEVER
    return going_on and found.stage == "asked" and found.due_at == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"showing": _showing_is_live}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Unit, Answer, Showing)
"""What the state keeps of workers' control."""

REFUSALS: dict[str, str] = {
    "control_not_provided": "The constitution keeps no register of other owners' units.",
    "unit_unknown": "The number is not that of a unit entered.",
    "unit_of_another_level": "Only bodies of the level named are councils of such a workforce.",
    "unit_entered_before": "A body is the council of one unit at a time.",
    "unit_left_before": "The register has ended, and nothing is added to it.",
    "workforce_only": "What a workforce is shown is its own affair; others read the register.",
    "showing_unknown": "The number is not that of something a workforce asked to see.",
    "showing_too_soon": "The owner has at least the days that the constitution gives.",
    "showing_of_another": "What came of asking is noted by whoever asked, while they belong there.",
    "showing_recorded_before": "What has been shown is not noted as refused, nor shown again.",
}
"""Meaning of each refusal about workers' control, by name."""
