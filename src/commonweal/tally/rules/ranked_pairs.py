"""Ranked pairs: lock in the defeats, the strongest first, but none that closes a circle.

Rules of this module:

* a defeat is locked unless the defeats locked before lead back from its loser to its winner;
* equally strong defeats have no order of their own. All orders are followed: whoever comes out on
  top under at least one of them can win, and only where that is more than one candidate does a tie
  have to be broken, by a lot among exactly those (``ties="lot"``), or by one drawn order of all
  candidates that puts equal defeats into an order too (``ties="order"``);
* what is locked whatever the order of equals says who is next in line;
* where so many defeats are equal that not all orders can be followed, the order of all candidates
  is asked for in any case;
* candidates who are not ranked stand below all who are, and equal ranks prefer nobody.

Source: T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice and
Welfare 4 (1987); the drawn order after T. M. Zavist and T. N. Tideman, "Complete independence of
clones in the ranked pairs rule", Social Choice and Welfare 6 (1989); all orders of equals after
M. Brill and F. Fischer, "The price of neutrality for the ranked pairs method", AAAI 2012.

Not here: an order of equals taken from a ballot drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.ballots import Ranked
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, listed
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rule import Option, Options, Rule
from commonweal.tally.standing import DRAWS, Groups, fill, layers, order_lot, seat_lot
from commonweal.tally.strengths import LISTED_MAX, STRENGTH, compared, defeats, votes

SOURCE = "Tideman, Social Choice and Welfare 4 (1987)"
ORDER_SOURCE = "Zavist and Tideman, Social Choice and Welfare 6 (1989)"

STATES_MAX = 5_000
"""So many states of locking are followed for one class of equals before an order is asked for."""

Edge: TypeAlias = tuple[int, int]
"""A defeat: winner and loser."""

Locked: TypeAlias = tuple[int, ...]
"""For each candidate a set of bits: to whom the locked defeats lead, directly or not."""


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect whoever stands on top of the locked defeats."""
    del seats  # one seat; the entry checked it
    matrix = preferred(profile)
    strength = defeats(matrix, options.word("strength"))
    ends = all_ends(strength)
    top = () if ends is None else tuple(sorted({c for end in ends for c in _tops(end)}))
    if ends is not None and len(top) == 1:
        return _finding(matrix, strength, ends, top[0])
    lot = _lot(matrix, top, options.word("ties"))
    drawn = lots.settle(lot)
    if drawn is None:
        steps = _steps(matrix, strength, () if ends is None else ends)
        return Finding((), steps, lot=lot)
    told = f"The lot put {listed(drawn)} in this order."
    if lot.purpose == "elect" and ends is not None:
        return _finding(matrix, strength, ends, drawn[0], told)
    end = lock_all(_by_order(strength, drawn), (0,) * len(matrix))
    return _finding(matrix, strength, (end,), _tops(end)[0], told)


def all_ends(strength: Matrix) -> tuple[Locked, ...] | None:
    """Lock in the defeats under all orders of equals.

    Args:
        strength: ``[a][b]``: the strength of a's defeat of b, 0 where there is none.

    Returns:
        What the locked defeats lead to at the end, once for each way it can come out; None where
        more than :data:`STATES_MAX` states would have to be followed.
    """
    ends: set[Locked] = {(0,) * len(strength)}
    for level in sorted({found for row in strength for found in row if found}, reverse=True):
        edges = tuple(
            (a, b)
            for a, row in enumerate(strength)
            for b, found in enumerate(row)
            if found == level
        )
        followed = _followed(ends, edges)
        if followed is None:
            return None
        ends = followed
    return tuple(sorted(ends))


def lock_all(edges: Iterable[Edge], locked: Locked) -> Locked:
    """Lock in defeats one after another, without those that would close a circle."""
    for a, b in edges:
        if not locked[b] >> a & 1:
            locked = _lock(locked, a, b)
    return locked


def _lock(locked: Locked, a: int, b: int) -> Locked:
    below = locked[b] | 1 << b
    return tuple(
        reach | below if c == a or reach >> a & 1 else reach for c, reach in enumerate(locked)
    )


