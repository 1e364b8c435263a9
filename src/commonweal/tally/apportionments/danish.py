"""Danish: highest averages with the divisors 1, 4, 7 and so on.

Small units come by a first seat more easily than under ``sainte-lague``.

Source: Folketing (Parliamentary) Elections Act of Denmark, on the compensatory seats of a party
among its regions and constituencies.

Not here: thresholds, and the division among parties that comes before.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "Folketing (Parliamentary) Elections Act, Denmark, compensatory seats"
ROW = Row(lambda seats: 3 * seats + 1)


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with the divisors 1, 4, 7."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method("danish", "Danish (1, 4, 7)", SOURCE, 1, ("total",), apportion, row=ROW)
