"""The plan in the words of all its pages: what things are called, where a campaign stands.

Rules of this module:

* names of products, processes and limits were typed by somebody: they come out as text, in one
  line, and asked for together; what was erased is called by its number;
* shares are told in per cent, rounded down to a tenth: only all of it is 100 %;
* who may do what is asked of the law, and only to show or hide a form.

Not here: the pages (``pages.planning`` and its like), forms (``forms``), what is decided about it
(``plan_effects``), what happened (``telling_planning``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonweal.charter.planning import Planning
from commonweal.office.reading import Reading
from commonweal.polity import Body
from commonweal.polity.planning.proposals import effects as ef
from commonweal.polity.planning.proposals import finding, kept
from commonweal.web import links, words
from commonweal.web.forms import Option

Context = dict[str, Any]

NAME_MAX = 80
"""Longest name of a product, process, unit or limit that is asked for, and shown whole."""

CAMPAIGN_STAGES = {
    "proposing": (gettext_noop("proposals are made"), "wait"),
    "solving": (gettext_noop("a plan is sought"), "wait"),
    "revising": (gettext_noop("proposals are revised"), "wait"),
    "deciding": (gettext_noop("to be voted on"), "wait"),
    "adopted": (gettext_noop("a plan was adopted"), "good"),
    "lapsed": (gettext_noop("ended without a plan"), ""),
}

ENDS = {
    "time_is_up": gettext_noop("no plan was adopted in time"),
    "no_plan": gettext_noop("no plan could be found"),
    "body_closed": gettext_noop("the body that began it was closed"),
    "taken_back": gettext_noop("the adoption was annulled, and not voted again"),
}

PURPOSES = {
    "accumulation": gettext_noop("more means of production"),
    "consumption": gettext_noop("more for members to consume"),
    "social": gettext_noop("common services"),
    "reserve": gettext_noop("reserve"),
    "solidarity": gettext_noop("gifts to others"),
}

# What things are called.


def know(
    reading: Reading,
    products: Iterable[int] = (),
    processes: Iterable[int] = (),
    limits: Iterable[int] = (),
) -> None:
    """Ask for the names of things of the plan together, before they are used one by one."""
    state = reading.state
    texts = [one for number in products for one in _sealed(state.products.get(number))]
    texts += [one for number in limits for one in _sealed(state.limits.get(number))]
    texts += [state.processes[number].name for number in processes if number in state.processes]
    reading.know((), texts)


def _sealed(one: kept.Product | kept.Limit | None) -> tuple[str, ...]:
    return (one.name, one.unit) if one else ()


def _line(reading: Reading, text: str) -> str:
    found = reading.text(text) if text.startswith("sha256:") else text
    plain = (found or "").translate(_TURNING)
    return Truncator(" ".join(plain.split())).chars(NAME_MAX)


_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Signs that turn the direction of what follows: a name could make other words look different."""


def product(reading: Reading, number: int) -> str:
    """Return what a product is called."""
    found = reading.state.products.get(number)
    named = _line(reading, found.name) if found else ""
    return named or _("product %(number)d") % {"number": number}


def unit(reading: Reading, number: int) -> str:
    """Return the unit in which a product is counted."""
    found = reading.state.products.get(number)
    return _line(reading, found.unit) if found else ""


def much(reading: Reading, number: int, amount: int) -> str:
    """Say an amount of a product: ``1,200 kg``."""
    return f"{amount:,} {unit(reading, number)}".rstrip()


def much_of(reading: Reading, number: int, amount: int) -> str:
    """Say an amount of a product with its name: ``1,200 kg bread``."""
    return f"{much(reading, number, amount)} {product(reading, number)}"


def process(reading: Reading, number: int) -> str:
    """Return what a process is called."""
    found = reading.state.processes.get(number)
    named = _line(reading, found.name) if found else ""
    return named or _("process %(number)d") % {"number": number}


def limit(reading: Reading, number: int) -> str:
    """Return what a limit is called."""
    found = reading.state.limits.get(number)
    named = _line(reading, found.name) if found else ""
    return named or _("limit %(number)d") % {"number": number}


def limit_unit(reading: Reading, number: int) -> str:
    """Return the unit in which a limit is counted."""
    found = reading.state.limits.get(number)
    return _line(reading, found.unit) if found else ""


