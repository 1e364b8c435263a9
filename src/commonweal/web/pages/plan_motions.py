"""What is moved about the plan: that one begins, limits, what its surplus is for; and alternatives.

Rules of this module: the motion is put to the body that the constitution names, with its title made
here and the reasons of who moves it.

Not here: moving adoption (``plans``), what a body fixes itself (``proposals``, ``ordering``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.charter.planning import Planning
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity import commands as cmd
from commonweal.polity.planning.proposals import data, finding, kept
from commonweal.polity.planning.proposals import effects as ef
from commonweal.polity.planning.proposals.rounds import CONDITIONS_MAX, days_to_adopt
from commonweal.terms import DAY_S
from commonweal.web import forms, links, plan_forms, planned, words
from commonweal.web.forms import Act, Field, Form, Option, Typed
from commonweal.web.frame import Context, show
from commonweal.web.middleware import Visit

BEGINS_MAX = 3650

Build = Callable[[Reading, Typed], Context]
Acts = Callable[[Reading], dict[str, Act]]


def _page(
    request: HttpRequest, template: str, build: Build, acts: Acts, *, public: bool = False
) -> HttpResponse:
    """Show a page with forms, or take what was sent; strangers are asked to sign in."""
    visit = cast("Visit", request)

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            request, template, lambda reading: build(reading, typed), page="plan", status=status
        )

    if request.method == "POST":
        found = visit.federation.look(visit.viewer, acts)
        return cast("HttpResponse", forms.take(visit, found, page))
    if not visit.viewer and not public:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={request.path}")
    return page(Typed(), 200)


def _head(reading: Reading, title: str, article: str, typed: Typed, *more: links.Link) -> Context:
    return {
        "path": planned.path(*more, links.Link(title, "")),
        "title": title,
        "cite": links.cite(reading, article) if article else None,
        "faults": forms.faults_told(reading, typed),
    }


# Beginning.


def begin(request: HttpRequest) -> HttpResponse:
    """Show the form by which planning is begun, or move it."""
    return _page(request, "plan_move.html", _begin, lambda _reading: {"begin": _begin_act()})


def _begin(reading: Reading, typed: Typed) -> Context:
    rule = reading.charter.plan
    bodies = [one for one in planned.deciding_bodies(reading) if planned.votes_in(reading, one)]
    running = finding.running(reading.state)
    fields = _begin_fields(reading, rule, bodies) if rule else []
    form = Form(name="begin", fields=fields, button=_("Move to begin planning"))
    may = rule is not None and bool(bodies) and running is None
    notes = [_needs(rule)] if rule else []
    return {
        **_head(reading, _("Begin planning"), rule.article if rule else "", typed),
        "lead": _("All councils are called on to propose and order for the next plan."),
        "notes": notes,
        "form": forms.told(form, typed) if may else None,
        "why_not": _why_not_begun(rule, running),
    }


def _why_not_begun(rule: Planning | None, running: kept.Campaign | None) -> str:
    if rule is None:
        return _("Under this constitution councils make no plan together.")
    if running is not None:
        return _("A plan is in the making; one comes after the other.")
    return _("Only who votes in the body that begins planning can move it.")


def _needs(rule: Planning) -> str:
    said = {
        "proposals": words.days(rule.proposal_days),
        "rounds": rule.rounds,
        "each": words.days(rule.round_days),
        "vote": words.days(rule.adoption_days),
        "all": words.days(days_to_adopt(rule)),
    }
    text = _(
        "Proposals take %(proposals)s, each revision in %(rounds)d rounds %(each)s, the vote"
        " %(vote)s: %(all)s in all, if it takes all of its time."
    )
    return text % said


def _begin_fields(reading: Reading, rule: Planning, bodies: list[Body]) -> list[Field]:
    said = {"days": words.days(rule.period_days), "most": rule.periods_max}
    fields = [
        Field(
            name="periods",
            label=_("Periods that it covers"),
            hint=_("A period is %(days)s; at most %(most)d of them.") % said,
        ),
        Field(
            name="begins",
            label=_("Days from the decision to its first day"),
            hint=_("Long enough for all rounds and the vote, and not before another plan ends."),
            value=str(max(days_to_adopt(rule), _days_taken(reading)) + 1),
        ),
        plan_forms.reasons_field(),
    ]
    return [*_body_field(bodies), *fields]


def _days_taken(reading: Reading) -> int:
    """Days until the last of the plans that run has ended."""
    plans = reading.state.plans
    ends = max((plans[one].ends_at for one in reading.state.adopted_plans), default=0)
    return max(0, -(-(ends - reading.now) // DAY_S))


def _body_field(bodies: list[Body]) -> list[Field]:
    """Return the field that asks which body decides."""
    options = planned.body_options(bodies)
    value = options[0].value if options else ""
    label = _("Body that decides")
    return [Field(name="body", label=label, kind="pick", options=options, value=value)]


def _begin_act() -> Act:
    def read(typed: Typed) -> cmd.ProposeMotion:
        periods = typed.amount("periods", least=1, most=1000)
        begins = typed.amount("begins", least=1, most=BEGINS_MAX)
        effect = ef.BeginPlanning(periods=periods, begins_in_days=begins)
        return plan_forms.motion(typed, typed.number("body"), _("Begin planning"), effect)

    return Act(read, plan_forms.moved(), plan_forms.to_motion)


# Limits.


def limits(request: HttpRequest) -> HttpResponse:
    """Show what all processes together may use, name such a limit, or move how much there is."""
    return _page(request, "plan_limits.html", _limits, _limit_acts, public=True)


def _limits(reading: Reading, typed: Typed) -> Context:
    state, rule = reading.state, planned.rule_now(reading)
    planned.know(reading, limits=state.limits)
    bodies = [one for one in planned.deciding_bodies(reading) if planned.votes_in(reading, one)]
    shown = [_set_form(bodies, planned.limit_options(reading))] if bodies and state.limits else []
    shown += [_name_form()] if rule and reading.viewer else []
    return {
        **_head(reading, _("Limits for all together"), rule.article if rule else "", typed),
        "rows": [_limit(reading, one) for one in state.limits.values()],
        "forms": [forms.told(one, typed) for one in shown],
    }


def _limit(reading: Reading, one: kept.Limit) -> Context:
    unit = planned.limit_unit(reading, one.id)
    return {
        "name": planned.limit(reading, one.id),
        "amount": f"{one.per_period:,} {unit}".rstrip() if one.per_period >= 0 else "",
        "unit": unit,
        "motion": links.motion_link(reading, one.motion) if one.motion else None,
    }


def _name_form() -> Form:
    return Form(
        name="limit",
        title=_("Name a limit"),
        hint=_("Something of which there is only so much, whoever uses it: land, water, emissions."
               " It limits nobody until it is decided how much there is."),
        fields=[
            Field(name="name", label=_("What it is called"), kind="text", most=planned.NAME_MAX),
            Field(name="unit", label=_("Unit"), kind="text", most=30),
        ],
        button=_("Name it"),
        plain=True,
    )  # fmt: skip


def _set_form(bodies: list[Body], options: list[Option]) -> Form:
    fields = [
        *_body_field(bodies),
        Field(name="limit", label=_("Limit"), kind="pick", options=options),
        Field(
            name="amount",
            label=_("How much in each period, in its unit"),
            hint=_("0 is nothing at all."),
        ),
        plan_forms.reasons_field(),
    ]
    return Form(name="set", title=_("Move how much there is"), fields=fields, button=_("Move it"))


def _limit_acts(reading: Reading) -> dict[str, Act]:
    def named(typed: Typed) -> data.NameLimit:
        return data.NameLimit(
            name=typed.line("name", planned.NAME_MAX), unit=typed.line("unit", 30)
        )

    def moved(typed: Typed) -> cmd.ProposeMotion:
        number, amount = typed.number("limit"), typed.amount("amount")
        title = _("Set how much there is of limit %(number)d") % {"number": number}
        if number in reading.state.limits:
            title = _("Set how much there is: %(name)s") % {"name": names[number]}
        effect = ef.SetLimit(limit=number, per_period=amount)
        return plan_forms.motion(typed, typed.number("body"), title, effect)

    planned.know(reading, limits=reading.state.limits)
    names = {one: planned.limit(reading, one) for one in reading.state.limits}
    return {
        "limit": Act(named, _("It is named. It limits nobody until it is decided how much.")),
        "set": Act(moved, plan_forms.moved(), plan_forms.to_motion),
    }


# Alternatives.

_KINDS: tuple[kept.ConditionKind, ...] = ("process_at_most", "process_at_least")


def alternative(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form by which a plan under further conditions is asked for, or ask for it."""
    return _page(
        request,
        "plan_move.html",
        lambda reading, typed: _alternative(reading, typed, number),
        lambda reading: {"alternative": _alternative_act(reading, number)},
    )


