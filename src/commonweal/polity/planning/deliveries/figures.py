"""What bodies report of themselves: what members took, how work went, hours that make nothing.

Rules of this module: a figure is never changed; a later one of the same thing corrects it, and both
stay; figures are of periods that have begun; hours are no more than the days of those who worked
have.

Not here: what one body delivers to another (``law``).
"""

from __future__ import annotations

from collections.abc import Mapping

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.planning.deliveries import data
from commonweal.polity.planning.proposals.finding import refuse_unknown
from commonweal.polity.planning.proposals.kept import Amounts, Plan
from commonweal.polity.planning.proposals.scale import require_amount, require_hours
from commonweal.polity.planning.running import (
    require_begun,
    require_speaker,
    rule_of_plan,
    running_plan,
)
from commonweal.polity.refusals import refuse

REPORTS_MAX = 10
"""Reports of one member about one thing in one period: the first, and its corrections.

Nobody uses up those of the others: what one reports wrongly, any of them can still correct.
"""

SPOILED_MAX = 50
"""Products that one report lists as lost."""


def record_taking(case: Case, command: data.RecordTaking) -> list[ev.Event]:
    """Record what a body's members took of a product in a period, left, and brought back."""
    plan, rule = _open(case, command.plan, command.period)
    _require_body(case, command.body)
    body = require_speaker(case, command.body, rule.cite("consumers"))
    if body.level not in rule.consumers:
        refuse(
            "taking_of_another_level",
            rule.cite("consumers"),
            expected=f"a body of the level {' or '.join(rule.consumers)}",
            got=f"{body.name}, {body.level}",
            remedy="record it for the body through which members order",
        )
    _require_product(case, command.product)
    for figure in (command.taken, command.left, command.returned):
        require_amount(figure, rule.cite())
    key = data.taking_key(plan.id, body.id, command.product, command.period)
    _require_few(case, rule, key, case.state.takings)
    recorded = data.TakingRecorded(
        taking=case.new("takings"),
        plan=plan.id,
        body=body.id,
        product=command.product,
        period=command.period,
        taken=command.taken,
        left=command.left,
        returned=command.returned,
        by=case.by,
    )
    return [recorded]


def report_work(case: Case, command: data.ReportWork) -> list[ev.Event]:
    """Report how often a process of one's own body ran in a period, and the hours worked."""
    plan, rule = _open(case, command.plan, command.period)
    process = case.state.processes.get(command.process)
    if process is None:
        refuse_unknown(case, "processes", command.process)
    body = require_speaker(case, process.body, rule.cite("producers"))
    require_amount(command.runs, rule.cite())
    require_hours(case, body, command.hours, _days(case, plan), rule.cite())
    _check_spoiled(case, rule, command.spoiled)
    _require_few(case, rule, data.work_key(plan.id, process.id, command.period), case.state.works)
    reported = data.WorkReported(
        work=case.new("works"),
        plan=plan.id,
        process=process.id,
        period=command.period,
        runs=command.runs,
        hours=command.hours,
        spoiled=command.spoiled,
        by=case.by,
    )
    return [reported]


def _check_spoiled(case: Case, rule: Rule, spoiled: Amounts) -> None:
    products = [product for product, _ in spoiled]
    if len(set(products)) != len(products) or len(products) > SPOILED_MAX:
        refuse(
            "spoiled_twice",
            rule.cite(),
            expected=f"each product once, and at most {SPOILED_MAX}",
            got=f"{len(products)} products, of which {len(set(products))} differ",
            remedy="add up what was lost of each",
        )
    for product, amount in spoiled:
        _require_product(case, product)
        require_amount(amount, rule.cite(), least=1)


def report_overhead(case: Case, command: data.ReportOverhead) -> list[ev.Event]:
    """Report hours that a body spent in a period on what makes nothing."""
    plan, rule = _open(case, command.plan, command.period)
    _require_body(case, command.body)
    body = require_speaker(case, command.body, rule.cite())
    for figure in (command.planning, command.meeting, command.inspecting):
        require_amount(figure, rule.cite())
    hours = command.planning + command.meeting + command.inspecting
    require_hours(case, body, hours, _days(case, plan), rule.cite())
    _require_few(
        case, rule, data.overhead_key(plan.id, body.id, command.period), case.state.overheads
    )
    reported = data.OverheadReported(
        overhead=case.new("overheads"),
        plan=plan.id,
        body=body.id,
        period=command.period,
        planning=command.planning,
        meeting=command.meeting,
        inspecting=command.inspecting,
        by=case.by,
    )
    return [reported]


def _open(case: Case, number: int, period: int) -> tuple[Plan, Rule]:
    """Return the plan of which figures are reported, and its article, or refuse."""
    plan = running_plan(case, number)
    require_begun(case, plan, period)
    return plan, rule_of_plan(case, plan)


def _days(case: Case, plan: Plan) -> int:
    """Return how many days a period of a plan has."""
    return case.state.campaigns[plan.campaign].period_days


def _require_body(case: Case, number: int) -> None:
    if number not in case.state.bodies:
        case.body(number)


def _require_product(case: Case, number: int) -> None:
    if number not in case.state.products:
        refuse_unknown(case, "products", number)


def _require_few(
    case: Case, rule: Rule, key: str, kept: Mapping[int, data.Taking | data.Work | data.Overhead]
) -> None:
    earlier = case.state.reports_of.get(key, ())
    if sum(1 for one in earlier if kept[one].by == case.by) >= REPORTS_MAX:
        refuse(
            "reports_too_many",
            rule.cite(),
            expected=f"at most {REPORTS_MAX} reports of one member about one thing in one period",
            got="one more",
            remedy="leave it at the last one, or let somebody else of the body report",
        )
