"""An order with ties, and seats: who of it is elected, and when a lot is needed.

Arithmetic shared by rules that put all candidates into one order. Rules of this module:

* the order is groups, the best first; those in a group are level, and nothing tells them apart;
* a group that does not fit into the seats left is a tie, and its source leaves it to chance: a lot
  among exactly the tied, or one order of all candidates, as the option :data:`DRAWS` says;
* where a group fits, its inner order means nothing and is reported as such.

Not here: how the order comes about (the rules say), and ties within a count (``ties``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from commonweal.tally.most import flat, open_ties, split
from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, listed
from commonweal.tally.rule import Option

Groups: TypeAlias = Sequence[tuple[int, ...]]
"""All candidates by rank, the best group first; each group ascending."""

DRAWS = Option(
    "ties",
    "lot",
    "how a tie for a seat is broken: by a lot among exactly the tied (lot), or by one order of all "
    "candidates, drawn when first needed, in which the earlier goes first (order)",
    ("lot", "order"),
)
"""The option of rules in which only a tie at the end can be left to chance."""


def layers(above: Sequence[Sequence[bool]]) -> tuple[tuple[int, ...], ...]:
    """Turn a relation without circles into groups: those whom nobody left is above, and again.

    Args:
        above: ``above[a][b]``: whether a stands above b.
    """
    left, groups = list(range(len(above))), []
    while left:
        top = tuple(b for b in left if not any(above[a][b] for a in left))
        groups.append(top)
        left = [c for c in left if c not in top]
    return tuple(groups)


def seat_lot(tied: tuple[int, ...], room: int, source: str, why: str) -> LotRequired:
    """Return the lot among those of whom only some can be elected.

    Args:
        tied: candidates who are level, ascending.
        room: how many of them are elected.
        source: what leaves the tie open.
        why: a sentence that says in which way they are level.
    """
    words = f"{why} Draw lots among {listed(tied)}: the first {room} drawn are elected."
    return LotRequired("elect", tied, room, source, words)


def order_lot(candidates: int, source: str, why: str) -> LotRequired:
    """Return the lot that puts all candidates into one order.

    Args:
        candidates: how many stand, two or more.
        source: what leaves the tie open.
        why: a sentence that says what the order is needed for.
    """
    words = f"{why} Draw one order of all candidates: between equals the earlier goes first."
    return LotRequired("order", tuple(range(candidates)), 1, source, words)


def fill(
    groups: Groups,
    seats: int,
    steps: Sequence[Round],
    lots: Lots,
    *,
    way: str,
    source: str,
    why: str,
) -> Finding:
    """Elect from the top of an order.

    Args:
        groups: all candidates by rank.
        seats: how many to elect; fewer are elected when fewer stand.
        steps: the rounds so far; the last one is told who is elected.
        lots: the draws on record.
        way: ``lot`` or ``order``, as in :data:`DRAWS`.
        source: what the lot cites.
        why: a sentence for the lot: in which way the tied are level.
    """
    room = min(seats, len(flat(groups)))
    sure, torn, rest = split(tuple(groups), room)
    if not torn:
        return _seated(sure, rest, steps)
    left = room - len(flat(sure))
    lot = (
        seat_lot(torn, left, source, why)
        if way == "lot"
        else order_lot(len(flat(groups)), source, why)
    )
    drawn = lots.settle(lot)
    if drawn is None:
        return replace(_seated(sure, (), steps), lot=lot)
    ordered = [(c,) for c in drawn if c in torn]
    if way == "order":
        sure, rest = _by_order(sure, drawn), _by_order(rest, drawn)
    words = f" Between equals the lot put {listed(drawn)} in this order."
    return _seated((*sure, *ordered[:left]), (*ordered[left:], *rest), steps, words)


def _by_order(groups: Groups, drawn: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    return tuple((c,) for group in groups for c in sorted(group, key=drawn.index))


def _seated(sure: Groups, rest: Groups, steps: Sequence[Round], words: str = "") -> Finding:
    elected = flat(sure)
    chosen = f"Elected: {listed(elected)}." if elected else "Nobody is elected yet."
    last = replace(steps[-1], words=f"{steps[-1].words}{words} {chosen}", elected=elected)
    return Finding(elected, (*steps[:-1], last), flat(rest), open_ties((*sure, *rest)))
