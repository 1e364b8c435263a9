"""Plans of large economies in which every product is made in one way: prices in place of activity.

Once every product has one maker, what is delivered says what has to be made, and what that takes of
resources. So activity is eliminated: a program of the resources' rows alone, and a column for each
order, has the same optimum. Rules of this module:

* a product is *free* (as much is made as is needed), *full* (made up to its capacity) or *idle*
  (not made, because the stock is enough or making it is not worth it);
* a product that is full or idle does not answer to what is needed; what is over or short of it
  falls on its *marginal* order, whose worth is then its price; or it is left over, at no price;
* a capacity that no order for the product itself can give way to becomes a row of the program, as
  resources are: rows are found when they are missed, the worst first;
* rows of resources are taken in when they are missed as well, the tightest few at first; where
  nothing is short of a resource, what products contain of it need not be known;
* each round solves the program exactly for the states as they are, clears every product for itself,
  and ends when no product changes its state;
* ranks, what is held of them, and prices are those of ``solving``: the certificate is the same.

Source: P. Sraffa, *Production of Commodities by Means of Commodities*, 1960 (elimination of what is
produced); J. E. Kelley, "The cutting-plane method for solving convex programs", SIAM Journal 8
(1960) (rows found when they are missed); M. Hintermueller, K. Ito and K. Kunisch, "The primal-dual
active set strategy as a semismooth Newton method", SIAM Journal on Optimization 13 (2002).

Not here: the sweeps (``network``), the program of few rows (``sifting``), choosing between ways to
make a product, several periods, trade, building (``solving``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.aims import WHOLE, less
from commonweal.plan.clearing import FULL, Columns, States
from commonweal.plan.economy import Economy
from commonweal.plan.network import Network
from commonweal.plan.orders import Orders, Sharing
from commonweal.plan.plans import Aim, Plan, Prices, Step
from commonweal.plan.sifting import Few, optimum
from commonweal.plan.techniques import is_single, makers, technique

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Places = NDArray[np.int64]

FIRST = 1e6
"""What a share of a rank before counts for among orders for one product, while it has no price."""

FEW = 8
"""Resources that are taken in at once, with the hours: so many ``network`` answers for at once."""

SLIGHT = 1e-9
"""The share by which a resource may be missed."""

DEAR = 1e4
"""How many times the hours of a mean share its last share is taken to cost, to begin with."""

ROUNDS_MAX = 80
"""Rounds after which what is still missed is repaired by delivering less."""


def reducible(economy: Economy) -> bool:
    """Whether an economy can be planned by prices alone.

    One period, every product made in one way and at once, no trade, no building, and no more to be
    left at the end than there is at the beginning: then doing nothing keeps all limits.
    """
    left = np.where(economy.storable, economy.closing <= economy.stock, economy.closing == 0)
    return bool(
        economy.periods == 1
        and not economy.lead.any()
        and economy.builds.nnz == 0
        and np.isnan(economy.import_price).all()
        and np.isnan(economy.export_price).all()
        and (economy.deficit >= 0).all()
        and left.all()
        and is_single(economy)
    )


def solve_reduced(economy: Economy, orders: Orders, *, sharing: Sharing = "alike") -> Plan:
    """Find what ``solving.solve`` finds, for an economy that is :func:`reducible`.

    Args:
        economy: what can be done.
        orders: what is wanted.
        sharing: how a shortfall is shared within a rank.

    Raises:
        Unsettled: when the technique needs nearly as much as it gives, or more.
        NotReached: when the program of few rows has no end.
    """
    search = _Search(economy, orders)
    for rank in orders.ranks:
        search.serve(rank, sharing)
    search.save_hours()
    return search.plan()


@dataclass(frozen=True)
class _Sum:
    """What is counted, for a unit of each product made and for a unit of each order.

    Attributes:
        name: the same from round to round.
        made: float64 ``[product]``; nothing when left out.
        delivered: float64 ``[order]``; nothing when left out.
        low, high: its bounds, where it is a row.
    """

    name: tuple[str, int]
    made: Floats | None
    delivered: Floats | None
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class _Amounts:
    """A round's answer: what is made and delivered, and the common share."""

    made: Floats
    delivered: Floats
    share: float


