"""Tiles: the record as static files that any web server can serve and foreign software verifies.

Rules of this module:

* C2SP tlog-tiles: ``checkpoint``, ``tile/L/N[.p/W]`` with 256 hashes each, ``tile/entries/N[.p/W]``
  with entries prefixed by their length in 16 bits;
* the checkpoint is written last, so that whoever reads it finds every tile it needs;
* full tiles never change and are not written again.

Not here: serving them.

Source: https://c2sp.org/tlog-tiles.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from commonweal.record.errors import Damaged
from commonweal.record.files import write_whole
from commonweal.record.log import Log
from commonweal.record.tree import TILE_LEVELS, TILE_WIDTH, leaf_hash


def export_tiles(log: Log, folder: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write the signed record into a folder as tiles.

    Args:
        log: the record.
        folder: where to; it is made when missing. An earlier export of the same record is
            continued.
        progress: called now and then with the number of entries written.

    Returns:
        The number of entries that the tiles hold.

    Raises:
        Damaged: when the store's entries are not those that were signed.
        OSError: when a file cannot be written.
    """
    signed = log.signed
    for tile in range(-(-signed.size // TILE_WIDTH)):
        _write_entries(log, folder, tile, min(TILE_WIDTH, signed.size - tile * TILE_WIDTH))
        if progress:
            progress(min((tile + 1) * TILE_WIDTH, signed.size))
    level = 1
    while signed.size >> (TILE_LEVELS * level):
        _write_level(log, folder, level, signed.size >> (TILE_LEVELS * level))
        level += 1
    write_whole(folder / "checkpoint", signed.note.encode())
    return signed.size


def tile_path(level: int | str, tile: int, width: int) -> str:
    """Return the path of a tile below the prefix, such as ``tile/0/x001/067.p/3``.

    Args:
        level: the level, or ``entries``.
        tile: its number in the level.
        width: how many hashes or entries it holds, 1 to 256.
    """
    parts = [f"{tile % 1000:03d}"]
    while tile >= 1000:
        tile //= 1000
        parts.insert(0, f"x{tile % 1000:03d}")
    partial = f".p/{width}" if width < TILE_WIDTH else ""
    return f"tile/{level}/{'/'.join(parts)}{partial}"


def _write_entries(log: Log, folder: Path, tile: int, width: int) -> None:
    start = tile * TILE_WIDTH
    bundle_path = folder / tile_path("entries", tile, width)
    hashes_path = folder / tile_path(0, tile, width)
    if width == TILE_WIDTH and bundle_path.exists() and hashes_path.exists():
        return
    bodies = list(log.read(start, start + width))
    hashes = log.nodes(0, start, start + width)
    if b"".join(map(leaf_hash, bodies)) != hashes:
        raise Damaged(f"entries {start} to {start + width - 1} are not those that were signed")
    bundle = b"".join(len(body).to_bytes(2, "big") + body for body in bodies)
    write_whole(bundle_path, bundle)
    write_whole(hashes_path, hashes)


def _write_level(log: Log, folder: Path, level: int, nodes: int) -> None:
    for tile in range(-(-nodes // TILE_WIDTH)):
        start, stop = tile * TILE_WIDTH, min((tile + 1) * TILE_WIDTH, nodes)
        path = folder / tile_path(level, tile, stop - start)
        if stop - start < TILE_WIDTH or not path.exists():
            write_whole(path, log.nodes(level * TILE_LEVELS, start, stop))
