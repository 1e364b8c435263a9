"""Backups brought back, records continued, keys changed, and the commands that do it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonweal.cli.record import record
from commonweal.record import (
    BadNote,
    BadRotation,
    Damaged,
    Home,
    LeaseHeld,
    Log,
    MemoryStore,
    NotValid,
    Receipt,
    RefusesToSign,
    SigningKey,
    canonical,
    import_file,
    open_store,
    restore,
    verify_file,
)

KEY = SigningKey("example.org/record", bytes(32))
STRANGER = SigningKey("example.org/record", bytes([2] * 32))


def entries(count: int, start: int = 0) -> list[bytes]:
    return [canonical({"kind": "noted", "n": n}) for n in range(start, start + count)]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = Log(MemoryStore(), KEY, tmp_path / "checkpoint")
    log.append(entries(40))
    return log


def test_a_backup_comes_back_into_every_kind_of_store(log: Log, tmp_path: Path) -> None:
    backup = tmp_path / "backup.jsonl"
    log.backup(backup)
    for url in ("memory:", f"file:{tmp_path / 'lines'}", f"sqlite:{tmp_path / 'sqlite'}"):
        store, told = open_store(url), list[int]()
        done = restore(backup, store, kept=tmp_path / "checkpoint", progress=told.append)
        assert (done.before, done.after, done.signed, done.may_sign) == (0, 40, 40, True)
        assert "continues the kept checkpoint" in done.sentence()
        assert told
        again = Log(store, KEY, tmp_path / "checkpoint")
        assert list(again.read()) == entries(40)
        again.close()
        store.close()


def test_an_old_backup_is_not_signed_until_a_newer_export_continues_it(
    log: Log, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    log.backup(tmp_path / "old")
    log.append(entries(17, 40))
    log.backup(tmp_path / "new")
    log.close()
    store = MemoryStore()
    done = restore(tmp_path / "old", store, kept=kept, key=KEY.verifier)
    assert (done.after, done.signed, done.may_sign) == (40, 57, False)
    assert "until a newer export" in done.sentence()
    with pytest.raises(RefusesToSign, match="40 of the 57 entries signed for"):
        Log(store, KEY, kept)
    done = restore(tmp_path / "new", store, kept=kept)
    assert (done.before, done.after, done.may_sign) == (40, 57, True)
    log = Log(store, KEY, kept)
    assert log.append(entries(1, 57)).size == 58


def test_without_a_kept_checkpoint_the_files_own_is_kept(log: Log, tmp_path: Path) -> None:
    log.backup(tmp_path / "backup")
    store, kept = MemoryStore(), tmp_path / "new" / "checkpoint"
    done = restore(tmp_path / "backup", store, kept=kept)
    assert (done.signed, done.may_sign) == (None, True)
    assert "No checkpoint was kept" in done.sentence()
    assert Log(store, KEY, kept).append(entries(1)).size == 41


def test_another_history_or_a_changed_file_is_not_brought_in(log: Log, tmp_path: Path) -> None:
    fork = Log(MemoryStore(), KEY, tmp_path / "other")
    fork.append(entries(39))
    fork.append(entries(5, 90))
    fork.backup(tmp_path / "fork")
    store = MemoryStore()
    with pytest.raises(NotValid, match="another history") as told:
        restore(tmp_path / "fork", store, kept=tmp_path / "checkpoint")
    assert told.value.report.verdict == "forked"
    log.backup(tmp_path / "backup")
    changed = (tmp_path / "backup").read_bytes().replace(b'"n":7', b'"n":8')
    (tmp_path / "changed").write_bytes(changed)
    with pytest.raises(NotValid, match="line 9, entry 7"):
        import_file(tmp_path / "changed", store)
    with pytest.raises(NotValid, match="another key"):
        import_file(tmp_path / "backup", store, key=STRANGER.verifier)
    assert store.version() == 0


def test_a_store_that_holds_another_record_is_left_alone(log: Log, tmp_path: Path) -> None:
    log.backup(tmp_path / "backup")
    for other in (entries(3, 7), entries(50)):
        store = MemoryStore()
        store.append(0, other)
        with pytest.raises(Damaged, match="is not that of"):
            import_file(tmp_path / "backup", store)
        assert list(store.read()) == other
    store.take_lease("a server", 10**9, 2 * 10**9)
    with pytest.raises(LeaseHeld, match="a server"):
        import_file(tmp_path / "backup", store)


def test_many_entries_are_brought_in_with_progress(tmp_path: Path) -> None:
    log = Log(MemoryStore(), KEY, tmp_path / "checkpoint")
    log.append(entries(10_400))
    log.backup(tmp_path / "backup")
    told: list[int] = []
    store = MemoryStore()
    assert import_file(tmp_path / "backup", store, progress=told.append) == 10_400
    assert told[-1] >= 10_000
    assert store._lease.holder == ""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A federation of 300 entries on SQLite."""
    home = Home.at(tmp_path / "federation", {})
    key = home.found("example.org/record")
    store = home.open_store()
    log = Log(store, key, home.kept_path)
    log.append(entries(300))
    log.close()
    store.close()
    return home


