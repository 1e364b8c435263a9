"""Wrong rules about agreements are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from law_invariants import check, watch
from law_invariants_agreements import (
    agreement_ends_in_its_time,
    agreement_holds_by_both_adoptions,
    proposals_are_counted,
)
from law_world import World, started

from commonweal.polity import commands as cmd
from commonweal.polity import decisions, fold, state
from commonweal.polity.effect import Effect
from commonweal.polity.rights.agreements import data, deciding
from commonweal.polity.rights.agreements.effects import AdoptAgreement, GiveNoticeOfAgreement
from commonweal.terms import DAY_S

Patch = pytest.MonkeyPatch


def proposed(world: World) -> None:
    body = next(one for one in world.state.bodies.values() if one.level == "assembly")
    starts = int(world.now)
    examined = data.Examined(
        document="a",
        name="Fishers",
        origin="fishers",
        key="k",
        size=5,
        starts=starts,
        ends=starts + 25 * DAY_S,
    )
    command = data.ProposeAgreement(file="f", bodies=(body.id,), examined=examined)
    world.do(command, 3)


def decided(world: World, effect: Effect) -> None:
    body = next(one for one in world.state.bodies.values() if one.level == "assembly")
    voters = sorted(body.members)
    world.do(cmd.ProposeMotion(body=body.id, text="a", effect=effect), voters[0])  # type: ignore[arg-type]
    motion = world.state.motions[max(world.state.motions)]
    for one in voters[1:2]:
        world.try_to(cmd.SecondMotion(motion=motion.id), one)
    world.pass_days((motion.at - world.now) / DAY_S + 0.01)
    for one in voters:
        world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    world.pass_days(1.1)
    assert motion.stage == "carried", motion.stage


def adopted(world: World) -> None:
    proposed(world)
    decided(world, AdoptAgreement(agreement=1))


def in_force(world: World) -> None:
    adopted(world)
    examined = data.Examined(document="a", key="k", size=9, what="adopted", index=3)
    world.do(data.RecordCounterpart(agreement=1, proof="p", examined=examined), 4)


def notice_given(world: World) -> None:
    in_force(world)
    decided(world, GiveNoticeOfAgreement(agreement=1))
    world.pass_days(5)


def its_term_is_over(world: World) -> None:
    in_force(world)
    world.pass_days(30)


def one_side_is_enough(patch: Patch) -> None:
    right = deciding.adopt

    def wrong(case, motion, effect):  # type: ignore[no-untyped-def]
        agreement = case.state.agreements[effect.agreement]
        return [*right(case, motion, effect), *deciding.come_into_force(case, agreement)]

    table: dict[Any, Any] = decisions.OF_RIGHTS
    patch.setitem(table, AdoptAgreement, (deciding.check_adopt, wrong))


def notice_ends_it_at_once(patch: Patch) -> None:
    right = deciding.give_notice

    def wrong(case, motion, effect):  # type: ignore[no-untyped-def]
        given = right(case, motion, effect)
        return [msgspec.structs.replace(given[0], ends=int(case.at))]

    table: dict[Any, Any] = decisions.OF_RIGHTS
    patch.setitem(table, GiveNoticeOfAgreement, (deciding.check_notice, wrong))


def terms_never_end(patch: Patch) -> None:
    patch.setitem(state._LIVE, "agreement", lambda *_: False)


def adopting_counts_nothing(patch: Patch) -> None:
    right = fold._FOLDS[data.AgreementAdopted]

    def wrong(state, event, at):  # type: ignore[no-untyped-def]
        before = dict(state.agreement_drafts)
        right(state, event, at)
        state.agreement_drafts = before

    table: dict[Any, Any] = fold._FOLDS
    patch.setitem(table, data.AgreementAdopted, wrong)


MUTANTS: list[tuple[Callable[[World], None], Callable[[Patch], None], Callable[[World], None]]] = [
    (agreement_holds_by_both_adoptions, one_side_is_enough, adopted),
    (agreement_ends_in_its_time, notice_ends_it_at_once, notice_given),
    (agreement_ends_in_its_time, terms_never_end, its_term_is_over),
    (proposals_are_counted, adopting_counts_nothing, adopted),
]


@pytest.mark.parametrize(
    ("rule", "plant", "life"),
    MUTANTS,
    ids=[f"{rule.__name__}: {plant.__name__}" for rule, plant, _ in MUTANTS],
)
def test_law_catches_the_wrong_rule(
    rule: Callable[[World], None],
    plant: Callable[[Patch], None],
    life: Callable[[World], None],
    monkeypatch: Patch,
) -> None:
    world = started("agreeing")
    plant(monkeypatch)
    life(world)
    with pytest.raises(AssertionError):
        rule(world)


@pytest.mark.parametrize("life", [adopted, notice_given, its_term_is_over])
def test_law_holds_where_the_rule_is_right(life: Callable[[World], None]) -> None:
    world = watch(started("agreeing"))
    life(world)
    check(world)
    assert world.state.agreements[1].adopted_at
