"""Deliveries, lawfully: what makers report, and what receivers say of it.

Rules of this module:

* whoever votes in the maker of a line reports, whoever votes in its receiver answers; who belongs
  to both does not do both with the same delivery, and nobody else has a part in it, no officer
  either;
* a report is never changed: another one follows it, and what the receiver says stands beside it,
  also when the two do not fit;
* what nobody answered in time is marked so by itself, and can still be answered until some days
  after the plan;
* nothing is reported on a line that a grievance suspends, or that has ended; what had been reported
  is answered all the same.

Not here: what bodies report of their own work (``figures``), what the monitor makes of it
(``correcting``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, require_office
from commonweal.polity.command import Command
from commonweal.polity.planning.deliveries import data, figures
from commonweal.polity.planning.proposals.finding import cite
from commonweal.polity.planning.proposals.kept import Line
from commonweal.polity.planning.proposals.scale import require_amount
from commonweal.polity.planning.running import (
    answers_until,
    line_of,
    require_running,
    require_speaker,
    rule_of_plan,
)
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.rights.flooding import told_daily
from commonweal.polity.rights.grievances import sides as grievances
from commonweal.polity.rights.succession import heir
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import days

DELIVERIES_MAX = 50
"""Deliveries that one member reports on one line: nobody buries its receiver under small ones, or
takes from the other makers what they have to report."""


def report_delivery(case: Case, command: data.ReportDelivery) -> list[ev.Event]:
    """Report, for the maker, that so much of a line was delivered, before its period or later."""
    line = line_of(case, command.line)
    plan = case.state.plans[line.plan]
    rule = rule_of_plan(case, plan)
    require_speaker(case, line.maker, rule.cite())
    require_running(case, plan)
    _require_open(case, rule, line)
    require_amount(command.amount, rule.cite(), least=1)
    mine = sum(1 for one in line.deliveries if case.state.deliveries[one].by == case.by)
    if mine >= DELIVERIES_MAX:
        refuse(
            "reports_too_many",
            rule.cite(),
            expected=f"at most {DELIVERIES_MAX} deliveries of one member on a line",
            got="one more",
            remedy="report the rest with the next line, and write to the receiver",
        )
    reported = data.DeliveryReported(
        delivery=case.new("deliveries"),
        line=line.id,
        amount=command.amount,
        by=case.by,
        due_at=case.at + days(rule.confirm_days),
    )
    return [reported]


def _require_open(case: Case, rule: Rule, line: Line) -> None:
    if line.is_over:
        what = f"correction {line.ended_by}" if line.ended_by > 0 else f"grievance {line.upheld}"
        if line.ended_by < 0:
            what = "one of its sides, which left the federation"
        refuse(
            "line_over",
            rule.cite(),
            expected="a line that the plan still has",
            got=f"line {line.id}, ended by {what}",
            remedy="report on the line that came in its place, if there is one",
        )
    if line.grievance:
        refuse(
            "line_suspended",
            grievances.rule_of(case, case.state.grievances[line.grievance]).cite("suspends"),
            expected="a line that goes on",
            got=f"line {line.id}, under grievance {line.grievance}",
            remedy="answer the grievance; the suspension ends on its date",
        )


# What the receiver says.


def _to_answer(case: Case, number: int) -> tuple[data.Delivery, Line, Rule]:
    """Return a delivery that the issuer may answer, with its line and the article, or refuse."""
    found = case.state.deliveries.get(number)
    if found is None:
        refuse(
            "delivery_unknown",
            cite(case),
            expected=numbered("a delivery", len(case.state.deliveries)),
            got=number,
            remedy="look the deliveries to your body up",
        )
    line = case.state.lines[found.line]
    rule = rule_of_plan(case, case.state.plans[line.plan])
    require_speaker(case, line.to, rule.cite("confirm_days"))
    if found.by == case.by:
        refuse(
            "delivery_answered_by_its_reporter",
            rule.cite("confirm_days"),
            expected="somebody other than the one who reported it",
            got=f"member {case.by}",
            remedy="let another of the receivers answer",
        )
    _require_in_time(case, rule, found, line)
    return found, line, rule


def _require_in_time(case: Case, rule: Rule, found: data.Delivery, line: Line) -> None:
    last = max(found.due_at, answers_until(case, case.state.plans[line.plan]))
    if case.at >= last:
        refuse(
            "delivery_out_of_time",
            rule.cite("confirm_days"),
            expected="a delivery of a plan that can still be answered for",
            got=f"delivery {found.id}, {found.stage}",
            remedy="write an open letter; the figures stay as they are",
        )


def _require_unanswered(rule: Rule, found: data.Delivery) -> None:
    if found.stage not in {"reported", "unconfirmed"}:
        refuse(
            "delivery_answered_before",
            rule.cite("confirm_days"),
            expected="a delivery that nobody has answered",
            got=f"delivery {found.id}, {found.stage}",
            remedy="send goods back, if some are to go, or write to the maker",
        )


def confirm_delivery(case: Case, command: data.ConfirmDelivery) -> list[ev.Event]:
    """Say, for the receiver, how much arrived and how good it is."""
    found, line, rule = _to_answer(case, command.delivery)
    _require_unanswered(rule, found)
    require_amount(command.received, rule.cite())
    if command.grade not in (data.GRADES if command.received else (0,)):
        refuse(
            "grade_out_of_range",
            rule.cite(),
            expected="a grade from 1 to 5" if command.received else "grade 0, for nothing arrived",
            got=command.grade,
            remedy="say 1 for useless, 3 for as agreed, 5 for excellent",
        )
    confirmed = data.DeliveryConfirmed(
        delivery=found.id,
        line=line.id,
        received=command.received,
        grade=command.grade,
        by=case.by,
        text=command.text,
    )
    return [confirmed]


def reject_delivery(case: Case, command: data.RejectDelivery) -> list[ev.Event]:
    """Refuse, for the receiver, a delivery as a whole."""
    found, line, rule = _to_answer(case, command.delivery)
    _require_unanswered(rule, found)
    require_text(command.text, rule.cite())
    rejected = data.DeliveryRejected(delivery=found.id, line=line.id, by=case.by, text=command.text)
    return [rejected, *told_daily(heir(case.state, line.maker), case.at, "delivery_rejected")]


def return_goods(case: Case, command: data.ReturnGoods) -> list[ev.Event]:
    """Send part of a confirmed delivery back."""
    found, line, rule = _to_answer(case, command.delivery)
    if found.stage != "confirmed":
        refuse(
            "delivery_not_confirmed",
            rule.cite(),
            expected="a delivery whose arrival was confirmed",
            got=f"delivery {found.id}, {found.stage}",
            remedy="confirm what arrived, or reject the whole",
        )
    require_amount(command.amount, rule.cite(), least=1)
    left = found.received - found.returned
    if command.amount > left:
        refuse(
            "returned_more_than_received",
            rule.cite(),
            expected=f"at most {left}",
            got=command.amount,
            remedy="correct the amount",
        )
    require_text(command.text, rule.cite())
    returned = data.GoodsReturned(
        delivery=found.id, line=line.id, amount=command.amount, by=case.by, text=command.text
    )
    return [returned, *told_daily(heir(case.state, line.maker), case.at, "goods_returned")]


def pass_delivery(case: Case, command: data.PassDelivery) -> list[ev.Event]:
    """Mark a delivery that nobody answered in time."""
    require_office(case, "pass_delivery")
    found = case.state.deliveries.get(command.delivery)
    if found is None or not _is_due(case, found):
        refuse(
            "nothing_due",
            cite(case),
            expected="a delivery whose days for an answer are over",
            got=command.delivery,
            remedy="wait",
        )
    line = case.state.lines[found.line]
    unconfirmed = data.DeliveryUnconfirmed(delivery=found.id, line=line.id)
    return [unconfirmed, *told_daily(heir(case.state, line.to), case.at, "delivery_unconfirmed")]


def _is_due(case: Case, found: data.Delivery) -> bool:
    suspended = bool(case.state.lines[found.line].grievance)
    return found.stage == "reported" and case.at >= found.due_at and not suspended


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.ReportDelivery: report_delivery,
    data.ConfirmDelivery: confirm_delivery,
    data.RejectDelivery: reject_delivery,
    data.ReturnGoods: return_goods,
    data.RecordTaking: figures.record_taking,
    data.ReportWork: figures.report_work,
    data.ReportOverhead: figures.report_overhead,
    data.PassDelivery: pass_delivery,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "delivery": lambda _state, number: data.PassDelivery(delivery=number),
}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = {}
"""What refuses each effect, and what carries it out: nothing here is decided by a body."""