def _campaign(reading: Reading, number: int) -> kept.Campaign:
    found = reading.state.campaigns.get(number)
    if found is None:
        raise Http404(_("There is no planning with the number %(number)d.") % {"number": number})
    return found


def _alternative(reading: Reading, typed: Typed, number: int) -> Context:
    campaign = _campaign(reading, number)
    rule = finding.rule_of(reading.case, campaign)
    timely = campaign.stage in ("revising", "deciding")
    may = timely and bool(reading.viewer) and finding.has_say(reading.case, campaign)
    form = Form(
        name="alternative",
        fields=_alternative_fields(reading, rule, campaign) if may else [],
        button=_("Ask for this plan"),
    )
    why_not = _("Only who votes in a body that makes, orders or adopts can ask for one.")
    if not timely:
        why_not = _("Alternatives are asked for when there is a plan to compare them with.")
    return {
        **_head(
            reading, _("Propose an alternative"), rule.article, typed, planned.campaign_link(number)
        ),
        "lead": _("A plan under further conditions: they go before all ranks of needs. What they"
                  " cost the others is shown before anybody votes."),
        "notes": [_("The plan is computed when this is sent, and stands beside the others then.")],
        "form": forms.told(form, typed) if may else None,
        "why_not": why_not,
    }  # fmt: skip


