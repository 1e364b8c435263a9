"""All that an office does for plans outside its lock: makes them, watches them, corrects them.

Rules of this module: where the program of one of these is wrong, it is said once, and that one
rests until the process starts again; the others go on. An odd figure in a running plan keeps nobody
from making the next one.

Not here: each of these (``plan_desk``, ``monitoring``, ``plan_correcting``), when it is done
(``office``, ``clerk``).
"""

from __future__ import annotations

from commonweal.office.desk import Desk
from commonweal.office.monitoring import Monitor
from commonweal.office.plan_correcting import Corrector
from commonweal.office.plan_desk import Planner
from commonweal.vault import VaultError

MISTAKES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a program raises that is wrong; the law and the databases answer otherwise."""


class PlanWork:
    """The work of one office for plans.

    Args:
        desk: the office.
    """

    def __init__(self, desk: Desk) -> None:
        self._workers: list[Planner | Monitor | Corrector] = [
            Planner(desk),
            Monitor(desk),
            Corrector(desk),
        ]

    def work(self) -> int:
        """Do everything that is awaited, and return how many commands that were.

        Raises:
            Exception: one of ``MISTAKES``, when the others have done their work; whoever made it
                is not asked again.
        """
        count, mistakes = 0, []
        for one in list(self._workers):
            try:
                count += one.work()
            except VaultError:
                raise
            except MISTAKES as mistake:
                self._workers.remove(one)
                mistakes.append(mistake)
        if mistakes:
            raise mistakes[0]
        return count
