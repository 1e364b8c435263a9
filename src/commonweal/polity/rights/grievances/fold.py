"""Grievances, folded.

Rules of this module: what was suspended goes on where it stopped: a task has the days again that it
lost, what was delivered on a line is answered as much later, and a decision that waited to be
called back takes effect when its own date has passed.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import Task
from commonweal.polity.event import Event
from commonweal.polity.rights.grievances import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, SeatId


def _filed(state: State, event: data.GrievanceFiled, at: Moment) -> None:
    state.grievances[event.grievance] = data.Grievance(
        id=event.grievance,
        motion=MotionId(event.motion),
        seat=SeatId(event.seat),
        tenure=Moment(event.tenure),
        body=BodyId(event.body),
        by=MemberId(event.by),
        charter=CharterVersion(event.charter),
        filed_at=at,
        until=Moment(event.until),
        text=event.text,
        needed=event.needed,
        union=BodyId(event.union),
        line=event.line,
    )
    if event.union:
        state.grievances_of_union.setdefault(event.union, []).append(event.grievance)
        state.grievances_moved.setdefault(event.by, []).append(event.grievance)
    else:
        _sign(state, event.grievance, event.by, at)
        state.schedule(event.until, "grievance", event.grievance)


def _sign(state: State, grievance: int, by: int, at: Moment) -> None:
    state.grievances[grievance].signatures[by] = at
    state.grievances_signed.setdefault(by, []).append(grievance)


def _signed(state: State, event: data.GrievanceSigned, at: Moment) -> None:
    _sign(state, event.grievance, event.by, at)


def _suspended(state: State, event: data.MatterSuspended, at: Moment) -> None:
    found = state.grievances[event.grievance]
    found.stage, found.suspends = "open", True
    found.suspended_at, found.suspended_until = at, Moment(event.until)
    found.hearing_by, found.arbiter = Moment(event.hearing_by), BodyId(event.arbiter)
    state.grieved[found.matter] = found.id
    if found.seat:
        state.suspended_offices[found.seat] = found.id
    elif found.line:
        state.lines[found.line].grievance = found.id
    else:
        state.suspended_decisions[found.motion] = found.id
    state.schedule(event.hearing_by, "hearing", found.id)
    state.schedule(event.until, "suspension", found.id)


def _lapsed(state: State, event: data.GrievanceLapsed, _at: Moment) -> None:
    state.grievances[event.grievance].stage = "lapsed"


def _answered(state: State, event: data.GrievanceAnswered, at: Moment) -> None:
    answer = data.Answer(MemberId(event.by), at, event.text)
    state.grievances[event.grievance].answers.append(answer)


def _hearing_called(state: State, event: data.HearingCalled, _at: Moment) -> None:
    found = state.grievances[event.grievance]
    found.hearing_at, found.place = Moment(event.begins_at), event.place
    found.called_by.append(event.side)


def _hearing_ended(state: State, event: data.HearingEnded, _at: Moment) -> None:
    state.grievances[event.grievance].stage = "heard"


def _offered(state: State, event: data.AgreementOffered, _at: Moment) -> None:
    found = state.grievances[event.grievance]
    found.offer, found.offered_by = event.text, MemberId(event.by)
    found.acts.pop("agree", None)


def _acted(state: State, event: data.GrievanceActed, _at: Moment) -> None:
    found = state.grievances[event.grievance]
    found.acts.setdefault(event.act, []).append(event.by)


def _agreed(state: State, event: data.GrievanceAgreed, _at: Moment) -> None:
    state.grievances[event.grievance].stage = "agreed"


def _withdrawn(state: State, event: data.GrievanceWithdrawn, _at: Moment) -> None:
    state.grievances[event.grievance].stage = "withdrawn"


def _arbitrated(state: State, event: data.GrievanceArbitrated, _at: Moment) -> None:
    found = state.grievances[event.grievance]
    found.stage = event.ruling
    if event.ruling == "upheld" and found.line:
        state.lines[found.line].upheld = found.id
    if event.ruling == "upheld" and found.motion:
        state.motions[found.motion].failed = "grievance_upheld"
        for task in _undone(state, found.motion):
            task.stage = "fallen"


def _undone(state: State, motion: int) -> list[Task]:
    tasks = (state.tasks[one] for one in state.motions[motion].assigned)
    return [one for one in tasks if one.stage not in {"done", "fallen"}]


def _suspension_ended(state: State, event: data.SuspensionEnded, at: Moment) -> None:
    found = state.grievances[event.grievance]
    found.suspends = False
    if found.seat:
        if state.suspended_offices.get(found.seat) == found.id:
            del state.suspended_offices[found.seat]
        return
    if found.line:
        line_goes_on(state, found, at)
        return
    state.suspended_decisions.pop(found.motion, None)
    for task in _undone(state, found.motion):
        if task.stage != "overdue":
            task.due_at = Moment(task.due_at + at - found.suspended_at)
            state.schedule(task.due_at, "task", task.id)
    held = state.call_backs.get(found.motion)
    if held is not None and held.stage == "waiting":
        state.schedule(held.until, "call_back", found.motion)
    change = state.reorganisations.get(found.motion)
    if change is not None and change.stage == "waiting":
        state.schedule(change.until, "reorganisation", found.motion)


def line_goes_on(state: State, found: data.Grievance, at: Moment) -> None:
    """Give what waits for an answer the days again that the suspension has taken."""
    line = state.lines[found.line]
    line.grievance = 0
    lost = at - found.suspended_at
    for delivery in (state.deliveries[one] for one in line.deliveries):
        if delivery.stage == "reported":
            delivery.due_at = Moment(delivery.due_at + lost)
            state.schedule(delivery.due_at, "delivery", delivery.id)
    for alert in state.alerts.values():
        if alert.line == line.id and alert.stage == "open" and alert.due_at:
            alert.due_at = Moment(alert.due_at + lost)
            state.schedule(alert.due_at, "alert", alert.id)


def _strike_notified(state: State, event: data.StrikeNotified, _at: Moment) -> None:
    state.grievances[event.grievance].strike_from = Moment(event.begins_at)


def _strike_recorded(state: State, event: data.StrikeRecorded, at: Moment) -> None:
    found = state.grievances[event.grievance]
    if event.what == "begun":
        found.strike_began = at
    else:
        found.strike_ended = at


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.GrievanceFiled: _filed,
    data.GrievanceSigned: _signed,
    data.MatterSuspended: _suspended,
    data.GrievanceLapsed: _lapsed,
    data.GrievanceAnswered: _answered,
    data.HearingCalled: _hearing_called,
    data.HearingEnded: _hearing_ended,
    data.AgreementOffered: _offered,
    data.GrievanceActed: _acted,
    data.GrievanceAgreed: _agreed,
    data.GrievanceWithdrawn: _withdrawn,
    data.GrievanceArbitrated: _arbitrated,
    data.SuspensionEnded: _suspension_ended,
    data.StrikeNotified: _strike_notified,
    data.StrikeRecorded: _strike_recorded,
}
"""What each event does to the state."""
