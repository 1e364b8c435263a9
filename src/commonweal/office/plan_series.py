"""What a running plan's figures are, as the record has them: copied from the state, plain numbers.

Rules of this module:

* everything is as it was known at the end of a period (:attr:`Past.at`), whenever it is read: the
  same record gives the same figures, also after a restart, and late reports count from when they
  came;
* periods are counted from 0 through all adopted plans, one after the other, so that what is usual
  for a unit is not forgotten with each plan; figures of a unit are shares of its plan;
* a line that a grievance suspends, or that is over, promises nothing; what was reported on it
  stays what it is.

Not here: what is odd about figures (``plan_signs``), who is told (``monitoring``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from commonweal.polity import State
from commonweal.polity.planning.correcting.data import Alert
from commonweal.polity.planning.deliveries.data import Delivery
from commonweal.polity.planning.running import period_length
from commonweal.polity.rights.succession import heir
from commonweal.terms import Moment

Key = tuple[int, int]
"""Number of a body, and of a product."""


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery, as both sides told it until a moment.

    Attributes:
        line, maker, to, product: of its line.
        place: period of its line, counted from 0 through all plans.
        amount: as reported.
        received: as confirmed; 0 where it was rejected; -1 where nothing was said yet.
        grade: of quality; 1 where it was rejected; 0 where none was given.
        reported_at, answered_at, due_at: moments; answered never is 0.
        rejected: whether the receiver refused it as a whole.
    """

    delivery: int
    line: int
    maker: int
    to: int
    product: int
    place: int
    amount: int
    received: int
    grade: int
    reported_at: int
    answered_at: int
    due_at: int
    rejected: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A line of a plan with its reports.

    Attributes:
        line: its number.
        maker, to, product, amount: of the line.
        place: its period, counted from 0 through all plans.
        binds: whether it promises something: no grievance suspends it, no correction ended it.
        reports: until the moment, oldest first.
    """

    line: int
    maker: int
    to: int
    product: int
    amount: int
    place: int
    binds: bool
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """What a process did in a period.

    Attributes:
        body: whose process it is.
        product: what it makes first of all.
        place: the period.
        hours, planned: hours of work for one run, as reported and as declared.
    """

    body: int
    product: int
    place: int
    hours: float
    planned: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """What members of a body took of a product in a period, left, and brought back."""

    body: int
    product: int
    place: int
    taken: int
    left: int
    returned: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert that is open: about whom and what, and since which period."""

    alert: int
    body: int
    kind: str
    product: int
    place: int


@dataclass(frozen=True, slots=True)
class Past:
    """All figures of plans up to the end of one period.

    Attributes:
        plan: number of the plan that runs.
        period: which of its periods has passed, counted from 1.
        place: the same, counted from 0 through all plans.
        begins: place of the plan's first period.
        at: end of the period; ``since``: its begin, or the end of what was looked at before.
        length_s: seconds of one period.
        promises, paces, shelves: what was promised, done and taken.
        standing: alerts that are open, of this plan or of one before.
        gone: bodies that have left since: what is odd about them is told to nobody.
        bodies: names; ``goods``: digests of the name and the unit of each product.
    """

    plan: int
    period: int
    place: int
    begins: int
    at: int
    since: int
    length_s: int
    promises: tuple[Promise, ...]
    paces: tuple[Pace, ...]
    shelves: tuple[Shelf, ...]
    standing: tuple[Standing, ...]
    bodies: dict[int, str] = field(default_factory=dict)
    goods: dict[int, tuple[str, str]] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()

    def reports(self) -> Iterator[Report]:
        """Give every delivery that was reported until then."""
        for promise in self.promises:
            yield from promise.reports


def unexamined(state: State) -> Iterator[int]:
    """Give the plans with a period that has passed and was not looked at yet."""
    for number in state.adopted_plans:
        plan = state.plans[number]
        if plan.complete and plan.examined < plan.passed:
            yield number


