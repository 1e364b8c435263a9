"""ERS97: the single transferable vote by the rules of the Electoral Reform Society of 1997.

Source: R. A. Newland and F. S. Britton, How to Conduct an Election by the Single Transferable Vote,
3rd edition, Electoral Reform Society 1997, section 5. The last-parcel form of Gregory's method in
hundredths. Rules of this module:

* the quota is votes / (seats + 1) in hundredths, rounded up (5.1.6). As long as nobody is elected
  it is taken anew from the total active vote after every batch (5.4.8);
* elected are, the most votes first, those who have the quota or as much as the total active vote /
  (open seats + 1), compared exactly; the total active vote is the votes of those who stand and
  all votes that wait to be passed on (5.1.7, 5.3.13, 5.4.9). No more are elected than seats;
* surpluses wait where all of them together do not exceed the votes between the two lowest, or
  between those who can be excluded together and the next above (5.2.2);
* excluded together are the most candidates whose votes and all surpluses do not exceed the votes of
  the next above, if enough remain (5.2.5). Candidates with equal votes are not split;
* a surplus passes on in the batch that came last (5.3.2), also where the seat was won because the
  quota fell (Voting matters 11, paper 6); each paper at surplus / transferable papers in
  hundredths, remainder ignored, or at its present value where that is not more;
* an exclusion passes on batches of one value each, the highest first; who is elected at a batch
  gets nothing of the next (5.4);
* ties fall on who stood higher (surplus, election) or lower (exclusion) at the earliest point,
  batches included, at which the tied differed, then by lot (5.2.3, 5.2.5, 5.6.2).

Not here: the published example election. Its ballots are not in the book; those that circulate were
made up backwards from its result sheet and withdrawn by their author.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from commonweal.tally.ballots import Ranked
from commonweal.tally.gregory import Books, Bundle, Papers, by_value, refill
from commonweal.tally.lastparcel import Precision, pass_last_batch
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import Finding, LotRequired, Lots, exact, listed
from commonweal.tally.rule import Options, Rule, Vacancy
from commonweal.tally.ties import TieBreak

SOURCE = "ERS97"
HUNDREDTHS = 100


@dataclass(slots=True)
class _Conduct:
    """One count as it goes on. Owned by :func:`count` and :func:`countback`."""

    books: Books
    papers: Papers
    ties: TieBreak
    quota: Fraction = Fraction(0)

    def run(self) -> Finding:
        dealt = self.papers.deal(self.books.standing)
        self.books.receive(dealt)
        lot = self._close("first_preferences", "5.1", "First preferences are counted.", dealt)
        while lot is None and self.books.vacancies and self.books.standing:
            if len(self.books.standing) <= self.books.vacancies:
                self._fill_last()
            else:
                lot = self._next_stage()
        return self.books.finding(lot)

    def _fill_last(self) -> None:
        elected = self.books.elect(self.books.standing)
        words = "No more candidates are left than seats."
        self.books.note("last_vacancies", "5.6", words, elected=elected)

    def _next_stage(self) -> LotRequired | None:
        over = self.books.surpluses(self.quota)
        total = sum(over.values(), Fraction(0))
        losers = self.books.sure_losers(total, level_too=True)
        if over and not losers and total > self._gap():
            return self._pass_surplus(over)
        if not losers:
            loser = self.books.pick(self.ties, "exclude", self.books.lowest(), "5.2.5")
            if isinstance(loser, LotRequired):
                return loser
            losers = (loser,)
        return self._exclude(losers)

    def _gap(self) -> Fraction:
        """Votes between the two lowest (5.2.2(a))."""
        least, next_least = sorted(self.books.votes[c] for c in self.books.standing)[:2]
        return next_least - least

    def _pass_surplus(self, over: dict[int, Fraction]) -> LotRequired | None:
        tied = groups_of_equals(self.books.votes, over)[0]
        winner = self.books.pick(self.ties, "surplus", tied, "5.2.3")
        if isinstance(winner, LotRequired):
            return winner
        surplus = over[winner]
        bundles, stuck = pass_last_batch(self.books, self.papers, winner, surplus, Precision(2))
        words = f"The surplus of {{{winner}}}, {exact(surplus)}, is passed on."
        words += f" Of it {exact(stuck)} cannot be transferred." if stuck else ""
        return self._close("surplus", "5.3", words, bundles)

    def _exclude(self, losers: tuple[int, ...]) -> LotRequired | None:
        self.books.exclude(losers)
        words = f"{listed(losers)} cannot be elected any more: excluded."
        if len(losers) == 1:
            words = f"{listed(losers)} has the fewest votes: excluded."
        if len(self.books.standing) <= self.books.vacancies:
            self.books.note("exclusion", "5.2.5, 5.6", words, excluded=losers)
            return None
        return self._pass_batches(losers, words)

    def _pass_batches(self, losers: tuple[int, ...], words: str) -> LotRequired | None:
        batches = by_value(self.papers, losers)
        out, told = losers, words
        for value, numbers in batches or [(Fraction(1), list[int]())]:
            bundles = self.papers.hand_on(losers, numbers, value, self.books.standing)
            for bundle in bundles:
                assert bundle.origin is not None
                self.books.votes[bundle.origin] -= bundle.votes
            self.books.receive(bundles)
            lot = self._close("exclusion", "5.4", told, bundles, out)
            if lot is not None or len(self.books.standing) <= self.books.vacancies:
                return lot
            if not self.books.vacancies:
                return None
            out, told = (), f"{listed(losers)}: the next batch passes."
        return None

    def _active(self) -> Fraction:
        """The votes of those who stand, and all that wait to be passed on."""
        waiting = sum(self.books.surpluses(self.quota).values(), Fraction(0))
        elected = {c for group in self.books.elected for c in group}
        return waiting + sum(v for c, v in enumerate(self.books.votes) if c not in elected)

    def _close(
        self,
        action: str,
        paragraph: str,
        told: str,
        bundles: list[Bundle],
        losers: tuple[int, ...] = (),
    ) -> LotRequired | None:
        if not self.books.elected:
            told += self._take_quota()
        elected, lot = self._elect()
        self.books.note(action, paragraph, told, bundles, elected=elected, excluded=losers)
        return lot

    def _take_quota(self) -> str:
        """5.1.6 and 5.4.8: in hundredths, rounded up."""
        share = Fraction(self._active(), self.books.seats + 1)
        quota = Fraction(-(-share.numerator * HUNDREDTHS // share.denominator), HUNDREDTHS)
        told = "" if quota == self.quota else f" The quota is {exact(quota)}."
        self.quota = quota
        return told

    def _elect(self) -> tuple[tuple[int, ...], LotRequired | None]:
        """5.1.7: considering each in turn, up to the number of places."""
        elected = list[int]()
        while self.books.vacancies and self.books.standing:
            group = groups_of_equals(self.books.votes, self.books.standing)[0]
            if not self._has_enough(self.books.votes[group[0]]):
                break
            winners: tuple[int, ...] = group
            if len(group) > self.books.vacancies:
                winner = self.books.pick(self.ties, "elect", group, "5.6.2")
                if isinstance(winner, LotRequired):
                    return tuple(elected), winner
                winners = (winner,)
            elected += self.books.elect(winners)
        return tuple(elected), None

    def _has_enough(self, votes: Fraction) -> bool:
        return votes >= self.quota or votes * (self.books.vacancies + 1) >= self._active()


def _open(profile: Ranked, seats: int, lots: Lots) -> _Conduct:
    ties = TieBreak("forwards", lots, profile.candidates, SOURCE)
    books = Books.opened(profile.candidates, seats, SOURCE)
    return _Conduct(books, Papers(profile), ties)


def count(profile: Ranked, seats: int, lots: Lots, options: Options) -> Finding:
    """Count as the rules say."""
    del options  # the rules leave no choice
    return _open(profile, seats, lots).run()


def countback(
    profile: Ranked, seats: int, lots: Lots, options: Options, vacancy: Vacancy
) -> Finding:
    """Refill a seat from the papers that won it."""
    del options  # the rules leave no choice
    first = _open(profile, seats, lots)
    first.run()
    return refill(profile, first.books, first.papers, vacancy)


RULE = Rule(
    name="ers97",
    title="Single transferable vote (Electoral Reform Society 1997)",
    ballots=Ranked,
    source="Newland and Britton, How to Conduct an Election by STV (ERS 1997) 5",
    version=1,
    many_seats=True,
    axioms=frozenset({"anonymity", "neutrality", "later_no_harm", "solid_coalitions"}),
    count=count,
    countback=countback,
)
