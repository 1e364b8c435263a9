"""WIGM: the reference rule of the Proportional Representation Foundation.

Source: PR Foundation, Reference WIGM Rule (weighted inclusive Gregory method), steps A to D. Rules
of this module:

* four decimals; the result of each multiplication and each division is cut (D.4), so that the
  new weight of a paper is cut twice: after weight times surplus, and after dividing by the vote;
* the quota is votes / (seats + 1), cut, plus 0.0001 (A.1);
* surpluses first, also one of nothing; then the lowest is defeated (B.3, B.4);
* ``defeat = "batch"`` takes the optional step B.2: all sure losers at once, before any surplus;
* ties fall on the earliest in one order of all candidates drawn beforehand (D.1); it is asked for
  when it is first needed. The option ``ties`` takes other ways instead;
* a candidate whose defeat ends the count keeps the votes in the tally: the reference tests for the
  end before it moves papers (B.2, B.4).

Not here: withdrawn candidates (the readers strike them from the papers).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.gregory import (
    ORDERED_TIES,
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
from commonweal.tally.rule import Option, Options, Rule, Vacancy
from commonweal.tally.ties import TieBreak

SOURCE = "PR Foundation Reference WIGM"
PLACES = 4


@dataclass(slots=True)
class _Reference:
    """One count as it goes on. Owned by :func:`count` and :func:`countback`."""

    books: Books
    papers: Papers
    quota: Fraction
    batch: bool
    ties: TieBreak
    pending: list[int]

    def run(self) -> Finding:
        dealt = self.papers.deal(self.books.standing)
        self.books.receive(dealt)
        words = f"First preferences are counted. The quota is {exact(self.quota)}."
        self._close("first_preferences", "A.1-A.5", words, dealt)
        while not self._complete():
            lot = self._next_round()
            if lot is not None:
                return self.books.finding(lot)
        return self._finish()

    def _complete(self) -> bool:
        """D.3: no seat is left, or no more candidates than seats."""
        return self.books.vacancies == 0 or len(self.books.standing) <= self.books.vacancies

    def _next_round(self) -> LotRequired | None:
        over = sum((self.books.votes[c] - self.quota for c in self.pending), Fraction(0))
        losers = self.books.sure_losers(over) if self.batch else ()
        if losers:
            self._defeat(losers, "B.2", "cannot be elected any more")
        elif self.pending:
            return self._transfer_surplus()
        else:
            return self._defeat_lowest()
        return None

    def _transfer_surplus(self) -> LotRequired | None:
        tied = groups_of_equals(self.books.votes, self.pending)[0]
        winner = self.books.pick(self.ties, "surplus", tied, "D.1")
        if isinstance(winner, LotRequired):
            return winner
        self.pending.remove(winner)
        total = self.books.votes[winner]
        surplus = total - self.quota
        worth = _weight(surplus, total)
        bundles = pass_on_weighted(self.books, self.papers, winner, surplus, worth)
        words = f"The surplus of {{{winner}}}, {exact(surplus)}, is passed on."
        self._close("surplus", "B.3", words, bundles)
        return None

    def _defeat_lowest(self) -> LotRequired | None:
        loser = self.books.pick(self.ties, "exclude", self.books.lowest(), "D.1")
        if isinstance(loser, LotRequired):
            return loser
        self._defeat((loser,), "B.4", "has the fewest votes")
        return None

    def _defeat(self, losers: tuple[int, ...], step: str, why: str) -> None:
        self.books.exclude(losers)
        words = f"{listed(losers)} {why}: defeated."
        if self._complete():
            self.books.note("exclusion", f"{step}, D.3", words, excluded=losers)
            return
        bundles = pass_on_all(self.books, self.papers, losers)
        self._close("exclusion", step, words, bundles, losers)

    def _close(
        self,
        action: str,
        step: str,
        words: str,
        bundles: list[Bundle],
        losers: tuple[int, ...] = (),
    ) -> None:
        winners = [c for c in self.books.standing if self.books.votes[c] >= self.quota]
        elected = self.books.elect(winners)
        self.pending += elected
        self.books.note(action, step, words, bundles, elected=elected, excluded=losers)

    def _finish(self) -> Finding:
        if self.books.vacancies and self.books.standing:
            winners = self.books.elect(self.books.standing)
            words = "No more candidates are left than seats."
            self.books.note("last_vacancies", "C, D.3", words, elected=winners)
        return self.books.finding()


def _weight(surplus: Fraction, total: Fraction) -> Callable[[Fraction], Fraction]:
    """B.3 and D.4: weight times surplus, cut, divided by the vote, cut again."""
    return lambda value: cut(Fraction(cut(value * surplus, PLACES), total), PLACES)


def _open(profile: Ranked, seats: int, lots: Lots, options: Options) -> _Reference:
    return _Reference(
        books=Books.opened(profile.candidates, seats, SOURCE),
        papers=Papers(profile),
        quota=cut(Fraction(profile.papers, seats + 1), PLACES) + Fraction(1, 10**PLACES),  # A.1
        batch=options.word("defeat") == "batch",
        ties=TieBreak(options.word("ties"), lots, profile.candidates, f"{SOURCE} D.1"),
        pending=[],
    )


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the reference says."""
    return _open(profile, seats, lots, options).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    first = _open(profile, seats, lots, options)
    first.run()
    return refill(profile, first.books, first.papers, vacancy)


RULE = Rule(
    name="wigm-prf",
    title="Single transferable vote (PR Foundation reference, WIGM)",
    ballots=Ranked,
    source=f"{SOURCE} Rule",
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
    options=(
        Option(
            "defeat",
            "single",
            "whether candidates are defeated one at a time (single), or all who cannot be "
            "elected any more at once (batch, step B.2)",
            ("single", "batch"),
        ),
        ORDERED_TIES,
    ),
)
