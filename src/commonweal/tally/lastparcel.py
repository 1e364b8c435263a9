"""The last parcel: a surplus that arose by a transfer passes on in the papers that came last.

The older form of Gregory's method, kept by Ireland, Northern Ireland, Malta and the Hare-Clark
statutes. They share the steps and differ in figures and orders, which a :class:`Statute` states;
:class:`Scrutiny` walks the steps. Rules of this module:

* a surplus of first preferences passes on in all papers, a later one only in the last batch
  received; papers that name nobody open stay behind;
* each paper is worth surplus / papers that can pass, and never more than it was worth before; where
  that leaves a part of the surplus behind it cannot be transferred, and what the decimals cut is
  lost;
* surpluses pass on before anybody is excluded, the largest first, unless the statute puts them off;
* an exclusion is complete before the next step begins.

Not here: quotas that change and seats below the quota (``ers97``), and Gregory's method over all
papers (``gregory`` and the rules that call it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from commonweal.tally.ballots import Ranked
from commonweal.tally.gregory import Books, Bundle, Papers, by_value, cut, refill
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import Finding, LotRequired, Lots, exact, listed
from commonweal.tally.rule import Vacancy
from commonweal.tally.ties import TieBreak


@dataclass(frozen=True, slots=True)
class Precision:
    """Where decimals are cut.

    Attributes:
        value: the decimals of the value of a paper; None where it is kept as a fraction.
        votes: the decimals of papers times value; None where the product is kept as it is.
    """

    value: int | None = None
    votes: int | None = None


Sorting: TypeAlias = Callable[[Papers, Sequence[int]], list[tuple[Fraction, list[int]]]]
"""In which order an exclusion passes papers on: batches of one value that move together."""


@dataclass(frozen=True, slots=True)
class Statute:
    """What a statute of this family says.

    Attributes:
        source: its short title.
        precision: where it cuts decimals.
        quota: the quota for so many papers and seats.
        sorting: the order of an exclusion.
        ties: how it breaks ties, a way of ``ties.TieBreak``.
        cites: its paragraphs for ``first``, ``surplus``, ``surplus_lot``, ``exclusion``,
            ``exclude_lot`` and ``last``.
        elects_between: whether those who reach the quota within an exclusion are elected at once
            and get no further papers of it; else they are when it is complete.
        defers: whether surpluses wait that could not lift the lowest over the next above.
        together: whether those are excluded at once who could not reach the next above together.
        majority: whether one is elected to the last seat who has as many votes as all others
            and all surpluses together.
    """

    source: str
    precision: Precision
    quota: Callable[[int, int], Fraction]
    sorting: Sorting
    ties: str
    cites: Mapping[str, str]
    elects_between: bool = False
    defers: bool = False
    together: bool = False
    majority: bool = False


def whole_quota(papers: int, seats: int) -> Fraction:
    """Return papers / (seats + 1), the fraction dropped, plus 1."""
    return Fraction(papers // (seats + 1) + 1)


def originals_then_values(
    papers: Papers, losers: Sequence[int]
) -> list[tuple[Fraction, list[int]]]:
    """First preferences first, then the transferred papers by value, the highest first."""
    return sorted(by_value(papers, losers), key=lambda group: 0 in group[1], reverse=True)


def as_received(papers: Papers, losers: Sequence[int]) -> list[tuple[Fraction, list[int]]]:
    """First preferences first, then each transfer by itself in the order of receipt."""
    return [(papers.values[number], [number]) for number in papers.batches(losers)]


Pick: TypeAlias = Callable[[str, tuple[int, ...]], int | LotRequired]
"""Picks one of several with equal votes, for ``surplus`` or ``exclude``."""


@dataclass(slots=True)
class Scrutiny:
    """One count by a statute. Owned by the rule that opened it.

    Attributes:
        law: what the statute says.
        books: who stands and with how many votes.
        papers: where the papers lie.
        quota: votes that elect.
        pick: how ties are broken.
    """

    law: Statute
    books: Books
    papers: Papers
    quota: Fraction
    pick: Pick

    def run(self) -> Finding:
        """Count to the end, or to a tie that has to be drawn."""
        dealt = self.papers.deal(self.books.standing)
        self.books.receive(dealt)
        words = f"First preferences are counted. The quota is {exact(self.quota)}."
        self._close("first_preferences", "first", words, dealt)
        while self.books.vacancies and self.books.standing:
            winners = self._last_winners()
            lot = None if winners else self._next_step()
            if lot is not None:
                return self.books.finding(lot)
            if winners:
                self._fill_last(winners)
        return self.books.finding()

    def _last_winners(self) -> tuple[int, ...]:
        """Return those who are elected without the quota, if it has come to that."""
        standing, votes = self.books.standing, self.books.votes
        if len(standing) <= self.books.vacancies:
            return tuple(standing)
        if not self.law.majority or self.books.vacancies > 1:
            return ()
        all_votes = sum(votes[c] for c in standing) + self._untransferred()
        ahead = tuple(c for c in standing if 2 * votes[c] >= all_votes)
        return ahead if len(ahead) == 1 else ()

    def _fill_last(self, winners: tuple[int, ...]) -> None:
        enough = len(winners) == len(self.books.standing)
        words = "No more candidates are left than seats."
        if not enough:
            words = "Nobody can overtake the leading candidate for the last seat."
        elected = self.books.elect(winners)
        self.books.note("last_vacancies", self.law.cites["last"], words, elected=elected)

    def _untransferred(self) -> Fraction:
        return sum(self.books.surpluses(self.quota).values(), Fraction(0))

    def _next_step(self) -> LotRequired | None:
        over, total = self.books.surpluses(self.quota), self._untransferred()
        if over and not (self.law.defers and total < self._gap()):
            return self._pass_surplus(over)
        losers = self.books.sure_losers(total) if self.law.together else ()
        if len(losers) < 2:
            loser = self.pick("exclude", self.books.lowest())
            if isinstance(loser, LotRequired):
                return loser
            losers = (loser,)
        self._exclude(losers)
        return None

    def _gap(self) -> Fraction:
        """Votes between the two lowest."""
        least, next_least = sorted(self.books.votes[c] for c in self.books.standing)[:2]
        return next_least - least

    def _pass_surplus(self, over: dict[int, Fraction]) -> LotRequired | None:
        winner = self.pick("surplus", groups_of_equals(self.books.votes, over)[0])
        if isinstance(winner, LotRequired):
            return winner
        precision = self.law.precision
        bundles, stuck = pass_last_batch(self.books, self.papers, winner, over[winner], precision)
        words = f"The surplus of {{{winner}}}, {exact(over[winner])}, is passed on."
        words += f" Of it {exact(stuck)} cannot be transferred." if stuck else ""
        self._close("surplus", "surplus", words, bundles)
        return None

    def _exclude(self, losers: tuple[int, ...]) -> None:
        self.books.exclude(losers)
        words = (
            f"{listed(losers)} {'has' if len(losers) == 1 else 'have'} the fewest votes: excluded."
        )
        if len(self.books.standing) <= self.books.vacancies:
            cited = self.law.cites["exclusion"]
            self.books.note("exclusion", cited, words, excluded=losers)
        elif self.law.elects_between:
            self._pass_in_steps(losers, words)
        else:
            self._pass_at_once(losers, words)

    def _pass_at_once(self, losers: tuple[int, ...], words: str) -> None:
        bundles = list[Bundle]()
        for value, batches in self.law.sorting(self.papers, losers):
            bundles += self._hand_on(losers, batches, value)
        self._settle(losers)
        self.books.receive(bundles)
        self._close("exclusion", "exclusion", words, bundles, losers)

    def _pass_in_steps(self, losers: tuple[int, ...], words: str) -> None:
        steps = self.law.sorting(self.papers, losers)
        for number, (value, batches) in enumerate(steps):
            bundles = self._hand_on(losers, batches, value)
            if number == len(steps) - 1:
                self._settle(losers)
            self.books.receive(bundles)
            told = (
                words if number == 0 else f"Papers of {listed(losers)} worth {exact(value)} pass."
            )
            self._close("exclusion", "exclusion", told, bundles, losers if number == 0 else ())
            if not self.books.vacancies:
                return
        if not steps:
            self.books.note("exclusion", self.law.cites["exclusion"], words, excluded=losers)

    def _hand_on(
        self, losers: tuple[int, ...], batches: Sequence[int], value: Fraction
    ) -> list[Bundle]:
        places = self.law.precision.votes
        bundles = self.papers.hand_on(losers, batches, value, self.books.standing, places=places)
        for bundle in bundles:
            assert bundle.origin is not None
            self.books.votes[bundle.origin] -= bundle.votes
        return bundles

    def _settle(self, losers: tuple[int, ...]) -> None:
        """Write off what the decimals cut when papers of several batches were put together."""
        for loser in losers:
            self.books.lost += self.books.votes[loser]
            self.books.votes[loser] = Fraction(0)

    def _close(
        self,
        action: str,
        cited: str,
        words: str,
        bundles: list[Bundle],
        losers: tuple[int, ...] = (),
    ) -> None:
        winners = [c for c in self.books.standing if self.books.votes[c] >= self.quota]
        elected = self.books.elect(winners)
        paragraph = self.law.cites[cited]
        self.books.note(action, paragraph, words, bundles, elected=elected, excluded=losers)


def pass_last_batch(
    books: Books, papers: Papers, winner: int, surplus: Fraction, precision: Precision
) -> tuple[list[Bundle], Fraction]:
    """Pass on a surplus in the papers that came last.

    Args:
        books: the books; the winner keeps the rest, what the cutting took is lost.
        papers: the papers, of which those move that name somebody who stands.
        winner: whose surplus it is.
        surplus: how much, in votes; more than nothing.
        precision: where decimals are cut.

    Returns:
        What passed, and how much of the surplus no paper could carry.
    """
    batch = papers.batches((winner,))[-1]
    present, usable = papers.values[batch], papers.usable(winner, batch, books.standing)
    share = Fraction(surplus, max(usable, 1))
    share = share if precision.value is None else cut(share, precision.value)
    value, stuck = min(present, share), max(surplus - usable * present, Fraction(0))
    books.kept[winner] = papers.held(winner, {batch: value}, books.standing)
    bundles = papers.hand_on(
        (winner,), (batch,), value, books.standing, places=precision.votes, keep_unusable=True
    )
    books.votes[winner] -= surplus
    books.exhausted += stuck
    books.lost += surplus - stuck - sum(bundle.votes for bundle in bundles)
    books.receive(bundles)
    return bundles, stuck


def scrutiny(
    law: Statute, profile: Ranked, seats: int, lots: Lots, pick: Pick | None = None
) -> Scrutiny:
    """Open a count by a statute.

    Args:
        law: the statute.
        profile: the ballots.
        seats: how many to elect.
        lots: the draws on record.
        pick: how ties are broken, where no way of ``ties.TieBreak`` says it.
    """
    books = Books.opened(profile.candidates, seats, law.source)
    ties = TieBreak(law.ties, lots, profile.candidates, law.source)

    def by_ties(purpose: str, tied: tuple[int, ...]) -> int | LotRequired:
        return books.pick(ties, purpose, tied, law.cites[f"{purpose}_lot"])

    quota = law.quota(profile.papers, seats)
    return Scrutiny(law, books, Papers(profile), quota, pick or by_ties)


def refilled(
    law: Statute,
    profile: Ranked,
    seats: int,
    lots: Lots,
    vacancy: Vacancy,
    pick: Pick | None = None,
) -> Finding:
    """Refill a seat from the papers that won it in a count by a statute.

    Args:
        law: the statute.
        profile: the ballots.
        seats: how many were elected.
        lots: the draws of the election.
        vacancy: the seat and who contests it.
        pick: how ties were broken, as in :func:`scrutiny`.
    """
    first = scrutiny(law, profile, seats, lots, pick)
    first.run()
    return refill(profile, first.books, first.papers, vacancy)
