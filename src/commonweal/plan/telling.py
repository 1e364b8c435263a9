"""A plan in words and rows: what is delivered, what limits it, what things cost, what it proves.

Rules of this module: rows of text, ready for a table; figures with six digits; a price is in hours
of labour for one unit of the row.

Not here: columns on a screen (whoever shows them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.certifying import Certificate, gains
from commonweal.plan.certifying_corrections import CorrectionCertificate
from commonweal.plan.economy import Economy, Floats
from commonweal.plan.limits import Limit, LimitKind, limit_of
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan, Step

Lines = list[tuple[str, ...]]

Worth = tuple[float, Limit]
"""What all of a limit is worth to an aim, and the limit."""

SOME = 1e-12
"""A price that is more than rounding."""

_AIMS = {"alike": "the smallest share of rank {}", "most": "all shares of rank {}"}


def figure(value: float) -> str:
    """Write a figure with six digits, thousands parted."""
    text = f"{value + 0.0:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return "0" if text == "-0" else text


def deliveries(wanted: Orders, plan: Plan) -> Lines:
    """Return for every rank: how many orders, how many in full, the smallest share, the sum."""
    found: Lines = [("rank", "orders", "in full", "smallest share", "all shares")]
    for rank in wanted.ranks:
        chosen = wanted.rank == rank
        shares = plan.delivered[chosen] / wanted.quantity[chosen]
        full = int((shares >= 1 - 1e-6).sum())
        mean = f"{shares.mean():.1%}"
        found.append((str(rank), str(shares.size), str(full), f"{shares.min():.1%}", mean))
    return found


def shortfalls(of: Economy, wanted: Orders, plan: Plan, most: int = 10) -> Lines:
    """Return the orders that are not met in full, the least met first."""
    shares = plan.delivered / wanted.quantity
    short = [at for at in np.argsort(shares, kind="stable") if shares[at] < 1 - 1e-6][:most]
    found: Lines = [("by", "product", "period", "ordered", "delivered", "share")]
    for at in short:
        product = int(wanted.product[at])
        found.append(
            (
                wanted.by[at],
                of.products.title(product),
                str(wanted.period[at] + 1),
                f"{figure(wanted.quantity[at])} {of.products.units[product]}",
                figure(plan.delivered[at]),
                f"{shares[at]:.1%}",
            )
        )
    return found if len(found) > 1 else []


@dataclass(frozen=True, slots=True)
class Scarcities:
    """What limits the first rank that falls short.

    Attributes:
        rank: which; ``orders``: how many there are in it.
        found: what all of each limit adds to the shares of the rank, and the limit: its price in
            that step times what there is of it; the dearest first.
    """

    rank: int
    orders: int
    found: tuple[Worth, ...]


def scarcities(of: Economy, wanted: Orders, plan: Plan, most: int = 10) -> Scarcities | None:
    """Find what limits the first rank that falls short; None where none does."""
    step = next(
        (
            one
            for one in plan.steps
            if one.aim == "most" and one.held < int((wanted.rank == one.rank).sum())
        ),
        None,
    )
    if step is None:
        return None
    found = [*_scarce(of, step), *_stocks(of, step), *_capacities(of, step)]
    found.sort(key=lambda one: (-one[0], _called(one[1]), one[1].period))
    return Scarcities(step.rank, int((wanted.rank == step.rank).sum()), tuple(found[:most]))


def limiting(of: Economy, wanted: Orders, plan: Plan, most: int = 10) -> Lines:
    """Return what limits the first rank that falls short, the dearest first, as rows."""
    told = scarcities(of, wanted, plan, most)
    if told is None:
        return []
    return [
        (f"what limits rank {told.rank}", "period", "there is", "adds shares"),
        *(
            (_called(one), str(one.period), f"{figure(one.there)} {one.unit}", figure(worth))
            for worth, one in told.found
        ),
    ]


def _called(limit: Limit) -> str:
    match limit.kind:
        case "capacity":
            return f"capacity of {limit.name}"
        case "stock":
            return f"stock of {limit.name}"
    return limit.name


def _scarce(of: Economy, step: Step) -> Iterator[Worth]:
    prices = step.prices.resource
    yield from _worths(of, "resource", prices * _bounded(of.limits), prices > SOME)


def _stocks(of: Economy, step: Step) -> Iterator[Worth]:
    prices = step.prices.product[0]
    yield from _worths(of, "stock", prices * of.stock, (prices > SOME) & (of.stock > 0))


def _capacities(of: Economy, step: Step) -> Iterator[Worth]:
    more = gains(of, step)
    chosen = (more > SOME) & np.isfinite(of.capacity)
    yield from _worths(of, "capacity", more * _bounded(of.capacity), chosen)


def _bounded(there: Floats) -> Floats:
    """Return how much there is; nothing where there is no bound, which is worth nothing."""
    return np.where(np.isfinite(there), there, 0.0)


def _worths(
    of: Economy, kind: LimitKind, worths: Floats, chosen: NDArray[np.bool_]
) -> Iterator[Worth]:
    for flat in np.flatnonzero(chosen.ravel()):
        yield float(worths.ravel()[flat]), limit_of(of, kind, int(flat))


def prices(of: Economy, plan: Plan) -> Lines:
    """Return the price of every product and resource in every period, in hours of labour."""
    found: Lines = [("period", "kind", "name", "unit", "price")]
    told = plan.prices
    for period in range(of.periods):
        for kind, rows, values in (
            ("product", of.products, told.product[period]),
            ("resource", of.resources, told.resource[period]),
        ):
            found += [
                (str(period + 1), kind, name, rows.units[at], repr(float(values[at])))
                for at, name in enumerate(rows.names)
            ]
        if np.isfinite(of.import_price).any():
            found.append(
                (str(period + 1), "money", "foreign", "", repr(float(told.foreign[period])))
            )
    return found


def certificate(told: Certificate) -> Sequence[str]:
    """Return what a plan proves of itself, a sentence each."""
    found = []
    if told.feasible:
        found.append(f"It can be carried out: no limit is missed by more than {told.worst:.1g}.")
    else:
        found.append(f"It cannot be carried out: {len(told.breaches)} limits are not kept.")
        found += [f"  {one}" for one in told.breaches[:10]]
    for one in told.proofs:
        what = _AIMS.get(one.aim, "hours of labour").format(one.rank)
        if not np.isfinite(one.bound):
            found.append(f"  {what}: {figure(abs(one.value))}; nothing proves that it is the best")
            continue
        found.append(f"  {what}: {figure(abs(one.value))}, at best {figure(abs(one.bound))}")
    if not told.complete:
        found.append("It says nothing of some rank, or of the hours.")
    best = "It is the best there is" if told.best else "It is not proven to be the best"
    found.append(f"{best}, rank by rank, within {told.gap_max:.0e}.")
    return found


def correction(told: CorrectionCertificate) -> Sequence[str]:
    """Return what a correction proves of itself, a sentence each."""
    carried, moved = told.carried, told.moved
    if told.feasible:
        found = [f"It can be carried out: no limit is missed by more than {carried.worst:.1g}."]
    else:
        found = [f"It cannot be carried out: {len(carried.breaches)} limits are not kept."]
        found += [f"  {one}" for one in carried.breaches[:10]]
    for one in carried.proofs:
        what = _AIMS.get(one.aim, "hours of labour").format(one.rank)
        found.append(f"  {what}: {figure(abs(one.value))}, at best {figure(abs(one.bound))}")
    least = max(0.0, -moved.bound)
    found.append(f"  hours moved: {figure(abs(moved.value))}, at least {figure(least)}")
    least_said = "It is the smallest there is" if told.least else "It is not proven to be smallest"
    found.append(f"{least_said}, within {carried.gap_max:.0e}.")
    return found
