"""Reading: what the doors may see of a federation, for one viewer, at one moment.

Rules of this module:

* a reading is used inside :meth:`Office.view` and not kept; what it gives is plain data;
* names are shown of those who hold a seat or office, who held one within :data:`NAMED_FOR_S`, who
  stand or stood for election, or wrote openly, within :data:`CANDIDATES_NAMED_FOR_S`, of those who
  speak for a caucus, and of convenors while the
  founding lasts; of other members only to themselves and to those who sit in the same assembly;
* names and texts are asked for together (:meth:`Reading.know`), not one by one;
* how many have withdrawn confidence in secret is never given away, whatever is asked.

Not here: words, addresses and looks of pages (``commonweal.web``), signing in (``entrance``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from commonweal.charter import Charter
from commonweal.office.chronicle import Chronicle
from commonweal.office.counting import account_of
from commonweal.office.entries import Entry
from commonweal.office.office import Office
from commonweal.office.own_orders import OwnOrder, own_orders
from commonweal.office.results import Counted, counted_of
from commonweal.polity import NOBODY, Body, Case, Motion, Poll, Seat, State
from commonweal.polity.case import require_power
from commonweal.polity.planning.proposals.kept import Campaign
from commonweal.record import BadNote, NotInRecord, RecordError, read_checkpoint
from commonweal.terms import DAY_S, Moment, Refusal
from commonweal.vault import CodeStatus, UnknownDigest, VaultError

if TYPE_CHECKING:
    from commonweal.office.plan_reading import PlanReading

NAMED_FOR_S = 5 * 365 * DAY_S
"""For how long those who held a seat or an office are still named."""

CANDIDATES_NAMED_FOR_S = 365 * DAY_S
"""For how long after an election its candidates are still named."""

UNAVAILABLE = (RecordError, VaultError, OSError)
"""What is raised when record or vault cannot be read or written; nothing has happened then."""

NOT_IN_RECORD = NotInRecord
"""Raised for a number beyond the record."""


@dataclass(slots=True)
class Shown:
    """Who is named on public pages; worked out once for each version of the state and day."""

    key: tuple[int, int] = (-1, -1)
    members: frozenset[int] = frozenset()

    def among(self, state: State, now: Moment) -> frozenset[int]:
        """Return the members who are named now."""
        key = (state.version, now // DAY_S)
        if key != self.key:
            self.members = frozenset(named_members(state, now))
            self.key = key
        return self.members


def named_members(state: State, now: Moment) -> set[int]:
    """Work out who is named on public pages: see the rules of this module."""
    named = {member for member, seats in state.held.items() if seats}
    for seat in state.seats.values():
        since = now - NAMED_FOR_S
        named.update(tenure.holder for tenure in seat.history if tenure.until > since)
    for poll in state.polls.values():
        if poll.kind == "election" and _still_named(poll, now):
            named.update(poll.candidates)
        roles = state.papers.get(poll.id)
        if roles is not None and _still_named(poll, now):
            named.update((*roles.tellers, *roles.observers))
    named.update(speaker for one in state.caucuses.values() for speaker in one.speakers)
    named.update(_wrote_openly(state, now - CANDIDATES_NAMED_FOR_S))
    if not state.founding_over:
        named.update(state.convenors)
    return named


def _wrote_openly(state: State, since: int) -> Iterator[int]:
    """Yield who published a letter, a reply or a minority report under their name lately."""
    for letter in state.letters.values():
        if letter.published_at > since and letter.author:
            yield letter.author
        yield from (reply.by for reply in letter.replies if reply.at > since)
    for report in state.reports.values():
        if report.filed_at > since:
            yield from (report.by, *report.signers)


def _still_named(poll: Poll, now: Moment) -> bool:
    if poll.stage in ("nominating", "voting", "papers", "lot"):
        return True
    return (poll.declared_at or poll.at) > now - CANDIDATES_NAMED_FOR_S


class Reading:
    """One look at a federation.

    Args:
        office: the office, whose lock is held.
        state: its state.
        chronicle: the index of its record.
        shown: who is named on public pages.
        viewer: the member who looks, 0 for a stranger.

    Attributes:
        case: the law's view of the present, with the viewer as the one who asks.
    """

    __slots__ = ("_names", "_office", "_public", "_texts", "case", "chronicle", "state", "viewer")

    def __init__(
        self, office: Office, state: State, chronicle: Chronicle, shown: Shown, viewer: int = 0
    ) -> None:
        self._office = office
        self.state = state
        self.chronicle = chronicle
        self.viewer = viewer
        self.case: Case = office.case(viewer)
        self._public = shown.among(state, self.case.at)
        self._names: dict[int, str] = {}
        self._texts: dict[str, str | None] = {}

    @property
    def now(self) -> Moment:
        """The present moment."""
        return self.case.at

    @property
    def charter(self) -> Charter:
        """The constitution in force."""
        return self.case.charter

    # Names and texts.

    def is_named(self, member: int) -> bool:
        """Whether the viewer is shown a member's name."""
        return member == self.viewer or member in self._public or self._sits_beside(member)

    def _sits_beside(self, member: int) -> bool:
        members = self.state.members
        if not (members.is_active(self.viewer) and members.is_active(member)):
            return False
        home = members.home[self.viewer]
        return home != 0 and members.home[member] == home

    def know(self, members: Iterable[int], texts: Iterable[str] = ()) -> None:
        """Ask for names and texts together, before they are used one by one."""
        wanted = {one for one in members if one not in self._names and self.is_named(one)}
        if wanted:
            self._names.update(dict.fromkeys(wanted, ""))
            self._names.update(self._office.vault.names(wanted))
        digests = {one for one in texts if one and one not in self._texts}
        if digests:
            self._learn(digests)

    def _learn(self, digests: set[str]) -> None:
        try:
            self._texts.update(self._office.vault.texts(digests))
        except UnknownDigest:
            # One is foreign: the others are still wanted. This costs a question each, and is rare.
            for digest in digests:
                self._texts[digest] = self._text_alone(digest)

    def _text_alone(self, digest: str) -> str | None:
        try:
            return self._office.vault.text(digest)
        except UnknownDigest:
            return None

    def name(self, member: int) -> str:
        """Return a member's name; empty when it is not shown to the viewer, or was erased."""
        if member not in self._names:
            self.know([member])
        return self._names.get(member, "")

    def text(self, digest: str) -> str | None:
        """Return a text of the vault; None when it was erased or never was there."""
        if digest not in self._texts:
            self.know((), [digest])
        return self._texts.get(digest)

    def named_so(self, name: str, among: Iterable[int]) -> list[int]:
        """Return those of some members who go by a name, whole and however it is capitalised."""
        wanted = name.strip().casefold()
        names = self._office.vault.names(among)
        return sorted(one for one, known in names.items() if known.strip().casefold() == wanted)

    # What is the viewer's own.

    def withdrew(self, seat: Seat) -> bool:
        """Whether the viewer's withdrawal of confidence in a seat, or signature, stands."""
        if not self.viewer:
            return False
        return self._office.has_withdrawn(seat.id, self.viewer)

    def withdrawn_from(self, seats: Iterable[Seat]) -> set[int]:
        """Return those of some seats from which the viewer has withdrawn confidence."""
        electing = (one for one in seats if one.holder and self.case.is_elector(self.viewer, one))
        return {int(seat.id) for seat in electing if self.withdrew(seat)}

    def withdrawals_shown(self, seat: Seat) -> int | None:
        """Count who has withdrawn confidence by name; None where that is kept secret."""
        if self.case.recall(seat).kept == "secret":
            return None
        return sum(1 for member in seat.withdrawn if self.case.is_elector(member, seat))

    def codes(self) -> list[CodeStatus]:
        """Return what became of each of the viewer's codes."""
        return self._office.vault.codes(self.viewer)

    def own_orders(self, campaign: Campaign) -> list[OwnOrder]:
        """Return what the viewer ordered for themselves in a campaign."""
        if not self.viewer:
            return []
        return own_orders(self.case, campaign, self._office.vault, self.viewer)

    def plan(self, digest: str) -> PlanReading | None:
        """Return a plan as its file has it; None where that is not kept."""
        from commonweal.office.plan_reading import plan_reading  # noqa: PLC0415 -- loads the engine

        return plan_reading(self._office.vault, digest)

    def plan_file(self, digest: str) -> str | None:
        """Return the file of a plan; None where it is not kept."""
        from commonweal.office.plan_files import file_of  # noqa: PLC0415 -- loads the engine

        return file_of(self._office.vault, digest)

    # Counts and entries.

    def account(self, poll: Poll) -> dict[str, Any] | None:
        """Return the account of an election's count; candidates are places in ``members``."""
        try:
            return account_of(poll, self._office.vault)
        except UnknownDigest:
            return None

    def counted(self, poll: Poll) -> Counted | None:
        """Return an election's count, round by round; None where none is kept."""
        return counted_of(poll, self._office.vault)

    def box_is_kept(self, poll: Poll) -> bool:
        """Whether the closed box of a secret vote still holds its ballots."""
        return self._office.vault.box_state(poll.id) == "closed"

    def entry(self, index: int) -> Entry:
        """Return an entry of the record.

        Raises:
            NotInRecord: when there is none.
        """
        return self.chronicle.entry(index)

    def entries_about(self, kind: str, number: int, most: int) -> list[tuple[int, Entry]]:
        """Return the newest entries about something, newest first."""
        found = self.chronicle.about(kind, number)[-most:]
        return [(index, self.chronicle.entry(index)) for index in reversed(found)]


