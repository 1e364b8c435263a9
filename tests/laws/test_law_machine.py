"""Federations live at random, and every law is looked at after every move.

Two searches with the same moves: Hypothesis, which finds short lives that break a law, and long
lives by numbered seeds, which reach what takes months. ``HYPOTHESIS_PROFILE=long`` tries harder.
"""

from __future__ import annotations

import os
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import event, settings, target
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from law_invariants import WHOLE_RECORD, check, watch
from law_moves import MOVES, Moves
from law_variants import VARIANTS
from law_world import World, founded, started

from commonweal.polity import EVENTS, REFUSALS

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
EXAMPLES = {"quick": 40, "ci": 150}.get(PROFILE, 2000)
LIVES = {"quick": 12, "ci": 40}.get(PROFILE, 400)
MOVES_IN_A_LIFE = 150

UNREACHED = {
    "constitution_too_long",  # a text of 48,000 bytes teaches nothing here
    "count_missing",  # the counting that is tried along never leaves a count out,
    "count_does_not_fit",  # never counts anybody who is barred,
    "apportionment_does_not_fit",  # and never divides by other figures
    "federation_not_founded",  # every life begins after it
    "convenors_too_few",  # as above
    "caucuses_not_provided",  # every constitution here gives these rights, without conditions
    "caucus_confidence_not_provided",
    "caucus_lists_not_provided",
    "caucus_too_small",
    "letters_not_provided",
    "letter_unnamed_not_provided",
    "questions_used_up",  # nobody here asks one seat six times, nor without words
    "text_empty",
    "report_filed_before",  # lives this short seldom have two reports of one person
    "agenda_item_listed",  # what meetings refuse of this kind has a case of its own
    "agenda_items_used_up",
    "meetings_not_provided",
}
"""Refusals that no move asks for; each has a case of its own in ``tests/cases/refusals``."""


class Federation(RuleBasedStateMachine):
    """A federation in which anything may happen next."""

    world: World
    choices: Any

    @initialize(
        variant=st.sampled_from(sorted(VARIANTS)), begun=st.sampled_from([True] * 5 + [False])
    )
    def begin(self, variant: str, begun: bool) -> None:
        self.world = watch(started(variant) if begun else founded(variant))
        event(f"constitution: {variant}")

    def choose(self, things: Any) -> Any:
        return things[self.choices.draw(st.integers(0, len(things) - 1))]

    @rule(
        choices=st.data(),
        move=st.sampled_from([move for move, often in MOVES for _ in range(often)]),
    )
    def somebody_moves(self, choices: Any, move: Any) -> None:
        self.choices = choices
        move(Moves(self.world, self.choose))

    @invariant()
    def laws_hold(self) -> None:
        if hasattr(self, "world"):
            check(self.world)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        for law in WHOLE_RECORD:
            law(self.world)
        reached = {name for name in self.world.told if name in NAMES}
        target(float(len(reached)), label="different events in a life")
        for name in sorted(reached):
            event(name)


NAMES = {kind.__name__ for kind in EVENTS.values()}

TestFederation = Federation.TestCase
TestFederation.settings = settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None)


def live(seed: int, moves: int = MOVES_IN_A_LIFE) -> Counter[str]:
    """Live one long life; returns what happened in it, and how often."""
    random = Random(seed)
    variant = sorted(VARIANTS)[seed % len(VARIANTS)]
    world = watch(founded(variant) if random.random() < 0.1 else started(variant))
    weights = [often for _, often in MOVES]
    for _ in range(moves):
        move = random.choices(MOVES, weights)[0][0]
        move(Moves(world, random.choice))
        check(world)
    for law in WHOLE_RECORD:
        law(world)
    return world.told


@pytest.mark.parametrize("seed", range(LIVES))
def test_long_life_keeps_every_law(seed: int) -> None:
    assert live(seed)


@pytest.mark.long
def test_lives_reach_every_event_and_nearly_every_refusal() -> None:
    told: Counter[str] = Counter({"FederationFounded": 1})  # before each of these lives begins
    for seed in range(1000, 1300):
        told += live(seed, 200)
    missing = (NAMES - set(told), set(REFUSALS) - set(told) - UNREACHED)
    assert missing == (set(), set())
