"""The defined words that all rooms share: typed ids, moments, exact shares, refusals and faults.

Rules of this module:

* it imports nothing of Commonweal, so every room may import it;
* time is a whole number of seconds since 1970-01-01 00:00 UTC, and never comes from here;
* a share is a :class:`fractions.Fraction`, written ``"2/3"``; nothing here is a float.

Not here: what the words mean in law (``polity``), or how they are stored (``record``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import NewType

MemberId = NewType("MemberId", int)
BodyId = NewType("BodyId", int)
SeatId = NewType("SeatId", int)
PollId = NewType("PollId", int)
MotionId = NewType("MotionId", int)
MandateId = NewType("MandateId", int)
TaskId = NewType("TaskId", int)
RollId = NewType("RollId", int)
EmergencyId = NewType("EmergencyId", int)
CharterVersion = NewType("CharterVersion", int)

Moment = NewType("Moment", int)
"""Seconds since 1970-01-01 00:00 UTC, a whole number."""

DAY_S = 86_400
"""Seconds in a day; periods in a constitution are whole days."""

OFFICE = MemberId(0)
"""The actor of what nobody issues: what falls due by lapse of time, and counted results."""


def days(count: int) -> int:
    """Turn a period in days into seconds."""
    return count * DAY_S


def moment(day: date) -> Moment:
    """Return the first second of a day, in UTC."""
    return Moment(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))


def day_of(at: Moment) -> date:
    """Return the day, in UTC, on which a moment falls."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).date()


def iso(at: Moment) -> str:
    """Write a moment as ``2026-11-22T09:30:00Z``."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


def share(text: str) -> Fraction:
    """Read a share such as ``"2/3"`` or ``"1"``; decimals are not accepted, they hide a rounding.

    Raises:
        ValueError: when the text is no fraction of whole numbers.
    """
    top, _, bottom = text.partition("/")
    if not (top.strip().isdecimal() and (not bottom or bottom.strip().isdecimal())):
        raise ValueError(f"expected a fraction of whole numbers such as 2/3, got {text!r}")
    return Fraction(int(top), int(bottom or 1))


class Refusal(Exception):  # noqa: N818 -- the law says no; it is an answer, not an error
    """The law says no to a command. The state is as it was.

    Attributes:
        name: a full clause, for instance ``seat_already_vacant``; stable, and listed in the docs.
        article: the article of the constitution that says no, for instance ``"14 (recall.start)"``.
        expected: what would have been accepted.
        got: what was there instead.
        remedy: what can be done now.
    """

    def __init__(self, name: str, *, article: str, expected: str, got: str, remedy: str) -> None:
        super().__init__(name)
        self.name = name
        self.article = article
        self.expected = expected
        self.got = got
        self.remedy = remedy

    def __str__(self) -> str:
        clause = self.name.replace("_", " ")
        return (
            f"refused: {clause} (article {self.article}); "
            f"expected {self.expected}; got {self.got}; {self.remedy}"
        )

    def as_dict(self) -> dict[str, str]:
        """Return the refusal as plain data, for JSON."""
        return {
            "refused": self.name,
            "article": self.article,
            "expected": self.expected,
            "got": self.got,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a document, with its place. Faults are collected: all are told at once.

    Attributes:
        place: the file, or the name of the document.
        line: the line, counted from 1; 0 when the fault has no line of its own.
        what: what is wrong: what was expected, and what was found.
        remedy: what to do about it.
        article: the article concerned, where the document is a constitution.
        warning: true when the document can be used all the same.
        column: the column, counted from 1; 0 when it is not known.
        requirement: the requirement on constitutions that is broken, for instance ``A6``.
    """

    place: str
    line: int
    what: str
    remedy: str
    article: str = ""
    warning: bool = False
    column: int = 0
    requirement: str = ""

    def __str__(self) -> str:
        where = self.place + (f":{self.line}" if self.line else "")
        where += f":{self.column}" if self.column else ""
        article = f" [article {self.article}]" if self.article else ""
        kind = "warning" if self.warning else "fault"
        return f"{where}: {kind}{article}: {self.what}; {self.remedy}"


class FaultyDocument(Exception):  # noqa: N818 -- named after the document that carries the faults
    """A document cannot be used; carries every fault found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
