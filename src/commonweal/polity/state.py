"""The folded state of one federation, its indexes, its calendar, and its form as bytes.

Rules of this module:

* the state is a value computed from the record: same entries, same bytes, same digest;
* what is asked often has an index that the fold keeps: who holds what, what rests on what;
* the calendar is a heap of what falls due. An item is *live* while its subject still has that
  deadline; the fold takes dead items off the top, so asking what is due costs one look.

Not here: changing the state (``fold``), or deciding what falls due means (``due``).
"""

from __future__ import annotations

import gc
import hashlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from typing import Any

import msgspec

from commonweal.polity.ballots import Condition, Division, Vote
from commonweal.polity.entities import (
    NEVER,
    NO_BODY,
    NOBODY,
    Adopted,
    Body,
    Emergency,
    Mandate,
    Members,
    Motion,
    Notice,
    Poll,
    Roll,
    Seat,
    Task,
    Tenure,
)
from commonweal.polity.planning import data as of_plans
from commonweal.polity.planning.correcting import data as of_correcting
from commonweal.polity.planning.deliveries import data as of_deliveries
from commonweal.polity.planning.proposals import kept as of_proposals
from commonweal.polity.rights.affiliation import data as of_affiliation
from commonweal.polity.rights.agreements import data as of_agreements
from commonweal.polity.rights.caucuses import data as of_caucuses
from commonweal.polity.rights.challenges import data as of_challenges
from commonweal.polity.rights.consent import data as of_consent
from commonweal.polity.rights.control import data as of_control
from commonweal.polity.rights.corrections import data as of_corrections
from commonweal.polity.rights.discipline import data as of_discipline
from commonweal.polity.rights.entrenchment import data as of_entrenchment
from commonweal.polity.rights.grievances import data as of_grievances
from commonweal.polity.rights.initiative import data as of_initiatives
from commonweal.polity.rights.inspection import data as of_inspection
from commonweal.polity.rights.letters import data as of_letters
from commonweal.polity.rights.meetings import data as of_meetings
from commonweal.polity.rights.papers import data as of_papers
from commonweal.polity.rights.pay import data as of_pay
from commonweal.polity.rights.union import data as of_unions
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment


class State(msgspec.Struct):
    """Everything that a federation's record says, folded.

    Attributes:
        version: number of entries folded.
        now: moment of the newest entry.
        convenors: members with provisional powers while the founding lasts.
        constitutions: every version adopted, oldest first.
        moves: base body to which each member has asked to move.
        deaths: who reported the death of each member that a second person has yet to confirm.
        former: base bodies to which each member who moved belonged before.
        held: seats and offices that each member holds, alternates' seats included.
        resting: seats that rest on a seat.
        calendar: heap of (moment, kind, id).
        keys: entry of each idempotency key used lately.
        caucus_names: caucuses that exist, by name; ``caucuses_of``: those that name a member.
        reports_on: minority reports on each motion.
        letters_to: open letters to each body; ``unnamed_letters``: those without a name, by their
            commitments; ``questions_to``: questions to each seat.
        ladders: how far a change of what is entrenched has come; ``referendums``: the change on
            which all members vote, by motion.
        meetings_of: meetings of each body; ``requests_of``: requests for one that still run.
        accesses: looks that inspectors took, oldest first.
        wages: digest of the wage that each member told last.
        duties: duty to declare what a seat brings, by seat.
        initiative_by: the initiative of each member that gathers; ``initiative_of``: the one that
            put a motion.
        call_backs: decisions that waited to be called back, by motion; ``call_back_polls``: the
            motion on which all members below vote.
        recalls_put: newest vote on the recall of each seat that an inspector asked for.
        unions: bodies outside the chain of command; ``joined``: the unions of each member;
            ``union_call_by``: the newest call for one by each member.
        charges_of: charges against each member; ``charged``: those that run; ``charge_by``: the
            running one that each member has brought; ``charge_groups``: those against members of
            a body or caucus, signatories of a recall or a grievance, candidates of an election, or
            founders of a union.
        objections: who objected to each admission; ``departed``: whoever was reported dead.
        reorganisations: changes of bodies that wait for consent, by motion;
            ``reorganisation_wishes``: those that each body asked for; ``silences``: since when each
            body leaves questions of consent unanswered.
        foreigns: other federations; ``foreign_of``: by the name of their record.
        agreements: with them; ``agreement_of``: by the digest of the file; ``agreement_drafts``:
            how many each member has proposed that are not adopted yet.
        papers: the paper side of each poll that has one.
        unit_of: register of each body that is the council of somebody else's unit, as entered;
            ``showings``: what their workforces asked to see.
        grieved: the grievance that suspended each matter last; ``grievances_signed``: those that
            each member signed; ``grievances_of_union``: those of each union, and
            ``grievances_moved``: those that each member moved there.
        suspended_decisions: the grievance that suspends each decision now, by motion;
            ``suspended_offices``: each office, by seat.
        challenges_of: challenges of each poll; ``hearings``: the one on which a motion decides;
            ``annulments``: what came of each poll that was annulled.
        leavings: decisions to leave the federation; ``leaving_of``: those in notice, by body.
        staying: where members go on whose body leaves, and who stay.
        accounts: what each body has, as entered last; ``arrivals``: where a body comes from.
        letters_lately: moments at which each member published letters and replies within a day;
            ``questions_lately``: asked questions; ``demands_lately``: demanded answers.
        corrections: what tellers have corrected after the result, by poll.
        products, limits, processes: what is made and used, and how; ``campaigns``: the makings of
            plans; ``plans``: found in them; ``alternatives``: asked for.
        adopted_plans: oldest first; ``lines``: of them; ``lines_of``: those of each body, as maker
            or receiver.
        deliveries: reported; ``takings``, ``works``, ``overheads``: what was taken, done, and spent
            on what makes nothing; ``reports_of``: where the reports of one thing are found again.
        alerts: raised by the monitor; ``plan_corrections``: of running plans.
    """

    version: int = 0
    now: Moment = NEVER
    name: str = ""
    convenors: list[MemberId] = []
    founding_ends_at: Moment = NEVER
    founding_over: bool = False
    founding_over_at: Moment = NEVER
    constitutions: list[Adopted] = []
    members: Members = msgspec.field(default_factory=Members)
    active_count: int = 0
    rolls: dict[int, Roll] = {}
    bodies: dict[int, Body] = {}
    seats: dict[int, Seat] = {}
    polls: dict[int, Poll] = {}
    motions: dict[int, Motion] = {}
    mandates: dict[int, Mandate] = {}
    tasks: dict[int, Task] = {}
    emergencies: dict[int, Emergency] = {}
    top: BodyId = NO_BODY
    moves: dict[int, int] = {}
    deaths: dict[int, int] = {}
    former: dict[int, list[int]] = {}
    held: dict[int, list[int]] = {}
    resting: dict[int, list[int]] = {}
    calendar: list[tuple[int, str, int]] = []
    keys: dict[str, int] = {}
    meetings: dict[int, of_meetings.Meeting] = {}
    meeting_requests: dict[int, of_meetings.MeetingRequest] = {}
    meetings_of: dict[int, list[int]] = {}
    requests_of: dict[int, list[int]] = {}
    caucuses: dict[int, of_caucuses.Caucus] = {}
    caucus_names: dict[str, int] = {}
    caucuses_of: dict[int, list[int]] = {}
    reports: dict[int, of_caucuses.Report] = {}
    reports_on: dict[int, list[int]] = {}
    letters: dict[int, of_letters.Letter] = {}
    letters_to: dict[int, list[int]] = {}
    unnamed_letters: dict[str, int] = {}
    questions: dict[int, of_letters.Question] = {}
    questions_to: dict[int, list[int]] = {}
    ladders: dict[str, of_entrenchment.Ladder] = {}
    referendums: dict[int, str] = {}
    accesses: list[of_inspection.Access] = []
    findings: dict[int, of_inspection.Finding] = {}
    demands: dict[int, of_inspection.Demand] = {}
    wages: dict[int, str] = {}
    members_wage: of_pay.MembersWage = msgspec.field(default_factory=of_pay.MembersWage)
    declarations: dict[int, of_pay.Declaration] = {}
    duties: dict[int, of_pay.Duty] = {}
    initiatives: dict[int, of_initiatives.Initiative] = {}
    initiative_by: dict[int, int] = {}
    initiative_of: dict[int, int] = {}
    call_backs: dict[int, of_initiatives.Waiting] = {}
    call_back_polls: dict[int, int] = {}
    recalls_put: dict[int, int] = {}
    union_calls: dict[int, of_unions.UnionCall] = {}
    union_call_by: dict[int, int] = {}
    unions: dict[int, of_unions.Union] = {}
    joined: dict[int, list[int]] = {}
    charges: dict[int, of_discipline.Charge] = {}
    charges_of: dict[int, list[int]] = {}
    charged: dict[int, list[int]] = {}
    charge_by: dict[int, int] = {}
    charge_groups: dict[str, list[int]] = {}
    objections: dict[int, list[int]] = {}
    departed: dict[int, of_discipline.Departed] = {}
    reorganisations: dict[int, of_consent.Change] = {}
    reorganisation_wishes: dict[int, list[of_consent.Wish]] = {}
    silences: dict[int, int] = {}
    foreigns: dict[int, of_agreements.Foreign] = {}
    foreign_of: dict[str, int] = {}
    agreements: dict[int, of_agreements.Agreement] = {}
    agreement_of: dict[str, int] = {}
    agreement_drafts: dict[int, int] = {}
    papers: dict[int, of_papers.Papers] = {}
    units: dict[int, of_control.Unit] = {}
    unit_of: dict[int, int] = {}
    showings: dict[int, of_control.Showing] = {}
    grievances: dict[int, of_grievances.Grievance] = {}
    grieved: dict[str, int] = {}
    grievances_signed: dict[int, list[int]] = {}
    grievances_of_union: dict[int, list[int]] = {}
    suspended_decisions: dict[int, int] = {}
    suspended_offices: dict[int, int] = {}
    challenges: dict[int, of_challenges.Challenge] = {}
    challenges_of: dict[int, list[int]] = {}
    hearings: dict[int, int] = {}
    annulments: dict[int, of_challenges.Annulment] = {}
    leavings: dict[int, of_affiliation.Leaving] = {}
    leaving_of: dict[int, int] = {}
    staying: dict[int, int] = {}
    accounts: dict[int, of_affiliation.Account] = {}
    arrivals: dict[int, of_affiliation.Arrival] = {}
    letters_lately: dict[int, list[int]] = {}
    questions_lately: dict[int, list[int]] = {}
    demands_lately: dict[int, list[int]] = {}
    corrections: dict[int, of_corrections.Correction] = {}
    grievances_moved: dict[int, list[int]] = {}
    products: dict[int, of_proposals.Product] = {}
    limits: dict[int, of_proposals.Limit] = {}
    processes: dict[int, of_proposals.Process] = {}
    campaigns: dict[int, of_proposals.Campaign] = {}
    plans: dict[int, of_proposals.Plan] = {}
    alternatives: dict[int, of_proposals.Alternative] = {}
    adopted_plans: list[int] = []
    lines: dict[int, of_proposals.Line] = {}
    lines_of: dict[int, list[int]] = {}
    deliveries: dict[int, of_deliveries.Delivery] = {}
    takings: dict[int, of_deliveries.Taking] = {}
    works: dict[int, of_deliveries.Work] = {}
    overheads: dict[int, of_deliveries.Overhead] = {}
    reports_of: dict[str, list[int]] = {}
    alerts: dict[int, of_correcting.Alert] = {}
    plan_corrections: dict[int, of_correcting.PlanCorrection] = {}

    @property
    def charter_version(self) -> CharterVersion:
        """Version of the constitution in force; 0 before one is adopted."""
        return self.constitutions[-1].version if self.constitutions else CharterVersion(0)

    def emergencies_in_force(self) -> Iterator[Emergency]:
        """Yield the emergencies that have not ended."""
        return (one for one in self.emergencies.values() if one.ended_at == NEVER)

    def bends(self, power: str, body: int) -> bool:
        """Whether an emergency with this power is in force for a body; for a union none is."""
        if body in self.unions:
            return False
        return any(power in one.powers for one in self.emergencies_in_force())

    def delegates(self, body: int) -> list[Seat]:
        """Return the filled delegates' seats of a body, in the order of their creation."""
        seats = (self.seats[seat] for seat in self.bodies[body].seats)
        return [seat for seat in seats if seat.holder != NOBODY]

    def seat_of(self, member: int, body: int) -> Seat | None:
        """Return the delegate's seat that a member holds in a body, if any."""
        for held in self.held.get(member, ()):
            seat = self.seats[held]
            if seat.body == body and not seat.office:
                return seat
        return None

    def mark_of(self, poll: Poll, member: int) -> tuple[int, int] | None:
        """Return where a member's mark is in a poll by rolls: which roll, and the place on it.

        Whoever moved may stand on the rolls of two bodies; the first in the poll counts.
        """
        homes = (
            self.members.home[member],
            *self.former.get(member, ()),
            *self.joined.get(member, ()),
        )
        for number in sorted({poll.roll_of[home] for home in homes if home in poll.roll_of}):
            place = self.rolls[poll.rolls[number]].position(member)
            if place >= 0:
                return number, place
        return None

    def below(self, body: int) -> Iterator[Body]:
        """Yield a body and all open bodies below it, parents first."""
        stack = [body]
        while stack:
            one = self.bodies[stack.pop()]
            yield one
            stack.extend(child for child in reversed(one.children) if self.bodies[child].is_open)

    def reaches(self, upper: int, lower: int) -> bool:
        """Whether ``lower`` is ``upper`` or stands below it."""
        while lower not in (upper, NO_BODY):
            lower = self.bodies[lower].parent
        return lower == upper != NO_BODY

    def is_union(self, body: int) -> bool:
        """Whether a body is a union: outside the chain of command, with a roll of its own."""
        return body in self.unions

    def belongs(self, member: int, body: int) -> bool:
        """Whether a member belongs to a body, or to one below it; to a union, by joining it."""
        if not self.members.is_active(member):
            return False
        if body in self.unions:
            return member in self.unions[body].since
        return self.reaches(body, self.members.home[member])

    def schedule(self, at: int, kind: str, subject: int) -> None:
        """Put an item on the calendar."""
        heappush(self.calendar, (at, kind, subject))

    def next_due(self) -> tuple[int, str, int] | None:
        """Return the earliest live item of the calendar; the fold keeps the top alive."""
        return self.calendar[0] if self.calendar else None

    def drop(self, at: int, kind: str, subject: int) -> None:
        """Take one item off the top of the calendar, if it is there."""
        if self.calendar and self.calendar[0] == (at, kind, subject):
            heappop(self.calendar)

    def drop_dead_items(self) -> None:
        """Take items off the top of the calendar whose subject no longer has that deadline."""
        while self.calendar and not self._is_live(*self.calendar[0]):
            heappop(self.calendar)

    def _is_live(self, at: int, kind: str, subject: int) -> bool:
        return _LIVE[kind](self, at, subject)


