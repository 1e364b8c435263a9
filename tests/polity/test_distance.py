"""How far decisions are from the members: by hand, on the worked federation."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path
from typing import Any

from commonweal.polity.distance import Distance, distance
from commonweal.terms import MemberId, PollId

PLACE = Path(__file__).parents[1] / "cases" / "telling.py"
SPEC = importlib.util.spec_from_file_location("telling_of_distances", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
telling: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(telling)

RESOLVE = {"do": "resolve"}


def lived(*steps: Any) -> Any:
    return telling.begin({"given": "guild", "setup": steps})


def of(life: Any, motion: str) -> Distance:
    found = distance(life.state, life.state.motions[life.number(motion)])
    assert found is not None
    return found


ROADS = {"decide": {"body": "North", "text": "roads", "yes": "Bob, Dora, Jon", "no": "Kim"}}


def test_members_who_decide_themselves_are_at_no_distance() -> None:
    life = lived({"decide": {"body": "Forge", "text": "tea", "yes": "Alice, Fay", "no": "Gus"}})
    found = of(life, "tea")
    assert found == Distance(binds=6, took_part=3, levels=0)
    assert (found.hands, found.share) == (0, Fraction(1, 2))


def test_behind_delegates_are_those_who_voted_for_them() -> None:
    found = of(lived(ROADS), "roads")
    assert found == Distance(binds=12, took_part=12, levels=1, elected=4)


def test_delegates_of_delegates_are_two_levels_away() -> None:
    life = lived({"decide": {"body": "Congress", "text": "peace", "yes": "Bob, Otto", "no": "Jon"}})
    found = of(life, "peace")
    assert found.levels == 2
    assert found.binds == 24
    assert found.took_part == 24
    assert found.elected == 3 + 8, "three voted, whom eight had elected"


def test_a_seat_that_does_not_vote_has_nobody_behind_it() -> None:
    life = lived({"decide": {"body": "North", "text": "roads", "yes": "Bob", "no": "Dora"}})
    assert of(life, "roads") == Distance(binds=12, took_part=6, levels=1, elected=2)


def test_a_vote_that_binds_counts_where_more_took_part_in_it() -> None:
    bound = {"do": "instruct", "motion": "roads", "kind": "imperative", "choice": "yes"}
    short = {"article": "6", "debate_days": 0, "voting_days": 1}
    steps = [
        {"by": "Bob", "propose_motion": {"body": "North", "text": "roads", "effect": RESOLVE}},
        {"by": "Jon", "second_motion": {"motion": "roads"}},
        {"by": "Fay", "propose_motion": {"body": "Forge", "text": "go", "effect": bound}},
        {"by": "Gus", "second_motion": {"motion": "go"}},
        {"by": ["Alice", "Fay", "Gus"], "cast_vote": {"poll": "vote on go", "choice": "yes"}},
        "+1 day",
        "+6 days",
        {"by": ["Bob", "Jon"], "cast_vote": {"poll": "vote on roads", "choice": "yes"}},
        "+7 days",
    ]
    case = {"given": "guild", "constitution": {"levels.workshop.motions": short}, "setup": steps}
    life = telling.begin(case)
    assert of(life, "roads").took_part == 12, "six voted in the election, three when they bound it"
    life.state.polls[life.state.seats[life.number("Forge 1 in North")].poll].marks[0][0] = 0b11
    assert of(life, "roads").took_part == 3 + 6


def test_an_appointment_shows_and_nobody_is_behind_it() -> None:
    life = lived(ROADS)
    seat = life.state.seats[life.number("Forge 1 in North")]
    seat.appointed_by = MemberId(1)
    found = of(life, "roads")
    assert (found.elected, found.appointed) == (3, 1)
    for one in ("Forge 1 in North", "Forge 2 in North"):
        life.state.seats[life.number(one)].poll = PollId(0)
        life.state.seats[life.number(one)].appointed_by = MemberId(1)
    assert of(life, "roads") == Distance(12, 6, 1, elected=2, appointed=2)


def test_who_came_by_count_back_or_sat_as_alternate_is_told_apart() -> None:
    life = lived({"by": "Bob", "resign_seat": {"seat": "Forge 1 in North"}}, "+1 day")
    seat = life.state.seats[life.number("Forge 1 in North")]
    holder = next(n for n in ("Emil", "Fay", "Alice") if life.number(n) == seat.holder)
    life.step({"decide": {"body": "North", "text": "roads", "yes": f"{holder}, Dora", "no": "Jon"}})
    found = of(life, "roads")
    assert (found.elected, found.by_count_back, found.alternates) == (2, 1, 0)
    seat.acting = True
    assert of(life, "roads").alternates == 1


def test_an_election_that_came_later_is_not_counted() -> None:
    life = lived(ROADS)
    seat = life.state.seats[life.number("Forge 1 in North")]
    earlier = life.state.polls[seat.poll]
    seat.poll = life.state.motions[life.number("roads")].poll
    life.state.polls[seat.poll].declared_at = life.now
    life.state.polls[seat.poll].at = type(life.now)(life.now - 1)
    assert of(life, "roads").elected == 4, "found among the polls of those who send"
    earlier.elected = []
    found = of(life, "roads")
    assert (found.elected, found.by_count_back, found.appointed) == (2, 1, 1)


def test_what_nobody_has_voted_on_to_the_end_has_no_distance() -> None:
    life = lived(
        {"by": "Bob", "propose_motion": {"body": "North", "text": "roads", "effect": RESOLVE}}
    )
    assert distance(life.state, life.state.motions[life.number("roads")]) is None
    assert Distance(binds=0, took_part=0, levels=0).share == 0
