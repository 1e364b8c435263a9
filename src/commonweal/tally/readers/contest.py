"""What a file of ballots says: the ballots, the names, the seats, the title.

Rules of this module: faults are collected up to a limit and raised together.

Not here: any format.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from commonweal.tally.ballots import Ranked
from commonweal.terms import Fault, FaultyDocument

FAULTS_MAX = 50
"""After so many faults a file is given up; the rest would hardly tell more."""


@dataclass(frozen=True, slots=True)
class Contest:
    """An election as a file tells it.

    Attributes:
        profile: the ballots.
        names: the candidates' names, in the order of their numbers.
        seats: how many are to be elected; None where the format does not say.
        title: what the election is called; empty where the file does not say.
    """

    profile: Ranked
    names: tuple[str, ...]
    seats: int | None
    title: str


@dataclass(slots=True)
class Findings:
    """The faults of one file, as they are found.

    Attributes:
        place: the name of the file.
        faults: what was found so far.
    """

    place: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, column: int, what: str, remedy: str) -> None:
        """Note a fault.

        Raises:
            FaultyDocument: when there are too many to go on.
        """
        self.faults.append(Fault(self.place, line, what, remedy, column=column))
        if len(self.faults) >= FAULTS_MAX:
            self.finish()

    def fail(self, line: int, column: int, what: str, remedy: str) -> FaultyDocument:
        """Return the error for a fault after which nothing further can be read."""
        self.faults.append(Fault(self.place, line, what, remedy, column=column))
        return FaultyDocument(self.faults)

    def finish(self) -> None:
        """Raise the faults, if there are any.

        Raises:
            FaultyDocument: with everything that was found.
        """
        if self.faults:
            raise FaultyDocument(self.faults)
