"""What can be asked of the law: commands, in the imperative.

Rules of this module:

* a command is plain data; who issues it and when come with it (:class:`Issued`);
* a field of type :data:`Text` holds a free text at the doors; the office seals it in the vault and
  the law sees its digest only;
* fields that an engine fills are marked *counted*: only the office may fill them.

Not here: whether a command is lawful (the law modules), who may issue it (``authority``).
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from commonweal.polity.ballots import Choice, Division
from commonweal.polity.command import Command as Command
from commonweal.polity.command import Issued as Issued
from commonweal.polity.command import Text as Text
from commonweal.polity.effects import AnyEffect, TaskPlan
from commonweal.polity.planning import data as planning
from commonweal.polity.rights.affiliation import data as affiliation
from commonweal.polity.rights.agreements import data as agreements
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.challenges import data as challenges
from commonweal.polity.rights.consent import data as consent
from commonweal.polity.rights.control import data as control
from commonweal.polity.rights.corrections import data as corrections
from commonweal.polity.rights.discipline import data as discipline
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.pay import data as pay
from commonweal.polity.rights.union import data as union

# Founding, members, rolls.


class FoundFederation(Command, frozen=True, tag="found_federation", kw_only=True):
    """Found a federation under a constitution; the convenors become its first members.

    Attributes:
        name: name of the federation; that of its constitution when empty.
        constitution: text of the constitution, TOML.
        commitments: one salted digest of personal data for each convenor; the office fills them.
    """

    name: str
    constitution: str
    commitments: tuple[str, ...]


class AdmitMembers(Command, frozen=True, tag="admit_members", kw_only=True):
    """Admit members to base bodies; one commitment of personal data each, at most 500 at once.

    Attributes:
        homes: base body of each newcomer.
        commitments: salted digest of the personal data of each, in the same order; the office
            fills them.
    """

    homes: tuple[int, ...]
    commitments: tuple[str, ...]


class AskToMove(Command, frozen=True, tag="ask_to_move", kw_only=True):
    """Ask to belong to another base body, or withdraw the wish.

    Attributes:
        to: base body to move to; 0 to withdraw the wish.
    """

    to: int


class MoveMembers(Command, frozen=True, tag="move_members", kw_only=True):
    """Move members to another base body; their seats that rest on the old one fall.

    Attributes:
        members: who moves, each once.
        to: base body to which they move.
    """

    members: tuple[int, ...]
    to: int


class ResignMembership(Command, frozen=True, tag="resign_membership", kw_only=True):
    """Leave the federation; every seat held falls."""


class RecordDeath(Command, frozen=True, tag="record_death", kw_only=True):
    """Record that a member has died; every seat held falls when a second person confirms it.

    The first is an officer, the second anybody of the same workplace or of those beside it. If the
    member concerned issues the command, they live: the report is dropped.

    Attributes:
        member: who has died.
    """

    member: int


class CloseRoll(Command, frozen=True, tag="close_roll", kw_only=True):
    """Close the roll of a base body, so that it can be signed and used."""

    body: int


class SignRoll(Command, frozen=True, tag="sign_roll", kw_only=True):
    """Sign a closed roll; not by the one who closed it."""

    roll: int


# Bodies, seats, offices.


class OpenBody(Command, frozen=True, tag="open_body", kw_only=True):
    """Open a body below ``parent`` (0 for the top body).

    Attributes:
        level: its level, as the constitution names it.
        name: its name, taken by no other open body of the level.
        parent: body to which it sends delegates; 0 for the top body.
        declared: figure for apportionment, where the constitution goes by a declared one.
    """

    level: str
    name: str
    parent: int = 0
    declared: int = 0


class DeclareFigure(Command, frozen=True, tag="declare_figure", kw_only=True):
    """Declare the figure by which a body's seats are apportioned.

    Attributes:
        body: body whose figure it is.
        figure: 0 or more, for instance inhabitants.
    """

    body: int
    figure: int


class Apportioned(msgspec.Struct, frozen=True):
    """Seats per sender under one seat rule, as the engine divided them."""

    senders: tuple[int, ...]
    figures: tuple[int, ...]
    seats: tuple[int, ...]
    method: str
    steps: tuple[str, ...]
    tied: tuple[int, ...] = ()


class ApportionSeats(Command, frozen=True, tag="apportion_seats", kw_only=True):
    """Apportion the delegates' seats of a body among those who send to it.

    Attributes:
        body: body whose seats are apportioned.
        lots: draws among tied bodies, made in public, each an order of all the tied.
        counted: *counted*: how the engine divided the seats.
    """

    body: int
    lots: tuple[tuple[int, ...], ...] = ()
    counted: tuple[Apportioned, ...] | None = None


class ResignSeat(Command, frozen=True, tag="resign_seat", kw_only=True):
    """Give up a seat or office."""

    seat: int


class AppointToSeat(Command, frozen=True, tag="appoint_to_seat", kw_only=True):
    """Appoint a member to a seat, where the constitution knows appointment.

    Attributes:
        seat: seat or office to be filled.
        member: who is appointed.
    """

    seat: int
    member: int


# Elections.


class OpenElection(Command, frozen=True, tag="open_election", kw_only=True):
    """Open the election of all vacant or ending seats that ``sender`` fills in ``body``.

    For an office, ``body`` and ``sender`` are the same and ``office`` names it.

    Attributes:
        body: body in which the seats are.
        sender: body that fills them.
        office: name of the office; empty for delegates' seats.
    """

    body: int
    sender: int
    office: str = ""


class Nominate(Command, frozen=True, tag="nominate", kw_only=True):
    """Stand for election, or support the candidacy of another.

    Attributes:
        poll: election.
        candidate: who is to stand; oneself, to accept.
    """

    poll: int
    candidate: int


class WithdrawCandidacy(Command, frozen=True, tag="withdraw_candidacy", kw_only=True):
    """Withdraw as a candidate before the voting."""

    poll: int


class MarkBallot(Command, frozen=True, tag="mark_ballot", kw_only=True):
    """Record a ballot of ``voter`` in the box, where a crash came between box and record.

    Attributes:
        poll: poll whose box holds the ballot.
        voter: whose mark is in the box.
    """

    poll: int
    voter: int


class CastVote(Command, frozen=True, tag="cast_vote", kw_only=True):
    """Vote: ``choice`` on a question, ``ranking`` of candidates in an election.

    In a secret poll the office puts the ballot in the box and records only that it was cast.

    Attributes:
        poll: election or vote.
        choice: yes, no or abstain on a question; hand_in by a delegate with a split mandate.
        ranking: candidates by number, most preferred first; nobody need be ranked but the first.
    """

    poll: int
    choice: Choice | Literal["hand_in", ""] = ""
    ranking: tuple[int, ...] = ()


class Count(msgspec.Struct, frozen=True):
    """What an engine found in a box.

    Attributes:
        elected, next_in_line: members, in order.
        unavailable: candidates left out because they can no longer take a seat.
        division: of a question.
        lot_among: tied candidates when a lot is required, with ``lot_why``.
        box, rounds: digests of the box and of the account of the count.
    """

    elected: tuple[int, ...] = ()
    next_in_line: tuple[int, ...] = ()
    unavailable: tuple[int, ...] = ()
    division: Division | None = None
    lot_among: tuple[int, ...] = ()
    lot_why: str = ""
    box: str = ""
    rounds: str = ""
    rule_version: int = 0


class DeclarePoll(Command, frozen=True, tag="declare_poll", kw_only=True):
    """Close a poll and declare its result; ``counted`` where box or counting rule is needed.

    Attributes:
        poll: poll whose time is over.
        counted: *counted*: what the engine found in the box.
    """

    poll: int
    counted: Count | None = None


class EnterDraw(Command, frozen=True, tag="enter_draw", kw_only=True):
    """Enter the order that a lot gave; valid when a second person enters the same.

    Attributes:
        poll: poll whose count waits for the lot.
        order: all the tied, first drawn first.
        source: how and where the lot was drawn, and who saw it.
    """

    poll: int
    order: tuple[int, ...]
    source: Text


# Confidence and recall.


class WithdrawConfidence(Command, frozen=True, tag="withdraw_confidence", kw_only=True):
    """Withdraw confidence from a delegate or officer, or sign the petition to recall one."""

    seat: int


class RestoreConfidence(Command, frozen=True, tag="restore_confidence", kw_only=True):
    """Take a withdrawal of confidence, or a signature, back."""

    seat: int


class OpenRecall(Command, frozen=True, tag="open_recall", kw_only=True):
    """Open the recall vote; the office attests how many withdrawals it counted in the vault.

    Attributes:
        seat: seat or office concerned.
        attested: *counted*: withdrawals found in the vault, where they are secret.
    """

    seat: int
    attested: int | None = None


# What falls due.


class OpenVoting(Command, frozen=True, tag="open_voting", kw_only=True):
    """Nominations are over: open the voting."""

    poll: int


class LapseSeat(Command, frozen=True, tag="lapse_seat", kw_only=True):
    """A term is over."""

    seat: int


class RefillSeat(Command, frozen=True, tag="refill_seat", kw_only=True):
    """Fill an empty seat; ``counted`` is the count-back.

    Attributes:
        seat: empty seat.
        counted: *counted*: what the count-back found.
    """

    seat: int
    counted: Count | None = None


class PutMotion(Command, frozen=True, tag="put_motion", kw_only=True):
    """The debate is over: put a motion, or its amendments, to the vote."""

    motion: int


class BringTaskBack(Command, frozen=True, tag="bring_task_back", kw_only=True):
    """A task's date has come."""

    task: int


