"""The export: a record as one file that proves itself, for backups, auditors and strangers.

Rules of this module:

* JSON lines in canonical form: a header with the record's name and first public key, one line per
  entry with its index and leaf hash, and last the signed checkpoint;
* nothing leaves that was not signed: the entries must give the root of the checkpoint.

Not here: reading such a file (``verify``), putting it into a store (``restoring``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from commonweal.record.encoding import canonical
from commonweal.record.errors import Damaged
from commonweal.record.note import Checkpoint, VerifierKey
from commonweal.record.tree import Frontier, leaf_hash

FORMAT = "commonweal record 1"
"""The format's name and version, in the header."""

PROGRESS_EVERY = 10_000
"""Entries between two calls of a progress function."""


class Signed(Protocol):
    """What is exported: a log."""

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys that have signed for the record, the first one first."""

    @property
    def signed(self) -> Checkpoint:
        """The last signed checkpoint."""

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries."""


def export(log: Signed, stream: BinaryIO, progress: Callable[[int], None] | None = None) -> int:
    """Write everything signed so far to a stream.

    Args:
        log: the record.
        stream: where to; bytes.
        progress: called now and then with the number of entries written.

    Returns:
        The number of entries written.

    Raises:
        Damaged: when the store's entries are not those that were signed; what was written is no
            whole export then.
        OSError: when the stream cannot be written.
    """
    signed, frontier = log.signed, Frontier()
    stream.write(header_line(log.keys[0]))
    for index, body in enumerate(log.read(0, signed.size)):
        leaf = leaf_hash(body)
        frontier.append(leaf)
        stream.write(entry_line(index, leaf, body))
        if progress and index % PROGRESS_EVERY == 0:
            progress(index)
    if (frontier.size, frontier.root()) != (signed.size, signed.root):
        raise Damaged(
            f"the store's first {signed.size} entries are not those that were signed; nothing is "
            "exported: keep a copy of the store, and restore from an earlier export"
        )
    stream.write(checkpoint_line(signed.note))
    return signed.size


def header_line(key: VerifierKey) -> bytes:
    """Return the first line: format, first public key, name of the record."""
    return canonical({"format": FORMAT, "key": key.as_text(), "origin": key.name}) + b"\n"


def entry_line(index: int, leaf: bytes, body: bytes) -> bytes:
    """Return the line of an entry; ``body`` is canonical JSON already."""
    return b'{"entry":%b%b' % (body, entry_tail(index, leaf))


def entry_tail(index: int, leaf: bytes) -> bytes:
    """Return what follows the entry itself in its line."""
    return b',"index":%d,"leaf":"%b"}\n' % (index, leaf.hex().encode())


def checkpoint_line(note: str) -> bytes:
    """Return the last line: the signed checkpoint."""
    return canonical({"checkpoint": note}) + b"\n"
