"""Ballot papers in piles: who holds which papers, and at what value.

Arithmetic shared by rules that transfer papers. Rules of this module:

* votes are whole numbers of units, such as 1/100,000 of a vote: the rule says how many units make
  a vote; nothing is rounded except by the function that a rule passes in;
* papers move only down their own list, to the next candidate who is still open;
* NumPy, or machine code where papers are many, adds up weights in int64 columns; every product
  with a value is a Python integer.

Not here: when papers move and what they are worth afterwards (the rule says), and ties.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Ranked
from commonweal.tally.columns import in_parts, still, sweeps_for
from commonweal.tally.outcome import Transfer
from commonweal.tally.patterns import RankColumns

UNIT = 100_000
"""Units in one vote where the rule says nothing else: five decimal places."""

CLASSES_NARROW = 2**16
"""Up to so many different values the class of a paper is kept in 16 bits."""

EVERYBODY = -1


def in_votes(units: int, unit: int = UNIT) -> Fraction:
    """Turn units into votes.

    Args:
        units: the number of units.
        unit: how many of them make a vote.
    """
    return Fraction(units, unit)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Papers that moved to one place at one value.

    Attributes:
        to: the candidate who holds them now; None when no open candidate was left on them.
        papers: how many.
        value: what each is worth, in units.
        unit: how many units make a vote.
    """

    to: int | None
    papers: int
    value: int
    unit: int = UNIT

    @property
    def votes(self) -> int:
        """Papers times value, in units."""
        return self.papers * self.value

    def transfer(self, origin: int | None) -> Transfer:
        """Return the parcel as it is shown in a round."""
        return Transfer(origin, self.to, self.papers, in_votes(self.value, self.unit))


@dataclass(frozen=True, slots=True)
class Held:
    """The papers that won a seat, each at the value that stayed with the seat.

    Attributes:
        patterns: intp ``[paper group]``; rows of the profile.
        classes: intp ``[paper group]``; index into ``values``.
        values: units per paper.
    """

    patterns: NDArray[np.intp]
    classes: NDArray[np.intp]
    values: tuple[int, ...]


