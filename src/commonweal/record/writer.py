"""The one writer: numbers, appends, signs and keeps entries in batches, for many threads.

Rules of this module:

* what is submitted first stands first in the record; one thread appends everything that waits in
  one transaction (group commit) and signs once;
* a receipt is given only for what is durable in the store and covered by a checkpoint that is
  durable outside it;
* after a failure nothing more is written: every waiting future gets the failure, and the user of
  the writer folds its state again and calls :meth:`Writer.reset`;
* the lease is renewed by the same thread; the fencing token guards every append in any case.

Not here: what the entries decide (the office).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Thread
from types import TracebackType
from typing import Self

from commonweal.record.errors import RecordError, WriterFailed
from commonweal.record.log import Log, check_entry
from commonweal.record.receipt import Receipt

CHECKPOINT_WITHIN_MAX_S = 2.0
"""The longest an entry may be durable in the store before a checkpoint covers it."""

_GATHER_S = 0.001


@dataclass(frozen=True, slots=True)
class _Group:
    bodies: tuple[bytes, ...]
    done: Future[tuple[Receipt, ...]]


def whole_seconds() -> int:
    """Return the seconds since 1970, UTC: the usual clock of a lease."""
    return int(time.time())


class Writer:
    """Appends for many threads under one lease.

    Args:
        log: the record, with its secret key. Nobody else appends to it meanwhile, except
            :meth:`Log.rotate` with this writer's :attr:`fence`.
        holder: a name for this process, unique to it, shown to others that want to write.
        lease_s: how long the lease lasts; after a crash others wait so long.
        checkpoint_within_s: 0 signs every batch before anything is told. A longer time, up to 2,
            lets :meth:`wait_durable` return at the store's commit and signs for several batches at
            once; receipts come then. What was told but not yet signed for is protected by the
            store alone until then.
        clock: the seconds since 1970, UTC.
        max_batch: the most entries in one transaction, unless one group is larger.

    Raises:
        LeaseHeld: when another process is the writer.
        RefusesToSign: when the store no longer continues the kept checkpoint.
        Unreachable: when the store does not answer.
    """

    def __init__(
        self,
        log: Log,
        holder: str,
        *,
        lease_s: int = 15,
        checkpoint_within_s: float = 0.0,
        clock: Callable[[], int] = whole_seconds,
        max_batch: int = 1000,
    ) -> None:
        if not 0 <= checkpoint_within_s <= CHECKPOINT_WITHIN_MAX_S:
            raise ValueError(
                f"expected a checkpoint within 0 to 2 seconds, got {checkpoint_within_s}"
            )
        self._log, self._holder, self._lease_s = log, holder, lease_s
        self._within_s, self._clock, self._max_batch = checkpoint_within_s, clock, max_batch
        self._changed = Condition()
        self._queue: deque[_Group] = deque()
        self._unsigned: deque[tuple[int, _Group]] = deque()  # index of the first entry, group
        self._in_hand: list[_Group] = []
        self._failure: BaseException | None = None
        self._closing = False
        self._last_batch = 1
        self._start()

    @property
    def log(self) -> Log:
        """The record this writer appends to."""
        return self._log

    @property
    def fence(self) -> int:
        """The token of the present lease."""
        return self._fence

    @property
    def failure(self) -> BaseException | None:
        """Why the writer stopped, or None while it works."""
        return self._failure

    @property
    def durable_version(self) -> int:
        """How many entries may be shown: durable, and (by default) signed for."""
        return self._durable

    def submit(self, body: bytes) -> Future[Receipt]:
        """Queue an entry; the future gets its receipt, or the failure.

        Raises:
            Unencodable: when the body is no canonical entry, or of a kind kept for the record.
            WriterFailed: when the writer stopped; call :meth:`reset`.
        """
        one: Future[Receipt] = Future()
        one.set_running_or_notify_cancel()

        def hand_on(group: Future[tuple[Receipt, ...]]) -> None:
            failure = group.exception()
            if failure is None:
                one.set_result(group.result()[0])
            else:
                one.set_exception(failure)

        self.submit_batch([body]).add_done_callback(hand_on)
        return one

    def submit_batch(self, bodies: Sequence[bytes]) -> Future[tuple[Receipt, ...]]:
        """Queue entries that are appended together or not at all.

        Raises:
            Unencodable: when a body is no canonical entry, or of a kind kept for the record.
            WriterFailed: when the writer stopped; call :meth:`reset`.
            ValueError: when there are no bodies.
        """
        if not bodies:
            raise ValueError("expected at least one entry")
        for body in bodies:
            check_entry(body)
        done: Future[tuple[Receipt, ...]] = Future()
        done.set_running_or_notify_cancel()
        with self._changed:
            self._check_working()
            self._queue.append(_Group(tuple(bodies), done))
            self._changed.notify_all()
        return done

    def wait_durable(self, version: int, timeout_s: float | None = None) -> bool:
        """Wait until so many entries may be shown; False when the time ran out.

        Raises:
            WriterFailed: when the writer stopped before.
        """
        with self._changed:
            reached = self._changed.wait_for(
                lambda: self._durable >= version or self._failure is not None, timeout_s
            )
            if self._durable < version and self._failure is not None:
                self._check_working()
            return reached

    def reset(self) -> None:
        """Take the lease again and read what the store holds; then submitting works again.

        The user has thrown its own state away and folds it anew from the record after this.

        Raises:
            LeaseHeld: when another process is the writer now.
            RefusesToSign: when the store no longer continues the kept checkpoint.
            BadRotation: when another process changed the key; open the log again.
            Unreachable: when the store does not answer.
        """
        self._thread.join()
        if self._failure is None:
            raise ValueError("only a writer that failed is reset")
        self._start()

    def close(self) -> None:
        """Write what is queued, stop, and give the lease back; closing twice does nothing."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._failure is not None:
            # What failed before may fail again; then the lease ends by itself.
            with suppress(RecordError):
                self._log.store.release_lease(self._fence)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> None:
        self._fence = self._log.store.take_lease(self._holder, self._lease_s, self._clock())
        try:
            self._log.refresh()
        except RecordError:
            self._log.store.release_lease(self._fence)
            raise
        self._renew_at = time.monotonic() + self._lease_s / 3
        self._sign_at = 0.0
        self._durable = self._log.size
        self._failure = None
        self._thread = Thread(target=self._run, name="record-writer", daemon=True)
        self._thread.start()

    def _check_working(self) -> None:
        if self._failure is not None:
            raise WriterFailed(
                f"the writer stopped ({self._failure}); fold the state again and call reset()"
            ) from self._failure
        if self._closing:
            raise WriterFailed("the writer was closed; open the record again")

    def _run(self) -> None:
        try:
            while self._turn():
                pass
            self._log.store.release_lease(self._fence)
        except (RecordError, OSError) as error:
            self._fail(error)
        except BaseException as error:  # a mistake of ours: nobody may wait for ever because of it
            self._fail(error)
            raise

    def _turn(self) -> bool:
        groups = self._next_groups()
        if groups:
            self._write(groups)
        now = time.monotonic()
        if self._unsigned and (now >= self._sign_at or self._closing):
            self._sign()
        if now >= self._renew_at:
            self._log.store.renew_lease(self._fence, self._lease_s, self._clock())
            self._renew_at = now + self._lease_s / 3
        return not (self._closing and not self._queue and not self._unsigned)

    def _next_groups(self) -> list[_Group]:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing, self._pause_s())
            if self._queue and self._last_batch > 1 and not self._closing:
                # Those who waited for the last batch come back within a moment; one transaction
                # for all of them is worth more than an early one for the first.
                self._changed.wait_for(lambda: len(self._queue) >= self._last_batch, _GATHER_S)
            groups: list[_Group] = []
            room = self._max_batch
            while self._queue and (not groups or room >= len(self._queue[0].bodies)):
                groups.append(self._queue.popleft())
                room -= len(groups[-1].bodies)
            self._last_batch = len(groups) or 1
            return groups

    def _pause_s(self) -> float:
        until = min(self._renew_at, self._sign_at) if self._unsigned else self._renew_at
        return max(0.0, until - time.monotonic())

    def _write(self, groups: list[_Group]) -> None:
        if not self._unsigned:
            self._sign_at = time.monotonic() + self._within_s
        self._in_hand = groups
        bodies = [body for group in groups for body in group.bodies]
        first = self._log.extend(bodies, fence=self._fence)
        self._in_hand = []
        for group in groups:
            self._unsigned.append((first, group))
            first += len(group.bodies)
        if self._within_s > 0:
            self._tell_durable()

    def _sign(self) -> None:
        self._log.sign()
        self._tell_durable()
        while self._unsigned:
            first, group = self._unsigned[0]
            receipts = tuple(self._log.receipt(first + at) for at in range(len(group.bodies)))
            self._unsigned.popleft()
            group.done.set_result(receipts)

    def _tell_durable(self) -> None:
        with self._changed:
            self._durable = self._log.size
            self._changed.notify_all()

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self._failure = error
            waiting = [group for _, group in self._unsigned]
            waiting += [*self._in_hand, *self._queue]
            self._in_hand = []
            self._unsigned.clear()
            self._queue.clear()
            self._changed.notify_all()
        for group in waiting:
            group.done.set_exception(error)
