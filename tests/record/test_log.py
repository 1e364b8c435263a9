"""The log: what it signs, what it refuses to sign, and how keys change."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.record import (
    BadNote,
    BadRotation,
    Continuation,
    Damaged,
    KeptCheckpoint,
    LeaseLost,
    Log,
    MemoryStore,
    NotInRecord,
    Receipt,
    RefusesToSign,
    SigningKey,
    Store,
    Unencodable,
    Unreachable,
    WrongVersion,
    canonical,
    open_store,
    read_checkpoint,
    rotate,
    sign_checkpoint,
    verify_consistency,
)
from commonweal.record.encoding import check_body
from commonweal.record.rotation import Lineage, rotation_entry

KEY = SigningKey("example.org/record", bytes(32))
HEIR = SigningKey("example.org/record", bytes([1] * 32))
STRANGER = SigningKey("example.org/record", bytes([2] * 32))


def entries(count: int, start: int = 0) -> list[bytes]:
    return [canonical({"kind": "noted", "n": n}) for n in range(start, start + count)]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "checkpoint"


@pytest.fixture
def store() -> Store:
    return MemoryStore()


def filled(bodies: list[bytes]) -> MemoryStore:
    store = MemoryStore()
    store.append(0, bodies)
    return store


def test_a_new_record_signs_the_empty_tree_and_then_what_is_appended(
    store: Store, kept: Path
) -> None:
    log = Log(store, KEY, kept)
    assert (log.size, log.signed.size, log.origin) == (0, 0, KEY.name)
    empty = log.signed
    signed = log.append(entries(3))
    assert (signed.size, signed.root, log.size) == (3, log.root(), 3)
    assert KeptCheckpoint(kept).read([KEY.verifier]) == signed
    log.append(entries(300, 3))
    proof = log.continuation(3)
    later = proof.verify(signed, [KEY.verifier])
    assert later == log.signed
    assert log.continuation(0).verify(empty, [KEY.verifier]) == log.signed
    assert Continuation.from_text(proof.as_text()) == proof
    assert list(log.read(1, 3)) == entries(2, 1)
    assert log.entry(302) == entries(1, 302)[0]
    log.close()


def test_every_entry_has_a_receipt_that_proves_it_and_no_other(store: Store, kept: Path) -> None:
    log = Log(store, KEY, kept)
    log.append(entries(600))
    for index, body in enumerate(entries(600)):
        receipt = Receipt.from_text(log.receipt(index).as_text(), body)
        assert receipt == log.receipt(index)
        assert receipt.verify(KEY.verifier, body) == log.signed
    other = canonical({"kind": "forged"})
    with pytest.raises(BadNote, match="for another entry"):
        receipt.verify(KEY.verifier, other)
    with pytest.raises(BadNote, match="does not lead from entry 599"):
        Receipt.from_text(receipt.as_text(), other).verify(KEY.verifier, other)
    with pytest.raises(BadNote, match="known key"):
        receipt.verify(STRANGER.verifier, body)


def test_a_receipt_is_text_that_foreign_programs_read(store: Store, kept: Path) -> None:
    log = Log(store, KEY, kept)
    log.append(entries(3))
    head, _, note = log.receipt(2).as_text().partition("\n\n")
    assert head.split("\n")[:2] == ["c2sp.org/tlog-proof@v1", "index 2"]
    assert read_checkpoint(note, KEY.verifier) == log.signed
    assert log.continuation(2).as_text().startswith("old 2\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("c2sp.org/tlog-proof@v1\nindex 0", "expected a receipt starting"),
        ("other\nindex 0\n\nnote", "expected a receipt starting"),
        ("c2sp.org/tlog-proof@v1\n\nnote", "expected a receipt starting"),
        ("c2sp.org/tlog-proof@v1\nindex 01\n\nnote", "expected 'index' and a number"),
        ("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nnote", "expected 32 bytes"),
    ],
)
def test_a_text_that_is_no_receipt_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadNote, match=told):
        Receipt.from_text(text, b"{}")


def test_a_text_that_is_no_continuation_is_refused(store: Store, kept: Path) -> None:
    with pytest.raises(BadNote, match="expected a proof"):
        Continuation.from_text("old 3")
    log = Log(store, KEY, kept)
    first = log.append(entries(3))
    log.append(entries(3, 3))
    wrong = Continuation(3, log.continuation(2).proof, log.signed.note)
    with pytest.raises(BadNote, match="does not continue"):
        wrong.verify(first, [KEY.verifier])
    with pytest.raises(BadNote, match="does not continue"):
        log.continuation(2).verify(first, [KEY.verifier])


def test_what_is_not_there_has_no_receipt(store: Store, kept: Path) -> None:
    log = Log(store, KEY, kept)
    log.append(entries(3))
    log.extend(entries(1, 3))
    for index in (-1, 3, 9):
        with pytest.raises(NotInRecord, match=f"no receipt for entry {index}"):
            log.receipt(index)
    for index in (-1, 4):
        with pytest.raises(NotInRecord, match=f"there is no entry {index}"):
            log.entry(index)
    with pytest.raises(NotInRecord, match="no proof from 4"):
        log.continuation(4)


def test_only_canonical_entries_are_appended_and_none_of_a_batch_with_another(
    store: Store, kept: Path
) -> None:
    log = Log(store, KEY, kept)
    with pytest.raises(Unencodable):
        log.append([*entries(1), b'{"b":1,"a":2}'])
    rotation = rotation_entry(KEY, HEIR, 0, log.root())
    with pytest.raises(Unencodable, match="made by rotate"):
        log.append([rotation])
    nested = canonical({"kind": "noted", "inner": {"kind": "key_rotated"}})
    log.append([nested])
    assert list(store.read()) == [nested]


def test_opening_again_goes_on_where_it_was(kept: Path) -> None:
    store = filled([])
    Log(store, KEY, kept).append(entries(5))
    again = Log(store, KEY, kept)
    assert again.append(entries(2, 5)).size == 7


def test_entries_beyond_the_kept_checkpoint_are_signed_by_the_writer_only(kept: Path) -> None:
    store = filled([])
    Log(store, KEY, kept).append(entries(5))
    store.append(5, entries(3, 5))  # durable, but the process died before it signed
    log = Log(store, KEY, kept)
    assert (log.size, log.signed.size) == (8, 5)
    log.refresh()
    assert log.signed.size == 8


def test_a_log_with_the_public_key_reads_and_proves_and_signs_nothing(kept: Path) -> None:
    store = filled([])
    writing = Log(store, KEY, kept)
    writing.append(entries(5))
    reading = Log(store, KEY.verifier, kept)
    assert reading.receipt(4).verify(KEY.verifier, reading.entry(4)).size == 5
    writing.append(entries(5, 5))
    assert reading.signed.size == 5
    reading.refresh()
    assert (reading.size, reading.signed) == (10, writing.signed)
    for attempt in (lambda: reading.append(entries(1)), lambda: reading.rotate(HEIR)):
        with pytest.raises(RefusesToSign, match="opened for reading"):
            attempt()
    assert store.version() == 10


def rewritten(change: Callable[[list[bytes]], list[bytes]]) -> MemoryStore:
    return filled(change(entries(57)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda e: [*e[:30], canonical({"kind": "forged"}), *e[31:]], "forked"),  # edit
        (lambda e: [*e[:30], *e[31:], *entries(1, 57)], "forked"),  # delete, fill up
        (lambda e: [*e[:30], e[31], e[30], *e[32:]], "forked"),  # reorder
        (lambda e: [*e[:30], canonical({"kind": "forged"}), *e[30:]], "forked"),  # insert
        (lambda e: [*e[:40], *entries(30, 100)], "forked"),  # another history
        (lambda e: e[:40], "truncated"),  # cut, or an old backup
        (lambda e: [*e[:30], *e[31:]], "truncated"),  # delete
        (lambda e: [], "truncated"),
    ],
)
def test_a_store_that_does_not_continue_the_kept_checkpoint_is_not_signed(
    kept: Path, change: Callable[[list[bytes]], list[bytes]], reason: str
) -> None:
    Log(filled([]), KEY, kept).append(entries(57))
    before = kept.read_bytes()
    with pytest.raises(RefusesToSign) as told:
        Log(rewritten(change), KEY, kept)
    assert told.value.reason == reason
    assert kept.read_bytes() == before


def test_the_refusal_says_how_much_is_missing(kept: Path) -> None:
    Log(filled([]), KEY, kept).append(entries(57))
    with pytest.raises(RefusesToSign, match="the store has 40 of the 57 entries signed for"):
        Log(filled(entries(40)), KEY, kept)


@given(data=st.data())
def test_every_mutation_of_a_signed_store_is_found(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("kept") / "checkpoint"
    count = data.draw(st.integers(2, 40))
    good = entries(count)
    Log(filled([]), KEY, kept).append(good)
    at, to = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    forged = canonical({"kind": "forged"})
    match data.draw(st.sampled_from(["edit", "delete", "reorder", "insert", "truncate", "fork"])):
        case "edit":
            bad = [*good[:at], forged, *good[at + 1 :]]
        case "delete":
            bad = [*good[:at], *good[at + 1 :]]
        case "reorder":
            bad = [*good]
            bad[at], bad[to] = bad[to], bad[at]
        case "insert":
            bad = [*good[:at], forged, *good[at:]]
        case "truncate":
            bad = good[:at]
        case _:
            bad = [*good[:at], forged, *entries(50)]
    if bad == good:
        assert Log(filled(bad), KEY, kept).signed.size == count
    else:
        with pytest.raises(RefusesToSign):
            Log(filled(bad), KEY, kept)


def test_a_thousand_honest_growths_raise_no_alarm(kept: Path) -> None:
    store = filled([])
    log = Log(store, KEY, kept)
    before = log.signed
    for step in range(1000):
        signed = log.append(entries(step % 3 + 1, log.size))
        proof = log.continuation(before.size)
        assert verify_consistency(before.size, before.root, signed.size, signed.root, proof.proof)
        before = signed
        if step % 100 == 0:
            Log(store, KEY, kept).refresh()
            log = Log(store, KEY, kept)


def test_a_store_without_its_kept_checkpoint_is_not_signed(kept: Path) -> None:
    with pytest.raises(RefusesToSign, match="the store has 5 entries, but no checkpoint") as told:
        Log(filled(entries(5)), KEY, kept)
    assert told.value.reason == "missing"
    with pytest.raises(RefusesToSign, match="without its secret key"):
        Log(filled([]), KEY.verifier, kept)


def test_a_stranger_cannot_go_on(kept: Path) -> None:
    store = filled([])
    Log(store, KEY, kept).append(entries(5))
    with pytest.raises(RefusesToSign, match="known key") as told:
        Log(store, STRANGER, kept)
    assert told.value.reason == "foreign"


def test_a_damaged_kept_file_is_told(kept: Path) -> None:
    store = filled([])
    Log(store, KEY, kept).append(entries(5))
    kept.write_bytes(b"rubbish\n")
    with pytest.raises(RefusesToSign, match="expected a text") as told:
        Log(store, KEY, kept)
    assert told.value.reason == "unreadable"
    kept.write_bytes(b"")
    with pytest.raises(RefusesToSign, match="it is empty"):
        Log(store, KEY, kept)


def test_one_torn_page_of_the_kept_file_does_no_harm(kept: Path) -> None:
    store = filled([])
    log = Log(store, KEY, kept)
    for step in range(4):
        log.append(entries(1, step))
        whole = kept.read_bytes()
        for page in (0, 1):
            torn = bytearray(whole)
            torn[page * 4096 : page * 4096 + 60] = bytes(60)
            kept.write_bytes(torn)
            again = KeptCheckpoint(kept)
            assert again.read([KEY.verifier]).size in (step, step + 1)
            kept.write_bytes(whole)
    log.close()


def test_a_process_that_did_not_see_the_last_checkpoint_does_not_overwrite_it(kept: Path) -> None:
    store = filled([])
    first, second = Log(store, KEY, kept), Log(store, KEY, kept)
    second.append(entries(1))
    second.append(entries(1, 1))
    with pytest.raises(WrongVersion):
        first.append(entries(1))
    with pytest.raises(LeaseLost, match="another process has kept a checkpoint"):
        first._kept.write(sign_checkpoint(9, bytes(32), KEY))
    first.refresh()
    assert first.append(entries(1, 2)).size == 3


def test_a_kept_file_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    with pytest.raises(Unreachable, match="kept"):
        KeptCheckpoint(folder).read([KEY.verifier])
    with pytest.raises(Unreachable, match="kept"):
        KeptCheckpoint(folder).write("note")
    with pytest.raises(ValueError, match="the most is 4096"):
        KeptCheckpoint(folder).write("x" * 5000)


def test_a_store_that_shrinks_while_in_use_is_noticed(kept: Path) -> None:
    store = filled([])
    log = Log(store, KEY, kept)
    log.append(entries(5))
    del store._bodies[3:]
    with pytest.raises(RefusesToSign, match="3 of the 5 entries that this process has read"):
        log.refresh()


def test_an_audit_finds_what_was_rewritten_beneath_a_running_log(kept: Path) -> None:
    store = filled([])
    log = Log(store, KEY, kept)
    log.append(entries(600))
    told: list[int] = []
    log.audit(told.append)
    assert told == [256, 512]
    store._bodies[599] = canonical({"kind": "forged"})
    with pytest.raises(Damaged, match="entries 512 to 599"):
        log.audit()
    store._bodies[1] = canonical({"kind": "forged"})
    with pytest.raises(Damaged, match="entries 0 to 255"):
        log.audit()


def test_a_cache_spares_reading_the_older_entries(kept: Path, tmp_path: Path) -> None:
    cache = tmp_path / "tree"
    store = filled([])
    log = Log(store, KEY, kept, cache=cache)
    log.append(entries(600))
    log.close()
    read: list[int] = []
    honest = store.read
    store.read = lambda start=0, stop=None: read.append(start) or honest(start, stop)  # type: ignore
    again = Log(store, KEY, kept, cache=cache)
    assert min(read) == 600
    assert again.append(entries(1, 600)).size == 601
    again.extend(entries(1, 601))
    again.close()  # not signed yet, so the older cache stays
    assert Log(store, KEY, kept, cache=cache).size == 602


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"other tree 1 \n", b"commonweal tree 1 x\n"])
def test_a_damaged_or_old_cache_is_passed_over(kept: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "tree"
    store = filled([])
    log = Log(store, KEY, kept, cache=cache)
    log.append(entries(300))
    log.close()
    whole = cache.read_bytes()
    for content in (damage, whole[:-1] + b"?", whole[:-32]):
        cache.write_bytes(content)
        again = Log(store, KEY, kept, cache=cache)
        assert (again.size, again.root()) == (300, log.root())
    cache.write_bytes(whole)
    with pytest.raises(RefusesToSign, match="200 of the 300"):
        Log(filled(entries(200)), KEY, kept, cache=cache)


def test_the_key_changes_by_an_entry_that_both_keys_signed(kept: Path, tmp_path: Path) -> None:
    store = filled([])
    log = Log(store, KEY, kept, cache=tmp_path / "tree")
    log.append(entries(3))
    covering = rotate(log, HEIR)
    assert covering.size == 4
    assert read_checkpoint(covering.note, KEY.verifier).size == 4
    assert read_checkpoint(covering.note, HEIR.verifier).size == 4
    after = log.append(entries(1))
    assert after.signed_by == (HEIR.verifier,)
    assert log.keys == (KEY.verifier, HEIR.verifier)
    log.close()
    for cache in (tmp_path / "tree", None):
        again = Log(store, HEIR, kept, cache=cache)
        assert again.keys == (KEY.verifier, HEIR.verifier)
    with pytest.raises(BadRotation, match="use the key that it names"):
        Log(store, KEY, kept)


def test_a_key_that_changed_elsewhere_is_noticed(kept: Path) -> None:
    store = filled([])
    log = Log(store, KEY, kept)
    reading = Log(store, KEY.verifier, kept)
    log.rotate(HEIR)
    with pytest.raises(BadRotation, match="use the key that it names"):
        reading.refresh()


def test_a_retired_key_does_not_return_and_another_name_does_not_enter(kept: Path) -> None:
    log = Log(filled([]), KEY, kept)
    log.rotate(HEIR)
    with pytest.raises(BadRotation, match="was retired"):
        log.rotate(KEY)
    with pytest.raises(BadRotation, match="the new key is the old one"):
        log.rotate(HEIR)
    with pytest.raises(BadRotation, match="the new key is for"):
        log.rotate(SigningKey("elsewhere.org/record", bytes([3] * 32)))
    assert log.size == 1


def test_an_old_signature_beside_a_strangers_makes_no_heir(kept: Path) -> None:
    # The stranger has what is public: a checkpoint signed by the true key, and its own key.
    log = Log(filled([]), KEY, kept)
    signed = log.append(entries(3))
    own = sign_checkpoint(3, signed.root, STRANGER).splitlines()[-1]
    forged = canonical(
        {
            "kind": "key_rotated",
            "new": STRANGER.verifier.as_text(),
            "old": KEY.verifier.as_text(),
            "statement": signed.note + own + "\n",
        }
    )
    check_body(forged)
    with pytest.raises(BadRotation, match="another history or another key"):
        Lineage(KEY.verifier).follow(forged, 3, signed.root)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"more": 1}, "has kind, old, new and statement"),
        ({"old": "x"}, "names no key"),
        ({"old": STRANGER.verifier.as_text()}, "hands over, but"),
        ({"statement": "x"}, "not rightly signed"),
        ({"new": KEY.verifier.as_text()}, "was retired"),
    ],
)
def test_a_false_change_of_keys_is_told(change: dict[str, object], told: str) -> None:
    import json

    entry = json.loads(rotation_entry(KEY, HEIR, 3, bytes(32))) | change
    with pytest.raises(BadRotation, match=told):
        Lineage(KEY.verifier).follow(canonical(entry), 3, bytes(32))


def test_a_change_of_keys_needs_both_signatures_and_the_true_history() -> None:
    import json

    entry = json.loads(rotation_entry(KEY, HEIR, 3, bytes(32)))
    with pytest.raises(BadRotation, match="another history"):
        Lineage(KEY.verifier).follow(canonical(entry), 4, bytes(32))
    lines = entry["statement"].splitlines(keepends=True)
    for kept_lines in (lines[:-1], [*lines[:-2], lines[-1]], [*lines[:-2], lines[-1], lines[-2]]):
        short = canonical(entry | {"statement": "".join(kept_lines)})
        with pytest.raises(BadRotation, match="signed by the old key, then the new"):
            Lineage(KEY.verifier).follow(short, 3, bytes(32))
    assert not Lineage(KEY.verifier).follow(b'{"n":1}', 3, bytes(32))
    assert not Lineage(KEY.verifier).follow(b'{"a":{"kind":"key_rotated"}}', 3, bytes(32))


def test_a_sqlite_record_rewritten_by_an_administrator_is_found(tmp_path: Path, kept: Path) -> None:
    path = tmp_path / "record.sqlite"
    store = open_store(f"sqlite:{path}")
    Log(store, KEY, kept).append(entries(20))
    store.close()
    with sqlite3.connect(path) as other:
        other.execute("DROP TRIGGER record_entry_no_update")
        other.execute("UPDATE record_entry SET body = ? WHERE idx = 7", (b'{"forged":1}',))
    other.close()
    store = open_store(f"sqlite:{path}")
    with pytest.raises(RefusesToSign, match="history was rewritten"):
        Log(store, KEY, kept)
    store.close()
