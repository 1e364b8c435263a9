"""The plan as data, all topics together: what the tables of the law take in by one line.

Not here: the topics themselves (``proposals``, ``deliveries``, ``correcting``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from commonweal.polity.planning.correcting import data as correcting
from commonweal.polity.planning.deliveries import data as deliveries
from commonweal.polity.planning.proposals import data as proposals
from commonweal.polity.planning.proposals import kept, refusals

AnyCommand = proposals.AnyCommand | deliveries.AnyCommand | correcting.AnyCommand
"""Every command about the plan."""

AnyEvent = proposals.AnyEvent | deliveries.AnyEvent | correcting.AnyEvent
"""Every event about the plan."""

LIVE: dict[str, Callable[[Any, int, int], bool]] = {
    **proposals.LIVE,
    **deliveries.LIVE,
    **correcting.LIVE,
}
"""Whether what was put on the calendar still has that deadline."""

ENTITIES: tuple[type[msgspec.Struct], ...] = (
    *kept.ENTITIES,
    *deliveries.ENTITIES,
    *correcting.ENTITIES,
)
"""What the state keeps of the plan."""

REFUSALS: dict[str, str] = {
    **refusals.REFUSALS,
    **deliveries.REFUSALS,
    **correcting.REFUSALS,
}
"""Meaning of each refusal about the plan, by name."""
