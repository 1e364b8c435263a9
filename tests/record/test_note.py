"""Keys, signed notes and checkpoints, with the examples of the Go library as foreign witnesses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from commonweal.record import BadNote, SigningKey, VerifierKey, read_checkpoint, sign_checkpoint
from commonweal.record.note import decode_hash, encode_hash, open_note, sign_note

# From the documentation of golang.org/x/mod/sumdb/note: a key, and a text it signed.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNED = (
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ALICE = SigningKey("example.org/record", bytes(32))
BOB = SigningKey("example.org/record", bytes([1] * 32))
CHARLIE = SigningKey("elsewhere.org/record", bytes([2] * 32))
ROOT = bytes(range(32))


def test_a_foreign_key_and_note_are_read_and_written_byte_for_byte() -> None:
    key = SigningKey.from_text(PETER_SECRET)
    assert key.as_text() == PETER_SECRET
    assert key.verifier.as_text() == PETER
    assert VerifierKey.from_text(PETER + "\n") == key.verifier
    assert sign_note(TEXT, key) == TEXT + "\n" + SIGNED
    assert open_note(TEXT + "\n" + SIGNED, [key.verifier]).text == TEXT


def test_a_checkpoint_reads_back() -> None:
    note = sign_checkpoint(7, ROOT, ALICE, BOB)
    read = read_checkpoint(note, BOB.verifier)
    assert (read.origin, read.size, read.root, read.note) == (ALICE.name, 7, ROOT, note)
    assert (read.signed_by, read.unknown) == ((BOB.verifier,), 1)
    both = read_checkpoint(note, ALICE.verifier, BOB.verifier)
    assert (both.signed_by, both.unknown) == ((ALICE.verifier, BOB.verifier), 0)


def test_every_single_changed_byte_spoils_a_checkpoint() -> None:
    note = sign_checkpoint(7, ROOT, ALICE).encode()
    for at in range(len(note)):
        for flip in (1, 2, 4, 32):
            changed = bytearray(note)
            changed[at] ^= flip
            with pytest.raises((BadNote, UnicodeDecodeError)):
                read_checkpoint(bytes(changed).decode(), ALICE.verifier)


def test_a_secret_key_does_not_show_itself() -> None:
    assert "AAAA" not in repr(ALICE)
    assert "seed" not in repr(ALICE)
    with pytest.raises(BadNote) as told:
        SigningKey.from_text("PRIVATE+KEY+secret-material")
    assert "secret-material" not in str(told.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.replace("+", "-"), "expected a public key as NAME"),
        (lambda t: t.replace("c74f20a3", "c74f20a4"), "damaged in copying"),
        (lambda t: t.replace("PeterNeumann", "PeterNeuman"), "damaged in copying"),
        (lambda t: t.replace("PeterNeumann", "Peter Neumann"), "cannot name a record"),
        (lambda t: t.replace("PeterNeumann", ""), "cannot name a record"),
        (lambda t: t[:-4], "expected 33 bytes"),
        (lambda t: t.replace("ARpc", "AhpC"), "is of type 2"),
        (lambda t: t[:-1] + "!", "no base64"),
        (lambda t: t[:-1] + "\u00e9", "no base64"),
    ],
)
def test_a_damaged_public_key_is_refused(change: Callable[[str], str], told: str) -> None:
    with pytest.raises(BadNote, match=told):
        VerifierKey.from_text(change(PETER))


def test_a_damaged_secret_key_is_refused() -> None:
    with pytest.raises(BadNote, match="damaged in copying"):
        SigningKey.from_text(PETER_SECRET.replace("c74f20a3", "c74f20a4"))


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("", "expected a text"),
        ("text\n", "expected a text"),
        ("text\n\n", "expected a text"),
        ("\n\n\u2014 a AAAA\n", "expected a text"),
        ("text\n\n\u2014 a AAAAAAAA", "expected a text"),
        ("te\x07xt\n\n\u2014 a AAAAAAAA\n", "expected a text"),
        ("text\n\nsigned by a\n", "expected a signature line"),
        ("text\n\n\u2014 a AAAA\n", "a key id and a signature, got 3 bytes"),
        ("text\n\n\u2014 a AAAAAAAB\n", "none of its 1 signatures is by a known key"),
        ("text\n\n" + "\u2014 a AAAAAAAA\n" * 65, "at most 64"),
    ],
)
def test_a_malformed_note_is_refused(note: str, told: str) -> None:
    with pytest.raises(BadNote, match=told):
        open_note(note, [ALICE.verifier])


def test_a_bad_signature_of_a_known_key_spoils_the_note() -> None:
    note = sign_checkpoint(7, ROOT, ALICE) + sign_checkpoint(8, ROOT, BOB).splitlines()[-1] + "\n"
    assert read_checkpoint(note, ALICE.verifier).size == 7
    with pytest.raises(BadNote, match="does not fit the signed text"):
        read_checkpoint(note, ALICE.verifier, BOB.verifier)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{ALICE.name}\n7\n", "the lines origin, size and root"),
        (f"{ALICE.name}\n7\n{encode_hash(ROOT)}\nmore\n", "the lines origin, size and root"),
        (f"{ALICE.name}\n07\n{encode_hash(ROOT)}\n", "the number of entries"),
        (f"{ALICE.name}\n-7\n{encode_hash(ROOT)}\n", "the number of entries"),
        (f"{ALICE.name}\n7\nAAAA\n", "expected 32 bytes for the root"),
        (f"{CHARLIE.name}\n7\n{encode_hash(ROOT)}\n", "signed as example.org/record"),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadNote, match=told):
        read_checkpoint(sign_note(text, ALICE), ALICE.verifier)


def test_a_checkpoint_is_signed_for_one_record() -> None:
    with pytest.raises(ValueError, match="expected keys of one record"):
        sign_checkpoint(7, ROOT, ALICE, CHARLIE)
    with pytest.raises(ValueError, match="expected keys of one record"):
        sign_checkpoint(7, ROOT)


def test_base64_has_one_form() -> None:
    text = encode_hash(ROOT)
    assert decode_hash(text) == ROOT
    with pytest.raises(BadNote, match="one form"):
        decode_hash(text[:-2] + "9=")  # only unused bits differ


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    with pytest.raises(BadNote, match="cannot be read"):
        SigningKey.read(path)
    path.write_text(ALICE.as_text())
    path.chmod(0o640)
    with pytest.raises(BadNote, match=re.escape("has mode 0640, others may read it")):
        SigningKey.read(path)
    path.chmod(0o600)
    assert SigningKey.read(path) == ALICE
    assert SigningKey.generate("a.b/c") != SigningKey.generate("a.b/c")
