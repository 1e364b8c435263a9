"""Which entries of a record concern a body and all below it, and their export with proofs.

Rules of this module:

* the record is read in order, and every entry is looked at with what was so at that moment: a body
  that was moved away later concerned it while it was there;
* an entry concerns a body when it names it, or a body below it, a seat in one or filled by one, one
  of their polls, motions, tasks, rolls or meetings, or a vote to which they are called; or when it
  names, or was issued by, somebody who belongs to one of them;
* what concerns everybody is always there: the founding, every version of the constitution, and
  emergencies.

Not here: the form of a part and what it proves (``commonweal.record``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from commonweal.office import entries
from commonweal.polity import Event, State, apply_entry
from commonweal.polity import events as ev
from commonweal.record import Log, Quoted, export_part
from commonweal.terms import Moment

CONSTITUTION = "constitution.toml"
"""File of a part that holds the constitution in force."""

_OF_ALL = (
    ev.FederationFounded,
    ev.ConstitutionAdopted,
    ev.FoundingEnded,
    ev.EmergencyDeclared,
    ev.EmergencyEnded,
)
_BODIES = frozenset(
    {"body", "parent", "into", "to", "sender", "senders", "bodies", "homes", "account", "union"}
)
_MEMBERS = frozenset(
    {"by", "member", "members", "holder", "voter", "elector", "candidate", "candidates", "author"}
    | {"speaker", "inspector", "usher", "witness", "winner"}
)
_SEATS = frozenset({"seat", "seats", "contested", "root", "rests_on", "holder_seat"})
_THINGS = {
    "poll": "polls",
    "motion": "motions",
    "task": "tasks",
    "roll": "rolls",
    "meeting": "meetings",
    "letter": "letters",
    "initiative": "initiatives",
    "leaving": "leavings",
}
"""Fields that name something that belongs to a body, and where the state keeps it."""


@dataclass(slots=True)
class Part:
    """What concerns a body.

    Attributes:
        body: its number; ``name``: its name, empty when there is no such body.
        indexes: the entries, ascending.
        constitution: where the constitution in force stands.
    """

    body: int
    name: str = ""
    indexes: list[int] = field(default_factory=list)
    constitution: Quoted | None = None


def part_of(bodies: Iterable[bytes], body: int) -> Part:
    """Find the entries that concern a body.

    Args:
        bodies: all entries of the record, in order.
        body: number of the body.
    """
    part, state = Part(body), State()
    for index, raw in enumerate(bodies):
        entry = entries.read(raw)
        concerned = _concerns(state, entry, body)
        apply_entry(state, entry.events, Moment(entry.at or state.now), entry.key)
        if concerned or _concerns(state, entry, body):
            part.indexes.append(index)
        for place, event in enumerate(entry.events):
            if isinstance(event, ev.ConstitutionAdopted):
                part.constitution = Quoted(index, ("events", place, "text"))
    found = state.bodies.get(body)
    part.name = found.name if found is not None else ""
    return part


def export_body(log: Log, body: int, folder: Path) -> Part:
    """Export what concerns a body, with proofs.

    Args:
        log: the record; what is signed of it is exported.
        body: number of the body.
        folder: where to.

    Raises:
        LookupError: when the record knows no such body.
        RecordError: when the record does not answer, or its entries are not those signed.
        OSError: when a file cannot be written.
    """
    part = part_of(log.read(0, log.signed.size), body)
    if not part.name or part.constitution is None:
        raise LookupError(f"the record knows no body {body}; list the bodies and choose one")
    about: dict[str, str | int] = {"body": body, "name": part.name}
    quoted = {CONSTITUTION: part.constitution}
    part.indexes = export_part(log, folder, part.indexes, about=about, quoted=quoted)
    return part


def _concerns(state: State, entry: entries.Entry, body: int) -> bool:
    if _belongs(state, entry.by, body):
        return True
    return any(_event_concerns(state, event, body) for event in entry.events)


def _event_concerns(state: State, event: Event, body: int) -> bool:
    if isinstance(event, _OF_ALL):
        return True
    if isinstance(event, ev.MembersAdmitted) and any(
        _is_below(state, home, body) for home in event.homes
    ):
        return True
    for name in event.__struct_fields__:
        numbers = list(_numbers(getattr(event, name)))
        if name in _BODIES and any(_is_below(state, one, body) for one in numbers):
            return True
        if name in _MEMBERS and any(_belongs(state, one, body) for one in numbers):
            return True
        if name in _SEATS and any(_seat_concerns(state, one, body) for one in numbers):
            return True
        if name in _THINGS and any(
            _thing_concerns(state, getattr(state, _THINGS[name]).get(one), body) for one in numbers
        ):
            return True
    return False


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, tuple):
        yield from (one for one in value if isinstance(one, int))


def _is_below(state: State, number: int, body: int) -> bool:
    return number in state.bodies and state.reaches(body, number)


def _belongs(state: State, member: int, body: int) -> bool:
    known = 0 < member <= len(state.members)
    return known and _is_below(state, state.members.home[member], body)


def _seat_concerns(state: State, number: int, body: int) -> bool:
    seat = state.seats.get(number)
    return seat is not None and any(_is_below(state, one, body) for one in (seat.body, seat.sender))


def _thing_concerns(state: State, thing: msgspec.Struct | None, body: int) -> bool:
    """Whether something belongs to the body or one below, or calls them to vote."""
    for name in ("body", "to"):
        if _is_below(state, getattr(thing, name, 0) or 0, body):
            return True
    called = getattr(thing, "roll_of", {})
    contested = getattr(thing, "contested", ())
    return any(_is_below(state, one, body) for one in called) or any(
        _seat_concerns(state, seat, body) for seat in contested
    )
