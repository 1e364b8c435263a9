"""The Scottish count in columns against a slow count that handles every paper by itself.

The slow count follows the Order on sheets of paper: no patterns, no columns, no shared code. The
planted wrong rules are mistakes found in real programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import piles, ties
from commonweal.tally.rules import scottish_stv

UNIT = 100_000


def slow_count(  # noqa: C901 -- follows the Order from top to bottom, on purpose
    papers: list[tuple[int, ...]], candidates: int, seats: int, lots: list[tuple[int, ...]]
) -> tuple[list[int], list[list[int]]]:
    """Count paper by paper; return the elected and the votes after each stage, in units."""
    quota = len(papers) // (seats + 1) + 1
    pile: dict[int, list[list[Any]]] = {c: [] for c in range(candidates)}
    votes = [0] * candidates
    hopeful, elected, stages, surplus_of = set(range(candidates)), [], [], set()
    lots = list(lots)

    def give(marks: Sequence[int], value: int) -> None:
        for place, mark in enumerate(marks):
            if mark in hopeful:
                pile[mark].append([marks[place + 1 :], value])
                votes[mark] += value
                return

    def close() -> None:
        stages.append(list(votes))
        reached = sorted((c for c in hopeful if votes[c] >= quota * UNIT), key=lambda c: -votes[c])
        for c in reached:
            hopeful.remove(c)
            elected.append(c)
            if votes[c] > quota * UNIT:
                surplus_of.add(c)

    def pick(tied: list[int], sign: int) -> int:
        for stage in stages[-2::-1]:
            best = min(sign * stage[c] for c in tied)
            tied = [c for c in tied if sign * stage[c] == best]
        return lots.pop(0)[0] if len(tied) > 1 else tied[0]

    for paper in papers:
        give(paper, UNIT)
    close()
    while len(elected) < seats and hopeful:
        if len(hopeful) <= seats - len(elected):
            elected += sorted(hopeful, key=lambda c: (-votes[c], c))
            stages.append(list(votes))
            break
        if surplus_of:
            most = max(votes[c] for c in surplus_of)
            c = pick([c for c in sorted(surplus_of) if votes[c] == most], -1)
            surplus_of.remove(c)
            had, over = votes[c], votes[c] - quota * UNIT
            for marks, value in pile.pop(c):
                give(marks, over * value // had)
            votes[c] = quota * UNIT
        else:
            least = min(votes[c] for c in hopeful)
            c = pick([c for c in sorted(hopeful) if votes[c] == least], 1)
            hopeful.remove(c)
            votes[c] = 0
            for marks, value in pile.pop(c):
                give(marks, value)
        close()
    return elected, stages


@st.composite
def contests(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], int, int]:
    candidates = draw(st.integers(2, 6))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda length: tuple(order[:length]))
    )
    kinds = draw(st.lists(st.tuples(paper, st.integers(1, 9)), min_size=1, max_size=8))
    papers = [paper for paper, times in kinds for _ in range(times)]
    return papers, candidates, draw(st.integers(1, 4))


def agree(contest: tuple[list[tuple[int, ...]], int, int]) -> None:
    papers, candidates, seats = contest
    profile, lots = tally.Ranked.of(papers, candidates), list[tuple[int, ...]]()
    outcome = tally.count("scottish-stv", profile, seats)
    while outcome.lot is not None:
        lots.append(outcome.lot.tied[::-1])
        outcome = tally.count("scottish-stv", profile, seats, lots=lots)
    elected, stages = slow_count(papers, candidates, seats, lots)
    assert [[votes * UNIT for votes in step.tallies] for step in outcome.rounds] == stages
    assert list(outcome.elected) == elected


@settings(deadline=None, max_examples=300)
@given(contests())
def test_columns_count_as_papers_do(contest: tuple[list[tuple[int, ...]], int, int]) -> None:
    agree(contest)


@contextmanager
def replaced(where: Any, name: str, by: Any) -> Iterator[None]:
    honest = getattr(where, name)
    setattr(where, name, by)
    try:
        yield
    finally:
        setattr(where, name, honest)


def rounded_up(surplus: int, total: int) -> Callable[[int], int]:
    return lambda value: -(-surplus * value // total)


def per_paper(surplus: int, total: int) -> Callable[[int], int]:
    return lambda value: surplus * UNIT // total


def look_forward(tied: Sequence[int], history: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return ties.lowest_before(tied, history[::-1])


def no_look_back(tied: Sequence[int], history: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(tied)[:1]


def to_the_elected_too(self: Any, mine: Any, open_to: Any) -> Any:
    everybody = range(self._nobody) if len(mine) < len(self._rows) else open_to
    return HONEST_MOVE(self, mine, everybody)


HONEST_MOVE = piles.Piles._move

Planted = tuple[Any, str, Any, tuple[list[tuple[int, ...]], int, int]]

PLANTED: dict[str, Planted] = {
    "values rounded up": (
        scottish_stv,
        "_transfer_value",
        rounded_up,
        ([(0,), (2, 1), (2, 1), (2, 1)], 5, 2),
    ),
    "the value of the paper forgotten": (
        scottish_stv,
        "_transfer_value",
        per_paper,
        ([(1, 3, 2)] * 4 + [(3,), (1,)], 4, 3),
    ),
    "ties looked at from the first stage": (
        scottish_stv,
        "lowest_before",
        look_forward,
        ([(4, 2, 0)] * 2 + [(0,)] + [(4, 1, 2)] * 4, 6, 2),
    ),
    "few votes: the lowest number goes": (
        scottish_stv,
        "lowest_before",
        no_look_back,
        ([(2, 0, 1), (1,), (0, 1)], 3, 2),
    ),
    "equal surpluses: the lowest number first": (
        scottish_stv,
        "highest_before",
        no_look_back,
        ([(3,)] * 3 + [(2, 4, 0)] * 3, 6, 3),
    ),
    "papers pass to those already out": (
        piles.Piles,
        "_move",
        to_the_elected_too,
        ([(2,), (3, 0, 1), (3,)], 4, 3),
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_rule_is_caught(planted: str) -> None:
    where, name, by, contest = PLANTED[planted]
    agree(contest)
    with replaced(where, name, by), pytest.raises((AssertionError, IndexError, KeyError)):
        agree(contest)


def finished(count: Callable[..., tally.Outcome], *args: Any, **named: Any) -> tally.Outcome:
    lots: list[tuple[int, ...]] = []
    while (outcome := count(*args, **named, lots=lots)).lot is not None:
        lots.append(outcome.lot.tied)
    return outcome


def refilled_by_its_own(contest: tuple[list[tuple[int, ...]], int, int], place: int) -> None:
    """Only papers of the seat are counted, none is lost, and some of them list the winner."""
    papers, candidates, seats = contest
    profile = tally.Ranked.of(papers, candidates)
    first = finished(tally.count, "scottish-stv", profile, seats)
    vacated = first.elected[place % len(first.elected)]
    sitting = set(first.elected) - {vacated}
    refill = finished(tally.countback, "scottish-stv", profile, first, vacated, sitting=sitting)
    behind = [paper for paper in papers if vacated in paper]
    total = sum(refill.rounds[0].tallies) + refill.rounds[0].exhausted
    assert total <= len(behind)
    for step in refill.rounds:
        assert sum(step.tallies) + step.exhausted == total
    assert not set(refill.elected) & {vacated, *sitting}
    for winner in refill.elected:
        assert any(winner in paper for paper in behind)
        assert 2 * refill.rounds[-1].tallies[winner] > sum(refill.rounds[-1].tallies)
    if not refill.elected:
        assert sum(refill.rounds[-1].tallies) == 0


@settings(deadline=None, max_examples=150)
@given(contests(), st.integers(0, 3))
def test_a_seat_is_refilled_by_its_own_voters(
    contest: tuple[list[tuple[int, ...]], int, int], place: int
) -> None:
    refilled_by_its_own(contest, place)


def test_a_refill_by_everybody_is_caught() -> None:
    def all_papers(self: Any, candidate: int, less: Any = None) -> piles.Held:
        return piles.Held(self._rows, self._class * 0, (UNIT,))

    purge = ([(0, 1, 2)] * 6 + [(3, 4)] * 4, 5, 2)
    refilled_by_its_own(purge, 1)
    with replaced(piles.Piles, "held", all_papers), pytest.raises(AssertionError):
        refilled_by_its_own(purge, 1)


def test_votes_are_counted_in_whole_numbers_of_any_size() -> None:
    profile = tally.Ranked(
        np.array([[0, 1], [1, 2], [2, 3]], dtype=np.uint8),
        np.array([2**60, 2**59, 1], dtype=np.int64),
        3,
    )
    outcome = tally.count("scottish-stv", profile, 2)
    assert sum(outcome.rounds[0].tallies) == 2**60 + 2**59 + 1
    assert outcome.elected == (0, 1)
