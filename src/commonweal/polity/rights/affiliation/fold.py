"""Leaving and joining, folded.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import MemberStatus
from commonweal.polity.event import Event
from commonweal.polity.fold_people import end_membership
from commonweal.polity.planning.proposals.fold import end_lines_of_gone
from commonweal.polity.rights.affiliation import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId


def _announced(state: State, event: data.LeavingAnnounced, at: Moment) -> None:
    state.leavings[event.leaving] = data.Leaving(
        id=event.leaving,
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        charter=CharterVersion(event.charter),
        decided_at=at,
        until=Moment(event.until),
        parts=event.parts,
        wholes=dict(event.wholes),
    )
    state.leaving_of[event.body] = event.leaving
    state.schedule(event.until, "leaving", event.leaving)


def _taken_back(state: State, event: data.LeavingTakenBack, at: Moment) -> None:
    leaving = _end(state, event.leaving, "taken_back", at)
    for member in [
        one for one in state.staying if state.reaches(leaving.body, state.members.home[one])
    ]:
        del state.staying[member]


def _end(state: State, number: int, stage: Any, at: Moment) -> data.Leaving:
    leaving = state.leavings[number]
    leaving.stage, leaving.ended_at = stage, at
    del state.leaving_of[leaving.body]
    return leaving


def _staying(state: State, event: data.StayingDeclared, _at: Moment) -> None:
    state.staying.pop(event.member, None)
    if event.to:
        state.staying[event.member] = event.to


def _wound_up(state: State, event: data.BodyWoundUp, _at: Moment) -> None:
    leaving = state.leavings[event.leaving]
    leaving.wound.append(BodyId(event.body))
    leaving.due += event.due


def _members_left(state: State, event: data.MembersLeftWithBody, _at: Moment) -> None:
    for member in event.members:
        end_membership(state, member, MemberStatus.LEFT_WITH_BODY)
    state.leavings[event.leaving].members += len(event.members)


def _left(state: State, event: data.BodyLeft, at: Moment) -> None:
    leaving = _end(state, event.leaving, "left", at)
    leaving.owed = {account: (part, whole) for account, part, whole in event.owed}
    for body in list(state.below(event.body)):
        body.closed_at = at
        state.bodies[body.parent].children.remove(body.id)
    end_lines_of_gone(state)


def _ended(state: State, event: data.LeavingEnded, at: Moment) -> None:
    _end(state, event.leaving, "ended", at).why = event.why


def _account(state: State, event: data.AccountEntered, at: Moment) -> None:
    state.accounts[event.body] = data.Account(event.balance, at, MemberId(event.by))


def _settled(state: State, event: data.SettlementComputed, _at: Moment) -> None:
    leaving = state.leavings[event.leaving]
    leaving.owed.pop(event.account, None)
    leaving.settled.append(
        data.Settlement(BodyId(event.account), event.balance, event.part, event.whole, event.share)
    )
    before = state.accounts[event.account]
    state.accounts[event.account] = data.Account(
        before.balance - event.share, before.entered_at, before.by
    )


def _admitted(state: State, event: data.BodyAdmitted, _at: Moment) -> None:
    state.arrivals[event.body] = data.Arrival(
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        usher=MemberId(event.usher),
        people=event.people,
        origin=event.origin,
        key=event.key,
        size=event.size,
        root_hash=event.root_hash,
        body_there=event.body_there,
    )


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.LeavingAnnounced: _announced,
    data.LeavingTakenBack: _taken_back,
    data.StayingDeclared: _staying,
    data.BodyWoundUp: _wound_up,
    data.MembersLeftWithBody: _members_left,
    data.BodyLeft: _left,
    data.LeavingEnded: _ended,
    data.AccountEntered: _account,
    data.SettlementComputed: _settled,
    data.BodyAdmitted: _admitted,
}
"""What each event does to the state."""
