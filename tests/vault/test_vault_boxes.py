"""Ballot boxes: one vote each, nothing read early, no order after closing."""

from __future__ import annotations

import inspect
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.vault import (
    AlreadyVoted,
    BadInput,
    BoxBroken,
    BoxClosed,
    BoxDestroyed,
    BoxOpen,
    BoxSummary,
    NoSuchBox,
    Vault,
    VaultError,
    box_digest,
    open_vault,
)

POLL, VOTERS, THREADS = 7, 40, 12
BALLOTS = st.lists(st.binary(max_size=3), max_size=6)


def test_the_life_of_a_box(vault: Vault) -> None:
    assert vault.box_state(POLL) is None
    vault.open_box(POLL)
    vault.open_box(POLL)
    for voter, ballot in ((3, b"no"), (1, b"yes"), (2, b"yes")):
        vault.cast(POLL, voter, ballot)
    assert vault.box_state(POLL) == "open"
    assert vault.marks(POLL) == [1, 2, 3]
    assert vault.has_voted(POLL, 3)
    assert not vault.has_voted(POLL, 4)
    summary = vault.close_box(POLL)
    assert vault.close_box(POLL) == vault.summary(POLL) == summary
    assert vault.ballots(POLL) == [b"no", b"yes", b"yes"]
    salt, ballots = vault.box_opening(POLL)
    assert summary == BoxSummary(3, box_digest(salt, reversed(ballots)))
    assert vault.marks(POLL) == [1, 2, 3]
    assert vault.destroy_box(POLL) == vault.destroy_box(POLL) == summary
    assert vault.box_state(POLL) == "destroyed"
    assert vault.close_box(POLL) == summary


def test_an_empty_box_closes(vault: Vault) -> None:
    vault.open_box(POLL)
    assert vault.close_box(POLL).count == 0
    assert vault.ballots(POLL) == []


def test_nobody_votes_twice(vault: Vault) -> None:
    vault.open_box(POLL)
    vault.open_box(POLL + 1)
    vault.cast(POLL, 1, b"yes")
    with pytest.raises(AlreadyVoted, match="voter 1 in the box of poll 7"):
        vault.cast(POLL, 1, b"no")
    vault.cast(POLL + 1, 1, b"no")
    vault.close_box(POLL)
    assert vault.ballots(POLL) == [b"yes"]


def test_nobody_counts_early(vault: Vault) -> None:
    vault.open_box(POLL)
    vault.cast(POLL, 1, b"yes")
    for ask in (vault.ballots, vault.box_opening, vault.summary, vault.destroy_box):
        with pytest.raises(BoxOpen, match="the box of poll 7: expected a closed box"):
            ask(POLL)
    assert vault.marks(POLL) == [1]


def test_a_closed_box_takes_nothing(vault: Vault) -> None:
    vault.open_box(POLL)
    vault.close_box(POLL)
    with pytest.raises(BoxClosed, match="a closed one"):
        vault.cast(POLL, 1, b"late")
    with pytest.raises(BoxClosed):
        vault.open_box(POLL)
    vault.destroy_box(POLL)
    with pytest.raises(BoxClosed, match="a destroyed one"):
        vault.cast(POLL, 1, b"later")


def test_a_destroyed_box_says_so(vault: Vault) -> None:
    vault.open_box(POLL)
    vault.cast(POLL, 1, b"yes")
    vault.close_box(POLL)
    vault.destroy_box(POLL)
    for ask in (vault.ballots, vault.box_opening, vault.marks):
        with pytest.raises(BoxDestroyed, match="the record says who has voted"):
            ask(POLL)
    with pytest.raises(BoxDestroyed):
        vault.has_voted(POLL, 1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda vault: vault.cast(POLL, 1, b"yes"),
        lambda vault: vault.close_box(POLL),
        lambda vault: vault.destroy_box(POLL),
        lambda vault: vault.marks(POLL),
        lambda vault: vault.has_voted(POLL, 1),
        lambda vault: vault.ballots(POLL),
        lambda vault: vault.summary(POLL),
    ],
)
def test_a_box_never_opened_is_told_apart(vault: Vault, ask: Callable[[Vault], object]) -> None:
    with pytest.raises(NoSuchBox, match="the box of poll 7: expected a box that was opened"):
        ask(vault)


