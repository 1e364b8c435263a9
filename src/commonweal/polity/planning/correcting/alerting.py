"""Alerts: what the monitor found goes to the unit itself first, and rises until it is put right.

Rules of this module:

* an alert is a fact with the name of the test that says so; it goes to the unit whose figures they
  are, and rises one level whenever the time to put it right has passed; at the top it stays listed;
* nobody ends an alert but the figures: no officer, no motion, no answer;
* the time is that of the article under which the plan was made, whatever has been amended since;
* one thing is alerted to once at a time, and nothing is while a grievance suspends the line.

Not here: finding the signs (``commonweal.plan.monitor``), correcting the plan (``agreeing``).
"""

from __future__ import annotations

from typing import NoReturn

from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, require_office
from commonweal.polity.entities import NO_BODY, Body
from commonweal.polity.planning.correcting import data
from commonweal.polity.planning.proposals.finding import cite, plan_of
from commonweal.polity.planning.proposals.kept import Plan
from commonweal.polity.planning.running import period_begins, rule_of_plan
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.flooding import told_daily
from commonweal.polity.rights.succession import heir
from commonweal.polity.rights.texts import require_text
from commonweal.terms import days

SIGNS_MAX = 100
"""Signs, and alerts ended, in one command: an entry has a longest size."""

ANSWERS_MAX = 5
"""Answers of one member to one alert."""


def pass_period(case: Case, command: data.PassPeriod) -> list[ev.Event]:
    """Say that a period of a plan is over: its figures are to be read."""
    require_office(case, "pass_period")
    plan = plan_of(case, command.plan)
    periods = case.state.campaigns[plan.campaign].periods
    following = plan.passed + 2
    due = plan.adopted_at and plan.passed < periods
    if not due or case.at < period_begins(case.state, plan, following):
        refuse(
            "nothing_due",
            cite(case),
            expected="a plan of which a period is over",
            got=f"plan {plan.id}",
            remedy="wait",
        )
    return [data.PeriodPassed(plan=plan.id, period=plan.passed + 1)]


# What the monitor found.


def record_signs(case: Case, command: data.RecordSigns) -> list[ev.Event]:
    """Raise an alert for each new sign, and end those whose figures are in order again."""
    require_office(case, "record_signs")
    plan = plan_of(case, command.plan)
    if not (plan.adopted_at and plan.examined < command.period <= plan.passed):
        refuse(
            "signs_not_awaited",
            rule_of_plan(case, plan).cite("answer_days") if plan.adopted_at else cite(case),
            expected=f"a period after {plan.examined}, up to {plan.passed}",
            got=command.period,
            remedy="wait until the period is over",
        )
    _check_signs(case, plan, command)
    new = _new_signs(case, command.signs)
    events: list[ev.Event] = [_raised(case, plan, command.period, sign) for sign in new]
    units = dict.fromkeys(heir(case.state, sign.body).id for sign in new)
    events += [
        one
        for unit in units
        for one in told_daily(case.state.bodies[unit], case.at, "alert_raised")
    ]
    events += [
        data.AlertEnded(alert=one, period=command.period)
        for one in command.ended
        if case.state.alerts[one].stage == "open"
    ]
    if command.last:
        return [*events, data.SignsRecorded(plan=plan.id, period=command.period)]
    if not events:
        _refuse_signs(case, plan, command)
    return events


def _check_signs(case: Case, plan: Plan, command: data.RecordSigns) -> None:
    state = case.state
    fits = len(command.signs) <= SIGNS_MAX and len(command.ended) <= SIGNS_MAX
    fits = fits and len(set(command.ended)) == len(command.ended)
    fits = fits and all(one in state.alerts for one in command.ended)
    for sign in command.signs:
        line = state.lines.get(sign.line)
        fits = fits and sign.body in state.bodies and bool(sign.test and sign.text)
        fits = fits and (sign.product == 0 or sign.product in state.products)
        fits = fits and (sign.line == 0 or (line is not None and line.plan == plan.id))
    if not fits:
        _refuse_signs(case, plan, command)


def _refuse_signs(case: Case, plan: Plan, command: data.RecordSigns) -> NoReturn:
    refuse(
        "signs_do_not_fit",
        rule_of_plan(case, plan).cite("answer_days"),
        expected=f"at most {SIGNS_MAX} signs about bodies, products and lines, none of them twice",
        got=f"{len(command.signs)} signs, {len(command.ended)} alerts ended",
        remedy="record what is new and fits, in several parts",
    )


