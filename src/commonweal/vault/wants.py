"""What members want for themselves, until it has been added up for the last time.

Rules of this module:

* one row for a member and a thing, without time or order; wanting something else takes its place,
  and nothing is kept of what was wanted before;
* it goes with the member's other personal data when these are erased.

Not here: what is wanted, and who adds it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonweal.vault import limits
from commonweal.vault.store import Store

_KEEP = (
    "INSERT INTO vault_wants (matter, member, thing, amount) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (matter, member, thing) DO UPDATE SET amount = excluded.amount"
)
_DROP = "DELETE FROM vault_wants WHERE matter = ? AND member = ? AND thing = ?"


class Wants:
    """The drawer of what members want for themselves.

    Args:
        store: the database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def want(self, matter: str, member: int, thing: str, amount: int) -> None:
        """Keep how much of a thing a member wants, in place of any earlier; 0: none.

        Args:
            matter: for what, for instance ``"campaign 3"``.
            member: who.
            thing: what, for instance ``"12 1"``.
            amount: how much.

        Raises:
            BadInput: when a value cannot be kept.
            NotScrubbed: when it is kept, but traces of what was wanted before could not be wiped.
        """
        limits.line("what is wanted", thing)
        limits.whole("how much is wanted", amount)
        _check(matter, member)
        with self._store.transaction(write=True) as work:
            if amount:
                work.change(_KEEP, matter, member, thing, amount)
            else:
                work.change(_DROP, matter, member, thing)
        self._store.scrub("vault_wants")

    def wanted(self, matter: str, member: int) -> dict[str, int]:
        """Return what a member wants, by thing."""
        _check(matter, member)
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT thing, amount FROM vault_wants WHERE matter = ? AND member = ?"
                " ORDER BY thing",
                matter,
                member,
            )
        return {str(thing): int(amount) for thing, amount in rows}

    def all_wanted(self, matter: str) -> Iterator[tuple[int, str, int]]:
        """Give everything that is wanted for a matter: member, thing and amount, for adding up."""
        _check(matter, 0)
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT member, thing, amount FROM vault_wants WHERE matter = ?"
                " ORDER BY member, thing",
                matter,
            )
        for member, thing, amount in rows:
            yield int(member), str(thing), int(amount)

    def matters_wanted(self, among: Iterable[str]) -> list[str]:
        """Return those matters for which anything is still kept."""
        asked = list(among)
        with self._store.transaction() as work:
            rows = work.rows_among(
                "SELECT DISTINCT matter FROM vault_wants WHERE matter IN (??)", asked
            )
        return sorted(str(row[0]) for row in rows)

    def forget_wanted(self, matter: str) -> int:
        """Delete everything that was wanted for a matter, and return how many things that were.

        Raises:
            NotScrubbed: when it is deleted but its traces could not be wiped yet.
        """
        _check(matter, 0)
        with self._store.transaction(write=True) as work:
            deleted = work.change("DELETE FROM vault_wants WHERE matter = ?", matter)
        self._store.scrub("vault_wants")
        return deleted


def _check(matter: str, member: int) -> None:
    limits.line("for what something is wanted", matter)
    limits.whole("a member", member)
