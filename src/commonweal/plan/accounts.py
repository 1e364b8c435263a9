"""Books in double entry: what every body made, used and received, at the prices of the plan.

Rules of this module:

* every transaction sums to zero, and so does the part of each body in it: what one body gains on
  its account with all, others have spent on theirs;
* amounts are exact decimals of a stated number of places; what comes in of a product in a period is
  valued once, at its price, and rounded once, half to even; whatever is divided is divided by
  largest remainder, so that the parts are the whole and no cent is lost or found;
* what goes out of a product takes along the value that has come in, in proportion to quantity:
  users, orders, exports, stock, and what is lost, which the common account bears;
* hours of work are credited to the members of the body at one hour for an hour; what a scarce
  resource is worth beyond that is paid to the common account (a rent);
* the unit of account is so many hours of labour; another unit changes no quantity.

What comes out after the last period is in no books. Source: L. Pacioli, *Summa de arithmetica*,
1494, tractatus XI, chapters 1-2 (every entry twice, and the balance); M. L. Balinski and H. P.
Young, *Fair Representation*, 1982, chapter 3 (largest remainders).

Not here: whose process it is and what it is called (whoever asks says so); the file
(``beancounting``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan

Floats = NDArray[np.float64]

COMMON = "common"
"""The body that holds the stocks, bears what is lost and is paid for what is scarce."""

OUTSIDE = "outside"
"""Whoever is traded with."""

EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)
"""Digits enough for the product of any two numbers of 64 bits and their sums."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of account.

    Attributes:
        name: capitals, for instance ``HOUR``.
        hours: hours of labour that one unit stands for.
        places: decimals of the smallest amount.
    """

    name: str = "HOUR"
    hours: Decimal = Decimal(1)
    places: int = 2

    def amount(self, hours: Decimal) -> Decimal:
        """Return what so many hours are in this unit, rounded half to even."""
        with localcontext(EXACT):
            return (hours / self.hours).quantize(Decimal(1).scaleb(-self.places))


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry.

    Attributes:
        kind: ``Assets``, ``Liabilities``, ``Equity``, ``Income`` or ``Expenses``.
        body: whose account it is.
        account: its name.
        amount: more than 0 is a debit, less a credit.
    """

    kind: str
    body: str
    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Transaction:
    """What is entered at once.

    Attributes:
        period: counted from 0.
        words: what it is.
        postings: they sum to zero, over all and for each body.
    """

    period: int
    words: str
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books of all bodies.

    Attributes:
        unit: of account.
        transactions: in the order of periods.
    """

    unit: Unit
    transactions: tuple[Transaction, ...]

    def balances(self) -> dict[tuple[str, str, str], Decimal]:
        """Return what is on every account, by kind, body and account; they sum to zero."""
        found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for one in self.transactions:
            for side in one.postings:
                found[side.kind, side.body, side.account] += side.amount
        return dict(sorted(found.items()))

    def trial(self) -> tuple[Decimal, Decimal]:
        """Return the sums of all debit and of all credit balances; they are equal."""
        balances = self.balances().values()
        debit = sum((one for one in balances if one > 0), Decimal(0))
        return debit, sum((-one for one in balances if one < 0), Decimal(0))

    def result(self, body: str) -> Decimal:
        """Return what a body earned less what it spent."""
        return -sum(
            (
                amount
                for (kind, whose, _), amount in self.balances().items()
                if whose == body and kind in ("Income", "Expenses")
            ),
            Decimal(0),
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one body has received of another, as both confirm.

    Attributes:
        period: counted from 1.
        sender, receiver: the bodies.
        product: its name.
        quantity: in the product's unit.
    """

    period: int
    sender: str
    receiver: str
    product: str
    quantity: float


