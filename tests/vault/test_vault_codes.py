"""Access codes: readable on paper, used once, forgiving of misreading, logged for the member."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.vault import (
    BadCode,
    BadInput,
    CodeStatus,
    SignIn,
    UsedCode,
    Vault,
    VoidCode,
    plain_code,
)
from commonweal.vault.codes import ALPHABET, CODE_SIGNS, written_code

ALICE, BOB = 1, 2
SIGNS = st.text(st.sampled_from(ALPHABET), min_size=CODE_SIGNS, max_size=CODE_SIGNS)


def test_codes_are_as_printed_and_all_different(vault: Vault) -> None:
    codes = vault.issue_codes(ALICE, 200)
    form = re.compile("(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")
    assert all(form.fullmatch(code) for code in codes)
    assert len(set(codes)) == 200


def test_codes_use_every_sign_of_the_alphabet_evenly(vault: Vault) -> None:
    signs = Counter("".join(map(plain_code, vault.issue_codes(ALICE, 1_000))))
    assert set(signs) == set(ALPHABET)
    # 16,000 signs: 500 each is expected, with a standard deviation of 22; 8 of them are allowed.
    assert all(324 < count < 676 for count in signs.values())


def test_a_code_signs_in_once(vault: Vault) -> None:
    code, other = vault.issue_codes(ALICE, 2)
    assert vault.use_code(code, 1_000, "Firefox") == ALICE
    with pytest.raises(UsedCode) as told:
        vault.use_code(code, 1_001, "Chromium")
    assert told.value.member == ALICE
    assert code not in str(told.value)
    assert vault.codes(ALICE) == [
        CodeStatus(1, "used", 1_000, "Firefox"),
        CodeStatus(2, "unused", None, None),
    ]
    assert vault.use_code(other, 1_002, "Chromium") == ALICE
    assert vault.sign_ins(ALICE) == [SignIn(1_002, "Chromium", 2), SignIn(1_000, "Firefox", 1)]
    assert vault.sign_ins(BOB) == []


def test_numbers_go_on_with_the_next_sheet(vault: Vault) -> None:
    vault.issue_codes(ALICE, 2)
    sheets = vault.issue_code_sheets([BOB, ALICE], 3)
    assert [status.number for status in vault.codes(ALICE)] == [1, 2, 3, 4, 5]
    assert [status.number for status in vault.codes(BOB)] == [1, 2, 3]
    vault.use_code(sheets[ALICE][0], 5, "a phone")
    assert vault.codes(ALICE)[2].state == "used"


def test_void_codes_stay_void_and_used_ones_stay_used(vault: Vault) -> None:
    used, void = vault.issue_codes(ALICE, 2)
    bobs = vault.issue_codes(BOB, 1)[0]
    vault.use_code(used, 1_000, "Firefox")
    assert vault.void_codes(ALICE) == 1
    assert vault.void_codes(ALICE) == 0
    with pytest.raises(VoidCode):
        vault.use_code(void, 1_001, "Firefox")
    with pytest.raises(UsedCode):
        vault.use_code(used, 1_001, "Firefox")
    assert [status.state for status in vault.codes(ALICE)] == ["used", "void"]
    assert vault.use_code(bobs, 1_002, "Firefox") == BOB


def misread(code: str) -> str:
    """Write a code as a hurried hand does: small letters, O for 0, I and l for 1, odd hyphens."""
    swapped = code.replace("0", "O").replace("1", "l").lower()
    return "  " + swapped.replace("-", " – ") + "\n"


def test_misreading_is_forgiven(vault: Vault) -> None:
    for number, code in enumerate(vault.issue_codes(ALICE, 60)):
        assert vault.use_code(misread(code), number, "a phone") == ALICE


@given(signs=SIGNS)
def test_every_reading_of_a_code_is_the_code(signs: str) -> None:
    code = written_code(signs)
    readings = [code, code.lower(), misread(code), signs.replace("1", "I"), code.replace("-", "—")]
    assert {plain_code(reading) for reading in readings} == {signs}


@given(signs=SIGNS, other=SIGNS)
def test_forgiving_confuses_no_two_codes(signs: str, other: str) -> None:
    assert (plain_code(written_code(signs)) == plain_code(written_code(other))) == (signs == other)


def test_a_forgiving_that_goes_too_far_would_be_caught() -> None:
    # The planted wrong rule: 5 read as S makes two codes one.
    def wrong(code: str) -> str:
        return plain_code(code).replace("5", "S")

    assert wrong("5" * CODE_SIGNS) == wrong("S" * CODE_SIGNS)
    assert plain_code("5" * CODE_SIGNS) != plain_code("S" * CODE_SIGNS)


@pytest.mark.parametrize(
    "code", ["", "4K7Q", "0000-0000-0000-0000", "UUUU-UUUU-UUUU-UUUU", "ü\ud800", "x" * 100_000]
)
def test_what_was_never_issued_is_bad(vault: Vault, code: str) -> None:
    vault.issue_codes(ALICE, 1)
    with pytest.raises(BadCode, match="an unknown code; read it again") as told:
        vault.use_code(code, 1_000, "Firefox")
    assert type(told.value) is BadCode
    assert vault.codes(ALICE)[0].state == "unused"


def test_one_code_used_by_twelve_at_once_signs_in_one(vault: Vault) -> None:
    code = vault.issue_codes(ALICE, 1)[0]
    start = Barrier(12)
    seen: list[int | str] = []

    def enter() -> None:
        start.wait()
        try:
            seen.append(vault.use_code(code, 1_000, "Firefox"))
        except UsedCode:
            seen.append("used")

    threads = [Thread(target=enter) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(seen) == {ALICE: 1, "used": 11}


def test_sheets_issued_at_once_have_different_numbers(vault: Vault) -> None:
    threads = [Thread(target=vault.issue_codes, args=(ALICE, 5)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status.number for status in vault.codes(ALICE)] == list(range(1, 41))


def test_no_code_and_no_source_is_in_the_files(file_vault: Vault, tmp_path: Path) -> None:
    code = file_vault.issue_codes(ALICE, 1)[0]
    file_vault.note_failure("203.0.113.77", 5)
    file_vault.use_code(code, 6, "a place that is kept")
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"a place that is kept" in files
    assert code.encode() not in files
    assert plain_code(code).encode() not in files
    assert b"203.0.113.77" not in files


def test_failures_are_counted_by_source_and_time(vault: Vault) -> None:
    for at in (10, 10, 20):
        vault.note_failure("203.0.113.1", at)
    vault.note_failure("203.0.113.2", 20)
    counts = [vault.failures_since("203.0.113.1", at) for at in (0, 10, 11, 20, 21)]
    assert counts == [3, 3, 1, 1, 0]
    assert vault.failures_since("203.0.113.3", 0) == 0
    vault.forget_failures(20)
    assert vault.failures_since("203.0.113.1", 0) == 1
    assert vault.failures_since("203.0.113.2", 0) == 1


@pytest.mark.parametrize("count", [0, 1_001, -1])
def test_a_wrong_number_of_codes_is_refused(vault: Vault, count: int) -> None:
    with pytest.raises(BadInput, match="how many codes to issue: expected a whole number from 1"):
        vault.issue_codes(ALICE, count)


def test_bad_places_and_moments_use_no_code_up(vault: Vault) -> None:
    code = vault.issue_codes(ALICE, 1)[0]
    with pytest.raises(BadInput, match="the place of a sign-in"):
        vault.use_code(code, 5, "")
    with pytest.raises(BadInput, match="the moment of a sign-in"):
        vault.use_code(code, -5, "Firefox")
    with pytest.raises(BadInput, match="the source of a failed attempt"):
        vault.note_failure(" ", 5)
    assert vault.codes(ALICE)[0].state == "unused"
