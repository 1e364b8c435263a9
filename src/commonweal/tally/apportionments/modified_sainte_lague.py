"""Modified Sainte-Lague: highest averages with the divisors 1.4, 3, 5, 7 and so on.

A unit comes by its first seat less easily than under ``sainte-lague``; all others are measured
alike.

Source: Norwegian Election Act of 2002, on the constituency seats; in Sweden the first divisor was
1.4 from 1952 and is 1.2 since the election of 2018.

Not here: another first divisor, and the levelling seats of either country.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "Norwegian Election Act 2002, constituency seats (first divisor 1.4)"
ROW = Row(lambda seats: 2 * seats + 1 if seats else Fraction(7, 5))


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with the divisors 1.4, 3, 5."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method(
    "modified-sainte-lague",
    "Modified Sainte-Lague (1.4, 3, 5)",
    SOURCE,
    1,
    ("total",),
    apportion,
    row=ROW,
)
