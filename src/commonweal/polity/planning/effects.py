"""What bodies decide about the plan, all topics together.

Not here: the topics themselves (``proposals``, ``correcting``).
"""

from __future__ import annotations

from commonweal.polity.planning.correcting import effects as correcting
from commonweal.polity.planning.proposals import effects as proposals

AnyEffect = proposals.AnyEffect | correcting.AnyEffect
"""Every effect about the plan."""
