"""What an event is: what has happened, in resolved numbers, with a stable name and a version.

Not here: the events (``events``, and ``data`` of each right in ``rights``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

Cause = Literal[
    "recalled",
    "resigned",
    "left",
    "died",
    "moved",
    "lapsed",
    "fell",
    "succeeded",
    "closed",
    "annulled",
]
"""Why a seat was emptied."""

How = Literal["election", "count_back", "alternate", "appointment"]
"""How a seat was filled."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True):
    """Base of all events."""
