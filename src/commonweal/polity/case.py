"""The case before the law: a state, the constitutions, who asks and when; and who may ask what.

Rules of this module:

* a case only reads; new ids are counted up from the state, in the order in which they are taken;
* a running procedure is judged by the version of the constitution that it pins, a new one by the
  version in force;
* powers: a command marked as a power belongs to the offices that the constitution lists, to the
  convenors while the founding lasts, and to nobody else. An office's power reaches its own body and
  those below it.

Not here: what single commands ask (the law modules).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NoReturn, TypeVar

from commonweal.charter import (
    Charter,
    Charters,
    Clause,
    Filling,
    Level,
    MotionRule,
    Office,
    RecallRule,
)
from commonweal.charter.rights import ELECTING, INSPECTING
from commonweal.polity.command import Command
from commonweal.polity.commands import Issued
from commonweal.polity.entities import NEVER, NO_BODY, NOBODY, Body, Motion, Poll, Roll, Seat, Task
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.discipline.data import ReinstateMember
from commonweal.polity.rights.grievances.offices import is_suspended, refuse_while_suspended
from commonweal.polity.state import State, roll_of
from commonweal.terms import (
    OFFICE,
    CharterVersion,
    Moment,
    days,
)

Kind = Literal[
    "bodies",
    "seats",
    "rolls",
    "polls",
    "motions",
    "mandates",
    "tasks",
    "emergencies",
    "caucuses",
    "reports",
    "letters",
    "questions",
    "meetings",
    "meeting_requests",
    "initiatives",
    "findings",
    "demands",
    "declarations",
    "grievances",
    "charges",
    "union_calls",
    "agreements",
    "foreigns",
    "units",
    "showings",
    "challenges",
    "leavings",
    "products",
    "limits",
    "processes",
    "campaigns",
    "plans",
    "alternatives",
    "lines",
    "deliveries",
    "takings",
    "works",
    "overheads",
    "alerts",
    "plan_corrections",
]


class Case:
    """One command before the law.

    Attributes:
        state: the folded state; never changed here.
        by, at: who issued the command, and when.
        version: version of the constitution in force at that moment.
    """

    __slots__ = ("_charters", "_taken", "at", "by", "state", "version")

    def __init__(self, state: State, charters: Charters, issued: Issued) -> None:
        self.state = state
        self.by = issued.by
        self.at = issued.at
        self._charters = charters
        self._taken: Counter[str] = Counter()
        self.version = _version_in_force(state, charters, issued.at)

    @property
    def charter(self) -> Charter:
        """The constitution in force."""
        return self._charters.version(self.version)

    @property
    def newest(self) -> Charter:
        """The constitution adopted last, also before the day from which it is in force."""
        return self._charters.version(self.state.charter_version)

    def charter_of(self, version: CharterVersion) -> Charter:
        """Return the constitution that a running procedure pins."""
        return self._charters.version(version)

    def new(self, kind: Kind) -> int:
        """Take the next id of a kind."""
        self._taken[kind] += 1
        existing: int = len(getattr(self.state, kind))
        return existing + self._taken[kind]

    def read(self, text: str) -> Charter:
        """Read a proposed constitution.

        Raises:
            FaultyDocument: when the text has faults.
        """
        return self._charters.read(text)

    # Finding what a command names.

    def member(self, member: int) -> None:
        """Refuse unless the number is an active member's."""
        if not self.state.members.is_active(member):
            refuse(
                "member_unknown",
                self.charter.members.cite(),
                expected="the number of a member",
                got=member,
                remedy="look the member up on the roll",
            )

    def body(self, body: int) -> Body:
        """Return an open body, or refuse."""
        found = self.state.bodies.get(body)
        if found is None:
            refuse(
                "body_unknown",
                self.charter.reorganisation.cite(),
                expected=numbered("a body", len(self.state.bodies)),
                got=body,
                remedy="list the bodies and choose one",
            )
        if not found.is_open:
            refuse(
                "body_closed",
                self.charter.reorganisation.cite(),
                expected="an open body",
                got=found.name,
                remedy=f"turn to body {found.became}" if found.became else "choose another body",
            )
        return found

    def seat(self, seat: int) -> Seat:
        """Return a seat that exists, or refuse."""
        found = self.state.seats.get(seat)
        if found is None or found.abolished:
            refuse(
                "seat_unknown",
                self.charter.preamble.cite(),
                expected="a seat or office that exists",
                got=seat,
                remedy="list the seats of the body and choose one",
            )
        return found

    def held_seat(self, seat: int) -> Seat:
        """Return a seat that somebody holds, or refuse."""
        found = self.seat(seat)
        if found.holder == NOBODY:
            refuse(
                "seat_vacant",
                self.filling(found).cite(),
                expected="a seat that somebody holds",
                got=f"seat {seat}, vacant",
                remedy="wait until it is filled, or stand for it",
            )
        return found

    def poll(self, poll: int) -> Poll:
        """Return an election or vote, or refuse."""
        found = self.state.polls.get(poll)
        if found is None:
            refuse(
                "poll_unknown",
                self.charter.preamble.cite(),
                expected=numbered("an election or vote", len(self.state.polls)),
                got=poll,
                remedy="list the elections and votes of your bodies",
            )
        return found

    def motion(self, motion: int) -> Motion:
        """Return a motion, or refuse."""
        found = self.state.motions.get(motion)
        if found is None:
            refuse(
                "motion_unknown",
                self.charter.preamble.cite(),
                expected=numbered("a motion", len(self.state.motions)),
                got=motion,
                remedy="list the motions of the body",
            )
        return found

    def task(self, task: int) -> Task:
        """Return a task, or refuse."""
        found = self.state.tasks.get(task)
        if found is None:
            refuse(
                "task_unknown",
                self.charter.preamble.cite(),
                expected=numbered("a task", len(self.state.tasks)),
                got=task,
                remedy="list the tasks of the body",
            )
        return found

    # The rules that apply.

    def level(self, body: Body, version: CharterVersion | None = None) -> Level:
        """Return the level of a body, under the version in force or a pinned one."""
        charter = self.charter_of(version) if version else self.charter
        return charter.levels.get(body.level) or self.charter.levels[body.level]

    def office(self, seat: Seat, version: CharterVersion | None = None) -> Office:
        """Return the office that a seat is, as the constitution describes it.

        An office that a later version has dropped goes on under the newest version that knew it.
        """
        for number in range(version or self.version, 0, -1):
            office = self.charter_of(CharterVersion(number)).offices.get(seat.office)
            if office is not None:
                return office
        raise AssertionError(f"office {seat.office} was created without a constitution")

    def filling(self, seat: Seat, version: CharterVersion | None = None) -> Filling:
        """Return how a seat is filled."""
        if seat.office:
            return self.office(seat, version).filling
        return self.level(self.state.bodies[seat.body], version).filling

    def recall(self, seat: Seat, version: CharterVersion | None = None) -> RecallRule:
        """Return how a seat is recalled."""
        if seat.office:
            return self.office(seat, version).recall
        return self.level(self.state.bodies[seat.body], version).recall

    def deciding(self, motion: Motion) -> MotionRule:
        """Return the rules under which a motion was moved."""
        return self.level(self.state.bodies[motion.body], motion.charter).motions

    # Who votes where.

    def is_voter(self, member: int, body: Body) -> bool:
        """Whether a member votes in a body: as its member, or by a delegate's seat."""
        if self.level(body).of_members:
            return self.state.belongs(member, body.id)
        return self.state.seat_of(member, body.id) is not None

    def electors_are_members(self, seat: Seat, version: CharterVersion | None = None) -> bool:
        """Whether a seat is filled by members, rather than by the delegates of the sending body."""
        sender = self.state.bodies[seat.sender]
        by_members = self.filling(seat, version).electors == "members"
        return by_members or self.level(sender).of_members

    def is_elector(self, member: int, seat: Seat) -> bool:
        """Whether a member belongs to the electors of a seat."""
        if self.electors_are_members(seat):
            return self.state.belongs(member, seat.sender)
        return self.state.seat_of(member, seat.sender) is not None

    def count_electors(self, seat: Seat) -> int:
        """Count the electors of a seat, as things stand."""
        if self.electors_are_members(seat):
            return self.state.bodies[seat.sender].people
        return len(self.state.delegates(seat.sender))

    def is_waiting(self, member: int, body: int = NO_BODY) -> bool:
        """Whether a member was admitted, or joined a union, too late to vote in what opens now."""
        union = self.state.unions.get(body)
        joined = union.since.get(member, NEVER) if union else NEVER
        return max(joined, self.state.members.since[member]) > admitted_until(self)

    def waited_until(self) -> int:
        """Return until when somebody has to have been admitted to have waited long enough once."""
        waited = self.at - days(self.charter.members.waiting_days)
        before = (
            until - days(charter.members.waiting_days)
            for charter, until in self._charters.until(self.at)
        )
        return max([waited, *before])

    def count_waiting(self, body: int) -> int:
        """Count the members at or below a body who do not vote yet.

        Whoever was admitted last has the highest numbers, so that this looks at those who wait and
        at nobody else. They are in no share of electors: else whoever admits many people could put
        a recall, a meeting or an initiative out of reach.
        """
        if self.state.is_union(body):
            people = self.state.bodies[body].members
            return len(people) - len(roll_of(self.state, body, admitted_until(self)))
        columns = self.state.members
        first = bisect_right(columns.since, admitted_until(self))
        homes = Counter(columns.home[first:])
        return sum(count for home, count in homes.items() if self.state.reaches(body, home))

    def usable_roll(self, body: Body) -> Roll | None:
        """Return the signed roll of a base body, if it is not too old."""
        roll = self.state.rolls.get(body.roll)
        valid_s = self.charter.members.roll_valid_days * 86_400
        return roll if roll is not None and self.at - roll.closed_at <= valid_s else None


