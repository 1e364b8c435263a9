"""Applying events: the only place where the state changes.

Rules of this module:

* ``apply`` reads neither constitution nor engine: whatever it needs stands in the event;
* it costs what changed, not what exists;
* it trusts the record: whether an event may happen was decided before (``decide``).

Not here: what single events do (``fold_people``, ``fold_seats``, ``fold_polls``, ``fold_motions``),
older versions of events (``upcasting``), the entities (``entities``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity import fold_motions, fold_people, fold_polls, fold_seats
from commonweal.polity.planning import fold as planning
from commonweal.polity.rights.affiliation import fold as affiliation
from commonweal.polity.rights.agreements import fold as agreements
from commonweal.polity.rights.caucuses import fold as caucuses
from commonweal.polity.rights.challenges import fold as challenges
from commonweal.polity.rights.consent import fold as consent
from commonweal.polity.rights.control import fold as control
from commonweal.polity.rights.corrections import fold as corrections
from commonweal.polity.rights.discipline import fold as discipline
from commonweal.polity.rights.entrenchment import fold as entrenchment
from commonweal.polity.rights.grievances import fold as grievances
from commonweal.polity.rights.initiative import fold as initiatives
from commonweal.polity.rights.inspection import fold as inspection
from commonweal.polity.rights.letters import fold as letters
from commonweal.polity.rights.meetings import fold as meetings
from commonweal.polity.rights.papers import fold as papers
from commonweal.polity.rights.pay import fold as pay
from commonweal.polity.rights.union import fold as union
from commonweal.polity.state import State
from commonweal.terms import Moment

KEYS_KEPT = 4096
"""Idempotency keys remembered; a command repeated after so many others is a new command."""


def apply(state: State, event: ev.Event, at: Moment) -> None:
    """Fold one event that happened at a moment into the state."""
    state.now = at
    _FOLDS[type(event)](state, event, at)


def apply_entry(state: State, events: tuple[ev.Event, ...], at: Moment, key: str = "") -> None:
    """Fold all events of one entry of the record.

    Args:
        state: the state, changed in place.
        events: what happened.
        at: when.
        key: the idempotency key that came with the command, if any.
    """
    for event in events:
        apply(state, event, at)
    if key:
        state.keys[key] = state.version
        if len(state.keys) > KEYS_KEPT:
            del state.keys[next(iter(state.keys))]
    state.version += 1
    state.now = at
    state.drop_dead_items()


_FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    **fold_people.FOLDS,
    **fold_seats.FOLDS,
    **fold_polls.FOLDS,
    **fold_motions.FOLDS,
    **caucuses.FOLDS,
    **entrenchment.FOLDS,
    **letters.FOLDS,
    **initiatives.FOLDS,
    **discipline.FOLDS,
    **consent.FOLDS,
    **meetings.FOLDS,
    **inspection.FOLDS,
    **pay.FOLDS,
    **papers.FOLDS,
    **control.FOLDS,
    **union.FOLDS,
    **affiliation.FOLDS,
    **agreements.FOLDS,
    **grievances.FOLDS,
    **challenges.FOLDS,
    **corrections.FOLDS,
    **planning.FOLDS,
}
