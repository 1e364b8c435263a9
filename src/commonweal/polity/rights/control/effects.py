"""What the council of a workforce can decide about its register.

Not here: commands and events (``data``), what is lawful (``law``).
"""

from __future__ import annotations

from typing import Literal

from commonweal.polity.effect import Effect

Why = Literal["taken_over", "given_up"]
"""Why a unit is left: the federation owns it now, or the workforce has given its control up."""


class LeaveUnit(Effect, frozen=True, tag="leave_unit", kw_only=True):
    """End the register of a unit of another owner, as the council of its workforce.

    Attributes:
        unit: the unit.
        why: ``taken_over`` by the federation, or ``given_up``.
    """

    unit: int
    why: Why


AnyEffect = LeaveUnit
"""Every effect about workers' control."""
