"""Score: grades are points, and those with the most points are elected.

Rules of this module: by default a candidate without a grade gets the lowest one, 0, and the sums
of points decide; with ``unmarked="ignored"`` the average of the grades given decides, among those
to whom enough of the papers gave a grade (``graded_share``), because one friendly paper alone
would have the best average. Candidates level for the last seats draw lots. With several seats
score voting is not proportional.

Source: W. D. Smith, "Range voting" (2000). The paper leaves the count of blank grades to the
election; both readings are in use.

Not here: a runoff between the two best, and medians (``majority-judgement``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from commonweal.tally.grades import histograms
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import Finding, Lots, Round, exact
from commonweal.tally.rule import Option, Options, Rule
from commonweal.tally.scored import Scored
from commonweal.tally.standing import DRAWS, fill

SOURCE = "Smith, Range voting (2000)"

UNMARKED_AS = Option(
    "unmarked",
    "lowest",
    "what a candidate without a grade gets: the lowest grade (lowest), or nothing, and then "
    "averages of the grades given are compared (ignored)",
    ("lowest", "ignored"),
)
GRADED_SHARE = Option(
    "graded_share",
    Fraction(1, 2),
    "with unmarked=ignored: the share of the papers that must grade a candidate for the average "
    "to count; who has fewer stands below all who have enough",
)


def count(profile: Scored, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect those with the most points, or with the best averages."""
    points, graded = totals(profile)
    everybody = range(profile.candidates)
    way, figures = options.word("ties"), points
    if options.word("unmarked") == "lowest":
        groups = groups_of_equals(points, everybody)
        words = f"Points: {_listed(points, groups)}."
    else:
        figures = tuple(
            Fraction(p, g) if g else Fraction(0) for p, g in zip(points, graded, strict=True)
        )
        floor = options.share("graded_share") * profile.papers
        enough = [c for c in everybody if graded[c] >= floor]
        few = [c for c in everybody if graded[c] < floor]
        groups = (*groups_of_equals(figures, enough), *groups_of_equals(figures, few))
        words = f"Average points: {_listed(figures, groups)}. Grades needed: {exact(floor)}. "
        words += f"Grades given: {_listed(graded, groups)}."
    step = Round(1, "count", SOURCE, words, figures)
    why = "They have equal points."
    return fill(groups, seats, (step,), lots, way=way, source=SOURCE, why=why)


def totals(profile: Scored) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Return the sum of the grades of each candidate, and how many papers graded each."""
    given = [row[: profile.highest + 1] for row in histograms(profile)]
    points = tuple(Fraction(sum(grade * n for grade, n in enumerate(row))) for row in given)
    return points, tuple(Fraction(sum(row)) for row in given)


def _listed(figures: Sequence[Fraction], groups: Sequence[Sequence[int]]) -> str:
    return ", ".join(f"{{{c}}} {exact(figures[c])}" for group in groups for c in group)


RULE = Rule(
    name="score",
    title="Most points (score voting)",
    ballots=Scored,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity", "participation"}),
    count=count,
    options=(UNMARKED_AS, GRADED_SHARE, DRAWS),
    measure="points",
)
