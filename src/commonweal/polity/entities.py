"""What exists in a federation: members, bodies, seats, polls, motions, mandates, tasks.

Rules of this module:

* entities are owned by the folded :class:`~commonweal.polity.state.State` and changed in place by
  ``fold`` alone; everybody else only reads them;
* numbers are integers and fractions written ``"2/3"``; times are :class:`~commonweal.terms.Moment`;
* what a million members have is a column, not an object each.

Not here: how they change (``fold``), and who may change them (the law modules).
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from commonweal.polity.ballots import Choice, Condition, Division, Vote
from commonweal.polity.effects import AnyEffect, TaskPlan
from commonweal.terms import (
    BodyId,
    CharterVersion,
    EmergencyId,
    MandateId,
    MemberId,
    Moment,
    MotionId,
    PollId,
    RollId,
    SeatId,
    TaskId,
)

if TYPE_CHECKING:
    Column: TypeAlias = array[int]
else:
    Column = array
"""A column of integers; its item size is stated where it is made."""

NEVER = Moment(0)
"""Stands for a moment that has not come."""

NOBODY = MemberId(0)
"""Stands for the holder of a vacant seat."""

NO_BODY = BodyId(0)
NO_SEAT = SeatId(0)
NO_POLL = PollId(0)
NO_MOTION = MotionId(0)


class MemberStatus:
    """Codes of the status column."""

    UNKNOWN = 0
    ACTIVE = 1
    RESIGNED = 2
    DIED = 3
    EXPELLED = 4
    REFUSED = 5
    LEFT_WITH_BODY = 6
    NAMES = ("unknown", "active", "resigned", "died", "expelled", "refused", "left with body")


class Members(msgspec.Struct):
    """Columns over all members; row 0 is not used, rows are member ids.

    Attributes:
        home: int32, base body of each member, 0 for none.
        status: uint8, see :class:`MemberStatus`.
        since: int64, moment of admission.
        place: int32, position in the home body's list, which makes leaving it one swap.
    """

    home: Column = msgspec.field(default_factory=lambda: array("i", [0]))
    status: bytearray = msgspec.field(default_factory=lambda: bytearray(1))
    since: Column = msgspec.field(default_factory=lambda: array("q", [0]))
    place: Column = msgspec.field(default_factory=lambda: array("i", [0]))

    def __len__(self) -> int:
        return len(self.status) - 1

    def is_active(self, member: int) -> bool:
        """Whether the id is a member who has neither left nor died."""
        return 0 < member < len(self.status) and self.status[member] == MemberStatus.ACTIVE


class Roll(msgspec.Struct, array_like=True):
    """A closed list of the members of a base body.

    Attributes:
        members: int32, ascending.
        digest: SHA-256 of the ascending ids, as published in the record.
        signed_at: when the last signature needed was given; 0 while it is not signed.
    """

    id: RollId
    body: BodyId
    members: Column
    digest: str
    closed_at: Moment
    closed_by: MemberId
    signed_by: list[MemberId] = []
    signed_at: Moment = NEVER

    def position(self, member: int) -> int:
        """Return the member's place on the roll, or -1."""
        at = bisect_left(self.members, member)
        return at if at < len(self.members) and self.members[at] == member else -1


class Notice(msgspec.Struct, array_like=True):
    """Something a body is told, for its next agenda."""

    at: Moment
    about: str
    seat: SeatId = NO_SEAT
    motion: MotionId = NO_MOTION
    task: TaskId = TaskId(0)


