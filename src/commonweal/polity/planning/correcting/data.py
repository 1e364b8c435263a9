"""Alerts and corrections as data: commands, events, what is kept, and the refusals.

Rules of this module:

* an alert is a fact that the monitor found, with the test that says so, and no verdict; it goes to
  the unit itself, and rises one level whenever the time to put it right has passed;
* a correction inside the tolerance takes effect by itself and is recorded; beyond it the councils
  concerned vote.

Not here: effects (``effects``), what is lawful (``law``), what events do (``fold``), finding any of
it (``commonweal.plan``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId

NEVER = Moment(0)

AlertKind = Literal[
    "level",
    "slope",
    "spike",
    "mismatch",
    "unconfirmed",
    "too_regular",
    "bunching",
    "jump",
    "quality",
    "taking",
]
"""What the monitor saw: a series that changed its level or slope, or a single value far off; a
report that its receipt contradicts, or that nobody confirmed; figures too regular, just above their
target, or suddenly other; grades that fall; what members take and leave."""

# What there is.


class Sign(msgspec.Struct, frozen=True, array_like=True):
    """What the monitor found in the figures of a period.

    Attributes:
        body: the unit whose figures they are.
        kind: what was seen.
        test: name of the test that says so.
        product: product that it is about; 0: none.
        line: line that it is about; 0: none.
        text: digest of the finding in words and figures.
    """

    body: int
    kind: AlertKind
    test: str
    text: str
    product: int = 0
    line: int = 0


class AlertAnswer(msgspec.Struct, frozen=True, array_like=True):
    """What a body says about an alert, and does."""

    at: Moment
    body: int
    by: MemberId
    text: str


class Alert(msgspec.Struct, array_like=True):
    """A sign that somebody is to look into.

    Attributes:
        body: the unit whose figures they are; at: the body whose turn it is to put it right.
        period: period of the plan whose figures showed it.
        rises: the bodies to which it rose, with the moments.
        due_at: by when it is put right; then it rises; never, at the top.
        answers: what was said about it.
    """

    id: int
    plan: int
    body: BodyId
    at: BodyId
    kind: AlertKind
    test: str
    text: str
    product: int
    line: int
    period: int
    raised_at: Moment
    due_at: Moment
    stage: Literal["open", "ended"] = "open"
    ended_at: Moment = NEVER
    rises: list[tuple[int, int]] = []
    answers: list[AlertAnswer] = []


class PlanCorrection(msgspec.Struct, array_like=True):
    """A correction of a running plan.

    Attributes:
        by: who asked for it.
        text: digest of the reasons.
        charter: version of the constitution under which it goes on.
        from_period: first period that it changes: one that begins when all had time to agree.
        file: digest of the corrected plan's file.
        moved, left: hours of work moved, and hours of the plan that are left.
        cut: hours that the deliveries are worth that somebody was promised and does not get.
        bodies: councils concerned; questions: the motion put to each; agreed: what each said.
        until: when the time to agree is over.
        complete: whether its lines are on the record.
    """

    id: int
    plan: int
    by: MemberId
    text: str
    charter: CharterVersion
    asked_at: Moment
    from_period: int
    stage: Literal["asked", "fits", "infeasible", "voting", "in_force", "fallen"] = "asked"
    file: str = ""
    moved: int = 0
    left: int = 0
    bodies: tuple[int, ...] = ()
    questions: dict[int, MotionId] = {}
    agreed: dict[int, bool] = {}
    until: Moment = NEVER
    settled_at: Moment = NEVER
    complete: bool = False
    parts: int = 0
    cut: int = 0


# Commands.


class PassPeriod(Command, frozen=True, tag="pass_period", kw_only=True):
    """A period of a plan is over.

    Attributes:
        plan: the plan.
    """

    plan: int


class RecordSigns(Command, frozen=True, tag="record_signs", kw_only=True):
    """Record what the monitor found when a period was over; each new sign is an alert.

    Attributes:
        plan: the plan.
        period: periods whose figures were read, up to this one.
        signs: what was found; where an alert of the same is open, nothing more happens.
        ended: alerts whose series is back in its normal band, of this plan or of an earlier one.
        last: whether this is all of it; else another part follows.
    """

    plan: int
    period: int
    signs: tuple[Sign, ...] = ()
    ended: tuple[int, ...] = ()
    last: bool = True


class AnswerAlert(Command, frozen=True, tag="answer_alert", kw_only=True):
    """Say, for the unit or a body to which an alert has risen, what is done about it.

    Attributes:
        text: the answer.
    """

    alert: int
    text: Text


class PassAlert(Command, frozen=True, tag="pass_alert", kw_only=True):
    """The time to put an alert right is over."""

    alert: int


class AskForCorrection(Command, frozen=True, tag="ask_for_correction", kw_only=True):
    """Ask that the smallest change is found that makes a running plan fit again.

    Attributes:
        plan: the plan.
        text: reasons.
    """

    plan: int
    text: Text


class RecordCorrection(Command, frozen=True, tag="record_correction", kw_only=True):
    """Record the correction that an engine found.

    Attributes:
        outcome: ``change``; ``fits``: nothing has to change; ``infeasible``: no plan is left.
        file: digest of the corrected plan's file.
        moved: hours of work moved.
        left: hours of the plan that are left.
        bodies: councils whose work, or whose deliveries, are changed.
        cut: hours that the deliveries are worth that somebody was promised and does not get.
    """

    correction: int
    outcome: Literal["change", "fits", "infeasible"]
    file: str
    moved: int = 0
    left: int = 0
    bodies: tuple[int, ...] = ()
    cut: int = 0


class SettleCorrection(Command, frozen=True, tag="settle_correction", kw_only=True):
    """The time to agree to a correction is over."""

    correction: int


# Events.


class PeriodPassed(Event, frozen=True, tag="period_passed/1", kw_only=True):
    """A period of a plan is over."""

    plan: int
    period: int


class SignsRecorded(Event, frozen=True, tag="signs_recorded/1", kw_only=True):
    """The figures of a period were read by the monitor."""

    plan: int
    period: int


class AlertRaised(Event, frozen=True, tag="alert_raised/1", kw_only=True):
    """The unit itself was alerted to what its figures show."""

    alert: int
    plan: int
    period: int
    sign: Sign
    due_at: int


class AlertAnswered(Event, frozen=True, tag="alert_answered/1", kw_only=True):
    """A body said what is done about an alert."""

    alert: int
    body: int
    by: int
    text: str


class AlertRose(Event, frozen=True, tag="alert_rose/1", kw_only=True):
    """An alert was not put right in time and rose one level; at the top no date follows."""

    alert: int
    to: int
    due_at: int


class AlertEnded(Event, frozen=True, tag="alert_ended/1", kw_only=True):
    """What an alert was about is in order again, as the figures show."""

    alert: int
    period: int


class CorrectionAskedFor(Event, frozen=True, tag="correction_asked_for/1", kw_only=True):
    """Somebody asked that a running plan is made to fit again."""

    correction: int
    plan: int
    by: int
    text: str
    charter: int
    from_period: int


FoundStage = Literal["fits", "infeasible", "voting", "in_force", "fallen"]
"""How a correction goes on when it was found."""


class CorrectionFound(Event, frozen=True, tag="correction_found/1", kw_only=True):
    """A correction was found, or that none is needed, or none possible.

    ``stage`` says how it goes on: ``in_force`` inside the tolerance, ``voting`` beyond it,
    ``fallen`` where it came too late or nobody is there who could agree; ``questions`` are the
    motions put to ``bodies``, in the same order.
    """

    correction: int
    stage: FoundStage
    file: str
    moved: int = 0
    left: int = 0
    bodies: tuple[int, ...] = ()
    questions: tuple[int, ...] = ()
    until: int = 0
    cut: int = 0


class CorrectionAgreed(Event, frozen=True, tag="correction_agreed/1", kw_only=True):
    """A council concerned said yes or no to a correction."""

    correction: int
    body: int
    agrees: bool


class CorrectionSettled(Event, frozen=True, tag="correction_settled/1", kw_only=True):
    """The councils concerned have decided: the correction is in force, or has fallen."""

    correction: int
    stage: Literal["in_force", "fallen"]


AnyCommand = (
    PassPeriod
    | RecordSigns
    | AnswerAlert
    | PassAlert
    | AskForCorrection
    | RecordCorrection
    | SettleCorrection
)
"""Every command about alerts and corrections."""

AnyEvent = (
    PeriodPassed
    | SignsRecorded
    | AlertRaised
    | AlertAnswered
    | AlertRose
    | AlertEnded
    | CorrectionAskedFor
    | CorrectionFound
    | CorrectionAgreed
    | CorrectionSettled
)
"""Every event about alerts and corrections."""


def _period_is_live(state: Any, at: int, number: int) -> bool:
    plan = state.plans[number]
    period = (plan.ends_at - plan.begins_at) // state.campaigns[plan.campaign].periods
    return bool(
        plan.adopted_at and at <= plan.ends_at and plan.begins_at + (plan.passed + 1) * period == at
    )


def _alert_is_live(state: Any, at: int, number: int) -> bool:
    found: Alert = state.alerts[number]
    suspended = found.line and state.lines[found.line].grievance
    return bool(found.stage == "open" and found.due_at == at and at and not suspended)


def _correction_is_live(state: Any, at: int, number: int) -> bool:
    found: PlanCorrection = state.plan_corrections[number]
    return found.stage == "voting" and found.until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {
    "period": _period_is_live,
    "alert": _alert_is_live,
    "plan_correction": _correction_is_live,
}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Sign, AlertAnswer, Alert, PlanCorrection)
"""What the state keeps of alerts and corrections."""

REFUSALS: dict[str, str] = {
    "signs_not_awaited": "What the monitor found is recorded once for each period that has passed.",
    "signs_do_not_fit": "What the monitor found is about bodies, products and lines there are.",
    "alert_unknown": "The number is not that of an alert.",
    "alert_ended_before": "The figures have shown that the alert is over.",
    "alert_of_others": "The unit itself, and the bodies to which an alert has risen, answer it.",
    "alert_answers_too_many": "One member answers an alert so many times.",
    "plan_lines_awaited": "A plan is corrected when all its lines are on the record.",
    "plan_correction_of_others": "Who makes, orders or adopts a plan asks for its correction.",
    "plan_correction_running": "A plan is corrected by one correction at a time.",
    "plan_correction_voted_down": "What councils voted down comes back with new figures only.",
    "plan_correction_too_late": "A correction leaves the councils time to agree before it begins.",
    "plan_correction_unknown": "The number is not that of a correction of a plan.",
    "plan_correction_not_awaited": "A correction is found once, after it was asked for.",
    "plan_correction_does_not_fit": "A correction has a file, figures, and bodies that there are.",
    "plan_correction_not_voting": "The councils concerned are not asked about it, or not any more.",
    "plan_correction_put_by_itself": "The question of a correction is put by itself, once in each.",
}
"""Meaning of each refusal about alerts and corrections, by name."""
