"""Text for a terminal: lines folded at 80 columns, and rows in columns.

Rules of this module: what is printed for people fits 80 columns, as far as words can be parted; a
step that begins with its number goes on under its own words, an indented line further in; data for
programs are never folded.

Not here: tables of counts (``commonweal.tally.views``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commonweal.tally.views.figures import cells, padded

WIDTH = 80
"""Columns of a terminal."""

_GAP = 2
_START = re.compile(r"\s*(?:\d+\. )?")


def folded(text: str) -> str:
    """Fold the lines of a text that are too long for a terminal."""
    return "\n".join(part for line in text.split("\n") for part in _folded_line(line))


def _folded_line(line: str) -> Iterator[str]:
    start = _START.match(line)
    assert start is not None
    first = start.group()
    indent = len(first) + (_GAP if first and first.isspace() else 0)
    parts = _within(line[len(first) :], WIDTH - indent)
    yield (first + next(parts)).rstrip()
    yield from (" " * indent + part for part in parts)


def _within(text: str, size: int) -> Iterator[str]:
    """Part a text into lines of so many columns, longer only where a word is."""
    words = text.split(" ")
    line = words[0]
    for word in words[1:]:
        if cells(line) + 1 + cells(word) <= size:
            line += f" {word}"
        else:
            yield line
            line = word
    yield line


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Write rows under each other; the last column is folded into what is left of the line.

    Args:
        rows: at least one; all of the same length.
    """
    sizes = [max(cells(cell) for cell in column) + _GAP for column in zip(*rows, strict=True)][:-1]
    room = WIDTH - sum(sizes)
    lines = []
    for *heads, last in rows:
        head = "".join(padded(cell, size) for cell, size in zip(heads, sizes, strict=True))
        parts = _within(last, room)
        lines.append(head + next(parts))
        lines += [" " * (WIDTH - room) + part for part in parts]
    return "\n".join(line.rstrip() for line in lines)
