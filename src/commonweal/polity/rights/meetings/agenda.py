"""The agenda of a meeting, made of what is open in its body.

Rules of this module:

* what the meeting was called for comes first; then what voters put on the agenda, in the order in
  which they did; then every open motion, every task that is due or reported, and every question
  that waits for an answer: nothing needs anybody's leave to be on it;
* nothing stands on it twice;
* a pure function of the state: whoever reads the record gets the same agenda.

Not here: putting things there (``law``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from commonweal.polity.rights.meetings.data import Meeting
from commonweal.polity.state import State

Why = Literal["called_for", "put_there", "debated", "due"]
"""Why something stands on an agenda."""


class Point(msgspec.Struct, frozen=True):
    """One point of an agenda.

    Attributes:
        kind: purpose, motion, task, question, letter or request.
        number: number of the motion, task, question or letter; 0 where words stand.
        text: digest of what it is about.
        why: why it stands there.
        by: who put it there, 0 when nobody had to.
    """

    kind: str
    number: int
    text: str
    why: Why
    by: int = 0


def agenda_of(state: State, meeting: Meeting) -> tuple[Point, ...]:
    """Return the agenda of a meeting as things stand."""
    points: dict[tuple[str, int, str], Point] = {}
    for one in _points(state, meeting):
        points.setdefault((one.kind, one.number, "" if one.number else one.text), one)
    return tuple(points.values())


def _points(state: State, meeting: Meeting) -> Iterator[Point]:
    yield Point("purpose", 0, meeting.text, "called_for", meeting.called_by)
    for item in meeting.items:
        text = item.text or _text_of(state, item.kind, item.number)
        yield Point(item.kind, item.number, text, "put_there", item.by)
    if meeting.stage in ("called", "open"):
        yield from _open_in(state, meeting.body)


def _text_of(state: State, kind: str, number: int) -> str:
    match kind:
        case "motion":
            return state.motions[number].text
        case "task":
            return state.tasks[number].text
        case _:
            return state.letters[number].text


def _open_in(state: State, body_id: int) -> Iterator[Point]:
    body = state.bodies[body_id]
    for number in body.motions:
        motion = state.motions[number]
        if motion.is_open:
            yield Point("motion", number, motion.text, "debated", motion.by)
    for task_id in body.tasks:
        task = state.tasks[task_id]
        if task.stage in ("overdue", "reported"):
            yield Point("task", task_id, task.text, "due")
    seats = (*body.seats, *body.offices)
    for question_id in (one for seat in seats for one in state.questions_to.get(seat, ())):
        question = state.questions[question_id]
        if question.stage == "overdue":
            yield Point("question", question_id, question.text, "due", question.by)
