"""Who an alert is with: first the unit itself, and one level up whenever its time runs out.

A finding is told to the unit it is about, which has some time to put it right. If it does not, the
alert rises to the unit above, which has a time of its own, and so on to the top, where it stays.

Rules of this module:

* it is computed from what happened, anew for any period: nothing is sent or noted here;
* units are numbers, and which is above which is an array; what they are is not known here;
* an alert rises in the period in which its time is over, unless it was answered before that one.

Source: for alerts that rise level by level when they are not put right, S. Beer, *Brain of the
Firm*, 2nd ed. 1981, part four, on Cybersyn ("algedonic" signals).

Not here: what counts as putting right, and what a unit above may do (``commonweal.polity``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.monitor.findings import Findings

Wholes = NDArray[np.int64]

OPEN = -1
"""In place of a period: not answered."""

TOP = -1
"""In place of the unit above: there is none."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Alerts, by columns.

    Attributes:
        unit: int64 ``[alert]``, whom it is about.
        raised: int64 ``[alert]``, in which period it was told to that unit.
        answered: int64 ``[alert]``, in which period it was put right; :data:`OPEN` if it was not.
    """

    unit: Wholes
    raised: Wholes
    answered: Wholes


@dataclass(frozen=True, slots=True)
class Levels:
    """Where alerts are.

    Attributes:
        level: int64 ``[alert]``, how often it rose.
        holder: int64 ``[alert]``, the unit that it is with, or was with when it was answered.
        arrived: int64 ``[alert]``, since when.
        due: int64 ``[alert]``, the period in which that unit's time is over.
        open: bool ``[alert]``, whether it is not answered yet.
    """

    level: Wholes
    holder: Wholes
    arrived: Wholes
    due: Wholes
    open: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Units:
    """Units in a pyramid.

    Attributes:
        above: int64 ``[unit]``, the unit above; :data:`TOP` where there is none.
        time: int64 ``[unit]``, how many periods each has to put right what it is told.
    """

    above: Wholes
    time: Wholes

    def __post_init__(self) -> None:
        count = self.above.size
        if self.time.shape != (count,) or (self.time < 1).any():
            raise ValueError("expected for every unit a time of one period or more")
        if ((self.above < TOP) | (self.above >= count)).any():
            raise ValueError(f"expected units above from {TOP} to {count - 1}")
        at = np.arange(count)
        for _ in range(count):
            at = np.where(at == TOP, TOP, self.above[at])
            if (at == TOP).all():
                return
        if count:
            ring = int(np.flatnonzero(at != TOP)[0])
            raise ValueError(f"unit {ring} has no top above it: units are above one another")


def raised(findings: Findings, unit: Wholes, period: int) -> Alerts:
    """Return the alerts to which findings of a period give rise, none of them answered.

    Args:
        findings: what was found.
        unit: int64 ``[series]``, which unit each series is about.
        period: the period in which it was found.
    """
    count = len(findings)
    return Alerts(unit[findings.series], np.full(count, period), np.full(count, OPEN))


def levels(alerts: Alerts, units: Units, now: int) -> Levels:
    """Return where each alert is in the period ``now``.

    Alerts that are raised only later, and answers that come only later, are as if they were not:
    such an alert is with its unit.
    """
    holder, arrived = alerts.unit.copy(), alerts.raised.copy()
    level = np.zeros_like(holder)
    answered = (alerts.answered != OPEN) & (alerts.answered <= now)
    while True:
        due = arrived + units.time[holder]
        in_time = answered & (alerts.answered < due)
        rises = (due <= now) & ~in_time & (units.above[holder] != TOP)
        if not rises.any():
            return Levels(level, holder, arrived, due, ~answered)
        holder = np.where(rises, units.above[holder], holder)
        arrived = np.where(rises, due, arrived)
        level += rises
