"""What bodies decide about grievances: a union files and ends its own, an arbiter decides.

Not here: commands and events (``data``), what is lawful (``arbitrating``, ``by_union``).
"""

from __future__ import annotations

from typing import Literal

from commonweal.polity.effect import Effect
from commonweal.terms import MotionId, SeatId


class FileUnionGrievance(Effect, frozen=True, tag="file_union_grievance", kw_only=True):
    """File a grievance as a union; the motion's text says why.

    Attributes:
        motion: the motion whose decision is contested, or 0.
        seat: the office that is contested, or 0.
        line: the line of a plan that is contested, or 0.
    """

    motion: MotionId = MotionId(0)
    seat: SeatId = SeatId(0)
    line: int = 0


class ActOnGrievance(Effect, frozen=True, tag="act_on_grievance", kw_only=True):
    """Do, as the union that filed a grievance, what members who sign one do together.

    Attributes:
        grievance: the union's grievance.
        act: withdraw it, agree to what is offered, or give notice of a strike.
    """

    grievance: int
    act: Literal["withdraw", "agree", "strike"]


class ArbitrateGrievance(Effect, frozen=True, tag="arbitrate_grievance", kw_only=True):
    """Decide on a grievance that was heard in vain, as the body that arbitrates.

    Attributes:
        grievance: the grievance.
        ruling: upheld: the decision, or the line, falls; rejected: the suspension ends.
    """

    grievance: int
    ruling: Literal["upheld", "rejected"]


AnyEffect = FileUnionGrievance | ActOnGrievance | ArbitrateGrievance
"""Every effect about grievances."""