def past(state: State, number: int, period: int) -> Past:
    """Return all figures up to the end of a period of a plan.

    Args:
        state: as folded; it is only read, and no part of it is kept.
        number: of the plan.
        period: counted from 1.
    """
    plan = state.plans[number]
    begins = _offsets(state)
    length = period_length(state, plan)
    at = plan.begins_at + period * length
    so_far = _Reader(state, begins, Moment(at))
    earlier = state.adopted_plans[: state.adopted_plans.index(number) + 1]
    last = begins[number] + period - 1
    promises = tuple(one for each in earlier for one in so_far.promises(each) if one.place <= last)
    paces, shelves = tuple(so_far.paces(earlier)), tuple(so_far.shelves(earlier))
    told: tuple[Pace | Shelf, ...] = (*paces, *shelves)
    products = {one.product for one in promises} | {one.product for one in told}
    bodies = {body for one in promises for body in (one.maker, one.to)}
    bodies |= {one.body for one in told}
    return Past(
        plan=number,
        period=period,
        place=last,
        begins=begins[number],
        at=at,
        since=_since(state, number, period, at - length),
        length_s=length,
        promises=promises,
        paces=tuple(one for one in paces if one.place <= last),
        shelves=tuple(one for one in shelves if one.place <= last),
        standing=tuple(_standing(state.alerts.values(), begins)),
        bodies={one: state.bodies[one].name for one in sorted(bodies)},
        goods={
            one: (state.products[one].name, state.products[one].unit) for one in sorted(products)
        },
        gone=frozenset(one for one in bodies if not heir(state, one).is_open),
    )


def _since(state: State, number: int, period: int, begins: int) -> int:
    """Return from when on nothing was looked at yet: between two plans answers come as well."""
    at = state.adopted_plans.index(number)
    if period > 1 or not at:
        return begins
    return min(begins, state.plans[state.adopted_plans[at - 1]].ends_at)


def _offsets(state: State) -> dict[int, int]:
    """Return the place of the first period of every adopted plan."""
    found, next_ = {}, 0
    for number in state.adopted_plans:
        found[number] = next_
        next_ += state.campaigns[state.plans[number].campaign].periods
    return found


def _standing(alerts: Iterable[Alert], begins: dict[int, int]) -> Iterator[Standing]:
    for alert in alerts:
        if alert.stage == "open" and alert.plan in begins:
            place = begins[alert.plan] + alert.period - 1
            yield Standing(alert.id, alert.body, alert.kind, alert.product, place)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the state as it was known at a moment."""

    state: State
    begins: dict[int, int]
    at: Moment

    def promises(self, number: int) -> Iterator[Promise]:
        """Give lines of a plan; not those to oneself, nor those ended before anything came."""
        for line in self.state.plans[number].lines:
            one = self.state.lines[line]
            if one.maker == one.to or (one.is_over and not one.deliveries):
                continue
            place = self.begins[number] + one.period - 1
            maker, to = heir(self.state, one.maker).id, heir(self.state, one.to).id
            reports = tuple(
                self._report(delivery, maker, to, one.product, place)
                for delivery in map(self.state.deliveries.__getitem__, one.deliveries)
                if delivery.reported_at < self.at
            )
            binds = not (one.grievance or one.is_over)
            yield Promise(line, maker, to, one.product, one.amount, place, binds, reports)

    def _report(self, one: Delivery, maker: int, to: int, product: int, place: int) -> Report:
        answered = one.stage in {"confirmed", "rejected"} and one.answered_at < self.at
        rejected = answered and one.stage == "rejected"
        return Report(
            delivery=one.id,
            line=one.line,
            maker=maker,
            to=to,
            product=product,
            place=place,
            amount=one.amount,
            received=one.received if answered else -1,
            grade=(1 if rejected else one.grade) if answered else 0,
            reported_at=one.reported_at,
            answered_at=one.answered_at if answered else 0,
            due_at=one.due_at,
            rejected=rejected,
        )

    def paces(self, plans: list[int]) -> Iterator[Pace]:
        """Give the hours for one run of every process and period; the newest report counts."""
        newest = {
            (one.plan, one.process, one.period): one
            for one in self.state.works.values()
            if one.plan in plans and one.at < self.at
        }
        for (plan, process, period), one in newest.items():
            declared = self.state.processes[process]
            if one.runs > 0 and declared.hours > 0 and declared.outputs:
                yield Pace(
                    heir(self.state, declared.body).id,
                    declared.outputs[0][0],
                    self.begins[plan] + period - 1,
                    one.hours / one.runs,
                    declared.hours,
                )

    def shelves(self, plans: list[int]) -> Iterator[Shelf]:
        """Give what was taken in every period; the newest figure counts."""
        newest = {
            (one.plan, one.body, one.product, one.period): one
            for one in self.state.takings.values()
            if one.plan in plans and one.at < self.at
        }
        for (plan, body, product, period), one in newest.items():
            place = self.begins[plan] + period - 1
            yield Shelf(
                heir(self.state, body).id,
                product,
                place,
                one.taken,
                one.left,
                one.returned,
            )
