"""What became of each candidate, read off the rounds.

Rules of this module: who is elected, excluded, left or still open is what the outcome says; the
order is that of the result: the elected, then those who came closest.

Not here: words for it beyond one short clause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from commonweal.tally.outcome import Outcome

State = Literal["elected", "excluded", "not_elected", "open"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a candidate.

    Attributes:
        candidate: whose.
        state: ``elected``; ``excluded`` in a round; ``not_elected`` at the end; or ``open`` while a
            lot has to be drawn.
        round: the number of the round in which it was decided; 0 where no round says so.
    """

    candidate: int
    state: State
    round: int

    @property
    def words(self) -> str:
        """The fate in a short clause."""
        told = {
            "elected": "elected",
            "excluded": "excluded",
            "not_elected": "not elected",
            "open": "open until the lot is drawn",
        }[self.state]
        return f"{told} in round {self.round}" if self.round else told


def fates(outcome: Outcome) -> tuple[Fate, ...]:
    """Return what became of each candidate, by number."""
    elected = {c: step.number for step in outcome.rounds for c in step.elected}
    elected |= {c: 0 for c in outcome.elected if c not in elected}
    excluded = {c: step.number for step in outcome.rounds for c in step.excluded}
    left: State = "not_elected" if outcome.lot is None else "open"
    return tuple(_fate(c, elected, excluded, left) for c in range(outcome.candidates))


def _fate(candidate: int, elected: dict[int, int], excluded: dict[int, int], left: State) -> Fate:
    if candidate in elected:
        return Fate(candidate, "elected", elected[candidate])
    if candidate in excluded:
        return Fate(candidate, "excluded", excluded[candidate])
    return Fate(candidate, left, 0)


def in_order(outcome: Outcome) -> tuple[int, ...]:
    """Return all candidates as they came out: elected, next in line, then all others.

    While a lot is open nobody is next in line: the undecided come by their last tallies, then the
    excluded, the last one first.
    """
    known = dict.fromkeys((*outcome.elected, *outcome.next_in_line))
    out = [c for step in reversed(outcome.rounds) for c in reversed(step.excluded)]
    last = outcome.rounds[-1].tallies if outcome.rounds else ()
    rest = [c for c in range(outcome.candidates) if c not in known and c not in out]
    rest.sort(key=lambda c: (-last[c], c) if last else (0, c))
    return tuple(dict.fromkeys((*known, *rest, *out)))
