"""A plan that runs, as bodies see it: what is to be done, for whom, and how far it is.

Rules of this module:

* it reads the folded state and keeps no part of it; things are told by their numbers, the doors
  know what they are called;
* what was reported is told beside what was confirmed, and what nobody has answered is told as such;
* what a merged body was to do, the body that it became does.

Not here: accounts and measures (``plan_accounts``, ``plan_measures``), what was found odd
(``plan_signs``), plans in the making (``plan_reading``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from commonweal.polity import State
from commonweal.polity.planning.correcting.data import Alert
from commonweal.polity.planning.deliveries.data import Delivery, work_key
from commonweal.polity.planning.proposals.kept import Line, Plan
from commonweal.polity.planning.running import period_begins, period_length
from commonweal.polity.rights.succession import heir
from commonweal.terms import Moment

OPEN_STAGES = frozenset({"reported", "unconfirmed"})
"""Stages of deliveries that nobody has answered."""


@dataclass(frozen=True, slots=True)
class Now:
    """Where a plan is at a moment.

    Attributes:
        plan: its number.
        period: the period that runs, from 1; 0 before it begins, one more than there are after it.
        periods: how many there are.
        begins_at, ends_at: of the period that runs; of the plan, where none does.
    """

    plan: int
    period: int
    periods: int
    begins_at: Moment
    ends_at: Moment


@dataclass(frozen=True, slots=True)
class Making:
    """What a process of a body is to do in a period.

    Attributes:
        process: its number.
        runs, hours: as planned; ``done``, ``worked``: as reported; -1 where nothing was yet.
        capacity: most runs in a period.
    """

    process: int
    runs: int
    hours: int
    done: int
    worked: int
    capacity: int

    @property
    def full(self) -> bool:
        """Whether it can run no more often: this is what limits it."""
        return self.runs >= self.capacity


@dataclass(frozen=True, slots=True)
class Delivering:
    """A line of the plan as one of its sides sees it.

    Attributes:
        line, product, period, amount: of the line.
        other: the body on the other side.
        due_at: end of its period.
        reported, confirmed, returned: amounts so far.
        waiting: reported, and to be answered; ``unconfirmed``: the time to answer is over.
        suspended: the grievance that suspends it; 0: none.
        late: whether its period is over and less was reported than planned.
    """

    line: int
    other: int
    product: int
    period: int
    amount: int
    due_at: Moment
    reported: int
    confirmed: int
    returned: int
    waiting: int
    unconfirmed: int
    suspended: int
    late: bool

    @property
    def missing(self) -> int:
        """What is still to be reported."""
        return max(0, self.amount - self.reported)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that its receiver has to answer.

    Attributes:
        delivery, line, maker, product, amount: what was reported.
        until: by when it is answered; ``overdue``: whether that is over.
    """

    delivery: int
    line: int
    maker: int
    product: int
    amount: int
    until: Moment
    overdue: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """Who supplies whom: one body another, with one product, over some periods."""

    maker: int
    to: int
    product: int
    planned: int
    reported: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """The plan of a body on one screen.

    Attributes:
        now: where the plan is.
        making: what its processes are to do in the period shown.
        hours, offered: planned of all its processes, and offered; -1 where nothing was.
        giving, getting: lines of the period shown, and those of earlier ones that are not done.
        answers: deliveries that it has to answer.
        alerts: open ones that it has to put right, or that are about it.
        corrections: corrections in force that changed its lines.
    """

    now: Now
    making: tuple[Making, ...]
    hours: int
    offered: int
    giving: tuple[Delivering, ...]
    getting: tuple[Delivering, ...]
    answers: tuple[Waiting, ...]
    alerts: tuple[Alert, ...]
    corrections: tuple[int, ...]

    @property
    def all_hours(self) -> bool:
        """Whether all hours that were offered are planned: this is what limits it."""
        return 0 <= self.offered <= self.hours


# Where a plan is.


def running(state: State, at: int) -> int:
    """Return the plan that runs at a moment, or ended last; 0 where none has begun."""
    begun = (one for one in reversed(state.adopted_plans) if state.plans[one].begins_at <= at)
    return next(begun, 0)


def coming(state: State, at: int) -> int:
    """Return the adopted plan that begins next after a moment; 0: none."""
    later = (one for one in state.adopted_plans if state.plans[one].begins_at > at)
    return next(later, 0)


