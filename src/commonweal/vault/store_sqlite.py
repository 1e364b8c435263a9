"""The vault's store on SQLite: in memory, or in a file of its own.

Rules of this module:

* the file is readable by its owner only (mode 0600; SQLite gives its side files the same mode);
* WAL with ``synchronous=FULL``: what was acknowledged survives a power cut;
* ``secure_delete=ON`` zeroes what is deleted, and :meth:`SqliteStore.scrub` empties the WAL, which
  otherwise keeps every change in the order it came.

Not here: what is kept; PostgreSQL.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from commonweal.vault.errors import NotScrubbed, VaultUnreachable
from commonweal.vault.pool import Pool
from commonweal.vault.store import Dialect, Transaction

WAIT_S = 30
"""How long one process waits for another that writes."""

CONNECTIONS = 8
"""Threads that read at once; writers take turns in any case."""

_UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}

_NO_DATABASE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


def _is_duplicate(error: Exception) -> bool:
    return isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorcode in _UNIQUE


DIALECT = Dialect(
    placeholder="?",
    shared="",  # BEGIN IMMEDIATE holds the whole file, so no row needs holding
    alone="",
    blob="BLOB",
    keyed="WITHOUT ROWID",
    position="INSTR",
    queue="SELECT 1",
    is_duplicate=_is_duplicate,
)


class SqliteStore:
    """A vault in an SQLite file, or in memory when ``path`` is None.

    Raises:
        VaultUnreachable: when the file cannot be made or is no SQLite database.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._place = "the vault in memory" if path is None else f"the vault in {path}"
        self._writing = Lock()
        # A database in memory belongs to its one connection.
        size = 1 if path is None else CONNECTIONS
        self._pool = Pool(self._connect, lambda _: True, size=size)
        if path is not None:
            self._make_private(path)

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[Transaction]:
        """See :meth:`commonweal.vault.store.Store.transaction`."""
        # The lock lets threads queue fairly; SQLite alone makes them sleep and guess.
        turn = self._writing if write else nullcontext()
        with turn, self._pool.borrow() as connection, self._told():
            connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                # Closed before the connection goes to another thread: a cursor that is collected
                # later resets a statement of the connection's cache, which may be in use by then.
                with closing(connection.cursor()) as cursor:
                    yield Transaction(cursor, DIALECT)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def scrub(self, *tables: str) -> None:  # noqa: ARG002 -- the WAL is of all tables
        """See :meth:`commonweal.vault.store.Store.scrub`."""
        with self._writing, self._pool.borrow() as connection, self._told():
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise NotScrubbed(
                self._place,
                expected=f"no reader from another process for {WAIT_S} s",
                got="one that stayed",
                remedy="the change is kept; ask for the same again when the other process is done",
            )

    def copy_to(self, path: Path) -> None:
        """Copy row by row, in the order of the keys: nothing that was deleted comes along."""
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with self._pool.borrow() as connection, self._told():
            connection.execute("VACUUM INTO ?", (str(path),))
        with path.open("rb") as stream:
            os.fsync(stream.fileno())

    def close(self) -> None:
        """See :meth:`commonweal.vault.store.Store.close`."""
        self._pool.close()

    def _connect(self) -> sqlite3.Connection:
        name = ":memory:" if self._path is None else str(self._path)
        with self._told():
            connection = sqlite3.connect(
                name, timeout=WAIT_S, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA temp_store=MEMORY")
            if self._path is not None:
                _switch_to_wal(connection)
        return connection

    def _make_private(self, path: Path) -> None:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
        except OSError as error:
            raise self._unreachable(error.strerror or "an error of the file system") from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise self._unreachable(str(error)) from error
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _NO_DATABASE:
                raise
            raise self._unreachable(str(error)) from error

    def _unreachable(self, got: str) -> VaultUnreachable:
        return VaultUnreachable(
            self._place,
            expected="a writable SQLite file of the vault's own",
            got=got,
            remedy="check path, rights, free space and other processes, then ask again",
        )


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL; SQLite does not wait here for other processes."""
    end = monotonic() + WAIT_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if monotonic() > end:
                raise
            sleep(0.02)