class LapseEmergency(Command, frozen=True, tag="lapse_emergency", kw_only=True):
    """An emergency's date has come."""

    emergency: int


class EndFounding(Command, frozen=True, tag="end_founding", kw_only=True):
    """The pyramid is complete, or the convenors' time is up."""


# Motions and tasks.


class ProposeMotion(Command, frozen=True, tag="propose_motion", kw_only=True):
    """Move a motion in a body, or an amendment to the motion ``amends``.

    Attributes:
        body: body that is to decide.
        text: wording of the motion.
        effect: what it brings about when carried.
        tasks: what is to be done then, by whom and until when.
        amends: motion that this one amends; 0 for a motion of its own.
    """

    body: int
    text: Text
    effect: AnyEffect
    tasks: tuple[TaskPlan, ...] = ()
    amends: int = 0


class SecondMotion(Command, frozen=True, tag="second_motion", kw_only=True):
    """Support a motion, so that it is debated."""

    motion: int


class WithdrawMotion(Command, frozen=True, tag="withdraw_motion", kw_only=True):
    """Take one's own motion back before the vote."""

    motion: int


class CallRoll(Command, frozen=True, tag="call_roll", kw_only=True):
    """Record who is present before a vote: seats, or members in a body of members.

    When the debate is over and nobody has called the roll, each voter may sign in alone.

    Attributes:
        motion: motion before whose vote presence is established.
        present: delegates' seats, or members in a body of members.
    """

    motion: int
    present: tuple[int, ...]


