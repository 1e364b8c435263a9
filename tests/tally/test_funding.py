"""Projects within a budget: worked cases, what every rule keeps, and wrong rules caught."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.fundings import equal_shares_projects

CASES = Path(__file__).parent.parent / "cases" / "funding"
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "greedy": ("greedy", {}),
    "greedy by cost": ("greedy", {"by": "votes_per_cost"}),
    "equal shares": ("equal-shares-projects", {}),
    "equal shares, cardinality": ("equal-shares-projects", {"utility": "cardinality"}),
    "equal shares, add1": ("equal-shares-projects", {"completion": "add1"}),
    "equal shares, greedy": ("equal-shares-projects", {"completion": "greedy"}),
    "equal shares, both": ("equal-shares-projects", {"completion": "add1-greedy"}),
    "equal shares, compared": (
        "equal-shares-projects",
        {"comparison": "satisfaction", "utility": "cardinality"},
    ),
    "phragmen": ("phragmen-projects", {}),
    "phragmen, skip": ("phragmen-projects", {"overrun": "skip"}),
}
EXHAUSTIVE = {
    "greedy",
    "greedy by cost",
    "equal shares, greedy",
    "equal shares, both",
    "phragmen, skip",
}
Election = tuple[tally.Approval, tally.Projects]
Way = Callable[[tally.Approval, tally.Projects], tuple[int, ...]]


def load() -> list[Any]:
    texts = [path.read_text("utf-8") for path in sorted(CASES.glob("*.toml"))]
    cases = [case for text in texts for case in tomllib.loads(text)["case"]]
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", load())
def test_case(case: dict[str, Any]) -> None:
    lines = [line.partition(":") for line in case["ballots"]]
    marked = [[int(mark) for mark in marks.split()] for _, _, marks in lines]
    weights = [int(weight) for weight, _, _ in lines]
    votes = tally.Approval.of(marked, len(case["costs"]), weights)
    projects = tally.Projects(tuple(case["costs"]), case["budget"])
    funding = tally.fund(
        case["rule"], votes, projects, lots=case.get("lots", ()), **case.get("options", {})
    )
    assert list(funding.funded) == case["funded"]
    assert (None if funding.lot is None else list(funding.lot.tied)) == case.get("lot")
    for step, words in zip(funding.steps, case.get("words", []), strict=False):
        assert words in step.words
    assert len(funding.steps) >= len(case.get("words", []))


def test_every_rule_has_a_case() -> None:
    assert {param.values[0]["rule"] for param in load()} == set(tally.FUNDINGS)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    number = draw(st.integers(1, 5))
    marks = st.sets(st.integers(0, number - 1))
    ballots = draw(st.lists(marks, max_size=8))
    costs = tuple(draw(st.lists(st.integers(1, 12), min_size=number, max_size=number)))
    return tally.Approval.of(ballots, number), tally.Projects(costs, draw(st.integers(0, 25)))


def decided(
    way: str,
    votes: Any,
    projects: tally.Projects,
    draw: Callable[[Any], tuple[int, ...]] = lambda lot: lot.tied,
) -> tally.Funding:
    """Fund to the end; every lot falls as told."""
    rule, options = WAYS[way]
    lots: list[tuple[int, ...]] = []
    while True:
        funding = tally.fund(rule, votes, projects, lots=lots, **options)
        assert funding.left >= 0
        if funding.lot is None:
            return funding
        lots.append(draw(funding.lot))


def overspends(way: Way, election: Election) -> bool:
    votes, projects = election
    return projects.cost(way(votes, projects)) > projects.budget


def wastes(way: Way, election: Election) -> bool:
    """Tell whether a project that somebody voted for would still fit."""
    votes, projects = election
    funded = way(votes, projects)
    left = projects.budget - projects.cost(funded)
    wanted = np.flatnonzero(votes.marks.any(axis=0)).tolist()
    return any(projects.costs[p] <= left for p in wanted if p not in funded)


def punishes(way: Way, election: Election) -> bool:
    """Tell whether a further vote for a funded project takes its money away."""
    votes, projects = election
    for project in way(votes, projects):
        ballots = [(*marks,) for marks, weight in votes for _ in range(weight)]
        more = tally.Approval.of([*ballots, (project,)], votes.candidates)
        if project not in way(more, projects):
            return True
    return False


def ways(name: str) -> Way:
    return lambda votes, projects: decided(name, votes, projects).funded


@pytest.mark.parametrize("name", WAYS)
@settings(max_examples=60, deadline=None)
@given(election=elections())
def test_no_way_spends_more_than_there_is(name: str, election: Election) -> None:
    assert not overspends(ways(name), election)


@pytest.mark.parametrize("name", sorted(EXHAUSTIVE))
@settings(max_examples=60, deadline=None)
@given(election=elections())
def test_what_promises_to_spend_all_leaves_nothing_that_fits(name: str, election: Election) -> None:
    assert not wastes(ways(name), election)


@settings(max_examples=60, deadline=None)
@given(elections())
def test_another_vote_never_takes_a_greedy_project_out(election: Election) -> None:
    assert not punishes(ways("greedy"), election)


def funds_everything(votes: tally.Approval, projects: tally.Projects) -> tuple[int, ...]:
    return tuple(range(len(projects.costs)))


def funds_the_least_wanted(votes: tally.Approval, projects: tally.Projects) -> tuple[int, ...]:
    support = (votes.weights @ votes.marks).tolist()
    first = min(range(len(support)), key=lambda p: (support[p], p))
    return (first,) if projects.costs[first] <= projects.budget else ()


PLANTED: dict[str, tuple[Way, Callable[[Way, Election], bool]]] = {
    "everything is funded": (funds_everything, overspends),
    "the money stays": (lambda votes, projects: (), wastes),
    "equal shares promise no exhaustion": (ways("equal shares"), wastes),
    "phragmen ends early": (ways("phragmen"), wastes),
    "the least wanted": (funds_the_least_wanted, punishes),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_wrong_way_is_caught(planted: str) -> None:
    way, check = PLANTED[planted]

    @settings(
        max_examples=2000, deadline=None, database=None, phases=[Phase.generate], derandomize=True
    )
    @given(elections())
    def holds(election: Election) -> None:
        assert not check(way, election)

    with pytest.raises(AssertionError):
        holds()


@pytest.mark.parametrize("name", WAYS)
@settings(max_examples=40, deadline=None)
@given(election=elections(), shuffle=st.randoms(use_true_random=False))
def test_numbers_and_order_of_papers_mean_nothing(
    name: str, election: Election, shuffle: Any
) -> None:
    votes, projects = election
    to = list(range(votes.candidates))
    shuffle.shuffle(to)
    back = [to.index(p) for p in range(len(to))]
    ballots = [[to[p] for p in marks] for marks, weight in votes for _ in range(weight)]
    shuffle.shuffle(ballots)
    renamed = tally.Approval.of(ballots, votes.candidates)
    costs = tally.Projects(tuple(projects.costs[p] for p in back), projects.budget)
    first = decided(name, votes, projects)
    second = decided(name, renamed, costs, lambda lot: tuple(sorted(lot.tied, key=to.index)))
    assume(len(set(first.lots)) == len(first.lots))
    assert {to[p] for p in first.funded} == set(second.funded)


@pytest.mark.parametrize("name", WAYS)
@settings(max_examples=40, deadline=None)
@given(election=elections())
def test_every_step_is_told(name: str, election: Election) -> None:
    votes, projects = election
    funding = decided(name, votes, projects)
    names = [f"<{p}>" for p in range(votes.candidates)]
    assert "{" not in funding.explain(names)
    assert funding.explain().count("\n") == max(len(funding.steps) - 1, 0)
    assert not floats(funding.as_dict())
    for step in funding.steps:
        if step.paid is not None:
            (project,) = step.projects
            assert step.paid.by_full + step.paid.by_emptied == projects.costs[project]
    told = {p for step in funding.steps for p in step.projects}
    assert told == set(range(votes.candidates))


def floats(data: Any) -> bool:
    if isinstance(data, dict):
        return any(floats(value) for value in data.values())
    if isinstance(data, list):
        return any(floats(value) for value in data)
    return isinstance(data, float)


def neglected(votes: tally.Approval, projects: tally.Projects, funded: tuple[int, ...]) -> Any:
    """Yield what groups agree on and could pay for, though none of them got as many projects.

    Extended justified representation up to one project (Peters, Pierczynski and Skowron 2021);
    where projects are counted, one project more makes no difference to it.
    """
    papers = list(votes)
    for size in range(1, len(projects.costs) + 1):
        for agreed in combinations(range(len(projects.costs)), size):
            group = [(m, w) for m, w in papers if set(agreed) <= set(m)]
            share = Fraction(projects.budget * sum(w for _, w in group), max(votes.papers, 1))
            have = [len(set(m) & set(funded)) for m, _ in group]
            if group and share >= projects.cost(agreed) and max(have) < size:
                yield agreed


@settings(max_examples=80, deadline=None)
@given(elections())
def test_a_group_that_can_pay_has_a_member_with_as_much(election: Election) -> None:
    votes, projects = election
    funding = decided("equal shares, cardinality", votes, projects)
    assert not list(neglected(votes, projects, funding.funded))


def test_greedy_is_caught_neglecting_a_third() -> None:
    votes = tally.Approval.of([[0, 1]] * 6 + [[2]] * 3, 3)
    projects = tally.Projects((45, 45, 30), 90)
    assert list(neglected(votes, projects, decided("greedy", votes, projects).funded))


def test_points_are_counted() -> None:
    votes = tally.Scored.of([{0: 4, 1: 1}, {1: 2}, {2: 0}], 3, 5)
    projects = tally.Projects((6, 6, 6), 12)
    assert tally.fund("greedy", votes, projects).funded == (0, 1)
    shared = tally.fund("equal-shares-projects", votes, projects, utility="points")
    assert shared.funded == (1,)
    assert shared.steps[0].price == 2
    assert "Nobody voted for project 2" in shared.explain()
    raised = tally.fund(
        "equal-shares-projects", votes, projects, utility="points", completion="add1"
    )
    assert raised.funded == (0, 1)


def test_more_voters_prefer_greedy_funding() -> None:
    votes = tally.Approval.of([[0]] * 3 + [[1]] * 2, 2)
    projects = tally.Projects((10, 4), 10)
    shares = tally.fund("equal-shares-projects", votes, projects)
    assert shares.funded == (1,)
    compared = tally.fund(
        "equal-shares-projects", votes, projects, utility="cost", comparison="satisfaction"
    )
    assert compared.funded == (0,)
    assert compared.steps[-1].action == "replace"
    assert "0 voters" not in compared.steps[-1].words


def test_a_lot_in_the_comparison_stops_it_before_anything_is_settled() -> None:
    votes = tally.Approval.of([[0], [1]], 2)
    projects = tally.Projects((10, 10), 10)
    stopped = tally.fund("equal-shares-projects", votes, projects, comparison="satisfaction")
    assert stopped.lot is not None
    assert stopped.funded == ()
    assert "draw lots" in stopped.explain(["A", "B"])
    assert stopped.as_dict()["lot"] is not None


def test_a_tie_is_drawn_once_however_often_the_method_runs() -> None:
    votes = tally.Approval.of([[0, 1]] * 4 + [[2]], 3)
    projects = tally.Projects((8, 8, 9), 20)
    first = tally.fund("equal-shares-projects", votes, projects, completion="add1-greedy")
    assert first.lot is not None
    assert first.lot.tied == (0, 1)
    funding = decided("equal shares, both", votes, projects)
    assert len(funding.lots) == 1


def test_a_lot_in_a_later_run_stops_the_raising() -> None:
    votes = tally.Approval.of([[0, 1]] * 2 + [[2]], 3)
    projects = tally.Projects((9, 9, 10), 13)
    stopped = tally.fund("equal-shares-projects", votes, projects, completion="add1")
    assert stopped.lot is not None
    assert (stopped.lot.tied, stopped.funded) == ((0, 1), ())


def refusals() -> Iterator[Any]:
    votes, projects = tally.Approval.of([[0]], 2), tally.Projects((1, 2), 2)
    points = tally.Scored.of([{0: 1}], 2, 5)
    yield pytest.param("lottery", votes, projects, {}, "one of greedy", id="unknown rule")
    yield pytest.param("phragmen-projects", points, projects, {}, "Approval", id="points")
    yield pytest.param("greedy", votes, tally.Projects((1,), 2), {}, "projects", id="costs")
    yield pytest.param("greedy", votes, projects, {"x": 1}, "option x", id="unknown option")
    shares = "equal-shares-projects"
    yield pytest.param(shares, points, projects, {}, "option utility", id="points as cost")
    yield pytest.param(
        shares, votes, projects, {"utility": "points"}, "utility", id="marks as points"
    )
    yield pytest.param(
        shares, votes, projects, {"completion": "add1", "step": 0}, "step", id="no step"
    )


@pytest.mark.parametrize(("rule", "votes", "projects", "options", "words"), list(refusals()))
def test_refused(
    rule: str, votes: Any, projects: tally.Projects, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(tally.BadCount, match=words):
        tally.fund(rule, votes, projects, **options)


@pytest.mark.parametrize(
    ("costs", "budget", "place"),
    [
        ((), 5, "projects"),
        ((0,), 5, "project 0"),
        ((1, True), 5, "project 1"),
        ((1,), -1, "budget"),
    ],
)
def test_amounts_are_whole_and_positive(costs: tuple[int, ...], budget: int, place: str) -> None:
    with pytest.raises(tally.BadCount, match=place):
        tally.Projects(costs, budget)


def test_raising_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal_shares_projects, "RUNS_MAX", 3)
    votes = tally.Approval.of([[0]] + [[1]] * 9, 2)
    projects = tally.Projects((900, 100), 1000)
    with pytest.raises(tally.BadCount, match="larger step"):
        tally.fund("equal-shares-projects", votes, projects, completion="add1")
    raised = tally.fund("equal-shares-projects", votes, projects, completion="add1", step=400)
    assert raised.funded == (1, 0)


def test_blank_papers_hold_a_share_only_where_that_is_asked() -> None:
    votes = tally.Approval.of([[0], []], 1)
    projects = tally.Projects((10,), 10)
    assert tally.fund("equal-shares-projects", votes, projects).funded == (0,)
    assert tally.fund("equal-shares-projects", votes, projects, voters="cast").funded == ()


def test_a_tie_without_consequence_is_not_drawn() -> None:
    votes = tally.Approval.of([[0], [1]], 2)
    projects = tally.Projects((5, 5), 10)
    for rule in tally.FUNDINGS:
        assert tally.fund(rule, votes, projects).funded == (0, 1)
