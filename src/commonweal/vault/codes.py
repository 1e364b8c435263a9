"""One-time access codes on paper, the log of their use, and failed attempts.

Rules of this module:

* a code has 16 letters and digits of Crockford's base 32: 80 random bits, such as
  ``4K7Q-9WMT-XR2D-H6VB``; it is shown once, when issued, and kept only as a keyed hash;
* it signs in once: the use is one statement with its own condition, so two at once cannot win;
* a member sees every code by number, and when and where it was used.

Why a fast hash, HMAC-SHA-256, and no scrypt: a slow hash makes up for what people choose badly, and
these codes are drawn. Scrypt would also need the member's salt before it could look a code up, and
minutes of computing for a large founding. Why 80 bits and not 60: who steals the database has the
key too, and tries all codes at once; among 8 million codes of 60 bits the first falls after 2^37
tries (seconds), of 80 bits after 2^57 (months on a fast card), and 16 signs still fit on a slip.

Why timing tells nothing: what is looked up is the keyed hash, which a guesser cannot steer, and
known, used and unknown codes all take the same statements up to the answer.

Not here: web sessions, and how many failures are too many.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from commonweal.vault import limits
from commonweal.vault.errors import BadCode, UsedCode, VoidCode
from commonweal.vault.store import Store, Transaction, Value

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are misread."""

CODE_SIGNS = 16
"""Signs of a code, 5 bits each."""

COUNT_MAX = 1_000
"""The most codes for one member at once."""

_FORGIVEN = str.maketrans("OIL", "011", " -\u2010\u2011\u2012\u2013\u2014\t\r\n.")

_PLACE = "the access code"


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """What became of a code.

    Attributes:
        number: counted from 1 for each member, in the order issued; printed beside the code.
        state: ``unused``, ``used`` or ``void``.
        at: when it was used, in seconds since 1970; None when it was not.
        where: where it was used, in the words of who asked; None when it was not.
    """

    number: int
    state: Literal["unused", "used", "void"]
    at: int | None
    where: str | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """One use of a code.

    Attributes:
        at: when, in seconds since 1970.
        where: where, in the words of who asked.
        number: which of the member's codes.
    """

    at: int
    where: str
    number: int


