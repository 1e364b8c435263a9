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
from law_moves import (
    AFFILIATION_MOVES,
    AGREEMENT_MOVES,
    CAUCUS_MOVES,
    CHALLENGE_MOVES,
    CONSENT_MOVES,
    COUNCIL_MOVES,
    DISCIPLINE_MOVES,
    GRIEVANCE_MOVES,
    INITIATIVE_MOVES,
    MOVES,
    MOVES_OF_RIGHTS,
    OFFICE_MOVES,
    PAPER_MOVES,
    PLANNING_MOVES,
    RUNNING_MOVES,
    UNION_MOVES,
    Moves,
)
from law_variants import VARIANTS
from law_world import World, founded, started

from commonweal.polity import EVENTS, REFUSALS

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
EXAMPLES = {"quick": 40, "ci": 150}.get(PROFILE, 2000)
LIVES = {"quick": 12, "ci": 40}.get(PROFILE, 400)
MOVES_IN_A_LIFE = 150
RIGHTS_USED = 0.3
"""How likely the people of a life are to use each right at all."""
MADE_FOR = {
    "agreeing": AGREEMENT_MOVES,
    "rights": CAUCUS_MOVES,
    "watched": OFFICE_MOVES,
    "asking": INITIATIVE_MOVES,
    "consenting": CONSENT_MOVES,
    "charging": DISCIPLINE_MOVES,
    "leaving": AFFILIATION_MOVES,
    "papered": PAPER_MOVES,
    "papers by name": PAPER_MOVES,
    "doubting": CHALLENGE_MOVES,
    "united": UNION_MOVES,
    "contested": GRIEVANCE_MOVES,
    "planned": RUNNING_MOVES,
    "planning": PLANNING_MOVES,
}
"""Constitutions in which a right is easily used."""

UNREACHED = {
    "constitution_too_long",  # a text of 48,000 bytes teaches nothing here
    "correction_unreadable",  # nothing that was typed is lost here
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
    "day_limit_reached",  # nobody writes, or asks, twenty times a day
    "letter_without_appeal",  # letters to the highest body, where there is no initiative
    "questions_used_up",  # nobody here asks one seat six times, nor without words
    "text_empty",
    "report_filed_before",  # lives this short seldom have two reports of one person
    "agenda_item_listed",  # what meetings refuse of this kind has a case of its own
    "agenda_items_used_up",
    "grievance_kind_not_suspended",  # where there are grievances here, they suspend both
    "meetings_not_provided",
    "motions_used_up",  # twenty motions of one person, or five amendments, open at a time
    "date_out_of_reach",  # moves here name days that people live to see
    "papers_too_many",  # two hundred papers of a dozen members
    "reports_too_many",  # fifty deliveries on one line, or ten reports of one thing
    "alert_answers_too_many",
    "line_unknown",  # moves here name lines, deliveries and alerts that there are
    "delivery_unknown",
    "plan_lines_awaited",  # lines here come with the adoption
    "members_order_not_provided",  # where plans are made here, members may order
    "members_orders_unsound",  # the sums of the office that is tried along are right
    "process_too_large",  # five hundred products of a dozen members
    "plan_correction_does_not_fit",  # an engine here finds whole corrections
}
"""Refusals that no move asks for; each has a case of its own in ``tests/cases/refusals``."""

SELDOM = {
    "CaucusMembershipsLapsed",  # a caucus that is not banned before its unnamed members lapse
    "AttendanceConfirmed",  # two at the door, one of them an officer, and who came signs in too
    "letter_wiped",  # a letter taken down, nine days, and a motion to put it back
    "letter_appealed_before",
    "AgreementConfirmed",  # a body that is bound, leaves, and says so in the time of its notice
    "agreement_confirmed_before",
    "agreement_not_ended_in_emergency",
    "agreement_of_others",
    "ChargeReopened",  # an expulsion, a challenge of the vote on it, and its annulment
    "ChargeReleased",  # a wave, and a decision above that lets one of its charges go on
    "charge_decision_refused_before",
    "inspector_not_put_out",  # a charge against one of few, its hearing, and a motion
    "powers_rest",
    "reinstatement_asked_before",
    "AmendmentConfirmed",  # two decisions far apart, a referendum, and then the amendment again
    "LetterRestored",  # a letter removed by a majority, an appeal in time, and a second decision
    "CaucusLeftInConfidence",  # the same salt twice
    "called_back_before",
    "demand_of_another",
    "entrenched_decision_too_early",
    "entrenched_referendum_running",
    "grievance_limit_reached",
    "letter_appeal_too_late",
    "letter_removed_before",
    "letter_restored_elsewhere",
    "seconded_twice",
    "signed_while_waiting",
    "task_has_fallen",
    "line_suspended",  # a grievance against one line of many, and a report on the same
    "taking_of_another_level",
    "PlanTakenBack",  # an adoption, a challenge of the vote on it, and another vote that says No
    "AdoptionAwaited",  # an adoption that is called back, which no constitution here provides for
    "plan_overlaps_another",  # a plan adopted, and another begun while it runs
    "alternatives_too_many",  # two of one member between two rounds
    "annulled_before",  # the highest body annuls, the vote is held again, and is challenged again
}
"""What moves ask for, but so many steps apart that these lives may miss it; each has a case."""


REACHED_BUT_FOR = 0.1
"""Share of the other events, and refusals, that lives drawn otherwise may miss besides."""


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


def moves_of_a_life(variant: str, random: Random) -> list[tuple[Any, int]]:
    """Choose which rights the people of a life use, and use often: nobody does everything.

    With every move in every life, none gets far: what needs many steps is hardly ever reached.
    """
    own = MADE_FOR.get(variant)
    used = [moves for moves in MOVES_OF_RIGHTS if moves is own or random.random() < RIGHTS_USED]
    return [*COUNCIL_MOVES, *((move, 3 * often) for moves in used for move, often in moves)]


def live(seed: int, moves: int = MOVES_IN_A_LIFE) -> Counter[str]:
    """Live one long life; returns what happened in it, and how often."""
    random = Random(seed)
    variant = sorted(VARIANTS)[seed % len(VARIANTS)]
    world = watch(founded(variant) if random.random() < 0.1 else started(variant))
    possible = moves_of_a_life(variant, random)
    weights = [often for _, often in possible]
    for _ in range(moves):
        move = random.choices(possible, weights)[0][0]
        move(Moves(world, random.choice))
        check(world)
    for law in WHOLE_RECORD:
        law(world)
    return world.told


@pytest.mark.parametrize("seed", range(LIVES))
def test_long_life_keeps_every_law(seed: int) -> None:
    assert live(seed)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_lives_reach_nearly_every_event_and_refusal() -> None:
    """What they miss has a case of its own; missing more of it, they would try too little."""
    told: Counter[str] = Counter({"FederationFounded": 1})  # before each of these lives begins
    for seed in range(1000, 1400):
        told += live(seed, 200)
    for names in (NAMES - SELDOM, set(REFUSALS) - UNREACHED - SELDOM):
        missing = sorted(names - set(told))
        assert len(missing) <= REACHED_BUT_FOR * len(names), missing
