"""Accounts of a running plan, body by body: what was delivered, worked and returned, as confirmed.

Rules of this module:

* books are kept of what receivers confirmed, never of what was only reported; at the prices of the
  plan, in its unit of account, in the period of the line;
* what is as agreed or better (grades 3 to 5) counts in full, what is worse (grade 2) half, what is
  useless (grade 1) nothing; the maker bears the difference, on an account of its own;
* what is sent back is taken back at what was credited for it;
* hours worked, and hours of planning, meeting and inspecting, are credited to the members of the
  body at an hour for an hour;
* every entry sums to zero, and so does the part of each body in it: a body's books can be shown
  without those of the others;
* what a body keeps for itself is in no books.

Not here: the books of a plan before it runs, and the arithmetic (``commonweal.plan.accounts``), the
file (``commonweal.plan.beancounting``), prices (``plan_prices``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from commonweal.plan.accounts import EXACT, Ledger, Posting, Transaction, Unit
from commonweal.polity import State
from commonweal.polity.planning.deliveries.data import Overhead, Work
from commonweal.polity.planning.proposals.effects import Part
from commonweal.polity.rights.succession import heir

QUALITY: Mapping[int, Fraction] = {1: Fraction(0), 2: Fraction(1, 2)}
"""The part of its worth that counts of what is worse than agreed, by its grade."""

IN_FULL = Fraction(1)

Worth = Mapping[tuple[int, int], float]
"""Price of a unit of a product in units of account, by period and product."""


class Named(Protocol):
    """What knows the names of products."""

    def name(self, product: int) -> str:
        """Return what a product is called."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was confirmed of a line.

    Attributes:
        period, maker, to, product: of the line.
        amount: received; ``grade``: its quality; ``returned``: sent back later.
    """

    period: int
    maker: int
    to: int
    product: int
    amount: int
    grade: int
    returned: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a body in a period, by what they were for."""

    period: int
    body: int
    account: str
    hours: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the accounts of a plan are kept of, copied from the state.

    Attributes:
        bodies: name of each body.
        receipts, hours: what was confirmed, and worked.
    """

    bodies: Mapping[int, str]
    receipts: tuple[Receipt, ...]
    hours: tuple[Hours, ...]


def told(state: State, number: int) -> Told:
    """Copy what the accounts of a plan are kept of."""
    receipts = tuple(_receipts(state, number))
    hours = tuple(_hours(state, number))
    named = {body for one in receipts for body in (one.maker, one.to)}
    named |= {one.body for one in hours}
    return Told({one: state.bodies[one].name for one in sorted(named)}, receipts, hours)


def _receipts(state: State, number: int) -> Iterator[Receipt]:
    for line in map(state.lines.__getitem__, state.plans[number].lines):
        maker, to = heir(state, line.maker).id, heir(state, line.to).id
        if maker == to:
            continue
        for one in map(state.deliveries.__getitem__, line.deliveries):
            if one.stage == "confirmed" and one.received:
                yield Receipt(
                    line.period, maker, to, line.product, one.received, one.grade, one.returned
                )


def newest_works(state: State, number: int) -> Iterator[Work]:
    """Give the last report of every process and period of a plan: it stands in for all before."""
    newest = {(one.process, one.period): one for one in state.works.values() if one.plan == number}
    yield from newest.values()


def newest_overheads(state: State, number: int) -> Iterator[Overhead]:
    """Give the last report of every body and period of a plan."""
    newest = {(one.body, one.period): one for one in state.overheads.values() if one.plan == number}
    yield from newest.values()


def _hours(state: State, number: int) -> Iterator[Hours]:
    for work in newest_works(state, number):
        body = heir(state, state.processes[work.process].body).id
        yield Hours(work.period, body, "Work", work.hours)
    for one in newest_overheads(state, number):
        body = heir(state, one.body).id
        yield Hours(one.period, body, "Planning", one.planning)
        yield Hours(one.period, body, "Meeting", one.meeting)
        yield Hours(one.period, body, "Inspecting", one.inspecting)


# The books.


def label(of: Told, body: int) -> str:
    """Return what a body is called in the books: its name and number, so that each is another."""
    return f"{of.bodies[body]} {body}"


def books(of: Told, worth: Worth, names: Named, *, unit: Unit | None = None) -> Ledger:
    """Keep the books of all bodies.

    Args:
        of: what was confirmed and worked.
        worth: prices; what has none is worth nothing.
        names: of products.
        unit: of account; the hour where none is given.
    """
    account = unit or Unit()
    entered = [
        *(_delivery(of, one, worth, names, account) for one in of.receipts),
        *(_worked(of, one, account) for one in of.hours),
    ]
    kept = (one for one in entered if one.postings)
    return Ledger(account, tuple(sorted(kept, key=lambda one: one.period)))


def books_of(ledger: Ledger, whose: str) -> Ledger:
    """Return the part of one body in all books; it sums to zero by itself."""
    found = []
    for one in ledger.transactions:
        sides = tuple(side for side in one.postings if side.body == whose)
        if sides:
            found.append(Transaction(one.period, one.words, sides))
    return Ledger(ledger.unit, tuple(found))


def _delivery(of: Told, one: Receipt, worth: Worth, names: Named, unit: Unit) -> Transaction:
    maker, to = label(of, one.maker), label(of, one.to)
    price = Fraction(worth.get((one.period, one.product), 0.0))
    quality = QUALITY.get(one.grade, IN_FULL)
    made = _amount(unit, price * one.amount)
    credited = _amount(unit, price * one.amount * quality)
    back = _amount(unit, price * quality * min(one.returned, one.amount))
    sides = (
        Posting("Income", maker, "Made", -made),
        Posting("Expenses", maker, "Quality", made - credited),
        Posting("Assets", maker, "Account", credited),
        Posting("Expenses", to, "Received", credited),
        Posting("Assets", to, "Account", -credited),
        Posting("Expenses", maker, "Returned", back),
        Posting("Assets", maker, "Account", -back),
        Posting("Income", to, "Returned", -back),
        Posting("Assets", to, "Account", back),
    )
    words = f"{names.name(one.product)} from {maker} to {to}"
    return Transaction(one.period - 1, words, tuple(side for side in sides if side.amount))


def _worked(of: Told, one: Hours, unit: Unit) -> Transaction:
    body, amount = label(of, one.body), unit.amount(Decimal(one.hours))
    sides = (
        Posting("Expenses", body, one.account, amount),
        Posting("Liabilities", body, "Members", -amount),
    )
    words = f"hours of {one.account.lower()} at {body}"
    return Transaction(one.period - 1, words, sides if amount else ())


def _amount(unit: Unit, hours: Fraction) -> Decimal:
    return unit.amount(EXACT.divide(Decimal(hours.numerator), Decimal(hours.denominator)))


# One body's, and the surplus.


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a body at a glance, in units of account.

    Attributes:
        body: its number.
        made, quality: worth of what others confirmed, and what was taken off for quality.
        received: worth of what it received; ``returned``: net of what came and went back.
        worked: hours of its members, with those of planning, meeting and inspecting.
        balance: what it gave less what it got; below 0: it got more.
    """

    body: int
    made: Decimal
    quality: Decimal
    received: Decimal
    returned: Decimal
    worked: Decimal
    balance: Decimal


