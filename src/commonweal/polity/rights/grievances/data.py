"""Grievances as data: commands, events, what is kept, and the refusals.

Rules of this module:

* how many signatures are needed is fixed when the grievance is filed, as are all its dates when it
  comes together: nobody moves a mark or a date afterwards;
* a grievance against an office is against the one who holds it: with the next it is over;
* one against a line of the plan is of those who make it and who receive it.

Not here: effects (``effects``), what is lawful (``law``, ``hearing``, ``arbitrating``), what can be
suspended at all (``matters``), what events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, SeatId

Stage = Literal[
    "gathering",
    "open",
    "heard",
    "lapsed",
    "agreed",
    "withdrawn",
    "upheld",
    "rejected",
]
"""``open``: to be heard; ``heard``: its hearing is over, and nothing has come of it yet."""

Act = Literal["withdraw", "agree", "strike"]
"""What more than half of those who filed a grievance do together."""

# What there is.


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What somebody answered for the body or office."""

    by: MemberId
    at: Moment
    text: str


class Grievance(msgspec.Struct, array_like=True):
    """A decision, an office, or a line of the plan that members, or a union, contest.

    Attributes:
        motion: the decision; ``seat``: the office, and ``tenure``: since when its holder has it;
            ``line``: the line of a plan.
        body: whose decision or office it is; of a line, the body that adopted the plan.
        union: the union that filed it by a decision; 0 where members sign.
        until: when the time to gather signatures is over.
        suspended_at, suspended_until: how long it suspends; ``suspends``: whether it does now.
        hearing_by: last day for the hearing; ``hearing_at``: when it is, once it has been called.
        called_by: the sides that have set a date for it.
        arbiter: body that may decide on it; 0 where there is none that is not concerned.
        offer: newest text that the other side offers to agree on; ``offered_by`` whom.
        acts: who of those who filed it wants what.
        strike_from: when a strike may begin of which notice was given.
    """

    id: int
    motion: MotionId
    seat: SeatId
    tenure: Moment
    body: BodyId
    by: MemberId
    charter: CharterVersion
    filed_at: Moment
    until: Moment
    text: str
    needed: int
    union: BodyId = BodyId(0)
    signatures: dict[int, int] = {}
    stage: Stage = "gathering"
    suspends: bool = False
    suspended_at: Moment = Moment(0)
    suspended_until: Moment = Moment(0)
    hearing_by: Moment = Moment(0)
    hearing_at: Moment = Moment(0)
    place: str = ""
    called_by: list[str] = []
    arbiter: BodyId = BodyId(0)
    answers: list[Answer] = []
    offer: str = ""
    offered_by: MemberId = MemberId(0)
    acts: dict[str, list[int]] = {}
    strike_from: Moment = Moment(0)
    strike_began: Moment = Moment(0)
    strike_ended: Moment = Moment(0)
    line: int = 0

    @property
    def matter(self) -> str:
        """What it is about, as one word for each matter."""
        return matter_of(self.motion, self.seat, self.tenure, self.line)

    @property
    def is_running(self) -> bool:
        """Whether it gathers signatures or suspends something."""
        return self.stage == "gathering" or self.suspends


def matter_of(motion: int, seat: int, tenure: int, line: int) -> str:
    """Name what a grievance is about: one word for each matter."""
    if line:
        return f"line {line}"
    return f"office {seat} {tenure}" if seat else f"decision {motion}"


# Commands.


class FileGrievance(Command, frozen=True, tag="file_grievance", kw_only=True):
    """File a grievance; whoever files it signs it first.

    Attributes:
        motion: the motion whose decision is contested, or 0.
        seat: the office that is contested, or 0.
        line: the line of a plan that is contested, or 0.
        text: why.
    """

    motion: int = 0
    seat: int = 0
    line: int = 0
    text: Text


class SignGrievance(Command, frozen=True, tag="sign_grievance", kw_only=True):
    """Sign a grievance; the last signature that is needed suspends what it is about."""

    grievance: int


class AnswerGrievance(Command, frozen=True, tag="answer_grievance", kw_only=True):
    """Answer a grievance, for the body that decided or as the one who holds the office.

    Attributes:
        text: the answer.
    """

    grievance: int
    text: Text


