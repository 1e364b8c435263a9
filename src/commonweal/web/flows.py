"""Where things stand in the picture of who supplies whom: three columns, in whole units.

Rules of this module:

* in the middle stands one body, on the left those that supply it, on the right those it supplies;
* a band is as thick as its share of the larger side, but never thinner than a line; the largest
  stand above, and those for whom there is no room are one band that says how many they are;
* every other body is a link to the same picture with that body in the middle.

Not here: what flows (the page says), colours (the style sheet); the table beside it has everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, TOP = 1200, 36
BLOCK, GAP, ROW = 330, 8, 32
"""Width of a block, room between two, and the least height of one: it is met with a finger."""
TALL = 460
"""Height that the bands of the larger side share out."""
SHOWN_MAX = 10
LETTER = 8


@dataclass(frozen=True, slots=True)
class Flow:
    """What one body supplies to, or is supplied by, the one in the middle.

    Attributes:
        name, url: the other body, and the picture with it in the middle.
        weight: how much, in one measure for all.
        words: what and how much, for reading.
    """

    name: str
    url: str
    weight: int
    words: str


def draw(centre: str, left: Sequence[Flow], right: Sequence[Flow], others: str) -> dict[str, Any]:
    """Place a picture.

    Args:
        centre: name of the body in the middle.
        left: who supplies it.
        right: whom it supplies.
        others: what those are called for whom there is no room, with ``%(count)d`` in it.

    Returns:
        The context of ``parts/flows.html``.
    """
    sides = [_shown(left, others), _shown(right, others)]
    most = max((sum(one.weight for one in side) for side in sides), default=0)
    placed = [_side(side, most, x) for side, x in zip(sides, (0, WIDTH - BLOCK), strict=True)]
    tall = max((rows[-1]["y"] + rows[-1]["h"] for rows in placed if rows), default=TOP + ROW)
    left_edge = (WIDTH - BLOCK) // 2
    middle = {
        "x": left_edge,
        "y": TOP,
        "w": BLOCK,
        "h": tall - TOP,
        "label": _cut(centre, BLOCK),
        "label_y": (TOP + tall) // 2 + 5,
    }
    bands = [
        *_bands(placed[0], from_x=BLOCK, to_x=left_edge),
        *_bands(placed[1], from_x=WIDTH - BLOCK, to_x=left_edge + BLOCK),
    ]
    return {
        "width": WIDTH,
        "height": tall + GAP,
        "middle": middle,
        "sides": placed,
        "bands": bands,
    }


def _shown(flows: Sequence[Flow], others: str) -> list[Flow]:
    """Return the largest, and the rest as one."""
    ordered = sorted(flows, key=lambda one: (-one.weight, one.name))
    if len(ordered) <= SHOWN_MAX:
        return ordered
    rest = ordered[SHOWN_MAX - 1 :]
    name = others % {"count": len(rest)}
    gathered = Flow(name, "", sum(one.weight for one in rest), name)
    return [*ordered[: SHOWN_MAX - 1], gathered]


def _side(flows: Sequence[Flow], most: int, x: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    y = TOP
    for flow in flows:
        thick = max(1, TALL * flow.weight // most) if most else 1
        height = max(ROW, thick)
        rows.append(
            {
                "x": x, "y": y, "w": BLOCK, "h": height, "thick": thick, "url": flow.url,
                "title": f"{flow.name}: {flow.words}", "label": _cut(flow.name, BLOCK),
                "label_x": x + 12, "label_y": y + height // 2 + 5,
            }
        )  # fmt: skip
        y += height + GAP
    return rows


def _bands(rows: Sequence[dict[str, Any]], *, from_x: int, to_x: int) -> list[dict[str, Any]]:
    """Return a band from the middle of each block to its place at the body in the middle."""
    bands, y = [], TOP
    bend = (from_x + to_x) // 2
    for row in rows:
        thick = row["thick"]
        start = row["y"] + (row["h"] - thick) // 2
        end = y + max(0, (row["h"] - thick) // 2)
        path = (
            f"M{from_x} {start}C{bend} {start} {bend} {end} {to_x} {end}"
            f"v{thick}C{bend} {end + thick} {bend} {start + thick} {from_x} {start + thick}z"
        )
        bands.append({"d": path, "title": row["title"]})
        y += row["h"] + GAP
    return bands


def _cut(text: str, width: int) -> str:
    room = (width - 24) // LETTER
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
