"""Schulze: who beats whom by the stronger path of defeats.

Rules of this module: a path leads from each to one whom that one defeats, and is as strong as its
weakest defeat; a stands above b when the strongest path from a to b is stronger than the one back.
That relation has no circles, so there is always somebody whom nobody is above; who is next in line
are those whom only the ones before are above. Candidates who are not ranked stand below all who
are, and equal ranks prefer nobody.

Source: M. Schulze, "The Schulze Method of Voting", arXiv:1804.02973, section 2; its measures of
strength are the option ``strength``.

Not here: its ties among defeats broken by ballots drawn at random; a tie for the seat is broken
by a recorded lot or order instead. Its proportional method (Schulze STV).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from commonweal.tally.ballots import Ranked
from commonweal.tally.outcome import Finding, Lots, Round
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rule import Options, Rule
from commonweal.tally.standing import DRAWS, fill, layers
from commonweal.tally.strengths import LISTED_MAX, STRENGTH, compared, defeats, votes

SOURCE = "Schulze, The Schulze Method of Voting, arXiv:1804.02973, section 2"


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect whom nobody beats by a stronger path."""
    matrix = preferred(profile)
    strong, first = strongest_paths(defeats(matrix, options.word("strength")))
    size = range(len(matrix))
    above = [[strong[a][b] > strong[b][a] for b in size] for a in size]
    groups = layers(above)
    words = " ".join(_told(matrix, strong, first, groups[0]))
    wins = tuple(Fraction(sum(row)) for row in above)
    steps = (compared(matrix, SOURCE), Round(2, "paths", SOURCE, words, wins))
    why = "Their strongest paths to each other are equally strong."
    return fill(groups, seats, steps, lots, way=options.word("ties"), source=SOURCE, why=why)


def strongest_paths(strength: Matrix) -> tuple[Matrix, Matrix]:
    """Find the strongest path from everybody to everybody.

    Args:
        strength: ``[a][b]``: the strength of a's defeat of b, 0 where there is none.

    Returns:
        ``[a][b]``: the strength of the weakest defeat on the strongest path, 0 where no path
        leads; and whom a defeats first on that path, b itself where none leads.
    """
    size = range(len(strength))
    strong = [list(row) for row in strength]
    first = [list(size) for _ in size]
    for via in size:
        for a in size:
            to_via, hop = strong[a][via], first[a][via]
            for b in size:
                found = min(to_via, strong[via][b])
                if found > strong[a][b] and a != b:
                    strong[a][b], first[a][b] = found, hop
    return tuple(map(tuple, strong)), tuple(map(tuple, first))


def _told(matrix: Matrix, strong: Matrix, first: Matrix, top: Sequence[int]) -> Iterable[str]:
    yield "A path is as strong as the weakest defeat on it."
    size = range(len(matrix))
    if len(size) > LISTED_MAX:
        return
    for a in top:
        for b in size:
            if a != b and (b not in top or a < b):
                there, back = _path(matrix, strong, first, a, b), _path(matrix, strong, first, b, a)
                yield f"From {{{a}}} to {{{b}}}: {there}; back: {back}."


def _path(matrix: Matrix, strong: Matrix, first: Matrix, a: int, b: int) -> str:
    if not strong[a][b]:
        return "no path"
    path = [a]
    while path[-1] != b:
        path.append(first[path[-1]][b])
    weakest = min(pairwise(path), key=lambda link: strong[link[0]][link[1]])
    told = " > ".join(f"{{{candidate}}}" for candidate in path)
    return f"{told}, at its weakest {votes(matrix, *weakest)}"


RULE = Rule(
    name="schulze",
    title="Schulze method",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset(
        {"anonymity", "neutrality", "scaling", "monotonicity", "condorcet", "solid_coalitions"}
    ),
    count=count,
    options=(STRENGTH, DRAWS),
    equal_ranks=True,
    measure="wins",
)
