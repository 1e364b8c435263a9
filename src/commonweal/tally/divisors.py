"""Highest averages: seats one by one to whoever has the largest quotient.

Arithmetic shared by the divisor methods. Rules of this module: quotients are exact fractions, and
where a divisor is a root its square is compared; a unit's minimum is given first, and its next
seat is then measured by the divisor of that seat; a unit that has reached its maximum stands
aside; units whose quotients are equal and who cannot all be served draw lots.

Not here: the row of divisors; each method brings its own.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.apportionment import (
    Apportioned,
    Claim,
    Request,
    Row,
    Step,
    minimum_steps,
    seats_left,
    served,
)
from commonweal.tally.outcome import LotRequired, Lots, exact


def highest_averages(request: Request, lots: Lots, row: Row, source: str) -> Apportioned:
    """Give ``request.total`` seats by highest averages.

    Args:
        request: the figures, the total, the minima and the maxima.
        lots: the draws on record.
        row: the divisors.
        source: the paragraph that a lot cites.

    Raises:
        BadCount: when minima and maxima do not fit the total, or nobody can take a seat.
    """
    seats = list(request.minima)
    left = seats_left(request)
    steps = minimum_steps(request)
    while left > 0:
        claims = _claims(request, row, seats)
        best = max(claims.values())
        level = tuple(unit for unit, claim in claims.items() if claim == best)
        winners = served(level, left, _same(best, row), lots, source)
        if isinstance(winners, LotRequired):
            return Apportioned(tuple(seats), tuple(steps), winners)
        for unit in winners:
            steps.append(_step(request, row, unit, seats[unit]))
            seats[unit] += 1
        left -= len(winners)
    return Apportioned(tuple(seats), tuple(steps))


def _claims(request: Request, row: Row, seats: list[int]) -> dict[int, Claim]:
    return {
        unit: row.claim(request.figures[unit], held)
        for unit, held in enumerate(seats)
        if request.takes_more(unit, held)
    }


def _step(request: Request, row: Row, unit: int, held: int) -> Step:
    figure, divisor = request.figures[unit], Fraction(row.divisor(held))
    infinite, quotient = row.claim(figure, held)
    if infinite:
        why = "every unit gets one seat before any gets two, the largest figure first"
    elif row.squared:
        why = f"{figure} squared, divided by {exact(divisor)}, is {exact(quotient)}, the largest"
    else:
        why = f"{figure} divided by {exact(divisor)} is {exact(quotient)}, the largest quotient"
    if request.is_last(unit, held + 1):
        why += ". It has its maximum now"
    return Step(unit, held + 1, quotient, f"{{{unit}}} gets its seat {held + 1}: {why}.")


def _same(best: Claim, row: Row) -> str:
    infinite, quotient = best
    same = "figure and no seat" if infinite else "squared quotient" if row.squared else "quotient"
    return f"{same}, {exact(quotient)}"
