"""Where things stand in the picture of the pyramid: blocks, seats and words, in whole units.

Rules of this module:

* a body is exactly as wide as the bodies it stands on; a body of members is wide in proportion
  to its people, but never narrower than a finger while there is room;
* a seat stands above the body that sent it;
* what has no room is left out of the drawing, never squeezed: the list on the page has everything.

Not here: which bodies are shown (the page says), colours and shapes (the style sheet).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 1200
FINGER = 24
"""Smallest target, in units; at full width a unit is one CSS pixel (WCAG 2.2, 2.5.8)."""
LABEL_Y, HEAD, PILLAR, GAP = 27, 40, 176, 28
MET, SIGN = 12, 110
"""Narrowest block that is a link (the list offers the same link at full size), and narrowest block
of members whose name is written level."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A seat: its state, its page, its words, and which of the bodies below sent it."""

    state: str
    url: str
    title: str
    sender: int


@dataclass(frozen=True, slots=True)
class Node:
    """A body with the bodies it stands on.

    Attributes:
        name, url: as on its page.
        people: members behind it.
        words: number of people in words, in the reader's language.
        storey: title of its storey.
        below: the bodies that send its delegates, in order.
        seats: its seats.
    """

    name: str
    url: str
    people: int
    words: str
    storey: str
    below: tuple[Node, ...] = ()
    seats: tuple[Spot, ...] = ()


@dataclass(slots=True)
class _Placed:
    node: Node
    x: int
    w: int
    below: list[_Placed] = field(default_factory=list)


def _leaves(node: Node) -> Iterator[Node]:
    if not node.below:
        yield node
    for child in node.below:
        yield from _leaves(child)


def _widths(leaves: Sequence[Node]) -> list[int]:
    """Share the whole width: a finger for each while there is room, the rest by people."""
    least = min(FINGER + 1, WIDTH // len(leaves))
    spare = WIDTH - least * len(leaves)
    # Where nobody is yet, as while a federation is being founded, all are alike.
    weights = (
        [leaf.people for leaf in leaves]
        if any(leaf.people for leaf in leaves)
        else [1] * len(leaves)
    )
    people = sum(weights)
    ends, seen = [], 0
    for index, weight in enumerate(weights, start=1):
        seen += weight
        ends.append(least * index + spare * seen // people)
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _place(node: Node, widths: Iterator[int], x: int) -> _Placed:
    if not node.below:
        return _Placed(node, x, next(widths))
    placed = _Placed(node, x, 0)
    for child in node.below:
        placed.below.append(_place(child, widths, x + placed.w))
        placed.w += placed.below[-1].w
    return placed


def _storeys(top: _Placed) -> list[list[_Placed]]:
    rows = [[top]]
    while below := [child for placed in rows[-1] for child in placed.below]:
        rows.append(below)
    return rows


def _grid(placed: _Placed) -> Iterator[tuple[Spot, int, int]]:
    """Yield each seat with its x and its row, above its sender; none where a mark has no room."""
    for index, sender in enumerate(placed.below):
        spots = [spot for spot in placed.node.seats if spot.sender == index]
        columns = sender.w // FINGER
        if columns:
            for order, spot in enumerate(spots):
                row, column = divmod(order, columns)
                in_row = min(columns, len(spots) - row * columns)
                yield spot, sender.x + (sender.w - in_row * FINGER) // 2 + column * FINGER, row


def _cut(text: str, width: int, unit: float) -> str:
    room = int(width / unit)
    return text if len(text) <= room else "" if room < 4 else text[: room - 1].rstrip() + "…"


def _block(placed: _Placed, y: int, height: int, *, upright: bool) -> dict[str, Any]:
    node = placed.node
    roomy = placed.w >= FINGER
    label = (
        _cut(node.name, height - 46 if upright else placed.w - 20, 7.0 if upright else 8.2)
        if roomy
        else ""
    )
    spare = placed.w - 28 - 8.2 * len(label)
    words = node.words if spare > 6.6 * len(node.words) else str(node.people) if spare > 24 else ""
    return {
        "x": placed.x, "y": y, "w": placed.w, "h": height,
        "url": node.url if placed.w >= MET else "", "thin": placed.w < 6,
        "title": f"{node.name}, {node.words}", "label": label, "upright": upright,
        "label_x": placed.x + (placed.w // 2 + 4 if upright else 10),
        "label_y": y + (height - 32 if upright else LABEL_Y),
        "count": (str(node.people) if roomy else "") if upright else words,
        "count_x": placed.x + (placed.w // 2 if upright else placed.w - 10),
        "count_y": y + (height - 12 if upright else LABEL_Y),
    }  # fmt: skip


def draw(top: Node, ground: str) -> dict[str, Any]:
    """Place a pyramid.

    Args:
        top: the highest body to be shown.
        ground: what is written under the ground line.

    Returns:
        The context of ``parts/picture.html``.
    """
    rows = _storeys(_place(top, iter(_widths(list(_leaves(top)))), 0))
    storeys, y = [], 0
    for depth, row in enumerate(rows):
        y += GAP if depth else 20
        seats = [seat for placed in row for seat in _grid(placed)]
        tall = max((r for _, _, r in seats), default=-1) + 1
        thin = max(p.w for p in row) < FINGER
        ground_floor = not any(placed.below for placed in row)
        upright = ground_floor and min(p.w for p in row) < SIGN
        height = (
            (PILLAR if upright and not thin else 44) if ground_floor else HEAD + FINGER * tall + 6
        )
        floor = len(rows) - 1 - depth
        storeys.append({
            "floor": f"f{0 if depth == 0 else 2 if floor == 0 else 1}", "title": row[0].node.storey,
            "x": 0, "y": y - 8, "blocks": [_block(p, y, height, upright=upright) for p in row],
            "seats": [{"x": x, "y": y + HEAD + FINGER * r, "size": FINGER, "url": s.url,
                       "state": s.state, "title": s.title} for s, x, r in seats],
        })  # fmt: skip
        y += height
    return {"width": WIDTH, "height": y + 32, "base_y": y + 4, "ground": ground, "storeys": storeys}
