"""The flow of votes from round to round, drawn together to what a chart can show.

Rules of this module:

* a node is a candidate, all the others together, or the exhausted and the lost votes;
* where there are too many candidates, those furthest from election are drawn together; rounds that
  only exclude people among them are then one stage, and no figure is changed by that;
* where there are still too many rounds, the first ones are one stage: its flows are the
  differences of what each held before and after;
* a flow is drawn from giver to receiver only where the count says so or where it can be no other
  way; what several gave and several got, without a record of whose went where, passes through a
  pool.

Not here: lengths, colours, words (``sankey_chart``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.outcome import Outcome, Round
from commonweal.tally.views.fates import in_order

POOL = -1
"""The node that stands for votes of several givers before they reach several receivers."""

Moves: TypeAlias = dict[tuple[int, int], Fraction]
"""Votes from node to node."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One or more rounds drawn as one.

    Attributes:
        rounds: the rounds, in order.
        held: the votes of each node after them.
        kept: the votes that each node kept from the stage before; empty in the first stage.
        moves: what passed from node to node, or through :data:`POOL`.
    """

    rounds: tuple[Round, ...]
    held: tuple[Fraction, ...]
    kept: tuple[Fraction, ...]
    moves: tuple[tuple[int, int, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A count as stages.

    Attributes:
        shown: the candidates that are nodes of their own, as they came out; node 0 is the first.
        others: the candidates drawn together, after the shown; empty when all are shown.
        stages: in order.
        total: all votes.

    The nodes are the shown, then the others (where there are any), exhausted, lost.
    """

    shown: tuple[int, ...]
    others: tuple[int, ...]
    stages: tuple[Stage, ...]
    total: Fraction

    @property
    def exhausted(self) -> int:
        """The node of the exhausted votes."""
        return len(self.shown) + bool(self.others)

    @property
    def lost(self) -> int:
        """The node of the lost votes."""
        return self.exhausted + 1


def flow(outcome: Outcome, candidates_max: int, rounds_max: int) -> Flow:
    """Draw a count together.

    Args:
        outcome: a count in votes, whose rounds all add up to the same sum.
        candidates_max: how many candidates, with the others as one, are nodes; at least 2.
        rounds_max: how many stages there may be; at least 2.
    """
    order = in_order(outcome)
    every = len(order) <= candidates_max
    shown, others = (order, ()) if every else _parted(order, candidates_max - 1)
    nodes = {c: place for place, c in enumerate(shown)} | dict.fromkeys(others, len(shown))
    first, *later = outcome.rounds
    start = _held(first, nodes)
    stages = [Stage((first,), start, (), ())]
    for run in _runs(later, set(others), rounds_max - 1):
        stages.append(_stage(run, stages[-1].held, nodes))
    return Flow(shown, others, tuple(stages), sum(start, Fraction(0)))


def _parted(order: tuple[int, ...], size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return order[:size], order[size:]


def _runs(rounds: Sequence[Round], others: set[int], most: int) -> list[list[Round]]:
    runs: list[list[Round]] = []
    for step in rounds:
        if runs and _among(others, step) and _among(others, runs[-1][-1]):
            runs[-1].append(step)
        else:
            runs.append([step])
    spare = len(runs) - most
    if spare <= 0:
        return runs
    return [[step for run in runs[: spare + 1] for step in run], *runs[spare + 1 :]]


def _among(others: set[int], step: Round) -> bool:
    """Tell whether a round did nothing but exclude candidates that are drawn together."""
    origins = {move.origin for move in step.transfers}
    return not step.elected and {*step.excluded} | origins <= others and bool(step.excluded)


def _held(step: Round, nodes: dict[int, int]) -> tuple[Fraction, ...]:
    size = max(nodes.values()) + 1
    held = [Fraction(0)] * (size + 2)
    for candidate, votes in enumerate(step.tallies):
        held[nodes[candidate]] += votes
    held[size], held[size + 1] = step.exhausted, step.lost
    return tuple(held)


def _stage(run: Sequence[Round], before: tuple[Fraction, ...], nodes: dict[int, int]) -> Stage:
    after = _held(run[-1], nodes)
    told = _transferred(run, nodes, len(after) - 2)
    if not _possible(told, before, after):
        told = {}
    rest = [new - old for new, old in zip(after, before, strict=True)]
    for (origin, to), votes in told.items():
        rest[origin] += votes
        rest[to] -= votes
    moves = [(origin, to, votes) for (origin, to), votes in told.items()] + list(_pooled(rest))
    kept = list(before)
    for origin, _, votes in moves:
        if origin != POOL:
            kept[origin] -= votes
    return Stage(tuple(run), after, tuple(kept), tuple(moves))


def _transferred(run: Sequence[Round], nodes: dict[int, int], exhausted: int) -> Moves:
    told: Moves = {}
    for move in (move for step in run for move in step.transfers):
        if move.origin is None:
            continue
        pair = nodes[move.origin], exhausted if move.to is None else nodes[move.to]
        if pair[0] != pair[1] and move.votes:
            told[pair] = told.get(pair, Fraction(0)) + move.votes
    return told


def _possible(told: Moves, before: Sequence[Fraction], after: Sequence[Fraction]) -> bool:
    """Tell whether nobody gave what they did not hold before, or got what they did not keep."""
    gave, got = [Fraction(0)] * len(before), [Fraction(0)] * len(before)
    for (origin, to), votes in told.items():
        gave[origin] += votes
        got[to] += votes
    moved = zip(gave, before, got, after, strict=True)
    return all(given <= had and taken <= has for given, had, taken, has in moved)


def _pooled(rest: Sequence[Fraction]) -> Iterator[tuple[int, int, Fraction]]:
    givers = [(node, -change) for node, change in enumerate(rest) if change < 0]
    getters = [(node, change) for node, change in enumerate(rest) if change > 0]
    if len(givers) == 1:
        yield from ((givers[0][0], to, votes) for to, votes in getters)
    elif len(getters) == 1:
        yield from ((origin, getters[0][0], votes) for origin, votes in givers)
    else:
        yield from ((origin, POOL, votes) for origin, votes in givers)
        yield from ((POOL, to, votes) for to, votes in getters)
