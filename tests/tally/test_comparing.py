"""Counts laid beside each other: who is elected only under one, and where they part."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.comparing import Comparison, compare

PAPERS = [[0]] * 8 + [[1, 2]] * 7 + [[2, 1]] * 6
NAMES = ["Ada", "Ben", "Cy"]


def stv(papers: list[list[int]] = PAPERS, seats: int = 1) -> tally.Outcome:
    return tally.count("scottish-stv", tally.Ranked.of(papers, 3), seats)


def first_past_the_post(papers: list[list[int]] = PAPERS, seats: int = 1) -> tally.Outcome:
    votes = [sum(paper[0] == c for paper in papers) for c in range(3)]
    return tally.count("plurality", tally.Choice.counted(votes), seats)


def test_two_rules_that_elect_differently() -> None:
    found = compare([stv(), first_past_the_post()])
    assert (found.everywhere, found.somewhere, found.agree) == ((), (0, 1), False)
    assert found.electing(0) == ("plurality",)
    assert found.partings[0].round == 1
    *lines, last = found.told(NAMES).splitlines()
    assert lines == [
        "Nobody is elected by all.",
        "Ada: only by plurality.",
        "Ben: only by scottish-stv.",
    ]
    assert last == (
        "scottish-stv and plurality: they part in round 1: first preferences in the first, "
        "Ada elected in the second."
    )
    assert [line.split() for line in found.table(NAMES).splitlines()] == [
        ["scottish-stv", "plurality"],
        ["Ada", "-", "1"],
        ["Ben", "1", "-"],
    ]


def test_a_count_agrees_with_itself() -> None:
    found = compare([stv(), stv()])
    assert found.agree
    assert found.labels == ("scottish-stv (1)", "scottish-stv (2)")
    assert found.partings[0].round == 0
    assert found.told().splitlines()[0] == "Elected by all: candidate 1."
    assert "round by round the same" in found.told()
    assert "candidate 1" in found.table()


def test_where_one_count_goes_on_it_parts_from_the_other() -> None:
    whole = stv()
    short = replace(whole, rounds=whole.rounds[:1], elected=())
    parting = compare([short, whole], ["short", "whole"]).partings[0]
    assert parting.round == 2
    assert parting.words == (
        "they part in round 2: nothing more in the first, "
        "{1} elected and {2} excluded in the second."
    )


def test_a_count_that_waits_for_a_lot_never_agrees() -> None:
    even = [[0]] * 2 + [[1]] * 2
    found = compare([stv(even), stv(even)], ["one", "other"])
    assert found.outcomes[0].lot is not None
    assert not found.agree
    assert "one waits for a lot; what it elected so far is compared." in found.told()


def test_who_may_still_win_by_lot_is_marked() -> None:
    votes = tally.Choice.counted([5, 3, 3])
    stopped = tally.count("plurality", votes, 2)
    drawn = tally.count("plurality", votes, 2, lots=[[2, 1]])
    rows = compare([stopped, drawn], ["a", "b"]).table().splitlines()
    assert rows[1].split() == ["candidate", "0", "1", "1"]
    assert rows[2].split() == ["candidate", "2", "?", "2"]


def test_as_plain_data() -> None:
    data = compare([stv(), first_past_the_post()]).as_dict()
    assert data["labels"] == ["scottish-stv", "plurality"]
    assert data["somewhere"] == [
        {"candidate": 0, "elected_by": ["plurality"]},
        {"candidate": 1, "elected_by": ["scottish-stv"]},
    ]
    assert data["partings"] == [{"first": 0, "second": 1, "round": 1}]
    assert data["agree"] is False


@pytest.mark.parametrize(
    "outcomes",
    [
        [stv()],
        [stv(), tally.count("plurality", tally.Choice.counted([1, 2]), 1)],
        [stv(), stv([*PAPERS, []])],
    ],
    ids=["one", "other candidates", "other papers"],
)
def test_only_counts_of_the_same_ballots_are_compared(outcomes: list[tally.Outcome]) -> None:
    with pytest.raises(tally.BadCount, match="two or more counts of the same ballots"):
        compare(outcomes)


def test_labels_are_as_many_as_counts() -> None:
    with pytest.raises(tally.BadCount, match="2 labels"):
        compare([stv(), stv()], ["one"])


def check_sets(found: Comparison) -> None:
    """Whoever is elected anywhere is told once: by all, or by some and not by all."""
    sets = [set(outcome.elected) for outcome in found.outcomes]
    assert set(found.everywhere) | set(found.somewhere) == set.union(*sets)
    assert not set(found.everywhere) & set(found.somewhere)
    for candidate in found.somewhere:
        assert 0 < len(found.electing(candidate)) < len(found.outcomes)
    assert all(candidate in elected for elected in sets for candidate in found.everywhere)


votes = st.lists(st.integers(0, 4), min_size=3, max_size=3)


@settings(deadline=None, max_examples=60)
@given(votes, votes, st.integers(1, 2))
def test_everybody_elected_is_told_once(one: list[int], other: list[int], seats: int) -> None:
    counts = [tally.count("plurality", tally.Choice.counted(v), seats) for v in (one, other, one)]
    found = compare(counts)
    check_sets(found)
    assert found.partings[1].round == 0


def test_a_comparison_that_forgets_somebody_is_caught() -> None:
    found = compare([stv(), first_past_the_post()])
    with pytest.raises(AssertionError):
        check_sets(replace(found, somewhere=(0,)))
