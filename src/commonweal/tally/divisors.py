"""Highest averages: seats one by one to whoever has the largest quotient.

Arithmetic shared by the divisor methods. Rules of this module: quotients are exact fractions; a
unit's minimum is given first, and its next seat is then measured by the divisor of that seat;
units whose quotients are equal and who cannot all be served draw lots.

Not here: the row of divisors; each method brings its own.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from commonweal.tally.apportionment import Apportioned, Request, Step
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import LotRequired, Lots, exact, listed


def highest_averages(
    request: Request, lots: Lots, divisor: Callable[[int], int], source: str
) -> Apportioned:
    """Give ``request.total`` seats by highest averages.

    Args:
        request: the figures, the total and the minimum.
        lots: the draws on record.
        divisor: the divisor of a unit that has so many seats already.
        source: the paragraph that a lot cites.

    Raises:
        BadCount: when the minima alone need more than the total, or nobody can take a seat.
    """
    seats = [request.minimum] * len(request.figures)
    left = _left(request)
    steps = _minima(request)
    while left > 0:
        quotients = [Fraction(f, divisor(s)) for f, s in zip(request.figures, seats, strict=True)]
        best = max(quotients)
        level = tuple(unit for unit, quotient in enumerate(quotients) if quotient == best)
        served = _served(level, left, best, lots, source)
        if isinstance(served, LotRequired):
            return Apportioned(tuple(seats), tuple(steps), served)
        for unit in served:
            divided = f"{request.figures[unit]} divided by {divisor(seats[unit])} is {exact(best)}"
            seats[unit] += 1
            words = f"{{{unit}}} gets its seat {seats[unit]}: {divided}, the largest quotient."
            steps.append(Step(unit, seats[unit], best, words))
        left -= len(served)
    return Apportioned(tuple(seats), tuple(steps))


def _left(request: Request) -> int:
    left = request.total - request.minimum * len(request.figures)
    if left < 0:
        raise BadCount(
            "total",
            expected=f"at least {request.minimum} seats for each of {len(request.figures)} units",
            got=request.total,
            remedy="raise the total or lower the minimum",
        )
    if left > 0 and not any(request.figures):
        raise BadCount(
            "figures",
            expected="somebody on at least one roll",
            got="zero everywhere",
            remedy="close and sign the rolls before apportioning",
        )
    return left


def _minima(request: Request) -> list[Step]:
    if request.minimum == 0:
        return []
    words = f"{{}} gets the minimum of {request.minimum}."
    return [
        Step(unit, request.minimum, Fraction(figure), words.format(f"{{{unit}}}"))
        for unit, figure in enumerate(request.figures)
    ]


def _served(
    level: tuple[int, ...], left: int, best: Fraction, lots: Lots, source: str
) -> tuple[int, ...] | LotRequired:
    if len(level) <= left:
        return level
    words = (
        f"{listed(level)} have the same quotient, {exact(best)}, for the last {left} seats: "
        f"draw lots; the first {left} drawn get a seat each."
    )
    lot = LotRequired("seat", level, left, source, words)
    drawn = lots.settle(lot)
    return lot if drawn is None else drawn[:left]
