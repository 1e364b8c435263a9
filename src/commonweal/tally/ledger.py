"""The book of one programme: what is funded, what is left, which ties were drawn; and greedy.

Rules of this module:

* nothing is funded beyond the budget; that is an assertion, because rules have to see to it;
* among equals nothing is drawn where the order means nothing; a draw that put the same projects
  in order before serves again, so the same tie is never drawn twice in one programme.

Not here: the rules (``fundings``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from commonweal.tally.committees import add_up, shortly
from commonweal.tally.most import groups_of_equals
from commonweal.tally.outcome import LotRequired, Lots, listed
from commonweal.tally.projects import FundingStep, Programme, Projects, Votes
from commonweal.tally.purses import Paid
from commonweal.tally.scored import UNMARKED, Scored


@dataclass(slots=True)
class Ledger:
    """What one programme holds so far. Owned by one call.

    Attributes:
        projects: what can be funded.
        lots: the draws on record.
        source: what steps and lots cite.
        funded: what is funded so far, in order.
        steps: the steps so far.
        drawn: the draws used so far.
    """

    projects: Projects
    lots: Lots
    source: str
    funded: list[int] = field(default_factory=list)
    steps: list[FundingStep] = field(default_factory=list)
    drawn: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def left(self) -> int:
        """What is left of the budget."""
        return self.projects.budget - self.projects.cost(self.funded)

    def note(
        self,
        action: str,
        words: str,
        projects: Sequence[int],
        price: Fraction | None = None,
        paid: Paid | None = None,
    ) -> None:
        """Write a step; an action ``fund`` funds its projects.

        Args:
            action: the stable word for it.
            words: what happened.
            projects: those concerned.
            price: what a unit of use costs its voters.
            paid: who paid.
        """
        if action == "fund":
            self.funded += projects
        assert self.left >= 0, "more than the budget"
        number, concerned = len(self.steps) + 1, tuple(projects)
        step = FundingStep(number, action, self.source, words, concerned, self.left, price, paid)
        self.steps.append(step)

    def first(self, tied: Sequence[int]) -> int | LotRequired:
        """Return who of the tied comes first by lot, or what has to be drawn."""
        among = tuple(sorted(tied))
        for order in self.drawn:
            if set(among) <= set(order):
                return next(project for project in order if project in among)
        words = f"{listed(among)} are level: draw lots; the first drawn is treated first."
        lot = LotRequired("fund", among, 1, self.source, words)
        drawn = self.lots.settle(lot)
        if drawn is None:
            return lot
        self.drawn.append(drawn)
        return drawn[0]

    def programme(self, lot: LotRequired | None = None) -> Programme:
        """Return what was found."""
        return Programme(tuple(self.funded), tuple(self.steps), lot)


def support_of(votes: Votes) -> list[int]:
    """Return the votes of every project, or its points."""
    if not isinstance(votes, Scored):
        return add_up(votes.marks, votes.weights)
    grades = votes.grades.copy()
    grades[grades == UNMARKED] = 0
    return add_up(grades, votes.weights)


def fund_in_order(
    ledger: Ledger,
    among: Collection[int],
    merits: Mapping[int, Fraction],
    support: Sequence[int],
    told: str,
) -> LotRequired | None:
    """Fund projects by merit, the highest first, each if it still fits into what is left.

    Args:
        ledger: the book.
        among: those that may be funded.
        merits: the merit of each of them.
        support: votes or points of every project; one without any is passed over.
        told: the name of the merit, such as ``votes``.

    Returns:
        What has to be drawn, where the order among equals matters.
    """
    values = [merits.get(p, Fraction(0)) for p in range(len(support))]
    for group in groups_of_equals(values, among):
        open_ones = list(group)
        while open_ones:
            fits = [p for p in open_ones if ledger.projects.costs[p] <= ledger.left and support[p]]
            for project in [p for p in open_ones if p not in fits]:
                _pass_over(ledger, project, support)
            picked = _next(ledger, fits)
            if isinstance(picked, LotRequired):
                return picked
            for project in picked:
                what = f"{{{project}}} costs {ledger.projects.costs[project]}, and {ledger.left} "
                what += f"is left; {told}: {shortly(values[project])}. It is funded."
                ledger.note("fund", what, [project])
            open_ones = [p for p in fits if p not in picked]
    return None


def _next(ledger: Ledger, fits: Sequence[int]) -> Sequence[int] | LotRequired:
    if ledger.projects.cost(fits) <= ledger.left:
        return fits
    first = ledger.first(fits)
    return first if isinstance(first, LotRequired) else [first]


def _pass_over(ledger: Ledger, project: int, support: Sequence[int]) -> None:
    cost = ledger.projects.costs[project]
    words = f"{{{project}}} costs {cost}, but only {ledger.left} is left: not funded."
    if not support[project]:
        words = f"Nobody voted for {{{project}}}: not funded."
    ledger.note("pass_over", words, [project])
