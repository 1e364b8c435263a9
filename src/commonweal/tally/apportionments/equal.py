"""Equal: every unit has the same number of seats, whatever its size.

Source: federal chambers with equal representation, for instance the Senate of the United States
(Constitution, article I section 3).

Not here: weighing the votes of the seats by size; that is a matter of the vote.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, by_figure
from commonweal.tally.outcome import Lots

SOURCE = "equal representation of units (as in the US Constitution, art. I s. 3)"


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give each unit ``each`` seats."""
    del lots  # no two units compete for a seat
    return by_figure(request, lambda _: (request.each, "the same for all"))


METHOD = Method("equal", "The same for all", SOURCE, 1, ("each",), apportion)