def now_of(state: State, number: int, at: int) -> Now:
    """Say where an adopted plan is at a moment."""
    plan = state.plans[number]
    periods = state.campaigns[plan.campaign].periods
    if at < plan.begins_at or at >= plan.ends_at:
        period = 0 if at < plan.begins_at else periods + 1
        return Now(number, period, periods, plan.begins_at, plan.ends_at)
    period = 1 + (at - plan.begins_at) // period_length(state, plan)
    begins = period_begins(state, plan, period)
    return Now(number, period, periods, begins, Moment(begins + period_length(state, plan)))


def shown_period(now: Now) -> int:
    """Return the period to show: the one that runs, or the nearest."""
    return min(max(now.period, 1), now.periods)


# One body.


def body_plan(state: State, body: int, number: int, at: int, *, period: int = 0) -> BodyPlan:
    """Return the plan of a body on one screen.

    Args:
        state: as folded.
        body: the body.
        number: an adopted plan.
        at: the present moment.
        period: the one to show; 0: the one that runs.
    """
    now = now_of(state, number, at)
    chosen = period or shown_period(now)
    plan = state.plans[number]
    making = tuple(_making(state, plan, body, chosen))
    offered = state.campaigns[plan.campaign].hours
    mine = tuple(lines_of(state, number, body))
    return BodyPlan(
        now=now,
        making=making,
        hours=sum(one.hours for one in making),
        offered=offered.get(body, -1),
        giving=tuple(_to_do(state, body, mine, chosen, at, giving=True)),
        getting=tuple(_to_do(state, body, mine, chosen, at, giving=False)),
        answers=tuple(waiting(state, body, at)),
        alerts=tuple(alerts_of(state, body)),
        corrections=tuple(dict.fromkeys(one.correction for one in mine if one.correction)),
    )


def _making(state: State, plan: Plan, body: int, period: int) -> Iterator[Making]:
    for run in plan.runs:
        process = state.processes[run.process]
        if run.period == period and is_now(state, process.body, body):
            reports = state.reports_of.get(work_key(plan.id, process.id, period), ())
            newest = state.works[reports[-1]] if reports else None
            yield Making(
                process.id,
                run.runs,
                run.runs * process.hours,
                newest.runs if newest else -1,
                newest.hours if newest else -1,
                process.capacity,
            )


def is_now(state: State, one: int, body: int) -> bool:
    """Whether a body is another now: that one itself, or one that it took in."""
    return one == body or heir(state, one).id == body


def lines_of(state: State, number: int, body: int) -> Iterator[Line]:
    """Give the lines of a plan in which a body has a part, or one that it took in."""
    for one in with_former(state, body):
        for line in state.lines_of.get(one, ()):
            if state.lines[line].plan == number:
                yield state.lines[line]


def with_former(state: State, body: int) -> Iterator[int]:
    """Give a body, and those that it took in."""
    yield body
    for one in state.bodies.values():
        if one.became and one.id != body and heir(state, one.id).id == body:
            yield one.id


def _to_do(
    state: State, body: int, lines: Iterable[Line], period: int, at: int, *, giving: bool
) -> Iterator[Delivering]:
    for line in lines:
        own, other = (line.maker, line.to) if giving else (line.to, line.maker)
        if line.is_over or not is_now(state, own, body):
            continue
        told = _delivering(state, line, heir(state, other).id, at)
        if line.period == period or told.late or (line.period < period and told.waiting):
            yield told


def _delivering(state: State, line: Line, other: int, at: int) -> Delivering:
    stages: dict[str, int] = defaultdict(int)
    for one in line.deliveries:
        delivery = state.deliveries[one]
        stages[delivery.stage] += delivery.amount
    return Delivering(
        line=line.id,
        other=other,
        product=line.product,
        period=line.period,
        amount=line.amount,
        due_at=line.due_at,
        reported=line.reported,
        confirmed=line.confirmed,
        returned=line.returned,
        waiting=stages["reported"],
        unconfirmed=stages["unconfirmed"],
        suspended=line.grievance,
        late=line.due_at <= at and line.reported < line.amount and not line.grievance,
    )


def waiting(state: State, body: int, at: int) -> Iterator[Waiting]:
    """Give the deliveries that a body has to answer, the oldest first."""
    numbers = (line for one in with_former(state, body) for line in state.lines_of.get(one, ()))
    for number in numbers:
        line = state.lines[number]
        if is_now(state, line.to, body):
            for one in open_answers(state, line):
                yield _waiting(state, line, one, at)


