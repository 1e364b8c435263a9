"""Proportional committees: guarantees for groups, exact search, lots and prices."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import committees
from commonweal.tally.committees import Support, add_up, share_a_ballot, shortly
from commonweal.tally.loads import Loads
from commonweal.tally.purses import Purses
from commonweal.tally.sums import Terms

WAYS: dict[str, dict[str, Any]] = {
    "pav": {},
    "equal-shares": {},
    "seq-pav": {},
    "seq-phragmen": {},
    "chamberlin-courant": {},
    "approval": {},
}


@st.composite
def profiles(draw: st.DrawFn) -> tuple[tally.Approval, int]:
    candidates = draw(st.integers(2, 5))
    marks = st.sets(st.integers(0, candidates - 1), min_size=1)
    ballots = draw(st.lists(marks, min_size=1, max_size=9))
    return tally.Approval.of(ballots, candidates), draw(st.integers(1, candidates))


def decided(rule: str, profile: tally.Approval, seats: int, **options: Any) -> tally.Outcome:
    """Count to the end; every lot falls as the candidates are numbered."""
    lots: list[tuple[int, ...]] = []
    while True:
        outcome = tally.count(rule, profile, seats, lots=lots, **options)
        if outcome.lot is None:
            return outcome
        lots.append(outcome.lot.tied)


def neglected(profile: tally.Approval, seats: int, committee: tuple[int, ...]) -> Iterator[int]:
    """Yield the size of every demand that a group makes in vain.

    Extended justified representation: a group of l/k of the voters who agree on l candidates has
    a member with l representatives (Aziz et al. 2017). The demand l = 1 is plain justified
    representation.
    """
    voters = list(profile)
    for size in range(1, seats + 1):
        for agreed in combinations(range(profile.candidates), size):
            group = sum(
                weight
                for marks, weight in voters
                if set(agreed) <= set(marks) and len(set(marks) & set(committee)) < size
            )
            if group * seats >= size * profile.papers:
                yield size


@pytest.mark.parametrize("rule", ["pav", "equal-shares"])
@settings(max_examples=60, deadline=None)
@given(election=profiles())
def test_every_group_that_agrees_has_its_part(
    rule: str, election: tuple[tally.Approval, int]
) -> None:
    profile, seats = election
    assert not list(neglected(profile, seats, decided(rule, profile, seats).elected))


def test_approval_is_caught_neglecting_a_third() -> None:
    profile = tally.Approval.of([[0, 1, 2]] * 6 + [[3]] * 3, 4)
    assert 1 in neglected(profile, 3, decided("approval", profile, 3).elected)


def test_chamberlin_courant_is_caught_neglecting_a_large_group() -> None:
    profile = tally.Approval.of([[0, 1]] * 4 + [[2], [3]], 4)
    assert 2 in neglected(profile, 3, decided("chamberlin-courant", profile, 3).elected)


def score(profile: tally.Approval, committee: tuple[int, ...], rule: str) -> Fraction:
    """Work a committee's score out ballot by ballot."""
    total = Fraction(0)
    for marks, weight in profile:
        have = len(set(marks) & set(committee))
        points = sum((Fraction(1, n) for n in range(1, have + 1)), Fraction(0))
        total += weight * (points if rule == "pav" else min(have, 1))
    return total


def best(profile: tally.Approval, seats: int, rule: str) -> set[tuple[int, ...]]:
    every = list(combinations(range(profile.candidates), seats))
    highest = max(score(profile, one, rule) for one in every)
    return {one for one in every if score(profile, one, rule) == highest}


@pytest.mark.parametrize("rule", ["pav", "chamberlin-courant"])
@settings(max_examples=60, deadline=None)
@given(election=profiles())
def test_no_committee_has_a_higher_score(rule: str, election: tuple[tally.Approval, int]) -> None:
    profile, seats = election
    committee = tuple(sorted(decided(rule, profile, seats).elected))
    assert committee in best(profile, seats, rule)
    first = tally.count(rule, profile, seats)
    tied = first.lot.tied if first.lot else ()
    sure = set.intersection(*(set(one) for one in best(profile, seats, rule)))
    assert set(first.elected) == sure
    assert set(tied) == set().union(*best(profile, seats, rule)) - sure


