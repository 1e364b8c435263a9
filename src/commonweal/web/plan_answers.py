"""What a plan answers to those who proposed and ordered: what it gives, what limits it, and why.

Rules of this module:

* figures and reasons come from the office's reading of the plan's file; nothing is found here;
* a file is read, and reasons are worked out, outside the office's lock: a page that asks why does
  not make others wait. What needs names is told afterwards, in the look in which a page is built;
* the least change that would have let an order pass is worked out for one order, when it is asked.

Not here: reading files of plans (the office), pages (``pages``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commonweal.office.plan_reading import (
    Balance,
    Compared,
    PlanReading,
    Price,
    Served,
    Used,
    compare,
    plan_reading,
)
from commonweal.office.plan_reasons import OrderReason, Scarce
from commonweal.office.reading import Reading
from commonweal.polity.planning.proposals import finding, kept
from commonweal.web import plan_reasons, planned
from commonweal.web.middleware import Visit

Context = dict[str, Any]

REASONS_SHOWN = 3
"""Different reasons that are told of one order, or one process."""

SCARCE_READ, SCARCE_SHOWN = 100, 12
"""Limits that are read of a plan, one for each period, and that are shown."""

ROWS_SHOWN = 300
"""Products, bodies and processes that one table shows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan that was found, with what its file says.

    Attributes:
        plan: its number.
        file: what its file says; None where it is not kept.
    """

    plan: int
    file: PlanReading | None


def last_plan(reading: Reading, campaign: kept.Campaign | None) -> kept.Plan | None:
    """Return the plan that was adopted, or that of the newest round; None without one."""
    if campaign is None:
        return None
    if campaign.adopted:
        return reading.state.plans[campaign.adopted]
    plans = (reading.state.plans[one] for one in reversed(campaign.plans))
    return next((one for one in plans if not one.alternative), None)


def answers(visit: Visit, choose: Callable[[Reading], Iterable[kept.Plan | None]]) -> list[Answer]:
    """Read plans, outside the office's lock.

    Args:
        visit: the visit.
        choose: names the plans, in one look.
    """

    def look(reading: Reading) -> list[tuple[int, str]]:
        return [(one.id, one.file) for one in choose(reading) if one is not None]

    vault = visit.federation.office.vault
    found = visit.federation.look(visit.viewer, look)
    return [Answer(number, plan_reading(vault, digest)) for number, digest in found]


def latest(visit: Visit) -> Answer | None:
    """Read the plan that answers what was proposed last; None while there is none."""
    found = answers(visit, lambda reading: [last_plan(reading, planned.latest(reading)[0])])
    return found[0] if found else None


# Orders.


@dataclass(frozen=True, slots=True)
class OrderAnswers:
    """What the last plan gives to each order of a body.

    Attributes:
        plan: number of the plan that answers; 0 while there is none.
        given: by product and rank: what each period gets.
        why: by product and rank: why no more; orders of which nothing says why are not in it.
        asked: the order of which the least change was asked.
    """

    plan: int = 0
    given: dict[tuple[int, int], list[Served]] = field(default_factory=dict)
    why: dict[tuple[int, int], OrderReason] = field(default_factory=dict)
    asked: str = ""

    def told(self, reading: Reading, product: int, rank: int, period: int) -> Context | None:
        """Tell what an order gets; None where the plan does not know it."""
        lines = self.given.get((product, rank), [])
        lines = [one for one in lines if period in (0, one.period)]
        if not lines:
            return None
        ordered, given = (sum(one.ordered for one in lines), sum(one.given for one in lines))
        ppm = given * 1_000_000 // ordered
        name = f"{product}-{rank}"
        cut = given < ordered
        may_ask = cut and name != self.asked and bool(reading.viewer)
        return {
            "share": planned.percent(ppm),
            "k": ppm // 1000,
            "full": not cut,
            "amount": planned.much(reading, product, given),
            "of": planned.much(reading, product, ordered),
            "why": self._why_told(reading, product, rank) if cut else [],
            "place": f"order-{name}-{period}",
            "change_url": f"?pass={name}#order-{name}-{period}" if may_ask else "",
        }

    def _why_told(self, reading: Reading, product: int, rank: int) -> list[str]:
        reason = self.why.get((product, rank))
        if reason is None:
            return []
        plan_reasons.know(reading, plan_reasons.bounds_of(reason))
        return plan_reasons.of_order(reading, planned.latest(reading)[1], reason)


def of_orders(found: Answer | None, body: int, asked: str = "") -> OrderAnswers:
    """Return what the last plan gives to each order of a body, and why no more.

    Args:
        found: the plan that answers.
        body: whose orders.
        asked: product and rank of which the least change that would let it pass is told.
    """
    if found is None or found.file is None:
        return OrderAnswers(found.plan if found else 0)
    given: dict[tuple[int, int], list[Served]] = {}
    for one in found.file.served_to(body):
        given.setdefault((one.product, one.rank), []).append(one)
    file = found.file
    why = {key: _why(file, lines, asked == f"{key[0]}-{key[1]}") for key, lines in given.items()}
    known = {key: one for key, one in why.items() if one is not None}
    return OrderAnswers(found.plan, given, known, asked)


def _why(file: PlanReading, lines: Sequence[Served], change: bool) -> OrderReason | None:  # noqa: FBT001 -- one caller
    """Say why an order gets no more, in the period in which it gets least."""
    cut = [one for one in lines if one.is_cut]
    if not cut:
        return None
    return file.why(min(cut, key=lambda one: (one.share_ppm, one.period)), change=change)


# Processes.


def of_maker(found: Answer | None, processes: Sequence[int]) -> list[Used]:
    """Return how the last plan uses processes, and why not more."""
    if found is None or found.file is None:
        return []
    return found.file.used(processes)


def maker_told(reading: Reading, found: Answer | None, used: Sequence[Used]) -> Context | None:
    """Tell what the last plan makes of a body's processes; None without one."""
    if found is None:
        return None
    is_plan = found.file is not None and found.file.is_plan
    reasons = [why for one in used for why in one.why[:REASONS_SHOWN]]
    bounds = [bound for one in reasons for bound in plan_reasons.bounds_of(one)]
    plan_reasons.know(reading, bounds)
    return {
        "plan": planned.plan_link(reading, found.plan),
        "said": "" if is_plan else _("no plan is possible"),
        "rows": [_used_told(reading, one) for one in used],
    }