def admitted_until(case: Case) -> int:
    """Return until when somebody has to have been admitted to vote now.

    Whoever is admitted while the federation is being founded does not wait to vote. Whoever has
    waited once does not wait again when an amendment asks for more days: otherwise it would take
    the vote from all who have joined since the founding.
    """
    if not case.state.founding_over:
        return case.at
    return max(case.waited_until(), case.state.founding_over_at)


def require_waited(case: Case, body: int = NO_BODY) -> None:
    """Refuse who was admitted too late to vote: nobody gathers signatures by admitting people."""
    case.member(case.by)
    if case.is_waiting(case.by, body):
        refuse(
            "signed_while_waiting",
            case.charter.members.cite("waiting_days"),
            expected="a member who has waited long enough to vote",
            got=f"member {case.by}, who is too new to be on a roll",
            remedy="sign when the days of waiting are over",
        )


R = TypeVar("R", bound=Clause)


def provided(case: Case, right: R | None, table: str, *, refusal: str, remedy: str) -> R:
    """Return the table of a right, or refuse where the constitution in force has none.

    Args:
        case: the case.
        right: the table, as the constitution in force has it.
        table: its name.
        refusal: the name under which it is refused.
        remedy: what can be done instead.
    """
    if right is None:
        refuse(
            refusal,
            case.charter.preamble.cite(),
            expected=f"a constitution with a table [{table}]",
            got="none",
            remedy=remedy,
        )
    return right