def roll_of(state: State, body: int, admitted_until: int) -> list[int]:
    """Return the members who stand on a body's roll, ascending: those admitted in time to vote.

    In a union they also have to have joined it in time.
    """
    since, people = state.members.since, state.bodies[body].members
    found = sorted(one for one in people if since[one] <= admitted_until)
    union = state.unions.get(body)
    if union is None:
        return found
    return [one for one in found if union.since[one] <= admitted_until]


def _poll_is_live(state: State, at: int, poll_id: int) -> bool:
    poll = state.polls[poll_id]
    if poll.stage == "nominating":
        return poll.at == at and bool(poll.qualified) and has_electors(state, poll)
    return poll.stage == "voting" and poll.at == at


def has_electors(state: State, poll: Poll) -> bool:
    """Whether anybody could vote in an election that is to open."""
    body = state.bodies[poll.body]
    if not body.is_open:
        return True
    if poll.electorate == "members":
        return any(one.members for one in state.below(body.id))
    return bool(state.delegates(body.id))


def _term_is_live(state: State, at: int, seat_id: int) -> bool:
    seat = state.seats[seat_id]
    due = seat.holder != NOBODY and not seat.acting and seat.term_ends == at
    return due and not state.bends("extend_terms", seat.body)


def _election_is_live(state: State, at: int, seat_id: int) -> bool:
    seat = state.seats[seat_id]
    held = seat.holder != NOBODY and not seat.acting and seat.election_at == at
    return held and not seat.running and not seat.ends_with_term and can_vote(state, seat)


