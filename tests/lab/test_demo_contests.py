"""Real ballots for the demo: nothing invented, nothing used twice, nothing changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.lab.demo.contests import RealContest, contests, draw, fitting
from commonweal.lab.demo.names import people, workplaces

SHIPPED = Path(__file__).parents[2] / "src" / "commonweal" / "lab" / "demo" / "ballots"
TESTED = Path(__file__).parents[1] / "real" / "ers"


def test_the_shipped_files_are_those_that_the_counts_are_tested_with() -> None:
    shipped = {one.name: one.read_bytes() for one in SHIPPED.glob("*.soi")}
    tested = {one.name: one.read_bytes() for one in TESTED.glob("*.soi")}
    assert len(shipped) == 43
    assert shipped == tested


def test_every_paper_is_read() -> None:
    by_title = {one.title: one for one in contests()}
    assert len(by_title["ERS Set 14"].papers) == 741
    assert by_title["ERS Set 14"].candidates == 8
    # The first line of the first file: 13 voters wrote 3, then 1.
    assert Counter(by_title["ERS Set 1"].papers)[(2, 0)] == 13


def drawn_without_replacement(contest: RealContest, papers: tuple[tuple[int, ...], ...]) -> bool:
    return not Counter(papers) - Counter(contest.papers)


@given(st.integers(0, 42), st.integers(1, 400), st.integers(0, 10_000))
def test_papers_are_drawn_without_replacement(number: int, electors: int, seed: int) -> None:
    contest = contests()[number]
    found = draw(contest, electors, seed)
    assert len(found.papers) == min(electors, len(contest.papers))
    assert drawn_without_replacement(contest, found.papers)
    assert found == draw(contest, electors, seed)


def test_a_draw_with_replacement_would_be_seen() -> None:
    contest = contests()[26]  # nine voters, nine different papers
    assert not drawn_without_replacement(contest, (contest.papers[0],) * 2)


def test_what_was_drawn_is_told() -> None:
    contest = next(one for one in contests() if one.title == "ERS Set 14")
    assert draw(contest, 30, 7).told == "ERS Set 14, 30 of 741 ballots, seed 7"
    assert draw(contest, 741, 7).told == "ERS Set 14, all 741 ballots"


def test_fitting_contests() -> None:
    for one in fitting(2, 30, 6):
        assert 4 <= one.candidates <= 6
        assert len(one.papers) >= 15
    with pytest.raises(ValueError, match="expected a contest with 3 to 2 candidates"):
        fitting(1, 30, 2)


def test_names_are_different_and_the_same_for_a_seed() -> None:
    assert len(set(people(1300, 7))) == 1300
    assert people(1300, 7)[:50] == people(50, 7)
    assert people(50, 7) != people(50, 8)
    assert len(set(workplaces(100))) == 100
