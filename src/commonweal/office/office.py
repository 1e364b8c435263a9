"""The office: the one path on which a federation's record is written.

read -> what falls due -> decide -> vault -> fold -> append -> receipt.

Rules of this module:

* one process writes, under the record's lease; in it one lock orders commands, and the record's
  writer makes them durable in groups: nothing is told before it is durable and signed for;
* time is stamped here and never runs backwards; whatever fell due happens before a command does;
* a secret ballot lies in its box before the record says that somebody voted; if a crash comes
  between, the next start records the mark;
* if the record cannot be written, the state folded ahead of it is thrown away and folded again.

Not here: what is lawful (``commonweal.polity``), pages and commands (the doors).
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Lock, RLock
from typing import TypeVar

from commonweal import polity
from commonweal.charter import Charters
from commonweal.office import entries
from commonweal.office.answers import Answer, known, scoped
from commonweal.office.confidence import SecretConfidence
from commonweal.office.confidential import UnnamedLetters, mark_membership
from commonweal.office.counting import complete
from commonweal.office.examining import examine
from commonweal.office.folded import Folded
from commonweal.office.opening import load, open_vault_of
from commonweal.office.own_orders import OwnOrders
from commonweal.office.papers import online, voted_before_mark
from commonweal.office.plan_work import PlanWork
from commonweal.office.sealing import seal_texts, texts_of
from commonweal.office.void_boxes import VoidBoxes
from commonweal.office.wiping import WipedLetters
from commonweal.polity import Case, Event, Issued, State
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.planning.proposals.data import CampaignLapsed, OrderForMyself, PlanAdopted
from commonweal.polity.rights.commitments import entered_by
from commonweal.polity.rights.letters.data import LetterWiped
from commonweal.record import (
    Home,
    Log,
    Receipt,
    Snapshots,
    Store,
    Unencodable,
    Writer,
    WriterFailed,
)
from commonweal.terms import OFFICE, CharterVersion, MemberId, Moment, Refusal
from commonweal.vault import AlreadyVoted, BoxBroken

SNAPSHOT_EVERY = 20_000
"""Entries after which a snapshot of the folded state is kept."""

CLOSED_AT_ONCE = 200
"""Closings and signatures of rolls in one entry, when a vote needs the rolls of many bodies; two
for each roll, and with at most 300 bytes each far below the limit of an entry."""

DUE_AT_ONCE_MAX = 10_000
"""Commands that may fall due before one command; more is a circle, and a mistake of ours."""

Result = TypeVar("Result")

__all__ = ["Answer", "Office"]


class Office(Folded):
    """A federation that can be read and written in this process.

    Args:
        folder: the federation's folder, made by :func:`commonweal.office.founding.found`.
        clock: seconds since 1970, UTC; only the laboratory and tests give another.
        environment: where DATABASE_URL is looked up.

    Raises:
        LeaseHeld: when another process writes; use :class:`commonweal.office.follower.Follower`.
        RecordError: when the record cannot be opened.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        environment: Mapping[str, str] = os.environ,
        checkpoint_within_s: float = 0.0,
    ) -> None:
        self.folder = folder
        self.home = Home.at(folder, environment)
        self._clock = clock
        self._lock = RLock()
        self._snapshots = Snapshots(folder / "snapshots")
        self._state: State
        self._charters: Charters
        with ExitStack() as opened:
            self.vault = opened.enter_context(open_vault_of(folder, environment))
            self._store: Store = opened.enter_context(closing(self.home.open_store()))
            self.log: Log = opened.enter_context(
                closing(self.home.open_log(self._store, writing=True))
            )
            holder = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"
            writer = Writer(self.log, holder, checkpoint_within_s=checkpoint_within_s)
            self._writer = opened.enter_context(writer)
            self._confidence = SecretConfidence(self.vault)
            self._void = VoidBoxes(self.vault)
            self._wiped = WipedLetters(self.vault)
            self._unnamed = UnnamedLetters()
            self._own_orders = OwnOrders(self.vault)
            self._plan_work, self._planning = PlanWork(self), Lock()
            with self._lock:
                self._fold_anew()
            self._wait(self._state.version)
            self._opened = opened.pop_all()

    # Reading.

    def view(self, look: Callable[[State], Result]) -> Result:
        """Read the state, and return when everything seen is durable.

        Args:
            look: reads what it needs and keeps no part of the state.
        """
        with self._lock:
            self._run_due()
            result = look(self._state)
            version = self._state.version
        self._wait(version)
        return result

    def _wait(self, version: int) -> None:
        try:
            self._writer.wait_durable(version)
        except WriterFailed:
            self.recover()
            raise

    # Writing.

    def execute(self, command: cmd.Command, by: int, *, key: str = "") -> Answer:
        """Decide a command and write what follows.

        Args:
            command: what is asked; free texts as texts, they are sealed here.
            by: the member who asks, as the door has made sure.
            key: idempotency key; the same member's same command with the same key gives one entry.

        Returns:
            The answer, when the entry is durable and signed for.

        Raises:
            Refusal: when the law says no.
            RecordError: when it could not be written; nothing has happened then, unless the error
                is ``Unreachable``: then nobody can know yet, and asking again with the same key
                carries it out once.
        """
        with self._lock:
            self._run_due()
            key = scoped(key, by, str(command.__struct_config__.tag))
            done = self._repeated(key)
            if done is not None:
                return done
            version, events, voucher, future = self._take(command, by, key)
            self._run_due()
        if future is None:
            self._wait(version)
            return Answer(-1, known(events), "", version, voucher)
        receipt = self._receipt(future, version - 1, by, events)
        return Answer(version - 1, known(events), receipt.as_text(), version, voucher)

    def admit(
        self, people: Sequence[tuple[str, int, Mapping[str, str]]], by: int, *, key: str = ""
    ) -> Answer:
        """Admit people, given as name, home and contact data; see :mod:`.admission`.

        Raises:
            Refusal: when the law says no; then nothing of them is kept.
        """
        homes = tuple(home for _, home, _ in people)
        with self._lock:
            self._run_due()
            key = scoped(key, by, "admit_members")
            done = self._repeated(key)
            if done is not None:
                return done
            unnamed = cmd.AdmitMembers(homes=homes, commitments=("",) * len(homes))
            polity.decide(self._state, unnamed, self._charters, Issued(MemberId(by), self.now()))
            first = len(self._state.members) + 1
            data = [(first + at, name, contact) for at, (name, _, contact) in enumerate(people)]
            commitments = tuple(self.vault.put_people(data))
            command = cmd.AdmitMembers(homes=homes, commitments=commitments)
            version, events, _, future = self._take(command, by, key)
        assert future is not None
        receipt = self._receipt(future, version - 1, by, events)
        return Answer(version - 1, known(events), receipt.as_text(), version)

    def _repeated(self, key: str) -> Answer | None:
        if not key or key not in self._state.keys:
            return None
        index = self._state.keys[key]
        self._wait(index + 1)
        entry = entries.read(self.log.entry(index))
        return Answer(index, entry.events, self.log.receipt(index).as_text(), index + 1)

    def _receipt(
        self, future: Future[Receipt], index: int, by: int, events: Sequence[Event]
    ) -> Receipt:
        try:
            return future.result()
        except Exception:
            self.recover()
            # A database that fell silent may have kept the entry: then it has happened.
            if index < self.log.signed.size:
                entry = entries.read(self.log.entry(index))
                if (entry.by, entry.events) == (entered_by(by, events), tuple(events)):
                    return self.log.receipt(index)
            raise

    def _take(
        self, command: cmd.Command, by: int, key: str
    ) -> tuple[int, tuple[Event, ...], str, Future[Receipt] | None]:
        now = self.now()
        issued = Issued(MemberId(by), now)
        late = voted_before_mark(self._state, command, self.vault)
        if late is not None:
            self._record_mark(*late)
        if self._state.constitutions:
            case = Case(self._state, self._charters, issued)
            command = complete(case, examine(case, command, self.log), self.vault)
        events = self._decide(command, issued)
        if texts_of(command):
            command = seal_texts(command, self.vault)
            events = self._decide(command, issued)
        if isinstance(command, cmd.WithdrawConfidence | cmd.RestoreConfidence) and not events:
            return (*self._in_confidence(command, by), "", None)
        if isinstance(command, OrderForMyself):
            self._own_orders.place(by, command)
            return self._state.version, (), "", None
        voucher = self._prepare_vault(command, by, events)
        named = entered_by(by, events)
        # A key names its member too.
        key = key if named == by else ""
        name = str(command.__struct_config__.tag)
        try:
            future = self._append(name, named, now, key, events)
        except Unencodable:
            events = polity.without_consequences(events)
            if not events:
                raise
            future = self._append(name, named, now, key, events)
        return self._state.version, events, voucher, future

    def _decide(self, command: cmd.Command, issued: Issued) -> tuple[Event, ...]:
        """Decide; where more rolls have to be closed than one entry can hold, close them first."""
        events = polity.decide(self._state, command, self._charters, issued)
        closing = [one for one in events if isinstance(one, ev.RollClosed | ev.RollSigned)]
        if len(closing) <= CLOSED_AT_ONCE:
            return events
        for at in range(0, len(closing), CLOSED_AT_ONCE):
            some = closing[at : at + CLOSED_AT_ONCE]
            self._append("close_roll", OFFICE, issued.at, "", some)
        return polity.decide(self._state, command, self._charters, issued)

    def _append(
        self, name: str, by: int, now: Moment, key: str, events: Sequence[Event]
    ) -> Future[Receipt]:
        body = entries.write(name, by, now, key, events)
        future = self._writer.submit(body)
        polity.apply_entry(self._state, tuple(events), now, key)
        self._follow_up(events)
        return future

    def _prepare_vault(self, command: cmd.Command, by: int, events: Sequence[Event]) -> str:
        """Do in the vault what must be there before the record speaks of it."""
        voucher, case = "", self.case(by)
        for event in events:
            match event:
                case ev.VotingOpened(poll=poll):
                    if self._state.polls[poll].secret:
                        self.vault.open_box(poll)
                case ev.PollOpened(stage="voting", secret=True, poll=poll):
                    self.vault.open_box(poll)
                case ev.BallotMarked(poll=poll) if isinstance(command, cmd.CastVote):
                    voucher = self._into_box(poll, by, command)
            mark_membership(self.vault, case, event)
            self._unnamed.count(case, event)
        return voucher

    def _into_box(self, poll: int, by: int, command: cmd.CastVote) -> str:
        ballot = json.dumps(list(command.ranking) or command.choice).encode()
        try:
            return self.vault.cast(poll, by, ballot)
        except AlreadyVoted:
            # A crash came between box and record: the ballot in the box stands.
            return ""

    def _follow_up(self, events: Sequence[Event]) -> None:
        for event in events:
            match event:
                case ev.ConstitutionAdopted(version=version, text=text):
                    self._charters.add(CharterVersion(version), text, self._state.now)
                case (
                    ev.SeatVacated(seat=seat)
                    | ev.SeatFilled(seat=seat, acting=False)
                    | ev.RecallFailed(seat=seat)
                ):
                    self._confidence.forget(seat)
                case ev.PollDeclared(poll=poll) if poll in self._state.papers:
                    self._void.typed.add(poll)
                case ev.PollVoided(poll=poll, why=why) if why != "box_broken":
                    self._void.polls.add(poll)
                case LetterWiped(letter=letter):
                    self._wiped.letters.add(letter)
                case PlanAdopted(campaign=campaign) | CampaignLapsed(campaign=campaign):
                    self._own_orders.over.add(campaign)
        if self._state.version % SNAPSHOT_EVERY == 0:
            self._snapshot_wanted = True

    # Confidence kept as secretly as a ballot.

    def has_withdrawn(self, seat: int, member: int) -> bool:
        """Whether a member has withdrawn confidence in a seat, or signed against it.

        Only for showing to that member: under a rule of secrecy nobody else may know.
        """
        return self._confidence.has_withdrawn(self.case(member), self._state.seats[seat], member)

    def _in_confidence(
        self, command: cmd.WithdrawConfidence | cmd.RestoreConfidence, by: int
    ) -> tuple[int, tuple[Event, ...]]:
        case, seat = self.case(by), self._state.seats[command.seat]
        if isinstance(command, cmd.RestoreConfidence):
            self._confidence.restore(case, seat)
            return self._state.version, ()
        self._confidence.withdraw(case, seat)
        events = self._open_recall_if_crossed(seat.id)
        return self._state.version, events

    def _open_recall_if_crossed(self, seat_id: int) -> tuple[Event, ...]:
        """Open the recall vote when the secret withdrawals cross the threshold."""
        seat = self._state.seats[seat_id]
        case = self.case()
        if seat.holder == polity.NOBODY or seat.recall or seat.acting:
            return ()
        count = self._confidence.count(case, seat)
        if count < polity.needed_withdrawals(case, seat):
            return ()
        if case.at < seat.cooled_at:
            return ()
        command = cmd.OpenRecall(seat=seat.id, attested=count)
        now = self.now()
        events = self._decide(command, Issued(OFFICE, now))
        self._prepare_vault(command, OFFICE, events)
        self._append("open_recall", OFFICE, now, "", events)
        return events

    # What falls due.

    def tick(self, *, plan: bool = True) -> int:
        """Do what has fallen due; returns how many commands that were.

        Args:
            plan: whether plans that are awaited are made now; that can take long.
        """
        with self._lock:
            before = self._state.version
            self._run_due()
            for seat in sorted(self._confidence.seats):
                self._open_recall_if_crossed(seat)
            version, void = self._state.version, sorted(self._void.polls)
            papers = self._void.papers(self.case()) if self._state.constitutions else []
            letters, ordered = self._wiped.texts(self._state), sorted(self._own_orders.over)
        self._wait(version)
        self._void.destroy(void, papers)
        self._wiped.destroy(letters.items())
        self._own_orders.forget(ordered)
        self._keep_snapshot()
        return version - before + (self.plan_now() if plan else 0)

    def plan_now(self) -> int:
        """Make plans that are awaited and look at figures of running ones, outside the lock.

        Returns:
            How many commands that were; 0 while another thread does so.
        """
        if not self._planning.acquire(blocking=False):
            return 0
        try:
            return self._plan_work.work()
        finally:
            self._planning.release()

    def _run_due(self) -> None:
        self._check_writer()
        if not self._state.constitutions:
            return
        for _ in range(DUE_AT_ONCE_MAX):
            now = self.now()
            command = polity.due(self._state, now)
            if command is None:
                return
            before = self._state.version
            if isinstance(command, cmd.DeclarePoll):
                self._mend(self._state.polls[command.poll])
            try:
                self._take(command, OFFICE, "")
            except BoxBroken:
                assert isinstance(command, cmd.DeclarePoll)
                events = polity.voided(self._state, command.poll)
                self._append("void_poll", OFFICE, now, "", events)
            except (Refusal, Unencodable) as refusal:
                why = refusal.name if isinstance(refusal, Refusal) else "entry_too_large"
                events = polity.dropped(self._state, why)
                self._append("drop_due", OFFICE, now, "", events)
            assert self._state.version > before
        raise AssertionError("what falls due never ends")

    # Starting, failing, stopping.

    def _check_writer(self) -> None:
        if self._writer.failure is not None or self._unfolded:
            self.recover()

    def recover(self) -> None:
        """Throw the state away and fold it again, after the record could not be written."""
        with self._lock:
            if self._writer.failure is not None:
                # The writer may come back before the rest does; until then nothing is decided.
                self._unfolded = True
                self._writer.reset()
            if self._unfolded:
                self._fold_anew()

    def _fold_anew(self) -> None:
        self._unfolded = True
        self._load()
        self._reconcile()
        self._unfolded = False

    def _load(self) -> None:
        self._snapshot_wanted = False
        self._state, self._charters = load(self.log, self._snapshots)
        if self._state.constitutions:
            self._confidence.load(self.case())
        self._void.load(self._state)
        self._wiped.load(self._state)
        self._own_orders.load(self._state)
        self._folded_from = self._state.version

    def _reconcile(self) -> None:
        """Record the marks of ballots that lie in a box, but came to no entry before a crash."""
        voting = [one for one in self._state.polls.values() if one.secret and one.stage == "voting"]
        for poll in voting:
            # A crash may have come after the box was closed and before its result was recorded.
            if self.vault.box_state(poll.id) is None:
                self.vault.open_box(poll.id)
        # The vault is asked for everything before anything is written: it may fall silent.
        for poll, marks in [(poll, self.vault.marks(poll.id)) for poll in voting]:
            for member in marks:
                self._record_mark(poll, member)

    def _mend(self, poll: polity.Poll) -> None:
        """Record marks that a vault which fell silent kept after all, before the box is counted."""
        if poll.secret and len(marks := self.vault.marks(poll.id)) > online(self._state, poll):
            for member in marks:
                self._record_mark(poll, member)

    def _record_mark(self, poll: polity.Poll, member: int) -> None:
        case = self.case()
        if polity.may_vote(case, poll, member) and not polity.has_voted(case, poll, member):
            now = Moment(min(self.now(), poll.at))
            seat = self._state.seat_of(member, poll.body) if poll.electorate == "seats" else None
            marked = ev.BallotMarked(poll=poll.id, voter=member, seat=seat.id if seat else 0)
            self._append("mark_ballot", OFFICE, Moment(max(now, self._state.now)), "", [marked])

    def _keep_snapshot(self, *, force: bool = False) -> None:
        if not (self._snapshot_wanted or force):
            return
        with self._lock:
            version, payload = self._state.version, polity.to_bytes(self._state)
            self._snapshot_wanted = False
        self._wait(version)
        self._snapshots.save(version, self.log.root(version), polity.STATE_SCHEMA, payload)

    def close(self) -> None:
        """Write what is queued, keep a snapshot if much has happened, and give the lease back."""
        with self._opened:
            with self._lock:
                many = self._state.version - self._folded_from > SNAPSHOT_EVERY // 20
            if self._writer.failure is None and not self._unfolded:
                self._keep_snapshot(force=many)
