"""Margins against every profile there is: nothing nearer, and the witness is another result."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.margins import margin, what_would_have_elected
from commonweal.tally.papers import box_of
from commonweal.tally.rivals import Case
from commonweal.tally.runoffs import fewest_for_another
from commonweal.tally.seat_margins import seat_margin
from commonweal.tally.simplex import minimise

Ballot = Any


@dataclass(frozen=True)
class World:
    """All profiles of so many papers, of which a rule counts each."""

    rule: str
    seats: int
    papers: int
    ballots: tuple[Ballot, ...]
    build: Callable[[list[Ballot]], tally.Profile]
    options: tuple[tuple[str, Any], ...] = ()

    def profile(self, ballots: tuple[Ballot, ...]) -> tally.Profile:
        return self.build(list(ballots))

    def results(self, ballots: tuple[Ballot, ...]) -> frozenset[tuple[int, ...]]:
        return _results(self, ballots)

    def all(self) -> Iterator[tuple[Ballot, ...]]:
        return combinations_with_replacement(self.ballots, self.papers)

    def nearest(self, ballots: tuple[Ballot, ...]) -> int | None:
        """Return the fewest changed papers with which another result is possible."""
        here = self.results(ballots)
        if len(here) > 1:
            return 0
        mine = Counter(ballots)
        return min(
            (
                self.papers - sum((mine & Counter(other)).values())
                for other in self.all()
                if self.results(other) != here
            ),
            default=None,
        )


@cache
def _results(world: World, ballots: tuple[Ballot, ...]) -> frozenset[tuple[int, ...]]:
    """Count under every draw of every lot."""
    found, waiting = set(), [()]
    while waiting:
        lots: Any = waiting.pop()
        profile = world.profile(ballots)
        outcome = tally.count(world.rule, profile, world.seats, lots=lots, **dict(world.options))
        if outcome.lot is None:
            found.add(tuple(sorted(outcome.elected)))
        else:
            waiting += [(*lots, draw) for draw in permutations(outcome.lot.tied)]
    return frozenset(found)


RANKED = tuple(order for size in range(4) for order in permutations(range(3), size))
MARKED = tuple(m for m in product((0, 1), repeat=3))
GRADED = tuple(g for g in product((None, 0, 1, 2), repeat=2))


def ranked(ballots: list[Ballot]) -> tally.Profile:
    return tally.Ranked.of(ballots, 3)


def approving(ballots: list[Ballot]) -> tally.Profile:
    return tally.Approval.of([[c for c, one in enumerate(b) if one] for b in ballots], 3)


def grading(ballots: list[Ballot]) -> tally.Profile:
    graded = [{c: g for c, g in enumerate(b) if g is not None} for b in ballots]
    return tally.Scored.of(graded, 2, 2)


def choosing(ballots: list[Ballot]) -> tally.Profile:
    return tally.Choice.of(ballots, 3)


CHOSEN = (0, 1, 2, None)
WORLDS = {
    "plurality": World("plurality", 1, 6, CHOSEN, choosing),
    "plurality, two seats": World("plurality", 2, 6, CHOSEN, choosing),
    "approval": World("approval", 1, 4, MARKED, approving),
    "approval, two seats": World("approval", 2, 4, MARKED, approving),
    "score": World("score", 1, 3, GRADED, grading),
    "motion": World("majority", 1, 7, CHOSEN, choosing),
    "motion, tie by lot": World("majority", 1, 6, CHOSEN, choosing, (("tie", "lot"),)),
    "motion, two thirds of those present": World(
        "majority", 1, 6, CHOSEN, choosing, (("threshold", "2/3"), ("of", "present"))
    ),
    "motion, half of the roll": World(
        "majority", 1, 6, CHOSEN, choosing, (("roll", 7), ("roll_share", "1/2"))
    ),
    "irv": World("irv", 1, 4, RANKED, ranked),
    "irv, looking back": World("irv", 1, 3, RANKED, ranked, (("ties", "backwards"),)),
    "irv, batches": World("irv", 1, 3, RANKED, ranked, (("batch", "safe"),)),
    "scottish": World("scottish-stv", 1, 3, RANKED, ranked),
    "scottish, two seats": World("scottish-stv", 2, 3, RANKED, ranked),
    "schulze": World("schulze", 1, 3, RANKED, ranked),
}
ALWAYS_EXACT = {"plurality", "approval", "score", "majority"}


@pytest.mark.parametrize("name", WORLDS)
def test_no_nearer_profile_has_another_result(name: str) -> None:
    world = WORLDS[name]

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.sampled_from(world.ballots), min_size=world.papers, max_size=world.papers))
    def holds(drawn: list[Ballot]) -> None:
        ballots = tuple(sorted(drawn, key=world.ballots.index))
        check(world, ballots)

    holds()


def test_a_draw_between_two_others_is_told() -> None:
    """Both draws elect somebody else, but not the same one: neither simply would be elected."""
    ballots = ((0,), (0, 2), (1,), (2,))
    check(WORLDS["irv"], ballots)
    found = margin("irv", WORLDS["irv"].profile(ballots), 1)
    assert found is not None
    assert found.by_lot
    assert "by lot" in found.told()


def check(world: World, ballots: tuple[Ballot, ...]) -> None:
    nearest = world.nearest(ballots)
    profile = world.profile(ballots)
    found = margin(world.rule, profile, world.seats, **dict(world.options))
    if found is None:
        assert nearest is None or world.rule not in ALWAYS_EXACT
        return
    assert nearest is not None
    assert found.at_least <= nearest <= found.papers
    assert found.exact or world.rule not in ALWAYS_EXACT
    assert distance(profile, found.witness) <= found.papers
    proves_itself(world, profile, found)


def proves_itself(world: World, profile: tally.Profile, found: Any) -> None:
    """Count the witness again, without the code that made it."""
    lots: list[tuple[int, ...]] = []
    results = set()
    waiting: list[Any] = [()]
    while waiting:
        lots = waiting.pop()
        outcome = tally.count(
            world.rule, found.witness, world.seats, lots=lots, **dict(world.options)
        )
        if outcome.lot is None:
            results.add(tuple(sorted(outcome.elected)))
        else:
            waiting += [(*lots, draw) for draw in permutations(outcome.lot.tied)]
    assert found.instead in results
    assert found.instead != found.elected
    assert found.by_lot == (len(results) > 1)


def distance(one: tally.Profile, other: tally.Profile) -> int:
    mine, theirs = Counter(box_of(one)), Counter(box_of(other))
    assert sum(mine.values()) == sum(theirs.values())
    return sum((mine - theirs).values())


@pytest.mark.parametrize("name", ["irv", "irv, batches"])
def test_the_alternative_vote_is_exact(name: str) -> None:
    """With lots between equals the search over orders is the margin, not only a bound."""
    world = WORLDS[name]
    for ballots in list(world.all())[5::151]:
        found = margin(world.rule, world.profile(ballots), 1, **dict(world.options))
        assert found is not None
        assert found.exact
        assert found.papers == world.nearest(ballots)


def test_the_orders_of_exclusion_alone_find_it_too() -> None:
    """Without a ceiling from the search, through every branch on parts of papers."""
    world = WORLDS["irv"]
    for ballots in list(world.all())[5::61]:
        (winner,), *others = world.results(ballots)
        if not others:
            box = box_of(world.profile(ballots))
            found = fewest_for_another(box, 3, winner, ceiling=99)
            assert found.at_least == world.nearest(ballots)
            assert sum(change.papers for change in found.changes) == found.at_least


def test_a_search_that_called_itself_exact_would_be_caught() -> None:
    """A planted wrong margin: from the winner straight to the runner-up, not by the third."""
    papers = [[0]] * 45 + [[1]] * 26 + [[2, 1]] * 29
    found = Case("irv", tally.Ranked.of(papers, 3), 1, {}).searched()
    exact = margin("irv", tally.Ranked.of(papers, 3), 1)
    assert found is not None
    assert exact is not None
    assert found.papers == 3 > exact.papers


ADDED = ["plurality", "plurality, two seats", "approval", "score", "irv", "scottish", "schulze"]


@pytest.mark.parametrize("name", ADDED)
def test_so_many_more_papers_elect_a_candidate_and_fewer_do_not(name: str) -> None:
    world = WORLDS[name]
    alone: dict[type[Any], Callable[[int], Ballot]] = {
        tally.Choice: lambda c: c,
        tally.Approval: lambda c: tuple(int(one == c) for one in range(3)),
        tally.Scored: lambda c: tuple(2 if one == c else None for one in range(2)),
        tally.Ranked: lambda c: (c,),
    }
    paper = alone[tally.RULES[world.rule].ballots]

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from(world.ballots), max_size=world.papers), st.integers(0, 1))
    def holds(drawn: list[Ballot], candidate: int) -> None:
        found = what_would_have_elected(
            world.rule, world.profile(tuple(drawn)), world.seats, candidate
        )
        assert found is not None

        def can(papers: int) -> bool:
            more = (*drawn, *[paper(candidate)] * papers)
            return any(candidate in one for one in _results(world, more))

        assert can(found.papers)
        assert not any(can(papers) for papers in range(found.at_least))
        assert found.exact or world.rule == "schulze"
        assert found.papers == sum(box_of(found.witness).values()) - len(drawn)
        assert "{" not in found.told()

    holds()


def test_another_result_of_a_large_count_is_found_and_told() -> None:
    votes = tally.Choice.counted([500_000, 499_990, 20])
    found = margin("plurality", votes, 1)
    assert found is not None
    assert (found.papers, found.exact, found.by_lot, found.instead) == (5, True, True, (1,))
    assert found.told(["Ann", "Ben", "Cal"]) == (
        "Had 5 papers been different, Ben could be elected by lot. With fewer, nothing else could "
        "have come out."
    )
    assert [(change.papers, change.before, change.after) for change in found.changes] == [
        (5, ((0,),), ((1,),))
    ]
    assert json.loads(json.dumps(found.as_dict()))["changes"] == [
        {"papers": "5", "before": [[0]], "after": [[1]]}
    ]


def test_a_margin_of_stv_is_only_an_upper_bound_and_says_so() -> None:
    papers = [[0, 1]] * 40 + [[1, 0]] * 30 + [[2, 3]] * 28 + [[3, 2]] * 20
    found = margin("scottish-stv", tally.Ranked.of(papers, 4), 2)
    assert found is not None
    assert not found.exact
    assert found.words.startswith(f"Had at most {found.papers} papers been different")
    assert found.words.endswith("Whether fewer would do is not proven.")


def test_a_result_by_lot_has_no_margin() -> None:
    found = margin("plurality", tally.Choice.counted([3, 3]), 1)
    assert found is not None
    assert (found.papers, found.at_least, found.changes, found.by_lot) == (0, 0, (), True)
    assert found.words.startswith("A lot decides: ")


def test_where_everybody_is_elected_there_is_no_other_result() -> None:
    assert margin("plurality", tally.Choice.counted([3, 2]), 2) is None
    assert margin("scottish-stv", tally.Ranked.of([[0]], 2), 2) is None
    assert margin("irv", tally.Ranked.of([[0]], 1), 1) is None


def test_the_first_to_fall_decides_an_alternative_vote() -> None:
    """Worked by hand: two papers from C to B and B stays in, gets C's papers and beats A."""
    papers = [[0]] * 45 + [[1]] * 26 + [[2, 1]] * 29
    profile = tally.Ranked.of(papers, 3)
    assert tally.count("irv", profile, 1).elected == (0,)
    found = margin("irv", profile, 1)
    assert found is not None
    assert (found.papers, found.exact, found.instead) == (2, True, (1,))


