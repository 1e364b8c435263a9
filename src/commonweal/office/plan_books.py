"""Accounts and measures of a plan, with its prices: what pages and the command line ask for.

Rules of this module: prices are those that the plan's file tells in units of account, as the
constitution defines them; what the record says is copied under the lock, and added up outside it.

Not here: the books (``plan_accounts``), the measures (``plan_measures``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from commonweal.office.plan_accounts import Told, Worth, books, told
from commonweal.office.plan_desk import texts_of
from commonweal.office.plan_files import Kept, kept_file
from commonweal.office.plan_findings import Words
from commonweal.office.plan_measures import (
    Drift,
    PeriodSpent,
    Spent,
    Swings,
    by_period,
    drift,
    mean_prices,
    overhead,
    planned_amounts,
    spent,
    swings,
)
from commonweal.plan.accounts import Ledger
from commonweal.plan.economy import Economy
from commonweal.plan.measuring import Overhead
from commonweal.plan.plans import Plan
from commonweal.polity import State
from commonweal.polity.planning.running import period_begins, period_length
from commonweal.terms import DAY_S, Moment, day_of
from commonweal.vault import Vault

Result = TypeVar("Result")


class Desk(Protocol):
    """A federation that is read; it may be written by another process."""

    vault: Vault

    def view(self, look: Callable[[State], Result]) -> Result:
        """Read the state; see :meth:`commonweal.office.office.Office.view`."""
        ...


def worth_of(kept: Kept | None) -> Worth:
    """Return prices by period and product, in units of account; none where there is no file."""
    worth = kept.about.worth if kept is not None else ()
    return {(period, product): price for period, product, price in worth}


# Accounts.


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a plan.

    Attributes:
        plan: its number.
        of: what they are kept of.
        ledger: the books.
        days: first day of every period.
    """

    plan: int
    of: Told
    ledger: Ledger
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class _Copied:
    of: Told
    file: str
    goods: dict[int, tuple[str, str]]
    begins: tuple[Moment, ...]
    length_s: int


def plan_books(desk: Desk, number: int) -> Books:
    """Keep the books of an adopted plan, as far as it is.

    Args:
        desk: the federation.
        number: of the plan.
    """
    copied = desk.view(lambda state: _copied(state, number))
    worth = worth_of(kept_file(desk.vault, copied.file))
    digests = {one for pair in copied.goods.values() for one in pair if one}
    texts = texts_of(desk.vault, digests)
    goods = {
        product: (texts.get(name) or f"product {product}", texts.get(unit) or "")
        for product, (name, unit) in copied.goods.items()
    }
    words = Words(copied.of.bodies, goods, copied.length_s // DAY_S, 0)
    days = tuple(day_of(one) for one in copied.begins)
    return Books(number, copied.of, books(copied.of, worth, words), days)


def _copied(state: State, number: int) -> _Copied:
    plan = state.plans[number]
    of = told(state, number)
    periods = state.campaigns[plan.campaign].periods
    return _Copied(
        of,
        plan.file,
        {
            one.product: (state.products[one.product].name, state.products[one.product].unit)
            for one in of.receipts
        },
        tuple(period_begins(state, plan, period) for period in range(1, periods + 1)),
        period_length(state, plan),
    )


# Measures.


@dataclass(frozen=True, slots=True)
class Made:
    """One of the plans that followed one another: that of a round, an alternative, a correction.

    Attributes:
        plan: its number; ``correction``: which corrected it; 0: none.
        passed: periods before its first; ``file``: digest of its file.
    """

    plan: int
    correction: int
    passed: int
    file: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What a plan costs beside the work, how steady it is, and how the unit of account drifts.

    Attributes:
        spent: hours reported; ``periods``: likewise, period by period.
        overhead: from them, with what was spoiled.
        made: the plans between which it swung, as they were made.
        swings: from round to round, and by corrections; none where files are missing.
        before: the adopted plan before; 0: none.
        drift: of the unit of account since then; none where there was none.
    """

    spent: Spent
    periods: tuple[PeriodSpent, ...]
    overhead: Overhead
    made: tuple[Made, ...]
    swings: Swings | None
    before: int
    drift: Drift | None


@dataclass(frozen=True, slots=True)
class _Figures:
    spent: Spent
    periods: tuple[PeriodSpent, ...]
    file: str
    made: tuple[Made, ...]
    before: int
    file_before: str
    amounts: dict[tuple[int, int], int]
    amounts_before: dict[tuple[int, int], int]


def measures(desk: Desk, number: int) -> Measures:
    """Measure an adopted plan.

    Args:
        desk: the federation.
        number: of the plan.
    """
    of = desk.view(lambda state: _figures(state, number))
    worth = worth_of(kept_file(desk.vault, of.file))
    return Measures(
        of.spent,
        of.periods,
        overhead(of.spent, worth),
        of.made,
        _swings(desk.vault, of.made),
        of.before,
        _drift(desk.vault, of, worth) if of.before else None,
    )


def _figures(state: State, number: int) -> _Figures:
    """Copy what is measured: the rounds of the campaign up to the plan, and its corrections."""
    plan = state.plans[number]
    rounds = (state.plans[one] for one in state.campaigns[plan.campaign].plans)
    made = [
        Made(one.id, 0, 0, one.file)
        for one in rounds
        if one.outcome == "plan" and not one.alternative and one.id <= number
    ]
    if plan.alternative:
        made.append(Made(number, 0, 0, plan.file))
    corrected = [
        Made(number, one.id, max(1, one.from_period - 1), one.file)
        for one in state.plan_corrections.values()
        if one.plan == number and one.stage == "in_force"
    ]
    earlier = [one for one in state.adopted_plans if one < number]
    before = earlier[-1] if earlier else 0
    return _Figures(
        spent(state, number),
        by_period(state, number),
        plan.file,
        (*made, *corrected),
        before,
        state.plans[before].file if before else "",
        planned_amounts(state, number),
        planned_amounts(state, before) if before else {},
    )


def _swings(vault: Vault, made: tuple[Made, ...]) -> Swings | None:
    found: list[tuple[int, Economy, Plan]] = []
    for one in made:
        kept = kept_file(vault, one.file)
        if kept is None or kept.contents is None:
            return None
        contents = kept.contents
        whole = contents.whole
        plan = contents.plan
        if whole is not None:
            plan = whole.as_plan(contents.economy, contents.orders, plan)
        found.append((one.passed, contents.economy, plan))
    return swings(found) if found else None


def _drift(vault: Vault, of: _Figures, worth: Worth) -> Drift | None:
    before = worth_of(kept_file(vault, of.file_before))
    return drift(
        mean_prices(before, of.amounts_before),
        mean_prices(worth, of.amounts),
        _sums(of.amounts_before),
        _sums(of.amounts),
    )


def _sums(amounts: dict[tuple[int, int], int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (_, product), amount in amounts.items():
        found[product] = found.get(product, 0) + amount
    return found
