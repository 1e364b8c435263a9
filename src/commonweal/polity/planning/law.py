"""The law of the plan, all topics together.

Not here: the topics themselves (``proposals``, ``deliveries``, ``correcting``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.command import Command
from commonweal.polity.planning.correcting import law as correcting
from commonweal.polity.planning.deliveries import law as deliveries
from commonweal.polity.planning.proposals import law as proposals
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.state import State

LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    **proposals.LAW,
    **deliveries.LAW,
    **correcting.LAW,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    **proposals.DUE,
    **deliveries.DUE,
    **correcting.DUE,
}
"""The command for each kind of item on the calendar."""

EFFECTS: Effects = {**proposals.EFFECTS, **deliveries.EFFECTS, **correcting.EFFECTS}
"""What refuses each effect, and what carries it out."""
