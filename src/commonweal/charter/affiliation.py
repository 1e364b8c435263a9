"""What a constitution says of leaving the federation: the sentences, and what is unwise.

Rules of this module: those of ``sentences`` and ``prudence``.

Not here: the table itself (``rights``), what it means for a command
(``commonweal.polity.rights.affiliation``).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from commonweal.charter.model import Charter
from commonweal.charter.phrases import in_days, share_in_words
from commonweal.charter.rights import Affiliation

LEAVE_MAJORITY_MAX = Fraction(3, 4)
LEAVE_YES_MAX = Fraction(1, 2)
NOTICE_DAYS_MAX = 366

_SETTLED = {
    "by-members": "It takes along its members' part of every account above it",
    "equal": "It takes along of every account above it the part of one base body for each of its",
}


def affiliation_sentences(clause: Affiliation) -> Iterator[str]:
    """Say the table in sentences."""
    how = "secretly" if clause.ballot == "secret" else "by name"
    yield (
        "A body leaves the federation by its own decision, with all below it. All its members, and"
        f" those below, vote {how} for {in_days(clause.voting_days)}: it needs"
        f" {share_in_words(clause.leave_majority)} of Yes and No, and"
        f" {share_in_words(clause.leave_yes_share_min)} of all of them as Yes."
    )
    yield (
        f"It leaves {in_days(clause.notice_days)} after that, and until then takes it back by the"
        " same majority. Nobody else refuses, delays or hastens it, in an emergency neither."
    )
    yield "Whoever wants to stay says so before, and goes on in another body."
    if clause.settlement == "none":
        yield "Nothing is settled: each keeps the accounts it has."
        return
    yield (
        f"{_SETTLED[clause.settlement]}; what does not divide goes to the side with the larger"
        " remainder, and if they are equal to those who stay."
    )


def affiliation_warnings(charter: Charter, rule: Affiliation) -> Iterator[tuple[str, str, str]]:
    """Give what is unwise in the table: the key, what is wrong, and what would be better."""
    if rule.leave_majority > LEAVE_MAJORITY_MAX:
        what = f"it takes {rule.leave_majority} to leave, so a few hold all the others"
        yield "leave_majority", what, f'"{LEAVE_MAJORITY_MAX}" or less'
    if rule.leave_yes_share_min > LEAVE_YES_MAX:
        what = f"{rule.leave_yes_share_min} of all must say Yes, so whoever stays away decides"
        yield "leave_yes_share_min", what, f'"{LEAVE_YES_MAX}" or less'
    if rule.notice_days > NOTICE_DAYS_MAX:
        what = f"whoever wants to leave is held for {rule.notice_days} days"
        yield "notice_days", what, f"{NOTICE_DAYS_MAX} or fewer"
    bases = (level for level in charter.levels.values() if level.is_base)
    needed = rule.voting_days + max((one.motions.debate_days for one in bases), default=0)
    if rule.notice_days <= needed:
        what = f"nobody can take it back in {rule.notice_days} days: that takes {needed}"
        yield "notice_days", what, f"{needed + 1} or more"
