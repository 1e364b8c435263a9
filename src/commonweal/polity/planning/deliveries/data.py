"""Deliveries as data: commands, events, what is kept, and the refusals.

Rules of this module: a report stands as it was made, a receipt beside it; neither is overwritten,
and what nobody has confirmed is marked so.

Not here: what is lawful (``law``), what events do (``fold``), the lines of the plan
(``proposals``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.polity.planning.proposals.kept import Amounts
from commonweal.terms import MemberId, Moment

NEVER = Moment(0)

GRADES = (1, 2, 3, 4, 5)
"""Grades of quality that a receiver gives: 1 useless, 3 as agreed, 5 excellent."""

# What there is.


class Delivery(msgspec.Struct, array_like=True):
    """What the maker of a line reports, and what its receiver says.

    Attributes:
        amount, by: as reported.
        due_at: by when the receiver answers; after that it is marked as unconfirmed.
        received: amount that arrived, as the receiver says; grade: its quality, or 0.
        returned: amount sent back later.
        text: digest of the receiver's reasons.
    """

    id: int
    line: int
    amount: int
    by: MemberId
    reported_at: Moment
    due_at: Moment
    stage: Literal["reported", "confirmed", "rejected", "unconfirmed"] = "reported"
    received: int = 0
    grade: int = 0
    answered_by: MemberId = MemberId(0)
    answered_at: Moment = NEVER
    returned: int = 0
    text: str = ""


class Taking(msgspec.Struct, frozen=True, array_like=True):
    """What members took of a product in a period, left on the shelf, and brought back."""

    id: int
    plan: int
    body: int
    product: int
    period: int
    taken: int
    left: int
    returned: int
    by: MemberId
    at: Moment


class Work(msgspec.Struct, frozen=True, array_like=True):
    """What a process really did in a period.

    Attributes:
        runs, hours: how often it ran, and the hours worked for it.
        spoiled: products lost on the way.
    """

    id: int
    plan: int
    process: int
    period: int
    runs: int
    hours: int
    spoiled: Amounts
    by: MemberId
    at: Moment


class Overhead(msgspec.Struct, frozen=True, array_like=True):
    """Hours that a body spent in a period on what makes nothing: planning, meeting, inspecting."""

    id: int
    plan: int
    body: int
    period: int
    planning: int
    meeting: int
    inspecting: int
    by: MemberId
    at: Moment


def taking_key(plan: int, body: int, product: int, period: int) -> str:
    """Return under what the takings of a body are found again."""
    return f"taking {plan} {body} {product} {period}"


def work_key(plan: int, process: int, period: int) -> str:
    """Return under what the reports of a process are found again."""
    return f"work {plan} {process} {period}"


def overhead_key(plan: int, body: int, period: int) -> str:
    """Return under what the overhead of a body is found again."""
    return f"overhead {plan} {body} {period}"


# Commands.


class ReportDelivery(Command, frozen=True, tag="report_delivery", kw_only=True):
    """Report, for the maker, that so much of a line was delivered.

    Attributes:
        amount: what was delivered, at least 1.
    """

    line: int
    amount: int


class ConfirmDelivery(Command, frozen=True, tag="confirm_delivery", kw_only=True):
    """Say, for the receiver, how much arrived and how good it is; also late.

    Attributes:
        received: what arrived; it may differ from the report, and then both stand.
        grade: 1 useless, 3 as agreed, 5 excellent; 0 where nothing arrived.
        text: reasons; may be empty.
    """

    delivery: int
    received: int
    grade: int
    text: Text = ""


class RejectDelivery(Command, frozen=True, tag="reject_delivery", kw_only=True):
    """Refuse, for the receiver, a delivery as a whole.

    Attributes:
        text: reasons.
    """

    delivery: int
    text: Text


class ReturnGoods(Command, frozen=True, tag="return_goods", kw_only=True):
    """Send part of a confirmed delivery back.

    Attributes:
        amount: at most what had arrived and is not back yet.
        text: reasons.
    """

    delivery: int
    amount: int
    text: Text


class RecordTaking(Command, frozen=True, tag="record_taking", kw_only=True):
    """Record what a body's members took of a product in a period, left, and brought back.

    Attributes:
        product: the product.
        taken: what members took.
        left: what was left on the shelf when the period ended.
        returned: what members brought back.
        plan: the plan; 0: the one that began last.
    """

    body: int
    product: int
    period: int
    taken: int
    left: int
    returned: int = 0
    plan: int = 0


class ReportWork(Command, frozen=True, tag="report_work", kw_only=True):
    """Report how often a process ran in a period, and the hours worked for it.

    Attributes:
        process: the process, of a body in which one votes.
        runs: how often it ran.
        hours: hours worked for it.
        spoiled: products lost on the way, and how much of each.
        plan: the plan; 0: the one that began last.
    """

    process: int
    period: int
    runs: int
    hours: int
    spoiled: Amounts = ()
    plan: int = 0


class ReportOverhead(Command, frozen=True, tag="report_overhead", kw_only=True):
    """Report hours that a body spent in a period on planning, meeting and inspecting.

    Attributes:
        planning: hours of planning.
        meeting: hours of meeting.
        inspecting: hours of inspecting.
        plan: the plan; 0: the one that began last.
    """

    body: int
    period: int
    planning: int
    meeting: int
    inspecting: int
    plan: int = 0


class PassDelivery(Command, frozen=True, tag="pass_delivery", kw_only=True):
    """The time is over in which a receiver confirms a delivery."""

    delivery: int


# Events.


class DeliveryReported(Event, frozen=True, tag="delivery_reported/1", kw_only=True):
    """The maker of a line reported a delivery."""

    delivery: int
    line: int
    amount: int
    by: int
    due_at: int


class DeliveryConfirmed(Event, frozen=True, tag="delivery_confirmed/1", kw_only=True):
    """The receiver said how much arrived, and how good it is."""

    delivery: int
    line: int
    received: int
    grade: int
    by: int
    text: str = ""


class DeliveryRejected(Event, frozen=True, tag="delivery_rejected/1", kw_only=True):
    """The receiver refused a delivery."""

    delivery: int
    line: int
    by: int
    text: str


class DeliveryUnconfirmed(Event, frozen=True, tag="delivery_unconfirmed/1", kw_only=True):
    """The date passed, and the receiver had said nothing."""

    delivery: int
    line: int


class GoodsReturned(Event, frozen=True, tag="goods_returned/1", kw_only=True):
    """Part of a delivery was sent back."""

    delivery: int
    line: int
    amount: int
    by: int
    text: str


class TakingRecorded(Event, frozen=True, tag="taking_recorded/1", kw_only=True):
    """What members took of a product in a period, left, and brought back."""

    taking: int
    plan: int
    body: int
    product: int
    period: int
    taken: int
    left: int
    returned: int
    by: int


class WorkReported(Event, frozen=True, tag="work_reported/1", kw_only=True):
    """How often a process ran in a period, and the hours worked for it."""

    work: int
    plan: int
    process: int
    period: int
    runs: int
    hours: int
    by: int
    spoiled: Amounts = ()


class OverheadReported(Event, frozen=True, tag="overhead_reported/1", kw_only=True):
    """Hours that a body spent in a period on planning, meeting and inspecting."""

    overhead: int
    plan: int
    body: int
    period: int
    planning: int
    meeting: int
    inspecting: int
    by: int


AnyCommand = (
    ReportDelivery
    | ConfirmDelivery
    | RejectDelivery
    | ReturnGoods
    | RecordTaking
    | ReportWork
    | ReportOverhead
    | PassDelivery
)
"""Every command about deliveries."""

AnyEvent = (
    DeliveryReported
    | DeliveryConfirmed
    | DeliveryRejected
    | DeliveryUnconfirmed
    | GoodsReturned
    | TakingRecorded
    | WorkReported
    | OverheadReported
)
"""Every event about deliveries."""


def _delivery_is_live(state: Any, at: int, number: int) -> bool:
    found: Delivery = state.deliveries[number]
    suspended = bool(state.lines[found.line].grievance)
    return found.stage == "reported" and found.due_at == at and not suspended


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"delivery": _delivery_is_live}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (Delivery, Taking, Work, Overhead)
"""What the state keeps of deliveries."""

REFUSALS: dict[str, str] = {
    "plan_not_running": "Figures are reported of a plan that runs, and for some days after it.",
    "period_not_begun": "Figures are reported of periods of the plan that have begun.",
    "reported_for_others": "Whoever votes in a body reports and answers for it, and nobody else.",
    "reports_too_many": "One member reports the same thing, and corrects it, so many times.",
    "line_unknown": "The number is not that of a line of a plan.",
    "line_over": "A correction, or a grievance that was upheld, has ended the line.",
    "line_suspended": "A grievance suspends the line; nothing is reported on it until it goes on.",
    "delivery_unknown": "The number is not that of a delivery.",
    "delivery_answered_before": "A delivery is confirmed, or rejected, once.",
    "delivery_answered_by_its_reporter": "Who reports a delivery does not answer it as well.",
    "delivery_out_of_time": "A delivery is answered until some days after the plan.",
    "grade_out_of_range": "What arrived has a grade from 1 to 5; what did not arrive has none.",
    "delivery_not_confirmed": "What is sent back had arrived, and was confirmed.",
    "returned_more_than_received": "No more is sent back than had arrived.",
    "taking_of_another_level": "What members take is recorded by the bodies that order.",
    "spoiled_twice": "Each product that was lost is listed once.",
}
"""Meaning of each refusal about deliveries, by name."""
