"""What a file of ballots says, what it leaves unsaid, and its faults.

Rules of this module:

* faults are collected up to a limit and raised together;
* what a file does not say, and what the election's rule does with doubtful papers, comes from the
  caller as :class:`Given`; where nothing is given a doubtful paper is a fault;
* there is a limit on everything a file can make us build.

Not here: any format.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from commonweal.tally.ballots import Approval, Ranked
from commonweal.tally.patterns import PAPERS_MAX
from commonweal.tally.scored import Scored
from commonweal.terms import Fault, FaultyDocument

FAULTS_MAX = 50
"""After so many faults a file is given up; the rest would hardly tell more."""

CELLS_MAX = 2**28
"""The most cells, patterns times ranks, that a profile read from a file may have."""

NAME_MAX = 1_000
"""The most characters in a name or a title."""

TEXT_MAX = 2**28
"""The most bytes of a file that is read token by token; larger ones have to be regular."""

Ballots: TypeAlias = Ranked | Approval | Scored

Paper: TypeAlias = tuple[int | tuple[int, ...], ...]
"""Candidates from 0, most preferred first; a tuple within holds those ranked equally."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller knows and the file does not say.

    Attributes:
        skipped: what the election's rule does with a rank left empty before a later mark:
            ``refuse`` the file, ``pass`` over the gap, ``end`` the paper there, or
            ``end_at_two``: pass over one, end where two in a row are empty.
        overvote: the same for a rank with several marks: ``refuse``, ``pass``, ``end``, ``void``
            (the paper counts for nobody) or ``equal`` (those marked are ranked equally, where
            the file tells who they are).
        repeated: the same for a candidate ranked again: ``refuse``, ``pass`` over the later mark,
            ``end``, or ``void``.
        cells: what a table with one column for each candidate holds: ``ranks``, ``grades`` or
            ``approvals``; for ABIF, ``ranks`` reads the order where scores are written too.
        highest: the best grade that could be given, where the file holds grades.
        candidates: the names that stand, in the order of their numbers; anything else that is
            marked is a fault. Without it the names are those that occur, in order of characters.
        ignored: headings of columns of a table that say nothing about the vote.
        delimiter: what separates the cells of a table; without it the heading must tell.
        identified: what follows a ballot's identifier in BLT: its ``weight``, or at once its
            first ``preference``; without it both are tried, and only one may fit.
        contest: the contest to read from a file that holds several.
        trusted: whether a Parquet file comes from a source that damages none on purpose; others
            are opened in a process of their own first, which takes half a second.
        seats: how many are to be elected, where the file does not say.
        title: what the election is called, where the file does not say.
    """

    skipped: Literal["refuse", "pass", "end", "end_at_two"] = "refuse"
    overvote: Literal["refuse", "pass", "end", "void", "equal"] = "refuse"
    repeated: Literal["refuse", "pass", "end", "void"] = "refuse"
    cells: Literal["", "ranks", "grades", "approvals"] = ""
    highest: int | None = None
    candidates: tuple[str, ...] = ()
    ignored: Collection[str] = ()
    delimiter: Literal["", ",", ";", "\t"] = ""
    identified: Literal["", "weight", "preference"] = ""
    contest: str = ""
    trusted: bool = False
    seats: int | None = None
    title: str = ""


NOTHING = Given()
"""Nothing is given: every doubt is a fault."""


@dataclass(frozen=True, slots=True)
class Contest:
    """An election as a file tells it.

    Attributes:
        profile: the ballots.
        names: the candidates' names, in the order of their numbers.
        seats: how many are to be elected; None where the format does not say.
        title: what the election is called; empty where the file does not say.
        void: papers that the election's rule makes void; they are in no pattern and not blank.
        order: candidates in an order drawn beforehand to break ties, where the file has one.
    """

    profile: Ballots
    names: tuple[str, ...]
    seats: int | None
    title: str
    void: int = 0
    order: tuple[int, ...] = ()


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


@dataclass(slots=True)
class Papers:
    """Papers of a file, grouped as they are read.

    Attributes:
        weights: how many papers bear each pattern.
        widest: the most candidates on one paper.
        total: the number of papers so far.
    """

    weights: dict[Paper, int] = field(default_factory=dict)
    widest: int = 0
    total: int = 0

    def add(self, paper: Paper, weight: int) -> bool:
        """Take equal papers; tell whether a profile can still hold them all."""
        self.weights[paper] = self.weights.get(paper, 0) + weight
        self.total += weight
        self.widest = max(self.widest, sum(len(members(mark)) for mark in paper))
        return len(self.weights) * self.widest <= CELLS_MAX and self.total < PAPERS_MAX

    def overfull(self) -> tuple[str, str]:
        """Return fault and remedy where a profile can hold no more."""
        cells = len(self.weights) * self.widest
        what = f"expected fewer than 2**62 papers and at most {CELLS_MAX} cells of patterns, "
        what += f"got {self.total} papers and {cells} cells"
        return what, "check the weights, or read the parts and merge them"

    def profile(self, candidates: int) -> Ranked:
        """Return the ballots as columns."""
        return Ranked.of(self.weights, candidates, self.weights.values())


def members(mark: int | tuple[int, ...]) -> tuple[int, ...]:
    """Return the candidates of one rank of a paper."""
    return mark if isinstance(mark, tuple) else (mark,)


def check_names(found: Findings, names: Iterable[str], line: int) -> None:
    """Note names that are too long.

    Args:
        found: takes the faults.
        names: the names and the title.
        line: where they begin.

    Raises:
        FaultyDocument: when there are too many.
    """
    for name in names:
        if len(name) > NAME_MAX:
            what = f"expected names and titles of at most {NAME_MAX} characters, got {len(name)}"
            found.add(line, 1, what, "shorten it")
