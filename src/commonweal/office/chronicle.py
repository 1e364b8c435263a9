"""The chronicle: where in the record something is spoken of, so that a page can show its history.

Rules of this module:

* it is an index of the record, built from the record alone and kept in memory; nothing is lost
  when it is thrown away;
* it reads what is signed for, and nothing else;
* who voted in a poll is found by voter; such entries are not listed under the poll, where they
  would bury everything else.

Not here: what an entry says in words (the doors), the folded state (``commonweal.polity``).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from commonweal.office import entries
from commonweal.office.entries import Entry
from commonweal.polity import Event
from commonweal.polity import events as ev
from commonweal.polity.rights.grievances import data as grievances
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.papers import data as papers
from commonweal.polity.rights.union import data as unions
from commonweal.record import Log

if TYPE_CHECKING:
    Column: TypeAlias = array[int]
else:
    Column = array

SUBJECTS = (
    "body",
    "seat",
    "poll",
    "motion",
    "task",
    "roll",
    "emergency",
    "meeting",
    "initiative",
    "leaving",
    "grievance",
    "charge",
    "caucus",
    "letter",
    "question",
    "finding",
    "demand",
    "declaration",
    "union",
    "call",
    "challenge",
    "unit",
    "agreement",
    "campaign",
    "plan",
    "line",
    "delivery",
    "alert",
    "correction",
)
"""Fields of events that name what the event is about; their names are the kinds of subjects."""

_UNTOLD = (
    ev.BallotMarked,
    papers.PaperMarkProposed,
    papers.PaperVoterMarked,
    papers.PaperVoterUnmarked,
    initiatives.InitiativeSigned,
    grievances.GrievanceSigned,
    unions.UnionSigned,
    unions.UnionJoined,
    unions.UnionLeft,
)
"""Events of whoever votes, signs, joins or leaves, which stand in no history."""

_NOTHING: Sequence[int] = ()


class Chronicle:
    """Entries by what they are about.

    Args:
        log: the record; read on :meth:`refresh` only.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._lock = Lock()
        self._size = 0
        self._about: dict[tuple[str, int], Column] = {}
        self._commands: dict[str, Column] = {}
        self._voters: dict[int, tuple[Column, Column]] = {}

    @property
    def size(self) -> int:
        """How many entries have been read."""
        return self._size

    def refresh(self) -> None:
        """Read what has been signed for since.

        Raises:
            RecordError: when the record cannot be read.
        """
        if self._size >= self._log.signed.size:
            return
        with self._lock:
            signed = self._log.signed.size
            for index, body in enumerate(self._log.read(self._size, signed), self._size):
                self._note(index, entries.read(body))
                self._size = index + 1

    def _note(self, index: int, entry: Entry) -> None:
        named = entry.command or entry.kind
        self._commands.setdefault(named, array("I")).append(index)
        for event in entry.events:
            if isinstance(event, ev.BallotMarked | ev.VoteCast | papers.PaperVoterMarked):
                voters, places = self._voters.setdefault(event.poll, (array("I"), array("I")))
                voters.append(event.voter)
                places.append(index)
        for subject in {one for event in entry.events for one in subjects_of(event)}:
            self._about.setdefault(subject, array("I")).append(index)

    def about(self, kind: str, number: int) -> Sequence[int]:
        """Return the entries about something, oldest first.

        Args:
            kind: one of :data:`SUBJECTS`.
            number: which.
        """
        return self._about.get((kind, number), _NOTHING)

    def of_command(self, name: str) -> Sequence[int]:
        """Return the entries that a command made, oldest first; none for an unknown name."""
        return self._commands.get(name, _NOTHING)

    @property
    def commands(self) -> list[str]:
        """Names of the commands that the record knows, in order of the alphabet."""
        return sorted(self._commands)

    def vote(self, poll: int, voter: int) -> int | None:
        """Return the entry in which somebody voted in a poll, or None."""
        voters, places = self._voters.get(poll, (array("I"), array("I")))
        return places[voters.index(voter)] if voter in voters else None

    def entry(self, index: int) -> Entry:
        """Return one entry.

        Raises:
            NotInRecord: when there is none with this number.
        """
        return entries.read(self._log.entry(index))


def subjects_of(event: Event) -> Iterator[tuple[str, int]]:
    """Yield what an event is about: kind and number; votes a seat only, signatures nothing."""
    if isinstance(event, _UNTOLD):
        return
    votes = isinstance(event, ev.VoteCast)
    for kind in SUBJECTS:
        number = getattr(event, kind, 0)
        if number and not (votes and kind == "poll"):
            yield kind, number
    yield from _others(event)


def _others(event: Event) -> Iterator[tuple[str, int]]:
    match event:
        case ev.PollOpened(contested=seats) | ev.MandateGiven(seats=seats):
            yield from (("seat", seat) for seat in seats)
        case ev.MotionProposed(amends=parent) if parent:
            yield "motion", parent
    match event:
        case ev.MandateGiven(given_by=motion):
            yield "motion", motion
        case ev.PollOpened(motion=motion) if motion:
            yield "motion", motion
