"""Papers one by one: what a voter wrote, changed into what they might have written instead.

Rules of this module: a paper is plain data that can be compared and counted; papers of every kind
of ballots are read from a profile and written back into one; votes that are parts of a paper have
no papers, and are refused.

Not here: how many papers would have to be different (``margins``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from commonweal.tally.ballots import Approval, Choice, Ranked
from commonweal.tally.faults import BadCount
from commonweal.tally.rule import Profile
from commonweal.tally.scored import Scored

Paper: TypeAlias = tuple[tuple[int, ...], ...]
"""What one paper says; ``()`` is blank.

Ranked: groups of candidates on one rank, the most preferred first. Approval and choice: one group
of those marked. Grades: pairs of a candidate and its grade.
"""

Box: TypeAlias = dict[Paper, int]
"""How many papers say the same."""


Plan: TypeAlias = Sequence[tuple[Paper, Paper]]
"""Papers and what they would become, those first that are to be changed first."""


@dataclass(frozen=True, slots=True)
class Change:
    """Papers that would have to be different.

    Attributes:
        papers: how many.
        before: what they say.
        after: what they would say instead.
    """

    papers: int
    before: Paper
    after: Paper


def taken(box: Box, plan: Plan, papers: int) -> tuple[Change, ...]:
    """Take so many papers from a plan, in its order; fewer where there are no more."""
    changes = []
    for before, after in plan:
        number = min(papers, box[before])
        if number:
            changes.append(Change(number, before, after))
        papers -= number
    return tuple(changes)


def changed(box: Box, changes: Sequence[Change]) -> Box:
    """Return the papers after some of them were changed."""
    after = dict(box)
    for change in changes:
        after[change.before] -= change.papers
        after[change.after] = after.get(change.after, 0) + change.papers
    return after


def box_of(profile: Profile) -> Box:
    """Return the papers of a profile, the blank ones included.

    Raises:
        BadCount: when votes are parts of a paper.
    """
    match profile:
        case Ranked():
            box: Box = dict(profile.groups())
        case Approval():
            box = {(marked,): weight for marked, weight in profile}
        case Scored():
            box = {tuple(sorted(grades.items())): weight for grades, weight in profile}
        case _:
            box = {((answer,),): _whole(profile, answer) for answer in range(profile.candidates)}
    return {**box, (): profile.blank}


def profile_of(box: Box, like: Profile) -> Profile:
    """Put papers into a profile of the same kind and size as another."""
    kept = {paper: papers for paper, papers in box.items() if papers}
    weights = list(kept.values())
    match like:
        case Ranked():
            return Ranked.of(list(kept), like.candidates, weights)
        case Approval():
            marked = [[c for group in paper for c in group] for paper in kept]
            return Approval.of(marked, like.candidates, weights)
        case Scored():
            graded: list[Mapping[int, int]] = [dict(_pairs(paper)) for paper in kept]
            return Scored.of(graded, like.candidates, like.highest, weights)
        case _:
            counts = [kept.get(((answer,),), 0) for answer in range(like.candidates)]
            return Choice.counted(counts, blank=kept.get((), 0))


def only(candidate: int, like: Profile) -> Paper:
    """Return the paper that speaks for one candidate as strongly as it can, and for nobody else."""
    if isinstance(like, Scored):
        return ((candidate, like.highest),)
    return ((candidate,),)


def swapped(paper: Paper, loses: int, gains: int, like: Profile) -> Paper:
    """Return the same paper, but as far for one candidate and against another as it can be.

    Ranks: ``gains`` first, ``loses`` left out. Marks: one instead of the other. Grades: the best
    for one and the worst for the other. All else stays as it is.
    """
    match like:
        case Choice():
            return ((gains,),)
        case Scored():
            kept = [pair for pair in _pairs(paper) if pair[0] not in (loses, gains)]
            return tuple(sorted([*kept, (loses, 0), (gains, like.highest)]))
        case Approval():
            marked = {c for group in paper for c in group}
            return (tuple(sorted(marked - {loses} | {gains})),)
        case _:
            groups = [tuple(c for c in group if c not in (loses, gains)) for group in paper]
            return ((gains,), *(group for group in groups if group))


def points(paper: Paper, candidate: int, like: Profile) -> int:
    """Return what the paper gives a candidate by itself: a grade, a mark, or a first preference."""
    if isinstance(like, Scored):
        return dict(_pairs(paper)).get(candidate, 0)
    marked = paper[:1]
    return int(any(candidate in group for group in marked))


def most_points(like: Profile) -> int:
    """Return the most that one paper can give a candidate."""
    return like.highest if isinstance(like, Scored) else 1


def _pairs(paper: Paper) -> list[tuple[int, int]]:
    return [(candidate, grade) for candidate, grade in paper]


def _whole(profile: Choice, answer: int) -> int:
    votes = profile.counts[answer]
    if votes.denominator == 1:
        return votes.numerator
    raise BadCount(
        "ballots",
        expected="whole papers: only they can be changed one by one",
        got=f"{votes} votes for answer {answer}",
        remedy="ask for the margin where nobody casts parts of a vote",
    )
