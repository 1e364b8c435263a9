"""Looking for another result: papers are changed and counted again.

Rules of this module: whether another result is possible is always found by counting, through every
lot up to a stated number of draws; what has not been found is not claimed to be impossible.

Not here: what is proven about the least number (``margins``, ``runoffs``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, islice, product
from typing import Any

from commonweal.tally.counting import count
from commonweal.tally.outcome import LotRequired
from commonweal.tally.papers import (
    Box,
    Change,
    Paper,
    Plan,
    box_of,
    changed,
    most_points,
    only,
    points,
    profile_of,
    swapped,
    taken,
)
from commonweal.tally.rule import Profile

DRAWS_MAX = 60
"""How many draws of lots are followed to their end before no other result counts as found."""

RIVALS_MAX = 3
"""How many of the last elected, and of the next in line, a search looks at."""


@dataclass(frozen=True, slots=True)
class Result:
    """What changed papers can lead to.

    Attributes:
        box: the papers.
        elected: who can be elected with them, ascending.
        by_lot: whether a lot has to decide it: a draw leads elsewhere, or was not followed.
        changes: what was changed.
    """

    box: Box
    elected: tuple[int, ...]
    by_lot: bool
    changes: tuple[Change, ...] = ()

    @property
    def papers(self) -> int:
        """How many papers were changed."""
        return sum(change.papers for change in self.changes)


@dataclass(slots=True)
class Case:
    """One election whose result is asked about. Owned by one call.

    Attributes:
        rule: the name of the rule.
        profile: the ballots.
        seats: how many are elected.
        options: options of the rule.
        box: the papers of the profile.
        elected: who is elected, ascending; under the first draw where a lot decides.
        next_in_line: the others, the closest first.
    """

    rule: str
    profile: Profile
    seats: int
    options: Mapping[str, Any]
    box: Box = field(init=False)
    elected: tuple[int, ...] = field(init=False)
    order: tuple[int, ...] = field(init=False)
    next_in_line: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.box = box_of(self.profile)
        self.order, self.next_in_line, _ = next(self._outcomes(self.box))
        self.elected = tuple(sorted(self.order))

    def _outcomes(self, box: Box) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], bool]]:
        """Give who is elected and who is next under one draw of lots after another.

        Last comes whether draws are left that were not followed.
        """
        profile = profile_of(box, self.profile)
        waiting: list[tuple[tuple[int, ...], ...]] = [()]
        ended = 0
        while waiting and ended < DRAWS_MAX:
            lots = waiting.pop()
            outcome = count(self.rule, profile, self.seats, lots=lots, **self.options)
            if outcome.lot is None:
                ended += 1
                yield outcome.elected, outcome.next_in_line, bool(waiting)
            else:
                waiting += [(*lots, draw) for draw in _draws(outcome.lot)]

    def result(
        self, changes: tuple[Change, ...], wanted: Callable[[tuple[int, ...]], bool] | None = None
    ) -> Result | None:
        """Return another result that these changes make possible, if one is found.

        Args:
            changes: what is changed.
            wanted: which results are looked for; any but the present one when left out.
        """
        return self.found(changed(self.box, changes), changes, wanted)

    def with_more(self, candidate: int, papers: int) -> Result | None:
        """Return how the candidate can be elected with further papers, if a way is found."""
        paper = only(candidate, self.profile)
        box = {**self.box, paper: self.box.get(paper, 0) + papers}
        return self.found(box, (), lambda elected: candidate in elected)

    def found(
        self,
        box: Box,
        changes: tuple[Change, ...],
        wanted: Callable[[tuple[int, ...]], bool] | None,
    ) -> Result | None:
        """Count these papers under all lots, and return a wanted result if there is one."""
        outcomes = list(self._outcomes(box))
        results = [tuple(sorted(order)) for order, _, _ in outcomes]
        seen = [wanted(one) if wanted else one != self.elected for one in results]
        if True not in seen:
            return None
        first = results[seen.index(True)]
        elsewhere = not all(seen) if wanted else any(one != first for one in results)
        return Result(box, first, outcomes[-1][2] or elsewhere, changes)

    def pairs(self) -> list[tuple[int, int]]:
        """Return every winner with every loser, the closest first."""
        return list(product(reversed(self.order), self.next_in_line))

    def plan(self, winner: int, loser: int) -> Plan:
        """Order the papers by how far each can close the gap between a winner and a loser."""
        useful = [paper for paper in self.box if self.gain(paper, winner, loser) > 0]
        ordered = sorted(useful, key=lambda paper: (-self.gain(paper, winner, loser), paper))
        return [(paper, swapped(paper, winner, loser, self.profile)) for paper in ordered]

    def gain(self, paper: Paper, winner: int, loser: int) -> int:
        """Return by how much the paper can close the gap: what it gives now, and the most."""
        return self._ahead(paper, winner, loser) + most_points(self.profile)

    def _ahead(self, paper: Paper, winner: int, loser: int) -> int:
        return points(paper, winner, self.profile) - points(paper, loser, self.profile)

    def needed(self, winner: int, loser: int, beyond: int = 0) -> int:
        """Return how few papers close the gap, or go beyond it, where points add up."""
        ahead = (self._ahead(paper, winner, loser) * held for paper, held in self.box.items())
        left, needed = sum(ahead) + beyond, 0
        for paper, _ in self.plan(winner, loser):
            gain = self.gain(paper, winner, loser)
            papers = max(0, min(self.box[paper], -(-left // gain)))
            left, needed = left - papers * gain, needed + papers
        return needed

    def closed(self, winner: int, loser: int, beyond: int = 0) -> Result | None:
        """Close the gap between two, or go beyond it, and count whether that is enough."""
        papers = self.needed(winner, loser, beyond)
        return self.result(taken(self.box, self.plan(winner, loser), papers))

    def fewest(self, plan: Plan, most: int) -> Result | None:
        """Search for few papers of a plan that lead to another result, at most so many."""

        def ask(papers: int) -> Result | None:
            return self.result(taken(self.box, plan, papers))

        return least(ask, min(most, sum(self.box[paper] for paper, _ in plan)))

    def searched(self) -> Result | None:
        """Search from each of the last elected to each of the next in line."""
        most, best = sum(self.box.values()), None
        for winner, loser in product(
            self.order[: -RIVALS_MAX - 1 : -1], self.next_in_line[:RIVALS_MAX]
        ):
            found = self.fewest(self.plan(winner, loser), most)
            if found is not None:
                best, most = found, found.papers - 1
        return best


def least(ask: Callable[[int], Result | None], most: int) -> Result | None:
    """Find a small number from 0 to ``most`` whose question has an answer; return the answer.

    The least one where every larger number has an answer too; otherwise one below which the
    number next to it has none.
    """
    found, low, high = None, -1, 0
    while found is None and low < most:
        found = ask(high)
        low, high = (low, high) if found else (high, min(most, 2 * high + 1))
    while found is not None and high - low > 1:
        middle = (low + high) // 2
        answer = ask(middle)
        found, low, high = (found, middle, high) if answer is None else (answer, low, middle)
    return found


def _draws(lot: LotRequired) -> list[tuple[int, ...]]:
    """Give one draw for each choice of those on whom the step falls."""
    chosen = islice(combinations(lot.tied, lot.choose), DRAWS_MAX)
    return [(*first, *(c for c in lot.tied if c not in first)) for first in chosen]
