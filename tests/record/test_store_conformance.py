"""One suite for every store: what the port promises, each of them keeps."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from commonweal.record import LeaseHeld, LeaseLost, Store, WrongVersion, open_store

Opener = Callable[[], Store]
FORMS = [
    "memory",
    "file",
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


@pytest.fixture
def schema_url(request: pytest.FixtureRequest) -> str:
    """A schema of its own in the test run's PostgreSQL."""
    url = str(request.getfixturevalue("postgresql_url"))
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{url}&options=-csearch_path%3D{name}"


@pytest.fixture(params=FORMS)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Open the same store again and again, as other processes would."""
    opened: list[Store] = []
    form = request.param
    url = {
        "memory": "memory:",
        "file": f"file:{tmp_path / 'record.jsonl'}",
        "sqlite": f"sqlite:{tmp_path / 'record.sqlite'}",
    }.get(form) or request.getfixturevalue("schema_url")

    def again() -> Store:
        if form == "memory" and opened:
            return opened[0]
        opened.append(open_store(url))
        return opened[-1]

    yield again
    for store in opened:
        store.close()
        store.close()


def bodies(store: Store, start: int = 0, stop: int | None = None) -> list[bytes]:
    return list(store.read(start, stop))


def test_a_new_store_is_empty(reopen: Opener) -> None:
    store = reopen()
    assert store.version() == 0
    assert bodies(store) == bodies(store, 3) == []


def test_what_was_appended_is_read_in_order_also_after_opening_again(reopen: Opener) -> None:
    store = reopen()
    store.append(0, [b"a"])
    store.append(1, [b"b", b"\xff\x00", b"{}"])
    store.append(4, [])
    assert reopen().version() == store.version() == 4
    assert bodies(reopen()) == bodies(store) == [b"a", b"b", b"\xff\x00", b"{}"]
    assert bodies(store, 1, 3) == [b"b", b"\xff\x00"]
    assert bodies(store, 3, 99) == [b"{}"]
    assert bodies(store, 3, 2) == bodies(store, 99) == []


def test_thousands_are_streamed_in_order(reopen: Opener) -> None:
    store = reopen()
    written = [b"%d" % index for index in range(3000)]
    store.append(0, written[:2500])
    store.append(2500, written[2500:])
    assert bodies(store) == written
    assert bodies(store, 1023, 2050) == written[1023:2050]


def test_an_append_at_another_version_writes_nothing(reopen: Opener) -> None:
    store = reopen()
    store.append(0, [b"a", b"b"])
    for expected in (0, 1, 3):
        with pytest.raises(WrongVersion, match=f"expected the record to hold {expected}") as told:
            store.append(expected, [b"c"])
        assert (told.value.expected, told.value.got) == (expected, 2)
    assert bodies(store) == [b"a", b"b"]


@pytest.mark.parametrize("bad", [b"", b"two\nlines", b"x" * 65_536])
def test_a_bad_body_spoils_the_whole_append(reopen: Opener, bad: bytes) -> None:
    store = reopen()
    with pytest.raises(ValueError, match="body 1 of 2"):
        store.append(0, [b"good", bad])
    assert store.version() == 0
    store.append(0, [b"x" * 65_535])
    assert bodies(store) == [b"x" * 65_535]


def test_reading_does_not_start_before_the_first(reopen: Opener) -> None:
    with pytest.raises(ValueError, match="expected to start at entry 0"):
        reopen().read(-1)


def test_a_reader_sees_what_is_appended_meanwhile_only_when_it_asks_again(reopen: Opener) -> None:
    store, other = reopen(), reopen()
    store.append(0, [b"a", b"b"])
    reading = other.read()
    assert next(reading) == b"a"
    store.append(2, [b"c"])
    assert list(reading) == [b"b"]
    assert bodies(other, 2) == [b"c"]


def test_two_writers_race_and_nothing_is_lost_or_doubled(reopen: Opener) -> None:
    stores = [reopen() for _ in range(2)]
    written: list[list[bytes]] = [[], []]

    def write(who: int) -> None:
        store, count = stores[who], 0
        while count < 40:
            version = store.version()
            batch = [b"%d-%d-%d" % (who, count, part) for part in range(count % 3 + 1)]
            try:
                store.append(version, batch)
            except WrongVersion:
                continue
            written[who] += batch
            count += 1

    threads = [threading.Thread(target=write, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    found = bodies(reopen())
    assert len(found) == len(set(found)) == len(written[0]) + len(written[1])
    for who in range(2):
        assert [body for body in found if body.startswith(b"%d-" % who)] == written[who]


def test_many_threads_use_one_store(reopen: Opener) -> None:
    store = reopen()
    store.append(0, [b"%d" % index for index in range(2000)])
    results: list[int] = []

    def read() -> None:
        results.append(len(bodies(store)) - store.version())

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [0] * 6


def test_one_holds_the_lease_and_others_wait_until_it_ends(reopen: Opener) -> None:
    store, other = reopen(), reopen()
    token = store.take_lease("alice", 10, now=100)
    with pytest.raises(LeaseHeld, match="alice") as told:
        other.take_lease("bob", 10, now=109)
    assert (told.value.holder, told.value.until) == ("alice", 110)
    store.renew_lease(token, 10, now=105)
    with pytest.raises(LeaseHeld):
        other.take_lease("bob", 10, now=114)
    assert other.take_lease("bob", 10, now=115) > token


def test_an_append_under_an_old_token_is_refused_however_late(reopen: Opener) -> None:
    store, other = reopen(), reopen()
    old = store.take_lease("alice", 10, now=100)
    store.append(0, [b"a"], fence=old)
    new = other.take_lease("bob", 10, now=200)
    for token in (old, 0, new + 1):
        with pytest.raises(LeaseLost, match="take a lease"):
            store.append(1, [b"late"], fence=token)
    other.append(1, [b"b"], fence=new)
    with pytest.raises(LeaseLost):
        store.renew_lease(old, 10, now=201)
    with pytest.raises(LeaseLost):
        store.release_lease(old)
    assert bodies(store) == [b"a", b"b"]


def test_a_lapsed_lease_that_nobody_took_still_writes(reopen: Opener) -> None:
    store = reopen()
    token = store.take_lease("alice", 10, now=100)
    store.append(0, [b"a"], fence=token)
    store.renew_lease(token, 10, now=500)
    assert bodies(store) == [b"a"]


def test_a_released_lease_can_be_taken_at_once(reopen: Opener) -> None:
    store, other = reopen(), reopen()
    first = store.take_lease("alice", 1000, now=100)
    store.release_lease(first)
    with pytest.raises(LeaseLost):
        store.append(0, [b"late"], fence=first)
    store.append(0, [b"nobody writes, so no token is right"])
    second = other.take_lease("bob", 10, now=101)
    assert second > first
    with pytest.raises(LeaseLost):
        store.append(1, [b"no token"])


def test_the_holder_may_take_the_lease_again(reopen: Opener) -> None:
    store = reopen()
    first = store.take_lease("alice", 10, now=100)
    second = store.take_lease("alice", 10, now=101)
    assert second > first
    with pytest.raises(LeaseLost):
        store.append(0, [b"a"], fence=first)
    store.append(0, [b"a"], fence=second)


@pytest.mark.parametrize(("holder", "seconds"), [("", 10), ("alice", 0)])
def test_a_lease_without_a_name_or_time_is_refused(
    reopen: Opener, holder: str, seconds: int
) -> None:
    with pytest.raises(ValueError, match="expected a holder and seconds"):
        reopen().take_lease(holder, seconds, now=100)


def test_two_processes_ask_for_the_lease_at_once_and_one_gets_it(reopen: Opener) -> None:
    stores = [reopen() for _ in range(4)]
    got: list[int] = []
    refused: list[str] = []

    def ask(who: int) -> None:
        try:
            got.append(stores[who].take_lease(f"process {who}", 10, now=100))
        except LeaseHeld as held:
            refused.append(held.holder)

    threads = [threading.Thread(target=ask, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(got), len(refused), len(set(refused))) == (1, 3, 1)
