"""What a base body can decide about initiatives and about decisions above.

Not here: commands and events (``data``), what is lawful (``putting``, ``calling``).
"""

from __future__ import annotations

from commonweal.polity.effect import Effect
from commonweal.terms import MotionId


class SupportInitiative(Effect, frozen=True, tag="support_initiative", kw_only=True):
    """Support an initiative, as a base body.

    Attributes:
        initiative: the initiative supported.
    """

    initiative: int


class CallBack(Effect, frozen=True, tag="call_back", kw_only=True):
    """Call back a decision of a body above, as a base body, before it takes effect.

    Attributes:
        motion: the motion that was carried above.
    """

    motion: MotionId


AnyEffect = SupportInitiative | CallBack
"""Every effect about initiatives."""
