"""Why an order or a process was cut: which limits, their prices, and what would have let it pass.

Rules of this module:

* the price that an order had to bear, in the step of its rank, is followed back through the plan
  itself: from the product to what supplied it, to what went into that, until it falls on limits;
  each limit has a share of the price, and together they are the whole of it;
* what several processes or stocks supply is followed in proportion to what they supply; joint
  products bear the costs of their process in proportion to their worth;
* what nothing supplies is followed through the process that comes nearest to paying;
* a process that is not used to its capacity was not needed, was too dear (by so many hours a unit),
  or was held back by limits on what it takes;
* what an order costs the others is what it gets at the prices of the steps after its own: at the
  margin, so of small orders exactly.

Source: L. V. Kantorovich, *The Best Use of Economic Resources*, 1965, chapter 1 (why a task is left
out, read off the multipliers).

Not here: the least change that lets an order pass (``easing``), who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array, kron

from commonweal.plan.certifying import gains
from commonweal.plan.easing import Change, Easing
from commonweal.plan.economy import Economy
from commonweal.plan.limits import Limit, LimitKind, limit_of
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan, Step
from commonweal.plan.telling import figure

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

FULL = 1e-6
"""The share of an order, or of a capacity, by which it may be missed and count as full."""

SOME = 0.01
"""The smallest share of a price that is told."""

FOLLOWED = 1e-4
"""The share of a price that is no longer followed."""

NAMED = 4
"""Limits that a sentence names."""

ROUNDS_MAX = 1000
"""Links of a chain after which what is left of a price is no longer followed."""

Why = Literal["unneeded", "dear", "limited", "enough"]
"""Nobody asked for more of what it gives; it costs more than that is worth; what it takes is not
there; or all that was asked for is made."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A limit, and its part in a price.

    Attributes:
        limit: what limits.
        share: its share of the price.
        worth: what one unit more of it would add to the shares of the rank.
    """

    limit: Limit
    share: float
    worth: float

    def __str__(self) -> str:
        return f"{self.limit} ({self.share:.0%})"


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs an aim of the plan.

    Attributes:
        rank: that bears it, in shares of its orders; 0 for hours of labour.
        amount: how much.
    """

    rank: int
    amount: float

    def __str__(self) -> str:
        amount = figure(float(f"{self.amount:.4g}"))
        return f"{amount} shares of rank {self.rank}" if self.rank else f"{amount} hours"


