"""What has happened: the events that make up a federation's record.

Rules of this module:

* an event says what was decided, in resolved numbers: folding it needs neither the constitution nor
  an engine;
* names are past tense with a version, ``seat_filled/1``; a published version never changes. A new
  form is a new version, and the old one is lifted by an upcaster (``upcasting``);
* no personal data and no free text: texts are salted digests.

Not here: what events do to the state (``fold``).
"""

from __future__ import annotations

from typing import Literal, get_args

from commonweal.polity.ballots import Choice, Condition, Division
from commonweal.polity.effects import AnyEffect, TaskPlan
from commonweal.polity.event import Cause as Cause
from commonweal.polity.event import Event as Event
from commonweal.polity.event import How as How
from commonweal.polity.planning import data as planning
from commonweal.polity.rights.affiliation import data as affiliation
from commonweal.polity.rights.agreements import data as agreements
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.challenges import data as challenges
from commonweal.polity.rights.consent import data as consent
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.corrections import data as corrections
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.entrenchment import data as entrenchment
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.pay import data as pay
from commonweal.polity.rights.union import data as union

# Founding and the constitution.


class FederationFounded(Event, frozen=True, tag="federation_founded/1", kw_only=True):
    """A federation was founded by convenors, who became its first members, ids 1 and up."""

    name: str
    convenors: int
    commitments: tuple[str, ...]


class ConstitutionAdopted(Event, frozen=True, tag="constitution_adopted/1", kw_only=True):
    """A version of the constitution came into force; ``changes`` are the paths that differ."""

    version: int
    text: str
    motion: int = 0
    changes: tuple[str, ...] = ()
    ends_founding_at: int = 0


class FoundingEnded(Event, frozen=True, tag="founding_ended/1", kw_only=True):
    """The convenors' provisional powers ended."""

    why: Literal["pyramid_complete", "time_is_up"]


# Members and rolls.


class MembersAdmitted(Event, frozen=True, tag="members_admitted/1", kw_only=True):
    """Members were admitted, ids from ``first`` on, with commitments of their personal data."""

    first: int
    homes: tuple[int, ...]
    commitments: tuple[str, ...]


class MoveAskedFor(Event, frozen=True, tag="move_asked_for/1", kw_only=True):
    """A member asked to be moved to another base body; ``to`` is 0 when the wish was withdrawn."""

    member: int
    to: int


class MembersMoved(Event, frozen=True, tag="members_moved/1", kw_only=True):
    """Members moved to another base body."""

    members: tuple[int, ...]
    to: int


class DeathReported(Event, frozen=True, tag="death_reported/1", kw_only=True):
    """An officer reported a death; ``by`` the member concerned: they live, and the report falls."""

    member: int
    by: int


class MemberLeft(Event, frozen=True, tag="member_left/1", kw_only=True):
    """A member resigned from the federation, or died."""

    member: int
    cause: Literal["resigned", "died"]


class RollClosed(Event, frozen=True, tag="roll_closed/1", kw_only=True):
    """The roll of a base body was closed: ``count`` members, whose ascending ids have ``digest``.

    Those admitted after ``admitted_until`` are still waiting for their first vote.
    """

    roll: int
    body: int
    count: int
    digest: str
    by: int
    admitted_until: int


class RollSigned(Event, frozen=True, tag="roll_signed/1", kw_only=True):
    """A closed roll was signed; with ``complete`` it may be used."""

    roll: int
    by: int
    complete: bool


# Bodies and seats.


class BodyOpened(Event, frozen=True, tag="body_opened/1", kw_only=True):
    """A body was opened below ``parent`` (0 for the top body)."""

    body: int
    level: str
    name: str
    parent: int
    declared: int = 0


class FigureDeclared(Event, frozen=True, tag="figure_declared/1", kw_only=True):
    """The figure by which a body's seats are apportioned was declared."""

    body: int
    figure: int


class BodyClosed(Event, frozen=True, tag="body_closed/1", kw_only=True):
    """A body was closed; what it had goes to ``into`` (0: nowhere)."""

    body: int
    into: int
    why: Literal["merged", "closed"]


class SeatsReassigned(Event, frozen=True, tag="seats_reassigned/1", kw_only=True):
    """Seats of a merged body now answer to another sending body."""

    seats: tuple[int, ...]
    sender: int


class BodyMoved(Event, frozen=True, tag="body_moved/1", kw_only=True):
    """A body now sends its delegates to another parent."""

    body: int
    parent: int


