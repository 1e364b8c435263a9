"""Agreements and other federations, folded.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.agreements import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId


def _met(state: State, event: data.ForeignMet, at: Moment) -> None:
    state.foreigns[event.foreign] = data.Foreign(
        id=event.foreign,
        name=event.name,
        origin=event.origin,
        key=event.key,
        size=event.size,
        root=event.root,
        note=event.note,
        seen_at=at,
    )
    state.foreign_of.setdefault(event.origin, event.foreign)


def _proposed(state: State, event: data.AgreementProposed, at: Moment) -> None:
    state.agreements[event.agreement] = data.Agreement(
        id=event.agreement,
        foreign=event.foreign,
        document=event.document,
        file=event.file,
        by=MemberId(event.by),
        charter=CharterVersion(event.charter),
        proposed_at=at,
        starts=Moment(event.starts),
        ends=Moment(event.ends),
        due_at=Moment(event.ends),
        bodies=[BodyId(one) for one in event.bodies],
        replaces=event.replaces,
    )
    state.agreement_of[event.document] = event.agreement
    state.agreement_drafts[event.by] = state.agreement_drafts.get(event.by, 0) + 1
    state.schedule(event.ends, "agreement", event.agreement)


def _leave_drafts(state: State, agreement: data.Agreement) -> None:
    state.agreement_drafts[agreement.by] -= 1
    if not state.agreement_drafts[agreement.by]:
        del state.agreement_drafts[agreement.by]


def _adopted(state: State, event: data.AgreementAdopted, at: Moment) -> None:
    found = state.agreements[event.agreement]
    _leave_drafts(state, found)
    found.stage, found.motion = "adopted", MotionId(event.motion)
    found.adopted_at, found.entry = at, state.version
    state.agreement_of[found.document] = found.id
    # Whoever proposed first under this name: it belongs to the key with which something is agreed.
    state.foreign_of[state.foreigns[found.foreign].origin] = found.foreign


def _counterpart(state: State, event: data.CounterpartRecorded, at: Moment) -> None:
    found = state.agreements[event.agreement]
    if event.what == "adopted":
        found.theirs_at, found.theirs = at, event.proof
        return
    found.notice_by = "them"
    found.notice_at = found.notice_at or at
    _end_by(state, found, event.ends)


def _end_by(state: State, found: data.Agreement, ends: int) -> None:
    """Let an agreement end earlier than it would have."""
    if ends < found.due_at:
        found.due_at = Moment(ends)
        state.schedule(ends, "agreement", found.id)


def _in_force(state: State, event: data.AgreementCameIntoForce, at: Moment) -> None:
    found = state.agreements[event.agreement]
    found.stage, found.in_force_at = "in_force", at


def _notice(state: State, event: data.AgreementNoticeGiven, at: Moment) -> None:
    found = state.agreements[event.agreement]
    found.notice_at, found.notice_by, found.notice_entry = at, "us", state.version
    _end_by(state, found, event.ends)


def _confirmed(state: State, event: data.AgreementConfirmed, _at: Moment) -> None:
    state.agreements[event.agreement].confirmed[event.body] = event.motion


def _ended(state: State, event: data.AgreementEnded, at: Moment) -> None:
    found = state.agreements[event.agreement]
    if found.stage == "proposed":
        _leave_drafts(state, found)
    found.stage, found.ended_at, found.why = "ended", at, event.why


def _checkpoint(state: State, event: data.ForeignCheckpointRecorded, at: Moment) -> None:
    known = state.foreigns[event.foreign]
    known.size, known.root, known.note, known.seen_at = event.size, event.root, event.note, at
    known.key = event.key or known.key


def _fork(state: State, event: data.ForeignForkFound, at: Moment) -> None:
    known = state.foreigns[event.foreign]
    known.forked, known.forked_at = [event.known, event.found], at


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.ForeignMet: _met,
    data.AgreementProposed: _proposed,
    data.AgreementAdopted: _adopted,
    data.CounterpartRecorded: _counterpart,
    data.AgreementCameIntoForce: _in_force,
    data.AgreementNoticeGiven: _notice,
    data.AgreementConfirmed: _confirmed,
    data.AgreementEnded: _ended,
    data.ForeignCheckpointRecorded: _checkpoint,
    data.ForeignForkFound: _fork,
}
"""What each event does to the state."""
