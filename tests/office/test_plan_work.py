"""An office with a plan that runs: what it records by itself, once, whatever comes between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from plan_made import (
    BAKE,
    BAKERY,
    BODIES,
    BREAD,
    EAST,
    FLOUR,
    GRAIN,
    GRIND,
    GROW,
    HOURS,
    WEST,
    made_from,
)

from commonweal.office import Office
from commonweal.office.plan_files import keep, kept_file
from commonweal.office.planning import solved
from commonweal.plan.certifying_corrections import certify_correction
from commonweal.polity import events as ev
from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.terms import DAY_S, OFFICE, Moment

WEEK_S = 7 * DAY_S
PERIODS = 5
WAYS = (GROW, GRIND, replace(BAKE, capacity=15))
CONGRESS, OLGA = 1, 1


def record(office: Office, *events: ev.Event) -> None:
    """Write events as if commands had led to them."""
    office._append("test", OFFICE, Moment(office.now()), "", events)


def begin(office: Office, capacity: int = 15) -> None:
    """Adopt a plan of five weeks for three workplaces and two houses."""
    levels = {EAST: "workshop", WEST: "workshop"}
    record(
        office,
        *(
            ev.BodyOpened(body=body, level=levels.get(body, "workshop"), name=name, parent=2)
            for body, name in BODIES.items()
        ),
    )
    texts = office.vault.seal_many(
        (text, "text") for text in ("grain", "kg", "flour", "kg", "bread", "loaves")
    )
    for product in (GRAIN, FLOUR, BREAD):
        name, unit = texts[2 * product - 2 : 2 * product]
        record(office, proposals.ProductNamed(product=product, body=4, by=1, name=name, unit=unit))
    for way in WAYS:
        declare(office, way.id, capacity=way.capacity)
    wishes = [(EAST, BREAD, 1, 0, 60), (WEST, BREAD, 1, 0, 30)]
    found = solved(made_from(wishes, periods=PERIODS, ways=WAYS), {})
    file, now = keep(office.vault, found.text), office.now()
    record(
        office,
        proposals.PlanningBegun(
            campaign=1, body=CONGRESS, motion=1, charter=1, begins_at=now, periods=PERIODS,
            period_days=7, until=now,
        ),
        *(
            proposals.HoursOffered(campaign=1, body=body, by=1, hours=hours)
            for body, hours in HOURS.items()
        ),
        proposals.PlanRecorded(
            plan=1, campaign=1, round=1, alternative=0, outcome="plan", file=file,
            stage="deciding", until=now + 1, hours=found.hours, ranks=found.ranks,
        ),
        proposals.PlanAdopted(
            plan=1, campaign=1, motion=1, begins_at=now, ends_at=now + PERIODS * WEEK_S
        ),
    )  # fmt: skip


def declare(office: Office, number: int, *, capacity: int, replaces: int = 0) -> None:
    way = WAYS[(replaces or number) - 1]
    record(
        office,
        proposals.ProcessDeclared(
            process=number, body=way.body, by=1, name="", inputs=way.inputs, outputs=way.outputs,
            hours=way.hours, capacity=capacity, replaces=replaces,
        ),
    )  # fmt: skip


def deliver(office: Office, period: int, share: float = 1.0, received: float = 1.0) -> None:
    """Report all lines of a period, and confirm them; the bakery alone differs from the plan."""
    events: list[ev.Event] = []
    first = len(office.state.deliveries) + 1
    lines = [
        one for one in office.state.lines.values() if one.period == period and not one.ended_by
    ]
    for number, line in enumerate(lines, start=first):
        its = share if line.maker == BAKERY else 1.0
        came = received if line.maker == BAKERY else 1.0
        amount = max(1, round(line.amount * its))
        events += [
            deliveries.DeliveryReported(
                delivery=number, line=line.id, amount=amount, by=1, due_at=office.now() + WEEK_S
            ),
            deliveries.DeliveryConfirmed(
                delivery=number, line=line.id, received=round(amount * came), grade=3, by=2
            ),
        ]
    record(office, *events)


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
    assert words == "Bakery reported 92 loaves bread for week 1; the receivers confirmed 56"
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
