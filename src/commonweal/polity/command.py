"""What a command is: plain data in the imperative, issued by somebody at a moment.

Rules of this module: a command carries what is asked and nothing else; who asks and when come with
it (:class:`Issued`). A field of type :data:`Text` holds a free text at the doors; the office seals
it in the vault, and the law sees its digest only.

Not here: the commands (``commands``, and ``data`` of each right in ``rights``).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from commonweal.terms import MemberId, Moment

Text = Annotated[str, msgspec.Meta(description="free text, kept in the vault")]


class Issued(msgspec.Struct, frozen=True):
    """Who issues a command, and when; stamped by the office, never by the one who asks.

    Attributes:
        by: member, or 0 for the office itself: lapse of time, and counted results.
        at: moment, never earlier than the newest entry.
    """

    by: MemberId
    at: Moment


class Command(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="command", forbid_unknown_fields=True
):
    """Base of all commands."""