def open_answers(state: State, line: Line) -> Iterator[Delivery]:
    """Give the deliveries on a line that its receiver has not answered."""
    if not line.grievance:
        for one in map(state.deliveries.__getitem__, line.deliveries):
            if one.stage in OPEN_STAGES:
                yield one


def came(state: State, line: Line) -> int:
    """Return what came on a line: as confirmed less what was sent back, or as nobody answered."""
    return line.confirmed_net + sum(
        one.amount
        for one in map(state.deliveries.__getitem__, line.deliveries)
        if one.stage in OPEN_STAGES
    )


def _waiting(state: State, line: Line, one: Delivery, at: int) -> Waiting:
    overdue = one.stage == "unconfirmed" or one.due_at <= at
    maker = heir(state, line.maker).id
    return Waiting(one.id, line.id, maker, line.product, one.amount, one.due_at, overdue)


# Alerts.


def alerts_of(state: State, body: int) -> Iterator[Alert]:
    """Give the open alerts about a body, and those that have risen to it."""
    for one in state.alerts.values():
        mine = is_now(state, one.body, body) or is_now(state, one.at, body)
        if one.stage == "open" and mine:
            yield one


def alerts_below(state: State, body: int) -> list[Alert]:
    """Return the open alerts about bodies below one, those that rose furthest first."""
    found = [
        one
        for one in state.alerts.values()
        if one.stage == "open" and body in _above(state, heir(state, one.body).id)
    ]
    return sorted(found, key=lambda one: (-len(one.rises), one.raised_at, one.id))


def _above(state: State, body: int) -> list[int]:
    """Return the bodies above one, from below."""
    found: list[int] = []
    at = state.bodies[body].parent
    while at and at not in found:
        above = heir(state, at)
        found.append(above.id)
        at = above.parent
    return found


# Who supplies whom.


def flows(
    state: State,
    number: int,
    *,
    period: int = 0,
    body: int = 0,
    worth: Mapping[int, float] | None = None,
) -> list[Flow]:
    """Return who supplies whom with what, the most first.

    Args:
        state: as folded.
        number: an adopted plan.
        period: one of its periods; 0: all.
        body: only what it gives and gets; 0: all.
        worth: of one unit of each product, to compare what has other units; amounts, without it.
    """
    found: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    lines = (
        state.plans[number].lines if not body else [one.id for one in lines_of(state, number, body)]
    )
    for line in map(state.lines.__getitem__, lines):
        if period in {0, line.period} and (line.reported or not line.is_over):
            sums = found[heir(state, line.maker).id, heir(state, line.to).id, line.product]
            sums[0] += 0 if line.is_over else line.amount
            sums[1] += line.reported
            sums[2] += line.confirmed_net
    price = worth or {}
    told = [Flow(*key, *sums) for key, sums in found.items()]
    return sorted(
        told, key=lambda one: (-one.planned * price.get(one.product, 1.0), one.maker, one.to)
    )


# The whole plan.


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a plan is, by a product, over some lines.

    Attributes:
        product: its number.
        planned: what the lines that are still part of the plan ask for.
        reported: by makers; ``confirmed``: by receivers, less what they sent back.
        unconfirmed: reported, and not answered.
    """

    product: int
    planned: int
    reported: int
    confirmed: int
    unconfirmed: int


def standings(state: State, lines: Iterable[Line], until: int = 0) -> list[Standing]:
    """Add lines up by product, in the order of the products' numbers.

    Args:
        state: as folded.
        lines: the lines.
        until: last period that counts as planned; 0: all. What came counts whenever it came, also
            on lines that a correction, or a grievance that was upheld, has ended.
    """
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for line in lines:
        sums = found[line.product]
        if not line.is_over and (not until or line.period <= until):
            sums[0] += line.amount
        sums[1] += line.reported
        sums[2] += line.confirmed_net
        sums[3] += sum(one.amount for one in open_answers(state, line))
    return [Standing(product, *sums) for product, sums in sorted(found.items())]


def corrections(state: State, number: int) -> list[int]:
    """Return the corrections of a plan, newest first."""
    found = [one.id for one in state.plan_corrections.values() if one.plan == number]
    return found[::-1]
