"""SVG as text: elements, colours, and what every chart has in common.

Rules of this module:

* every chart has ``role="img"``, a title and a description, and needs no script and no style
  attribute: colours are presentation attributes, which a strict content security policy allows;
* the colours have a contrast of 3:1 to white and to near-black, and carry white text at 4.5:1, so
  one file serves light and dark pages; a page can still change them, because every shape bears a
  class (``tally-1`` to ``tally-6``, ``tally-rest``); text and lines take the page's own colour;
* nothing is told by colour alone;
* lengths are whole tenths of a pixel: no floats in this room, not even here.

Not here: any chart.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

PALETTE = ("#0b72b5", "#c04a10", "#067d5c", "#8f55b5", "#8d6708", "#b84580")
"""Blue, vermilion, green, purple, ochre, pink: after Okabe and Ito, darkened for white text."""

REST = "#6b7672"
"""For whoever was not elected."""

UNIT = 10
"""Tenths of a pixel in a pixel."""

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"

WIDTH_MIN = 320
"""Pixels; no chart is drawn for less."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, attributes: Mapping[str, object], *children: str) -> str:
    """Write an element; children are markup already, see :func:`text` for words."""
    given = "".join(f' {key}="{text(str(value))}"' for key, value in attributes.items())
    inner = "".join(children)
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def text(words: str) -> str:
    """Escape words for use between tags and in attributes; signs that XML has not are replaced."""
    return html.escape(_FORBIDDEN.sub("\ufffd", words))


def title(words: str) -> str:
    """Write the words that a pointer, or a reader, finds on a shape."""
    return element("title", {}, text(words))


def px(tenths: int) -> str:
    """Write a length in tenths of a pixel as pixels: ``12``, ``12.5``."""
    whole, rest = divmod(abs(tenths), UNIT)
    return f"{'-' * (tenths < 0)}{whole}" + (f".{rest}" if rest else "")


def scaled(part: Fraction, whole: Fraction, length: int) -> int:
    """Return the share of a length, in tenths of a pixel, that a part of a whole takes."""
    return int(part * length / whole) if whole else 0


def ink(place: int | None) -> dict[str, object]:
    """Return the class and fill of whoever was elected as number ``place``; None for the others."""
    if place is None:
        return {"class": "tally-rest", "fill": REST}
    number = place % len(PALETTE)
    return {"class": f"tally-{number + 1}", "fill": PALETTE[number]}


def drawn_as_line(colour: Mapping[str, object], width: str) -> dict[str, object]:
    """Return the attributes of a line in a colour of :func:`ink`."""
    return {
        "class": f"{colour['class']}-line",
        "fill": "none",
        "stroke": colour["fill"],
        "stroke-width": width,
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
    }


def words_at(x: int, y: int, words: str, **more: object) -> str:
    """Write words whose baseline starts at a point; lengths in tenths of a pixel.

    Further attributes are written as ``font_size=11``.
    """
    given = {key.replace("_", "-"): value for key, value in more.items()}
    return element("text", {"x": px(x), "y": px(y), "fill": "currentColor", **given}, text(words))


def room_for(width: int, font_size: int) -> int:
    """Return how many letters fit into so many tenths of a pixel; 0.6 em for each is ample."""
    return max(width * 10 // (font_size * UNIT * 6), 1)


def chart(
    width: int, height: int, name: str, description: str, parts: Iterable[str], *, paper: str = ""
) -> str:
    """Put a chart together.

    Args:
        width: in pixels.
        height: in tenths of a pixel.
        name: its accessible name.
        description: what can be read from it, in words.
        parts: the markup.
        paper: a colour to draw on, for a file that stands alone; transparent when empty.
    """
    size = {"width": width, "height": px(height)}
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {px(height)}",
        **size,
        "role": "img",
        "font-family": FONT,
        "font-size": 13,
    }
    ground = []
    if paper:
        attributes["color"] = "#15211c"
        ground = [element("rect", {**size, "fill": paper})]
    told = [title(name), element("desc", {}, text(description))]
    return element("svg", attributes, *told, *ground, *parts) + "\n"
