"""The vault's store on PostgreSQL, in tables whose names begin with ``vault_``.

Rules of this module:

* the driver is imported when the first such vault is opened, so that nobody else needs it;
* ``synchronous_commit=on`` whatever the server's default: acknowledged is durable;
* :meth:`PostgresqlStore.scrub` rewrites the tables, because PostgreSQL keeps deleted rows, and with
  each row the number of the transaction that wrote it.

Not here: what is kept; SQLite.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from commonweal.vault.errors import BadInput, NotScrubbed, VaultUnreachable
from commonweal.vault.pool import Pool
from commonweal.vault.store import Cursor, Dialect, Transaction

if TYPE_CHECKING:
    import psycopg
    from psycopg.errors import Diagnostic

CONNECTIONS = 8
"""Threads that work on the database at once; others wait."""

CONNECT_WAIT_S = 10
"""How long to wait for a server that does not answer."""

PLACE = "the vault in PostgreSQL"


def _is_duplicate(error: Exception) -> bool:
    return getattr(error, "sqlstate", None) == "23505"  # unique_violation


DIALECT = Dialect(
    placeholder="%s",
    shared="FOR SHARE",
    alone="FOR UPDATE",
    blob="BYTEA",
    keyed="",
    position="STRPOS",
    queue="SELECT pg_advisory_xact_lock(8241357)",  # any number, the same in every process
    is_duplicate=_is_duplicate,
)


class PostgresqlStore:
    """A vault in a PostgreSQL database.

    Raises:
        VaultUnreachable: when the driver is missing or the server does not answer.
    """

    def __init__(self, url: str) -> None:
        try:
            import psycopg  # noqa: PLC0415 -- only who opens such a vault needs the driver
        except ImportError as error:
            raise _unreachable("no driver", "install commonweal[postgresql]") from error
        self._driver = psycopg
        self._url = url
        self._pool = Pool(self._connect, _healthy, size=CONNECTIONS, answers=self._answers)

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[Transaction]:  # noqa: ARG002 -- rows are locked one by one
        """See :meth:`commonweal.vault.store.Store.transaction`."""
        with (
            self._told(),
            self._pool.borrow() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            yield Transaction(cast("Cursor", cursor), DIALECT)

    def scrub(self, *tables: str) -> None:
        """See :meth:`commonweal.vault.store.Store.scrub`."""
        warnings: list[str] = []

        def hear(notice: Diagnostic) -> None:
            if notice.severity_nonlocalized == "WARNING":
                warnings.append(notice.message_primary or "a warning")

        with self._told(), self._pool.borrow() as connection:
            connection.add_notice_handler(hear)
            for table in tables:
                name = self._driver.sql.Identifier(table)
                connection.execute(self._driver.sql.SQL("VACUUM (FULL) {}").format(name))
            connection.remove_notice_handler(hear)
        if warnings:
            raise _not_scrubbed("; ".join(warnings))

    def copy_to(self, path: Path) -> None:
        """Refuse: PostgreSQL is copied by its own programs."""
        raise BadInput(
            PLACE,
            expected="a vault in an SQLite file",
            got="one in PostgreSQL",
            remedy=f"copy it with pg_dump --table='vault_*' --file={path}",
        )

    def close(self) -> None:
        """See :meth:`commonweal.vault.store.Store.close`."""
        self._pool.close()

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        connection = self._driver.connect(
            self._url,
            autocommit=True,
            connect_timeout=CONNECT_WAIT_S,
            client_encoding="utf8",
            application_name="commonweal vault",
        )
        connection.execute("SET synchronous_commit = on")
        return connection

    def _answers(self, connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
        with suppress(self._driver.OperationalError):
            connection.execute("SELECT 1")
        return _healthy(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._driver.OperationalError as error:
            self._pool.drop_idle()
            first = str(error).partition("\n")[0]
            raise _unreachable(first, "check server and address, then ask again") from error


def _healthy(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
    return not (connection.closed or connection.broken)


def _unreachable(got: str, remedy: str) -> VaultUnreachable:
    expected = "a server that answers"
    return VaultUnreachable(PLACE, expected=expected, got=got, remedy=remedy)


def _not_scrubbed(got: str) -> NotScrubbed:
    return NotScrubbed(
        PLACE,
        expected="the right to VACUUM the vault's tables",
        got=got,
        remedy="the change is kept; make this role the owner of the tables and ask again",
    )
