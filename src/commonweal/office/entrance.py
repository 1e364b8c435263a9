"""The entrance: signing in with a one-time code, and the sign-ins that are open.

Rules of this module:

* a sign-in is 32 random bytes in the visitor's hands; what is kept here is their SHA-256, so that
  who reads the file cannot take a sign-in over;
* sign-ins live in a file of their own, ``sign-ins.sqlite`` (mode 0600): they are neither record nor
  vault, and losing the file only signs everybody out;
* attempts that fail are counted by source and all together, and too many close the entrance for a
  while; attempts are taken one by one, so that many at once cannot slip past the count;
* a member can end every sign-in but the one used for that, and void every code.

Not here: cookies and pages (``commonweal.web``), drawing and keeping codes (``commonweal.vault``).
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal

from commonweal.office.office import Office
from commonweal.vault import BadCode, BadInput, UsedCode, VoidCode

OPEN_FOR_S = 8 * 3600
"""How long a sign-in lasts: a working day; after it another code is used."""

FAILURES_WITHIN_S = 15 * 60
FAILURES_MAX = 10
"""Failed attempts from one source within the time; more are not looked at."""

FAILURES_OF_ALL_MAX = 600
"""Failed attempts of all sources within the time. With 80 random bits in a code nobody guesses one;
the limit keeps the machine free, and is wide because whoever reaches it shuts out everybody."""

_EVERYBODY = "all sources"

_TABLE = (
    "CREATE TABLE IF NOT EXISTS sign_ins (token BLOB PRIMARY KEY, member INTEGER NOT NULL,"
    " began INTEGER NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody is signed in.

    Attributes:
        token: what the visitor's browser keeps; known to nobody else.
        member: who.
        until: when it ends by itself, in seconds since 1970.
    """

    token: str
    member: int
    until: int


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Nobody was signed in.

    Attributes:
        why: ``unknown``, ``used`` or ``void`` code; ``unreadable``; or ``too_many`` attempts.
        wait_s: for ``too_many``: seconds after which to try again.
    """

    why: Literal["unknown", "used", "void", "unreadable", "too_many"]
    wait_s: int = 0


class Entrance:
    """Signs members in and out.

    Args:
        office: the office; its folder holds the file, its vault the codes.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._turn = Lock()
        path = office.folder / "sign-ins.sqlite"
        path.touch(mode=0o600, exist_ok=True)
        self._path: Path = path
        self._lock = Lock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.execute(_TABLE)

    def sign_in(self, code: str, source: str, where: str) -> SignedIn | TurnedAway:
        """Use a code up and open a sign-in.

        Args:
            code: as typed.
            source: network address from which it came.
            where: what the member will recognise the use by.

        Raises:
            VaultError: when the vault cannot be used.
        """
        now = int(self._office.now())
        with self._turn:
            if self._closed_for(source, now):
                return TurnedAway("too_many", FAILURES_WITHIN_S)
            try:
                member = self._office.vault.use_code(code, now, where)
            except VoidCode:
                return self._turned_away("void", source, now)
            except BadCode:
                return self._turned_away("unknown", source, now)
            except UsedCode:
                return self._turned_away("used", source, now)
            except BadInput:
                return self._turned_away("unreadable", source, now)
        return self._open(member, now)

    def _closed_for(self, source: str, now: int) -> bool:
        since = max(0, now - FAILURES_WITHIN_S)
        count = self._office.vault.failures_since
        here = count(group_of(source), since) >= FAILURES_MAX
        return here or count(_EVERYBODY, since) >= FAILURES_OF_ALL_MAX

    def _turned_away(
        self, why: Literal["unknown", "used", "void", "unreadable"], source: str, now: int
    ) -> TurnedAway:
        vault = self._office.vault
        vault.note_failure(group_of(source), now)
        vault.note_failure(_EVERYBODY, now)
        vault.forget_failures(max(0, now - 10 * FAILURES_WITHIN_S))
        return TurnedAway(why)

    def _open(self, member: int, now: int) -> SignedIn:
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._file.execute("DELETE FROM sign_ins WHERE began <= ?", (now - OPEN_FOR_S,))
            self._file.execute(
                "INSERT INTO sign_ins (token, member, began) VALUES (?, ?, ?)",
                (_digest(token), member, now),
            )
        return SignedIn(token, member, now + OPEN_FOR_S)

    def who(self, token: str) -> tuple[int, int]:
        """Return who is signed in with a token, and since when; (0, 0) when nobody is."""
        if not token:
            return 0, 0
        now = int(self._office.now())
        query = "SELECT member, began FROM sign_ins WHERE token = ? AND began > ?"
        with (
            self._lock,
            closing(self._file.execute(query, (_digest(token), now - OPEN_FOR_S))) as found,
        ):
            row = found.fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def sign_out(self, token: str) -> None:
        """End a sign-in."""
        with self._lock:
            self._file.execute("DELETE FROM sign_ins WHERE token = ?", (_digest(token),))

    def void_all(self, member: int, token: str) -> int:
        """Void every unused code of a member and end every sign-in but this one.

        Returns:
            How many codes were made void.
        """
        with self._lock:
            self._file.execute(
                "DELETE FROM sign_ins WHERE member = ? AND token <> ?", (member, _digest(token))
            )
        return self._office.vault.void_codes(member)

    def close(self) -> None:
        """Close the file; open sign-ins stay open for the next process."""
        with self._lock:
            self._file.close()


def group_of(source: str) -> str:
    """Return what attempts are counted by: an IPv4 address, or the /64 that an IPv6 one is in.

    Whoever has one IPv6 address commonly has 2^64 of them.
    """
    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return "an unknown source"
    if address.version == 6:
        mapped = address.ipv4_mapped
        return (
            str(mapped) if mapped else str(ipaddress.ip_network((int(address), 64), strict=False))
        )
    return str(address)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
