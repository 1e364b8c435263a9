"""Count-back: refilling one seat from the very papers that won it.

The way of Hare-Clark: a casual vacancy goes to whoever those voters like next who elected the
member that left (Tasmania since 1918; Australian Capital Territory, Electoral Act 1992,
schedule 4 part 4.3). Rules of this module:

1. only the papers of the vacated seat are counted, each at the value that stayed with the seat;
   voters who elected somebody else have no say, so no majority can take a minority's seat;
2. each paper goes to the highest preference on it for a contesting candidate, also one above the
   member who left (somebody whom the election had excluded); if there is none, it is exhausted;
3. whoever has more than half of the votes that are not exhausted is elected;
4. otherwise the candidate with the fewest is excluded and the papers pass on; ties are broken by
   looking back, then by lot;
5. a candidate without a single vote among these papers is not elected, not even as the only one
   who contests: then nobody is, and the seat needs a by-election. (The statutes declare a single
   contestant elected; here that would let a seat go to somebody whom none of its voters listed.)

The alternative, to run the whole count again without the vacating candidate while the others are
protected, was rejected: there the voters of all the other seats take part in the refilling.

Not here: which papers won the seat; the rule of the election says that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commonweal.tally.most import flat, groups_of_equals, open_ties
from commonweal.tally.outcome import Finding, LotRequired, Round, exact, listed
from commonweal.tally.piles import Parcel, Piles, in_votes, votes_to
from commonweal.tally.rule import Vacancy
from commonweal.tally.ties import lowest_before

SOURCE = "Electoral Act 1992 (ACT) sch. 4 pt 4.3, at the values that stayed with the seat"


@dataclass(slots=True)
class _Recount:
    """The recount as it goes on. Owned by :func:`recount`."""

    piles: Piles
    vacancy: Vacancy
    votes: list[int]
    standing: list[int]
    exhausted: int = 0
    history: list[tuple[int, ...]] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    excluded: list[tuple[int, ...]] = field(default_factory=list)

    def run(self) -> Finding:
        dealt = self.piles.deal(self.standing)
        self._settle("papers_of_the_seat", [(None, parcel) for parcel in dealt], "")
        while self._winner() is None and self._total() > 0:
            losers = self._losers()
            if isinstance(losers, LotRequired):
                return Finding((), tuple(self.rounds), lot=losers)
            self._exclude(losers)
        return self._finish()

    def _total(self) -> int:
        return sum(self.votes[c] for c in self.standing)

    def _winner(self) -> int | None:
        half = self._total()
        return next((c for c in self.standing if 2 * self.votes[c] > half), None)

    def _losers(self) -> tuple[int, ...] | LotRequired:
        tied = groups_of_equals(self.votes, self.standing)[-1]
        if self.votes[tied[0]] == 0:
            return tied  # no vote moves, so it does not matter who of them goes first
        left = lowest_before(tied, self.history[:-1])
        if len(left) == 1:
            return left
        lot = LotRequired("exclude", left, 1, SOURCE, _lot_words(left))
        drawn = self.vacancy.lots.settle(lot)
        return lot if drawn is None else drawn[:1]

    def _exclude(self, losers: tuple[int, ...]) -> None:
        self.standing = [c for c in self.standing if c not in losers]
        self.excluded.append(losers)
        moved = [(c, p) for c in losers for p in self.piles.pass_on(c, self.standing)]
        for loser in losers:
            self.votes[loser] = 0
        has = "has" if len(losers) == 1 else "have"
        told = f"{listed(losers)} {has} the fewest votes: excluded. "
        self._settle("exclusion", moved, told, losers)

    def _settle(
        self,
        action: str,
        moved: Sequence[tuple[int | None, Parcel]],
        told: str,
        losers: tuple[int, ...] = (),
    ) -> None:
        gained, nobody = votes_to([parcel for _, parcel in moved], len(self.votes))
        self.votes = [old + new for old, new in zip(self.votes, gained, strict=True)]
        self.exhausted += nobody
        self.history.append(tuple(self.votes))
        winner = self._winner()
        self.rounds.append(
            Round(
                len(self.rounds) + 1,
                action,
                SOURCE,
                told + self._words(winner),
                tuple(in_votes(votes, self.piles.unit) for votes in self.votes),
                in_votes(self.exhausted, self.piles.unit),
                transfers=tuple(parcel.transfer(origin) for origin, parcel in moved),
                elected=() if winner is None else (winner,),
                excluded=losers,
            )
        )

    def _words(self, winner: int | None) -> str:
        have = ", ".join(
            f"{{{c}}} {exact(in_votes(self.votes[c], self.piles.unit))}"
            for c in flat(groups_of_equals(self.votes, self.standing))
        )
        left = f"{{{self.vacancy.vacated}}}"
        words = f"The papers that won the seat of {left} now stand: {have or 'with nobody'}"
        words += f"; exhausted {exact(in_votes(self.exhausted, self.piles.unit))}."
        if winner is not None:
            return f"{words} {{{winner}}} has more than half and takes the seat."
        if self._total() == 0:
            return f"{words} None of these voters listed anybody who can take the seat."
        return words

    def _finish(self) -> Finding:
        winner = self._winner()
        elected = () if winner is None else (winner,)
        left = groups_of_equals(self.votes, [c for c in self.standing if c != winner])
        groups = (*left, *reversed(self.excluded))
        return Finding(elected, tuple(self.rounds), flat(groups), open_ties(groups))


def recount(piles: Piles, vacancy: Vacancy, candidates: int) -> Finding:
    """Refill one seat from its own papers.

    Args:
        piles: the papers of the seat, not yet dealt, at the values that stayed with it.
        vacancy: the seat and who contests it.
        candidates: how many stood in the election.
    """
    return _Recount(piles, vacancy, [0] * candidates, list(vacancy.contesting)).run()


def _lot_words(tied: tuple[int, ...]) -> str:
    return (
        f"{listed(tied)} have equal votes, and had at every stage before: draw lots; "
        "the first drawn is excluded."
    )
