"""Wrong rules about consent to reorganisation are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import law_invariants_consent as laws
import pytest
from law_invariants import STEPS, check, watch
from law_moves import Moves
from law_world import World, started, vote_in

from commonweal.polity import effects as ef
from commonweal.polity import fold
from commonweal.polity.rights.consent import asking, data
from commonweal.terms import DAY_S

Patch = pytest.MonkeyPatch


# Lives: what has to happen for the wrong rule to show.


def pair(world: World) -> list[int]:
    """Two assemblies of one district."""
    bases = [one for one in world.state.bodies.values() if one.level == "assembly"]
    return next(
        [one.id, other.id]
        for one in bases
        for other in bases
        if one.id < other.id and one.parent == other.parent
    )


def decided(world: World, effect: ef.AnyEffect) -> data.Change | None:
    """Have the congress decide a change; return what waits."""
    moves = Moves(world, lambda things: things[0])
    moves.decide(world.state.bodies[world.state.top], effect)
    waiting = list(world.state.reorganisations.values())
    return waiting[-1] if waiting else None


def merger(world: World) -> data.Change | None:
    bodies = pair(world)
    return decided(world, ef.MergeBodies(bodies=tuple(bodies), name="Both"))  # type: ignore[arg-type]


def nobody_answers(world: World) -> None:
    """The congress merges two assemblies, in which nobody votes on it."""
    if merger(world) is not None:
        world.pass_days(10)


def one_answers(world: World) -> None:
    """One assembly consents, in the other nobody votes."""
    found = merger(world)
    if found is None:
        return
    question = world.state.motions[next(iter(found.questions.values()))]
    world.pass_days((question.at - world.now) / DAY_S)
    vote_in(world, question.poll)
    world.pass_days(10)


def all_agree(world: World) -> None:
    found = merger(world)
    for number in found.questions.values() if found else ():
        question = world.state.motions[number]
        world.pass_days(max(0, question.at - world.now) / DAY_S)
        vote_in(world, question.poll)
    world.pass_days(10)


def somebody_refuses_to_move(world: World) -> None:
    body = world.state.bodies[pair(world)[0]]
    moving = tuple(sorted(body.members)[:2])
    found = decided(world, ef.SplitBody(body=body.id, name="New", members=moving))
    assert found is not None
    world.try_to(data.RefuseMove(motion=found.motion), moving[0])
    question = world.state.motions[next(iter(found.questions.values()))]
    world.pass_days((question.at - world.now) / DAY_S)
    vote_in(world, question.poll)
    world.pass_days(10)


# Wrong rules.


def silence_is_consent(patch: Patch) -> None:
    patch.setattr(asking, "_was_silent", lambda *_: True)
    patch.setattr(asking, "_is_mute", lambda *_: True)


def the_congress_is_enough(patch: Patch) -> None:
    patch.setattr(asking, "concerned", lambda *_: ())


def one_is_enough(patch: Patch) -> None:
    patch.setattr(asking, "_is_mute", lambda *_: True)


def whoever_refuses_is_moved(patch: Patch) -> None:
    patch.setattr(asking, "_remaining", lambda _case, effect, _staying: effect)


def questions_run_on(patch: Patch) -> None:
    def alone(_case: Any, found: Any, why: str, _answered: int = 0) -> Any:
        return [data.ReorganisationDecided(motion=found.motion, outcome="fallen", why=why)]

    patch.setattr(asking, "fall", alone)


def what_has_fallen_is_forgotten(patch: Patch) -> None:
    def kept(state: Any, event: Any, _at: Any) -> None:
        state.reorganisations[event.motion].stage = event.outcome

    patch.setitem(fold._FOLDS, data.ReorganisationDecided, kept)


MUTANTS: list[tuple[Callable[..., None], Callable[[Patch], None], Callable[[World], Any]]] = [
    (laws.nobody_is_redrawn_unasked, silence_is_consent, nobody_answers),
    (laws.nobody_is_redrawn_unasked, the_congress_is_enough, nobody_answers),
    (laws.nobody_is_redrawn_unasked, one_is_enough, one_answers),
    (laws.nobody_is_redrawn_unasked, whoever_refuses_is_moved, somebody_refuses_to_move),
    (laws.change_that_waits_comes_to_an_end, questions_run_on, nobody_answers),
    (laws.change_that_waits_comes_to_an_end, what_has_fallen_is_forgotten, nobody_answers),
]


@pytest.mark.parametrize(
    ("law", "plant", "life"),
    MUTANTS,
    ids=[f"{law.__name__}: {plant.__name__}" for law, plant, _ in MUTANTS],
)
def test_law_catches_the_wrong_rule(
    law: Callable[..., None],
    plant: Callable[[Patch], None],
    life: Callable[[World], Any],
    monkeypatch: Patch,
) -> None:
    world = started("consenting")
    plant(monkeypatch)
    step = law if law in STEPS else lambda world, *_: law(world)
    world.watchers.append(step)
    with pytest.raises((AssertionError, KeyError)):
        life(world)


@pytest.mark.parametrize("life", [nobody_answers, one_answers, all_agree, somebody_refuses_to_move])
def test_law_holds_where_the_rule_is_right(life: Callable[[World], Any]) -> None:
    world = watch(started("consenting"))
    life(world)
    check(world)
    assert world.state.reorganisations, "the congress has decided something"