def _refill_is_live(state: State, at: int, seat_id: int) -> bool:
    seat = state.seats[seat_id]
    empty = seat.holder == NOBODY or seat.acting
    wanted = empty and not seat.abolished and not seat.running and seat.vacated_at == at
    if is_heard(state, seat.poll):
        return False
    poll = state.polls.get(seat.poll)
    waits_for_lot = poll is not None and poll.stage == "lot"
    return wanted and not waits_for_lot and can_vote(state, seat)


def can_vote(state: State, seat: Seat) -> bool:
    """Whether the sending body of a seat has anybody who could fill it."""
    sender = state.bodies[seat.sender]
    if not sender.is_open:
        return False
    if seat.by_members:
        return any(one.members for one in state.below(sender.id))
    return bool(sender.members) or bool(state.delegates(sender.id))


def is_heard(state: State, poll: int) -> bool:
    """Whether a challenge of a result is before a body now: nothing is counted back from it."""
    known = (state.challenges[one] for one in state.challenges_of.get(poll, ()))
    return any(one.stage == "hearing" for one in known)


def _recall_is_live(state: State, at: int, seat_id: int) -> bool:
    seat = state.seats[seat_id]
    open_to_recall = seat.crossed and seat.holder != NOBODY and not seat.recall
    return open_to_recall and seat.cooled_at == at and not seat.acting


