"""What is left to be done of a plan, when some of its periods have passed otherwise than planned.

Rules of this module:

* what is left is an economy of its own, with the periods to come: it begins with the stocks that
  were found, and has the capacity that was built meanwhile;
* what was begun and comes out later is a process of its own, one for each period in which something
  comes: it takes nothing and gives what is under way, once;
* what was promised is owed: an order counts with what the plan would deliver to it, not with what
  it asked for, so that nobody gains by a correction;
* an order of a period that has passed is closed; what it missed is owed again when it is put into
  the periods to come (:func:`arrears`), which is for people to say.

Not here: what is changed (``correcting``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack

from commonweal.plan.economy import Economy, Rows
from commonweal.plan.orders import Orders
from commonweal.plan.plans import Plan

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

UNDER_WAY = "what is under way, period {}"
"""Name of the process that gives what was begun before."""

NOTHING = 1e-6
"""A promise of less than this share of an order is none: it is what a solver rounds."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What really happened in the periods up to now.

    Attributes:
        activity: ``[period up to now, process]``.
        stock: ``[product]``, found at the end of these periods.
        delivered: ``[order]``; what is told for periods to come is not looked at.
    """

    activity: Floats
    stock: Floats
    delivered: Floats

    @property
    def periods(self) -> int:
        """How many periods have passed."""
        return int(self.activity.shape[0])


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left to do, as an economy, orders and a plan of their own.

    Attributes:
        economy: of the periods to come; its last processes are what is under way.
        orders: what was promised for these periods.
        planned: the plan as it was, from now on; ``steps`` are empty.
        places: the order of the old plan that each order is.
        closed: ``[order of the old plan]``, whether its period has passed.
        passed: how many periods have passed.
        under_way: how many processes stand for what is under way.
    """

    economy: Economy
    orders: Orders
    planned: Plan
    places: Wholes
    closed: NDArray[np.bool_]
    passed: int
    under_way: int

    @property
    def own(self) -> int:
        """How many processes are those of the economy itself; they come first."""
        return len(self.economy.processes) - self.under_way

    @property
    def hours(self) -> Floats:
        """Hours of labour for one unit of each activity; 1 each where no labour is known.

        What is under way takes none: nobody is moved by leaving it where it is.
        """
        labour = self.economy.labour
        found = np.asarray(self.economy.uses.tocsr()[labour].sum(axis=0)).ravel()
        found = found if labour.size else np.ones(len(self.economy.processes))
        return np.where(np.arange(found.size) < self.own, found, 0.0)


def as_planned(plan: Plan, periods: int) -> Happened:
    """Return what would have happened had everything gone as planned."""
    return Happened(plan.activity[:periods], plan.kept[periods - 1], plan.delivered.copy())


def remainder(economy: Economy, orders: Orders, plan: Plan, happened: Happened) -> Remainder:
    """Return what is left to do.

    Args:
        economy: what can be done; where capacities, limits or techniques have changed, with what
            holds from now on.
        orders: those of the plan.
        plan: the plan that was followed.
        happened: what became of it.

    Raises:
        ValueError: when shapes do not fit, quantities are none, or no period is left.
    """
    _check(economy, orders, happened)
    passed = happened.periods
    promised = plan.delivered > NOTHING * orders.quantity
    places = np.flatnonzero((orders.period >= passed) & promised)
    coming = _coming(economy, happened)
    periods = np.flatnonzero(coming.any(axis=1))
    owed = Orders(
        tuple(orders.by[at] for at in places),
        orders.product[places],
        orders.period[places] - passed,
        orders.rank[places],
        plan.delivered[places],
    )
    once = np.zeros((economy.periods - passed, periods.size))
    once[periods, np.arange(periods.size)] = 1.0
    planned = Plan(
        np.hstack([plan.activity[passed:], once]),
        plan.kept[passed:],
        plan.imported[passed:],
        plan.exported[passed:],
        plan.delivered[places],
        (),
    )
    left = _economy(economy, happened, coming[periods], once)
    return Remainder(left, owed, planned, places, orders.period < passed, passed, periods.size)


