"""Counting a declared result again, from its box, from the votes by name, or from an exported file.

Rules of this module:

* the same ballots, the same rule, the same seats and the same draws have to give the same result:
  it is compared stage by stage, and the first difference is said;
* the box is the one that was counted: its ballots give the digest that the record holds;
* nothing is changed, and no ballot leaves: what may leave is said by ``exports``.

Why a file that everybody may have does not always count alike: ADR 12.

Not here: who counts officially (``counting``), challenging what does not agree (``polity``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonweal import tally
from commonweal.office.corrections import counted_ballots
from commonweal.office.counting import ballots_of, profile_of
from commonweal.office.results import Counted, counted_of
from commonweal.polity import Case, Division, Poll, add_up
from commonweal.tally import Contest, Outcome, Round
from commonweal.tally.views.figures import shown
from commonweal.vault import BoxBroken, Vault


@dataclass(frozen=True, slots=True)
class Recount:
    """What a second count has found.

    Attributes:
        papers: ballots that were counted.
        box: what was counted: the digest of the box as the record holds it; empty for votes by
            name, which stand in the record.
        stages: what was compared and agrees, in order.
        difference: the first thing that does not agree; empty where everything does.
    """

    papers: int
    box: str
    stages: tuple[str, ...]
    difference: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the declared result is the result of these ballots."""
        return not self.difference


class NotRecounted(Exception):  # noqa: N818 -- said to whoever asks, and no error of ours
    """A result cannot be counted again; the message says why."""


def recount(case: Case, poll: Poll, vault: Vault, names: Sequence[str] = ()) -> Recount:
    """Count a declared result again from its ballots.

    Args:
        case: the law's view of the present.
        poll: an election or vote.
        vault: where a secret box and the account of the count lie.
        names: what the candidates are called, by their places in the count.

    Raises:
        NotRecounted: when there is no result, or no ballots are left.
    """
    _require_declared(poll)
    stages: list[str] = []
    if poll.secret:
        broken = _box_is_broken(poll, vault)
        if broken:
            return Recount(0, poll.box, (), broken)
        stages.append("the box holds the ballots whose digest is in the record")
    if poll.kind != "election":
        return _of_question(case, poll, vault, stages)
    counted = counted_of(poll, vault)
    rankings = ballots_of(poll, vault)
    if counted is None:
        return _of_nobody(poll, len(rankings), stages)
    profile = profile_of(tally.RULES[poll.rule], rankings, counted.members, counted.outcome.seats)
    again = _counted_again(poll.rule, profile, counted.outcome)
    return _compared(poll, counted, again, len(rankings), (*stages,), names)


def recount_file(poll: Poll, contest: Contest, vault: Vault, names: Sequence[str] = ()) -> Recount:
    """Count a declared election again from a file of all its ballots.

    Args:
        poll: the election.
        contest: what the file holds, candidates in the order of the official count.
        vault: where the account of the count lies.
        names: what the candidates are called, by their places in the count.

    Raises:
        NotRecounted: when there is no count to compare with, or the file is of another election.
    """
    _require_declared(poll)
    counted = counted_of(poll, vault) if poll.kind == "election" else None
    if counted is None:
        raise NotRecounted("this poll has no count of ballots: a file says nothing about it")
    profile = contest.profile
    if profile.candidates != len(counted.members):
        told = f"{profile.candidates} candidates, and the count {len(counted.members)}"
        raise NotRecounted(f"the file has {told}: it is of another election")
    if profile.papers != poll.cast:
        told = f"{profile.papers} papers, and {poll.cast} have voted"
        return Recount(profile.papers, poll.box, (), f"the file has {told}")
    again = _counted_again(poll.rule, profile, counted.outcome)
    stages = ("the file has as many papers as people have voted",)
    return _compared(poll, counted, again, profile.papers, stages, names)


def _require_declared(poll: Poll) -> None:
    if not poll.declared_at:
        raise NotRecounted(f"poll {poll.id} has no result yet")


