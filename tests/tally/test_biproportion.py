"""Bi-proportional seats: an official table, its proof by divisors, all tables by brute force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.biproportion import Biproportion, biproportion, violations

PARTIES = ["SP", "SVP", "FDP", "Gruene", "glp", "CVP", "AL"]
DISTRICTS = ["1+2", "3", "4+5", "6", "7+8", "9", "10", "11", "12"]
# City of Zurich, council election of 9 February 2014: votes by list and district, the districts'
# seats, and the seats as the city published them ("Unterzuteilung der Sitze an die Listen").
ZURICH_VOTES = [
    [30_933, 54_797, 40_953, 29_882, 62_554, 46_248, 40_979, 79_160, 11_448],
    [18_882, 25_663, 9_836, 11_132, 34_834, 41_366, 24_261, 70_002, 10_635],
    [24_403, 17_918, 10_238, 15_090, 69_163, 21_307, 21_957, 37_123, 3_412],
    [13_239, 21_915, 15_880, 10_034, 28_630, 15_001, 13_598, 22_448, 2_433],
    [12_202, 17_746, 12_416, 11_024, 26_498, 14_738, 13_901, 29_648, 2_151],
    [5_936, 6_873, 3_645, 3_692, 11_017, 10_816, 4_898, 14_852, 2_786],
    [5_650, 16_680, 17_323, 6_650, 10_082, 8_020, 8_543, 11_655, 1_061],
]
ZURICH_DISTRICTS = [12, 15, 13, 10, 16, 16, 12, 22, 9]
ZURICH_PARTIES = (39, 23, 21, 14, 13, 6, 9)
ZURICH_SEATS = [
    (3, 5, 5, 4, 4, 5, 4, 6, 3),
    (2, 2, 1, 1, 2, 4, 2, 6, 3),
    (3, 2, 1, 2, 4, 2, 3, 3, 1),
    (1, 2, 2, 1, 2, 2, 1, 2, 1),
    (1, 2, 2, 1, 2, 1, 1, 3, 0),
    (1, 1, 0, 0, 1, 1, 0, 1, 1),
    (1, 1, 2, 1, 1, 1, 1, 1, 0),
]
# The divisors that the city published with them.
ZURICH_DIVISORS = (10_000, 11_500, 8_000, 8_000, 17_300, 10_000, 9_819, 11_860, 4_303)
ZURICH_PARTY_DIVISORS = ("1.027", "0.988", "0.894", "1", "1", "1", "1")


def turned(rows: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return list(zip(*rows, strict=True))


def test_zurich_2014_comes_out_as_the_city_published_it() -> None:
    found = biproportion(turned(ZURICH_VOTES), ZURICH_DISTRICTS, by="voters")
    assert found.parties == ZURICH_PARTIES
    assert turned(found.seats) == ZURICH_SEATS
    assert violations(found) == ()
    assert found.lot is None
    told = found.told(DISTRICTS, PARTIES)
    assert told[-1].startswith("SP has too many seats and FDP too few.")
    assert told[-1].endswith("in 11 from SP to glp, in 12 from glp to SVP, in 10 from SVP to FDP.")


def test_the_rounded_divisors_that_the_city_published_miss_three_cells_by_a_hair() -> None:
    """A table of seats is proven by exact divisors only."""
    found = biproportion(turned(ZURICH_VOTES), ZURICH_DISTRICTS, ZURICH_PARTIES)
    theirs = replace(
        found,
        district_divisors=tuple(Fraction(one) for one in ZURICH_DIVISORS),
        party_divisors=tuple(Fraction(one) for one in ZURICH_PARTY_DIVISORS),
    )
    missed = violations(theirs)
    assert [(DISTRICTS[i], PARTIES[j]) for i, j in missed] == [
        ("10", "SVP"),
        ("11", "FDP"),
        ("11", "glp"),
    ]
    for i, j in missed:
        divisor = theirs.district_divisors[i] * theirs.party_divisors[j]
        off = Fraction(found.votes[i][j], divisor) - found.seats[i][j]
        assert abs(abs(off) - Fraction(1, 2)) < Fraction(2, 1000)


def test_votes_instead_of_voters_would_have_given_other_seats() -> None:
    found = biproportion(turned(ZURICH_VOTES), ZURICH_DISTRICTS)
    assert found.parties == (38, 24, 21, 14, 14, 6, 8)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"seats": ((2, 0), (0, 1))}, ((0, 0), (0, 1), (1, 0))),
        ({"seats": ((0, 1), (1, 0))}, ((0, 0), (0, 1), (1, 0), (1, 1))),
        ({"district_divisors": (Fraction(1), Fraction(10))}, ((0, 0), (0, 1))),
    ],
    ids=["wrong sums", "right sums, wrong cells", "wrong divisor"],
)
def test_a_wrong_table_is_caught_by_its_divisors(
    change: dict[str, object], wrong: tuple[tuple[int, int], ...]
) -> None:
    found = biproportion([[10, 4], [3, 9]], [1, 1], [1, 1])
    assert found.seats == ((1, 0), (0, 1))
    assert violations(found) == ()
    assert violations(replace(found, **change)) == wrong  # type: ignore[arg-type]


Matrix = tuple[tuple[int, ...], ...]


def tables(rows: Sequence[int], columns: Sequence[int]) -> Iterator[Matrix]:
    """Give every table of whole numbers with these sums."""
    if not rows:
        if not any(columns):
            yield ()
        return
    spans = [range(min(rows[0], column) + 1) for column in columns]
    for row in product(*spans):
        if sum(row) == rows[0]:
            left = [column - one for column, one in zip(columns, row, strict=True)]
            yield from ((row, *below) for below in tables(rows[1:], left))


def best(
    votes: Sequence[Sequence[int]], rows: Sequence[int], columns: Sequence[int]
) -> set[Matrix]:
    """Find the right tables by their product.

    A table is right when it has the greatest product, over its seats, of votes divided by the
    border of the seat (Rote and Zachariasen 2007; Gaffke and Pukelsheim 2008).
    """
    worth: dict[Matrix, Fraction] = {}
    for table in tables(rows, columns):
        quotients = [
            Fraction(2 * votes[i][j], 2 * seat - 1)
            for i, row in enumerate(table)
            for j, has in enumerate(row)
            for seat in range(1, has + 1)
        ]
        worth[table] = prod(quotients, start=Fraction(1))
    top = max(worth.values(), default=Fraction(0))
    return {table for table, product_ in worth.items() if product_ == top > 0}


@st.composite
def elections(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[int]]:
    height, width = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    number = st.sampled_from([0, 0, 1, 1, 2, 3, 5, 6, 9, 10, 14, 30])
    votes = [[draw(number) for _ in range(width)] for _ in range(height)]
    districts = [draw(st.integers(1, 3)) for _ in range(height)]
    parties = [0] * width
    for _ in range(sum(districts)):
        parties[draw(st.integers(0, width - 1))] += 1
    return votes, districts, parties


@settings(deadline=None, max_examples=200)
@given(elections(), st.randoms(use_true_random=False))
def test_it_finds_what_brute_force_finds(
    election: tuple[list[list[int]], list[int], list[int]], chance: object
) -> None:
    votes, districts, parties = election
    right = best(votes, districts, parties)
    found = biproportion(votes, districts, parties)
    if not right:
        conflict_is_real(found)
        return
    assert found.conflict is None
    assert found.seats in right
    assert violations(found) == ()
    assert (found.lot is not None) == (len(right) > 1)
    if found.lot is not None:
        tied_cells_are_those_that_differ(found, right)
        draw = list(found.lot.tied)
        chance.shuffle(draw)  # type: ignore[attr-defined]
        ended = biproportion(votes, districts, parties, lots=[draw])
        assert ended.lot is None
        assert ended.seats == first_in_order(right, draw, len(parties))
        assert violations(ended) == ()


def conflict_is_real(found: Biproportion) -> None:
    """The districts named voted for nobody but the parties named, who have fewer seats."""
    conflict = found.conflict
    assert conflict is not None
    for i, j in product(conflict.districts, range(len(found.parties))):
        assert found.votes[i][j] == 0 or j in conflict.parties
    asked = sum(found.districts[i] for i in conflict.districts)
    assert asked > sum(found.parties[j] for j in conflict.parties)
    assert found.told(["D"] * len(found.districts), ["P"] * len(found.parties))


def tied_cells_are_those_that_differ(found: Biproportion, right: set[Matrix]) -> None:
    assert found.lot is not None
    width = len(found.parties)
    differ = {
        i * width + j
        for i, j in product(range(len(found.districts)), range(width))
        if len({table[i][j] for table in right}) > 1
    }
    assert set(found.lot.tied) == differ
    assert 1 <= found.lot.choose < len(differ)
    low = [min(table[c // width][c % width] for table in right) for c in found.lot.tied]
    assert found.lot.choose == sum(
        found.seats[c // width][c % width] - least
        for c, least in zip(found.lot.tied, low, strict=True)
    )


def first_in_order(right: set[Matrix], draw: Sequence[int], width: int) -> Matrix:
    """Of the right tables, the one that gives the cells drawn earliest their higher numbers."""
    return max(right, key=lambda table: [table[c // width][c % width] for c in draw])


def test_the_simplest_tie_asks_for_a_lot_among_its_four_cells() -> None:
    stopped = biproportion([[1, 1], [1, 1]], [1, 1], [1, 1])
    assert stopped.lot is not None
    assert (stopped.lot.tied, stopped.lot.choose) == ((0, 1, 2, 3), 2)
    told = stopped.told(["North", "South"], ["Red", "Blue"])
    assert told[-1].startswith("The quotients of Red in North, Blue in North, Red in South and")
    for draw, seats in (([1, 0, 3, 2], ((0, 1), (1, 0))), ([0, 1, 2, 3], ((1, 0), (0, 1)))):
        assert biproportion([[1, 1], [1, 1]], [1, 1], [1, 1], lots=[draw]).seats == seats


def test_a_tie_among_parties_comes_first() -> None:
    votes = [[10, 10], [10, 10]]
    stopped = biproportion(votes, [1, 2])
    assert stopped.lot is not None
    assert (stopped.lot.purpose, stopped.lot.tied) == ("party", (0, 1))
    assert stopped.told(["North", "South"], ["Red", "Blue"])[-1].startswith("Red and Blue have")
    second = biproportion(votes, [1, 2], lots=[[1, 0]])
    assert second.parties == (1, 2)
    assert second.lot is None
    assert second.seats == ((0, 1), (1, 1))


def test_a_conflict_names_districts_and_parties() -> None:
    found = biproportion([[5, 0], [7, 8]], [2, 1], [1, 2])
    assert found.conflict is not None
    assert (found.conflict.districts, found.conflict.parties) == ((0,), (0,))
    assert found.told(["North", "South"], ["Red", "Blue"])[-1] == (
        "In North only Red got votes. They have 1 seats in all, but 2 are to be filled there."
    )
    nobody = biproportion([[0, 0], [7, 8]], [1, 1], [1, 1])
    assert nobody.conflict is not None
    assert "In North nobody got votes." in nobody.told(["North", "South"], ["Red", "Blue"])[-1]


def test_it_is_plain_data() -> None:
    for found in (
        biproportion([[1, 1], [1, 1]], [1, 1], [1, 1]),
        biproportion([[5, 0], [7, 8]], [2, 1], [1, 2]),
        biproportion([[5, 1], [7, 8]], [2, 1]),
    ):
        data = json.loads(json.dumps(found.as_dict(), allow_nan=False))
        assert data["seats"] == [list(row) for row in found.seats]


@settings(deadline=None, max_examples=50)
@given(elections(), st.integers(2, 9), st.data())
def test_a_district_that_counts_its_votes_in_another_unit_changes_nothing(
    election: tuple[list[list[int]], list[int], list[int]], times: int, data: st.DataObject
) -> None:
    """Multiplying a row changes only its divisor."""
    votes, districts, parties = election
    row = data.draw(st.integers(0, len(votes) - 1))
    other = [[one * times for one in line] if i == row else line for i, line in enumerate(votes)]
    assert best(votes, districts, parties) == best(other, districts, parties)
    first, second = (biproportion(v, districts, parties) for v in (votes, other))
    assert (first.lot is None, first.conflict) == (second.lot is None, second.conflict)
    stopped = first.lot is not None or first.conflict is not None
    assert stopped or first.seats == second.seats, "seats so far hang on the order of steps"


def test_many_districts_and_parties_end_soon() -> None:
    """As large as a canton: 18 districts, 180 seats; numbers without a pattern."""
    votes = [
        [(7_919 * i * i + 104_729 * j * j + 31 * i * j) % 20_011 for j in range(9)]
        for i in range(18)
    ]
    found = biproportion(votes, [10] * 18)
    assert violations(found) == ()
    assert found.lot is None


REFUSED = [
    (lambda: biproportion([[1, 2], [3]], [1, 1]), "votes: expected a row for each of 2 districts"),
    (lambda: biproportion([[1, 2]], [1, 1]), "votes: expected a row for each of 2 districts"),
    (lambda: biproportion([[], []], [1, 1]), "votes: expected a row"),
    (lambda: biproportion([[1, -2]], [1]), "votes: expected whole numbers, 0 or more; got -2"),
    (lambda: biproportion([[1, 2]], [0]), "districts: expected whole numbers, 1 or more; got 0"),
    (lambda: biproportion([[1, 2]], [2], [1, 2]), "parties: expected seats .* 2 in all; got .* 3"),
    (lambda: biproportion([[1, 2]], [2], [2]), "parties: expected seats for each of 2 parties"),
    (lambda: biproportion([[1, 2]], [2], [True, 1]), "parties: expected whole numbers"),
    (lambda: biproportion([[1, 2]], [2], by="seats"), "by: expected votes or voters"),
    (lambda: biproportion([[0, 0]], [2]), "figures: expected somebody"),
]


@pytest.mark.parametrize(("ask", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_figures_that_do_not_fit_are_refused(ask: object, said: str) -> None:
    with pytest.raises(tally.BadCount, match=said):
        ask()  # type: ignore[operator]


def test_a_draw_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(tally.BadLot, match="0 draws"):
        biproportion([[5, 1], [1, 5]], [1, 1], [1, 1], lots=[[0, 1]])
