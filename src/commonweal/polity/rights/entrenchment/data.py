"""The ladder of what is entrenched as data: the event of one step, and what is kept.

Not here: which steps there are (``law``).
"""

from __future__ import annotations

import msgspec

from commonweal.polity.event import Event
from commonweal.terms import Moment


class AmendmentConfirmed(Event, frozen=True, tag="amendment_confirmed/1", kw_only=True):
    """A change of what is entrenched took one step, and is not in force yet.

    ``change`` is a digest of what would change there; the next decision may be moved from
    ``next_from`` on, or all members vote on the motion ``referendum``.
    """

    change: str
    motion: int
    step: int
    steps: int
    next_from: int = 0
    referendum: int = 0


class Ladder(msgspec.Struct, array_like=True):
    """How far a change of what is entrenched has come.

    Attributes:
        decisions: motions that carried it, one after the other.
        next_from: from when the next may be moved.
        referendum: motion on which all members vote, once there is one.
    """

    decisions: list[int] = []
    next_from: Moment = Moment(0)
    referendum: int = 0


ENTITIES: tuple[type[msgspec.Struct], ...] = (Ladder,)

AnyEvent = AmendmentConfirmed

REFUSALS: dict[str, str] = {
    "entrenched_decision_too_early": "Decisions on what is entrenched are a time apart.",
    "entrenched_referendum_running": "All members are voting on this change.",
}
