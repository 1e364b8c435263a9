"""Reports of a running plan, honest and false, drawn by chance: how often they are found odd.

Rules of this module:

* everything is drawn from a seed that is passed in;
* a plan has twelve weeks; every workplace makes one to three products for one to three houses;
  what it makes in a week differs from the plan by its own noise (between 0.6 and 1.4 of what is
  told), deliveries of a product in a week alike but for half a per cent; receipts differ by 1 %
  through weighing; a tenth is answered a week later; grades are 3 in three of four cases;
* a false alarm is any finding about a plan in which nothing was planted.

Not here: the tests (``commonweal.office.plan_signs``), the table that came out
(``docs/plan/monitoring.md``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.random import Generator

from commonweal.office.plan_findings import Found, Words
from commonweal.office.plan_series import Past, Promise, Report, Standing
from commonweal.office.plan_signs import odd
from commonweal.terms import DAY_S

WEEKS = 12
WEEK_S = 7 * DAY_S
HOUSES = 20
FIRST_HOUSE = 1_000
PLANTED = 6
"""The week in which something begins, counted from 1."""

Plant = Literal["nothing", "padded", "invented", "lifted", "fifth_less"]
"""What one workplace does: nothing wrong; from the week :data:`PLANTED` on it reports a fifth more
than it brings; it writes 101 % give or take half of one, whatever it brings, and is believed;
whenever it is short by up to 8 % it writes 100 to 102 %, and is believed; it makes a fifth less
from that week on, and says so."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A product that a workplace makes.

    Attributes:
        maker, product: numbers.
        amounts: what goes to each house in a week.
        noise: standard deviation of what it makes, as a share.
    """

    maker: int
    product: int
    amounts: tuple[tuple[int, int], ...]
    noise: float


@dataclass(frozen=True, slots=True)
class Told:
    """What was found in a plan, week by week."""

    found: tuple[tuple[int, Found], ...]
    workplaces: int

    @property
    def each(self) -> float:
        """Findings for one workplace."""
        return len(self.found) / self.workplaces

    def after(self, maker: int) -> int:
        """Return how many weeks after the plant something was told of a workplace; 99: never."""
        weeks = [week for week, one in self.found if one.body == maker and week >= PLANTED]
        return min(weeks) - PLANTED + 1 if weeks else 99


def watched(seed: int, *, noise: float, plant: Plant = "nothing", workplaces: int = 40) -> Told:
    """Let a plan run, and look at its figures as the office does.

    Args:
        seed: of the generator.
        noise: of what workplaces make, as a share of the plan.
        plant: what workplace 1 does; its product 1 is a large one.
        workplaces: how many there are.
    """
    draw = np.random.default_rng(seed)
    sorts = list(_sorts(draw, noise, workplaces))
    promises = [one for sort in sorts for one in _promises(draw, sort, plant)]
    standing: list[Standing] = []
    told: list[tuple[int, Found]] = []
    for week in range(1, WEEKS + 1):
        past = _past(promises, week, tuple(standing))
        new, ended = odd(past, Words({}, {}, 7, 0))
        standing = [one for one in standing if one.alert not in ended]
        for found in new:
            told.append((week, found))
            standing.append(Standing(len(told), found.body, found.kind, found.product, week - 1))
    return Told(tuple(told), workplaces)


def _sorts(draw: Generator, noise: float, workplaces: int) -> Iterator[Sort]:
    for maker in range(1, workplaces + 1):
        for nth in range(int(draw.integers(1, 4))):
            houses = draw.choice(HOUSES, size=int(draw.integers(1, 4)), replace=False)
            large = int(draw.integers(60, 2000))
            amounts = tuple((FIRST_HOUSE + int(house), large) for house in houses)
            yield Sort(maker, 3 * maker + nth, amounts, noise * float(draw.uniform(0.6, 1.4)))


def _promises(draw: Generator, sort: Sort, plant: Plant) -> Iterator[Promise]:
    mine: Plant = plant if sort.maker == 1 else "nothing"
    for week in range(WEEKS):
        made = 1 + sort.noise * float(draw.standard_normal())
        made -= 0.2 * (mine == "fifth_less" and week + 1 >= PLANTED)
        for to, amount in sort.amounts:
            share = max(0.0, made + 0.005 * float(draw.standard_normal()))
            line = (sort.product * HOUSES + to - FIRST_HOUSE) * WEEKS + week
            report = _report(draw, amount, share, mine, week)
            filled = replace(
                report,
                line=line,
                delivery=line,
                maker=sort.maker,
                to=to,
                product=sort.product,
                place=week,
            )
            yield Promise(
                line, sort.maker, to, sort.product, amount, week, binds=True, reports=(filled,)
            )


def _report(draw: Generator, amount: int, share: float, plant: Plant, week: int) -> Report:
    """Draw what is reported and what is confirmed."""
    told, real = share, share
    if plant == "padded" and week + 1 >= PLANTED:
        told = 1.2 * share
    if plant == "invented":
        told = real = 1.01 + 0.005 * float(draw.standard_normal())
    if plant == "lifted" and 0.92 < share < 1:
        told = real = 1 + 0.02 * float(draw.random())
    weighed = 1 + 0.01 * float(draw.standard_normal())
    at = week * WEEK_S + 5 * DAY_S
    late = draw.random() < 0.1
    return Report(
        delivery=0,
        line=0,
        maker=0,
        to=0,
        product=0,
        place=0,
        amount=max(1, round(amount * told)),
        received=round(amount * real * weighed),
        grade=int(draw.choice([2, 3, 4], p=[0.05, 0.75, 0.2])),
        reported_at=at,
        answered_at=at + (6 if late else 1) * DAY_S,
        due_at=at + WEEK_S,
        rejected=False,
    )


def _past(promises: list[Promise], week: int, standing: tuple[Standing, ...]) -> Past:
    at = week * WEEK_S
    return Past(
        plan=1,
        period=week,
        place=week - 1,
        begins=0,
        at=at,
        since=at - WEEK_S,
        length_s=WEEK_S,
        promises=tuple(_until(one, at) for one in promises if one.place < week),
        paces=(),
        shelves=(),
        standing=standing,
    )


def _until(promise: Promise, at: int) -> Promise:
    """Return a promise with what was answered until a moment."""
    answered = (
        one if one.answered_at < at else replace(one, received=-1, grade=0, answered_at=0)
        for one in promise.reports
    )
    return replace(promise, reports=tuple(answered))


# The table.

LOOKED_AT: tuple[tuple[Plant, int], ...] = (
    ("padded", 1),
    ("invented", WEEKS),
    ("lifted", WEEKS),
    ("fifth_less", 3),
)
"""What is planted, and within how many weeks it is to be found."""


def row(noise: float, *, plans: int = 20, seed: int = 1) -> tuple[str, ...]:
    """Return one row of the table of operating characteristics, in figures and shares."""
    quiet = [watched(seed + at, noise=noise) for at in range(plans)]
    alarms = sum(one.each for one in quiet) / plans
    shares = [_within(plant, weeks, noise, plans, seed) for plant, weeks in LOOKED_AT]
    return (f"{noise:.0%}", f"{alarms:.3f}", *(f"{share:.0%}" for share in shares))


def _within(plant: Plant, weeks: int, noise: float, plans: int, seed: int) -> float:
    told = (
        watched(seed + 1000 + at, noise=noise, plant=plant, workplaces=12)
        for at in range(3 * plans)
    )
    return sum(one.after(1) <= weeks for one in told) / (3 * plans)
