"""The plan is carried out: deliveries week by week, receipts, work and takings.

Rules of this module:

* makers report on their own days of the week, receivers answer within a day or two; what is made
  differs from the plan as such things do, by the seed;
* one workplace reports more than it sends, for weeks; another reports a little more than the plan,
  every week: nobody in the demo knows, and the monitor finds both;
* all of it is noted in the stage's diary.

Not here: the plan (``planning``), the breakdown and what is done about alerts (``mending``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from commonweal.lab.demo.draws import by_seed
from commonweal.lab.demo.stage import Stage
from commonweal.polity.planning.deliveries import data
from commonweal.polity.planning.proposals.kept import Line
from commonweal.polity.planning.running import period_begins
from commonweal.terms import DAY_S

SPREAD = 0.045
"""Standard deviation of what is delivered, as a share of the plan."""

LATE, FORGOTTEN, SENT_BACK = 0.015, 0.008, 0.01
"""Share of deliveries reported a week late, never answered, and sent back in part."""

ANSWERED_DAYS = 2
"""Days within which a receiver has answered, unless it forgets."""

TALK_WEEK = 8
"""Week of which everybody says how many hours went into talking."""

TAKEN = ("bread", "milk", "vegetables")
"""Products of which consumer councils say what was taken and left."""

INFLATING, INFLATED_WEEKS, SENT = "Laundry", range(3, 9), 0.7
"""The first workplace of this trade reports in these weeks what it should have sent, and sends so
much of it."""

FLATTERING = "Bus Depot"
"""This one reports from 100 to 101 hundredths of the plan, week after week."""


@dataclass(slots=True)
class Course:
    """How the carrying out of a plan goes.

    Attributes:
        plan: number of the plan; ``products``: their numbers.
        processes: those that stood when it was adopted, by workplace and name.
        inflating, flattering: the two whose figures are not what they seem.
        slowed: first and last week in which a workplace delivers only so much of its plan.
        overlooked: deliveries that nobody answered, with what arrived.
    """

    plan: int
    products: Mapping[str, int]
    processes: Mapping[tuple[int, str], int]
    inflating: int
    flattering: int
    slowed: dict[int, tuple[int, int, float]] = field(default_factory=dict)
    overlooked: dict[int, int] = field(default_factory=dict)


def workplaces(stage: Stage, trade: str) -> list[int]:
    """Return the workplaces of a trade, in the order in which they were opened."""
    bodies = stage.state.bodies
    return [one for one in stage.level("workplace") if bodies[one].name.endswith(f" {trade}")]


def speaker(stage: Stage, body: int, place: int = 0) -> int:
    """Return somebody of a body who holds nothing, and speaks for it; ``place``: another one."""
    people = stage.rank_and_file(body)
    return people[-1 - place % len(people)]


def carry_out(
    stage: Stage,
    plan: int,
    products: Mapping[str, int],
    processes: Mapping[tuple[int, str], int],
) -> Course:
    """Note in the diary what is reported in each week of a plan that was adopted."""
    stage.tell("the plan is carried out, week by week")
    course = Course(
        plan=plan,
        products=products,
        processes=processes,
        inflating=workplaces(stage, INFLATING)[0],
        flattering=workplaces(stage, FLATTERING)[0],
    )
    found = stage.state.plans[plan]
    for week in range(1, stage.state.campaigns[found.campaign].periods + 1):
        stage.note(period_begins(stage.state, found, week) + 1, partial(_week, stage, course, week))
    return course


def _week(stage: Stage, course: Course, week: int) -> None:
    """Note what is delivered and reported in a week; corrections have changed it by now."""
    begins = stage.now
    draw = by_seed("week", stage.seed, week)
    by_maker: dict[int, list[Line]] = defaultdict(list)
    for number in stage.state.plans[course.plan].lines:
        line = stage.state.lines[number]
        if line.period == week and not line.is_over:
            by_maker[line.maker].append(line)
    for maker, lines in by_maker.items():
        day = begins + round((1.5 + 4 * draw.random()) * DAY_S)
        stage.note(day, partial(_deliver, stage, course, week, maker, lines))
    stage.note(begins + round(6.5 * DAY_S), partial(_tell_of_work, stage, course, week))


def _deliver(stage: Stage, course: Course, week: int, maker: int, lines: list[Line]) -> None:
    """Report what a maker has sent to each receiver in a week."""
    draw = by_seed("deliveries", stage.seed, week, maker)
    pace = _pace(stage, course, week, maker)
    for line in lines:
        sent = told = max(0, round(line.amount * pace * draw.gauss(1.0, SPREAD / 4)))
        if maker == course.flattering:
            sent = told = round(line.amount * (1 + draw.random() / 100))
        if maker == course.inflating and week in INFLATED_WEEKS:
            told, sent = line.amount, round(line.amount * SENT)
        late = draw.random() < LATE
        if told:
            act = partial(_report, stage, course, line.id, told, sent, draw.random())
            stage.note(stage.now + (7 * DAY_S if late else 0), act)


def _pace(stage: Stage, course: Course, week: int, maker: int) -> float:
    """Return how a workplace fares in a week, as a share of its plan."""
    draw = by_seed("pace", stage.seed, week, maker)
    pace = min(1.1, max(0.88, draw.gauss(1.0, SPREAD)))
    first, last, share = course.slowed.get(maker, (0, -1, 1.0))
    return pace * share if first <= week <= last else pace


def _report(stage: Stage, course: Course, line: int, told: int, sent: int, chance: float) -> None:
    found = stage.state.lines[line]
    if found.is_over or found.grievance or _leaves(stage, found.to):
        return
    stage.do(data.ReportDelivery(line=line, amount=told), speaker(stage, found.maker))
    delivery = max(stage.state.deliveries)
    if chance < FORGOTTEN:
        course.overlooked[delivery] = sent
    else:
        hours = 6 + round(30 * chance)
        act = partial(acknowledge, stage, delivery, sent)
        stage.note(stage.now + hours * DAY_S // 24, act)


def _leaves(stage: Stage, body: int) -> bool:
    """Whether a receiver has left the federation, or leaves before it could say what arrived."""
    leaving = stage.state.leavings.get(stage.state.leaving_of.get(body, 0))
    soon = leaving is not None and leaving.until <= stage.now + ANSWERED_DAYS * DAY_S
    return soon or not stage.state.bodies[body].is_open


def acknowledge(stage: Stage, delivery: int, sent: int) -> None:
    """Say what arrived, and how good it is."""
    draw = by_seed("receipt", stage.seed, delivery)
    line = stage.state.lines[stage.state.deliveries[delivery].line]
    by = speaker(stage, line.to, 1)
    back = draw.random() < SENT_BACK and sent > 1
    grade = 2 if back else draw.choices((2, 3, 4, 5), (2, 58, 30, 10))[0]
    stage.do(data.ConfirmDelivery(delivery=delivery, received=sent, grade=grade if sent else 0), by)
    if back:
        text = "Damaged on the way; please send it again with the next delivery."
        amount = max(1, sent // 10)
        stage.do(data.ReturnGoods(delivery=delivery, amount=amount, text=text), by)


def _tell_of_work(stage: Stage, course: Course, week: int) -> None:
    """Say how often processes ran, what was taken in every fourth week, and once what talk cost."""
    plan = stage.state.plans[course.plan]
    draw = by_seed("work", stage.seed, week)
    for run in plan.runs:
        process = stage.state.processes[run.process]
        if run.period == week and run.runs and stage.state.bodies[process.body].is_open:
            runs = max(1, round(run.runs * _pace(stage, course, week, process.body)))
            hours = round(runs * process.hours * min(1.15, max(0.9, draw.gauss(1.0, 0.03))))
            told = data.ReportWork(process=process.id, period=week, runs=runs, hours=hours)
            stage.do(told, speaker(stage, process.body))
    if week % 4 == 0:
        _tell_of_taking(stage, course, week)
    if week == TALK_WEEK:
        _tell_of_talk(stage, week)


def _tell_of_taking(stage: Stage, course: Course, week: int) -> None:
    draw = by_seed("taking", stage.seed, week)
    received: dict[tuple[int, int], int] = defaultdict(int)
    for number in stage.state.plans[course.plan].lines:
        line = stage.state.lines[number]
        to = stage.state.bodies[line.to]
        if line.period == week and to.level == "consumers" and to.is_open:
            received[line.to, line.product] += line.confirmed
    products = [course.products[name] for name in TAKEN]
    for (body, product), amount in sorted(received.items()):
        if product in products and amount:
            left = round(amount * min(0.12, abs(draw.gauss(0.03, 0.02))))
            taken = data.RecordTaking(
                body=body, product=product, period=week, taken=amount - left, left=left
            )
            stage.do(taken, speaker(stage, body))


def _tell_of_talk(stage: Stage, week: int) -> None:
    draw = by_seed("talk", stage.seed, week)
    for body in (*stage.level("workplace"), *stage.level("consumers")):
        people = stage.state.bodies[body].people
        told = data.ReportOverhead(
            body=body,
            period=week,
            planning=draw.randint(1, 4),
            meeting=people * draw.randint(1, 2),
            inspecting=draw.randint(0, 2),
        )
        stage.do(told, speaker(stage, body))
