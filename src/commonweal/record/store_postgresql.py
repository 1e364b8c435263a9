"""The store in PostgreSQL, for federations that already run one or need several machines.

Rules of this module:

* the only module, with ``inbox_postgresql``, that imports psycopg;
* an append is one call of a function in the database: one round trip, one transaction, one flush;
  a lock taken in it lets appends and leases take turns;
* triggers forbid changing, removing, emptying and leaving gaps, for every program that connects;
* tables lie in the first schema of the connection's search path; several records may share a
  database by having a schema each.

Not here: the lease's rules for the caller (``store``); roles and rights of the database.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import LiteralString

import psycopg

from commonweal.record.errors import LeaseLost, Unreachable, WrongVersion
from commonweal.record.store import Lease, check_bodies, check_range, without_password

_PAGE = 1024
_LEASE_LOST = -2
_DONE = -1

_SCHEMA: LiteralString = """
CREATE TABLE record_entry (idx bigint PRIMARY KEY, body bytea NOT NULL);
CREATE TABLE record_lease (
  one integer PRIMARY KEY CHECK (one = 1),
  token bigint NOT NULL, holder text NOT NULL, until bigint NOT NULL
);
INSERT INTO record_lease VALUES (1, 0, '', 0);

CREATE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'entries of the record are never changed or removed'; END $$;
CREATE TRIGGER record_entry_no_change BEFORE UPDATE OR DELETE ON record_entry
  FOR EACH ROW EXECUTE FUNCTION record_refuse();
CREATE TRIGGER record_entry_no_truncate BEFORE TRUNCATE ON record_entry
  FOR EACH STATEMENT EXECUTE FUNCTION record_refuse();

CREATE FUNCTION record_check_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE low bigint; high bigint; many bigint; before bigint;
BEGIN
  SELECT min(idx), max(idx), count(*) INTO low, high, many FROM added;
  SELECT coalesce(max(idx), -1) INTO before FROM record_entry WHERE idx < low;
  IF many > 0 AND (high - low + 1 <> many OR low <> before + 1 OR low < 0) THEN
    RAISE EXCEPTION 'entries of the record are numbered without gaps';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER record_entry_no_gap AFTER INSERT ON record_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_check_gap();