def _used_told(reading: Reading, one: Used) -> Context:
    most, done = one.capacity * len(one.runs), sum(one.runs)
    said = {"runs": f"{done:,}", "most": f"{most:,}"}
    return {
        "name": planned.process(reading, one.process),
        "runs": _("%(runs)s of %(most)s runs") % said,
        "k": done * 1000 // most if most else 0,
        "why": [plan_reasons.of_process(reading, why) for why in one.why[:REASONS_SHOWN]],
    }


# One plan whole.


@dataclass(frozen=True, slots=True)
class Whole:
    """What a plan's file says of all of it.

    Attributes:
        plan: its number.
        why_none: why there is no plan, in the words of the file; ``missed``: as the conditions that
            cannot be kept, and how near a plan comes.
        balances, prices, scarce: what becomes of products, what they are worth, what limits all.
        account: what a price is.
    """

    plan: int
    why_none: tuple[str, ...] = ()
    missed: tuple[tuple[int, int], ...] = ()
    balances: tuple[Balance, ...] = ()
    prices: tuple[Price, ...] = ()
    scarce: tuple[Scarce, ...] = ()
    account: str = "labour"


def of_plan(found: Answer) -> Whole:
    """Return what a plan's file says beyond the figures of the record."""
    file = found.file
    if file is None:
        return Whole(found.plan)
    return Whole(
        found.plan,
        file.why_none,
        file.missed,
        tuple(file.balances()),
        file.prices,
        tuple(file.scarce(SCARCE_READ)),
        file.about.account,
    )


def plan_told(reading: Reading, whole: Whole) -> Context:
    """Tell what a plan's file says, with names."""
    products = [one.product for one in whole.balances[:ROWS_SHOWN]]
    planned.know(reading, [*products, *(one.product for one in whole.prices[:ROWS_SHOWN])])
    return {
        "conflict": _conflict_told(reading, whole),
        "makes": [_balance_told(reading, one) for one in whole.balances[:ROWS_SHOWN]],
        "prices": [_price_told(reading, one) for one in whole.prices[:ROWS_SHOWN]],
        "scarce": _scarce_told(reading, whole.scarce),
        "scarce_rank": _scarce_rank(reading, whole),
        "spread": any(one.periods and min(one.periods) < max(one.periods) for one in whole.prices),
        "account": _account(whole.account),
    }


def _conflict_told(reading: Reading, whole: Whole) -> Sequence[str]:
    """Say why there is no plan: which conditions cannot be kept, or what the file says."""
    alternative = reading.state.alternatives.get(reading.state.plans[whole.plan].alternative)
    if whole.missed and alternative is not None:
        return planned.missed_told(reading, alternative, whole.missed)
    return whole.why_none


