"""The plan that runs: as a whole, of one body on one screen, line by line, and who supplies whom.

Rules of this module: everything is told from the record alone; planned, reported and confirmed
stand beside one another, each with its table.

Not here: reporting and confirming (``delivering``), alerts and corrections (``alerts``), plans in
the making (``planning``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office import plan_watching as watch
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.planning.correcting.data import Alert
from commonweal.polity.planning.proposals import kept
from commonweal.polity.rights.succession import heir
from commonweal.web import flows, links, planned, running
from commonweal.web.frame import Context, show
from commonweal.web.telling import history

LINES_SHOWN = 60
CHANGES_SHOWN = 8


# The plan as a whole.


def whole(request: HttpRequest) -> HttpResponse:
    """Show the plan that runs."""
    return show(request, "running.html", _whole, page="plan")


def _whole(reading: Reading) -> Context:
    plan = running.current(reading)
    here = planned.path(links.Link(_("The plan that runs"), ""))
    if plan is None:
        return {"path": here, "plan": None}
    lines = [reading.state.lines[one] for one in plan.lines]
    running.know_lines(reading, lines)
    now = running.period_now(reading, plan)
    return {
        "path": here,
        "plan": planned.plan_link(reading, plan.id),
        "told": running.period_told(reading, plan),
        "days": running.days_of(reading, plan, now),
        "ends_at": links.when(plan.ends_at),
        "complete": plan.complete,
        "rows": running.sums_told(reading, lines, until=now),
        "bodies": sorted(_bodies(reading, lines, now), key=_by_name),
        "own": _own_body(reading, plan),
        "figures": _figures(reading, plan),
    }


def _by_name(row: Context) -> str:
    return str(row["body"].name).casefold()


def _bodies(reading: Reading, lines: Iterable[kept.Line], now: int) -> list[Context]:
    """Tell, for each body, how many lines were due from it, or to it if it makes nothing."""
    made, got = _kept(reading, lines, now, maker=True), _kept(reading, lines, now, maker=False)
    found = got | made
    return [
        {
            "body": links.body_link(reading, body),
            "url": reverse("body-plan", args=[body]),
            "makes": body in made,
            "due": due,
            "done": done,
            "done_k": 1000 * done // due if due else 0,
        }
        for body, (due, done) in found.items()
    ]


def _kept(
    reading: Reading, lines: Iterable[kept.Line], now: int, *, maker: bool
) -> dict[int, tuple[int, int]]:
    """Count, by maker or receiver, the lines of periods that are over, and those nearly done."""
    found: dict[int, tuple[int, int]] = {}
    for one in lines:
        body = heir(reading.state, one.maker if maker else one.to).id
        due, done = found.get(body, (0, 0))
        if running.stands(one) and one.period < now:
            due, done = due + 1, done + running.nearly(one.confirmed_net, one.amount)
        found[body] = due, done
    return found


def _own_body(reading: Reading, plan: kept.Plan) -> links.Link | None:
    home = reading.state.members.home[reading.viewer] if reading.viewer else 0
    if not home or not any(watch.lines_of(reading.state, plan.id, home)):
        return None
    return links.Link(reading.state.bodies[home].name, reverse("body-plan", args=[home]))


def _figures(reading: Reading, plan: kept.Plan) -> list[Context]:
    state = reading.state
    alerts = [one for one in state.alerts.values() if one.plan == plan.id and one.stage == "open"]
    corrections = watch.corrections(state, plan.id)
    waiting = sum(len(list(watch.open_answers(state, state.lines[one]))) for one in plan.lines)
    return [
        {"name": _("Open alerts"), "n": len(alerts), "url": reverse("plan-alerts")},
        {"name": _("Corrections"), "n": len(corrections), "url": reverse("plan-corrections")},
        {"name": _("Deliveries not answered"), "n": waiting, "url": ""},
    ]


# The plan of a body.


def body_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the plan asks of a body, and gives it, on one screen."""
    return show(request, "body_plan.html", lambda reading: _body(reading, number), page="plan")


