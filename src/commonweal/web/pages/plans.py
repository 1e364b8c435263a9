"""Plans that were found: one plan whole, its file, and several side by side.

Rules of this module:

* a plan is told by the figures that the record holds, and by what its file says; whoever doubts
  them certifies the file on a machine of their own;
* every chart has a table beside it that says the same.

Not here: reading the file (``plan_answers``), how the campaign stands (``planning``).
"""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.plan_files import file_of
from commonweal.office.reading import Reading
from commonweal.polity.planning.proposals import finding, kept
from commonweal.polity.planning.proposals.effects import AdoptPlan
from commonweal.web import (
    forms,
    links,
    plan_answers,
    plan_differences,
    plan_forms,
    planned,
    words,
)
from commonweal.web.forms import Act, Form, Typed
from commonweal.web.frame import Context, show, whole
from commonweal.web.middleware import Visit
from commonweal.web.telling import history

COMPARED_MAX = 6
"""Plans that are shown side by side."""

ENTRIES_SHOWN = 8


def _found(reading: Reading, number: int) -> kept.Plan:
    found = reading.state.plans.get(number)
    if found is None:
        raise Http404(_("There is no plan with the number %(number)d.") % {"number": number})
    return found


def found_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Show a plan that was found, or move that it is adopted."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        answer, *base = plan_answers.answers(visit, lambda reading: _with_base(reading, number))
        told = plan_answers.of_plan(answer)
        changed = plan_differences.difference(base[0], answer) if base else None
        return show(
            request,
            "plan_found.html",
            lambda reading: {
                **_build(reading, number, typed),
                "answers": plan_answers.plan_told(reading, told),
                "difference": plan_differences.told(reading, changed) if changed else None,
            },
            page="plan",
            status=status,
        )

    if request.method != "POST":
        return page(Typed(), 200)
    acts = visit.federation.look(visit.viewer, lambda reading: _acts(reading, number))
    return cast("HttpResponse", forms.take(visit, acts, page))


def _with_base(reading: Reading, number: int) -> list[kept.Plan]:
    """Return a plan, and for an alternative the one against which it is told what it changes."""
    found = _found(reading, number)
    if not found.alternative or found.outcome != "plan":
        return [found]
    plans = (reading.state.plans[one] for one in reading.state.campaigns[found.campaign].plans)
    base = plan_differences.base_of(reading, [one for one in plans if one is not found])
    return [found, base] if base else [found]


def _acts(reading: Reading, number: int) -> dict[str, Act]:
    owner = finding.owner(reading.case, reading.state.campaigns[_found(reading, number).campaign])
    title = _("Adopt: %(plan)s") % {"plan": planned.plan_name(reading, number)}
    return {"adopt": plan_forms.motion_act(owner.id, title, AdoptPlan(plan=number))}


def _build(reading: Reading, number: int, typed: Typed) -> Context:
    found = _found(reading, number)
    campaign = reading.state.campaigns[found.campaign]
    rule = finding.rule_of(reading.case, campaign)
    name = planned.plan_name(reading, number)
    stage, tone = planned.outcome_told(reading, found)
    others = _others(reading, campaign, found)
    return {
        "path": planned.path(planned.campaign_link(campaign.id), links.Link(name, "")),
        "title": name,
        "stage": stage,
        "tone": tone,
        "found_at": links.when(found.recorded_at),
        "feasible": found.outcome == "plan",
        "hours": found.hours,
        "surplus": found.surplus,
        "shares": planned.shares_told(found, rule),
        "cite": links.cite(reading, rule.article),
        "alternative": _alternative(reading, found.alternative) if found.alternative else None,
        "adoption": _adoption(reading, found, campaign, typed),
        "motions": _motions(reading, campaign, number),
        "compare_url": f"{reverse('compare-plans')}?plans={others}" if others else "",
        "file": _file(found),
        "assigned": _assigned(reading, found, campaign),
        "faults": forms.faults_told(reading, typed),
        "alternative_url": _alternative_url(reading, campaign),
        "history": history(reading, "plan", number, ENTRIES_SHOWN),
    }


def _others(reading: Reading, campaign: kept.Campaign, found: kept.Plan) -> str:
    """Return this plan and the newest others of its campaign, for comparing them."""
    if found.outcome != "plan":
        return ""
    plans = [one for one in campaign.plans if reading.state.plans[one].outcome == "plan"]
    others = [one for one in plans if one != found.id][-3:]
    return ",".join(str(one) for one in sorted((found.id, *others))) if others else ""


