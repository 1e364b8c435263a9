"""Snapshots of folded state: a shorter way to what folding the record would give.

Rules of this module:

* a snapshot is never the truth: it is accepted only when the record had its root at its version,
  its digest is right, and it was written in the asked form; else it is passed over;
* removing every snapshot loses nothing but time;
* the last two of each form are kept, so that a torn one has a predecessor.

Not here: what the payload means (the office).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import msgspec

from commonweal.record.files import replacing

KEPT = 2
"""How many snapshots of a form are kept."""

_FORMAT = "commonweal snapshot 1"


class Rooted(Protocol):
    """A record, or its tree: it knows its size and the root at every size it had."""

    @property
    def size(self) -> int:
        """The number of entries."""

    def root(self, size: int | None = None) -> bytes:
        """Return the root at a size."""


class _Header(msgspec.Struct, frozen=True):
    format: str
    version: int
    root: str
    schema: str
    sha256: str


class Snapshots:
    """The snapshots in a folder.

    Args:
        folder: where they are; it is made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, version: int, root: bytes, schema: str, payload: bytes) -> None:
        """Keep the state folded from the first ``version`` entries.

        Args:
            version: the number of entries folded.
            root: the record's root at that size.
            schema: the form of the payload; change its name when the form changes.
            payload: the state.

        Raises:
            ValueError: when the version is negative.
            OSError: when it cannot be written; earlier snapshots are as they were.
        """
        if version < 0:
            raise ValueError(f"expected a version of 0 or more, got {version}")
        digest = hashlib.sha256(payload).hexdigest()
        header = _Header(_FORMAT, version, root.hex(), schema, digest)
        path = self._folder / f"{_prefix(schema)}{version:015d}.snapshot"
        with replacing(path, mode=0o600) as stream:
            stream.write(msgspec.json.encode(header) + b"\n")
            stream.write(payload)
        for old in self._paths(schema)[KEPT:]:
            old.unlink(missing_ok=True)

    def latest(self, schema: str, record: Rooted) -> tuple[int, bytes] | None:
        """Return version and payload of the newest snapshot that this record vouches for.

        Args:
            schema: the form the caller can read.
            record: the log, or its tree.

        Returns:
            None when there is none; then fold from the first entry.

        Raises:
            OSError: when a snapshot that exists cannot be read.
            Damaged: when the record's own entries are not those that were appended.
        """
        for path in self._paths(schema):
            found = _read(path, schema, record)
            if found is not None:
                return found
        return None

    def _paths(self, schema: str) -> list[Path]:
        return sorted(self._folder.glob(f"{_prefix(schema)}*.snapshot"), reverse=True)


def _prefix(schema: str) -> str:
    return hashlib.sha256(schema.encode()).hexdigest()[:12] + "-"


def _read(path: Path, schema: str, record: Rooted) -> tuple[int, bytes] | None:
    first, _, payload = path.read_bytes().partition(b"\n")
    try:
        header = msgspec.json.decode(first, type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if (header.format, header.schema) != (_FORMAT, schema):
        return None
    if hashlib.sha256(payload).hexdigest() != header.sha256:
        return None
    if not 0 <= header.version <= record.size or record.root(header.version).hex() != header.root:
        return None
    return header.version, payload
