"""Whether a plan can be carried out, and whether more was to be had: checked from the plan alone.

Rules of this module:

* nothing of the solver is used: balances and worths are summed here anew from the economy, the
  orders and the plan's own figures and prices, whoever made them;
* a plan can be carried out when every limit is kept but for rounding, as a share of what is moved
  through it (``tolerance``); negative quantities are never kept;
* no plan could do better by more than the gap, whoever tried: any prices that are not negative give
  a bound (weak duality), good prices a near one; bad prices fail the plan, never save it;
* every rank has a certificate of its own, under what the ranks before were found to get.

Source: G. B. Dantzig, *Linear Programming and Extensions*, 1963, chapter 6; L. V. Kantorovich, *The
Best Use of Economic Resources*, 1965, appendix 1 (resolving multipliers as the proof of a plan).

Not here: finding plans or prices (``solving``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan, Prices, Step

Floats = NDArray[np.float64]

TOLERANCE = 1e-6
"""The largest breach of a limit that counts as rounding, as a share of what is moved through it."""

ROUNDING = 1e-9
"""The share up to which only the worst breach of a kind is told."""

GAP = 1e-4
"""The largest gap, as a share of what was reached, under which a plan counts as the best."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that the plan does not keep.

    Attributes:
        what: the limit in words, with the names of the economy.
        by: by how much.
        share: that as a share of what is moved through it.
    """

    what: str
    by: float
    share: float

    def __str__(self) -> str:
        return f"{self.what}: short by {self.by:.6g} ({self.share:.2%} of what is moved)"


@dataclass(frozen=True, slots=True)
class Proof:
    """How near a step is to the best that any plan could do.

    Attributes:
        aim, rank: the step.
        value: what the plan reaches.
        bound: what no plan can exceed; ``inf`` where the prices prove nothing.
    """

    aim: str
    rank: int
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of what is reached; 0 or more."""
        return max(0.0, self.bound - self.value) / max(1.0, abs(self.value))


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a plan proves of itself.

    Attributes:
        breaches: limits that it does not keep, the worst first.
        worst: the largest share by which any limit is missed, rounding included.
        proofs: one for each step.
        gap_max: the gap that is allowed.
        complete: whether there is a step for every rank, in their order, and hours last.
    """

    breaches: tuple[Breach, ...]
    worst: float
    proofs: tuple[Proof, ...]
    gap_max: float
    complete: bool

    @property
    def feasible(self) -> bool:
        """Whether it can be carried out."""
        return not self.breaches

    @property
    def best(self) -> bool:
        """Whether no plan does better by more than the gap, rank by rank."""
        return self.complete and all(one.gap <= self.gap_max for one in self.proofs)


def certify(
    economy: Economy, orders: Orders, plan: Plan, *, tolerance: float = TOLERANCE, gap: float = GAP
) -> Certificate:
    """Check a plan.

    Args:
        economy: what can be done.
        orders: what was wanted.
        plan: what is to be done, with the prices that prove it.
        tolerance: the largest breach that counts as rounding, as a share.
        gap: the largest gap of a step.
    """
    found = [
        *signs(economy, plan),
        *_balances(economy, orders, plan),
        *_limits(economy, orders, plan),
    ]
    worst = max((one.share for one in found), default=0.0)
    breaches = sorted((one for one in found if one.share > tolerance), key=lambda one: -one.share)
    proofs = tuple(_proof(economy, orders, plan, at) for at in range(len(plan.steps)))
    return Certificate(tuple(breaches), worst, proofs, gap, is_complete(orders, plan))


def is_complete(orders: Orders, plan: Plan) -> bool:
    """Whether the steps go through all ranks in order; the smallest share may go before the sum."""
    summed = [step.rank for step in plan.steps if step.aim == "most"]
    for at, step in enumerate(plan.steps):
        after = plan.steps[at + 1 : at + 2]
        if step.aim == "alike" and (
            not after or (after[0].aim, after[0].rank) != ("most", step.rank)
        ):
            return False
        if (step.aim == "hours") != (at == len(plan.steps) - 1):
            return False
    return bool(plan.steps) and summed == list(orders.ranks)


def signs(economy: Economy, plan: Plan) -> list[Breach]:
    """Find what is negative or no number; nothing of that is rounding."""
    found = []
    for name in ("activity", "kept", "imported", "exported", "delivered"):
        values: Floats = getattr(plan, name)
        wrong = ~(np.isfinite(values) & (values >= 0))
        if wrong.any():
            least = float(np.min(np.where(np.isnan(values), -np.inf, values)))
            found.append(Breach(f"{name} is negative or no number", -least, np.inf))
    for what, prices, kept in (
        ("imports of what cannot be imported", economy.import_price, plan.imported),
        ("exports of what cannot be exported", economy.export_price, plan.exported),
    ):
        none = kept[:, np.isnan(prices)]
        if (none > 0).any():
            found.append(Breach(what, float(none.max()), np.inf))
    spoilt = plan.kept[:, ~economy.storable]
    if (spoilt > 0).any():
        found.append(Breach("stock of what cannot be kept", float(spoilt.max()), np.inf))
    return found


def _balances(economy: Economy, orders: Orders, plan: Plan) -> list[Breach]:
    """Find products of which more is used than is there."""
    made = np.zeros_like(plan.kept)
    for lead in np.unique(economy.lead):
        given = (plan.activity * (economy.lead == lead)) @ economy.outputs.T
        made[lead:] += given[: max(0, economy.periods - lead)]
    before = np.vstack([economy.stock, plan.kept[:-1]])
    there = made + before + plan.imported
    used = plan.activity @ economy.inputs.T + plan.kept + plan.exported
    np.add.at(used, (orders.period, orders.product), plan.delivered)
    return _short("{name} in period {period}", economy.products.names, used - there, used + there)


def _limits(economy: Economy, orders: Orders, plan: Plan) -> list[Breach]:
    """Find resources, capacities, foreign money, stocks and orders that are exceeded."""
    taken = plan.activity @ economy.uses.T
    room = economy.capacity + _built(economy, plan)
    foreign = plan.imported @ np.nan_to_num(economy.import_price)
    earned = plan.exported @ np.nan_to_num(economy.export_price)
    over = plan.delivered - orders.quantity
    left = economy.closing - plan.kept[-1]
    names = economy.processes.names
    return [
        *_short(
            "{name} in period {period}", economy.resources.names, taken - economy.limits, taken
        ),
        *_short(
            "capacity of {name} in period {period}", names, plan.activity - room, plan.activity
        ),
        *_short(
            "foreign money in period {period}",
            ("",),
            (foreign - earned - economy.deficit)[:, None],
            (foreign + earned)[:, None],
        ),
        *_short(
            "more to {name} than was ordered", orders.by, over[None, :], orders.quantity[None, :]
        ),
        *_short(
            "stock of {name} at the end",
            economy.products.names,
            left[None, :],
            economy.closing[None, :],
        ),
    ]


def _built(economy: Economy, plan: Plan) -> Floats:
    """Return the capacity that the plan has built, ``[period, process]``."""
    added = np.zeros_like(plan.activity)
    for lead in np.unique(economy.build_lead):
        given = (plan.activity * (economy.build_lead == lead)) @ economy.builds.T
        added[lead:] += given[: max(0, economy.periods - lead)]
    return np.cumsum(added, axis=0)


def _short(what: str, names: tuple[str, ...], short: Floats, moved: Floats) -> list[Breach]:
    """Return where something is short, as a share of what is moved; of one unit where less is.

    Of what is short by rounding alone only the worst is told: it may be of every product.
    """
    share = short / np.maximum(moved, 1.0)
    told = min(ROUNDING, float(share.max(initial=0.0)))
    return [
        Breach(
            what.format(name=names[at], period=period + 1),
            float(short[period, at]),
            float(share[period, at]),
        )
        for period, at in np.argwhere((short > 0) & (share >= told))
    ]


def _proof(economy: Economy, orders: Orders, plan: Plan, at: int) -> Proof:
    """Bound what any plan could reach in a step, by the prices of that step."""
    step, before = plan.steps[at], plan.steps[:at]
    reached = _reached(economy, orders, plan, step)
    overheld = step.held > reached + TOLERANCE * max(1.0, abs(reached))
    if overheld or not are_prices(economy, orders, step.prices):
        return Proof(step.aim, step.rank, reached, np.inf)
    bound = beside_activity(economy, orders, plan, step, before)
    bound += _of_activity(economy, plan, step)
    return Proof(step.aim, step.rank, reached, bound)


def beside_activity(
    economy: Economy, orders: Orders, plan: Plan, step: Step, before: tuple[Step, ...]
) -> float:
    """Bound what limits, stocks, trade and deliveries can add to an aim, at the prices of a step.

    What activity itself adds is not in it (:func:`gains`).

    Args:
        economy: what can be done.
        orders: what was wanted.
        plan: what is checked.
        step: the aim and its prices.
        before: the steps whose results are held.

    Returns:
        The bound; ``inf`` where the prices are none.
    """
    if not are_prices(economy, orders, step.prices):
        return np.inf
    found = _fixed(economy, step.prices, before)
    found += _of_stocks_and_trade(economy, plan, step.prices)
    return found + _of_orders(orders, step, before)


def _reached(economy: Economy, orders: Orders, plan: Plan, step: Step) -> float:
    """Return what the plan itself reaches of an aim; what a step says of itself is not believed."""
    if step.aim == "hours":
        return -float((plan.activity @ economy.hours).sum())
    chosen = orders.rank == step.rank
    shares = plan.delivered[chosen] / orders.quantity[chosen]
    return float(shares.min() if step.aim == "alike" else shares.sum())


def are_prices(economy: Economy, orders: Orders, prices: Prices) -> bool:
    """Whether prices have their shapes, and none is negative or no number."""
    shapes = (
        (prices.product, (economy.periods, len(economy.products))),
        (prices.resource, economy.limits.shape),
        (prices.capacity, economy.capacity.shape),
        (prices.foreign, (economy.periods,)),
        (prices.order, (len(orders),)),
        (np.array(list(prices.rank.values())), (len(prices.rank),)),
    )
    return all(
        given.shape == shape and bool((np.isfinite(given) & (given >= 0)).all())
        for given, shape in shapes
    )


def _fixed(economy: Economy, prices: Prices, before: tuple[Step, ...]) -> float:
    """Return the worth of what is there whatever is done."""
    held = {one.rank: one.held for one in before if one.aim == "most"}
    worth = float(prices.product[0] @ economy.stock) + float(prices.foreign @ economy.deficit)
    for price, there in ((prices.resource, economy.limits), (prices.capacity, economy.capacity)):
        worth += float(np.sum(np.where(price > 0, price * np.where(price > 0, there, 0), 0.0)))
    return worth - sum(price * held.get(rank, -np.inf) for rank, price in prices.rank.items())


def gains(economy: Economy, step: Step) -> Floats:
    """Return what one unit more of each activity would add to the aim, ``[period, process]``.

    Of a process within its capacity this is what one unit more of capacity would add.
    """
    prices = step.prices
    gain = -(prices.product @ economy.inputs) - prices.resource @ economy.uses - prices.capacity
    if step.aim == "hours":
        gain = gain - economy.hours
    worth = prices.product @ economy.outputs
    since = np.cumsum(prices.capacity[::-1], axis=0)[::-1] @ economy.builds
    for values, leads in ((worth, economy.lead), (since, economy.build_lead)):
        for lead in np.unique(leads):
            gain[: max(0, economy.periods - lead)] += values[lead:] * (leads == lead)
    return np.asarray(gain, dtype=np.float64)


def _of_activity(economy: Economy, plan: Plan, step: Step) -> float:
    """Return how much any activity could add at these prices."""
    built = np.diff(economy.builds.tocsr().indptr) > 0
    most = np.where(built, np.inf, economy.capacity)
    scale = np.abs(step.prices.product @ economy.outputs) + 1
    return _most(gains(economy, step), most, plan.activity, scale)


def _of_stocks_and_trade(economy: Economy, plan: Plan, prices: Prices) -> float:
    after = np.vstack([prices.product[1:], np.zeros((1, len(economy.products)))])
    scale = prices.product + after + 1
    kept = np.where(economy.storable, after - prices.product, -np.inf)
    endless = np.full(kept.shape, np.inf)
    found = _most(kept, endless, plan.kept, scale)
    found += float(np.minimum(kept[-1], 0)[economy.storable] @ economy.closing[economy.storable])
    foreign = prices.foreign[:, None]
    for gain, of in (
        (prices.product - foreign * economy.import_price, plan.imported),
        (foreign * economy.export_price - prices.product, plan.exported),
    ):
        found += _most(np.nan_to_num(gain, nan=-np.inf), endless, of, scale)
    return found


def _of_orders(orders: Orders, step: Step, before: tuple[Step, ...]) -> float:
    """Return how much deliveries could add, between what is held for them and what was ordered."""
    gain = -step.prices.product[orders.period, orders.product] + step.prices.order
    for rank, price in step.prices.rank.items():
        gain = gain + np.where(orders.rank == rank, price / orders.quantity, 0.0)
    if step.aim == "most":
        gain = gain + np.where(orders.rank == step.rank, 1 / orders.quantity, 0.0)
    least = np.zeros(len(orders))
    for one in before:
        chosen = orders.rank == one.rank
        full = float(one.held >= chosen.sum())
        share = one.held if one.aim == "alike" else full
        least = np.where(chosen, np.maximum(least, share * orders.quantity), least)
    found = float(np.maximum(gain * least, gain * orders.quantity).sum())
    if step.aim == "alike":
        found += max(0.0, 1.0 - float(step.prices.order @ orders.quantity))
    return found


def _most(gain: Floats, most: Floats, planned: Floats, scale: Floats) -> float:
    """Return the most that columns from 0 to ``most`` could add.

    A column without end adds without end, unless its gain is rounding beside the prices it is the
    difference of; it then counts with what is planned of it.
    """
    rounding = gain <= 1e-9 * scale
    reach = np.where(np.isfinite(most), most, np.where(rounding, planned, np.inf))
    with np.errstate(invalid="ignore"):
        return float(np.where(gain > 0, gain * reach, 0.0).sum())
