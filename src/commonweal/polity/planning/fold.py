"""The plan folded, all topics together.

Not here: the topics themselves (``proposals``, ``deliveries``, ``correcting``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.planning.correcting import fold as correcting
from commonweal.polity.planning.deliveries import fold as deliveries
from commonweal.polity.planning.proposals import fold as proposals
from commonweal.polity.state import State
from commonweal.terms import Moment

FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    **proposals.FOLDS,
    **deliveries.FOLDS,
    **correcting.FOLDS,
}
"""What each event does to the state."""
