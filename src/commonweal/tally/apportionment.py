"""What an apportionment is: seats for units in proportion to figures, with its arithmetic.

Rules of this module: units are integers 0 to n-1 with a figure each (members on a signed roll,
inhabitants, votes of a list); every step is data and words, so that the arithmetic can be
published; figures and quotients are exact; of a fixed total a unit with a figure of zero gets its
minimum and no seat more; what the minima and maxima make impossible is refused, with the units
named.

Not here: the methods (``apportionments``) and the entry that checks a request (``counting``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import LotRequired, Lots, Plain, exact, listed, named


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an apportionment, checked.

    Attributes:
        figures: the figure of each unit, zero or more.
        total: seats to give in all; 0 where the method sets no total.
        per: how many make a seat.
        remainder: how many left over make one more seat; 0 for never.
        bands: ``(from, seats)`` with rising ``from``: units of at least that figure get so many.
        each: seats of every unit.
        minima: seats that each unit gets at least.
        maxima: seats that each unit gets at most; None where it may have any number.
    """

    figures: tuple[int, ...]
    minima: tuple[int, ...]
    maxima: tuple[int | None, ...]
    total: int = 0
    per: int = 0
    remainder: int = 0
    bands: tuple[tuple[int, int], ...] = ()
    each: int = 0

    def takes_more(self, unit: int, seats: int) -> bool:
        """Tell whether a unit that has so many seats can be given another."""
        most = self.maxima[unit]
        return self.figures[unit] > 0 and (most is None or seats < most)

    def is_last(self, unit: int, seats: int) -> bool:
        """Tell whether so many seats are a unit's maximum."""
        return self.maxima[unit] == seats