class Body(msgspec.Struct, array_like=True):
    """A council or assembly.

    Attributes:
        level: name of its level in the constitution.
        parent: body to which it sends delegates; 0 for the top body.
        declared: figure declared for apportionment, for instance inhabitants.
        members: int32, current members of a base body, in no order.
        people: members of the body and of all below it.
        children: bodies that send delegates here.
        seats: delegates' seats in this body; ``offices``: seats of its officers;
        sent: seats above that this body fills.
        drawn: who entered the lots of an apportionment that wait for a second person, and the lots.
        roll: newest signed roll, ``open_roll`` one that is closed but not yet signed.
    """

    id: BodyId
    level: str
    name: str
    parent: BodyId
    opened_at: Moment
    declared: int = 0
    closed_at: Moment = NEVER
    became: BodyId = NO_BODY
    members: Column = msgspec.field(default_factory=lambda: array("i"))
    people: int = 0
    children: list[BodyId] = []
    seats: list[SeatId] = []
    offices: list[SeatId] = []
    sent: list[SeatId] = []
    roll: RollId = RollId(0)
    open_roll: RollId = RollId(0)
    motions: list[MotionId] = []
    polls: list[PollId] = []
    tasks: list[TaskId] = []
    notices: list[Notice] = []
    apportioned_at: Moment = NEVER
    drawn: tuple[MemberId, tuple[tuple[int, ...], ...]] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the body has not been closed, merged or split away."""
        return self.closed_at == NEVER


class Tenure(msgspec.Struct, frozen=True, array_like=True):
    """One person's time in a seat, as the seat's history shows it."""

    holder: MemberId
    since: Moment
    until: Moment
    acting: bool
    cause: str


class Seat(msgspec.Struct, array_like=True):
    """A delegate's seat or an office.

    Attributes:
        body: where it sits; ``sender``: whose electors fill it (the body itself for an office).
        office: name of the office, empty for a delegate.
        by_members: whether all members below the sender fill it, as it was created.
        holder: member who holds it, 0 when it is vacant.
        acting: whether the holder is an alternate who sits until it is filled.
        rests_on: seat in the sending body on which it rests, 0 when it rests on membership.
        poll: election whose ballots filled it, used for count-back; ``winner``: who won the seat
            in that count; ``lots``: draws recorded for a count-back.
        alternates: the next on the count.
        spent: candidates of ``poll`` who have been recalled or have resigned since.
        term: consecutive terms of the holder, counted from 1.
        recall: running recall vote.
        withdrawn: electors who withdrew confidence by name, or signed a petition by name.
        petition_at: first signature of a running petition by name.
        cooled_at: from when a recall may be opened.
        epoch: counts up whenever earlier withdrawals of confidence cease to count.
    """

    id: SeatId
    body: BodyId
    sender: BodyId
    office: str = ""
    by_members: bool = False
    holder: MemberId = NOBODY
    acting: bool = False
    since: Moment = NEVER
    term_ends: Moment = NEVER
    election_at: Moment = NEVER
    term: int = 0
    rests_on: SeatId = NO_SEAT
    poll: PollId = NO_POLL
    winner: MemberId = NOBODY
    lots: list[list[int]] = []
    alternates: list[MemberId] = []
    spent: list[MemberId] = []
    running: PollId = NO_POLL
    recall: PollId = NO_POLL
    withdrawn: dict[int, int] = {}
    cooled_at: Moment = NEVER
    crossed: bool = False
    epoch: int = 0
    mandates: list[MandateId] = []
    breaches: list[MandateId] = []
    vacated_at: Moment = NEVER
    ends_with_term: bool = False
    abolished: bool = False
    history: list[Tenure] = []
    appointed_by: MemberId = NOBODY


class Poll(msgspec.Struct, array_like=True):
    """An election of seats, or a vote on a motion or a recall.

    Attributes:
        electorate: ``members``: people on the rolls; ``seats``: delegates who sit in the body.
        rolls: rolls used; seats: delegates' seats that may vote.
        marks: per roll, one bit per place on it: who has voted.
        roll_of: place in ``rolls`` of the roll of each body.
        seat_marks: voter of each seat that has voted.
        votes: votes by name, by member or by seat.
        contested: seats to be filled, or the seat under recall.
        at: when the present stage ends.
        lots: recorded draws, in order.
        recount: seat whose count-back waits for a lot.
        swapped: readings of paper batches that the box holds, and those that count instead.
    """

    id: PollId
    kind: Literal["election", "motion", "recall"]
    body: BodyId
    electorate: Literal["members", "seats"]
    secret: bool
    charter: CharterVersion
    opened_at: Moment
    at: Moment
    voting_s: int
    stage: Literal["nominating", "voting", "papers", "lot", "declared", "void"]
    rule: str
    rolls: list[RollId] = []
    seats: list[SeatId] = []
    marks: list[bytearray] = []
    roll_of: dict[int, int] = {}
    seat_marks: dict[int, int] = {}
    votes: dict[int, Vote] = {}
    cast: int = 0
    contested: list[SeatId] = []
    motion: MotionId = NO_MOTION
    candidates: list[MemberId] = []
    qualified: list[MemberId] = []
    nominators: dict[int, list[int]] = {}
    lot_among: list[int] = []
    lot_why: str = ""
    draw: tuple[int, list[int], str] | None = None
    lots: list[list[int]] = []
    recount: SeatId = NO_SEAT
    elected: list[MemberId] = []
    next_in_line: list[MemberId] = []
    division: Division | None = None
    outcome: str = ""
    box: str = ""
    rounds: str = ""
    declared_at: Moment = NEVER
    electors: int = 0
    swapped: list[tuple[str, str]] = []


class Mandate(msgspec.Struct, array_like=True):
    """What a sending body binds its delegates to, on one motion.

    Attributes:
        given_by: the sending body's own motion by which it was given.
        division: the sending body's division, for a split mandate.
        status: ``standing``; ``referred`` back; turned into ``abstain``; ``freed``; ``replaced``.
    """

    id: MandateId
    sender: BodyId
    motion: MotionId
    seats: list[SeatId]
    kind: Literal["imperative", "conditional", "split"]
    given_by: MotionId
    given_at: Moment
    choice: Choice | None = None
    conditions: tuple[Condition, ...] = ()
    division: Division | None = None
    status: Literal["standing", "referred", "abstain", "freed", "replaced"] = "standing"
    breached_by: list[SeatId] = []


class Motion(msgspec.Struct, array_like=True):
    """A motion or an amendment, from the move to the decision.

    Attributes:
        text: digest of the text that stands now; ``texts`` of all versions, oldest first.
        amends: motion that this one amends.
        at: when the debate ends.
        roll_call: whether presence has to be established before the vote; ``present``: who was.
        charter: version of the constitution under which it was moved.
    """

    id: MotionId
    body: BodyId
    by: MemberId
    seat: SeatId
    moved_at: Moment
    charter: CharterVersion
    text: str
    effect: AnyEffect
    tasks: tuple[TaskPlan, ...] = ()
    amends: MotionId = NO_MOTION
    amendments: list[MotionId] = []
    texts: list[str] = []
    seconders: list[MemberId] = []
    stage: Literal[
        "moved",
        "debate",
        "vote",
        "carried",
        "rejected",
        "divided",
        "superseded",
        "lapsed",
        "withdrawn",
    ] = "moved"
    at: Moment = NEVER
    roll_call: bool = False
    present: list[int] = []
    poll: PollId = NO_POLL
    division: Division | None = None
    why: str = ""
    decided_at: Moment = NEVER
    mandates: list[MandateId] = []
    assigned: list[TaskId] = []
    failed: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the motion is neither decided nor withdrawn."""
        return self.stage in {"moved", "debate", "vote"}


class Task(msgspec.Struct, array_like=True):
    """A decision to be carried out: by whom, until when, and what came of it."""

    id: TaskId
    body: BodyId
    motion: MotionId
    holder_seat: SeatId
    holder: MemberId
    due_at: Moment
    text: str
    stage: Literal["open", "overdue", "reported", "done", "fallen"] = "open"
    report: str = ""
    reported_at: Moment = NEVER


class Emergency(msgspec.Struct, array_like=True):
    """Powers taken for a time.

    Attributes:
        renewal: 0 for the first declaration, 1 for the first renewal and so on.
        bent: paths of the rules that do not apply while it lasts.
    """

    id: EmergencyId
    body: BodyId
    motion: MotionId
    powers: tuple[str, ...]
    declared_at: Moment
    ends_at: Moment
    renewal: int
    bent: tuple[str, ...]
    ended_at: Moment = NEVER


class Adopted(msgspec.Struct, frozen=True):
    """A version of the constitution and the moment it was adopted."""

    version: CharterVersion
    text: str
    adopted_at: Moment
    motion: MotionId = NO_MOTION
    changes: tuple[str, ...] = ()
