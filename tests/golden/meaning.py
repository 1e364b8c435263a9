"""What a folded state means, apart from how this version of Commonweal keeps it.

A field that is as it was born is left out, so that a field which later versions add does not
change what an old record means; of the calendar there is what is live, in order.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from typing import Any

import msgspec

from commonweal.polity import State

KEPT_FOR_SPEED = {
    "calendar",
    "held",
    "resting",
    "former",
    "people",
    "roll_of",
    "recalls_put",
    "departed",
    "grievances_moved",
    "letters_lately",
    "questions_lately",
    "demands_lately",
    "mute_since",
    "reports_of",
}
"""What finds again what the record says; ``recalls_put``: the votes that inspectors opened;
``departed``: where those belonged who were reported dead; ``grievances_moved``: who moved what a
union contests; ``letters_lately``, ``questions_lately``, ``demands_lately``: when each member wrote
and asked; ``mute_since``: when a caucus lost whoever spoke for it; ``reports_of``: which reports
are of one thing."""


def meaning(state: State) -> dict[str, Any]:
    """Return a state as plain data, without what is kept for speed only."""
    told: dict[str, Any] = _plain(state)
    live = {item for item in state.calendar if state._is_live(*item)}
    return told | {"due": sorted(live)}


def meaning_digest(state: State) -> str:
    """Return the SHA-256 of what a state means."""
    text = json.dumps(meaning(state), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case msgspec.Struct():
            every = msgspec.structs.fields(type(value))
            fields = [one for one in every if one.name not in KEPT_FOR_SPEED]
            pairs = ((one.name, getattr(value, one.name), _born(one)) for one in fields)
            return {name: _plain(now) for name, now, born in pairs if now != born}
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple() | array():
            return [_plain(one) for one in value]
        case bytes() | bytearray():
            return value.hex()
        case _:
            return value


def _born(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return msgspec.NODEFAULT
