"""A plan is found: from what the record says to whole numbers, figures of the record, and a file.

Rules of this module:

* the same input gives the same plan;
* the plan with parts of runs proves itself in its file; the one in whole runs and units is what is
  told, voted on and carried out;
* a condition that cannot be kept makes an alternative infeasible, and it is said how near it comes;
* whatever the engine cannot do is an outcome, with the reason in the file: nothing is awaited for
  ever.

Not here: the input (``plan_inputs``, ``plan_economy``), lines (``plan_lines``), files
(``plan_files``), what is awaited and recorded (``plan_desk``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonweal.office.plan_economy import (
    Names,
    amendments_of,
    economy_of,
    number_of,
    orders_of,
)
from commonweal.office.plan_files import About, no_plan
from commonweal.office.plan_inputs import Facts
from commonweal.office.plan_lines import Flows, lines_of
from commonweal.plan.amendments import NOBODY, Amended, amended
from commonweal.plan.contained import contained
from commonweal.plan.economy import Economy
from commonweal.plan.files import encoded
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.productive import Unproductive
from commonweal.plan.searching import whole_plan
from commonweal.plan.solving import Infeasible, Unsolved, solve
from commonweal.plan.surplus import Surplus, surplus
from commonweal.plan.whole import FINE, Whole
from commonweal.polity.planning.proposals.kept import (
    AMOUNT_MAX,
    PPM,
    NewLine,
    RankShare,
    Run,
)
from commonweal.terms import FaultyDocument

Floats = NDArray[np.float64]

FAILURES = (
    Unsolved,
    Unproductive,
    FaultyDocument,
    ArithmeticError,
    AssertionError,
    LookupError,
    ValueError,
)
"""What an engine raises that is given something it cannot do; none of it may keep a round open."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Solved:
    """What the engine found.

    Attributes:
        outcome: a plan, or that there is none.
        text: the file.
        hours: of work, in all.
        ranks: what each rank of needs gets.
        surplus: in hours, rounded down.
        why: why there is no plan.
    """

    outcome: Literal["plan", "infeasible"]
    text: str
    hours: int = 0
    ranks: tuple[RankShare, ...] = ()
    surplus: int = 0
    why: tuple[str, ...] = ()


def solved(of: Facts, names: Names) -> Solved:
    """Find the plan that the record asks for.

    Args:
        of: what the record says.
        names: texts of names and units, by digest.
    """
    about = About(
        of.campaign,
        of.round,
        of.alternative,
        account=of.account,
        bodies={f"b{body}": of.bodies[body] for body in _bodies(of)},
        silent=of.silent,
    )
    try:
        economy = economy_of(of, names)
        orders = orders_of(of, economy)
        asked = amended(economy, orders, amendments_of(of))
        about = _changed(about, conditions=tuple(_conditions(of, economy)))
        plan = solve(asked.economy, asked.orders, sharing=of.sharing)
        if isinstance(plan, Infeasible):
            return _none(about, plan.words)
        whole = whole_plan(asked.economy, asked.orders, plan, sharing=of.sharing)
        missed = tuple(_missed(of, asked, whole))
        if missed:
            words = tuple(_missed_words(missed, about.conditions))
            return _none(_changed(about, missed=missed), words)
        return _told(of, about, economy, orders, asked, plan, whole)
    except FAILURES as failure:
        _LOG.warning("campaign %d, round %d: no plan: %r", of.campaign, of.round, failure)
        return _none(about, (f"the engine found no plan: {failure}",))


def _bodies(of: Facts) -> list[int]:
    found = {one.body for one in of.ways} | {one.body for one in of.wishes} | set(of.stocks)
    return sorted(found | {one.body for one in of.conditions if one.body})


def _changed(about: About, **changes: object) -> About:
    fields = {name: getattr(about, name) for name in about.__struct_fields__}
    return About(**(fields | changes))


def _none(about: About, why: Sequence[str]) -> Solved:
    return Solved("infeasible", no_plan(_changed(about, why=tuple(why))), why=tuple(why))


