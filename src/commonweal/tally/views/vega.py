"""The bump chart as a Vega-Lite specification, for programs that draw such charts themselves.

Rules of this module: the data stand in the specification; places are whole numbers, figures are
exact texts for the tooltip, because JSON numbers would round them.

Source: the Vega-Lite 5 schema, https://vega.github.io/schema/vega-lite/v5.json.

Not here: drawing it; that needs a script. Our own charts need none (``bump_chart``).
"""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.tally.outcome import Outcome, Plain, exact
from commonweal.tally.views.bump_chart import places
from commonweal.tally.views.drawing import PALETTE, REST
from commonweal.tally.views.fates import fates, in_order
from commonweal.tally.views.figures import called, measure_of, title_of


def vega_lite(outcome: Outcome, names: Sequence[str] | None = None) -> dict[str, Plain]:
    """Return the places from round to round as a Vega-Lite 5 specification.

    Raises:
        BadCount: when there is not one name for each candidate.
    """
    known, became = called(outcome, names), fates(outcome)
    labels = _labels(known)
    order = in_order(outcome)
    colours = [_colour(outcome, c) for c in order]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": f"{title_of(outcome)}: places from round to round",
        "description": "; ".join(f"{known[fate.candidate]} {fate.words}" for fate in became),
        "width": "container",
        "data": {"values": _values(outcome, labels)},
        "mark": {"type": "line", "point": True, "interpolate": "monotone"},
        "encoding": {
            "x": {"field": "round", "type": "ordinal", "axis": {"labelAngle": 0}},
            "y": {"field": "place", "type": "ordinal", "title": "place"},
            "color": {
                "field": "candidate",
                "type": "nominal",
                "scale": {"domain": [labels[c] for c in order], "range": [*colours]},
            },
            "tooltip": [
                {"field": "candidate", "type": "nominal"},
                {"field": "round", "type": "ordinal"},
                {"field": "tally", "type": "nominal", "title": measure_of(outcome)},
                {"field": "event", "type": "nominal"},
            ],
        },
    }


def _labels(known: Sequence[str]) -> list[str]:
    """Keep namesakes apart: Vega-Lite knows a line by its label."""
    return [f"{n} ({c})" if known.count(n) > 1 else n for c, n in enumerate(known)]


def _colour(outcome: Outcome, candidate: int) -> str:
    if candidate not in outcome.elected:
        return REST
    return PALETTE[outcome.elected.index(candidate) % len(PALETTE)]


def _values(outcome: Outcome, labels: Sequence[str]) -> list[Plain]:
    rows: list[Plain] = []
    for step, ranked in zip(outcome.rounds, places(outcome), strict=True):
        for candidate, place in sorted(ranked.items()):
            event = "elected" * (candidate in step.elected) or "excluded" * (
                candidate in step.excluded
            )
            rows.append(
                {
                    "round": step.number,
                    "candidate": labels[candidate],
                    "place": place + 1,
                    "tally": exact(step.tallies[candidate]),
                    "event": event,
                }
            )
    return rows
