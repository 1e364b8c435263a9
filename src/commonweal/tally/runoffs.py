"""The margin of a runoff count: how few papers would have to be different for another winner.

For counts for one seat in which the last is excluded until one has more than half. Rules of this
module:

* whoever is excluded at a round has no more votes there than anybody who stays; so every count
  keeps, for its order of exclusion, one inequality for each round and each candidate who stays,
  however ties are broken and whether or not the count stops early at a majority. The fewest
  changed papers that allow these inequalities for some order that ends with another winner are
  therefore a lower bound for every such rule;
* for one order, papers differ only in who holds them at each round, so they fall into classes, and
  the question is a small program in whole numbers;
* orders are built from the end: what the last few rounds need is needed by every order that ends
  so. The most promising is looked at first, so what is next in the queue is a proven lower bound
  at any time, also when the search stops at its limit;
* those who go before the rounds that are looked into must go there, which has a bound of its own;
* programs are solved exactly (``simplex``) and branched on variables that are not whole.

Source: T. R. Magrino, R. L. Rivest, E. Shen and D. Wagner, "Computing the margin of victory in IRV
elections", EVT/WOTE 2011. Ours differs in that the sizes are exact and ties count as another
result.

Not here: whether the rule's own way of breaking ties lets the other winner through; the papers are
counted again for that (``margins``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import combinations
from typing import TypeAlias

from commonweal.tally.papers import Box, Change, Paper
from commonweal.tally.simplex import Row, Solution, minimise

ORDERS_MAX = 400
"""How many orders, whole or begun, are looked into at most; enough in all trials with six."""

ROUNDS_MAX = 6
"""The most candidates in the last rounds of an order; a program grows with their power of two."""

ORDERS_MAX_OF_MANY = 120
"""How many orders are looked into where more candidates stand than that."""

Held: TypeAlias = tuple[int, ...]
"""A class of papers: the candidates who would hold them, one after the other."""

Bound: TypeAlias = tuple[int, int, int]
"""A variable, whether its value may be at most (1) or at least (-1), and that value."""


@dataclass(frozen=True, slots=True)
class Fewest:
    """What the search found.

    Attributes:
        at_least: with fewer changed papers nobody else can win; 0 where nothing was proven.
        changes: papers whose change is enough when ties fall that way; empty where the search
            stopped before.
    """

    at_least: int
    changes: tuple[Change, ...] = ()


@dataclass(order=True, frozen=True, slots=True)
class _Node:
    """An order of exclusion from some round on, and what it needs at least."""

    needs: int
    open_rounds: int
    order: tuple[int, ...]
    bounds: tuple[Bound, ...] = ()
    solution: Solution | None = field(default=None, compare=False)


def fewest_for_another(box: Box, candidates: int, winner: int, ceiling: int) -> Fewest:
    """Find the fewest papers that would have to be different for anybody else to win.

    Args:
        box: the papers, strict orders.
        candidates: how many stand.
        winner: who wins now.
        ceiling: a number of papers that is known to be enough; only fewer are looked for.
    """
    left = ORDERS_MAX if candidates <= ROUNDS_MAX else ORDERS_MAX_OF_MANY
    queue = [_Node(0, candidates - 1, (other,)) for other in range(candidates) if other != winner]
    while queue and left:
        node, left = heappop(queue), left - 1
        if not node.open_rounds and node.solution is not None and _is_whole(node.solution):
            return Fewest(node.needs, _changes(box, node))
        if node.open_rounds and len(node.order) == ROUNDS_MAX:
            return Fewest(node.needs)
        for after in _after(box, candidates, node):
            if after.needs < ceiling:
                heappush(queue, after)
    return Fewest(min((node.needs for node in queue), default=ceiling))


def _after(box: Box, candidates: int, node: _Node) -> Iterator[_Node]:
    """Give the ways on: another candidate before, or a variable bounded either way."""
    for order, bounds in _ways(candidates, node):
        solution = _solve(box, order, bounds)
        if solution is not None:
            needs = -(-solution.cost.numerator // solution.cost.denominator)
            needs = max(needs, _before(box, candidates, order))
            yield _Node(needs, candidates - len(order), order, bounds, solution)


def _before(box: Box, candidates: int, order: tuple[int, ...]) -> int:
    """Return what it needs that everybody else goes before this order begins.

    Whoever goes has their first preferences at least, and each of the order has then no more than
    if nobody else were left; a changed paper closes the gap between the two by two at most.
    """
    gap = 0
    for other in set(range(candidates)) - set(order):
        has = sum(papers for paper, papers in box.items() if paper[:1] == ((other,),))
        most = dict.fromkeys(order, 0)
        for paper, papers in box.items():
            holder = next((c for (c,) in paper if c == other or c in most), other)
            if holder != other:
                most[holder] += papers
        gap = max(gap, has - min(most.values()))
    return -(-gap // 2)


def _ways(candidates: int, node: _Node) -> list[tuple[tuple[int, ...], tuple[Bound, ...]]]:
    if node.open_rounds:
        before = [c for c in range(candidates) if c not in node.order]
        return [((c, *node.order), ()) for c in before]
    assert node.solution is not None
    values = enumerate(node.solution.values)
    variable, value = next((v, value) for v, value in values if value.denominator > 1)
    floor = value.numerator // value.denominator
    bounds: list[Bound] = [(variable, 1, floor), (variable, -1, floor + 1)]
    return [(node.order, (*node.bounds, bound)) for bound in bounds]


def _is_whole(solution: Solution) -> bool:
    return all(value.denominator == 1 for value in solution.values)


def _solve(box: Box, order: tuple[int, ...], bounds: Sequence[Bound]) -> Solution | None:
    """Find what an order needs: variables are papers taken from a class, then added to one."""
    there = _classes(box, order)
    sources, targets = list(there), _targets(order)
    costs = [1] * len(sources) + [0] * len(targets)
    rows = [*_rounds(there, sources, targets, order), _as_many(sources, targets)]
    rows += [_bound(len(costs), bound) for bound in bounds]
    while (solution := minimise(costs, rows)) is not None:
        short = [v for v, held in enumerate(sources) if solution.values[v] > there[held]]
        if not short:
            break
        rows += [_bound(len(costs), (v, 1, there[sources[v]])) for v in short]
    return solution


def _classes(box: Box, order: tuple[int, ...]) -> dict[Held, int]:
    classes: dict[Held, int] = {}
    for paper, papers in box.items():
        held = _held(paper, order)
        classes[held] = classes.get(held, 0) + papers
    return {held: papers for held, papers in sorted(classes.items()) if papers}


def _held(paper: Paper, order: tuple[int, ...]) -> Held:
    """Return who holds a paper in turn, when candidates are excluded in this order."""
    ranks = [order.index(group[0]) for group in paper if group[0] in order]
    held: list[int] = []
    for rank in ranks:
        if not held or rank > held[-1]:
            held.append(rank)
    return tuple(held)


def _targets(order: tuple[int, ...]) -> list[Held]:
    ranks = range(len(order))
    return [held for size in range(1, len(order) + 1) for held in combinations(ranks, size)]


def _rounds(
    there: dict[Held, int], sources: list[Held], targets: list[Held], order: tuple[int, ...]
) -> Iterator[Row]:
    """At each round whoever goes has no more votes than each who stays."""
    for goes, stays in combinations(range(len(order)), 2):
        ahead = sum(_ahead(held, goes, stays) * papers for held, papers in there.items())
        taken = [-_ahead(held, goes, stays) for held in sources]
        yield [*taken, *(_ahead(held, goes, stays) for held in targets)], -ahead


def _ahead(held: Held, goes: int, stays: int) -> int:
    """Return what a paper gives one who stays over the one who goes, at the latter's last round."""
    holder = next((rank for rank in held if rank >= goes), None)
    return int(holder == stays) - int(holder == goes)


