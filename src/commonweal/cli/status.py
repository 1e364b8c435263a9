"""``commonweal status``: how a federation stands and what is open, in a page or in JSON.

Rules of this module: members by number, never by name: what it prints may be shown to anybody.

Not here: the pages that show more (``commonweal.web``).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click
import msgspec

from commonweal.cli.places import home_option, json_option, opened, told
from commonweal.office.agenda import agenda
from commonweal.office.items import Item
from commonweal.polity import NOBODY, State
from commonweal.terms import Moment, iso


@click.command()
@home_option
@json_option
def status(home: Path, *, as_json: bool) -> None:
    """Say how a federation stands, and what is open: who has to do what until when."""
    with told(as_json=as_json), opened(home) as office:
        figures, items = office.view(lambda state: (figures_of(state), agenda(state)))
    if as_json:
        told_as = {**figures, "open": [_plain(item) for item in items]}
        click.echo(json.dumps(told_as, indent=2, ensure_ascii=False))
        return
    for what, figure in figures.items():
        click.echo(f"{what.replace('_', ' ')}: {_written(figure)}")
    click.echo("\nopen:" if items else "\nopen: nothing")
    for item in items:
        click.echo("\n".join(_lines(item)))


def figures_of(state: State) -> dict[str, Any]:
    """Return what `status` tells, as plain data."""
    seats = [seat for seat in state.seats.values() if not seat.abolished]
    due = state.next_due()
    return {
        "name": state.name,
        "entries": state.version,
        "newest_entry": iso(state.now),
        "constitution_version": int(state.charter_version),
        "founding_over": state.founding_over,
        "members": state.active_count,
        "bodies": dict(Counter(body.level for body in state.bodies.values() if body.is_open)),
        "seats": len(seats),
        "seats_vacant": sum(seat.holder == NOBODY for seat in seats),
        "seats_held_by_alternates": sum(seat.acting for seat in seats),
        "running": _running(state),
        "motions_open": sum(motion.is_open for motion in state.motions.values()),
        "tasks_overdue": sum(task.stage == "overdue" for task in state.tasks.values()),
        "emergencies_in_force": sum(1 for _ in state.emergencies_in_force()),
        "next_due": {"at": iso(Moment(due[0])), "what": f"{due[1]} {due[2]}"} if due else None,
    }


def _plain(item: Item) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(item)
    return plain | {"until": iso(Moment(item.until)) if item.until else None}


def _lines(item: Item) -> list[str]:
    until = f", until {iso(Moment(item.until))}" if item.until else ""
    lines = [f"  {item.what} in {item.body}: {item.stage}{until}"]
    return [*lines, f"    {item.who}: commonweal do {item.do}"] if item.do else lines


def _running(state: State) -> dict[str, int]:
    stages = ("nominating", "voting", "papers", "lot")
    polls = (poll for poll in state.polls.values() if poll.stage in stages)
    return dict(Counter(f"{poll.kind} {poll.stage}" for poll in polls))


def _written(figure: object) -> str:
    if isinstance(figure, dict):
        return ", ".join(f"{key} {value}" for key, value in figure.items()) or "none"
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    return "none" if figure is None else str(figure)
