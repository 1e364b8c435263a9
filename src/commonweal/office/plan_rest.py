"""A plan that runs, as the engine takes it: what was planned, what can be done now, what there is.

Rules of this module:

* columns and rows are those of the plan's file; a process that stands in the place of another has
  its column, and a product that the plan does not know cannot be had;
* goods are with the body that made them or that the lines brought them to; what a body ordered it
  has used up; what is missing was somewhere that nobody told of, and is not counted on.

Not here: the record's part (``plan_past``), the change (``plan_changes``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.office.plan_economy import number_of
from commonweal.office.plan_files import Kept
from commonweal.office.plan_inputs import Way
from commonweal.office.plan_lines import Flows, Need
from commonweal.office.plan_past import Since
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan
from commonweal.plan.remainder import Happened
from commonweal.plan.whole import Book, Whole

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

Key = tuple[int, int]
"""Body and product."""


class Rest:
    """A plan that runs. Owned by one call.

    Args:
        of: what has happened.
        kept: the plan's file.
        earlier: files of the corrections that are in force, in their order.

    Raises:
        ValueError: when a file holds no plan in whole numbers.
    """

    def __init__(self, of: Since, kept: Kept, earlier: Sequence[Kept]) -> None:
        if kept.contents is None or kept.contents.whole is None:
            raise ValueError("the file of the plan holds no plan in whole numbers")
        self.of = of
        self.base: Economy = kept.contents.economy
        self.orders: Orders = kept.contents.orders
        self.promised = _promised(self.orders, kept.contents.whole, earlier)
        self.then = dict(self._ways())
        self.row = {
            number_of(name): at for name, at in self.base.products.index.items() if name[0] == "g"
        }

    def _ways(self) -> Iterator[tuple[int, Way]]:
        """Give the process of each column, as the plan was made with it."""
        for name, at in self.base.processes.index.items():
            if name.startswith("p"):
                yield at, self.of.ways[number_of(name)]

    # Processes.

    @cached_property
    def column(self) -> dict[int, int]:
        """The column of each process, also of those that stand in the place of another."""
        found: dict[int, int] = {}
        for at, way in self.then.items():
            process = way.id
            while process:
                found[process] = at
                process = self.of.replaced.get(process, 0)
        return found

    @cached_property
    def now(self) -> dict[int, Way]:
        """The process that stands in each column now, where it can be carried out."""
        over = self.of.replaced.keys() | self.of.withdrawn
        ways = {at: self.of.ways[one] for one, at in self.column.items() if one not in over}
        return {at: way for at, way in ways.items() if self._possible(at, way)}

    def _possible(self, at: int, way: Way) -> bool:
        """Whether the plan knows everything that a process needs."""
        known = all(product in self.row for product, _ in way.inputs)
        return known and (not way.hours or self._hours_row(at, way) is not None)

    def _hours_row(self, at: int, way: Way) -> int | None:
        """Return the row of the hours that a process takes: those it took in the plan."""
        used = self.base.uses.tocsc()[:, [at]].tocoo().coords[0]
        own = np.intersect1d(used, self.base.labour)
        return int(own[0]) if own.size else self.base.resources.index.get(f"h{way.body}")

    def way(self, at: int) -> Way | None:
        """Return the process of a column: as it stands, or as it was planned with."""
        return self.now.get(at) or self.then.get(at)

    @cached_property
    def economy(self) -> Economy:
        """What can be done from now on."""
        base = self.base
        inputs, outputs, uses = (one.tolil() for one in (base.inputs, base.outputs, base.uses))
        capacity, lead = base.capacity.copy(), base.lead.copy()
        for at, then in self.then.items():
            way = self.now.get(at)
            if way is None:
                capacity[:, at] = 0.0
            elif way.id != then.id:
                self._put(at, way, inputs, outputs, uses)
                capacity[:, at], lead[at] = way.capacity, way.lead
        return replace(
            base,
            inputs=csc_array(inputs),
            outputs=csc_array(outputs),
            uses=csc_array(uses),
            capacity=capacity,
            lead=lead,
            limits=self._limits(),
        )

    def _put(self, at: int, way: Way, inputs: Floats, outputs: Floats, uses: Floats) -> None:
        """Write a process into its column."""
        hours = self._hours_row(at, way)
        for matrix in (inputs, outputs, uses):
            matrix[:, [at]] = 0
        for product, much in way.inputs:
            inputs[self.row[product], at] = much
        for product, much in way.outputs:
            if product in self.row:
                outputs[self.row[product], at] = much
        for limit, much in way.uses:
            if f"l{limit}" in self.base.resources.index:
                uses[self.base.resources.index[f"l{limit}"], at] = much
        if way.hours and hours is not None:
            uses[hours, at] = way.hours

    def _limits(self) -> Floats:
        limits = self.base.limits.copy()
        for name, at in self.base.resources.index.items():
            there = self.of.limits.get(number_of(name), -1) if name.startswith("l") else -1
            if there >= 0:
                limits[:, at] = there
        return limits

    # Runs.

    @cached_property
    def planned(self) -> Wholes:
        """Runs as planned now, ``[period, process]``."""
        return self._by_column(self.of.runs, self.of.periods)

    def _by_column(self, runs: Mapping[tuple[int, int], int], periods: int) -> Wholes:
        found = np.zeros((periods, len(self.base.processes)), dtype=np.int64)
        for (process, period), times in runs.items():
            if process in self.column and period <= periods:
                found[period - 1, self.column[process]] += times
        return found

    @cached_property
    def done(self) -> Wholes:
        """Runs of the periods that stay as they are, ``[period, process]``."""
        found = self.planned[: self.of.fixed].copy()
        passed = min(self.of.passed, self.of.fixed)
        told = self._by_column(self.of.done, passed)
        reported = self._by_column(dict.fromkeys(self.of.done, 1), passed) > 0
        for period in range(passed):
            for at in self.then:
                known = reported[period, at]
                found[period, at] = told[period, at] if known else self._guessed(period, at)
        return found

    def _guessed(self, period: int, at: int) -> int:
        """Return how often a process ran of which nobody reported: as what it brought says."""
        runs, way = int(self.planned[period, at]), self.then[at]
        if not way.outputs:
            return runs
        brought = self._brought.get((period + 1, way.body, way.outputs[0][0]), (0, 0))
        planned, came = brought
        return runs * min(came, planned) // planned if planned else runs

    @cached_property
    def _brought(self) -> dict[Need, tuple[int, int]]:
        """What was planned, and what came, by period, maker and product."""
        return self._summed((one.period, one.maker, one.product) for one in self.of.lines)

    @cached_property
    def _got(self) -> dict[Need, tuple[int, int]]:
        """What was planned, and what came, by period, receiver and product."""
        return self._summed((one.period, one.to, one.product) for one in self.of.lines)

    def _summed(self, keys: Iterator[Need]) -> dict[Need, tuple[int, int]]:
        found: dict[Need, tuple[int, int]] = {}
        for key, one in zip(keys, self.of.lines, strict=True):
            planned, came = found.get(key, (0, 0))
            found[key] = planned + one.planned, came + one.came
        return found

    # Deliveries, and what there is.

    def of_order(self, at: int) -> Need | None:
        """Return period, body and product of an order; none where conditions have made it up."""
        by, product = self.orders.by[at], self.base.products.names[self.orders.product[at]]
        if by[0] != "b" or product[0] != "g":
            return None
        body = self.of.heirs[number_of(by)]
        return int(self.orders.period[at]) + 1, body, number_of(product)

    @cached_property
    def delivered(self) -> Wholes:
        """What every order got: what lines did not bring is missing in the last rank first."""
        found = self.promised.copy()
        missing = {key: max(0, planned - came) for key, (planned, came) in self._got.items()}
        for at in sorted(range(len(self.orders)), key=lambda one: -int(self.orders.rank[one])):
            key = self.of_order(at)
            if key is not None and key in missing and key[0] <= self.of.passed:
                less = min(missing[key], int(found[at]))
                found[at] -= less
                missing[key] -= less
        return found

    @cached_property
    def flows(self) -> Flows:
        """What was made and used until the change begins, and what comes of it later."""
        flows = Flows()
        for period, row in enumerate(self.done.tolist(), start=1):
            for at, times in enumerate(row):
                then = self.then.get(at)
                if times and then is not None:
                    flows.run(then.body, period, times, then.inputs, then.outputs, then.lead)
        return flows

    @cached_property
    def coming(self) -> Counter[Need]:
        """What was begun and comes out when the change has begun, by period, product and body."""
        later = Flows()
        for period, row in enumerate(self.done.tolist(), start=1):
            for at, times in enumerate(row):
                way = self.way(at)
                if times and way is not None:
                    later.run(way.body, period, times, (), way.outputs, way.lead)
        fixed = self.of.fixed
        found = {
            (when - fixed, product, body): amount
            for (when, product, body), amount in later.made.items()
            if when > fixed and product in self.row
        }
        return Counter(found)

    @cached_property
    def held(self) -> dict[int, Counter[int]]:
        """What bodies have of each product when the change begins."""
        held: dict[int, Counter[int]] = defaultdict(Counter)
        for body, stock in self.of.stocks.items():
            for product, amount in stock.items():
                held[product][self.of.heirs[body]] += amount
        gone = self.flows.needed + self._consumed
        for period in range(1, self.of.fixed + 1):
            self._move(held, period, gone)
        return held

    def _move(self, held: dict[int, Counter[int]], period: int, gone: Counter[Need]) -> None:
        """Add and take away what was made, brought and used in a period."""
        for (when, product, body), amount in self.flows.made.items():
            held[product][body] += amount * (when == period)
        for one in self.of.lines:
            if one.period == period:
                held[one.product][one.maker] -= one.came
                held[one.product][one.to] += one.came
        for (when, product, body), amount in gone.items():
            held[product][body] -= amount * (when == period)
        for product, bodies in held.items():
            held[product] = +bodies

    @cached_property
    def _consumed(self) -> Counter[Need]:
        """What those who ordered have used up: all that they got, also more than was promised."""
        found: Counter[Need] = Counter()
        for at, amount in enumerate(self.delivered.tolist()):
            key = self.of_order(at)
            if key is not None and key[0] <= self.of.fixed:
                period, body, product = key
                found[period, product, body] += amount
        for (period, body, product), (planned, came) in self._got.items():
            if (period, product, body) in found:
                found[period, product, body] += max(0, came - planned)
        return found

    def stock(self) -> Floats:
        """Return what there is of each product when the change begins."""
        found = np.zeros(len(self.base.products))
        for product, bodies in self.held.items():
            if product in self.row:
                found[self.row[product]] = sum(bodies.values())
        return found

    # For the engine.

    def plan(self) -> Plan:
        """Return the plan as it is now."""
        left = Book(self.base).left(self.planned.tolist(), self.orders, self.promised.tolist())
        kept = np.maximum(np.array(left, dtype=np.float64), 0.0) * self.base.storable
        none = np.zeros_like(kept)
        activity = self.planned.astype(np.float64)
        return Plan(activity, kept, none, none.copy(), self.promised.astype(np.float64), ())

    def happened(self) -> Happened:
        """Return what happened."""
        return Happened(
            self.done.astype(np.float64), self.stock(), self.delivered.astype(np.float64)
        )


def _promised(orders: Orders, whole: Whole, earlier: Sequence[Kept]) -> Wholes:
    """Return what every order is promised now, after the corrections that are in force."""
    found = np.array(whole.delivered, dtype=np.int64)
    if found.shape != (len(orders),):
        raise ValueError("the file of the plan has other orders than it delivers to")
    for one in earlier:
        contents = one.contents
        if contents is not None and contents.left is not None and contents.whole is not None:
            found[~contents.left.closed] = 0
            found[contents.left.places] = contents.whole.delivered
    return found
