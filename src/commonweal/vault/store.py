"""What the vault asks of a database: transactions, and wiping what was deleted.

Rules of this module:

* every statement is a constant with ``?`` for its values: no value is ever written into SQL;
* a transaction is kept whole or not at all, and is durable before it is acknowledged;
* uniqueness is the database's business: a second row under one key is :class:`Duplicate`.

Not here: the databases themselves (``store_sqlite``, ``store_postgresql``), what is kept in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Value = int | str | bytes | None
"""What a column holds."""

Row = tuple[Any, ...]
"""A row as the driver gives it; the caller knows the columns it asked for."""

CHUNK_ROWS = 5_000
"""Rows sent at once: bounds memory when a million people are put in."""

CHUNK_KEYS = 500
"""Keys asked for at once: SQLite of old builds takes 999 values in a statement."""


class Duplicate(Exception):  # noqa: N818 -- an answer of the database that callers turn into theirs
    """The row exists already; the transaction must be left, and is rolled back."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database's SQL differs.

    Attributes:
        placeholder: stands for a value.
        shared: appended to a SELECT to hold a row against change until the transaction ends.
        alone: appended to a SELECT to hold a row for this transaction alone.
        blob: the type of bytes.
        keyed: appended to CREATE TABLE where rows must lie under their key and have no number.
        position: the function that tells where a text stands in another, 0 for nowhere.
        queue: a SELECT that waits until no other transaction that ran it is under way.
        is_duplicate: tells a broken uniqueness from every other error.
    """

    placeholder: str
    shared: str
    alone: str
    blob: str
    keyed: str
    position: str
    queue: str
    is_duplicate: Callable[[Exception], bool]


class Cursor(Protocol):
    """The part of a DB-API cursor that is used."""

    @property
    def rowcount(self) -> int:
        """Rows changed by the last statement."""

    def execute(self, sql: str, values: Sequence[Value], /) -> object:
        """Run one statement."""

    def executemany(self, sql: str, rows: Sequence[Sequence[Value]], /) -> object:
        """Run one statement for each row of values."""

    def fetchall(self) -> list[Any]:
        """Return the rows of the last statement."""


class Transaction:
    """One transaction of a store, for the time of a ``with`` block."""

    __slots__ = ("_cursor", "_dialect")

    def __init__(self, cursor: Cursor, dialect: Dialect) -> None:
        self._cursor = cursor
        self._dialect = dialect

    def queue(self) -> None:
        """Wait for every other transaction that queued; for changes of the tables themselves."""
        self._cursor.execute(self._dialect.queue, ())

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Run a statement and return its rows."""
        self._cursor.execute(spoken(sql, self._dialect), values)
        return self._cursor.fetchall()

    def rows_among(self, sql: str, keys: Iterable[Value], *before: Value) -> list[Row]:
        """Run a SELECT whose ``IN (??)`` stands for any number of keys; ``before`` come first."""
        found: list[Row] = []
        for chunk in chunks(keys, CHUNK_KEYS):
            marks = ", ".join("?" * len(chunk))
            found += self.rows(sql.replace("??", marks), *before, *chunk)
        return found

    def change(self, sql: str, *values: Value) -> int:
        """Run a statement and return how many rows it touched.

        Raises:
            Duplicate: when a row with the same key exists.
        """
        try:
            self._cursor.execute(spoken(sql, self._dialect), values)
        except Exception as error:
            self._sort_out(error)
            raise
        return self._cursor.rowcount

    def change_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement for each row of values.

        Raises:
            Duplicate: when a row with the same key exists.
        """
        for chunk in chunks(rows, CHUNK_ROWS):
            try:
                self._cursor.executemany(spoken(sql, self._dialect), chunk)
            except Exception as error:
                self._sort_out(error)
                raise

    def _sort_out(self, error: Exception) -> None:
        if self._dialect.is_duplicate(error):
            raise Duplicate from error


class Store(Protocol):
    """A database that keeps a vault."""

    def transaction(self, *, write: bool = False) -> AbstractContextManager[Transaction]:
        """Open a transaction: kept when the block ends, undone when it raises.

        Raises:
            VaultUnreachable: when the database does not answer.
        """

    def scrub(self, *tables: str) -> None:
        """Wipe what was deleted from these tables as far as the database can.

        Raises:
            NotScrubbed: when readers or missing rights stood in the way; nothing is lost by that.
        """

    def copy_to(self, path: Path) -> None:
        """Write a copy of everything kept now to a new file.

        Raises:
            BadInput: when the database has a program of its own for that.
            FileExistsError: when there is a file already.
            VaultUnreachable: when the database does not answer.
        """

    def close(self) -> None:
        """Give back every connection; the store cannot be used afterwards."""


@lru_cache(maxsize=512)
def spoken(sql: str, dialect: Dialect) -> str:
    """Turn a statement of this room into the database's own words."""
    words = {
        "{shared}": dialect.shared,
        "{alone}": dialect.alone,
        "{blob}": dialect.blob,
        "{keyed}": dialect.keyed,
        "{position}": dialect.position,
        "?": dialect.placeholder,
    }
    for ours, theirs in words.items():
        sql = sql.replace(ours, theirs)
    return sql


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a stream into lists of at most ``size`` items."""
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
