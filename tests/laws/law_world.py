"""A federation in memory: the law with the office's counting, and nothing between them and a test.

What the office does with files, keys and threads is left out: a command is completed, decided,
written as an entry, and the entry as it would be read back is folded.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple, cast

from law_variants import constitution

from commonweal.charter import Charters
from commonweal.office import entries
from commonweal.office.counting import complete
from commonweal.office.own_orders import OwnOrders
from commonweal.office.sealing import seal_texts
from commonweal.polity import (
    Case,
    Command,
    Event,
    Issued,
    State,
    apply_entry,
    decide,
    digest,
    dropped,
    due,
    from_bytes,
    needed_withdrawals,
    to_bytes,
)
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.planning.proposals.data import OrderForMyself
from commonweal.polity.rights.corrections.data import CorrectResult
from commonweal.polity.rights.papers.data import TypePapers
from commonweal.polity.rights.pay.data import DeclareWage
from commonweal.terms import DAY_S, OFFICE, CharterVersion, MemberId, Moment, Refusal
from commonweal.vault import Vault

START = Moment(1_780_000_000)
DUE_AT_ONCE_MAX = 500


class Closed(NamedTuple):
    """What closing a box tells."""

    digest: str


class Boxes:
    """The vault's ballot boxes and texts, without chance, so that a life can be lived again."""

    def __init__(self) -> None:
        self.cards: dict[int, dict[int, bytes]] = {}
        self.closed: set[int] = set()
        self.sealed: dict[str, str] = {}
        self.wants: dict[tuple[str, int, str], int] = {}

    def open_box(self, poll: int) -> None:
        assert poll not in self.closed, f"box {poll} is opened again"
        self.cards.setdefault(poll, {})

    def cast(self, poll: int, voter: int, ballot: bytes) -> None:
        assert poll not in self.closed, f"a ballot came into the closed box {poll}"
        assert voter not in self.cards[poll], f"member {voter} votes twice in box {poll}"
        self.cards[poll][voter] = ballot

    def cast_many(self, poll: int, votes: Iterable[tuple[int, bytes]]) -> None:
        for voter, ballot in votes:
            self.cast(poll, voter, ballot)

    def marks(self, poll: int) -> list[int]:
        return sorted(self.cards[poll])

    def want(self, matter: str, member: int, thing: str, amount: int) -> None:
        self.wants[matter, member, thing] = amount

    def all_wanted(self, matter: str) -> list[tuple[int, str, int]]:
        every = sorted(self.wants.items())
        return [(key[1], key[2], amount) for key, amount in every if key[0] == matter and amount]

    def erase_text(self, sealed: str, _reason: str) -> None:
        assert sealed in self.sealed, f"{sealed} was never sealed"

    def close_box(self, poll: int) -> Closed:
        self.closed.add(poll)
        return Closed(hashlib.sha256(b"".join(self.ballots(poll))).hexdigest())

    def box_state(self, poll: int) -> str | None:
        if poll not in self.cards:
            return None
        return "closed" if poll in self.closed else "open"

    def ballots(self, poll: int) -> list[bytes]:
        assert poll in self.closed, f"box {poll} is counted early"
        return sorted(self.cards[poll].values())

    def seal(self, text: str, kind: str) -> str:
        sealed = "sha256:" + hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
        self.sealed[sealed] = text
        return sealed

    def text(self, sealed: str) -> str | None:
        return self.sealed.get(sealed)

    def texts(self, wanted: Iterable[str]) -> dict[str, str | None]:
        return {one: self.sealed[one] for one in wanted}

    def kind_of(self, sealed: str) -> str | None:
        return "text" if sealed in self.sealed else None


class Step(NamedTuple):
    """One accepted command, with what the office added to it."""

    command: Command
    issued: Issued


Watcher = Callable[["World", tuple[Event, ...], dict[int, tuple[int, int]]], None]


