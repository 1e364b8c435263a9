"""All that an office does for plans outside its lock: makes them, watches them, corrects them.

Not here: each of these (``plan_desk``, ``monitoring``, ``plan_correcting``), when it is done
(``office``, ``clerk``).
"""

from __future__ import annotations

from commonweal.office.desk import Desk
from commonweal.office.monitoring import Monitor
from commonweal.office.plan_correcting import Corrector
from commonweal.office.plan_desk import Planner


class PlanWork:
    """The work of one office for plans.

    Args:
        desk: the office.
    """

    def __init__(self, desk: Desk) -> None:
        self._workers = (Planner(desk), Monitor(desk), Corrector(desk))

    def work(self) -> int:
        """Do everything that is awaited, and return how many commands that were."""
        return sum(one.work() for one in self._workers)
