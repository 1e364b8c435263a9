"""What those who work for the office from outside its lock may ask of it.

Rules of this module: they read, compute for as long as it takes, and issue commands of the office;
whoever dies in between has changed nothing, and the state says what is still to be done.

Not here: the office itself (``office``), who works so (``planning``, ``monitoring``,
``plan_correcting``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from commonweal.polity import Case, State
from commonweal.polity import commands as cmd
from commonweal.terms import OFFICE
from commonweal.vault import Vault

Result = TypeVar("Result")


class Desk(Protocol):
    """An office that writes."""

    vault: Vault

    def case(self, by: int = OFFICE) -> Case:
        """The law's view of the present; inside ``view``."""
        ...

    def view(self, look: Callable[[State], Result]) -> Result:
        """Read the state under the lock; see :meth:`commonweal.office.office.Office.view`."""
        ...

    def execute(self, command: cmd.Command, by: int, *, key: str = "") -> object:
        """Decide a command; see :meth:`commonweal.office.office.Office.execute`."""
        ...
