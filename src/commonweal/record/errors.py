"""What the record can answer instead of doing what was asked.

Rules of this module: every error says where, what was expected and what can be done; all descend
from :class:`RecordError`, so a caller can tell the record's answers from its own mistakes.

Not here: refusals of the law (``commonweal.terms``); mistakes of the calling program, which are
``ValueError`` and ``TypeError`` as everywhere.
"""

from __future__ import annotations


class RecordError(Exception):
    """The record could not do what was asked; the message says why and what to do."""


class Unencodable(RecordError):  # noqa: N818 -- says what the value is, as all answers here do
    """A value or a body is no canonical entry; the message names the place in it."""


class WrongVersion(RecordError):  # noqa: N818
    """Somebody else appended first; nothing of this append was written.

    Attributes:
        expected: the number of entries that the caller thought the record had.
        got: the number it has.
    """

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(
            f"expected the record to hold {expected} entries, it holds {got}; "
            "read the entries that were added, decide again, and append at the new version"
        )
        self.expected = expected
        self.got = got


class LeaseHeld(RecordError):  # noqa: N818
    """Another process is the writer now.

    Attributes:
        holder: the name under which it took the lease.
        until: the second (since 1970, UTC) at which its lease ends unless it is renewed.
    """

    def __init__(self, holder: str, until: int) -> None:
        super().__init__(
            f"the record has a writer, {holder}, with a lease until {until} (seconds since 1970, "
            "UTC); stop that process, or wait until its lease has ended"
        )
        self.holder = holder
        self.until = until


class LeaseLost(RecordError):  # noqa: N818
    """The fencing token is not the current one; nothing was written under it."""


class Unreachable(RecordError):  # noqa: N818
    """The store did not answer. This says nothing about what it holds: nothing is known to be lost.

    An append that ended so may have been carried out or not; read the version again to know.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"the store {place} did not answer ({reason.strip()}); "
            "see that it runs and is readable, then try again: nothing is known to be lost"
        )
        self.place = place


class Damaged(RecordError):  # noqa: N818
    """A store or a kept file holds something that was never written there; the message names it."""


class RefusesToSign(RecordError):  # noqa: N818
    """The record in the store does not continue the checkpoint kept outside it.

    Attributes:
        reason: ``truncated``, ``forked``, ``missing``, ``unreadable`` or ``foreign``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BadNote(RecordError):  # noqa: N818
    """A key, signed note, checkpoint or receipt is malformed, or its signature is not good."""


class BadRotation(RecordError):  # noqa: N818
    """An entry claims a change of keys that the old and the new key did not both sign."""


class NotInRecord(RecordError):  # noqa: N818
    """No entry has this index, or no signed checkpoint covers it yet."""


class WriterFailed(RecordError):  # noqa: N818
    """The writer stopped after a failure; fold the state again and call ``reset``."""


class NoAnswer(RecordError):  # noqa: N818
    """The writer's process did not answer in time; the command may still be carried out."""