@dataclass(frozen=True, slots=True)
class CutOrder:
    """An order that is not met in full.

    Attributes:
        order: its place among the orders.
        by, product, unit: who, what.
        period: counted from 1.
        rank: of the order.
        ordered, delivered: quantities.
        reasons: the limits that it failed on, the largest part first.
        costs: what it gets costs the ranks after its own, and in hours.
        changes: the least that would have let it pass while everybody else keeps what they have;
            empty where nobody asked, ``None`` where nothing would.
    """

    order: int
    by: str
    product: str
    unit: str
    period: int
    rank: int
    ordered: float
    delivered: float
    reasons: tuple[Reason, ...]
    costs: tuple[Cost, ...]
    changes: tuple[Change, ...] | None = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The cut, what it failed on, and what would have let it pass: a sentence each."""
        got = f"{figure(self.delivered)} of {figure(self.ordered)} {self.unit} {self.product}"
        found = [f"{self.by} gets {got} in period {self.period} (rank {self.rank})."]
        if self.reasons:
            found.append(f"It failed on {_listed(self.reasons)}.")
        if self.changes is None:
            found.append("No limit could be eased so that it passes.")
        elif self.changes:
            eased = " and ".join(str(one) for one in self.changes)
            found.append(f"It would pass, and everybody else keep theirs, with {eased}.")
        if self.delivered > 0 and self.costs:
            costs = ", ".join(str(one) for one in self.costs)
            found.append(f"What it gets costs {costs}.")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class CutProcess:
    """A process that is used less than its capacity.

    Attributes:
        at: its place among the processes.
        process, unit: its name, the unit of its activity.
        period: counted from 1.
        capacity, activity: what it could do, and does.
        why: in a word.
        dearer: hours by which a unit costs more than what it gives is worth; 0 where it does not.
        reasons: the limits that held it back, the largest part first.
    """

    at: int
    process: str
    unit: str
    period: int
    capacity: float
    activity: float
    why: Why
    dearer: float
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The cut and why, a sentence each."""
        done = f"{figure(self.activity)} of {figure(self.capacity)} {self.unit}"
        first = f"{self.process} does {done} in period {self.period}."
        match self.why:
            case "unneeded":
                return (first, "Nobody asks for more of what it gives.")
            case "dear":
                by = figure(self.dearer)
                cost = f"A unit costs {by} hours more than what it gives is worth"
                return (first, f"{cost}; it would be used if it took that much less.")
            case "limited":
                return (first, f"It is held back by {_listed(self.reasons)}.")
        return (first, "All that is asked for of what it gives is made.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a plan does not give everybody everything.

    Attributes:
        orders: those cut, the first rank and in it the least share first.
        processes: those not used in full, by period.
    """

    orders: tuple[CutOrder, ...]
    processes: tuple[CutProcess, ...]


def explain(
    economy: Economy, orders: Orders, plan: Plan, *, most: int = 1000, changes: bool = True
) -> Explanation:
    """Say why orders and processes were cut.

    Args:
        economy: what could be done.
        orders: what was wanted.
        plan: what is done.
        most: orders, and processes, that are told of at most.
        changes: whether the least change is sought that would have let each order pass; that is a
            linear program for each.
    """
    return Explaining(economy, orders, plan).all(most, changes=changes)


class Explaining:
    """Answers about one plan. Owned by one caller; what is found once is kept."""

    def __init__(self, economy: Economy, orders: Orders, plan: Plan) -> None:
        self.economy, self.orders, self.plan = economy, orders, plan
        self._chains: dict[int, _Chain] = {}

    def all(self, most: int, *, changes: bool = True) -> Explanation:
        """Tell of every cut, up to so many."""
        share = self.plan.delivered / self.orders.quantity
        short = np.flatnonzero(share < 1 - FULL)
        short = short[np.lexsort((short, share[short], self.orders.rank[short]))][:most]
        done, room = self.plan.activity, self.economy.capacity
        with np.errstate(invalid="ignore"):
            idle = np.argwhere(np.isfinite(room) & (done < room * (1 - FULL)))[:most]
        return Explanation(
            tuple(self.order(int(at), changes=changes) for at in short),
            tuple(self.process(int(at), int(period)) for period, at in idle),
        )

    def order(self, at: int, *, changes: bool = True) -> CutOrder:
        """Tell of one order, cut or not.

        Args:
            at: its place among the orders.
            changes: whether to seek the least change that would have let it pass.
        """
        economy, orders = self.economy, self.orders
        product, period = int(orders.product[at]), int(orders.period[at])
        rank = int(orders.rank[at])
        cut = self.plan.delivered[at] < orders.quantity[at] * (1 - FULL)
        chain = self._chain(rank) if cut else None
        node = period * len(economy.products) + product
        return CutOrder(
            at,
            orders.by[at],
            economy.products.title(product),
            economy.products.units[product],
            period + 1,
            rank,
            float(orders.quantity[at]),
            float(self.plan.delivered[at]),
            () if chain is None else chain.reasons_of_node(node),
            tuple(self.costs(at)),
            self._easing.order(at) if cut and changes else (),
        )

    def costs(self, at: int) -> Iterator[Cost]:
        """Give what an order costs the ranks after its own, and in hours of labour."""
        orders = self.orders
        for step in self.plan.steps:
            if step.aim == "alike" or (step.aim == "most" and step.rank <= orders.rank[at]):
                continue
            price = float(step.prices.product[orders.period[at], orders.product[at]])
            amount = price * float(self.plan.delivered[at])
            if amount > FULL:
                yield Cost(step.rank, amount)

    def process(self, at: int, period: int) -> CutProcess:
        """Tell of one process in one period, counted from 0."""
        economy, ways = self.economy, self.economy.processes
        flat = period * len(ways) + at
        asked, gain = self._at_last[0][period, at], self._at_last[1][period, at]
        step = next((one for one, worth in self._short if worth[period, at] > FULL**2), None)
        why: Why = "enough"
        reasons: tuple[Reason, ...] = ()
        if step is None and asked <= FULL**2:
            why = "unneeded"
        elif gain < -FULL * max(1.0, asked):
            why = "dear"
        elif step is not None:
            chain = self._chain(step.rank)
            reasons = () if chain is None else chain.reasons_of_process(flat)
            why = "limited" if reasons else "enough"
        return CutProcess(
            at,
            ways.title(at),
            ways.units[at],
            period + 1,
            float(economy.capacity[period, at]),
            float(self.plan.activity[period, at]),
            why,
            -float(gain) if why == "dear" else 0.0,
            reasons,
        )

    @cached_property
    def _easing(self) -> Easing:
        return Easing(self.economy, self.orders, self.plan)

    @cached_property
    def _at_last(self) -> tuple[Floats, Floats]:
        """What a unit of each activity gives, and gains, in hours."""
        none = np.zeros(self.economy.capacity.shape)
        if not self.plan.steps:
            return none, none
        last = self.plan.steps[-1]
        return _given(self.economy, last.prices.product), gains(self.economy, last)

    @cached_property
    def _short(self) -> list[tuple[Step, Floats]]:
        """The steps of ranks that do not get all, with what a unit of each activity gives them."""
        missing = self.plan.delivered < self.orders.quantity * (1 - FULL)
        ranks = set(self.orders.rank[missing].tolist())
        return [
            (one, _given(self.economy, one.prices.product))
            for one in self.plan.steps
            if one.aim == "most" and one.rank in ranks
        ]

    def _chain(self, rank: int) -> _Chain | None:
        if rank not in self._chains:
            steps = [one for one in self.plan.steps if one.aim == "most" and one.rank == rank]
            if not steps:
                return None  # a plan without prices explains nothing
            self._chains[rank] = _Chain(self.economy, self.plan, steps[0])
        return self._chains[rank]


def _listed(reasons: Sequence[Reason]) -> str:
    more = len(reasons) - NAMED
    named = ", ".join(str(one) for one in reasons[:NAMED])
    return f"{named}, and {more} more" if more > 0 else named


def _given(economy: Economy, product: Floats) -> Floats:
    """Return what a unit of each activity gives, at prices, in the period it comes out."""
    worth, found = product @ economy.outputs, np.zeros(economy.capacity.shape)
    for lead in np.unique(economy.lead):
        found[: max(0, economy.periods - lead)] += worth[lead:] * (economy.lead == lead)
    return found


class _Chain:
    """Where prices of a step come from: shares that go from products to processes, and to limits.

    A node is a product in a period, a way is a process in a period, both flat, periods first.
    """

    def __init__(self, economy: Economy, plan: Plan, step: Step) -> None:
        self.economy, self.plan, self.step = economy, plan, step
        self.prices = step.prices.product.ravel()
        self.gain = np.maximum(gains(economy, step), 0.0)
        self.by_way, self.by_node, self.by_stock = self._supplies()
        self.inputs, self.direct, self.own = self._costs()

    def reasons_of_node(self, node: int) -> tuple[Reason, ...]:
        """Return what the price of a product falls on."""
        begun = np.zeros(self.prices.size)
        begun[node] = 1.0
        return self._reasons(begun, np.zeros(self.own.size))

    def reasons_of_process(self, way: int) -> tuple[Reason, ...]:
        """Return what the costs of a process fall on; its own capacity is not among them."""
        direct = np.zeros(self.own.size)
        direct[way] = 1.0
        begun = np.asarray(direct @ self.inputs)
        return self._reasons(begun, direct * (self.own < 1))

    def _reasons(self, nodes: Floats, ways: Floats) -> tuple[Reason, ...]:
        """Follow shares until they fall on limits, and name these."""
        stocks = np.zeros(nodes.size)
        for _ in range(ROUNDS_MAX):
            if nodes.sum() <= FOLLOWED:
                break
            stocks += nodes * self.by_stock
            gone = np.asarray(nodes @ self.by_way)
            ways = ways + gone
            nodes = np.asarray(gone @ self.inputs + nodes @ self.by_node)
        resources = np.asarray(ways @ self.direct)
        room = ways * self.own
        whole = resources.sum() + room.sum() + stocks.sum()
        if not whole > 0:
            return ()
        told = [
            *self._named("resource", resources / whole, self.step.prices.resource.ravel()),
            *self._named("capacity", room / whole, (self.gain + self.step.prices.capacity).ravel()),
            *self._named("stock", stocks / whole, self.prices),
        ]
        return tuple(sorted(told, key=lambda one: (-one.share, str(one.limit))))

    def _named(self, kind: LimitKind, shares: Floats, worths: Floats) -> Iterator[Reason]:
        for at in np.flatnonzero(shares >= SOME):
            limit = limit_of(self.economy, kind, int(at))
            yield Reason(limit, float(shares[at]), float(worths[at]))

    def _supplies(self) -> tuple[csr_array, csr_array, Floats]:
        """Return which share of each node comes from each way, from each node, and from stocks."""
        economy, plan = self.economy, self.plan
        goods, periods = len(economy.products), economy.periods
        gives = _outputs(economy)
        made = csr_array(gives @ diags_array(plan.activity.ravel()))
        before = np.vstack([np.zeros((1, goods)), plan.kept[:-1]]).ravel()
        there = np.zeros(periods * goods)
        there[:goods] = economy.stock
        total = np.asarray(made.sum(axis=1)).ravel() + before + there
        made = made + self._unsupplied(gives, total)
        total = np.asarray(made.sum(axis=1)).ravel() + before + there
        none = total <= 0
        shares = 1 / np.where(none, 1.0, total)
        earlier = diags_array(
            before[goods:] * shares[goods:], offsets=-goods, shape=(total.size, total.size)
        )
        return (
            csr_array(diags_array(shares) @ made),
            csr_array(earlier),
            np.where(none, 1.0, there * shares),
        )

    def _unsupplied(self, gives: csr_array, total: Floats) -> csr_array:
        """Return a link to the way that comes nearest to paying, for what nothing supplies."""
        lost = -gains(self.economy, self.step).ravel()
        asked = np.flatnonzero((total <= 0) & (self.prices > 0))
        pairs = []
        for node in asked:
            ways = gives.indices[gives.indptr[node] : gives.indptr[node + 1]]
            if ways.size:
                pairs.append((int(node), int(ways[np.argmin(lost[ways])])))
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return csr_array((np.ones(len(pairs)), (rows, columns)), shape=gives.shape)

    def _costs(self) -> tuple[csr_array, csr_array, Floats]:
        """Return which share of each way's costs is of nodes, of resources, and its own limit."""
        economy, prices = self.economy, self.step.prices
        time = diags_array(np.ones(economy.periods))
        inputs = csr_array(kron(time, economy.inputs)).T @ diags_array(self.prices)
        uses = csr_array(kron(time, economy.uses)).T @ diags_array(prices.resource.ravel())
        own = (self.gain + prices.capacity).ravel()
        own = np.where(economy.capacity.ravel() > 0, own, np.inf)
        total = np.asarray(inputs.sum(axis=1)).ravel() + np.asarray(uses.sum(axis=1)).ravel() + own
        share = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
        closed = np.isinf(own)  # without any capacity nothing else matters
        full = np.where(closed, 1.0, np.where(closed, 0.0, own) * share)
        return csr_array(diags_array(share) @ inputs), csr_array(diags_array(share) @ uses), full


def _outputs(economy: Economy) -> csr_array:
    """Return what every way gives to every node, in the period in which it comes out."""
    found = csr_array((economy.periods * len(economy.products), economy.capacity.size))
    for lead in np.unique(economy.lead):
        later = coo_array(np.eye(economy.periods, k=-int(lead)))
        found = found + kron(later, economy.outputs * (economy.lead == lead))
    return csr_array(found)


def telling(told: Explanation) -> Sequence[str]:
    """Return an explanation as lines: a sentence for each cut, and what follows further in."""
    found: list[str] = []
    cuts = [*(one.words for one in told.orders), *(one.words for one in told.processes)]
    for first, *rest in cuts:
        found += [first, *(f"  {line}" for line in rest)]
    return found or ["Every order is met in full, and every capacity is used."]
