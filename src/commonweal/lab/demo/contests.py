"""Real ballots for invented voters: the contests that come with the demo.

Rules of this module:

* a contest is a file of ``ballots/``, read by the tally's own reader, and never changed;
* where it has more papers than there are voters, papers are drawn without replacement by a seed;
  where it has fewer, only so many vote: no paper is invented and none is used twice;
* what was drawn is said in one line, which the page of the result shows.

Not here: who stands and who votes (``elections``). Source of the data: ``ballots/PROVENANCE.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from commonweal.lab.demo.draws import by_seed
from commonweal.tally import Ranked
from commonweal.tally.readers import read_preflib

_FOLDER = files("commonweal.lab.demo") / "ballots"


@dataclass(frozen=True, slots=True)
class RealContest:
    """A real election.

    Attributes:
        title: as the data call it, for instance ``ERS Set 14``.
        candidates: how many stood.
        papers: every ballot paper: candidates from 0, most preferred first.
    """

    title: str
    candidates: int
    papers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Papers drawn from a contest.

    Attributes:
        papers: the papers, in the order drawn.
        told: one line that names the contest, the share drawn and the seed.
    """

    papers: tuple[tuple[int, ...], ...]
    told: str


@cache
def contests() -> tuple[RealContest, ...]:
    """Return every contest that comes with the demo, in the order of their numbers."""
    names = sorted(one.name for one in _FOLDER.iterdir() if one.name.endswith(".soi"))
    return tuple(_read(name) for name in names)


def _read(name: str) -> RealContest:
    contest = read_preflib((_FOLDER / name).read_text(encoding="utf-8"), name)
    profile = contest.profile
    assert isinstance(profile, Ranked)
    return RealContest(contest.title, profile.candidates, _papers(profile))


def _papers(profile: Ranked) -> tuple[tuple[int, ...], ...]:
    papers: list[tuple[int, ...]] = []
    for row, weight in zip(profile.ranks.tolist(), profile.weights.tolist(), strict=True):
        paper = tuple(one for one in row if one < profile.candidates)
        papers += [paper] * weight
    return tuple(papers)


def fitting(seats: int, electors: int, candidates_max: int) -> tuple[RealContest, ...]:
    """Return the contests that suit an election.

    Args:
        seats: how many are elected; at least two more stand, so that there is a choice and a
            reserve for a count-back.
        electors: how many may vote; contests with papers for at least half of them suit.
        candidates_max: how many could stand at most.

    Raises:
        ValueError: when no contest suits.
    """
    found = tuple(
        one
        for one in contests()
        if seats + 2 <= one.candidates <= candidates_max and 2 * len(one.papers) >= electors
    )
    if not found:
        raise ValueError(
            f"expected a contest with {seats + 2} to {candidates_max} candidates and at least "
            f"{(electors + 1) // 2} papers, found none; choose larger bodies or fewer seats"
        )
    return found


def draw(contest: RealContest, electors: int, seed: int) -> Drawn:
    """Draw as many papers as there are electors, or take all where there are not more."""
    every = len(contest.papers)
    if every <= electors:
        return Drawn(contest.papers, f"{contest.title}, all {every} ballots")
    papers = tuple(by_seed("papers", seed).sample(contest.papers, electors))
    return Drawn(papers, f"{contest.title}, {electors} of {every} ballots, seed {seed}")
