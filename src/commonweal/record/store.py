"""The store port: what every place that holds entries promises, and the store in memory.

Rules of this module:

* entries are numbered from 0 without gaps; nothing is ever changed or taken away;
* an append names the version it expects, and is carried out whole or not at all;
* one writer holds a lease; its fencing token grows with every lease, and an append under an older
  token is refused, however late it arrives. Stores have no clock: ``now`` comes from the caller;
* one conformance suite covers every store (``tests/record/test_store_conformance.py``).

Not here: what entries mean, hashes and signatures (``log``); the other stores, one file each.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Protocol, cast

from commonweal.record.encoding import MAX_BODY_BYTES
from commonweal.record.errors import LeaseHeld, LeaseLost, Unreachable, WrongVersion


class Store(Protocol):
    """A place that holds entries. Several threads may use one store."""

    def version(self) -> int:
        """Return the number of entries.

        Raises:
            Unreachable: when the store does not answer.
        """

    def append(self, expected_version: int, bodies: Sequence[bytes], *, fence: int = 0) -> None:
        """Append entries, all or none; they are durable when this returns.

        Args:
            expected_version: the number of entries the caller knows of.
            bodies: the entries, in order; no entry holds a line end.
            fence: the token of the caller's lease; 0 when nobody holds one.

        Raises:
            WrongVersion: when the store holds another number of entries.
            LeaseLost: when the token is not that of the present lease.
            ValueError: when a body is empty, too long, or holds a line end.
            Unreachable: when the store does not answer; the entries may be there or not.
        """

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries from ``start`` up to, not including, ``stop`` or the end.

        Raises:
            ValueError: when ``start`` is negative.
            Unreachable: when the store does not answer.
        """

    def take_lease(self, holder: str, seconds: int, now: int) -> int:
        """Become the writer; return the fencing token, greater than every one before it.

        The holder of the present lease may take a new one, which ends the old one.

        Args:
            holder: who asks, unique to the process.
            seconds: how long the lease lasts unless it is renewed.
            now: seconds since 1970, UTC.

        Raises:
            LeaseHeld: when another holder's lease has not ended.
            Unreachable: when the store does not answer.
        """

    def renew_lease(self, token: int, seconds: int, now: int) -> None:
        """Let a lease last until ``now + seconds``.

        Raises:
            LeaseLost: when the token is not that of the present lease.
            Unreachable: when the store does not answer.
        """

    def release_lease(self, token: int) -> None:
        """Give a lease back, so that another process can take it at once.

        Raises:
            LeaseLost: when the token is not that of the present lease.
            Unreachable: when the store does not answer.
        """

    def close(self) -> None:
        """Let go of files and connections; closing twice does nothing."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may write.

    Attributes:
        token: the fencing token of the last lease that was taken; 0 before the first.
        holder: who took it; empty when it was released.
        until: the second at which it ends unless renewed.
    """

    token: int = 0
    holder: str = ""
    until: int = 0

    def taken(self, holder: str, seconds: int, now: int) -> Lease:
        """Return the lease after a holder took it.

        Raises:
            LeaseHeld: when another holder's lease has not ended.
            ValueError: when the holder has no name or the time is not positive.
        """
        if not holder or seconds <= 0:
            raise ValueError(f"expected a holder and seconds > 0, got {holder!r}, {seconds}")
        if self.holder not in ("", holder) and self.until > now:
            raise LeaseHeld(self.holder, self.until)
        return Lease(self.token + 1, holder, now + seconds)

    def renewed(self, token: int, seconds: int, now: int) -> Lease:
        """Return the lease after its holder renewed it.

        Raises:
            LeaseLost: when the token is not that of this lease.
        """
        self.check(token)
        return Lease(token, self.holder, now + seconds)

    def released(self, token: int) -> Lease:
        """Return the lease after its holder gave it back.

        Raises:
            LeaseLost: when the token is not that of this lease.
        """
        self.check(token)
        return Lease(self.token)

    def check(self, token: int) -> None:
        """Check a token of a renewal or release.

        Raises:
            LeaseLost: when it is not that of this lease.
        """
        if token != self.token or not self.holder:
            raise LeaseLost(self._told(token))

    def check_append(self, fence: int) -> None:
        """Check the token of an append; without a lease, 0 is the right one.

        Raises:
            LeaseLost: when it is not.
        """
        if fence != (self.token if self.holder else 0):
            raise LeaseLost(self._told(fence))

    def _told(self, token: int) -> str:
        present = f"{self.holder} writes with token {self.token}" if self.holder else "nobody does"
        return f"no writer's lease has the token {token} ({present}); take a lease and read again"


