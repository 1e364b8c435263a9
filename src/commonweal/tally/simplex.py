"""Linear programs in whole numbers: the least cost under inequalities, exactly.

The dual simplex method with whole-number pivots: every entry of the table is a determinant of the
data over one common denominator, so no division leaves a remainder and nothing is rounded. Bland's
rule picks the pivots, so it ends.

Source: C. E. Lemke, "The dual method of solving the linear programming problem", Naval Research
Logistics Quarterly 1 (1954), p. 36; R. G. Bland, "New finite pivoting rules for the simplex
method", Mathematics of Operations Research 2 (1977), p. 103; J. Edmonds, "Systems of distinct
representatives and linear algebra", Journal of Research NBS 71B (1967), for the pivots.

Not here: whole solutions (``runoffs`` branches), and large programs: tables are dense.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Row: TypeAlias = tuple[Sequence[int], int]
"""Coefficients of all variables, and the least that their sum may be."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The least cost and where it is reached.

    Attributes:
        cost: the cost.
        values: the value of each variable, zero or more.
    """

    cost: Fraction
    values: tuple[Fraction, ...]


def minimise(costs: Sequence[int], rows: Sequence[Row]) -> Solution | None:
    """Find the least cost of variables that are zero or more and keep every row.

    Args:
        costs: the cost of one of each variable, zero or more: then leaving all at zero is best
            but for the rows, and the dual method can begin there.
        rows: the inequalities.

    Returns:
        The solution; None where the rows contradict one another.
    """
    table = _Table(
        rows=[[-least, *coefficients] for coefficients, least in rows],
        costs=[0, *costs],
        inside=[len(costs) + number for number in range(len(rows))],
        outside=list(range(len(costs))),
    )
    while (broken := table.broken()) is not None:
        column = table.entering(broken)
        if column is None:
            return None
        table.pivot(broken, column)
    return table.solution(len(costs))


@dataclass(slots=True)
class _Table:
    """Variables inside as sums of those outside, times the denominator. Owned by one call.

    Each row is a constant and one coefficient for each variable outside.
    """

    rows: list[list[int]]
    costs: list[int]
    inside: list[int]
    outside: list[int]
    denominator: int = 1

    def broken(self) -> int | None:
        """Return the row below zero whose variable has the smallest number."""
        below = [number for number, row in enumerate(self.rows) if row[0] < 0]
        return min(below, key=lambda number: self.inside[number], default=None)

    def entering(self, broken: int) -> int | None:
        """Return the column that mends the row at the least cost; the first variable of equals."""
        row = self.rows[broken]
        able = [column for column in range(1, len(row)) if row[column] > 0]

        def price(column: int) -> tuple[Fraction, int]:
            return Fraction(self.costs[column], row[column]), self.outside[column - 1]

        return min(able, key=price, default=None)

    def pivot(self, broken: int, column: int) -> None:
        """Let the variables of a row and a column change places."""
        old, pivot = self.rows[broken], self.rows[broken][column]
        self.costs = self._without(self.costs, old, column)
        self.rows = [self._without(row, old, column) for row in self.rows]
        self.rows[broken] = [-one for one in old]
        self.rows[broken][column] = self.denominator
        place = column - 1
        self.inside[broken], self.outside[place] = self.outside[place], self.inside[broken]
        self.denominator = pivot

    def _without(self, row: list[int], old: list[int], column: int) -> list[int]:
        pivot, factor = old[column], row[column]
        if factor == 0 and pivot == self.denominator:
            return row
        new = [
            (pivot * one - factor * other) // self.denominator
            for one, other in zip(row, old, strict=True)
        ]
        new[column] = factor
        return new

    def solution(self, variables: int) -> Solution:
        """Read off the values; variables outside are zero."""
        values = [Fraction(0)] * variables
        for variable, row in zip(self.inside, self.rows, strict=True):
            if variable < variables:
                values[variable] = Fraction(row[0], self.denominator)
        return Solution(Fraction(self.costs[0], self.denominator), tuple(values))
