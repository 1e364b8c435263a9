"""Purging: ballot boxes that nobody needs any more.

Rules of this module:

* a box is kept for 90 days after its result at least, so that the result can be challenged and
  counted again;
* the box of an election is kept as long as a seat filled from it is held, or stands empty and is to
  be refilled from its ballots: a count-back needs them;
* a box whose result is challenged is kept until that is decided;
* count and digest of a destroyed box stay, in the vault and in the record.

Not here: wiping (``commonweal.vault``); who has voted, which the record says for ever.
"""

from __future__ import annotations

import msgspec

from commonweal.charter.soundness import BOXES_KEPT_DAYS
from commonweal.polity import NOBODY, Case, Poll, Seat, by_count_back
from commonweal.terms import Moment, days
from commonweal.vault import Vault

CHALLENGE_DAYS = BOXES_KEPT_DAYS
"""Days for which every box is kept after its result."""

_UNDECIDED = frozenset({"gathering", "hearing"})


class OldBox(msgspec.Struct, frozen=True):
    """A box that nobody needs any more.

    Attributes:
        poll: its election or vote.
        kind: ``election``, ``motion`` or ``recall``.
        body: name of the body.
        declared_at: when the result was declared.
        count: how many ballots it holds.
        readings: of papers that were corrected, which are kept as long as the box.
    """

    poll: int
    kind: str
    body: str
    declared_at: Moment
    count: int
    readings: tuple[str, ...] = ()


def old_boxes(case: Case, vault: Vault, *, keep_days: int = CHALLENGE_DAYS) -> list[OldBox]:
    """Return the boxes that may be destroyed.

    Args:
        case: the law's view of the present.
        vault: where the boxes are.
        keep_days: days for which a box is kept after its result, 90 at least.

    Raises:
        ValueError: when fewer days are asked for.
    """
    if keep_days < CHALLENGE_DAYS:
        raise ValueError(f"boxes are kept for {CHALLENGE_DAYS} days at least, got {keep_days}")
    needed = {seat.poll for seat in case.state.seats.values() if _needs_ballots(case, seat)}
    challenged = (one for one in case.state.challenges.values() if one.stage in _UNDECIDED)
    needed.update(one.poll for one in challenged)
    before = case.at - days(keep_days)
    polls = (poll for poll in case.state.polls.values() if poll.secret and poll.id not in needed)
    return [_old(case, poll, vault) for poll in polls if _is_over(poll, before, vault)]


def purge(box: OldBox, vault: Vault) -> None:
    """Destroy a box for good.

    Raises:
        NotScrubbed: when it is destroyed but old traces could not be wiped yet; purge it again.
    """
    vault.destroy_box(box.poll)
    for digest in box.readings:
        if vault.text(digest) is not None:
            vault.erase_text(digest, "the box was destroyed")


def _needs_ballots(case: Case, seat: Seat) -> bool:
    if seat.abolished or not seat.poll:
        return False
    return seat.holder != NOBODY or bool(seat.running) or by_count_back(case, seat)


def _is_over(poll: Poll, before: int, vault: Vault) -> bool:
    ended = poll.stage in {"declared", "void"} and max(poll.declared_at, poll.at) <= before
    return ended and vault.box_state(poll.id) == "closed"


def _old(case: Case, poll: Poll, vault: Vault) -> OldBox:
    body = case.state.bodies[poll.body].name
    at = Moment(max(poll.declared_at, poll.at))
    readings = tuple(digest for pair in poll.swapped for digest in pair if digest)
    return OldBox(poll.id, poll.kind, body, at, vault.summary(poll.id).count, readings)
