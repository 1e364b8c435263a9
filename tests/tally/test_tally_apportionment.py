"""What apportionments have to keep, as properties; and a wrong method that is caught."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally

DIVISORS: dict[str, Callable[[int], int]] = {
    "sainte-lague": lambda seats: 2 * seats + 1,
    "d-hondt": lambda seats: seats + 1,
}
figures_of_units = st.lists(st.integers(1, 60), min_size=1, max_size=6)
totals = st.integers(1, 25)
Seats = Callable[[list[int], int], tuple[int, ...]]


def drawn(method: str, figures: Sequence[int], total: int, minimum: int = 0) -> tuple[int, ...]:
    lots: list[tuple[int, ...]] = []
    while True:
        found = tally.apportion(method, figures, total=total, minimum=minimum, lots=lots)
        if found.lot is None:
            return found.seats
        lots.append(found.lot.tied)


def house_monotone(seats: Seats, figures: list[int], total: int) -> None:
    before, after = seats(figures, total), seats(figures, total + 1)
    assert all(a <= b for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("method", DIVISORS)
@settings(deadline=None)
@given(figures_of_units, totals)
def test_a_larger_house_takes_nobodys_seat(method: str, figures: list[int], total: int) -> None:
    house_monotone(lambda f, t: drawn(method, f, t), figures, total)


def test_largest_remainders_are_caught_by_the_same_property() -> None:
    def remainders(figures: list[int], total: int) -> tuple[int, ...]:
        quotas = [Fraction(f * total, sum(figures)) for f in figures]
        seats = [q.numerator // q.denominator for q in quotas]
        order = sorted(range(len(quotas)), key=lambda u: seats[u] - quotas[u])
        for unit in order[: total - sum(seats)]:
            seats[unit] += 1
        return tuple(seats)

    with pytest.raises(AssertionError):
        house_monotone(remainders, [6, 6, 2], 10)


@pytest.mark.parametrize("method", DIVISORS)
@settings(deadline=None)
@given(figures_of_units, totals, st.integers(0, 2))
def test_no_seat_belongs_to_another_unit(
    method: str, figures: list[int], total: int, minimum: int
) -> None:
    """The inequality that defines a divisor method, for seats above the minimum."""
    total = max(total, minimum * len(figures))
    seats, divisor = drawn(method, figures, total, minimum), DIVISORS[method]
    assert sum(seats) == total
    assert min(seats) >= minimum
    claims = [Fraction(f, divisor(s)) for f, s in zip(figures, seats, strict=True)]
    for figure, has in zip(figures, seats, strict=True):
        if has > minimum:
            assert Fraction(figure, divisor(has - 1)) >= max(claims)


@pytest.mark.parametrize("method", DIVISORS)
@settings(deadline=None)
@given(figures_of_units, totals, st.data())
def test_renaming_units_renames_their_seats(
    method: str, figures: list[int], total: int, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(figures))))
    first = tally.apportion(method, figures, total=total)
    second = tally.apportion(method, [figures[unit] for unit in order], total=total)
    assert [first.seats[unit] for unit in order] == list(second.seats)
    if first.lot is not None:
        assert second.lot is not None
        assert {order[unit] for unit in second.lot.tied} == set(first.lot.tied)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 10**4), st.integers(1, 10**4))
def test_per_n_gives_a_seat_for_each_full_n(figures: list[int], per: int, remainder: int) -> None:
    found = tally.apportion("per-n", figures, per=per, remainder=remainder)
    for figure, seats in zip(figures, found.seats, strict=True):
        assert seats - figure // per == (1 if figure % per >= remainder else 0)


def test_every_method_explains_every_unit() -> None:
    asked: dict[str, dict[str, object]] = {
        "per-n": {"per": 10, "remainder": 5},
        "bands": {"bands": [(0, 1)]},
        "equal": {"each": 1},
    }
    for name, method in tally.APPORTIONMENTS.items():
        figures = {"total": 3} if method.needs == ("total",) else asked[name]
        found = tally.apportion(name, [10, 20], minimum=1, **figures)  # type: ignore[arg-type]
        assert {step.unit for step in found.steps} == {0, 1}
        assert found.method_version == tally.APPORTIONMENTS[name].version
        assert tally.APPORTIONMENTS[name].source
