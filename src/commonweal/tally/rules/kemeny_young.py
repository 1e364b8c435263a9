"""Kemeny-Young: the order of all candidates that agrees most with the papers.

Rules of this module:

* an order agrees with a paper once for every pair of candidates that both put the same way; the
  order with the most agreements is best, and its first is elected;
* several orders can be best; whoever is first in one of them can win, and where that is more than
  one candidate, a tie has to be broken; the pairs on which all best orders agree say who is next;
* where everybody of one group beats everybody of another, every best order puts the one group
  before the other (the extended Condorcet criterion: M. Truchon, "An extension of the Condorcet
  criterion and Kemeny orders", 1998), so each such group is searched by itself;
* the search visits every subset of a group and ends with the exact answer; above
  :data:`CANDIDATES_MAX` in one group the count is refused, because no faster exact way is known;
* candidates who are not ranked stand below all who are, and equal ranks prefer nobody.

Source: J. Kemeny, "Mathematics without numbers", Daedalus 88 (1959); H. P. Young and
A. Levenglick, "A consistent extension of Condorcet's election principle", SIAM Journal on Applied
Mathematics 35 (1978).

Not here: approximations; an order that is nearly best is another result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Finding, Lots, Round, listed
from commonweal.tally.pairwise import Matrix, preferred
from commonweal.tally.rule import Options, Rule
from commonweal.tally.standing import DRAWS, fill, layers, order_lot, seat_lot
from commonweal.tally.strengths import compared

SOURCE = "Young and Levenglick, SIAM Journal on Applied Mathematics 35 (1978)"

CANDIDATES_MAX = 14
"""The largest group of candidates, none of whom stands clear of the others, that is searched."""


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Elect the first of the order that agrees most with the papers.

    Raises:
        BadCount: when more candidates than can be searched are bound up with each other.
    """
    del seats  # one seat; the entry checked it
    matrix = preferred(profile)
    parts = components(matrix)
    _check_size(parts)
    found = [search(matrix, part) for part in parts]
    tops = found[0].firsts(found[0].everybody)
    if len(tops) == 1:
        return _finding(matrix, found, tops[0])
    why = f"The best orders begin with {listed(tops)}."
    lots_asked = {
        "lot": seat_lot(tops, 1, SOURCE, why),
        "order": order_lot(len(matrix), SOURCE, why),
    }
    lot = lots_asked[options.word("ties")]
    drawn = lots.settle(lot)
    if drawn is None:
        return Finding((), _steps(matrix, found, above(len(matrix), found, None)), lot=lot)
    told = f"The lot put {listed(drawn)} in this order, which narrows them down. "
    if lot.purpose == "order":
        found = [part.alone(drawn) for part in found]
    winner = found[0].firsts(found[0].everybody)[0] if lot.purpose == "order" else drawn[0]
    return _finding(matrix, found, winner, told)


@dataclass(frozen=True, slots=True)
class Searched:
    """A group of candidates with the most agreements that an order of each subset can have.

    Sets of candidates are bits: bit i stands for ``part[i]``.

    Attributes:
        part: the candidates, ascending.
        gains: ``[i][set]``: how many agreements it brings to put ``part[i]`` before a set.
        best: ``[set]``: the most agreements within the set that an order of it can have.
        order: one order of the candidates to which the best orders are narrowed; empty when all
            best orders are kept.
    """

    part: tuple[int, ...]
    gains: tuple[tuple[int, ...], ...]
    best: tuple[int, ...]
    order: tuple[int, ...] = ()

    @property
    def everybody(self) -> int:
        """The set of all of the group."""
        return len(self.best) - 1

    def firsts(self, left: int) -> tuple[int, ...]:
        """Return who can stand first in a best order of a set of those who are left."""
        can = tuple(
            c
            for i, c in enumerate(self.part)
            if left >> i & 1
            and self.gains[i][left ^ 1 << i] + self.best[left ^ 1 << i] == self.best[left]
        )
        return tuple(sorted(can, key=self.order.index)[:1]) if self.order else can

    def alone(self, order: tuple[int, ...]) -> Searched:
        """Keep one best order: at each place the candidate who was drawn earliest."""
        return replace(self, order=order)

    def ahead(self, winner: int | None) -> set[tuple[int, int]]:
        """Return the pairs of which the one stands before the other in some best order.

        Args:
            winner: who has to stand first; None where all best orders are looked at.
        """
        pairs: set[tuple[int, int]] = set()
        todo = {self.everybody}
        while todo:
            after = set()
            for left in todo:
                firsts = self.firsts(left)
                for c in (winner,) if left == self.everybody and winner in firsts else firsts:
                    rest = left ^ 1 << self.part.index(c)
                    pairs |= {(c, b) for i, b in enumerate(self.part) if rest >> i & 1}
                    after.add(rest)
            todo = after - {0}
        return pairs