def _alternative_fields(reading: Reading, rule: Planning, campaign: kept.Campaign) -> list[Field]:
    makers = [one.id for one in planned.taking_part(reading, rule.producers)]
    getters = planned.body_options(planned.taking_part(reading, rule.consumers))
    products = planned.product_options(reading)
    periods = [Option("0", _("each period"))]
    periods += [
        Option(str(one), _("period %(period)d") % {"period": one})
        for one in range(1, campaign.periods + 1)
    ]
    return [
        Field(name="title", label=_("What it is about"), kind="text", most=links.TITLE_MAX),
        plan_forms.reasons_field(),
        Field(name="period", label=_("When"), kind="pick", options=periods),
        Field(
            name="least",
            label=_("At least: product, for whom, how much"),
            kind="rows",
            options=products,
            also=getters,
            optional=True,
        ),
        Field(
            name="most",
            label=_("At most: product, for whom, how much"),
            kind="rows",
            options=products,
            also=getters,
            optional=True,
        ),
        Field(
            name="runs",
            label=_("Runs of a process: which, at most or at least, how many"),
            kind="rows",
            options=planned.process_options(reading, makers),
            also=[Option("2", _("at least"))],
            also_none=_("at most"),
            optional=True,
        ),
    ]


def _alternative_act(reading: Reading, number: int) -> Act:
    campaign = _campaign(reading, number)
    periods = campaign.periods

    def read(typed: Typed) -> data.ProposeAlternative:
        title = typed.line("title", links.TITLE_MAX)
        reasons = typed.text("reasons", plan_forms.REASONS_MAX, optional=True)
        conditions = _conditions(typed, periods)
        text = f"{title}\n\n{reasons}" if reasons else title
        return data.ProposeAlternative(campaign=number, text=text, conditions=conditions)

    done = _("Asked for. Its plan is computed now, and will stand beside the others.")
    return Act(read, done, lambda _answer: reverse("campaign", args=[number]) + "#alternatives")