def _told(
    of: Facts,
    about: About,
    economy: Economy,
    orders: Orders,
    asked: Amended,
    plan: Plan,
    whole: Whole,
) -> Solved:
    """Put what was found into the figures of the record, and into a file."""
    counted = whole.as_plan(asked.economy, asked.orders, plan)
    worth = worth_of(asked.economy, counted, of.account)[:, : len(economy.products)]
    parts = _surplus(of, orders, asked, counted, worth)
    hours = _hours(asked.economy, whole)
    got = _given(orders, asked, whole)
    about = _changed(
        about,
        runs=tuple(_runs(asked.economy, whole)),
        lines=tuple(lines_of(flows_of(of, asked, whole), of.periods)),
        served=tuple(_served(of, got)),
        shift=asked.shift,
        worth=tuple(_prices(of, worth)),
        surplus=tuple((one.use, one.by, one.hours) for one in parts.parts),
    )
    if too_large := _beyond(hours, about.lines):
        return _none(about, (too_large,))
    text = encoded(asked.economy, asked.orders, plan, whole=whole, about=about.as_plain()).decode()
    left = max(-AMOUNT_MAX, min(AMOUNT_MAX, int(np.floor(parts.hours))))
    return Solved("plan", text, hours, tuple(_shares(orders, got)), left)


def _beyond(hours: int, lines: Iterable[NewLine]) -> str:
    """Say what is too large for the record; nothing is, as a rule."""
    if hours > AMOUNT_MAX:
        return f"{hours} hours are more than the record holds"
    large = next((one for one in lines if one.amount > AMOUNT_MAX), None)
    return f"a line of {large.amount} is more than the record holds" if large else ""


def _hours(economy: Economy, whole: Whole) -> int:
    hours = [int(one) for one in economy.hours]
    return sum(times * hours[at] for row in whole.runs for at, times in enumerate(row))


def _runs(economy: Economy, whole: Whole) -> Iterator[Run]:
    ways = [number_of(label) for label in economy.processes.names]
    for period, row in enumerate(whole.runs, start=1):
        yield from (Run(ways[at], period, times) for at, times in enumerate(row) if times)


def flows_of(of: Facts, asked: Amended, whole: Whole) -> Flows:
    """Return what bodies have, make and need by a plan in whole numbers."""
    flows = Flows()
    for body, stock in of.stocks.items():
        for product, amount in stock.items():
            flows.stock[product, body] += amount
    for period, row in enumerate(whole.runs, start=1):
        for way, times in zip(of.ways, row, strict=True):
            if times:
                flows.run(way.body, period, times, way.inputs, way.outputs, way.lead)
    orders, labels = asked.orders, asked.economy.products.names
    for at, amount in enumerate(whole.delivered):
        label = labels[orders.product[at]]
        if amount and label.startswith("g"):
            body = number_of(orders.by[at])
            flows.deliver(body, int(orders.period[at]) + 1, number_of(label), amount)
    return flows


def _given(orders: Orders, asked: Amended, whole: Whole) -> list[int]:
    """Return what each order gets, in all its parts."""
    got = [0] * len(orders)
    for place, amount in zip(asked.places.tolist(), whole.delivered, strict=True):
        if place != NOBODY:
            got[place] += amount
    return got


def _served(of: Facts, got: Sequence[int]) -> Iterator[tuple[int, int, int, int, int, int]]:
    for one, amount in zip(of.wishes, got, strict=True):
        yield one.body, one.product, one.rank, one.period, one.amount, amount


