"""Divisor methods and largest remainders against definitions that do not share their code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor, isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally

ROWS = {name: method.row for name, method in tally.APPORTIONMENTS.items() if method.row}
FIXED = [name for name, method in tally.APPORTIONMENTS.items() if method.needs == ("total",)]
Seats = Callable[[Sequence[int], int], tuple[int, ...]]

figures_of_units = st.lists(st.integers(1, 90), min_size=1, max_size=6)
totals = st.integers(1, 25)


def all_lots(method: str, figures: Sequence[int], total: int, **bounds: object) -> tuple[int, ...]:
    """Apportion, drawing every lot in the order of the units."""
    lots: list[tuple[int, ...]] = []
    while True:
        found = tally.apportion(method, figures, total=total, lots=lots, **bounds)  # type: ignore[arg-type]
        if found.lot is None:
            return found.seats
        lots.append(found.lot.tied)


def by(method: str) -> Seats:
    return lambda figures, total: all_lots(method, figures, total)


def remainders(figures: Sequence[int], total: int) -> tuple[int, ...]:
    return all_lots("hare-niemeyer", figures, total)


def house_monotone(seats: Seats, figures: Sequence[int], total: int) -> None:
    before, after = seats(figures, total), seats(figures, total + 1)
    assert all(a <= b for a, b in zip(before, after, strict=True))


def pair_monotone(seats: Seats, figures: Sequence[int], grown: Sequence[int], total: int) -> None:
    """Nobody whose figure grew by a larger share gives a seat to one whose figure did not."""
    before, after = seats(figures, total), seats(grown, total)
    for i, j in product(range(len(figures)), repeat=2):
        if Fraction(grown[i], figures[i]) > Fraction(grown[j], figures[j]):
            assert not (after[i] < before[i] and after[j] > before[j])


def stays_in_quota(seats: Seats, figures: Sequence[int], total: int) -> None:
    for figure, has in zip(figures, seats(figures, total), strict=True):
        share = Fraction(figure * total, sum(figures))
        assert floor(share) <= has <= ceil(share)


@pytest.mark.parametrize("method", ROWS)
@settings(deadline=None)
@given(figures_of_units, totals)
def test_a_larger_house_takes_nobodys_seat(method: str, figures: list[int], total: int) -> None:
    house_monotone(by(method), figures, total)


def test_the_alabama_paradox_is_caught_by_the_same_property() -> None:
    with pytest.raises(AssertionError):
        house_monotone(remainders, [6, 6, 2], 10)


@pytest.mark.parametrize("method", ROWS)
@settings(deadline=None)
@given(figures_of_units, totals, st.data())
def test_whoever_grows_more_loses_no_seat_to_whoever_grows_less(
    method: str, figures: list[int], total: int, data: st.DataObject
) -> None:
    grown = [figure + data.draw(st.integers(0, 60)) for figure in figures]
    pair_monotone(by(method), figures, grown, total)


def test_the_population_paradox_is_caught_by_the_same_property() -> None:
    """The first grows and the last does not; yet a seat goes from the first to the last."""
    assert remainders([23, 20, 4], 5) == (3, 2, 0)
    assert remainders([24, 23, 4], 5) == (2, 2, 1)
    with pytest.raises(AssertionError):
        pair_monotone(remainders, [23, 20, 4], [24, 23, 4], 5)


@settings(deadline=None)
@given(figures_of_units, totals)
def test_largest_remainders_stay_in_quota(figures: list[int], total: int) -> None:
    stays_in_quota(remainders, figures, total)


def test_a_method_that_leaves_the_quota_is_caught_by_the_same_property() -> None:
    """The largest of these lists has a share of 7.3 seats and gets 9 by whole divisors."""
    with pytest.raises(AssertionError):
        stays_in_quota(by("d-hondt"), [73, 4, 4, 4, 4, 4, 4, 3], 10)


def root(number: int) -> Fraction:
    """Return the root of a whole number to 30 decimals, cut off."""
    return Fraction(isqrt(number * 10**60), 10**30)


ROUNDINGS: dict[str, Callable[[Fraction], tuple[int, int]]] = {
    # seats for a quotient: the fewest and the most, which differ where it lies on the border
    "d-hondt": lambda q: (ceil(q) - 1, floor(q)),
    "sainte-lague": lambda q: (ceil(q - Fraction(1, 2)), floor(q + Fraction(1, 2))),
    "adams": lambda q: (ceil(q), floor(q) + 1),
    "huntington-hill": lambda q: _at_the_mean(q, lambda low: root(low * (low + 1))),
    "dean": lambda q: _at_the_mean(q, lambda low: Fraction(2 * low * (low + 1), 2 * low + 1)),
    "danish": lambda q: (ceil(q - Fraction(1, 3)), floor(q + Fraction(2, 3))),
    "modified-sainte-lague": lambda q: (
        (0, int(q == Fraction(7, 10)))
        if q <= Fraction(7, 10)
        else (max(1, ceil(q - Fraction(1, 2))), max(1, floor(q + Fraction(1, 2))))
    ),
}


def _at_the_mean(quotient: Fraction, mean: Callable[[int], Fraction]) -> tuple[int, int]:
    low = floor(quotient)
    border = mean(low)
    return low + (quotient > border), low + (quotient >= border)


def divides(method: str, figures: Sequence[int], seats: Sequence[int]) -> bool:
    """Look for one divisor under which every figure rounds to its seats."""
    rounding = ROUNDINGS[method]
    tried = [Fraction(f, 1) / (s + o) for f, s in zip(figures, seats, strict=True) for o in OFFSETS]
    tried += [Fraction(f) / border for f in figures for s in seats for border in _borders(s)]
    ordered = sorted({one for one in tried if one > 0})
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    for divisor in [*ordered, *between, ordered[-1] * 2, ordered[0] / 2]:
        spans = [rounding(Fraction(figure) / divisor) for figure in figures]
        if all(low <= has <= high for has, (low, high) in zip(seats, spans, strict=True)):
            return True
    return False


OFFSETS = (Fraction(1, 2), Fraction(1, 3), Fraction(7, 10), Fraction(1))


def _borders(seats: int) -> list[Fraction]:
    whole = [Fraction(s) for s in (seats, seats - 1) if s > 0]
    means = [root(s * (s + 1)) for s in (seats, seats - 1) if s > 0]
    harmonic = [Fraction(2 * s * (s + 1), 2 * s + 1) for s in (seats, seats - 1) if s > 0]
    halves = [s + o for s in (seats, seats - 1) for o in OFFSETS if s + o > 0]
    return [*whole, *means, *harmonic, *halves]


@pytest.mark.parametrize("method", ROUNDINGS)
@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=4), st.integers(4, 14))
def test_one_divisor_rounds_every_figure_to_its_seats(
    method: str, figures: list[int], total: int
) -> None:
    """Jefferson, Webster, Adams, Hill and Dean: divide, and round each in the method's own way."""
    found = tally.apportion(method, figures, total=total)
    if found.lot is None:
        assert divides(method, figures, found.seats)


