"""Minimax: whoever's worst defeat is the smallest.

Rules of this module: what a defeat measures is the papers for whoever won it
(``winning_votes``), their lead (``margins``), or the papers against a candidate in any comparison,
also in one that the candidate won (``opposition``). Under the first two somebody who beats
everybody is elected; under ``opposition`` not always. Candidates who are not ranked stand below
all who are, and equal ranks prefer nobody.

Source: P. B. Simpson, "On defining areas of voter choice", Quarterly Journal of Economics 83
(1969); G. H. Kramer, "A dynamical model of political equilibrium", Journal of Economic Theory 16
(1977).

Not here: comparing the second worst defeats of those whose worst are equal; that is a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from commonweal.tally.ballots import Ranked
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import Finding, Lots, Round
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rule import Option, Options, Rule
from commonweal.tally.standing import DRAWS, fill
from commonweal.tally.strengths import compared, votes

SOURCE = "Simpson, QJE 83 (1969); Kramer, Journal of Economic Theory 16 (1977)"

STRENGTH = Option(
    "strength",
    "winning_votes",
    "what of a comparison counts against a candidate: the papers for the other where the other won "
    "(winning_votes), the other's lead (margins), or the papers for the other, whoever won "
    "(opposition)",
    ("winning_votes", "margins", "opposition"),
)

_AGAINST: Mapping[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "winning_votes": lambda theirs, own: theirs if theirs > own else 0,
        "margins": lambda theirs, own: max(theirs - own, 0),
        "opposition": lambda theirs, _: theirs,
    }
)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect whoever's worst defeat is the smallest."""
    matrix = preferred(profile)
    worst = worst_defeats(matrix, options.word("strength"))
    groups = groups_of_equals([-defeat for defeat in worst], range(len(worst)))
    words = " ".join(_told(matrix, worst, options.word("strength")))
    step = Round(2, "worst", SOURCE, words, tuple(Fraction(defeat) for defeat in worst))
    why = f"The worst that stands against each of them is {worst[groups[0][0]]}."
    steps = (compared(matrix, SOURCE), step)
    return fill(groups, seats, steps, lots, way=options.word("ties"), source=SOURCE, why=why)


def worst_defeats(matrix: Matrix, strength: str) -> tuple[int, ...]:
    """Return the worst that stands against each candidate, in papers; 0 where nothing does.

    Args:
        matrix: how many papers prefer a to b.
        strength: one of the words of the option ``strength``.
    """
    against, size = _AGAINST[strength], range(len(matrix))
    return tuple(max(against(matrix[b][a], matrix[a][b]) for b in size) for a in size)


def _told(matrix: Matrix, worst: Iterable[int], strength: str) -> Iterable[str]:
    against, size = _AGAINST[strength], range(len(matrix))
    for a, found in enumerate(worst):
        if not found:
            yield f"Nothing stands against {{{a}}}."
            continue
        b = next(b for b in size if against(matrix[b][a], matrix[a][b]) == found)
        yield f"The worst against {{{a}}} is {found}: {{{b}}} {votes(matrix, b, a)}."


RULE = Rule(
    name="minimax",
    title="Minimax (smallest worst defeat)",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset({"anonymity", "neutrality", "scaling", "monotonicity", "condorcet"}),
    count=count,
    options=(STRENGTH, DRAWS),
    equal_ranks=True,
    measure="papers against",
)
