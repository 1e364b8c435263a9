"""What planning itself costs: how far successive plans swing, and how much time it takes.

Rules of this module, which are definitions:

* the *swing* between two plans is the hours of work by which they differ: over all activities of
  the periods that both plan, the difference up or down times the hours that one unit takes;
* the *path* of successive plans is the sum of the swings from each to the next; the *way* is the
  swing from the first plan of each period to the last; the *zig-zag* is path less way: hours of
  work that were moved and moved back. It is never negative, and 0 when every activity was only
  ever changed in one direction;
* the *overhead* is hours of planning, meeting and inspecting, and the hours contained in product
  that was lost, together, as a share of all hours: those of work (which hold those of the product
  that was lost) and those of planning, meeting and inspecting.

Not here: who counts hours of meeting (the record), which band is normal (``monitor``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Version:
    """What one plan says of activity.

    Attributes:
        begins: its first period, on a count that all plans share.
        activity: ``[period, process]``.
    """

    begins: int
    activity: Floats

    @property
    def ends(self) -> int:
        """The period after its last."""
        return self.begins + len(self.activity)


@dataclass(frozen=True, slots=True)
class ZigZag:
    """How far successive plans swing, in hours of work.

    Attributes:
        path: moved from each plan to the next, summed.
        way: moved from the first plan of each period to its last.
    """

    path: float
    way: float

    @property
    def hours(self) -> float:
        """Moved and moved back."""
        return max(0.0, self.path - self.way)

    @property
    def share(self) -> float:
        """That as a share of all that was moved; 0 where nothing was."""
        return self.hours / self.path if self.path else 0.0


@dataclass(frozen=True, slots=True)
class Overhead:
    """What planning costs beside the work, in hours.

    Attributes:
        work: hours of work in all processes.
        planning, meeting, inspecting: hours of each.
        lost: hours contained in product that was lost.
    """

    work: float
    planning: float = 0.0
    meeting: float = 0.0
    inspecting: float = 0.0
    lost: float = 0.0

    @property
    def hours(self) -> float:
        """All of it."""
        return self.planning + self.meeting + self.inspecting + self.lost

    @property
    def share(self) -> float:
        """As a share of all hours; 0 where there are none."""
        whole = self.work + self.planning + self.meeting + self.inspecting
        return self.hours / whole if whole else 0.0


def swing(one: Version, other: Version, hours: Floats) -> float:
    """Return the hours of work by which two plans differ, over the periods that both plan.

    Args:
        one: a plan.
        other: another.
        hours: ``[process]``, of labour for one unit of each activity.
    """
    begin, end = max(one.begins, other.begins), min(one.ends, other.ends)
    if begin >= end:
        return 0.0
    first = one.activity[begin - one.begins : end - one.begins]
    second = other.activity[begin - other.begins : end - other.begins]
    return float((np.abs(second - first) * hours).sum())


def zigzag(plans: Sequence[Version], hours: Floats) -> ZigZag:
    """Measure how far successive plans swing.

    Args:
        plans: one after the other as they were made; each begins where the one before does, or
            later.
        hours: ``[process]``, of labour for one unit of each activity.
    """
    path = way = 0.0
    for period in sorted({at for one in plans for at in range(one.begins, one.ends)}):
        said = np.array(
            [one.activity[period - one.begins] for one in plans if one.begins <= period < one.ends]
        )
        path += float((np.abs(np.diff(said, axis=0)) * hours).sum())
        way += float((np.abs(said[-1] - said[0]) * hours).sum())
    return ZigZag(path, way)


def lost_hours(prices: Floats, lost: Floats) -> float:
    """Return the hours contained in product that was lost.

    Args:
        prices: ``[period, product]``, in hours.
        lost: ``[period, product]``, in the product's unit.
    """
    return float((prices * lost).sum())