def _shares(orders: Orders, got: Sequence[int]) -> Iterator[RankShare]:
    """Give what each rank gets of what was ordered, whatever a condition puts first or cuts."""
    for rank in orders.ranks:
        places = np.flatnonzero(orders.rank == rank).tolist()
        shares = [got[at] * FINE // int(orders.quantity[at]) for at in places]
        # Every share was rounded down by less than 1 of FINE: adding these back makes it whole.
        mean = (sum(shares) + len(shares)) * PPM // (len(shares) * FINE)
        least = min(got[at] * PPM // int(orders.quantity[at]) for at in places)
        yield RankShare(rank, least, min(PPM, max(least, mean)))


# Conditions.


def _conditions(of: Facts, economy: Economy) -> Iterator[str]:
    for one in of.conditions:
        bound = one.kind.rsplit("_", 2)[-2:]
        what = _subject(of, economy, one.of, one.body)
        yield f"{what}: {' '.join(bound)} {one.amount} in period {one.period}"


def _subject(of: Facts, economy: Economy, number: int, body: int) -> str:
    rows, label = (economy.products, f"g{number}") if body else (economy.processes, f"p{number}")
    at = rows.index.get(label)
    title = rows.title(at) if at is not None else f"process {number}, which is not there any more"
    return f"{title} to {of.bodies[body]}" if body else f"runs of {title}"


def _missed(of: Facts, asked: Amended, whole: Whole) -> Iterator[tuple[int, int]]:
    """Give the conditions that the plan does not keep, by place from 1, and how near it comes."""
    for place, one in enumerate(of.conditions, start=1):
        if one.body:
            got = _got(asked, whole, f"b{one.body}", f"g{one.of}", one.period)
        else:
            at = asked.economy.processes.index[f"p{one.of}"]
            got = whole.runs[one.period - 1][at]
        kept = got <= one.amount if one.kind.endswith("most") else got >= one.amount
        if not kept:
            yield place, got


def _missed_words(missed: Iterable[tuple[int, int]], conditions: Sequence[str]) -> Iterator[str]:
    for place, got in missed:
        told = conditions[place - 1]
        yield f"{told} cannot be kept: the plan that comes nearest has {got}"


def _got(asked: Amended, whole: Whole, by: str, product: str, period: int) -> int:
    orders, row = asked.orders, asked.economy.products.index[product]
    columns = zip(orders.by, orders.product, orders.period, whole.delivered, strict=True)
    return sum(
        amount for who, what, when, amount in columns if (who, what, when) == (by, row, period - 1)
    )


# Prices.


def worth_of(economy: Economy, plan: Plan, account: str) -> Floats:
    """Return prices of products in units of account.

    Args:
        economy: what can be done.
        plan: with its prices.
        account: ``labour``: hours contained; ``prices``: hours at the margin, as the plan has them.
            Where products contain more of themselves than they give, prices stand in.

    Returns:
        float64 ``[period, product]``.
    """
    if account == "labour":
        try:
            return np.tile(contained(economy, plan), (economy.periods, 1))
        except Unproductive:
            _LOG.warning("hours contained cannot be told; prices of the plan stand in for them")
    return plan.prices.product


def _prices(of: Facts, worth: Floats) -> Iterator[tuple[int, int, float]]:
    for period, row in enumerate(worth.tolist(), start=1):
        for product, price in zip(of.products, row, strict=True):
            if price:
                yield period, product, price


MAKERS = "makers"
"""Stands for all who get what the ranks give that are necessary."""


def _surplus(of: Facts, orders: Orders, asked: Amended, plan: Plan, worth: Floats) -> Surplus:
    """Return the surplus; what conditions have made up is worth nothing.

    What the ranks give that are necessary is what the makers live on, whoever hands it out.
    """
    more = len(asked.economy.products) - worth.shape[1]
    prices = np.hstack([worth, np.zeros((of.periods, more))])
    # NOBODY is the last place: what a condition has made up is never necessary.
    ranks = np.append(orders.rank, of.necessary + 1)
    necessary = ranks[asked.places] <= of.necessary
    by = zip(asked.orders.by, necessary.tolist(), strict=True)
    told = replace(asked.orders, by=tuple(MAKERS if live else one for one, live in by))
    return surplus(asked.economy, told, plan, [MAKERS], prices=prices)