def test_filling_seats_in_turn_is_caught_missing_the_best() -> None:
    profile = tally.Approval.of([[0, 1]] * 3 + [[0, 2]] * 3 + [[1]] * 2 + [[2]] * 2, 3)
    assert decided("seq-pav", profile, 2).elected[0] == 0
    assert tuple(sorted(decided("seq-pav", profile, 2).elected)) not in best(profile, 2, "pav")


def test_scores_beyond_64_bits_are_exact() -> None:
    huge = 2**55 + 1
    weights = [6 * huge, 3 * huge, 4 * huge]
    profile = tally.Approval.of([[0, 1], [2], [3, 4]], 12, weights)
    small = tally.Approval.of([[0, 1], [2], [3, 4]], 12, [6, 3, 4])
    for seats in (3, 9):
        assert decided("pav", profile, seats).elected == decided("pav", small, seats).elected


def test_a_search_that_is_too_large_is_refused() -> None:
    profile = tally.Approval.of(combinations(range(8), 3), 8)
    with pytest.raises(tally.BadCount, match="seq-pav"):
        tally.count("pav", profile, 4, nodes=3)


def test_candidates_who_are_alike_cost_no_search() -> None:
    profile = tally.Approval.of([range(30)] * 5 + [[30]] * 2, 60)
    outcome = tally.count("pav", profile, 10, nodes=2_000)
    assert outcome.lot is not None
    assert outcome.lot.tied == tuple(range(30))


def test_equals_whom_nobody_supports_together_need_one_lot_or_none() -> None:
    profile = tally.Approval.of([[0], [1], [2]], 3)
    for rule in ("seq-pav", "seq-phragmen", "equal-shares"):
        stopped = tally.count(rule, profile, 2)
        assert stopped.lot is not None
        assert (stopped.lot.tied, stopped.lot.choose) == ((0, 1, 2), 2)
        assert tally.count(rule, profile, 3).tied == ((0, 1, 2),)
    profile = tally.Approval.of([[0]] * 2 + [[1]] * 2 + [[2]], 3)
    for rule in ("seq-pav", "seq-phragmen", "equal-shares"):
        assert tally.count(rule, profile, 2).tied == ((0, 1),)


def test_lots_stop_each_phase_of_equal_shares() -> None:
    together = tally.Approval.of([[0, 1]] * 3, 3)
    assert tally.count("equal-shares", together, 1).lot is not None
    spread = tally.Approval.of([[0], [1], [2], [0, 1, 2, 3]], 4)
    for completion in ("phragmen", "approval"):
        stopped = tally.count("equal-shares", spread, 1, completion=completion)
        assert stopped.lot is not None
        assert stopped.lot.tied == (0, 1, 2)
    none = tally.count("equal-shares", spread, 1, completion="none")
    assert none.elected == ()
    bought = tally.count("equal-shares", tally.Approval.of([[0]] * 2, 2), 1)
    assert bought.elected == (0,)
    by_votes = tally.Approval.of([[0, 1]] * 5 + [[0]] + [[2]] * 3, 3)
    assert tally.count("equal-shares", by_votes, 2, completion="approval").elected == (0, 1)


def test_blank_papers_hold_a_share_only_where_that_is_asked() -> None:
    profile = tally.Approval.of([[0]] * 2 + [[]] * 3, 2)
    assert len(tally.count("equal-shares", profile, 1, completion="none").elected) == 1
    kept = tally.count("equal-shares", profile, 1, completion="none", voters="cast")
    assert kept.elected == ()


def test_a_seat_that_nobody_pays_for_stays_empty_also_with_seats_for_all() -> None:
    profile = tally.Approval.of([[0]] * 10, 2)
    found = tally.count("equal-shares", profile, 2, completion="none")
    assert (found.elected, found.next_in_line) == ((0,), (1,))
    assert tally.count("equal-shares", profile, 2).elected == (0, 1)


def test_an_election_without_a_vote() -> None:
    nothing = tally.Approval.of([], 3)
    for rule in WAYS:
        stopped = tally.count(rule, nothing, 1)
        assert stopped.lot is not None
        assert stopped.lot.tied == (0, 1, 2)


def test_columns_are_added_up_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    marks = rng.integers(0, 2, (50, 4)).astype(np.uint8)
    weights = rng.integers(1, 9, 50)
    whole = add_up(marks, weights)
    some = np.arange(3, 40)
    part = add_up(marks, weights, some)
    monkeypatch.setattr(committees, "BLOCK", 7)
    assert add_up(marks, weights) == whole == (weights @ marks).tolist()
    assert add_up(marks, weights, some) == part == (weights[some] @ marks[some]).tolist()