def components(matrix: Matrix) -> tuple[tuple[int, ...], ...]:
    """Return groups of candidates, each of which beats every group after it in all comparisons.

    Args:
        matrix: how many papers prefer a to b.
    """
    size = range(len(matrix))
    reach = [sum(1 << b for b in size if matrix[a][b] >= matrix[b][a]) for a in size]
    for via in size:
        reach = [found | reach[via] if found >> via & 1 else found for found in reach]
    by_reach: dict[int, list[int]] = {}
    for c in size:
        by_reach.setdefault(reach[c], []).append(c)
    return tuple(tuple(by_reach[found]) for found in sorted(by_reach, key=int.bit_count)[::-1])


def search(matrix: Matrix, part: tuple[int, ...]) -> Searched:
    """Find the most agreements for every subset of a group.

    Args:
        matrix: how many papers prefer a to b.
        part: at most :data:`CANDIDATES_MAX` candidates.
    """
    gains = []
    for a in part:
        gain = [0] * (1 << len(part))
        for chosen in range(1, len(gain)):
            rest = chosen & (chosen - 1)
            gain[chosen] = gain[rest] + matrix[a][part[(chosen ^ rest).bit_length() - 1]]
        gains.append(tuple(gain))
    best = [0] * (1 << len(part))
    for chosen in range(1, len(best)):
        best[chosen] = max(
            gains[i][chosen ^ 1 << i] + best[chosen ^ 1 << i]
            for i in range(len(part))
            if chosen >> i & 1
        )
    return Searched(part, tuple(gains), tuple(best))


def above(size: int, found: Sequence[Searched], winner: int | None) -> list[list[bool]]:
    """Return ``[a][b]``: whether a stands before b in every best order.

    Args:
        size: how many candidates there are.
        found: the groups, the first one first.
        winner: who has to stand first in the first group; None for all best orders.
    """
    part_of = {c: place for place, each in enumerate(found) for c in each.part}
    pairs = found[0].ahead(winner).union(*(each.ahead(None) for each in found[1:]))
    return [
        [part_of[a] < part_of[b] or ((a, b) in pairs and (b, a) not in pairs) for b in range(size)]
        for a in range(size)
    ]


def _check_size(parts: Sequence[tuple[int, ...]]) -> None:
    largest = max(len(part) for part in parts)
    if largest > CANDIDATES_MAX:
        raise BadCount(
            "candidates",
            expected=f"at most {CANDIDATES_MAX} candidates none of whom stands clear of the others",
            got=f"{largest}",
            remedy="count by another rule, such as ranked-pairs or schulze",
        )


def _finding(matrix: Matrix, found: Sequence[Searched], winner: int, told: str = "") -> Finding:
    relation = above(len(matrix), found, winner)
    steps = _steps(matrix, found, relation, told)
    return fill(layers(relation), 1, steps, Lots(()), way="lot", source=SOURCE, why="")


def _steps(
    matrix: Matrix, found: Sequence[Searched], relation: Sequence[Sequence[bool]], told: str = ""
) -> tuple[Round, Round]:
    within = sum(each.best[each.everybody] for each in found)
    across = sum(
        matrix[a][b]
        for place, each in enumerate(found)
        for later in found[place + 1 :]
        for a in each.part
        for b in later.part
    )
    groups = layers(relation)
    order = "; ".join(listed(group) for group in groups)
    words = f"The best orders agree with the papers in {within + across} pairs of candidates. "
    words += f"{told}They have this order in common: {order}."
    tallies = tuple(Fraction(sum(row)) for row in relation)
    return compared(matrix, SOURCE), Round(2, "orders", SOURCE, words, tallies)


RULE = Rule(
    name="kemeny-young",
    title="Kemeny-Young",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=False,
    axioms=frozenset(
        {"anonymity", "neutrality", "scaling", "monotonicity", "condorcet", "solid_coalitions"}
    ),
    count=count,
    options=(DRAWS,),
    equal_ranks=True,
    measure="wins",
)
