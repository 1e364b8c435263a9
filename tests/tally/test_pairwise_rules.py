"""The rules that compare two and two: Schulze's published strengths, axioms, and planted faults.

Each axiom is a plain function of a rule's winners and a set of papers, so that it can be held
against the rules and against planted wrong ones alike. Sets of possible winners are compared.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rules import kemeny_young, ranked_pairs
from commonweal.tally.rules.schulze import strongest_paths
from commonweal.tally.strengths import defeats

Papers: TypeAlias = list[list[tuple[int, ...]]]
"""Each paper: groups of candidates ranked equally, the best first."""

Winners: TypeAlias = Callable[[Papers, int], set[int]]

CASES = Path(__file__).parent.parent / "cases" / "tally" / "schulze.toml"


def winners(rule: str, **options: Any) -> Winners:
    """Return the function that gives all who can win, whatever the lot."""

    def found(papers: Papers, candidates: int) -> set[int]:
        profile = tally.Ranked.of(papers, candidates)
        outcome = tally.count(rule, profile, 1, **options)
        return set(outcome.elected if outcome.lot is None else outcome.lot.tied)

    return found


def matrix_of(papers: Papers, candidates: int) -> Matrix:
    return preferred(tally.Ranked.of(papers, candidates))


@st.composite
def elections(draw: st.DrawFn, most: int = 5) -> tuple[Papers, int]:
    candidates = draw(st.integers(2, most))
    order = st.permutations(range(candidates))
    cuts = st.lists(st.booleans(), min_size=candidates, max_size=candidates)
    lengths = st.integers(1, candidates)
    paper = st.tuples(order, cuts, lengths).map(lambda drawn: grouped(*drawn))
    return draw(st.lists(paper, min_size=1, max_size=9)), candidates


def grouped(order: list[int], joins: list[bool], length: int) -> list[tuple[int, ...]]:
    groups: list[tuple[int, ...]] = [(order[0],)]
    for candidate, joined in list(zip(order, joins, strict=True))[1:length]:
        groups[-1:] = [(*groups[-1], candidate)] if joined else [groups[-1], (candidate,)]
    return groups


def smith_set(matrix: Matrix) -> set[int]:
    """Return the smallest set whose members each beat everybody outside it."""
    return set(kemeny_young.components(matrix)[0])


def elects_who_beats_everybody(rule: Winners, papers: Papers, size: int) -> None:
    matrix = matrix_of(papers, size)
    for a in range(size):
        if all(matrix[a][b] > matrix[b][a] for b in range(size) if b != a):
            assert rule(papers, size) == {a}


def never_elects_who_loses_to_everybody(rule: Winners, papers: Papers, size: int) -> None:
    matrix = matrix_of(papers, size)
    for a in range(size):
        if all(matrix[a][b] < matrix[b][a] for b in range(size) if b != a):
            assert a not in rule(papers, size)


def elects_from_the_smith_set(rule: Winners, papers: Papers, size: int) -> None:
    assert rule(papers, size) <= smith_set(matrix_of(papers, size))


def raising_a_winner_keeps_it(rule: Winners, papers: Papers, size: int) -> None:
    """Monotonicity: one paper puts a winner alone on top, and changes nothing else."""
    for winner in rule(papers, size):
        for place, paper in enumerate(papers):
            rest = [tuple(c for c in group if c != winner) for group in paper]
            raised = [*papers]
            raised[place] = [(winner,), *(group for group in rest if group)]
            assert winner in rule(raised, size)


def turning_all_papers_round_turns_the_winner_out(rule: Winners, papers: Papers, size: int) -> None:
    """Reversal symmetry: the only winner does not win when every paper means the opposite."""
    first = rule(papers, size)
    if len(first) == 1 and size > 1:
        assert rule([reverse(paper, size) for paper in papers], size) != first


def reverse(paper: list[tuple[int, ...]], size: int) -> list[tuple[int, ...]]:
    named = {c for group in paper for c in group}
    rest = tuple(c for c in range(size) if c not in named)
    return [group for group in (rest, *paper[::-1]) if group]


def a_clone_changes_nothing(rule: Winners, papers: Papers, size: int) -> None:
    """Independence of clones: a double just behind candidate 0 on every paper."""
    doubled = [
        [part for group in with_rest(paper, size) for part in clone(group, size)]
        for paper in papers
    ]
    before, after = rule(papers, size), rule(doubled, size + 1)
    assert {c for c in before if c} == {c for c in after if 0 < c < size}
    assert (0 in before) == bool(after & {0, size})


def with_rest(paper: list[tuple[int, ...]], size: int) -> list[tuple[int, ...]]:
    return reverse(reverse(paper, size), size)


def clone(group: tuple[int, ...], double: int) -> list[tuple[int, ...]]:
    if 0 not in group:
        return [group]
    return [group, (double,)] if group == (0,) else [(*group, double)]


Axiom: TypeAlias = Callable[[Winners, Papers, int], None]

RULES: dict[str, Winners] = {
    "schulze": winners("schulze"),
    "schulze margins": winners("schulze", strength="margins"),
    "schulze ratio": winners("schulze", strength="ratio"),
    "schulze losing votes": winners("schulze", strength="losing_votes"),
    "ranked pairs": winners("ranked-pairs"),
    "ranked pairs winning votes": winners("ranked-pairs", strength="winning_votes"),
    "minimax": winners("minimax"),
    "minimax margins": winners("minimax", strength="margins"),
    "minimax opposition": winners("minimax", strength="opposition"),
    "copeland": winners("copeland"),
    "copeland second order": winners("copeland", second_order="yes"),
    "kemeny": winners("kemeny-young"),
}
SMITH = [name for name in RULES if "minimax" not in name]
PATHS = [name for name in RULES if "schulze" in name or "ranked" in name]

KEPT: list[tuple[Axiom, str]] = [
    *((elects_who_beats_everybody, name) for name in RULES if name != "minimax opposition"),
    *((never_elects_who_loses_to_everybody, name) for name in SMITH),
    *((elects_from_the_smith_set, name) for name in SMITH),
    *((raising_a_winner_keeps_it, name) for name in RULES if name != "copeland second order"),
    *(
        (turning_all_papers_round_turns_the_winner_out, name)
        for name in [*PATHS, "copeland", "kemeny"]
    ),
]

NOT_KEPT: list[tuple[Axiom, str]] = [
    (elects_who_beats_everybody, "minimax opposition"),
    (a_clone_changes_nothing, "copeland"),
    (a_clone_changes_nothing, "kemeny"),
]


def held(axiom: Axiom, rule: Winners, most: int, examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(elections(most))
    def keeps(election: tuple[Papers, int]) -> None:
        axiom(rule, *election)

    keeps()


def caught(axiom: Axiom, rule: Winners) -> None:
    quick = settings(
        max_examples=4000, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )

    @quick
    @given(elections())
    def breaks(election: tuple[Papers, int]) -> None:
        axiom(rule, *election)

    with pytest.raises(AssertionError):
        breaks()


@pytest.mark.parametrize(("axiom", "name"), KEPT, ids=lambda part: getattr(part, "__name__", part))
def test_a_rule_keeps(axiom: Axiom, name: str) -> None:
    held(axiom, RULES[name], most=5, examples=30)


@pytest.mark.parametrize("name", ["schulze", "schulze margins"])
def test_a_double_changes_nothing(name: str) -> None:
    held(a_clone_changes_nothing, RULES[name], most=4, examples=60)


@pytest.mark.parametrize(
    ("axiom", "name"), NOT_KEPT, ids=lambda part: getattr(part, "__name__", part)
)
def test_a_rule_is_known_not_to_keep(axiom: Axiom, name: str) -> None:
    caught(axiom, RULES[name])


# A loses to everybody, but by little; B, C and D go round in a circle of larger defeats.
ALL_AGAINST_A: Papers = [
    [(c,) for c in order]
    for order, papers in (
        ((3, 2, 1, 0), 4),
        ((0, 3, 2, 1), 1),
        ((1, 3, 0, 2), 3),
        ((2, 1, 3, 0), 2),
        ((2, 0, 1, 3), 4),
        ((0, 1, 3, 2), 3),
    )
    for _ in range(papers)
]


@pytest.mark.parametrize(
    "axiom",
    [
        never_elects_who_loses_to_everybody,
        elects_from_the_smith_set,
        turning_all_papers_round_turns_the_winner_out,
    ],
)
@pytest.mark.parametrize("name", ["minimax", "minimax margins"])
def test_minimax_can_elect_who_loses_to_everybody(axiom: Axiom, name: str) -> None:
    assert RULES[name](ALL_AGAINST_A, 4) == {0}
    with pytest.raises(AssertionError):
        axiom(RULES[name], ALL_AGAINST_A, 4)
    axiom(RULES["schulze"], ALL_AGAINST_A, 4)


def most_first_preferences(papers: Papers, size: int) -> set[int]:
    tops = [sum(paper[0] == (c,) for paper in papers) for c in range(size)]
    return {c for c in range(size) if tops[c] == max(tops)}


def least_liked(papers: Papers, size: int) -> set[int]:
    """Schulze with the comparison turned round."""
    return RULES["schulze"]([reverse(paper, size) for paper in papers], size)


def everybody_wins(papers: Papers, size: int) -> set[int]:
    return set(range(size))


def one_even_number_of_first_preferences(papers: Papers, size: int) -> set[int]:
    """A rule with a mood: raising somebody can hurt."""
    tops = [sum(paper[0] == (c,) for paper in papers) % 2 for c in range(size)]
    return {c for c in range(size) if tops[c] == max(tops)}


PLANTED: dict[str, tuple[Axiom, Winners]] = {
    "first preferences": (elects_who_beats_everybody, most_first_preferences),
    "the least liked": (never_elects_who_loses_to_everybody, least_liked),
    "a mood": (raising_a_winner_keeps_it, one_even_number_of_first_preferences),
    "the lowest number": (
        turning_all_papers_round_turns_the_winner_out,
        lambda papers, size: {0},
    ),
    "most first preferences with a double": (
        a_clone_changes_nothing,
        lambda papers, size: {size - 1},
    ),
    "everybody": (elects_from_the_smith_set, everybody_wins),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_rule_is_caught(planted: str) -> None:
    caught(*PLANTED[planted])


def read(case: dict[str, Any]) -> tally.Ranked:
    lines = [line.partition(":") for line in case["ballots"]]
    papers = [[[int(c) for c in g.split("=")] for g in marks.split()] for _, _, marks in lines]
    return tally.Ranked.of(papers, len(case["names"]), [int(weight) for weight, _, _ in lines])


# The strengths of the strongest paths as papers for each weakest defeat, row by row without the
# diagonal; section 3 of the paper.
PUBLISHED = {
    "Schulze, example 1": "14 14 12 / 13 13 12 / 13 15 12 / 13 19 13",
    "Schulze, example 2": "17 17 17 / 18 19 19 / 18 20 20 / 18 21 19",
    "Schulze, example 4": "5 5 5 / 5 7 5 / 5 5 5 / 6 5 5",
    "Schulze, example 5": "36 39 36 / 36 48 36 / 36 36 36 / 45 42 42",
    "Schulze, example 6": "14 15 15 / 12 12 12 / 15 14 16 / 15 14 15",
    "Schulze, example 8, situation 1": "18 20 21 / 17 17 17 / 19 18 19 / 19 18 20",
    "Schulze, example 8, situation 2": (
        "18 20 21 21 / 19 19 19 19 / 19 18 19 19 / 19 18 20 30 / 19 18 20 19"
    ),
    "Schulze, example 10 by winning votes": "67 67 45 / 45 79 45 / 45 45 45 / 50 72 72",
    "Schulze, example 11": "26 28 31 28 / 27 27 27 27 / 28 26 29 28 / 28 26 28 28 / 30 26 32 30",
    "Schulze, example 13": "3 3 / 3 4 / 3 3",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_paths_are_as_strong_as_published(name: str) -> None:
    cases = {case["name"]: case for case in tomllib.loads(CASES.read_text("utf-8"))["case"]}
    matrix = preferred(read(cases[name]))
    size, number = range(len(matrix)), defeats(matrix, "winning_votes")
    won = {number[a][b]: matrix[a][b] for a in size for b in size}
    strong, _ = strongest_paths(number)
    shown = (" ".join(str(won[strong[a][b]]) for b in size if a != b) for a in size)
    assert " / ".join(shown) == PUBLISHED[name]


def test_strengths_in_the_order_of_the_paper() -> None:
    matrix = ((0, 5, 0), (2, 0, 5), (3, 1, 0))
    assert defeats(matrix, "winning_votes") == ((0, 2, 0), (0, 0, 3), (1, 0, 0))
    assert defeats(matrix, "margins") == ((0, 1, 0), (0, 0, 2), (1, 0, 0))
    assert defeats(matrix, "ratio") == ((0, 1, 0), (0, 0, 2), (3, 0, 0))
    assert defeats(matrix, "losing_votes") == ((0, 1, 0), (0, 0, 2), (3, 0, 0))


def by_all_orders_of_equals(papers: Papers, size: int) -> set[int]:
    """Ranked pairs as its source says it, once for every order of equal defeats."""
    strength = defeats(matrix_of(papers, size), "margins")
    edges = [(a, b) for a in range(size) for b in range(size) if strength[a][b]]
    levels = [
        [edge for edge in edges if strength[edge[0]][edge[1]] == level]
        for level in sorted({strength[a][b] for a, b in edges}, reverse=True)
    ]
    tops: set[int] = set()
    for orders in itertools.product(*(itertools.permutations(level) for level in levels)):
        end = ranked_pairs.lock_all(itertools.chain(*orders), (0,) * size)
        tops |= {c for c in range(size) if not any(reach >> c & 1 for reach in end)}
    return tops


@settings(max_examples=80, deadline=None)
@given(elections(most=4))
def test_ranked_pairs_follows_all_orders_of_equals(election: tuple[Papers, int]) -> None:
    assert RULES["ranked pairs"](*election) == by_all_orders_of_equals(*election)


@settings(max_examples=60, deadline=None)
@given(elections(most=4), st.randoms(use_true_random=False))
def test_a_drawn_order_elects_one_who_can_win(election: tuple[Papers, int], dice: Any) -> None:
    papers, size = election
    profile = tally.Ranked.of(papers, size)
    order = dice.sample(range(size), size)
    for rule in ("ranked-pairs", "schulze", "kemeny-young", "copeland", "minimax"):
        can = winners(rule)(papers, size)
        lots = [order] if len(can) > 1 else []
        outcome = tally.count(rule, profile, 1, ties="order", lots=lots)
        assert set(outcome.elected) <= can
        assert not lots or not outcome.tied


def test_too_many_equal_defeats_ask_for_an_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranked_pairs, "STATES_MAX", 2)
    profile = tally.Ranked.of([[0, 1, 2], [1, 2, 0], [2, 0, 1]], 3)
    stopped = tally.count("ranked-pairs", profile, 1)
    assert stopped.lot is not None
    assert stopped.lot.purpose == "order"
    assert "Too many" in stopped.lot.text
    outcome = tally.count("ranked-pairs", profile, 1, lots=[[2, 0, 1]])
    assert outcome.elected == (2,)
    assert outcome.next_in_line == (0, 1)


def by_all_orders(papers: Papers, size: int) -> set[int]:
    """Kemeny-Young as its source says it: every order is tried."""
    matrix = matrix_of(papers, size)
    scores = {
        order: sum(matrix[a][b] for a, b in itertools.combinations(order, 2))
        for order in itertools.permutations(range(size))
    }
    return {order[0] for order, score in scores.items() if score == max(scores.values())}


@settings(max_examples=80, deadline=None)
@given(elections())
def test_kemeny_young_finds_the_best_orders(election: tuple[Papers, int]) -> None:
    assert RULES["kemeny"](*election) == by_all_orders(*election)


def test_kemeny_young_has_an_end() -> None:
    stuck = tally.Ranked.of([[c] for c in range(15)], 15)
    with pytest.raises(tally.BadCount, match="at most 14 candidates"):
        tally.count("kemeny-young", stuck, 1)
    clear = tally.Ranked.of([list(range(40))], 40)
    assert tally.count("kemeny-young", clear, 1).next_in_line == tuple(range(1, 40))


@pytest.mark.parametrize("rule", ["schulze", "ranked-pairs", "minimax", "copeland", "kemeny-young"])
def test_many_candidates_are_told_in_few_words(rule: str) -> None:
    profile = tally.Ranked.of([list(range(30)), list(range(30))[::-1], list(range(30))], 30)
    outcome = tally.count(rule, profile, 1)
    assert outcome.elected == (0,)
    assert "candidate 0 beats everybody else" in outcome.rounds[0].text
    assert len(outcome.explain()) < 3000
