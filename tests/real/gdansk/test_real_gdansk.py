"""A district of Gdańsk, 2020: votes and points add up to what the city published."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from commonweal import tally

FILE = Path(__file__).with_name("przerobka_2020.pb")


def published() -> dict[str, tuple[int, int]]:
    """Return the votes and the score of each project as the file states them."""
    lines = FILE.read_text("utf-8").splitlines()
    table = lines[lines.index("PROJECTS") + 1 : lines.index("VOTES")]
    rows = csv.DictReader(table, delimiter=";")
    return {row["project_id"]: (int(row["votes"]), int(row["score"])) for row in rows}


def test_votes_and_points_are_those_published() -> None:
    vote = tally.read_pabulib(FILE.read_text("utf-8"))
    assert isinstance(vote.votes, tally.Scored)
    assert vote.votes.papers == 182
    given = vote.votes.grades != tally.UNMARKED
    weights = vote.votes.weights
    votes = (weights @ given).tolist()
    points = (weights @ np.where(given, vote.votes.grades, 0)).tolist()
    ours = dict(zip(vote.identifiers, zip(votes, points, strict=True), strict=True))
    assert ours == published()


def test_every_project_fits_into_the_budget() -> None:
    vote = tally.read_pabulib(FILE.read_text("utf-8"))
    funding = tally.fund(vote.meta["rule"], vote.votes, vote.projects)
    assert funding.funded == (0, 1, 2)
    assert funding.left == 242_800 - 55_900