class SeatsApportioned(Event, frozen=True, tag="seats_apportioned/1", kw_only=True):
    """The delegates' seats of a body were apportioned; the arithmetic is published here."""

    body: int
    senders: tuple[int, ...]
    figures: tuple[int, ...]
    seats: tuple[int, ...]
    method: str
    steps: tuple[str, ...]


class ApportionmentDrawn(Event, frozen=True, tag="apportionment_drawn/1", kw_only=True):
    """One person entered the lots of an apportionment; a second has to enter the same."""

    body: int
    lots: tuple[tuple[int, ...], ...]
    by: int


class SeatCreated(Event, frozen=True, tag="seat_created/1", kw_only=True):
    """A seat was created in ``body``, to be filled by ``sender``; ``waits`` for an appointment.

    With ``by_members`` all members below the sender fill it, not those who vote in the sender.
    """

    seat: int
    body: int
    sender: int
    office: str = ""
    waits: bool = False
    by_members: bool = False


class SeatAbolished(Event, frozen=True, tag="seat_abolished/1", kw_only=True):
    """A seat ceased to exist; ``with_term`` when it does so at the end of the running term."""

    seat: int
    with_term: bool = False


class SeatFilled(Event, frozen=True, tag="seat_filled/1", kw_only=True):
    """A member took a seat; ``acting`` for an alternate who sits until it is filled."""

    seat: int
    holder: int
    acting: bool = False
    term_ends: int = 0
    term: int = 1
    rests_on: int = 0
    poll: int = 0
    alternates: tuple[int, ...] = ()
    how: How = "election"
    by: int = 0
    cooled_at: int = 0
    election_at: int = 0


class SeatVacated(Event, frozen=True, tag="seat_vacated/1", kw_only=True):
    """A seat was emptied; ``root`` is the seat whose fall brought it down, when it was another."""

    seat: int
    holder: int
    cause: Cause
    root: int = 0
    waits: bool = False


# Polls.


class PollOpened(Event, frozen=True, tag="poll_opened/1", kw_only=True):
    """An election or a vote was opened, under the version of the constitution that it pins."""

    poll: int
    kind: Literal["election", "motion", "recall"]
    body: int
    electorate: Literal["members", "seats"]
    secret: bool
    charter: int
    stage: Literal["nominating", "voting"]
    until: int
    voting_s: int
    rule: str
    rolls: tuple[int, ...] = ()
    seats: tuple[int, ...] = ()
    contested: tuple[int, ...] = ()
    motion: int = 0
    electors: int = 0


class CandidateNominated(Event, frozen=True, tag="candidate_nominated/1", kw_only=True):
    """A member was nominated, or a nomination was supported, by another.

    ``until`` is the new end of the nominations, when nobody had stood before the old one.
    """

    poll: int
    candidate: int
    by: int
    qualified: bool = True
    until: int = 0


class CandidacyWithdrawn(Event, frozen=True, tag="candidacy_withdrawn/1", kw_only=True):
    """A candidate withdrew before the voting."""

    poll: int
    candidate: int


class VotingOpened(Event, frozen=True, tag="voting_opened/1", kw_only=True):
    """Nominations closed and the voting began; ``candidates`` are those with support enough."""

    poll: int
    candidates: tuple[int, ...]
    until: int
    seats: tuple[int, ...] = ()
    rolls: tuple[int, ...] = ()
    electors: int = 0


class BallotMarked(Event, frozen=True, tag="ballot_marked/1", kw_only=True):
    """Somebody voted in secret: who, not how."""

    poll: int
    voter: int
    seat: int = 0


class VoteCast(Event, frozen=True, tag="vote_cast/1", kw_only=True):
    """Somebody voted by name."""

    poll: int
    voter: int
    seat: int = 0
    choice: str = ""
    ranking: tuple[int, ...] = ()
    mandate: int = 0
    void: str = ""
    split: tuple[str, str, str] | None = None


class LotRequired(Event, frozen=True, tag="lot_required/1", kw_only=True):
    """A count stopped at a tie that a lot must break; ``among`` are candidates, or 1 Yes, 0 No.

    ``seat`` is the seat that is being filled by count-back, when it is one.
    """

    poll: int
    among: tuple[int, ...]
    why: str
    seat: int = 0


class DrawEntered(Event, frozen=True, tag="draw_entered/1", kw_only=True):
    """One person entered the order drawn; a second has to enter the same."""

    poll: int
    order: tuple[int, ...]
    by: int
    source: str


class DrawRejected(Event, frozen=True, tag="draw_rejected/1", kw_only=True):
    """A second person entered another order: the draw is to be entered anew."""

    poll: int
    by: int


