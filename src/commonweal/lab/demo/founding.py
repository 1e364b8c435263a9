"""The founding on the stage: bodies, members, rolls, seats, the first elections.

Rules of this module: the convenors do what their powers allow, and nothing else; rolls are signed
by two members before they are used; the pyramid is filled from below.

Not here: what the federation does afterwards (``story``).
"""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.lab.demo import names
from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.elections import CONVENOR, Race, hold
from commonweal.lab.demo.stage import Stage
from commonweal.office import Newcomer, admit
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev

NAME = "Confluence Federation of Worker Co-operatives"
CONSTITUTION = "worker-coop-federation"
CONVENORS = 3

HOUSEHOLDS = 5
"""Members of a consumer council, one more in every second: who comes regularly."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demo federation is.

    Attributes:
        districts: number of districts, at least 3 (the story needs three kinds of mandate).
        workplaces: number of workplaces in each district, at least 4.
        members: members of all workplaces together.
        consumers: number of consumer councils in each district; without any, nothing is planned.
    """

    districts: int
    workplaces: int
    members: int
    consumers: int = 0


FULL = Size(districts=5, workplaces=8, members=1200, consumers=4)
"""Forty workplaces and twenty consumer councils; the demo that is shown."""

SMALL = Size(districts=3, workplaces=5, members=660)
"""For tests that need the story and not the size."""


def workplace_sizes(size: Size, seed: int) -> list[int]:
    """Divide the members among the workplaces, from about half to one and a half of the mean."""
    count = size.districts * size.workplaces
    draw = by_seed("sizes", seed)
    mean = size.members // count
    sizes = [draw.randint(mean * 6 // 10, mean * 14 // 10) for _ in range(count)]
    while (gap := size.members - sum(sizes)) != 0:
        sizes[draw.randrange(count)] += 1 if gap > 0 else -1
    return sizes


def constitute(stage: Stage, size: Size) -> None:
    """Carry a founded federation to the day on which every seat and office is filled."""
    stage.tell("opening the workplaces, admitting members, signing rolls")
    _open_bodies(stage, size)
    _admit(stage, size)
    stage.to(2)
    for home in (*stage.level("workplace"), *stage.level("consumers")):
        sign_roll(stage, home, CONVENOR)
    stage.to(3)
    _elect_districts(stage)
    _elect_congress(stage)
    _elect_congress_officers(stage)


def _open_bodies(stage: Stage, size: Size) -> None:
    top = _open(stage, "federation", "Congress", 0)
    workplaces = iter(names.workplaces(size.districts * size.workplaces))
    for district in names.DISTRICTS[: size.districts]:
        above = _open(stage, "district", f"{district} District", top)
        for _ in range(size.workplaces):
            _open(stage, "workplace", next(workplaces), above)
    quarters = names.quarters(size.districts * size.consumers)
    for number, quarter in enumerate(quarters):
        above = stage.level("district")[number // size.consumers]
        _open(stage, "consumers", quarter, above)


def _open(stage: Stage, level: str, name: str, parent: int) -> int:
    answer = stage.do(cmd.OpenBody(level=level, name=name, parent=parent), CONVENOR)
    opened = answer.events[0]
    assert isinstance(opened, ev.BodyOpened)
    return opened.body


def _admit(stage: Stage, size: Size) -> None:
    stage.to(1)
    sizes = workplace_sizes(size, stage.seed)
    quarters = stage.level("consumers")
    sizes += [HOUSEHOLDS + number % 2 for number in range(len(quarters))]
    people = iter(names.people(CONVENORS + sum(sizes), stage.seed)[CONVENORS:])
    newcomers = [
        Newcomer(next(people), home)
        for home, count in zip((*stage.level("workplace"), *quarters), sizes, strict=True)
        for _ in range(count)
    ]
    admit(stage.office, newcomers, CONVENOR)


def sign_roll(stage: Stage, workplace: int, closer: int) -> None:
    """Close the roll of a workplace, and have it signed by two others who stand on it."""
    answer = stage.do(cmd.CloseRoll(body=workplace), closer)
    closed = answer.events[0]
    assert isinstance(closed, ev.RollClosed)
    on_roll = [one for one in stage.state.rolls[closed.roll].members if one != closer]
    for signer in stage.rng.sample(on_roll, 2):
        stage.do(cmd.SignRoll(roll=closed.roll), signer)


def _elect_districts(stage: Stage) -> None:
    stage.tell("electing district delegates and workplace secretaries")
    races = []
    for district in stage.level("district"):
        stage.do(cmd.ApportionSeats(body=district), CONVENOR)
        for workplace in stage.state.bodies[district].children:
            level = stage.state.bodies[workplace].level
            secretary = f"{level}-secretary"
            races += [Race(district, workplace), Race(workplace, workplace, secretary)]
    hold(stage, races)


def _elect_congress(stage: Stage) -> None:
    stage.tell("electing the congress, and the officers of the districts")
    top = stage.state.top
    stage.do(cmd.ApportionSeats(body=top), CONVENOR)
    races = []
    for district in stage.level("district"):
        races += [Race(top, district), Race(district, district, "chair")]
        races.append(Race(district, district, "secretary"))
    hold(stage, races)


def _elect_congress_officers(stage: Stage) -> None:
    stage.tell("electing the officers of the congress")
    top = stage.state.top
    hold(stage, [Race(top, top, "chair"), Race(top, top, "secretary")])