class CallHearing(Command, frozen=True, tag="call_hearing", kw_only=True):
    """Set the date of the hearing; each side may do so once.

    Attributes:
        begins_at: when, in seconds since 1970.
        place: where.
    """

    grievance: int
    begins_at: int
    place: Text


class AgreeGrievance(Command, frozen=True, tag="agree_grievance", kw_only=True):
    """Offer an agreement, as the side that answers; or accept the one offered, as who signed.

    Attributes:
        text: what is offered; empty to accept.
    """

    grievance: int
    text: Text = ""


class WithdrawGrievance(Command, frozen=True, tag="withdraw_grievance", kw_only=True):
    """Want a grievance withdrawn that one has signed; more than half of those who signed do it."""

    grievance: int


class GiveStrikeNotice(Command, frozen=True, tag="give_strike_notice", kw_only=True):
    """Give notice of a strike after a hearing in vain; more than half of those who signed do it."""

    grievance: int


class RecordStrike(Command, frozen=True, tag="record_strike", kw_only=True):
    """Put on the record that a strike of which notice was given has begun, or has ended.

    Attributes:
        what: which of the two.
    """

    grievance: int
    what: Literal["begun", "ended"]


class LapseGrievance(Command, frozen=True, tag="lapse_grievance", kw_only=True):
    """The time to gather signatures for a grievance is over."""

    grievance: int


class EndHearing(Command, frozen=True, tag="end_hearing", kw_only=True):
    """The last day for a hearing is over."""

    grievance: int


class EndSuspension(Command, frozen=True, tag="end_suspension", kw_only=True):
    """The days for which a grievance suspends something are over."""

    grievance: int


# Events.


class GrievanceFiled(Event, frozen=True, tag="grievance_filed/1", kw_only=True):
    """A member filed a grievance and signed it, or a ``union`` did by its motion ``decided``."""

    grievance: int
    body: int
    by: int
    charter: int
    text: str
    until: int
    needed: int
    motion: int = 0
    seat: int = 0
    tenure: int = 0
    union: int = 0
    decided: int = 0
    line: int = 0


class GrievanceSigned(Event, frozen=True, tag="grievance_signed/1", kw_only=True):
    """A member signed a grievance."""

    grievance: int
    by: int


class MatterSuspended(Event, frozen=True, tag="matter_suspended/1", kw_only=True):
    """A grievance came together, and suspends what it is about until a moment."""

    grievance: int
    until: int
    hearing_by: int
    arbiter: int
    motion: int = 0
    seat: int = 0
    line: int = 0


class GrievanceLapsed(Event, frozen=True, tag="grievance_lapsed/1", kw_only=True):
    """A grievance did not come together in time."""

    grievance: int


class GrievanceAnswered(Event, frozen=True, tag="grievance_answered/1", kw_only=True):
    """Somebody answered a grievance for the body or office."""

    grievance: int
    by: int
    text: str


class HearingCalled(Event, frozen=True, tag="hearing_called/1", kw_only=True):
    """One side set the date of a hearing."""

    grievance: int
    by: int
    side: Literal["filers", "answering"]
    begins_at: int
    place: str


class HearingEnded(Event, frozen=True, tag="hearing_ended/1", kw_only=True):
    """The last day for a hearing is over without an end; ``held`` is whether it was called."""

    grievance: int
    held: bool


class AgreementOffered(Event, frozen=True, tag="agreement_offered/1", kw_only=True):
    """The side that answers offered an agreement; an earlier offer is replaced."""

    grievance: int
    by: int
    text: str


class GrievanceActed(Event, frozen=True, tag="grievance_acted/1", kw_only=True):
    """One of those who signed wants to withdraw, to agree to what is offered, or to strike."""

    grievance: int
    by: int
    act: Act


class GrievanceAgreed(Event, frozen=True, tag="grievance_agreed/1", kw_only=True):
    """Both sides agree; ``text`` is the agreement. ``decided``: the union's motion."""

    grievance: int
    text: str
    decided: int = 0


class GrievanceWithdrawn(Event, frozen=True, tag="grievance_withdrawn/1", kw_only=True):
    """Those who filed a grievance withdrew it. ``decided``: the union's motion."""

    grievance: int
    decided: int = 0


