"""Workers' control, folded: units, and what their workforces asked to see.

Rules of this module: ``State.unit_of`` knows the register that goes on, by the body that was
entered; what became of that body is looked up when somebody asks.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.rights.control import data
from commonweal.polity.state import State
from commonweal.terms import OFFICE, BodyId, MemberId, Moment, MotionId


def _entered(state: State, event: data.UnitEntered, at: Moment) -> None:
    state.units[event.unit] = data.Unit(
        id=event.unit,
        body=BodyId(event.body),
        by=MemberId(event.by),
        owner=event.owner,
        entered_at=at,
    )
    state.unit_of[event.body] = event.unit


def _asked(state: State, event: data.ShowingAskedFor, at: Moment) -> None:
    state.showings[event.showing] = data.Showing(
        id=event.showing,
        unit=event.unit,
        by=MemberId(event.by),
        text=event.text,
        asked_at=at,
        due_at=Moment(event.due_at),
    )
    state.units[event.unit].showings.append(event.showing)
    state.schedule(event.due_at, "showing", event.showing)


def _recorded(state: State, event: data.ShowingRecorded, at: Moment) -> None:
    showing = state.showings[event.showing]
    showing.stage = event.outcome
    showing.answers.append(data.Answer(at, event.outcome, MemberId(event.by), event.text))


def _unanswered(state: State, event: data.ShowingUnanswered, at: Moment) -> None:
    showing = state.showings[event.showing]
    showing.stage = "unanswered"
    showing.answers.append(data.Answer(at, "unanswered", OFFICE))


def _left(state: State, event: data.UnitLeft, at: Moment) -> None:
    unit = state.units[event.unit]
    unit.left_at, unit.why, unit.motion = at, event.why, MotionId(event.motion)
    state.unit_of.pop(event.body, None)


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    data.UnitEntered: _entered,
    data.ShowingAskedFor: _asked,
    data.ShowingRecorded: _recorded,
    data.ShowingUnanswered: _unanswered,
    data.UnitLeft: _left,
}
"""What each event does to the state."""
