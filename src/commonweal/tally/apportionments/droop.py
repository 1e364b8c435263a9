"""Droop: the quota of H. R. Droop, and the largest remainders get what is left.

The quota is the least whole number that at most as many units as there are seats can reach: the
sum of the figures divided by one more than the seats, cut off, and one added. Whole quotas never
need more than the total.

Source: H. R. Droop, "On methods of electing representatives", Journal of the Statistical Society
of London 44 (1881), p. 141; with largest remainders it divides seats among lists in South Africa.

Not here: the single transferable vote, whose rules use the same quota. The quota of
Hagenbach-Bischoff (one more seat, no rounding) followed by highest averages, as in Switzerland,
gives the seats of ``d-hondt``.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.apportionment import Apportioned, Method, Request
from commonweal.tally.outcome import Lots
from commonweal.tally.remainders import largest_remainders

SOURCE = "Droop, Journal of the Statistical Society of London 44 (1881) 141"


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by the Droop quota and largest remainders."""
    quota = Fraction(sum(request.figures) // (request.total + 1) + 1)
    return largest_remainders(request, lots, quota, SOURCE)


METHOD = Method("droop", "Droop (largest remainders)", SOURCE, 1, ("total",), apportion)
