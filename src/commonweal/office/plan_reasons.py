"""Why a plan gives no more, as data: limits by the numbers of the record, and figures.

Rules of this module: nothing is a sentence here, so that whoever shows it finds the words, and the
names that things have now; what the engine names by a label is named by kind and number.

Not here: finding reasons (``commonweal.plan.explaining``), sentences (the pages).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from commonweal.office.plan_economy import number_of
from commonweal.plan.economy import Economy
from commonweal.plan.explaining import CutOrder, CutProcess, Reason
from commonweal.plan.limits import Limit
from commonweal.plan.telling import Scarcities

BoundOf: TypeAlias = Literal["hours", "limit", "process", "stock", "unmade", "other"]
"""Hours of a body; a limit for all; the runs of a process; a product at the beginning; a product
that nobody makes; something of the file that the record has no number for."""

ProcessWhy: TypeAlias = Literal["unneeded", "dear", "limited", "enough"]
"""As :data:`commonweal.plan.explaining.Why` has it."""

_LABELS: dict[str, BoundOf] = {"h": "hours", "l": "limit", "p": "process", "g": "stock"}

FULL = 1e-6
"""The share of an order by which it may be missed and count as full."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit of a plan.

    Attributes:
        of: what it is of; ``number``: of that body, limit, process or product; 0 for others.
        period: counted from 1; 0 where it is of no period.
        there: how much there is, in ``unit`` of the file; ``name``: as the file has it.
    """

    of: BoundOf
    number: int
    period: int
    there: float
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A limit that holds something back, and its part in that, in per cent."""

    bound: Bound
    percent: int


@dataclass(frozen=True, slots=True)
class Eased:
    """A limit of which there would have to be more."""

    bound: Bound
    more: float


@dataclass(frozen=True, slots=True)
class OrderReason:
    """Why an order gets no more.

    Attributes:
        held: the limits that hold it back, the largest part first.
        eased: the least change that would let it pass while everybody else keeps what they have;
            empty where nobody asked, None where there is none.
        hours, orders: what it gets costs: hours of work, and by rank, how many orders' worth.
        by_parts: whether it is cut because runs and units are whole.
    """

    held: tuple[Held, ...]
    eased: tuple[Eased, ...] | None
    hours: float
    orders: tuple[tuple[int, float], ...]
    by_parts: bool


@dataclass(frozen=True, slots=True)
class ProcessReason:
    """Why a process runs no more.

    Attributes:
        why: in a word; ``dearer``: hours by which a run costs more than what it gives is worth.
        held: the limits that hold it back.
    """

    why: ProcessWhy
    dearer: float
    held: tuple[Held, ...]

    @property
    def alike(self) -> tuple[object, ...]:
        """What is the same in periods in which nothing else is said: all but the period."""
        return self.why, tuple((one.bound.of, one.bound.number) for one in self.held)


@dataclass(frozen=True, slots=True)
class Scarce:
    """A limit that keeps a rank from getting more.

    Attributes:
        bound: which.
        rank: the first that falls short.
        worth_ppm: by how much the mean share of the rank would rise if there were twice as much, at
            most, in parts per million.
    """

    bound: Bound
    rank: int
    worth_ppm: int


def bound_of(economy: Economy, limit: Limit) -> Bound:
    """Return a limit of the engine as one of the record."""
    rows = {
        "resource": economy.resources,
        "capacity": economy.processes,
        "stock": economy.products,
        "money": None,
    }[limit.kind]
    label = rows.names[limit.at] if rows is not None else ""
    of = _LABELS.get(label[:1], "other")
    if of == "stock" and not limit.maker:
        of = "unmade"
    period = 0 if limit.kind == "stock" else limit.period
    number = number_of(label) if of != "other" else 0
    return Bound(of, number, period, limit.there, limit.unit, limit.name)


def order_reason(economy: Economy, told: CutOrder, *, shift: int) -> OrderReason:
    """Return why an order gets no more.

    Args:
        economy: what could be done.
        told: what the engine says of it.
        shift: by how much ranks in the file come later.
    """
    costs = told.costs if told.delivered > 0 else ()
    changes = told.changes
    return OrderReason(
        held=tuple(_held(economy, told.reasons)),
        eased=None
        if changes is None
        else tuple(Eased(bound_of(economy, one.limit), one.more) for one in changes),
        hours=sum(one.amount for one in costs if not one.rank),
        orders=tuple((one.rank - shift, one.amount) for one in costs if one.rank > shift),
        by_parts=told.delivered >= told.ordered * (1 - FULL),
    )


def process_reason(economy: Economy, told: CutProcess) -> ProcessReason:
    """Return why a process runs no more."""
    return ProcessReason(told.why, told.dearer, tuple(_held(economy, told.reasons)))


def scarce_of(economy: Economy, told: Scarcities, *, shift: int) -> list[Scarce]:
    """Return what keeps the first rank that falls short from getting more."""
    return [
        Scarce(bound_of(economy, limit), told.rank - shift, round(1_000_000 * worth / told.orders))
        for worth, limit in told.found
    ]


def _held(economy: Economy, reasons: Iterable[Reason]) -> Iterable[Held]:
    for one in reasons:
        yield Held(bound_of(economy, one.limit), round(100 * one.share))
