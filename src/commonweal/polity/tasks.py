"""Tasks: what a decision charges somebody with, and how it comes back.

Rules of this module: a task is reported on by whoever holds it now, and noted as done by the body's
voters or officers; when its date comes and it is not done, it is on the agenda again by itself: a
report does not put the date off.
Not here: making tasks of decisions (``decisions``).
"""

from __future__ import annotations

from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_power
from commonweal.polity.commands import BringTaskBack, CompleteTask, ReportTask
from commonweal.polity.entities import Task
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.succession import successor


def report_task(case: Case, command: ReportTask) -> list[ev.Event]:
    """Report on a task."""
    task = _undone(case, command.task)
    seat = case.state.seats.get(task.holder_seat)
    holder = seat.holder if seat is not None else task.holder
    if case.by != holder:
        refuse(
            "task_held_by_another",
            case.charter.preamble.cite(),
            expected=f"member {holder}" if holder else "the next holder of the seat",
            got=f"member {case.by}",
            remedy="let the holder report",
        )
    body = case.state.bodies[task.body]
    return [
        ev.TaskReported(task=task.id, text=command.text, by=case.by),
        ev.BodyNotified(body=body.id, about="task_reported", task=task.id),
    ]


def _undone(case: Case, task_id: int) -> Task:
    task = case.task(task_id)
    if task.stage == "fallen":
        refuse(
            "task_has_fallen",
            case.charter.preamble.cite(),
            expected="a task of a decision that stands",
            got=f"task {task.id}, of motion {task.motion}",
            remedy="nothing is to be done; a new decision can give a new task",
        )
    if task.stage == "done":
        refuse(
            "task_already_done",
            case.charter.preamble.cite(),
            expected="a task that is not done",
            got=f"task {task.id}",
            remedy="nothing is to be done",
        )
    return task


def complete_task(case: Case, command: CompleteTask) -> list[ev.Event]:
    """Note that a reported task is done."""
    task = _undone(case, command.task)
    body = case.state.bodies[task.body]
    if not case.is_voter(case.by, body):
        require_power(case, "complete_task", body.id)
    if not task.report:
        refuse(
            "task_not_reported",
            case.charter.preamble.cite(),
            expected="a report on the task",
            got=f"task {task.id}, {task.stage}",
            remedy="ask its holder to report",
        )
    return [ev.TaskCompleted(task=task.id, by=case.by)]


def bring_task_back(case: Case, command: BringTaskBack) -> list[ev.Event]:
    """Put a task whose date has come on the agenda again."""
    require_office(case, "bring_task_back")
    task = case.task(command.task)
    suspended = task.motion in case.state.suspended_decisions
    if task.stage not in ("open", "reported") or case.at < task.due_at or suspended:
        refuse(
            "nothing_due",
            case.charter.preamble.cite(),
            expected="a task whose date has come",
            got=f"task {task.id}, {task.stage}",
            remedy="wait",
        )
    return [
        ev.TaskFellDue(task=task.id),
        ev.BodyNotified(body=successor(case, task.body).id, about="task_fell_due", task=task.id),
    ]
