"""Withdrawn confidence and petition signatures, kept as secretly as ballots.

Rules of this module:

* who has withdrawn is kept as long as it counts, without time or order; taking it back deletes it;
* the record is only told that a threshold was crossed.

Not here: thresholds, who may withdraw, what follows.
"""

from __future__ import annotations

from commonweal.vault import limits
from commonweal.vault.store import Store


class Withdrawals:
    """The drawer of withdrawals.

    Args:
        store: the database.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def withdraw(self, scope: str, seat: int, member: int) -> bool:
        """Note that a member withdrew (or signed), and say whether that is new.

        Args:
            scope: what is withdrawn, for instance ``"confidence"`` or ``"petition"``.
            seat: the seat or matter concerned.
            member: who withdrew.

        Raises:
            BadInput: when a value cannot be kept.
        """
        _check(scope, seat, member)
        with self._store.transaction(write=True) as work:
            changed = work.change(
                "INSERT INTO vault_withdrawals (scope, seat, member) VALUES (?, ?, ?)"
                " ON CONFLICT (scope, seat, member) DO NOTHING",
                scope,
                seat,
                member,
            )
        return changed > 0

    def restore(self, scope: str, seat: int, member: int) -> bool:
        """Take a withdrawal back, and say whether there was one.

        Raises:
            NotScrubbed: when it is taken back but its traces could not be wiped yet.
        """
        _check(scope, seat, member)
        with self._store.transaction(write=True) as work:
            changed = work.change(
                "DELETE FROM vault_withdrawals WHERE scope = ? AND seat = ? AND member = ?",
                scope,
                seat,
                member,
            )
        self._store.scrub("vault_withdrawals")
        return changed > 0

    def seats_with_withdrawals(self, scope: str) -> set[int]:
        """Return the seats from which anybody has withdrawn anything that stands.

        Raises:
            BadInput: when the scope cannot be one.
        """
        _check(scope, 0, 0)
        with self._store.transaction() as work:
            rows = work.rows("SELECT DISTINCT seat FROM vault_withdrawals WHERE scope = ?", scope)
        return {int(str(row[0])) for row in rows}

    def withdrawn(self, scope: str, seat: int) -> set[int]:
        """Return the members whose withdrawal stands."""
        _check(scope, seat, 0)
        with self._store.transaction() as work:
            rows = work.rows(
                "SELECT member FROM vault_withdrawals WHERE scope = ? AND seat = ?", scope, seat
            )
        return {int(row[0]) for row in rows}

    def clear(self, scope: str, seat: int) -> int:
        """Delete every withdrawal of a seat, for instance when it fell, and return how many.

        Raises:
            NotScrubbed: when they are deleted but their traces could not be wiped yet.
        """
        _check(scope, seat, 0)
        with self._store.transaction(write=True) as work:
            cleared = work.change(
                "DELETE FROM vault_withdrawals WHERE scope = ? AND seat = ?", scope, seat
            )
        self._store.scrub("vault_withdrawals")
        return cleared


def _check(scope: str, seat: int, member: int) -> None:
    limits.line("the scope of a withdrawal", scope)
    limits.whole("the seat of a withdrawal", seat)
    limits.whole("a member", member)