class MemoryStore:
    """Entries in a list, for tests and simulations; gone with the process."""

    def __init__(self) -> None:
        self._bodies: list[bytes] = []
        self._lease = Lease()
        self._lock = RLock()

    def version(self) -> int:
        """Return the number of entries."""
        return len(self._bodies)

    def append(self, expected_version: int, bodies: Sequence[bytes], *, fence: int = 0) -> None:
        """Append entries, see :meth:`Store.append`."""
        check_bodies(bodies)
        with self._lock:
            self._lease.check_append(fence)
            if expected_version != len(self._bodies):
                raise WrongVersion(expected_version, len(self._bodies))
            self._bodies.extend(bodies)

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield entries, see :meth:`Store.read`."""
        start, stop = check_range(start, stop, self.version())
        return iter(self._bodies[start:stop])

    def take_lease(self, holder: str, seconds: int, now: int) -> int:
        """Become the writer, see :meth:`Store.take_lease`."""
        with self._lock:
            self._lease = self._lease.taken(holder, seconds, now)
            return self._lease.token

    def renew_lease(self, token: int, seconds: int, now: int) -> None:
        """Renew, see :meth:`Store.renew_lease`."""
        with self._lock:
            self._lease = self._lease.renewed(token, seconds, now)

    def release_lease(self, token: int) -> None:
        """Release, see :meth:`Store.release_lease`."""
        with self._lock:
            self._lease = self._lease.released(token)

    def close(self) -> None:
        """Do nothing: the entries stay as long as the object does."""


def check_bodies(bodies: Sequence[bytes]) -> None:
    """Check what every store asks of the bytes it is given.

    Raises:
        ValueError: when a body is empty, longer than 65,535 bytes, or holds a line end.
    """
    for position, body in enumerate(bodies):
        if not 0 < len(body) <= MAX_BODY_BYTES or b"\n" in body:
            raise ValueError(
                f"body {position} of {len(bodies)}: expected 1 to {MAX_BODY_BYTES} bytes without a "
                f"line end, got {len(body)} bytes; encode entries with canonical()"
            )


def check_range(start: int, stop: int | None, version: int) -> tuple[int, int]:
    """Return the range of entries to read, cut off at the version.

    Raises:
        ValueError: when ``start`` is negative.
    """
    if start < 0:
        raise ValueError(f"expected to start at entry 0 or later, got {start}")
    return start, version if stop is None else min(stop, version)


_FORMS = "memory:, file:PATH, sqlite:PATH or postgresql://USER@HOST/DATABASE"


def open_store(url: str) -> Store:
    """Open the store at a URL, and make it when it is not there yet.

    Args:
        url: ``memory:``, ``file:PATH``, ``sqlite:PATH`` or ``postgresql://...`` (libpq's form).

    Raises:
        ValueError: when it is none of these.
        Unreachable: when the store does not answer, or the PostgreSQL driver is not installed.
        Damaged: when it holds something that no store wrote.
    """
    scheme, colon, rest = url.partition(":")
    match scheme:
        case "memory" if colon and not rest:
            return MemoryStore()
        case "file" if rest:
            return cast("Store", load_driver("store_file", "FileStore", url)(Path(rest)))
        case "sqlite" if rest:
            return cast("Store", load_driver("store_sqlite", "SqliteStore", url)(Path(rest)))
        case "postgresql" | "postgres" if rest:
            return cast("Store", load_driver("store_postgresql", "PostgresqlStore", url)(url))
    raise ValueError(f"no store is called {without_password(url)!r}; expected {_FORMS}")


def load_driver(module: str, name: str, url: str) -> Callable[..., object]:
    """Return a class of this room whose module may need a driver that is not installed.

    It is loaded when asked for: a federation on SQLite runs without PostgreSQL's driver.

    Raises:
        Unreachable: when the driver is missing.
    """
    try:
        loaded = importlib.import_module(f"commonweal.record.{module}")
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise Unreachable(
            without_password(url),
            "PostgreSQL's driver is not installed; pip install 'commonweal[postgresql]'",
        ) from error
    return cast("Callable[..., object]", getattr(loaded, name))


def without_password(url: str) -> str:
    """Return a URL as it may be shown: who and with what password is left out."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://...@{tail}" if at else url
