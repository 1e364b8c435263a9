"""Who the members are: names and contact data, known to the record by number and digest only.

Rules of this module:

* one row for a member; putting a person again replaces the data and gives a new digest;
* erasing a person removes everything kept under the member's number that is about the person:
  name, contact data, access codes, sign-ins, standing withdrawals and what they want for
  themselves. Marks of who has voted stay, because the record holds them too, by number.

Not here: membership, rolls, who may look whom up.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from commonweal.vault import digests, limits
from commonweal.vault.errors import BadInput
from commonweal.vault.store import Store, Value

_KEEP = (
    "INSERT INTO vault_people (member, name, contact, sought, salt, digest)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (member) DO UPDATE SET name = excluded.name,"
    " contact = excluded.contact, sought = excluded.sought, salt = excluded.salt,"
    " digest = excluded.digest"
)

_ERASE = (
    "DELETE FROM vault_people WHERE member = ?",
    "DELETE FROM vault_codes WHERE member = ?",
    "DELETE FROM vault_code_sheets WHERE member = ?",
    "DELETE FROM vault_withdrawals WHERE member = ?",
    "DELETE FROM vault_wants WHERE member = ?",
)

_PERSONAL = ("vault_people", "vault_codes", "vault_code_sheets", "vault_withdrawals", "vault_wants")


@dataclass(frozen=True, slots=True)
class Person:
    """A member's personal data. Only the number is shown when it is printed by accident.

    Attributes:
        member: the member's number.
        name: the name the member goes by.
        contact: ways to reach the member, for instance ``{"email": "..."}``.
        digest: what the record holds.
        salt: opens the digest, with the three above (``person_digest``).
    """

    member: int
    name: str = field(repr=False)
    contact: Mapping[str, str] = field(repr=False)
    digest: str = field(repr=False)
    salt: bytes = field(repr=False)


class People:
    """The drawer of people.

    Args:
        store: the database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_person(self, member: int, name: str, contact: Mapping[str, str]) -> str:
        """Keep a member's data, in place of any earlier, and return the digest for the record.

        Raises:
            BadInput: when a value cannot be kept.
        """
        return self.put_people([(member, name, contact)])[0]

    def put_people(self, people: Iterable[tuple[int, str, Mapping[str, str]]]) -> list[str]:
        """Keep many members' data at once, all or none; return their digests in the same order.

        Args:
            people: triples of member, name and contact data, each member once.

        Raises:
            BadInput: when a value cannot be kept or a member comes twice; nothing is changed.
        """
        batch = list(people)  # read to its end before the database is held
        _no_member_twice([member for member, _, _ in batch])
        made: list[str] = []

        def rows() -> Iterator[tuple[Value, ...]]:
            for one in batch:
                row, digest = _row(*one)
                made.append(digest)
                yield row

        with self._store.transaction(write=True) as work:
            work.change_many(_KEEP, rows())
        return made

    def person(self, member: int) -> Person | None:
        """Return a member's data, or None when there is none (never put, or erased)."""
        limits.whole("a member", member)
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT member, name, contact, digest, salt FROM vault_people WHERE member = ?",
                member,
            )
        return _person(*rows[0]) if rows else None

    def names(self, members: Iterable[int]) -> dict[int, str]:
        """Return the names of those members that have one here."""
        asked = {limits.whole("a member", member) for member in members}
        with self._store.transaction() as work:
            rows = work.rows_among(
                "SELECT member, name FROM vault_people WHERE member IN (??)", sorted(asked)
            )
        return {int(member): str(name) for member, name in rows}

    def find(self, text: str) -> list[int]:
        """Return, in order of number, the members whose name or contact data hold every word.

        Capitals and accents do not matter. Every row is read: about a second per million members.

        Raises:
            BadInput: when there is no word to look for.
        """
        words = folded(limits.line("the text to find people by", text)).split()
        # "Contains" is asked for by position, so that % and _ are letters like any other.
        with self._store.transaction() as work:
            longest = max(words, key=len)
            rows = work.rows(
                "SELECT member, sought FROM vault_people WHERE {position}(sought, ?) > 0"
                " ORDER BY member",
                longest,
            )
        return [int(member) for member, sought in rows if all(word in sought for word in words)]

    def erase_person(self, member: int) -> bool:
        """Erase all personal data of a member, and say whether there was a person.

        Raises:
            NotScrubbed: when the data is erased but old traces could not be wiped yet.
        """
        limits.whole("a member", member)
        with self._store.transaction(write=True) as work:
            erased = [work.change(statement, member) for statement in _ERASE]
        self._store.scrub(*_PERSONAL)
        return erased[0] > 0


def folded(text: str) -> str:
    """Return a text without capitals and accents, for comparing."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def _row(member: int, name: str, contact: Mapping[str, str]) -> tuple[tuple[Value, ...], str]:
    limits.whole("a member", member)
    limits.line(f"the name of member {member}", name)
    for key, value in contact.items():
        limits.line(f"a contact entry of member {member}", key)
        place = f"the contact entry {key!r} of member {member}"
        limits.prose(place, value, most=limits.LINE_MAX_BYTES)
    salt = digests.new_salt()
    digest = digests.person_digest(salt, member, name, contact)
    sought = folded("\n".join([name, *contact.values()]))
    return (member, name, digests.contact_json(contact), sought, salt, digest), digest


def _no_member_twice(members: Sequence[int]) -> None:
    seen: set[int] = set()
    for member in members:
        if member in seen:
            raise BadInput(
                f"the data of member {member}",
                expected="each member once in a batch",
                got="the member twice",
                remedy="decide which of the two is right",
            )
        seen.add(member)


def _person(member: int, name: str, contact: str, digest: str, salt: bytes) -> Person:
    return Person(member, name, MappingProxyType(json.loads(contact)), digest, bytes(salt))
