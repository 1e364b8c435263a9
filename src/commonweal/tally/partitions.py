"""Ballots in parts: a count is a fold over grouped ballots, so parts may be grouped anywhere.

Rules of this module:

* parts grouped apart and merged are the profile of all papers grouped at once, array for array,
  in whatever order the parts come;
* only grouped ballots are kept: memory grows with distinct patterns, not with papers;
* parts of different elections are refused.

Not here: reading the parts (``readers``), and sending work to other machines, for which
``docs/tally/speed.md`` shows Dask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Approval, Choice, Ranked
from commonweal.tally.faults import BadBallot
from commonweal.tally.scored import Scored

Ballots = TypeVar("Ballots", Ranked, Approval, Scored, Choice)

WAITING_ROWS = 4_000_000
"""So many patterns may wait to be merged; of ten candidates they take 72 MB."""


def merge(profiles: Iterable[Ballots]) -> Ballots:
    """Merge parts of one election.

    Args:
        profiles: at least one, all of one kind, with the same candidates (and best grade).

    Returns:
        The profile of all their papers; blank papers are added up.

    Raises:
        BadBallot: when there is no part, or the parts are not of one election.
    """
    parts: list[Any] = list(profiles)
    _check_alike(parts)
    blank = sum(part.blank for part in parts)
    return cast("Ballots", replace(_grouped(parts), blank=blank))


class Gathering(Generic[Ballots]):
    """A profile that grows part by part, while only distinct patterns are kept.

    Parts wait until together they have :data:`WAITING_ROWS` patterns, or more than are merged
    already; so few mergers are needed, and what is kept is at most twice the result, or the result
    and :data:`WAITING_ROWS` patterns, and the last part.

    Example:
        >>> gathering = Gathering[Ranked]()
        >>> for block in ([[0, 1]], [[1], [0, 1]]):
        ...     gathering.add(Ranked.of(block, 2))
        >>> list(gathering.profile())
        [((0, 1), 2), ((1,), 1)]
    """

    def __init__(self) -> None:
        self._parts: list[Ballots] = []
        self._merged = 0

    def add(self, part: Ballots) -> None:
        """Take in a part of the papers, grouped.

        Raises:
            BadBallot: when it is not of the same election as the parts before it.
        """
        _check_alike([*self._parts[:1], part])
        self._parts.append(part)
        waiting = sum(map(_size, self._parts)) - self._merged
        if waiting > max(WAITING_ROWS, self._merged):
            self.profile()

    def profile(self) -> Ballots:
        """Return the profile of all papers so far.

        Raises:
            BadBallot: when there are none.
        """
        if len(self._parts) != 1:
            self._parts = [merge(self._parts)]
        self._merged = _size(self._parts[0])
        return self._parts[0]


def _check_alike(parts: Sequence[Any]) -> None:
    kinds = sorted({_election(part) for part in parts})
    if len(kinds) != 1:
        raise BadBallot(
            "parts",
            expected="one part or more, all of one election",
            got=" and ".join(kinds) or "none",
            remedy="merge only parts with ballots of one kind and the same candidates",
        )


def _election(part: Any) -> str:
    grades = f", grades to {part.highest}" if isinstance(part, Scored) else ""
    return f"{type(part).__name__} of {part.candidates} candidates{grades}"


def _size(part: Any) -> int:
    return 1 if isinstance(part, Choice) else len(part.weights)


def _grouped(parts: Sequence[Any]) -> Any:
    first = parts[0]
    if isinstance(first, Choice):
        return Choice.counted(map(sum, zip(*(part.counts for part in parts), strict=True)))
    weights = np.concatenate([part.weights for part in parts])
    if isinstance(first, Approval):
        marks = np.concatenate([part.marks for part in parts])
        return Approval.grouped(marks, first.candidates, weights)
    if isinstance(first, Scored):
        grades = np.concatenate([part.grades for part in parts])
        return Scored.grouped(grades, first.candidates, first.highest, weights)
    ranks, level = _stacked(parts, first.candidates)
    return Ranked.grouped(ranks, first.candidates, weights, level=level)


def _stacked(
    parts: Sequence[Ranked], candidates: int
) -> tuple[NDArray[np.integer[Any]], NDArray[np.bool_] | None]:
    rows = sum(len(part.ranks) for part in parts)
    width = max(part.ranks.shape[1] for part in parts)
    ranks = np.full((rows, width), candidates, dtype=np.result_type(*(p.ranks for p in parts)))
    equal = any(part.level is not None for part in parts)
    level = np.zeros((rows, width), dtype=np.bool_) if equal else None
    row = 0
    for part in parts:
        end = row + len(part.ranks)
        ranks[row:end, : part.ranks.shape[1]] = part.ranks
        if level is not None and part.level is not None:
            level[row:end, : part.ranks.shape[1]] = part.level
        row = end
    return ranks, level