def test_seats_of_another_method_are_caught_by_the_divisor_search() -> None:
    figures = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100]
    seats = {name: tally.apportion(name, figures, total=10).seats for name in ROUNDINGS}
    assert not divides("adams", figures, seats["d-hondt"])
    assert not divides("sainte-lague", figures, seats["modified-sainte-lague"])
    assert not divides("d-hondt", figures, seats["huntington-hill"])


def test_every_row_has_its_rounding() -> None:
    assert set(ROUNDINGS) == set(ROWS)


@pytest.mark.parametrize("method", ROWS)
@settings(deadline=None)
@given(figures_of_units, totals, st.data())
def test_within_the_bounds_no_seat_belongs_to_another(
    method: str, figures: list[int], total: int, data: st.DataObject
) -> None:
    minima = [data.draw(st.integers(0, 2)) for _ in figures]
    maxima = [least + data.draw(st.integers(0, 4)) for least in minima]
    total = max(1, min(max(total, sum(minima)), sum(maxima)))
    if sum(maxima) < total:
        return
    seats = all_lots(method, figures, total, minimum=minima, maximum=maxima)
    assert sum(seats) == total
    row = ROWS[method]
    assert row is not None
    for i, j in product(range(len(figures)), repeat=2):
        assert minima[i] <= seats[i] <= maxima[i]
        if seats[i] > minima[i] and seats[j] < maxima[j] and i != j:
            assert row.claim(figures[i], seats[i] - 1) >= row.claim(figures[j], seats[j])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=3), st.integers(1, 8), st.data())
