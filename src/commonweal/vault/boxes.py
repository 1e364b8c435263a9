"""Ballot boxes: who has voted, and what was voted, without what joins the two.

Rules of this module:

* mark and ballot are written in one transaction: neither ever exists without the other;
* that nobody votes twice is a key of the table of marks, not a question asked beforehand;
* a ballot lies under a random key: no voter, no time, no number;
* nobody counts early: ballots are read only from a closed box;
* closing writes marks and ballots anew, in another order, and wipes the old ones, so that
  the order of voting is gone.

What a box cannot promise is said in ``docs/vault.md``.

Not here: who may vote, what a ballot means, when a box is closed.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from commonweal.vault import digests, limits
from commonweal.vault.codes import ALPHABET, plain_code, written_code
from commonweal.vault.errors import (
    AlreadyVoted,
    BoxBroken,
    BoxClosed,
    BoxDestroyed,
    BoxOpen,
    NoSuchBox,
    VaultError,
)
from commonweal.vault.store import Duplicate, Store, Transaction

BoxState = Literal["open", "closed", "destroyed"]
"""The life of a box, in this order."""

CHANCE_BYTES = 16
"""Length of the random key of a ballot."""

RECEIPT_SIGNS = 16
"""Signs of a receipt, 5 bits each."""

_MARK = "INSERT INTO vault_marks (poll, voter) VALUES (?, ?)"
_BALLOT = "INSERT INTO vault_ballots (poll, chance, ballot) VALUES (?, ?, ?)"
_READ = "SELECT ballot FROM vault_ballots WHERE poll = ? ORDER BY ballot"
_MARKS = "SELECT voter FROM vault_marks WHERE poll = ? ORDER BY voter"
_STATE = "SELECT state FROM vault_boxes WHERE poll = ?"
_STATE_SHARED = "SELECT state FROM vault_boxes WHERE poll = ? {shared}"
_STATE_ALONE = "SELECT state FROM vault_boxes WHERE poll = ? {alone}"
_TABLES = ("vault_ballots", "vault_marks", "vault_boxes")


@dataclass(frozen=True, slots=True)
class BoxSummary:
    """What the record holds of a closed box.

    Attributes:
        count: how many ballots.
        digest: see :func:`commonweal.vault.digests.box_digest`.
    """

    count: int
    digest: str


class Boxes:
    """The drawer of ballot boxes.

    Args:
        store: the database.
        key: the vault's own key.
    """

    def __init__(self, store: Store, key: bytes) -> None:
        self._store = store
        self._receipt_key = hmac.digest(key, b"receipts", "sha256")

    def open_box(self, poll: int) -> None:
        """Open the box of a poll; opening an open box again changes nothing.

        Raises:
            BoxClosed: when the box was closed before: a box is opened once.
        """
        limits.whole("a poll", poll)
        with self._store.transaction(write=True) as work:
            work.change(
                "INSERT INTO vault_boxes (poll, state, scrubbed) VALUES (?, 'open', 1)"
                " ON CONFLICT (poll) DO NOTHING",
                poll,
            )
            _open_box(work, poll)

    def cast(self, poll: int, voter: int, ballot: bytes) -> str:
        """Put a voter's mark and ballot into the box, and return the receipt.

        Args:
            poll: which box.
            voter: the member's number.
            ballot: any bytes, at most 65,536.

        Returns:
            The receipt, such as ``4K7Q-9WMT-XR2D-H6VB``: it is made from poll and voter only and
            says that a vote was cast, not which; see :meth:`check_receipt`.

        Raises:
            AlreadyVoted: when the voter is marked already; the ballot is not taken.
            BoxClosed: when the box is closed or destroyed.
            NoSuchBox: when it was never opened.
            BadInput: when a value cannot be kept.
        """
        return self.cast_many(poll, [(voter, ballot)])[0]

    def cast_many(self, poll: int, votes: Iterable[tuple[int, bytes]]) -> list[str]:
        """Put many voters' marks and ballots into the box, all or none; return their receipts.

        Raises:
            AlreadyVoted: when a voter is marked already or comes twice; no ballot is taken.
            BoxClosed: when the box is closed or destroyed.
            NoSuchBox: when it was never opened.
            BadInput: when a value cannot be kept.
        """
        limits.whole("a poll", poll)
        checked = [_vote(poll, voter, ballot) for voter, ballot in votes]
        with self._store.transaction(write=True) as work:
            _open_box(work, poll)
            # In order of number: two batches with the same voters must not wait crosswise.
            for voter in sorted(voter for voter, _ in checked):
                _mark(work, poll, voter)
            work.change_many(_BALLOT, _shuffled(poll, (ballot for _, ballot in checked)))
        return [self._receipt(poll, voter) for voter, _ in checked]

    def marks(self, poll: int) -> list[int]:
        """Return who has voted, in order of number.

        Raises:
            NoSuchBox: when the box was never opened.
            BoxDestroyed: when it was destroyed; the record says who has voted.
        """
        limits.whole("a poll", poll)
        with self._store.transaction() as work:
            _kept_box(work, poll)
            return [int(row[0]) for row in work.rows(_MARKS, poll)]

    def has_voted(self, poll: int, voter: int) -> bool:
        """Say whether a voter is marked.

        Raises:
            NoSuchBox: when the box was never opened.
            BoxDestroyed: when it was destroyed; the record says who has voted.
        """
        limits.whole("a poll", poll)
        limits.whole("a voter", voter)
        with self._store.transaction() as work:
            _kept_box(work, poll)
            rows = work.rows("SELECT 1 FROM vault_marks WHERE poll = ? AND voter = ?", poll, voter)
        return bool(rows)

    def check_receipt(self, poll: int, voter: int, receipt: str) -> bool:
        """Say whether a receipt was given by this vault for this voter's vote in this poll.

        A good receipt of a voter without a mark proves that a mark was removed afterwards.
        Misread signs are forgiven as in access codes.
        """
        limits.whole("a poll", poll)
        limits.whole("a voter", voter)
        given = plain_code(receipt).encode("utf-8", "replace")
        return hmac.compare_digest(given, plain_code(self._receipt(poll, voter)).encode())

    def box_state(self, poll: int) -> BoxState | None:
        """Return the state of a box, or None when it was never opened."""
        limits.whole("a poll", poll)
        with self._store.transaction() as work:
            rows = work.rows(_STATE, poll)
        return cast("BoxState", rows[0][0]) if rows else None

    def close_box(self, poll: int) -> BoxSummary:
        """Close a box for good, forget the order of voting, and return what the record shall hold.

        Closing a closed box again returns the same, and wipes what could not be wiped before.

        Raises:
            NoSuchBox: when the box was never opened.
            BoxBroken: when marks and ballots do not agree; the box stays open.
            NotScrubbed: when the box is closed but old traces could not be wiped yet.
        """
        limits.whole("a poll", poll)
        with self._store.transaction(write=True) as work:
            if _state(work, poll, _STATE_ALONE) == "open":
                _seal_box(work, poll)
        self._wipe(poll)
        return self.summary(poll)

    def summary(self, poll: int) -> BoxSummary:
        """Return count and digest of a closed or destroyed box.

        Raises:
            NoSuchBox: when the box was never opened.
            BoxOpen: when it is still open.
        """
        limits.whole("a poll", poll)
        with self._store.transaction() as work:
            if _state(work, poll) == "open":
                raise _still_open(poll)
            rows = work.rows("SELECT size, digest FROM vault_boxes WHERE poll = ?", poll)
        return BoxSummary(int(rows[0][0]), str(rows[0][1]))

    def ballots(self, poll: int) -> list[bytes]:
        """Return the ballots of a closed box, sorted.

        Raises:
            NoSuchBox: when the box was never opened.
            BoxOpen: when it is still open: nobody counts early.
            BoxDestroyed: when the ballots are gone for good.
            BoxBroken: when the ballots are not those that were in the box when it was closed.
        """
        return self.box_opening(poll)[1]

    def box_opening(self, poll: int) -> tuple[bytes, list[bytes]]:
        """Return salt and sorted ballots of a closed box, to check its digest with ``box_digest``.

        Raises:
            NoSuchBox, BoxOpen, BoxDestroyed, BoxBroken: as :meth:`ballots`.
        """
        limits.whole("a poll", poll)
        with self._store.transaction() as work:
            _closed_box(work, poll)
            salt, digest = work.rows("SELECT salt, digest FROM vault_boxes WHERE poll = ?", poll)[0]
            ballots = [bytes(row[0]) for row in work.rows(_READ, poll)]
        if digests.box_digest(bytes(salt), ballots) != digest:
            raise _broken(poll, "the ballots of the digest", "other ballots")
        return bytes(salt), ballots

    def destroy_box(self, poll: int) -> BoxSummary:
        """Destroy ballots and marks of a closed box; count and digest stay. May be repeated.

        Raises:
            NoSuchBox: when the box was never opened.
            BoxOpen: when it is still open.
            NotScrubbed: when they are destroyed but old traces could not be wiped yet.
        """
        limits.whole("a poll", poll)
        with self._store.transaction(write=True) as work:
            state = _state(work, poll, _STATE_ALONE)
            if state == "open":
                raise _still_open(poll)
            if state == "closed":
                _empty(work, poll)
                work.change(
                    "UPDATE vault_boxes SET state = 'destroyed', salt = NULL, scrubbed = 0"
                    " WHERE poll = ?",
                    poll,
                )
        self._wipe(poll)
        return self.summary(poll)

    def _wipe(self, poll: int) -> None:
        with self._store.transaction() as work:
            wiped = work.rows("SELECT scrubbed FROM vault_boxes WHERE poll = ?", poll)[0][0]
        if wiped:
            return
        self._store.scrub(*_TABLES)
        with self._store.transaction(write=True) as work:
            work.change("UPDATE vault_boxes SET scrubbed = 1 WHERE poll = ?", poll)

    def _receipt(self, poll: int, voter: int) -> str:
        # Nothing of the ballot goes in, so that a receipt cannot be sold. Nothing is stored either.
        made = hmac.digest(self._receipt_key, b"%d %d" % (poll, voter), "sha256")
        number = int.from_bytes(made, "big")
        signs = (ALPHABET[(number >> 5 * place) % 32] for place in range(RECEIPT_SIGNS))
        return written_code("".join(signs))


def _vote(poll: int, voter: int, ballot: bytes) -> tuple[int, bytes]:
    limits.whole("a voter", voter)
    return voter, limits.ballot(f"a ballot in the box of poll {poll}", ballot)


def _mark(work: Transaction, poll: int, voter: int) -> None:
    try:
        work.change(_MARK, poll, voter)
    except Duplicate:
        raise AlreadyVoted(
            f"voter {voter} in the box of poll {poll}",
            expected="a voter who has not voted",
            got="a mark already there",
            remedy="if the voter did not cast it, tell the inspectors at once",
        ) from None


def _shuffled(poll: int, ballots: Iterable[bytes]) -> list[tuple[int, bytes, bytes]]:
    """Give each ballot a fresh random key, and put them in the order of these keys."""
    return sorted((poll, secrets.token_bytes(CHANCE_BYTES), ballot) for ballot in ballots)


def _state(work: Transaction, poll: int, select: str = _STATE) -> BoxState:
    rows = work.rows(select, poll)
    if not rows:
        raise _refusal(NoSuchBox, poll, "a box that was opened", "none", "open it, or correct poll")
    return cast("BoxState", rows[0][0])


def _open_box(work: Transaction, poll: int) -> None:
    state = _state(work, poll, _STATE_SHARED)
    if state != "open":
        remedy = "nothing can be added any more; a new vote needs a new poll"
        raise _refusal(BoxClosed, poll, "an open box", f"a {state} one", remedy)


def _kept_box(work: Transaction, poll: int) -> BoxState:
    state = _state(work, poll, _STATE_SHARED)
    if state == "destroyed":
        raise _destroyed(poll)
    return state


def _closed_box(work: Transaction, poll: int) -> None:
    if _kept_box(work, poll) == "open":
        raise _still_open(poll)


def _seal_box(work: Transaction, poll: int) -> None:
    """Write marks and ballots anew: marks by number, ballots by fresh random keys."""
    ballots = [bytes(row[0]) for row in work.rows(_READ, poll)]
    voters = [int(row[0]) for row in work.rows(_MARKS, poll)]
    if len(ballots) != len(voters):
        raise _broken(poll, f"{len(voters)} ballots, one for each mark", str(len(ballots)))
    _empty(work, poll)
    work.change_many(_MARK, ((poll, voter) for voter in voters))
    work.change_many(_BALLOT, _shuffled(poll, ballots))
    salt = digests.new_salt()
    work.change(
        "UPDATE vault_boxes SET state = 'closed', scrubbed = 0, salt = ?, digest = ?, size = ?"
        " WHERE poll = ?",
        salt,
        digests.box_digest(salt, ballots),
        len(ballots),
        poll,
    )


def _empty(work: Transaction, poll: int) -> None:
    work.change("DELETE FROM vault_ballots WHERE poll = ?", poll)
    work.change("DELETE FROM vault_marks WHERE poll = ?", poll)


def _refusal(kind: type[VaultError], poll: int, expected: str, got: str, remedy: str) -> VaultError:
    return kind(f"the box of poll {poll}", expected=expected, got=got, remedy=remedy)


def _still_open(poll: int) -> VaultError:
    return _refusal(BoxOpen, poll, "a closed box", "an open one", "wait until voting has ended")


def _destroyed(poll: int) -> VaultError:
    remedy = "count and digest remain; the record says who has voted"
    return _refusal(BoxDestroyed, poll, "a box that is kept", "a destroyed one", remedy)


def _broken(poll: int, expected: str, got: str) -> VaultError:
    remedy = "stop, keep a copy of the database, and call the inspectors"
    return _refusal(BoxBroken, poll, expected, got, remedy)
