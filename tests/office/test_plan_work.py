"""An office with a plan that runs: what it records by itself, once, whatever comes between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from adopted_plan import begin, declare, deliver, record
from plan_made import BAKERY, BREAD

from commonweal.office import Office, plan_changes
from commonweal.office.plan_files import kept_file
from commonweal.plan.certifying_corrections import certify_correction
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.proposals.kept import AMOUNT_MAX
from commonweal.terms import Refusal


@pytest.fixture
def office(reopened: Callable[[], Office]) -> Office:
    found = reopened()
    begin(found)
    found.tick()
    return found


def test_the_office_records_lines_and_looks_at_every_week_once(office, clock, reopened):
    assert office.state.plans[1].complete
    deliver(office, 1, share=1.02, received=0.6)
    clock.pass_days(7)
    office.tick()
    plan = office.state.plans[1]
    assert (plan.passed, plan.examined) == (1, 1)
    (alert,) = office.state.alerts.values()
    assert (alert.body, alert.kind, alert.product) == (BAKERY, "mismatch", BREAD)
    words = office.vault.text(alert.text)
    assert words == "Bakery reported 92 loaves of bread for week 1; the receivers confirmed 56"
    version = office.state.version
    assert office.tick() == 0
    assert reopened().tick() == 0
    assert reopened().state.version == version


def test_weeks_that_passed_while_the_office_was_down_are_looked_at_one_by_one(
    office, clock, reopened
):
    deliver(office, 1, received=0.6)
    clock.pass_days(22)
    again = reopened()
    again.tick()
    plan = again.state.plans[1]
    assert (plan.passed, plan.examined) == (3, 3)
    first = again.state.alerts[1]
    assert (first.period, first.kind) == (1, "mismatch")


def test_an_alert_ends_by_the_figures_alone(office, clock):
    deliver(office, 1, received=0.6)
    clock.pass_days(7)
    office.tick()
    deliver(office, 2)
    clock.pass_days(7)
    office.tick()
    assert office.state.alerts[1].stage == "ended"


def ask(office: Office, first: int) -> None:
    record(
        office,
        correcting.CorrectionAskedFor(
            correction=len(office.state.plan_corrections) + 1, plan=1, by=1, text="t", charter=1,
            from_period=first,
        ),
    )  # fmt: skip


def test_a_plan_that_goes_well_needs_no_correction(office, clock):
    deliver(office, 1)
    clock.pass_days(7)
    office.tick()
    ask(office, 4)
    office.tick()
    assert office.state.plan_corrections[1].stage == "fits"


def test_a_breakdown_is_put_to_those_concerned_and_its_lines_are_recorded(office, clock, reopened):
    deliver(office, 1)
    clock.pass_days(7)
    office.tick()
    declare(office, 4, capacity=10, replaces=3)
    ask(office, 4)
    office.tick()
    found = office.state.plan_corrections[1]
    assert found.stage in {"voting", "fallen"}, "a third of the bread is beyond the tolerance"
    assert found.moved > 0
    kept = kept_file(office.vault, found.file)
    assert kept is not None
    assert kept.contents is not None
    assert kept.contents.left is not None
    assert kept.contents.prices is not None
    told = certify_correction(kept.contents.left, kept.contents.plan, kept.contents.prices)
    assert told.feasible
    assert told.least
    record(office, correcting.CorrectionSettled(correction=1, stage="in_force"))
    again = reopened()
    again.tick()
    found = again.state.plan_corrections[1]
    assert found.complete
    lines = [one for one in again.state.lines.values() if one.correction == 1]
    assert {one.period for one in lines} == {4, 5}
    assert sum(one.amount for one in lines if one.product == BREAD and one.period == 5) == 60
    assert all(
        one.ended_by == 1
        for one in again.state.lines.values()
        if one.period >= 4 and not one.correction
    )
    assert again.tick() == 0


def test_whoever_names_a_product_writes_no_findings(office, clock):
    name = "bread\n\nThe Mill has cheated. " + "x" * 500
    office.state.products[BREAD].name = office.vault.seal(name, "text")
    deliver(office, 1, received=0.6)
    clock.pass_days(7)
    office.tick()
    words = office.vault.text(office.state.alerts[1].text)
    assert words is not None
    assert "\n" not in words
    assert len(words) < 250


def test_a_plan_whose_file_is_gone_is_not_corrected(office, clock):
    deliver(office, 1)
    clock.pass_days(7)
    office.tick()
    office.vault.erase_text(office.state.plans[1].file, "court order")
    ask(office, 4)
    office.tick()
    found = office.state.plan_corrections[1]
    assert found.stage == "infeasible"
    kept = kept_file(office.vault, found.file)
    assert kept is not None
    assert "is not in the vault" in kept.about.why[0]


def test_a_change_that_the_record_does_not_hold_keeps_nobody_waiting(office, clock, monkeypatch):
    def endless(*found: object) -> plan_changes.Change:
        return replace(changed(*found), moved=AMOUNT_MAX + 1)

    changed = plan_changes.changed
    monkeypatch.setattr(plan_changes, "changed", endless)
    deliver(office, 1, received=0.6)
    clock.pass_days(7)
    office.tick(plan=False)
    declare(office, 4, capacity=10, replaces=3)
    ask(office, 4)
    office.plan_now()
    found = office.state.plan_corrections[1]
    assert found.stage == "infeasible"
    kept = kept_file(office.vault, found.file)
    assert kept is not None
    assert "the record does not hold these figures" in kept.about.why[0]


def test_what_the_law_refuses_is_told_in_the_log_and_not_tried_again(
    office, clock, monkeypatch, caplog
):
    refusal = Refusal(
        name="signs_do_not_fit", article="29", expected="signs", got="others", remedy="none"
    )

    def refuse(*_arguments: object, **_more: object) -> None:
        raise refusal

    deliver(office, 1, received=0.6)
    clock.pass_days(7)
    office.tick(plan=False)
    declare(office, 4, capacity=10, replaces=3)
    ask(office, 4)
    with monkeypatch.context() as patched:
        patched.setattr(office, "execute", refuse)
        assert office.plan_now() == 0
        told = len(caplog.records)
        assert told == 2, "findings, and a correction"
        assert office.plan_now() == 0
        assert len(caplog.records) == told


def test_a_mistake_in_looking_at_figures_keeps_no_correction_from_being_found(
    office, clock, monkeypatch
):
    def broken(*_arguments: object) -> None:
        raise RuntimeError

    deliver(office, 1, received=0.6)
    clock.pass_days(7)
    office.tick(plan=False)
    declare(office, 4, capacity=10, replaces=3)
    ask(office, 4)
    monkeypatch.setattr("commonweal.office.monitoring.past", broken)
    with pytest.raises(RuntimeError):
        office.plan_now()
    assert office.state.plan_corrections[1].stage != "asked"
    assert office.plan_now() == 0, "it is said once"
