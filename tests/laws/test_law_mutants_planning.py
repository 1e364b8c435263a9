"""Wrong rules about plans in the making are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from law_invariants import check, watch
from law_invariants_planning import (
    every_figure_of_a_plan_adds_up,
    fixed_proposals_stay,
    hours_are_of_days,
    no_plan_binds_whom_no_vote_bound,
    nobody_is_cut_off_who_revises,
    orders_are_of_bodies,
    own_orders_are_sums,
    plans_follow_one_another,
)
from law_plans import assemblies
from law_world import World, started, vote_in

from commonweal.office import own_orders
from commonweal.polity import commands as cmd
from commonweal.polity import decisions
from commonweal.polity.decide import LAW
from commonweal.polity.planning.proposals import adopting, data, finding, kept, law, rounds
from commonweal.polity.planning.proposals import effects as ef
from commonweal.polity.planning.proposals.kept import NewLine
from commonweal.terms import DAY_S

Patch = pytest.MonkeyPatch


@cache
def _begun() -> World:
    world = started("planning")
    maker = assemblies(world)[0]
    world.do(data.NameProduct(body=maker.id, name="bread", unit="loaf"), member(world, 0))
    carried(world, ef.BeginPlanning(periods=4, begins_in_days=70))
    return world


def begun() -> World:
    """A federation that has been called on to propose."""
    return _begun().copy()


def member(world: World, assembly: int, place: int = 0) -> int:
    return sorted(assemblies(world)[assembly].members)[place]


def found(world: World) -> None:
    """A plan is found in every round, and the last round is over."""
    campaign = world.state.campaigns[1]
    plan = data.RecordPlan(
        campaign=1, alternative=0, outcome="plan", file="f", hours=900, surplus=50
    )
    while campaign.stage != "deciding":
        world.pass_days(max(0, (campaign.until - world.now) / DAY_S))
        world.do(plan)


def lines_come(world: World) -> None:
    """The office, gone wrong, records what nobody has adopted."""
    found(world)
    one, two = assemblies(world)[:2]
    line = NewLine(maker=one.id, to=two.id, product=1, period=1, amount=5)
    world.try_to(data.RecordLines(plan=1, part=1, last=True, lines=(line,)))


def adopted(world: World) -> None:
    found(world)
    carried(world, ef.AdoptPlan(plan=1))


def adopted_early(world: World) -> None:
    """There is the plan of the first of two rounds, and somebody finds it good enough."""
    campaign = world.state.campaigns[1]
    world.pass_days((campaign.until - world.now) / DAY_S)
    world.do(data.RecordPlan(campaign=1, alternative=0, outcome="plan", file="f"))
    carried(world, ef.AdoptPlan(plan=1))


def a_council_adopts(world: World) -> None:
    """An assembly moves and carries what another alone decides."""
    found(world)
    carried(world, ef.AdoptPlan(plan=1), by=1)


def carried(world: World, effect: Any, *, by: int = 0) -> None:
    """Have an assembly move and decide something, if it can; the first is the one that plans."""
    body = assemblies(world)[by]
    voters = sorted(body.members)
    move = cmd.ProposeMotion(body=body.id, text="a", effect=effect)
    if world.try_to(move, voters[0]) is None:
        return
    motion = world.state.motions[max(world.state.motions)]
    for one in voters[1:2]:
        world.try_to(cmd.SecondMotion(motion=motion.id), one)
    world.pass_days((motion.at - world.now) / DAY_S)
    vote_in(world, motion.poll)
    world.pass_days(max(0, (world.state.polls[motion.poll].at - world.now) / DAY_S))
    assert motion.stage == "carried", motion.stage


def late(world: World) -> None:
    """The rounds are over after the first day of the plan; then it is adopted."""
    world.pass_days(75)
    found(world)
    carried(world, ef.AdoptPlan(plan=1))


def called_twice(world: World) -> None:
    carried(world, ef.BeginPlanning(periods=4, begins_in_days=60))


def surplus_assigned(world: World) -> None:
    adopted(world)
    carried(world, ef.AssignSurplus(plan=1, parts=(ef.Part("reserve", 20),)))


def ordered_alone(world: World) -> None:
    world.do(data.OrderForMyself(campaign=1, product=1, rank=1, amount=3), member(world, 0))
    world.pass_days(30)


def fixed(world: World) -> None:
    """An assembly fixes its proposals, and one of it changes them all the same."""
    world.state.campaigns[1].fixed[assemblies(world)[0].id] = world.state.motions[1].id
    _offered(world)


def _offered(world: World) -> None:
    body = assemblies(world)[0].id
    world.try_to(data.OfferHours(campaign=1, body=body, hours=9), member(world, 0))


def offered_beyond_measure(world: World) -> None:
    body = assemblies(world)[0].id
    world.try_to(data.OfferHours(campaign=1, body=body, hours=10**12), member(world, 0))


def too_late(world: World) -> None:
    world.pass_days(30)
    _offered(world)


def offered_by_a_stranger(world: World) -> None:
    body = assemblies(world)[0].id
    world.try_to(data.OfferHours(campaign=1, body=body, hours=9), member(world, 1))


# Wrong rules.


def _table(patch: Patch, kind: type, wrong: Any) -> None:
    table: dict[Any, Any] = LAW
    patch.setitem(table, kind, wrong)


def lines_without_adoption(patch: Patch) -> None:
    def wrong(case: Any, command: Any) -> list[Any]:
        said = {"part": command.part, "last": command.last, "lines": command.lines}
        return [data.LinesRecorded(plan=command.plan, first=case.new("lines"), **said)]

    _table(patch, data.RecordLines, wrong)


def anybody_adopts(patch: Patch) -> None:
    patch.setattr(adopting, "require_owner", lambda *_: None)


def a_plan_binds_what_is_over(patch: Patch) -> None:
    right = adopting.adopt

    def wrong(case: Any, motion: Any, effect: Any) -> list[Any]:
        (told,) = right(case, motion, effect)
        begins = case.state.campaigns[told.campaign].begins_at
        return [msgspec.structs.replace(told, begins_at=begins)]

    table: dict[Any, Any] = decisions.OF_RIGHTS
    patch.setitem(table, ef.AdoptPlan, (adopting.check_adopt, wrong))


def good_enough(patch: Patch) -> None:
    patch.setattr(adopting, "is_adoptable", lambda *_: True)


def two_at_once(patch: Patch) -> None:
    patch.setattr(rounds, "running", lambda _state: None)


def a_part_is_enough(patch: Patch) -> None:
    patch.setattr(adopting, "_check_shares", lambda *_: None)


def a_sum_of_one(patch: Patch) -> None:
    for module in (own_orders, kept):
        patch.setattr(module, "MEMBERS_MIN", 1)


def an_order_of_a_member_is_told(patch: Patch) -> None:
    def wrong(case: Any, command: Any) -> list[Any]:
        body = finding.consuming_body(case.state, finding.rule_now(case), case.by)
        said = {"product": command.product, "rank": command.rank, "amount": command.amount}
        return [data.OrderPlaced(campaign=command.campaign, body=body, by=case.by, **said)]

    _table(patch, data.OrderForMyself, wrong)


def what_is_fixed_is_changed(patch: Patch) -> None:
    patch.setattr(law, "require_not_fixed", lambda *_: None)


def what_is_closed_is_changed(patch: Patch) -> None:
    patch.setattr(law, "require_revisable", lambda *_: None)


def a_day_has_no_end(patch: Patch) -> None:
    patch.setattr(law, "require_hours", lambda *_: None)


def strangers_propose(patch: Patch) -> None:
    patch.setattr(law, "require_voice", lambda *_: None)


Law, Life = Callable[[World], None], Callable[[World], None]
Plant = Callable[[Patch], None]
STANDING: list[tuple[Law, Plant, Life]] = [
    (no_plan_binds_whom_no_vote_bound, lines_without_adoption, lines_come),
    (no_plan_binds_whom_no_vote_bound, anybody_adopts, a_council_adopts),
    (plans_follow_one_another, a_plan_binds_what_is_over, late),
    (plans_follow_one_another, two_at_once, called_twice),
    (nobody_is_cut_off_who_revises, good_enough, adopted_early),
    (every_figure_of_a_plan_adds_up, a_part_is_enough, surplus_assigned),
    (own_orders_are_sums, a_sum_of_one, ordered_alone),
]
STEPS: list[tuple[Callable[..., None], Plant, Life]] = [
    (orders_are_of_bodies, an_order_of_a_member_is_told, ordered_alone),
    (fixed_proposals_stay, what_is_fixed_is_changed, fixed),
    (fixed_proposals_stay, what_is_closed_is_changed, too_late),
    (orders_are_of_bodies, strangers_propose, offered_by_a_stranger),
    (hours_are_of_days, a_day_has_no_end, offered_beyond_measure),
]
MUTANTS: list[tuple[Callable[..., None], Plant, Life]] = [*STANDING, *STEPS]


@pytest.mark.parametrize(
    ("rule", "plant", "life"),
    STANDING,
    ids=[f"{rule.__name__}: {plant.__name__}" for rule, plant, _ in STANDING],
)
def test_law_catches_the_wrong_rule(
    rule: Law, plant: Plant, life: Life, monkeypatch: Patch
) -> None:
    world = begun()
    plant(monkeypatch)
    life(world)
    with pytest.raises(AssertionError):
        rule(world)


@pytest.mark.parametrize(
    ("rule", "plant", "life"),
    STEPS,
    ids=[f"{rule.__name__}: {plant.__name__}" for rule, plant, _ in STEPS],
)
def test_law_of_steps_catches_the_wrong_rule(
    rule: Callable[..., None], plant: Plant, life: Life, monkeypatch: Patch
) -> None:
    world = begun()
    world.watchers += (rule,)
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        life(world)


LIVES = {life.__name__: life for _, _, life in MUTANTS}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_law_holds_where_the_rule_is_right(life: Life) -> None:
    world = watch(begun())
    life(world)
    check(world)