def _scarce_told(reading: Reading, scarce: Sequence[Scarce]) -> list[Context]:
    """Tell limits, each once with the periods in which it is as dear, the dearest first."""
    plan_reasons.know(reading, [one.bound for one in scarce])
    found: dict[tuple[str, str, str], list[int]] = {}
    for one in scarce:
        at = found.setdefault(plan_reasons.scarce_told(reading, one), [])
        if one.bound.period:
            at.append(one.bound.period)
    rows = [
        {"name": name, "there": there, "worth": worth, "periods": planned.spans(at) or _("all")}
        for (name, there, worth), at in found.items()
    ]
    return rows[:SCARCE_SHOWN]


def _scarce_rank(reading: Reading, whole: Whole) -> str:
    """Return what the rank is called that falls short first."""
    campaign = reading.state.campaigns[reading.state.plans[whole.plan].campaign]
    rank = whole.scarce[0].rank if whole.scarce else 0
    if not rank:
        return _("the conditions of the alternative")
    return planned.rank(finding.rule_of(reading.case, campaign), rank)


def _account(account: str) -> str:
    if account == "labour":
        return _("Hours of work that one unit contains, direct and indirect")
    return _("Hours at the margin for one unit: what is scarce costs more")


def _balance_told(reading: Reading, one: Balance) -> Context:
    wanted = one.ordered
    share = planned.percent(one.delivered * 1_000_000 // wanted) if wanted else "–"
    return {
        "name": planned.product(reading, one.product),
        "unit": planned.unit(reading, one.product),
        "made": f"{one.stock + one.made:,}",
        "used": f"{one.used:,}",
        "ordered": f"{wanted:,}",
        "delivered": f"{one.delivered:,}",
        "share": share,
        "left": f"{one.left:,}",
    }


def _price_told(reading: Reading, one: Price) -> Context:
    least, most = min(one.periods), max(one.periods)
    spread = f"{_hours(least)} – {_hours(most)}" if _hours(least) != _hours(most) else ""
    return {
        "name": planned.product(reading, one.product),
        "unit": planned.unit(reading, one.product),
        "price": _hours(one.mean),
        "spread": spread,
    }


def _hours(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


# Side by side.


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Plans side by side, as far as their files are kept.

    Attributes:
        plans: their numbers; compared: what each gives.
    """

    plans: tuple[int, ...] = ()
    compared: Compared | None = None


def side_by_side(found: Sequence[Answer]) -> SideBySide:
    """Set plans side by side."""
    files = [one.file for one in found if one.file is not None]
    if len(files) < len(found) or not files:
        return SideBySide()
    return SideBySide(tuple(one.plan for one in found), compare(files))


def compared_told(reading: Reading, found: SideBySide) -> Context:
    """Tell what plans give of each product and to each body, and what they ask of each."""
    if found.compared is None:
        return {"products": [], "bodies": [], "hours": []}
    products = _most_different(found.compared.products)
    planned.know(reading, [one for one, _row in products])
    bodies = reading.state.bodies
    return {
        "products": [
            {
                "name": planned.product(reading, one),
                "cells": [planned.much(reading, one, amount) for amount in row],
            }
            for one, row in products
        ],
        "bodies": [
            {"name": bodies[one].name, "cells": [planned.percent(share) for share in row]}
            for one, row in _most_different(found.compared.bodies)
        ],
        "hours": _hours_of_bodies(reading, found.compared),
    }


def _most_different(
    rows: Sequence[tuple[int, tuple[int, ...]]],
) -> list[tuple[int, tuple[int, ...]]]:
    """Return rows whose figures differ most first, in proportion."""
    return sorted(rows, key=lambda row: (min(row[1]) - max(row[1])) / max(1, *row[1]))[:ROWS_SHOWN]


def _hours_of_bodies(reading: Reading, found: Compared) -> list[Context]:
    """Tell how many hours each body works in each plan."""
    state = reading.state
    hours: dict[int, list[int]] = {}
    for number, row in found.processes:
        process = state.processes[number]
        sums = hours.setdefault(process.body, [0] * len(row))
        for at, runs in enumerate(row):
            sums[at] += runs * process.hours
    rows = _most_different([(body, tuple(sums)) for body, sums in sorted(hours.items())])
    return [
        {"name": state.bodies[body].name, "cells": [f"{one:,}" for one in sums]}
        for body, sums in rows
    ]