class ReportTask(Command, frozen=True, tag="report_task", kw_only=True):
    """Report on a task.

    Attributes:
        task: task reported on.
        text: the report.
    """

    task: int
    text: Text


class CompleteTask(Command, frozen=True, tag="complete_task", kw_only=True):
    """Note that a reported task is done."""

    task: int


AnyCommand = (
    FoundFederation
    | AdmitMembers
    | AskToMove
    | MoveMembers
    | ResignMembership
    | RecordDeath
    | CloseRoll
    | SignRoll
    | OpenBody
    | DeclareFigure
    | ApportionSeats
    | ResignSeat
    | AppointToSeat
    | OpenElection
    | Nominate
    | WithdrawCandidacy
    | MarkBallot
    | CastVote
    | DeclarePoll
    | EnterDraw
    | WithdrawConfidence
    | RestoreConfidence
    | OpenRecall
    | OpenVoting
    | LapseSeat
    | RefillSeat
    | PutMotion
    | BringTaskBack
    | LapseEmergency
    | EndFounding
    | ProposeMotion
    | SecondMotion
    | WithdrawMotion
    | CallRoll
    | ReportTask
    | CompleteTask
    | caucuses.AnyCommand
    | letters.AnyCommand
    | initiatives.AnyCommand
    | consent.AnyCommand
    | discipline.AnyCommand
    | meetings.AnyCommand
    | inspection.AnyCommand
    | pay.AnyCommand
    | papers.AnyCommand
    | control.AnyCommand
    | union.AnyCommand
    | affiliation.AnyCommand
    | agreements.AnyCommand
    | grievances.AnyCommand
    | challenges.AnyCommand
    | corrections.AnyCommand
    | planning.AnyCommand
)
"""Every command."""

COMMANDS: dict[str, type[Command]] = {
    str(cls.__struct_config__.tag): cls for cls in get_args(AnyCommand)
}
"""Every command, by name."""
