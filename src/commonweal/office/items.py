"""An item of the agenda.

Not here: which there are (``agenda``, ``plan_agenda``).
"""

from __future__ import annotations

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is open.

    Attributes:
        what: kind and number, such as ``motion 3``.
        body: name of the body in which it is open.
        stage: how far it is, in words.
        who: who has to act, or may.
        do: the command and its fields, such as ``second_motion motion=3``; empty when it goes on by
            itself.
        until: when the present stage ends by itself, in seconds since 1970; 0 when it does not.
    """

    what: str
    body: str
    stage: str
    who: str = ""
    do: str = ""
    until: int = 0
