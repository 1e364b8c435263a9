"""Dean: highest averages whose divisors are the harmonic means of neighbouring whole numbers.

The divisor of a unit that has s seats is 2s(s+1)/(2s+1): 0, 4/3, 12/5 and so on. It makes the
sizes of seats differ as little as any transfer can. Every unit with a figure above zero gets a
seat before any gets two.

Source: J. Dean, 1832; M. L. Balinski and H. P. Young, Fair Representation (1982), chapter 4 and
appendix A.

Not here: the geometric means of ``huntington-hill``.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "Dean 1832; Balinski and Young, Fair Representation (1982) app. A"
ROW = Row(lambda seats: Fraction(2 * seats * (seats + 1), 2 * seats + 1))


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with the harmonic means."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method("dean", "Dean (harmonic means)", SOURCE, 1, ("total",), apportion, row=ROW)
