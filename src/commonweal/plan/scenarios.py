"""Scenarios: what is otherwise than a plan expects, drawn within bounds or read from a file.

A scenario multiplies what limits a plan, and what is wanted of it, by factors. Rules here:

* of five kinds: ``limit`` of a resource and ``capacity`` of a process, in each period for itself;
  ``stock`` of a product; ``yield``, all that a process gives, in all periods alike; and ``order``;
* a drawn factor lies between 1 less the spread of its kind and 1 more, all values as likely, and is
  drawn for itself: nothing is good or bad for all at once. What hits many together is written;
* seed, number and kind say what is drawn, and nothing else does: more scenarios, or another spread
  of another kind, leave the first ones what they were;
* what nothing limits stays without a limit, and what there is none of stays none.

A file of scenarios is CSV: ``scenario, kind, factor``; may say ``name, period, by``. Lines of one
scenario belong together, and factors that meet multiply. Without a name a line is of all of its
kind, without a period of all periods, without ``by`` of everybody's orders. A line that changes
nothing is a fault.

Source: numbers are drawn by M. E. O'Neill's PCG64, as NumPy seeds and turns them into shares.

Not here: what becomes of the plan (``ensemble``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.plan.economy import Economy, Rows
from commonweal.plan.orders import Orders
from commonweal.plan.sheets import Row, Sheet
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

Kind = Literal["limit", "capacity", "stock", "yield", "order"]

KINDS: tuple[Kind, ...] = ("limit", "capacity", "stock", "yield", "order")

SCENARIOS_MAX = 100_000
"""Scenarios of one ensemble at most."""

FACTOR_MAX = 1e6
"""The largest factor that is read: far above what anybody means, far below what overflows."""


@dataclass(frozen=True)
class Factors:
    """What everything is multiplied by, float64; the fields are in the order of ``KINDS``.

    Attributes:
        limit: ``[period, resource]``.
        capacity: ``[period, process]``.
        stock: ``[product]``.
        yields: ``[process]``.
        order: ``[order]``.
    """

    limit: Floats
    capacity: Floats
    stock: Floats
    yields: Floats
    order: Floats


def _shapes(economy: Economy, orders: Orders) -> tuple[tuple[int, ...], ...]:
    """Return the shape of the factors of each kind."""
    return (
        economy.limits.shape,
        economy.capacity.shape,
        economy.stock.shape,
        (len(economy.processes),),
        (len(orders),),
    )


class Scenario(Protocol):
    """One scenario. It is small, and can be sent to another machine."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def factors(self, economy: Economy, orders: Orders) -> Factors:
        """Return what everything is multiplied by."""
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """A scenario that is drawn.

    Attributes:
        seed: of the ensemble.
        number: of the scenario, counted from 1.
        spreads: of each kind, in the order of ``KINDS``; 0 or more, less than 1.
    """

    seed: int
    number: int
    spreads: tuple[float, ...]

    @property
    def name(self) -> str:
        """Its number."""
        return str(self.number)

    def factors(self, economy: Economy, orders: Orders) -> Factors:
        """Draw."""
        return Factors(*map(self._drawn, range(len(KINDS)), _shapes(economy, orders)))

    def _drawn(self, kind: int, shape: tuple[int, ...]) -> Floats:
        shares = np.random.default_rng([self.seed, self.number, kind]).random(shape)
        return 1 + self.spreads[kind] * (2 * shares - 1)


def drawn(count: int, seed: int, spreads: Mapping[Kind, float]) -> tuple[Drawn, ...]:
    """Return scenarios that are drawn.

    Args:
        count: how many.
        seed: 0 or more.
        spreads: of each kind; of one that is not named nothing varies.

    Raises:
        ValueError: when there are none or too many, or a spread is no share less than 1.
    """
    if not 1 <= count <= SCENARIOS_MAX:
        raise ValueError(f"expected 1 to {SCENARIOS_MAX:,} scenarios, got {count}")
    for kind, spread in spreads.items():
        if not 0 <= spread < 1:
            raise ValueError(f"expected a spread of 0 or more and less than 1, got {kind}={spread}")
    each = tuple(float(spreads.get(kind, 0.0)) for kind in KINDS)
    return tuple(Drawn(seed, number, each) for number in range(1, count + 1))


def under(factors: Factors, economy: Economy, orders: Orders) -> tuple[Economy, Orders]:
    """Return an economy and its orders as they are in a scenario."""
    outputs = csc_array(economy.outputs, copy=True)
    outputs.data = outputs.data * np.repeat(factors.yields, np.diff(outputs.indptr))
    outputs.eliminate_zeros()
    changed = replace(
        economy,
        limits=_scaled(economy.limits, factors.limit),
        capacity=_scaled(economy.capacity, factors.capacity),
        stock=economy.stock * factors.stock,
        outputs=outputs,
    )
    return changed, replace(orders, quantity=orders.quantity * factors.order)


def _scaled(there: Floats, factors: Floats) -> Floats:
    found, limited = there.copy(), np.isfinite(there)
    found[limited] *= factors[limited]
    return found


# Files.


