"""What every counting rule has to keep, over the whole registry; and wrong rules that are caught.

Each is a plain function of a rule and an election, so that it can be held against the rules of the
registry and against the planted wrong ones alike. What only some rules keep is in ``test_axioms``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.outcome import Finding, Lots
from commonweal.tally.rule import Options

sys.path.insert(0, str(Path(__file__).parent))
from axioms import CLAIMS, Election, anonymity, elections, fit, neutrality, run

RULES = list(tally.RULES.values())
AXIOMS = {*CLAIMS, "no_never_helps"}


def conservation(rule: tally.Rule, election: Election) -> None:
    """No vote is lost or invented in any round, where the rounds count votes."""
    if rule.measure != "votes":
        return
    profile = election.profile(rule.ballots)
    found, _ = run(rule, profile, election.seats)
    before = Fraction(0)
    for step in found.rounds:
        before = Fraction(0) if step.action == "restart" else before
        assert sum(step.tallies) + step.exhausted + step.lost == _cast(profile)
        assert min(*step.tallies, step.lost, step.exhausted - before) >= 0
        before = step.exhausted


def _cast(profile: Any) -> int | Fraction:
    if isinstance(profile, tally.Ranked):
        return profile.papers
    if isinstance(profile, tally.Scored):
        return sum(sum(grades.values()) * weight for grades, weight in profile)
    if isinstance(profile, tally.Approval):
        return sum(len(marks) * weight for marks, weight in profile)
    return sum(profile.counts)


def everyone_placed(rule: tally.Rule, election: Election) -> None:
    """As many are elected as there are seats and candidates for; everybody stands somewhere."""
    found, _ = run(rule, election.profile(rule.ballots), election.seats)
    filled, seats = len(found.elected), min(election.seats, election.candidates)
    assert filled == seats if rule.decisive else filled <= seats
    placed = found.elected + found.next_in_line
    assert sorted(placed) == list(range(election.candidates))
    assert [c for step in found.rounds for c in step.elected] == list(found.elected)


def deterministic(rule: tally.Rule, election: Election) -> None:
    """The same request gives the same answer."""
    profile = election.profile(rule.ballots)
    assert run(rule, profile, election.seats) == run(rule, profile, election.seats)


def resumes(rule: tally.Rule, election: Election) -> None:
    """What was decided before a lot stands after it, and only a draw among the tied is taken."""
    profile = election.profile(rule.ballots)
    found, stops = run(rule, profile, election.seats, lambda lot: lot.tied[::-1])
    for stop in stops:
        assert stop.lot is not None
        assert 1 <= stop.lot.choose < len(stop.lot.tied)
        assert list(stop.lot.tied) == sorted(set(stop.lot.tied))
        assert found.elected[: len(stop.elected)] == stop.elected
        assert not stop.next_in_line
    if stops:
        foreign = (tuple(range(election.candidates + 1)),)
        with pytest.raises(tally.BadLot, match="ordering of the tied"):
            rule.count(profile, election.seats, Lots(foreign), rule.read_options({}))


def explained(rule: tally.Rule, election: Election) -> None:
    """Every round and every lot has words, a source, and plain data without a float."""
    found, stops = run(rule, election.profile(rule.ballots), election.seats)
    names = [f"<{c}>" for c in range(election.candidates)]
    for step in [*found.rounds, *(stop.lot for stop in stops if stop.lot is not None)]:
        assert "{" not in step.told(names)
        assert step.source
        assert not _floats(step.as_dict())


def _floats(data: Any) -> bool:
    if isinstance(data, dict):
        return any(_floats(value) for value in data.values())
    if isinstance(data, list):
        return any(_floats(value) for value in data)
    return isinstance(data, float)


ALWAYS = {
    check.__name__: check
    for check in (conservation, everyone_placed, deterministic, resumes, explained)
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("axiom", ALWAYS)
def test_rule_keeps(rule: tally.Rule, axiom: str) -> None:
    @settings(max_examples=min(80, settings().max_examples), deadline=None)
    @given(elections())
    def keeps(election: Election) -> None:
        ALWAYS[axiom](rule, fit(rule, election))

    keeps()


def caught(rule: tally.Rule, check: Callable[[tally.Rule, Election], None]) -> None:
    """Find an election in which the rule does not keep the axiom."""
    quick = settings(
        max_examples=3000, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )

    @quick
    @given(elections())
    def breaks(election: Election) -> None:
        check(rule, fit(rule, election))

    with pytest.raises(AssertionError):
        breaks()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_record_says_what_it_must(rule: tally.Rule) -> None:
    assert rule.axioms <= AXIOMS
    assert "anonymity" in rule.axioms
    assert rule.title
    assert rule.source
    assert rule.version >= 1
    assert all(option.meaning for option in rule.options)


def wrong(name: str, change: Callable[..., Finding]) -> tally.Rule:
    """Return a rule of the registry with a fault planted into its result."""
    honest = tally.RULES[name]

    def count(profile: Any, seats: int, lots: Lots, options: Options) -> Finding:
        return change(honest.count(profile, seats, lots, options), profile)

    return replace(honest, count=count)


def lowest_number_wins(found: Finding, profile: Any) -> Finding:
    """Break the tie in favour of whoever was numbered first, instead of asking for a lot."""
    if found.lot is None:
        return found
    winners = found.elected + found.lot.tied[: found.lot.choose]
    rest = tuple(c for c in range(profile.candidates) if c not in winners)
    return Finding(winners, found.rounds, rest)


def forgets_exhausted(found: Finding, profile: Any) -> Finding:
    """Show papers without a further preference nowhere."""
    steps = tuple(replace(step, exhausted=Fraction(0)) for step in found.rounds)
    return replace(found, rounds=steps)


def drops_the_last(found: Finding, profile: Any) -> Finding:
    """Leave out whoever came last."""
    return replace(found, next_in_line=found.next_in_line[:-1])


def starts_over(found: Finding, profile: Any) -> Finding:
    """Forget at a lot who was elected before it, and go on with somebody else."""
    return found if found.lot is None else replace(found, elected=(profile.candidates,))


def speaks_in_riddles(found: Finding, profile: Any) -> Finding:
    """Leave the source out."""
    return replace(found, rounds=tuple(replace(step, source="") for step in found.rounds))


def a_rule_with_moods() -> tally.Rule:
    """Elect somebody else every second time."""
    moods = iter(range(10**9))

    def turn(found: Finding, profile: Any) -> Finding:
        return replace(found, elected=found.elected[::-1] if next(moods) % 2 else found.elected)

    return wrong("plurality", turn)


def the_first_paper_decides() -> tally.Rule:
    """Elect by a row of the columns, whatever stands in the others."""
    honest = tally.RULES["scottish-stv"]

    class Unsorted:
        @staticmethod
        def of(papers: list[tuple[int, ...]], candidates: int, weights: list[int]) -> tally.Ranked:
            return tally.Ranked.of(papers[:1], candidates, weights[:1])

    return replace(honest, ballots=Unsorted)  # type: ignore[arg-type]


PLANTED: dict[str, tuple[Callable[[], tally.Rule], Callable[[tally.Rule, Election], None]]] = {
    "lowest number wins": (lambda: wrong("plurality", lowest_number_wins), neutrality),
    "the first paper decides": (the_first_paper_decides, anonymity),
    "exhausted papers forgotten": (
        lambda: wrong("scottish-stv", forgets_exhausted),
        conservation,
    ),
    "the last one left out": (lambda: wrong("approval", drops_the_last), everyone_placed),
    "moods": (a_rule_with_moods, deterministic),
    "starts over at a lot": (lambda: wrong("plurality", starts_over), resumes),
    "no source": (lambda: wrong("majority", speaks_in_riddles), explained),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_wrong_rule_is_caught(planted: str) -> None:
    rule, check = PLANTED[planted]
    caught(rule(), check)


def motion_outcome(yes: int, no: int, abstain: int, options: dict[str, Any]) -> bool:
    found = tally.count("majority", tally.Choice.yes_no(yes, no, abstain), 1, **options)
    return found.elected == (tally.YES,)


motions = st.fixed_dictionaries(
    {
        "threshold": st.fractions(0, 1, max_denominator=6),
        "of": st.sampled_from(["cast", "present", "roll"]),
        "passes": st.sampled_from(["more_than", "at_least"]),
        "tie": st.sampled_from(["fails", "carries"]),
        "roll_share": st.fractions(0, 1, max_denominator=4),
        "roll": st.just(40),
    }
)
votes = st.integers(0, 12)


@settings(deadline=None)
@given(votes, votes, votes, motions)
def test_another_no_never_helps(yes: int, no: int, abstain: int, options: dict[str, Any]) -> None:
    if motion_outcome(yes, no + 1, abstain, options):
        assert motion_outcome(yes, no, abstain, options)


@settings(deadline=None)
@given(votes, votes, votes, motions)
def test_another_yes_never_hurts(yes: int, no: int, abstain: int, options: dict[str, Any]) -> None:
    if motion_outcome(yes, no, abstain, options):
        assert motion_outcome(yes + 1, no, abstain, options)


def test_a_turnout_quorum_is_caught_by_the_same_property() -> None:
    def carried(yes: int, no: int) -> bool:
        return yes + no >= 10 and yes > no

    helped = [(y, n) for y in range(12) for n in range(12) if carried(y, n + 1) > carried(y, n)]
    assert (9, 0) in helped
