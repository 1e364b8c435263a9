"""Largest remainders: the whole quotas first, then the seats that are left to what is unmet.

Arithmetic shared by the quota methods. Rules of this module:

* a unit's figure divided by the quota is what it may ask for, an exact fraction; it gets the whole
  part, and the seats that are left go one by one to the unit whose asking is unmet by most;
* with a minimum or a maximum the same sentence holds: each seat beyond the minima goes to the unit
  below its maximum whose asking is unmet by most. Of all ways to keep the bounds this has the
  least sum of squared differences between seats and askings (each step takes away the most);
* units that are unmet by the same and cannot all be served draw lots.

Not here: the quota; each method brings its own. No method of this kind is house monotone: a larger
house can cost a unit a seat (the Alabama paradox), which is why a case of it is kept.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.apportionment import (
    Apportioned,
    Request,
    Step,
    minimum_steps,
    seats_left,
    served,
)
from commonweal.tally.outcome import LotRequired, Lots, exact


def largest_remainders(request: Request, lots: Lots, quota: Fraction, source: str) -> Apportioned:
    """Give ``request.total`` seats by quota and largest remainders.

    Args:
        request: the figures, the total, the minima and the maxima.
        lots: the draws on record.
        quota: the figure that makes a seat, above zero where a figure is.
        source: the paragraph that a lot cites.

    Raises:
        BadCount: when minima and maxima do not fit the total, or nobody can take a seat.
    """
    left = seats_left(request)
    if left == 0:
        return Apportioned(request.minima, tuple(minimum_steps(request)))
    seats, steps = _start(request, quota)
    left = request.total - sum(seats)
    while left > 0:
        unmet = _unmet(request, quota, seats)
        most = max(unmet.values())
        level = tuple(unit for unit, share in unmet.items() if share == most)
        winners = served(level, left, f"remainder, {exact(most)}", lots, source)
        if isinstance(winners, LotRequired):
            return Apportioned(tuple(seats), tuple(steps), winners)
        for unit in winners:
            seats[unit] += 1
            steps.append(_step(request, unit, seats[unit], most))
        left -= len(winners)
    return Apportioned(tuple(seats), tuple(steps))


def _start(request: Request, quota: Fraction) -> tuple[list[int], list[Step]]:
    """Give the whole quotas at once, unless the minima make some units wait for theirs."""
    steps = [_whole_quotas(request, unit, quota) for unit in range(len(request.figures))]
    seats = [step.seats for step in steps]
    if sum(seats) <= request.total:
        return seats, steps
    return list(request.minima), minimum_steps(request)


def _whole_quotas(request: Request, unit: int, quota: Fraction) -> Step:
    figure, least, most = request.figures[unit], request.minima[unit], request.maxima[unit]
    asked = Fraction(figure, quota)
    seats, rest = divmod(asked, 1)
    why = f"{figure} divided by {exact(quota)} is {seats} whole quotas and {exact(rest)}"
    if seats < least:
        seats, why = least, f"{why}; the minimum is {least}"
    elif most is not None and seats > most:
        seats, why = most, f"{why}; the maximum is {most}"
    return Step(unit, seats, asked, f"{{{unit}}} gets {seats}: {why}.")


def _unmet(request: Request, quota: Fraction, seats: list[int]) -> dict[int, Fraction]:
    return {
        unit: Fraction(request.figures[unit], quota) - held
        for unit, held in enumerate(seats)
        if request.takes_more(unit, held)
    }


def _step(request: Request, unit: int, seats: int, unmet: Fraction) -> Step:
    why = f"{exact(unmet)} of a quota is unmet, the largest remainder"
    if request.is_last(unit, seats):
        why += ". It has its maximum now"
    return Step(unit, seats, unmet, f"{{{unit}}} gets its seat {seats}: {why}.")