class LotDrawn(Event, frozen=True, tag="lot_drawn/1", kw_only=True):
    """A lot was drawn, entered by two people."""

    poll: int
    order: tuple[int, ...]
    by: tuple[int, int]
    source: str


class PollDeclared(Event, frozen=True, tag="poll_declared/1", kw_only=True):
    """A result: of an election the elected and the next on the count, of a vote the division."""

    poll: int
    outcome: str
    elected: tuple[int, ...] = ()
    next_in_line: tuple[int, ...] = ()
    unavailable: tuple[int, ...] = ()
    division: Division | None = None
    box: str = ""
    rounds: str = ""
    rule_version: int = 0


class PollVoided(Event, frozen=True, tag="poll_voided/1", kw_only=True):
    """A poll ended without a result."""

    poll: int
    why: str


# Recall.


class ConfidenceWithdrawn(Event, frozen=True, tag="confidence_withdrawn/1", kw_only=True):
    """An elector withdrew confidence or signed by name; ``crossed``: the threshold is reached."""

    seat: int
    elector: int
    crossed: bool = False


class ConfidenceRestored(Event, frozen=True, tag="confidence_restored/1", kw_only=True):
    """An elector took a withdrawal or signature back."""

    seat: int
    elector: int


class RecallOpened(Event, frozen=True, tag="recall_opened/1", kw_only=True):
    """The threshold was crossed: ``needed`` of ``electors`` or more."""

    seat: int
    poll: int
    needed: int
    electors: int


class RecallFailed(Event, frozen=True, tag="recall_failed/1", kw_only=True):
    """The electors kept their delegate."""

    seat: int
    cooled_at: int


class RecallDropped(Event, frozen=True, tag="recall_dropped/1", kw_only=True):
    """A recall vote lost its object, because the seat was emptied otherwise."""

    seat: int
    poll: int


class RefillFailed(Event, frozen=True, tag="refill_failed/1", kw_only=True):
    """The count-back found nobody; a by-election follows."""

    seat: int


# Motions, mandates, tasks.


class MotionProposed(Event, frozen=True, tag="motion_proposed/1", kw_only=True):
    """A motion, or an amendment to the motion ``amends``, was moved; ``text`` is a digest."""

    motion: int
    body: int
    by: int
    charter: int
    text: str
    effect: AnyEffect
    seat: int = 0
    amends: int = 0
    tasks: tuple[TaskPlan, ...] = ()


class MotionSeconded(Event, frozen=True, tag="motion_seconded/1", kw_only=True):
    """A motion found a supporter."""

    motion: int
    by: int


class DebateOpened(Event, frozen=True, tag="debate_opened/1", kw_only=True):
    """A motion is debated; ``roll_call``: presence has to be established before the vote."""

    motion: int
    until: int
    roll_call: bool = False


class MotionWithdrawn(Event, frozen=True, tag="motion_withdrawn/1", kw_only=True):
    """The mover withdrew a motion before the vote."""

    motion: int


class RollCalled(Event, frozen=True, tag="roll_called/1", kw_only=True):
    """Presence was established before a vote: seats, or members in a body of members."""

    motion: int
    present: tuple[int, ...]
    by: int
    reached: bool


class MotionPut(Event, frozen=True, tag="motion_put/1", kw_only=True):
    """A motion was put to the vote."""

    motion: int
    poll: int


class MotionDecided(Event, frozen=True, tag="motion_decided/1", kw_only=True):
    """A motion was decided; ``why`` says what decided it, citing the article."""

    motion: int
    outcome: Literal["carried", "rejected", "divided", "superseded", "lapsed"]
    why: str
    division: Division | None = None


class MotionAmended(Event, frozen=True, tag="motion_amended/1", kw_only=True):
    """An amendment was carried into a motion."""

    motion: int
    by: int
    text: str
    effect: AnyEffect
    tasks: tuple[TaskPlan, ...] = ()


class MandateGiven(Event, frozen=True, tag="mandate_given/1", kw_only=True):
    """A sending body bound its delegates on a motion."""

    mandate: int
    sender: int
    motion: int
    seats: tuple[int, ...]
    kind: Literal["imperative", "conditional", "split"]
    given_by: int
    choice: Choice | None = None
    conditions: tuple[Condition, ...] = ()
    division: Division | None = None


class MandateAffected(Event, frozen=True, tag="mandate_affected/1", kw_only=True):
    """A mandate changed because its motion was amended, or a new one replaced it."""

    mandate: int
    status: Literal["referred", "abstain", "freed", "replaced"]


