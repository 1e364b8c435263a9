"""Reading PaBuLib files: kinds of votes, amounts, quotation marks, faults with their place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal import tally
from commonweal.tally.readers import pabulib
from commonweal.terms import FaultyDocument

FILE = '''META
key;value
description;"Streets; and ""squares"""
num_projects;3
num_votes;4
budget;100,5
vote_type;approval
rule;greedy

PROJECTS
project_id;cost;name;selected
a;20.25;Trees;1
b;50;"Benches; new";0
7;30;;1
VOTES
voter_id;age;vote
1;30;a,7
2;31; b , a
3;32;
4;33;a,7
'''


def changed(*swaps: tuple[str, str]) -> str:
    text = FILE
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults(text: str) -> list[tuple[int, int | None, str]]:
    with pytest.raises(FaultyDocument) as caught:
        tally.read_pabulib(text, "town.pb")
    assert all(fault.place == "town.pb" and fault.remedy for fault in caught.value.faults)
    return [(fault.line, fault.column, fault.what) for fault in caught.value.faults]


def test_marks_amounts_and_names() -> None:
    town = tally.read_pabulib(FILE)
    assert isinstance(town.votes, tally.Approval)
    assert list(town.votes) == [((0, 1), 1), ((0, 2), 2)]
    assert town.votes.blank == 1
    assert town.coins == 4
    assert town.projects == tally.Projects((81, 200, 120), 402)
    assert town.names == ("Trees", "Benches; new", "")
    assert town.identifiers == ("a", "b", "7")
    assert town.meta["description"] == 'Streets; and "squares"'
    assert town.selected == (0, 2)
    assert tally.fund(town.meta["rule"], town.votes, town.projects).funded == (0, 2, 1)


def test_points() -> None:
    swaps = [("approval", "cumulative"), ("voter_id;age;vote", "voter_id;points;vote")]
    swaps += [("1;30;", "1;3,2;"), ("2;31;", "2;1,0;"), ("3;32;", "3;;"), ("4;33;", "4;3,2;")]
    town = tally.read_pabulib(changed(*swaps))
    assert isinstance(town.votes, tally.Scored)
    assert list(town.votes) == [({0: 0, 1: 1}, 1), ({0: 3, 2: 2}, 2)]
    assert (town.votes.highest, town.votes.blank) == (3, 1)


def test_rankings_and_single_choices() -> None:
    town = tally.read_pabulib(changed(("approval", "ordinal")))
    assert isinstance(town.votes, tally.Ranked)
    assert list(town.votes) == [((0, 2), 2), ((1, 0), 1)]
    single = changed(("approval", "choose-1"), ("a,7", "a"), ("b , a", "b"), ("a,7", "a"))
    assert list(tally.read_pabulib(single).votes) == [((0,), 2), ((1,), 1)]


def test_nothing_selected_is_told_from_not_told() -> None:
    text = changed((";selected", ""), ("Trees;1", "Trees"), ('new";0', 'new"'), ("30;;1", "30;"))
    assert tally.read_pabulib(text).selected is None


def test_names_may_be_missing() -> None:
    text = changed((";name", ""), (";Trees", ""), (';"Benches; new"', ""), ("30;;1", "30;1"))
    assert tally.read_pabulib(text).names == ("a", "b", "7")


FAULTY: dict[str, tuple[list[tuple[str, str]], list[tuple[int, int | None, str]]]] = {
    "unknown project": ([("2;31; b", "2;31;c")], [(18, 6, "'c'")]),
    "project twice": ([("1;30;a,7", "1;30;a,a")], [(17, 8, "'a'")]),
    "voter twice": ([("2;31", "1;31")], [(18, 1, "every voter once")]),
    "too few cells": ([("2;31; b", "2; b")], [(18, 1, "3 cells, got 2")]),
    "open quotation": ([("1;30;a,7", '1;30;"a')], [(17, 6, "quotation"), (17, 1, "3 cells")]),
    "number of projects": ([("num_projects;3", "num_projects;4")], [(4, 14, "3, got 4")]),
    "key twice": ([("rule;greedy", "budget;5")], [(8, 1, "budget once")]),
    "cost": ([("a;20.25", "a;much")], [(12, 3, "a cost")]),
    "free of cost": ([("a;20.25", "a;0")], [(12, 3, "above 0")]),
    "budget": ([("budget;100,5\n", "")], [(1, 1, "a budget as an amount, got nothing")]),
    "vote type": ([("approval", "guessing")], [(7, 11, "guessing")]),
    "no vote type": ([("vote_type;approval\n", "")], [(1, 1, "got none")]),
    "identifier twice": ([("b;50", "a;50")], [(13, 1, "'a'"), (18, 7, "'b'")]),
    "no votes": ([("VOTES\n", "")], [(19, 1, "the sections")]),
    "order": ([("META", "VOTES"), ("VOTES\nvoter", "META\nvoter")], [(20, 1, "the sections")]),
    "no cost column": ([("project_id;cost", "project_id;price")], [(11, 1, "without cost")]),
    "two for one": ([("approval", "choose-1")], [(17, 6, ""), (18, 7, ""), (20, 6, "")]),
}


@pytest.mark.parametrize("name", FAULTY)
def test_faults_name_their_place(name: str) -> None:
    swaps, expected = FAULTY[name]
    found = faults(changed(*swaps))
    assert [fault[:2] for fault in found] == [fault[:2] for fault in expected]
    for (_, _, what), (_, _, words) in zip(found, expected, strict=True):
        assert words in what


@pytest.mark.parametrize(
    ("points", "words"), [("3", "2 projects, got 1"), ("3,x", "'x'"), ("3,255", "'255'")]
)
def test_points_belong_to_projects(points: str, words: str) -> None:
    swaps = [("approval", "scoring"), ("voter_id;age;vote", "voter_id;points;vote")]
    swaps += [("1;30;", f"1;{points};"), ("2;31;", "2;1,0;"), ("3;32;", "3;;"), ("4;33;", "4;3,2;")]
    ((line, _, what),) = faults(changed(*swaps))
    assert line == 17
    assert words in what


def test_a_file_without_projects_or_lines() -> None:
    head, _, _ = FILE.partition("a;20.25")
    votes = "VOTES\nvoter_id;vote\n"
    assert "got 0" in faults(head.replace("num_projects;3\n", "") + votes)[0][2]
    assert faults("")[0][:2] == (1, 1)
    assert "without project_id" in faults(head.partition("project_id")[0] + votes)[0][2]


def test_a_file_that_is_too_large_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pabulib, "CELLS_MAX", 11)
    assert "at most 11" in faults(FILE)[0][2]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_rubbish_is_a_fault_or_a_vote(data: Any) -> None:
    lines = FILE.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = data.draw(
            st.one_of(st.sampled_from(lines), st.text(';,"a17.\n', max_size=9))
        )
    try:
        town = tally.read_pabulib("\n".join(lines))
    except FaultyDocument:
        return
    assert town.votes.candidates == len(town.projects.costs) == len(town.names)
