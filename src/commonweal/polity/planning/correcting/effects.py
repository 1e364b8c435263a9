"""What councils decide about the correction of a plan.

Not here: commands and events (``data``), what is lawful (``law``).
"""

from __future__ import annotations

from commonweal.polity.effect import Effect


class AgreeToCorrection(Effect, frozen=True, tag="agree_to_correction", kw_only=True):
    """Agree, as a council concerned, to a correction beyond the tolerance."""

    correction: int


AnyEffect = AgreeToCorrection
"""Every effect about corrections of a plan."""
