"""Adams: highest averages with the divisors 0, 1, 2 and so on: fractions of a seat round up.

Every unit with a figure above zero gets a seat before any gets two. Where there are fewer seats
than such units, the largest figures go first.

Source: J. Q. Adams, 1832; M. L. Balinski and H. P. Young, Fair Representation (1982), chapters 4
and 5 and appendix A.

Not here: rounding to the nearest (``sainte-lague``) or down (``d-hondt``).
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "Adams 1832; Balinski and Young, Fair Representation (1982) app. A"
ROW = Row(lambda seats: seats)


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with the divisors 0, 1, 2."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method("adams", "Adams (fractions round up)", SOURCE, 1, ("total",), apportion, row=ROW)
