"""The least change of limits that would have let an order pass, everybody else keeping theirs.

Rules of this module:

* everybody else keeps at least what the plan gives them, and the order is met in full;
* what is made least is the sum of the changes, each as a share of what there is of the limit (of
  one unit, where there is less or nothing): hours, capacities and stocks have no common measure;
* stocks are eased only of what nothing makes, or of which there was some: else every order would
  pass if only it were there already;
* one linear program, in which every limit may be exceeded at its price, asked once for each order;
  what it answers can be carried out, because it is a plan.

The solver is HiGHS, on one thread. Source: the elastic program of J. W. Chinneck, *Feasibility and
Infeasibility in Optimization*, 2008, chapter 6.

Not here: which limits an order failed on (``explaining``).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, hstack

from commonweal.plan.economy import Economy
from commonweal.plan.limits import Limit, LimitKind, limit_of
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.program import Program, program
from commonweal.plan.telling import figure

Floats = NDArray[np.float64]

LINKS_MAX = 400_000
"""Links of an economy, over all periods, up to which changes are sought; above, there are none."""

KEPT = 1e-9
"""The share by which others may fall short of what they have: what 64 bits need."""

SEEN = 1e-6
"""The smallest change that is told, as a share of what there is."""


@dataclass(frozen=True, slots=True)
class Change:
    """A limit that is eased.

    Attributes:
        limit: which.
        more: by how much.
    """

    limit: Limit
    more: float

    def __str__(self) -> str:
        limit = self.limit
        unit = f" {limit.unit}" if limit.unit else ""
        share = f" (+{_percent(self.more / limit.there)})" if limit.there > 0 else ""
        return f"{figure(float(f'{self.more:.4g}'))}{unit} more of {limit}{share}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.1 else f"{100 * share:.2g}%"


class Easing:
    """Answers for the orders of one plan. Owned by one caller."""

    def __init__(self, economy: Economy, orders: Orders, plan: Plan) -> None:
        self.economy, self.orders, self.plan = economy, orders, plan
        self._asked: _Asked | None = None

    def order(self, at: int) -> tuple[Change, ...] | None:
        """Return the least change that lets an order pass; none of them where nothing does.

        Args:
            at: its place among the orders.
        """
        links = (self.economy.inputs.nnz + self.economy.outputs.nnz) * self.economy.periods
        if links > LINKS_MAX:
            return ()
        if self._asked is None:
            self._asked = _Asked(self.economy, self.orders, self.plan)
        return self._asked.order(at)


@dataclass(frozen=True)
class _Eased:
    """Limits that may be exceeded.

    Attributes:
        kind: what they are of.
        flat: int64, their places, periods first.
        columns: what one unit more of each does to the rows.
    """

    kind: LimitKind
    flat: NDArray[np.int64]
    columns: csc_array


class _Asked:
    """The elastic program in the solver."""

    def __init__(self, economy: Economy, orders: Orders, plan: Plan) -> None:
        self.economy, self.orders, self.plan = economy, orders, plan
        self.limits = program(economy, orders)
        self.eased = _eased(self.limits)
        self.width = self.limits.least.size
        begin, _ = self.limits.columns["delivered"]
        self.delivered = begin
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call] # has no signature
        self.highs.setOptionValue("output_flag", False)  # noqa: FBT003 -- takes no keyword
        self.highs.setOptionValue("threads", 1)
        self.highs.passModel(self._model())

    def _model(self) -> highspy.HighsLp:
        limits = self.limits
        costs = [1 / self._there(one) for one in self.eased]
        matrix = csc_array(hstack([limits.matrix, *(one.columns for one in self.eased)]))
        more = matrix.shape[1] - self.width
        least = limits.least.copy()
        least[self.delivered : self.width] = self._kept()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.concatenate([np.zeros(self.width), *costs])
        model.col_lower_ = np.concatenate([least, np.zeros(more)])
        model.col_upper_ = np.concatenate([limits.most, np.full(more, np.inf)])
        model.row_lower_, model.row_upper_ = limits.low, limits.high
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        return model

    def _kept(self) -> Floats:
        """Return what everybody keeps."""
        return np.minimum(self.plan.delivered * (1 - KEPT), self.orders.quantity)

    def _there(self, one: _Eased) -> Floats:
        economy = self.economy
        there = {
            "resource": economy.limits,
            "capacity": economy.capacity,
            "stock": economy.stock,
            "money": np.abs(economy.deficit),
        }[one.kind].ravel()[one.flat]
        return np.where(there > 0, there, 1.0)

    def order(self, at: int) -> tuple[Change, ...] | None:
        """Ask for one order."""
        place = self.delivered + at
        quantity = float(self.orders.quantity[at])
        self.highs.changeColBounds(place, quantity, quantity)
        self.highs.run()
        solved = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        values = np.array(self.highs.getSolution().col_value)[self.width :] if solved else None
        self.highs.changeColBounds(place, float(self._kept()[at]), quantity)
        return None if values is None else tuple(self._told(values))

    def _told(self, values: Floats) -> list[Change]:
        found, begin = [], 0
        for one in self.eased:
            part = values[begin : begin + one.flat.size]
            begin += one.flat.size
            share = part / self._there(one)
            found += [
                (float(share[at]), limit_of(self.economy, one.kind, int(one.flat[at])), part[at])
                for at in np.flatnonzero(share > SEEN)
            ]
        found.sort(key=lambda one: (-one[0], str(one[1])))
        return [Change(limit, float(more)) for _, limit, more in found]


def _eased(limits: Program) -> list[_Eased]:
    """Return the limits that may be exceeded, and the columns that exceed them."""
    economy, height = limits.economy, limits.low.size
    capacity = economy.capacity.copy()
    capacity[:, limits.built] = np.inf  # their limit is a row
    bounded = np.flatnonzero(np.isfinite(capacity.ravel()))
    period, built = np.divmod(
        np.arange(economy.periods * limits.built.size), limits.built.size or 1
    )
    rooms = period * len(economy.processes) + limits.built[built]
    some = np.isfinite(economy.capacity.ravel()[rooms])
    made = np.bincount(economy.outputs.tocoo().coords[0], minlength=len(economy.products)) > 0
    stocks = np.flatnonzero((economy.stock > 0) | ~made)
    first, last = limits.rows["limit"][0], limits.rows["trade"][0]
    money = np.arange(economy.periods) if limits.imports.size else np.zeros(0, dtype=np.int64)
    room = limits.rows["room"][0]
    return [
        _Eased("resource", limits.limited, _ones(height, first, limits.limited.size, -1.0)),
        _Eased("capacity", bounded, csc_array(limits.matrix[:, bounded])),
        _Eased("capacity", rooms[some], _ones(height, room, rooms.size, -1.0)[:, some]),
        _Eased("stock", stocks, _ones(height, 0, len(economy.products), 1.0)[:, stocks]),
        _Eased("money", money, _ones(height, last, money.size, -1.0)),
    ]


def _ones(height: int, first: int, size: int, value: float) -> csc_array:
    """Return columns with one figure each, in rows from a first one on."""
    rows = first + np.arange(size)
    places = (rows, np.arange(size))
    return csc_array(coo_array((np.full(size, value), places), shape=(height, size)))
