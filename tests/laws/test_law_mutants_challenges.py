"""Wrong rules about challenges are planted, and the laws catch them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from law_invariants import check, watch
from law_invariants_challenges import (
    annulled_result_seats_nobody,
    challenge_comes_to_an_end,
    nobody_judges_their_own_case,
)
from law_world import World, started

from commonweal.polity import Poll, motions, polls, state
from commonweal.polity import commands as cmd
from commonweal.polity.rights.challenges import annulling, data, law

Patch = pytest.MonkeyPatch


def a_result_is_challenged(world: World) -> tuple[Poll, data.Challenge]:
    """Challenge the newest election that sent delegates of an assembly to a district."""
    of_assemblies = [
        one
        for one in world.state.polls.values()
        if one.kind == "election"
        and one.stage == "declared"
        and world.state.bodies[one.body].level == "assembly"
        and any(world.state.seats[seat].poll == one.id for seat in one.contested)
        and not world.state.seats[one.contested[0]].office
    ]
    poll = of_assemblies[-1]
    losers = [one for one in world.state.bodies[poll.body].members if one not in poll.elected]
    world.do(data.ChallengePoll(poll=poll.id, ground="count", text="c"), losers[0])
    world.do(data.SignChallenge(challenge=max(world.state.challenges)), losers[1])
    return poll, world.state.challenges[max(world.state.challenges)]


def it_is_annulled(world: World) -> None:
    _poll, challenge = a_result_is_challenged(world)
    motion = world.state.motions[challenge.motion]
    world.pass_days((motion.at - world.now) / 86_400 + 0.01)
    voters = [seat.holder for seat in world.state.delegates(motion.body)]
    for one in voters:
        world.try_to(cmd.CastVote(poll=motion.poll, choice="yes"), one)
    world.pass_days(2)


def nobody_hears_it(world: World) -> None:
    a_result_is_challenged(world)
    world.pass_days(40)


def another_on_the_same_ground(world: World) -> None:
    poll, _challenge = a_result_is_challenged(world)
    other = next(
        one
        for one in reversed(world.state.bodies[poll.body].members)
        if one not in {*poll.elected, world.state.challenges[1].by}
    )
    world.try_to(data.ChallengePoll(poll=poll.id, ground="count", text="d"), other)


def the_elected_stay(patch: Patch) -> None:
    patch.setattr(annulling, "_election_falls", lambda *_: [])


def everybody_votes(patch: Patch) -> None:
    patch.setattr(polls, "require_no_party", lambda *_: None)
    patch.setattr(motions, "barred_from", lambda *_: frozenset())


def hearings_have_no_end(patch: Patch) -> None:
    patch.setitem(state._LIVE, "unheard", lambda *_: False)


def losers_go_on(patch: Patch) -> None:
    patch.setattr(law, "_check_ground", lambda *_: None)


MUTANTS: list[tuple[Callable[[World], None], Callable[[Patch], None], Callable[[World], None]]] = [
    (annulled_result_seats_nobody, the_elected_stay, it_is_annulled),
    (nobody_judges_their_own_case, everybody_votes, it_is_annulled),
    (challenge_comes_to_an_end, hearings_have_no_end, nobody_hears_it),
    (challenge_comes_to_an_end, losers_go_on, another_on_the_same_ground),
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
    begun = started("doubting")
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        lived(life, rule, begun)


def lived(life: Callable[[World], None], rule: Callable[[World], None], world: World) -> None:
    """Live a life and look; what follows by lapse of time may object before."""
    life(world)
    rule(world)


@pytest.mark.parametrize("life", [it_is_annulled, nobody_hears_it, another_on_the_same_ground])
def test_law_holds_where_the_rule_is_right(life: Callable[[World], None]) -> None:
    world = watch(started("doubting"))
    life(world)
    check(world)
    assert world.state.challenges


def test_annulment_empties_the_seats_and_elects_again() -> None:
    world = started("doubting")
    it_is_annulled(world)
    annulled = world.state.annulments[world.state.challenges[1].poll]
    assert annulled.seats
    assert world.told["SeatVacated"] >= len(annulled.seats)
    running = {world.state.seats[one].running for one in annulled.seats}
    assert running != {0} or all(world.state.seats[one].holder for one in annulled.seats)