def _version_in_force(state: State, charters: Charters, at: Moment) -> CharterVersion:
    if len(state.constitutions) < 2:
        return state.charter_version
    return charters.dated_on(at).version


def numbered(what: str, count: int) -> str:
    """Say which numbers there are, for a refusal: ``a motion from 1 to 7``."""
    return f"{what} from 1 to {count}" if count else f"{what}, of which there is none yet"


def require_issuer(case: Case, command: Command) -> None:
    """Refuse unless an active member, or the office, issues the command.

    Whoever was recorded as dead says so themselves if they live.
    """
    lives = isinstance(command, ReinstateMember) and command.member == case.by
    if case.by != OFFICE and not case.state.members.is_active(case.by) and not lives:
        refuse(
            "issuer_not_a_member",
            case.charter.members.cite(),
            expected="a member of the federation",
            got=case.by,
            remedy="sign in as a member",
        )


def require_office(case: Case, command: str) -> None:
    """Refuse unless the office itself issues the command."""
    if case.by != OFFICE:
        refuse(
            "reserved_to_the_office",
            case.charter.preamble.cite(),
            expected="lapse of time, or a count",
            got=f"member {case.by}",
            remedy=f"wait: {command.replace('_', ' ')} happens by itself when it is due",
        )


def require_power(case: Case, command: str, body: int) -> None:
    """Refuse unless the issuer holds an office, or is a convenor, with power over the body."""
    union = case.state.is_union(body)
    if case.by == OFFICE or (not union and _is_convenor(case, command)):
        return
    for seat_id in case.state.held.get(case.by, ()):
        seat = case.state.seats[seat_id]
        if seat.office and case.state.reaches(seat.body, body):
            powers = case.office(seat).powers
            if command in powers and not is_suspended(case, seat, command):
                if not union:  # a charge would be a way to be rid of whoever leads a union
                    refuse_while_charged(case, command)
                return
    refuse_while_suspended(case, command, body)
    if union and not _is_officer(case, body):
        refuse_to_command(case, body, got=f"member {case.by}")
    holders = [one.title for one in _offices_with(case, command, of_union=union)]
    refuse(
        "issuer_without_power",
        _cite_power(case, command, of_union=union),
        expected=" or ".join(holders) or "nobody now that the founding is over",
        got=f"member {case.by}",
        remedy="ask one of them, or move a motion in the body",
    )


