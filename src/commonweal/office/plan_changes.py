"""The correction of a plan is found: the smallest change in hours of work, in whole numbers.

Rules of this module:

* first the smallest change with parts of runs is found, which proves itself in the file; it is then
  rounded in several ways and made consistent: of these the one is taken that keeps the promises
  best, rank by rank, and of those the one that moves the fewest hours;
* hours moved are counted on what is carried out, to the last run, and never made to look fewer;
* concerned is whose work is changed, and who gets something else than was promised; what is cut is
  weighed in hours of work beside those that are moved;
* whatever the engine cannot do is an outcome, with the reason in the file.

Not here: what has happened (``plan_past``), what is left (``plan_rest``), what is cut
(``plan_cuts``), the arithmetic (``commonweal.plan.correcting``), who agrees (the law).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np

from commonweal.office.plan_cuts import Floats, hours_cut, labour_values
from commonweal.office.plan_files import About, Kept, no_plan
from commonweal.office.plan_lines import Flows, lines_of
from commonweal.office.plan_past import Since
from commonweal.office.plan_rest import Rest
from commonweal.office.planning import FAILURES
from commonweal.plan.correcting import Correction, correct
from commonweal.plan.files import encoded
from commonweal.plan.searching import whole_plan
from commonweal.plan.solving import Infeasible
from commonweal.plan.whole import Book, Runs, Whole, carried_out, rounded_down, worth
from commonweal.polity.planning.proposals.kept import NewLine, Run

NEAR = 1e-6
"""A run this near above a whole number is that number."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """What was found.

    Attributes:
        outcome: a change; that the plan fits as it is; or that no plan is left.
        text: the file.
        moved: hours of work moved; ``left``: hours of the plan that were left to do.
        bodies: who is concerned.
        cut: hours that the deliveries are worth that are cut.
        why: why no plan is left.
    """

    outcome: Literal["change", "fits", "infeasible"]
    text: str
    moved: int = 0
    left: int = 0
    bodies: tuple[int, ...] = ()
    cut: int = 0
    why: tuple[str, ...] = ()


def changed(of: Since, kept: Kept, earlier: Sequence[Kept]) -> Change:
    """Find the smallest change that makes a plan fit what has happened.

    Args:
        of: what has happened.
        kept: the plan's file.
        earlier: files of the corrections that are in force, in their order.
    """
    about = About(
        of.campaign,
        of.round,
        correction=of.correction,
        account=kept.about.account,
        bodies=kept.about.bodies,
        worth=kept.about.worth,
    )
    try:
        rest = Rest(of, kept, earlier)
        answer = correct(
            rest.economy, rest.orders, rest.plan(), rest.happened(), sharing=of.sharing
        )
        if isinstance(answer, Infeasible):
            return _none(about, answer.words)
        return _Changed(rest, answer, labour_values(kept)).told(about)
    except FAILURES as failure:
        _LOG.warning("correction %d: nothing was found: %r", of.correction, failure)
        return _none(about, (f"the engine found nothing: {failure}",))


def nothing(of: Since, why: str) -> Change:
    """Return that nothing could be found, and why."""
    return _none(About(of.campaign, of.round, correction=of.correction), (why,))


def _none(about: About, why: Sequence[str]) -> Change:
    told = msgspec.structs.replace(about, why=tuple(why))
    return Change("infeasible", no_plan(told), why=tuple(why))


class _Changed:
    """A change that was found, in whole numbers. Owned by one call."""

    def __init__(self, rest: Rest, answer: Correction, values: Floats) -> None:
        self.rest, self.answer, self.of = rest, answer, rest.of
        self.values = values
        self.own = answer.left.own
        self.hours = [int(each) for each in rest.economy.hours]
        self.before: list[list[int]] = rest.planned[answer.left.passed :].tolist()
        self.whole = self._whole()

    def _whole(self) -> Whole:
        """Round the change in several ways, and take the best."""
        economy, orders = self.answer.left.economy, self.answer.left.orders
        book, activity = Book(economy), self.answer.plan.activity
        up = np.ceil(activity - NEAR * np.maximum(1.0, activity))
        ways: list[Runs] = [rounded_down(book, one) for one in (activity, up, np.rint(activity))]
        found = [carried_out(book, orders, one, self.of.sharing) for one in ways]
        found.append(whole_plan(economy, orders, self.answer.plan, sharing=self.of.sharing))
        return max(found, key=self._merit)

    def _merit(self, one: Whole) -> tuple[tuple[tuple[int, int], ...], int]:
        left = self.answer.left
        return worth(left.economy, left.orders, one, self.of.sharing)[:-1], -self._moved(one)

    def _moved(self, one: Whole) -> int:
        """Return the hours of work moved, to the last run."""
        return sum(
            abs(now - then) * self.hours[at]
            for row, after in zip(self.before, one.runs, strict=True)
            for at, (then, now) in enumerate(zip(row, after[: self.own], strict=True))
        )

    def told(self, about: About) -> Change:
        """Tell what is changed, in figures of the record and in a file."""
        bodies = self._concerned()
        left = self.answer.left
        of_this = msgspec.structs.replace(
            about, runs=tuple(self._runs()), lines=tuple(self._lines())
        )
        text = encoded(
            left.economy,
            left.orders,
            self.answer.plan,
            whole=self.whole,
            about=of_this.as_plain(),
            corrects=(left, self.answer.prices),
        )
        hours = sum(times * self.hours[at] for row in self.before for at, times in enumerate(row))
        return Change(
            "change" if bodies else "fits",
            text.decode(),
            self._moved(self.whole),
            hours,
            tuple(bodies),
            hours_cut(self.rest, self.answer, self.whole, self.values, hours),
        )

    def _concerned(self) -> list[int]:
        found: set[int] = set()
        for row, after in zip(self.before, self.whole.runs, strict=True):
            for at, times in enumerate(row):
                way = self.rest.way(at)
                if times != after[at] and way is not None:
                    found.add(way.body)
        for place, amount in zip(self.answer.left.places, self.whole.delivered, strict=True):
            order = self.rest.of_order(int(place))
            if order is not None and amount != self.rest.promised[place]:
                found.add(order[1])
        return sorted(found)

    def _runs(self) -> Iterator[Run]:
        """Give runs of all periods from the first that is changed."""
        for period in range(self.of.first, self.of.fixed + 1):
            yield from self._runs_of(period, self.rest.planned[period - 1].tolist())
        for period, row in enumerate(self.whole.runs, start=self.of.fixed + 1):
            yield from self._runs_of(period, row[: self.own])

    def _runs_of(self, period: int, row: Sequence[int]) -> Iterator[Run]:
        for at, times in enumerate(row):
            way = self.rest.way(at)
            if times and way is not None:
                yield Run(way.id, period, times)

    def _lines(self) -> Iterator[NewLine]:
        """Give lines of all periods from the first that is changed."""
        for one in self.of.lines:
            if one.period >= self.of.first:
                yield NewLine(one.maker, one.to, one.product, one.period, one.planned)
        fixed = self.of.fixed
        for line in lines_of(self._flows(), self.of.periods - fixed):
            yield NewLine(line.maker, line.to, line.product, line.period + fixed, line.amount)

    def _flows(self) -> Flows:
        """Return what bodies have, make and need from the change on."""
        flows = Flows()
        for product, bodies in self.rest.held.items():
            for body, amount in bodies.items():
                flows.stock[product, body] += amount
        flows.made.update(self.rest.coming)
        for period, row in enumerate(self.whole.runs, start=1):
            for at, times in enumerate(row[: self.own]):
                way = self.rest.now.get(at)
                if times and way is not None:
                    flows.run(way.body, period, times, way.inputs, way.outputs, way.lead)
        for place, amount in zip(self.answer.left.places, self.whole.delivered, strict=True):
            order = self.rest.of_order(int(place))
            if amount and order is not None:
                period, body, product = order
                flows.deliver(body, period - self.of.fixed, product, amount)
        return flows
