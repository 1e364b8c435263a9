"""Minneapolis: the single transferable vote of the city's boards with several seats.

Source: Minneapolis Code of Ordinances, title 8.5, chapter 167, sections 167.20 (definitions) and
167.70 (multiple-seat elections). Rules of this module:

* the threshold is votes / (seats + 1) + 1, fractions disregarded;
* the surplus fraction, surplus / vote of the elected, is cut to four decimals; the transfer value,
  surplus fraction times the value of the paper, is cut to four decimals again;
* before any surplus passes, all candidates for whom it is mathematically impossible to be elected
  are defeated together: their votes, those of all below or level with them and all surpluses would
  not equal the votes of the candidate next above. Enough remain to fill the seats, which the
  ordinance takes for granted;
* a candidate is elected when the surplus passes on; until then, also at or above the threshold, the
  candidate continues and receives votes (167.70(1)(d)). When as many have the threshold as there
  are seats, all of them are elected (167.70(1)(a));
* every tie is decided by lot; the ordinance looks back nowhere;
* the tabulation ends when the seats are filled or no more candidates than seats are left, also in
  the middle of a round.

Not here: undeclared write-in candidates and the paper's own faults (skipped and repeated ranks);
single seats, which section 167.60 counts in the same way with a threshold of half the votes. Rules
that draw whole papers for the surplus, such as those of Cambridge, Massachusetts, cannot be told
from grouped papers and are not in this library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.gregory import (
    Books,
    Bundle,
    Papers,
    cut,
    pass_on_all,
    pass_on_weighted,
    refill,
)
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import Finding, LotRequired, Lots, exact, listed
from commonweal.tally.rule import Options, Rule, Vacancy
from commonweal.tally.ties import TieBreak

SOURCE = "Minneapolis Code of Ordinances"
PLACES = 4


@dataclass(slots=True)
class _Tabulation:
    """One count as it goes on. Owned by :func:`count` and :func:`countback`."""

    books: Books
    papers: Papers
    threshold: Fraction
    ties: TieBreak

    def run(self) -> Finding:
        dealt = self.papers.deal(self.books.standing)
        self.books.receive(dealt)
        words = f"First choices are counted. The threshold is {exact(self.threshold)}."
        self._close("first_preferences", "167.70(1)(a)", words, dealt)
        while self.books.vacancies and len(self.books.standing) > self.books.vacancies:
            lot = self._next_round()
            if lot is not None:
                return self.books.finding(lot)
        return self._finish()

    def _next_round(self) -> LotRequired | None:
        over = self._surpluses()
        losers = self.books.sure_losers(sum(over.values(), Fraction(0)))
        if losers:
            self._defeat(losers, "167.70(1)(c)", "cannot be elected any more")
        elif over:
            return self._transfer_surplus(over)
        else:
            return self._defeat_lowest()
        return None

    def _surpluses(self) -> dict[int, Fraction]:
        over = {c: self.books.votes[c] - self.threshold for c in self.books.standing}
        return {c: surplus for c, surplus in over.items() if surplus > 0}

    def _transfer_surplus(self, over: dict[int, Fraction]) -> LotRequired | None:
        tied = groups_of_equals(self.books.votes, over)[0]
        winner = self.books.pick(self.ties, "surplus", tied, "167.70(1)(d)")
        if isinstance(winner, LotRequired):
            return winner
        worth = _transfer_value(over[winner], self.books.votes[winner])
        self.books.elect((winner,))
        bundles = pass_on_weighted(self.books, self.papers, winner, over[winner], worth)
        words = f"The surplus of {{{winner}}}, {exact(over[winner])}, is passed on."
        self._close("surplus", "167.70(1)(d)", words, bundles, elected=(winner,))
        return None

    def _defeat_lowest(self) -> LotRequired | None:
        loser = self.books.pick(self.ties, "exclude", self.books.lowest(), "167.70(1)(e)")
        if isinstance(loser, LotRequired):
            return loser
        self._defeat((loser,), "167.70(1)(e)", "has the fewest votes")
        return None

    def _defeat(self, losers: tuple[int, ...], section: str, why: str) -> None:
        self.books.exclude(losers)
        bundles = pass_on_all(self.books, self.papers, losers)
        words = f"{listed(losers)} {why}: defeated."
        self._close("exclusion", section, words, bundles, losers=losers)

    def _close(
        self,
        action: str,
        section: str,
        words: str,
        bundles: list[Bundle],
        *,
        elected: tuple[int, ...] = (),
        losers: tuple[int, ...] = (),
    ) -> None:
        reached = [c for c in self.books.standing if self.books.votes[c] >= self.threshold]
        if len(reached) == self.books.vacancies:
            elected += self.books.elect(reached)
        self.books.note(action, section, words, bundles, elected=elected, excluded=losers)

    def _finish(self) -> Finding:
        if self.books.vacancies and self.books.standing:
            winners = self.books.elect(self.books.standing)
            words = "No more candidates are left than seats."
            self.books.note("last_vacancies", "167.70(1)(f)", words, elected=winners)
        return self.books.finding()


def _transfer_value(surplus: Fraction, total: Fraction) -> Callable[[Fraction], Fraction]:
    """167.20: the surplus fraction and the transfer value, each cut to four decimals."""
    fraction = cut(Fraction(surplus, total), PLACES)
    return lambda value: cut(fraction * value, PLACES)


def _open(profile: Ranked, seats: int, lots: Lots) -> _Tabulation:
    return _Tabulation(
        books=Books.opened(profile.candidates, seats, SOURCE),
        papers=Papers(profile),
        threshold=Fraction(profile.papers // (seats + 1) + 1),  # 167.20
        ties=TieBreak("lot", lots, profile.candidates, SOURCE),
    )


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the ordinance says."""
    del options  # the ordinance leaves no choice
    return _open(profile, seats, lots).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    del options  # the ordinance leaves no choice
    first = _open(profile, seats, lots)
    first.run()
    return refill(profile, first.books, first.papers, vacancy)


RULE = Rule(
    name="minneapolis",
    title="Single transferable vote (Minneapolis)",
    ballots=Ranked,
    source=f"{SOURCE} ch. 167, 167.20 and 167.70",
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
)