def refuse_to_command(case: Case, union: int, *, got: str) -> NoReturn:
    """Refuse somebody outside a union to do what only its own officers and members do.

    Args:
        case: the case.
        union: the body that is a union.
        got: who wanted to.
    """
    refuse(
        "union_outside_chain_of_command",
        (case.charter.union or case.charter.preamble).cite(),
        expected=f"somebody whom {case.state.bodies[union].name} has elected for it",
        got=got,
        remedy="ask the union; it decides itself",
    )


def _is_officer(case: Case, body: int) -> bool:
    held = (case.state.seats[one] for one in case.state.held.get(case.by, ()))
    return any(seat.office and seat.body == body for seat in held)


def refuse_while_charged(case: Case, command: str) -> None:
    """Let the powers of whoever is charged rest, where the constitution says so.

    What inspectors do, and what elections need, never does: a charge would be a way to be rid of
    them. Nor does it last until those above have decided an appeal, which has no date.
    """
    if command in INSPECTING or command in ELECTING:
        return
    for number in case.state.charged.get(case.by, ()):
        charge = case.state.charges[number]
        waits = charge.stage == "appealed" and case.at >= charge.appeal_until
        if charge.rests and not charge.suspended and not waits:
            rule = case.charter_of(charge.charter).discipline
            assert rule is not None
            refuse(
                "powers_rest",
                rule.cite("suspension"),
                expected="an officer who is not charged",
                got=f"member {case.by}, under charge {number}",
                remedy="wait until the charge is decided or lapses; votes and seats are untouched",
            )


def _is_convenor(case: Case, command: str) -> bool:
    founding = case.charter.founding
    return (
        not case.state.founding_over
        and case.by in case.state.convenors
        and command in founding.powers
    )


def _offices_with(case: Case, command: str, *, of_union: bool) -> Iterator[Office]:
    """Give the offices that have a power, of unions or of the pyramid."""
    levels = case.charter.levels
    for office in case.charter.offices.values():
        beside = any(levels[one].own_roll == of_union for one in office.levels)
        if command in office.powers and beside:
            yield office


def _cite_power(case: Case, command: str, *, of_union: bool) -> str:
    for office in _offices_with(case, command, of_union=of_union):
        return office.cite("powers")
    return case.charter.founding.cite("powers")
