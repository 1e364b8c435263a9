"""The distance of a decision from the members whom it binds: who took part, through whose hands.

Rules of this module:

* a pure function of the state: it can be asked of any decision, at any time, by anybody;
* where members vote themselves, those who voted took part, through no hands;
* where delegates vote, those took part who voted in the elections of the seats that voted, or in
  the vote by which they were bound; each base body counts once, by the vote in which most took
  part, so that nobody is counted twice; behind a seat that was appointed there is nobody;
* a hand is a seat that voted, on the way from the members to the decision; each counts once.

Not here: who may vote (``polls``), showing it (``commonweal.web``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from commonweal.polity.entities import NOBODY, Motion, Poll, Seat
from commonweal.polity.event import How
from commonweal.polity.state import State


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a decision is from the members whom it binds.

    Attributes:
        binds: members whom it binds: those on the rolls of a vote of members, otherwise those who
            now stand behind the body.
        took_part: members who voted, themselves or for those who voted.
        levels: levels of delegation through which votes came; 0: members voted themselves.
        elected, by_count_back, alternates, appointed: hands, by how they came to their seats.
    """

    binds: int
    took_part: int
    levels: int
    elected: int = 0
    by_count_back: int = 0
    alternates: int = 0
    appointed: int = 0

    @property
    def hands(self) -> int:
        """All hands through which it went."""
        return self.elected + self.by_count_back + self.alternates + self.appointed

    @property
    def share(self) -> Fraction:
        """Those who took part, as a share of those whom it binds."""
        return Fraction(self.took_part, self.binds) if self.binds else Fraction(0)


def distance(state: State, motion: Motion) -> Distance | None:
    """Return the distance of a decided motion; None when nobody has voted on it to the end."""
    poll = state.polls.get(motion.poll)
    if poll is None or poll.stage != "declared":
        return None
    way = _Way(state)
    levels = way.down_from(poll)
    by_members = poll.electorate == "members"
    hands = Counter(way.hands.values())
    return Distance(
        binds=poll.electors if by_members else state.bodies[motion.body].people,
        took_part=sum(way.voted.values()),
        levels=levels,
        elected=hands["election"],
        by_count_back=hands["count_back"],
        alternates=hands["alternate"],
        appointed=hands["appointment"],
    )


class _Way:
    """The way from a vote down to the members.

    Attributes:
        voted: members who took part, by base body.
        hands: how each seat on the way had been filled.
    """

    __slots__ = ("_levels", "_state", "hands", "voted")

    def __init__(self, state: State) -> None:
        self._state = state
        self._levels: dict[int, int] = {}
        self.voted: dict[int, int] = {}
        self.hands: dict[int, How] = {}

    def down_from(self, poll: Poll) -> int:
        """Follow a vote downwards; returns the levels of delegation below it."""
        if poll.id not in self._levels:
            self._levels[poll.id] = 0
            if poll.electorate == "members":
                self._count_members(poll)
            else:
                seats = poll.seat_marks.items()
                below = (self._through(poll, seat, voter) for seat, voter in seats)
                self._levels[poll.id] = max(below, default=0)
        return self._levels[poll.id]

    def _count_members(self, poll: Poll) -> None:
        for roll, marks in zip(poll.rolls, poll.marks, strict=True):
            body = self._state.rolls[roll].body
            cast = int.from_bytes(marks, "little").bit_count()
            self.voted[body] = max(cast, self.voted.get(body, 0))

    def _through(self, poll: Poll, seat_id: int, voter: int) -> int:
        """Follow the vote of a seat to those who filled it, and to those who bound it."""
        seat = self._state.seats[seat_id]
        election = _election(self._state, seat, poll)
        how = _how(seat, voter, election, poll)
        self.hands.setdefault(seat_id, how)
        below = 0
        if election is not None and how != "appointment":
            below = self.down_from(election)
        vote = poll.votes.get(seat_id)
        mandate = self._state.mandates.get(vote.mandate) if vote else None
        if mandate is not None:
            bound_by = self._state.motions[mandate.given_by].poll
            below = max(below, self.down_from(self._state.polls[bound_by]))
        return below + 1


def _election(state: State, seat: Seat, poll: Poll) -> Poll | None:
    """Return the election by which a seat was held during a vote: the newest one before its end."""
    newest = state.polls.get(seat.poll)
    if newest is not None and newest.declared_at <= poll.at:
        return newest
    senders = [one for one in state.bodies.values() if seat.sender in {one.id, one.became}]
    found = [
        one
        for one in (state.polls[number] for body in senders for number in body.polls)
        if one.kind == "election" and one.stage == "declared" and seat.id in one.contested
        if one.elected and one.declared_at <= poll.at
    ]
    return max(found, key=lambda one: one.declared_at, default=None)


def _how(seat: Seat, voter: int, election: Poll | None, poll: Poll) -> How:
    """Return how whoever voted had come to the seat."""
    still = seat.holder == voter and seat.since <= poll.at
    if still and seat.appointed_by != NOBODY:
        return "appointment"
    acting = any(
        one.acting
        for one in seat.history
        if one.holder == voter and one.since <= poll.at and one.until >= poll.opened_at
    )
    if acting or (still and seat.acting):
        return "alternate"
    if election is None:
        return "appointment"
    return "election" if voter in election.elected else "count_back"