def _alternative(reading: Reading, number: int) -> Context:
    found = reading.state.alternatives[number]
    reading.know([found.by], [found.text])
    return {
        "title": links.title_and_text(reading, found.text)[0],
        "by": links.who(reading, found.by),
        "conditions": planned.conditions_told(reading, found),
    }


def _alternative_url(reading: Reading, campaign: kept.Campaign) -> str:
    running = campaign.stage in ("revising", "deciding") and bool(reading.viewer)
    asks = running and finding.has_say(reading.case, campaign)
    return reverse("ask-alternative", args=[campaign.id]) if asks else ""


def _adoption(
    reading: Reading, found: kept.Plan, campaign: kept.Campaign, typed: Typed
) -> Context | None:
    """Say how the plan is adopted; None where it cannot be any more, or never could."""
    if found.outcome != "plan" or campaign.stage in finding.OVER:
        return None
    owner = finding.owner(reading.case, campaign)
    rule = finding.rule_of(reading.case, campaign)
    form = Form(
        name="adopt", fields=[plan_forms.reasons_field()], button=_("Move that it is adopted")
    )
    now = finding.is_adoptable(reading.case, campaign)
    may = now and planned.votes_in(reading, owner)
    return {
        "body": links.body_link(reading, owner.id),
        "now": now,
        "rounds": rule.rounds,
        "share": planned.needed(rule),
        "form": forms.told(form, typed) if may else None,
    }


def _motions(reading: Reading, campaign: kept.Campaign, number: int) -> list[Context]:
    """Return the motions by which the plan was to be adopted, newest first."""
    state = reading.state
    owner = finding.owner(reading.case, campaign)
    found = [
        state.motions[one]
        for one in reversed(owner.motions)
        if state.motions[one].effect == AdoptPlan(plan=number)
    ]
    reading.know((), [one.text for one in found])
    rows = []
    for one in found:
        stage, tone = words.stage(words.MOTION_STAGES, one.stage)
        rows.append({
            "url": links.motion_url(one.id),
            "title": links.motion_title(reading, one),
            "stage": stage,
            "tone": tone,
            "at": links.when(one.decided_at or one.moved_at),
        })  # fmt: skip
    return rows


def _file(found: kept.Plan) -> Context:
    name = f"plan-{found.id}.json"
    return {
        "url": reverse("plan-file", args=[found.id]),
        "digest": found.file,
        "command": f"commonweal plan certify {name}",
    }


def _assigned(reading: Reading, found: kept.Plan, campaign: kept.Campaign) -> Context | None:
    """Say what the surplus is for; None for a plan that was not adopted."""
    if campaign.adopted != found.id:
        return None
    owner = finding.owner(reading.case, campaign)
    may = planned.votes_in(reading, owner) and found.ends_at > reading.now and found.surplus > 0
    return {
        "parts": [planned.parts_told(reading, [one]) for one in found.shares],
        "motion": links.motion_link(reading, found.assigned_by) if found.assigned_by else None,
        "url": reverse("assign-surplus", args=[found.id]) if may else "",
        "motion_adopted": links.motion_link(reading, found.motion),
        "begins": links.when(found.begins_at),
        "ends": links.when(found.ends_at),
    }