def product_options(reading: Reading) -> list[Option]:
    """Return all products as options, by name."""
    know(reading, products=reading.state.products)
    named = (
        Option(str(one), f"{product(reading, one)} ({unit(reading, one)})")
        for one in reading.state.products
    )
    return _distinct(named)


def limit_options(reading: Reading) -> list[Option]:
    """Return all limits as options, by name."""
    know(reading, limits=reading.state.limits)
    named = (
        Option(str(one), f"{limit(reading, one)} ({limit_unit(reading, one)})")
        for one in reading.state.limits
    )
    return _distinct(named)


def process_options(reading: Reading, bodies: Iterable[int]) -> list[Option]:
    """Return the processes that stand in some bodies as options, by body and name."""
    known = set(bodies)
    found = [
        one
        for one in reading.state.processes.values()
        if one.body in known and not one.replaced_by and not one.withdrawn_at
    ]
    know(reading, processes=[one.id for one in found])
    names = reading.state.bodies
    named = (
        Option(str(one.id), f"{names[one.body].name}: {process(reading, one.id)}") for one in found
    )
    return _distinct(named)


def _distinct(options: Iterable[Option]) -> list[Option]:
    """Sort options by name; of those that are called the same, each has its number with it."""
    found = sorted(options, key=lambda one: (one.label.casefold(), int(one.value)))
    count = Counter(one.label for one in found)
    return [
        Option(one.value, f"{one.label} · {one.value}") if count[one.label] > 1 else one
        for one in found
    ]


def body_options(bodies: Iterable[Body]) -> list[Option]:
    """Return bodies as options, in their order."""
    return [Option(str(one.id), one.name) for one in bodies]


def rank(rule: Planning, number: int) -> str:
    """Return what a rank of needs is called, with its number."""
    if 1 <= number <= len(rule.ranks):
        return f"{number}. {rule.ranks[number - 1].replace('_', ' ')}"
    return _("rank %(number)d") % {"number": number}


def rank_options(rule: Planning) -> list[Option]:
    """Return the ranks as options, the first first."""
    return [Option(str(one), rank(rule, one)) for one in range(1, len(rule.ranks) + 1)]


def percent(ppm: int) -> str:
    """Tell parts per million in per cent, rounded down to a tenth."""
    tenths = ppm // 1000
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def hours(count: int) -> str:
    """Write a number of hours."""
    return ngettext("%(n)s hour", "%(n)s hours", count) % {"n": f"{count:,}"}


def periods(count: int, each_days: int) -> str:
    """Write how long a plan is: ``12 periods of 7 days``."""
    said = {"n": count, "days": words.days(each_days)}
    return ngettext("%(n)d period of %(days)s", "%(n)d periods of %(days)s", count) % said


def spans(numbers: Iterable[int]) -> str:
    """Write numbers, those that follow one another as one: ``1–4, 7``."""
    found: list[list[int]] = []
    for one in sorted(set(numbers)):
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found)


# Links.


def campaign_link(number: int) -> links.Link:
    """Return a link to a campaign."""
    name = _("Planning %(number)d") % {"number": number}
    return links.Link(name, reverse("campaign", args=[number]))


def plan_link(reading: Reading, number: int) -> links.Link:
    """Return a link to a plan."""
    return links.Link(plan_name(reading, number), reverse("found-plan", args=[number]))


def plan_name(reading: Reading, number: int) -> str:
    """Return what a plan is called: by its number, and by the round or alternative it is of."""
    plan = reading.state.plans[number]
    if plan.alternative:
        said = {"number": number, "alternative": plan.alternative}
        return _("Plan %(number)d (alternative %(alternative)d)") % said
    return _("Plan %(number)d (round %(round)d)") % {"number": number, "round": plan.round}


def path(*more: links.Link) -> list[links.Link]:
    """Return the way from the page of the plan to a page below it."""
    return [links.Link(_("Plan"), reverse("plan")), *more]


# Whose turn it is.


def rule_now(reading: Reading) -> Planning | None:
    """Return the article by which one proposes now; None where the constitution has none."""
    campaign = finding.running(reading.state)
    return finding.rule_of(reading.case, campaign) if campaign else reading.charter.plan


