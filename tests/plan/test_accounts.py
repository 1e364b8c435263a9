"""Books: every entry twice, no cent lost, and another program accepts them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from economies import small
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.plan.accounts import (
    COMMON,
    Ledger,
    Receipt,
    Unit,
    accounts,
    parts,
    received,
)
from commonweal.plan.beancounting import beancount
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve

DAYS = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]


def valley(seed: int = 0, periods: int = 3) -> tuple[Economy, Orders, Plan]:
    """Three products of four processes, with stocks, trade, land that is scarce, and two skills."""
    rng = np.random.default_rng(seed)
    of = small(
        rng.uniform(0, 0.3, (3, 4)), np.hstack([np.eye(3), [[0.5], [0.5], [0.0]]]),
        np.vstack([rng.uniform(0.2, 2, (2, 4)), rng.uniform(0.1, 1, (1, 4))]),
        kinds=("labour", "labour", "natural"), periods=periods,
        limits=[[np.inf, np.inf, float(rng.uniform(5, 20))]] * periods,
        stock=rng.uniform(0, 3, 3).tolist(), lead=[0, 1, 0, 0],
        import_price=[np.nan, np.nan, 1.5], export_price=[1.0, np.nan, np.nan],
    )  # fmt: skip
    asked = [
        Order(by, product, float(rng.uniform(1, 7)), rank, period)
        for by, rank in (("North", 1), ("South", 2))
        for product in "abc"
        for period in range(1, periods + 1)
    ]
    wanted = orders(asked, of)
    plan = solve(of, wanted)
    assert isinstance(plan, Plan)
    return of, wanted, plan


MAKERS = ("Mill", "Mill", "Bakery", "Farm 1")


def books(seed: int = 0, unit: Unit | None = None) -> Ledger:
    return accounts(*valley(seed), MAKERS, unit=unit)


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from([0, 2, 6]))
def test_every_entry_is_there_twice_and_the_trial_balance_closes(seed, places):
    ledger = books(seed, Unit(places=places))
    assert ledger.transactions
    for one in ledger.transactions:
        for body in {side.body for side in one.postings}:
            assert sum(side.amount for side in one.postings if side.body == body) == 0
        assert all(side.amount == round(side.amount, places) for side in one.postings)
    debit, credit = ledger.trial()
    assert debit == credit > 0
    balances = ledger.balances()
    accounts_with_all = [one for (_, _, name), one in balances.items() if name == "Account"]
    assert sum(accounts_with_all) == 0


def test_what_orders_receive_is_their_quantity_at_its_price():
    of, wanted, plan = valley()
    ledger = accounts(of, wanted, plan, MAKERS, unit=Unit(places=6))
    price = plan.prices.product[wanted.period, wanted.product]
    north = np.array([by == "North" for by in wanted.by])
    got = ledger.balances()["Expenses", "North", "Received"]
    assert float(got) == pytest.approx((price * plan.delivered)[north].sum(), abs=1e-4)


def test_work_is_credited_hour_by_hour():
    of, wanted, plan = valley()
    ledger = accounts(of, wanted, plan, MAKERS, unit=Unit(places=6))
    hours = float((plan.activity @ of.uses.toarray()[:2].T).sum())
    credited = [one for (_, _, name), one in ledger.balances().items() if name == "Members"]
    assert float(-sum(credited)) == pytest.approx(hours, abs=1e-4)


def test_at_plan_prices_no_process_gains_but_by_what_is_scarce():
    """A plan's prices leave nothing over where no capacity limits: Kantorovich's condition."""
    of, wanted, plan = valley(periods=1)
    ledger = accounts(of, wanted, plan, MAKERS, unit=Unit(places=6))
    assert float(ledger.result("Bakery")) == pytest.approx(0, abs=1e-4)
    assert float(ledger.result(COMMON)) >= 0


def test_the_stock_is_worth_what_went_into_it():
    of, wanted, plan = valley()
    ledger = accounts(of, wanted, plan, MAKERS)
    worth = ledger.balances().get(("Assets", COMMON, "Stock"), Decimal(0))
    assert float(worth) == pytest.approx(plan.prices.product[-1] @ plan.kept[-1], abs=0.1)


def test_another_unit_of_account_changes_amounts_in_proportion():
    one, two = books(unit=Unit(places=8)), books(unit=Unit("DAY", Decimal(8), places=8))
    for key, amount in one.balances().items():
        assert float(two.balances()[key]) * 8 == pytest.approx(float(amount), abs=1e-5)


@given(
    st.integers(0, 10**9),
    st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=9).filter(any),
)
def test_parts_are_the_whole_and_each_is_within_a_cent(cents, weights):
    total = Decimal(cents).scaleb(-2)
    found = parts(total, weights, 2)
    assert sum(found) == total
    whole = sum(weights)
    for one, weight in zip(found, weights, strict=True):
        assert abs(one - total * weight / whole) < Decimal("0.01")


def test_rounding_each_part_by_itself_would_lose_a_cent():
    total, weights = Decimal("1.00"), [Decimal(1)] * 3
    wrong = [round(total * one / 3, 2) for one in weights]
    assert sum(wrong) != total
    assert parts(total, weights, 2) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]


def test_receipts_are_entered_at_the_prices_of_the_plan():
    of, _, plan = valley()
    given_to = [Receipt(2, "Mill", "North", "a", 2.5), Receipt(1, "Bakery", "South", "c", 1.25)]
    ledger = received(of, plan, given_to)
    assert [one.words for one in ledger.transactions] == [
        "c from Bakery to South",
        "a from Mill to North",
    ]
    worth = Unit().amount(Decimal(repr(float(plan.prices.product[1, 0]))) * Decimal("2.5"))
    assert ledger.balances()["Income", "Mill", "Made"] == -worth
    assert ledger.trial()[0] == ledger.trial()[1]


@pytest.mark.parametrize(
    ("makers", "why"),
    [(("Mill",), "expected 4 names"), (("a", "b", "", "c"), "names"), ((COMMON,) * 4, "called")],
)
def test_makers_that_do_not_fit_are_refused(makers, why):
    with pytest.raises(ValueError, match=why):
        accounts(*valley(), makers)


def checked(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Let Beancount check a file; a program of its own, run as one."""
    file = folder / "books.beancount"
    file.write_text(text, encoding="utf-8")
    program = Path(sys.executable).with_name("bean-check")
    return subprocess.run(
        [str(program), "--no-cache", str(file)], capture_output=True, text=True, check=False
    )


