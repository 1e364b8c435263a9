"""The writer: order, atomic groups, receipts, leases, and what happens when something fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from commonweal.record import (
    LeaseHeld,
    LeaseLost,
    Log,
    MemoryStore,
    SigningKey,
    Unencodable,
    Unreachable,
    Writer,
    WriterFailed,
    canonical,
)

KEY = SigningKey("example.org/record", bytes(32))
HEIR = SigningKey("example.org/record", bytes([1] * 32))


def entry(n: int, who: int = 0) -> bytes:
    return canonical({"kind": "noted", "n": n, "who": who})


class TroubledStore(MemoryStore):
    """A real store that can be told to fail, before or after it has written."""

    def __init__(self) -> None:
        super().__init__()
        self.before: Exception | None = None
        self.after: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.batches: list[int] = []

    def append(self, expected_version: int, bodies: Sequence[bytes], *, fence: int = 0) -> None:
        self.gate.wait(20)
        if self.before:
            raise self.before
        super().append(expected_version, bodies, fence=fence)
        self.batches.append(len(bodies))
        if self.after:
            raise self.after


class Clock:
    """A clock that goes only when told."""

    def __init__(self) -> None:
        self.now = 1000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def store() -> TroubledStore:
    return TroubledStore()


@pytest.fixture
def log(store: TroubledStore, tmp_path: Path) -> Log:
    return Log(store, KEY, tmp_path / "checkpoint")


@pytest.fixture
def writer(log: Log) -> Iterator[Writer]:
    with Writer(log, "alice") as made:
        yield made


def test_a_receipt_proves_what_was_submitted(writer: Writer) -> None:
    receipts = [writer.submit(entry(n)).result(10) for n in range(5)]
    for n, receipt in enumerate(receipts):
        assert receipt.index == n
        assert receipt.verify(KEY.verifier, entry(n)).size == n + 1
    assert writer.durable_version == 5


def test_many_threads_submit_and_each_keeps_its_order(writer: Writer) -> None:
    def submit(who: int) -> None:
        for n in range(50):
            writer.submit(entry(n, who)).result(20)

    threads = [threading.Thread(target=submit, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    found = list(writer.log.read())
    assert len(found) == len(set(found)) == 400
    for who in range(8):
        mine = [entry(n, who) for n in range(50)]
        assert [body for body in found if body in mine] == mine


def test_what_waits_is_appended_in_one_batch_in_the_order_submitted(
    writer: Writer, store: TroubledStore
) -> None:
    store.gate.clear()
    futures = [writer.submit(entry(n)) for n in range(200)]
    store.gate.set()
    assert [future.result(10).index for future in futures] == list(range(200))
    assert len(store.batches) <= 3
    assert max(store.batches) >= 100


def test_a_batch_is_bounded_and_a_group_is_never_split(log: Log, store: TroubledStore) -> None:
    with Writer(log, "alice", max_batch=10) as writer:
        store.gate.clear()
        futures = [writer.submit_batch([entry(n, g) for n in range(4)]) for g in range(6)]
        large = writer.submit_batch([entry(n, 9) for n in range(25)])
        store.gate.set()
        assert [[r.index for r in f.result(10)] for f in futures] == [
            list(range(4 * g, 4 * g + 4)) for g in range(6)
        ]
        assert len(large.result(10)) == 25
    assert all(count in (4, 8, 25) for count in store.batches)


def test_bad_entries_are_refused_before_they_are_queued(writer: Writer) -> None:
    with pytest.raises(Unencodable):
        writer.submit(b"{ }")
    with pytest.raises(Unencodable):
        writer.submit_batch([entry(1), b'{"kind":"key_rotated"}'])
    with pytest.raises(ValueError, match="at least one entry"):
        writer.submit_batch([])
    assert writer.submit(entry(0)).result(10).index == 0


def test_a_failure_reaches_everybody_who_waits_and_reset_goes_on(
    writer: Writer, store: TroubledStore
) -> None:
    writer.submit(entry(0)).result(10)
    store.gate.clear()
    store.before = Unreachable("the store", "it is away")
    first, second = writer.submit(entry(1)), writer.submit_batch([entry(2), entry(3)])
    store.gate.set()
    for future in (first, second):
        with pytest.raises(Unreachable, match="it is away"):
            future.result(10)
    with pytest.raises(WriterFailed, match=r"it is away.*call reset"):
        writer.submit(entry(4))
    with pytest.raises(WriterFailed):
        writer.wait_durable(2, 10)
    assert writer.wait_durable(1, 0)
    store.before = None
    writer.reset()
    assert writer.failure is None
    assert writer.submit(entry(5)).result(10).index == 1
    assert list(store.read()) == [entry(0), entry(5)]


def test_entries_that_were_written_though_the_answer_was_lost_are_there_after_reset(
    writer: Writer, store: TroubledStore
) -> None:
    store.after = Unreachable("the store", "the answer was lost")
    with pytest.raises(Unreachable):
        writer.submit(entry(0)).result(10)
    assert writer.durable_version == 0
    store.after = None
    writer.reset()
    assert (writer.durable_version, writer.log.signed.size) == (1, 1)
    assert writer.submit(entry(1)).result(10).index == 1


def test_what_cannot_be_kept_outside_is_not_acknowledged(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(note: str) -> None:
        raise Unreachable("checkpoint", "the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(writer.log._kept, "write", broken)
        with pytest.raises(Unreachable, match="disk is full"):
            writer.submit(entry(0)).result(10)
    writer.reset()
    assert writer.durable_version == 1


def test_only_a_failed_writer_is_reset(log: Log) -> None:
    writer = Writer(log, "alice")
    writer.close()
    writer.close()
    with pytest.raises(ValueError, match="only a writer that failed"):
        writer.reset()
    with pytest.raises(WriterFailed, match="was closed"):
        writer.submit(entry(0))


def test_closing_writes_what_is_queued_and_gives_the_lease_back(
    log: Log, store: TroubledStore
) -> None:
    writer = Writer(log, "alice", checkpoint_within_s=2)
    futures = [writer.submit(entry(n)) for n in range(20)]
    writer.close()
    assert [future.result(0).index for future in futures] == list(range(20))
    with Writer(log, "bob") as other:
        assert other.durable_version == 20


def test_a_second_writer_is_refused_and_a_replaced_one_stops(
    log: Log, store: TroubledStore, tmp_path: Path
) -> None:
    clock = Clock()
    first = Writer(log, "alice", clock=clock)
    other_log = Log(store, KEY, tmp_path / "checkpoint")
    with pytest.raises(LeaseHeld, match="alice"):
        Writer(other_log, "bob", clock=clock)
    clock.now += 100
    with Writer(other_log, "bob", clock=clock) as second:
        second.submit(entry(0)).result(10)
        with pytest.raises(LeaseLost):
            first.submit(entry(1)).result(10)
        assert isinstance(first.failure, LeaseLost)
        first.close()
        second.submit(entry(2)).result(10)
    assert list(store.read()) == [entry(0), entry(2)]


def test_the_lease_is_renewed_while_nothing_happens(log: Log, store: TroubledStore) -> None:
    clock = Clock()
    with Writer(log, "alice", lease_s=1, clock=clock) as writer:
        until = store._lease.until
        clock.now += 5
        end = time.monotonic() + 10
        while store._lease.until == until and time.monotonic() < end:
            time.sleep(0.02)
        assert store._lease.until == until + 5
        assert writer.failure is None


def test_a_lease_lost_while_nothing_happens_is_noticed(log: Log, store: TroubledStore) -> None:
    clock = Clock()
    writer = Writer(log, "alice", lease_s=1, clock=clock)
    store.take_lease("bob", 10, clock.now + 100)
    end = time.monotonic() + 10
    while writer.failure is None and time.monotonic() < end:
        time.sleep(0.02)
    assert isinstance(writer.failure, LeaseLost)
    writer.close()


def test_checkpoints_may_come_later_but_within_the_time_given(log: Log) -> None:
    with Writer(log, "alice", checkpoint_within_s=0.3) as writer:
        start = time.monotonic()
        future = writer.submit(entry(0))
        assert writer.wait_durable(1, 5)
        told_after = time.monotonic() - start
        assert not future.done()
        later = writer.submit(entry(1))
        assert writer.wait_durable(2, 5)
        receipt = future.result(5)
        assert told_after < 0.3 <= time.monotonic() - start + 0.02
        assert receipt.verify(KEY.verifier, entry(0)).size == 2
        assert later.result(5).checkpoint == receipt.checkpoint  # one signature for both
    with pytest.raises(ValueError, match="within 0 to 2 seconds"):
        Writer(log, "alice", checkpoint_within_s=3)


def test_waiting_for_a_version_ends_when_time_runs_out(writer: Writer) -> None:
    assert not writer.wait_durable(1, 0.01)
    writer.submit(entry(0))
    assert writer.wait_durable(1, 10)


def test_the_key_changes_beneath_a_running_writer(writer: Writer) -> None:
    writer.submit(entry(0)).result(10)
    writer.log.rotate(HEIR, fence=writer.fence)
    receipt = writer.submit(entry(1)).result(10)
    assert receipt.index == 2
    assert receipt.verify(HEIR.verifier, entry(1)).size == 3


def test_a_writer_gives_the_lease_back_when_it_cannot_start(
    log: Log, store: TroubledStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise Unreachable("the store", "it is away")

    with monkeypatch.context() as patch:
        patch.setattr(log, "refresh", broken)
        with pytest.raises(Unreachable):
            Writer(log, "alice")
    assert store._lease.holder == ""


def test_our_own_mistake_in_the_thread_leaves_nobody_waiting(
    log: Log, store: TroubledStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException] | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    writer = Writer(log, "alice")
    store.before = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        writer.submit(entry(0)).result(10)
    writer.close()
    assert seen == [ZeroDivisionError]


def test_the_planted_fault_of_signing_before_writing_would_be_seen(
    log: Log, store: TroubledStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def noting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            done = real(*args, **options)
            order.append(name)
            return done

        return call

    with Writer(log, "alice") as writer:
        monkeypatch.setattr(store, "append", noting("durable", store.append))
        monkeypatch.setattr(log._kept, "write", noting("kept", log._kept.write))
        writer.submit(entry(0)).add_done_callback(lambda _: order.append("told"))
        assert writer.wait_durable(1, 10)
    assert order == ["durable", "kept", "told"]
