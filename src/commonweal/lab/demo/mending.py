"""What goes wrong with the plan, and how it is put right: a fire, a correction, alerts.

Rules of this module:

* the saw hall burns in the sixth week; the sawmill says what it can still do and asks for a
  correction, which is beyond the tolerance: the councils concerned vote;
* whoever is alerted says what is done about it, except the one workplace that has something to
  hide: its alert rises to the district and to the congress, which speaks up.

Not here: what is delivered and reported (``producing``).
"""

from __future__ import annotations

from functools import partial

from commonweal.lab.demo.acts import Mood, ballots, poll_of
from commonweal.lab.demo.producing import Course, acknowledge, speaker, workplaces
from commonweal.lab.demo.stage import Stage
from commonweal.polity.planning.correcting import data
from commonweal.polity.planning.correcting.data import Alert
from commonweal.polity.planning.proposals.data import DeclareProcess
from commonweal.polity.planning.running import period_begins
from commonweal.terms import DAY_S

BURNT, BURNT_PROCESS, BURNT_WEEK = "Sawmill", "Saw planks", 6
"""Where it burns, what it stops, and in which week."""

SAWN_STILL = 6
"""Runs in a week that are left."""

AGAINST = "Joinery"
"""Workplaces of this trade vote against the correction: it is their planks that are missing."""

HOUR_S = DAY_S // 24


def put_right(stage: Stage, course: Course) -> None:
    """Note in the diary the fire, the correction, and what is said about alerts."""
    plan = stage.state.plans[course.plan]
    burns = period_begins(stage.state, plan, BURNT_WEEK) + DAY_S // 2
    stage.note(burns, partial(_burn, stage, course))
    for week in range(2, stage.state.campaigns[plan.campaign].periods + 1):
        begins = period_begins(stage.state, plan, week)
        stage.note(begins + DAY_S, partial(_answer_alerts, stage, course))


# The fire, and the correction.


def _burn(stage: Stage, course: Course) -> None:
    """Say what can still be done, and ask for the smallest change that makes the plan fit."""
    stage.tell("the saw hall burns, and the councils vote on a correction of the plan")
    body = workplaces(stage, BURNT)[0]
    course.slowed[body] = (BURNT_WEEK, BURNT_WEEK + 1, 0.35)
    process = stage.state.processes[course.processes[body, BURNT_PROCESS]]
    left = DeclareProcess(
        body=body,
        name="Saw planks with the one saw that is left",
        inputs=process.inputs,
        outputs=process.outputs,
        uses=process.uses,
        hours=process.hours,
        capacity=SAWN_STILL,
        lead=process.lead,
        replaces=process.id,
    )
    by = speaker(stage, body)
    stage.do(left, by)
    text = (
        "The saw hall has burnt down\n\nNobody was hurt. One saw is left, and the new hall will "
        "take the rest of the quarter. We ask for the smallest change of the plan that fits this."
    )
    stage.do(data.AskForCorrection(plan=course.plan, text=text), by)
    stage.note(stage.now + HOUR_S, partial(_vote_on_correction, stage))


def _vote_on_correction(stage: Stage) -> None:
    """Let the councils concerned vote, each when its debate is over."""
    correction = stage.state.plan_corrections[max(stage.state.plan_corrections)]
    for body, motion in correction.questions.items():
        stage.note(stage.state.motions[motion].at + HOUR_S, partial(_vote_in, stage, body, motion))


def _vote_in(stage: Stage, body: int, motion: int) -> None:
    against = stage.state.bodies[body].name.endswith(f" {AGAINST}")
    small = stage.state.bodies[body].level == "consumers"
    mood = Mood(yes=75, no=15, turnout=100 if small else 45)
    if against:
        mood = Mood(yes=15, no=80, turnout=60)
    for act in ballots(stage, poll_of(stage, motion), mood):
        act()


# Alerts.


def _answer_alerts(stage: Stage, course: Course) -> None:
    """Let those whose turn it is answer what they were alerted to, once each."""
    top = stage.state.top
    there = (one for one in stage.state.alerts.values() if stage.state.bodies[one.body].is_open)
    for alert in list(there):
        hidden = alert.body == course.inflating and alert.kind == "mismatch"
        if alert.stage == "open" and not alert.answers and (not hidden or alert.at == top):
            answering = top if hidden else int(alert.body)
            by = stage.holders(top)[0] if hidden else speaker(stage, answering)
            text = CONGRESS_SAYS if hidden else _says(alert)
            stage.do(data.AnswerAlert(alert=alert.id, text=text), by)
            if alert.kind == "unconfirmed":
                _answer_overlooked(stage, course, alert)


def _answer_overlooked(stage: Stage, course: Course, alert: Alert) -> None:
    """Let a receiver answer what was overlooked, late."""
    for number in list(course.overlooked):
        line = stage.state.lines[stage.state.deliveries[number].line]
        if (line.to, line.product) == (alert.body, alert.product):
            acknowledge(stage, number, course.overlooked.pop(number))


CONGRESS_SAYS = (
    "Two delegates have been there and counted. From next week on the laundry reports what the "
    "drivers have signed for, and nothing else."
)


def _says(alert: Alert) -> str:
    return SAID.get(alert.kind, "We have looked into it and will say at the next assembly.")


SAID = {
    "mismatch": "We have compared our lists with theirs; from now on both sign the same sheet.",
    "unconfirmed": "It was overlooked in the holidays; we answer within the week now.",
    "quality": "A batch went wrong. It was taken back, and we check before loading.",
    "level": "Two of us were ill. We are back to full strength next week.",
    "too_regular": "We count what the timetable says. We will count what runs.",
    "bunching": "We count what the timetable says. We will count what runs.",
}
"""What units say, by the kind of alert."""