class GrievanceArbitrated(Event, frozen=True, tag="grievance_arbitrated/1", kw_only=True):
    """The arbiter body decided: a grievance is upheld, or rejected."""

    grievance: int
    ruling: Literal["upheld", "rejected"]
    motion: int


class SuspensionEnded(Event, frozen=True, tag="suspension_ended/1", kw_only=True):
    """A decision or a line goes on, or an office has its powers again; ``why`` says by what."""

    grievance: int
    why: str


class StrikeNotified(Event, frozen=True, tag="strike_notified/1", kw_only=True):
    """Those who filed a grievance gave notice of a strike, not before a moment."""

    grievance: int
    begins_at: int
    decided: int = 0


class StrikeRecorded(Event, frozen=True, tag="strike_recorded/1", kw_only=True):
    """A strike has begun, or has ended."""

    grievance: int
    by: int
    what: Literal["begun", "ended"]


AnyCommand = (
    FileGrievance
    | SignGrievance
    | AnswerGrievance
    | CallHearing
    | AgreeGrievance
    | WithdrawGrievance
    | GiveStrikeNotice
    | RecordStrike
    | LapseGrievance
    | EndHearing
    | EndSuspension
)
"""Every command about grievances."""

AnyEvent = (
    GrievanceFiled
    | GrievanceSigned
    | MatterSuspended
    | GrievanceLapsed
    | GrievanceAnswered
    | HearingCalled
    | HearingEnded
    | AgreementOffered
    | GrievanceActed
    | GrievanceAgreed
    | GrievanceWithdrawn
    | GrievanceArbitrated
    | SuspensionEnded
    | StrikeNotified
    | StrikeRecorded
)
"""Every event about grievances."""


def _grievance_is_live(state: Any, at: int, number: int) -> bool:
    found: Grievance = state.grievances[number]
    return found.stage == "gathering" and found.until == at


def _hearing_is_live(state: Any, at: int, number: int) -> bool:
    found: Grievance = state.grievances[number]
    return found.stage == "open" and found.hearing_by == at


def _suspension_is_live(state: Any, at: int, number: int) -> bool:
    found: Grievance = state.grievances[number]
    return found.suspends and found.suspended_until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {
    "grievance": _grievance_is_live,
    "hearing": _hearing_is_live,
    "suspension": _suspension_is_live,
}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Grievance, Answer)
"""What the state keeps of grievances."""

REFUSALS: dict[str, str] = {
    "grievances_not_provided": "The constitution gives no right to grievances.",
    "grievance_unknown": "The number is not that of a grievance.",
    "grievance_of_nothing": "A grievance is about one decision, one office, or one line of a plan.",
    "grievance_kind_not_suspended": "The constitution does not let grievances suspend this.",
    "never_suspended": "What members choose by, and what guards them, is never suspended.",
    "decision_not_standing": "Only what was decided, and has not fallen, is contested.",
    "suspended_before": "The same matter is suspended once, and heard once.",
    "grievance_not_concerned": "Those whom it concerns contest a decision or an office.",
    "grievance_signed_before": "The same person signs, or says the same on a grievance, once.",
    "grievance_limit_reached": "Nobody stands behind many grievances at a time.",
    "grievance_over": "The grievance is not at the stage in which this is done.",
    "grievance_of_others": "Each side of a grievance speaks for itself.",
    "grievance_answered_before": "The same person answers a grievance once.",
    "hearing_out_of_time": "A hearing is a day off at least, and within the days for it.",
    "hearing_called_before": "Each side sets the date of a hearing once, before it begins.",
    "agreement_not_offered": "There is no offer that could be accepted.",
    "arbiter_of_another": "One body decides on a grievance, which is not concerned itself.",
    "arbitration_not_open": "A grievance is decided on when it has been heard in vain.",
    "arbiter_concerned": "Whoever is concerned in a grievance does not decide on it.",
    "office_suspended": "The powers of the office are suspended by a grievance, until a date.",
    "task_has_fallen": "The decision that gave the task has fallen.",
    "strike_before_hearing": "Notice of a strike is given after a hearing in vain.",
    "strike_notice_given_before": "Notice of one strike is given once.",
    "strike_without_notice": "A strike is recorded from the day of which notice was given.",
    "strike_recorded_before": "A strike begins once, and ends once after it has begun.",
}
"""Meaning of each refusal about grievances, by name."""