def _new_signs(case: Case, signs: tuple[data.Sign, ...]) -> list[data.Sign]:
    """Leave out what is alerted to already, and what a grievance suspends."""
    alerts = case.state.alerts.values()
    known = {
        (int(one.body), one.kind, one.product, one.line) for one in alerts if one.stage == "open"
    }
    new = []
    for sign in signs:
        about = (sign.body, sign.kind, sign.product, sign.line)
        suspended = sign.line and case.state.lines[sign.line].grievance
        if about not in known and not suspended:
            known.add(about)
            new.append(sign)
    return new


def _raised(case: Case, plan: Plan, period: int, sign: data.Sign) -> ev.Event:
    due_at = _due_at(case, plan, heir(case.state, sign.body))
    return data.AlertRaised(
        alert=case.new("alerts"), plan=plan.id, period=period, sign=sign, due_at=due_at
    )


def _due_at(case: Case, plan: Plan, body: Body) -> int:
    """Return by when a body puts an alert right; never, where it can rise no further."""
    if above(case, body) is None:
        return data.NEVER
    return case.at + days(rule_of_plan(case, plan).answer_days)


def above(case: Case, body: Body) -> Body | None:
    """Return the body above one, or the one that this became; none, at the top."""
    if body.parent == NO_BODY:
        return None
    found = heir(case.state, body.parent)
    return found if found.id != body.id else None


# What bodies say, and what rises by itself.


def answer_alert(case: Case, command: data.AnswerAlert) -> list[ev.Event]:
    """Say, for the unit or a body to which the alert has risen, what is done about it."""
    found = case.state.alerts.get(command.alert)
    if found is None:
        refuse(
            "alert_unknown",
            cite(case),
            expected=numbered("an alert", len(case.state.alerts)),
            got=command.alert,
            remedy="list the alerts of your body",
        )
    where = rule_of_plan(case, case.state.plans[found.plan]).cite("answer_days")
    if found.stage != "open":
        refuse(
            "alert_ended_before",
            where,
            expected="an alert that is open",
            got=f"alert {found.id}, over since its figures are in order",
            remedy="nothing is to be done",
        )
    body = _answering(case, found, where)
    require_text(command.text, where)
    if sum(1 for one in found.answers if one.by == case.by) >= ANSWERS_MAX:
        refuse(
            "alert_answers_too_many",
            where,
            expected=f"at most {ANSWERS_MAX} answers by one member",
            got="one more",
            remedy="let others speak, and let the figures show it",
        )
    return [data.AlertAnswered(alert=found.id, body=body.id, by=case.by, text=command.text)]


def _answering(case: Case, found: data.Alert, where: str) -> Body:
    """Return the body for which the issuer answers: the one whose turn it is comes first."""
    risen = [to for _, to in reversed(found.rises)]
    bodies = [heir(case.state, one) for one in (*risen, found.body)]
    found_in = next((one for one in bodies if case.is_voter(case.by, one)), None)
    if found_in is None:
        names = " or ".join(dict.fromkeys(one.name for one in bodies))
        refuse(
            "alert_of_others",
            where,
            expected=f"somebody who votes in {names}",
            got=f"member {case.by}",
            remedy="leave it to those whose figures they are, or write an open letter",
        )
    return found_in


def pass_alert(case: Case, command: data.PassAlert) -> list[ev.Event]:
    """Let an alert rise one level that was not put right in time."""
    require_office(case, "pass_alert")
    found = case.state.alerts.get(command.alert)
    if found is None or not _is_due(case, found):
        refuse(
            "nothing_due",
            cite(case),
            expected="an alert whose days to put it right are over",
            got=command.alert,
            remedy="wait",
        )
    here = heir(case.state, found.at)
    to = above(case, here) or here
    due_at = _due_at(case, case.state.plans[found.plan], to)
    rose = data.AlertRose(alert=found.id, to=to.id, due_at=due_at)
    return [rose, *told_daily(to, case.at, "alert_rose")]


def _is_due(case: Case, found: data.Alert) -> bool:
    suspended = found.line and case.state.lines[found.line].grievance
    open_ = found.stage == "open" and found.due_at != data.NEVER
    return open_ and case.at >= found.due_at and not suspended
