"""Exports: the ballots of an election as a file, and how much of them may leave.

Rules of this module:

* only the ballots of a declared election leave, and only those that were counted: the digest of
  the box is checked against the record;
* votes by name are public in the record, and leave whole;
* of a secret ballot a ranking leaves only as far as :data:`ALIKE_MIN` papers begin alike, and none
  at all from fewer than :data:`PAPERS_MIN` papers. Whole rankings are signatures: whoever orders a
  vote can order the further preferences, too, and look for them in the file;
* the whole box leaves by :func:`whole` only, which no page calls: it is for those who operate the
  machine and answer for a recount;
* every file says in its first lines what was left out.

Why so, and what else was considered, is in ``docs/adr/0012-exported-ballots-are-cut.md``.

Not here: counting, who rules the machine, the format (``commonweal.tally``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from commonweal.office.corrections import ballots_with
from commonweal.office.results import Counted
from commonweal.polity import Poll
from commonweal.tally import RULES, Contest, Ranked, write_blt
from commonweal.vault import BoxDestroyed, Vault

PAPERS_MIN = 20
"""From so many papers on, rankings of a secret ballot are published at all."""

ALIKE_MIN = 5
"""Papers that have to begin alike for their beginning to be published."""

Ranking: TypeAlias = tuple[int, ...]
"""Candidates by their places in the count, the most preferred first."""

Why: TypeAlias = Literal["undeclared", "uncounted", "not_ranked", "few", "destroyed", "foreign"]
"""Why no file is made: no election with a result; nobody to count; the ballots are no rankings;
too few papers; the box is gone; it is not the box that was counted."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """No file, and why.

    Attributes:
        why: the reason.
        papers: papers in the box, as far as they are known.
    """

    why: Why
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """What an export needs to know of an election, taken from the state in one look.

    Attributes:
        poll: its number; ``title`` what it is called; ``seats`` how many were to be elected.
        secret: whether the ballots lie in a box of the vault.
        digest: of the box, as in the record.
        papers: how many voted.
        members: the members who stood when it was counted, by place.
        barred: candidates who were not available any more; their preferences fell away.
        lots: the recorded draws, by place.
        named: the rankings of a vote by name, by member.
        swapped: readings of papers in the box that do not count, and of those that do instead.
    """

    poll: int
    title: str
    seats: int
    secret: bool
    digest: str
    papers: int
    members: tuple[int, ...]
    barred: tuple[int, ...]
    lots: tuple[tuple[int, ...], ...]
    named: tuple[Ranking, ...]
    swapped: tuple[tuple[str, str], ...] = ()


def withheld(poll: Poll, counted: Counted | None, *, kept: bool) -> Withheld | None:
    """Say why :func:`published` would make no file, without reading the ballots; None if it would.

    A box that is not the one that was counted is noticed only when it is read.

    Args:
        poll: the election.
        counted: its count.
        kept: whether a secret vote's box still holds its ballots.
    """
    box = box_of(poll, counted, "")
    if isinstance(box, Withheld):
        return box
    if not poll.secret:
        return None
    if poll.cast < PAPERS_MIN:
        return Withheld("few", poll.cast)
    return None if kept else Withheld("destroyed", poll.cast)


def box_of(poll: Poll, counted: Counted | None, title: str) -> Box | Withheld:
    """Take from the state what an export of an election needs, or say why there is none.

    Args:
        poll: the election.
        counted: its count.
        title: what it is called.
    """
    if poll.kind != "election" or poll.stage != "declared":
        return Withheld("undeclared", poll.cast)
    if counted is None:
        return Withheld("uncounted", poll.cast)
    if RULES[poll.rule].ballots is not Ranked:
        return Withheld("not_ranked", poll.cast)
    votes = () if poll.secret else (vote for vote in poll.votes.values() if not vote.void)
    return Box(
        poll=int(poll.id),
        title=title,
        seats=counted.outcome.seats,
        secret=poll.secret,
        digest=poll.box,
        papers=poll.cast,
        members=counted.members,
        barred=tuple(int(one) for one in poll.candidates if one not in counted.members),
        lots=counted.outcome.lots,
        named=tuple(tuple(vote.ranking) for vote in votes),
        swapped=tuple(poll.swapped),
    )


def published(box: Box, vault: Vault, names: Sequence[str]) -> str | Withheld:
    """Return the file that everybody may have, or say why there is none.

    Args:
        box: the election.
        vault: where a secret box lies.
        names: the candidates, by place.

    Raises:
        BoxBroken: when the box no longer holds what was put into it.
    """
    rankings = _rankings(box, vault)
    if isinstance(rankings, Withheld):
        return rankings
    if not box.secret:
        return _file(box, names, Counter(rankings), ["Votes by name: each ranking is whole."])
    if len(rankings) < PAPERS_MIN:
        return Withheld("few", len(rankings))
    return _file(box, names, cut(rankings), _cut_told())


def whole(box: Box, vault: Vault, names: Sequence[str]) -> str | Withheld:
    """Return all ballots uncut, for a recount by those who operate the machine.

    Args:
        box: the election.
        vault: where a secret box lies.
        names: the candidates, by place.

    Raises:
        BoxBroken: when the box no longer holds what was put into it.
    """
    rankings = _rankings(box, vault)
    if isinstance(rankings, Withheld):
        return rankings
    told = ["Votes by name: each ranking is whole."]
    if box.secret:
        told = [
            "ALL RANKINGS, UNCUT, OF A SECRET BALLOT. Not for publication.",
            "Further preferences can prove to a buyer how somebody voted, and in a small",
            "electorate they can tell who voted how. Destroy the file after the recount.",
        ]
    return _file(box, names, Counter(rankings), told)


def cut(rankings: Iterable[Ranking], alike_min: int = ALIKE_MIN) -> Counter[Ranking]:
    """Cut each ranking where fewer papers than that begin alike.

    Args:
        rankings: one for each paper.
        alike_min: papers that have to begin alike.

    Returns:
        How many papers are left with each beginning, the empty one included: as many papers in
        all as before. Every beginning in it, of any length above none, stands on ``alike_min``
        papers or more.
    """
    going, left, size = list(Counter(rankings).items()), Counter[Ranking](), 0
    while going:
        size += 1
        alike: Counter[Ranking] = Counter()
        for ranking, papers in going:
            alike[ranking[:size]] += papers
        further = []
        for ranking, papers in going:
            if len(ranking) < size or alike[ranking[:size]] < alike_min:
                left[ranking[: size - 1]] += papers
            else:
                further.append((ranking, papers))
        going = further
    return left


def _rankings(box: Box, vault: Vault) -> list[Ranking] | Withheld:
    """Return the rankings that were counted, by place, without those who fell away."""
    place = {member: at for at, member in enumerate(box.members)}
    voted: Iterable[Sequence[int]] = box.named
    if box.secret:
        if vault.box_state(box.poll) == "destroyed":
            return Withheld("destroyed", box.papers)
        if vault.summary(box.poll).digest != box.digest:
            return Withheld("foreign", box.papers)
        try:
            ballots = ballots_with(box.poll, "election", box.swapped, vault)
            voted = [json.loads(ballot) for ballot in ballots]
        except BoxDestroyed:  # purged between two questions
            return Withheld("destroyed", box.papers)
    return [tuple(place[one] for one in ranking if one in place) for ranking in voted]


def _cut_told() -> list[str]:
    return [
        f"Each ranking goes only as far as {ALIKE_MIN} papers begin alike; what follows is cut",
        "off, so that nobody can be made to prove a vote. A paper that is cut off from its first",
        "preference on is written as a blank one. A count of this file need not elect the same.",
    ]


def _file(box: Box, names: Sequence[str], papers: Counter[Ranking], told: Sequence[str]) -> str:
    ballots = sorted(papers)
    profile = Ranked.of(ballots, len(box.members), [papers[one] for one in ballots])
    contest = Contest(profile, tuple(names), box.seats, box.title)
    said = [f"Election {box.poll}, {papers.total()} papers.", *told]
    if box.digest:
        said.append(f"Box: {box.digest}")
    if box.barred:
        said.append(f"Candidates who fell away before the count: {len(box.barred)}.")
    said += [f"Lot drawn: {','.join(map(str, draw))}" for draw in box.lots]
    return "".join(f"# {line}\n" for line in said) + write_blt(contest)
