"""Bi-proportional apportionment: seats in proportion to votes by district and by party at once.

Every district has its seats, every party has its seats, and each party's seats in each district
are its votes there, divided by a divisor of the district and a divisor of the party, rounded to
the nearest whole number. Rules of this module:

* exact: votes are whole numbers, divisors and quotients are fractions;
* the divisors that are published prove the seats: :func:`violations` needs nothing else;
* where several tables of seats are equally right the lot decides among the cells concerned;
* where no table can be right (too many seats in districts that voted for few parties) that is an
  outcome which names them.

Source: M. L. Balinski and G. Demange, "An axiomatic approach to proportionality between matrices",
Mathematics of Operations Research 14 (1989), p. 700, and "Algorithms for proportional matrices in
reals and integers", Mathematical Programming 45 (1989), p. 193; F. Pukelsheim, Proportional
Representation (2014), chapters 14 and 15; in use in Zurich since 2006.

Not here: how the seats are found (``seating``); thresholds (leave out the parties that fail them);
and the seats of the districts, which any method of apportionment gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from commonweal.tally.apportionment import Request, Step
from commonweal.tally.divisors import highest_averages
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import LotRequired, Lots, Plain, exact, named
from commonweal.tally.patterns import is_whole
from commonweal.tally.seating import ODD, Cell, Conflict, Seating, Table, border, cells

UPPER_SOURCE = "Sainte-Lague over the parties' sums"


@dataclass(frozen=True, slots=True)
class Biproportion:
    """Seats by district and party, with everything needed to check them.

    Attributes:
        votes: votes ``[district][party]``.
        districts: seats of each district.
        parties: seats of each party; so far where a lot among parties is required.
        seats: seats ``[district][party]``; so far where a lot or a conflict stopped it.
        district_divisors: one for each district, exact; empty while there is none.
        party_divisors: one for each party, exact; empty while there is none.
        upper: the arithmetic of the parties' seats, where they were not given.
        steps: what was done, in words; districts are places ``{0}`` and on, then come the parties.
        lot: the tie that stopped it: among parties, or among cells numbered by
            ``district * parties + party``.
        lots: the recorded draws that were used.
        conflict: why there is no right table; None where there is one.
    """

    votes: Table
    districts: tuple[int, ...]
    parties: tuple[int, ...]
    seats: Table
    district_divisors: tuple[Fraction, ...] = ()
    party_divisors: tuple[Fraction, ...] = ()
    upper: tuple[Step, ...] = ()
    steps: tuple[str, ...] = ()
    lot: LotRequired | None = None
    lots: tuple[tuple[int, ...], ...] = ()
    conflict: Conflict | None = None

    def told(self, districts: Sequence[str], parties: Sequence[str]) -> list[str]:
        """Return every step in words, with the names of districts and parties."""
        names = [*districts, *parties]
        told = [step.told(parties) for step in self.upper]
        told += [named(step, names) for step in self.steps]
        if self.conflict is not None:
            told.append(named(self.conflict.words, names))
        if self.lot is not None:
            told.append(self.lot.told(self.lot_names(districts, parties)))
        return told

    def as_dict(self) -> dict[str, Plain]:
        """Return the apportionment as plain data for JSON, exact numbers as strings."""
        districts = [f"district {one}" for one in range(len(self.districts))]
        parties = [f"party {one}" for one in range(len(self.parties))]
        return {
            "votes": [[str(votes) for votes in row] for row in self.votes],
            "districts": list(self.districts),
            "parties": list(self.parties),
            "seats": [list(row) for row in self.seats],
            "district_divisors": [exact(one) for one in self.district_divisors],
            "party_divisors": [exact(one) for one in self.party_divisors],
            "steps": list(self.told(districts, parties)),
            "lots": [list(draw) for draw in self.lots],
            "lot": None if self.lot is None else self.lot.as_dict(),
            "conflict": None
            if self.conflict is None
            else {
                "districts": list(self.conflict.districts),
                "parties": list(self.conflict.parties),
            },
        }

    def lot_names(self, districts: Sequence[str], parties: Sequence[str]) -> list[str]:
        """Return the names of what a lot is drawn among, by its numbers: parties, or cells."""
        if self.lot is not None and self.lot.purpose == "party":
            return list(parties)
        return [f"{party} in {district}" for district in districts for party in parties]


def biproportion(
    votes: Sequence[Sequence[int]],
    districts: Sequence[int],
    parties: Sequence[int] | None = None,
    *,
    by: str = "votes",
    lots: Sequence[Sequence[int]] = (),
) -> Biproportion:
    """Give seats in proportion to votes by district and by party at once.

    Args:
        votes: votes ``[district][party]``, whole numbers, zero or more.
        districts: seats of each district, 1 or more.
        parties: seats of each party; left out they are divided by Sainte-Lague.
        by: over what they are then divided: ``votes``, or ``voters``: votes divided by the seats
            of their district, exactly, for districts in which everybody has as many votes as the
            district has seats (Zurich). Some laws round the numbers of voters; here they are kept.
        lots: the recorded draws.

    Raises:
        BadCount: when the figures do not fit together.
        BadLot: when a draw does not answer its tie, or none was asked for.
    """
    table, rows = _checked(votes, districts)
    _check_by(by)
    draws = Lots.of(lots)
    if parties is None:
        upper = _upper(table, rows, by, draws)
        found = _lower(table, rows, upper, draws) if isinstance(upper, _Upper) else upper
    else:
        found = _lower(table, rows, _Upper(_given(parties, table, rows), ()), draws)
    draws.finish()
    return found


def violations(found: Biproportion) -> tuple[Cell, ...]:
    """Check a finished table by its divisors alone; name every cell that is wrong.

    A cell is right when its votes, divided by both divisors, lie between its seats less a half and
    its seats plus a half, borders included. Right cells with right sums prove the table
    (Balinski and Demange 1989). A wrong sum counts against every cell of its row or column.
    """
    wrong = []
    for i, j in cells(found.votes):
        divisors = found.district_divisors[i] * found.party_divisors[j]
        quotient, has = Fraction(found.votes[i][j], divisors), found.seats[i][j]
        row, column = sum(found.seats[i]), sum(line[j] for line in found.seats)
        sums = row == found.districts[i] and column == found.parties[j]
        if not (border(has) <= quotient <= border(has + 1) and sums):
            wrong.append((i, j))
    return tuple(wrong)


@dataclass(frozen=True, slots=True)
class _Upper:
    """The parties' seats and how they came about."""

    parties: tuple[int, ...]
    steps: tuple[Step, ...]