def _followed(starts: Iterable[Locked], edges: Sequence[Edge]) -> set[Locked] | None:
    frontier, seen, ends = set(starts), set(starts), set()
    while frontier:
        found: set[Locked] = set()
        for start in frontier:
            state, torn = _without_doubt(start, edges)
            if not torn:
                ends.add(state)
            found.update(_lock(state, a, b) for a, b in torn)
        frontier = found - seen
        seen |= found
        if len(seen) + len(ends) > STATES_MAX:
            return None
    return ends


def _without_doubt(state: Locked, edges: Sequence[Edge]) -> tuple[Locked, list[Edge]]:
    """Lock what is on no circle of equals, and return it with the defeats that are on one."""
    addable = [(a, b) for a, b in edges if not (state[a] >> b | state[b] >> a) & 1]
    everything = list(state)
    for a, b in addable:
        everything[a] |= 1 << b
    for via in range(len(everything)):
        for c, reach in enumerate(everything):
            if reach >> via & 1:
                everything[c] |= everything[via]
    safe = [(a, b) for a, b in addable if not everything[b] >> a & 1]
    return lock_all(safe, state), [edge for edge in addable if edge not in safe]


def _tops(end: Locked) -> list[int]:
    below = 0
    for reach in end:
        below |= reach
    return [c for c in range(len(end)) if not below >> c & 1]


def _by_order(strength: Matrix, drawn: Sequence[int]) -> list[Edge]:
    """Order all pairs by strength and then by the drawn order; level pairs follow it as well."""
    size, place = range(len(strength)), {c: rank for rank, c in enumerate(drawn)}
    pairs = [
        (a, b)
        for a in size
        for b in size
        if strength[a][b] or (place[a] < place[b] and not strength[b][a])
    ]
    return sorted(pairs, key=lambda e: (-strength[e[0]][e[1]], place[e[0]], place[e[1]]))


def _lot(matrix: Matrix, top: tuple[int, ...], way: str) -> LotRequired:
    if not top:
        why = "Too many defeats are equally strong to follow all their orders."
        return order_lot(len(matrix), ORDER_SOURCE, why)
    why = f"It depends on the order of equally strong defeats which of {listed(top)} is on top."
    if way == "order":
        return order_lot(len(matrix), ORDER_SOURCE, why)
    return seat_lot(top, 1, SOURCE, why)


def _finding(
    matrix: Matrix, strength: Matrix, ends: Sequence[Locked], winner: int, told: str = ""
) -> Finding:
    mine = [end for end in ends if winner in _tops(end)]
    size = range(len(matrix))
    above = [[all(end[a] >> b & 1 for end in mine) for b in size] for a in size]
    rest: Groups = [tuple(c for c in group if c != winner) for group in layers(above)]
    groups = [(winner,), *(group for group in rest if group)]
    steps = _steps(matrix, strength, mine, told)
    return fill(groups, 1, steps, Lots(()), way="lot", source=SOURCE, why="")


def _steps(
    matrix: Matrix, strength: Matrix, ends: Sequence[Locked], told: str = ""
) -> tuple[Round, Round]:
    size = range(len(matrix))
    sure = [[bool(ends) and all(end[a] >> b & 1 for end in ends) for b in size] for a in size]
    tallies = tuple(Fraction(sum(row)) for row in sure)
    words = " ".join([*_told(matrix, strength, ends), told]).rstrip()
    return compared(matrix, SOURCE), Round(2, "lock", SOURCE, words, tallies)


def _told(matrix: Matrix, strength: Matrix, ends: Sequence[Locked]) -> Iterable[str]:
    yield "The defeats are locked in, the strongest first, without those that close a circle."
    size = range(len(matrix))
    edges = [(a, b) for a in size for b in size if strength[a][b]]
    if len(matrix) > LISTED_MAX or not ends:
        return
    for a, b in sorted(edges, key=lambda edge: (-strength[edge[0]][edge[1]], edge)):
        against = [end for end in ends if end[b] >> a & 1]
        if against:
            when = "in no case" if len(against) == len(ends) else "not under every order of equals"
            yield f"{{{a}}} over {{{b}}} {votes(matrix, a, b)} is locked {when}."


RULE = Rule(
    name="ranked-pairs",
    title="Ranked pairs (Tideman)",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset(
        {"anonymity", "neutrality", "scaling", "monotonicity", "condorcet", "solid_coalitions"}
    ),
    count=count,
    options=(
        Option("strength", "margins", STRENGTH.meaning, STRENGTH.allowed),
        DRAWS,
    ),
    equal_ranks=True,
    measure="wins",
)