CREATE FUNCTION record_append(expected bigint, fence bigint, bodies bytea[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE got bigint; wanted bigint;
BEGIN
  PERFORM pg_advisory_xact_lock('record_entry'::regclass::oid::bigint);
  SELECT CASE WHEN holder = '' THEN 0 ELSE token END INTO wanted FROM record_lease;
  IF fence <> wanted THEN RETURN -2; END IF;
  SELECT coalesce(max(idx) + 1, 0) INTO got FROM record_entry;
  IF got <> expected THEN RETURN got; END IF;
  IF cardinality(bodies) = 1 THEN
    INSERT INTO record_entry (idx, body) VALUES (expected, bodies[1]);
  ELSE
    INSERT INTO record_entry (idx, body)
      SELECT expected + place - 1, body FROM unnest(bodies) WITH ORDINALITY AS given (body, place);
  END IF;
  RETURN -1;
END $$;
"""

_APPEND: LiteralString = "SELECT record_append(%b, %b, %b::bytea[])"
_APPEND_ONE: LiteralString = "SELECT record_append(%b, %b, ARRAY[%b::bytea])"  # spares a long way
_LOCK: LiteralString = "SELECT pg_advisory_xact_lock('record_entry'::regclass::oid::bigint)"
_READ: LiteralString = "SELECT body FROM record_entry WHERE idx >= %s AND idx < %s ORDER BY idx"
_VERSION: LiteralString = "SELECT coalesce(max(idx) + 1, 0) FROM record_entry"


class Connection:
    """One connection, used by one thread at a time, and made again after it broke.

    Args:
        url: where to connect to, in libpq's form.
        idle_max_s: seconds without use after which it is tried first, so that nobody has to ask
            twice because the server was started anew in a quiet hour.
    """

    def __init__(self, url: str, *, idle_max_s: float = 1.0) -> None:
        self._url = url
        self._idle_max_s = idle_max_s
        self._lock = RLock()
        self._connection: psycopg.Connection | None = None
        self._used_at = 0.0

    @contextmanager
    def use(self) -> Iterator[psycopg.Connection]:
        """Lend the connection for a block; each statement is a transaction of its own.

        Raises:
            Unreachable: when the server does not answer or cannot carry out a statement.
        """
        with self._lock:
            try:
                if self._connection is None or not self._works(self._connection):
                    self._connection = _connect(self._url)
                yield self._connection
                self._used_at = time.monotonic()
            except psycopg.Error as error:
                raise Unreachable(without_password(self._url), str(error)) from error

    def _works(self, connection: psycopg.Connection) -> bool:
        if connection.closed or time.monotonic() - self._used_at < self._idle_max_s:
            return not connection.closed
        with suppress(psycopg.Error):
            connection.execute("SELECT 1")
        return not connection.closed

    def close(self) -> None:
        """Close the connection; the next use makes a new one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


class PostgresqlStore:
    """Entries in PostgreSQL tables.

    Args:
        url: where to connect to, in libpq's form.

    Raises:
        Unreachable: when the server does not answer or refuses to make the tables.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        # Reading may follow a failed append at once: its connection is then as stale.
        self._writing, self._reading = Connection(url), Connection(url, idle_max_s=0)
        try:
            with self._writing.use() as connection:
                prepare(connection, "record_entry", _SCHEMA)
        except Unreachable:
            self.close()
            raise

    def version(self) -> int:
        """Return the number of entries."""
        with self._reading.use() as connection:
            return _one(connection, _VERSION)

    def append(self, expected_version: int, bodies: Sequence[bytes], *, fence: int = 0) -> None:
        """Append entries in one round trip, see :meth:`Store.append`."""
        check_bodies(bodies)
        with self._writing.use() as connection:
            if len(bodies) == 1:
                got = _one(connection, _APPEND_ONE, expected_version, fence, bodies[0])
            else:
                got = _one(connection, _APPEND, expected_version, fence, list(bodies))
        if got == _LEASE_LOST:
            raise LeaseLost(
                f"token {fence} is not that of the present writer's lease; take a lease, read again"
            )
        if got != _DONE:
            raise WrongVersion(expected_version, got)

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries, a page at a time, see :meth:`Store.read`."""
        start, stop = check_range(start, stop, self.version())
        return self._stream(start, stop)

    def take_lease(self, holder: str, seconds: int, now: int) -> int:
        """Become the writer, see :meth:`Store.take_lease`."""
        with self._locked() as connection:
            return _write_lease(connection, _read_lease(connection).taken(holder, seconds, now))

    def renew_lease(self, token: int, seconds: int, now: int) -> None:
        """Renew, see :meth:`Store.renew_lease`."""
        with self._locked() as connection:
            _write_lease(connection, _read_lease(connection).renewed(token, seconds, now))

    def release_lease(self, token: int) -> None:
        """Release, see :meth:`Store.release_lease`."""
        with self._locked() as connection:
            _write_lease(connection, _read_lease(connection).released(token))

    def close(self) -> None:
        """Close both connections."""
        self._writing.close()
        self._reading.close()

    def _stream(self, start: int, stop: int) -> Iterator[bytes]:
        for low in range(start, stop, _PAGE):
            with self._reading.use() as connection:
                cursor = connection.execute(_READ, (low, min(low + _PAGE, stop)), binary=True)
                page = cursor.fetchall()
            for (body,) in page:
                yield bytes(body)

    @contextmanager
    def _locked(self) -> Iterator[psycopg.Connection]:
        with self._writing.use() as connection, connection.transaction():
            connection.execute(_LOCK)
            yield connection


def prepare(connection: psycopg.Connection, table: str, schema: LiteralString) -> None:
    """Make tables that are not there yet; of several processes one does it.

    Raises:
        psycopg.Error: when the server refuses.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('commonweal record tables'))")
        query: LiteralString = (
            "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = %s"
        )
        if not _one(connection, query, table):
            connection.execute(schema)


def _connect(url: str) -> psycopg.Connection:
    connection = psycopg.connect(url, autocommit=True, connect_timeout=10, prepare_threshold=1)
    connection.execute("SET synchronous_commit = on")
    # The few statements there are never gain from being planned anew for each value.
    connection.execute("SET plan_cache_mode = force_generic_plan")
    return connection


def _one(connection: psycopg.Connection, query: LiteralString, *values: object) -> int:
    row = connection.execute(query, values or None).fetchone()
    if row is None:
        raise psycopg.DataError("expected a row, got none")
    return int(row[0])


def _read_lease(connection: psycopg.Connection) -> Lease:
    row = connection.execute("SELECT token, holder, until FROM record_lease").fetchone()
    if row is None:
        raise psycopg.DataError("the table record_lease is empty")
    return Lease(*row)


def _write_lease(connection: psycopg.Connection, lease: Lease) -> int:
    query: LiteralString = "UPDATE record_lease SET token = %s, holder = %s, until = %s"
    connection.execute(query, (lease.token, lease.holder, lease.until))
    return lease.token
