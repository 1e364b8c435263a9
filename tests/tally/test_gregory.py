"""STV by several statutes in columns against slow counts that handle every paper by itself.

The slow counts (``gregory_on_paper``) share no code with the library. Each planted fault is a
mistake one can make with a statute, and has to be noticed by the comparison.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import gregory, lastparcel
from commonweal.tally.rules import (
    ers97,
    hare_clark,
    minneapolis,
    northern_ireland_stv,
    seanad_stv,
    wigm_prf,
    wright,
)

sys.path.insert(0, str(Path(__file__).parent))
import gregory_on_paper as on_paper

Contest = tuple[list[tuple[int, ...]], int, int]

SLOW: dict[str, tuple[str, dict[str, str], Callable[[Any], None]]] = {
    "wigm-prf": ("wigm-prf", {}, on_paper.wigm_prf),
    "wigm-prf batch": (
        "wigm-prf",
        {"defeat": "batch"},
        lambda table: on_paper.wigm_prf(table, batch=True),
    ),
    "ers97": ("ers97", {}, on_paper.ers97),
    "northern-ireland-stv": ("northern-ireland-stv", {}, on_paper.northern_ireland),
    "seanad-stv": ("seanad-stv", {}, on_paper.seanad),
    "hare-clark": ("hare-clark", {}, on_paper.hare_clark),
    "minneapolis": ("minneapolis", {}, on_paper.minneapolis),
    "wright": ("wright", {}, on_paper.wright),
}


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    candidates = draw(st.integers(2, 6))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda length: tuple(order[:length]))
    )
    kinds = draw(st.lists(st.tuples(paper, st.integers(1, 9)), min_size=0, max_size=9))
    papers = [paper for paper, times in kinds for _ in range(times)]
    return papers, candidates, draw(st.integers(1, 4))


def agree(name: str, contest: Contest) -> None:
    rule, options, slow = SLOW[name]
    papers, candidates, seats = contest
    profile, lots = tally.Ranked.of(papers, candidates), list[tuple[int, ...]]()
    outcome = tally.count(rule, profile, seats, **options)
    while outcome.lot is not None:
        lots.append(outcome.lot.tied[::-1])
        outcome = tally.count(rule, profile, seats, lots=lots, **options)
    table = on_paper.Table(papers, candidates, seats, [list(lot) for lot in lots])
    slow(table)
    assert [list(step.tallies) for step in outcome.rounds] == table.stages
    assert [step.exhausted for step in outcome.rounds] == table.dead
    assert list(outcome.elected) == table.elected
    assert not table.draws
    for step in outcome.rounds:
        assert sum(step.tallies) + step.exhausted + step.lost == len(papers)


@pytest.mark.parametrize("name", SLOW)
def test_columns_count_as_papers_do(name: str) -> None:
    @settings(deadline=None, max_examples=60)
    @given(contests())
    def every(contest: Contest) -> None:
        agree(name, contest)

    every()


@contextmanager
def replaced(where: Any, name: str, by: Any) -> Iterator[None]:
    honest = getattr(where, name)
    setattr(where, name, by)
    try:
        yield
    finally:
        setattr(where, name, honest)


def law(module: Any, **changes: Any) -> tuple[Any, str, Any]:
    """Plant a fault into what a statute says."""
    return module, "LAW", replace(module.LAW, **changes)


def rounded_up(number: Fraction, places: int) -> Fraction:
    return -HONEST_CUT(-number, places)


def cut_once(surplus: Fraction, total: Fraction) -> Callable[[Fraction], Fraction]:
    return lambda value: gregory.cut(surplus * value / total, 4)


def per_paper(surplus: Fraction, total: Fraction) -> Callable[[Fraction], Fraction]:
    return lambda value: gregory.cut(surplus / total, 4)


def lowest_value_first(papers: Any, candidates: Any) -> Any:
    return HONEST_BY_VALUE(papers, candidates)[::-1]


def oldest_batch_last(self: Any, candidates: Any) -> list[int]:
    return HONEST_BATCHES(self, candidates)[::-1]


def every_paper_leaves(self: Any, *args: Any, **named: Any) -> Any:
    return HONEST_HAND_ON(self, *args, **{**named, "keep_unusable": False})


def splits_equals(self: Any, surplus: Fraction, *, level_too: bool = False) -> tuple[int, ...]:
    return HONEST_SURE(self, Fraction(0), level_too=level_too)


def ties_within_reach(self: Any, surplus: Fraction, *, level_too: bool = False) -> tuple[int, ...]:
    return HONEST_SURE(self, surplus, level_too=not level_too)


def only_the_quota(self: Any, votes: Fraction) -> bool:
    return bool(votes >= self.quota)


def keeps_the_first_quota(self: Any) -> str:
    return "" if self.quota else HONEST_TAKE_QUOTA(self)


def elects_everybody_at_the_threshold(self: Any) -> dict[int, Fraction]:
    over = {c: self.books.votes[c] - self.threshold for c in self.books.standing}
    return {c: surplus for c, surplus in over.items() if surplus >= 0}


def nobody_begins_anew(self: Any) -> None:
    if not self.books.rounds:
        HONEST_BEGIN(self)
        return
    loser = self.out[-1]
    self.books.exclude(loser)
    self._close("restart", "", gregory.pass_on_all(self.books, self.papers, loser))


def draws_again(self: Any, purpose: str, tied: tuple[int, ...]) -> Any:
    self.drawn.clear()
    return HONEST_PICK(self, purpose, tied)


HONEST_CUT = gregory.cut
HONEST_BY_VALUE = gregory.by_value
HONEST_BATCHES = gregory.Papers.batches
HONEST_HAND_ON = gregory.Papers.hand_on
HONEST_SURE = gregory.Books.sure_losers
HONEST_TAKE_QUOTA = ers97._Conduct._take_quota
HONEST_BEGIN = wright._Reiteration._begin
HONEST_PICK = seanad_stv._OrderOfPreferences.pick

PLANTED: dict[str, tuple[str, tuple[Any, str, Any]]] = {
    "weights cut once": ("wigm-prf", (wigm_prf, "_weight", cut_once)),
    "the value of the paper forgotten": ("wigm-prf", (wigm_prf, "_weight", per_paper)),
    "sure losers without the surpluses": (
        "wigm-prf batch",
        (gregory.Books, "sure_losers", splits_equals),
    ),
    "losers who could draw level": (
        "minneapolis",
        (gregory.Books, "sure_losers", ties_within_reach),
    ),
    "the transfer value cut once": ("minneapolis", (minneapolis, "_transfer_value", cut_once)),
    "a surplus of nothing passed on": (
        "minneapolis",
        (minneapolis._Tabulation, "_surpluses", elects_everybody_at_the_threshold),
    ),
    "no new beginning": ("wright", (wright._Reiteration, "_begin", nobody_begins_anew)),
    "values rounded up": ("northern-ireland-stv", (lastparcel, "cut", rounded_up)),
    "the first parcel instead of the last": (
        "northern-ireland-stv",
        (gregory.Papers, "batches", oldest_batch_last),
    ),
    "no surplus waits": (
        "northern-ireland-stv",
        law(northern_ireland_stv, defers=False),
    ),
    "the lowest one by one": ("northern-ireland-stv", law(northern_ireland_stv, together=False)),
    "ties looked at from the last stage": (
        "northern-ireland-stv",
        law(northern_ireland_stv, ties="backwards"),
    ),
    "elected within an exclusion": (
        "northern-ireland-stv",
        law(northern_ireland_stv, elects_between=True),
    ),
    "no leading candidate": ("northern-ireland-stv", law(northern_ireland_stv, majority=False)),
    "papers that cannot pass leave the seat": (
        "hare-clark",
        (gregory.Papers, "hand_on", every_paper_leaves),
    ),
    "values cut": ("hare-clark", law(hare_clark, precision=lastparcel.Precision(2, 6))),
    "ties looked at from the first count": ("hare-clark", law(hare_clark, ties="forwards")),
    "elected only after an exclusion": ("hare-clark", law(hare_clark, elects_between=False)),
    "the lowest value first": (
        "hare-clark",
        law(hare_clark, sorting=lowest_value_first),
    ),
    "transfers by value": (
        "seanad-stv",
        law(seanad_stv, sorting=lastparcel.originals_then_values),
    ),
    "the whole quota": ("seanad-stv", law(seanad_stv, quota=lastparcel.whole_quota)),
    "a draw for every tie": (
        "seanad-stv",
        (seanad_stv._OrderOfPreferences, "pick", draws_again),
    ),
    "the quota is never reduced": (
        "ers97",
        (ers97._Conduct, "_take_quota", keeps_the_first_quota),
    ),
    "nobody elected below the quota": ("ers97", (ers97._Conduct, "_has_enough", only_the_quota)),
    "level losers stay": ("ers97", (gregory.Books, "sure_losers", ties_within_reach)),
    "the oldest batch": ("ers97", (gregory.Papers, "batches", oldest_batch_last)),
}


def small(papers: str, candidates: int, seats: int) -> Contest:
    """Read ``2: 0 1, 1: 2``: two papers for 0 and then 1, and one for 2."""
    lines = [line.partition(":") for line in papers.split(",")]
    kinds = [(int(times), tuple(int(mark) for mark in marks.split())) for times, _, marks in lines]
    return [paper for times, paper in kinds for _ in range(times)], candidates, seats


NOTICED_IN: dict[str, Contest] = {
    "weights cut once": small("1: 2 4, 1: 0", 5, 4),
    "the value of the paper forgotten": small("1: 2 4, 1: 0", 5, 4),
    "sure losers without the surpluses": small("1: 1, 1: 2 3", 4, 3),
    "losers who could draw level": small("3: 1, 1: 2", 4, 2),
    "the transfer value cut once": small("1: 0, 2: 0 3", 4, 3),
    "a surplus of nothing passed on": small("1: 2, 1: 1", 5, 3),
    "no new beginning": small("2: 2", 5, 2),
    "values rounded up": small("3: 2 4", 6, 4),
    "the first parcel instead of the last": small("4: 0 1 5 3, 1: 1 0 3 5 4 2", 6, 4),
    "no surplus waits": small("2: 4 1 3, 2: 0, 2: 2 3 1, 1: 0 1 2 4 3, 2: 3 4 0, 2: 4", 5, 3),
    "the lowest one by one": small("1: 0 3, 1: 0 4 1", 5, 3),
    "ties looked at from the last stage": small(
        "7: 5 0 1 4 2, 1: 2 0 1 3, 6: 3 2 4 0, 5: 4 1 0 3 2 5, 2: 1", 6, 4
    ),
    "elected within an exclusion": small("1: 2 1 4, 2: 1, 2: 3 0, 1: 2, 3: 2 0 1, 1: 0 1", 5, 2),
    "no leading candidate": small("2: 2, 1: 1", 4, 2),
    "papers that cannot pass leave the seat": small("2: 2", 5, 2),
    "values cut": small("3: 2 4", 6, 4),
    "ties looked at from the first count": small(
        "7: 2 5 4 3 1 0, 1: 4 0 3 1 2 5, 4: 1 2 3 0, 1: 4 0, 4: 1 4 2 0, 3: 0 3", 6, 3
    ),
    "elected only after an exclusion": small(
        "1: 4, 2: 3 0, 1: 2 0 4, 1: 1 5 4 3 0, 1: 3 2, 1: 3 0 2 1 5, 2: 1 2 3 5 4 0, 1: 3,"
        " 2: 1 5 0 3",
        6,
        3,
    ),
    "the lowest value first": small(
        "1: 4, 2: 3 0, 1: 2 0 4, 1: 1 5 4 3 0, 1: 3 2, 1: 3 0 2 1 5, 2: 1 2 3 5 4 0, 1: 3,"
        " 2: 1 5 0 3",
        6,
        3,
    ),
    "transfers by value": small("1: 0 1 4 2, 1: 3 4, 1: 2, 1: 5 2 4, 1: 3 2, 1: 1 0", 6, 1),
    "the whole quota": small("2: 2", 5, 2),
    "a draw for every tie": small("2: 2", 5, 2),
    "the quota is never reduced": small(
        "1: 0, 1: 2 3 0 1, 2: 4 0 2, 2: 1, 1: 0 1 4 3, 1: 2 0, 1: 0 1 3 2, 1: 3, 1: 4 2 1", 5, 2
    ),
    "nobody elected below the quota": small("2: 2", 5, 2),
    "level losers stay": small("1: 2, 1: 1, 1: 4 3 0 1, 1: 2 1 3, 1: 3, 1: 4 0", 5, 1),
    "the oldest batch": small("1: 2 3 0, 1: 1 0 3 2 4, 1: 2 0, 1: 1", 5, 4),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_noticed(planted: str) -> None:
    name, fault = PLANTED[planted]
    agree(name, NOTICED_IN[planted])
    with replaced(*fault), pytest.raises((AssertionError, tally.BadLot, IndexError)):
        agree(name, NOTICED_IN[planted])
