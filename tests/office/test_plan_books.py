"""Books and measures of a plan that an office keeps, and the command that writes them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from adopted_plan import again, begin, declare, deliver, record
from click.testing import CliRunner, Result
from plan_made import BAKERY, EAST, WEST

from commonweal.cli import main
from commonweal.office import Office
from commonweal.office.plan_accounts import account
from commonweal.office.plan_books import measures, plan_books
from commonweal.office.plan_files import keep, kept_file
from commonweal.plan.files import encoded
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries


@pytest.fixture
def office(reopened: Callable[[], Office]) -> Office:
    found = reopened()
    begin(found)
    found.tick()
    deliver(found, 1)
    return found


def test_the_books_are_kept_at_the_prices_of_the_plan(office):
    kept = plan_books(office, 1)
    east = account(kept.of, kept.ledger, EAST)
    west = account(kept.of, kept.ledger, WEST)
    assert east.received == -east.balance > 0
    assert abs(east.received - 2 * west.received) <= Decimal("0.02"), "twice the bread"
    made = account(kept.of, kept.ledger, BAKERY)
    assert made.made == east.received + west.received
    assert len(kept.days) == 5


def test_overhead_and_swings_are_measured_by_the_files(office, clock):
    record(
        office,
        deliveries.WorkReported(
            work=1, plan=1, process=3, period=1, runs=15, hours=45, by=1, spoiled=((3, 9),)
        ),
        deliveries.OverheadReported(
            overhead=1, plan=1, body=1, period=1, planning=3, meeting=2, inspecting=0, by=1
        ),
    )
    found = measures(office, 1)
    assert found.overhead.lost > 0
    assert found.overhead.hours == 5 + found.overhead.lost
    assert found.swings is not None
    assert found.swings.steps == ()
    assert found.drift is None
    clock.pass_days(7)
    office.tick()
    declare(office, 4, capacity=10, replaces=3)
    asked = correcting.CorrectionAskedFor(
        correction=1, plan=1, by=1, text="t", charter=1, from_period=4
    )
    record(office, asked)
    office.tick()
    record(office, correcting.CorrectionSettled(correction=1, stage="in_force"))
    office.tick()
    again = measures(office, 1).swings
    assert again is not None
    assert again.steps == (office.state.plan_corrections[1].moved,)
    made = [(one.plan, one.correction) for one in measures(office, 1).made]
    assert made == [(1, 0), (1, 1)]
    [period] = found.periods
    assert (period.period, period.work, period.beside) == (1, 45, 5)


def asked(folder: Path, *arguments: object, command: str = "accounts") -> Result:
    given = ["plan", command, *map(str, arguments)]
    return CliRunner().invoke(main, given, env={"COMMONWEAL_HOME": str(folder)})


def test_the_command_writes_books_that_others_can_check(office, folder, tmp_path):
    office.close()
    file = tmp_path / "books.beancount"
    found = asked(folder, "--output", file)
    assert found.exit_code == 0, found.output
    program = Path(sys.executable).with_name("bean-check")
    assert subprocess.run([program, file], check=False).returncode == 0
    mine = asked(folder, "--body", BAKERY, "--plan", 1)
    assert mine.exit_code == 0
    assert 'option "title" "Books of plan 1"' in mine.output
    opened = [line for line in mine.output.splitlines() if " open " in line]
    assert opened
    assert all("Bakery-6" in line for line in opened)
    stranger = asked(folder, "--body", 1)
    assert stranger.exit_code == 1
    assert "body 1 has no part in the books of plan 1" in stranger.output
    assert "plan 9 was not adopted; these were: 1" in asked(folder, "--plan", 9).output


def test_the_command_says_what_a_plan_cost_and_how_far_it_swung(office, folder):
    record(
        office,
        deliveries.WorkReported(
            work=1, plan=1, process=3, period=1, runs=15, hours=90, by=1, spoiled=()
        ),
        deliveries.OverheadReported(
            overhead=1, plan=1, body=1, period=1, planning=6, meeting=3, inspecting=1, by=1
        ),
    )
    office.close()
    found = asked(folder, command="measures")
    assert found.exit_code == 0, found.output
    first, *rest = found.output.splitlines()
    assert first.startswith("worked: 90 hours; planned until now: ")
    assert " ".join(rest) == (
        "beside the work: 10.0% of all hours (planning 6, meeting 3, inspecting 1, in what was "
        "spoiled 0) "
        "hours moved from plan to plan: none "
        "of these moved and moved back: 0 (0%) "
        "drift of the unit of account: there is no plan before to compare with"
    )


def test_the_next_plan_is_compared_with_the_one_before(office):
    """The same plan once more, at prices that are a tenth higher."""
    plan = office.state.plans[1]
    kept = kept_file(office.vault, plan.file)
    assert kept is not None
    assert kept.contents is not None
    dearer = tuple((period, product, 1.1 * price) for period, product, price in kept.about.worth)
    about = msgspec.structs.replace(kept.about, worth=dearer)
    contents = kept.contents
    text = encoded(
        contents.economy, contents.orders, contents.plan, whole=contents.whole,
        about=about.as_plain(),
    ).decode()  # fmt: skip
    again(office, keep(office.vault, text))
    office.tick()
    found = measures(office, 2)
    assert found.drift is not None
    assert found.drift.mean == pytest.approx(0.1)
    assert found.drift.goods == 3


def test_without_a_plan_there_are_no_books(folder):
    found = asked(folder)
    assert found.exit_code == 1
    assert "no plan was adopted yet" in found.output
