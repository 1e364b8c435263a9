"""The tree of those who keep a part of a paper: walks that begin alike share their beginning.

Rules of this module: a node is an elected candidate behind the elected candidates above it on a
paper; parents come before children; so one pass over few nodes says what arrives everywhere, and
the length of the iterations depends on the elected and not on the papers.

Not here: what is kept (the rule says), and how papers become walks (``walks``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Ranked
from commonweal.tally.walks import Walk, walks

Node: TypeAlias = tuple[int, int, int]
"""``(parent, candidate, papers)``; node 0 is the box, and the first of a tree's nodes is node 1."""

End: TypeAlias = tuple[int, int | None, int]
"""``(node, to, papers)``: who takes all that is left behind a node; None for nobody."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The walks of one stage, beginnings shared.

    Attributes:
        walks: the walks themselves.
        nodes: everybody who keeps a part, parents first.
        ends: where the walks end.
    """

    walks: tuple[Walk, ...]
    nodes: tuple[Node, ...]
    ends: tuple[End, ...]

    @classmethod
    def of(cls, profile: Ranked, elected: Collection[int], hopeful: Collection[int]) -> Tree:
        """Reduce a profile to the tree of those elected.

        Args:
            profile: strict orders.
            elected: those who keep a part and pass on the rest.
            hopeful: those who take all that arrives.
        """
        found = walks(profile, elected, hopeful)
        papers: dict[tuple[int, ...], int] = {}
        for walk in found:
            for length in range(len(walk.through) + 1):
                begun = walk.through[:length]
                papers[begun] = papers.get(begun, 0) + walk.papers
        order = sorted(papers.keys() - {()}, key=lambda begun: (len(begun), begun))
        number = {(): 0} | {begun: place for place, begun in enumerate(order, start=1)}
        return cls(
            found,
            tuple((number[begun[:-1]], begun[-1], papers[begun]) for begun in order),
            tuple((number[walk.through], walk.to, walk.papers) for walk in found),
        )

    def reaching(
        self, profile: Ranked, candidate: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Find the papers that reach an elected candidate.

        Args:
            profile: the papers of which this is the tree.
            candidate: somebody elected.

        Returns:
            intp ``[paper group]`` rows of the profile, and intp ``[paper group]`` the node at
            which each of them reaches the candidate.
        """
        steps = self._steps(profile.candidates)
        at = np.zeros(len(profile.weights), dtype=np.intp)
        reached = np.zeros(len(profile.weights), dtype=np.intp)
        for place in range(profile.ranks.shape[1]):
            who = profile.ranks[:, place].astype(np.intp)
            at = steps[at, who]
            hit = (who == candidate) & (at <= len(self.nodes))
            reached[hit] = at[hit]
        rows = np.flatnonzero(reached)
        return rows, reached[rows]

    def _steps(self, candidates: int) -> NDArray[np.intp]:
        """Return intp ``[node, candidate]``: the next node; the last row is for walks that ended.

        Whoever neither keeps nor takes is passed over, and leaves a paper where it is.
        """
        over = len(self.nodes) + 1
        steps = np.repeat(np.arange(over + 1, dtype=np.intp)[:, None], candidates + 1, axis=1)
        for number, (parent, candidate, _) in enumerate(self.nodes, start=1):
            steps[parent, candidate] = number
        for node, to, _ in self.ends:
            steps[node, candidates if to is None else to] = over
        return steps
