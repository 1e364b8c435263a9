"""A plan that an office has adopted, written into its record as if commands had led to it."""

from __future__ import annotations

from dataclasses import replace

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
from commonweal.office.plan_files import keep
from commonweal.office.planning import solved
from commonweal.polity import events as ev
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


def again(office: Office, file: str) -> None:
    """Adopt one more plan, which has this file."""
    now = office.now()
    record(
        office,
        proposals.PlanningBegun(
            campaign=2, body=CONGRESS, motion=1, charter=1, begins_at=now, periods=PERIODS,
            period_days=7, until=now,
        ),
        proposals.PlanRecorded(
            plan=2, campaign=2, round=1, alternative=0, outcome="plan", file=file,
            stage="deciding", until=now + 1,
        ),
        proposals.PlanAdopted(
            plan=2, campaign=2, motion=1, begins_at=now, ends_at=now + PERIODS * WEEK_S
        ),
    )  # fmt: skip
