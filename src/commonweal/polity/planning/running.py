"""Plans that run: the article each goes by, its periods, and who speaks for a body in it.

Rules of this module:

* a plan goes by the article under which it was made, to its end and to the last answer after it;
* a period is named by its number from 1; what it is about is reported once it has begun;
* what a plan asks of a body that was merged since, the body that it became does.

Not here: how a plan came about (``proposals``), what is reported (``deliveries``), how it is put
right (``correcting``).
"""

from __future__ import annotations

from typing import NoReturn

from commonweal.charter.planning import Planning as Rule
from commonweal.polity.case import Case, numbered
from commonweal.polity.entities import Body
from commonweal.polity.planning.proposals import kept
from commonweal.polity.planning.proposals.finding import cite
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.succession import heir
from commonweal.polity.state import State
from commonweal.terms import Moment, days


def rule_of_plan(case: Case, plan: kept.Plan) -> Rule:
    """Return the article under which a plan was made, whatever has been amended since."""
    rule = case.charter_of(case.state.campaigns[plan.campaign].charter).plan
    assert rule is not None
    return rule


def plan_body(state: State, plan: kept.Plan) -> Body:
    """Return the body that adopted a plan, or the one that it became."""
    return heir(state, state.campaigns[plan.campaign].body)


# Periods.


def period_length(state: State, plan: kept.Plan) -> int:
    """Return how many seconds a period of a plan has."""
    return (plan.ends_at - plan.begins_at) // state.campaigns[plan.campaign].periods


def period_begins(state: State, plan: kept.Plan, period: int) -> Moment:
    """Return the first moment of a period."""
    return Moment(plan.begins_at + (period - 1) * period_length(state, plan))


def first_period_from(state: State, plan: kept.Plan, at: int) -> int:
    """Return the first period that begins at a moment or later; there may be none such."""
    if at <= plan.begins_at:
        return 1
    return 1 + -((plan.begins_at - at) // period_length(state, plan))


def answers_until(case: Case, plan: kept.Plan) -> int:
    """Return until when what a plan brought is reported and answered."""
    return plan.ends_at + days(rule_of_plan(case, plan).confirm_days)


# Finding.


def running_plan(case: Case, number: int) -> kept.Plan:
    """Return a plan that was adopted, has begun, and is not over for longer than an answer takes.

    Args:
        case: the case.
        number: the plan; 0: the one that was adopted last of those that have begun.
    """
    if number == 0:
        begun = (case.state.plans[one] for one in reversed(case.state.adopted_plans))
        number = next((one.id for one in begun if one.begins_at <= case.at), 0)
    plan = case.state.plans.get(number)
    if plan is None:
        refuse_not_running(case, "no plan that was adopted and has begun")
    require_running(case, plan)
    return plan


def require_running(case: Case, plan: kept.Plan) -> None:
    """Refuse what is reported of a plan before it begins, or when its last answers are in."""
    if not plan.adopted_at:
        refuse_not_running(case, f"plan {plan.id}, which nobody adopted, or which was taken back")
    if not plan.begins_at <= case.at < answers_until(case, plan):
        when = "has not begun" if case.at < plan.begins_at else "is over"
        refuse_not_running(case, f"plan {plan.id}, which {when}")


def refuse_not_running(case: Case, got: str) -> NoReturn:
    """Refuse what is done only with a plan that runs."""
    refuse(
        "plan_not_running",
        cite(case),
        expected="a plan that was adopted, has begun, and can still be answered for",
        got=got,
        remedy="wait until it begins, or propose for the next one",
    )


def require_begun(case: Case, plan: kept.Plan, period: int) -> None:
    """Refuse figures of a period that a plan does not have, or that has not begun."""
    periods = case.state.campaigns[plan.campaign].periods
    if not 1 <= period <= periods or period_begins(case.state, plan, period) > case.at:
        begun = min(periods, first_period_from(case.state, plan, case.at + 1) - 1)
        refuse(
            "period_not_begun",
            rule_of_plan(case, plan).cite("period_days"),
            expected=f"a period that has begun, from 1 to {begun}",
            got=period,
            remedy="report when it has begun",
        )


def line_of(case: Case, number: int) -> kept.Line:
    """Return a line of a plan, or refuse."""
    found = case.state.lines.get(number)
    if found is None:
        refuse(
            "line_unknown",
            cite(case),
            expected=numbered("a line of a plan", len(case.state.lines)),
            got=number,
            remedy="look the lines of your body up",
        )
    return found


# Voices.


def require_speaker(case: Case, number: int, where: str) -> Body:
    """Return a body, or the one that it became, or refuse who does not vote in it."""
    body = heir(case.state, number)
    if not case.is_voter(case.by, body):
        refuse(
            "reported_for_others",
            where,
            expected=f"somebody who votes in {body.name}",
            got=f"member {case.by}",
            remedy="leave it to those whose work or delivery it is",
        )
    return body