def arrears(
    orders: Orders, plan: Plan, happened: Happened, *, period: int
) -> tuple[Orders, Plan, Happened]:
    """Put what was promised and not delivered into a period to come, as promises of that period.

    Args:
        orders: those of the plan.
        plan: the plan that was followed.
        happened: what became of it.
        period: counted from 0, one that is to come.

    Returns:
        All three with an order more for each that was missed.
    """
    missed = np.where(orders.period < happened.periods, plan.delivered - happened.delivered, 0.0)
    late = np.flatnonzero(missed > NOTHING * orders.quantity)
    more = Orders(
        orders.by + tuple(orders.by[at] for at in late),
        np.concatenate([orders.product, orders.product[late]]),
        np.concatenate([orders.period, np.full(late.size, period)]),
        np.concatenate([orders.rank, orders.rank[late]]),
        np.concatenate([orders.quantity, missed[late]]),
    )
    owed = replace(plan, delivered=np.concatenate([plan.delivered, missed[late]]))
    nothing_yet = np.concatenate([happened.delivered, np.zeros(late.size)])
    return more, owed, replace(happened, delivered=nothing_yet)


def _check(economy: Economy, orders: Orders, happened: Happened) -> None:
    passed = happened.periods
    if not 1 <= passed < economy.periods:
        raise ValueError(f"expected 1 to {economy.periods - 1} periods that passed, got {passed}")
    for name, got, shape in (
        ("activity", happened.activity, (passed, len(economy.processes))),
        ("stock", happened.stock, (len(economy.products),)),
        ("delivered", happened.delivered, (len(orders),)),
    ):
        if got.shape != shape:
            raise ValueError(f"{name}: expected the shape {shape}, got {got.shape}")
        if not (np.isfinite(got) & (got >= 0)).all():
            raise ValueError(f"{name}: expected quantities of 0 or more, got {got.min()}")


def _coming(economy: Economy, happened: Happened) -> Floats:
    """Return what was begun and comes out in the periods to come, ``[period, product]``."""
    passed = happened.periods
    made = np.zeros((economy.periods, len(economy.products)))
    for lead in np.unique(economy.lead):
        given = (happened.activity * (economy.lead == lead)) @ economy.outputs.T
        reach = given[: max(0, economy.periods - lead)]
        made[lead : lead + len(reach)] += reach
    return made[passed:]


def _room(economy: Economy, happened: Happened) -> Floats:
    """Return capacity with what was built meanwhile, ``[period to come, process]``."""
    added = np.zeros((economy.periods, len(economy.processes)))
    for lead in np.unique(economy.build_lead):
        given = (happened.activity * (economy.build_lead == lead)) @ economy.builds.T
        reach = given[: max(0, economy.periods - lead)]
        added[lead : lead + len(reach)] += reach
    return (economy.capacity + np.cumsum(added, axis=0))[happened.periods :]


def _economy(economy: Economy, happened: Happened, coming: Floats, once: Floats) -> Economy:
    passed, ways = happened.periods, economy.processes
    more = len(coming)
    later = passed + 1 + np.argmax(once, axis=0) if more else ()
    size = len(ways) + more
    nothing = csc_array((len(economy.products), more))
    built = economy.builds.tocoo()
    return replace(
        economy,
        processes=Rows(
            (*ways.names, *(UNDER_WAY.format(one) for one in later)),
            (*ways.units, *("once",) * more),
            (*ways.titles, *("",) * more) if ways.titles else (),
        ),
        inputs=csc_array(hstack([economy.inputs, nothing])),
        outputs=csc_array(hstack([economy.outputs, csc_array(coming.T)])),
        uses=csc_array(hstack([economy.uses, csc_array((len(economy.resources), more))])),
        periods=economy.periods - passed,
        capacity=np.hstack([_room(economy, happened), once]),
        limits=economy.limits[passed:],
        stock=np.where(economy.storable, happened.stock, 0.0),
        lead=np.concatenate([economy.lead, np.zeros(more, dtype=np.int64)]),
        builds=csc_array((built.data, built.coords), shape=(size, size)),
        build_lead=np.concatenate([economy.build_lead, np.ones(more, dtype=np.int64)]),
        deficit=economy.deficit[passed:],
    )
