"""What an apportionment is: seats for units in proportion to figures, with its arithmetic.

Rules of this module: units are integers 0 to n-1 with a figure each (members on a signed roll,
inhabitants, votes of a list); every step is data and words, so that the arithmetic can be
published; figures and quotients are exact.

Not here: the methods (``apportionments``) and the entry that checks a request (``counting``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.outcome import LotRequired, Lots, Plain, exact, named


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
        minimum: seats that every unit gets at least.
    """

    figures: tuple[int, ...]
    total: int = 0
    per: int = 0
    remainder: int = 0
    bands: tuple[tuple[int, int], ...] = ()
    each: int = 0
    minimum: int = 0


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
        takes: further figures that it understands, beside ``minimum``.
    """

    name: str
    title: str
    source: str
    version: int
    needs: tuple[str, ...]
    apportion: Apportioner
    takes: tuple[str, ...] = ()


def by_figure(request: Request, seats_of: Callable[[int], tuple[int, str]]) -> Apportioned:
    """Apportion unit by unit, each by its own figure, never under the minimum.

    Args:
        request: the figures and the minimum.
        seats_of: seats for a figure, and why, for instance ``"2 whole 20000s"``.
    """
    steps = []
    for unit, figure in enumerate(request.figures):
        seats, why = seats_of(figure)
        if seats < request.minimum:
            seats, why = request.minimum, f"{why}; the minimum is {request.minimum}"
        words = f"{{{unit}}} with {figure} gets {seats}: {why}."
        steps.append(Step(unit, seats, Fraction(figure), words))
    return Apportioned(tuple(step.seats for step in steps), tuple(steps))
