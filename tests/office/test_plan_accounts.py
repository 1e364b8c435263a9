"""Accounts of a running plan: as confirmed, body by body, in double entry; what planning costs."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from running_plan import Running
from scipy.sparse import csc_array

from commonweal.office.plan_accounts import (
    Account,
    account,
    books,
    books_of,
    label,
    surplus,
    told,
)
from commonweal.office.plan_findings import Words
from commonweal.office.plan_measures import (
    drift,
    mean_prices,
    overhead,
    planned_amounts,
    spent,
    swings,
)
from commonweal.plan.accounts import Ledger, Unit
from commonweal.plan.beancounting import beancount
from commonweal.plan.economy import Rows, economy
from commonweal.plan.plans import Plan
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals.effects import Part

LINES = [(1, 1, 1, 400), (1, 2, 1, 600), (2, 1, 2, 50)]
BAKERY, MILL, HOUSE, OTHER = 4, 5, 6, 7
NAMES = Words({}, {1: ("bread", "kg"), 2: ('flour "fine"', "t")}, 7, 0)
WORTH = {
    (period, product): price for period in range(1, 5) for product, price in ((1, 0.1), (2, 3.0))
}


@pytest.fixture
def run() -> Running:
    return Running(LINES, periods=4)


def kept(run: Running, unit: Unit | None = None) -> Ledger:
    return books(told(run.state, 1), WORTH, NAMES, unit=unit)


def of(run: Running, body: int) -> Account:
    return account(told(run.state, 1), kept(run), body)


def test_only_what_was_confirmed_is_on_the_accounts(run):
    run.deliver(1, 400, 390)
    run.report(2, 600)
    assert of(run, BAKERY).balance == Decimal("39.00")
    assert of(run, HOUSE).balance == Decimal("-39.00")
    assert of(run, OTHER) == Account(OTHER, *(Decimal(0),) * 6)


def test_what_is_worse_than_agreed_counts_half_and_the_useless_nothing(run):
    for line, grade in ((1, 5), (2, 2), (3, 1)):
        run.deliver(line, 100, grade=grade)
    baker, miller = of(run, BAKERY), of(run, MILL)
    assert (baker.made, baker.quality, baker.balance) == (20, 5, 15)
    assert (miller.made, miller.quality, miller.balance) == (300, 300, 0)
    assert of(run, HOUSE).received == 10


def test_what_is_sent_back_is_taken_back_at_what_was_credited(run):
    run.deliver(2, 600, grade=2)
    run.do(deliveries.GoodsReturned(delivery=1, line=2, amount=100, by=2, text="t"))
    baker, other = of(run, BAKERY), of(run, OTHER)
    assert (baker.balance, baker.returned) == (25, -5)
    assert (other.balance, other.returned) == (-25, 5)


def test_hours_are_credited_to_members_and_the_last_report_counts(run):
    process = run.process(1, 1, hours=2)
    run.work(process, 1, 10, 25)
    run.work(process, 1, 10, 20)
    run.do(
        deliveries.OverheadReported(
            overhead=1, plan=1, body=BAKERY, period=1, planning=1, meeting=3, inspecting=0, by=1
        )
    )
    assert of(run, BAKERY).worked == 24


def test_every_entry_sums_to_zero_and_so_does_the_part_of_each_body(run):
    run.deliver(1, 333, grade=2)
    run.deliver(3, 7, 6, grade=4)
    run.do(deliveries.GoodsReturned(delivery=1, line=1, amount=33, by=2, text="t"))
    run.work(run.process(1, 1, hours=2), 1, 10, 25)
    ledger = kept(run, Unit("LABOR", Decimal(7), 3))
    for entry in ledger.transactions:
        for body in {side.body for side in entry.postings}:
            assert sum(side.amount for side in entry.postings if side.body == body) == 0
    debit, credit = ledger.trial()
    assert debit == credit > 0


def test_a_merged_body_has_the_accounts_of_both(run):
    run.deliver(1, 100)
    run.deliver(3, 10)
    run.do(ev.BodyClosed(body=MILL, into=BAKERY, why="merged"))
    assert of(run, BAKERY).balance == 40


def checked(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "books.beancount"
    file.write_text(text, "utf-8")
    program = Path(sys.executable).with_name("bean-check")
    return subprocess.run([program, file], capture_output=True, text=True, check=False)


def test_beancount_accepts_the_books_of_all_and_of_one(run, tmp_path):
    run.deliver(1, 333, grade=2)
    run.deliver(3, 7, 6, grade=4)
    run.work(run.process(1, 1, hours=2), 1, 10, 25)
    days = [date(2026, 1, 5) + timedelta(days=7 * at) for at in range(4)]
    every = beancount(kept(run), days)
    assert checked(every, tmp_path).returncode == 0
    mine = beancount(books_of(kept(run), label(told(run.state, 1), BAKERY)), days)
    assert checked(mine, tmp_path).returncode == 0
    assert "House" not in "".join(line for line in mine.splitlines() if "open" in line)
    assert checked(every.replace("16.65", "16.66", 1), tmp_path).returncode == 1


# The surplus.


def test_who_decided_on_each_part_of_the_surplus(run):
    run.state.plans[1].surplus = 500
    assert surplus(run.state, 1).open == 500
    run.do(ev.MotionProposed(motion=1, body=1, by=1, charter=1, text="t", effect=ef.Resolve()))
    parts = (Part("social", 300), Part("reserve", 150, body=BAKERY))
    run.do(proposals.SurplusAssigned(plan=1, motion=1, parts=parts))
    found = surplus(run.state, 1)
    assert (found.shares, found.motion, found.body, found.open) == (parts, 1, 1, 50)


# What planning costs, and how steady it is.


def test_overhead_counts_meetings_and_what_was_spoiled(run):
    process = run.process(1, 1, hours=2)
    run.do(
        deliveries.WorkReported(
            work=1, plan=1, process=process, period=1, runs=10, hours=20, by=1, spoiled=((1, 50),)
        )
    )
    run.do(
        deliveries.OverheadReported(
            overhead=1, plan=1, body=1, period=1, planning=3, meeting=1, inspecting=1, by=1
        )
    )
    cost = overhead(spent(run.state, 1), WORTH)
    assert (cost.lost, cost.hours, cost.share) == (5.0, 10.0, 0.4)


def planned(name: str, *activity: float) -> tuple:
    nothing = csc_array((0, 1))
    of_one = economy(
        products=Rows((), ()), processes=Rows((name,), ("run",)), inputs=nothing, outputs=nothing,
        resources=Rows(("hours",), ("hour",)), kinds=("labour",), uses=csc_array([[2.0]]),
        periods=len(activity),
    )  # fmt: skip
    none = np.zeros((len(activity), 0))
    return of_one, Plan(np.array(activity)[:, None], none, none, none, np.zeros(0), ())


def test_what_is_moved_and_moved_back_is_zig_zag():
    found = swings(
        [
            (0, *planned("p1", 10.0, 10.0)),
            (0, *planned("p1", 14.0, 10.0)),
            (0, *planned("p1", 10.0, 10.0)),
            (1, *planned("p2", 5.0)),
        ]
    )
    assert found.steps == (8.0, 8.0, 30.0)
    assert (found.whole.path, found.whole.way, found.whole.hours) == (46.0, 30.0, 16.0)


def test_the_drift_of_the_unit_of_account_is_told_for_both_baskets():
    found = drift({1: 1.0, 2: 2.0, 3: 1.0}, {1: 1.1, 2: 2.0}, {1: 100, 2: 50}, {1: 300, 2: 50})
    assert found is not None
    assert found.goods == 2
    assert found.earlier == pytest.approx(10 / 200)
    assert found.later == pytest.approx(30 / 400)
    assert found.earlier < found.mean < found.later
    assert drift({1: 1.0}, {2: 1.0}, {1: 1}, {2: 1}) is None


def test_one_price_for_each_product_weighs_periods_by_what_they_deliver(run):
    amounts = planned_amounts(run.state, 1)
    assert amounts[1, 1] == 1000
    prices = mean_prices({(1, 1): 1.0, (2, 1): 2.0}, {(1, 1): 300, (2, 1): 100, (1, 2): 5})
    assert prices == {1: 1.25}
