"""The databases beneath: opening, rights, versions, threads, failures that are told."""

from __future__ import annotations

import builtins
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from commonweal.vault import (
    BadInput,
    NotScrubbed,
    Vault,
    VaultMismatch,
    VaultUnreachable,
    open_vault,
    store_sqlite,
)
from commonweal.vault.pool import Pool
from commonweal.vault.schema import TABLES
from commonweal.vault.store import Duplicate, chunks


def test_a_vault_is_found_again(lasting_url: str) -> None:
    with open_vault(lasting_url) as vault:
        digest = vault.seal("kept", "motion")
        code = vault.issue_codes(1, 1)[0]
        vault.open_box(7)
        receipt = vault.cast(7, 1, b"yes")
    with open_vault(lasting_url) as vault:
        assert vault.text(digest) == "kept"
        assert vault.use_code(code, 5, "a phone") == 1
        assert vault.check_receipt(7, 1, receipt)


def test_two_vaults_in_memory_are_two() -> None:
    with open_vault("memory:") as one, open_vault("memory:") as other:
        one.put_person(1, "Alice", {})
        assert other.person(1) is None


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite"
    path.touch(0o644)
    with open_vault(f"sqlite:{path}") as vault:
        vault.seal("kept", "motion")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_sqlite_is_set_to_be_durable_and_to_zero_what_is_deleted(file_vault: Vault) -> None:
    with file_vault._store.transaction() as work:
        found = [
            work.rows(f"PRAGMA {name}")[0][0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert found == ["wal", 2, 1]


@pytest.mark.postgresql
def test_postgresql_is_set_to_be_durable(postgresql_url: str) -> None:
    with open_vault(postgresql_url) as vault, vault._store.transaction() as work:
        assert work.rows("SHOW synchronous_commit")[0][0] == "on"


@pytest.mark.parametrize("url", ["", "memory:x", "sqlite:", "mysql://x", "postgresql:x"])
def test_an_unknown_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="expected memory:, sqlite:PATH or postgresql://"):
        open_vault(url)


def test_a_password_in_a_wrong_address_is_not_repeated() -> None:
    with pytest.raises(BadInput) as told:
        open_vault("mysql://user:open-sesame@host/db")
    assert "open-sesame" not in str(told.value)


def test_a_missing_folder_and_a_foreign_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(VaultUnreachable, match="No such file or directory"):
        open_vault(f"sqlite:{tmp_path / 'nowhere' / 'vault.sqlite'}")
    foreign = tmp_path / "letter.txt"
    foreign.write_text("Dear friends, " * 1_000)
    with pytest.raises(VaultUnreachable, match="file is not a database"):
        open_vault(f"sqlite:{foreign}")
    assert foreign.read_text().startswith("Dear friends")


@pytest.mark.postgresql
def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultUnreachable, match="expected a server that answers"):
        open_vault(f"postgresql://nobody@/nothing?host={tmp_path}")


def test_a_missing_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name == "psycopg":
            raise ImportError(name)
        return real(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(VaultUnreachable, match=r"install commonweal\[postgresql\]"):
        open_vault("postgresql://host/db")


@pytest.mark.postgresql
def test_a_server_that_drops_its_clients_is_used_again(postgresql_url: str) -> None:
    import psycopg

    with open_vault(postgresql_url) as vault:
        digest = vault.seal("kept", "motion")
        with psycopg.connect(postgresql_url, autocommit=True) as beside:
            beside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'commonweal vault'"
            )
        with pytest.raises(VaultUnreachable):
            vault.text(digest)
        assert vault.text(digest) == "kept"


def test_a_vault_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.sqlite"
    open_vault(f"sqlite:{path}").close()
    with sqlite3.connect(path) as beside:
        beside.execute("UPDATE vault_meta SET content = ? WHERE name = 'version'", (b"99",))
    beside.close()
    with pytest.raises(VaultMismatch, match="expected version 1; got version 99"):
        open_vault(f"sqlite:{path}")


def test_a_closed_vault_says_so(url: str) -> None:
    vault = open_vault(url)
    vault.close()
    vault.close()
    with pytest.raises(VaultUnreachable, match="expected an open vault"):
        vault.find("anybody")


MARK = "INSERT INTO vault_marks (poll, voter) VALUES (?, ?)"


def mark(vault: Vault, rows: list[tuple[int, int | None]], fail: type[Exception] | None) -> None:
    with vault._store.transaction(write=True) as work:
        work.change(MARK, *rows[0])
        work.change_many(MARK, rows[1:])
        if fail:
            raise fail


def test_a_failed_change_leaves_nothing(vault: Vault) -> None:
    with pytest.raises(RuntimeError):
        mark(vault, [(1, 1)], RuntimeError)
    with pytest.raises(Duplicate):
        mark(vault, [(1, 1), (1, 2), (1, 1)], None)
    assert marks(vault) == []
    mark(vault, [(1, 1), (1, 2)], None)
    assert len(marks(vault)) == 2


def marks(vault: Vault) -> list[tuple[int, ...]]:
    with vault._store.transaction() as work:
        return work.rows("SELECT poll, voter FROM vault_marks")


@pytest.mark.parametrize("rows", [[(1, None)], [(1, 1), (1, None)]])
def test_other_broken_rules_are_not_taken_for_duplicates(
    vault: Vault, rows: list[tuple[int, int | None]]
) -> None:
    with pytest.raises(Exception, match=r"(?i)not.null") as told:
        mark(vault, rows, None)
    assert not isinstance(told.value, Duplicate)
    assert marks(vault) == []


