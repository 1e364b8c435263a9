"""Consent to reorganisation, folded.

Not here: what holds for every fold (``commonweal.polity.fold``); bodies, seats and members
(``commonweal.polity.fold_seats``, ``commonweal.polity.fold_people``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.consent import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, MemberId, Moment, MotionId


def _asked_for(state: State, event: data.ReorganisationAskedFor, at: Moment) -> None:
    wish = data.Wish(MotionId(event.decided), event.change, at)
    state.reorganisation_wishes.setdefault(event.body, []).append(wish)


def _held_back(state: State, event: data.ReorganisationHeldBack, _at: Moment) -> None:
    asked = [BodyId(one) for one in event.asked]
    state.reorganisations[event.motion] = data.Change(
        motion=MotionId(event.motion),
        until=Moment(event.until),
        asked=asked,
        questions={
            body: MotionId(one) for body, one in zip(asked, event.questions, strict=True) if one
        },
        agreed={body: MotionId(one) for body, one in zip(asked, event.wishes, strict=True) if one},
    )
    state.schedule(event.until, "reorganisation", event.motion)


def _answered(state: State, event: data.ConsentAnswered, at: Moment) -> None:
    if event.answer == "silent":
        state.silences.setdefault(event.body, at)
    else:
        state.silences.pop(event.body, None)
    if event.answer == "consents":
        state.reorganisations[event.motion].agreed[event.body] = MotionId(event.decided)


def _move_refused(state: State, event: data.MoveRefused, _at: Moment) -> None:
    state.reorganisations[event.motion].staying.append(MemberId(event.by))


def _decided(state: State, event: data.ReorganisationDecided, _at: Moment) -> None:
    found = state.reorganisations[event.motion]
    found.stage, found.why = event.outcome, event.why
    if event.outcome == "fallen":
        state.motions[event.motion].failed = event.why


def _reorganised(_state: State, _event: data.BodiesReorganised, _at: Moment) -> None:
    """The events beside it have done what it lists."""


def _passed_on(state: State, event: data.MeetingsPassedOn, _at: Moment) -> None:
    _hand_over(state.meetings, state.meetings_of, event.meetings, event)
    _hand_over(state.meeting_requests, state.requests_of, event.requests, event)


def _hand_over(
    things: dict[int, Any],
    index: dict[int, list[int]],
    numbers: tuple[int, ...],
    event: data.MeetingsPassedOn,
) -> None:
    for number in numbers:
        things[number].body = BodyId(event.into)
        index[event.body].remove(number)
        index.setdefault(event.into, []).append(number)


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.ReorganisationAskedFor: _asked_for,
    data.ReorganisationHeldBack: _held_back,
    data.ConsentAnswered: _answered,
    data.MoveRefused: _move_refused,
    data.ReorganisationDecided: _decided,
    data.BodiesReorganised: _reorganised,
    data.MeetingsPassedOn: _passed_on,
}
"""What each event does to the state."""
