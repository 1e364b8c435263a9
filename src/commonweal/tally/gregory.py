"""Gregory's method: papers that move at a part of their value, and the books of such a count.

J. B. Gregory proposed in 1880 to pass on a surplus as a part of every paper instead of drawing
some papers whole. Statutes differ in which papers move, at what value, in which order and with
how many decimals. This module holds what they share. Rules of this module:

* votes and values are exact fractions of a vote; :func:`cut` is the only rounding, and a rule says
  where it applies;
* every delivery of papers at one value is a batch; a candidate keeps the batches apart in the
  order of receipt, because many statutes pass on the last one only;
* papers of one pattern always move together, so that a pattern is moved as a column entry.

Not here: which batches move and when (``lastparcel`` and the rules say), ties, and the older
``piles``, which holds papers by value alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonweal.tally.ballots import Ranked
from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Round, Transfer, exact, listed
from commonweal.tally.piles import UNIT, Held, Piles
from commonweal.tally.recount import recount
from commonweal.tally.rule import Option, Vacancy
from commonweal.tally.ties import TIES, TieBreak

ORDERED_TIES = Option(TIES.name, "order", TIES.meaning, TIES.allowed)
"""The option of rules whose source asks for one order of all candidates, drawn beforehand."""

_LOT_WORDS = {
    "surplus": "have equal surpluses: draw lots; the first drawn is passed on now.",
    "exclude": "have equally few votes: draw lots; the first drawn is excluded.",
    "elect": "have equal votes, and not all can be elected: draw lots; the first drawn is elected.",
}


def cut(number: Fraction, places: int) -> Fraction:
    """Cut off what is beyond so many decimal places."""
    scale = 10**places
    return Fraction(number.numerator * scale // number.denominator, scale)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Papers that moved from one place to another at one value.

    Attributes:
        origin: who gave them; None for the ballot box.
        to: who has them now; None when no open candidate was left on them.
        papers: how many.
        value: what each is worth, in votes.
        votes: what they count for; less than papers times value where a statute cuts the product.
    """

    origin: int | None
    to: int | None
    papers: int
    value: Fraction
    votes: Fraction

    def transfer(self) -> Transfer:
        """Return the bundle as it is shown in a round."""
        return Transfer(self.origin, self.to, self.papers, self.value)


