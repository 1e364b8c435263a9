"""Sainte-Lague: highest averages with the divisors 1, 3, 5 and so on.

Source: A. Sainte-Lague, "La representation proportionnelle et la methode des moindres carres",
Annales scientifiques de l'ENS 27 (1910), p. 529; the same seats as Webster's method.

Not here: the modified form whose first divisor is 1.4.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, Row
from commonweal.tally.divisors import highest_averages
from commonweal.tally.outcome import Lots

SOURCE = "Sainte-Lague, Annales scientifiques de l'ENS 27 (1910) 529"
ROW = Row(lambda seats: 2 * seats + 1)


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by highest averages with odd divisors."""
    return highest_averages(request, lots, ROW, SOURCE)


METHOD = Method(
    "sainte-lague", "Sainte-Lague (odd divisors)", SOURCE, 1, ("total",), apportion, row=ROW
)