def _motion_is_live(state: State, at: int, motion_id: int) -> bool:
    motion = state.motions[motion_id]
    if motion.stage != "debate" or motion.at != at or motion.roll_call:
        return False
    return not any(state.motions[one].stage in {"debate", "vote"} for one in motion.amendments)


def _task_is_live(state: State, at: int, task_id: int) -> bool:
    task = state.tasks[task_id]
    waits = task.motion in state.suspended_decisions
    return task.stage in {"open", "reported"} and task.due_at == at and not waits


def _emergency_is_live(state: State, at: int, emergency_id: int) -> bool:
    emergency = state.emergencies[emergency_id]
    return emergency.ended_at == NEVER and emergency.ends_at == at


def pyramid_is_complete(state: State) -> bool:
    """Whether every delegate's seat of the top body has been filled at least once."""
    if state.top == NO_BODY:
        return False
    seats = [state.seats[seat] for seat in state.bodies[state.top].seats]
    return bool(seats) and all(seat.since != NEVER or seat.history for seat in seats)


def _founding_is_live(state: State, at: int, _subject: int) -> bool:
    time_is_up = at == state.founding_ends_at
    return not state.founding_over and (time_is_up or pyramid_is_complete(state))


_LIVE = {
    "poll": _poll_is_live,
    "term": _term_is_live,
    "election": _election_is_live,
    "refill": _refill_is_live,
    "recall": _recall_is_live,
    "motion": _motion_is_live,
    "task": _task_is_live,
    "emergency": _emergency_is_live,
    "founding": _founding_is_live,
    **of_letters.LIVE,
    **of_caucuses.LIVE,
    **of_initiatives.LIVE,
    **of_consent.LIVE,
    **of_discipline.LIVE,
    **of_meetings.LIVE,
    **of_inspection.LIVE,
    **of_pay.LIVE,
    **of_papers.LIVE,
    **of_control.LIVE,
    **of_affiliation.LIVE,
    **of_agreements.LIVE,
    **of_grievances.LIVE,
    **of_challenges.LIVE,
    **of_plans.LIVE,
}