def _conditions(typed: Typed, periods: int) -> tuple[kept.PlanCondition, ...]:
    """Read the conditions, each for the period that was chosen, or for every one."""
    chosen = typed.number("period", optional=True)
    when = [chosen] if chosen else list(range(1, periods + 1))
    bounds: list[tuple[kept.ConditionKind, int, int, int]] = []
    for name, kind in (("least", "order_at_least"), ("most", "order_at_most")):
        for place, (of, body, amount) in enumerate(typed.triples(name, least=0), start=1):
            if not body:
                text = _("Row %(row)d: say for which body.") % {"row": place}
                typed.errors.setdefault(name, text)
            bounds.append((kind, of, amount, body))  # type: ignore[arg-type]  # one of the two kinds above
    for of, at_least, amount in typed.triples("runs", least=0):
        bounds.append((_KINDS[bool(at_least)], of, amount, 0))
    found = tuple(
        kept.PlanCondition(kind, of, amount, period, body)
        for kind, of, amount, body in bounds
        for period in when
    )
    if not found:
        typed.errors.setdefault("least", _("Nothing is asked for: fill at least one row."))
    elif len(found) > CONDITIONS_MAX:
        said = {"most": CONDITIONS_MAX, "got": len(found)}
        text = _("At most %(most)d conditions, counted for each period; these are %(got)d.")
        typed.errors.setdefault("period", text % said)
    return found


# Surplus.

_PURPOSES = tuple(planned.PURPOSES)


def surplus(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form that says what a plan's surplus is for, or move it."""
    return _page(
        request,
        "plan_move.html",
        lambda reading, typed: _surplus(reading, typed, number),
        lambda reading: _surplus_acts(reading, number),
    )


def _adopted(reading: Reading, number: int) -> kept.Plan:
    found = reading.state.plans.get(number)
    if found is None or not found.adopted_at:
        said = {"number": number}
        raise Http404(_("No plan with the number %(number)d was adopted.") % said)
    return found


def _surplus(reading: Reading, typed: Typed, number: int) -> Context:
    found = _adopted(reading, number)
    campaign = reading.state.campaigns[found.campaign]
    rule = finding.rule_of(reading.case, campaign)
    owner = finding.owner(reading.case, campaign)
    link = planned.plan_link(reading, number)
    options = [
        Option(str(place), words.word(planned.PURPOSES, one))
        for place, one in enumerate(_PURPOSES, start=1)
    ]
    below = [one for one in reading.state.bodies.values() if one.is_open]
    parts = Field(
        name="parts",
        label=_("What it is for, who disposes of it, and how many hours"),
        kind="rows",
        options=options,
        also=planned.body_options(below),
        also_none=_("all together"),
        rows=[
            (str(_PURPOSES.index(one.purpose) + 1), str(one.body or ""), str(one.hours))
            for one in found.shares
        ],
        hint=_("All of it has to be assigned: the parts add up to %(hours)s.")
        % {"hours": planned.hours(found.surplus)},
    )
    form = Form(name="surplus", fields=[parts, plan_forms.reasons_field()], button=_("Move it"))
    may = planned.votes_in(reading, owner)
    title = _("What the surplus is for")
    return {
        **_head(reading, title, rule.article, typed, link),
        "lead": _(
            "What is left, in hours, when what was used up is replaced and the necessary ranks of"
            " needs have what the plan gives them."
        ),
        "notes": [],
        "form": forms.told(form, typed) if may else None,
        "why_not": _("Only who votes in %(body)s can move it.") % {"body": owner.name},
    }  # fmt: skip


def _surplus_acts(reading: Reading, number: int) -> dict[str, Act]:
    found = _adopted(reading, number)
    owner = finding.owner(reading.case, reading.state.campaigns[found.campaign])
    title = _("What the surplus is for: %(plan)s") % {"plan": planned.plan_name(reading, number)}
    expected = found.surplus

    def read(typed: Typed) -> cmd.ProposeMotion:
        rows = typed.triples("parts")
        parts = tuple(
            ef.Part(purpose=_PURPOSES[of - 1], hours=hours, body=body)  # type: ignore[arg-type]  # the words of the law, checked by it
            for of, body, hours in rows
            if 1 <= of <= len(_PURPOSES)
        )
        total = sum(one.hours for one in parts)
        if "parts" not in typed.errors and total != expected:
            said = {"got": planned.hours(total), "expected": planned.hours(expected)}
            text = _("The parts add up to %(got)s; they have to add up to %(expected)s.")
            typed.errors["parts"] = text % said
        effect = ef.AssignSurplus(plan=number, parts=parts)
        return plan_forms.motion(typed, owner.id, title, effect)

    return {"surplus": Act(read, plan_forms.moved(), plan_forms.to_motion)}
