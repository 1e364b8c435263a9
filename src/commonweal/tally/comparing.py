"""Comparing counts of the same ballots: who is elected only under one, and where they part.

Rules of this module:

* nothing is counted here; outcomes are laid beside each other, by the numbers of the candidates;
* counts part at the first round after which not the same people are elected or excluded; rules that
  count different things have different rounds, and then that says little: the words name both;
* a count that stopped at a lot is compared as far as it went, and the words say so.

Not here: which of the counts is right; each is, by its own rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Outcome, Plain, Round, listed, named, numbers


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two counts part.

    Attributes:
        first: the place of the one count in the comparison.
        second: the place of the other.
        round: the number of the first round after which they differ; 0 when they never do.
        words: how they differ there, with places such as ``{3}`` for candidates.
    """

    first: int
    second: int
    round: int
    words: str

    def as_dict(self) -> dict[str, Plain]:
        """Return the parting as plain data, candidates by their numbers."""
        return {"first": self.first, "second": self.second, "round": self.round}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of the same ballots beside each other.

    Attributes:
        labels: what each count is called, for instance the name of its rule.
        outcomes: the counts.
        everywhere: whom all of them elect, ascending.
        somewhere: whom some elect and others do not, ascending.
        partings: where each further count parts from the first.
    """

    labels: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    everywhere: tuple[int, ...]
    somewhere: tuple[int, ...]
    partings: tuple[Parting, ...]

    @property
    def agree(self) -> bool:
        """Whether all elect the same, whatever the order, and none waits for a lot."""
        return not self.somewhere and all(outcome.lot is None for outcome in self.outcomes)

    def electing(self, candidate: int) -> tuple[str, ...]:
        """Return the labels of the counts that elect a candidate."""
        pairs = zip(self.labels, self.outcomes, strict=True)
        return tuple(label for label, outcome in pairs if candidate in outcome.elected)

    def told(self, names: Sequence[str] | None = None) -> str:
        """Say in words, a line each, what is the same and what differs."""
        known = numbers(self.outcomes[0].candidates) if names is None else names
        lines = [f"Elected by all: {listed(self.everywhere)}."] if self.everywhere else []
        lines = [named(line, known) for line in lines] or ["Nobody is elected by all."]
        for candidate in self.somewhere:
            lines.append(f"{known[candidate]}: only by {' and '.join(self.electing(candidate))}.")
        lines += [self._stopped(place) for place in self._open()]
        for parting in self.partings:
            pair = f"{self.labels[parting.first]} and {self.labels[parting.second]}"
            lines.append(f"{pair}: {named(parting.words, known)}")
        return "\n".join(lines)

    def _open(self) -> list[int]:
        return [place for place, outcome in enumerate(self.outcomes) if outcome.lot is not None]

    def _stopped(self, place: int) -> str:
        return f"{self.labels[place]} waits for a lot; what it elected so far is compared."

    def table(self, names: Sequence[str] | None = None) -> str:
        """Return who is elected where, as a table in plain text: a number for the order.

        Candidates whom no count elects are left out.
        """
        known = numbers(self.outcomes[0].candidates) if names is None else names
        body = [
            [known[candidate], *(_place(outcome, candidate) for outcome in self.outcomes)]
            for candidate in (*self.everywhere, *self.somewhere)
        ]
        rows = [["", *self.labels], *body]
        sizes = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(size) for cell, size in zip(row, sizes, strict=True)).rstrip()
            for row in rows
        )

    def as_dict(self) -> dict[str, Plain]:
        """Return the comparison as plain data for JSON."""
        return {
            "labels": list(self.labels),
            "agree": self.agree,
            "everywhere": list(self.everywhere),
            "somewhere": [
                {"candidate": c, "elected_by": list(self.electing(c))} for c in self.somewhere
            ],
            "partings": [parting.as_dict() for parting in self.partings],
            "outcomes": [outcome.as_dict() for outcome in self.outcomes],
        }


def compare(outcomes: Sequence[Outcome], labels: Sequence[str] | None = None) -> Comparison:
    """Lay counts of the same ballots beside each other.

    Args:
        outcomes: two or more counts; the others are compared with the first.
        labels: what they are called; the names of their rules when left out, numbered where one
            rule counted twice.

    Raises:
        BadCount: when there are fewer than two, or they are of different elections, which shows
            in the number of candidates or of blank papers.
    """
    _check(outcomes, labels)
    first = outcomes[0]
    sets = [set(outcome.elected) for outcome in outcomes]
    everywhere = set.intersection(*sets)
    somewhere = set.union(*sets) - everywhere
    return Comparison(
        labels=tuple(labels) if labels is not None else _labels(outcomes),
        outcomes=tuple(outcomes),
        everywhere=tuple(sorted(everywhere)),
        somewhere=tuple(sorted(somewhere)),
        partings=tuple(_part(first, other, place) for place, other in enumerate(outcomes[1:], 1)),
    )


def _check(outcomes: Sequence[Outcome], labels: Sequence[str] | None) -> None:
    sizes = {(outcome.candidates, outcome.blank) for outcome in outcomes}
    if len(outcomes) < 2 or len(sizes) > 1:
        raise BadCount(
            "comparison",
            expected="two or more counts of the same ballots",
            got=f"{len(outcomes)} counts, with (candidates, blank papers) {sorted(sizes)}",
            remedy="count the same ballots by each rule",
        )
    if labels is not None and len(labels) != len(outcomes):
        raise BadCount(
            "labels",
            expected=f"{len(outcomes)} labels, one for each count",
            got=len(labels),
            remedy="name every count",
        )


def _labels(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    rules = [outcome.rule for outcome in outcomes]
    return tuple(
        f"{rule} ({place})" if rules.count(rule) > 1 else rule
        for place, rule in enumerate(rules, 1)
    )


def _part(first: Outcome, second: Outcome, place: int) -> Parting:
    state = _Standing(), _Standing()
    for at in range(max(len(first.rounds), len(second.rounds))):
        steps = _step(first, at), _step(second, at)
        for standing, step in zip(state, steps, strict=True):
            standing.take(step)
        if state[0].sets != state[1].sets:
            told = f"they part in round {at + 1}: {_done(steps[0])} in the first, "
            return Parting(0, place, at + 1, f"{told}{_done(steps[1])} in the second.")
    return Parting(0, place, 0, "round by round the same people are elected and excluded.")


class _Standing:
    """Who is elected and excluded so far in one count."""

    def __init__(self) -> None:
        self.sets: tuple[frozenset[int], frozenset[int]] = frozenset(), frozenset()

    def take(self, step: Round | None) -> None:
        if step is not None:
            elected, excluded = self.sets
            self.sets = elected | set(step.elected), excluded | set(step.excluded)


def _step(outcome: Outcome, at: int) -> Round | None:
    return outcome.rounds[at] if at < len(outcome.rounds) else None


def _done(step: Round | None) -> str:
    if step is None:
        return "nothing more"
    told = [f"{listed(step.elected)} elected"] if step.elected else []
    told += [f"{listed(step.excluded)} excluded"] if step.excluded else []
    return " and ".join(told) or step.action.replace("_", " ")


def _place(outcome: Outcome, candidate: int) -> str:
    if candidate in outcome.elected:
        return str(outcome.elected.index(candidate) + 1)
    return "?" if outcome.lot is not None and candidate in outcome.lot.tied else "-"
