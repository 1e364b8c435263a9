"""D'Hondt: highest averages with the divisors 1, 2, 3 and so on.

Source: V. D'Hondt, "Systeme pratique et raisonne de representation proportionnelle" (1882); the
same seats as Jefferson's method.

Not here: thresholds and lists; a figure is a figure.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "D'Hondt, Systeme pratique et raisonne de representation proportionnelle (1882)"
ROW = Row(lambda seats: seats + 1)


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with the divisors 1, 2, 3."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method("d-hondt", "D'Hondt (whole divisors)", SOURCE, 1, ("total",), apportion, row=ROW)
