"""Meek's and Warren's counts against slow ones that handle every paper by itself, and their axioms.

The slow counts follow the reference rule paper by paper, in fractions of a vote: no walks, no
tree, no units, no shared code. The planted wrong rules are slips that programs have made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally import keeping
from commonweal.tally.keepers import Tree
from commonweal.tally.rules import meek

Contest = tuple[list[tuple[int, ...]], int, int]
BILLIONTH = Fraction(1, 10**9)
CASES = Path(__file__).parent.parent / "cases" / "tally"


def up(number: Fraction, unit: Fraction = BILLIONTH) -> Fraction:
    return ceil(number / unit) * unit


class SlowMeek:
    """B.2.a of the reference for one paper, and B.2.f, in nine decimals or exact parts."""

    def __init__(self, exact: bool) -> None:
        self.exact = exact

    def keep(self, weight: Fraction, factor: Fraction) -> Fraction:
        return weight * factor if self.exact else up(weight * factor)

    def lowered(self, factor: Fraction, quota: Fraction, votes: Fraction) -> Fraction:
        product = factor * quota if self.exact else up(factor * quota)
        return up(product / votes)

    def quota(self, votes: Fraction, seats: int) -> Fraction:
        if self.exact:
            return votes / (seats + 1)
        return floor(votes / (seats + 1) / BILLIONTH) * BILLIONTH + BILLIONTH


class SlowWarren(SlowMeek):
    def keep(self, weight: Fraction, factor: Fraction) -> Fraction:
        return factor if factor < weight else weight


def slow_count(
    slow: SlowMeek, papers: list[tuple[int, ...]], candidates: int, seats: int, order: Sequence[int]
) -> tuple[list[int], set[int], list[dict[int, Fraction]]]:
    """Return who has the quota, who fills the rest, and the votes at each election or exclusion."""
    factor = {c: Fraction(1) for c in range(candidates)}
    hopeful, elected, stages = list(range(candidates)), list[int](), list[dict[int, Fraction]]()

    while len(elected) < seats and len(elected) + len(hopeful) > seats:
        before: Fraction | None = None
        while True:
            votes = dict.fromkeys(range(candidates), Fraction(0))
            for paper in papers:
                weight = Fraction(1)
                for c in paper:
                    if factor[c] and weight:
                        part = slow.keep(weight, factor[c])
                        votes[c] += part
                        weight -= part
            quota = slow.quota(sum(votes.values(), Fraction(0)), seats)
            new = [c for c in hopeful if (votes[c] > quota if slow.exact else votes[c] >= quota)]
            if new:
                elected += sorted(new, key=lambda c: (-votes[c], c))
                hopeful = [c for c in hopeful if c not in new]
                break
            surplus = max(Fraction(0), sum(votes[c] - quota for c in elected))
            if surplus < Fraction(1, 10**6) or (before is not None and surplus >= before):
                break
            before = surplus
            for c in elected:
                factor[c] = slow.lowered(factor[c], quota, votes[c])
        stages.append(votes)
        if not new:
            fewest = min(votes[c] for c in hopeful)
            tied = [c for c in hopeful if votes[c] <= fewest + surplus]
            out = min(tied, key=order.index)
            hopeful.remove(out)
            factor[out] = Fraction(0)
    rest = set(hopeful) if len(elected) < seats else set()
    return elected, rest, stages


@st.composite
def contests(draw: st.DrawFn, largest: int = 9) -> Contest:
    candidates = draw(st.integers(2, 6))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(1, candidates).map(lambda length: tuple(order[:length]))
    )
    kinds = draw(st.lists(st.tuples(paper, st.integers(1, largest)), min_size=1, max_size=8))
    papers = [paper for paper, times in kinds for _ in range(times)]
    return papers, candidates, draw(st.integers(1, min(4, candidates - 1)))


def counted(rule: str, contest: Contest, **options: object) -> tally.Outcome:
    """Count, drawing the reverse order of all candidates if an order is asked for."""
    papers, candidates, seats = contest
    profile, lots = tally.Ranked.of(papers, candidates), list[tuple[int, ...]]()
    while True:
        outcome = tally.count(rule, profile, seats, lots=lots, **options)
        if outcome.lot is None:
            return outcome
        lots.append(outcome.lot.tied[::-1])


def told(outcome: tally.Outcome) -> list[dict[int, Fraction]]:
    """Return the votes at each election by quota and before each exclusion, as the slow count does.

    The reference looks no further when as many stand as there are seats (B.1); we show the votes.
    """
    stages = list[dict[int, Fraction]]()
    before, standing = dict[int, Fraction](), outcome.candidates
    for step in outcome.rounds:
        after = dict(enumerate(step.tallies))
        if step.excluded:
            stages.append(before)
            standing -= len(step.excluded)
        if step.elected and standing > outcome.seats:
            stages.append(after)
        before = after
    return stages


def agree(rule: str, contest: Contest, *, exact: bool = False) -> None:
    papers, candidates, seats = contest
    options = {"arithmetic": "exact"} if exact else {}
    outcome = counted(rule, contest, **options)
    slow = SlowWarren(exact) if rule == "warren" else SlowMeek(exact)
    order = range(candidates - 1, -1, -1)
    elected, rest, stages = slow_count(slow, papers, candidates, seats, order)
    assert told(outcome) == stages
    assert list(outcome.elected)[: len(elected)] == elected
    assert set(outcome.elected[len(elected) :]) == rest


@pytest.mark.parametrize("arithmetic", ["decimals", "exact"])
@pytest.mark.parametrize("rule", ["meek", "warren"])
def test_the_tree_counts_as_papers_do(rule: str, arithmetic: str) -> None:
    @settings(deadline=None, max_examples=60)
    @given(contests())
    def agrees(contest: Contest) -> None:
        agree(rule, contest, exact=arithmetic == "exact")

    agrees()


@contextmanager
def replaced(where: Any, name: str, by: Any) -> Iterator[None]:
    honest = getattr(where, name)
    setattr(where, name, by)
    try:
        yield
    finally:
        setattr(where, name, honest)


def rounded_down(arrives: int, factor: int, scale: keeping.Scale) -> int:
    return arrives * factor // scale.factor


def share_of_the_whole_paper(arrives: int, factor: int, scale: keeping.Scale) -> int:
    return min(arrives, factor)


def quota_kept_at_first(self: keeping.Scale, votes: int, seats: int) -> int:
    return 16 * self.vote // (seats + 1) + 1


def rounded_once(self: keeping.Scale, factor: int, quota: int, votes: int) -> int:
    return factor * quota // votes


TWO_WINNERS: Contest = (
    [(0, 1, 2)] * 8 + [(1, 3)] * 3 + [(2,)] * 2 + [(3,)] * 2 + [(4,)],
    5,
    3,
)

PLANTED: dict[str, tuple[Any, str, Any]] = {
    "parts rounded down": (meek, "METHOD", replace(meek.METHOD, keep=rounded_down)),
    "a share of the whole paper, not of what arrives": (
        meek,
        "METHOD",
        replace(meek.METHOD, keep=share_of_the_whole_paper),
    ),
    "a quota that does not fall": (keeping.Scale, "quota", quota_kept_at_first),
    "keep factors rounded down": (keeping.Scale, "lowered", rounded_once),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_count_is_caught(planted: str) -> None:
    agree("meek", TWO_WINNERS)
    with replaced(*PLANTED[planted]), pytest.raises(AssertionError):
        agree("meek", TWO_WINNERS)


def case(name: str) -> Any:
    cases = tomllib.loads((CASES / "meek.toml").read_text("utf-8"))["case"]
    return next(one for one in cases if one["name"] == name)


# Votes at each election and exclusion of a whole batch, in twelve decimals, of Sevigny, LaMarche,
# Rotzler, Olsen and Kramer, from droop's reference dumps SC-meek-o10-rational and
# SC-warren-o10-rational (J. Lundell), which reckon in fractions throughout.
RATIONAL = {
    "meek": [
        "9.303030303030 19.167713498623 18.965730027548 12.826225895317 18.498953168044",
        "9.303030303030 19.167713498623 18.965730027548 14.256528925620 18.498953168044",
        "10.448484848485 20.389972451791 19.535426997245 14.749421487603 19.997906336088",
        "11.174296377603 19.228139111903 19.039256894280 15.510195600239 19.238330092897",
        "16.382856043283 19.169509130428 19.150381530598 18.981163611635 19.273698095036",
    ],
    "warren": [
        "9.303030303030 19.230303030303 19.090909090909 12.763636363636 18.436363636364",
        "9.303030303030 19.230303030303 19.090909090909 14.193939393939 18.436363636364",
        "10.448484848485 20.515151515152 19.660606060606 14.624242424242 19.872727272727",
        "11.135466617979 19.299684156614 19.171540554698 15.418870952760 19.275770912251",
        "14.554095364604 19.961030479518 19.963342729001 19.007191481967 20.514339944910",
    ],
}


@pytest.mark.parametrize("rule", ["meek", "warren"])
def test_exact_parts_show_the_twelve_decimals_of_a_rational_count(rule: str) -> None:
    committee = case("a steering committee of four")
    lines = [line.partition(":") for line in committee["ballots"]]
    outcome = tally.count(
        rule,
        tally.Ranked.of(
            [[int(c) for c in marks.split()] for _, _, marks in lines],
            13,
            [int(papers) for papers, _, _ in lines],
        ),
        4,
        arithmetic="exact",
        decimals=20,
        omega=10,
        batch="safe",
    )
    shown = [
        " ".join(
            f"{round(votes[c] * 10**12) // 10**12}.{round(votes[c] * 10**12) % 10**12:012}"
            for c in (2, 3, 6, 7, 12)
        )
        for votes in told(outcome)[1:]
    ]
    assert shown == RATIONAL[rule]
    assert outcome.elected == (6, 3, 12, 7)
    assert outcome.tied == ((5, 9, 10, 11),)


def safe_batches(rule: str, contest: Contest) -> None:
    """Whoever is excluded in a batch would have been excluded anyway."""
    one_by_one = counted(rule, contest, arithmetic="exact")
    together = counted(rule, contest, arithmetic="exact", batch="safe")
    if not (one_by_one.lots or together.lots):
        assert set(one_by_one.elected) == set(together.elected)


@settings(deadline=None, max_examples=120)
@given(contests(), st.sampled_from(["meek", "warren"]))
def test_a_batch_changes_no_winner(contest: Contest, rule: str) -> None:
    safe_batches(rule, contest)


def test_a_batch_of_all_but_the_seats_is_caught() -> None:
    def everybody_else(self: Any, surplus: int) -> tuple[int, ...]:
        order = sorted(self.hopeful, key=lambda c: self.votes[c])
        return tuple(order[: len(order) - self.vacancies])

    contest: Contest = ([(0,)] * 5 + [(1,)] * 4 + [(2, 1)] * 3 + [(3, 1)] * 2, 4, 1)
    safe_batches("meek", contest)
    honest = keeping._Count._batch
    greedy = {"_batch": lambda self, s: everybody_else(self, s) if self.batch else honest(self, s)}
    with replaced(keeping._Count, "_batch", greedy["_batch"]), pytest.raises(AssertionError):
        safe_batches("meek", contest)


def solid_coalitions_get_their_seats(rule: str, contest: Contest, **options: object) -> None:
    """Droop proportionality: k quotas who all prefer m candidates to the rest get min(k, m)."""
    papers, candidates, seats = contest
    elected = set(counted(rule, contest, **options).elected)
    for size in range(1, candidates + 1):
        for group in combinations(range(candidates), size):
            solid = sum(set(paper[:size]) == set(group) for paper in papers)
            quotas = (solid * (seats + 1) - 1) // len(papers) if solid else 0
            assert len(elected & set(group)) >= min(quotas, size, seats)


@pytest.mark.parametrize("rule", ["meek", "warren"])
def test_solid_coalitions_get_their_seats(rule: str) -> None:
    @settings(deadline=None, max_examples=120)
    @given(contests())
    def proportional(contest: Contest) -> None:
        solid_coalitions_get_their_seats(rule, contest, arithmetic="exact")
        solid_coalitions_get_their_seats(rule, contest)

    proportional()


def test_a_count_without_transfers_of_surplus_is_caught() -> None:
    contest: Contest = ([(4, 3, 2)] * 11 + [(0,)] * 3 + [(1,)] * 2, 5, 2)
    solid_coalitions_get_their_seats("meek", contest)
    idle: Callable[..., int] = lambda self, factor, quota, votes: factor  # noqa: E731
    with replaced(keeping.Scale, "lowered", idle), pytest.raises(AssertionError):
        solid_coalitions_get_their_seats("meek", contest)


@settings(deadline=None, max_examples=60)
@given(contests(), st.sampled_from(["meek", "warren"]), st.integers(0, 3))
def test_a_seat_keeps_what_its_papers_gave(contest: Contest, rule: str, place: int) -> None:
    papers, candidates, _ = contest
    outcome = counted(rule, contest)
    profile = tally.Ranked.of(papers, candidates)
    vacated = outcome.elected[place % len(outcome.elected)]
    refill = tally.countback(rule, profile, outcome, vacated)
    first = refill.rounds[0]
    held = sum(first.tallies) + first.exhausted
    assert held == outcome.rounds[-1].tallies[vacated]
    for winner in refill.elected:
        assert any({winner, vacated} <= set(paper) for paper in papers)


def test_a_tree_shares_the_beginnings_of_walks() -> None:
    profile = tally.Ranked.of([[0, 1, 2], [0, 2], [1, 0], [3, 0]], 4, [5, 3, 2, 1])
    tree = Tree.of(profile, (0, 1), (2,))
    assert tree.nodes == ((0, 0, 9), (0, 1, 2), (1, 1, 5), (2, 0, 2))
    assert tree.ends == ((1, 2, 3), (1, None, 1), (3, 2, 5), (4, None, 2))
    rows, nodes = tree.reaching(profile, 0)
    assert rows.tolist() == [0, 1, 2, 3]
    assert nodes.tolist() == [1, 1, 4, 1]


@pytest.mark.parametrize("given_", [{"decimals": 5}, {"decimals": 61}, {"omega": 10}])
def test_omega_and_decimals_have_to_fit(given_: dict[str, int]) -> None:
    profile = tally.Ranked.of([[0]], 2)
    with pytest.raises(tally.BadCount, match="option decimals"):
        tally.count("meek", profile, 1, **given_)


def test_the_words_tell_what_is_kept() -> None:
    profile = tally.Ranked.of([[0, 1]] * 4 + [[2]] * 2, 3)
    shared = tally.count("meek", profile, 2).rounds[1].told(["A", "B", "C"])
    priced = tally.count("warren", profile, 2).rounds[1].told(["A", "B", "C"])
    assert "A keeps 0.500000001 of what reaches it" in shared
    assert "A takes up to 0.500000001 of each paper" in priced
    assert "0.000000003 is left over the quota of 2.000000001" in shared


def test_if_more_reach_the_quota_than_seats_are_left_those_with_the_most_are_elected() -> None:
    low: Callable[..., int] = lambda self, votes, seats: 1  # noqa: E731
    profile = tally.Ranked.of([[0]] * 4 + [[1]] * 3 + [[2]] * 3, 3)
    with replaced(keeping.Scale, "quota", low):
        stopped = tally.count("meek", profile, 2, ties="lot")
        assert stopped.elected == (0,)
        assert stopped.lot is not None
        assert stopped.lot.tied == (1, 2)
        assert tally.count("meek", profile, 2, ties="lot", lots=[[2, 1]]).elected == (0, 2)


@pytest.mark.parametrize(("rule", "winner"), [("meek", 3), ("warren", 4)])
def test_the_papers_of_voting_matters_12_one_by_one(rule: str, winner: int) -> None:
    stopped = case("without a draw the count stops before the exclusion")
    lines = [line.partition(":") for line in stopped["ballots"]]
    papers = [tuple(map(int, marks.split())) for n, _, marks in lines for _ in range(int(n))]
    slow = SlowWarren(exact=False) if rule == "warren" else SlowMeek(exact=False)
    by_quota, rest, stages = slow_count(slow, papers, 5, 3, range(5))
    outcome = tally.count(rule, tally.Ranked.of(papers, 5), 3, lots=[range(5)])
    assert told(outcome) == stages
    assert {*by_quota, *rest} == set(outcome.elected) == {0, 1, winner}
