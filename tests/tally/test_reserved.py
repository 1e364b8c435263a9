"""Seats reserved for groups: the search against all results there are, and the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import reserved
from commonweal.tally.reserved import Group, Reserved

Contest = tuple[list[tuple[int, ...]], int, int, Reserved]


def kept(bounds: Reserved, elected: Sequence[int]) -> bool:
    """Whether a result keeps the bounds, by counting heads."""
    for group in bounds.groups:
        seats = len(group.members & set(elected))
        if seats < group.least or (group.most is not None and seats > group.most):
            return False
    return True


def results(bounds: Reserved, candidates: int, seats: int) -> list[set[int]]:
    fill = min(seats, candidates)
    return [set(r) for r in combinations(range(candidates), fill) if kept(bounds, r)]


@st.composite
def bounds_of(draw: st.DrawFn, candidates: int) -> Reserved:
    def group(number: int) -> Group:
        members = draw(st.sets(st.integers(0, candidates - 1), min_size=1))
        least = draw(st.integers(0, 2))
        most = draw(st.one_of(st.none(), st.integers(least, 3)))
        return Group(f"g{number}", frozenset(members), least, most)

    return Reserved(tuple(group(number) for number in range(draw(st.integers(1, 3)))))


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    candidates = draw(st.integers(2, 7))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda length: tuple(order[:length]))
    )
    kinds = draw(st.lists(st.tuples(paper, st.integers(1, 9)), min_size=0, max_size=8))
    papers = [paper for paper, times in kinds for _ in range(times)]
    return papers, candidates, draw(st.integers(1, 5)), draw(bounds_of(candidates))


def agrees(bounds: Reserved, candidates: int, seats: int, elected: set[int]) -> None:
    """The search finds whom all results with the elected contain, and whom none does."""
    fill = min(seats, candidates)
    open_to = [c for c in range(candidates) if c not in elected]
    left = [r for r in results(bounds, candidates, seats) if elected <= r]
    assert bounds.possible(elected, open_to, fill) == bool(left)
    if left:
        barred, needed = set(open_to) - set().union(*left), set.intersection(*left) - elected
        assert set(bounds.barred(elected, open_to, fill)) == barred
        assert set(bounds.needed(elected, open_to, fill)) == needed


@settings(deadline=None, max_examples=300)
@given(contests(), st.sets(st.integers(0, 6), max_size=2))
def test_the_search_finds_what_all_results_say(contest: Contest, elected: set[int]) -> None:
    _, candidates, seats, bounds = contest
    assume(max(elected, default=0) < candidates and len(elected) <= min(seats, candidates))
    agrees(bounds, candidates, seats, elected)


@contextmanager
def replaced(where: Any, name: str, by: Any) -> Iterator[None]:
    honest = getattr(where, name)
    setattr(where, name, by)
    try:
        yield
    finally:
        setattr(where, name, honest)


WOMEN_AND_NORTH = Reserved.of(("women", [0, 1], 1, None), ("north", [1, 2], 0, 1))


def test_a_search_that_looks_at_each_group_alone_is_caught() -> None:
    def alone(self: Any, elected: Any, hopeful: Any, seats: int) -> bool:
        return all(
            len(g.members & {*elected, *hopeful}) >= g.least
            and (g.most is None or len(g.members & {*elected}) <= g.most)
            for g in self.groups
        )

    two_of_three = Reserved.of(("a", [0, 1], 2, None), ("b", [2, 3], 2, None))
    agrees(two_of_three, 4, 3, set())
    with replaced(Reserved, "possible", alone), pytest.raises(AssertionError):
        agrees(two_of_three, 4, 3, set())


def counted(rule: str, contest: Contest, *, bounded: bool = True, **options: Any) -> tally.Outcome:
    papers, candidates, seats, bounds = contest
    profile, lots = tally.Ranked.of(papers, candidates), list[tuple[int, ...]]()
    given_ = {"reserved": bounds} if bounded else {}
    while True:
        outcome = tally.count(rule, profile, seats, lots=lots, **given_, **options)
        if outcome.lot is None:
            return outcome
        lots.append(outcome.lot.tied[::-1])


def bounds_hold(rule: str, contest: Contest, **options: Any) -> None:
    papers, candidates, seats, bounds = contest
    outcome = counted(rule, contest, **options)
    assert kept(bounds, outcome.elected)
    assert len(outcome.elected) == min(seats, candidates)
    assert sorted(outcome.elected + outcome.next_in_line) == list(range(candidates))
    for step in outcome.rounds:
        assert sum(step.tallies) + step.exhausted == len(papers)


RULES = [name for name, rule in tally.RULES.items() if rule.reserved]


@pytest.mark.parametrize("rule", RULES)
def test_bounds_hold_whenever_some_result_keeps_them(rule: str) -> None:
    @settings(deadline=None, max_examples=150)
    @given(contests(), st.sampled_from(["order", "lot"]), st.sampled_from(["none", "safe"]))
    def holds(contest: Contest, ties: str, batch: str) -> None:
        assume(results(contest[3], contest[1], contest[2]))
        bounds_hold(rule, contest, ties=ties, batch=batch)

    holds()


@pytest.mark.parametrize("rule", RULES)
def test_bounds_that_bind_nobody_change_nothing(rule: str) -> None:
    @settings(deadline=None, max_examples=80)
    @given(contests())
    def same(contest: Contest) -> None:
        papers, candidates, seats, _ = contest
        loose = Reserved.of(("all", range(candidates), 0, None), ("one", [0], 0, 1))
        bounded = counted(rule, (papers, candidates, seats, loose))
        plain = counted(rule, contest, bounded=False)
        assert bounded.rounds == plain.rounds
        assert bounded.elected == plain.elected
        assert "reserved" not in plain.as_dict()

    same()


MEN_FIRST: Contest = (
    [(0, 1, 2, 3)] * 8 + [(1, 0, 3)] * 6 + [(2, 3)] * 3 + [(3, 2)] * 2,
    4,
    2,
    Reserved.of(("women", [2, 3], 1, 1)),
)

PLANTED = {
    "nobody is barred": "barred",
    "nobody is needed": "needed",
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_count_is_caught(planted: str) -> None:
    name = PLANTED[planted]
    women_behind: Contest = (
        [(0,)] * 5 + [(1,)] * 5 + [(2,)] * 4 + [(3,)],
        4,
        2,
        Reserved.of(("last", [3], 1, None)),
    )
    contest = MEN_FIRST if name == "barred" else women_behind
    bounds_hold("meek", contest)
    caught = pytest.raises((AssertionError, tally.BadCount))
    everybody_may = replaced(Reserved, "possible", lambda *_: True)
    with replaced(Reserved, name, lambda *_: ()), everybody_may, caught:
        bounds_hold("meek", contest)


def test_the_rounds_tell_who_is_barred_and_who_must_stay() -> None:
    outcome = counted("meek", MEN_FIRST)
    assert outcome.elected == (0, 2)
    barred = next(step for step in outcome.rounds if "reserved seats" in step.words)
    assert barred.excluded == (1,)
    assert "candidate 1 can no longer be elected" in barred.text
    contest: Contest = (
        [(0,)] * 4 + [(1,)] * 3 + [(2,)] * 3 + [(3,)] * 2 + [(4,)],
        5,
        2,
        Reserved.of(("last", [4], 1, None)),
    )
    outcome = counted("meek", contest)
    assert outcome.elected == (0, 4)
    assert outcome.rounds[1].excluded == (3,)
    assert "candidate 4 must stay for the reserved seats" in outcome.rounds[1].text


def test_those_level_for_the_only_seat_of_a_group_draw_lots() -> None:
    profile = tally.Ranked.of([[0]] * 4 + [[1]] * 4 + [[2]], 3)
    bounds = Reserved.of(("pair", [0, 1], 1, 1))
    stopped = tally.count("meek", profile, 2, reserved=bounds, ties="lot")
    assert stopped.lot is not None
    assert stopped.lot.purpose == "elect"
    assert stopped.lot.tied == (0, 1)
    drawn = tally.count("meek", profile, 2, reserved=bounds, ties="lot", lots=[[1, 0]])
    assert drawn.elected == (1, 2)


def test_the_record_names_the_bounds() -> None:
    outcome = counted("meek", MEN_FIRST)
    assert outcome.as_dict()["reserved"] == [
        {"name": "women", "members": [2, 3], "least": "1", "most": "1"}
    ]
    assert outcome.reserved == MEN_FIRST[3]


def test_a_refill_keeps_the_bounds() -> None:
    papers, candidates, seats, bounds = MEN_FIRST
    profile = tally.Ranked.of([*papers, (2, 0, 1, 3), (2, 1)], candidates)
    first = tally.count("meek", profile, seats, reserved=bounds)
    assert first.elected == (0, 2)
    refill = tally.countback("meek", profile, first, 2, sitting=[0])
    assert refill.elected == (3,)
    again = tally.countback("meek", profile, seats, 2, sitting=[0], reserved=bounds)
    assert again.elected == (3,)
    plain = tally.countback("meek", profile, seats, 0, sitting=[1])
    assert plain.reserved is None
    with pytest.raises(tally.BadCount, match="brings its own lots"):
        tally.countback("meek", profile, first, 2, reserved=bounds)


def test_bounds_that_contradict_each_other_are_named() -> None:
    bounds = Reserved.of(
        ("any", range(6), 0, None), ("north", [0, 1, 2], 3, None), ("south", [3, 4, 5], 2, None)
    )
    with pytest.raises(tally.BadCount) as caught:
        tally.count("meek", tally.Ranked.of([[0]], 6), 4, reserved=bounds)
    assert caught.value.got == "north (at least 3) against south (at least 2)"
    assert WOMEN_AND_NORTH.groups[1].told == "north (at least 0, at most 1)"


@pytest.mark.parametrize(
    "group",
    [("a", [7], 0, None), ("a", [0], 2, 1), ("a", [0], -1, None)],
)
def test_a_group_that_makes_no_sense_is_refused(group: Any) -> None:
    with pytest.raises(tally.BadCount, match="reserved for a"):
        tally.count("meek", tally.Ranked.of([[0]], 3), 2, reserved=Reserved.of(group))


def test_a_rule_without_reserved_seats_refuses_them() -> None:
    with pytest.raises(tally.BadCount, match="does not say how to keep them"):
        tally.count("irv", tally.Ranked.of([[0]], 2), 1, reserved=WOMEN_AND_NORTH)


def test_groups_too_intricate_to_search_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(f"g{bit}", [c for c in range(2**8) if c >> bit & 1], 0, None) for bit in range(8)]
    with pytest.raises(tally.BadCount, match="overlap in 256 ways"):
        tally.count("meek", tally.Ranked.of([[0]], 2**8), 4, reserved=Reserved.of(*many))
    monkeypatch.setattr(reserved, "STATES_MAX", 0)
    odd = Reserved.of(("a", [0, 1], 2, None), ("b", [2, 3], 2, None))
    with pytest.raises(tally.BadCount, match="use fewer groups"):
        tally.count("meek", tally.Ranked.of([[0]], 4), 3, reserved=odd)
