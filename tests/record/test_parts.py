"""Partial exports: what they prove, for how long, and that every changed byte is found."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonweal.cli import main
from commonweal.record import (
    Damaged,
    Log,
    MemoryStore,
    NotInRecord,
    PartReport,
    Quoted,
    SigningKey,
    canonical,
    export_part,
    verify_part,
)
from commonweal.record.parts import CHECKPOINT, ENTRIES, KEY, digest_line, ranges

FIRST = SigningKey("example.org/record", bytes(32))
HEIR = SigningKey("example.org/record", bytes([1] * 32))
STRANGER = SigningKey("example.org/record", bytes([2] * 32))
RULES = {"rules.txt": Quoted(0, ("said", 0, "text"))}
ABOUT = {"body": 3, "name": "hälft"}


def entry(n: int) -> bytes:
    return canonical({"kind": "noted", "n": n, "said": [{"text": f"Règle {n}\nund ein\u2028Ende"}]})


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = Log(MemoryStore(), FIRST, tmp_path / "kept")
    log.append([entry(n) for n in range(9)])
    return log


def made(log: Log, folder: Path, indexes: Sequence[int] = (0, 1, 4, 8)) -> Path:
    export_part(log, folder, indexes, about=ABOUT, quoted=RULES)
    return folder


def refound(folder: Path, lines: list[bytes]) -> PartReport:
    """Write the lines with a digest that fits them, as a forger would, and verify."""
    digest = digest_line(hashlib.sha256(b"".join(lines)).digest())
    (folder / ENTRIES).write_bytes(b"".join(lines) + digest)
    return verify_part(folder, key=FIRST.verifier)


def test_a_part_proves_its_entries_and_no_others(log: Log, tmp_path: Path) -> None:
    folder = made(log, tmp_path / "part")
    report = verify_part(folder, key=FIRST.verifier)
    assert report.valid
    assert report.key_known
    assert dict(report.entries) == {n: entry(n) for n in (0, 1, 4, 8)}
    assert (report.origin, report.about, report.checkpoint) == (FIRST.name, ABOUT, log.signed)
    assert report.as_dict()["entries"] == [[0, 1], [4, 4], [8, 8]]
    said = " ".join(report.sentences())
    assert "0 to 1, 4, 8" in said
    assert "Not proved" in said
    assert "--key" not in said
    assert any("--key" in one for one in verify_part(folder).sentences())
    assert (folder / "rules.txt").read_text(encoding="utf-8") == "Règle 0\nund ein\u2028Ende"


def test_a_part_stays_valid_and_its_checkpoint_is_continued(log: Log, tmp_path: Path) -> None:
    folder = made(log, tmp_path / "part")
    log.append([entry(n) for n in range(9, 40)])
    report = verify_part(folder, key=FIRST.verifier)
    assert report.valid
    assert report.checkpoint is not None
    later = log.continuation(report.checkpoint.size).verify(report.checkpoint, report.keys)
    assert later.size == 40


def test_changes_of_keys_come_along_so_that_an_older_key_will_do(log: Log, tmp_path: Path) -> None:
    log.rotate(HEIR)
    log.append([entry(10)])
    folder = made(log, tmp_path / "part", [0, 10])
    for key in (FIRST, HEIR):
        report = verify_part(folder, key=key.verifier)
        assert report.valid
        assert report.key_known
    assert report.keys == (FIRST.verifier, HEIR.verifier)
    assert list(report.entries) == [0, 9, 10]


def test_a_stranger_signs_nothing_for_the_record(log: Log, tmp_path: Path) -> None:
    forged = Log(MemoryStore(), STRANGER, tmp_path / "other")
    forged.append([entry(n) for n in range(9)])
    report = verify_part(made(forged, tmp_path / "part"), key=FIRST.verifier)
    assert (report.verdict, report.key_known) == ("resigned", False)
    assert "another key" in report.sentences()[0]


@pytest.mark.parametrize("rotated", [False, True])
def test_one_changed_byte_anywhere_is_found(log: Log, tmp_path: Path, rotated: bool) -> None:
    if rotated:
        log.rotate(HEIR)
    folder, chance = made(log, tmp_path / "part", [0, 4]), random.Random(11)
    for name in (ENTRIES, CHECKPOINT, KEY, "rules.txt"):
        good = (folder / name).read_bytes()
        for at, byte in enumerate(good):
            changed = bytearray(good)
            changed[at] = byte ^ chance.randint(1, 255)
            (folder / name).write_bytes(changed)
            report = verify_part(folder)
            assert not report.valid, (name, at)
            assert report.findings
        for cut in (good[:-1], good + b"x", b""):
            (folder / name).write_bytes(cut)
            assert not verify_part(folder).valid, (name, len(cut))
        (folder / name).write_bytes(good)
    assert verify_part(folder).valid


def test_what_a_forger_does_who_writes_the_digest_anew_is_found(log: Log, tmp_path: Path) -> None:
    folder = made(log, tmp_path / "part")
    head, one, two, *rest, note, _digest = (folder / ENTRIES).read_bytes().splitlines(keepends=True)
    whole = [head, one, two, *rest, note]
    assert refound(folder, whole).valid
    left_out = refound(folder, [head, one, *rest, note])
    assert [f.part for f in left_out.findings] == ["header"]
    assert 1 not in left_out.entries
    doubled = refound(folder, [head, one, two, two, *rest, note])
    assert any(f.part == "index" for f in doubled.findings)
    moved = refound(folder, [head, one, two.replace(b'"index":1', b'"index":2'), *rest, note])
    assert any((f.part, f.entry) == ("proof", 2) for f in moved.findings)
    assert 2 not in moved.entries
    elsewhere = refound(folder, [head.replace(b"rules.txt", b"../rules.txt"), *whole[1:]])
    assert any(f.part == "header, quoted" for f in elsewhere.findings)
    nowhere = refound(folder, [head.replace(b'"text"', b'"what"'), *whole[1:]])
    assert any("no proved entry" in f.what for f in nowhere.findings)
    assert not refound(folder, [b"[]\n", *whole[1:]]).valid


def test_what_is_not_signed_does_not_leave(log: Log, tmp_path: Path) -> None:
    with pytest.raises(NotInRecord):
        made(log, tmp_path / "part", [9])
    with pytest.raises(LookupError):
        export_part(
            log, tmp_path / "part", [0], about={}, quoted={"n": Quoted(0, ("said", 7, "text"))}
        )
    assert not (tmp_path / "part" / ENTRIES).exists()


def test_a_rewritten_store_gives_no_part(tmp_path: Path) -> None:
    class Rewriting(MemoryStore):
        rewritten = False

        def read(self, start, stop=None):  # type: ignore[no-untyped-def]  # as the store's
            for body in super().read(start, stop):
                yield body.replace(b"noted", b"faked") if self.rewritten else body

    store = Rewriting()
    log = Log(store, FIRST, tmp_path / "kept")
    log.append([entry(n) for n in range(3)])
    store.rewritten = True
    with pytest.raises(Damaged):
        made(log, tmp_path / "part", [0, 1])


def test_runs_of_indexes() -> None:
    assert ranges([]) == []
    assert ranges([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)]


def test_one_command_verifies_a_folder(log: Log, tmp_path: Path) -> None:
    folder = made(log, tmp_path / "part")
    said = CliRunner().invoke(main, ["record", "verify", str(folder), "--key", str(folder / KEY)])
    assert said.exit_code == 0, said.output
    assert "Valid: 4 of the 9 entries" in said.output
    plain = CliRunner().invoke(main, ["record", "verify", str(folder), "--json"])
    assert '"valid": true' in plain.output
    (folder / KEY).unlink()
    assert CliRunner().invoke(main, ["record", "verify", str(folder)]).exit_code == 1
    kept = ["--checkpoint", str(folder / CHECKPOINT)]
    assert CliRunner().invoke(main, ["record", "verify", str(folder), *kept]).exit_code == 2
