"""Verifying a file: every changed byte found and named; cut, forked and re-signed told apart."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from commonweal.record import (
    Damaged,
    Log,
    MemoryStore,
    Report,
    SigningKey,
    VerifierKey,
    canonical,
    export,
    leaf_hash,
    sign_checkpoint,
    verify_file,
)
from commonweal.record.exports import checkpoint_line, entry_line, header_line
from commonweal.record.tree import Frontier
from commonweal.record.verify import MAX_FINDINGS, verify_stream

KEY = SigningKey("example.org/record", bytes(32))
HEIR = SigningKey("example.org/record", bytes([1] * 32))
STRANGER = SigningKey("example.org/record", bytes([2] * 32))


def entry(n: int) -> bytes:
    return canonical({"kind": "noted", "n": n, "text": "h\u00e4lt \u201eRat\u201c"})


def exported(bodies: list[bytes], key: SigningKey = KEY) -> bytes:
    """A file as its makers would write it, true or forged."""
    frontier = Frontier()
    parts = [header_line(key.verifier)]
    for index, body in enumerate(bodies):
        frontier.append(leaf_hash(body))
        parts.append(entry_line(index, leaf_hash(body), body))
    parts.append(checkpoint_line(sign_checkpoint(frontier.size, frontier.root(), key)))
    return b"".join(parts)


def exported_by(log: Log) -> bytes:
    stream = io.BytesIO()
    export(log, stream)
    return stream.getvalue()


def check(data: bytes, key: VerifierKey | None = KEY.verifier, kept: str | None = None) -> Report:
    return verify_stream(io.BytesIO(data), key=key, kept=kept)


def checkpoint_of(bodies: list[bytes], key: SigningKey = KEY) -> str:
    return str(json.loads(exported(bodies, key).splitlines()[-1])["checkpoint"])


BODIES = [entry(n) for n in range(57)]
GOOD = exported(BODIES)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = Log(MemoryStore(), KEY, tmp_path / "checkpoint")
    log.append(BODIES[:20])
    log.rotate(HEIR)
    log.append(BODIES[20:])
    return log


def test_a_log_exports_what_verifies(log: Log, tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    told: list[int] = []
    assert log.backup(path, told.append) == 58
    for key in (KEY.verifier, HEIR.verifier, None):
        report = verify_file(path, key=key, kept=log.signed.note, progress=told.append)
        assert report.valid
        assert (report.entries, report.origin) == (58, KEY.name)
        assert report.keys == (KEY.verifier, HEIR.verifier)
        assert report.checkpoint == log.signed
        assert (report.key_known, report.kept_size) == (key is not None, 58)
        assert report.as_dict()["verdict"] == "valid"
    assert told[0] == 0
    assert "by the key you gave" in verify_file(path, key=KEY.verifier).sentences()[0]
    assert any("--key" in said for said in verify_file(path).sentences())
    assert any("--checkpoint" in said for said in verify_file(path).sentences())
    assert any("continues" in said for said in report.sentences())


def test_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    path.write_bytes(exported([b'{"n":%d}' % n for n in range(10_001)]))
    told: list[int] = []
    assert verify_file(path, progress=told.append).valid
    assert told == [9999]


def test_an_empty_record_verifies() -> None:
    assert check(exported([])).valid
    assert check(exported([]), kept=checkpoint_of([])).kept_size == 0


@pytest.mark.parametrize("keyed", [True, False])
def test_one_changed_byte_anywhere_is_found_and_named(tmp_path: Path, keyed: bool) -> None:
    log = Log(MemoryStore(), KEY, tmp_path / "checkpoint")
    log.append(BODIES[:2])
    log.rotate(HEIR)
    log.append(BODIES[2:10])
    good, key = exported_by(log), KEY.verifier if keyed else None
    assert check(good, key).valid
    chance = random.Random(7)
    line = 1
    for at, byte in enumerate(good):
        changed = bytearray(good)
        changed[at] = chance.choice([c for c in range(256) if c != byte])
        report = check(bytes(changed), key)
        assert not report.valid, (at, changed[at])
        named = [f for f in report.findings if f.line == line]
        assert named, (at, line, report.findings)
        index = line - 2
        if 0 <= index < 11:
            assert named[0].entry == index, (at, named)
        line += byte == 10


def test_the_changed_part_is_named() -> None:
    lines = GOOD.splitlines(keepends=True)

    def part(number: int, old: bytes, new: bytes) -> str:
        changed = list(lines)
        assert old in changed[number - 1]
        changed[number - 1] = changed[number - 1].replace(old, new, 1)
        finding = check(b"".join(changed)).findings[0]
        assert finding.line == number
        return finding.part

    leaf = leaf_hash(BODIES[5]).hex().encode()
    flipped = (b"1" if leaf[:1] == b"0" else b"0") + leaf[1:]
    assert part(1, b"record 1", b"record 2") == "header, format"
    assert part(1, b'"origin":"e', b'"origin":"f') == "header, origin"
    assert part(1, b'"}', b'","x":1}') == "header"
    assert part(1, b"{", b"[") == "header"
    assert part(7, b'"n":5', b'"n":6') == "entry"
    assert part(7, b'"n":5', b'"n":') == "entry"
    assert part(7, leaf, flipped) == "leaf"
    assert part(7, leaf, leaf[:-1] + b"g") == "leaf"
    assert part(7, b'"index":5', b'"index":6') == "index"
    assert part(7, b'"index":5', b'"index":x') == "index"
    assert part(7, b'{"entry"', b'{"entrx"') == "opening"
    assert part(7, b"\n", b"\r") == "line end"
    assert part(7, b"\n", b" ") == "line end"
    assert part(58, b"\n", b" ") == "line end"
    assert part(59, b"\\n57\\n", b"\\n58\\n") == "checkpoint, size"
    assert part(59, b"\\n57\\n", b"\\n57\\n ") == "checkpoint, root"
    assert part(59, b'"checkpoint":"example', b'"checkpoint":"fxample') == "checkpoint, origin"
    assert part(59, b"\xe2\x80\x94 example", b"\xe2\x80\x94 fxample") == "checkpoint, signature"
    assert part(59, b"checkpoint", b"chickpoint") == "checkpoint"
    assert part(59, b"{", b"[") == "checkpoint"
    assert part(59, b"\n", b"") == "checkpoint"


@pytest.mark.parametrize(
    ("change", "line", "part"),
    [
        (lambda ls: [*ls[:9], *ls[10:]], 10, "index"),  # delete
        (lambda ls: [*ls[:9], ls[10], ls[9], *ls[11:]], 10, "index"),  # reorder
        (lambda ls: [*ls[:9], ls[9], *ls[9:]], 11, "index"),  # double
        (
            lambda ls: [*ls[:9], entry_line(8, leaf_hash(entry(99)), entry(99)), *ls[9:]],
            11,
            "index",
        ),
        (lambda ls: [*ls, ls[-1]], 60, "end"),
        (lambda ls: [*ls, b"\n"], 60, "end"),
        (lambda ls: ls[1:], 1, "header"),
        (lambda ls: [*ls[:9], b'{"entry":{"n"\n', *ls[10:]], 10, "entry"),
    ],
)
def test_lines_removed_added_and_moved_are_named(
    change: Callable[[list[bytes]], list[bytes]], line: int, part: str
) -> None:
    report = check(b"".join(change(GOOD.splitlines(keepends=True))))
    assert report.verdict == "changed"
    assert (report.findings[0].line, report.findings[0].part) == (line, part)
    assert len(report.findings) <= 4


def test_a_file_cut_anywhere_is_told() -> None:
    short = exported(BODIES[:9])
    for end in range(len(short)):
        report = check(short[:end])
        assert not report.valid, end
    lines = GOOD.splitlines(keepends=True)
    cut = check(b"".join(lines[:30]))
    assert cut.verdict == "truncated"
    assert "after entry 28, without a checkpoint" in cut.sentences()[1]
    assert check(b"".join(lines[:30]) + lines[30][:40]).verdict == "truncated"
    assert "before any entry" in check(lines[0]).sentences()[1]
    assert not check(b"").valid


def test_a_cut_record_signed_with_the_true_key_is_told_by_a_kept_checkpoint() -> None:
    shorter = exported(BODIES[:40])
    assert check(shorter).valid
    report = check(shorter, kept=checkpoint_of(BODIES))
    assert report.verdict == "truncated"
    assert "it signs 57 entries, the file has 40" in "\n".join(report.sentences())


def test_a_fork_signed_with_the_true_key_is_told_by_a_kept_checkpoint() -> None:
    for at in (0, 20, 56):
        fork = exported([*BODIES[:at], entry(999), *BODIES[at + 1 :], entry(100)])
        assert check(fork).valid
        report = check(fork, kept=checkpoint_of(BODIES))
        assert report.verdict == "forked"
        assert "show both to the other members" in report.sentences()[0]


def test_honest_growth_is_no_fork() -> None:
    for size in range(58):
        assert check(GOOD, kept=checkpoint_of(BODIES[:size])).kept_size == size


def test_a_record_signed_again_with_another_key_is_told() -> None:
    again = exported(BODIES, STRANGER)
    assert check(again, key=None).valid  # it agrees with itself: only a key from elsewhere tells
    report = check(again)
    assert report.verdict == "resigned"
    assert KEY.verifier.as_text() in report.sentences()[1]
    assert check(again, key=None, kept=checkpoint_of(BODIES)).verdict == "resigned"
    other = GOOD.splitlines(keepends=True)
    other[-1] = exported(BODIES, STRANGER).splitlines(keepends=True)[-1]
    assert check(b"".join(other)).verdict == "resigned"


def test_a_kept_file_of_two_pages_is_read(tmp_path: Path, log: Log) -> None:
    path = tmp_path / "record.jsonl"
    log.backup(path)
    kept = (tmp_path / "checkpoint").read_text()
    assert len(kept.encode()) == 8192
    assert verify_file(path, kept=kept).kept_size == 58


def test_an_entry_changed_together_with_its_leaf_hash_is_found() -> None:
    bodies = list(BODIES)
    bodies[5] = entry(999)
    lines = exported(bodies).splitlines(keepends=True)
    lines[-1] = GOOD.splitlines(keepends=True)[-1]
    report = check(b"".join(lines))
    assert (report.verdict, report.findings[0].part) == ("changed", "checkpoint, root")


def test_entries_missing_or_added_at_the_end_under_the_old_checkpoint_are_found() -> None:
    lines = GOOD.splitlines(keepends=True)
    short = check(b"".join([*lines[:-2], lines[-1]]))
    assert (short.verdict, short.findings[0].part) == ("truncated", "checkpoint, size")
    more = [*lines[:-1], entry_line(57, leaf_hash(entry(57)), entry(57)), lines[-1]]
    assert check(b"".join(more)).findings[0].part == "checkpoint, size"
    assert check(b"".join(more)).verdict == "changed"


def test_an_entry_that_is_not_canonical_is_found_though_it_is_signed() -> None:
    report = check(exported([b'{"b":1,"a":2}']))
    assert (report.findings[0].entry, report.findings[0].part) == (0, "entry")


def test_a_change_of_keys_that_was_not_signed_is_found(log: Log) -> None:
    rotation = log.entry(20)
    report = check(exported([*BODIES[:19], rotation], HEIR), key=None)
    assert report.findings[0].entry == 19
    assert "hands over, but" in report.findings[0].what


def test_a_checkpoint_of_a_retired_key_or_with_a_strangers_signature_is_found(log: Log) -> None:
    lines = exported_by(log).splitlines(keepends=True)
    size, root = log.signed.size, log.signed.root
    for keys, told in (((KEY,), "retired"), ((HEIR, STRANGER), "by no key of the record")):
        lines[-1] = checkpoint_line(sign_checkpoint(size, root, *keys))
        report = check(b"".join(lines))
        assert report.verdict == "changed"
        assert told in report.findings[0].what


def test_a_changed_file_is_not_also_called_a_fork() -> None:
    lines = GOOD.splitlines(keepends=True)
    report = check(b"".join([*lines[:9], *lines[10:]]), kept=checkpoint_of(BODIES))
    assert {finding.kind for finding in report.findings} == {"changed"}
    assert report.kept_size is None


def test_very_many_findings_are_counted() -> None:
    lines = exported([entry(n) for n in range(200)]).splitlines(keepends=True)
    lines[1:-1] = [line.replace(b"noted", b"notes") for line in lines[1:-1]]
    report = check(b"".join(lines))
    assert (len(report.findings), report.untold) == (MAX_FINDINGS, 150)
    assert report.sentences()[-1] == "... and 150 more."
    assert "line 2, entry 0, entry: " in report.sentences()[1]
    assert str(check(b"x").findings[-1]).startswith("the file, ")


def test_nothing_is_exported_that_was_not_signed(log: Log, tmp_path: Path) -> None:
    log.store._bodies[3] = entry(999)  # type: ignore[attr-defined]
    with pytest.raises(Damaged, match="nothing is exported"):
        log.backup(tmp_path / "record.jsonl")
    assert list(tmp_path.iterdir()) == [tmp_path / "checkpoint"]


def test_a_planted_verifier_that_trusts_leaf_hashes_would_pass_a_changed_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    changed = GOOD.replace(b'"n":5,', b'"n":6,', 1)
    assert not check(changed).valid
    monkeypatch.setattr("commonweal.record.verify._Reading._check_entry", trusting)
    assert check(changed).valid


def trusting(reading: object, body: bytes, index: int, leaf: str) -> None:
    reading.frontier.append(bytes.fromhex(leaf))  # type: ignore[attr-defined]