@dataclass(frozen=True, slots=True)
class Signed:
    """The record as it is signed for now.

    Attributes:
        size: number of entries; ``root`` in hexadecimal, ``note`` the checkpoint as signed.
        origin: the record's name; ``key`` the present public key, ``keys`` all of them.
    """

    size: int
    root: str
    note: str
    origin: str
    key: str
    keys: tuple[str, ...] = field(default=())


def signed(office: Office) -> Signed:
    """Return the last checkpoint."""
    last, log = office.log.signed, office.log
    keys = tuple(key.as_text() for key in log.keys)
    return Signed(last.size, last.root.hex(), last.note, log.origin, keys[-1], keys)


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry with the proof that the record holds it.

    Attributes:
        body: the entry as it stands in the record, canonical JSON.
        leaf: its hash; ``hashes`` from it up to the root of ``size`` entries; all hexadecimal.
        text: the proof in the C2SP tlog-proof format.
    """

    body: bytes
    leaf: str
    hashes: tuple[str, ...]
    size: int
    root: str
    text: str

    def laid_out(self) -> str:
        """Return the entry with line breaks, for reading."""
        return json.dumps(json.loads(self.body), indent=2, ensure_ascii=False, sort_keys=True)


def proof(office: Office, index: int) -> Proof:
    """Prove an entry under the last checkpoint.

    Raises:
        NotInRecord: when the last checkpoint covers no such entry.
    """
    receipt = office.log.receipt(index)
    checkpoint = office.log.signed
    hashes = tuple(one.hex() for one in receipt.proof)
    body = office.log.entry(index)
    return Proof(
        body,
        receipt.leaf.hex(),
        hashes,
        checkpoint.size,
        checkpoint.root.hex(),
        receipt.as_text(),
    )


def compare(office: Office, note: str) -> tuple[str, int]:
    """Hold a checkpoint that somebody kept against this record.

    Returns:
        ``continued``, ``forked``, ``longer`` (it covers more than this record has) or ``unread``
        (no checkpoint of this record), and how many entries it covers.
    """
    tidy = note.replace("\r\n", "\n").strip() + "\n"
    try:
        old = read_checkpoint(tidy, *office.log.keys)
    except BadNote:
        return "unread", 0
    if old.origin != office.log.origin:
        return "unread", 0
    if old.size > office.log.signed.size:
        return "longer", old.size
    same = office.log.root(old.size) == old.root
    return ("continued" if same else "forked"), old.size


def open_polls(state: State) -> list[Poll]:
    """Return the elections and votes that are under way, those that close first before others."""
    kinds = {"nominating", "voting", "papers"}
    found = {one for at, kind, one in state.calendar if kind in {"poll", "papers"}}
    polls = [state.polls[one] for one in found if state.polls[one].stage in kinds]
    waiting = [one for one in state.polls.values() if one.stage == "lot"]
    return sorted(polls, key=lambda poll: (poll.at, poll.id)) + waiting


def seat_state(seat: Seat) -> str:
    """Say how a seat is: ``recall``, ``vacant``, ``acting`` or ``filled``."""
    if seat.holder == NOBODY:
        return "vacant"
    if seat.recall:
        return "recall"
    return "acting" if seat.acting else "filled"


def people_behind(state: State) -> dict[int, int]:
    """Count the members in each open body and below it."""
    counted: dict[int, int] = {}

    def count(body_id: int) -> int:
        body = state.bodies[body_id]
        below = sum(count(child) for child in body.children if state.bodies[child].is_open)
        counted[body_id] = len(body.members) + below
        return counted[body_id]

    for body in state.bodies.values():
        if body.is_open and body.id not in counted and not body.parent:
            count(body.id)
    return counted


def falls_with(state: State, seat: Seat) -> list[Seat]:
    """Return the seats and offices that rest on a seat, directly or through others."""
    found: list[Seat] = []
    waiting = list(state.resting.get(seat.id, ()))
    while waiting:
        above = state.seats[waiting.pop(0)]
        found.append(above)
        waiting.extend(state.resting.get(above.id, ()))
    return found


def voting_bodies(reading: Reading) -> list[Body]:
    """Return the open bodies where the viewer votes: own assembly, councils, then unions."""
    state, viewer = reading.state, reading.viewer
    if not viewer:
        return []
    home = state.members.home[viewer]
    seats = (state.seats[one] for one in state.held.get(viewer, ()))
    sits = (seat.body for seat in seats if not seat.office)
    numbers = [home, *sits, *state.joined.get(viewer, ())]
    bodies = [state.bodies[one] for one in dict.fromkeys(numbers) if one]
    return [one for one in bodies if one.is_open]


def own_delegates(reading: Reading, found: Motion) -> list[Seat]:
    """Return the seats in the deciding body that a body in which the viewer votes has filled."""
    state = reading.state
    own = {body.id for body in voting_bodies(reading)} - {found.body}
    return [seat for seat in state.delegates(found.body) if seat.sender in own]


def has_power(reading: Reading, command: str, body: int) -> bool:
    """Whether the viewer has a power over a body now, by an office or as a convenor."""
    if not reading.viewer:
        return False
    try:
        require_power(reading.case, command, body)
    except Refusal:
        return False
    return True


def may_nominate(reading: Reading, poll: Poll) -> bool:
    """Whether the viewer may stand or support others in an election now."""
    if poll.kind != "election" or poll.stage != "nominating" or not reading.viewer:
        return False
    return reading.case.is_elector(reading.viewer, reading.state.seats[poll.contested[0]])
