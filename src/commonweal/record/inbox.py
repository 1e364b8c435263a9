"""The inbox: other processes hand commands to the writer's process and wait for its answers.

Rules of this module:

* a command is taken in the order in which it was put, by one process at a time: the writer's;
* a command that was taken and not answered is taken again by the next writer's process, so it may
  be carried out twice; the office's idempotency keys are what makes that harmless;
* of what was answered, the answer alone is kept, and for the last 1,000 commands only.

Not here: what commands and answers mean; the entries (``store``).
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Protocol, cast

from commonweal.record.errors import NoAnswer, Unreachable
from commonweal.record.store import load_driver, without_password

KEPT_ANSWERS = 1000
"""How many answered commands can still be asked for."""

BUSY_S = 20.0
"""Seconds to wait for another process's transaction."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox_command (
  place INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  body BLOB NOT NULL, taker TEXT, answer BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS inbox_waiting ON inbox_command (place) WHERE answer IS NULL;
"""


class Inbox(Protocol):
    """A queue of commands with answers. Several threads may use one inbox."""

    def put(self, body: bytes) -> str:
        """Queue a command; return its id.

        Raises:
            Unreachable: when the inbox does not answer.
        """

    def take(self, limit: int) -> list[tuple[str, bytes]]:
        """Return up to ``limit`` commands (id, body) that this inbox was not given before.

        Raises:
            Unreachable: when the inbox does not answer.
        """

    def answer(self, command_id: str, body: bytes) -> None:
        """Answer a command.

        Raises:
            KeyError: when there is no such command, or it was answered.
            Unreachable: when the inbox does not answer.
        """

    def wait(self, command_id: str, timeout_s: float) -> bytes:
        """Return the answer to a command.

        Raises:
            NoAnswer: when there is none in time; the command may still be carried out.
            KeyError: when there is no such command (any more).
            Unreachable: when the inbox does not answer.
        """

    def wipe(self) -> bool:
        """Wipe the bodies of answered commands, as far as the database can; say whether it could.

        Raises:
            Unreachable: when the inbox does not answer.
        """

    def close(self) -> None:
        """Let go of files and connections."""


class SqliteInbox:
    """An inbox in a SQLite file of its own.

    Args:
        path: the file; it is made when missing, its folder must exist.

    Raises:
        Unreachable: when the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taker = uuid.uuid4().hex
        self._lock = RLock()
        with self._told():
            _make_private(path)
            self._connection = sqlite3.connect(
                path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(self._connection)
            except sqlite3.Error:
                self._connection.close()
                raise

    def put(self, body: bytes) -> str:
        """Queue a command, see :meth:`Inbox.put`."""
        command_id = uuid.uuid4().hex
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO inbox_command (id, body) VALUES (?, ?)", (command_id, body)
            )
        return command_id

    def take(self, limit: int) -> list[tuple[str, bytes]]:
        """Take commands, see :meth:`Inbox.take`."""
        waiting = (
            "FROM inbox_command WHERE answer IS NULL AND taker IS NOT ? ORDER BY place LIMIT ?"
        )
        with self._lock, self._told():  # most of the time nothing waits: look before locking
            if not self._connection.execute(f"SELECT 1 {waiting}", (self._taker, 1)).fetchone():
                return []
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT place, id, body {waiting}",
                (self._taker, limit),
            ).fetchall()
            connection.executemany(
                "UPDATE inbox_command SET taker = ? WHERE place = ?",
                [(self._taker, place) for place, _, _ in rows],
            )
        return [(command_id, body) for _, command_id, body in rows]

    def answer(self, command_id: str, body: bytes) -> None:
        """Answer a command, see :meth:`Inbox.answer`."""
        with self._transaction() as connection:
            done = connection.execute(
                "UPDATE inbox_command SET answer = ?, body = x'' WHERE id = ? AND answer IS NULL",
                (body, command_id),
            )
            if done.rowcount != 1:
                raise KeyError(unknown(command_id))
            connection.execute(
                "DELETE FROM inbox_command WHERE answer IS NOT NULL AND place <= "
                "(SELECT max(place) FROM inbox_command) - ?",
                (KEPT_ANSWERS,),
            )

    def wait(self, command_id: str, timeout_s: float) -> bytes:
        """Wait for an answer, see :meth:`Inbox.wait`."""
        return poll(lambda: self._look(command_id), command_id, timeout_s)

    def wipe(self) -> bool:
        """Empty the log of changes; what is overwritten in the file itself is zeroed anyway."""
        with self._lock, self._told():
            (busy, _, _) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def _look(self, command_id: str) -> bytes | None:
        with self._lock, self._told():
            row = self._connection.execute(
                "SELECT answer FROM inbox_command WHERE id = ?", (command_id,)
            ).fetchone()
        if row is None:
            raise KeyError(unknown(command_id))
        return cast("bytes | None", row[0])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise Unreachable(str(self._path), str(error)) from error


def open_inbox(url: str) -> Inbox:
    """Open the inbox at a URL, and make it when it is not there yet.

    Args:
        url: ``sqlite:PATH`` (a file of its own) or ``postgresql://...`` (a table of its own).

    Raises:
        ValueError: when it is neither.
        Unreachable: when it does not answer, or the PostgreSQL driver is not installed.
    """
    scheme, _, rest = url.partition(":")
    match scheme:
        case "sqlite" if rest:
            return SqliteInbox(Path(rest))
        case "postgresql" | "postgres" if rest:
            made = load_driver("inbox_postgresql", "PostgresqlInbox", url)(url)
            return cast("Inbox", made)
    raise ValueError(
        f"no inbox is called {without_password(url)!r}; expected sqlite:PATH or postgresql://..."
    )


def poll(look: Callable[[], bytes | None], command_id: str, timeout_s: float) -> bytes:
    """Look for an answer, soon at first and then every twentieth of a second.

    Raises:
        NoAnswer: when there is none in time.
    """
    end, pause = time.monotonic() + timeout_s, 0.002
    while True:
        answer = look()
        if answer is not None:
            return answer
        if time.monotonic() >= end:
            raise NoAnswer(
                f"command {command_id} was not answered within {timeout_s} seconds; it may still "
                "be carried out: wait for it again, or look at the record, before repeating it"
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def unknown(command_id: str) -> str:
    """Say that no command has this id."""
    return (
        f"no command {command_id} waits for an answer here; answers are kept for the last "
        f"{KEPT_ANSWERS} commands"
    )


def _make_private(path: Path) -> None:
    # Ballots and personal data pass through here; SQLite gives its side files the same mode.
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unreachable(str(path), error.strerror or str(error)) from error


def _prepare(connection: sqlite3.Connection) -> None:
    # A command lost with the machine's power was not answered, and whoever put it knows that.
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    (known,) = connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'inbox_waiting'"
    ).fetchone()
    if not known:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
