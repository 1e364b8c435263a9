"""Deliveries, folded: what makers report, and what receivers say of it.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.planning.deliveries import data
from commonweal.polity.state import State
from commonweal.terms import MemberId, Moment


def _reported(state: State, event: data.DeliveryReported, at: Moment) -> None:
    state.deliveries[event.delivery] = data.Delivery(
        id=event.delivery,
        line=event.line,
        amount=event.amount,
        by=MemberId(event.by),
        reported_at=at,
        due_at=Moment(event.due_at),
    )
    line = state.lines[event.line]
    line.deliveries.append(event.delivery)
    line.reported += event.amount
    state.schedule(event.due_at, "delivery", event.delivery)


def _confirmed(state: State, event: data.DeliveryConfirmed, at: Moment) -> None:
    delivery = state.deliveries[event.delivery]
    delivery.stage, delivery.received, delivery.grade = "confirmed", event.received, event.grade
    delivery.answered_by, delivery.answered_at = MemberId(event.by), at
    delivery.text = event.text
    state.lines[event.line].confirmed += event.received


def _rejected(state: State, event: data.DeliveryRejected, at: Moment) -> None:
    delivery = state.deliveries[event.delivery]
    delivery.stage, delivery.text = "rejected", event.text
    delivery.answered_by, delivery.answered_at = MemberId(event.by), at


def _unconfirmed(state: State, event: data.DeliveryUnconfirmed, _at: Moment) -> None:
    state.deliveries[event.delivery].stage = "unconfirmed"


def _returned(state: State, event: data.GoodsReturned, _at: Moment) -> None:
    state.deliveries[event.delivery].returned += event.amount
    state.lines[event.line].returned += event.amount


def _taking(state: State, event: data.TakingRecorded, at: Moment) -> None:
    state.takings[event.taking] = data.Taking(
        id=event.taking,
        plan=event.plan,
        body=event.body,
        product=event.product,
        period=event.period,
        taken=event.taken,
        left=event.left,
        returned=event.returned,
        by=MemberId(event.by),
        at=at,
    )
    _index(
        state, data.taking_key(event.plan, event.body, event.product, event.period), event.taking
    )


def _work(state: State, event: data.WorkReported, at: Moment) -> None:
    state.works[event.work] = data.Work(
        id=event.work,
        plan=event.plan,
        process=event.process,
        period=event.period,
        runs=event.runs,
        hours=event.hours,
        spoiled=event.spoiled,
        by=MemberId(event.by),
        at=at,
    )
    _index(state, data.work_key(event.plan, event.process, event.period), event.work)


def _overhead(state: State, event: data.OverheadReported, at: Moment) -> None:
    state.overheads[event.overhead] = data.Overhead(
        id=event.overhead,
        plan=event.plan,
        body=event.body,
        period=event.period,
        planning=event.planning,
        meeting=event.meeting,
        inspecting=event.inspecting,
        by=MemberId(event.by),
        at=at,
    )
    _index(state, data.overhead_key(event.plan, event.body, event.period), event.overhead)


def _index(state: State, key: str, number: int) -> None:
    state.reports_of.setdefault(key, []).append(number)


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    data.DeliveryReported: _reported,
    data.DeliveryConfirmed: _confirmed,
    data.DeliveryRejected: _rejected,
    data.DeliveryUnconfirmed: _unconfirmed,
    data.GoodsReturned: _returned,
    data.TakingRecorded: _taking,
    data.WorkReported: _work,
    data.OverheadReported: _overhead,
}
"""What each event does to the state."""
