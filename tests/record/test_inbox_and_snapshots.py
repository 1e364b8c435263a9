"""Commands of other processes, in both forms; snapshots that are never the truth."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from commonweal.record import Inbox, NoAnswer, Snapshots, Tree, Unreachable, leaf_hash, open_inbox
from commonweal.record.inbox import KEPT_ANSWERS

Opener = Callable[[], Inbox]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    url = f"sqlite:{tmp_path / 'inbox.sqlite'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_url")
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        url = f"{server}&options=-csearch_path%3D{name}"
    opened: list[Inbox] = []

    def again() -> Inbox:
        opened.append(open_inbox(url))
        return opened[-1]

    yield again
    for inbox in opened:
        inbox.close()


def test_commands_are_taken_once_in_order_and_answered(reopen: Opener) -> None:
    door, office = reopen(), reopen()
    ids = [door.put(b"%d" % n) for n in range(5)]
    assert office.take(3) == [(ids[n], b"%d" % n) for n in range(3)]
    assert office.take(9) == [(ids[n], b"%d" % n) for n in range(3, 5)]
    assert office.take(9) == []
    office.answer(ids[2], b"done")
    assert door.wait(ids[2], 5) == b"done"
    assert reopen().wait(ids[2], 5) == b"done"


def test_a_door_waits_until_the_office_answers(reopen: Opener) -> None:
    door, office = reopen(), reopen()
    command = door.put(b"recall")

    def serve() -> None:
        while not (taken := office.take(1)):
            pass
        office.answer(taken[0][0], b"answer to " + taken[0][1])

    thread = threading.Thread(target=serve)
    thread.start()
    assert door.wait(command, 20) == b"answer to recall"
    thread.join(20)


def test_nobody_answers_in_time(reopen: Opener) -> None:
    inbox = reopen()
    command = inbox.put(b"recall")
    with pytest.raises(NoAnswer, match="may still be carried out"):
        inbox.wait(command, 0.01)


def test_what_a_dead_office_had_taken_is_taken_by_the_next(reopen: Opener) -> None:
    door, dead, heir = reopen(), reopen(), reopen()
    first, second = door.put(b"1"), door.put(b"2")
    assert [name for name, _ in dead.take(9)] == [first, second]
    dead.answer(first, b"done")
    assert heir.take(9) == [(second, b"2")]
    assert heir.take(9) == []


def test_an_unknown_command_and_a_second_answer_are_refused(reopen: Opener) -> None:
    inbox = reopen()
    command = inbox.put(b"x")
    inbox.answer(command, b"")
    assert inbox.wait(command, 0) == b""
    for attempt in (lambda: inbox.answer(command, b"again"), lambda: inbox.answer("no", b"")):
        with pytest.raises(KeyError, match="no command"):
            attempt()
    with pytest.raises(KeyError, match="no command"):
        inbox.wait("no", 0)


def test_old_answers_go(reopen: Opener) -> None:
    inbox = reopen()
    old, waiting = inbox.put(b"old"), inbox.put(b"waiting")
    inbox.answer(old, b"done")
    for _ in range(KEPT_ANSWERS // 5):
        last = [inbox.put(b"new") for _ in range(5)][-1]
    inbox.answer(last, b"done")
    with pytest.raises(KeyError):
        inbox.wait(old, 0)
    assert inbox.take(1) == [(waiting, b"waiting")]


def test_an_inbox_that_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        open_inbox(f"sqlite:{tmp_path / 'no' / 'inbox'}")
    (tmp_path / "inbox").write_bytes(b"no database" * 100)
    with pytest.raises(Unreachable):
        open_inbox(f"sqlite:{tmp_path / 'inbox'}")
    with pytest.raises(Unreachable):
        open_inbox("postgresql://127.0.0.1:1/x")
    with pytest.raises(ValueError, match=r"expected sqlite:PATH or postgresql"):
        open_inbox("memory:")


def tree_of(count: int) -> Tree:
    leaves = [leaf_hash(b"%d" % n) for n in range(count)]
    tree = Tree(lambda start, stop: leaves[start:stop])
    for leaf in leaves:
        tree.append(leaf)
    return tree


def test_the_newest_snapshot_that_fits_is_found(tmp_path: Path) -> None:
    snapshots, tree = Snapshots(tmp_path / "snapshots"), tree_of(300)
    assert snapshots.latest("state 1", tree) is None
    for version in (100, 200, 300):
        snapshots.save(version, tree.root(version), "state 1", b"state at %d" % version)
    snapshots.save(300, tree.root(), "state 2", b"other form")
    assert snapshots.latest("state 1", tree) == (300, b"state at 300")
    assert snapshots.latest("state 2", tree) == (300, b"other form")
    assert snapshots.latest("state 3", tree) is None
    assert len(list((tmp_path / "snapshots").iterdir())) == 3  # two of the first form, one of 2


def test_a_snapshot_of_another_history_or_form_or_torn_is_passed_over(tmp_path: Path) -> None:
    snapshots, tree = Snapshots(tmp_path), tree_of(300)
    snapshots.save(100, tree.root(100), "state", b"good")
    snapshots.save(200, tree.root(199), "state", b"of another history")
    assert snapshots.latest("state", tree) == (100, b"good")
    assert snapshots.latest("state", tree_of(50)) is None
    (newest,) = (path for path in tmp_path.iterdir() if "200" in path.name)
    snapshots.save(200, tree.root(200), "state", b"better")
    whole = newest.read_bytes()
    for torn in (whole[:-1], whole[:20], b"", b"{}\n", whole.replace(b"snapshot 1", b"snapshot 9")):
        newest.write_bytes(torn)
        assert snapshots.latest("state", tree) == (100, b"good")
    newest.write_bytes(whole)
    assert snapshots.latest("state", tree) == (200, b"better")
    with pytest.raises(ValueError, match="a version of 0 or more"):
        snapshots.save(-1, b"", "state", b"")