def _body(reading: Reading, number: int) -> Context:
    body, plan = running.found_body(reading, number), running.current(reading)
    here = [links.Link(_("The plan that runs"), reverse("running-plan")), links.Link(body.name, "")]
    if plan is None:
        return {"path": planned.path(*here), "body": body.name, "plan": None}
    now = running.period_now(reading, plan)
    seen = watch.body_plan(reading.state, body.id, plan.id, reading.now)
    sides = running.sides_of(reading, plan, body.id)
    running.know_lines(reading, (*sides.made, *sides.got))
    return {
        "path": planned.path(*here),
        "body": body.name,
        "body_url": links.body_url(body.id),
        "plan": planned.plan_link(reading, plan.id),
        "told": running.period_told(reading, plan),
        "days": running.days_of(reading, plan, now),
        "made": running.sums_told(reading, sides.made, until=now),
        "got": running.sums_told(reading, sides.got, until=now),
        "out": _lines(reading, sides.made, now, maker=False),
        "in": _lines(reading, sides.got, now, maker=True),
        "runs": _runs(reading, seen.making),
        "hours": _hours(seen),
        "alerts": _alerts(reading, seen.alerts),
        "changes": _changes(reading, seen.corrections),
        "speaks": planned.votes_in(reading, body),
        "urls": _urls(body),
        "none": not (sides.made or sides.got),
    }


def _urls(body: Body) -> dict[str, str]:
    return {
        "deliver": reverse("deliver", args=[body.id]),
        "figures": reverse("plan-figures", args=[body.id]),
        "flows": reverse("plan-flows", args=[body.id]),
    }


def _lines(
    reading: Reading, lines: Iterable[kept.Line], now: int, *, maker: bool
) -> dict[str, list[Context]]:
    """Tell the lines of this period, and those of earlier ones that are behind."""
    told: dict[str, list[Context]] = {"now": [], "behind": []}
    for one in lines:
        over = one.period < now and running.stands(one)
        behind = over and not running.nearly(one.confirmed_net, one.amount)
        if one.period == now or behind:
            other = one.maker if maker else one.to
            row = running.line_told(reading, one, other)
            told["behind" if behind else "now"].append(row)
    return {name: rows[:LINES_SHOWN] for name, rows in told.items()}


def _runs(reading: Reading, making: Sequence[watch.Making]) -> list[Context]:
    planned.know(reading, processes=[one.process for one in making])
    return [
        {
            "name": planned.process(reading, one.process),
            "runs": one.runs,
            "hours": one.hours,
            "done": one.done if one.done >= 0 else "–",
            "worked": one.worked if one.worked >= 0 else "",
            "capacity": one.capacity,
            "full": one.full,
        }
        for one in making
    ]


def _hours(seen: watch.BodyPlan) -> Context | None:
    """Tell the hours planned of those offered; a body that makes nothing has none."""
    if not seen.making:
        return None
    offered = planned.hours(seen.offered) if seen.offered >= 0 else ""
    return {"planned": planned.hours(seen.hours), "offered": offered, "all": seen.all_hours}


def _alerts(reading: Reading, alerts: Sequence[Alert]) -> list[Context]:
    reading.know((), [one.text for one in alerts])
    return [
        {
            "title": links.title_and_text(reading, one.text)[0],
            "url": reverse("plan-alert", args=[one.id]),
        }
        for one in reversed(alerts)
    ]


def _changes(reading: Reading, numbers: Sequence[int]) -> list[Context]:
    found = [reading.state.plan_corrections[one] for one in sorted(numbers, reverse=True)]
    return [
        {
            "title": _("Correction %(number)d") % {"number": one.id},
            "url": reverse("plan-correction", args=[one.id]),
            "at": links.when(one.asked_at),
        }
        for one in found[:CHANGES_SHOWN]
    ]


# One line.


def line(request: HttpRequest, number: int) -> HttpResponse:
    """Show a line of the plan with all that was reported and said of it."""
    return show(request, "plan_line.html", lambda reading: _line(reading, number), page="plan")


def _line(reading: Reading, number: int) -> Context:
    found = reading.state.lines.get(number)
    if found is None:
        raise Http404(_("There is no line with the number %(number)d.") % {"number": number})
    deliveries = [reading.state.deliveries[one] for one in found.deliveries]
    running.know_lines(reading, [found])
    reading.know((), [one.text for one in deliveries if one.text])
    told = running.line_told(reading, found, found.to)
    title = _("Line %(number)d") % {"number": number}
    plan = reading.state.plans[found.plan]
    return {
        "path": planned.path(
            links.Link(_("The plan that runs"), reverse("running-plan")), links.Link(title, "")
        ),
        "title": title,
        "line": told,
        "maker": links.body_link(reading, heir(reading.state, found.maker).id),
        "days": running.days_of(reading, plan, found.period),
        "plan": planned.plan_link(reading, plan.id),
        "correction": found.correction,
        "ended_by": max(0, found.ended_by),
        "taken_back": found.ended_by == kept.WITH_PLAN,
        "gone": found.ended_by == kept.WITH_BODY,
        "grievance": found.grievance,
        "upheld": found.upheld,
        "contest_url": _contest_url(reading, found),
        "deliveries": [running.delivery_told(reading, one) for one in reversed(deliveries)],
        "history": [
            one for delivery in found.deliveries for one in history(reading, "delivery", delivery)
        ][:LINES_SHOWN],
    }


