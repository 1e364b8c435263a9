"""Plans side by side: hours, ranks, what is made and done, where they differ most.

Rules of this module:

* rows go by name; what a plan does not know is left empty, which is not zero;
* amounts are summed over all periods; a name that has two units in two plans is a fault;
* what differs most comes first, as a share of the larger amount.

Not here: by how many hours two plans of the same things differ (``measuring``), whose plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy, Floats, Rows
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.telling import Lines, figure
from commonweal.terms import Fault, FaultyDocument

ALIKE = 1e-6
"""Amounts that differ by less, as a share of the larger one, do not differ."""


@dataclass(frozen=True, slots=True)
class Named:
    """A plan with all that it is of.

    Attributes:
        name: what it is called, for instance its file.
        economy, orders: what could be done, and was wanted.
        plan: what is done.
    """

    name: str
    economy: Economy
    orders: Orders
    plan: Plan


def summary(plans: Sequence[Named]) -> Lines:
    """Return a row for each figure of the whole, and a column for each plan."""
    told = [certify(one.economy, one.orders, one.plan) for one in plans]
    found: Lines = [("", *(one.name for one in plans))]
    hours = (float((one.plan.activity @ one.economy.hours).sum()) for one in plans)
    found.append(("hours of labour", *(figure(one) for one in hours)))
    for rank in sorted({rank for one in plans for rank in one.orders.ranks}):
        shares = [_shares(one, rank) for one in plans]
        found += [
            (f"rank {rank}: orders in full", *(_text(_in_full, one) for one in shares)),
            (f"rank {rank}: smallest share", *(_text(np.min, one) for one in shares)),
            (f"rank {rank}: all shares", *(_text(np.mean, one) for one in shares)),
        ]
    found.append(("can be carried out", *("yes" if one.feasible else "no" for one in told)))
    found.append(("proven to be the best", *("yes" if one.best else "no" for one in told)))
    return found


def products(plans: Sequence[Named], most: int) -> Lines:
    """Return what is made of each product in every plan, where that differs.

    Args:
        plans: side by side.
        most: rows at most.

    Raises:
        FaultyDocument: when a product has two units.
    """
    made = [
        (one.economy.products, np.asarray((one.plan.activity @ one.economy.outputs.T).sum(axis=0)))
        for one in plans
    ]
    return _side_by_side("product", plans, made, most)


def activities(plans: Sequence[Named], most: int) -> Lines:
    """Return the activity of each process in every plan, likewise."""
    done = [(one.economy.processes, one.plan.activity.sum(axis=0)) for one in plans]
    return _side_by_side("process", plans, done, most)


def _shares(one: Named, rank: int) -> Floats:
    chosen = one.orders.rank == rank
    return np.asarray(one.plan.delivered[chosen] / one.orders.quantity[chosen])


def _in_full(shares: Floats) -> float:
    return float((shares >= 1 - ALIKE).mean())


def _text(of: object, shares: Floats) -> str:
    assert callable(of)
    return f"{of(shares):.1%}" if shares.size else ""


def _side_by_side(
    what: str, plans: Sequence[Named], amounts: Sequence[tuple[Rows, Floats]], most: int
) -> Lines:
    units = _units(what, plans, [rows for rows, _ in amounts])
    table = np.full((len(units), len(plans)), np.nan)
    place = {name: at for at, name in enumerate(units)}
    titles = dict.fromkeys(units, "")
    for column, (rows, values) in enumerate(amounts):
        table[[place[name] for name in rows.names], column] = values
        titles.update((name, rows.title(at)) for at, name in enumerate(rows.names))
    names = list(units)
    chosen = _differing(table)
    found: Lines = [(what, "unit", *(one.name for one in plans))]
    found += [
        (titles[names[at]], units[names[at]], *(_amount(value) for value in table[at]))
        for at in chosen[:most]
    ]
    return found if len(found) > 1 else []


def _amount(value: float) -> str:
    return "" if np.isnan(value) else figure(float(f"{value:.6g}"))


def _differing(table: Floats) -> list[int]:
    """Return the rows that differ, the most first."""
    known = np.nan_to_num(table)
    largest, least = known.max(axis=1), known.min(axis=1)
    share = (largest - least) / np.maximum(largest, np.finfo(np.float64).tiny)
    order = np.lexsort((-largest, -share))
    return [int(at) for at in order if share[at] > ALIKE]


def _units(what: str, plans: Sequence[Named], labels: Sequence[Rows]) -> dict[str, str]:
    """Return the unit of every name that any plan knows."""
    faults = tuple(_two_units(what, plans, labels))
    if faults:
        raise FaultyDocument(faults)
    return {
        name: unit for rows in labels for name, unit in zip(rows.names, rows.units, strict=True)
    }


def _two_units(what: str, plans: Sequence[Named], labels: Sequence[Rows]) -> Iterator[Fault]:
    first: dict[str, tuple[str, str]] = {}
    for one, rows in zip(plans, labels, strict=True):
        for name, unit in zip(rows.names, rows.units, strict=True):
            where, known = first.setdefault(name, (one.name, unit))
            if known != unit:
                said = f"{what} {name!r} is in {unit!r}, in {where} in {known!r}"
                yield Fault(one.name, 0, said, "compare plans that use the same units")
