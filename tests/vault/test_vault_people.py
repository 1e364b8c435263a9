"""Personal data: kept by number, found by name, gone when erased."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.vault import BadCode, BadInput, Vault, open_vault, person_digest
from commonweal.vault.people import folded

ALICE, BOB, CHARLIE = 1, 2, 3
WORDS = st.text(st.sampled_from("abAéßÉ%_\\ "), min_size=1, max_size=6).filter(str.strip)


def test_a_person_comes_back_and_matches_the_digest(vault: Vault) -> None:
    digest = vault.put_person(ALICE, "Alice Ångström", {"email": "alice@example.org"})
    person = vault.person(ALICE)
    assert person is not None
    assert (person.name, dict(person.contact)) == ("Alice Ångström", {"email": "alice@example.org"})
    assert person.digest == digest
    assert digest == person_digest(person.salt, ALICE, person.name, person.contact)
    assert digest != person_digest(person.salt, ALICE, "Alice Angstrom", person.contact)
    assert vault.person(BOB) is None


def test_putting_again_replaces_and_gives_a_new_digest(vault: Vault) -> None:
    first = vault.put_person(ALICE, "Alice", {})
    second = vault.put_person(ALICE, "Alice", {})
    assert first != second
    assert vault.put_person(ALICE, "Alice Baker", {}) not in {first, second}
    assert vault.names([ALICE]) == {ALICE: "Alice Baker"}
    assert vault.find("baker") == [ALICE]


def test_names_of_many_and_of_the_unknown(vault: Vault) -> None:
    vault.put_people((member, f"Member {member}", {}) for member in range(1, 1_301))
    names = vault.names(range(5_000))
    assert len(names) == 1_300
    assert names[1_300] == "Member 1300"
    assert vault.names([]) == {}


def test_people_are_found_by_every_word_without_capitals_and_accents(vault: Vault) -> None:
    vault.put_people(
        [
            (CHARLIE, "Charlie Weiß", {"phone": "030 1234"}),
            (ALICE, "Alice Ångström", {"email": "Alice@Example.org"}),
            (BOB, "Bob 100% O'Neil", {"email": "bob@example.org"}),
        ]
    )
    assert vault.find("angstrom ALICE") == [ALICE]
    assert vault.find("WEISS") == [CHARLIE]
    assert vault.find("example.org") == [ALICE, BOB]
    assert vault.find("alice bob") == []
    assert vault.find("100%") == [BOB]
    assert vault.find("_") == []
    assert vault.find("o'neil") == [BOB]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(WORDS, max_size=5), sought=WORDS)
def test_finding_agrees_with_reading_every_name(
    file_vault: Vault, names: list[str], sought: str
) -> None:
    for member in range(5):
        file_vault.erase_person(member)
    file_vault.put_people([(member, name, {}) for member, name in enumerate(names)])
    by_hand = [
        member
        for member, name in enumerate(names)
        if all(word in folded(name) for word in folded(sought).split())
    ]
    assert file_vault.find(sought) == by_hand


def test_pattern_signs_would_be_caught() -> None:
    # The planted wrong rule: LIKE without escaping takes % for anything.
    import sqlite3

    with_like = sqlite3.connect(":memory:")
    (found,) = with_like.execute("SELECT 'ab' LIKE '%' || '%' || '%'").fetchone()
    with_like.close()
    assert found != ("%" in folded("ab"))


def test_erasure_takes_everything_about_the_person(vault: Vault) -> None:
    for member in (ALICE, BOB):
        vault.put_person(member, f"Member {member}", {"email": "m@example.org"})
        vault.withdraw("confidence", 5, member)
    codes = {member: vault.issue_codes(member, 2) for member in (ALICE, BOB)}
    vault.use_code(codes[ALICE][0], 1_000, "a phone")
    assert vault.erase_person(ALICE)
    assert vault.person(ALICE) is None
    assert vault.names([ALICE, BOB]) == {BOB: "Member 2"}
    assert vault.find("example") == [BOB]
    assert vault.sign_ins(ALICE) == []
    assert vault.codes(ALICE) == []
    assert vault.withdrawn("confidence", 5) == {BOB}
    with pytest.raises(BadCode):
        vault.use_code(codes[ALICE][1], 1_001, "a phone")
    assert not vault.erase_person(ALICE)
    assert vault.use_code(codes[BOB][0], 1_002, "a phone") == BOB


def test_an_erased_person_is_in_none_of_the_files(tmp_path: Path) -> None:
    with open_vault(f"sqlite:{tmp_path / 'v'}") as vault:
        for member in range(300):
            vault.put_person(member, f"Zebedee the {member}th", {"phone": f"+49 {member:07}"})
        assert b"Zebedee the 77th" in everything(tmp_path)
        vault.erase_person(77)
        left = everything(tmp_path)
    assert b"Zebedee the 77th" not in left
    assert b"0000077" not in left
    assert b"Zebedee the 78th" in left


@pytest.mark.parametrize(
    ("member", "name", "contact", "told"),
    [
        (-1, "Alice", {}, "a member: expected a whole number from 0"),
        (2**63, "Alice", {}, "got 9223372036854775808"),
        (True, "Alice", {}, "got True"),
        (1, "", {}, "the name of member 1"),
        (1, "A\0", {}, "NUL"),
        (1, "Alice", {"": "x"}, "a contact entry of member 1"),
        (1, "Alice", {"email": "x" * 1_001}, "the contact entry 'email' of member 1"),
        (1, "Alice", {"email": None}, "got NoneType"),
    ],
)
def test_bad_people_are_named_and_nobody_is_kept(
    vault: Vault, member: int, name: str, contact: dict[str, str], told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        vault.put_people([(CHARLIE, "Charlie", {}), (member, name, contact)])
    assert vault.person(CHARLIE) is None


def test_a_member_twice_in_a_batch_is_refused(vault: Vault) -> None:
    with pytest.raises(BadInput, match="member 1: expected each member once"):
        vault.put_people([(ALICE, "Alice", {}), (ALICE, "Alicia", {})])
    assert vault.person(ALICE) is None


def test_looking_for_nothing_is_refused(vault: Vault) -> None:
    with pytest.raises(BadInput, match="the text to find people by"):
        vault.find("  ")


def test_a_printed_person_shows_the_number_only(vault: Vault) -> None:
    vault.put_person(ALICE, "Alice", {"email": "alice@example.org"})
    assert repr(vault.person(ALICE)) == "Person(member=1)"


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