def _contest_url(reading: Reading, found: kept.Line) -> str:
    """Return where the viewer contests a line; empty where they cannot, or it rests already."""
    rule, plan = reading.charter.grievances, reading.state.plans[found.plan]
    rests = found.grievance or found.is_over or reading.now >= plan.ends_at
    if rule is None or "plan" not in rule.suspends or rests or not reading.viewer:
        return ""
    sides = (heir(reading.state, one).id for one in (found.maker, found.to))
    if not any(reading.state.belongs(reading.viewer, one) for one in sides):
        return ""
    return f"{reverse('grievances')}?line={found.id}"


# Who supplies whom.


def supply(request: HttpRequest, number: int) -> HttpResponse:
    """Show who supplies a body and whom it supplies; every other body leads on."""
    return show(request, "plan_flows.html", lambda reading: _flows(reading, number), page="plan")


def _flows(reading: Reading, number: int) -> Context:
    body, plan = running.found_body(reading, number), running.found(reading)
    found = watch.flows(reading.state, plan.id, body=body.id)
    planned.know(reading, products={one.product for one in found})
    left, right = _grouped(found, body.id, maker=True), _grouped(found, body.id, maker=False)
    worth = _worth(reading)
    drawn = flows.draw(
        body.name,
        [_flow(reading, *one, worth) for one in left.items()],
        [_flow(reading, *one, worth) for one in right.items()],
        _("%(count)d others"),
    )
    title = _("Who supplies whom: %(body)s") % {"body": body.name}
    return {
        "path": planned.path(
            links.Link(_("The plan that runs"), reverse("running-plan")), links.Link(title, "")
        ),
        "title": title,
        "plan": planned.plan_link(reading, plan.id),
        "body": links.Link(body.name, reverse("body-plan", args=[body.id])),
        "flows": drawn,
        "left": _flow_rows(reading, left),
        "right": _flow_rows(reading, right),
    }


Grouped = dict[int, dict[int, int]]


def _grouped(found: Iterable[watch.Flow], body: int, *, maker: bool) -> Grouped:
    """Add up what a body gets, or gives, by the body on the other side, and by product."""
    grouped: Grouped = {}
    for one in found:
        own, other = (one.to, one.maker) if maker else (one.maker, one.to)
        if own == body and one.planned:
            of_other = grouped.setdefault(other, {})
            of_other[one.product] = of_other.get(one.product, 0) + one.planned
    return grouped


def _flow(
    reading: Reading, other: int, products: dict[int, int], worth: dict[int, Fraction]
) -> flows.Flow:
    name, url = reading.state.bodies[other].name, reverse("plan-flows", args=[other])
    weight = sum(amount * worth.get(one, Fraction(1)) for one, amount in products.items())
    return flows.Flow(name, url, math.ceil(weight), _much(reading, products))


def _worth(reading: Reading) -> dict[int, Fraction]:
    """Return the hours of direct work in one unit of each product, by its oldest process."""
    found: dict[int, Fraction] = {}
    for process in reading.state.processes.values():
        for product, amount in process.outputs:
            if process.hours and not process.replaced_by:
                found.setdefault(product, Fraction(process.hours, amount))
    return found


def _much(reading: Reading, products: dict[int, int]) -> str:
    return ", ".join(planned.much_of(reading, one, amount) for one, amount in products.items())


def _flow_rows(reading: Reading, grouped: Grouped) -> list[Context]:
    rows = [
        {
            "body": reading.state.bodies[other].name,
            "url": reverse("plan-flows", args=[other]),
            "what": _much(reading, products),
        }
        for other, products in grouped.items()
    ]
    return sorted(rows, key=lambda row: row["body"].casefold())