class Piles:
    """All papers of a count. Owned by one count, and changed by it.

    Attributes:
        values: units per paper, for each class of papers of equal value.
        unit: how many units make a vote.
    """

    def __init__(self, profile: Ranked, held: Held | None = None, unit: int = UNIT) -> None:
        rows = np.arange(len(profile.weights)) if held is None else held.patterns
        whole = held is None
        ranks = profile.ranks if whole else profile.ranks[rows]
        self._nobody = profile.candidates
        self._sweeps = sweeps_for(len(rows))
        self._ranks = _with_end(ranks, self._nobody) if self._sweeps is None else still(ranks)
        self._weights = still(profile.weights if whole else profile.weights[rows])
        self._rows = rows
        self._place = np.zeros(len(rows), dtype=np.min_scalar_type(ranks.shape[1]))
        self._holder = np.full(len(rows), self._nobody, dtype=ranks.dtype)
        self._class = _classes(len(rows), held)
        self.values: list[int] = [unit] if held is None else list(held.values)
        self._papers = np.zeros((len(self.values), self._nobody + 1), dtype=np.int64)
        self.unit = unit

    def deal(self, open_to: Collection[int]) -> tuple[Parcel, ...]:
        """Give every paper to the first open candidate on it."""
        self._papers[:] = 0
        if self._sweeps is None:
            return self._move(np.arange(len(self._rows)), open_to)
        return self._sweep(self._sweeps, EVERYBODY, np.arange(len(self.values)), open_to)

    def pass_on(
        self, candidate: int, open_to: Collection[int], worth: Callable[[int], int] | None = None
    ) -> tuple[Parcel, ...]:
        """Pass all papers of a candidate to the next open candidate on each.

        Args:
            candidate: who gives them up.
            open_to: who may receive papers.
            worth: the new value of a paper of a given value, in units; unchanged when left out.
        """
        becomes = self._revalued(candidate, worth)
        self._papers[:, candidate] = 0
        if self._sweeps is not None:
            return self._sweep(self._sweeps, candidate, becomes, open_to)
        mine = np.flatnonzero(self._holder == candidate)
        self._class[mine] = becomes[self._class[mine]]
        return self._move(mine, open_to)

    def held(self, candidate: int, less: Callable[[int], int] | None = None) -> Held:
        """Return the papers of a candidate as they lie now.

        Args:
            candidate: who holds them.
            less: what is about to be passed on of a paper of a given value, in units, so that
                only the rest stays; nothing when left out.
        """
        mine = np.flatnonzero(self._holder == candidate)
        stays = tuple(value - (less(value) if less else 0) for value in self.values)
        return Held(self._rows[mine], self._class[mine].astype(np.intp), stays)

    def _revalued(self, candidate: int, worth: Callable[[int], int] | None) -> NDArray[np.int64]:
        """Return the class that each class of a candidate's papers becomes; make those needed."""
        becomes = np.arange(len(self.values))
        if worth is None:
            return becomes
        index = {value: number for number, value in enumerate(self.values)}
        for number in np.flatnonzero(self._papers[:, candidate]).tolist():
            becomes[number] = index.setdefault(worth(self.values[number]), len(index))
        self.values = list(index)
        more = np.zeros((len(self.values) - len(self._papers), self._nobody + 1), dtype=np.int64)
        self._papers = np.concatenate([self._papers, more])
        if len(self.values) > CLASSES_NARROW:
            self._class = self._class.astype(np.int64, copy=False)
        return becomes

    def _sweep(
        self,
        sweeps: ModuleType,
        giver: int,
        becomes: NDArray[np.int64],
        open_to: Collection[int],
    ) -> tuple[Parcel, ...]:
        welcome = self._welcome(open_to)

        def move(low: int, high: int) -> NDArray[np.int64]:
            sums = np.zeros_like(self._papers)
            sweeps.move(
                self._ranks, self._weights, self._place, self._holder, self._class,
                giver, becomes, welcome, low, high, sums,
            )  # fmt: skip
            return sums

        return self._parcels(sum(in_parts(len(self._rows), move), np.zeros_like(self._papers)))

    def _move(self, mine: NDArray[np.intp], open_to: Collection[int]) -> tuple[Parcel, ...]:
        welcome = self._welcome(open_to)
        place = self._place[mine]
        to = self._ranks[mine, place]
        while (shut := np.flatnonzero(~welcome[to])).size:
            place[shut] += 1
            to[shut] = self._ranks[mine[shut], place[shut]]
        self._place[mine], self._holder[mine] = place, to
        sums = np.zeros_like(self._papers)
        entry = self._class[mine].astype(np.intp) * (self._nobody + 1) + to
        np.add.at(sums.reshape(-1), entry, self._weights[mine])
        return self._parcels(sums)

    def _welcome(self, open_to: Collection[int]) -> NDArray[np.bool_]:
        welcome = np.zeros(self._nobody + 1, dtype=np.bool_)
        welcome[[*open_to, self._nobody]] = True
        return welcome

    def _parcels(self, sums: NDArray[np.int64]) -> tuple[Parcel, ...]:
        self._papers += sums
        return tuple(
            Parcel(
                None if to == self._nobody else to,
                int(sums[number, to]),
                self.values[number],
                self.unit,
            )
            for number, to in np.argwhere(sums).tolist()
        )


def _classes(rows: int, held: Held | None) -> NDArray[np.integer[Any]]:
    if held is None:
        return np.zeros(rows, dtype=np.uint16)
    wide = len(held.values) > CLASSES_NARROW
    return held.classes.astype(np.int64 if wide else np.uint16)


def _with_end(ranks: RankColumns, nobody: int) -> RankColumns:
    end: RankColumns = np.full((len(ranks), 1), nobody, dtype=ranks.dtype)
    return np.concatenate([ranks, end], axis=1)


def votes_to(parcels: Sequence[Parcel], candidates: int) -> tuple[list[int], int]:
    """Add up parcels: units for each candidate, and units that went to nobody."""
    votes, nobody = [0] * candidates, 0
    for parcel in parcels:
        if parcel.to is None:
            nobody += parcel.votes
        else:
            votes[parcel.to] += parcel.votes
    return votes, nobody