def _as_many(sources: list[Held], targets: list[Held]) -> Row:
    """No more papers are added than were taken; what is taken and not added turns blank."""
    return [1] * len(sources) + [-1] * len(targets), 0


def _bound(variables: int, bound: Bound) -> Row:
    variable, side, value = bound
    row = [0] * variables
    row[variable] = -side
    return row, -side * value


def _changes(box: Box, node: _Node) -> tuple[Change, ...]:
    """Write a whole solution as papers that change."""
    assert node.solution is not None
    there = _classes(box, node.order)
    values = [value.numerator for value in node.solution.values]
    taken = dict(zip(there, values, strict=False))
    added = zip(_targets(node.order), values[len(there) :], strict=True)
    new = [(tuple((node.order[rank],) for rank in held), number) for held, number in added]
    old = []
    for paper, papers in box.items():
        held = _held(paper, node.order)
        number = min(papers, taken.get(held, 0))
        taken[held] = taken.get(held, 0) - number
        old.append((paper, number))
    return tuple(_paired(old, [*new, ((), sum(values))]))


def _paired(old: Sequence[tuple[Paper, int]], new: Sequence[tuple[Paper, int]]) -> Iterator[Change]:
    """Pair papers taken with papers added, in order, until there are no more to take."""
    waiting = list(new)[::-1]
    for before, papers in old:
        left = papers
        while left:
            after, number = waiting.pop()
            moved = min(left, number)
            left -= moved
            if moved:
                yield Change(moved, before, after)
            if number > moved:
                waiting.append((after, number - moved))
