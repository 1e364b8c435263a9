"""Whole committees with the highest score, found exactly; and the lots between equals.

A Thiele score gives a committee, for every ballot, points that depend only on how many of the
committee the ballot approves of: so many for the first, not more for the second, and so on. Rules
of this module:

* scores are whole numbers: points are multiplied by one number that makes them whole;
* the search is by branch and bound. What a candidate adds can only shrink as a committee grows,
  so a committee that is begun cannot do better than by the largest gains that are open to it now;
* candidates approved on the same ballots are alike: if one is left out, so are those alike that
  come after her, since exchanging them would change no score;
* a search that would look at more than ``nodes`` beginnings is refused: there is no guess;
* between several best committees lots decide, one candidate at a time: drawn is among those who
  are in some of the best committees that are left but not in all; who is drawn first is elected,
  and only best committees with her are left. Those in all that are left are elected at once.

Source: M. Lackner and P. Skowron, "Multi-Winner Voting with Approval Preferences", Springer 2023,
section 2 (Thiele methods). The order of the lots is this module's own; the book leaves ties open.

Not here: the points (the rules say), and seats filled one after another (``committees``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Approval
from commonweal.tally.committees import add_up, shortly
from commonweal.tally.faults import BadCount
from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, listed
from commonweal.tally.rule import Option

NODES = Option(
    "nodes",
    200_000,
    "how many beginnings of committees may be looked at before the count is refused as too large",
)
"""The option that limits the search."""

_INT64_MAX = 2**62

Scores: TypeAlias = NDArray[Any]
"""Whole numbers: int64, or Python's own where they could grow beyond that."""


@dataclass(frozen=True, slots=True)
class Thiele:
    """A score for committees.

    Attributes:
        points: what the first, second, ... approved member of a committee is worth to a ballot,
            whole numbers that never rise; as many as there are seats.
        unit: how many of them make one point of the source.
        source: what rounds and lots cite.
        told: what the score means, a sentence for members.
    """

    points: tuple[int, ...]
    unit: int
    source: str
    told: str


@dataclass(slots=True)
class _Begun:
    """A committee that is begun: who is in it, its score, and who may still join."""

    members: tuple[int, ...]
    score: int
    having: NDArray[np.intp]
    free: tuple[int, ...]


@dataclass(slots=True)
class _Search:
    """Best committees of one count, under any demands. Owned by :func:`best_committee`."""

    marks: Scores
    worth: Scores
    alike: tuple[int, ...]
    seats: int
    nodes_left: int

    def best(self, known: int, members: Sequence[int], free: Sequence[int]) -> _Begun | None:
        """Return a committee that scores more than ``known``, the best one; None if none does."""
        found, stack = None, [self._begin(members, free)]
        while stack:
            begun = stack.pop()
            if len(begun.members) == self.seats:
                if begun.score > known:
                    found, known = begun, begun.score
                continue
            stack += reversed([*self._grow(begun, known)])
        return found

    def some(self, score: int, members: Sequence[int], free: Sequence[int]) -> _Begun | None:
        """Return a committee that reaches a score; None if none does."""
        stack = [self._begin(members, free)]
        while stack:
            begun = stack.pop()
            if len(begun.members) == self.seats:
                if begun.score >= score:
                    return begun
                continue
            stack += reversed([*self._grow(begun, score - 1)])
        return None

    def gains(self, having: NDArray[np.intp]) -> list[int]:
        """Return what every candidate would add for ballots that have so many already."""
        worth = self.worth[having, np.arange(len(having))]
        return [int(gain) for gain in np.einsum("i,ij->j", worth, self.marks).tolist()]

    def _begin(self, members: Sequence[int], free: Sequence[int]) -> _Begun:
        begun = _Begun((), 0, np.zeros(len(self.marks), dtype=np.intp), tuple(free))
        for member in members:
            begun = self._join(begun, member, self.gains(begun.having)[member], begun.free)
        return begun

    def _join(self, begun: _Begun, member: int, gain: int, free: tuple[int, ...]) -> _Begun:
        having = begun.having + self.marks[:, member].astype(np.intp)
        return _Begun((*begun.members, member), begun.score + gain, having, free)

    def _grow(self, begun: _Begun, known: int) -> Iterator[_Begun]:
        """Yield the ways to go on that could score more than ``known``, the largest gain first."""
        self._take_node()
        gains = self.gains(begun.having)
        order = sorted(begun.free, key=lambda c: (-gains[c], self.alike[c], c))
        missing = self.seats - len(begun.members)
        passed: set[int] = set()
        for place in range(len(order) - missing + 1):
            member = order[place]
            most = sum(gains[c] for c in order[place : place + missing])
            if begun.score + most <= known:
                return
            if self.alike[member] in passed:
                continue
            passed.add(self.alike[member])
            yield self._join(begun, member, gains[member], tuple(order[place + 1 :]))

    def _take_node(self) -> None:
        self.nodes_left -= 1
        if self.nodes_left < 0:
            raise BadCount(
                "seats",
                expected="an election small enough to compare all committees within the limit",
                got=f"{self.marks.shape[1]} candidates for {self.seats} seats",
                remedy="raise the option nodes, or choose a rule that fills seats in turn: seq-pav",
            )


