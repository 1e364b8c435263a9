"""What a paper says when ranks are empty, marked twice, or name a candidate again.

Rules of this module:

* ranks are taken one after the other, the first preference first;
* an empty rank counts as skipped only if a later one is marked;
* each doubt is settled as the caller says the election's rule does, or it stays a doubt.

Not here: files, and the same for columns of many papers (``kernels``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.tally.readers.contest import Given, Paper

UNKNOWN = -1
"""A mark that stands for several, where the file does not say whose they are."""


SKIPPED = frozenset({"", "undervote", "skipped"})
"""What tables write, in small letters, where a rank was left empty."""

OVERVOTE = "overvote"
"""What tables write, in small letters, where several marks were made at one rank."""

WRITE_INS = frozenset(
    {"write-in", "write in", "uwi", "undeclared", "undeclared write-in", "undeclared write-ins"}
)
"""What records write, in small letters, for people whom nobody declared as candidates."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A paper that nothing given settles.

    Attributes:
        rank: where the doubt is, counted from 0.
        what: what was expected and what was found.
        remedy: what to do about it.
    """

    rank: int
    what: str
    remedy: str


def settle(ranks: Sequence[tuple[int, ...]], given: Given) -> Paper | Doubt | None:
    """Say what a paper says.

    Args:
        ranks: the candidates marked at each rank, from the first; several are an overvote.
        given: what the election's rule does with doubtful papers.

    Returns:
        The preferences, or what is doubtful about them, or None where the paper is void.
    """
    paper: list[int | tuple[int, ...]] = []
    seen: set[int] = set()
    last = max((rank for rank, marks in enumerate(ranks) if marks), default=-1)
    for rank, marks in enumerate(ranks[: last + 1]):
        way = _way(ranks, rank, seen, given)
        match way:
            case "take" if len(marks) == 1:
                paper.append(marks[0])
                seen.update(marks)
            case "take":
                paper.append(tuple(sorted(marks)))
                seen.update(marks)
            case "pass":
                continue
            case "end":
                break
            case "void":
                return None
            case _:
                return _doubt(rank, marks)
    return tuple(paper)


def _way(ranks: Sequence[tuple[int, ...]], rank: int, seen: set[int], given: Given) -> str:
    marks = ranks[rank]
    if not marks:
        if given.skipped == "end_at_two":
            return "end" if not ranks[rank + 1] else "pass"
        return given.skipped
    if UNKNOWN in marks:
        return "refuse" if given.overvote == "equal" else given.overvote
    if len(marks) > 1 and given.overvote != "equal":
        return given.overvote
    again = not seen.isdisjoint(marks)
    if again and len(marks) > 1:
        return "refuse"
    return given.repeated if again else "take"


def _doubt(rank: int, marks: tuple[int, ...]) -> Doubt:
    if not marks:
        what = f"expected a mark at rank {rank + 1}, since a later one is marked, got none"
        option, ways = "skipped", "pass, end or end_at_two"
    elif len(marks) > 1 or UNKNOWN in marks:
        what, option = f"expected one mark at rank {rank + 1}, got several", "overvote"
        ways = "pass, end, void or equal"
    else:
        what = f"expected a candidate who was not ranked yet at rank {rank + 1}, got one who was"
        option, ways = "repeated", "pass, end or void"
    return Doubt(rank, what, f"look up the election's rule and say {option}: {ways}")
