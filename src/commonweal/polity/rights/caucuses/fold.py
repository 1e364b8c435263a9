"""Caucuses folded: who belongs to them, their lists and reports.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.caucuses import data
from commonweal.polity.rights.caucuses.data import Caucus, Report
from commonweal.polity.state import State
from commonweal.terms import MemberId, Moment, MotionId


def _founded(state: State, event: data.CaucusFounded, at: Moment) -> None:
    state.caucuses[event.caucus] = Caucus(
        id=event.caucus,
        name=event.name,
        statement=event.statement,
        founded_at=at,
        members={event.by: at},
        speakers=[MemberId(event.by)],
    )
    state.caucus_names[event.name.casefold()] = event.caucus
    state.caucuses_of.setdefault(event.by, []).append(event.caucus)


def _joined(state: State, event: data.CaucusJoined, at: Moment) -> None:
    state.caucuses[event.caucus].members[event.member] = at
    state.caucuses_of.setdefault(event.member, []).append(event.caucus)


def _joined_in_confidence(state: State, event: data.CaucusJoinedInConfidence, at: Moment) -> None:
    state.caucuses[event.caucus].commitments[event.commitment] = at


def _holds(state: State, event: data.CaucusMembershipHolds, _at: Moment) -> None:
    state.caucuses[event.caucus].holds[event.commitment] = event.until
    state.schedule(event.until, "caucus", event.caucus)


def _lapsed(state: State, event: data.CaucusMembershipsLapsed, _at: Moment) -> None:
    for one in event.commitments:
        _forget_unnamed(state.caucuses[event.caucus], one)


def _forget_unnamed(caucus: Caucus, commitment: str) -> None:
    del caucus.commitments[commitment]
    caucus.holds.pop(commitment, None)


def _left(state: State, event: data.CaucusLeft, at: Moment) -> None:
    caucus = state.caucuses[event.caucus]
    del caucus.members[event.member]
    _forget(state, event.member, event.caucus)
    if event.member in caucus.speakers:
        caucus.speakers.remove(MemberId(event.member))
        caucus.mute_since = Moment(0) if caucus.speakers else at
    if event.speaker:
        _speaks(caucus, event.speaker)


def _speaks(caucus: Caucus, member: int) -> None:
    caucus.speakers.append(MemberId(member))
    caucus.mute_since = Moment(0)


def _forget(state: State, member: int, caucus: int) -> None:
    of = state.caucuses_of[member]
    of.remove(caucus)
    if not of:
        del state.caucuses_of[member]


def _left_in_confidence(state: State, event: data.CaucusLeftInConfidence, _at: Moment) -> None:
    _forget_unnamed(state.caucuses[event.caucus], event.commitment)


def _speaker_named(state: State, event: data.CaucusSpeakerNamed, _at: Moment) -> None:
    _speaks(state.caucuses[event.caucus], event.member)


def _dissolved(state: State, event: data.CaucusDissolved, at: Moment) -> None:
    _end(state, state.caucuses[event.caucus], at)


def _end(state: State, caucus: Caucus, at: Moment) -> None:
    caucus.ended_at = at
    del state.caucus_names[caucus.name.casefold()]
    for member in caucus.members:
        _forget(state, member, caucus.id)


def _banned(state: State, event: data.CaucusBanned, at: Moment) -> None:
    caucus = state.caucuses[event.caucus]
    caucus.banned_by, caucus.breach = MotionId(event.motion), event.breach
    _end(state, caucus, at)


def _listed(state: State, event: data.CandidateListed, _at: Moment) -> None:
    caucus = state.caucuses[event.caucus]
    caucus.listed.setdefault(event.poll, []).append(event.candidate)


def _filed(state: State, event: data.MinorityReportFiled, at: Moment) -> None:
    state.reports[event.report] = Report(
        id=event.report,
        motion=MotionId(event.motion),
        by=MemberId(event.by),
        text=event.text,
        filed_at=at,
        caucus=event.caucus,
    )
    state.reports_on.setdefault(event.motion, []).append(event.report)
    if event.caucus:
        state.caucuses[event.caucus].reports.append(event.report)


def _signed(state: State, event: data.MinorityReportSigned, _at: Moment) -> None:
    state.reports[event.report].signers.append(MemberId(event.by))


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.CaucusFounded: _founded,
    data.CaucusJoined: _joined,
    data.CaucusJoinedInConfidence: _joined_in_confidence,
    data.CaucusLeft: _left,
    data.CaucusLeftInConfidence: _left_in_confidence,
    data.CaucusMembershipHolds: _holds,
    data.CaucusMembershipsLapsed: _lapsed,
    data.CaucusSpeakerNamed: _speaker_named,
    data.CaucusDissolved: _dissolved,
    data.CaucusBanned: _banned,
    data.CandidateListed: _listed,
    data.MinorityReportFiled: _filed,
    data.MinorityReportSigned: _signed,
}
