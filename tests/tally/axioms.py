"""What rules of counting can promise: each axiom a plain function of a rule and an election.

So each can be held against the rules of the registry, against planted wrong ones, and against the
elections that are kept as counter-examples. ``CLAIMS`` names those that a record may claim, with
the kinds of ballots about which they say something.

Where lots decide, an axiom speaks of all results to which the lots can lead, or, where the source
of an axiom knows no ties, only of elections without any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any, TypeAlias

from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.outcome import Finding, LotRequired, Lots

Paper: TypeAlias = tuple[int, ...]
DRAWS_MAX = 60
HIGHEST = 5


@dataclass(frozen=True)
class Election:
    """Papers as lists of marks, whatever the ballot kind makes of them.

    Attributes:
        papers: marks in order; an order of preference, or just who is marked, or falling grades.
        candidates: how many stand.
        seats: how many are elected.
        order: all candidates in some order: new names for them, or one more paper.
    """

    papers: list[Paper]
    candidates: int
    seats: int
    order: Paper

    def profile(self, kind: type[Any], times: int = 1) -> Any:
        """Build the ballots, each paper as often as said."""
        if kind is tally.Choice:
            firsts = [paper[0] for paper in self.papers if paper]
            return kind.counted([firsts.count(c) * times for c in range(self.candidates)])
        weights = [times] * len(self.papers)
        if kind is tally.Scored:
            graded = [
                {mark: max(HIGHEST - rank, 0) for rank, mark in enumerate(paper)}
                for paper in self.papers
            ]
            return kind.of(graded, self.candidates, HIGHEST, weights)
        return kind.of(self.papers, self.candidates, weights)


@st.composite
def elections(draw: st.DrawFn, most: int = 14, weights: int = 1) -> Election:
    """Draw an election; each kind of paper stands for up to so many."""
    candidates = draw(st.integers(2, 5))
    paper = st.permutations(range(candidates)).flatmap(
        lambda order: st.integers(0, candidates).map(lambda length: tuple(order[:length]))
    )
    kinds = draw(st.lists(st.tuples(paper, st.integers(1, weights)), min_size=0, max_size=most))
    papers = [marks for marks, times in kinds for _ in range(times)]
    order = tuple(draw(st.permutations(range(candidates))))
    return Election(papers, candidates, draw(st.integers(1, 4)), order)


def fit(rule: tally.Rule, election: Election) -> Election:
    """Make an election one that the rule can count."""
    if rule.many_seats:
        return election
    if rule.ballots is not tally.Choice:
        return replace(election, seats=1)
    papers = [tuple(mark for mark in paper if mark < 2) for paper in election.papers]
    return replace(election, papers=papers, candidates=2, seats=1, order=(1, 0))


def run(
    rule: tally.Rule,
    profile: Any,
    seats: int,
    draw: Callable[[LotRequired], Sequence[int]] = lambda lot: lot.tied,
) -> tuple[Finding, list[Finding]]:
    """Count to the end, drawing every lot as told; also return where the count stopped."""
    lots: list[Paper] = []
    stops = []
    while True:
        found = rule.count(profile, seats, Lots(tuple(lots)), rule.read_options({}))
        if found.lot is None:
            return found, stops
        stops.append(found)
        lots.append(tuple(draw(found.lot)))


def results(rule: tally.Rule, election: Election) -> set[frozenset[int]] | None:
    """Return every set that some draw elects; None where there are too many draws."""
    profile, options = election.profile(rule.ballots), rule.read_options({})
    waiting: list[tuple[Paper, ...]] = [()]
    found = set()
    for _ in range(DRAWS_MAX):
        if not waiting:
            return found
        draws = waiting.pop()
        finding = rule.count(profile, election.seats, Lots(draws), options)
        if finding.lot is None:
            found.add(frozenset(finding.elected))
            continue
        tied, choose = finding.lot.tied, finding.lot.choose
        waiting += [
            (*draws, (*way, *(c for c in tied if c not in way)))
            for way in combinations(tied, choose)
        ]
    return found if not waiting else None


def sure(rule: tally.Rule, election: Election) -> frozenset[int] | None:
    """Return who is elected, where no lot is needed."""
    profile, options = election.profile(rule.ballots), rule.read_options({})
    finding = rule.count(profile, election.seats, Lots(()), options)
    return None if finding.lot is not None else frozenset(finding.elected)


def standing(found: Finding) -> list[frozenset[int]]:
    """Return elected and next in line, groups without an order as sets."""
    groups = {c: frozenset(group) for group in found.tied for c in group}
    places = [groups.get(c, frozenset({c})) for c in found.elected + found.next_in_line]
    return list(dict.fromkeys(places))


def anonymity(rule: tally.Rule, election: Election) -> None:
    """The order of the papers changes nothing, in any figure of any round."""
    turned = replace(election, papers=election.papers[::-1])
    first, _ = run(rule, election.profile(rule.ballots), election.seats)
    second, _ = run(rule, turned.profile(rule.ballots), election.seats)
    assert first == second


def neutrality(rule: tally.Rule, election: Election) -> None:
    """Renaming the candidates renames the result, and nothing else."""
    to = election.order
    renamed = replace(election, papers=[tuple(to[c] for c in p) for p in election.papers])
    first, _ = run(rule, election.profile(rule.ballots), election.seats)
    second, _ = run(
        rule,
        renamed.profile(rule.ballots),
        election.seats,
        lambda lot: sorted(lot.tied, key=to.index),
    )
    assert [frozenset(to[c] for c in group) for group in standing(first)] == standing(second)
    assert {to[c] for c in first.elected} == set(second.elected)


def scaling(rule: tally.Rule, election: Election) -> None:
    """Counting every paper three times elects the same."""
    first, _ = run(rule, election.profile(rule.ballots), election.seats)
    second, _ = run(rule, election.profile(rule.ballots, times=3), election.seats)
    assert standing(first) == standing(second)
    assert first.elected == second.elected


def monotonicity(rule: tally.Rule, election: Election) -> None:
    """Whoever can be elected still can when one paper puts them on top, or marks them too."""
    before = results(rule, election)
    for winner in set().union(*(before or ())):
        for raised in _raised(rule, election, winner):
            after = results(rule, raised)
            assert after is None or any(winner in elected for elected in after)


def _raised(rule: tally.Rule, election: Election, winner: int) -> Iterator[Election]:
    for paper in sorted(set(election.papers)):
        if rule.ballots is tally.Approval:
            lifted = paper if winner in paper else (*paper, winner)
        elif rule.ballots is tally.Scored:
            lifted = _swapped_up(paper, winner)
        else:
            lifted = (winner, *(c for c in paper if c != winner))
        if lifted != paper:
            papers = list(election.papers)
            papers[papers.index(paper)] = lifted
            yield replace(election, papers=papers)


def _swapped_up(paper: Paper, winner: int) -> Paper:
    """Raise one grade and leave no other higher than it was: the first one steps down."""
    rest = [c for c in paper if c != winner]
    return (winner, *rest)


def participation(rule: tally.Rule, election: Election) -> None:
    """One or two further like papers elect nobody whom they rank below the winner without them."""
    single = replace(election, seats=1)
    before = sure(rule, single)
    for length, times in product(range(1, election.candidates + 1), (1, 2)):
        paper = election.order[:length]
        after = sure(rule, replace(single, papers=[*single.papers, *[paper] * times]))
        if before and after and before != after:
            assert not _below(paper, next(iter(after)), next(iter(before)))


def _below(paper: Paper, one: int, other: int) -> bool:
    """Tell whether a paper puts one candidate below another; the unmarked stand last, level."""
    return other in paper and (one not in paper or paper.index(other) < paper.index(one))


def later_no_harm(rule: tally.Rule, election: Election) -> None:
    """A further preference at the end of like papers costs nobody above it the seat."""
    before = sure(rule, election)
    if before is None:
        return
    for paper in sorted(set(election.papers)):
        for further in sorted(set(range(election.candidates)) - {*paper}):
            papers = [(*p, further) if p == paper else p for p in election.papers]
            after = sure(rule, replace(election, papers=papers))
            if paper and after is not None:
                assert before & {*paper} <= after


def condorcet(rule: tally.Rule, election: Election) -> None:
    """Who beats everybody else two and two is elected to a single seat."""
    single, everybody = replace(election, seats=1), range(election.candidates)
    for a in everybody:
        rivals = [b for b in everybody if b != a]
        if all(_lead(election.papers, a, b) > 0 for b in rivals):
            assert results(rule, single) in ({frozenset({a})}, None)


def _lead(papers: Sequence[Paper], a: int, b: int) -> int:
    return sum(_below(paper, b, a) - _below(paper, a, b) for paper in papers)


def solid_coalitions(rule: tally.Rule, election: Election) -> None:
    """Voters who put the same group on top, k quotas of them, elect k of it, or all of it.

    The quota is Droop's. Votes that the rule loses by cutting off decimals are given back to those
    who may have lost them: without that no rule that rounds could promise anything.
    """
    found, _ = run(rule, election.profile(rule.ballots), election.seats)
    lost = max((step.lost for step in found.rounds), default=Fraction(0))
    cast = sum(1 for paper in election.papers if paper)
    quota = cast // (election.seats + 1) + 1
    for size in range(1, election.candidates + 1):
        tops = {frozenset(paper[:size]) for paper in election.papers if len(paper) >= size}
        for group in tops:
            solid = sum(frozenset(paper[:size]) == group for paper in election.papers)
            due = min(int((solid - lost) // quota), size, election.seats)
            assert len(group & set(found.elected)) >= due


def justified_representation(rule: tally.Rule, election: Election) -> None:
    """Of as many voters as a seat stands for, who all mark one candidate, not all go without."""
    seats = min(election.seats, election.candidates)
    marked = [set(paper) for paper in election.papers if paper]
    for elected in results(rule, election) or ():
        without = [marks for marks in marked if not marks & elected]
        for c in range(election.candidates):
            assert sum(c in marks for marks in without) * seats < len(marked) or not without


Axiom: TypeAlias = Callable[[tally.Rule, Election], None]

EVERY = (tally.Ranked, tally.Approval, tally.Choice, tally.Scored)
CLAIMS: dict[str, tuple[Axiom, tuple[type[Any], ...]]] = {
    "anonymity": (anonymity, EVERY),
    "neutrality": (neutrality, EVERY),
    "scaling": (scaling, EVERY),
    "monotonicity": (monotonicity, EVERY),
    "participation": (participation, EVERY),
    "later_no_harm": (later_no_harm, (tally.Ranked,)),
    "condorcet": (condorcet, (tally.Ranked,)),
    "solid_coalitions": (solid_coalitions, (tally.Ranked,)),
    "justified_representation": (justified_representation, (tally.Approval,)),
}
"""Axioms that a record may claim, and the kinds of ballots to which they apply."""


def applies(rule: tally.Rule, axiom: str) -> bool:
    """Tell whether an axiom says something about a rule; motions have axioms of their own."""
    binary = rule.ballots is tally.Choice and not rule.many_seats and axiom != "neutrality"
    return rule.ballots in CLAIMS[axiom][1] and (not binary or axiom in ("anonymity", "scaling"))
