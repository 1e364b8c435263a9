"""Initiatives and call-backs, folded.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.initiative import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, PollId


def _started(state: State, event: data.InitiativeStarted, at: Moment) -> None:
    state.initiatives[event.initiative] = data.Initiative(
        id=event.initiative,
        body=BodyId(event.body),
        by=MemberId(event.by),
        charter=CharterVersion(event.charter),
        started_at=at,
        until=Moment(event.until),
        text=event.text,
        effect=event.effect,
        members_needed=event.members_needed,
        bodies_needed=event.bodies_needed,
        signatures={event.by: at},
    )
    state.initiative_by[event.by] = event.initiative
    state.schedule(event.until, "initiative", event.initiative)


def _signed(state: State, event: data.InitiativeSigned, at: Moment) -> None:
    state.initiatives[event.initiative].signatures[event.by] = at


def _taken_back(state: State, event: data.SignatureTakenBack, _at: Moment) -> None:
    """Whoever started it starts no other before it is over, so that nobody starts one a day."""
    del state.initiatives[event.initiative].signatures[event.by]


def _supported(state: State, event: data.InitiativeSupported, _at: Moment) -> None:
    state.initiatives[event.initiative].bodies.append(BodyId(event.body))


def _reached(state: State, event: data.InitiativeReached, _at: Moment) -> None:
    found = state.initiatives[event.initiative]
    found.stage, found.motion = "put", MotionId(event.motion)
    state.initiative_of[event.motion] = found.id
    state.initiative_by.pop(found.by, None)


def _lapsed(state: State, event: data.InitiativeLapsed, _at: Moment) -> None:
    found = state.initiatives[event.initiative]
    found.stage = "lapsed"
    state.initiative_by.pop(found.by, None)


def _held_back(state: State, event: data.DecisionHeldBack, _at: Moment) -> None:
    state.call_backs[event.motion] = data.Waiting(
        motion=MotionId(event.motion),
        until=Moment(event.until),
        members_needed=event.members_needed,
        bodies_needed=event.bodies_needed,
    )
    state.schedule(event.until, "call_back", event.motion)


def _call_back_signed(state: State, event: data.CallBackSigned, at: Moment) -> None:
    state.call_backs[event.motion].signatures[event.by] = at


def _call_back_supported(state: State, event: data.CallBackSupported, _at: Moment) -> None:
    state.call_backs[event.motion].bodies.append(BodyId(event.body))


def _called_back(state: State, event: data.DecisionCalledBack, _at: Moment) -> None:
    found = state.call_backs[event.motion]
    found.stage, found.poll = "vote", PollId(event.poll)
    if event.poll:
        state.call_back_polls[event.poll] = event.motion


def _decided(state: State, event: data.CallBackDecided, _at: Moment) -> None:
    found = state.call_backs[event.motion]
    found.stage, found.why = event.outcome, event.why
    if event.outcome == "fallen":
        state.motions[event.motion].failed = event.why


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.InitiativeStarted: _started,
    data.InitiativeSigned: _signed,
    data.SignatureTakenBack: _taken_back,
    data.InitiativeSupported: _supported,
    data.InitiativeReached: _reached,
    data.InitiativeLapsed: _lapsed,
    data.DecisionHeldBack: _held_back,
    data.CallBackSigned: _call_back_signed,
    data.CallBackSupported: _call_back_supported,
    data.DecisionCalledBack: _called_back,
    data.CallBackDecided: _decided,
}
"""What each event does to the state."""