def test_more_papers_in_words() -> None:
    profile = tally.Ranked.of([[0]] * 5 + [[1]] * 3, 2)
    more = what_would_have_elected("irv", profile, 1, 1)
    assert more is not None
    assert more.told(["Ann", "Ben"]) == (
        "2 papers more for Ben alone would have been needed, and then a lot would decide."
    )
    none = what_would_have_elected("irv", profile, 1, 0)
    assert none is not None
    assert none.told(["Ann", "Ben"]) == "Ann is elected as it is."


def test_a_roll_limits_how_many_more_there_can_be() -> None:
    votes = tally.Choice.yes_no(3, 5)
    asked = {"roll": 10, "roll_share": "1/2"}
    assert what_would_have_elected("majority", votes, 1, tally.YES, **asked) is None
    found = what_would_have_elected("majority", votes, 1, tally.YES, **{**asked, "roll": 12})
    assert found is not None
    assert (found.papers, found.exact) == (3, True)


def test_parts_of_votes_have_no_papers() -> None:
    with pytest.raises(tally.BadCount, match="whole papers"):
        margin("plurality", tally.Choice.counted([3, Fraction(1, 2)]), 1)


def test_many_candidates_leave_a_bound_that_is_proven_from_both_sides() -> None:
    papers = [[c, (c + 1) % 8, (c + 3) % 8] for c in range(8) for _ in range(10 + c)]
    found = margin("irv", tally.Ranked.of(papers, 8), 1)
    assert found is not None
    assert 1 <= found.at_least <= found.papers