@dataclass(frozen=True)
class _Found(_Amounts):
    """The same, with its prices, and what each unit delivered adds."""

    price: Floats
    gain: Floats
    resource: Floats
    rank: dict[int, float]


class _Search:
    """States of products, and what is held, from step to step. Owned by one call."""

    def __init__(self, economy: Economy, orders: Orders) -> None:
        self.economy, self.orders = economy, orders
        self.network = Network(technique(economy).shares)
        self.makers, self.given = makers(economy)
        self.limited = np.flatnonzero(np.isfinite(economy.limits[0]))
        uses = economy.uses.tocsr()[self.limited].tocsc()[:, self.makers]
        self.uses: Floats = np.ascontiguousarray(uses.toarray() / self.given)
        self.hours = economy.hours[self.makers] / self.given
        self.capacity = economy.capacity[0, self.makers] * self.given
        self.there = economy.stock - economy.closing
        self.states = States(len(economy.products), len(orders))
        self.least, self.most = np.zeros(len(orders)), np.zeros(len(orders))
        self.held: dict[int, float] = {}
        self.steps: list[Step] = []
        self.begun = {"least": np.zeros(self.there.size), "found": np.zeros(self.there.size)}
        self.contents: dict[tuple[str, int], Floats] = {}
        self.contents_held = self.states.held
        self.prices: dict[tuple[str, int], float] = {}
        self.last: _Found | None = None
        self.active = self._tightest()

    def _tightest(self) -> Places:
        """Return the resources that would be shortest, were everything delivered."""
        free = np.zeros(self.there.size, dtype=bool)
        if self.limited.size < FEW or not len(self.orders):
            return np.arange(self.limited.size)
        wanted = self._to_products(self.orders.quantity)
        made = self.network.made(wanted, free, wanted)
        return np.sort(np.argsort(-self._taken(made), kind="stable")[: FEW - 1])

    def _taken(self, made: Floats) -> Floats:
        """Return what is taken of each limited resource, as a share of the limit."""
        limit = self.economy.limits[0, self.limited]
        taken = self.uses @ made
        return np.asarray(taken / np.maximum(limit, np.finfo(np.float64).tiny))

    def _joined(self, found: _Found) -> bool:
        """Take in resources that are missed, the worst first; return whether there are any."""
        share = self._taken(found.made)
        share[self.active] = 0.0
        worst = np.argsort(-share, kind="stable")[:FEW]
        worst = worst[share[worst] > 1 + SLIGHT]
        self.active = np.concatenate([self.active, worst])
        return bool(worst.size)

    def serve(self, rank: int, sharing: Sharing) -> None:
        """Give a rank as much as can be, and hold it."""
        orders = self.orders
        chosen = orders.rank == rank
        count, held = int(chosen.sum()), 0.0
        if sharing == "alike":
            found = self._best("alike", rank)
            held = 1.0 if found.share >= 1 - WHOLE else max(0.0, less(found.share))
            self._step("alike", rank, found.share, held, found)
        self.least[chosen] = held * orders.quantity[chosen]
        self.most[chosen] = orders.quantity[chosen]
        self.last = found = self._best("most", rank)
        value = float((found.delivered[chosen] / orders.quantity[chosen]).sum())
        if value >= count - WHOLE:
            self._step("most", rank, value, float(count), found)
            self.least[chosen] = orders.quantity[chosen]
            return
        self.held[rank] = less(value)
        self._step("most", rank, value, self.held[rank], found)

    def save_hours(self) -> None:
        """Do what was found with the fewest hours."""
        self.last = self._best("hours", 0)
        self._step("hours", 0, -float(self.hours @ self.last.made), -np.inf, self.last)

    def _step(self, aim: Aim, rank: int, value: float, held: float, found: _Found) -> None:
        economy, orders = self.economy, self.orders
        resource = np.zeros(economy.limits.shape)
        resource[0, self.limited] = found.resource
        chosen = (orders.rank == rank) & (aim == "alike")
        order = np.where(chosen, found.price[orders.product], 0.0)
        prices = Prices(
            found.price[None, :],
            resource,
            np.zeros(economy.capacity.shape),
            np.zeros(1),
            order,
            found.rank,
        )
        self.steps.append(Step(aim, rank, value, held, prices))

    def plan(self) -> Plan:
        """Return what was found last as a plan."""
        assert self.last is not None
        economy, made, delivered = self.economy, self.last.made, self.last.delivered
        activity = np.zeros(economy.capacity.shape)
        activity[0, self.makers] = made / self.given
        used = self.network.used(made) + self._to_products(delivered)
        left = economy.closing + np.maximum(self.there + made - used, 0.0)
        none = np.zeros((1, made.size))
        kept = np.where(economy.storable, left, 0.0)[None, :]
        return Plan(activity, kept, none, none, delivered, tuple(self.steps), "reduced")

    def _best(self, aim: Aim, rank: int) -> _Found:
        """Make an aim as large as can be: rounds until no product changes its state."""
        self.states.begin(self.prices)
        self.prices = self._first_prices() if aim == "hours" else {}
        for _ in range(ROUNDS_MAX):
            found = self._round(aim, rank)
            if self._joined(found):
                continue
            chosen = (self.orders.rank == rank) & (aim == "alike")
            columns = Columns(
                self.orders.product,
                np.where(chosen, found.delivered, self.least),
                np.where(chosen, found.delivered, self.most),
                found.delivered,
                found.gain,
            )
            used = self.network.used(found.made)
            room = self._room(aim, found)
            if not self.states.change(
                found.made, used, self.there, self.capacity, room, found.price, columns
            ):
                return self._clipped(aim, rank, found)
        return self._repaired(found)

    def _first_prices(self) -> dict[tuple[str, int], float]:
        """Return prices to save hours with: those of the last rank, in hours.

        What is held of the rank leaves little to choose, so the same orders are at the margin, and
        its last share is dear.
        """
        step = self.steps[-1]
        if step.aim != "most" or step.rank not in self.held or step.value <= 0:
            return {}  # prices of another aim are no beginning
        assert self.last is not None
        worth = DEAR * float(self.hours @ self.last.made) / step.value
        found = {name: worth * price for name, price in self.prices.items()}
        return {**found, ("rank", step.rank): -worth}

    def _room(self, aim: Aim, found: _Found) -> Floats:
        """Return what one unit more of each product's capacity would add, or one less would."""
        costs = self.network.costs(found.price) + found.resource @ self.uses
        if aim == "hours":
            costs += self.hours
        return found.price - costs

    def _sums(self, aim: Aim, rank: int) -> list[_Sum]:
        """Return what is aimed at, and after it the rows."""
        orders = self.orders
        shares = np.where(orders.rank == rank, 1 / orders.quantity, 0.0)
        made, delivered = -self.hours if aim == "hours" else None, shares if aim == "most" else None
        found = [_Sum((aim, rank), made, delivered)]
        for at in self.active.tolist():
            limit = float(self.economy.limits[0, self.limited[at]])
            found.append(_Sum(("resource", at), self.uses[at], None, high=limit))
        for one, held in self.held.items():
            shares = np.where(orders.rank == one, 1 / orders.quantity, 0.0)
            found.append(_Sum(("rank", one), None, shares, low=held))
        for product in self.states.rows:
            unit = np.zeros(self.there.size)
            unit[product] = 1.0
            high = float(self.capacity[product])
            found.append(_Sum(("row", int(product)), unit, None, low=0.0, high=high))
        return found

    def _round(self, aim: Aim, rank: int) -> _Found:
        """Solve for the states as they are."""
        orders, states = self.orders, self.states
        sums = self._sums(aim, rank)
        hours = [] if aim == "hours" else [_Sum(("hours", 0), -self.hours, None)]
        contents = self._contents([*sums, *hours])[: len(sums)]  # hours come last, and are known
        open_ = np.flatnonzero((self.most > self.least) & ~states.held[orders.product])
        least = np.where(states.first, self.most, self.least)
        wide = _per_share(sums, contents, orders, open_)
        most = (self.most[open_] - self.least[open_]) / orders.quantity[open_]
        chosen = np.flatnonzero((orders.rank == rank) & (aim == "alike"))
        spoilt = states.rows[self.there[states.rows] > 0]  # what is there may be left over
        wide, most = np.hstack([wide, contents[:, spoilt]]), np.append(most, self.there[spoilt])
        if aim == "alike":
            common = contents[:, orders.product[chosen]] @ orders.quantity[chosen]
            common[0] += 1.0
            wide, most = np.column_stack([wide, common]), np.append(most, 1.0)
        base = self._values(sums, *self._carried(least, "least"))
        few = Few(
            wide[0],
            wide[1:],
            np.array([one.low for one in sums[1:]]) - base[1:],
            np.array([one.high for one in sums[1:]]) - base[1:],
            most,
        )
        values, prices = optimum(few, self._known(sums))
        delivered = least
        delivered[open_] += values[: open_.size] * orders.quantity[open_]
        share = float(values[-1]) if aim == "alike" else 0.0
        delivered[chosen] += share * orders.quantity[chosen]
        left = np.zeros(self.there.size)
        left[spoilt] = values[open_.size : open_.size + spoilt.size]
        made, delivered = self._carried(delivered, "found", left)
        return self._answer(sums, contents, _Amounts(made, delivered, share), prices)

    def _answer(
        self, sums: list[_Sum], contents: Floats, amounts: _Amounts, prices: Floats
    ) -> _Found:
        """Put what was found together with its prices."""
        self.prices = {one.name: float(of) for one, of in zip(sums[1:], prices, strict=True)}
        price = np.maximum(prices @ contents[1:] - contents[0], 0.0)
        gain = np.zeros(len(self.orders)) if sums[0].delivered is None else sums[0].delivered
        rank = {}
        for (kind, of), worth in self.prices.items():
            if kind == "rank":
                rank[of] = max(0.0, -worth)
                # a price not yet known, or none: the higher rank goes first, as it did in its step
                worth_of = rank[of] or FIRST / of
                gain = gain + np.where(self.orders.rank == of, worth_of / self.orders.quantity, 0.0)
        resource = np.zeros(self.limited.size)
        resource[self.active] = np.maximum(prices[: self.active.size], 0.0)
        return _Found(amounts.made, amounts.delivered, amounts.share, price, gain, resource, rank)

    def _known(self, sums: list[_Sum]) -> Floats | None:
        """Return prices to begin with: those of the round before."""
        if not any(one.name in self.prices for one in sums[1:]):
            return None
        return np.array([self.prices.get(one.name, 0.0) for one in sums[1:]])

    def _contents(self, sums: list[_Sum]) -> Floats:
        """Return by how much every sum grows with a unit more wanted of each product.

        Of a product that is made as needed that is what it contains; of one that is not, what its
        marginal order no longer counts for.
        """
        states, before = self.states, self.contents_held
        fixed = self._fixed(sums)
        stays = states.held & before
        found, asked, known = fixed, list[int](), list[int]()
        for place, one in enumerate(sums):
            of_before = self.contents.get(one.name)
            if of_before is not None:
                found[place] = np.where(states.held, fixed[place], of_before)
                turned = not np.array_equal(of_before[stays], fixed[place, stays])
                (asked if turned else known).append(place)
            elif one.made is not None or fixed[place].any():
                asked.append(place)
        changed = np.flatnonzero(states.held != before)
        if changed.size >= len(known):
            asked, known = sorted([*asked, *known * (changed.size > 0)]), []
        if asked:
            direct = self._direct([sums[place] for place in asked])
            found[asked] = self.network.contained(direct, states.held, found[asked])
        if known and changed.size:
            found[known] = self._mended([sums[place] for place in known], changed, found[known])
        self.contents = {one.name: found[place] for place, one in enumerate(sums)}
        self.contents_held = states.held
        return found

    def _fixed(self, sums: list[_Sum]) -> Floats:
        """Return what products count for that are not made as needed, and nothing for others."""
        fixed = np.zeros((len(sums), self.there.size))
        at = np.flatnonzero(self.states.held & (self.states.marginal >= 0))
        for place, one in enumerate(sums):
            if one.delivered is not None:
                fixed[place, at] = -one.delivered[self.states.marginal[at]]
        return fixed

    def _direct(self, sums: list[_Sum]) -> Floats:
        found = np.zeros((len(sums), self.there.size))
        for place, one in enumerate(sums):
            if one.made is not None:
                found[place] = one.made
        return found

    def _mended(self, sums: list[_Sum], changed: Places, after: Floats) -> Floats:
        """Return contents after few products changed: what each change adds, it adds to all sums.

        Args:
            sums: of which the contents are known, and stay where products stay held.
            changed: products that are held now and were not, or the other way round.
            after: float64 ``[sum, product]``, what was known, and what is held now.
        """
        held = self.states.held
        before = np.array([self.contents[one.name][changed] for one in sums])
        fresh, free = held[changed], changed[~held[changed]]
        more = after[:, changed] - before
        last = np.array([self.contents[one.name] for one in sums])
        direct = np.array([0 * free if one.made is None else one.made[free] for one in sums])
        more[:, ~fresh] = direct + self.network.costs_of(free, last) - before[:, ~fresh]
        unit = np.zeros((changed.size, self.there.size))
        unit[np.arange(changed.size), changed] = 1.0
        added = self.network.contained(np.where(held, 0.0, unit), held, np.where(held, unit, 0.0))
        return np.where(held, after, last + more @ added)

    def _carried(
        self, delivered: Floats, begun: str, spoilt: Floats | float = 0.0
    ) -> tuple[Floats, Floats]:
        """Return what is made for deliveries, and these with what is left for marginal orders."""
        states, there = self.states, self.there
        delivered = np.where(states.is_marginal, 0.0, delivered)
        wanted = self._to_products(delivered) - there + spoilt
        first = np.where(states.held, 0.0, self.begun[begun])
        first = np.where(states.state == FULL, self.capacity, first)
        made = self.network.made(wanted, states.held, first)
        self.begun[begun] = made
        at = np.flatnonzero(states.held & (states.marginal >= 0))
        if at.size:
            left = made[at] - self.network.used(made)[at] - wanted[at]
            delivered[states.marginal[at]] = left
        return made, delivered

    def _values(self, sums: list[_Sum], made: Floats, delivered: Floats) -> Floats:
        found = np.zeros(len(sums))
        for at, one in enumerate(sums):
            if one.made is not None:
                found[at] += one.made @ made
            if one.delivered is not None:
                found[at] += one.delivered @ delivered
        return found

    def _to_products(self, delivered: Floats) -> Floats:
        found = np.bincount(self.orders.product, delivered, minlength=self.there.size)
        return found.astype(np.float64)  # of no orders bincount makes whole numbers

    def _clipped(self, aim: Aim, rank: int, found: _Found) -> _Found:
        """Take off rounding."""
        made = np.clip(found.made, 0.0, self.capacity)
        chosen = (self.orders.rank == rank) & (aim == "alike")
        clipped = np.clip(found.delivered, self.least, self.most)
        return replace(found, made=made, delivered=np.where(chosen, found.delivered, clipped))

    def _repaired(self, found: _Found) -> _Found:
        """Deliver as much less of everything as is missed; the certificate tells how far that is.

        What has to be made grows at least in proportion to what is delivered, because stocks are
        used up first: the largest share by which a limit is missed is enough to take from all.
        """
        delivered = np.clip(found.delivered, 0.0, self.orders.quantity)
        free = np.zeros(self.there.size, dtype=bool)
        for _ in range(3):
            wanted = self._to_products(delivered) - self.there
            made = self.network.made(wanted, free, np.maximum(found.made, 0.0), least=0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                limits = self.economy.limits[0, self.limited] / (self.uses @ made)
                share = min(np.nanmin(limits, initial=1.0), np.nanmin(self.capacity / made))
            if share >= 1:
                break
            delivered = delivered * share
        return replace(found, made=made, delivered=delivered)


def _per_share(
    sums: list[_Sum], contents: Floats, orders: Orders, chosen: NDArray[np.int64]
) -> Floats:
    """Return by how much every sum grows with each order met, ``[sum, order]``."""
    wide = contents[:, orders.product[chosen]]
    for place, one in enumerate(sums):
        if one.delivered is not None:
            wide[place] += one.delivered[chosen]
    wide *= orders.quantity[chosen]
    return wide
