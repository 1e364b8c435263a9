"""Wrong rules about votes on paper and registers are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import law_invariants_papers as laws
import pytest
from law_invariants import STEPS, check, watch
from law_world import World, started

from commonweal.office import counting
from commonweal.polity import Poll, decisions, fold
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity.decide import LAW
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.control import fold as fold_of_control
from commonweal.polity.rights.control import law as law_of_control
from commonweal.polity.rights.control.effects import LeaveUnit
from commonweal.polity.rights.corrections import following
from commonweal.polity.rights.corrections import law as law_of_corrections
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.papers import data
from commonweal.polity.rights.papers import law as law_of_papers
from commonweal.terms import DAY_S, BodyId

Patch = pytest.MonkeyPatch

WITHIN_A_TERM_DAYS = 25
"""Days within which the next election of an office begins."""


# Lives: what has to happen for the wrong rule to show.


def a_vote(world: World) -> tuple[Poll, list[int]]:
    """Put a motion of an assembly to the vote, with two tellers of its own."""
    body = next(one for one in world.state.bodies.values() if one.level == "assembly")
    people = sorted(body.members)
    move = cmd.ProposeMotion(body=body.id, text="t", effect=ef.Resolve())
    world.do(move, people[0])
    motion = world.state.motions[max(world.state.motions)]
    world.do(cmd.SecondMotion(motion=motion.id), people[1])
    world.pass_days(1.1)
    poll = world.state.polls[motion.poll]
    keeper = world.state.seats[body.offices[0]].holder
    for one in people[:2]:
        world.do(data.NameTeller(poll=poll.id, member=one), keeper)
    return poll, people


def one_voter_is_marked(world: World) -> Poll:
    poll, people = a_vote(world)
    for one in people[:2]:
        world.try_to(data.MarkPaperVoter(poll=poll.id, voter=people[2]), one)
    world.try_to(data.MarkPaperVoter(poll=poll.id, voter=people[3]), people[0])
    world.try_to(data.MarkPaperVoter(poll=poll.id, voter=people[3]), people[0])
    world.pass_days(2.1)
    return poll


def papers_are_typed(world: World) -> None:
    poll = one_voter_is_marked(world)
    by = sorted(world.state.papers[poll.id].tellers)
    world.try_to(data.TypePapers(poll=poll.id, batch=1, papers="yes\nyes"), by[0])
    world.try_to(data.TypePapers(poll=poll.id, batch=1, papers="yes\nyes"), by[1])
    world.pass_days(3)


def papers_are_corrected(world: World) -> None:
    """What two have typed is corrected by one of them, and then by both."""
    poll = one_voter_is_marked(world)
    by = sorted(world.state.papers[poll.id].tellers)
    for one in by:
        world.try_to(data.TypePapers(poll=poll.id, batch=1, papers="yes"), one)
    for one in by:
        world.try_to(CorrectResult(poll=poll.id, batch=1, papers="no"), one)


def papers_are_corrected_late(world: World) -> None:
    poll = one_voter_is_marked(world)
    by = sorted(world.state.papers[poll.id].tellers)
    for one in by:
        world.try_to(data.TypePapers(poll=poll.id, batch=1, papers="yes"), one)
    world.pass_days(61)
    for one in by:
        world.try_to(CorrectResult(poll=poll.id, batch=1, papers="no"), one)


def an_election_is_corrected(world: World) -> None:
    """The one paper of an election is typed for the wrong candidate, who sits until it is seen."""
    body = next(one for one in world.state.bodies.values() if one.level == "assembly")
    seat = world.state.seats[body.offices[0]]
    for _ in range(WITHIN_A_TERM_DAYS):
        if seat.running:
            break
        world.pass_days(1)
    poll, keeper = world.state.polls[seat.running], seat.holder
    wrong, right, *by = [one for one in sorted(body.members) if one != keeper][:4]
    for one in (wrong, right):
        world.do(cmd.Nominate(poll=poll.id, candidate=one), one)
    world.pass_days((poll.at - world.now) / DAY_S + 0.1)
    for one in by:
        world.do(data.NameTeller(poll=poll.id, member=one), keeper)
    for one in by:
        world.do(data.MarkPaperVoter(poll=poll.id, voter=keeper), one)
    world.pass_days((poll.at - world.now) / DAY_S + 0.1)
    for one in by:
        world.do(data.TypePapers(poll=poll.id, batch=1, papers=str(wrong)), one)
    assert seat.holder == wrong
    for one in by:
        world.do(CorrectResult(poll=poll.id, batch=1, papers=str(right)), one)
    assert poll.elected == [right]


def papers_are_awaited(world: World) -> None:
    one_voter_is_marked(world)
    world.pass_days(3)


def papers_are_only_marked(world: World) -> None:
    one_voter_is_marked(world)


def others_end_a_register(world: World) -> None:
    """An assembly decides about the register of another."""
    here, there = [one for one in world.state.bodies.values() if one.level == "assembly"][:2]
    world.do(control.EnterUnit(body=here.id, owner="o"), next(iter(here.members)))
    people = sorted(there.members)
    move = cmd.ProposeMotion(body=there.id, text="t", effect=LeaveUnit(unit=1, why="given_up"))
    if world.try_to(move, people[0]) is None:
        return
    motion = world.state.motions[max(world.state.motions)]
    world.do(cmd.SecondMotion(motion=motion.id), people[1])
    world.pass_days(1.1)
    for one in people:
        world.do(cmd.CastVote(poll=motion.poll, choice="yes"), one)


def something_shown_is_unsaid(world: World) -> None:
    here = next(one for one in world.state.bodies.values() if one.level == "assembly")
    member = next(iter(here.members))
    world.do(control.EnterUnit(body=here.id, owner="o"), member)
    world.do(control.AskToSee(unit=1, text="w"), member)
    world.do(control.RecordShown(showing=1, text="t"), member)
    world.try_to(control.RecordRefused(showing=1, text="t"), member)


# Wrong rules.


def one_teller_is_enough(patch: Patch) -> None:
    patch.setattr(law_of_papers, "_require_second", lambda *_: None)


def one_teller_corrects_alone(patch: Patch) -> None:
    right = law_of_papers.rule_of
    patch.setattr(
        law_of_papers, "rule_of", lambda case, poll: replace(right(case, poll), typists=1)
    )


def papers_are_corrected_for_ever(patch: Patch) -> None:
    patch.setattr(law_of_corrections, "_check_result", lambda *_: None)


def the_first_result_stays_seated(patch: Patch) -> None:
    patch.setattr(following, "_seat_again", lambda *_: ([], ()))


def papers_are_not_waited_for(patch: Patch) -> None:
    patch.setattr(law_of_papers, "awaits_papers", lambda *_: False)
    patch.setattr(counting, "awaits_papers", lambda *_: False)


def nobody_says_what_is_missing(patch: Patch) -> None:
    def quiet(case: Any, command: Any) -> Any:
        kept = case.state.papers[command.poll]
        marks, papers = len(kept.marked), kept.typed
        return [data.PapersSettled(poll=command.poll, marks=marks, papers=papers)]

    patch.setitem(LAW, data.EndPapers, quiet)


def anybody_ends_a_register(patch: Patch) -> None:
    patch.setitem(decisions.OF_RIGHTS, LeaveUnit, (lambda *_: None, law_of_control.leave))


def a_register_is_forgotten(patch: Patch) -> None:
    def lost(state: Any, event: Any, at: Any) -> None:
        fold_of_control._entered(state, event, at)
        state.unit_of.pop(BodyId(event.body))

    patch.setitem(fold._FOLDS, control.UnitEntered, lost)


def what_was_shown_is_unsaid(patch: Patch) -> None:
    right = law_of_control._showing

    def reopened(case: Any, number: int) -> Any:
        found = right(case, number)
        return control.Showing(
            id=found.id,
            unit=found.unit,
            by=found.by,
            text=found.text,
            asked_at=found.asked_at,
            due_at=found.due_at,
        )

    patch.setattr(law_of_control, "_showing", reopened)


MUTANTS: list[tuple[Callable[..., None], Callable[[Patch], None], Callable[[World], Any]]] = [
    (laws.paper_is_marked_by_two_and_counted_once, one_teller_is_enough, papers_are_only_marked),
    (
        laws.paper_is_marked_by_two_and_counted_once,
        papers_are_not_waited_for,
        papers_are_only_marked,
    ),
    (
        laws.paper_is_marked_by_two_and_counted_once,
        nobody_says_what_is_missing,
        papers_are_awaited,
    ),
    (laws.papers_are_corrected_by_two, one_teller_corrects_alone, papers_are_corrected),
    (laws.papers_are_corrected_by_two, papers_are_corrected_for_ever, papers_are_corrected_late),
    (
        laws.nobody_sits_by_papers_that_were_corrected_away,
        the_first_result_stays_seated,
        an_election_is_corrected,
    ),
    (laws.register_ends_by_its_council, anybody_ends_a_register, others_end_a_register),
    (laws.register_is_the_workforces_own, a_register_is_forgotten, others_end_a_register),
    (laws.register_is_the_workforces_own, what_was_shown_is_unsaid, something_shown_is_unsaid),
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
    world = started("papered")
    plant(monkeypatch)
    if law in STEPS:
        world.watchers.append(law)
        with pytest.raises(AssertionError):
            life(world)
        return
    life(world)
    with pytest.raises(AssertionError):
        law(world)


@pytest.mark.parametrize(
    "life",
    [
        papers_are_corrected,
        papers_are_corrected_late,
        an_election_is_corrected,
        papers_are_awaited,
        papers_are_typed,
        others_end_a_register,
        something_shown_is_unsaid,
    ],
)
def test_law_holds_where_the_rule_is_right(life: Callable[[World], Any]) -> None:
    world = watch(started("papered"))
    life(world)
    check(world)
