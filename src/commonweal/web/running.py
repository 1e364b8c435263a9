"""A plan that runs, in the words of all its pages: its periods, its lines, and what came of them.

Rules of this module:

* what a maker reports and what a receiver confirms are told side by side, never one for the other;
* a line that a correction took out of the plan is told only where something was delivered on it;
* lines of a body that was merged since are told of the body that it became.

Not here: the pages (``pages.running`` and its like), what things are called (``planned``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.charter.planning import Planning
from commonweal.office import plan_watching as watch
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.planning import running as law
from commonweal.polity.planning.deliveries.data import Delivery
from commonweal.polity.planning.proposals import kept
from commonweal.polity.rights.succession import heir
from commonweal.web import links, planned

Context = dict[str, Any]

DELIVERY_STAGES = {
    "reported": (gettext_noop("waits for the receiver"), "wait"),
    "confirmed": (gettext_noop("confirmed"), "good"),
    "rejected": (gettext_noop("rejected"), "bad"),
    "unconfirmed": (gettext_noop("not confirmed in time"), "bad"),
}

GRADES = {
    5: gettext_noop("5 excellent"),
    4: gettext_noop("4 better than agreed"),
    3: gettext_noop("3 as agreed"),
    2: gettext_noop("2 worse than agreed"),
    1: gettext_noop("1 useless"),
}

NEARLY_PERCENT = 95
"""From this share on, amounts are as good as whole: what is grown, weighed and counted is seldom
exact to the unit, and whoever calls all of it behind shows nothing that is."""

# Which plan, which period.


def current(reading: Reading) -> kept.Plan | None:
    """Return the plan that runs, or was adopted last and is still to begin, or is over."""
    number = watch.running(reading.state, reading.now) or watch.coming(reading.state, reading.now)
    return reading.state.plans.get(number)


def found(reading: Reading) -> kept.Plan:
    """Return the plan that runs.

    Raises:
        Http404: when none was ever adopted.
    """
    plan = current(reading)
    if plan is None:
        raise Http404(_("No plan was adopted yet."))
    return plan


def rule_of(reading: Reading, plan: kept.Plan) -> Planning:
    """Return the article by which a plan runs."""
    return law.rule_of_plan(reading.case, plan)


def period_now(reading: Reading, plan: kept.Plan) -> int:
    """Return the period in which we are, or the nearest: the first before, the last after."""
    return watch.shown_period(watch.now_of(reading.state, plan.id, reading.now))


def days_of(reading: Reading, plan: kept.Plan, period: int) -> Context:
    """Return the first and the last moment of a period, for reading."""
    begins = law.period_begins(reading.state, plan, period)
    return {
        "period": period,
        "from": links.when(begins),
        "until": links.when(begins + law.period_length(reading.state, plan) - 1),
    }


def period_told(reading: Reading, plan: kept.Plan) -> str:
    """Say where a plan stands in time."""
    now = watch.now_of(reading.state, plan.id, reading.now)
    if not now.period:
        return _("begins in some days")
    if now.period > now.periods:
        return _("its last period is over")
    return _("period %(now)d of %(of)d") % {"now": now.period, "of": now.periods}


# Lines.


class Sides(NamedTuple):
    """The lines of a body in a plan: in which it is the maker, and in which the receiver."""

    made: list[kept.Line]
    got: list[kept.Line]


def sides_of(reading: Reading, plan: kept.Plan, body: int) -> Sides:
    """Return the lines of a body that stand, or on which something was delivered."""
    state = reading.state
    mine = {one.id: one for one in watch.lines_of(state, plan.id, body)}
    lines = [one for one in mine.values() if not one.ended_by or one.deliveries]
    return Sides(
        [one for one in lines if watch.is_now(state, one.maker, body)],
        [one for one in lines if watch.is_now(state, one.to, body)],
    )


def stands(line: kept.Line) -> bool:
    """Whether a line is still part of its plan."""
    return not line.is_over


def know_lines(reading: Reading, lines: Iterable[kept.Line]) -> None:
    """Ask for the names of what lines deliver, before they are used one by one."""
    planned.know(reading, products={one.product for one in lines})


def line_told(reading: Reading, line: kept.Line, other: int) -> Context:
    """Tell a line as seen by one side.

    Args:
        reading: the look.
        line: the line.
        other: the body on the other side.
    """
    state = reading.state
    stage, tone = line_stage(reading, line)
    return {
        "number": line.id,
        "what": planned.product(reading, line.product),
        "unit": planned.unit(reading, line.product),
        "other": links.body_link(reading, heir(state, other).id),
        "period": line.period,
        "due_at": links.when(line.due_at),
        "amount": line.amount,
        "reported": line.reported,
        "confirmed": line.confirmed,
        "returned": line.returned,
        "left": left(reading, line),
        "stage": stage,
        "tone": tone,
        "url": reverse("plan-line", args=[line.id]),
    }


def left(reading: Reading, line: kept.Line) -> int:
    """Return what is still to be delivered on a line: also what was rejected, or sent back."""
    return max(0, line.amount - watch.came(reading.state, line))


def nearly(part: int, of: int) -> bool:
    """Whether a part of an amount is as good as all of it."""
    return part * 100 >= of * NEARLY_PERCENT


def line_stage(reading: Reading, line: kept.Line) -> tuple[str, str]:
    """Say where a line stands, and its tone."""
    if line.grievance:
        return _("suspended until a grievance is heard"), "wait"
    if line.upheld:
        return _("ended by a grievance that was upheld"), ""
    if line.ended_by:
        if line.ended_by == kept.WITH_BODY:
            return _("ended: one side left the federation"), ""
        by_correction = line.ended_by > 0
        return _("taken out by a correction") if by_correction else _("not in force"), ""
    if line.confirmed_net >= line.amount:
        return _("received"), "good"
    if nearly(line.confirmed_net, line.amount):
        return _("nearly all received"), "good"
    if nearly(watch.came(reading.state, line), line.amount):
        return _("reported"), "wait"
    if line.due_at <= reading.now:
        return _("behind"), "bad"
    return (_("in part"), "wait") if line.reported else (_("to come"), "")


# Sums.


def sums_told(reading: Reading, lines: Iterable[kept.Line], until: int = 0) -> list[Context]:
    """Tell what lines come to, product by product, with the widths of bars in thousandths.

    Args:
        reading: the look.
        lines: the lines.
        until: last period that counts as planned; 0: all.
    """
    rows = [_sum_told(reading, one) for one in watch.standings(reading.state, lines, until)]
    return sorted(rows, key=lambda row: str(row["what"]).casefold())


def _sum_told(reading: Reading, one: watch.Standing) -> Context:
    most = max(one.planned, one.reported, one.confirmed, 1)
    return {
        "what": planned.product(reading, one.product),
        "unit": planned.unit(reading, one.product),
        "planned": one.planned,
        "reported": one.reported,
        "confirmed": one.confirmed,
        "planned_k": 1000 * one.planned // most,
        "reported_k": 1000 * one.reported // most,
        "confirmed_k": 1000 * one.confirmed // most,
        "behind": not nearly(one.confirmed, one.planned),
    }


# Deliveries.


def delivery_told(reading: Reading, delivery: Delivery) -> Context:
    """Tell what was reported, and what its receiver says of it."""
    line = reading.state.lines[delivery.line]
    stage = DELIVERY_STAGES[delivery.stage]
    differs = delivery.stage == "confirmed" and delivery.received != delivery.amount
    text = reading.text(delivery.text) if delivery.text else ""
    return {
        "number": delivery.id,
        "what": planned.product(reading, line.product),
        "unit": planned.unit(reading, line.product),
        "maker": links.body_link(reading, heir(reading.state, line.maker).id),
        "to": links.body_link(reading, heir(reading.state, line.to).id),
        "period": line.period,
        "amount": delivery.amount,
        "received": delivery.received,
        "returned": delivery.returned,
        "grade": _(GRADES[delivery.grade]) if delivery.grade else "",
        "at": links.when(delivery.reported_at),
        "due_at": links.when(delivery.due_at),
        "stage": _("less arrived than reported") if differs else _(stage[0]),
        "tone": "bad" if differs else stage[1],
        "text": _("a text that was erased") if text is None else text,
        "url": reverse("plan-line", args=[line.id]),
    }


def found_body(reading: Reading, number: int) -> Body:
    """Return a body, or the one that it became.

    Raises:
        Http404: when there is none of that number.
    """
    if number not in reading.state.bodies:
        raise Http404(_("There is no body with the number %(number)d.") % {"number": number})
    return heir(reading.state, number)
