"""Seats in a table of districts and parties, found by tie-and-transfer.

Rules of this module:

* at every moment each cell's seats are its votes, divided by the divisors of its district and its
  party, rounded to the nearest (on the border either way);
* each district gets its seats by its own votes first. While a party has too many, the divisors
  move by the least factor that puts a chain of quotients on the border, and along that chain one
  seat passes on. Each pass takes two from the sum of what parties have too many or too few, so
  there are never more passes than seats;
* the least factor is the length of a shortest path, products of exact factors of 1 or more taking
  the place of sums; where no path leads on, its end names why no table can be right;
* other tables are equally right only where quotients on the border form a cycle.

Source: M. L. Balinski and G. Demange, "Algorithms for proportional matrices in reals and
integers", Mathematical Programming 45 (1989), p. 193.

Not here: the request and the answer (``biproportion``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from commonweal.tally.apportionment import Row
from commonweal.tally.outcome import LotRequired, Lots, listed

SOURCE = "Balinski and Demange, Math. of Operations Research 14 (1989) 700"

Table: TypeAlias = tuple[tuple[int, ...], ...]
"""Whole numbers ``[district][party]``."""

Cell: TypeAlias = tuple[int, int]
"""A district and a party."""

ODD = Row(lambda seats: 2 * seats + 1)
"""The divisors of Sainte-Lague: rounding to the nearest."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why no table of seats can be right.

    Attributes:
        districts: districts in which only ``parties`` have votes.
        parties: those parties; all of them together have fewer seats than the districts.
        words: the same in words; districts are places ``{0}`` and on, then come the parties.
    """

    districts: tuple[int, ...]
    parties: tuple[int, ...]
    words: str


def border(seats: int) -> Fraction:
    """Return the quotient from which on it rounds to so many seats."""
    return Fraction(max(2 * seats - 1, 0), 2)


def cells(table: Sequence[Sequence[int]]) -> Iterator[Cell]:
    """Name every cell, district by district."""
    return product(range(len(table)), range(len(table[0])))


@dataclass(slots=True)
class _Path:
    """How far each district and party is from the parties that have too many, as a product."""

    parties: dict[int, Fraction]
    districts: dict[int, Fraction] = field(default_factory=dict)
    before_party: dict[int, int] = field(default_factory=dict)
    before_district: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Seating:
    """The seats while they are found. Owned by one apportionment.

    Attributes:
        votes: votes ``[district][party]``.
        districts: seats of each district.
        parties: seats of each party, as many in all.
        seats: seats ``[district][party]``, as they stand now.
        by_district: the divisor of each district.
        by_party: the divisor of each party.
        steps: what was done; districts are places ``{0}`` and on, then come the parties.
    """

    votes: Table
    districts: tuple[int, ...]
    parties: tuple[int, ...]
    seats: list[list[int]] = field(default_factory=list)
    by_district: list[Fraction] = field(default_factory=list)
    by_party: list[Fraction] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def solve(self) -> Conflict | None:
        """Find the seats, or why there are none."""
        for district, seats in enumerate(self.districts):
            if not any(self.votes[district]):
                return self._conflict([district], [])
            self.seats.append(_alone(self.votes[district], seats))
        self.by_party = [Fraction(1)] * len(self.parties)
        self.by_district = [Fraction(1)] * len(self.districts)
        self._round_divisors()
        self._tell_start()
        while over := [j for j in range(len(self.parties)) if self._too_many(j) > 0]:
            path = self._distances(over)
            under = [j for j in path.parties if self._too_many(j) < 0]
            if not under:
                return self._conflict(sorted(path.districts), sorted(path.parties))
            self._transfer(path, min(under, key=lambda j: (path.parties[j], j)))
            self._round_divisors()
        return None

    def _too_many(self, party: int) -> int:
        return sum(row[party] for row in self.seats) - self.parties[party]

    def _quotient(self, district: int, party: int) -> Fraction:
        divisor = self.by_district[district] * self.by_party[party]
        return Fraction(self.votes[district][party], divisor)

    def _distances(self, over: Sequence[int]) -> _Path:
        """Dijkstra's shortest paths, with products of factors of 1 or more for lengths."""
        path = _Path({party: Fraction(1) for party in over})
        open_parties, open_districts = set(over), set[int]()
        while open_parties or open_districts:
            party = min(open_parties, key=lambda j: (path.parties[j], j), default=None)
            district = min(open_districts, key=lambda i: (path.districts[i], i), default=None)
            if district is None or (
                party is not None and path.parties[party] <= path.districts[district]
            ):
                assert party is not None
                open_parties.remove(party)
                open_districts |= self._take_away(path, party)
            else:
                open_districts.remove(district)
                open_parties |= self._add(path, district)
        return path

    def _take_away(self, path: _Path, party: int) -> set[int]:
        """Reach the districts where the party has a seat to lose."""
        reached = set()
        for district, row in enumerate(self.seats):
            if row[party] > 0:
                factor = Fraction(self._quotient(district, party), border(row[party]))
                length = path.parties[party] * factor
                if district not in path.districts or length < path.districts[district]:
                    path.districts[district], path.before_district[district] = length, party
                    reached.add(district)
        return reached

    def _add(self, path: _Path, district: int) -> set[int]:
        """Reach the parties that have votes in the district, and so could have a seat more."""
        reached = set()
        for party, votes in enumerate(self.votes[district]):
            if votes > 0:
                next_border = border(self.seats[district][party] + 1)
                factor = Fraction(next_border, self._quotient(district, party))
                length = path.districts[district] * factor
                if party not in path.parties or length < path.parties[party]:
                    path.parties[party], path.before_party[party] = length, district
                    reached.add(party)
        return reached

    def _transfer(self, path: _Path, to: int) -> None:
        """Move the divisors until the path's quotients lie on the border, and pass a seat on."""
        far = path.parties[to]
        for party, length in path.parties.items():
            self.by_party[party] *= Fraction(far, min(length, far))
        for district, length in path.districts.items():
            self.by_district[district] *= Fraction(min(length, far), far)
        passed, party = [], to
        while party in path.before_party:
            district = path.before_party[party]
            giver = path.before_district[district]
            self.seats[district][party] += 1
            self.seats[district][giver] -= 1
            passed.append(f"in {self._d(district)} from {self._p(giver)} to {self._p(party)}")
            party = giver
        self.steps.append(
            f"{self._p(party)} has too many seats and {self._p(to)} too few. The divisors are "
            f"moved until quotients lie on the border; a seat passes {', '.join(passed[::-1])}."
        )

    def _round_divisors(self) -> None:
        """Replace each divisor by the shortest decimal number that gives the same seats.

        A line that lies on the border both ways comes free only when its neighbours have moved,
        so this goes round until nothing moves, at most once for every line.
        """
        rounds, before = len(self.districts) + len(self.parties), list[Fraction]()
        while rounds and before != [*self.by_district, *self.by_party]:
            rounds, before = rounds - 1, [*self.by_district, *self.by_party]
            for i in range(len(self.districts)):
                line = [((i, j), other) for j, other in enumerate(self.by_party)]
                self.by_district[i] = self._shortest(line)
            for j in range(len(self.parties)):
                line = [((i, j), other) for i, other in enumerate(self.by_district)]
                self.by_party[j] = self._shortest(line)

    def _shortest(self, line: Sequence[tuple[Cell, Fraction]]) -> Fraction:
        least, most = [Fraction(0)], []
        for (i, j), other in line:
            votes, has = self.votes[i][j], self.seats[i][j]
            least.append(Fraction(votes, other * border(has + 1)))
            if has:
                most.append(Fraction(votes, other * border(has)))
        return _shortest_between(max(least), min(most, default=None))

    def _tell_start(self) -> None:
        for i, row in enumerate(self.seats):
            got = ", ".join(f"{self._p(j)} {seats}" for j, seats in enumerate(row) if seats)
            self.steps.append(f"By its own votes alone {self._d(i)} would have: {got}.")

    def _conflict(self, districts: list[int], parties: list[int]) -> Conflict:
        places = listed(districts)
        wins, asks = (
            sum(self.parties[j] for j in parties),
            sum(self.districts[i] for i in districts),
        )
        if parties:
            only = f"only {listed([len(self.districts) + j for j in parties])} got votes"
        else:
            only = "nobody got votes"
        words = (
            f"In {places} {only}. They have {wins} seats in all, but {asks} are to be filled there."
        )
        return Conflict(tuple(districts), tuple(parties), words)

    def _d(self, district: int) -> str:
        return f"{{{district}}}"

    def _p(self, party: int) -> str:
        return f"{{{len(self.districts) + party}}}"

    def settle(self, draws: Lots) -> LotRequired | None:
        """Ask for a lot where other tables are equally right, and follow the draw."""
        tied = [cell for cell in cells(self.votes) if self._on_a_cycle(cell)]
        if not tied:
            return None
        width = len(self.parties)
        numbers = tuple(i * width + j for i, j in tied)
        holding = sum(self._may_lose(i, j) for i, j in tied)
        words = (
            f"The quotients of {listed(numbers)} lie on the border between two numbers of seats, "
            "and several tables are equally right: draw lots. In the order drawn each gets the "
            "higher number if the sums of its district and its party still allow it."
        )
        lot = LotRequired("cell", numbers, holding, SOURCE, words)
        drawn = draws.settle(lot)
        if drawn is None:
            return lot
        self._follow([divmod(number, width) for number in drawn])
        return None

    def _follow(self, drawn: Sequence[Cell]) -> None:
        fixed: set[Cell] = set()
        for i, j in drawn:
            if not self._may_lose(i, j):
                self._raise(i, j, fixed)
            fixed.add((i, j))

    def _raise(self, district: int, party: int, fixed: set[Cell]) -> None:
        """Give the cell its seat along a cycle of quotients on the border, if there is one."""
        before = self._reach_from(party, fixed)
        if ~district not in before:
            return
        self.seats[district][party] += 1
        node = ~district
        while node != party:
            earlier = before[node]
            if node < 0:
                self.seats[~node][earlier] -= 1
            else:
                self.seats[~earlier][node] += 1
            node = earlier

    def _on_a_cycle(self, cell: Cell) -> bool:
        district, party = cell
        if self._may_lose(district, party):
            return self._party_reaches(district, party)
        return self._may_gain(district, party) and ~district in self._reach_from(party, set())

    def _party_reaches(self, district: int, party: int) -> bool:
        """Tell whether the seat that the party may lose there can come back to it elsewhere."""
        gaining = [j for j in range(len(self.parties)) if self._may_gain(district, j)]
        return any(party in self._reach_from(j, set()) for j in gaining)

    def _reach_from(self, party: int, fixed: set[Cell]) -> dict[int, int]:
        """Return whatever is reached along quotients on the border, each with where from.

        Parties are numbers from 0, districts their complements.
        """
        before: dict[int, int] = {party: party}
        waiting = [party]
        while waiting:
            node = waiting.pop(0)
            for after in self._steps_from(node, fixed):
                if after not in before:
                    before[after] = node
                    waiting.append(after)
        return before

    def _steps_from(self, node: int, fixed: set[Cell]) -> list[int]:
        if node < 0:
            district, parties = ~node, range(len(self.parties))
            free = [j for j in parties if (district, j) not in fixed]
            return [j for j in free if self._may_gain(district, j)]
        districts = range(len(self.districts))
        free = [i for i in districts if (i, node) not in fixed]
        return [~i for i in free if self._may_lose(i, node)]

    def _may_lose(self, district: int, party: int) -> bool:
        has = self.seats[district][party]
        return has > 0 and self._quotient(district, party) == border(has)

    def _may_gain(self, district: int, party: int) -> bool:
        return self._quotient(district, party) == border(self.seats[district][party] + 1)


def _alone(votes: Sequence[int], seats: int) -> list[int]:
    """Give a district's seats by its own votes; a tie does not matter, the divisors settle it."""
    has = [0] * len(votes)
    for _ in range(seats):
        claims = [ODD.claim(figure, held) for figure, held in zip(votes, has, strict=True)]
        has[claims.index(max(claims))] += 1
    return has


def _shortest_between(least: Fraction, most: Fraction | None) -> Fraction:
    """Return a number between two, the one with the fewest digits; the end where they meet."""
    if least == most:
        return least
    places = 1 - len(str(int(least) if most is None else int(most)))
    while True:
        unit = Fraction(10) ** -places
        number = (least // unit + 1) * unit
        if most is None or number < most:
            return number
        places += 1
