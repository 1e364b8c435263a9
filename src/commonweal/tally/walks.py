"""The ways of papers through those elected: all that a rule of Meek's kind has to know of them.

Under such a rule a paper leaves a part of itself with every elected candidate on it, in order, and
the rest with the first hopeful one. Rules of this module:

* those elected who stand behind the first hopeful candidate on a paper get nothing of it, and
  those excluded are passed over as if they were not on it (B. L. Meek; I. D. Hill,
  B. A. Wichmann, D. R. Woodall, "Algorithm 123: Single Transferable Vote by Meek's Method", The
  Computer Journal 30 (1987), pp. 277-281);
* papers with one way are added up, in int64; ways stand in one order;
* with few seats there are few ways, however many papers: the rule's iterations run over the ways,
  in Python's integers.

Not here: which part stays with whom (the rule says), and candidates ranked equally.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Ranked
from commonweal.tally.columns import in_parts, still, sweeps_for

_PASSES, _STAYS = 1, 2  # as in ``sweeps``, which small counts do not load

_WAYS = 64
"""Room for so many ways at first; doubled when it is used up."""

_Sums: TypeAlias = "dict[tuple[tuple[int, ...], int], int]"


@dataclass(frozen=True, slots=True)
class Walk:
    """Papers that pass the same elected candidates, in order, to the same end.

    Attributes:
        through: the elected candidates they pass, in their order.
        to: the hopeful candidate who takes all that arrives; None when the paper ends.
        papers: how many papers go this way, at least 1.
    """

    through: tuple[int, ...]
    to: int | None
    papers: int


def walks(profile: Ranked, elected: Collection[int], hopeful: Collection[int]) -> tuple[Walk, ...]:
    """Reduce every paper to the way it takes, and add up papers of one way.

    Args:
        profile: strict orders: no two candidates of a paper share a rank.
        elected: those who keep a part and pass on the rest.
        hopeful: those who keep all that reaches them; everybody else is passed over.

    Returns:
        The walks in ascending order, an end after all candidates; the papers of all walks add up
        to the papers of the profile.
    """
    assert profile.level is None, "a rule with equal ranks follows no single way"
    roles, sweeps = _roles(profile.candidates, elected, hopeful), sweeps_for(len(profile.weights))
    found = _followed(profile, roles) if sweeps is None else _swept(sweeps, profile, roles)
    nobody = profile.candidates
    return tuple(
        Walk(through, None if to == nobody else to, papers)
        for (through, to), papers in sorted(found.items())
    )


def _roles(
    candidates: int, elected: Collection[int], hopeful: Collection[int]
) -> NDArray[np.uint8]:
    roles = np.zeros(candidates + 1, dtype=np.uint8)
    roles[list(elected)] = _PASSES
    roles[[*hopeful, candidates]] = _STAYS
    return roles


def _swept(sweeps: ModuleType, profile: Ranked, roles: NDArray[np.uint8]) -> _Sums:
    """Follow all papers in machine code, a part of them in each thread."""
    ranks, weights = still(profile.ranks), still(profile.weights)
    found: _Sums = {}
    for part in in_parts(
        len(ranks), lambda low, high: _part(sweeps, ranks, weights, roles, low, high)
    ):
        for way, papers in part.items():
            found[way] = found.get(way, 0) + papers
    return found


def _part(
    sweeps: ModuleType,
    ranks: NDArray[np.integer[Any]],
    weights: NDArray[np.int64],
    roles: NDArray[np.uint8],
    low: int,
    high: int,
) -> _Sums:
    steps, sums = np.zeros((2, _WAYS, len(roles)), dtype=np.int64)
    row, used = sweeps.follow(ranks, weights, roles, low, high, steps, sums, 1)
    while row < high:
        steps, sums = (np.concatenate([old, np.zeros_like(old)]) for old in (steps, sums))
        row, used = sweeps.follow(ranks, weights, roles, row, high, steps, sums, used)
    ways: list[tuple[int, ...]] = [()] * used
    for way, who in np.argwhere(steps).tolist():
        ways[steps[way, who]] = (*ways[way], who)
    return {(ways[way], to): int(sums[way, to]) for way, to in np.argwhere(sums).tolist()}


def _followed(profile: Ranked, roles: NDArray[np.uint8]) -> _Sums:
    """Follow all papers rank by rank; ``at`` numbers the way that each has taken so far."""
    found: _Sums = {}
    ways: list[tuple[int, ...]] = [()]
    rows = np.arange(len(profile.weights))
    at = np.zeros(len(rows), dtype=np.int64)
    for place in range(profile.ranks.shape[1]):
        who = profile.ranks[rows, place].astype(np.int64)
        role = roles[who]
        ends = role == _STAYS
        _add(found, ways, at[ends], who[ends], profile.weights[rows[ends]])
        at, ways = _step(at, who, role == _PASSES, ways, len(roles))
        rows, at = rows[~ends], at[~ends]
    nobody = np.full(len(rows), profile.candidates, dtype=np.int64)
    _add(found, ways, at, nobody, profile.weights[rows])
    return found


def _step(
    at: NDArray[np.int64],
    who: NDArray[np.int64],
    passing: NDArray[np.bool_],
    ways: list[tuple[int, ...]],
    width: int,
) -> tuple[NDArray[np.int64], list[tuple[int, ...]]]:
    taken, number = np.unique(at[passing] * width + who[passing], return_inverse=True)
    longer = [(*ways[one // width], one % width) for one in taken.tolist()]
    moved = at.copy()
    moved[passing] = len(ways) + number
    return moved, ways + longer


def _add(
    found: _Sums,
    ways: list[tuple[int, ...]],
    at: NDArray[np.int64],
    who: NDArray[np.int64],
    weights: NDArray[np.int64],
) -> None:
    if not len(at):
        return
    width = int(who.max()) + 1
    taken, number = np.unique(at * width + who, return_inverse=True)
    papers = np.zeros(len(taken), dtype=np.int64)
    np.add.at(papers, number, weights)
    for one, count in zip(taken.tolist(), papers.tolist(), strict=True):
        key = ways[one // width], one % width
        found[key] = found.get(key, 0) + count