class World:
    """A federation, its ballot boxes, its secret withdrawals and its record.

    Attributes:
        told: how often each event has happened, refusals and dropped items included.
        watchers: called with every entry, what happened, and who held which seat before.
    """

    def __init__(self) -> None:
        self.state = State()
        self.charters = Charters()
        self.boxes = Boxes()
        self.withdrawn: dict[int, set[int]] = {}
        self.now = START
        self.record: list[bytes] = []
        self.steps: list[Step] = []
        self.told: Counter[str] = Counter()
        self.watchers: list[Watcher] = []
        self.declaring: list[Callable[[World, cmd.DeclarePoll], None]] = []

    @property
    def vault(self) -> Vault:
        return cast("Vault", self.boxes)

    def copy(self) -> World:
        """A federation with the same past and a future of its own."""
        twin = World()
        twin.state = from_bytes(to_bytes(self.state))
        twin.charters._dated = dict(self.charters._dated)
        twin.boxes = copy.deepcopy(self.boxes)
        twin.withdrawn = {seat: set(members) for seat, members in self.withdrawn.items()}
        twin.now, twin.record, twin.steps = self.now, list(self.record), list(self.steps)
        return twin

    def case(self, by: int = OFFICE) -> Case:
        return Case(self.state, self.charters, Issued(MemberId(by), self.now))

    # Doing.

    def do(self, command: Command, by: int = OFFICE) -> tuple[Event, ...]:
        """Do as the office does: what is due, the command, and what is due then."""
        self.settle()
        before = digest(self.state)
        try:
            events = self._take(command, by)
        except Refusal as refusal:
            self.told[refusal.name] += 1
            self.refused_changes_nothing(before, refusal)
            raise
        self.settle()
        return events

    def refused_changes_nothing(self, before: str, refusal: Refusal) -> None:
        """After a refusal the state is as it was."""
        if digest(self.state) != before:
            raise AssertionError(f"a refused command changed the state: {refusal}")

    def try_to(self, command: Command, by: int = OFFICE) -> tuple[Event, ...] | None:
        """Do it, or take the refusal for an answer."""
        try:
            return self.do(command, by)
        except Refusal:
            return None

    def pass_days(self, count: float) -> None:
        """Let time pass, and do what falls due on the way at its own moment."""
        until = Moment(self.now + int(count * DAY_S))
        while (item := self.state.next_due()) is not None and item[0] <= until:
            self.now = Moment(max(self.now, item[0]))
            self.settle()
            if self.state.next_due() == item:
                break  # a law that leaves it undone is caught elsewhere
        self.now = until
        self.settle()

    def settle(self) -> None:
        """Do what is due, to a fixpoint."""
        self._attest()
        for _ in range(DUE_AT_ONCE_MAX):
            command = due(self.state, self.now) if self.state.constitutions else None
            if command is None:
                return
            before = self.state.version
            try:
                self._take(command, OFFICE)
            except Refusal as refusal:
                self.told[f"dropped: {type(command).__name__}: {refusal.name}"] += 1
                self._append("drop_due", OFFICE, dropped(self.state, refusal.name))
            assert self.state.version > before
            self._attest()
        raise AssertionError(f"what falls due never ends: {self.state.next_due()}")

    def _take(self, command: Command, by: int) -> tuple[Event, ...]:
        issued = Issued(MemberId(by), self.now)
        if isinstance(command, DeclareWage) and command.figure.isdigit():
            command = seal_texts(command, self.vault)
        if self.state.constitutions:
            command = complete(self.case(by), command, self.vault)
        if isinstance(command, TypePapers | CorrectResult):
            command = seal_texts(command, self.vault)
        if isinstance(command, cmd.DeclarePoll):
            for look in self.declaring:
                look(self, command)
        events = decide(self.state, command, self.charters, issued)
        if not events:
            self._in_confidence(command, by)
            return events
        self._prepare(command, by, events)
        self.steps.append(Step(command, issued))
        self._append(str(command.__struct_config__.tag), by, events)
        return events

    def _append(self, name: str, by: int, events: tuple[Event, ...]) -> None:
        if name == "drop_due":
            self.steps.append(Step(cmd.EndFounding(), Issued(MemberId(-1), self.now)))
        seats = {seat.id: (seat.holder, seat.rests_on) for seat in self.state.seats.values()}
        body = entries.write(name, by, self.now, "", events)
        self.record.append(body)
        apply_entry(self.state, entries.read(body).events, self.now)
        self.told.update(type(event).__name__ for event in events)
        self._follow_up(events)
        for watch in self.watchers:
            watch(self, events, cast("dict[int, tuple[int, int]]", seats))

    def _prepare(self, command: Command, by: int, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case ev.VotingOpened(poll=poll) if self.state.polls[poll].secret:
                    self.boxes.open_box(poll)
                case ev.PollOpened(stage="voting", secret=True, poll=poll):
                    self.boxes.open_box(poll)
                case ev.BallotMarked(poll=poll) if isinstance(command, cmd.CastVote):
                    ballot = json.dumps(list(command.ranking) or command.choice).encode()
                    self.boxes.cast(poll, by, ballot)

    def _follow_up(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case ev.ConstitutionAdopted(version=version, text=text):
                    self.charters.add(CharterVersion(version), text, self.now)
                case (
                    ev.SeatVacated(seat=seat)
                    | ev.SeatFilled(seat=seat, acting=False)
                    | ev.RecallFailed(seat=seat)
                ):
                    self.withdrawn.pop(seat, None)

    # Confidence, and orders, kept in secret.

    def _in_confidence(self, command: Command, by: int) -> None:
        if isinstance(command, OrderForMyself):
            self.told["secretly OrderForMyself"] += 1
            OwnOrders(self.vault).place(by, command)
            return
        assert isinstance(command, cmd.WithdrawConfidence | cmd.RestoreConfidence), command
        held = self.withdrawn.setdefault(command.seat, set())
        self.told[f"secretly {type(command).__name__}"] += 1
        if isinstance(command, cmd.WithdrawConfidence):
            held.add(by)
        else:
            held.discard(by)

    def _attest(self) -> None:
        """Open the recalls whose secret threshold is crossed, as the office does."""
        for seat_id in sorted(self.withdrawn):
            seat = self.state.seats[seat_id]
            case = self.case()
            if seat.abolished or not seat.holder or seat.recall or seat.acting:
                continue
            held = self.withdrawn[seat_id]
            count = sum(1 for one in held if case.is_elector(one, seat))
            if count >= needed_withdrawals(case, seat) and self.now >= seat.cooled_at:
                self._take(cmd.OpenRecall(seat=seat_id, attested=count), OFFICE)

    # Living through it again.

    def folded(self) -> State:
        """Fold the record from the beginning, as bytes."""
        state = State()
        for _ in entries.fold(state, self.record):
            pass
        return state

    def decided_again(self) -> State:
        """Decide every command again, and fold what follows."""
        state, charters = State(), Charters()
        for command, issued in self.steps:
            if issued.by == -1:
                item = due(state, issued.at)
                assert item is not None
                events = dropped(state, _why_refused(state, self, item, charters, issued))
            else:
                events = decide(state, command, charters, issued)
            apply_entry(state, cast("Any", events), issued.at)
            for event in events:
                if isinstance(event, ev.ConstitutionAdopted):
                    charters.add(CharterVersion(event.version), event.text, issued.at)
        return state


def _why_refused(
    state: State, world: World, command: Command, charters: Charters, issued: Issued
) -> str:
    office = Issued(OFFICE, issued.at)
    case = Case(state, charters, office)
    try:
        decide(state, complete(case, command, world.vault), charters, office)
    except Refusal as refusal:
        return refusal.name
    raise AssertionError(f"{command} was refused before, and is not now")


# Beginnings.

SIZES = ((5, 4), (5, 5))
"""Members of each assembly, by district."""


@cache
def _founded(variant: str) -> World:
    world = World()
    text = constitution(variant)
    world.do(cmd.FoundFederation(name="", constitution=text, commitments=("c1", "c2")))
    world.do(cmd.OpenBody(level="congress", name="Congress"), 1)
    for number, sizes in enumerate(SIZES):
        district = _open(world, "district", f"District {number + 1}", 1)
        for place, size in enumerate(sizes):
            home = _open(world, "assembly", f"Assembly {number + 1}.{place + 1}", district)
            world.do(cmd.AdmitMembers(homes=(home,) * size, commitments=tuple("c" * size)), 1)
    return world


def _open(world: World, level: str, name: str, parent: int) -> int:
    events = world.do(
        cmd.OpenBody(
            level=level, name=name, parent=parent, declared=10 + len(world.state.bodies) ** 2
        ),
        1,
    )
    return next(event.body for event in events if isinstance(event, ev.BodyOpened))


@cache
def _started(variant: str) -> World:
    world = _founded(variant).copy()
    bodies = world.state.bodies
    districts = list(bodies[1].children)
    for district in districts:
        for home in bodies[district].children:
            sign_roll(world, home)
        world.do(cmd.ApportionSeats(body=district), 1)
    for district in districts:
        for home in bodies[district].children:
            elect(world, district, home, by=1)
    world.do(cmd.ApportionSeats(body=1), 1)
    for district in districts:
        elect(world, 1, district, by=1)
    assert world.state.founding_over
    for body in [one for one in bodies.values() if one.members]:
        if world.case().filling(world.state.seats[body.offices[0]]).rule != "appointed":
            elect(world, body.id, body.id, "keeper")
    return world


def founded(variant: str) -> World:
    """A federation of three levels with members, and no seat yet."""
    return _founded(variant).copy()


def started(variant: str) -> World:
    """A federation of three levels whose councils sit."""
    return _started(variant).copy()


def sign_roll(world: World, home: int) -> None:
    """Close the roll of a body of members and have it signed."""
    events = world.do(cmd.CloseRoll(body=home))
    for event in events:
        if isinstance(event, ev.RollClosed) and world.state.rolls[event.roll].signed_at == 0:
            for member in list(world.state.rolls[event.roll].members)[:2]:
                world.try_to(cmd.SignRoll(roll=event.roll), member)


def electors(world: World, poll_id: int) -> list[int]:
    """Who may vote in a poll and has not yet."""
    state, poll = world.state, world.state.polls[poll_id]
    if poll.electorate == "seats":
        sitting = [state.seats[seat] for seat in poll.seats]
        return [seat.holder for seat in sitting if seat.holder and seat.id not in poll.seat_marks]
    people = sorted({one for roll in poll.rolls for one in state.rolls[roll].members})
    return [one for one in people if state.members.is_active(one)]


def elect(world: World, body: int, sender: int, office: str = "", by: int = OFFICE) -> int:
    """Hold an election in which everybody who can stands, and everybody votes."""
    delegation = [
        seat
        for seat in world.state.seats.values()
        if (seat.body, seat.sender, seat.office) == (body, sender, office) and not seat.abolished
    ]
    running = next((seat.running for seat in delegation if seat.running), 0)
    if not running:
        command = cmd.OpenElection(body=body, sender=sender, office=office)
        opened = world.do(command, by)
        running = cast("Any", opened[0]).poll
    poll = world.state.polls[running]
    voters = below(world, sender)
    for one in voters:
        if world.try_to(cmd.Nominate(poll=poll.id, candidate=one), one):
            for friend in voters:
                if one in poll.qualified or poll.stage != "nominating":
                    break
                if friend != one:
                    world.try_to(cmd.Nominate(poll=poll.id, candidate=one), friend)
    world.pass_days(max(0, (poll.at - world.now) / DAY_S))
    vote_in(world, poll.id)
    world.pass_days(1)
    settle_lots(world)
    return poll.id


def vote_in(world: World, poll_id: int) -> None:
    """Everybody votes: in an election for the candidates in turn, on a question Yes."""
    poll = world.state.polls[poll_id]
    for place, voter in enumerate(electors(world, poll_id)):
        if poll.kind == "election":
            at = place % len(poll.candidates)
            ranking = tuple(poll.candidates[at:] + poll.candidates[:at])
            world.try_to(cmd.CastVote(poll=poll_id, ranking=ranking), voter)
        else:
            world.try_to(cmd.CastVote(poll=poll_id, choice="yes"), voter)


def settle_lots(world: World) -> None:
    """Draw every lot that a count waits for, in the order of the tied."""
    for poll in list(world.state.polls.values()):
        for _ in range(9):
            if poll.stage != "lot":
                break
            draw_lot(world, poll.id, tuple(poll.lot_among))


def draw_lot(world: World, poll_id: int, order: tuple[int, ...]) -> None:
    """Have two electors enter a draw."""
    poll = world.state.polls[poll_id]
    for witness in below(world, poll.body)[:2]:
        world.try_to(cmd.EnterDraw(poll=poll_id, order=order, source="a hat"), witness)


def below(world: World, body: int) -> list[int]:
    """The members who belong to a body or to one below it."""
    home, reaches = world.state.members.home, world.state.reaches
    return [one for one in range(1, len(home)) if home[one] and reaches(body, home[one])]
