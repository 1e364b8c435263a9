"""Marks that somebody has done something once, without saying who or what.

Rules of this module:

* a mark is a keyed digest of member and matter, cut to a number: without the vault's key nobody can
  tell whose it is, and two marks of one member look like those of two people;
* whoever has the machine, and with it the key, could try every member (``docs/vault.md``); no door
  of the program gives a mark away.

Not here: what may be done once only.
"""

from __future__ import annotations

import hmac

from commonweal.vault.store import Store
from commonweal.vault.withdrawals import Withdrawals

_BYTES = 6


class Marks(Withdrawals):
    """The drawer of marks, kept beside the withdrawals.

    Args:
        store: the database.
        key: the vault's key.
    """

    def __init__(self, store: Store, key: bytes) -> None:
        Withdrawals.__init__(self, store)
        self._mark_key = hmac.digest(key, b"marks", "sha256")

    def mark(self, matter: str, member: int) -> bool:
        """Note that a member did something, and say whether that is new.

        Args:
            matter: what was done, for instance ``"caucus 3"``.
            member: who did it.
        """
        return self.withdraw(matter, 0, self._blinded(matter, member))

    def is_marked(self, matter: str, member: int) -> bool:
        """Whether a member did something."""
        return self._blinded(matter, member) in self.withdrawn(matter, 0)

    def unmark(self, matter: str, member: int) -> bool:
        """Forget that a member did something, and say whether it was known."""
        return self.restore(matter, 0, self._blinded(matter, member))

    def tie(self, matter: str, member: int, tag: str) -> None:
        """Note by what a mark is found again without knowing whose it is."""
        self.withdraw(tag, 0, self._blinded(matter, member))

    def unmark_tied(self, matter: str, tag: str) -> None:
        """Forget the marks that were tied to a tag, and the tag."""
        for blinded in self.withdrawn(tag, 0):
            self.restore(matter, 0, blinded)
        self.clear(tag, 0)

    def _blinded(self, matter: str, member: int) -> int:
        made = hmac.digest(self._mark_key, f"{matter} {member}".encode(), "sha256")
        return int.from_bytes(made[:_BYTES], "big")