def plan_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give the file of a plan, as its digest in the record vouches for it."""
    visit = cast("Visit", request)
    digest = visit.federation.look(visit.viewer, lambda reading: _found(reading, number).file)
    text = file_of(visit.federation.office.vault, digest)
    if text is None:
        raise Http404(_("The file of this plan is not kept any more."))
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="plan-{number}.json"'
    return answer


# Side by side.


def compare(request: HttpRequest) -> HttpResponse:
    """Show several plans of a campaign side by side."""
    sent = ",".join(request.GET.getlist("plans"))
    numbers = [one for one in dict.fromkeys(whole(part) for part in sent.split(",")) if one]
    visit = cast("Visit", request)
    found = plan_answers.answers(visit, lambda reading: _chosen(reading, numbers)[1])
    told = plan_answers.side_by_side(found)
    changed = _changed(visit, found)
    return show(
        request,
        "plan_compare.html",
        lambda reading: {
            **_compared(reading, numbers),
            "answers": plan_answers.compared_told(reading, told),
            "differences": [plan_differences.told(reading, one) for one in changed],
        },
        page="plan",
    )


def _changed(visit: Visit, found: list[plan_answers.Answer]) -> list[plan_differences.Difference]:
    """Set each of some plans beside the one that is the measure, the newest first."""

    def look(reading: Reading) -> int:
        base = plan_differences.base_of(reading, (reading.state.plans[one.plan] for one in found))
        return base.id if base else 0

    number = visit.federation.look(visit.viewer, look)
    base = next((one for one in found if one.plan == number), None)
    if base is None:
        return []
    others = (one for one in reversed(found) if one is not base)
    told = (plan_differences.difference(base, one) for one in others)
    return [one for one in told if one is not None]


def _chosen(reading: Reading, numbers: list[int]) -> tuple[kept.Campaign, list[kept.Plan]]:
    """Return the plans that are compared, all of one campaign, and that campaign."""
    plans = [_found(reading, one) for one in numbers[:COMPARED_MAX]]
    campaign = _campaign_of(reading, plans)
    same = [one for one in plans if one.campaign == campaign.id and one.outcome == "plan"]
    return campaign, same


def _compared(reading: Reading, numbers: list[int]) -> Context:
    campaign, plans = _chosen(reading, numbers)
    title = _("Plans compared")
    columns = [_column(reading, one) for one in plans]
    return {
        "path": planned.path(planned.campaign_link(campaign.id), links.Link(title, "")),
        "title": title,
        "columns": columns,
        "choices": _choices(reading, campaign, plans),
        "charts": _charts(reading, campaign, plans),
        "rows": _rows(reading, campaign, plans),
    }


def _campaign_of(reading: Reading, plans: list[kept.Plan]) -> kept.Campaign:
    """Return the campaign whose plans are compared: the newest one when none was named."""
    campaigns = reading.state.campaigns
    if not plans and not campaigns:
        raise Http404(_("There is no plan to be compared yet."))
    return campaigns[plans[0].campaign if plans else len(campaigns)]


def _column(reading: Reading, found: kept.Plan) -> Context:
    stage, tone = planned.outcome_told(reading, found)
    told = _alternative(reading, found.alternative) if found.alternative else None
    link = planned.plan_link(reading, found.id)
    return {"link": link, "stage": stage, "tone": tone, "alternative": told}


def _choices(
    reading: Reading, campaign: kept.Campaign, shown: list[kept.Plan]
) -> list[dict[str, Any]]:
    """Return the plans of the campaign, to choose which ones are compared."""
    chosen = {one.id for one in shown}
    return [
        {"id": one, "name": planned.plan_name(reading, one), "chosen": one in chosen}
        for one in campaign.plans
        if reading.state.plans[one].outcome == "plan"
    ]


def _ranks(plans: list[kept.Plan]) -> list[int]:
    return sorted({one.rank for plan in plans for one in plan.ranks})


def _share(found: kept.Plan, rank: int) -> kept.RankShare | None:
    return next((one for one in found.ranks if one.rank == rank), None)


def _charts(
    reading: Reading, campaign: kept.Campaign, plans: list[kept.Plan]
) -> list[dict[str, Any]]:
    """Return a bar for each plan: its hours, and the smallest share of each rank."""
    rule = finding.rule_of(reading.case, campaign)
    longest = max((one.hours for one in plans), default=0) or 1
    bars = [(plan, f"{plan.hours:,}", plan.hours * 1000 // longest) for plan in plans]
    charts = [_chart(reading, _("Hours of work"), bars)]
    for rank in _ranks(plans):
        shares = [(plan, _share(plan, rank)) for plan in plans]
        least = [
            (plan, planned.percent(one.least_ppm), one.least_ppm // 1000)
            for plan, one in shares
            if one is not None
        ]
        title = _("%(rank)s: smallest share") % {"rank": planned.rank(rule, rank)}
        charts.append(_chart(reading, title, least))
    return charts


def _chart(reading: Reading, title: str, bars: list[tuple[kept.Plan, str, int]]) -> dict[str, Any]:
    named = [(planned.plan_link(reading, plan.id).name, text, k) for plan, text, k in bars]
    return {
        "title": title,
        "bars": [{"name": name, "text": text, "k": k} for name, text, k in named],
    }


def _rows(
    reading: Reading, campaign: kept.Campaign, plans: list[kept.Plan]
) -> list[dict[str, Any]]:
    rule = finding.rule_of(reading.case, campaign)
    rows = [
        {"name": _("Hours of work"), "cells": [f"{one.hours:,}" for one in plans]},
        {"name": _("Surplus, in hours"), "cells": [f"{one.surplus:,}" for one in plans]},
    ]
    for rank in _ranks(plans):
        shares = [_share(one, rank) for one in plans]
        said = {"rank": planned.rank(rule, rank)}
        least = [planned.percent(one.least_ppm) if one else "–" for one in shares]
        mean = [planned.percent(one.mean_ppm) if one else "–" for one in shares]
        rows.append({"name": _("%(rank)s: smallest share") % said, "cells": least})
        rows.append({"name": _("%(rank)s: mean share") % said, "cells": mean})
    return rows
