"""Charges, admissions and deaths as data: commands, events, what is kept, and the refusals.

Rules of this module: a charge pins the constitution under which it was brought, its dates, and
what the member belonged to on that day, so that a wave is found by looking at few numbers.

Not here: effects (``effects``), what is lawful (``charges``, ``deciding``, ``standing``), what
events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId

# What there is.


class Charge(msgspec.Struct, array_like=True):
    """A charge against a member, from the day it is brought to its end.

    Attributes:
        body: base body of the member, which decides; ``appeal_to``: body that hears an appeal.
        text: what the member is charged with, in words; ``answers``: what the member says to it.
        charter: version of the constitution that applies to the end.
        hearing_until: from when a decision may be moved; ``decide_by``: when the charge lapses.
        groups: what it may be one of a wave against, such as ``caucus 3``.
        rests: whether the powers of the member's offices rest meanwhile.
        suspended: the wave for which it waits to be heard above; empty when it does not.
        refused: kinds of decision that the body has voted down.
        stage: ``open``; ``decided`` on expulsion, while there is time to appeal; ``appealed``;
            ``ended``, and ``outcome`` says how.
        motion: the motion that decided it.
    """

    id: int
    body: BodyId
    appeal_to: BodyId
    member: MemberId
    by: MemberId
    ground: str
    text: str
    charter: CharterVersion
    charged_at: Moment
    hearing_until: Moment
    decide_by: Moment
    groups: tuple[str, ...] = ()
    rests: bool = False
    answers: list[str] = []
    suspended: str = ""
    refused: list[str] = []
    stage: Literal["open", "decided", "appealed", "ended"] = "open"
    outcome: str = ""
    motion: MotionId = MotionId(0)
    appeal_until: Moment = Moment(0)
    appeal: str = ""
    ended_at: Moment = Moment(0)


class Departed(msgspec.Struct, array_like=True):
    """Whoever was reported dead: the body they belonged to, and who says that they live."""

    home: BodyId
    at: Moment
    asked_by: MemberId = MemberId(0)
    reinstated_at: Moment = Moment(0)


# Commands.


class ChargeMember(Command, frozen=True, tag="charge_member", kw_only=True):
    """Charge a member of one's own base body, by name, on a ground of the constitution.

    Attributes:
        member: who is charged.
        ground: one of the grounds that the constitution names.
        text: what has happened.
    """

    member: int
    ground: str
    text: Text


class AnswerCharge(Command, frozen=True, tag="answer_charge", kw_only=True):
    """Answer a charge, or add to an answer; it is shown wherever the charge is decided.

    Attributes:
        charge: the charge against you.
        text: the answer.
    """

    charge: int
    text: Text


class AppealExpulsion(Command, frozen=True, tag="appeal_expulsion", kw_only=True):
    """Appeal against one's own expulsion, before it takes effect.

    Attributes:
        charge: the charge on which the expulsion was decided.
        text: the reasons; may be left empty.
    """

    charge: int
    text: Text = ""


class LapseCharge(Command, frozen=True, tag="lapse_charge", kw_only=True):
    """The time in which a charge has to be decided is over.

    Attributes:
        charge: the charge.
    """

    charge: int


class CompleteExpulsion(Command, frozen=True, tag="complete_expulsion", kw_only=True):
    """The time to appeal is over, and nobody has appealed.

    Attributes:
        charge: the charge on which the expulsion was decided.
    """

    charge: int


class ObjectToAdmission(Command, frozen=True, tag="object_to_admission", kw_only=True):
    """Object to the admission of a newcomer to one's own base body; the body then may decide.

    Attributes:
        member: the newcomer.
        text: the reasons.
    """

    member: int
    text: Text


class ReinstateMember(Command, frozen=True, tag="reinstate_member", kw_only=True):
    """Take back a death that was recorded wrongly: by the member, or by two others.

    Attributes:
        member: who was reported dead, and lives.
    """

    member: int


# Events.


class MemberCharged(Event, frozen=True, tag="member_charged/1", kw_only=True):
    """A member was charged; the body decides between ``hearing_until`` and ``decide_by``."""

    charge: int
    member: int
    by: int
    body: int
    appeal_to: int
    ground: str
    text: str
    charter: int
    hearing_until: int
    decide_by: int
    groups: tuple[str, ...]
    rests: bool = False


class ChargeAnswered(Event, frozen=True, tag="charge_answered/1", kw_only=True):
    """The member who is charged has answered."""

    charge: int
    by: int
    text: str


class ChargesSuspended(Event, frozen=True, tag="charges_suspended/1", kw_only=True):
    """A wave: so many were charged who have something in common that a body above hears them all.

    ``group`` is what they have in common: a body, a recall (its seat), an election, a caucus.
    """

    charges: tuple[int, ...]
    group: str
    appeal_to: int


class ChargeReleased(Event, frozen=True, tag="charge_released/1", kw_only=True):
    """A charge of a wave goes on, as the body above decided; its hearing begins anew."""

    charge: int
    motion: int
    hearing_until: int
    decide_by: int


class ChargeDecisionRefused(Event, frozen=True, tag="charge_decision_refused/1", kw_only=True):
    """The body has voted down an expulsion or a reprimand, which is not moved again."""

    charge: int
    motion: int
    decision: str


class ChargeReopened(Event, frozen=True, tag="charge_reopened/1", kw_only=True):
    """A charge is as it was before a vote on it: the vote was annulled, and is held again.

    Without a ``motion``: the member had been reported dead, and lives.
    """

    charge: int
    motion: int
    decision: str
    decide_by: int


class MemberReprimanded(Event, frozen=True, tag="member_reprimanded/1", kw_only=True):
    """A member was reprimanded; it changes nothing in what the member may do."""

    charge: int
    member: int
    motion: int


class ExpulsionDecided(Event, frozen=True, tag="expulsion_decided/1", kw_only=True):
    """A body decided to put a member out; nothing changes until the time to appeal is over."""

    charge: int
    member: int
    motion: int
    appeal_until: int


class ExpulsionAppealed(Event, frozen=True, tag="expulsion_appealed/1", kw_only=True):
    """An expulsion is before the body above; ``by`` 0: as one of a wave."""

    charge: int
    by: int
    text: str = ""


class ChargeEnded(Event, frozen=True, tag="charge_ended/1", kw_only=True):
    """A charge has ended without an expulsion; ``motion`` is what the body above decided, if any.

    ``lapsed``: nobody decided in time; ``dropped``: the body above let it go no further;
    ``annulled``: it took an expulsion back; ``left``: the member has left or died.
    """

    charge: int
    outcome: Literal["lapsed", "dropped", "annulled", "left"]
    motion: int = 0


class MemberExpelled(Event, frozen=True, tag="member_expelled/1", kw_only=True):
    """A membership has ended by expulsion: the time to appeal is over, or the appeal rejected."""

    charge: int
    member: int
    motion: int = 0


class AdmissionObjected(Event, frozen=True, tag="admission_objected/1", kw_only=True):
    """A member objected to the admission of a newcomer."""

    member: int
    by: int
    text: str


class AdmissionRefused(Event, frozen=True, tag="admission_refused/1", kw_only=True):
    """A body decided, before a newcomer had a vote, that the newcomer does not belong to it."""

    member: int
    motion: int


class ReinstatementAsked(Event, frozen=True, tag="reinstatement_asked/1", kw_only=True):
    """Somebody says that a member who was reported dead lives; a second has to say so too."""

    member: int
    by: int


class MemberReinstated(Event, frozen=True, tag="member_reinstated/1", kw_only=True):
    """A member reported dead lives: the membership goes on with its old date; seats stay lost."""

    member: int
    home: int
    by: tuple[int, ...]
    died_at: int


AnyCommand = (
    ChargeMember
    | AnswerCharge
    | AppealExpulsion
    | LapseCharge
    | CompleteExpulsion
    | ObjectToAdmission
    | ReinstateMember
)
"""Every command about discipline and standing."""

AnyEvent = (
    MemberCharged
    | ChargeAnswered
    | ChargesSuspended
    | ChargeReleased
    | ChargeDecisionRefused
    | ChargeReopened
    | MemberReprimanded
    | ExpulsionDecided
    | ExpulsionAppealed
    | ChargeEnded
    | MemberExpelled
    | AdmissionObjected
    | AdmissionRefused
    | ReinstatementAsked
    | MemberReinstated
)
"""Every event about discipline and standing."""


def _charge_is_live(state: Any, at: int, number: int) -> bool:
    found: Charge = state.charges[number]
    return found.stage == "open" and not found.suspended and found.decide_by == at


def _expulsion_is_live(state: Any, at: int, number: int) -> bool:
    found: Charge = state.charges[number]
    return found.stage == "decided" and found.appeal_until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {
    "charge": _charge_is_live,
    "expulsion": _expulsion_is_live,
}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Charge, Departed)
"""What the state keeps of charges and of deaths."""

REFUSALS: dict[str, str] = {
    "discipline_not_provided": "The constitution has nobody charged, reprimanded or put out.",
    "charge_unknown": "The number is not that of a charge.",
    "charge_ground_unknown": "Members are charged with what the constitution names only.",
    "charge_of_oneself": "Nobody charges themselves; whoever wants to leave resigns.",
    "charged_outside_own_body": "Members charge those of their own base body.",
    "charged_before": "One member charges one at a time, and the same one not again and again.",
    "charge_over": "The charge has been decided, has lapsed, or was let go.",
    "charge_of_another_body": "A charge is decided by the body of the member, an appeal above it.",
    "charge_against_another": "Whoever is charged answers and appeals, and nobody else.",
    "charge_decision_refused_before": "What the body has voted down on a charge is over.",
    "charged_member_not_moved": "While somebody is charged nobody moves them to another body.",
    "inspector_not_put_out": "Those whom somebody inspects do not put them out; electors recall.",
    "hearing_not_over": "No decision is moved before the member had the time to answer.",
    "charges_suspended": "The charge is one of a wave, and waits until it has been heard above.",
    "expulsion_not_appealable": "An appeal comes once, before the expulsion takes effect.",
    "appeal_not_pending": "Neither an appeal nor a charge of a wave waits for a decision here.",
    "powers_rest": "The powers of an office rest while its holder is charged.",
    "admission_settled": "Once the days for it are over nobody objects to an admission.",
    "admission_not_objected": "Nobody has objected to this admission in time.",
    "admission_objected_before": "The same member objects to an admission once.",
    "objector_outside_body": "Members object to who is admitted to their own body.",
    "member_not_reported_dead": "The member was not recorded as dead, or has been reinstated.",
    "reinstatement_asked_before": "Two different people say that somebody lives.",
}
"""Meaning of each refusal about discipline and standing, by name."""