def _upper(votes: Table, districts: tuple[int, ...], by: str, draws: Lots) -> _Upper | Biproportion:
    whole = lcm(*districts) if by == "voters" else 1
    worth = [whole // seats if by == "voters" else 1 for seats in districts]
    figures = [
        sum(row[party] * one for row, one in zip(votes, worth, strict=True))
        for party in range(len(votes[0]))
    ]
    nothing, anything = (0,) * len(figures), (None,) * len(figures)
    request = Request(tuple(figures), nothing, anything, total=sum(districts))
    found = highest_averages(request, draws, ODD, UPPER_SOURCE)
    if found.lot is None:
        return _Upper(found.seats, found.steps)
    lot = LotRequired("party", found.lot.tied, found.lot.choose, UPPER_SOURCE, found.lot.words)
    empty = tuple((0,) * len(row) for row in votes)
    return Biproportion(
        votes, districts, found.seats, empty, upper=found.steps, lot=lot, lots=draws.draws
    )


def _lower(votes: Table, districts: tuple[int, ...], upper: _Upper, draws: Lots) -> Biproportion:
    table = Seating(votes, districts, upper.parties)
    conflict = table.solve()
    lot = table.settle(draws) if conflict is None else None
    solved = conflict is None
    return Biproportion(
        votes=votes,
        districts=districts,
        parties=upper.parties,
        seats=tuple(tuple(row) for row in table.seats),
        district_divisors=tuple(table.by_district) if solved else (),
        party_divisors=tuple(table.by_party) if solved else (),
        upper=upper.steps,
        steps=tuple(table.steps),
        lot=lot,
        lots=draws.draws,
        conflict=conflict,
    )


def _checked(
    votes: Sequence[Sequence[int]], districts: Sequence[int]
) -> tuple[Table, tuple[int, ...]]:
    table = tuple(tuple(row) for row in votes)
    widths = {len(row) for row in table}
    if len(widths) != 1 or widths == {0} or len(table) != len(districts):
        raise BadCount(
            "votes",
            expected=f"a row for each of {len(districts)} districts, a number for each party",
            got=f"{len(table)} rows of {sorted(widths)} numbers",
            remedy="write 0 where a party has no votes in a district",
        )
    _check_numbers("votes", [one for row in table for one in row], 0)
    _check_numbers("districts", districts, 1)
    return tuple(tuple(map(int, row)) for row in table), tuple(map(int, districts))


def _given(parties: Sequence[int], votes: Table, districts: tuple[int, ...]) -> tuple[int, ...]:
    _check_numbers("parties", parties, 0)
    if len(parties) != len(votes[0]) or sum(parties) != sum(districts):
        raise BadCount(
            "parties",
            expected=f"seats for each of {len(votes[0])} parties, {sum(districts)} in all",
            got=f"{len(parties)} numbers, {sum(parties)} in all",
            remedy="let the parties' seats add up to the districts', or leave them out",
        )
    return tuple(map(int, parties))


def _check_numbers(name: str, numbers: Sequence[int], least: int) -> None:
    wrong = [one for one in numbers if not is_whole(one) or one < least]
    if wrong:
        raise BadCount(
            name,
            expected=f"whole numbers, {least} or more",
            got=repr(wrong[0]),
            remedy="give exact whole numbers",
        )


def _check_by(by: str) -> None:
    if by not in {"votes", "voters"}:
        raise BadCount(
            "by",
            expected="votes or voters",
            got=repr(by),
            remedy="say voters where each voter has as many votes as the district has seats",
        )
