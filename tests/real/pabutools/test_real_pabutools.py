"""120 small elections: over all draws, exactly the programmes that pabutools reaches."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from commonweal import tally

ELECTIONS = json.loads(Path(__file__).with_name("programmes.json").read_text("utf-8"))
WAYS: dict[str, dict[str, str]] = {
    "equal-shares-projects cost": {"utility": "cost"},
    "equal-shares-projects cardinality": {"utility": "cardinality"},
    "greedy votes": {"by": "votes"},
    "greedy votes_per_cost": {"by": "votes_per_cost"},
    "phragmen-projects stop": {"overrun": "stop"},
}


def programmes(way: str, election: dict[str, Any]) -> set[tuple[int, ...]]:
    """Return every set of projects that some draw leads to."""
    votes = tally.Approval.of(election["ballots"], len(election["costs"]))
    projects = tally.Projects(tuple(election["costs"]), election["budget"])
    found, todo = set(), [()]
    while todo:
        lots: tuple[tuple[int, ...], ...] = todo.pop()
        rule = way.partition(" ")[0]
        funding = tally.fund(rule, votes, projects, lots=lots, **WAYS[way])
        if funding.lot is None:
            found.add(tuple(sorted(funding.funded)))
        else:
            todo += [(*lots, order) for order in permutations(funding.lot.tied)]
    return found


def differing(way: str, asked: str) -> list[int]:
    """Return the elections in which our way and theirs do not lead to the same programmes."""
    return [
        number
        for number, election in enumerate(ELECTIONS)
        if programmes(way, election) != {tuple(one) for one in election["programmes"][asked]}
    ]


@pytest.mark.parametrize("way", WAYS)
def test_the_same_programmes(way: str) -> None:
    assert differing(way, way) == []


def test_another_rule_is_caught() -> None:
    assert len(differing("greedy votes", "equal-shares-projects cost")) > len(ELECTIONS) // 4