def _schema() -> str:
    """Name the form of a snapshot by every field there is, so that no change goes unnoticed."""
    kinds: tuple[type[msgspec.Struct], ...] = (State, Members, *_ENTITIES)
    fields = ";".join(f"{kind.__name__}:{','.join(kind.__struct_fields__)}" for kind in kinds)
    return f"commonweal-state/{hashlib.sha256(fields.encode()).hexdigest()[:16]}"


_ENTITIES: tuple[type[msgspec.Struct], ...] = (
    Adopted,
    Body,
    Emergency,
    Mandate,
    Motion,
    Notice,
    Poll,
    Roll,
    Seat,
    Task,
    Tenure,
    Vote,
    Division,
    Condition,
    *of_caucuses.ENTITIES,
    *of_entrenchment.ENTITIES,
    *of_letters.ENTITIES,
    *of_initiatives.ENTITIES,
    *of_consent.ENTITIES,
    *of_discipline.ENTITIES,
    *of_meetings.ENTITIES,
    *of_inspection.ENTITIES,
    *of_pay.ENTITIES,
    *of_papers.ENTITIES,
    *of_control.ENTITIES,
    *of_unions.ENTITIES,
    *of_affiliation.ENTITIES,
    *of_agreements.ENTITIES,
    *of_grievances.ENTITIES,
    *of_challenges.ENTITIES,
    *of_corrections.ENTITIES,
    *of_plans.ENTITIES,
)

STATE_SCHEMA = _schema()
"""Form of the snapshot; a snapshot of another form is not used, the record is folded instead."""


def to_bytes(state: State) -> bytes:
    """Write a state as MessagePack; equal states give equal bytes."""
    return _ENCODER.encode(state)


def from_bytes(data: bytes) -> State:
    """Read what :func:`to_bytes` wrote.

    Raises:
        msgspec.ValidationError: when the bytes are no state of this schema.
    """
    with uncollected():
        return _DECODER.decode(data)


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python's collector of garbage rest while very much comes into being that stays.

    Nothing of it can be garbage yet; looking for some costs several times the reading itself.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def digest(state: State) -> str:
    """Return the SHA-256 of the state, in hexadecimal."""
    return hashlib.sha256(to_bytes(state)).hexdigest()


def _write_column(value: Any) -> bytes:
    if isinstance(value, array):
        return value.typecode.encode() + value.tobytes()
    raise NotImplementedError(f"no form for {type(value).__name__} in a snapshot")


def _read_column(kind: type, value: bytes) -> Any:
    if kind is array:
        column = array(chr(value[0]))
        column.frombytes(value[1:])
        return column
    raise NotImplementedError(f"no form for {kind.__name__} in a snapshot")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_write_column)
_DECODER = msgspec.msgpack.Decoder(State, dec_hook=_read_column)

__all__ = [
    "STATE_SCHEMA",
    "State",
    "can_vote",
    "digest",
    "from_bytes",
    "has_electors",
    "is_heard",
    "pyramid_is_complete",
    "roll_of",
    "to_bytes",
    "uncollected",
]
