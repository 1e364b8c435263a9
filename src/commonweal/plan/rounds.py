"""Rounds of revision: councils propose at prices, a board moves the prices, until proposals agree.

Rules of this module:

* a council of producers knows its own technique, a product of powers of what it takes and of its
  effort, and proposes what is best for it at the prices; a council of consumers spends its income
  on what it likes, in shares; nobody is told what to propose;
* an item is anything that has a price: what is made, and what nature and people offer;
* proposals *agree* within a share when of no item more than that share is over or short;
* a board is a rule for the next prices; one of them repeats the published experiments, one solves
  for the prices at which proposals would agree if they went on as their slopes say;
* every round can be voted on: what it proposes is written as an economy and orders, in which nobody
  makes more than they proposed, and the solver says what of it can be had and what limits it.

Source: R. Hahnel, *Democratic Economic Planning*, 2021, part III; the program of its experiments
(M. Szczepanczyk, "pequod-cljs") for the techniques and the moves of the board; for solving between
rounds H. Scarf, *The Computation of Economic Equilibria*, 1973, and Newton's method on logarithms.

Not here: who belongs to which council, and who votes (``commonweal.polity``); the random councils
of the experiments (the tests draw them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array

from commonweal.plan.economy import Economy, Rows, economy
from commonweal.plan.orders import Orders

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

MOVE_MAX = 0.25
"""Share by which the board of the experiments moves a price at most, before it looks at how far
proposals are apart."""

MOVE_MIN = 0.001

LACK_MIN = 0.05
"""What shares of what is made are thought to add up to less than 1 at least."""

LEAP_MAX = 1.5
"""The largest step of the logarithm of a price where prices are solved for: slopes hold nearby."""


@dataclass(frozen=True, kw_only=True)
class Producers:
    """Councils that make one item each: ``made = factor * effort ** c * product(taken ** b)``.

    They propose what makes largest: what is made at its price, less what is taken at its prices,
    less ``dislike * effort ** k``.

    Attributes:
        item: ``[council]``, what it makes.
        factor: ``[council]``.
        effort: ``[council]``, the exponent ``c``.
        dislike: ``[council]``.
        rising: ``[council]``, the exponent ``k``, more than 1.
        council: ``[link]``, who takes.
        takes: ``[link]``, the item.
        exponent: ``[link]``, the exponent ``b``.
    """

    item: Wholes
    factor: Floats
    effort: Floats
    dislike: Floats
    rising: Floats
    council: Wholes
    takes: Wholes
    exponent: Floats

    def __post_init__(self) -> None:
        if not (self.lack > 0).all():
            at = int(np.flatnonzero(~(self.lack > 0))[0])
            raise ValueError(f"producers {at} would make without end: their exponents add up to 1")

    @property
    def lack(self) -> Floats:
        """What exponents add up to less than 1, ``[council]``: the less, the steeper proposals."""
        return 1 - self.effort / self.rising - _sums(self.council, self.exponent, self.item.size)


@dataclass(frozen=True, kw_only=True)
class Consumers:
    """Councils that spend an income.

    Attributes:
        income: ``[council]``, in the unit of account.
        items: ``[wanted]``, what they can want.
        liking: ``[council, wanted]``; shares of income are proportional to it.
    """

    income: Floats
    items: Wholes
    liking: Floats


@dataclass(frozen=True, kw_only=True)
class Councils:
    """All who propose.

    Attributes:
        names: of the items.
        there: ``[item]``, what nature and people offer at any price; 0 of what is made.
        producers, consumers: the councils.
    """

    names: tuple[str, ...]
    there: Floats
    producers: Producers
    consumers: Consumers


@dataclass(frozen=True)
class Proposals:
    """What all councils propose at one set of prices.

    Attributes:
        prices: ``[item]``.
        made: ``[producers]``.
        taken: ``[link]``.
        wanted: ``[consumers, wanted]``.
        supply, demand: ``[item]``.
    """

    prices: Floats
    made: Floats
    taken: Floats
    wanted: Floats
    supply: Floats
    demand: Floats

    @property
    def over(self) -> Floats:
        """What is over, or short where negative, as a share of the mean of supply and demand."""
        mean = (self.supply + self.demand) / 2
        return np.divide(self.supply - self.demand, mean, out=np.zeros_like(mean), where=mean > 0)

    @property
    def apart(self) -> float:
        """The largest share that is over or short."""
        return float(np.abs(self.over).max(initial=0.0))


def _sums(places: Wholes, values: Floats, size: int) -> Floats:
    """Add up values by their places."""
    return np.bincount(places, values, size).astype(np.float64)


def propose(councils: Councils, prices: Floats) -> Proposals:
    """Let every council propose.

    Args:
        councils: who.
        prices: float64 ``[item]``, more than 0.
    """
    makers, eaters = councils.producers, councils.consumers
    own = prices[makers.item]
    worth = makers.exponent * own[makers.council] / prices[makers.takes]
    logs = np.log(makers.factor) + makers.effort / makers.rising * np.log(
        makers.effort * own / (makers.rising * makers.dislike)
    )
    logs += _sums(makers.council, makers.exponent * np.log(worth), own.size)
    made = np.exp(logs / makers.lack)
    taken = worth * made[makers.council]
    spent = eaters.liking * (eaters.income / eaters.liking.sum(axis=1))[:, None]
    wanted = spent / prices[eaters.items]
    return added_up(councils, prices, made, taken, wanted)


def added_up(
    councils: Councils, prices: Floats, made: Floats, taken: Floats, wanted: Floats
) -> Proposals:
    """Add up what councils have proposed, whatever it is.

    Args:
        councils: who.
        prices: float64 ``[item]``.
        made: float64 ``[producers]``.
        taken: float64 ``[link]``.
        wanted: float64 ``[consumers, wanted]``.
    """
    makers, eaters, size = councils.producers, councils.consumers, prices.size
    supply = councils.there + _sums(makers.item, made, size)
    demand = _sums(makers.takes, taken, size)
    demand += _sums(eaters.items, wanted.sum(axis=0), size)
    return Proposals(prices, made, taken, wanted, supply, demand)


def slopes(councils: Councils, proposals: Proposals) -> Floats:
    """Read from proposals how they will change with prices.

    What producers propose to spend on an item is a share of what they propose to make; that share
    is the exponent of the item in their technique, and no more has to be known of it. Their effort
    is not seen, so that supply is thought a little less steep than it is.

    Returns:
        float64 ``[item, item]``: by what the logarithm of supply less that of demand of the row
        grows with the logarithm of the price of the column.
    """
    makers, prices, size = councils.producers, proposals.prices, proposals.prices.size
    count = makers.item.size
    worth = prices[makers.item] * proposals.made
    shares = prices[makers.takes] * proposals.taken / worth[makers.council]
    together = _sums(makers.council, shares, count)
    steep = 1 / np.maximum(1 - together, LACK_MIN)
    each = np.arange(count)
    grows = coo_array(
        (
            np.concatenate([steep - 1, -shares * steep[makers.council]]),
            (
                np.concatenate([each, makers.council]),
                np.concatenate([makers.item, makers.takes]),
            ),
        ),
        shape=(count, size),
    ).tocsr()  # of the logarithm of what each makes, with every price
    made = csr_array((proposals.made, (makers.item, each)), shape=(size, count))
    taken = csr_array((proposals.taken, (makers.takes, makers.council)), shape=(size, count))
    supplied = (made @ grows).toarray()
    demanded = (taken @ grows).toarray()
    own = makers.item[makers.council]
    np.add.at(demanded, (makers.takes, own), proposals.taken)
    demanded -= np.diag(proposals.demand)  # whatever is paid for it stays: consumers, and each link
    safe_supply = np.where(proposals.supply > 0, proposals.supply, 1.0)
    safe_demand = np.where(proposals.demand > 0, proposals.demand, 1.0)
    return np.asarray(supplied / safe_supply[:, None] - demanded / safe_demand[:, None])


class Board(Protocol):
    """A rule for the next prices."""

    def move(self, councils: Councils, proposals: Proposals) -> Floats:
        """Return the next prices, float64 ``[item]``."""


class ByMoves:
    """The board of the experiments: up where it is short, down where it is over, by a share.

    The share is the larger the farther proposals are apart now, times how far they were apart in
    the round before, which counts as ``MOVE_MAX`` at most.
    """

    def __init__(self) -> None:
        self.before: Floats | None = None

    def move(self, councils: Councils, proposals: Proposals) -> Floats:
        """Return the next prices; remembers how far proposals are apart."""
        del councils
        apart = np.abs(proposals.over)
        before = np.full(apart.size, MOVE_MAX) if self.before is None else self.before
        share = np.maximum(MOVE_MIN, (1.05 - 0.5**apart) * before)
        self.before = np.minimum(MOVE_MAX, apart)
        prices: Floats = proposals.prices * (1 - np.sign(proposals.over) * share)
        return prices


class BySlopes:
    """Prices at which proposals would agree if they went on as their slopes say."""

    def move(self, councils: Councils, proposals: Proposals) -> Floats:
        """Return the next prices."""
        live = np.flatnonzero((proposals.supply > 0) & (proposals.demand > 0))
        gap = np.log(proposals.supply[live] / proposals.demand[live])
        grows = slopes(councils, proposals)[np.ix_(live, live)]
        step = np.zeros(proposals.prices.size)
        step[live] = np.linalg.lstsq(grows, -gap, rcond=None)[0]
        longest = float(np.abs(step).max(initial=0.0))
        prices: Floats = proposals.prices * np.exp(step * (LEAP_MAX / max(longest, LEAP_MAX)))
        return prices


def rounds(
    councils: Councils,
    prices: Floats,
    board: Board,
    *,
    within: float,
    most: int = 200,
    ask: Callable[[Councils, Floats], Proposals] = propose,
) -> Iterator[Proposals]:
    """Let councils propose, round after round, until they agree.

    Args:
        councils: who proposes.
        prices: float64 ``[item]``, to begin with.
        board: who moves the prices.
        within: share that may be over or short.
        most: rounds after which it ends, whatever is proposed.
        ask: how they answer to prices; exactly what is best for them when left out.

    Yields:
        The proposals of each round; those of the last one agree, or it was round ``most``.
    """
    for _ in range(most):
        proposals = ask(councils, prices)
        yield proposals
        if proposals.apart <= within:
            return
        prices = board.move(councils, proposals)


def as_plan(councils: Councils, proposals: Proposals) -> tuple[Economy, Orders]:
    """Write the proposals of a round as an economy and orders, which can be solved and voted on.

    All producers of an item are one process, which takes what they propose to take for each unit,
    and makes at most what they propose to make. Resources are what nature and people offer. All
    consumers together order each item.

    Args:
        councils: who proposed.
        proposals: what.
    """
    makers, eaters, size = councils.producers, councils.consumers, proposals.prices.size
    made = np.unique(makers.item)
    offered = np.setdiff1d(np.arange(size), made)
    place = np.zeros(size, dtype=np.int64)
    place[made], place[offered] = np.arange(made.size), np.arange(offered.size)
    total = _sums(makers.item, proposals.made, size)
    own = makers.item[makers.council]
    each = proposals.taken / total[own]

    def matrix(rows: Wholes) -> csc_array:
        chosen = np.isin(makers.takes, rows)
        at = place[makers.takes[chosen]], place[own[chosen]]
        return csc_array(coo_array((each[chosen], at), shape=(rows.size, made.size)))

    products = Rows(tuple(councils.names[at] for at in made), ("unit",) * made.size)
    resources = Rows(tuple(councils.names[at] for at in offered), ("unit",) * offered.size)
    found = economy(
        products=products,
        processes=products,
        resources=resources,
        kinds=tuple("natural" for _ in offered),
        inputs=matrix(made),
        outputs=csc_array(np.eye(made.size)),
        uses=matrix(offered),
        limits=councils.there[offered][None, :],
        capacity=total[made][None, :],
    )
    wanted = proposals.wanted.sum(axis=0)
    kept = np.flatnonzero((wanted > 0) & np.isin(eaters.items, made))
    none = np.zeros(kept.size, dtype=np.int64)
    by = ("consumers",) * kept.size
    return found, Orders(by, place[eaters.items[kept]], none, none + 1, wanted[kept])