def test_bounded_remainders_have_the_least_squares(
    figures: list[int], total: int, data: st.DataObject
) -> None:
    minima = [data.draw(st.integers(0, 3)) for _ in figures]
    maxima = [least + data.draw(st.integers(0, 5)) for least in minima]
    total = min(max(total, sum(minima), 1), sum(maxima))
    if total == 0:
        return
    seats = all_lots("hare-niemeyer", figures, total, minimum=minima, maximum=maxima)
    asked = [Fraction(figure * total, sum(figures)) for figure in figures]

    def distance(of: Sequence[int]) -> Fraction:
        return sum(((s - q) ** 2 for s, q in zip(of, asked, strict=True)), Fraction(0))

    spans = [range(low, high + 1) for low, high in zip(minima, maxima, strict=True)]
    assert seats in list(product(*spans))
    assert distance(seats) == min(distance(o) for o in product(*spans) if sum(o) == total)


@pytest.mark.parametrize("method", FIXED)
@settings(deadline=None, max_examples=40)
@given(figures_of_units, totals, st.data())
def test_the_steps_end_with_the_seats(
    method: str, figures: list[int], total: int, data: st.DataObject
) -> None:
    minima = [data.draw(st.integers(0, 2)) for _ in figures]
    found = tally.apportion(method, figures, total=max(total, sum(minima)), minimum=minima)
    last = {step.unit: step.seats for step in found.steps}
    assert tuple(last.get(unit, 0) for unit in range(len(figures))) == found.seats
    assert all("{" not in step.text for step in found.steps)
    assert found.lot is None or "{" not in found.lot.text


@pytest.mark.parametrize("method", FIXED)
def test_a_lot_of_every_method_is_taken_up_again(method: str) -> None:
    stopped = tally.apportion(method, [10, 10, 10], total=4)
    assert stopped.lot is not None
    assert (stopped.lot.tied, stopped.lot.choose, sum(stopped.seats)) == ((0, 1, 2), 1, 3)
    ended = tally.apportion(method, [10, 10, 10], total=4, lots=[[2, 0, 1]])
    assert ended.seats == (1, 1, 2)


REFUSED = [
    (
        "minima above the total",
        {"minimum": [1, 0, 3]},
        "at least 4 seats, the minima of units 0, 2",
    ),
    (
        "maxima under the total",
        {"maximum": 0},
        "at most 0 seats, all that the maxima of units 0, 1",
    ),
    ("one maximum each, too small", {"maximum": [1, 1, 9]}, "at most 2 seats"),
    ("minimum above maximum", {"minimum": 1, "maximum": [1, 0, 1]}, "others for unit 1"),
    ("too few minima", {"minimum": [1, 1]}, "one for each of 3 units; got 2 numbers"),
    ("too many maxima", {"maximum": [1] * 4}, "one for each of 3 units; got 4 numbers"),
    ("half a minimum", {"minimum": [0, 0, Fraction(1, 2)]}, "minimum 2: expected a whole number"),
    ("a maximum below zero", {"maximum": [None, -1, None]}, "maximum 1: expected a whole number"),
    ("a maximum in words", {"maximum": True}, "maximum: expected a whole number"),
]


@pytest.mark.parametrize(("bounds", "said"), [one[1:] for one in REFUSED], ids=str)
@pytest.mark.parametrize("method", ["adams", "droop"])
def test_bounds_that_cannot_be_kept_are_refused(
    method: str, bounds: dict[str, object], said: str
) -> None:
    with pytest.raises(tally.BadCount, match=said):
        tally.apportion(method, [10, 20, 0], total=3, **bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", FIXED)
def test_nobody_anywhere_is_refused(method: str) -> None:
    with pytest.raises(tally.BadCount, match="zero everywhere"):
        tally.apportion(method, [0, 0], total=3)


@pytest.mark.parametrize("method", FIXED)
def test_a_figure_of_zero_gets_its_minimum_and_no_more(method: str) -> None:
    assert tally.apportion(method, [10, 0, 5], total=20, minimum=1).seats[1] == 1


def test_equal_has_a_maximum_too() -> None:
    assert tally.apportion("equal", [1, 2], each=3, maximum=2).seats == (2, 2)
    assert tally.apportion("per-n", [100, 2], per=10, maximum=[4, None]).seats == (4, 0)
