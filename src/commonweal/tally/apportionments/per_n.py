"""Per N: a seat for every N, and one more for a remainder of at least M.

Source: the Commune of Paris, 1871: one councillor for 20,000 inhabitants and one for a remainder
of more than 10,000. "More than 10,000" is written as a remainder of 10,001 here.

Not here: a fixed total; the number of seats follows from the figures.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, by_figure
from commonweal.tally.outcome import Lots

SOURCE = "one per N and one for a remainder of M or more (Commune of Paris, 1871)"


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give a seat for every ``per`` and one for a remainder of ``remainder`` or more."""
    del lots  # no two units compete for a seat
    return by_figure(request, lambda figure: _seats(figure, request.per, request.remainder))


def _seats(figure: int, per: int, remainder: int) -> tuple[int, str]:
    whole, rest = divmod(figure, per)
    why = f"{whole} times {per}, {rest} left over"
    if remainder and rest >= remainder:
        return whole + 1, f"{why}, and {remainder} or more make one more seat"
    return whole, why


METHOD = Method("per-n", "One for every N", SOURCE, 1, ("per",), apportion, ("remainder",))
