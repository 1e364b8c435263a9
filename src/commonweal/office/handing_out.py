"""Handing the record out: as one file that proves itself, and as tiles, while it goes on growing.

Rules of this module: only what is signed for leaves; nothing is written on this machine for it.
Not here: the formats (``commonweal.record``), who asks (the doors; the record is public).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from commonweal.office.office import Office
from commonweal.record.exports import checkpoint_line, entry_line, header_line
from commonweal.record.tree import TILE_LEVELS, TILE_WIDTH, leaf_hash

_TILE = re.compile(r"(entries|[0-9]|[1-5][0-9])/((?:x\d{3}/){0,6})(\d{3})(?:\.p/([1-9]\d{0,2}))?")


def export_lines(office: Office) -> Iterator[bytes]:
    """Yield the lines of an export of everything signed so far.

    Yields:
        The header, a line for each entry, and the checkpoint.
    """
    log = office.log
    signed = log.signed
    yield header_line(log.keys[0])
    for index, body in enumerate(log.read(0, signed.size)):
        yield entry_line(index, leaf_hash(body), body)
    yield checkpoint_line(signed.note)


def tile(office: Office, path: str) -> bytes | None:
    """Return a tile as C2SP tlog-tiles defines it, or None when the record has no such tile.

    Args:
        office: the office.
        path: what follows ``tile/``, such as ``0/x001/067.p/3`` or ``entries/000``.
    """
    match = _TILE.fullmatch(path)
    if match is None:
        return None
    level, thousands, last, partial = match.groups()
    number = int(thousands.replace("x", "").replace("/", "") + last)
    width = int(partial) if partial else TILE_WIDTH
    start = number * TILE_WIDTH
    if width > TILE_WIDTH or (partial and width == TILE_WIDTH):
        return None
    depth = 0 if level == "entries" else int(level)
    if start + width > office.log.signed.size >> (TILE_LEVELS * depth):
        return None
    if level != "entries":
        return office.log.nodes(TILE_LEVELS * depth, start, start + width)
    bodies = office.log.read(start, start + width)
    return b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
