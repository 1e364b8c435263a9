"""What happened in the first periods of a plan, as a CSV file that people write.

``kind, name, quantity``; may say ``period, by``. Rules of this module:

* ``activity``: of a process in a period; ``delivered``: of a product to somebody (``by``) in a
  period, the first rank first where there are several orders; ``stock``: of a product, found at the
  end of the last period that has passed;
* the periods up to the last one that is named have passed, or as many as the caller says;
* what is not in the file went as planned; a stock that is not in it is what the others leave of it;
* a process or product goes by its name, or by its title where no other has it.

Not here: what is to be done about it (``correcting``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy, Rows
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.remainder import Happened
from commonweal.plan.sheets import Row, Sheet
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

KINDS = ("activity", "delivered", "stock")


def read(
    path: Path, economy: Economy, orders: Orders, plan: Plan, *, passed: int | None = None
) -> Happened:
    """Read what happened.

    Args:
        path: the file.
        economy: of the plan.
        orders: of the plan.
        plan: what was planned.
        passed: how many periods have passed; as many as the file names when left out.

    Raises:
        FaultyDocument: with every fault, by line and column.
    """
    return _Reading(path, economy, orders, plan).happened(passed)


class _Reading:
    """One file. Owned by one call."""

    def __init__(self, path: Path, economy: Economy, orders: Orders, plan: Plan) -> None:
        self.path, self.economy, self.orders, self.plan = path, economy, orders, plan
        self.faults: list[Fault] = []
        self.ways, self.goods = _known(economy.processes), _known(economy.products)
        self.told: dict[tuple[str, int, int, str], int] = {}
        self.activity = plan.activity.copy()
        self.delivered = plan.delivered.copy()
        self.stock: dict[int, float] = {}

    def happened(self, passed: int | None) -> Happened:
        sheet = Sheet(
            self.path.parent,
            self.path.name,
            ("kind", "name", "quantity"),
            ("period", "by"),
            self.faults,
        )
        rows = list(sheet.rows())
        last = max((self._take(row) for row in rows), default=0)
        periods = max(1, last) if passed is None else passed
        most = self.economy.periods - 1
        if not 1 <= periods <= most and not self.faults:
            what = f"{periods} of {most + 1} periods have passed, and none is left to correct"
            self.faults.append(Fault(self.path.name, 0, what, "name the periods that have passed"))
        if last > periods:
            what = f"a row is of period {last}, of which {periods} have passed"
            self.faults.append(Fault(self.path.name, 0, what, "tell only of what has passed"))
        if self.faults:
            raise FaultyDocument(self.faults)
        left = self._left(periods)
        for at, quantity in self.stock.items():
            left[at] = quantity
        return Happened(self.activity[:periods], left, self.delivered)

    def _take(self, row: Row) -> int:
        """Take over a line; return its period, 0 of a stock."""
        kind = row.choice("kind", KINDS)
        quantity = row.quantity("quantity")
        rows, where = (
            (self.ways, "the processes of the plan")
            if kind == "activity"
            else (self.goods, "the products of the plan")
        )
        at = row.place("name", rows, where)
        period = 0 if kind == "stock" else row.whole("period", 1, 1, self.economy.periods)
        if at is None:
            return period
        key = (kind, at, period, row.text("by"))
        if key in self.told:
            said = f"the same is told in line {self.told[key]} already"
            row.fault("name", said, "add the two up in one line")
            return period
        self.told[key] = row.line
        if kind == "stock":
            self.stock[at] = quantity
        elif kind == "activity":
            self.activity[period - 1, at] = quantity
        else:
            self._deliver(row, at, period, quantity)
        return period

    def _deliver(self, row: Row, at: int, period: int, quantity: float) -> None:
        """Give to the orders of somebody for a product, the first rank first."""
        orders = self.orders
        of_these = (orders.product == at) & (orders.period == period - 1)
        theirs = [int(one) for one in np.flatnonzero(of_these) if orders.by[one] == row.text("by")]
        if not theirs:
            what = f"{row.text('by')!r} ordered no {row.text('name')} in period {period}"
            row.fault("by", what, "name who ordered it, as the plan has it")
            return
        theirs.sort(key=lambda one: (orders.rank[one], one))
        for one in theirs:
            given = min(quantity, float(orders.quantity[one]))
            self.delivered[one] = given
            quantity -= given
        self.delivered[theirs[-1]] += quantity  # who got more than was ordered got it

    def _left(self, periods: int) -> Floats:
        """Return what is left of each product, if nothing else has happened."""
        economy, plan, done = self.economy, self.plan, self.activity
        left = economy.stock.copy()
        for period in range(periods):
            left = np.where(economy.storable | (period == 0), left, 0.0)
            came = plan.imported[period] - plan.exported[period] - done[period] @ economy.inputs.T
            for lead in np.unique(economy.lead[economy.lead <= period]):
                came = came + (done[period - lead] * (economy.lead == lead)) @ economy.outputs.T
            chosen = self.orders.period == period
            taken = np.bincount(
                self.orders.product[chosen], self.delivered[chosen], minlength=left.size
            )
            left = np.maximum(left + came - taken, 0.0)
        return np.where(economy.storable, left, 0.0)


def _known(rows: Rows) -> Mapping[str, int]:
    """Return the place of every name, and of every title that is one row's alone."""
    times = Counter(rows.title(at) for at in range(len(rows)))
    titles = {rows.title(at): at for at in range(len(rows)) if times[rows.title(at)] == 1}
    return {**titles, **rows.index}