def run(*arguments: object, expect: int = 0) -> Result:
    done = CliRunner().invoke(record, [str(a) for a in arguments])
    assert done.exit_code == expect, done.output
    return done


def test_where_things_are(tmp_path: Path) -> None:
    home = Home.at(tmp_path, {"DATABASE_URL": "postgresql://x/y"})
    assert home.store_url == "postgresql://x/y"
    assert Home.at(tmp_path, {}).store_url == f"sqlite:{tmp_path}/record.sqlite"
    key = home.found("example.org/record")
    assert home.key_path.stat().st_mode & 0o777 == 0o600
    assert home.verifier_key() == key.verifier
    home.verifier_path.unlink()
    assert home.verifier_key() == key.verifier
    with pytest.raises(BadNote, match="founded before"):
        home.found("example.org/record")


def test_verify_says_valid_or_not_in_words_and_in_json(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    assert "300 entries" in run("export", "--home", home.folder, "--output", path).output
    key = home.verifier_key().as_text()
    for given in (key, home.verifier_path):
        done = run("verify", path, "--key", given, "--checkpoint", home.kept_path)
        assert done.output.startswith("Valid: 300 entries of example.org/record, signed by the key")
    path.write_bytes(path.read_bytes().replace(b'"n":7}', b'"n":8}'))
    done = run("verify", path, expect=1)
    assert "NOT VALID" in done.output
    assert "line 9, entry 7, entry" in done.output
    report = json.loads(run("verify", path, "--json", expect=1).output)
    assert (report["verdict"], report["findings"][0]["entry"]) == ("changed", 7)
    assert "expected a public key" in run("verify", path, "--key", "rubbish", expect=1).output


def test_export_to_standard_output_is_the_same_file(home: Home, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup", "--home", home.folder)
    done = run("export", "--home", home.folder)
    assert done.stdout_bytes == (tmp_path / "backup").read_bytes()


def test_show_and_prove(home: Home) -> None:
    body = run("show", 7, "--home", home.folder).stdout_bytes.rstrip(b"\n")
    assert body == entries(1, 7)[0]
    text = run("prove", 7, "--home", home.folder).output
    assert Receipt.from_text(text, body).verify(home.verifier_key(), body).size == 300
    assert run("prove", "--from", 100, "--home", home.folder).output.startswith("old 100\n")
    assert "there is no entry 300" in run("show", 300, "--home", home.folder, expect=1).output
    assert "give either" in run("prove", "--home", home.folder, expect=2).output
    assert "give either" in run("prove", 1, "--from", 1, "--home", home.folder, expect=2).output


def test_reading_changes_nothing_in_the_folder(home: Home) -> None:
    before = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    run("show", 7, "--home", home.folder)
    run("prove", 7, "--home", home.folder)
    after = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    assert after == before


def test_tiles_are_written(home: Home, tmp_path: Path) -> None:
    assert "300 entries" in run("tiles", tmp_path / "site", "--home", home.folder).output
    assert (tmp_path / "site" / "tile" / "0" / "001.p" / "44").exists()


def test_backup_and_restore(home: Home, tmp_path: Path) -> None:
    run("backup", tmp_path / "old", "--home", home.folder)
    with_more(home, 20)
    run("backup", tmp_path / "new", "--home", home.folder)
    for path in home.folder.glob("record.sqlite*"):
        path.unlink()
    done = run("restore", tmp_path / "old", "--home", home.folder, expect=1)
    assert "nothing can be signed" in done.output
    refused = run("show", 1, "--home", home.folder, expect=1)
    assert "has 300 of the 320 entries signed for" in refused.output
    assert "continues" in run("restore", tmp_path / "new", "--home", home.folder).output
    with_more(home, 1)
    other = tmp_path / "elsewhere"
    done = run("restore", tmp_path / "new", "--home", other)
    assert "The secret key is missing" in done.output
    changed = tmp_path / "changed"
    changed.write_bytes((tmp_path / "new").read_bytes().replace(b'"n":7}', b'"n":8}'))
    assert "entry 7" in run("restore", changed, "--home", other, expect=1).output


def with_more(home: Home, count: int) -> None:
    store = home.open_store()
    log = home.open_log(store, writing=True)
    log.append(entries(count, log.size))
    log.close()
    store.close()


def test_rotate_key(home: Home, tmp_path: Path) -> None:
    old = home.verifier_key()
    done = run("rotate-key", "--home", home.folder)
    new = home.verifier_key()
    assert new != old
    assert new.as_text() in done.output
    assert home.signing_key().verifier == new
    assert not home.next_key_path.exists()
    assert home.key_path.stat().st_mode & 0o777 == 0o600
    with_more(home, 1)
    run("backup", tmp_path / "backup", "--home", home.folder)
    for key in (old, new):
        report = verify_file(tmp_path / "backup", key=key)
        assert (report.valid, report.keys) == (True, (old, new))


def test_rotation_waits_for_no_running_server(home: Home) -> None:
    store = home.open_store()
    token = store.take_lease("server", 10**9, 2 * 10**9)
    assert "server" in run("rotate-key", "--home", home.folder, expect=1).output
    store.release_lease(token)
    store.close()


@pytest.mark.parametrize("named", [True, False])
def test_a_crash_in_the_middle_of_a_rotation_loses_no_key(home: Home, named: bool) -> None:
    heir = SigningKey.generate("example.org/record")
    home._write_key(home.next_key_path, heir)
    store = home.open_store()
    if named:
        log = Log(store, home.signing_key(), home.kept_path)
        log.rotate(heir)
        log.close()
    reading = home.open_log(store, cached=False)
    assert reading.keys[-1] == (heir.verifier if named else home.verifier_key())
    writing = home.open_log(store, writing=True)
    writing.append(entries(1, 900))
    assert (home.signing_key() == heir) == named
    assert home.next_key_path.exists() != named
    store.close()


def test_a_lost_new_key_is_told(home: Home) -> None:
    store = home.open_store()
    log = Log(store, home.signing_key(), home.kept_path)
    log.rotate(SigningKey.generate("example.org/record"))
    log.close()
    with pytest.raises(BadRotation, match="use the key that it names"):
        home.open_log(store, writing=True, cached=False)
    store.close()


@pytest.mark.parametrize("command", [["show", "1"], ["rotate-key"], ["export"]])
def test_a_folder_without_a_record_is_told_and_left_empty(
    tmp_path: Path, command: Sequence[str]
) -> None:
    done = run(*command, "--home", tmp_path, expect=1)
    assert "holds no record" in done.output
    assert list(tmp_path.iterdir()) == []


def test_progress_goes_to_standard_error(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(0, 10_000, 2))
    monkeypatch.setattr("commonweal.cli.record.time.monotonic", lambda: next(ticks))
    done = run("export", "--home", home.folder)
    assert "0 entries exported ..." in done.stderr
    assert "entries exported" not in done.stdout