def test_beancount_accepts_the_books(tmp_path):
    found = checked(beancount(books(), DAYS), tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_beancount_finds_a_cent_that_is_missing(tmp_path):
    lines = beancount(books(), DAYS).splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith("  "))
    account, amount, unit = lines[at].split()
    lines[at] = f"  {account}  {Decimal(amount) + Decimal('0.01')} {unit}"
    assert checked("\n".join(lines), tmp_path).returncode == 1


def test_names_become_accounts_of_their_own():
    of = small([[0, 0]], [[1, 1]])
    wanted = orders([Order("öst", "a", 1), Order("3rd", "a", 1)], of)
    plan = solve(of, wanted)
    assert isinstance(plan, Plan)
    text = beancount(accounts(of, wanted, plan, ["A/B", "A B"]), DAYS[:1], title='of "a"')
    assert "Expenses:3rd:Received" in text
    assert "Expenses:B-st:Received" in text
    assert text.startswith('option "title" "of \'a\'"')
    with pytest.raises(ValueError, match="expected 1 days"):
        beancount(accounts(of, wanted, plan, ["A", "B"]), [])


def test_bodies_whose_names_become_the_same_are_numbered():
    of = small([[0, 0]], [[1, 1]], capacity=[[1.0, 1.0]])
    wanted = orders([Order("all", "a", 2)], of)
    plan = solve(of, wanted)
    assert isinstance(plan, Plan)
    text = beancount(accounts(of, wanted, plan, ["A/B", "A B"]), DAYS[:1])
    assert "Income:A-B:Made" in text
    assert "Income:A-B-2:Made" in text
