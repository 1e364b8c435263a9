"""What the office answers to an accepted command.

Not here: carrying it out (``office``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from commonweal.polity import AnyEvent, Event


class Answer(msgspec.Struct, frozen=True):
    """What came of an accepted command.

    Attributes:
        index: number of its entry in the record; -1 for what the constitution keeps secret and so
            is not an entry.
        events: what followed.
        receipt: proof that the record holds the entry, as text; empty without an entry.
        version: version of the state that includes it.
        voucher: for a secret ballot, the sign by which the voter can check that it was noted.
    """

    index: int
    events: tuple[AnyEvent, ...]
    receipt: str
    version: int
    voucher: str = ""


def scoped(key: str, by: int, command: str) -> str:
    """Make a key one member's and one command's: nobody's key swallows another's command."""
    return f"{by} {command} {key}" if key else ""


def known(events: Sequence[Event]) -> tuple[AnyEvent, ...]:
    """Return events as those that there are."""
    return cast("tuple[AnyEvent, ...]", tuple(events))