def latest(reading: Reading) -> tuple[kept.Campaign | None, Planning | None]:
    """Return the campaign that runs, or the last one, with the article by which it goes.

    Where there is none yet, the article in force.
    """
    state = reading.state
    found = state.campaigns.get(len(state.campaigns))
    if found is None:
        return None, reading.charter.plan
    return found, finding.rule_of(reading.case, found)


def votes_in(reading: Reading, body: Body) -> bool:
    """Whether the viewer votes in an open body."""
    return bool(reading.viewer) and body.is_open and reading.case.is_voter(reading.viewer, body)


def taking_part(reading: Reading, levels: tuple[str, ...]) -> list[Body]:
    """Return the open bodies of some levels that belong to the plan, by number."""
    state = reading.state
    campaign = finding.running(state)
    above = finding.owner(reading.case, campaign).id if campaign else 0
    return [
        one
        for one in state.bodies.values()
        if one.is_open and one.level in levels and (not above or state.reaches(above, one.id))
    ]


def deciding_bodies(reading: Reading) -> list[Body]:
    """Return the open bodies that may begin planning; of a campaign that runs, its own."""
    campaign = finding.running(reading.state)
    if campaign is not None:
        return [finding.owner(reading.case, campaign)]
    rule = reading.charter.plan
    if rule is None:
        return []
    bodies = (one for one in reading.state.bodies.values() if one.is_open)
    return [one for one in bodies if finding.decides(reading.case, rule, one)]


def may_change(reading: Reading, campaign: kept.Campaign | None, body: Body) -> bool:
    """Whether the viewer may change what a body proposes, or orders, in a campaign now."""
    changes = campaign is not None and campaign.stage in finding.REVISABLE
    fixed = campaign is not None and body.id in campaign.fixed
    return changes and not fixed and votes_in(reading, body)


def processes_of(reading: Reading, body: int) -> list[kept.Process]:
    """Return the processes that a body stands by, oldest first."""
    return [
        one
        for one in reading.state.processes.values()
        if one.body == body and not one.replaced_by and not one.withdrawn_at
    ]


# Where a campaign stands.


def progress(reading: Reading, campaign: kept.Campaign) -> list[Context]:
    """Return the steps of a campaign as a line: proposals, each round, the vote, the plan."""
    rule, state = finding.rule_of(reading.case, campaign), reading.state
    last = campaign.round if campaign.stage in finding.OVER else rule.rounds
    now = _reached(reading, campaign, last)
    found = {
        state.plans[one].round: one for one in campaign.plans if not state.plans[one].alternative
    }
    steps = [(_("Proposals"), "")]
    for number in range(1, last + 1):
        note = _outcome(reading, found[number]) if number in found else ""
        steps.append((_("Round %(number)d") % {"number": number}, note))
    steps.append((_("Vote"), ""))
    steps.append((_("The plan runs"), ""))
    until = links.when_or_none(campaign.until) if campaign.stage not in finding.OVER else None
    return [
        {
            "title": title,
            "at": until if place == now and campaign.stage != "solving" else None,
            "note": note or (_step_note(campaign) if place == now else ""),
            "state": "done" if place < now else "now" if place == now else "next",
        }
        for place, (title, note) in enumerate(steps)
    ]


def _reached(reading: Reading, campaign: kept.Campaign, last: int) -> int:
    match campaign.stage:
        case "proposing":
            return 0
        case "solving" | "revising":
            return campaign.round
        case "deciding":
            return last + 1
        case "adopted":
            over = reading.state.plans[campaign.adopted].ends_at <= reading.now
            return last + 2 + over
        case _:
            return last + 1


def _outcome(reading: Reading, number: int) -> str:
    plan = reading.state.plans[number]
    return hours(plan.hours) if plan.outcome == "plan" else _("no plan is possible")


def _step_note(campaign: kept.Campaign) -> str:
    return {
        "proposing": _("until"),
        "solving": _("a plan is sought"),
        "revising": _("revised until"),
        "deciding": _("until"),
    }.get(campaign.stage, "")


def shares_told(plan: kept.Plan, rule: Planning) -> list[Context]:
    """Tell what each rank gets: the smallest and the mean share, with widths of their bars."""
    return [
        {
            "rank": rank(rule, one.rank),
            "least": percent(one.least_ppm),
            "mean": percent(one.mean_ppm),
            "least_k": one.least_ppm // 1000,
            "mean_k": one.mean_ppm // 1000,
        }
        for one in plan.ranks
    ]


