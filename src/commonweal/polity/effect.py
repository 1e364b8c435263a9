"""What an effect is: what a carried motion brings about, as plain data with resolved numbers.

Not here: the effects (``effects``, and ``data`` of each right in ``rights``).
"""

from __future__ import annotations

import msgspec


class Effect(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    """Base of all effects."""
