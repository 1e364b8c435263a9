"""The ladder, folded.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.entrenchment.data import AmendmentConfirmed, Ladder
from commonweal.polity.state import State
from commonweal.terms import Moment


def _confirmed(state: State, event: AmendmentConfirmed, _at: Moment) -> None:
    before = state.ladders.get(event.change)
    decisions = before.decisions if before and event.step > 1 else []
    state.ladders[event.change] = Ladder(
        decisions=[*decisions, event.motion],
        next_from=Moment(event.next_from),
        referendum=event.referendum,
    )
    if event.referendum:
        state.referendums[event.referendum] = event.change


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    AmendmentConfirmed: _confirmed,
}
