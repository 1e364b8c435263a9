"""Why a plan gives no more, in sentences: for orders, for processes, and for a whole rank.

Rules of this module: reasons come as data, and are told with the names that things have now, which
are asked for together (:func:`know`); amounts have their unit, and shares are in per cent.

Not here: finding reasons (the office), what a plan gives (``plan_answers``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter.planning import Planning
from commonweal.office.plan_reasons import Bound, Eased, Held, OrderReason, ProcessReason, Scarce
from commonweal.office.reading import Reading
from commonweal.web import planned

HELD_SHOWN = 4
"""Limits that one sentence names."""

ALL = 99
"""From so many per cent on, a limit is all that holds something back."""


def know(reading: Reading, bounds: Iterable[Bound]) -> None:
    """Ask for the names of limits together, before they are told one by one."""
    found: dict[str, list[int]] = {}
    for one in bounds:
        found.setdefault(one.of, []).append(one.number)
    products = [*found.get("stock", ()), *found.get("unmade", ())]
    planned.know(reading, products, found.get("process", ()), found.get("limit", ()))


def bounds_of(reason: OrderReason | ProcessReason) -> list[Bound]:
    """Return the limits that a reason names."""
    found = [one.bound for one in reason.held]
    if isinstance(reason, OrderReason):
        found += [one.bound for one in reason.eased or ()]
    return found


# Sentences.


def of_order(reading: Reading, rule: Planning | None, reason: OrderReason) -> list[str]:
    """Say why an order gets no more.

    Args:
        reading: the look.
        rule: the article that names the ranks; None where there is none any more.
        reason: why.
    """
    if reason.by_parts:
        return [_("What is missing is less than a whole run, or a whole unit, could give.")]
    found = [_held_back(reading, reason.held)] if reason.held else []
    if reason.eased is None:
        found.append(_("Nothing would let it pass, as long as everybody else keep what they get."))
    elif reason.eased:
        more = "; ".join(_more(reading, one) for one in reason.eased)
        text = _("It would pass, and everybody else keep what they get, with %(more)s.")
        found.append(text % {"more": more})
    costs = [*_orders_cost(rule, reason.orders), *_hours_cost(reason.hours)]
    if costs:
        text = _("What it gets costs %(costs)s.")
        found.append(text % {"costs": ", ".join(costs)})
    return found


def of_process(reading: Reading, reason: ProcessReason) -> str:
    """Say why a process runs no more."""
    match reason.why:
        case "unneeded":
            return _("Nobody asks for more of what it gives.")
        case "dear":
            text = _(
                "A run costs %(hours)s hours more than what it gives is worth; it would be used if"
                " it took that much less."
            )
            return text % {"hours": figure(reason.dearer)}
        case "limited":
            return _held_back(reading, reason.held)
        case "enough":
            return _("All that is asked for of what it gives is made.")


def _held_back(reading: Reading, held: Sequence[Held]) -> str:
    named = [_part(reading, one) for one in held[:HELD_SHOWN]]
    if len(held) > HELD_SHOWN:
        named.append(_("%(count)d more") % {"count": len(held) - HELD_SHOWN})
    return _("It is held back by %(limits)s.") % {"limits": ", ".join(named)}


def _part(reading: Reading, one: Held) -> str:
    if one.percent >= ALL:
        return _at(reading, one.bound)
    return f"{_at(reading, one.bound)} ({one.percent} %)"


def _at(reading: Reading, bound: Bound) -> str:
    """Name a limit with its period."""
    name = called(reading, bound)
    if not bound.period:
        return name
    return _("%(limit)s in period %(period)d") % {"limit": name, "period": bound.period}


def called(reading: Reading, bound: Bound) -> str:
    """Name a limit."""
    match bound.of:
        case "hours":
            body = reading.state.bodies.get(bound.number)
            return _("the hours of %(body)s") % {"body": body.name} if body else bound.name
        case "limit":
            return planned.limit(reading, bound.number)
        case "process":
            said = {"process": planned.process(reading, bound.number), "body": ""}
            process = reading.state.processes.get(bound.number)
            if process is not None:
                said["body"] = reading.state.bodies[process.body].name
            return _("the runs of %(process)s (%(body)s)") % said
        case "stock":
            return _("the stock of %(name)s") % {"name": planned.product(reading, bound.number)}
        case "unmade":
            said = {"name": planned.product(reading, bound.number)}
            return _("%(name)s, which nobody makes") % said
        case "other":
            return bound.name


def much(reading: Reading, bound: Bound, amount: float) -> str:
    """Say an amount of a limit, with its unit; parts count as whole where there are only whole."""
    match bound.of:
        case "hours":
            return planned.hours(ceil(amount - _ROUNDING))
        case "process":
            runs = ceil(amount - _ROUNDING)
            return ngettext("%(n)s run", "%(n)s runs", runs) % {"n": f"{runs:,}"}
        case "limit":
            return f"{figure(amount)} {planned.limit_unit(reading, bound.number)}".rstrip()
        case "stock" | "unmade":
            return f"{figure(amount)} {planned.unit(reading, bound.number)}".rstrip()
        case "other":
            return f"{figure(amount)} {bound.unit}".rstrip()


_ROUNDING = 1e-6


def _more(reading: Reading, one: Eased) -> str:
    said = {
        "amount": much(reading, one.bound, one.more),
        "limit": _at(reading, one.bound),
        "share": figure(100 * one.more / one.bound.there) if one.bound.there > 0 else "",
    }
    if said["share"]:
        return _("%(amount)s more of %(limit)s (%(share)s %% more)") % said
    return _("%(amount)s more of %(limit)s") % said


def _orders_cost(rule: Planning | None, orders: Sequence[tuple[int, float]]) -> list[str]:
    return [
        _("as much as %(count)s orders of rank %(rank)s")
        % {"count": figure(count), "rank": planned.rank(rule, rank) if rule else rank}
        for rank, count in orders
        if count > _SOME
    ]


def _hours_cost(hours: float) -> list[str]:
    return [planned.hours(ceil(hours - _ROUNDING))] if hours > _SOME else []


_SOME = 0.005
"""A cost that is more than rounding."""


def scarce_told(reading: Reading, one: Scarce) -> tuple[str, str, str]:
    """Return the name of a limit, how much there is, and what a tenth more of it adds at most."""
    tenth = one.worth_ppm // 10
    name = called(reading, one.bound)
    return name, much(reading, one.bound, one.bound.there), points(tenth)


def points(ppm: int) -> str:
    """Tell a difference between shares: ``1.2 points``, of which a whole share has 100."""
    if 0 < ppm < _HUNDREDTH:
        return _("less than 0.01 points")
    return _("%(n)s points") % {"n": f"{round(ppm / 10_000, 2):,g}"}


_HUNDREDTH = 100


def figure(value: float) -> str:
    """Write a figure with three digits, large ones whole."""
    if abs(value) >= _LARGE:
        return f"{value:,.0f}"
    return f"{float(f'{value:.3g}'):,g}"


_LARGE = 1000
