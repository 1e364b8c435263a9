"""Bars: the figures of one round, seats, or the costs of projects, longest names and all.

Rules of this module: bars start at zero; each is labelled with its name and its exact figure, and
whoever is elected, or funded, is marked by a word, not by colour alone.

Not here: how figures change from round to round (``bump_chart``, ``sankey_chart``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonweal.tally.apportionment import Apportionment
from commonweal.tally.outcome import Outcome
from commonweal.tally.projects import Funding
from commonweal.tally.views.drawing import (
    UNIT,
    WIDTH_MIN,
    chart,
    element,
    ink,
    px,
    room_for,
    scaled,
    title,
    words_at,
)
from commonweal.tally.views.fates import fates, in_order
from commonweal.tally.views.figures import (
    called,
    check_rounds,
    checked_names,
    measure_of,
    plural,
    shorten,
    shown,
    title_of,
)
from commonweal.tally.views.programmes import funding_names, funding_order

ROW = 42 * UNIT
"""A name above its bar: so names of any length have the whole width, also on a phone."""

_MARGIN = 2 * UNIT
_BAR = 16 * UNIT


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    figure: Fraction
    told: str
    place: int | None


def bars(
    outcome: Outcome, names: Sequence[str] | None = None, *, width: int = 720, paper: str = ""
) -> str:
    """Return the last round of a count as bars, in SVG.

    Args:
        outcome: the count.
        names: the candidates' names, by number.
        width: in pixels, 320 or more.
        paper: a colour to draw on; transparent when empty.

    Raises:
        BadCount: when there is not one name for each candidate, or no round yet.
    """
    check_rounds(outcome)
    known, became = called(outcome, names), fates(outcome)
    last = outcome.rounds[-1].tallies
    unit = measure_of(outcome)
    rows = [
        _Bar(
            known[c],
            last[c],
            shown(last[c]) + (" · elected" if became[c].state == "elected" else ""),
            outcome.elected.index(c) if c in outcome.elected else None,
        )
        for c in in_order(outcome)
    ]
    told = "; ".join(f"{known[fate.candidate]} {fate.words}" for fate in became)
    return _drawn(rows, f"{title_of(outcome)}: {unit}", f"{told}.", width, paper)


def seat_bars(
    found: Apportionment, names: Sequence[str] | None = None, *, width: int = 720, paper: str = ""
) -> str:
    """Return the seats of each unit as bars, in SVG.

    Raises:
        BadCount: when there is not one name for each unit.
    """
    instead = [f"unit {unit}" for unit in range(len(found.seats))]
    known = checked_names(names, len(found.seats), "unit", instead)
    rows = [_Bar(known[u], Fraction(s), plural(s, "seat"), 0) for u, s in enumerate(found.seats)]
    told = "; ".join(f"{row.name} {row.told}" for row in rows)
    return _drawn(rows, f"Seats by {found.method}", f"{told}.", width, paper)


def funding_bars(
    found: Funding, names: Sequence[str] | None = None, *, width: int = 720, paper: str = ""
) -> str:
    """Return what each project costs as bars, the funded first and said so, in SVG.

    Raises:
        BadCount: when there is not one name for each project.
    """
    known, rows = funding_names(found, names), []
    for project in funding_order(found):
        place = found.funded.index(project) if project in found.funded else None
        cost = found.projects.costs[project]
        told = f"{cost} · funded" if place is not None else str(cost)
        rows.append(_Bar(known[project], Fraction(cost), told, place))
    told = "; ".join(f"{row.name} {row.told}" for row in rows)
    name = f"Projects by {found.rule}: cost, {found.spent} of {found.projects.budget} spent"
    return _drawn(rows, name, f"{told}.", width, paper)


def _drawn(rows: Sequence[_Bar], name: str, told: str, width: int, paper: str) -> str:
    width = max(width, WIDTH_MIN)
    room = width * UNIT - 2 * _MARGIN
    low = min(Fraction(0), *(row.figure for row in rows))
    span = max(Fraction(0), *(row.figure for row in rows)) - low
    zero = _MARGIN + scaled(-low, span, room)
    parts = []
    for place, row in enumerate(rows):
        top = place * ROW
        letters = room_for(room, 13) - len(row.told) - 2
        parts.append(words_at(_MARGIN, top + 15 * UNIT, shorten(row.name, max(letters, 4))))
        end = {"text_anchor": "end", "font_size": 12}
        parts.append(words_at(width * UNIT - _MARGIN, top + 15 * UNIT, row.told, **end))
        length = scaled(abs(row.figure), span, room)
        left = zero if row.figure >= 0 else zero - length
        box = {"x": px(left), "y": px(top + 20 * UNIT), "width": px(length), "height": px(_BAR)}
        words = title(f"{row.name}: {row.told}")
        parts.append(element("rect", {**box, "rx": 2, **ink(row.place)}, words))
    return chart(width, len(rows) * ROW, name, told, parts, paper=paper)