class MandateBreached(Event, frozen=True, tag="mandate_breached/1", kw_only=True):
    """A delegate voted against the instruction; the vote is void."""

    mandate: int
    seat: int
    holder: int
    poll: int
    instructed: str
    cast: str


class BodyNotified(Event, frozen=True, tag="body_notified/1", kw_only=True):
    """A body was told of something, for its next agenda."""

    body: int
    about: str
    seat: int = 0
    motion: int = 0
    task: int = 0


class TaskAssigned(Event, frozen=True, tag="task_assigned/1", kw_only=True):
    """A decision became a task."""

    task: int
    body: int
    motion: int
    text: str
    due_at: int
    holder_seat: int = 0
    holder: int = 0


class TaskFellDue(Event, frozen=True, tag="task_fell_due/1", kw_only=True):
    """A task's date came and it was not done; it is on the body's agenda again."""

    task: int


class TaskReported(Event, frozen=True, tag="task_reported/1", kw_only=True):
    """The holder reported on a task; ``text`` is a digest."""

    task: int
    text: str
    by: int


class TaskCompleted(Event, frozen=True, tag="task_completed/1", kw_only=True):
    """The body took note that a task is done."""

    task: int
    by: int


# Emergencies.


class EmergencyDeclared(Event, frozen=True, tag="emergency_declared/1", kw_only=True):
    """Emergency powers were taken until a date; ``bent`` are the rules that do not apply."""

    emergency: int
    body: int
    motion: int
    powers: tuple[str, ...]
    ends_at: int
    renewal: int
    bent: tuple[str, ...]


class EmergencyEnded(Event, frozen=True, tag="emergency_ended/1", kw_only=True):
    """Emergency powers ended, and every rule they bent applies again."""

    emergency: int
    why: Literal["lapsed", "ended"]
    restored: tuple[str, ...]


class DueDropped(Event, frozen=True, tag="due_dropped/1", kw_only=True):
    """What fell due was refused by the law, and is dropped; ``why`` is the refusal."""

    kind: str
    subject: int
    due_at: int
    why: str


class EffectFailed(Event, frozen=True, tag="effect_failed/1", kw_only=True):
    """A carried motion's effect is no longer possible; the decision stands, the effect does not."""

    motion: int
    why: str


AnyEvent = (
    FederationFounded
    | ConstitutionAdopted
    | FoundingEnded
    | MembersAdmitted
    | MoveAskedFor
    | MembersMoved
    | DeathReported
    | MemberLeft
    | RollClosed
    | RollSigned
    | BodyOpened
    | FigureDeclared
    | BodyClosed
    | SeatsReassigned
    | BodyMoved
    | SeatsApportioned
    | ApportionmentDrawn
    | SeatCreated
    | SeatAbolished
    | SeatFilled
    | SeatVacated
    | PollOpened
    | CandidateNominated
    | CandidacyWithdrawn
    | VotingOpened
    | BallotMarked
    | VoteCast
    | LotRequired
    | DrawEntered
    | DrawRejected
    | LotDrawn
    | PollDeclared
    | PollVoided
    | ConfidenceWithdrawn
    | ConfidenceRestored
    | RecallOpened
    | RecallFailed
    | RecallDropped
    | RefillFailed
    | MotionProposed
    | MotionSeconded
    | DebateOpened
    | MotionWithdrawn
    | RollCalled
    | MotionPut
    | MotionDecided
    | MotionAmended
    | MandateGiven
    | MandateAffected
    | MandateBreached
    | BodyNotified
    | TaskAssigned
    | TaskFellDue
    | TaskReported
    | TaskCompleted
    | EmergencyDeclared
    | EmergencyEnded
    | DueDropped
    | EffectFailed
    | caucuses.AnyEvent
    | entrenchment.AnyEvent
    | letters.AnyEvent
    | initiatives.AnyEvent
    | consent.AnyEvent
    | discipline.AnyEvent
    | meetings.AnyEvent
    | inspection.AnyEvent
    | pay.AnyEvent
    | papers.AnyEvent
    | control.AnyEvent
    | union.AnyEvent
    | affiliation.AnyEvent
    | agreements.AnyEvent
    | grievances.AnyEvent
    | challenges.AnyEvent
    | corrections.AnyEvent
    | planning.AnyEvent
)
"""Every event."""

EVENTS: dict[str, type[Event]] = {str(cls.__struct_config__.tag): cls for cls in get_args(AnyEvent)}
"""Every event, by name and version."""
