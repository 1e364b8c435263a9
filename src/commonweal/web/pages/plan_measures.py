"""How planning itself is doing: what it costs, how steady plans are, what the unit of account does.

Rules of this module:

* all of it is measured from the record and the files of the plans, outside the office's lock;
* a measure is said in words before its figures; every chart has a table beside it.

Not here: measuring (the office), the accounts of bodies (``plan_accounts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.plan_books import Made, Measures
from commonweal.office.plan_books import measures as measured
from commonweal.office.plan_measures import Drift, Swings
from commonweal.office.reading import Reading
from commonweal.web import links, planned, running
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit

PLANS_SHOWN = 20
"""Adopted plans that can be chosen, the newest."""


def measures(request: HttpRequest) -> HttpResponse:
    """Show how planning itself is doing."""
    visit = cast("Visit", request)
    asked = whole(request.GET.get("plan", ""))
    number = visit.federation.look(visit.viewer, lambda reading: _chosen(reading, asked))
    found = measured(visit.federation.office, number) if number else None
    return show(
        request, "plan_measures.html", lambda reading: _page(reading, number, found), page="plan"
    )


def _chosen(reading: Reading, asked: int) -> int:
    """Return the plan that is asked for, or that runs, or ran last; 0 while none was adopted."""
    adopted = reading.state.adopted_plans
    if asked and asked not in adopted:
        raise Http404(_("No plan with the number %(number)d was adopted.") % {"number": asked})
    now = running.current(reading)
    return asked or (now.id if now else adopted[-1] if adopted else 0)


def _page(reading: Reading, number: int, found: Measures | None) -> Context:
    here = planned.path(
        links.Link(_("The plan that runs"), reverse("running-plan")),
        links.Link(_("How planning itself is doing"), ""),
    )
    if found is None:
        return {"path": here, "plan": None}
    return {
        "path": here,
        "plan": planned.plan_link(reading, number),
        "others": _others(reading, number),
        "cost": _cost(found),
        "swings": _swings(reading, found.made, found.swings) if found.swings else None,
        "drift": _drift(reading, found.before, found.drift) if found.drift else None,
        "command": f"commonweal plan measures --home FOLDER --plan {number}",
    }


def _others(reading: Reading, number: int) -> list[links.Link]:
    return [
        links.Link(planned.plan_name(reading, one), f"{reverse('plan-measures')}?plan={one}")
        for one in reversed(reading.state.adopted_plans[-PLANS_SHOWN:])
        if one != number
    ]


# What it costs.


def _cost(found: Measures) -> Context:
    spent, lost = found.spent, round(found.overhead.lost)
    kinds = [
        (_("Planning"), spent.planning),
        (_("Meeting"), spent.meeting),
        (_("Inspecting"), spent.inspecting),
        (_("Contained in what was spoiled"), lost),
    ]
    return {
        "share": planned.percent(int(found.overhead.share * 1_000_000)),
        "work": planned.hours(spent.work),
        "planned": planned.hours(spent.planned),
        "bars": bars([(name, planned.hours(hours), hours) for name, hours in kinds]),
        "periods": [
            {
                "period": one.period,
                "cells": [one.work, one.planning, one.meeting, one.inspecting],
                "share": planned.percent(one.beside * 1_000_000 // (one.work + one.beside)),
            }
            for one in found.periods
            if one.work + one.beside
        ],
    }


def bars(rows: Sequence[tuple[str, str, float]]) -> list[Context]:
    """Return bars with their lengths in thousandths of the longest."""
    longest = max((value for _name, _text, value in rows), default=0) or 1
    return [
        {"name": name, "text": text, "k": int(1000 * value / longest)} for name, text, value in rows
    ]


# How steady plans are.


def _swings(reading: Reading, made: Sequence[Made], found: Swings) -> Context:
    names = [_made(reading, one) for one in made]
    steps = [
        (before, after, round(hours))
        for before, after, hours in zip(names, names[1:], found.steps, strict=False)
    ]
    whole_ = found.whole
    return {
        "moved": planned.hours(round(whole_.path)),
        "back": planned.hours(round(whole_.hours)),
        "share": planned.percent(int(whole_.share * 1_000_000)),
        "bars": bars([(after.name, planned.hours(hours), hours) for _b, after, hours in steps]),
        "rows": [
            {"before": before, "after": after, "hours": planned.hours(hours)}
            for before, after, hours in steps
        ],
    }


def _made(reading: Reading, one: Made) -> links.Link:
    if one.correction:
        name = _("Correction %(number)d") % {"number": one.correction}
        return links.Link(name, reverse("plan-correction", args=[one.correction]))
    return planned.plan_link(reading, one.plan)


# What the unit of account does.


def _drift(reading: Reading, before: int, found: Drift) -> Context:
    rows = [
        (_("The goods that the plan before delivers"), found.earlier),
        (_("The goods that this plan delivers"), found.later),
        (_("Between both"), found.mean),
    ]
    most = max((abs(value) for _name, value in rows), default=0.0) or 1.0
    return {
        "before": planned.plan_link(reading, before),
        "mean": signed(found.mean),
        "goods": found.goods,
        "rows": [
            {
                "name": name,
                "text": signed(value),
                "k": int(1000 * abs(value) / most),
                "dearer": value > 0,
            }
            for name, value in rows
        ],
    }


def signed(share: float) -> str:
    """Tell a change in per cent with its sign, rounded to a tenth."""
    tenths = round(1000 * share)
    return (
        f"{'+' if tenths > 0 else '−' if tenths < 0 else ''}{planned.percent(abs(tenths) * 1000)}"
    )