@settings(max_examples=40, deadline=None)
@given(profiles(), st.lists(st.integers(0, 4), max_size=4))
def test_classes_count_supporters(election: tuple[tally.Approval, int], seated: list[int]) -> None:
    profile, _ = election
    support, sitting = Support(profile), [c for c in seated if c < profile.candidates]
    for candidate in sitting:
        support.move(candidate, lambda have: have + 1)
    for candidate in range(profile.candidates):
        expected = [0] * (len(sitting) + 1)
        for marks, weight in profile:
            if candidate in marks:
                expected[sum(c in marks for c in sitting)] += weight
        assert support.of(candidate, len(sitting) + 1) == expected


def test_only_ballots_that_matter_tie_candidates_together() -> None:
    marks = np.array([[1, 1, 0], [0, 1, 1]], dtype=np.uint8)
    assert share_a_ballot(marks, [0, 1])
    assert not share_a_ballot(marks, [0, 2])
    assert not share_a_ballot(marks, [0, 1], np.array([False, True]))


def price_by_hand(profile: tally.Approval, money: list[Fraction], item: int, cost: int) -> Any:
    """Find the price at which supporters pay the cost, trying who pays all that she has."""
    purses = sorted(
        (held, weight)
        for (marks, weight), held in zip(profile, money, strict=True)
        if item in marks
    )
    for poor in range(len(purses)):
        rest = Fraction(cost) - sum(held * weight for held, weight in purses[:poor])
        price = rest / sum(weight for _, weight in purses[poor:])
        if price <= purses[poor][0]:
            return price
    return None


@settings(max_examples=80, deadline=None)
@given(profiles(), st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6)), max_size=6))
def test_prices_are_those_worked_out_by_hand(
    election: tuple[tally.Approval, int], wanted: list[tuple[int, int]]
) -> None:
    profile, _ = election
    start = Fraction(7, 3)
    purses = Purses(profile.marks, profile.weights, start)
    money = [start] * len(profile.weights)
    for item, cost in wanted:
        if item >= profile.candidates:
            continue
        price = purses.price(item, cost)
        assert price == price_by_hand(profile, money, item, cost)
        if price is None:
            continue
        paid = purses.pay(item, price)
        assert paid.by_full + paid.by_emptied == cost
        money = [
            held - min(held, price) if item in marks else held
            for (marks, _), held in zip(profile, money, strict=True)
        ]
        for other in range(profile.candidates):
            have = [h * w for (m, w), h in zip(profile, money, strict=True) if other in m]
            assert purses.held(other) == sum(have)


def test_purses_that_differ_by_less_than_can_be_enclosed_are_told_apart() -> None:
    tiny = Fraction(1, 10**30)
    marks = np.array([[1, 1], [0, 1]], dtype=np.uint8)
    purses = Purses(marks, np.array([1, 10**6]), Fraction(1))
    purses.pay(0, tiny)
    paid = purses.pay(1, Fraction(1))
    assert (paid.full, paid.emptied) == (10**6, 1)
    assert paid.by_emptied == 1 - tiny


def test_terms_are_summed_exactly() -> None:
    terms = Terms()
    for term in (Fraction(1, 6), Fraction(3, 4), Fraction(-2, 9)):
        terms.append(term)
    assert len(terms) == 3
    assert terms.total([6, 0, 9]) == -1
    assert terms.total([1, 1, 1]) == Fraction(25, 36)


def test_who_has_no_supporters_burdens_nobody() -> None:
    profile = tally.Approval.of([[0], [0, 1]], 3)
    assert tally.count("seq-phragmen", profile, 3).elected == (0, 1, 2)
    spread = tally.Approval.of([[0], [1]], 4)
    assert tally.count("seq-phragmen", spread, 4).tied == ((0, 1), (2, 3))


def test_a_burden_nobody_can_carry() -> None:
    loads = Loads(tally.Approval.of([[0]], 2))
    assert loads.level(1) is None
    assert loads.level(0, cost=5) == 5


def test_long_numbers_are_cut_for_members_and_long_lists_too() -> None:
    assert shortly(Fraction(1, 3)) == "1/3"
    assert shortly(Fraction(10**6 + 1, 3 * 10**6)) == "about 0.3333"
    many = tally.Approval.of([[c] for c in range(25) for _ in range(25 - c)], 25)
    assert "and 5 others" in tally.count("seq-pav", many, 1).rounds[0].words
