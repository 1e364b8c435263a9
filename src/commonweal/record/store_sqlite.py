"""The store in a SQLite file: the usual one, with no other service to run.

Rules of this module:

* write-ahead log, ``synchronous=FULL``: an append is on the disk when it returns;
* the index is the primary key, so two writers can never both add entry N;
* triggers forbid changing, removing, replacing and leaving gaps, for every program that opens it;
* one connection writes and one reads, each used by one thread at a time.

Not here: the lease's rules (``store.Lease``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

from commonweal.record.errors import Unreachable, WrongVersion
from commonweal.record.store import Lease, check_bodies, check_range

BUSY_S = 20.0
"""Seconds to wait for another process's transaction."""

_PAGE = 1024

_SCHEMA = """
CREATE TABLE IF NOT EXISTS record_entry (idx INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS record_lease (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  token INTEGER NOT NULL, holder TEXT NOT NULL, until INTEGER NOT NULL
) STRICT;
INSERT OR IGNORE INTO record_lease VALUES (1, 0, '', 0);
CREATE TRIGGER IF NOT EXISTS record_entry_no_update BEFORE UPDATE ON record_entry
BEGIN SELECT RAISE(ABORT, 'entries of the record are never changed'); END;
CREATE TRIGGER IF NOT EXISTS record_entry_no_delete BEFORE DELETE ON record_entry
BEGIN SELECT RAISE(ABORT, 'entries of the record are never removed'); END;
CREATE TRIGGER IF NOT EXISTS record_entry_no_gap BEFORE INSERT ON record_entry
WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM record_entry)
BEGIN SELECT RAISE(ABORT, 'entries of the record are numbered without gaps'); END;
"""

_VERSION = "SELECT coalesce(max(idx) + 1, 0) FROM record_entry"
_LEASE_AND_VERSION = f"SELECT token, holder, until, ({_VERSION}) FROM record_lease"  # noqa: S608 -- constant
_INSERT = "INSERT INTO record_entry (idx, body) VALUES (?, ?)"


class SqliteStore:
    """Entries in a SQLite file.

    Args:
        path: the file; it is made when missing, its folder must exist.

    Raises:
        Unreachable: when the file cannot be opened, or is no SQLite database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._write_lock, self._read_lock = RLock(), RLock()
        with self._told():
            self._writing = _connect(path)
            try:
                _prepare(self._writing)
                self._reading = _connect(path)
            except sqlite3.Error:
                self._writing.close()
                raise

    def version(self) -> int:
        """Return the number of entries."""
        with self._read_lock, self._told():
            return _number(self._reading, _VERSION)

    def append(self, expected_version: int, bodies: Sequence[bytes], *, fence: int = 0) -> None:
        """Append entries in one transaction, see :meth:`Store.append`."""
        check_bodies(bodies)
        with self._transaction() as connection:
            token, holder, until, got = connection.execute(_LEASE_AND_VERSION).fetchone()
            Lease(token, holder, until).check_append(fence)
            if got != expected_version:
                raise WrongVersion(expected_version, got)
            connection.executemany(_INSERT, enumerate(bodies, expected_version))

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries, a page at a time, see :meth:`Store.read`."""
        start, stop = check_range(start, stop, self.version())
        return self._stream(start, stop)

    def take_lease(self, holder: str, seconds: int, now: int) -> int:
        """Become the writer, see :meth:`Store.take_lease`."""
        with self._transaction() as connection:
            lease = _read_lease(connection).taken(holder, seconds, now)
            return _write_lease(connection, lease).token

    def renew_lease(self, token: int, seconds: int, now: int) -> None:
        """Renew, see :meth:`Store.renew_lease`."""
        with self._transaction() as connection:
            _write_lease(connection, _read_lease(connection).renewed(token, seconds, now))

    def release_lease(self, token: int) -> None:
        """Release, see :meth:`Store.release_lease`."""
        with self._transaction() as connection:
            _write_lease(connection, _read_lease(connection).released(token))

    def close(self) -> None:
        """Close both connections."""
        with self._write_lock, self._read_lock:
            self._reading.close()
            self._writing.close()

    def _stream(self, start: int, stop: int) -> Iterator[bytes]:
        for low in range(start, stop, _PAGE):
            with self._read_lock, self._told():
                page = self._reading.execute(
                    "SELECT body FROM record_entry WHERE idx >= ? AND idx < ? ORDER BY idx",
                    (low, min(low + _PAGE, stop)),
                ).fetchall()
            for (body,) in page:
                yield body

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._write_lock, self._told():
            self._writing.execute("BEGIN IMMEDIATE")
            try:
                yield self._writing
            except BaseException:
                self._writing.execute("ROLLBACK")
                raise
            self._writing.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise Unreachable(str(self._path), str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    # Threads take turns by our own locks, so the module's check of the thread is not wanted.
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    # Switching to WAL does not wait for others, so it is only done where it is not so yet.
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    (known,) = connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'record_entry_no_gap'"
    ).fetchone()
    if not known:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")


def _number(connection: sqlite3.Connection, query: str) -> int:
    with closing(connection.execute(query)) as cursor:
        (number,) = cursor.fetchone()
    return int(number)


def _read_lease(connection: sqlite3.Connection) -> Lease:
    query = "SELECT token, holder, until FROM record_lease"
    with closing(connection.execute(query)) as cursor:
        token, holder, until = cursor.fetchone()
    return Lease(token, holder, until)


def _write_lease(connection: sqlite3.Connection, lease: Lease) -> Lease:
    connection.execute(
        "UPDATE record_lease SET token = ?, holder = ?, until = ?",
        (lease.token, lease.holder, lease.until),
    )
    return lease
