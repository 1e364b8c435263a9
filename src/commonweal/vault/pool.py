"""A few connections shared by many threads.

Rules of this module:

* a connection is used by one thread at a time;
* a connection that broke is not given out again;
* one that nobody has used for a while is tried first: the server may have been started anew.

Not here: transactions; how to connect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, LifoQueue
from threading import Lock
from time import monotonic
from typing import Generic, Protocol, TypeVar

from commonweal.vault.errors import VaultUnreachable


class Closable(Protocol):
    """Whatever can be closed."""

    def close(self) -> None:
        """Give back what it holds."""


IDLE_MAX_S = 1.0
"""Seconds without any use after which a connection is tried before it is lent."""

C = TypeVar("C", bound=Closable)


class Pool(Generic[C]):
    """At most ``size`` connections, made when first needed.

    Args:
        connect: makes a connection.
        healthy: says whether one can be used again.
        size: how many threads may work at once; others wait.
        answers: tries one that was idle, and says whether it still answers.
    """

    def __init__(
        self,
        connect: Callable[[], C],
        healthy: Callable[[C], bool],
        *,
        size: int,
        answers: Callable[[C], bool] = lambda _: True,
    ) -> None:
        self._connect = connect
        self._healthy = healthy
        self._answers = answers
        self._used_at = 0.0
        self._size = size
        self._closed = False
        self._closing = Lock()
        self._free: LifoQueue[C | None] = LifoQueue()
        for _ in range(size):
            self._free.put(None)

    @contextmanager
    def borrow(self) -> Iterator[C]:
        """Lend a connection for the time of a block.

        Raises:
            VaultUnreachable: when the pool was closed.
        """
        held = self._free.get()
        try:
            held = self._connected(self._tried(held))
            yield held
        finally:
            self._used_at = monotonic()
            self._free.put(held if held is not None and self._healthy(held) else None)

    def close(self) -> None:
        """Wait for the borrowers, then close every connection; a second call does nothing."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        for held in [self._free.get() for _ in range(self._size)]:
            self._drop(held)

    def drop_idle(self) -> None:
        """Close the connections nobody holds: after one broke, the others are likely stale."""
        idle: list[C | None] = []
        with suppress(Empty):
            while True:
                idle.append(self._free.get_nowait())
        for held in idle:
            self._drop(held)

    def _tried(self, held: C | None) -> C | None:
        idle = held is not None and monotonic() - self._used_at > IDLE_MAX_S
        if held is None or not idle or self._closed or self._answers(held):
            return held
        held.close()
        self.drop_idle()
        return None

    def _drop(self, held: C | None) -> None:
        if held is not None:
            held.close()
        self._free.put(None)

    def _connected(self, held: C | None) -> C:
        if self._closed:
            raise VaultUnreachable(
                "the vault", expected="an open vault", got="a closed one", remedy="open it again"
            )
        return self._connect() if held is None else held
