"""The Wright system: after every exclusion the count begins anew without the excluded.

Source: A. van der Craats, the Wright system, submission to the Joint Standing Committee on
Electoral Matters on the 2007 federal election (Australia); named after J. F. H. Wright. Rules of
this module:

* an excluded candidate is treated as if the candidate had never stood: all papers are counted again
  among those who remain, each at its full value;
* in every count the quota is votes / (seats + 1), fraction dropped, plus 1, of the papers that
  then name a remaining candidate;
* surpluses pass on largest first: each paper is worth surplus / votes times its value. The
  description names no decimals, so nothing is rounded here and nothing is lost;
* when nobody has a surplus left and seats are open, the candidate with the fewest votes is
  excluded and the count is reset;
* who reached the quota before a reset is not elected by that; the last count elects.

The description does not say how ties are broken: the option ``ties`` does, looking back over the
stages of the present count only, because earlier counts were had with other candidates.

Not here: the author's advice to use the quota votes / seats, which he gives as an alternative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.gregory import Books, Bundle, Papers, pass_on_weighted, refill
from commonweal.tally.most import flat, groups_of_equals
from commonweal.tally.outcome import Finding, LotRequired, Lots, exact, listed
from commonweal.tally.rule import Options, Rule, Vacancy
from commonweal.tally.ties import TIES, TieBreak

SOURCE = "van der Craats, Wright system"


@dataclass(slots=True)
class _Reiteration:
    """One count with all its new beginnings. Owned by :func:`count` and :func:`countback`."""

    profile: Ranked
    seats: int
    ties: TieBreak
    books: Books
    papers: Papers
    quota: Fraction = Fraction(0)
    out: list[tuple[int, ...]] = field(default_factory=list)

    def run(self) -> Finding:
        self._begin()
        while self.books.vacancies and len(self.books.standing) > self.books.vacancies:
            lot = self._next_step()
            if lot is not None:
                return Finding((), tuple(self.books.rounds), lot=lot)
        return self._finish()

    def _begin(self) -> None:
        """Count all papers anew among those who are not excluded."""
        rounds = self.books.rounds
        self.books = Books.opened(self.profile.candidates, self.seats, SOURCE)
        self.books.rounds = rounds
        gone = flat(self.out)
        self.books.standing = [c for c in self.books.standing if c not in gone]
        self.papers = Papers(self.profile)
        dealt = self.papers.deal(self.books.standing)
        self.books.receive(dealt)
        formal = sum(self.books.votes, Fraction(0))
        self.quota = Fraction(formal // (self.seats + 1) + 1)
        words = f"All papers are counted. The quota is {exact(self.quota)}."
        self._close("restart" if rounds else "first_preferences", words, dealt)

    def _next_step(self) -> LotRequired | None:
        over = self.books.surpluses(self.quota)
        return self._transfer_surplus(over) if over else self._exclude()

    def _transfer_surplus(self, over: dict[int, Fraction]) -> LotRequired | None:
        tied = groups_of_equals(self.books.votes, over)[0]
        winner = self.books.pick(self.ties, "surplus", tied, "")
        if isinstance(winner, LotRequired):
            return winner
        surplus, total = over[winner], self.books.votes[winner]
        bundles = pass_on_weighted(
            self.books, self.papers, winner, surplus, lambda value: Fraction(surplus, total) * value
        )
        words = f"The surplus of {{{winner}}}, {exact(surplus)}, is passed on."
        self._close("surplus", words, bundles)
        return None

    def _exclude(self) -> LotRequired | None:
        loser = self.books.pick(self.ties, "exclude", self.books.lowest(), "")
        if isinstance(loser, LotRequired):
            return loser
        self.out.append((loser,))
        words = f"{{{loser}}} has the fewest votes: excluded; the count begins anew."
        self.books.note("exclusion", "", words, excluded=(loser,))
        self._begin()
        return None

    def _close(self, action: str, words: str, bundles: list[Bundle]) -> None:
        winners = [c for c in self.books.standing if self.books.votes[c] >= self.quota]
        reached = self.books.elect(winners)
        if reached:
            words += f" At the quota: {listed(reached)}."
        self.books.note(action, "", words, bundles)

    def _finish(self) -> Finding:
        if self.books.vacancies:
            self.books.elect(self.books.standing)
        self.books.excluded = self.out
        words = "This count fills the seats."
        self.books.note("result", "", words, elected=flat(self.books.elected))
        return self.books.finding()


def _open(profile: Ranked, seats: int, lots: Lots, options: Options) -> _Reiteration:
    return _Reiteration(
        profile=profile,
        seats=seats,
        ties=TieBreak(options.word("ties"), lots, profile.candidates, SOURCE),
        books=Books.opened(profile.candidates, seats, SOURCE),
        papers=Papers(profile),
    )


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count again and again until a count fills the seats."""
    return _open(profile, seats, lots, options).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it in the last count."""
    first = _open(profile, seats, lots, options)
    first.run()
    return refill(profile, first.books, first.papers, vacancy)


RULE = Rule(
    name="wright",
    title="Single transferable vote (Wright system)",
    ballots=Ranked,
    source=SOURCE,
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
    options=(TIES,),
)
