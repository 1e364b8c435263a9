"""Unions folded: calls, and who belongs to which union.

Rules of this module: the column of a union's members is ascending, so that leaving a union costs
one search; belonging to a union leaves alone to which base body a member belongs.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import NEVER
from commonweal.polity.event import Event
from commonweal.polity.fold_people import wake
from commonweal.polity.rights.union import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment


def _called(state: State, event: data.UnionCalled, at: Moment) -> None:
    state.union_calls[event.call] = data.UnionCall(
        id=event.call,
        name=event.name,
        by=MemberId(event.by),
        charter=CharterVersion(event.charter),
        called_at=at,
        until=Moment(event.until),
        needed=event.needed,
        signatures=[MemberId(event.by)],
    )
    state.union_call_by[event.by] = event.call


def _signed(state: State, event: data.UnionSigned, _at: Moment) -> None:
    state.union_calls[event.call].signatures.append(MemberId(event.by))


def _founded(state: State, event: data.UnionFounded, _at: Moment) -> None:
    body = BodyId(event.union)
    state.union_calls[event.call].union = body
    state.unions[event.union] = data.Union(body=body, call=event.call)


def _joined(state: State, event: data.UnionJoined, at: Moment) -> None:
    body = state.bodies[event.union]
    state.unions[event.union].since[event.member] = NEVER if event.founder else at
    state.joined.setdefault(event.member, []).append(event.union)
    insort(body.members, event.member)
    body.people += 1
    if len(body.members) == 1:
        wake(state, body)


def _left(state: State, event: data.UnionLeft, _at: Moment) -> None:
    body = state.bodies[event.union]
    del state.unions[event.union].since[event.member]
    del body.members[bisect_left(body.members, event.member)]
    body.people -= 1
    joined = state.joined[event.member]
    joined.remove(event.union)
    if not joined:
        del state.joined[event.member]


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.UnionCalled: _called,
    data.UnionSigned: _signed,
    data.UnionFounded: _founded,
    data.UnionJoined: _joined,
    data.UnionLeft: _left,
}