def rush(cast: Callable[[int, bytes], object]) -> Counter[int]:
    """Let 12 threads cast for each of 40 voters at once; count the casts that were taken."""
    start = Barrier(THREADS)
    taken: list[int] = []

    def vote(thread: int) -> None:
        start.wait()
        for voter in range(VOTERS):
            try:
                cast(voter, b"%d" % thread)
            except AlreadyVoted:
                continue
            taken.append(voter)

    threads = [Thread(target=vote, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(taken)


def test_parallel_casts_count_each_voter_once(vault: Vault) -> None:
    vault.open_box(POLL)
    taken = rush(lambda voter, ballot: vault.cast(POLL, voter, ballot))
    assert taken == dict.fromkeys(range(VOTERS), 1)
    assert vault.marks(POLL) == list(range(VOTERS))
    assert vault.close_box(POLL).count == VOTERS


def test_threads_that_take_turns_on_a_connection_do_not_disturb_each_other(vault: Vault) -> None:
    # A cursor collected after its connection had gone to another thread once broke its statement.
    vault.open_box(POLL)
    wrong: list[sqlite3.Error | VaultError] = []

    def vote(first: int) -> None:
        try:
            for voter in range(first, first + 120):
                vault.cast(POLL, voter, b"yes")
        except (sqlite3.Error, VaultError) as error:
            wrong.append(error)

    threads = [Thread(target=vote, args=(first * 1_000,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert vault.close_box(POLL).count == len(vault.marks(POLL)) == 8 * 120


def test_an_if_instead_of_a_constraint_would_be_caught() -> None:
    # The planted wrong rule: look, then write; every thread looks before the first one writes.
    marks: list[int] = []
    looked = Barrier(THREADS)

    def look_then_write(voter: int, ballot: bytes) -> None:
        seen = voter in marks
        looked.wait()
        if seen:
            raise AlreadyVoted("a voter", expected="none", got="a mark", remedy="none")
        marks.append(voter)

    assert rush(look_then_write) == dict.fromkeys(range(VOTERS), THREADS)


def test_it_is_the_key_of_the_table_that_refuses(file_vault: Vault, tmp_path: Path) -> None:
    file_vault.open_box(POLL)
    with sqlite3.connect(tmp_path / "vault.sqlite") as beside:
        beside.execute("DROP TABLE vault_marks")
        beside.execute("CREATE TABLE vault_marks (poll BIGINT, voter BIGINT)")
    beside.close()
    file_vault.cast(POLL, 1, b"yes")
    file_vault.cast(POLL, 1, b"yes")
    assert file_vault.marks(POLL) == [1, 1]


def test_casting_while_closing_loses_nothing_acknowledged(vault: Vault) -> None:
    vault.open_box(POLL)
    done: list[int] = []

    def vote(first: int) -> None:
        for voter in range(first, first + 1_000):
            try:
                vault.cast(POLL, voter, b"%d" % voter)
            except BoxClosed:
                return
            done.append(voter)

    threads = [Thread(target=vote, args=(first * 1_000,)) for first in range(4)]
    for thread in threads:
        thread.start()
    while len(done) < 20:
        assert any(thread.is_alive() for thread in threads)
    summary = vault.close_box(POLL)
    for thread in threads:
        thread.join()
    assert vault.marks(POLL) == sorted(done)
    assert sorted(int(ballot) for ballot in vault.ballots(POLL)) == sorted(done)
    assert summary.count == len(done)


def test_a_batch_is_taken_whole_or_not_at_all(vault: Vault) -> None:
    vault.open_box(POLL)
    receipts = vault.cast_many(POLL, [(3, b"c"), (1, b"a")])
    assert vault.check_receipt(POLL, 3, receipts[0])
    assert vault.check_receipt(POLL, 1, receipts[1])
    for batch in ([(5, b"e"), (1, b"x")], [(6, b"f"), (6, b"g")]):
        with pytest.raises(AlreadyVoted):
            vault.cast_many(POLL, batch)
    assert vault.marks(POLL) == [1, 3]
    assert vault.close_box(POLL).count == 2


def test_a_receipt_says_that_and_not_how(vault: Vault) -> None:
    receipts = []
    for poll in (POLL, POLL + 1):
        vault.open_box(poll)
        receipts.append(vault.cast(poll, 1, b"yes" if poll == POLL else b"no"))
    assert re.fullmatch("(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", receipts[0])
    assert vault.check_receipt(POLL, 1, receipts[0].lower())
    assert not vault.check_receipt(POLL, 2, receipts[0])
    assert not vault.check_receipt(POLL + 1, 1, receipts[0])
    assert not vault.check_receipt(POLL, 1, "ü\ud800")
    # It is made from poll and voter alone, so no ballot can show in it.
    assert list(inspect.signature(vault._receipt).parameters) == ["poll", "voter"]
    assert vault._receipt(POLL, 1) == receipts[0]


def test_a_receipt_outlives_a_removed_mark(file_vault: Vault, tmp_path: Path) -> None:
    file_vault.open_box(POLL)
    receipt = file_vault.cast(POLL, 1, b"yes")
    with sqlite3.connect(tmp_path / "vault.sqlite") as beside:
        beside.execute("DELETE FROM vault_marks")
        beside.execute("DELETE FROM vault_ballots")
    beside.close()
    assert file_vault.check_receipt(POLL, 1, receipt)
    assert not file_vault.has_voted(POLL, 1)


@given(first=BALLOTS, second=BALLOTS)
def test_the_digest_is_of_the_ballots_and_not_of_their_order(
    first: list[bytes], second: list[bytes]
) -> None:
    salt = b"s" * 16
    same = Counter(first) == Counter(second)
    assert (box_digest(salt, first) == box_digest(salt, second)) == same
    assert box_digest(salt, first) == box_digest(salt, first[::-1])
    assert box_digest(salt, first) != box_digest(b"t" * 16, first)


def test_ballots_run_together_would_be_caught() -> None:
    # The planted wrong rule: without lengths, two ballots read as one.
    assert b"".join([b"a", b"bc"]) == b"".join([b"ab", b"c"])
    assert box_digest(b"s" * 16, [b"a", b"bc"]) != box_digest(b"s" * 16, [b"ab", b"c"])


@given(ballots=BALLOTS)
def test_what_is_cast_is_what_is_counted(ballots: list[bytes]) -> None:
    with open_vault("memory:") as vault:
        vault.open_box(POLL)
        vault.cast_many(POLL, enumerate(ballots))
        assert vault.close_box(POLL).count == len(ballots)
        assert vault.ballots(POLL) == sorted(ballots)


def keys(path: Path) -> list[bytes]:
    beside = sqlite3.connect(path)
    found = beside.execute("SELECT chance FROM vault_ballots WHERE poll = ?", (POLL,)).fetchall()
    beside.close()
    return [key for (key,) in found]


def test_closing_leaves_no_old_key_and_no_order_in_the_files(
    file_vault: Vault, tmp_path: Path
) -> None:
    for poll in (POLL - 1, POLL, POLL + 1):  # neighbours share pages of the table
        file_vault.open_box(poll)
    for start in range(0, 3_000, 50):
        for poll in (POLL - 1, POLL, POLL + 1):
            file_vault.cast_many(
                poll,
                [
                    (voter, b"ballot of %d" % (voter * 7919 % 3_000))
                    for voter in range(start, start + 50)
                ],
            )
    old = keys(tmp_path / "vault.sqlite")
    assert len(old) == 3_000
    assert all(key in everything(tmp_path) for key in old[::100])  # the search finds what is there
    file_vault.close_box(POLL)
    left = everything(tmp_path)
    assert [key for key in old if key in left] == []
    assert not set(keys(tmp_path / "vault.sqlite")) & set(old)


def test_destroying_leaves_no_ballot_in_the_files(file_vault: Vault, tmp_path: Path) -> None:
    file_vault.open_box(POLL)
    file_vault.cast_many(POLL, ((voter, b"my ballot %04d" % voter) for voter in range(500)))
    file_vault.close_box(POLL)
    assert b"my ballot 0123" in everything(tmp_path)
    file_vault.destroy_box(POLL)
    assert b"my ballot" not in everything(tmp_path)


@pytest.mark.postgresql
def test_closing_on_postgresql_leaves_no_joining_transaction(postgresql_url: str) -> None:
    import psycopg

    both = (
        "SELECT COUNT(DISTINCT m.xmin::text), COUNT(*) FROM vault_marks m"
        " JOIN vault_ballots b ON b.poll = m.poll AND b.xmin::text = m.xmin::text WHERE m.poll = 99"
    )
    with open_vault(postgresql_url) as vault, psycopg.connect(postgresql_url) as beside:
        beside.autocommit = True
        for table in ("vault_boxes", "vault_marks", "vault_ballots"):
            beside.execute(f"TRUNCATE {table}")
        vault.open_box(99)
        for voter in range(20):
            vault.cast(99, voter, b"%d" % voter)
        # What docs/vault.md warns of: while the box is open, each mark meets its own ballot.
        assert beside.execute(both).fetchone() == (20, 20)
        vault.close_box(99)
        assert beside.execute(both).fetchone() == (1, 400)
        beside.execute("TRUNCATE vault_boxes")


def test_a_box_changed_by_hand_is_found(file_vault: Vault, tmp_path: Path) -> None:
    for poll in (POLL, POLL + 1):
        file_vault.open_box(poll)
        file_vault.cast_many(poll, [(1, b"yes"), (2, b"no")])
    file_vault.close_box(POLL)
    with sqlite3.connect(tmp_path / "vault.sqlite") as beside:
        beside.execute("UPDATE vault_ballots SET ballot = ? WHERE poll = ?", (b"yes", POLL))
        beside.execute("INSERT INTO vault_ballots VALUES (?, ?, ?)", (POLL + 1, b"stuffed", b"yes"))
    beside.close()
    with pytest.raises(BoxBroken, match="the box of poll 7: expected the ballots of the digest"):
        file_vault.ballots(POLL)
    with pytest.raises(BoxBroken, match="expected 2 ballots, one for each mark; got 3"):
        file_vault.close_box(POLL + 1)
    assert file_vault.box_state(POLL + 1) == "open"


@pytest.mark.parametrize(
    ("poll", "voter", "ballot", "told"),
    [
        (-1, 1, b"", "a poll: expected a whole number"),
        (POLL, -1, b"", "a voter: expected a whole number"),
        (POLL, 1, "yes", "got str"),
        (POLL, 1, b"x" * 65_537, "at most 65536 bytes; got 65537 bytes"),
    ],
)
def test_bad_casts_are_named(vault: Vault, poll: int, voter: int, ballot: bytes, told: str) -> None:
    vault.open_box(POLL)
    with pytest.raises(BadInput, match=told):
        vault.cast(poll, voter, ballot)
    assert vault.marks(POLL) == []


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
