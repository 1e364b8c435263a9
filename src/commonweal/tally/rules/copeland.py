"""Copeland: whoever wins the most comparisons of two.

Rules of this module: a win counts one, a comparison without a majority counts a share of one that
the option ``level`` names, a loss nothing. Candidates who are not ranked stand below all who are,
and equal ranks prefer nobody.

Source: A. H. Copeland, "A reasonable social welfare function", seminar on applications of
mathematics to the social sciences, University of Michigan 1951; the second order, which adds up
the points of those whom one beat, after J. Bartholdi, C. Tovey and M. Trick, "The computational
difficulty of manipulating an election", Social Choice and Welfare 6 (1989).

Not here: how large the majorities were; this rule never looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import Finding, Lots, Round, exact
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rule import Option, Options, Rule
from commonweal.tally.standing import DRAWS, fill
from commonweal.tally.strengths import beaten, compared

SOURCE = "Copeland, A reasonable social welfare function (1951)"
SECOND = "Bartholdi, Tovey and Trick, Social Choice and Welfare 6 (1989)"

LEVEL = Option(
    "level", Fraction(1, 2), "what a comparison counts in which neither has more than the other"
)
ORDER = Option(
    "second_order",
    "no",
    "whether equal points are broken by the points of those whom each beat, added up",
    ("no", "yes"),
)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect whoever has the most points."""
    matrix = preferred(profile)
    points = _points(matrix, options.share("level"))
    steps = [compared(matrix, SOURCE), Round(2, "points", SOURCE, _words(points), points)]
    groups = groups_of_equals(points, range(len(points)))
    why = f"They have {exact(points[groups[0][0]])} points each."
    if len(groups[0]) > 1 and options.word("second_order") == "yes":
        second = _second(matrix, points)
        steps.append(Round(3, "second_order", SECOND, _words(second), second))
        groups = _refined(groups, second)
        why += f" Those whom each beat have {exact(second[groups[0][0]])} points together."
    return fill(groups, seats, steps, lots, way=options.word("ties"), source=SOURCE, why=why)


def _points(matrix: Matrix, level: Fraction) -> tuple[Fraction, ...]:
    size = range(len(matrix))
    even = [sum(matrix[a][b] == matrix[b][a] for b in size if b != a) for a in size]
    return tuple(len(wins) + level * even[a] for a, wins in enumerate(beaten(matrix)))


def _second(matrix: Matrix, points: Sequence[Fraction]) -> tuple[Fraction, ...]:
    return tuple(sum((points[b] for b in wins), Fraction(0)) for wins in beaten(matrix))


def _refined(
    groups: Sequence[tuple[int, ...]], second: Sequence[Fraction]
) -> tuple[tuple[int, ...], ...]:
    return tuple(part for group in groups for part in groups_of_equals(second, group))


def _words(points: Sequence[Fraction]) -> str:
    groups = groups_of_equals(points, range(len(points)))
    told = ", ".join(f"{{{c}}} {exact(points[c])}" for group in groups for c in group)
    return f"Points: {told}."


RULE = Rule(
    name="copeland",
    title="Copeland's method",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset(
        {"anonymity", "neutrality", "scaling", "monotonicity", "condorcet", "solid_coalitions"}
    ),
    count=count,
    options=(LEVEL, ORDER, DRAWS),
    equal_ranks=True,
    measure="points",
)
