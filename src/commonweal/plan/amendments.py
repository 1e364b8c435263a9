"""Amendments to a plan: limits that somebody asks for, and what each costs the others.

Rules of this module:

* an amendment is written into the economy and the orders, under its own name; whatever solves and
  certifies plans then does so with amendments as well, and knows nothing of them:

  * *activity at most*: a ceiling that only this process uses;
  * *activity at least*: a product that nobody can use, which the process gives beside its others,
    ordered before all ranks;
  * *delivered at least*: so much of what somebody ordered, or more, comes before all ranks;
  * *delivered at most*: orders are cut, the last rank first;

* an amendment that cannot be kept whole is told as not kept; it is no fault;
* the price of an amendment is the difference between two plans, with it and without it: in shares
  of every rank, and in hours; shares count as shares of what was ordered without it;
* beside it stands what one unit of it is worth at the edge: the price of what it holds, in each aim
  of the plan with it.

Source: L. V. Kantorovich, *The Best Use of Economic Resources*, 1965, chapter 2 (what an additional
condition costs, by the multipliers of the plan).

Not here: who moves and votes on amendments (the law).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, assert_never

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, vstack

from commonweal.plan.economy import Economy, Rows
from commonweal.plan.orders import Orders
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

Kind = Literal["activity at most", "activity at least", "delivered at most", "delivered at least"]

KINDS: tuple[Kind, ...] = (
    "activity at most",
    "activity at least",
    "delivered at most",
    "delivered at least",
)

NOBODY = -1
"""The place of an order that only an amendment has made."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment, as people write it.

    Attributes:
        name: its own, each once.
        kind: what it asks for.
        of: the process, or the product that is delivered.
        quantity: activity, or quantity of the product.
        period: counted from 1.
        by: to whom it is delivered; empty for activities.
    """

    name: str
    kind: Kind
    of: str
    quantity: float
    period: int = 1
    by: str = ""

    @property
    def words(self) -> str:
        """What it asks for, in words."""
        what, bound = self.kind.split(" ", 1)
        whose = f"{self.of} delivered to {self.by}" if what == "delivered" else self.of
        return f"{whose}: {bound} {self.quantity:g} in period {self.period}"


@dataclass(frozen=True, slots=True)
class Amended:
    """An economy and orders with amendments in them.

    Attributes:
        economy: with a ceiling or a product for each amendment of an activity, by its name.
        orders: in parts, where an amendment asks for a part.
        places: ``[order]``, the order without amendments that each is a part of; ``NOBODY`` else.
        shift: by how much every rank comes later: 1 where something comes before all ranks.
    """

    economy: Economy
    orders: Orders
    places: Wholes
    shift: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an order; rank 0 comes before all ranks."""

    by: str
    product: int
    period: int
    rank: int
    quantity: float
    place: int


def amended(
    economy: Economy,
    orders: Orders,
    amendments: Sequence[Amendment],
    *,
    place: str = "amendments",
) -> Amended:
    """Write amendments into an economy and orders.

    Args:
        economy: what can be done.
        orders: what is wanted.
        amendments: one after the other.
        place: file or name, for faults.

    Raises:
        FaultyDocument: when one names what is not there, or asks for no quantity.
    """
    faults = tuple(_faults(economy, amendments, place))
    if faults:
        raise FaultyDocument(faults)
    columns = zip(
        orders.by,
        orders.product.tolist(),
        orders.period.tolist(),
        orders.rank.tolist(),
        orders.quantity.tolist(),
        range(len(orders)),
        strict=True,
    )
    parts = [_Part(*one) for one in columns]
    for one in amendments:
        match one.kind:
            case "activity at most":
                economy = _with_ceiling(economy, one)
            case "activity at least":
                economy = _with_token(economy, one)
                parts.append(_token_order(economy, one))
            case "delivered at most":
                parts = list(_cut(parts, economy, one))
            case "delivered at least":
                parts = list(_put_first(parts, economy, one))
            case _:
                assert_never(one.kind)
    return _amended(economy, parts)