def test_many_open_a_new_vault_at_once(lasting_url: str) -> None:
    vaults: list[Vault] = []
    threads = [Thread(target=lambda: vaults.append(open_vault(lasting_url))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    receipts = {vault._receipt(1, 1) for vault in vaults}
    for vault in vaults:
        vault.close()
    assert len(vaults) == 8
    assert len(receipts) == 1  # they agree on the vault's own key


def test_a_reader_elsewhere_hinders_wiping_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sqlite, "WAIT_S", 0.05)
    path = tmp_path / "vault.sqlite"
    with open_vault(f"sqlite:{path}") as vault:
        vault.open_box(7)
        vault.cast(7, 1, b"yes")
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM vault_marks").fetchall()
        with pytest.raises(NotScrubbed, match="ask for the same again"):
            vault.close_box(7)
        assert vault.box_state(7) == "closed"
        reader.execute("COMMIT")
        reader.close()
        assert vault.close_box(7).count == 1


def test_a_writer_elsewhere_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_sqlite, "WAIT_S", 0.05)
    path = tmp_path / "vault.sqlite"
    with open_vault(f"sqlite:{path}") as vault:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(VaultUnreachable, match="database is locked"):
            vault.seal("late", "motion")
        other.execute("ROLLBACK")
        other.close()
        assert vault.text(vault.seal("in time", "motion")) == "in time"


def test_a_new_file_waits_for_a_reader_before_it_changes_to_wal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_sqlite, "WAIT_S", 0.05)
    path = tmp_path / "vault.sqlite"
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    reader.execute("CREATE TABLE other (number)")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM other").fetchall()
    with pytest.raises(VaultUnreachable, match="database is locked"):
        open_vault(f"sqlite:{path}")
    monkeypatch.setattr(store_sqlite, "WAIT_S", 5)
    later = Timer(0.1, reader.execute, ["COMMIT"])
    later.start()
    with open_vault(f"sqlite:{path}") as vault:
        assert vault.text(vault.seal("in time", "motion")) == "in time"
    later.join()
    reader.close()


def test_a_full_disk_is_told_and_leaves_no_half_vote(file_vault: Vault) -> None:
    file_vault.open_box(7)
    for connection in held(file_vault):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(VaultUnreachable, match="disk is full"):
        file_vault.cast(7, 1, b"x" * 60_000)
    assert file_vault.marks(7) == []
    file_vault.cast(7, 1, b"short")
    assert file_vault.close_box(7).count == 1


@pytest.mark.postgresql
def test_a_role_that_may_not_wipe_is_told(postgresql_url: str) -> None:
    import psycopg

    grant = (
        "DROP ROLE IF EXISTS vault_guest",
        "CREATE ROLE vault_guest",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO vault_guest",
    )
    with open_vault(postgresql_url) as vault, psycopg.connect(postgresql_url) as beside:
        beside.autocommit = True
        for statement in grant:
            beside.execute(statement)
        for connection in held(vault):
            connection.execute("SET ROLE vault_guest")
        with pytest.raises(NotScrubbed, match=r"got .*vault_withdrawals"):
            vault.restore("petition", 1, 1)
        beside.execute("DROP OWNED BY vault_guest")
        beside.execute("DROP ROLE vault_guest")


def held(vault: Vault) -> list[sqlite3.Connection]:
    queue: list[sqlite3.Connection | None] = vault._store._pool._free.queue  # type: ignore[attr-defined]
    return [connection for connection in queue if connection is not None]


def test_threads_wait_for_a_connection_and_broken_ones_are_not_reused() -> None:
    class Line:
        closed = False

        def close(self) -> None:
            self.closed = True

    made: list[Line] = []

    def connect() -> Line:
        made.append(Line())
        return made[-1]

    pool = Pool(connect, lambda line: not line.closed, size=1)
    entered = Event()

    def wait() -> None:
        with pool.borrow():
            entered.set()

    with pool.borrow() as line:
        thread = Thread(target=wait)
        thread.start()
        assert not entered.wait(0.05)
        line.close()
    thread.join()
    assert entered.is_set()
    assert len(made) == 2
    pool.drop_idle()
    assert made[1].closed
    with pool.borrow() as line:
        assert line is made[2]
    pool.close()
    assert made[2].closed


def forbidden(tables: tuple[str, ...]) -> list[str]:
    """Name the secret tables that have a time, an order, a row number or a link."""
    allowed = {
        "vault_marks": {"poll", "voter"},
        "vault_ballots": {"poll", "chance", "ballot"},
        "vault_withdrawals": {"scope", "seat", "member"},
    }
    with sqlite3.connect(":memory:") as database:
        wrong = []
        for table in tables:
            database.execute(table.replace("{blob}", "BLOB").replace("{keyed}", "WITHOUT ROWID"))
        for table, columns in allowed.items():
            rows = database.execute("SELECT name FROM pragma_table_info(?)", (table,))
            keyed = database.execute("SELECT wr FROM pragma_table_list(?)", (table,)).fetchone()
            if {name for (name,) in rows} != columns or keyed != (1,):
                wrong.append(table)
    database.close()
    return wrong


def test_secret_tables_have_no_time_order_or_link() -> None:
    assert forbidden(TABLES) == []


@pytest.mark.parametrize(
    "plant",
    [
        lambda table: table.replace("chance {blob} NOT NULL,", "chance {blob}, cast_at BIGINT,"),
        lambda table: table.replace("(poll, chance)) {keyed}", "(poll, chance))"),
    ],
)
def test_a_time_or_a_row_number_would_be_caught(plant: Callable[[str], str]) -> None:
    assert forbidden(tuple(plant(table) for table in TABLES)) == ["vault_ballots"]


def test_streams_are_cut_whole() -> None:
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []
