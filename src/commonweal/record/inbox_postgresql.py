"""The inbox in a PostgreSQL table, see ``inbox`` for its rules."""

from __future__ import annotations

import uuid
from typing import LiteralString

from commonweal.record.inbox import KEPT_ANSWERS, poll, unknown
from commonweal.record.store_postgresql import Connection, prepare

_SCHEMA: LiteralString = """
CREATE TABLE inbox_command (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE,
  body bytea NOT NULL, taker text, answer bytea
);
CREATE INDEX inbox_waiting ON inbox_command (place) WHERE answer IS NULL;
"""

_TAKE: LiteralString = """
WITH chosen AS (
  SELECT place FROM inbox_command WHERE answer IS NULL AND taker IS DISTINCT FROM %(taker)s
  ORDER BY place LIMIT %(limit)s FOR UPDATE
), given AS (
  UPDATE inbox_command AS command SET taker = %(taker)s FROM chosen
  WHERE command.place = chosen.place RETURNING command.place, command.id, command.body
)
SELECT id, body FROM given ORDER BY place
"""


class PostgresqlInbox:
    """An inbox in a PostgreSQL table of its own.

    Args:
        url: where to connect to, in libpq's form.

    Raises:
        Unreachable: when the server does not answer or refuses to make the table.
    """

    def __init__(self, url: str) -> None:
        self._taker = uuid.uuid4().hex
        self._connection = Connection(url)
        with self._connection.use() as connection:
            prepare(connection, "inbox_command", _SCHEMA)

    def put(self, body: bytes) -> str:
        """Queue a command, see :meth:`Inbox.put`."""
        command_id = uuid.uuid4().hex
        with self._connection.use() as connection:
            connection.execute(
                "INSERT INTO inbox_command (id, body) VALUES (%s, %s)", (command_id, body)
            )
        return command_id

    def take(self, limit: int) -> list[tuple[str, bytes]]:
        """Take commands, see :meth:`Inbox.take`."""
        with self._connection.use() as connection:
            rows = connection.execute(_TAKE, {"taker": self._taker, "limit": limit}).fetchall()
        return [(command_id, bytes(body)) for command_id, body in rows]

    def answer(self, command_id: str, body: bytes) -> None:
        """Answer a command, see :meth:`Inbox.answer`."""
        with self._connection.use() as connection, connection.transaction():
            done = connection.execute(
                "UPDATE inbox_command SET answer = %s, body = '' WHERE id = %s AND answer IS NULL",
                (body, command_id),
            )
            if done.rowcount != 1:
                raise KeyError(unknown(command_id))
            connection.execute(
                "DELETE FROM inbox_command WHERE answer IS NOT NULL AND place <= "
                "(SELECT max(place) FROM inbox_command) - %s",
                (KEPT_ANSWERS,),
            )

    def wait(self, command_id: str, timeout_s: float) -> bytes:
        """Wait for an answer, see :meth:`Inbox.wait`."""
        return poll(lambda: self._look(command_id), command_id, timeout_s)

    def wipe(self) -> bool:
        """Rewrite the table: PostgreSQL keeps what was overwritten until then."""
        with self._connection.use() as connection:
            connection.execute("VACUUM (FULL) inbox_command")
        return True

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _look(self, command_id: str) -> bytes | None:
        with self._connection.use() as connection:
            row = connection.execute(
                "SELECT answer FROM inbox_command WHERE id = %s", (command_id,)
            ).fetchone()
        if row is None:
            raise KeyError(unknown(command_id))
        return None if row[0] is None else bytes(row[0])
