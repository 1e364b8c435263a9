"""Majority judgement: whoever has the best grade that a majority gives.

Rules of this module:

* the majority grade is the middle one of all grades of a candidate, the lower of the two in the
  middle where their number is even. That is the source's definition; there are programs that take
  the upper one, here and at every step (Belenios 2.0 does), and ``middle="upper"`` counts so;
* between equal majority grades one middle grade of each is taken away, and again, until the next
  ones differ; that order is found from how often each grade was given, without taking away;
* a paper that grades somebody but not this candidate gives this candidate the lowest grade, so
  that all candidates have equally many grades. Papers without any grade are blank and give none;
* with several seats they go to the best in this order, which is not proportional.

Source: M. Balinski and R. Laraki, "Majority Judgment" (MIT Press 2011); the order of equal
majority grades is their majority-value.

Not here: the shorter tie-breaks for large electorates (majority gauge, typical and usual
judgement), which can call equal what this order tells apart, or put it another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TypeAlias, TypeVar

from commonweal.tally.grades import histograms
from commonweal.tally.outcome import Finding, Lots, Round, listed
from commonweal.tally.rule import Option, Options, Rule
from commonweal.tally.scored import Scored
from commonweal.tally.standing import DRAWS, fill

SOURCE = "Balinski and Laraki, Majority Judgment (2011)"

T = TypeVar("T")

Run: TypeAlias = tuple[int, int, int]
"""Grades that are taken away in pairs: the lower one, the upper one, how many such pairs."""

Value: TypeAlias = tuple[int, ...]
"""A majority-value in short: of two candidates with equally many grades the larger is better."""


MIDDLE = Option(
    "middle",
    "lower",
    "which of two grades in the middle is taken",
    ("lower", "upper"),
)


def count(profile: Scored, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect those with the best majority-values."""
    given = [with_lowest(row) for row in histograms(profile)]
    upper = options.word("middle") == "upper"
    values = [upper_value(row) if upper else majority_value(row) for row in given]
    order = sorted(range(len(values)), key=lambda c: values[c], reverse=True)
    groups: list[tuple[int, ...]] = []
    for c in order:
        level = bool(groups) and values[groups[-1][0]] == values[c]
        groups[-1:] = [(*groups[-1], c)] if level else [*groups[-1:], (c,)]
    middles = [value[0] for value in values]
    words = " ".join(_told(given, middles, groups, upper=upper))
    step = Round(1, "grade", SOURCE, words, tuple(map(Fraction, middles)))
    way, why = options.word("ties"), "They have the same grades at every step of taking away."
    return fill(groups, seats, (step,), lots, way=way, source=SOURCE, why=why)


def with_lowest(row: Sequence[int]) -> tuple[int, ...]:
    """Count missing grades as the lowest.

    Args:
        row: how often each grade was given, and after them how often none was.
    """
    return (row[0] + row[-1], *row[1:-1])


def majority_value(given: Sequence[int]) -> Value:
    """Return the majority-value in short.

    The grades leave from the middle outwards, a lower one and an upper one in turn. So the value
    is the middle grade and then runs of equal pairs. Where a run ends because the lower grade
    falls, it is the better the later that happens; where it ends because only the upper one
    rises, the earlier; where it only ends with the grades stands between the two. One whole number
    says all that: negative, positive, or 0.

    Args:
        given: how often each grade was given, from the lowest; all candidates have the same sum.
    """
    value, left = [middle_grade(given)], sum(given)
    for low, high, pairs in runs(given):
        if len(value) > 1:
            value.append(-left if low < value[-2] else left)
        value += [low, high]
        left -= pairs
    return (*value, 0)


def upper_value(given: Sequence[int]) -> Value:
    """Return the majority-value in short where the upper of two middle grades is taken.

    It is the opposite of the value of the grades turned upside down.

    Args:
        given: how often each grade was given, from the lowest; all candidates have the same sum.
    """
    lowest, *rest = majority_value(given[::-1])
    return (len(given) - 1 - lowest, *(-number for number in rest))


def middle_grade(given: Sequence[int]) -> int:
    """Return the majority grade; 0, the lowest, where there are no grades at all."""
    total = sum(given)
    return next(grade for grade, seen in enumerate(accumulate(given)) if 2 * seen >= total)


def runs(given: Sequence[int]) -> Iterator[Run]:
    """Yield the pairs of grades from the middle outwards, equal pairs in one run.

    Where the number of grades is odd, the middle one has no partner and is in no pair.

    Args:
        given: how often each grade was given, from the lowest.
    """
    ascending, half = list(enumerate(given)), sum(given) // 2
    yield from _aligned(_first(ascending, half)[::-1], _first(ascending[::-1], half)[::-1])


def first_difference(one: Sequence[int], other: Sequence[int]) -> tuple[int, int, int]:
    """Find where the majority-values of two candidates with equal majority grades part.

    Args:
        one: how often each grade was given to the one.
        other: the same for the other; the sums are equal, the values are not.

    Returns:
        How many grades of each have been taken away before, and the middle grades of both then.
    """
    mine, others = ([((low, high), n) for low, high, n in runs(given)] for given in (one, other))
    taken, steps = sum(one) % 2, _aligned(mine, others)
    pair, pair_other, pairs = next(steps)
    while pair == pair_other:
        taken += 2 * pairs
        pair, pair_other, pairs = next(steps)
    upper = pair[0] == pair_other[0]
    return taken + upper, pair[upper], pair_other[upper]


def _first(given: Iterable[tuple[int, int]], room: int) -> list[tuple[int, int]]:
    """Keep the first so many of grades that come in runs."""
    kept = []
    for grade, papers in given:
        if fits := min(papers, room):
            kept.append((grade, fits))
        room -= fits
    return kept


def _aligned(
    one: Iterable[tuple[T, int]], other: Iterable[tuple[T, int]]
) -> Iterator[tuple[T, T, int]]:
    """Cut two lists of runs, equally long in all, into runs of the same length."""
    mine, others = list(one)[::-1], list(other)[::-1]
    while mine:
        (grade, left), (grade_other, left_other) = mine.pop(), others.pop()
        both = min(left, left_other)
        yield grade, grade_other, both
        mine += [(grade, left - both)] if left > both else []
        others += [(grade_other, left_other - both)] if left_other > both else []


def _told(
    given: Sequence[Sequence[int]],
    middles: Sequence[int],
    groups: Sequence[tuple[int, ...]],
    *,
    upper: bool,
) -> Iterable[str]:
    for c in (c for group in groups for c in group):
        better, worse = sum(given[c][middles[c] + 1 :]), sum(given[c][: middles[c]])
        yield f"{{{c}}}: majority grade {middles[c]}, with {better} better and {worse} worse."
    for group, after in pairwise(groups):
        if middles[group[0]] == middles[after[0]]:
            taken, grade, grade_other = _parting(given[group[0]], given[after[0]], upper=upper)
            yield (
                f"{listed(group)} before {listed(after)}: after {taken} middle grades of each are "
                f"taken away, the next are {grade} and {grade_other}."
            )


def _parting(one: Sequence[int], other: Sequence[int], *, upper: bool) -> tuple[int, int, int]:
    if not upper:
        return first_difference(one, other)
    taken, grade, grade_other = first_difference(one[::-1], other[::-1])
    return taken, len(one) - 1 - grade, len(one) - 1 - grade_other


RULE = Rule(
    name="majority-judgement",
    title="Majority judgement",
    ballots=Scored,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity"}),
    count=count,
    options=(MIDDLE, DRAWS),
    measure="grade",
)