class Codes:
    """The drawer of access codes.

    Args:
        store: the database.
        key: the vault's own key.
    """

    def __init__(self, store: Store, key: bytes) -> None:
        self._store = store
        self._code_key = hmac.digest(key, b"access codes", "sha256")
        self._source_key = hmac.digest(key, b"sources of failures", "sha256")

    def issue_codes(self, member: int, count: int) -> list[str]:
        """Draw new codes for a member; this is the only time they can be read.

        Args:
            member: whose codes.
            count: how many, 1 to 1,000.

        Raises:
            BadInput: when a number is out of its limits.
        """
        return self.issue_code_sheets([member], count)[member]

    def issue_code_sheets(self, members: Iterable[int], count: int) -> dict[int, list[str]]:
        """Draw new codes for many members at once, all or none.

        Raises:
            BadInput: when a number is out of its limits.
        """
        limits.whole("how many codes to issue", count, least=1, most=COUNT_MAX)
        sheets = {
            limits.whole("a member", member): [_draw() for _ in range(count)] for member in members
        }
        with self._store.transaction(write=True) as work:
            for member in sorted(sheets):  # in one order, so that two batches cannot lock crosswise
                self._keep(work, member, sheets[member])
        return sheets

    def use_code(self, code: str, at: int, where: str) -> int:
        """Use a code up and return its member. O reads as 0, I and L as 1; hyphens do not matter.

        Args:
            code: as typed.
            at: the moment, in seconds since 1970.
            where: what the member will recognise the use by, for instance the browser's name.

        Raises:
            BadCode: when no such code was issued; its subclass VoidCode when it was made void.
            UsedCode: when it was used before.
            BadInput: when moment or place cannot be kept.
        """
        limits.whole("the moment of a sign-in", at)
        limits.line("the place of a sign-in", where)
        digest = self._hashed(plain_code(code))
        with self._store.transaction(write=True) as work:
            used = work.rows(
                "UPDATE vault_codes SET used_at = ?, used_where = ?"
                " WHERE digest = ? AND used_at IS NULL AND void = 0 RETURNING member",
                at,
                where,
                digest,
            )
            known = work.rows("SELECT member, void FROM vault_codes WHERE digest = ?", digest)
        if used:
            return int(used[0][0])
        raise _refused(known)

    def void_codes(self, member: int) -> int:
        """Make every unused code of a member void, and return how many there were."""
        limits.whole("a member", member)
        with self._store.transaction(write=True) as work:
            return work.change(
                "UPDATE vault_codes SET void = 1 WHERE member = ? AND used_at IS NULL AND void = 0",
                member,
            )

    def codes(self, member: int) -> list[CodeStatus]:
        """Return what became of each code of a member, by number."""
        limits.whole("a member", member)
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT number, void, used_at, used_where FROM vault_codes"
                " WHERE member = ? ORDER BY number",
                member,
            )
        return [_status(*row) for row in rows]

    def sign_ins(self, member: int) -> list[SignIn]:
        """Return every sign-in of a member, the latest first."""
        uses = [
            SignIn(status.at, status.where, status.number)
            for status in self.codes(member)
            if status.at is not None and status.where is not None
        ]
        return sorted(uses, key=lambda use: (use.at, use.number), reverse=True)

    def note_failure(self, source: str, at: int) -> None:
        """Note a failed attempt.

        Args:
            source: where it came from, for instance a network address; kept as a keyed hash.
            at: the moment, in seconds since 1970.

        Raises:
            BadInput: when a value cannot be kept.
        """
        limits.whole("the moment of a failed attempt", at)
        with self._store.transaction(write=True) as work:
            work.change(
                "INSERT INTO vault_failures (source, moment, times) VALUES (?, ?, 1)"
                " ON CONFLICT (source, moment) DO UPDATE SET times = vault_failures.times + 1",
                self._source(source),
                at,
            )

    def failures_since(self, source: str, at: int) -> int:
        """Return how many attempts from a source failed at ``at`` or later."""
        limits.whole("the moment to count failures from", at)
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT COALESCE(SUM(times), 0) FROM vault_failures"
                " WHERE source = ? AND moment >= ?",
                self._source(source),
                at,
            )
        return int(rows[0][0])

    def forget_failures(self, before: int) -> None:
        """Delete what is known of failures before a moment; to be called now and then."""
        limits.whole("the moment to forget failures before", before)
        with self._store.transaction(write=True) as work:
            work.change("DELETE FROM vault_failures WHERE moment < ?", before)

    def _keep(self, work: Transaction, member: int, codes: list[str]) -> None:
        # The counter's row is locked by this, so that two sheets at once get different numbers.
        last = work.rows(
            "INSERT INTO vault_code_sheets (member, issued) VALUES (?, ?)"
            " ON CONFLICT (member) DO UPDATE SET issued = vault_code_sheets.issued"
            " + excluded.issued RETURNING issued",
            member,
            len(codes),
        )[0][0]
        rows: list[tuple[Value, ...]] = [
            (member, number, self._hashed(plain_code(code)))
            for number, code in enumerate(codes, int(last) - len(codes) + 1)
        ]
        work.change_many(
            "INSERT INTO vault_codes (member, number, digest, void) VALUES (?, ?, ?, 0)", rows
        )

    def _hashed(self, plain: str) -> bytes:
        return hmac.digest(self._code_key, plain.encode("utf-8", "replace"), hashlib.sha256)

    def _source(self, source: str) -> bytes:
        limits.line("the source of a failed attempt", source)
        return hmac.digest(self._source_key, source.encode(), "sha256")


def written_code(signs: str) -> str:
    """Write the signs of a code in groups of four."""
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def plain_code(code: str) -> str:
    """Return the signs of a code as typed: capitals, no hyphens, O as 0, I and L as 1."""
    return code.upper().translate(_FORGIVEN)


def _draw() -> str:
    return written_code("".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS)))


def _status(number: int, void: int, at: int | None, where: str | None) -> CodeStatus:
    if at is not None:
        return CodeStatus(number, "used", at, where)
    return CodeStatus(number, "void" if void else "unused", None, None)


def _refused(known: list[tuple[int, int]]) -> BadCode | UsedCode:
    expected = "a code that was issued, is not used and not void"
    remedy = "use the next code on the sheet, or ask for a new sheet"
    if not known:
        again = "read it again sign by sign"
        return BadCode(_PLACE, expected=expected, got="an unknown code", remedy=again)
    member, void = known[0]
    if void:
        return VoidCode(_PLACE, expected=expected, got="a void code", remedy=remedy)
    got = "a code used before"
    return UsedCode(_PLACE, expected=expected, got=got, remedy=remedy, member=int(member))