@dataclass(slots=True)
class _Choosing:
    """The lots between the best committees. Owned by :func:`best_committee`."""

    search: _Search
    score: int
    lots: Lots
    thiele: Thiele
    tallies: tuple[Fraction, ...]
    known: list[frozenset[int]]
    elected: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    def run(self) -> LotRequired | None:
        """Elect those in all best committees, then let lots decide."""
        told = f"{self.thiele.told} The highest score of any committee is "
        told += f"{shortly(Fraction(self.score, self.thiele.unit))}."
        drawn: tuple[int, ...] = ()
        while True:
            torn = self._torn(drawn)
            sure = frozenset.intersection(*self.known) - set(flat(self.elected)) - set(drawn)
            self._elect(told, drawn, tuple(sorted(sure)))
            if not torn:
                return None
            lot = self._lot(torn)
            order = self.lots.settle(lot)
            if order is None:
                return lot
            drawn = order[:1]
            told = f"The lot put {listed(order)} in this order."

    def _torn(self, drawn: tuple[int, ...]) -> tuple[int, ...]:
        """Return who is in some of the best committees that are left, but not in all."""
        members = (*flat(self.elected), *drawn)
        self.known = [one for one in self.known if one.issuperset(members)]
        others = [c for c in range(len(self.tallies)) if c not in members]
        if len(members) == self.search.seats:
            self.known = [frozenset(members)]
            return ()
        for candidate in others:
            if all(candidate not in one for one in self.known):
                self._look((*members, candidate), [c for c in others if c != candidate])
            elif all(candidate in one for one in self.known):
                self._look(members, [c for c in others if c != candidate])
        union = frozenset.union(*self.known)
        return tuple(sorted(union - frozenset.intersection(*self.known)))

    def _look(self, members: Sequence[int], free: Sequence[int]) -> None:
        found = self.search.some(self.score, members, free)
        if found is not None:
            self.known.append(frozenset(found.members))

    def _lot(self, torn: tuple[int, ...]) -> LotRequired:
        words = f"Several committees have the highest score. {listed(torn)} are in some of them: "
        words += "draw lots; the first drawn is elected, and the committees without her are out."
        return LotRequired("elect", torn, 1, self.thiele.source, words)

    def _elect(self, told: str, drawn: tuple[int, ...], sure: tuple[int, ...]) -> None:
        self.elected += [group for group in (drawn, sure) if group]
        winners = (*drawn, *sure)
        who = f"Elected: {listed(winners)}." if winners else "Nobody is in all such committees."
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                action="lot" if drawn else "committee",
                source=self.thiele.source,
                words=f"{told} {who}",
                tallies=self.tallies,
                elected=winners,
            )
        )


def best_committee(
    profile: Approval, seats: int, lots: Lots, thiele: Callable[[int], Thiele], nodes: int
) -> Finding:
    """Elect a committee with the highest score.

    Args:
        profile: the ballots.
        seats: how many to elect; fewer are elected when fewer stand.
        lots: the draws on record.
        thiele: makes the score for so many seats.
        nodes: how many beginnings of committees may be looked at.

    Raises:
        BadCount: when the election is too large for that.
    """
    size = min(seats, profile.candidates)
    score = thiele(size)
    search = _search(profile, size, score.points, nodes)
    best = search.best(-1, (), range(profile.candidates))
    assert best is not None
    votes = tuple(Fraction(n) for n in add_up(profile.marks, profile.weights))
    known = [frozenset(best.members)]
    choosing = _Choosing(search, best.score, lots, score, votes, known)
    lot = choosing.run()
    elected, rounds = choosing.elected, tuple(choosing.rounds)
    if lot is not None:
        return Finding(flat(elected), rounds, lot=lot)
    order = _others(search, flat(elected))
    return Finding(flat(elected), rounds, flat(order), open_ties(elected) + open_ties(order))


def _search(profile: Approval, seats: int, points: tuple[int, ...], nodes: int) -> _Search:
    weights = profile.weights.tolist()
    fits = sum(points) * sum(weights) < _INT64_MAX
    kind = np.int64 if fits else np.object_
    rows = [[weight * point for weight in weights] for point in (*points, 0)]
    worth = np.array(rows, dtype=kind).reshape(len(rows), len(weights))
    marks: Scores = profile.marks if fits else profile.marks.astype(np.object_)
    return _Search(marks, worth, _alike(profile), seats, nodes)


def _alike(profile: Approval) -> tuple[int, ...]:
    """Number the candidates so that two have the same number if the same ballots name them."""
    first: dict[bytes, int] = {}
    columns: Iterable[NDArray[np.uint8]] = profile.marks.T
    return tuple(first.setdefault(column.tobytes(), place) for place, column in enumerate(columns))


def _others(search: _Search, elected: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Order those not elected by what each would add to the committee."""
    gains = search.gains(search.marks[:, list(elected)].sum(axis=1).astype(np.intp))
    return groups_of_equals(gains, [c for c in range(len(gains)) if c not in elected])
