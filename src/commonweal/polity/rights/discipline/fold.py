"""Charges, admissions refused and deaths taken back, folded.

Rules of this module: who is charged, and whose powers rest, is kept by member, so that every
command of an officer, and every move, asks with one look.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import NO_BODY, MemberStatus
from commonweal.polity.event import Event
from commonweal.polity.fold_people import end_membership, enter
from commonweal.polity.rights.discipline import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId


def _charged(state: State, event: data.MemberCharged, at: Moment) -> None:
    charge = data.Charge(
        id=event.charge,
        body=BodyId(event.body),
        appeal_to=BodyId(event.appeal_to),
        member=MemberId(event.member),
        by=MemberId(event.by),
        ground=event.ground,
        text=event.text,
        charter=CharterVersion(event.charter),
        charged_at=at,
        hearing_until=Moment(event.hearing_until),
        decide_by=Moment(event.decide_by),
        groups=event.groups,
        rests=event.rests,
    )
    state.charges[charge.id] = charge
    state.charges_of.setdefault(event.member, []).append(charge.id)
    state.charged.setdefault(event.member, []).append(charge.id)
    state.charge_by[event.by] = charge.id
    for group in event.groups:
        state.charge_groups.setdefault(group, []).append(charge.id)
    state.schedule(event.decide_by, "charge", charge.id)


def _answered(state: State, event: data.ChargeAnswered, _at: Moment) -> None:
    state.charges[event.charge].answers.append(event.text)


def _suspended(state: State, event: data.ChargesSuspended, _at: Moment) -> None:
    for number in event.charges:
        state.charges[number].suspended = event.group


def _released(state: State, event: data.ChargeReleased, _at: Moment) -> None:
    charge = state.charges[event.charge]
    charge.suspended = ""
    charge.hearing_until = Moment(event.hearing_until)
    charge.decide_by = Moment(event.decide_by)
    state.schedule(event.decide_by, "charge", charge.id)


def _decision_refused(state: State, event: data.ChargeDecisionRefused, _at: Moment) -> None:
    state.charges[event.charge].refused.append(event.decision)


def _reopened(state: State, event: data.ChargeReopened, _at: Moment) -> None:
    charge = state.charges[event.charge]
    if charge.stage == "ended":
        state.charged.setdefault(charge.member, []).append(charge.id)
        state.charge_by.setdefault(charge.by, charge.id)
    if event.decision in charge.refused:
        charge.refused.remove(event.decision)
    charge.stage, charge.outcome, charge.motion = "open", "", MotionId(0)
    charge.ended_at, charge.decide_by = Moment(0), Moment(event.decide_by)
    state.schedule(event.decide_by, "charge", charge.id)


def _reprimanded(state: State, event: data.MemberReprimanded, at: Moment) -> None:
    _end(state, event.charge, "reprimanded", at, event.motion)


def _expulsion_decided(state: State, event: data.ExpulsionDecided, _at: Moment) -> None:
    charge = state.charges[event.charge]
    charge.stage, charge.motion = "decided", MotionId(event.motion)
    charge.appeal_until = Moment(event.appeal_until)
    state.schedule(event.appeal_until, "expulsion", charge.id)


def _appealed(state: State, event: data.ExpulsionAppealed, _at: Moment) -> None:
    charge = state.charges[event.charge]
    charge.stage, charge.appeal = "appealed", event.text


def _ended(state: State, event: data.ChargeEnded, at: Moment) -> None:
    _end(state, event.charge, event.outcome, at, event.motion)


def _end(state: State, number: int, outcome: str, at: Moment, motion: int = 0) -> None:
    charge = state.charges[number]
    charge.stage, charge.outcome, charge.ended_at = "ended", outcome, at
    charge.motion = MotionId(motion or charge.motion)
    running = state.charged[charge.member]
    running.remove(number)
    if not running:
        del state.charged[charge.member]
    if state.charge_by.get(charge.by) == number:
        del state.charge_by[charge.by]


def _expelled(state: State, event: data.MemberExpelled, at: Moment) -> None:
    _end(state, event.charge, "expelled", at)
    end_membership(state, event.member, MemberStatus.EXPELLED)


def pass_on_charges(state: State, body: int, into: int) -> None:
    """Let a body that goes on remember who was charged in another: a merger ends no wave."""
    passed = state.charge_groups.get(f"body {body}")
    if passed and into != NO_BODY:
        known = state.charge_groups.get(f"body {into}", ())
        state.charge_groups[f"body {into}"] = sorted({*known, *passed})


# Admission, and a death that was none.


def _objected(state: State, event: data.AdmissionObjected, _at: Moment) -> None:
    state.objections.setdefault(event.member, []).append(event.by)


def _refused(state: State, event: data.AdmissionRefused, _at: Moment) -> None:
    end_membership(state, event.member, MemberStatus.REFUSED)


def _asked_back(state: State, event: data.ReinstatementAsked, _at: Moment) -> None:
    state.departed[event.member].asked_by = MemberId(event.by)


def _reinstated(state: State, event: data.MemberReinstated, at: Moment) -> None:
    state.departed[event.member].reinstated_at = at
    state.members.status[event.member] = MemberStatus.ACTIVE
    state.active_count += 1
    if event.home != NO_BODY:
        enter(state, event.member, event.home)


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.MemberCharged: _charged,
    data.ChargeAnswered: _answered,
    data.ChargesSuspended: _suspended,
    data.ChargeReleased: _released,
    data.ChargeDecisionRefused: _decision_refused,
    data.ChargeReopened: _reopened,
    data.MemberReprimanded: _reprimanded,
    data.ExpulsionDecided: _expulsion_decided,
    data.ExpulsionAppealed: _appealed,
    data.ChargeEnded: _ended,
    data.MemberExpelled: _expelled,
    data.AdmissionObjected: _objected,
    data.AdmissionRefused: _refused,
    data.ReinstatementAsked: _asked_back,
    data.MemberReinstated: _reinstated,
}
"""What each event does to the state."""