def test_reserved_seats_are_kept_in_the_search() -> None:
    papers = [[0, 1]] * 40 + [[1, 0]] * 30 + [[2, 3]] * 28 + [[3, 2]] * 20
    reserved = tally.Reserved.of(("first two", [0, 1], 0, 1))
    found = margin("meek", tally.Ranked.of(papers, 4), 2, reserved=reserved)
    assert found is not None
    assert not found.exact
    assert len({0, 1} & set(found.instead)) <= 1


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_linear_programs_are_solved_as_by_trying_everything(data: st.DataObject) -> None:
    """On a grid of sixths nothing is cheaper, and the solution keeps every row."""
    size = data.draw(st.integers(1, 2))
    number = st.integers(-3, 3)
    costs = [data.draw(st.integers(0, 4)) for _ in range(size)]
    rows = [
        ([data.draw(number) for _ in range(size)], data.draw(st.integers(-6, 6)))
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    found = minimise(costs, rows)
    tried = [
        Fraction(sum(c * v for c, v in zip(costs, values, strict=True)), 6)
        for values in product(range(37), repeat=size)
        if all(sum(a * v for a, v in zip(row, values, strict=True)) >= 6 * b for row, b in rows)
    ]
    if found is None:
        assert not tried
        return
    assert all(value >= 0 for value in found.values)
    assert found.cost == sum(c * v for c, v in zip(costs, found.values, strict=True))
    for row, least in rows:
        assert sum(a * v for a, v in zip(row, found.values, strict=True)) >= least
    assert found.cost <= min(tried, default=found.cost)


ROWS = [name for name, method in tally.APPORTIONMENTS.items() if method.row]


def seats_possible(method: str, figures: tuple[int, ...], total: int) -> set[tuple[int, ...]]:
    found, waiting = set(), [()]
    while waiting:
        lots: Any = waiting.pop()
        one = tally.apportion(method, figures, total=total, lots=lots)
        if one.lot is None:
            found.add(one.seats)
        else:
            waiting += [(*lots, draw) for draw in permutations(one.lot.tied)]
    return found


@pytest.mark.parametrize("method", ROWS)
def test_no_fewer_moved_votes_give_other_seats(method: str) -> None:
    """Against all figures that so many changed votes can lead to, among three lists."""

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.integers(0, 12), min_size=3, max_size=3), st.integers(1, 5))
    def holds(figures: list[int], total: int) -> None:
        if not any(figures):
            return
        here = seats_possible(method, tuple(figures), total)
        found = seat_margin(method, figures, total=total)
        assert found is not None
        assert (found.votes == 0) == (len(here) > 1)
        assert sum(found.witness) == sum(figures)
        assert found.votes == 0 or found.witness[found.loses] == figures[found.loses] - found.votes
        there = seats_possible(method, found.witness, total)
        assert there != here or len(there) > 1
        size = sum(figures)
        for other in product(range(size + 1), repeat=2):
            moved = (*other, size - sum(other))
            if moved[2] >= 0 and _moved(figures, moved) < found.votes:
                assert seats_possible(method, moved, total) == here

    holds()


