"""How strong a pairwise defeat is: arithmetic shared by the rules that compare two and two.

Rules of this module:

* a defeats b when more papers prefer a to b than b to a; how strong that is, is a matter of the
  option :data:`STRENGTH`, and only the order of the strengths is ever used, so defeats are
  numbered by strength and every comparison is of whole numbers;
* the four measures are those of M. Schulze, "The Schulze Method of Voting", arXiv:1804.02973,
  section 2.1: with equal winning votes fewer losing votes make the stronger defeat, and with equal
  losing votes more winning votes do.

Not here: how often each is preferred (``pairwise``), and what follows from it (the rules).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from commonweal.tally.outcome import Round, listed
from commonweal.tally.pairwise import Matrix
from commonweal.tally.rule import Option

STRENGTH = Option(
    "strength",
    "winning_votes",
    "what makes one defeat stronger than another: more papers for the winner (winning_votes), a "
    "larger difference (margins), a larger quotient (ratio), fewer papers for the loser "
    "(losing_votes)",
    ("winning_votes", "margins", "ratio", "losing_votes"),
)
"""The option of rules that compare defeats."""

LISTED_MAX = 10
"""With more candidates than this the words of a round no longer list every comparison."""

Key: TypeAlias = tuple[int, Fraction | int]

_KEYS: Mapping[str, Callable[[int, int], Key]] = MappingProxyType(
    {
        "winning_votes": lambda won, lost: (won, -lost),
        "margins": lambda won, lost: (won - lost, 0),
        # Against no vote at all every quotient is without bound, and the winner's votes count.
        "ratio": lambda won, lost: (0, Fraction(won, lost)) if lost else (1, won),
        "losing_votes": lambda won, lost: (-lost, won),
    }
)


def defeats(matrix: Matrix, strength: str) -> Matrix:
    """Number all defeats by strength.

    Args:
        matrix: how many papers prefer a to b.
        strength: one of the words of :data:`STRENGTH`.

    Returns:
        ``[a][b]``: 0 where a does not defeat b; else 1 for the weakest defeats, and higher numbers
        for stronger ones, the same number for equally strong ones.
    """
    key, size = _KEYS[strength], range(len(matrix))
    keys = {
        (a, b): key(matrix[a][b], matrix[b][a])
        for a in size
        for b in size
        if matrix[a][b] > matrix[b][a]
    }
    number = {found: place for place, found in enumerate(sorted(set(keys.values())), 1)}
    return tuple(tuple(number[keys[a, b]] if (a, b) in keys else 0 for b in size) for a in size)


def beaten(matrix: Matrix) -> tuple[tuple[int, ...], ...]:
    """Return for each candidate whom it defeats, ascending."""
    size = range(len(matrix))
    return tuple(tuple(b for b in size if matrix[a][b] > matrix[b][a]) for a in size)


def compared(matrix: Matrix, source: str) -> Round:
    """Return the first round of a pairwise rule: everybody against everybody, tallies are wins."""
    lists = beaten(matrix)
    wins = tuple(Fraction(len(losers)) for losers in lists)
    return Round(1, "compare", source, " ".join(_told(matrix, lists)), wins)


def votes(matrix: Matrix, a: int, b: int) -> str:
    """Write how many papers prefer a to b and b to a: ``28:17``."""
    return f"{matrix[a][b]}:{matrix[b][a]}"


def _told(matrix: Matrix, lists: Sequence[Sequence[int]]) -> Iterable[str]:
    yield "Everybody is compared with everybody."
    size = len(matrix)
    for a, losers in enumerate(lists):
        if len(losers) == size - 1:
            yield f"{{{a}}} beats everybody else."
    if size > LISTED_MAX:
        return
    for a, losers in enumerate(lists):
        if losers:
            yield (
                f"{{{a}}} beats "
                + ", ".join(f"{{{b}}} {votes(matrix, a, b)}" for b in losers)
                + "."
            )
    even = [(a, b) for a in range(size) for b in range(a) if matrix[a][b] == matrix[b][a]]
    for a, b in even:
        yield f"{listed((b, a))} are level {votes(matrix, b, a)}."
