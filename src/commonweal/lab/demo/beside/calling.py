"""Meetings that an officer calls: one is held, closed and its minutes doubted; one is cancelled.

Rules of this module: the secretary of a workplace calls both, with the notice of article 17.

Not here: the meeting that members convene themselves (``meetings``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.lab.demo.stage import Stage
from commonweal.polity.rights.meetings import data
from commonweal.terms import DAY_S

CALLED = 126.0
"""The day since the founding on which both are called."""

NOTICE_DAYS = 8
"""Days from the call to the meeting."""

PRESENT = 6
"""Members who come."""


def call(stage: Stage, workplace: int) -> Iterator[int]:
    """Call two meetings; cancel one, and hold the other to its end."""
    yield stage.moment(CALLED)
    stage.tell("a secretary calls a meeting; somebody doubts its minutes")
    secretary = stage.officer(workplace, "workplace-secretary")
    held = _called(stage, workplace, secretary, NOTICE_DAYS, "The accounts of the quarter")
    other = _called(stage, workplace, secretary, NOTICE_DAYS + 1, "The summer outing")
    stage.do(data.CancelMeeting(meeting=other), secretary)
    yield stage.state.meetings[held].begins_at
    people = stage.rank_and_file(workplace)[:PRESENT]
    for one in people:
        stage.do(data.AttendMeeting(meeting=held), one)
    stage.do(data.OpenMeeting(meeting=held), secretary)
    note = "The accounts were read. Nobody asked about the crane."
    stage.do(data.NoteMinutes(meeting=held, text=note), secretary)
    yield stage.now + DAY_S // 24
    stage.do(data.CloseMeeting(meeting=held), secretary)
    doubt = "I asked about the crane, twice, and was told that there was no time for it."
    stage.do(data.ObjectToMinutes(meeting=held, text=doubt), people[-1])


def _called(stage: Stage, body: int, secretary: int, days: int, text: str) -> int:
    begins_at = stage.now + days * DAY_S
    place = "The hall"
    stage.do(data.CallMeeting(body=body, begins_at=begins_at, text=text, place=place), secretary)
    return max(stage.state.meetings)