def _moved(figures: Any, other: Any) -> int:
    return sum(max(0, a - b) for a, b in zip(figures, other, strict=True))


def test_a_seat_margin_in_words() -> None:
    """Worked by hand: 53,000 by 7 is 7,571, 23,000 by 3 is 7,667; 24,000 by 5 is 4,800."""
    found = seat_margin("sainte-lague", [53_000, 24_000, 23_000], total=7)
    assert found is not None
    assert (found.votes, found.loses, found.gains) == (200, 2, 0)
    assert found.told(["North", "South", "East"]) == (
        "Had 200 votes gone to North instead of East, a seat could have gone with them. "
        "With fewer changed votes all seats would be the same."
    )
    assert found.as_dict()["votes"] == "200"
    one = seat_margin("d-hondt", [5, 4], total=1)
    assert one is not None
    assert one.told().startswith("Had 1 vote gone to unit 1 instead of unit 0")
    tied = seat_margin("d-hondt", [4, 4], total=1)
    assert tied is not None
    assert tied.told() == "A lot decides whether unit 0 or unit 1 has the last seat."


def test_minima_and_maxima_leave_only_some_seats_open() -> None:
    assert seat_margin("d-hondt", [9, 4], total=4, minimum=2) is None
    assert seat_margin("d-hondt", [9, 4], total=4, maximum=[2, 2]) is None
    found = seat_margin("d-hondt", [9, 4, 3], total=4, maximum=2)
    assert found is not None
    assert (found.loses, found.gains) == (2, 1)


def test_quotas_have_no_seat_margin() -> None:
    with pytest.raises(tally.BadCount, match="a method of highest averages"):
        seat_margin("hare-niemeyer", [9, 4], total=4)
