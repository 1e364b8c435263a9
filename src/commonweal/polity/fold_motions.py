"""Motions, mandates, tasks and emergencies, folded.

Rules of this module: what is decided is kept with the reason; what falls due is on the calendar.

Not here: what holds for every fold (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.entities import (
    NEVER,
    NO_MOTION,
    NOBODY,
    Emergency,
    Mandate,
    Motion,
    Notice,
    Task,
)
from commonweal.polity.state import State
from commonweal.terms import (
    BodyId,
    CharterVersion,
    EmergencyId,
    MandateId,
    MemberId,
    Moment,
    MotionId,
    PollId,
    SeatId,
    TaskId,
)

NOTICES_KEPT = 200
"""Notices of a body kept in the state; older ones are in the record."""

# Motions, mandates, tasks.


def _motion_proposed(state: State, event: ev.MotionProposed, at: Moment) -> None:
    motion = Motion(
        id=MotionId(event.motion),
        body=BodyId(event.body),
        by=MemberId(event.by),
        seat=SeatId(event.seat),
        moved_at=at,
        charter=CharterVersion(event.charter),
        text=event.text,
        texts=[event.text],
        effect=event.effect,
        tasks=event.tasks,
        amends=MotionId(event.amends),
    )
    state.motions[event.motion] = motion
    if event.amends:
        state.motions[event.amends].amendments.append(motion.id)
    else:
        state.bodies[event.body].motions.append(motion.id)


def _motion_seconded(state: State, event: ev.MotionSeconded, _at: Moment) -> None:
    state.motions[event.motion].seconders.append(MemberId(event.by))


def _debate_opened(state: State, event: ev.DebateOpened, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.stage, motion.at = "debate", Moment(event.until)
    motion.roll_call = event.roll_call
    state.schedule(event.until, "motion", motion.id)


def _motion_withdrawn(state: State, event: ev.MotionWithdrawn, at: Moment) -> None:
    _settle(state, state.motions[event.motion], "withdrawn", at)


def _settle(state: State, motion: Motion, stage: Any, at: Moment) -> None:
    motion.stage, motion.decided_at = stage, at
    if motion.amends != NO_MOTION:
        state.schedule(state.motions[motion.amends].at, "motion", motion.amends)


def _roll_called(state: State, event: ev.RollCalled, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.present = list(event.present)
    if event.reached:
        motion.roll_call = False
        state.schedule(motion.at, "motion", motion.id)


def _motion_put(state: State, event: ev.MotionPut, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.stage, motion.poll = "vote", PollId(event.poll)


def _motion_decided(state: State, event: ev.MotionDecided, at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.division, motion.why = event.division, event.why
    _settle(state, motion, event.outcome, at)


def _motion_amended(state: State, event: ev.MotionAmended, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.text, motion.effect, motion.tasks = event.text, event.effect, event.tasks
    motion.texts.append(event.text)


def _mandate_given(state: State, event: ev.MandateGiven, at: Moment) -> None:
    mandate = Mandate(
        id=MandateId(event.mandate),
        sender=BodyId(event.sender),
        motion=MotionId(event.motion),
        seats=[SeatId(seat) for seat in event.seats],
        kind=event.kind,
        given_by=MotionId(event.given_by),
        given_at=at,
        choice=event.choice,
        conditions=event.conditions,
        division=event.division,
    )
    state.mandates[event.mandate] = mandate
    state.motions[event.motion].mandates.append(mandate.id)
    for seat in event.seats:
        state.seats[seat].mandates.append(mandate.id)


def _mandate_affected(state: State, event: ev.MandateAffected, _at: Moment) -> None:
    state.mandates[event.mandate].status = event.status


def _mandate_breached(state: State, event: ev.MandateBreached, _at: Moment) -> None:
    state.mandates[event.mandate].breached_by.append(SeatId(event.seat))
    state.seats[event.seat].breaches.append(MandateId(event.mandate))


def _body_notified(state: State, event: ev.BodyNotified, at: Moment) -> None:
    notices = state.bodies[event.body].notices
    notices.append(
        Notice(
            at=at,
            about=event.about,
            seat=SeatId(event.seat),
            motion=MotionId(event.motion),
            task=TaskId(event.task),
        )
    )
    del notices[:-NOTICES_KEPT]


def _task_assigned(state: State, event: ev.TaskAssigned, _at: Moment) -> None:
    task = Task(
        id=TaskId(event.task),
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        holder_seat=SeatId(event.holder_seat),
        holder=MemberId(event.holder),
        due_at=Moment(event.due_at),
        text=event.text,
    )
    state.tasks[event.task] = task
    state.bodies[event.body].tasks.append(task.id)
    state.motions[event.motion].assigned.append(task.id)
    state.schedule(event.due_at, "task", task.id)


def _task_fell_due(state: State, event: ev.TaskFellDue, _at: Moment) -> None:
    state.tasks[event.task].stage = "overdue"


def _task_reported(state: State, event: ev.TaskReported, at: Moment) -> None:
    task = state.tasks[event.task]
    task.stage, task.report, task.reported_at = "reported", event.text, at


def _task_completed(state: State, event: ev.TaskCompleted, _at: Moment) -> None:
    state.tasks[event.task].stage = "done"


# Emergencies.


def _emergency_declared(state: State, event: ev.EmergencyDeclared, at: Moment) -> None:
    state.emergencies[event.emergency] = Emergency(
        id=EmergencyId(event.emergency),
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        powers=event.powers,
        declared_at=at,
        ends_at=Moment(event.ends_at),
        renewal=event.renewal,
        bent=event.bent,
    )
    state.schedule(event.ends_at, "emergency", event.emergency)


def _emergency_ended(state: State, event: ev.EmergencyEnded, at: Moment) -> None:
    emergency = state.emergencies[event.emergency]
    emergency.ended_at = at
    if "extend_terms" in emergency.powers and not state.bends("extend_terms", state.top):
        for seat in state.seats.values():
            # Also terms still to end: their items may be gone, because they were dead meanwhile.
            open_end = NEVER < seat.term_ends <= emergency.ends_at
            if seat.holder != NOBODY and not seat.acting and open_end:
                state.schedule(seat.term_ends, "term", seat.id)


def _effect_failed(state: State, event: ev.EffectFailed, _at: Moment) -> None:
    state.motions[event.motion].failed = event.why


def _due_dropped(state: State, event: ev.DueDropped, _at: Moment) -> None:
    state.drop(event.due_at, event.kind, event.subject)


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    ev.MotionProposed: _motion_proposed,
    ev.MotionSeconded: _motion_seconded,
    ev.DebateOpened: _debate_opened,
    ev.MotionWithdrawn: _motion_withdrawn,
    ev.RollCalled: _roll_called,
    ev.MotionPut: _motion_put,
    ev.MotionDecided: _motion_decided,
    ev.MotionAmended: _motion_amended,
    ev.MandateGiven: _mandate_given,
    ev.MandateAffected: _mandate_affected,
    ev.MandateBreached: _mandate_breached,
    ev.BodyNotified: _body_notified,
    ev.TaskAssigned: _task_assigned,
    ev.TaskFellDue: _task_fell_due,
    ev.TaskReported: _task_reported,
    ev.TaskCompleted: _task_completed,
    ev.EmergencyDeclared: _emergency_declared,
    ev.EmergencyEnded: _emergency_ended,
    ev.EffectFailed: _effect_failed,
    ev.DueDropped: _due_dropped,
}
"""What each event does to the state."""
