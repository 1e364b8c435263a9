"""Old records fold for ever: lifting published versions of events to the present ones.

Rules of this module: an upcaster takes one event of an old version as plain data and returns the
next version of it; a chain of them ends at a version that the law knows. A published version is
never changed, and a golden record of each is folded by the tests.

Not here: reading entries (the office), folding (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from commonweal.polity.events import EVENTS

Plain = dict[str, Any]

UPCASTERS: Mapping[str, Callable[[Plain], Plain]] = MappingProxyType({})
"""For each old version, by its name, what makes the next version of it. None is old yet."""


def lift(event: Plain, upcasters: Mapping[str, Callable[[Plain], Plain]] = UPCASTERS) -> Plain:
    """Lift an event to a version that the law knows.

    Raises:
        ValueError: when no law knows the event: the record comes from a newer version.
    """
    name = event.get("event")
    while name not in EVENTS:
        upcaster = upcasters.get(str(name))
        if upcaster is None:
            raise ValueError(
                f"expected an event that this version of Commonweal knows, got {name!r}; "
                "the record was written by a newer version: upgrade, then read it again"
            )
        event = upcaster(event)
        name = event.get("event")
    return event
