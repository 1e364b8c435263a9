"""Every rule keeps the axioms that its record claims; for every other an election shows why not.

The counter-examples are data, ``tests/cases/axioms/counterexamples.toml``: found once, by a search
or by hand, and looked at again here.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options

sys.path.insert(0, str(Path(__file__).parent))
import axioms
from axioms import CLAIMS, Axiom, Election, applies, fit

RULES = list(tally.RULES.values())
FILE = Path(__file__).parent.parent / "cases" / "axioms" / "counterexamples.toml"
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["counterexample"]
DIFFICULT = ("monotonicity", "participation", "later_no_harm", "condorcet")
"""Axioms that fail in elections with many papers first."""


def election_of(case: dict[str, Any]) -> Election:
    papers = []
    for line in case["papers"]:
        times, _, marks = line.partition(":")
        papers += [tuple(int(mark) for mark in marks.split())] * int(times)
    return Election(papers, case["candidates"], case["seats"], tuple(case["order"]))


def pairs(*, claimed: bool) -> list[Any]:
    return [
        pytest.param(rule, axiom, id=f"{rule.name}-{axiom}")
        for rule in RULES
        for axiom in CLAIMS
        if applies(rule, axiom) and (axiom in rule.axioms) == claimed
    ]


@pytest.mark.parametrize(("rule", "axiom"), pairs(claimed=True))
def test_a_rule_keeps_what_it_claims(rule: tally.Rule, axiom: str) -> None:
    weights = 6 if axiom in DIFFICULT else 1

    @settings(max_examples=30, deadline=None)
    @given(axioms.elections(most=8, weights=weights))
    def keeps(election: Election) -> None:
        CLAIMS[axiom][0](rule, fit(rule, election))

    keeps()


@pytest.mark.parametrize(("rule", "axiom"), pairs(claimed=False))
def test_what_a_rule_does_not_claim_it_does_not_keep(rule: tally.Rule, axiom: str) -> None:
    cases = [c for c in CASES if c["axiom"] == axiom and rule.name in c["rules"]]
    assert cases, "keep a counter-example, or claim the axiom"
    for case in cases:
        with pytest.raises(AssertionError):
            CLAIMS[axiom][0](rule, fit(rule, election_of(case)))


def test_no_counterexample_is_kept_for_a_claim() -> None:
    for case in CASES:
        for name in case["rules"]:
            assert case["axiom"] not in tally.RULES[name].axioms


def test_records_claim_only_what_says_something_about_them() -> None:
    for rule in RULES:
        for axiom in rule.axioms - {"no_never_helps"}:
            assert applies(rule, axiom)


def wrong(name: str, change: Callable[[Finding, Any], Finding]) -> tally.Rule:
    """Return a rule of the registry with a fault planted into its result."""
    honest = tally.RULES[name]

    def count(profile: Any, seats: int, lots: Lots, options: Options) -> Finding:
        return change(honest.count(profile, seats, lots, options), profile)

    return replace(honest, count=count)


def _elect(found: Finding, *winners: int) -> Finding:
    return replace(found, elected=winners, lot=None)


def _firsts(profile: tally.Ranked) -> list[int]:
    votes = [0] * profile.candidates
    for paper, weight in profile:
        votes[paper[0]] += weight
    return votes


def odd_papers_only(found: Finding, profile: Any) -> Finding:
    """Of the papers for a candidate only an odd one counts."""
    votes = [count % 2 for count in _firsts(profile)]
    return _elect(found, votes.index(max(votes)))


def the_last_on_the_longest(found: Finding, profile: Any) -> Finding:
    """Elect whoever is named last on the longest paper: naming more helps the last named."""
    longest = max((paper for paper, _ in profile), key=len, default=(0,))
    return _elect(found, longest[-1])


def most_firsts(found: Finding, profile: Any) -> Finding:
    """Elect the most first preferences, seat by seat: a majority's second gets nothing."""
    votes = _firsts(profile)
    order = sorted(range(profile.candidates), key=lambda c: (-votes[c], c))
    return _elect(found, *order[: max(len(found.elected), 1)])


def the_least_marked(found: Finding, profile: Any) -> Finding:
    """Elect those whom the fewest marked."""
    votes = [int(n) for n in profile.weights @ profile.marks]
    order = sorted(range(profile.candidates), key=lambda c: (votes[c], c))
    return _elect(found, *order[: len(found.elected)])


