"""Entries of the record, as the office writes and reads them.

Rules of this module:

* one accepted command is one entry: its name, who issued it and when, its idempotency key, and the
  events that followed, together or not at all;
* an entry says which version of the code and of the law wrote it;
* entries of another kind (a change of keys) have no events and are passed over by the fold.

Not here: canonical form, hashes and signatures (``commonweal.record``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from commonweal import __version__
from commonweal.polity import AnyEvent, Event, State, apply_entry
from commonweal.polity.upcasting import lift
from commonweal.record import canonical
from commonweal.terms import Moment

LAW_VERSION = 1
"""Version of the law's reading of commands; raised when the same command would be decided anew."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One accepted command and what followed.

    Attributes:
        kind: ``command``; other kinds are the record's own.
        command: name of the command.
        by: member who issued it, 0 for the office.
        at: moment, seconds since 1970.
        key: idempotency key, chosen by the one who asked.
        events: what followed.
        law, code: versions that wrote the entry.
    """

    kind: str
    command: str = ""
    by: int = 0
    at: int = 0
    key: str = ""
    events: tuple[AnyEvent, ...] = ()
    law: int = 0
    code: str = ""


_DECODER = msgspec.json.Decoder(Entry)


def write(command: str, by: int, at: int, key: str, events: Iterable[Event]) -> bytes:
    """Write an entry in canonical form."""
    entry: dict[str, Any] = {
        "kind": "command",
        "command": command,
        "by": by,
        "at": at,
        "events": [msgspec.to_builtins(event) for event in events],
        "law": LAW_VERSION,
        "code": __version__,
    }
    if key:
        entry["key"] = key
    return canonical(entry)


def read(body: bytes) -> Entry:
    """Read an entry, of whatever age.

    Raises:
        ValueError: when a newer version of Commonweal wrote it.
    """
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError:
        plain = json.loads(body)
        plain["events"] = [lift(event) for event in plain.get("events", ())]
        return msgspec.convert(plain, Entry)


def fold(state: State, bodies: Iterable[bytes]) -> Iterator[int]:
    """Fold entries into a state; yields the version after each, so that progress can be shown."""
    decode = _DECODER.decode
    for body in bodies:
        try:
            entry = decode(body)
        except msgspec.ValidationError:
            entry = read(body)
        apply_entry(state, entry.events, Moment(entry.at or state.now), entry.key)
        yield state.version