class Papers:
    """All papers of a count, in the batches in which they were received. Changed by its count.

    Attributes:
        values: votes per paper, for each batch by its number; batch 0 came from the box.
    """

    def __init__(self, profile: Ranked) -> None:
        size = len(profile.weights)
        self._nobody = profile.candidates
        end = np.full((size, 1), self._nobody, dtype=profile.ranks.dtype)
        self._ranks = np.concatenate([profile.ranks, end], axis=1)
        self._weights = profile.weights
        self._place = np.zeros(size, dtype=np.intp)
        self._holder = np.full(size, self._nobody, dtype=np.intp)
        self._batch = np.zeros(size, dtype=np.intp)
        self.values: list[Fraction] = [Fraction(1)]

    def deal(self, open_to: Collection[int]) -> list[Bundle]:
        """Give every paper to the first open candidate on it, as batch 0."""
        rows = np.arange(len(self._weights))
        place, to = self._next(rows, open_to)
        self._place[rows], self._holder[rows] = place, to
        return self._bundles(None, rows, Fraction(1), None)

    def batches(self, candidates: Collection[int]) -> list[int]:
        """Return the batches in which candidates hold papers, in the order of receipt."""
        found: list[int] = np.unique(self._batch[self._mine(candidates)]).tolist()
        return found

    def usable(self, candidate: int, batch: int, open_to: Collection[int]) -> int:
        """Return how many papers of a candidate's batch name an open candidate further down."""
        rows = self._mine((candidate,), (batch,))
        _, to = self._next(rows, open_to)
        return int(self._weights[rows[to != self._nobody]].sum())

    def hand_on(
        self,
        origins: Sequence[int],
        batches: Collection[int],
        value: Fraction,
        open_to: Collection[int],
        *,
        places: int | None = None,
        keep_unusable: bool = False,
    ) -> list[Bundle]:
        """Move papers to the next open candidate on each; they become one new batch.

        Args:
            origins: who gives them up.
            batches: which of their batches move.
            value: what each paper is worth from now on, in votes.
            open_to: who may receive papers.
            places: the decimals to which papers times value is cut; exact when left out.
            keep_unusable: whether papers that name nobody open stay where they are.
        """
        bundles = list[Bundle]()
        for origin in origins:
            rows = self._mine((origin,), batches)
            place, to = self._next(rows, open_to)
            moving = to != self._nobody if keep_unusable else np.ones(len(rows), dtype=np.bool_)
            rows = rows[moving]
            self._place[rows], self._holder[rows] = place[moving], to[moving]
            self._batch[rows] = len(self.values)
            bundles += self._bundles(origin, rows, value, places)
        self.values.append(value)
        return bundles

    def held(
        self,
        candidate: int,
        passing: Mapping[int, Fraction] | None = None,
        usable_by: Collection[int] | None = None,
    ) -> Held:
        """Return what stays with a seat, each paper at the part of its value that is not passed on.

        Args:
            candidate: who won the seat.
            passing: what is about to be passed on per paper, by batch; nothing when left out.
            usable_by: who may receive papers, where papers that name none of them stay whole.

        Returns:
            The papers, with values in units of ``piles.UNIT``, cut to its five decimals.
        """
        rows = self._mine((candidate,))
        goes = dict(passing or {})
        moving = np.ones(len(rows), dtype=np.bool_)
        if usable_by is not None:
            moving = self._next(rows, usable_by)[1] != self._nobody
        classes = 2 * self._batch[rows] + moving
        values = [
            int((value - (goes.get(number, 0) if moves else 0)) * UNIT)
            for number, value in enumerate(self.values)
            for moves in (False, True)
        ]
        return Held(rows, classes, tuple(values))

    def _mine(
        self, candidates: Collection[int], batches: Collection[int] | None = None
    ) -> NDArray[np.intp]:
        mine = np.isin(self._holder, list(candidates))
        if batches is not None:
            mine &= np.isin(self._batch, list(batches))
        return np.flatnonzero(mine)

    def _next(
        self, rows: NDArray[np.intp], open_to: Collection[int]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        welcome = np.zeros(self._nobody + 1, dtype=np.bool_)
        welcome[[*open_to, self._nobody]] = True
        place = self._place[rows]
        to = self._ranks[rows, place].astype(np.intp)
        while (shut := np.flatnonzero(~welcome[to])).size:
            place[shut] += 1
            to[shut] = self._ranks[rows[shut], place[shut]]
        return place, to

    def _bundles(
        self, origin: int | None, rows: NDArray[np.intp], value: Fraction, places: int | None
    ) -> list[Bundle]:
        sums = np.zeros(self._nobody + 1, dtype=np.int64)
        np.add.at(sums, self._holder[rows], self._weights[rows])
        return [
            Bundle(
                origin,
                None if to == self._nobody else to,
                papers,
                value,
                papers * value if places is None else cut(papers * value, places),
            )
            for to, papers in enumerate(sums.tolist())
            if papers
        ]


@dataclass(slots=True)
class Books:
    """Who stands, who is elected, and with how many votes. Owned by one count.

    Attributes:
        seats: how many are to be elected.
        source: the statute; the paragraph of a step is added to it.
        votes: of every candidate, in votes.
        standing: who is neither elected nor excluded, ascending.
        exhausted: votes that can pass no further.
        lost: votes that the cutting off of decimals took.
        elected: in order; groups have equal votes.
        excluded: in order; groups have equal votes and went together.
        history: the votes at each point to which the statute looks back, the oldest first.
        rounds: the steps so far.
        kept: what stayed with a seat whose surplus was passed on.
    """

    seats: int
    source: str
    votes: list[Fraction]
    standing: list[int]
    exhausted: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    elected: list[tuple[int, ...]] = field(default_factory=list)
    excluded: list[tuple[int, ...]] = field(default_factory=list)
    history: list[tuple[Fraction, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    kept: dict[int, Held] = field(default_factory=dict)

    @classmethod
    def opened(cls, candidates: int, seats: int, source: str) -> Books:
        """Open the books of a count in which nothing has happened yet."""
        return cls(seats, source, [Fraction(0)] * candidates, list(range(candidates)))

    @property
    def vacancies(self) -> int:
        """The number of seats that are not filled yet."""
        return self.seats - len(flat(self.elected))

    def receive(self, bundles: Iterable[Bundle]) -> None:
        """Credit bundles to those who received them, and note the votes as they now stand."""
        for bundle in bundles:
            if bundle.to is None:
                self.exhausted += bundle.votes
            else:
                self.votes[bundle.to] += bundle.votes
        self.history.append(tuple(self.votes))

    def surpluses(self, quota: Fraction) -> dict[int, Fraction]:
        """Return what the elected have beyond the quota, where they have more."""
        over = {c: self.votes[c] - quota for c in flat(self.elected)}
        return {c: surplus for c, surplus in over.items() if surplus > 0}

    def lowest(self) -> tuple[int, ...]:
        """Return those who stand and have the fewest votes."""
        return groups_of_equals(self.votes, self.standing)[-1]

    def sure_losers(self, surplus: Fraction, *, level_too: bool = False) -> tuple[int, ...]:
        """Return the most candidates who stay below all others whatever is passed on among them.

        Their votes and all surpluses together are fewer than the votes of the candidate next
        above; candidates with equal votes go together, and enough remain to fill the seats.

        Args:
            surplus: all votes that the elected have yet to pass on.
            level_too: whether as many votes as the next above has are still few enough.
        """
        groups = groups_of_equals(self.votes, self.standing)[::-1]
        sure, together, total = list[int](), list[int](), surplus
        for group, above in pairwise(groups):
            together += group
            total += sum(self.votes[c] for c in group)
            if len(self.standing) - len(together) < self.vacancies:
                break
            next_above = self.votes[above[0]]
            if total < next_above or (level_too and total == next_above):
                sure = list(together)
        return tuple(sorted(sure))

    def pick(
        self, ties: TieBreak, purpose: str, tied: tuple[int, ...], paragraph: str
    ) -> int | LotRequired:
        """Pick one of those with equal votes, or say what has to be drawn.

        Args:
            ties: how the count breaks ties.
            purpose: ``surplus``, ``exclude`` or ``elect``: what happens to the one who is picked;
                for ``exclude`` it is who stood lowest before, else who stood highest.
            tied: those with equal votes.
            paragraph: where the statute asks for a lot.
        """

        def lot(left: tuple[int, ...]) -> LotRequired:
            source = f"{self.source} {paragraph}".strip()
            words = f"{listed(left)} {_LOT_WORDS[purpose]}"
            return LotRequired(purpose, left, 1, source, words)

        pick = ties.lowest if purpose == "exclude" else ties.highest
        return pick(tied, self.history, lot)

    def elect(self, winners: Collection[int]) -> tuple[int, ...]:
        """Elect candidates, the most votes first, and return them in that order."""
        groups = groups_of_equals(self.votes, winners)
        self.elected += groups
        self.standing = [c for c in self.standing if c not in winners]
        return flat(groups)

    def exclude(self, losers: Collection[int]) -> None:
        """Exclude candidates; they keep their votes until their papers are passed on."""
        self.excluded += groups_of_equals(self.votes, losers)[::-1]
        self.standing = [c for c in self.standing if c not in losers]

    def note(
        self,
        action: str,
        paragraph: str,
        told: str,
        bundles: Sequence[Bundle] = (),
        *,
        elected: Sequence[int] = (),
        excluded: Sequence[int] = (),
    ) -> None:
        """Write down a step as it stands when it is done.

        Args:
            action: the stable word for it.
            paragraph: where the statute says so.
            told: what was done, candidates as places; what passed and who is elected is added.
            bundles: the papers that passed.
            elected: who is elected by this step, in order.
            excluded: who is excluded by this step.
        """
        words = [told, *_passed(bundles)]
        if elected:
            words.append(f"Elected: {listed(elected)}.")
        self.rounds.append(
            Round(
                number=len(self.rounds) + 1,
                action=action,
                source=f"{self.source} {paragraph}".strip(),
                words=" ".join(words),
                tallies=tuple(self.votes),
                exhausted=self.exhausted,
                lost=self.lost,
                transfers=tuple(bundle.transfer() for bundle in bundles),
                elected=tuple(elected),
                excluded=tuple(excluded),
            )
        )

    def finding(self, lot: LotRequired | None = None) -> Finding:
        """Close the books, or break off at a tie."""
        if lot is not None:
            return Finding(flat(self.elected), tuple(self.rounds), lot=lot)
        left = (*groups_of_equals(self.votes, self.standing), *reversed(self.excluded))
        tied = open_ties(self.elected) + open_ties(left)
        return Finding(flat(self.elected), tuple(self.rounds), flat(left), tied)


def _passed(bundles: Sequence[Bundle]) -> list[str]:
    gains: dict[int, Fraction] = {}
    nobody = Fraction(0)
    for bundle in bundles:
        if bundle.to is None:
            nobody += bundle.votes
        else:
            gains[bundle.to] = gains.get(bundle.to, Fraction(0)) + bundle.votes
    listing = ", ".join(f"{{{c}}} {exact(gains[c])}" for c in sorted(gains))
    from_box = any(bundle.origin is None for bundle in bundles)
    told = [f"{'Votes' if from_box else 'Passed on'}: {listing}."] if gains else []
    return [*told, f"Not transferable: {exact(nobody)}."] if nobody else told


def pass_on_all(books: Books, papers: Papers, losers: Sequence[int]) -> list[Bundle]:
    """Pass on all papers of excluded candidates at their values, each value a batch.

    Args:
        books: the books, in which the excluded are credited with nothing afterwards.
        papers: the papers, which move.
        losers: the excluded.
    """
    bundles = list[Bundle]()
    for value, batches in by_value(papers, losers):
        bundles += papers.hand_on(losers, batches, value, books.standing)
    for loser in losers:
        books.votes[loser] = Fraction(0)
    books.receive(bundles)
    return bundles


def pass_on_weighted(
    books: Books,
    papers: Papers,
    winner: int,
    surplus: Fraction,
    worth: Callable[[Fraction], Fraction],
) -> list[Bundle]:
    """Pass on a surplus as a part of the value of every paper that the winner holds.

    Args:
        books: the books; the winner keeps the quota, and what the cutting took is lost.
        papers: the papers, which move.
        winner: whose surplus it is.
        surplus: how much, in votes.
        worth: the new value of a paper of a given value.
    """
    groups = by_value(papers, (winner,))
    passing = {number: worth(value) for value, batches in groups for number in batches}
    books.kept[winner] = papers.held(winner, passing)
    bundles = list[Bundle]()
    for value, batches in groups:
        bundles += papers.hand_on((winner,), batches, worth(value), books.standing)
    books.votes[winner] -= surplus
    books.lost += surplus - sum(bundle.votes for bundle in bundles)
    books.receive(bundles)
    return bundles


def by_value(papers: Papers, candidates: Collection[int]) -> list[tuple[Fraction, list[int]]]:
    """Return the batches of candidates grouped by value, the highest value first."""
    groups: dict[Fraction, list[int]] = {}
    for number in papers.batches(candidates):
        groups.setdefault(papers.values[number], []).append(number)
    return sorted(groups.items(), reverse=True)


def refill(profile: Ranked, books: Books, papers: Papers, vacancy: Vacancy) -> Finding:
    """Refill a seat from the papers that won it, at the values that stayed with the seat.

    Args:
        profile: the ballots of the election.
        books: the closed books of the election.
        papers: its papers, as they lay when it ended.
        vacancy: the seat and who contests it.
    """
    stayed = books.kept.get(vacancy.vacated) or papers.held(vacancy.vacated)
    return recount(Piles(profile, stayed), vacancy, profile.candidates)
