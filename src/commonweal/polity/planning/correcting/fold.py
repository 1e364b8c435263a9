"""Alerts and corrections, folded.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.planning.correcting import data
from commonweal.polity.state import State
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId


def _period_passed(state: State, event: data.PeriodPassed, _at: Moment) -> None:
    plan = state.plans[event.plan]
    plan.passed = event.period
    periods = state.campaigns[plan.campaign].periods
    if event.period < periods:
        period = (plan.ends_at - plan.begins_at) // periods
        state.schedule(plan.begins_at + (event.period + 1) * period, "period", event.plan)


def _signs_recorded(state: State, event: data.SignsRecorded, _at: Moment) -> None:
    state.plans[event.plan].examined = event.period


def _raised(state: State, event: data.AlertRaised, at: Moment) -> None:
    sign = event.sign
    state.alerts[event.alert] = data.Alert(
        id=event.alert,
        plan=event.plan,
        body=BodyId(sign.body),
        at=BodyId(sign.body),
        kind=sign.kind,
        test=sign.test,
        text=sign.text,
        product=sign.product,
        line=sign.line,
        period=event.period,
        raised_at=at,
        due_at=Moment(event.due_at),
    )
    if event.due_at:
        state.schedule(event.due_at, "alert", event.alert)


def _answered(state: State, event: data.AlertAnswered, at: Moment) -> None:
    answer = data.AlertAnswer(at, event.body, MemberId(event.by), event.text)
    state.alerts[event.alert].answers.append(answer)


def _rose(state: State, event: data.AlertRose, at: Moment) -> None:
    alert = state.alerts[event.alert]
    alert.rises.append((at, event.to))
    alert.at, alert.due_at = BodyId(event.to), Moment(event.due_at)
    if event.due_at:
        state.schedule(event.due_at, "alert", event.alert)


def _ended(state: State, event: data.AlertEnded, at: Moment) -> None:
    alert = state.alerts[event.alert]
    alert.stage, alert.ended_at = "ended", at


def _asked(state: State, event: data.CorrectionAskedFor, at: Moment) -> None:
    state.plan_corrections[event.correction] = data.PlanCorrection(
        id=event.correction,
        plan=event.plan,
        by=MemberId(event.by),
        text=event.text,
        charter=CharterVersion(event.charter),
        asked_at=at,
        from_period=event.from_period,
    )


def _found(state: State, event: data.CorrectionFound, at: Moment) -> None:
    correction = state.plan_corrections[event.correction]
    correction.stage, correction.file = event.stage, event.file
    correction.moved, correction.left = event.moved, event.left
    correction.cut = event.cut
    correction.bodies, correction.until = event.bodies, Moment(event.until)
    asked = zip(event.bodies, event.questions, strict=False)
    correction.questions = {body: MotionId(question) for body, question in asked if question}
    if event.stage == "voting":
        state.schedule(event.until, "plan_correction", event.correction)
    else:
        correction.settled_at = at


def _agreed(state: State, event: data.CorrectionAgreed, _at: Moment) -> None:
    state.plan_corrections[event.correction].agreed[event.body] = event.agrees


def _settled(state: State, event: data.CorrectionSettled, at: Moment) -> None:
    correction = state.plan_corrections[event.correction]
    correction.stage, correction.settled_at = event.stage, at


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    data.PeriodPassed: _period_passed,
    data.SignsRecorded: _signs_recorded,
    data.AlertRaised: _raised,
    data.AlertAnswered: _answered,
    data.AlertRose: _rose,
    data.AlertEnded: _ended,
    data.CorrectionAskedFor: _asked,
    data.CorrectionFound: _found,
    data.CorrectionAgreed: _agreed,
    data.CorrectionSettled: _settled,
}
"""What each event does to the state."""
