"""Hare-Niemeyer: the quota is figures by seats, and the largest remainders get what is left.

Every unit gets its exact share rounded down or up, never further off. The price is that a larger
house can cost a unit a seat (the Alabama paradox, found in the figures of the US census of 1880).

Source: A. Hamilton, 1792; M. L. Balinski and H. P. Young, Fair Representation (1982), chapter 5;
the Bundestag from 1987 to 2005 (Federal Elections Act of Germany, after H. Niemeyer).

Not here: the smaller quota of ``droop``.
"""

from __future__ import annotations

from fractions import Fraction

from commonweal.tally.apportionment import Apportioned, Method, Request
from commonweal.tally.outcome import Lots
from commonweal.tally.remainders import largest_remainders

SOURCE = "Hamilton 1792; Balinski and Young, Fair Representation (1982) ch. 5"


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give the total by the Hare quota and largest remainders."""
    quota = Fraction(sum(request.figures), request.total)
    return largest_remainders(request, lots, quota, SOURCE)


METHOD = Method(
    "hare-niemeyer", "Hare-Niemeyer (largest remainders)", SOURCE, 1, ("total",), apportion
)
