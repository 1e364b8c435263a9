"""Huntington-Hill: highest averages whose divisors are the geometric means of neighbours.

The divisor of a unit that has s seats is the root of s(s+1). Roots are no fractions, so squares
are compared, which is exact and puts the units in the same order. Every unit with a figure above
zero gets a seat before any gets two.

Source: E. V. Huntington, "The apportionment of representatives in Congress", Transactions of the
American Mathematical Society 30 (1928), p. 85; 2 U.S.C. 2a, the House of Representatives since
1941. The published priority values are the roots of the squares that are shown here.

Not here: rounding of priority values.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "2 U.S.C. 2a (equal proportions); Huntington, Trans. AMS 30 (1928) 85"
ROW = Row(lambda seats: seats * (seats + 1), squared=True)


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with the geometric means, by their squares."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method(
    "huntington-hill",
    "Huntington-Hill (equal proportions)",
    SOURCE,
    1,
    ("total",),
    apportion,
    row=ROW,
)
