"""Sealed texts: what is kept, what erasure leaves, what a digest proves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.vault import (
    BadInput,
    Opening,
    Tombstone,
    UnknownDigest,
    Vault,
    check_opening,
    open_vault,
)
from commonweal.vault.digests import TEXT_DOMAIN, text_digest

ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def test_a_text_comes_back_and_its_opening_matches_its_digest(vault: Vault) -> None:
    digest = vault.seal("Bread for all — 面包", "motion")
    opening = vault.opening(digest)
    assert vault.text(digest) == "Bread for all — 面包"
    assert opening is not None
    assert check_opening(digest, opening.salt, opening.text)
    assert vault.check_opening(digest, opening.salt, opening.text)
    assert vault.tombstone(digest) is None


def test_the_digest_is_the_one_that_is_documented() -> None:
    salt = bytes(range(16))
    by_hand = hashlib.sha256(b"commonweal vault text 1\n" + salt + b"Brot").hexdigest()
    assert text_digest(salt, "Brot") == f"sha256:{by_hand}"


def test_the_formula_in_the_docs_opens_a_text() -> None:
    docs = Path(__file__).parents[2] / "docs" / "vault.md"
    formula = docs.read_text().partition("```python\n")[2].partition("```")[0]
    salt, text = bytes(range(16)), "Brot – 面包"
    shown = eval(formula, {"hashlib": hashlib, "salt": salt, "text": text})
    assert text_digest(salt, text) == f"sha256:{shown}"


def test_the_same_text_has_another_digest_each_time(vault: Vault) -> None:
    assert vault.seal("yes", "letter") != vault.seal("yes", "letter")


def test_erasure_leaves_kind_and_reason_and_can_be_repeated(vault: Vault) -> None:
    digest = vault.seal("a private letter", "letter")
    vault.erase_text(digest, "asked for by its writer")
    vault.erase_text(digest, "another reason")
    assert vault.text(digest) is None
    assert vault.opening(digest) is None
    assert vault.tombstone(digest) == Tombstone("letter", "asked for by its writer")


def test_many_texts_are_kept_and_read_in_order(vault: Vault) -> None:
    pairs = [(f"text {number}", "minutes") for number in range(1_200)]
    sealed = vault.seal_many(pairs)
    vault.erase_text(sealed[7], "a mistake")
    read = vault.texts([*sealed, sealed[0]])
    assert [read[digest] for digest in sealed[:3]] == ["text 0", "text 1", "text 2"]
    assert read[sealed[7]] is None
    assert len(read) == 1_200
    assert vault.seal_many([]) == []


def test_a_bad_text_keeps_the_whole_batch_out(vault: Vault) -> None:
    before = vault.seal("before", "motion")
    with pytest.raises(BadInput, match="half a surrogate pair at character 3"):
        vault.seal_many([("good", "motion"), ("bad\ud800", "motion")])
    assert vault.text(before) == "before"


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("a\0b", "motion", "a NUL at character 1"),
        ("x" * (16 * 1024 * 1024 + 1), "motion", "at most 16777216 bytes"),
        ("fine", " ", "the kind of a text"),
        ("fine", "k" * 1_001, "at most 1000 bytes"),
    ],
)
def test_what_cannot_be_kept_is_named(vault: Vault, text: str, kind: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        vault.seal(text, kind)


def test_lost_is_told_apart_from_erased(vault: Vault) -> None:
    unknown = "sha256:" + "0" * 64
    for ask in (vault.text, vault.opening, vault.tombstone):
        with pytest.raises(UnknownDigest, match=unknown):
            ask(unknown)
    with pytest.raises(UnknownDigest):
        vault.erase_text(unknown, "a reason")
    with pytest.raises(UnknownDigest, match=unknown):
        vault.texts([vault.seal("here", "motion"), unknown])


def test_erasing_asks_for_a_reason(vault: Vault) -> None:
    digest = vault.seal("kept", "motion")
    with pytest.raises(BadInput, match="reason"):
        vault.erase_text(digest, "")
    assert vault.text(digest) == "kept"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, other=ANY_TEXT)
def test_an_opening_opens_its_own_digest_only(file_vault: Vault, text: str, other: str) -> None:
    digest = file_vault.seal(text, "any")
    assert file_vault.text(digest) == text
    opening = file_vault.opening(digest)
    assert opening is not None
    assert check_opening(digest, opening.salt, other) == (text == other)


def test_an_opening_cannot_move_letters_into_the_salt() -> None:
    # The planted wrong rule: a digest that takes salts of any length opens in two ways.
    def wrong(salt: bytes, text: str) -> str:
        return "sha256:" + hashlib.sha256(TEXT_DOMAIN + salt + text.encode()).hexdigest()

    salt = b"s" * 16
    digest = text_digest(salt, "abc")
    assert wrong(salt + b"a", "bc") == digest
    assert not check_opening(digest, salt + b"a", "bc")
    with pytest.raises(ValueError, match="16 bytes"):
        text_digest(salt + b"a", "bc")


def test_what_is_no_text_opens_nothing() -> None:
    assert not check_opening(text_digest(b"s" * 16, "abc"), b"s" * 16, "\ud800")
    assert not check_opening("sha256:\u00e9", b"s" * 16, "abc")


def test_a_printed_opening_does_not_show_the_text() -> None:
    assert "secret" not in repr(Opening(b"s" * 16, "secret"))


def test_an_erased_text_is_in_none_of_the_files(tmp_path: Path) -> None:
    letter = "a letter about Charlie that must go"
    with open_vault(f"sqlite:{tmp_path / 'v'}") as vault:
        digest = vault.seal(letter, "letter")
        vault.seal("another", "letter")
        assert letter.encode() in everything(tmp_path)  # the search finds what is there
        vault.erase_text(digest, "asked for")
        assert letter.encode() not in everything(tmp_path)


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
