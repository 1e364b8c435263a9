"""What callers of this room can do wrong: bad ballots, bad requests, bad draws.

Rules of this module: each error names the place, what was expected, what was there, what to do.

Not here: faults of a file (:class:`commonweal.terms.Fault`), and ties, which are no errors at all
(:class:`commonweal.tally.outcome.LotRequired`).
"""

from __future__ import annotations


class _Mistake(ValueError):  # noqa: N818 -- an input, not our error
    """An input that cannot be counted.

    Attributes:
        place: where it stands, for instance ``"ballot 4"`` or ``"option threshold"``.
        expected: what would have been accepted.
        got: what was there instead.
        remedy: what to do about it.
    """

    def __init__(self, place: str, *, expected: str, got: object, remedy: str) -> None:
        super().__init__(f"{place}: expected {expected}; got {got}; {remedy}")
        self.place = place
        self.expected = expected
        self.got = str(got)
        self.remedy = remedy


class BadBallot(_Mistake):
    """A ballot that no rule can count, for instance one that names a candidate twice."""


class BadCount(_Mistake):
    """A count or an apportionment that was asked for wrongly: rule, seats, options, figures."""


class BadLot(_Mistake):
    """A recorded draw that does not answer the tie it was drawn for."""
