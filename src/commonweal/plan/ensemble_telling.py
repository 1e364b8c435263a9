"""An ensemble in words, rows and as a file: what stays in all scenarios, and each for itself.

Rules of this module:

* what is told first is how many scenarios have a plan, because all other figures are of these;
* of orders those that are not met in full in every scenario, by rank, the least often met first;
* the file is JSON of the format ``commonweal.ensemble/1``, with every figure to the last bit and
  the versions that computed it; the same scenarios give the same file, byte for byte, whoever
  planned them.

Not here: the figures (``ensemble``), columns on a screen (whoever shows them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from commonweal.plan.economy import Economy
from commonweal.plan.ensemble import FULL, TENTHS, Ensemble, Outcome, versions
from commonweal.plan.limits import Limit
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.telling import Lines, figure

FORMAT = "commonweal.ensemble/1"

HEADINGS = ("least", "10%", "middle", "90%", "most")
"""What people read above the quantiles."""

ENDINGS_MAX = 5
"""Scenarios without a proven plan, and conflicts, that are told by name."""


def summary(told: Ensemble) -> Sequence[str]:
    """Say how many scenarios there are, and how many have a plan, a sentence each."""
    proven, none = told.count("proven"), told.count("infeasible")
    found = [f"{len(told.outcomes)} scenarios: {proven} with a plan that proves itself."]
    if proven:
        found.append(f"Of these no gap is larger than {told.gap:.0e}.")
    if none:
        found.append(f"In {none} no plan keeps all limits, whatever is delivered. These conflict:")
    for words, times in told.conflicts[:ENDINGS_MAX]:
        found.append(f"  in {times}: {'; '.join(words)}")
    unproven = [one for one in told.outcomes if one.ending == "unproven"]
    if unproven:
        found.append(f"{len(unproven)} have no plan that proves itself, and count nowhere else:")
    found += [f"  scenario {one.name}: {one.why}" for one in unproven[:ENDINGS_MAX]]
    return found


def orders(of: Economy, wanted: Orders, told: Ensemble, most: int = 10) -> Lines:
    """Return the orders that are not met in full in all scenarios, with shares as they occurred."""
    every = len(told.outcomes)
    middle = told.shares[HEADINGS.index("middle")]
    by_need = np.lexsort((middle, told.full, wanted.rank))
    short = [int(at) for at in by_need if told.full[at] < every][:most]
    found: Lines = [("by", "product", "period", "rank", "in full", *HEADINGS[:-1])]
    for at in short:
        product = of.products.title(int(wanted.product[at]))
        shares = [f"{one:.1%}" for one in told.shares[:-1, at]]
        when = str(wanted.period[at] + 1), str(wanted.rank[at])
        found.append((wanted.by[at], product, *when, f"{told.full[at]} of {every}", *shares))
    return found if len(found) > 1 and told.count("proven") else []


def scenarios(told: Ensemble, most: int = 10) -> Lines:
    """Return the scenarios with a plan in which orders get least on the whole, the least first."""
    proven = [one for one in told.outcomes if one.ending == "proven" and one.shares.size]
    ordered = sorted(proven, key=lambda one: float(one.shares.mean()))[:most]
    found: Lines = [("scenario", "in full", "smallest share", "all shares", "hours")]
    for one in ordered:
        full = f"{int((one.shares >= 1 - FULL).sum())} of {one.shares.size}"
        shares = f"{one.shares.min():.1%}", f"{one.shares.mean():.1%}"
        found.append((one.name, full, *shares, figure(one.hours)))
    return found if len(found) > 1 else []


def limits(told: Ensemble, most: int = 10) -> Lines:
    """Return which limits bind, most often first."""
    every = told.count("proven")
    found: Lines = [("what limits", "there is", "binds in")]
    for limit, times in told.limits[:most]:
        found.append((str(limit), _there(limit), f"{times} of {every}"))
    return found if len(found) > 1 else []


def _there(limit: Limit) -> str:
    return f"{figure(limit.there)} {limit.unit}".rstrip()


def hours(told: Ensemble) -> Lines:
    """Return hours of labour."""
    if not told.count("proven"):
        return []
    return [("", *HEADINGS), ("hours of labour", *(figure(float(one)) for one in told.hours))]


def encoded(
    of: Economy, wanted: Orders, told: Ensemble, *, sharing: Sharing, drawn: dict[str, Any] | None
) -> bytes:
    """Return an ensemble as a file.

    Args:
        of: the economy, as it is expected.
        wanted: the orders, likewise.
        told: the ensemble.
        sharing: how a shortfall is shared within a rank.
        drawn: what says how scenarios were drawn; nothing where they were written.
    """
    file = {
        "format": FORMAT,
        "versions": versions(),
        "sharing": sharing,
        "drawn": drawn,
        "tenths": TENTHS,
        "hours": told.hours.tolist(),
        "orders": list(_orders(of, wanted, told)),
        "limits": [_limit(one, times) for one, times in told.limits],
        "conflicts": [{"limits": words, "scenarios": times} for words, times in told.conflicts],
        "scenarios": [_scenario(one) for one in told.outcomes],
    }
    return msgspec.json.encode(file) + b"\n"


def _orders(of: Economy, wanted: Orders, told: Ensemble) -> Iterator[dict[str, Any]]:
    for at, by in enumerate(wanted.by):
        yield {
            "by": by,
            "product": of.products.names[wanted.product[at]],
            "period": int(wanted.period[at]) + 1,
            "rank": int(wanted.rank[at]),
            "quantity": float(wanted.quantity[at]),
            "full": int(told.full[at]),
            "shares": told.shares[:, at].tolist(),
        }


def _limit(limit: Limit, times: int) -> dict[str, Any]:
    return {
        "kind": limit.kind,
        "name": limit.name,
        "period": limit.period,
        "there": limit.there,
        "scenarios": times,
    }


def _scenario(one: Outcome) -> dict[str, Any]:
    return {
        "name": one.name,
        "ending": one.ending,
        "why": one.why,
        "hours": one.hours,
        "gap": one.gap,
        "worst": one.worst,
        "shares": one.shares.tolist(),
    }
