"""Wages: what members have told in secret, read for one purpose, to compute the members' wage.

Rules of this module: only the number of figures, their median and their mean leave it, and these
only when there are as many figures as the constitution asks for. A figure is erased with the
personal data of who told it.

Not here: when the wage is computed, and what follows (``commonweal.polity.rights.pay``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonweal.office import entries
from commonweal.polity import Case
from commonweal.polity.rights.pay.data import WageCount, WageDeclared
from commonweal.polity.rights.pay.law import wage_in
from commonweal.record import Log
from commonweal.vault import UnknownDigest, Vault


def count_wages(case: Case, vault: Vault) -> WageCount:
    """Count the wages of those who are members still."""
    members = case.state.members
    digests = [one for member, one in case.state.wages.items() if members.is_active(member)]
    figures = sorted(one for one in map(wage_in, _texts(vault, digests)) if one is not None)
    rule = case.charter.pay
    if rule is None or len(figures) < rule.figures_min:
        return WageCount(figures=len(figures))
    return WageCount(
        figures=len(figures), median=_median(figures), mean=sum(figures) // len(figures)
    )


def _texts(vault: Vault, digests: Sequence[str]) -> list[str | None]:
    try:
        return list(vault.texts(digests).values())
    except UnknownDigest:
        # One is foreign: the others still count.
        return [vault.text(one) for one in digests if vault.kind_of(one) is not None]


def _median(figures: Sequence[int]) -> int:
    """Return the figure in the middle; of two in the middle the mean, rounded down."""
    low, high = figures[(len(figures) - 1) // 2], figures[len(figures) // 2]
    return (low + high) // 2


def erase_wages(log: Log, vault: Vault, member: int) -> int:
    """Erase every figure that a member has ever told, and return how many those were.

    Raises:
        NotScrubbed: when they are erased but old traces could not be wiped yet.
    """
    erased = 0
    for digest in _told_by(log, member):
        if vault.kind_of(digest) is not None:
            vault.erase_text(digest, "personal data, erased")
            erased += 1
    return erased


def _told_by(log: Log, member: int) -> Iterator[str]:
    for body in log.read(0, log.signed.size):
        if b"wage_declared" not in body:
            continue
        for event in entries.read(body).events:
            if isinstance(event, WageDeclared) and event.member == member:
                yield event.figure