PLANTED: dict[str, tuple[Callable[[], tally.Rule], Axiom]] = {
    "monotonicity": (lambda: wrong("irv", odd_papers_only), axioms.monotonicity),
    "participation": (lambda: wrong("irv", odd_papers_only), axioms.participation),
    "later no harm": (lambda: wrong("irv", the_last_on_the_longest), axioms.later_no_harm),
    "condorcet": (lambda: wrong("schulze", most_firsts), axioms.condorcet),
    "solid coalitions": (lambda: wrong("scottish-stv", most_firsts), axioms.solid_coalitions),
    "justified representation": (
        lambda: wrong("pav", the_least_marked),
        axioms.justified_representation,
    ),
    "scaling claimed by a rule that rounds": (
        lambda: tally.RULES["scottish-stv"],
        axioms.scaling,
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_rule_is_caught(planted: str) -> None:
    make, axiom = PLANTED[planted]
    rule = make()

    @settings(
        max_examples=3000, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )
    @given(axioms.elections(most=8, weights=3))
    def breaks(election: Election) -> None:
        axiom(rule, fit(rule, election))

    with pytest.raises(AssertionError):
        breaks()


def whole(rule: tally.Rule, profile: Any, seats: int) -> Finding:
    return axioms.run(rule, profile, seats)[0]


def grouped(kind: type[Any], election: Election) -> Any:
    """Build the ballots from columns."""
    size, papers = election.candidates, election.papers
    if kind is tally.Ranked:
        rows = np.full((len(papers), size), size, dtype=np.uint8)
        for row, paper in enumerate(papers):
            rows[row, : len(paper)] = paper
        return tally.Ranked.grouped(rows, size)
    marks = np.zeros((len(papers), size), dtype=np.uint8)
    for row, paper in enumerate(papers):
        marks[row, list(paper)] = 1
    return tally.Approval.grouped(marks, size)


IN_COLUMNS = [rule for rule in RULES if rule.ballots in (tally.Ranked, tally.Approval)]


def same_from_columns(
    rule: tally.Rule, election: Election, build: Callable[[type[Any], Election], Any]
) -> None:
    listed = whole(rule, election.profile(rule.ballots), election.seats)
    assert whole(rule, build(rule.ballots, election), election.seats) == listed


@pytest.mark.parametrize("rule", IN_COLUMNS, ids=lambda rule: rule.name)
@pytest.mark.parametrize("name", ["plain", "compiled"])
def test_papers_in_lists_and_columns_count_alike(rule: tally.Rule, name: str, way: Any) -> None:
    """Lists, columns by NumPy and columns in machine code lead to the same rounds."""

    @settings(max_examples=15, deadline=None)
    @given(axioms.elections())
    def alike(election: Election) -> None:
        with way(name):
            same_from_columns(rule, fit(rule, election), grouped)

    alike()


def test_columns_that_lose_a_paper_are_caught() -> None:
    def careless(kind: type[Any], election: Election) -> Any:
        return grouped(kind, replace(election, papers=election.papers[1:]))

    election = Election([(0,), (1,), (1,)], 2, 1, (0, 1))
    same_from_columns(tally.RULES["irv"], election, grouped)
    with pytest.raises(AssertionError):
        same_from_columns(tally.RULES["irv"], election, careless)


def merged(kind: type[Any], election: Election, parts: list[int]) -> Any:
    """Group each part by itself, and then the groups: as files counted on several machines are."""
    boxes = [[p for p, n in zip(election.papers, parts, strict=True) if n == k] for k in range(3)]
    papers, weights = [], []
    for box in reversed(boxes):
        for paper, weight in kind.of(box, election.candidates):
            papers.append(paper)
            weights.append(weight)
    blank = sum(1 for paper in election.papers if not paper)
    return kind.of([*papers, *[()] * blank], election.candidates, [*weights, *[1] * blank])


@pytest.mark.parametrize("rule", IN_COLUMNS, ids=lambda rule: rule.name)
def test_parts_merged_in_any_order_count_alike(rule: tally.Rule) -> None:
    @settings(max_examples=15, deadline=None)
    @given(axioms.elections(), st.randoms(use_true_random=False))
    def alike(election: Election, dice: Any) -> None:
        parts = [dice.randrange(3) for _ in election.papers]
        same_from_columns(
            rule, fit(rule, election), lambda kind, chosen: merged(kind, chosen, parts)
        )

    alike()
