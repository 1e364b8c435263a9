"""Borda: a point for everybody whom a voter puts below a candidate; the most points win.

Rules of this module: on each paper a candidate gets one point for each candidate who stands below,
and half a point for each who is level. Candidates who are not ranked stand below all who are, and
level with each other. On papers that rank everybody these are Borda's own points.

Source: J.-C. de Borda, "Memoire sur les elections au scrutin" (1781); for papers with level
candidates the form that compares in pairs, after D. Black, "Partial justification of the Borda
count", Public Choice 28 (1976).

Not here: points that voters give freely (``score``).
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.most import flat, groups_of_equals
from commonweal.tally.outcome import Finding, Lots, Round, exact
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rule import Options, Rule
from commonweal.tally.standing import DRAWS, fill

SOURCE = "Borda, Memoire sur les elections au scrutin (1781)"


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect whoever has the most points."""
    points = _points(preferred(profile), profile.papers)
    groups = groups_of_equals(points, range(profile.candidates))
    words = f"Points: {', '.join(f'{{{c}}} {exact(points[c])}' for c in flat(groups))}."
    step = Round(1, "points", SOURCE, words, points)
    why = "They have equal points."
    return fill(groups, seats, (step,), lots, way=options.word("ties"), source=SOURCE, why=why)


def _points(matrix: Matrix, papers: int) -> tuple[Fraction, ...]:
    """Add up what stands below each candidate, and half of what is level."""
    size = range(len(matrix))
    return tuple(
        sum(
            (Fraction(papers + matrix[a][b] - matrix[b][a], 2) for b in size if b != a),
            Fraction(0),
        )
        for a in size
    )


RULE = Rule(
    name="borda",
    title="Borda count",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity", "participation"}),
    count=count,
    options=(DRAWS,),
    equal_ranks=True,
    measure="points",
)