@dataclass(frozen=True, slots=True)
class Written:
    """A scenario that somebody wrote.

    Attributes:
        name: what it is called.
        lines: of each, its place among ``KINDS``, flat places among factors, and the factor.
    """

    name: str
    lines: tuple[tuple[int, Wholes, float], ...]

    def factors(self, economy: Economy, orders: Orders) -> Factors:
        """Multiply what the lines say."""
        found = [np.ones(shape) for shape in _shapes(economy, orders)]
        for kind, places, factor in self.lines:
            found[kind].ravel()[places] *= factor
        return Factors(*found)


def read(path: Path, economy: Economy, orders: Orders) -> tuple[Written, ...]:
    """Read scenarios from a file, in the order in which they first come.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    reading = _Reading(path, economy, orders)
    reading.take()
    if reading.faults:
        raise FaultyDocument(reading.faults)
    return tuple(Written(name, tuple(lines)) for name, lines in reading.found.items())


class _Reading:
    """One file. Owned by one call."""

    def __init__(self, path: Path, economy: Economy, orders: Orders) -> None:
        self.economy, self.orders = economy, orders
        self.by = np.array(orders.by, dtype=object)
        self.faults: list[Fault] = []
        self.found: dict[str, list[tuple[int, Wholes, float]]] = {}
        self.told: dict[tuple[str, ...], int] = {}
        needed, known = ("scenario", "kind", "factor"), ("name", "period", "by")
        self.sheet = Sheet(path.parent, path.name, needed, known, self.faults)

    def take(self) -> None:
        """Take over all lines."""
        for row in self.sheet.rows():
            self._take(row)
            if len(self.found) > SCENARIOS_MAX:
                row.fault("scenario", f"more than {SCENARIOS_MAX:,} scenarios", "part the file")
                return
        if not self.found and not self.faults:
            self.faults.append(Fault(self.sheet.name, 0, "no scenario is there", "write one"))

    def _take(self, row: Row) -> None:
        lines = self.found.setdefault(row.name("scenario"), [])
        kind, factor = cast("Kind", row.choice("kind", KINDS)), self._factor(row)
        key = tuple(row.text(one) for one in ("scenario", "kind", "name", "period", "by"))
        if key in self.told:
            said = f"the same is told in line {self.told[key]} already"
            row.fault("scenario", said, "multiply the two, and write one line")
            return
        self.told[key] = row.line
        before = len(self.faults)
        chosen = self._chosen(row, kind)
        if len(self.faults) > before:
            return
        places = np.flatnonzero(chosen & self._is_there(kind))
        if not places.size:
            remedy = "name what there is some of, or give it a limit first"
            row.fault("name", f"no {kind} is changed by this line", remedy)
        lines.append((KINDS.index(kind), places, factor))

    def _factor(self, row: Row) -> float:
        factor = row.quantity("factor")
        if factor > FACTOR_MAX:
            what = f"expected {FACTOR_MAX:,.0f} at most under 'factor', got {row.text('factor')}"
            row.fault("factor", what, "write 1.1 for a tenth more")
        if not factor and row.text("kind") == "order" and row.text("factor"):
            row.fault("factor", "an order of nothing is none", "write a small factor, as 0.001")
        return factor

    def _chosen(self, row: Row, kind: Kind) -> NDArray[np.bool_]:
        """Return which of the factors of a kind a line is of, flat."""
        economy, orders = self.economy, self.orders
        for heading, known in (("period", ("limit", "capacity", "order")), ("by", ("order",))):
            if row.text(heading) and kind not in known:
                row.fault(heading, f"a {kind} has no {heading!r}", "leave it empty")
        rows, where = _named(kind, economy)
        at = row.place("name", rows.index, where) if row.text("name") else None
        period = row.whole("period", 1, 1, economy.periods) - 1 if row.text("period") else None
        if kind == "order":
            mine = np.ones(len(orders), dtype=bool)
            mine &= True if at is None else orders.product == at
            mine &= True if period is None else orders.period == period
            return mine & (True if not row.text("by") else self.by == row.text("by"))
        shape = _shapes(economy, orders)[KINDS.index(kind)]
        grid = np.zeros((shape[0] if len(shape) > 1 else 1, len(rows)), dtype=bool)
        grid[slice(None) if period is None else period, slice(None) if at is None else at] = True
        return grid.ravel()

    def _is_there(self, kind: Kind) -> NDArray[np.bool_]:
        """Whether there is some of what a factor is of, and not without end, flat."""
        there: Mapping[Kind, Floats] = {
            "limit": self.economy.limits,
            "capacity": self.economy.capacity,
            "stock": self.economy.stock,
            "yield": np.diff(csc_array(self.economy.outputs).indptr).astype(np.float64),
            "order": self.orders.quantity,
        }
        flat = there[kind].ravel()
        return np.asarray(np.isfinite(flat) & (flat > 0))


def _named(kind: Kind, economy: Economy) -> tuple[Rows, str]:
    """Return what the names of a kind are of, and where they stand."""
    match kind:
        case "limit":
            return economy.resources, "resources.csv"
        case "capacity" | "yield":
            return economy.processes, "processes.csv"
        case _:
            return economy.products, "products.csv"
