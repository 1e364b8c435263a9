"""What each store does beyond the common promise: its own guards and its own damage."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from pathlib import Path

import psycopg
import pytest

from commonweal.record import Damaged, Unreachable, open_store
from commonweal.record.store_file import FileStore
from commonweal.record.store_postgresql import PostgresqlStore
from commonweal.record.store_sqlite import SqliteStore


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "record.jsonl"
    store = FileStore(path)
    store.append(0, [b'{"a":1}'])
    store.append(1, [b'{"b":1}', b'{"c":1}'])
    store.close()
    return path


def test_the_file_is_json_lines(lines: Path) -> None:
    first, second = (json.loads(line) for line in lines.read_text().splitlines())
    assert first["entries"] == [{"a": 1}]
    assert (second["lengths"], second["entries"]) == ([7, 7], [{"b": 1}, {"c": 1}])


@pytest.mark.parametrize("torn_bytes", [1, 5, 60, 110])
def test_a_torn_batch_of_the_file_is_cut_off_whole(lines: Path, torn_bytes: int) -> None:
    whole = lines.read_bytes()
    lines.write_bytes(whole[:-torn_bytes])
    store = FileStore(lines)
    assert list(store.read()) == [b'{"a":1}']
    store.append(1, [b'{"d":1}'])
    assert list(store.read()) == [b'{"a":1}', b'{"d":1}']
    store.close()


def test_a_torn_batch_of_another_process_is_cut_by_the_next_append(lines: Path) -> None:
    store = FileStore(lines)
    with lines.open("ab") as stream:
        stream.write(b'{"lengths":[7],"sha256":"')
    assert store.version() == 3
    store.append(3, [b'{"d":1}'])
    assert list(store.read(3)) == [b'{"d":1}']
    store.close()


def test_a_changed_line_of_the_file_is_named(lines: Path) -> None:
    lines.write_bytes(lines.read_bytes().replace(b'"a":1', b'"a":2'))
    with pytest.raises(Damaged, match="line 1: it was changed"):
        FileStore(lines)


def test_a_line_changed_or_lost_while_the_file_is_open_is_noticed(lines: Path) -> None:
    store = FileStore(lines)
    whole = lines.read_bytes()
    lines.write_bytes(whole.replace(b'"a":1', b'"a":2'))
    with pytest.raises(Damaged, match="line 1"):
        list(store.read())
    lines.write_bytes(whole[:100])
    with pytest.raises(Damaged, match=r"lost .* bytes while in use"):
        store.version()
    store.close()


def test_wrong_lengths_are_noticed(lines: Path) -> None:
    lines.write_bytes(lines.read_bytes().replace(b"[7,7]", b"[7,8]"))
    store = FileStore(lines)  # the last line is not whole, so it counts as torn
    assert store.version() == 1
    store.close()


def test_a_damaged_lease_file_is_named(lines: Path) -> None:
    store = FileStore(lines)
    lines.with_name("record.jsonl.lease").write_text("x")
    with pytest.raises(Damaged, match="is no lease"):
        store.take_lease("alice", 10, 100)
    store.close()


def test_a_closed_file_store_says_so(lines: Path) -> None:
    store = FileStore(lines)
    store.close()
    with pytest.raises(Unreachable, match="was closed"):
        store.version()


def test_a_full_disk_leaves_the_file_as_it_was(
    lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, whole, pwrite = FileStore(lines), lines.read_bytes(), os.pwrite
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", lambda file, data, at: pwrite(file, data[:20], at))
        with pytest.raises(Unreachable, match=r"wrote 20 of .* is the disk full"):
            store.append(3, [b'{"d":1}'])
    assert lines.read_bytes() == whole
    store.append(3, [b'{"d":1}'])
    assert list(store.read(3)) == [b'{"d":1}']
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET body = x'00' WHERE idx = 0",
        "DELETE FROM record_entry WHERE idx = 1",
        "INSERT OR REPLACE INTO record_entry VALUES (0, x'00')",
        "REPLACE INTO record_entry VALUES (1, x'00')",
        "INSERT INTO record_entry VALUES (5, x'00')",
        "INSERT INTO record_entry VALUES (-1, x'00')",
        "INSERT INTO record_entry VALUES (2, 'text')",
    ],
)
def test_sqlite_itself_forbids_rewriting(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "record.sqlite"
    store = SqliteStore(path)
    store.append(0, [b"a", b"b"])
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(statement)
    other.rollback()
    other.close()
    assert list(store.read()) == [b"a", b"b"]
    store.close()


def test_sqlite_is_set_to_lose_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.sqlite")
    assert store._writing.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._writing.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_a_file_that_is_no_database_is_unreachable_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(Unreachable, match="nothing is known to be lost"):
        SqliteStore(path)
    with pytest.raises(Unreachable):
        SqliteStore(tmp_path / "no" / "folder" / "record.sqlite")
    with pytest.raises(Unreachable):
        FileStore(tmp_path / "no" / "folder" / "record.jsonl")


@pytest.fixture
def schema_url(postgresql_url: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgresql_url}&options=-csearch_path%3D{name}"


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET body = 'x' WHERE idx = 0",
        "DELETE FROM record_entry WHERE idx = 1",
        "TRUNCATE record_entry",
        "INSERT INTO record_entry VALUES (0, 'x')",
        "INSERT INTO record_entry VALUES (0, 'x') ON CONFLICT (idx) DO UPDATE SET body = 'x'",
        "INSERT INTO record_entry VALUES (3, 'x')",
        "INSERT INTO record_entry VALUES (2, 'x'), (4, 'x')",
        "INSERT INTO record_entry VALUES (-1, 'x')",
    ],
)
def test_postgresql_itself_forbids_rewriting(schema_url: str, statement: str) -> None:
    store = PostgresqlStore(schema_url)
    store.append(0, [b"a", b"b"])
    with (
        psycopg.connect(schema_url, autocommit=True) as other,
        pytest.raises((psycopg.errors.RaiseException, psycopg.errors.UniqueViolation)),
    ):
        other.execute(statement)
    assert list(store.read()) == [b"a", b"b"]
    store.close()


@pytest.mark.postgresql
def test_a_broken_connection_is_told_and_then_made_again(schema_url: str) -> None:
    store = PostgresqlStore(schema_url)
    store.append(0, [b"a"])
    assert store.version() == 1
    with psycopg.connect(schema_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    assert store.version() == 1  # reading tries its connection first
    with pytest.raises(Unreachable, match="nothing is known to be lost"):
        store.append(1, [b"b"])
    store.append(1, [b"b"])
    assert list(store.read()) == [b"a", b"b"]
    store.close()


def test_a_server_that_is_not_there_is_unreachable_and_no_password_is_shown() -> None:
    with pytest.raises(Unreachable, match=r"postgresql://\.\.\.@127") as told:
        open_store("postgresql://alice:secret@127.0.0.1:1/nothing")
    assert "secret" not in str(told.value)


def test_a_missing_driver_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr("commonweal.record.store.importlib.import_module", missing)
    with pytest.raises(Unreachable, match="pip install"):
        open_store("postgresql://localhost/x")


def test_another_missing_module_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'other'", name="other")

    monkeypatch.setattr("commonweal.record.store.importlib.import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        open_store("sqlite:x")


@pytest.mark.parametrize("url", ["", "memory", "sqlite:", "mysql://a:pw@b/c", "memory:x", "file:"])
def test_an_unknown_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="expected memory:, file:PATH") as told:
        open_store(url)
    assert "pw" not in str(told.value)
