"""The most votes win: arithmetic shared by rules that look at one row of totals.

Rules of this module: equal votes are one group; where a group does not fit into the seats that
are left, the lot decides; where it fits, its inner order means nothing and is reported as such.

Not here: how the totals come about, and what a lot is called in a rule's statute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from commonweal.tally.outcome import Finding, LotRequired, Lots, Round, exact, listed


def groups_of_equals(
    tallies: Sequence[Fraction | int], among: Iterable[int]
) -> tuple[tuple[int, ...], ...]:
    """Group candidates by equal votes, the most votes first, each group ascending."""
    by_votes: dict[Fraction | int, list[int]] = {}
    for candidate in sorted(among):
        by_votes.setdefault(tallies[candidate], []).append(candidate)
    return tuple(tuple(by_votes[votes]) for votes in sorted(by_votes, reverse=True))


def open_ties(groups: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Keep the groups of more than one: those whose inner order means nothing."""
    return tuple(tuple(group) for group in groups if len(group) > 1)


def flat(groups: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Write groups one after another."""
    return tuple(candidate for group in groups for candidate in group)


def most_votes(
    tallies: Sequence[Fraction], among: Sequence[int], seats: int, lots: Lots, *, source: str
) -> Finding:
    """Elect those with the most votes.

    Args:
        tallies: votes of every candidate.
        among: who can be elected.
        seats: how many to elect; fewer are elected when fewer stand.
        lots: the draws on record.
        source: the paragraph that the round and the lot cite.
    """
    groups = groups_of_equals(tallies, among)
    sure, torn, rest = split(groups, min(seats, len(among)))
    if not torn:
        return _finding(tallies, sure, rest, source=source)
    room = min(seats, len(among)) - len(flat(sure))
    lot = LotRequired("elect", torn, room, source, _lot_words(tallies, torn, room))
    drawn = lots.settle(lot)
    if drawn is None:
        return _finding(tallies, sure, (), source=source, lot=lot)
    winners, others = [(c,) for c in drawn[:room]], [(c,) for c in drawn[room:]]
    return _finding(tallies, (*sure, *winners), (*others, *rest), source=source, drawn=drawn)


def split(
    groups: Sequence[tuple[int, ...]], seats: int
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Split groups at the last seat: who is in, the group that fits only in part, who is out.

    Args:
        groups: candidates by rank, the best group first.
        seats: how many to elect, at most as many as stand.
    """
    filled = 0
    for place, group in enumerate(groups):
        if filled == seats:
            return tuple(groups[:place]), (), tuple(groups[place:])
        if filled + len(group) > seats:
            return tuple(groups[:place]), group, tuple(groups[place + 1 :])
        filled += len(group)
    return tuple(groups), (), ()


def _finding(
    tallies: Sequence[Fraction],
    sure: Sequence[Sequence[int]],
    rest: Sequence[Sequence[int]],
    *,
    source: str,
    lot: LotRequired | None = None,
    drawn: tuple[int, ...] = (),
) -> Finding:
    words = _words(tallies, flat(sure), drawn)
    step = Round(1, "count", source, words, tuple(tallies), elected=flat(sure))
    tied = open_ties(sure) + open_ties(rest)
    return Finding(flat(sure), (step,), flat(rest), tied, lot)


def _words(tallies: Sequence[Fraction], elected: Sequence[int], drawn: Sequence[int]) -> str:
    votes = ", ".join(f"{{{c}}} {exact(tallies[c])}" for c in flat(_all(tallies)))
    chosen = f"Elected: {listed(elected)}." if elected else "Nobody is elected yet."
    lot = f" Between equals the lot put {listed(drawn)} in this order." if drawn else ""
    return f"Votes: {votes}. {chosen}{lot}"


def _all(tallies: Sequence[Fraction]) -> tuple[tuple[int, ...], ...]:
    return groups_of_equals(tallies, range(len(tallies)))


def _lot_words(tallies: Sequence[Fraction], torn: Sequence[int], room: int) -> str:
    return (
        f"{listed(torn)} have {exact(tallies[torn[0]])} votes each, and {room} "
        f"of them can be elected: draw lots; the first {room} drawn are elected."
    )