def _box_is_broken(poll: Poll, vault: Vault) -> str:
    """Say what is wrong with a box before it is counted; empty if nothing is."""
    state = vault.box_state(poll.id)
    if state != "closed":
        told = "was destroyed when its time was over" if state == "destroyed" else "is not closed"
        raise NotRecounted(f"the box of poll {poll.id} {told}; count and digest stay")
    found = vault.summary(poll.id)
    if found.digest != poll.box:
        return f"the box is another: its digest is {found.digest}, the record holds {poll.box}"
    try:
        papers = len(counted_ballots(poll, vault))
    except BoxBroken as broken:
        return str(broken)
    return "" if papers == poll.cast else f"{papers} ballots in the box, {poll.cast} have voted"


def _counted_again(rule: str, profile: tally.Profile, first: Outcome) -> Outcome:
    try:
        return tally.count(rule, profile, first.seats, lots=first.lots)
    except tally.BadLot as bad:
        raise NotRecounted(f"the recorded draws do not answer the ties: {bad}") from bad


# Questions.


def _of_question(case: Case, poll: Poll, vault: Vault, stages: list[str]) -> Recount:
    found = _division_again(case, poll, vault)
    declared = poll.division
    assert declared is not None
    for part in ("yes", "no", "abstain"):
        there, here = Fraction(getattr(declared, part)), Fraction(getattr(found, part))
        if there != here:
            told = f"{part}: declared {shown(there)}, counted {shown(here)}"
            return Recount(poll.cast, poll.box, tuple(stages), told)
        stages.append(f"{part}: {shown(here)}")
    return Recount(poll.cast, poll.box, tuple(stages))


def _division_again(case: Case, poll: Poll, vault: Vault) -> Division:
    if not poll.secret:
        return add_up(case, poll)
    choices = [json.loads(ballot) for ballot in counted_ballots(poll, vault)]
    yes, no, abstain = (str(choices.count(one)) for one in ("yes", "no", "abstain"))
    return Division(yes, no, abstain, poll.electors, len(choices))


# Elections.


def _of_nobody(poll: Poll, papers: int, stages: list[str]) -> Recount:
    told = "there is no account of the count, and yet people are declared elected"
    return Recount(papers, poll.box, tuple(stages), told if poll.elected else "")


def _compared(
    poll: Poll,
    counted: Counted,
    again: Outcome,
    papers: int,
    stages: tuple[str, ...],
    names: Sequence[str],
) -> Recount:
    called = names or tuple(f"member {one}" for one in counted.members)
    agreed = list(stages)
    for one in range(max(len(counted.outcome.rounds), len(again.rounds))):
        told = _round_differs(counted.outcome.rounds, again.rounds, one, called)
        if told:
            return Recount(papers, poll.box, tuple(agreed), f"round {one + 1}: {told}")
        agreed.append(f"round {one + 1}: {again.rounds[one].action}, the same figures")
    elected = tuple(counted.members[one] for one in again.elected)
    if elected != tuple(int(one) for one in poll.elected):
        said = ", ".join(called[one] for one in again.elected) or "nobody"
        told = f"elected by this count: {said}; declared: {_members(poll.elected)}"
        return Recount(papers, poll.box, tuple(agreed), told)
    who = ", ".join(called[one] for one in again.elected) or "nobody"
    return Recount(papers, poll.box, (*agreed, f"elected: {who}"))


def _members(members: Sequence[int]) -> str:
    return ", ".join(f"member {one}" for one in members) or "nobody"


def _round_differs(
    declared: Sequence[Round], again: Sequence[Round], at: int, names: Sequence[str]
) -> str:
    """Say how a round of two counts differs; empty if it does not."""
    if at >= len(declared) or at >= len(again):
        more = "declared count" if at < len(declared) else "second count"
        return f"only the {more} has it"
    first, second = declared[at], again[at]
    for place, name in enumerate(names):
        there, here = first.tallies[place], second.tallies[place]
        if there != here:
            return f"{name} declared with {shown(there)}, counted with {shown(here)}"
    if (first.elected, first.excluded) != (second.elected, second.excluded):
        return "other people are elected or excluded"
    return ""
