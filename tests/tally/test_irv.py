"""The alternative vote in columns against a slow count that handles every paper by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import piles
from commonweal.tally.rules import irv

Contest = tuple[list[tuple[int, ...]], int]


def slow_winner(papers: list[tuple[int, ...]], candidates: int) -> int:
    """Exclude the last until somebody has more than half; the highest number of equals goes."""
    standing = list(range(candidates))
    while True:
        tops = [next((c for c in paper if c in standing), None) for paper in papers]
        votes = {c: tops.count(c) for c in standing}
        most = max(standing, key=lambda c: votes[c])
        if 2 * votes[most] > sum(votes.values()) or len(standing) == 1:
            return most
        standing.remove(max(standing, key=lambda c: (-votes[c], c)))


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    candidates = draw(st.integers(1, 6))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda length: tuple(order[:length]))
    )
    kinds = draw(st.lists(st.tuples(paper, st.integers(1, 9)), min_size=0, max_size=8))
    return [paper for paper, times in kinds for _ in range(times)], candidates


def counted(contest: Contest, **options: object) -> tally.Outcome:
    papers, candidates = contest
    profile, lots = tally.Ranked.of(papers, candidates), list[tuple[int, ...]]()
    while True:
        outcome = tally.count("irv", profile, 1, lots=lots, **options)
        if outcome.lot is None:
            return outcome
        lots.append(outcome.lot.tied[::-1])


def agree(contest: Contest) -> None:
    assert counted(contest).elected == (slow_winner(*contest),)


@settings(deadline=None, max_examples=200)
@given(contests())
def test_columns_count_as_papers_do(contest: Contest) -> None:
    agree(contest)


def batches_change_no_winner(contest: Contest) -> None:
    together = counted(contest, batch="safe")
    one_by_one = counted(contest)
    if not (together.lots or one_by_one.lots):
        assert together.elected == one_by_one.elected


@settings(deadline=None, max_examples=200)
@given(contests())
def test_a_batch_changes_no_winner(contest: Contest) -> None:
    batches_change_no_winner(contest)


@contextmanager
def replaced(where: Any, name: str, by: Any) -> Iterator[None]:
    honest = getattr(where, name)
    setattr(where, name, by)
    try:
        yield
    finally:
        setattr(where, name, honest)


def all_but_two(self: Any) -> tuple[int, ...]:
    order = sorted(self.standing, key=lambda c: self.votes[c])
    return tuple(order[:-2]) if self.batch else ()


def to_nobody(self: Any, candidate: int, open_to: Any, worth: Any = None) -> Any:
    return HONEST(self, candidate, [], worth)


HONEST = piles.Piles.pass_on
THREE: Contest = ([(0,)] * 5 + [(1, 2)] * 4 + [(2, 1)] * 3 + [(3, 2)] * 2, 4)


def test_a_batch_of_all_but_two_is_caught() -> None:
    batches_change_no_winner(THREE)
    with replaced(irv._Count, "_cannot_catch_up", all_but_two), pytest.raises(AssertionError):
        batches_change_no_winner(THREE)


def test_papers_that_never_pass_on_are_caught() -> None:
    agree(THREE)
    with replaced(piles.Piles, "pass_on", to_nobody), pytest.raises(AssertionError):
        agree(THREE)


def test_equals_who_come_last_after_the_winner_stand_level() -> None:
    outcome = tally.count("irv", tally.Ranked.of([[0]] * 5 + [[1]] + [[2]], 3), 1)
    assert outcome.elected == (0,)
    assert outcome.tied == ((1, 2),)
    assert outcome.rounds[1].excluded == (1, 2)
    assert "order of the others" in outcome.rounds[1].text


def test_an_order_drawn_once_serves_every_tie() -> None:
    profile = tally.Ranked.of([[0], [1], [2], [3]], 4)
    outcome = tally.count("irv", profile, 1, ties="order", lots=[[2, 0, 3, 1]])
    assert [step.excluded for step in outcome.rounds] == [(), (2,), (0,), (3,)]
    assert outcome.elected == (1,)