Claim: TypeAlias = tuple[int, Fraction]
"""What a unit brings forward for a seat: claims are compared by the first part, then the second."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of divisors: what tells one highest-averages method from another.

    Attributes:
        divisor: the divisor of a unit that has so many seats already, zero or more; never falls.
            Where ``squared``, the square of the divisor.
        squared: whether squares of figures and divisors are compared, because the divisors
            themselves are no fractions.
    """

    divisor: Callable[[int], int | Fraction]
    squared: bool = False

    def claim(self, figure: int, seats: int) -> Claim:
        """Return the claim to a next seat of a unit that has so many.

        A divisor of zero makes an infinite quotient. Of two infinite ones the larger figure's
        goes first (Balinski and Young, Fair Representation, 1982, appendix A). A figure of zero
        has the least claim of all.
        """
        divisor = self.divisor(seats)
        if figure == 0:
            return -1, Fraction(0)
        if divisor == 0:
            return 1, Fraction(figure)
        return 0, Fraction(figure * figure if self.squared else figure, divisor)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the published arithmetic.

    Attributes:
        unit: the unit concerned.
        seats: how many seats the unit has after the step.
        figure: the number that decided: a quotient, or the unit's figure.
        words: what was done, with the place ``{unit}`` for its name.
    """

    unit: int
    seats: int
    figure: Fraction
    words: str

    @property
    def text(self) -> str:
        """The words, with the unit called by its number."""
        return self.told([f"unit {unit}" for unit in range(self.unit + 1)])

    def told(self, names: Sequence[str]) -> str:
        """Return the words, with the unit called by its name."""
        return named(self.words, names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the step as plain data, exact numbers as strings."""
        return {
            "unit": self.unit,
            "seats": self.seats,
            "figure": exact(self.figure),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Apportioned:
    """What a method found, before its name and version are put on it.

    Attributes:
        seats: the seats of each unit, so far where a lot is required.
        steps: the arithmetic.
        lot: the tie that stopped it, if one did.
    """

    seats: tuple[int, ...]
    steps: tuple[Step, ...]
    lot: LotRequired | None = None


@dataclass(frozen=True, slots=True)
class Apportionment:
    """The seats of each unit, with everything needed to explain and repeat it.

    Attributes:
        method: the name of the method in the registry.
        method_version: the version of its code and reading of its source.
        figures: the figure of each unit.
        seats: the seats of each unit, so far where a lot is required.
        steps: the arithmetic, in order.
        lot: the tie that stopped it; None when it is complete.
        lots: the recorded draws that were used.
    """

    method: str
    method_version: int
    figures: tuple[int, ...]
    seats: tuple[int, ...]
    steps: tuple[Step, ...]
    lot: LotRequired | None = None
    lots: tuple[tuple[int, ...], ...] = ()

    def as_dict(self) -> dict[str, Plain]:
        """Return the apportionment as plain data for JSON."""
        return {
            "method": self.method,
            "method_version": self.method_version,
            "figures": [str(figure) for figure in self.figures],
            "seats": list(self.seats),
            "steps": [step.as_dict() for step in self.steps],
            "lots": [list(draw) for draw in self.lots],
            "lot": None if self.lot is None else self.lot.as_dict(),
        }


Apportioner: TypeAlias = Callable[[Request, Lots], Apportioned]
"""Apportion a checked request with the draws on record."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way of apportioning seats.

    Attributes:
        name: as it is written in a constitution; stable.
        title: as it is shown to members.
        source: the paper or statute that it follows.
        version: raised whenever seats could come out or explain themselves differently.
        needs: the figures of a request without which it cannot work, for instance ``total``.
        apportion: the function.
        takes: further figures that it understands, beside ``minimum`` and ``maximum``.
        row: its row of divisors, where it is a method of highest averages.
    """

    name: str
    title: str
    source: str
    version: int
    needs: tuple[str, ...]
    apportion: Apportioner
    takes: tuple[str, ...] = ()
    row: Row | None = None


def by_figure(request: Request, seats_of: Callable[[int], tuple[int, str]]) -> Apportioned:
    """Apportion unit by unit, each by its own figure, within its minimum and maximum.

    Args:
        request: the figures, the minima and the maxima.
        seats_of: seats for a figure, and why, for instance ``"2 whole 20000s"``.
    """
    steps = []
    for unit, figure in enumerate(request.figures):
        seats, why = seats_of(figure)
        least, most = request.minima[unit], request.maxima[unit]
        if seats < least:
            seats, why = least, f"{why}; the minimum is {least}"
        elif most is not None and seats > most:
            seats, why = most, f"{why}; the maximum is {most}"
        words = f"{{{unit}}} with {figure} gets {seats}: {why}."
        steps.append(Step(unit, seats, Fraction(figure), words))
    return Apportioned(tuple(step.seats for step in steps), tuple(steps))


def seats_left(request: Request) -> int:
    """Return the seats of a fixed total that are left when everybody has the minimum.

    Raises:
        BadCount: when the minima need more than the total, when no figure is above zero, or when
            the maxima leave seats that nobody can take.
    """
    left = request.total - sum(request.minima)
    if left < 0:
        bound = [unit for unit, least in enumerate(request.minima) if least]
        raise BadCount(
            "total",
            expected=f"at least {sum(request.minima)} seats, the minima of {_units(bound)}",
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
    _check_room(request, left)
    return left


def _check_room(request: Request, left: int) -> None:
    bounds = zip(request.figures, request.minima, request.maxima, strict=True)
    rooms = [
        0 if figure == 0 else None if most is None else most - least
        for figure, least, most in bounds
    ]
    room = sum(one for one in rooms if one is not None)
    if None in rooms or room >= left:
        return
    bound = [unit for unit, figure in enumerate(request.figures) if figure]
    raise BadCount(
        "total",
        expected=f"at most {request.total - left + room} seats, all that the maxima of "
        f"{_units(bound)} leave room for",
        got=request.total,
        remedy="lower the total or raise a maximum; a figure of zero gets no more than its minimum",
    )


def check_bounds(minima: Sequence[int], maxima: Sequence[int | None]) -> None:
    """Check that no unit's minimum is above its maximum.

    Raises:
        BadCount: naming the units, counted from 0.
    """
    bounds = enumerate(zip(minima, maxima, strict=True))
    wrong = [unit for unit, (least, most) in bounds if most is not None and least > most]
    if wrong:
        raise BadCount(
            "minimum and maximum",
            expected="a minimum that is not above the maximum",
            got=f"others for {_units(wrong)}",
            remedy="lower the minimum or raise the maximum",
        )


def minimum_steps(request: Request) -> list[Step]:
    """Return the steps that give each unit its minimum, where it has one."""
    words = "{} gets the minimum of {}."
    return [
        Step(unit, least, Fraction(figure), words.format(f"{{{unit}}}", least))
        for unit, (figure, least) in enumerate(zip(request.figures, request.minima, strict=True))
        if least
    ]


def served(
    level: tuple[int, ...], left: int, same: str, lots: Lots, source: str
) -> tuple[int, ...] | LotRequired:
    """Return which of those with equal claims get one of the seats left, by lot where not all do.

    Args:
        level: units with equal claims, ascending.
        left: seats that are left, one or more.
        same: what they have in common, such as ``quotient, 12.5``.
        lots: the draws on record.
        source: what the lot cites.
    """
    if len(level) <= left:
        return level
    words = (
        f"{listed(level)} have the same {same}, for the last {left} seats: "
        f"draw lots; the first {left} drawn get a seat each."
    )
    lot = LotRequired("seat", level, left, source, words)
    drawn = lots.settle(lot)
    return lot if drawn is None else drawn[:left]


def _units(units: Sequence[int]) -> str:
    return f"unit{'s' * (len(units) > 1)} {', '.join(str(unit) for unit in units)}"
