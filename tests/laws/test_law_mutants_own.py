"""Wrong rules about who may act are planted; the law that nobody stands in for another objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from law_invariants import STEPS, watch
from law_invariants_own import nobody_stands_in_for_another
from law_world import World, started

from commonweal.polity.case import Case
from commonweal.polity.decide import LAW
from commonweal.polity.event import Event
from commonweal.polity.rights.discipline import data

Patch = pytest.MonkeyPatch
OBJECTION = r"member \d+: "


def somebody_is_charged(world: World) -> list[int]:
    body = next(one for one in world.state.bodies.values() if len(one.members) > 2)
    people = sorted(body.members)
    world.do(data.ChargeMember(member=people[1], ground="violence", text="t"), people[0])
    return people


def another_answers(world: World) -> None:
    people = somebody_is_charged(world)
    world.try_to(data.AnswerCharge(charge=1, text="I confess"), people[2])


def a_member_lets_it_lapse(world: World) -> None:
    people = somebody_is_charged(world)
    world.try_to(data.LapseCharge(charge=1), people[1])


def anybody_answers(patch: Patch) -> None:
    patch.setattr("commonweal.polity.rights.discipline.charges.require_charged", lambda *_: None)


def anybody_ends_charges(patch: Patch) -> None:
    def lapse(_case: Case, command: data.LapseCharge) -> list[Event]:
        return [data.ChargeEnded(charge=command.charge, outcome="lapsed")]

    patch.setitem(LAW, data.LapseCharge, lapse)


MUTANTS: list[tuple[Callable[..., None], Callable[[Patch], None], Callable[[World], Any]]] = [
    (nobody_stands_in_for_another, anybody_answers, another_answers),
    (nobody_stands_in_for_another, anybody_ends_charges, a_member_lets_it_lapse),
]
WRONG = [(plant, life) for _, plant, life in MUTANTS]
NAMES = [plant.__name__ for plant, _ in WRONG]


def test_the_law_is_among_those_of_every_step() -> None:
    assert nobody_stands_in_for_another in STEPS


@pytest.mark.parametrize(("plant", "life"), WRONG, ids=NAMES)
def test_the_law_catches_the_wrong_rule(
    plant: Callable[[Patch], None], life: Callable[[World], Any], monkeypatch: Patch
) -> None:
    world = watch(started("charging"))
    plant(monkeypatch)
    with pytest.raises(AssertionError, match=OBJECTION):
        life(world)


@pytest.mark.parametrize("life", [life for _, life in WRONG], ids=NAMES)
def test_the_law_holds_where_the_rule_is_right(life: Callable[[World], Any]) -> None:
    life(watch(started("charging")))
