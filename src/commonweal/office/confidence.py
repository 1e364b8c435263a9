"""Confidence withdrawn in secret: kept in the vault, counted here, never shown.

Rules of this module:

* a withdrawal counts in one *epoch* of a seat: a new holder, or a recall that failed, begins a new
  one, so that nothing old counts even if it could not be wiped;
* signatures of a secret petition count in one window of the petition's days, counted from the day
  the seat was filled: the vault keeps no dates of single signatures;
* only the number of electors whose withdrawals stand leaves this module, and only for the law.

Not here: thresholds and who may withdraw (``commonweal.polity.recall``).
"""

from __future__ import annotations

from commonweal.polity import NOBODY, Case, Seat
from commonweal.polity.refusals import refuse
from commonweal.terms import days
from commonweal.vault import Vault


class SecretConfidence:
    """What the vault holds of withdrawn confidence, by seat.

    Attributes:
        seats: seats from which somebody may have withdrawn confidence in secret.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.seats: set[int] = set()
        self._scopes: dict[int, str] = {}

    def load(self, case: Case) -> None:
        """Look up the seats from which confidence has been withdrawn."""
        self.seats.clear()
        self._scopes.clear()
        by_scope: dict[str, set[int]] = {}
        for seat in case.state.seats.values():
            if seat.holder != NOBODY and not seat.abolished and case.recall(seat).kept == "secret":
                by_scope.setdefault(self._scope(case, seat), set()).add(seat.id)
        for scope, seats in by_scope.items():
            for seat_id in self._vault.seats_with_withdrawals(scope) & seats:
                self.seats.add(seat_id)
                self._scopes[seat_id] = scope

    def has_withdrawn(self, case: Case, seat: Seat, member: int) -> bool:
        """Whether a member's withdrawal stands."""
        if case.recall(seat).kept == "open":
            return member in seat.withdrawn
        return member in self._vault.withdrawn(self._scope(case, seat), seat.id)

    def withdraw(self, case: Case, seat: Seat) -> None:
        """Note a withdrawal.

        Raises:
            Refusal: when the member has withdrawn already.
        """
        scope = self._scope(case, seat)
        if self._scopes.get(seat.id, scope) != scope:
            self.forget(seat.id)
        if not self._vault.withdraw(scope, seat.id, case.by):
            refuse(
                "confidence_already_withdrawn",
                case.recall(seat).cite("start"),
                expected="one withdrawal each",
                got=f"a second one by member {case.by}",
                remedy="wait for the others, or take yours back",
            )
        self.seats.add(seat.id)
        self._scopes[seat.id] = scope

    def restore(self, case: Case, seat: Seat) -> None:
        """Take a withdrawal back.

        Raises:
            Refusal: when there is none.
        """
        if not self._vault.restore(self._scope(case, seat), seat.id, case.by):
            refuse(
                "confidence_not_withdrawn",
                case.recall(seat).cite("start"),
                expected="a withdrawal of your own",
                got="none",
                remedy="nothing is to be taken back",
            )

    def count(self, case: Case, seat: Seat) -> int:
        """Count the electors whose withdrawals stand; for the law, not for showing."""
        held = self._vault.withdrawn(self._scope(case, seat), seat.id)
        return sum(1 for member in held if case.is_elector(member, seat))

    def forget(self, seat_id: int) -> None:
        """Wipe what no longer counts."""
        scope = self._scopes.pop(seat_id, None)
        self.seats.discard(seat_id)
        if scope is not None:
            self._vault.clear(scope, seat_id)

    @staticmethod
    def _scope(case: Case, seat: Seat) -> str:
        rule = case.recall(seat)
        if rule.start != "petition":
            return f"confidence {seat.epoch}"
        window = (case.at - seat.since) // max(1, days(rule.petition_days))
        return f"petition {seat.epoch} {window}"