def outcome_told(reading: Reading, plan: kept.Plan) -> tuple[str, str]:
    """Say what became of a plan, and its tone."""
    campaign = reading.state.campaigns[plan.campaign]
    if plan.outcome == "infeasible":
        return _("no plan is possible"), "bad"
    if campaign.adopted == plan.id:
        return _("adopted"), "good"
    if campaign.stage in finding.OVER:
        return _("not adopted"), ""
    if not finding.is_adoptable(reading.case, campaign):
        return _("voted on after the last round"), "wait"
    return _("can be voted on"), "wait"


def conditions_told(reading: Reading, alternative: kept.Alternative) -> list[str]:
    """Say the conditions of an alternative in words; the same one of several periods once."""
    length = reading.state.campaigns[alternative.campaign].periods
    grouped: dict[tuple[str, int, int, int], list[int]] = {}
    for one in alternative.conditions:
        grouped.setdefault((one.kind, one.of, one.amount, one.body), []).append(one.period)
    known = list(grouped)
    know(
        reading,
        [of for kind, of, _amount, _body in known if kind.startswith("order")],
        [of for kind, of, _amount, _body in known if kind.startswith("process")],
    )
    return [_condition_told(reading, *one, _when(grouped[one], length)) for one in known]


def missed_told(
    reading: Reading, alternative: kept.Alternative, missed: Iterable[tuple[int, int]]
) -> list[str]:
    """Say which conditions of an alternative cannot be kept, and how near a plan comes.

    Args:
        reading: the look.
        alternative: what was asked for.
        missed: places of conditions, from 1, and what the plan that comes nearest has.
    """
    found = [
        (alternative.conditions[place - 1], got)
        for place, got in missed
        if place <= len(alternative.conditions)
    ]
    know(
        reading,
        [one.of for one, _got in found if one.kind.startswith("order")],
        [one.of for one, _got in found if one.kind.startswith("process")],
    )
    text = _("%(condition)s: cannot be kept; the plan that comes nearest has %(got)s")
    return [text % {"condition": _alone(reading, one), "got": f"{got:,}"} for one, got in found]


def _alone(reading: Reading, one: kept.PlanCondition) -> str:
    when = _("in period %(periods)s") % {"periods": one.period}
    return _condition_told(reading, one.kind, one.of, one.amount, one.body, when)


def _when(periods: list[int], length: int) -> str:
    if len(periods) == length and length > 1:
        return _("in each period")
    return _("in period %(periods)s") % {"periods": spans(periods)}


def _condition_told(reading: Reading, kind: str, of: int, amount: int, body: int, when: str) -> str:
    said = {"when": when}
    if kind.startswith("process"):
        said |= {"process": process(reading, of), "what": f"{amount:,}"}
    else:
        place = reading.state.bodies.get(body)
        said |= {"what": much_of(reading, of, amount), "body": place.name if place else ""}
    return _(_CONDITIONS[kind]) % said


_CONDITIONS = {
    "process_at_most": gettext_noop("at most %(what)s runs of %(process)s %(when)s"),
    "process_at_least": gettext_noop("at least %(what)s runs of %(process)s %(when)s"),
    "order_at_most": gettext_noop("at most %(what)s for %(body)s %(when)s"),
    "order_at_least": gettext_noop("at least %(what)s for %(body)s %(when)s"),
}


def needed(rule: Planning) -> str:
    """Say what share of Yes and No adopting a plan needs: up to a half it is exceeded."""
    text = _("%(share)s of Yes and No") if 2 * rule.majority > 1 else _exceeded()
    return text % {"share": words.share(rule.majority)}


def _exceeded() -> str:
    return _("more than %(share)s of Yes and No")


def parts_told(reading: Reading, parts: Iterable[ef.Part]) -> str:
    """Say what parts of a surplus are for."""
    return ", ".join(_part_told(reading, one) for one in parts)


def _part_told(reading: Reading, part: ef.Part) -> str:
    said = {"purpose": words.word(PURPOSES, part.purpose), "hours": hours(part.hours)}
    if part.body in reading.state.bodies:
        said["body"] = reading.state.bodies[part.body].name
        return _("%(purpose)s %(hours)s (%(body)s)") % said
    return _("%(purpose)s %(hours)s") % said
