"""Bands: so many seats for a unit of this size, so many for a larger one.

Source: rules of associations, for instance of a Swedish sports federation: clubs of 1 to 249
members have 2 votes, of 250 to 499 three, of 500 and more four.

Not here: a fixed total; the number of seats follows from the figures.
"""

from __future__ import annotations

from commonweal.tally.apportionment import Apportioned, Method, Request, by_figure
from commonweal.tally.outcome import Lots

SOURCE = "bands of size, as in the rules of associations"


def apportion(request: Request, lots: Lots) -> Apportioned:
    """Give each unit the seats of the highest band that it reaches."""
    del lots  # no two units compete for a seat
    return by_figure(request, lambda figure: _seats(figure, request.bands))


def _seats(figure: int, bands: tuple[tuple[int, int], ...]) -> tuple[int, str]:
    reached = [band for band in bands if figure >= band[0]]
    if not reached:
        return 0, f"below the lowest band, which begins at {bands[0][0]}"
    start, seats = reached[-1]
    return seats, f"the band from {start}"


METHOD = Method("bands", "Bands of size", SOURCE, 1, ("bands",), apportion)