def account(of: Told, ledger: Ledger, body: int) -> Account:
    """Return the account of a body at a glance."""
    if body not in of.bodies:
        return Account(body, *(Decimal(0),) * 6)
    return next(one for one in accounts(of, ledger) if one.body == body)


def accounts(of: Told, ledger: Ledger) -> list[Account]:
    """Return the accounts of all bodies at a glance, by their numbers."""
    sums: dict[str, dict[tuple[str, str], Decimal]] = {}
    for (kind, whose, name), amount in ledger.balances().items():
        sums.setdefault(whose, {})[kind, name] = amount
    return [_account(one, sums.get(label(of, one), {})) for one in of.bodies]


def _account(body: int, sums: Mapping[tuple[str, str], Decimal]) -> Account:
    none = Decimal(0)
    return Account(
        body,
        -sums.get(("Income", "Made"), none),
        sums.get(("Expenses", "Quality"), none),
        sums.get(("Expenses", "Received"), none),
        -sums.get(("Income", "Returned"), none) - sums.get(("Expenses", "Returned"), none),
        -sums.get(("Liabilities", "Members"), none),
        sums.get(("Assets", "Account"), none),
    )


@dataclass(frozen=True, slots=True)
class Surplus:
    """What is left of a plan when what was used up is replaced and its makers have their part.

    Attributes:
        hours: all of it, as the plan says.
        shares: what each part is for, as was decided; none where nothing was yet.
        motion: by which decision; 0: none yet. ``body``: which decided.
        open: what nobody has decided on.
    """

    hours: int
    shares: tuple[Part, ...]
    motion: int
    body: int
    open: int


def surplus(state: State, number: int) -> Surplus:
    """Return the surplus of a plan, and who decided on each part of it."""
    plan = state.plans[number]
    body = int(state.motions[plan.assigned_by].body) if plan.assigned_by else 0
    left = plan.surplus - sum(one.hours for one in plan.shares)
    return Surplus(plan.surplus, plan.shares, int(plan.assigned_by), body, left)