def _faults(economy: Economy, amendments: Sequence[Amendment], place: str) -> Iterator[Fault]:
    taken = {*economy.products.names, *economy.resources.names}
    for line, one in enumerate(amendments, start=1):
        what = f"amendment {line} {one.name!r}"
        activity = one.kind.startswith("activity")
        there = economy.processes if activity else economy.products
        if not one.name or one.name in taken:
            yield Fault(place, line, f"{what}: the name is taken", "give it a name of its own")
        taken.add(one.name)
        if one.of not in there.index:
            kind = "process" if activity else "product"
            yield Fault(place, line, f"{what}: there is no {kind} {one.of!r}", f"name a {kind}")
        if not (np.isfinite(one.quantity) and one.quantity >= 0):
            yield Fault(
                place, line, f"{what}: expected 0 or more, got {one.quantity}", "correct it"
            )
        if not 1 <= one.period <= economy.periods:
            of = f"period {one.period} of {economy.periods}"
            yield Fault(place, line, f"{what}: {of}", f"write 1 to {economy.periods}")
        elif one.kind == "activity at least" and one.of in there.index:
            lead = int(economy.lead[there.index[one.of]])
            if one.period + lead > economy.periods:
                late = f"{what}: what {one.of!r} gives comes {lead} periods later, after the last"
                yield Fault(place, line, late, "ask for it in an earlier period")
        if activity == bool(one.by):
            who = "nobody" if activity else "somebody"
            yield Fault(place, line, f"{what}: expected {who} to deliver to", "correct it")


def _with_ceiling(economy: Economy, one: Amendment) -> Economy:
    """Add a resource that only one process uses, as much as it is active."""
    at = economy.processes.index[one.of]
    row = csc_array(([1.0], ([0], [at])), shape=(1, len(economy.processes)))
    most = np.full((economy.periods, 1), np.inf)
    most[one.period - 1] = one.quantity
    return replace(
        economy,
        resources=_more(economy.resources, one.name, economy.processes.units[at]),
        kinds=(*economy.kinds, "ceiling"),
        uses=csc_array(vstack([economy.uses, row])),
        limits=np.hstack([economy.limits, most]),
    )


def _with_token(economy: Economy, one: Amendment) -> Economy:
    """Add a product that nobody can use, as much as one process is active."""
    at = economy.processes.index[one.of]
    shape = (1, len(economy.processes))
    row = csc_array(([1.0], ([0], [at])), shape=shape)
    return replace(
        economy,
        products=_more(economy.products, one.name, economy.processes.units[at]),
        inputs=csc_array(vstack([economy.inputs, csc_array(shape)])),
        outputs=csc_array(vstack([economy.outputs, row])),
        stock=np.append(economy.stock, 0.0),
        closing=np.append(economy.closing, 0.0),
        storable=np.append(economy.storable, False),
        import_price=np.append(economy.import_price, np.nan),
        export_price=np.append(economy.export_price, np.nan),
    )


def _more(rows: Rows, name: str, unit: str) -> Rows:
    titles = (*rows.titles, name) if rows.titles else ()
    return Rows((*rows.names, name), (*rows.units, unit), titles)


def _token_order(economy: Economy, one: Amendment) -> _Part:
    lead = int(economy.lead[economy.processes.index[one.of]])
    product = economy.products.index[one.name]
    return _Part(one.name, product, one.period - 1 + lead, 0, one.quantity, NOBODY)


def _is_of(part: _Part, economy: Economy, one: Amendment) -> bool:
    product = economy.products.index[one.of]
    return (part.by, part.product, part.period) == (one.by, product, one.period - 1)


def _cut(parts: list[_Part], economy: Economy, one: Amendment) -> Iterator[_Part]:
    """Leave as much as is allowed, the first rank first."""
    left = one.quantity
    order = sorted(range(len(parts)), key=lambda at: (parts[at].rank, at))
    allowed = {}
    for at in order:
        if _is_of(parts[at], economy, one):
            allowed[at] = min(left, parts[at].quantity)
            left -= allowed[at]
    for at, part in enumerate(parts):
        yield replace(part, quantity=allowed.get(at, part.quantity))


def _put_first(parts: list[_Part], economy: Economy, one: Amendment) -> Iterator[_Part]:
    """Put so much before all ranks: of what was ordered, the first rank first, and then more."""
    left = one.quantity
    order = sorted(range(len(parts)), key=lambda at: (parts[at].rank, at))
    first = {}
    for at in order:
        if _is_of(parts[at], economy, one):
            first[at] = min(left, parts[at].quantity)
            left -= first[at]
    for at, part in enumerate(parts):
        taken = first.get(at, 0.0)
        yield replace(part, quantity=part.quantity - taken)
        yield replace(part, quantity=taken, rank=0)
    yield _Part(one.by, economy.products.index[one.of], one.period - 1, 0, left, NOBODY)


def _amended(economy: Economy, parts: list[_Part]) -> Amended:
    there = [one for one in parts if one.quantity > 0]
    shift = int(any(one.rank == 0 for one in there))
    orders = Orders(
        tuple(one.by for one in there),
        np.array([one.product for one in there], dtype=np.int64),
        np.array([one.period for one in there], dtype=np.int64),
        np.array([one.rank + shift for one in there], dtype=np.int64),
        np.array([one.quantity for one in there], dtype=np.float64),
    )
    places = np.array([one.place for one in there], dtype=np.int64)
    return Amended(economy, orders, places, shift)
