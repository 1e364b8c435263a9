"""Score, majority judgement and majority with rounds: plain recounts, axioms, planted faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.grades import histograms
from commonweal.tally.rules import majority_judgement as mj
from commonweal.tally.rules import score

Papers: TypeAlias = list[dict[int, int]]
Winners: TypeAlias = Callable[[Papers, int], set[int]]

BEST = 4
"""The best grade of the drawn papers."""


@st.composite
def elections(draw: st.DrawFn) -> tuple[Papers, int]:
    size = draw(st.integers(2, 4))
    grades = st.dictionaries(st.integers(0, size - 1), st.integers(0, BEST), min_size=1)
    return draw(st.lists(grades, min_size=1, max_size=9)), size


def winners(rule: str, **options: Any) -> Winners:
    """Return the function that gives all who can win, whatever the lot."""

    def found(papers: Papers, size: int) -> set[int]:
        outcome = tally.count(rule, tally.Scored.of(papers, size, BEST), 1, **options)
        return set(outcome.elected if outcome.lot is None else outcome.lot.tied)

    return found


def grades_of(papers: Papers, candidate: int) -> list[int]:
    return sorted(paper.get(candidate, 0) for paper in papers)


def one_grade_after_another(papers: Papers, candidate: int, *, upper: bool = False) -> list[int]:
    """The majority-value as the source defines it, by taking away."""
    left, taken = grades_of(papers, candidate), []
    while left:
        taken.append(left.pop(len(left) // 2 if upper else (len(left) - 1) // 2))
    return taken


def is_taking_away(rule: Winners, papers: Papers, size: int, *, upper: bool = False) -> None:
    values = [one_grade_after_another(papers, c, upper=upper) for c in range(size)]
    assert rule(papers, size) == {c for c in range(size) if values[c] == max(values)}


@pytest.mark.parametrize("middle", ["lower", "upper"])
def test_majority_judgement_is_taking_away_one_grade_after_another(middle: str) -> None:
    @settings(max_examples=200, deadline=None)
    @given(elections())
    def same(election: tuple[Papers, int]) -> None:
        rule = winners("majority-judgement", middle=middle)
        is_taking_away(rule, *election, upper=middle == "upper")

    same()


@settings(max_examples=200, deadline=None)
@given(elections())
def test_the_words_name_the_step_at_which_two_part(election: tuple[Papers, int]) -> None:
    papers, size = election
    rows = [mj.with_lowest(row) for row in histograms(tally.Scored.of(papers, size, BEST))]
    first, second = (one_grade_after_another(papers, c) for c in (0, 1))
    if first[0] == second[0] and first != second:
        step = next(n for n, pair in enumerate(zip(first, second, strict=True)) if len({*pair}) > 1)
        assert mj.first_difference(rows[0], rows[1]) == (step, first[step], second[step])


def test_ten_million_papers_cost_no_more_than_ten() -> None:
    weights = [4_000_001, 3_000_000, 2_999_999]
    profile = tally.Scored.of([{0: 3, 1: 2}, {0: 2, 1: 2}, {0: 0, 1: 3}], 2, 3, weights)
    outcome = tally.count("majority-judgement", profile, 1)
    assert outcome.elected == (0,)
    assert [*map(int, outcome.rounds[0].tallies)] == [2, 2]
    assert "after 1999999 middle grades of each are taken away" in outcome.rounds[0].text


Axiom: TypeAlias = Callable[[Winners, Papers, int], None]


def a_better_grade_never_hurts(rule: Winners, papers: Papers, size: int) -> None:
    """Monotonicity: a winner who gets the best grade on one paper more stays a winner."""
    for winner in rule(papers, size):
        for place, paper in enumerate(papers):
            raised = [*papers[:place], {**paper, winner: BEST}, *papers[place + 1 :]]
            assert winner in rule(raised, size)


def who_is_first_on_every_paper_wins(rule: Winners, papers: Papers, size: int) -> None:
    """Unanimity: whoever gets more than all others on every paper is the only winner."""
    for c in range(size):
        others = [c2 for c2 in range(size) if c2 != c]
        if all(paper.get(c, 0) > max(paper.get(o, 0) for o in others) for paper in papers):
            assert rule(papers, size) == {c}


def a_loser_who_loses_all_grades_changes_nothing(rule: Winners, papers: Papers, size: int) -> None:
    """Independence: everybody is judged by their own grades alone."""
    first = rule(papers, size)
    for c in set(range(size)) - first:
        lowered = [{**paper, c: 0} if c in paper else paper for paper in papers]
        assert rule(lowered, size) == first


RULES = {
    "score": winners("score"),
    "score of averages": winners("score", unmarked="ignored", graded_share="0"),
    "majority judgement": winners("majority-judgement"),
    "majority judgement upper": winners("majority-judgement", middle="upper"),
}
AXIOMS = [
    a_better_grade_never_hurts,
    who_is_first_on_every_paper_wins,
    a_loser_who_loses_all_grades_changes_nothing,
]


KEPT = [
    (axiom, name)
    for axiom in AXIOMS
    for name in RULES
    if (axiom, name) != (who_is_first_on_every_paper_wins, "score of averages")
]


@pytest.mark.parametrize(("axiom", "name"), KEPT, ids=lambda part: getattr(part, "__name__", part))
def test_a_rule_keeps(axiom: Axiom, name: str) -> None:
    @settings(max_examples=50, deadline=None)
    @given(elections())
    def keeps(election: tuple[Papers, int]) -> None:
        axiom(RULES[name], *election)

    keeps()


def fewest_best_grades(papers: Papers, size: int) -> set[int]:
    best = [grades_of(papers, c).count(BEST) for c in range(size)]
    return {c for c in range(size) if best[c] == min(best)}


def how_often_above_another(papers: Papers, size: int) -> set[int]:
    above = [
        sum(paper.get(c, 0) > paper.get(o, 0) for paper in papers for o in range(size))
        for c in range(size)
    ]
    return {c for c in range(size) if above[c] == max(above)}


def the_middle_grade_and_then_how_many_are_better(papers: Papers, size: int) -> set[int]:
    """Forgets that a worse grade can come before a better one."""

    def key(candidate: int) -> tuple[int, int]:
        grades = grades_of(papers, candidate)
        middle = grades[(len(grades) - 1) // 2]
        return middle, sum(grade > middle for grade in grades)

    return {c for c in range(size) if key(c) == max(map(key, range(size)))}


def test_an_average_forgets_those_who_gave_no_grade() -> None:
    """Why ``score`` by averages does not always elect who is first on every paper."""
    papers = [{0: 1}, {0: 3, 1: 2}]
    assert RULES["score of averages"](papers, 2) == {0, 1}
    assert RULES["score"](papers, 2) == {0}


@pytest.mark.parametrize(
    ("axiom", "rule"),
    [
        (a_better_grade_never_hurts, fewest_best_grades),
        (who_is_first_on_every_paper_wins, fewest_best_grades),
        (a_loser_who_loses_all_grades_changes_nothing, how_often_above_another),
        (is_taking_away, the_middle_grade_and_then_how_many_are_better),
    ],
)
def test_a_planted_wrong_rule_is_caught(axiom: Axiom, rule: Winners) -> None:
    quick = settings(
        max_examples=4000, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )

    @quick
    @given(elections())
    def breaks(election: tuple[Papers, int]) -> None:
        axiom(rule, *election)

    with pytest.raises(AssertionError):
        breaks()


@settings(max_examples=100, deadline=None)
@given(elections())
def test_points_are_added_and_averaged_exactly(election: tuple[Papers, int]) -> None:
    papers, size = election
    points, graded = score.totals(tally.Scored.of(papers, size, BEST))
    assert points == tuple(sum(grades_of(papers, c)) for c in range(size))
    assert graded == tuple(sum(c in paper for paper in papers) for c in range(size))


def test_points_beyond_64_bits() -> None:
    profile = tally.Scored.of([{0: 200, 1: 199}], 2, 200, [2**60])
    tallies = tally.count("score", profile, 1).rounds[0].tallies
    assert [*map(int, tallies)] == [200 * 2**60, 199 * 2**60]


def rounds_of(counts: Sequence[int | Fraction], **options: Any) -> tally.Outcome:
    return tally.count("majority-rounds", tally.Choice.counted(counts), 1, **options)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.integers(0, 4))
def test_a_majority_is_elected_and_nobody_else_before_the_last_round(
    counts: list[int], go_on: int
) -> None:
    outcome = rounds_of(counts, go_on=go_on, level="all")
    majority = [c for c, votes in enumerate(counts) if 2 * votes > sum(counts)]
    assert list(outcome.elected) == majority
    if not majority:
        out = set(outcome.rounds[0].excluded)
        on = [c for c in range(len(counts)) if c not in out]
        assert len(on) >= min(go_on or len(counts), len(counts))
        assert all(counts[c] > counts[o] for c in on for o in out)


def test_a_plurality_is_no_majority() -> None:
    """The planted fault: electing the most voted would pass for a majority here."""
    counts = [4, 3, 3]
    assert rounds_of(counts, level="all").elected == ()
    assert rounds_of(counts, round=2).elected == (0,)
    assert tally.count("plurality", tally.Choice.counted(counts), 1).elected == (0,)


def test_equal_shares_above_a_low_threshold_go_on() -> None:
    assert rounds_of([45, 45, 10], threshold="2/5").elected == ()
    assert rounds_of([45, 45, 10], threshold="2/5").rounds[0].excluded == (2,)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"round": 0}, "option round: expected a round from 1 to 2; got 0"),
        ({"round": 3}, "option round: expected a round from 1 to 2; got 3"),
        ({"of": "roll"}, "option roll: .*at least the 10 who voted; got 0"),
        ({"of": "roll", "roll": 9}, "option roll: .*at least the 10 who voted; got 9"),
    ],
)
def test_what_cannot_be_counted_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(tally.BadCount, match=message):
        rounds_of([4, 3, 3], **options)
