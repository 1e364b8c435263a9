"""Margins: how many papers would have to be different for another result, with the papers.

Rules of this module:

* another result is possible when others are elected, or when a lot could elect others; so a result
  that hangs on a lot has a margin of 0;
* every margin brings a witness: the changed papers, which anybody can count again. What is said
  of the witness was counted, never deduced;
* ``papers`` is what the witness needs, so the margin is at most that; ``at_least`` is what was
  proven. Where they are equal the margin is exact, and only there it is called so;
* papers change into any other papers, blank ones included, and their number stays the same.

What is proven. Where points are added up (plurality, approval, score) another result needs a
winner to fall level with a loser, and one paper can close that gap by no more than what it gives
the winner over the loser now and the most it could give the other way; so the papers that close
most go first. Of a motion a No turned into a Yes helps more than any other change, and the reverse
hurts most. For the alternative vote see ``runoffs``. Of all other rules only a search is made.

Not here: seats of lists and units (``seat_margins``); errors of reading ballots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.tally.ballots import ABSTAIN, NO, YES
from commonweal.tally.outcome import Plain, listed, named, numbers
from commonweal.tally.papers import Change, Plan, changed, profile_of
from commonweal.tally.rivals import Case, Result, least
from commonweal.tally.rule import Profile
from commonweal.tally.runoffs import fewest_for_another

RUNOFFS = frozenset({"irv", "scottish-stv"})
"""Rules that, for one seat, exclude the last until one has more than half."""


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """How far a result is from another.

    Attributes:
        rule: the rule.
        seats: how many were elected.
        elected: who is elected, ascending; where a lot decides, under one of its draws.
        papers: with so many changed papers another result is possible: the witness proves it.
        at_least: with fewer than so many none is.
        changes: the changed papers.
        witness: the profile with these changes.
        instead: who could be elected then, ascending.
        by_lot: whether a lot would have to decide it even then.
    """

    rule: str
    seats: int
    elected: tuple[int, ...]
    papers: int
    at_least: int
    changes: tuple[Change, ...]
    witness: Profile
    instead: tuple[int, ...]
    by_lot: bool

    @property
    def exact(self) -> bool:
        """Whether nothing smaller is possible."""
        return self.papers == self.at_least

    @property
    def words(self) -> str:
        """The margin for a member, with candidates as places such as ``{3}``."""
        who = listed(self.instead) if self.instead else "nobody"
        if self.papers == 0:
            return f"A lot decides: {who} could be elected without any change."
        much = "" if self.exact else "at most "
        how = "could be elected by lot" if self.by_lot else "would be elected"
        told = f"Had {much}{_papers(self.papers)} been different, {who} {how}."
        if self.exact:
            return f"{told} With fewer, nothing else could have come out."
        if self.at_least <= 1:
            return f"{told} Whether fewer would do is not proven."
        return f"{told} Fewer than {self.at_least} could not have done it; between is not proven."

    def told(self, names: Sequence[str] | None = None) -> str:
        """Return the words, with candidates called by their names."""
        return named(self.words, numbers(self.witness.candidates) if names is None else names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the margin as plain data."""
        return {
            "rule": self.rule,
            "seats": self.seats,
            "elected": list(self.elected),
            "papers": str(self.papers),
            "at_least": str(self.at_least),
            "exact": self.exact,
            "instead": list(self.instead),
            "by_lot": self.by_lot,
            "changes": [_plain(change) for change in self.changes],
            "text": self.told(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Addition:
    """How many further papers for one candidate alone would have elected this candidate.

    Attributes:
        rule: the rule.
        candidate: the candidate.
        papers: with so many the candidate can be elected: the witness proves it.
        at_least: with fewer than so many the candidate cannot.
        witness: the profile with these papers.
        by_lot: whether a lot would have to decide it even then.
    """

    rule: str
    candidate: int
    papers: int
    at_least: int
    witness: Profile
    by_lot: bool

    @property
    def exact(self) -> bool:
        """Whether nothing smaller is enough."""
        return self.papers == self.at_least

    @property
    def words(self) -> str:
        """The number for a member, with candidates as places such as ``{3}``."""
        who = f"{{{self.candidate}}}"
        if self.papers == 0:
            return f"{who} {'can be elected by lot' if self.by_lot else 'is elected'} as it is."
        enough = "would have been needed" if self.exact else "would have been enough"
        lot = ", and then a lot would decide" if self.by_lot else ""
        return f"{_papers(self.papers)} more for {who} alone {enough}{lot}."

    def told(self, names: Sequence[str] | None = None) -> str:
        """Return the words, with candidates called by their names."""
        return named(self.words, numbers(self.witness.candidates) if names is None else names)

    def as_dict(self) -> dict[str, Plain]:
        """Return the number as plain data."""
        return {
            "rule": self.rule,
            "candidate": self.candidate,
            "papers": str(self.papers),
            "at_least": str(self.at_least),
            "exact": self.exact,
            "by_lot": self.by_lot,
            "text": self.told(),
        }


def margin(rule: str, profile: Profile, seats: int, **options: object) -> Margin | None:
    """Find how many papers would have to be different for another result.

    Args:
        rule: the name of the rule in ``RULES``.
        profile: the ballots.
        seats: how many are elected.
        **options: options of the rule.

    Returns:
        The margin, exact or at most; None where no other result was found: when everybody is
        elected, or when nothing that the search tries leads to one.

    Raises:
        BadCount: when the request does not fit the rule, or votes are parts of papers.
    """
    case = Case(rule, profile, seats, options)
    found, at_least = case.result(()), 0
    if found is None and rule == "majority":
        found = case.fewest(_motion_plan(case), sum(case.box.values()))
        at_least = 0 if found is None else found.papers
    elif found is None and _adds_up(case):
        found, at_least = _closest(case)
    elif found is None and _is_runoff(case):
        found, at_least = _runoff(case)
    elif found is None:
        found, at_least = case.searched(), 1
    return None if found is None else _margin(case, found, at_least)


def what_would_have_elected(
    rule: str, profile: Profile, seats: int, candidate: int, **options: object
) -> Addition | None:
    """Find how many further papers for one candidate alone would have elected this candidate.

    Exact where such a paper never hurts the candidate: where points are added up, for the Yes of
    a motion, and under the alternative vote, where it changes nobody else's votes while the
    candidate stands. Under other rules the number is enough, and may not be the least.

    Args:
        rule: the name of the rule in ``RULES``.
        profile: the ballots.
        seats: how many are elected.
        candidate: whom to elect; for a motion the answer.
        **options: options of the rule. A ``roll`` limits how many papers there can be.

    Returns:
        The number with its witness; None where four times all papers would not do.

    Raises:
        BadCount: when the request does not fit the rule, or votes are parts of papers.
    """
    case = Case(rule, profile, seats, options)
    papers = sum(case.box.values())
    roll = options.get("roll")
    most = max(0, roll - papers) if isinstance(roll, int) and roll else 4 * (papers + 1)
    found = least(lambda more: case.with_more(candidate, more), most)
    if found is None:
        return None
    more = sum(found.box.values()) - papers
    sure = rule == "majority" or _adds_up(case) or _is_runoff(case)
    witness = profile_of(found.box, profile)
    return Addition(rule, candidate, more, more if sure else min(more, 1), witness, found.by_lot)


def _adds_up(case: Case) -> bool:
    lowest = case.options.get("unmarked", "lowest") == "lowest"
    return case.rule in {"plurality", "approval"} or (case.rule == "score" and lowest)


def _is_runoff(case: Case) -> bool:
    return case.rule in RUNOFFS and case.seats == 1


def _motion_plan(case: Case) -> Plan:
    if case.elected == (YES,):
        return [(((YES,),), ((NO,),))]
    plan = [(((NO,),), ((YES,),)), (((ABSTAIN,),), ((YES,),)), ((), ((YES,),))]
    return [(before, after) for before, after in plan if before in case.box]


def _closest(case: Case) -> tuple[Result | None, int]:
    """Close the gap that takes fewest papers; go beyond it where ties are not left to chance."""
    gaps = [(case.needed(winner, loser), winner, loser) for winner, loser in case.pairs()]
    if not gaps:
        return None, 0
    at_least, winner, loser = min(gaps)
    tried = (case.closed(winner, loser, beyond) for beyond in (0, 1))
    return next((found for found in tried if found is not None), None), at_least


def _runoff(case: Case) -> tuple[Result | None, int]:
    """Search, and then look over the orders of exclusion for fewer papers and for a proof.

    Where ties are not left to chance the papers that an order needs may not be enough.
    """
    searched = case.searched()
    if searched is None:
        return None, 0
    size, winner = case.profile.candidates, case.elected[0]
    fewest = fewest_for_another(case.box, size, winner, searched.papers)
    found = case.result(fewest.changes) if fewest.changes else None
    return found or searched, max(1, fewest.at_least)


def _margin(case: Case, found: Result, at_least: int) -> Margin:
    return Margin(
        rule=case.rule,
        seats=case.seats,
        elected=case.elected,
        papers=found.papers,
        at_least=at_least,
        changes=found.changes,
        witness=profile_of(changed(case.box, found.changes), case.profile),
        instead=found.elected,
        by_lot=found.by_lot,
    )


def _plain(change: Change) -> dict[str, Plain]:
    return {
        "papers": str(change.papers),
        "before": [list(group) for group in change.before],
        "after": [list(group) for group in change.after],
    }


def _papers(papers: int) -> str:
    return "1 paper" if papers == 1 else f"{papers} papers"