def parts(total: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """Divide an amount in proportion, by largest remainder; the parts are the whole.

    Args:
        total: an amount of so many places, 0 or more.
        weights: in their order, which settles ties; 0 or more, and one of them more unless the
            total is 0.
        places: decimals of the smallest amount.
    """
    whole = sum(map(Fraction, weights), Fraction(0))
    cents = int(total.scaleb(places, EXACT))
    if not whole:
        return [Decimal(0)] * len(weights)
    exact = [cents * Fraction(one) / whole for one in weights]
    floors = [one.numerator // one.denominator for one in exact]
    order = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in order[: cents - sum(floors)]:
        floors[at] += 1
    return [Decimal(one).scaleb(-places) for one in floors]


def accounts(
    economy: Economy, orders: Orders, plan: Plan, makers: Sequence[str], *, unit: Unit | None = None
) -> Ledger:
    """Keep the books of a plan: of who makes, who uses, and who receives what was ordered.

    Args:
        economy: what can be done.
        orders: whose ``by`` are the bodies that receive.
        plan: what is done, with its prices.
        makers: ``[process]``, the body that each belongs to.
        unit: of account; the hour where none is given.

    Raises:
        ValueError: when a body has a name that the books need, or a process has no body.
    """
    bodies = {*makers, *orders.by}
    if len(makers) != len(economy.processes) or not all(bodies):
        raise ValueError(f"expected {len(economy.processes)} names of bodies, got {len(makers)}")
    if bodies & {COMMON, OUTSIDE}:
        raise ValueError(f"no body can be called {COMMON!r} or {OUTSIDE!r}: the books need both")
    books = _Books(economy, orders, plan, tuple(makers), unit or Unit())
    with localcontext(EXACT):
        return Ledger(books.unit, tuple(books.transactions()))


def received(
    economy: Economy, plan: Plan, receipts: Iterable[Receipt], *, unit: Unit | None = None
) -> Ledger:
    """Keep the books of what was delivered, at the prices of the plan.

    Args:
        economy: of the plan.
        plan: whose prices count.
        receipts: what both sides confirm.
        unit: of account; the hour where none is given.
    """
    account = unit or Unit()
    prices = plan.prices.product

    def entered(one: Receipt) -> Transaction:
        price = prices[one.period - 1, economy.products.index[one.product]]
        worth = account.amount(_times(float(price), one.quantity))
        words = f"{one.product} from {one.sender} to {one.receiver}"
        sides = (*_earned(one.sender, "Made", worth), *_spent(one.receiver, "Received", worth))
        return Transaction(one.period - 1, words, sides)

    ordered = sorted(receipts, key=lambda one: one.period)
    return Ledger(account, tuple(entered(one) for one in ordered))


def _exact(value: float) -> Decimal:
    """Return a number as people would read it: the shortest that is the same 64 bits."""
    return Decimal(repr(float(value)))


def _times(price: float, quantity: float) -> Decimal:
    return EXACT.multiply(_exact(price), _exact(quantity))


def _earned(body: str, account: str, amount: Decimal) -> Iterator[Posting]:
    yield Posting("Assets", body, "Account", amount)
    yield Posting("Income", body, account, -amount)


def _spent(body: str, account: str, amount: Decimal) -> Iterator[Posting]:
    yield Posting("Expenses", body, account, amount)
    yield Posting("Assets", body, "Account", -amount)


Share = tuple[str, str, Decimal]
"""Body, account, and a quantity or an amount."""


class _Books:
    """The transactions of one plan. Owned by one call."""

    def __init__(
        self, economy: Economy, orders: Orders, plan: Plan, makers: tuple[str, ...], unit: Unit
    ) -> None:
        self.economy, self.orders, self.plan = economy, orders, plan
        self.makers, self.unit = makers, unit
        self.stock: dict[int, Decimal] = {}  # the value of what is there of each product
        self.outputs, self.inputs = economy.outputs.tocsr(), economy.inputs.tocsr()

    def transactions(self) -> Iterator[Transaction]:
        """Give what is entered, period by period."""
        opening = tuple(self._opening())
        if opening:
            yield Transaction(0, "stocks at the beginning", opening)
        for period in range(self.economy.periods):
            yield from self._work(period)
            yield from self._rents(period)
            for product in range(len(self.economy.products)):
                entered = self._product(period, product)
                if any(one.amount for one in entered):
                    words = f"{self.economy.products.title(product)}: made, used, received"
                    yield Transaction(period, words, tuple(one for one in entered if one.amount))

    def _opening(self) -> Iterator[Posting]:
        prices = self.plan.prices.product[0]
        for at in np.flatnonzero(self.economy.stock):
            worth = self.unit.amount(_times(float(prices[at]), float(self.economy.stock[at])))
            self.stock[int(at)] = worth
            if worth:
                yield Posting("Assets", COMMON, "Stock", worth)
                yield Posting("Equity", COMMON, "Opening", -worth)

    def _work(self, period: int) -> Iterator[Transaction]:
        """Credit hours of work, by kind, to the members of each body."""
        economy = self.economy
        uses = economy.uses.tocsr()[economy.labour].multiply(self.plan.activity[period]).tocsr()
        kinds = [economy.resources.names[at] for at in economy.labour]
        for body, ways in self._ways().items():
            hours = [_exact(float(one)) for one in np.asarray(uses[:, ways].sum(axis=1)).ravel()]
            total = self.unit.amount(sum(hours, Decimal(0)))
            sides: list[Posting] = []
            for kind, amount in zip(kinds, parts(total, hours, self.unit.places), strict=True):
                sides += [
                    Posting("Expenses", body, f"Work {kind}", amount),
                    Posting("Liabilities", body, "Members", -amount),
                ]
            if total:
                words = f"hours of work at {body}"
                yield Transaction(period, words, tuple(one for one in sides if one.amount))

    def _rents(self, period: int) -> Iterator[Transaction]:
        """Pay the common account for what is scarce."""
        prices = self.plan.prices.resource[period]
        worth = (self.economy.uses.T @ prices) * self.plan.activity[period]
        for body, ways in self._ways().items():
            paid = self.unit.amount(sum((_exact(float(worth[at])) for at in ways), Decimal(0)))
            if paid:
                sides = (*_spent(body, "Rent", paid), *_earned(COMMON, "Rent", paid))
                yield Transaction(period, f"what is scarce, used by {body}", sides)

    def _ways(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, body in enumerate(self.makers):
            found.setdefault(body, []).append(at)
        return found

    def _product(self, period: int, product: int) -> list[Posting]:
        """Value what comes in of a product, and divide that among what goes out."""
        came, went = self._came(period, product), self._went(period, product)
        price = float(self.plan.prices.product[period, product])
        fresh = sum((one for _, _, one in came), Decimal(0))
        worth = self.unit.amount(EXACT.multiply(_exact(price), fresh))
        brought = self.stock.pop(product, Decimal(0))
        before = self.economy.stock if period == 0 else self.plan.kept[period - 1]
        there = fresh + _exact(float(before[product]))
        gone = sum((one for _, _, one in went), Decimal(0))
        went.append((COMMON, "Lost", max(Decimal(0), there - gone)))
        sides: list[Posting] = []
        for (body, account, _), amount in self._divided(worth, came):
            sides += _earned(body, account, amount)
        sides += [
            Posting("Assets", COMMON, "Stock", -brought),
            Posting("Assets", COMMON, "Account", brought),
        ]
        for (body, account, _), amount in self._divided(worth + brought, went):
            if account == "Stock":
                self.stock[product] = amount
                sides += [
                    Posting("Assets", COMMON, "Stock", amount),
                    Posting("Assets", COMMON, "Account", -amount),
                ]
            else:
                sides += _spent(body, account, amount)
        return sides

    def _divided(self, total: Decimal, shares: list[Share]) -> Iterator[tuple[Share, Decimal]]:
        amounts = parts(total, [one for _, _, one in shares], self.unit.places)
        return zip(shares, amounts, strict=True)

    def _came(self, period: int, product: int) -> list[Share]:
        """Return what came in during a period, by whom."""
        row = self.outputs[[product]].tocoo()
        found: dict[str, Decimal] = {}
        for way, gives in zip(row.coords[1].tolist(), row.data.tolist(), strict=True):
            begun = period - int(self.economy.lead[way])
            if begun >= 0:
                made = _times(gives, float(self.plan.activity[begun, way]))
                found[self.makers[way]] = found.get(self.makers[way], Decimal(0)) + made
        imported = _exact(float(self.plan.imported[period, product]))
        return [*((body, "Made", one) for body, one in found.items()), (OUTSIDE, "Sold", imported)]

    def _went(self, period: int, product: int) -> list[Share]:
        """Return where it went: into processes, to those who ordered, outside, and into stock."""
        row = self.inputs[[product]].tocoo()
        used: dict[str, Decimal] = {}
        for way, takes in zip(row.coords[1].tolist(), row.data.tolist(), strict=True):
            taken = _times(takes, float(self.plan.activity[period, way]))
            used[self.makers[way]] = used.get(self.makers[way], Decimal(0)) + taken
        orders, ordered = self.orders, defaultdict[str, Decimal](Decimal)
        chosen = (orders.period == period) & (orders.product == product)
        for at in np.flatnonzero(chosen):
            ordered[orders.by[at]] += _exact(float(self.plan.delivered[at]))
        exported = _exact(float(self.plan.exported[period, product]))
        kept = _exact(float(self.plan.kept[period, product]))
        return [
            *((body, "Inputs", one) for body, one in used.items()),
            *((body, "Received", one) for body, one in ordered.items()),
            (OUTSIDE, "Bought", exported),
            (COMMON, "Stock", kept),
        ]
