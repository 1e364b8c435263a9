"""What amendments cost, before anybody votes on them: plans with each of them, and without.

Rules of this module: each amendment is priced by itself, and then all of them together; a plan with
amendments proves itself like any other; what cannot be kept is said, with how much of it can.
Shares are of what was ordered, whatever an amendment puts first or cuts.

Not here: how an amendment is written into an economy (``amendments``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.amendments import NOBODY, Amended, Amendment, amended
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Plan, Step
from commonweal.plan.solving import Infeasible, solve
from commonweal.plan.telling import Lines, figure

Floats = NDArray[np.float64]

KEPT = 1e-6
"""The share of an amendment by which it may be missed and count as kept."""


@dataclass(frozen=True, slots=True)
class Got:
    """What a plan gives to one rank.

    Attributes:
        rank: of the orders.
        orders: how many there are.
        smallest: the smallest share of any order.
        shares: the sum of all shares.
    """

    rank: int
    orders: int
    smallest: float
    shares: float


@dataclass(frozen=True, slots=True)
class Edge:
    """What one unit of an amendment is worth to one aim of the plan with it.

    Attributes:
        aim: ``alike``, ``most`` or ``hours``.
        rank: of the orders; 0 for hours.
        worth: in shares of the rank, or in hours.
    """

    aim: str
    rank: int
    worth: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan comes to.

    Attributes:
        ranks: what each rank gets, the first first.
        hours: of labour.
        plan: the plan; its orders and economy are in ``of``.
        of: what was planned.
    """

    ranks: tuple[Got, ...]
    hours: float
    plan: Plan
    of: Amended


@dataclass(frozen=True, slots=True)
class Price:
    """What amendments cost.

    Attributes:
        amendments: one, or all together.
        before: the plan without any.
        after: the plan with them; or limits that conflict.
        reached: ``[amendment]``, how much of it the plan keeps.
        edges: of a single amendment, what one unit of it is worth to each aim.
    """

    amendments: tuple[Amendment, ...]
    before: Outcome
    after: Outcome | Infeasible
    reached: tuple[float, ...] = ()
    edges: tuple[Edge, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the plan keeps all of them whole."""
        if isinstance(self.after, Infeasible):
            return False
        pairs = zip(self.amendments, self.reached, strict=True)
        return all(_keeps(one, reached) for one, reached in pairs)

    @property
    def hours(self) -> float:
        """Hours of labour that the plan takes more with them; ``nan`` where there is no plan."""
        if isinstance(self.after, Infeasible):
            return np.nan
        return self.after.hours - self.before.hours

    @property
    def shares(self) -> dict[int, float]:
        """What each rank loses: the sum of shares without them, less that with them."""
        if isinstance(self.after, Infeasible):
            return {}
        pairs = zip(self.before.ranks, self.after.ranks, strict=True)
        return {one.rank: one.shares - other.shares for one, other in pairs}


def prices_of(
    economy: Economy,
    orders: Orders,
    amendments: Sequence[Amendment],
    *,
    sharing: Sharing = "alike",
) -> tuple[Price, ...] | Infeasible:
    """Say what each amendment costs by itself, and what all cost together, last, if they are many.

    Args:
        economy: what can be done.
        orders: what is wanted.
        amendments: what somebody asks for.
        sharing: how a shortfall is shared within a rank.

    Returns:
        The prices; limits that conflict where there is no plan even without amendments.

    Raises:
        FaultyDocument: when an amendment names what is not there.
        Unsolved: when the solver gives up.
    """
    before = _outcome(economy, orders, (), sharing)
    if isinstance(before, Infeasible):
        return before
    together = [tuple(amendments)] if len(amendments) > 1 else []
    return tuple(
        _price(before, _outcome(economy, orders, those, sharing), those)
        for those in [*((one,) for one in amendments), *together]
    )


def telling(prices: Sequence[Price]) -> Lines:
    """Return a row for each price: what is asked, whether it is kept, and what it costs."""
    ranks = [one.rank for one in prices[0].before.ranks] if prices else []
    head = ("amendment", "asks", "kept", *(f"rank {rank} loses" for rank in ranks), "hours more")
    return [head, *(_told(one, ranks) for one in prices)]


def _told(one: Price, ranks: list[int]) -> tuple[str, ...]:
    single = len(one.amendments) == 1
    name = one.amendments[0].name if single else "all together"
    asks = one.amendments[0].words if single else ""
    if isinstance(one.after, Infeasible):
        return (name, asks, "conflicts: " + "; ".join(one.after.words), *("" for _ in ranks), "")
    kept = "yes" if one.kept else "no, " + ", ".join(figure(part) for part in one.reached)
    lost = (figure(_rounded(one.shares[rank])) for rank in ranks)
    return (name, asks, kept, *lost, figure(_rounded(one.hours)))


def _rounded(value: float) -> float:
    """Take away what is only what 64 bits need."""
    return 0.0 if abs(value) < KEPT else value


def _outcome(
    economy: Economy, orders: Orders, those: Sequence[Amendment], sharing: Sharing
) -> Outcome | Infeasible:
    of = amended(economy, orders, those)
    plan = solve(of.economy, of.orders, sharing=sharing)
    if isinstance(plan, Infeasible):
        return plan
    own = of.places != NOBODY
    delivered = np.bincount(of.places[own], plan.delivered[own], minlength=len(orders))
    shares = delivered / orders.quantity
    ranks = tuple(_got(orders, shares, rank) for rank in orders.ranks)
    return Outcome(ranks, float((plan.activity @ economy.hours).sum()), plan, of)


def _got(orders: Orders, shares: Floats, rank: int) -> Got:
    of_these = shares[orders.rank == rank]
    return Got(rank, of_these.size, float(of_these.min()), float(of_these.sum()))


def _price(before: Outcome, after: Outcome | Infeasible, those: tuple[Amendment, ...]) -> Price:
    if isinstance(after, Infeasible):
        return Price(those, before, after)
    reached = tuple(_reached(after, one) for one in those)
    edges = tuple(_edges(after, those[0])) if len(those) == 1 else ()
    return Price(those, before, after, reached, edges)


def _reached(after: Outcome, one: Amendment) -> float:
    """Return the activity, or what is delivered."""
    economy, orders = after.of.economy, after.of.orders
    if one.kind.startswith("activity"):
        return float(after.plan.activity[one.period - 1, economy.processes.index[one.of]])
    of_these = (orders.product == economy.products.index[one.of]) & np.array(
        [by == one.by for by in orders.by], dtype=bool
    )
    return float(after.plan.delivered[of_these & (orders.period == one.period - 1)].sum())


def _keeps(one: Amendment, reached: float) -> bool:
    slack = KEPT * max(1.0, one.quantity)
    if one.kind.endswith("at most"):
        return reached <= one.quantity + slack
    return reached >= one.quantity - slack


def _edges(after: Outcome, one: Amendment) -> list[Edge]:
    """Return the price, in each aim, of what the amendment holds."""
    return [
        Edge(step.aim, max(0, step.rank - after.of.shift), _worth(after.of.economy, step, one))
        for step in after.plan.steps
        if step.aim == "hours" or step.rank > after.of.shift
    ]


def _worth(economy: Economy, step: Step, one: Amendment) -> float:
    period = one.period - 1
    match one.kind:
        case "activity at most":
            return float(step.prices.resource[period, economy.resources.index[one.name]])
        case "activity at least":
            lead = int(economy.lead[economy.processes.index[one.of]])
            return float(step.prices.product[period + lead, economy.products.index[one.name]])
    return float(step.prices.product[period, economy.products.index[one.of]])
