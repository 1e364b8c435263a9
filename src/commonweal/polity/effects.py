"""What a carried motion brings about, besides being on the record.

Rules of this module: an effect is plain data with resolved numbers; it is checked when it is moved
and again when it is carried. Not here: who may move it (``motions``), and what it does (the law
module of its subject).
"""

from __future__ import annotations

import msgspec

from commonweal.polity.ballots import Choice, Condition
from commonweal.polity.effect import Effect as Effect
from commonweal.polity.planning import effects as planning
from commonweal.polity.rights.affiliation import effects as affiliation
from commonweal.polity.rights.agreements import effects as agreements
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.challenges import data as challenges
from commonweal.polity.rights.consent import effects as consent
from commonweal.polity.rights.consent.effects import CloseBody as CloseBody
from commonweal.polity.rights.consent.effects import MergeBodies as MergeBodies
from commonweal.polity.rights.consent.effects import OpenBodyEffect as OpenBodyEffect
from commonweal.polity.rights.consent.effects import Reorganisation as Reorganisation
from commonweal.polity.rights.consent.effects import SplitBody as SplitBody
from commonweal.polity.rights.control import effects as control
from commonweal.polity.rights.discipline import effects as discipline
from commonweal.polity.rights.grievances import effects as grievances
from commonweal.polity.rights.initiative import effects as initiatives
from commonweal.polity.rights.letters import data as letters
from commonweal.terms import EmergencyId, MotionId, SeatId


class Resolve(Effect, frozen=True, tag="resolve"):
    """The body says something; its tasks, if any, are the consequence."""


class Instruct(Effect, frozen=True, tag="instruct", kw_only=True):
    """Bind the body's delegates on a motion of the body above.

    Attributes:
        motion: motion of the body above.
        kind: ``imperative`` with a choice, ``conditional`` with conditions; ``split``: the division
            of this very vote is the mandate, whichever side is the larger.
        seats: seats bound; empty for all seats that the body has filled there.
    """

    motion: MotionId
    kind: str
    choice: Choice | None = None
    conditions: tuple[Condition, ...] = ()
    seats: tuple[SeatId, ...] = ()


class AmendConstitution(Effect, frozen=True, tag="amend_constitution", kw_only=True):
    """Put a new version of the constitution in force; the whole text is the proposal."""

    constitution: str


class DeclareEmergency(Effect, frozen=True, tag="declare_emergency", kw_only=True):
    """Take emergency powers for a number of days; a renewal is a new declaration."""

    powers: tuple[str, ...]
    days: int


class EndEmergency(Effect, frozen=True, tag="end_emergency", kw_only=True):
    """End an emergency before its date."""

    emergency: EmergencyId


AnyEffect = (
    Resolve
    | Instruct
    | AmendConstitution
    | DeclareEmergency
    | EndEmergency
    | OpenBodyEffect
    | MergeBodies
    | SplitBody
    | CloseBody
    | caucuses.AnyEffect
    | letters.AnyEffect
    | initiatives.AnyEffect
    | control.AnyEffect
    | consent.AnyEffect
    | discipline.AnyEffect
    | affiliation.AnyEffect
    | agreements.AnyEffect
    | grievances.AnyEffect
    | challenges.AnyEffect
    | planning.AnyEffect
)


class TaskPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A task that a motion creates when it is carried.

    Attributes:
        text: digest of what is to be done.
        due_days: days after the decision.
        holder_seat: seat or office of the body that carries it out, or 0.
        holder: member who carries it out, when no seat does.
    """

    text: str
    due_days: int
    holder_seat: SeatId = SeatId(0)
    holder: int = 0
