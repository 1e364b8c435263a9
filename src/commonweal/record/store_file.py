"""The store in one file of JSON lines: one line per append, so that a batch is whole or torn.

Rules of this module:

* a line is ``{"lengths":[...],"sha256":"...","entries":[...]}``; the digest covers the entries;
* a last line that is torn was never acknowledged and is cut off; a damaged line before it was, and
  is told with its number;
* processes take turns by ``flock``; each reads the lines that others added before it appends;
* the lease is a small file beside it, ``PATH.lease``.

For small records and for reading with the eye; SQLite is as durable and quicker.
Not here: exports (``exports``), which have one line per entry and prove themselves.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from threading import RLock

import msgspec

from commonweal.record.errors import Damaged, Unreachable, WrongVersion
from commonweal.record.files import sync_folder, write_whole
from commonweal.record.store import Lease, check_bodies, check_range

_LINE = re.compile(
    rb'\{"lengths":\[([0-9,]+)\],"sha256":"([0-9a-f]{64})","entries":\[(.*)\]\}\n', re.S
)


class FileStore:
    """Entries in a file of JSON lines.

    Args:
        path: the file; it is made when missing, its folder must exist.

    Raises:
        Unreachable: when the file cannot be opened.
        Damaged: when a line that is not the last one was changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lease_path = path.with_name(path.name + ".lease")
        self._lock = RLock()
        self._starts: list[int] = []  # [line] index of its first entry
        self._offsets: list[int] = [0]  # [line] offset of its first byte, and of the end
        self._version = 0
        self._open = True
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            sync_folder(path.parent)
        except OSError as error:
            raise Unreachable(str(path), str(error)) from error
        with self._turn(fcntl.LOCK_EX):
            self._catch_up(cut=True)

    def version(self) -> int:
        """Return the number of entries."""
        with self._turn(fcntl.LOCK_SH):
            self._catch_up(cut=False)
            return self._version

    def append(self, expected_version: int, bodies: Sequence[bytes], *, fence: int = 0) -> None:
        """Append entries as one line, see :meth:`Store.append`."""
        check_bodies(bodies)
        with self._turn(fcntl.LOCK_EX):
            self._catch_up(cut=True)
            self._lease().check_append(fence)
            if expected_version != self._version:
                raise WrongVersion(expected_version, self._version)
            if bodies:
                self._write(_line(bodies))
                self._count(len(bodies), self._offsets[-1] + len(_line(bodies)))

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries line by line, see :meth:`Store.read`."""
        start, stop = check_range(start, stop, self.version())
        return self._stream(start, stop)

    def take_lease(self, holder: str, seconds: int, now: int) -> int:
        """Become the writer, see :meth:`Store.take_lease`."""
        with self._turn(fcntl.LOCK_EX):
            return self._keep(self._lease().taken(holder, seconds, now)).token

    def renew_lease(self, token: int, seconds: int, now: int) -> None:
        """Renew, see :meth:`Store.renew_lease`."""
        with self._turn(fcntl.LOCK_EX):
            self._keep(self._lease().renewed(token, seconds, now))

    def release_lease(self, token: int) -> None:
        """Release, see :meth:`Store.release_lease`."""
        with self._turn(fcntl.LOCK_EX):
            self._keep(self._lease().released(token))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._file)

    @contextmanager
    def _turn(self, kind: int) -> Iterator[None]:
        with self._lock:
            if not self._open:
                raise Unreachable(str(self._path), "it was closed")
            try:
                fcntl.flock(self._file, kind)
                try:
                    yield
                finally:
                    fcntl.flock(self._file, fcntl.LOCK_UN)
            except OSError as error:
                raise Unreachable(str(self._path), str(error)) from error

    def _catch_up(self, *, cut: bool) -> None:
        end, size = self._offsets[-1], os.fstat(self._file).st_size
        if size < end:
            raise Damaged(f"{self._path} lost {end - size} bytes while in use; restore a backup")
        with open(self._file, "rb", closefd=False) as stream:
            stream.seek(end)
            while line := stream.readline():
                count = _entries_in(line)
                if count == 0:
                    self._torn(end, size - end - len(line), cut=cut)
                    return
                end += len(line)
                self._count(count, end)

    def _torn(self, end: int, behind: int, *, cut: bool) -> None:
        if behind:
            raise Damaged(
                f"{self._path}, line {len(self._starts) + 1}: it was changed after it was written; "
                "restore a backup, or the export of somebody who holds one"
            )
        if cut:
            os.ftruncate(self._file, end)
            os.fsync(self._file)

    def _count(self, entries: int, end: int) -> None:
        self._starts.append(self._version)
        self._offsets.append(end)
        self._version += entries

    def _write(self, line: bytes) -> None:
        end = self._offsets[-1]
        try:
            written = os.pwrite(self._file, line, end)
            if written != len(line):
                raise OSError(f"wrote {written} of {len(line)} bytes; is the disk full?")
            os.fdatasync(self._file)
        except OSError:
            os.ftruncate(self._file, end)
            raise

    def _stream(self, start: int, stop: int) -> Iterator[bytes]:
        at = start
        while at < stop:
            line = bisect_right(self._starts, at) - 1
            bodies = self._bodies(line)
            skip = at - self._starts[line]
            yield from bodies[skip : skip + stop - at]
            at = self._starts[line] + len(bodies)

    def _bodies(self, line: int) -> list[bytes]:
        start, end = self._offsets[line : line + 2]
        try:
            bodies = _split(os.pread(self._file, end - start, start))
        except OSError as error:
            raise Unreachable(str(self._path), str(error)) from error
        if not bodies:
            raise Damaged(f"{self._path}, line {line + 1}: it was changed after it was written")
        return bodies

    def _lease(self) -> Lease:
        try:
            return msgspec.json.decode(self._lease_path.read_bytes(), type=Lease)
        except FileNotFoundError:
            return Lease()
        except msgspec.DecodeError as error:
            raise Damaged(f"{self._lease_path} is no lease ({error}); remove it") from error

    def _keep(self, lease: Lease) -> Lease:
        write_whole(self._lease_path, msgspec.json.encode(lease))
        return lease


def _line(bodies: Sequence[bytes]) -> bytes:
    entries = b",".join(bodies)
    lengths = json.dumps([len(body) for body in bodies], separators=(",", ":")).encode()
    digest = hashlib.sha256(entries).hexdigest().encode()
    return b'{"lengths":%b,"sha256":"%b","entries":[%b]}\n' % (lengths, digest, entries)


def _split(line: bytes) -> list[bytes]:
    match = _LINE.fullmatch(line)
    if match is None or hashlib.sha256(match[3]).hexdigest().encode() != match[2]:
        return []
    lengths = [int(length) for length in match[1].split(b",")]
    ends = list(accumulate(length + 1 for length in lengths))
    if ends[-1] - 1 != len(match[3]):
        return []
    return [match[3][end - 1 - length : end - 1] for end, length in zip(ends, lengths, strict=True)]


def _entries_in(line: bytes) -> int:
    return len(_split(line))
