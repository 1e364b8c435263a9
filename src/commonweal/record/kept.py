"""The last signed checkpoint, kept in a file outside the database.

Rules of this module:

* the file has two pages of 4,096 bytes, written in turn, each a checkpoint filled up with line
  ends: the other page stays whole while one is written, and one flush of the disk is enough;
* a process that did not see the last checkpoint does not overwrite it;
* a page that is torn or damaged is passed over as long as the other one is good.

Not here: when a checkpoint may be signed (``log``).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from commonweal.record.errors import BadNote, LeaseLost, RefusesToSign, Unreachable
from commonweal.record.files import write_whole
from commonweal.record.note import (
    Checkpoint,
    VerifierKey,
    read_checkpoint,
    split_checkpoint,
)

PAGE_BYTES = 4096
"""Bytes of one page; a checkpoint signed by two keys needs about 400."""


class KeptCheckpoint:
    """The file that holds the last checkpoint that was signed.

    Args:
        path: the file; it is made by the first :meth:`write`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._page = 0  # the page that holds the last checkpoint, and what it holds
        self._held = b""

    def exists(self) -> bool:
        """Say whether a checkpoint was ever kept here."""
        return self.path.exists()

    def read(self, keys: Sequence[VerifierKey]) -> Checkpoint:
        """Return the checkpoint of the greatest size that one of the keys has signed.

        Raises:
            RefusesToSign: ``unreadable`` or ``foreign``, when there is no such checkpoint.
            Unreachable: when the file cannot be read.
        """
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise Unreachable(str(self.path), str(error)) from error
        found = latest_checkpoint(data, keys, str(self.path))
        first = data[:PAGE_BYTES].rstrip(b"\n") == found.note.encode().rstrip(b"\n")
        self._page = 0 if first else 1
        self._held = data[self._page * PAGE_BYTES :][:PAGE_BYTES]
        return found

    def write(self, note: str) -> None:
        """Keep a checkpoint; it is on the disk when this returns.

        Raises:
            ValueError: when it is longer than a page.
            LeaseLost: when another process has kept one since this one read or wrote the file.
            Unreachable: when the file cannot be written.
        """
        page = _page(note)
        try:
            if not self._held and not self.path.exists():
                write_whole(self.path, page + b"\n" * PAGE_BYTES)
                self._page = 0
            else:
                self._write_other(page)
        except OSError as error:
            raise Unreachable(str(self.path), str(error)) from error
        self._held = page

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write_other(self, page: bytes) -> None:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            held = os.pread(self._file, PAGE_BYTES, self._page * PAGE_BYTES)
            if held != self._held:
                raise LeaseLost(
                    f"another process has kept a checkpoint in {self.path} since; "
                    "take the lease and read again before signing"
                )
            os.pwrite(self._file, page, (self._page ^ 1) * PAGE_BYTES)
            os.fdatasync(self._file)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._page ^= 1


def latest_checkpoint(data: bytes, keys: Sequence[VerifierKey], place: str) -> Checkpoint:
    """Read a kept file, or a file with one checkpoint, and return the one of the greatest size.

    Raises:
        RefusesToSign: ``unreadable``, when no page holds a checkpoint; ``foreign``, when none is
            signed by one of the keys.
    """
    found: list[Checkpoint] = []
    faults: list[BadNote] = []
    for page in _pages(data):
        try:
            found.append(read_checkpoint(page, *keys))
        except BadNote as error:
            faults.append(error)
    if found:
        return max(found, key=lambda checkpoint: checkpoint.size)
    told = "; ".join(str(fault) for fault in faults) or "it is empty"
    foreign = any("by a known key" in str(fault) for fault in faults)
    raise RefusesToSign(
        "foreign" if foreign else "unreadable",
        f"{place} holds no checkpoint of this record: {told}; restore the file, or the key that "
        "belongs to it",
    )


def checkpoint_sizes(text: str) -> set[int]:
    """Return the sizes that the checkpoints in a kept file speak of, unchecked."""
    sizes = set()
    for page in _pages(text.encode()):
        with suppress(BadNote):
            sizes.add(split_checkpoint(page.partition("\n\n")[0] + "\n")[1])
    return sizes


def _pages(data: bytes) -> list[str]:
    parts = [data[:PAGE_BYTES], data[PAGE_BYTES:]]
    texts = [part.decode("utf-8", errors="replace").rstrip("\n") for part in parts]
    return [text + "\n" for text in texts if text]


def _page(note: str) -> bytes:
    data = note.encode()
    if len(data) > PAGE_BYTES:
        raise ValueError(f"a checkpoint of {len(data)} bytes; the most is {PAGE_BYTES}")
    return data.ljust(PAGE_BYTES, b"\n")
