"""The 480 instances of abcvoting: over all draws, exactly its winning committees."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from commonweal import tally

INSTANCES = json.loads(Path(__file__).with_name("instances.json").read_text("utf-8"))
SLICES = 8
WAYS: dict[str, dict[str, str]] = {
    "pav": {},
    "chamberlin-courant": {},
    "seq-pav": {},
    "seq-phragmen": {},
    "equal-shares": {"voters": "cast"},
    "equal-shares approval": {"voters": "cast", "completion": "approval"},
}
WHOLE = {"pav", "chamberlin-courant"}


def committees(way: str, instance: dict[str, Any]) -> set[tuple[int, ...]]:
    """Return every committee that some draw leads to."""
    profile = tally.Approval.of(instance["ballots"], instance["candidates"])
    found, todo, seen = set(), [()], set()
    while todo:
        lots: tuple[tuple[int, ...], ...] = todo.pop()
        outcome = tally.count(
            way.split(maxsplit=1)[0], profile, instance["seats"], lots=lots, **WAYS[way]
        )
        if outcome.lot is None:
            found.add(tuple(sorted(outcome.elected)))
            continue
        for first in combinations(outcome.lot.tied, outcome.lot.choose):
            drawn = frozenset((*(lot[0] for lot in lots), *first))
            if way not in WHOLE or drawn not in seen:
                seen.add(drawn)
                rest = tuple(c for c in outcome.lot.tied if c not in first)
                todo.append((*lots, (*first, *rest)))
    return found


def held_against(way: str, instances: list[dict[str, Any]]) -> list[str]:
    """Return the names of the instances in which we elect other committees."""
    return [
        instance["name"]
        for instance in instances
        if committees(way, instance) != {tuple(one) for one in instance["committees"][way]}
    ]


def test_all_instances_are_here() -> None:
    assert len(INSTANCES) == 480
    assert all(instance["committees"].keys() == WAYS.keys() for instance in INSTANCES)


@pytest.mark.parametrize("way", WAYS)
def test_some_instances(way: str) -> None:
    assert held_against(way, INSTANCES[::40]) == []


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", range(SLICES))
def test_all_instances(way: str, part: int) -> None:
    assert held_against(way, INSTANCES[part::SLICES]) == []


def test_another_rule_is_caught() -> None:
    mistaken = [
        {**one, "committees": {"pav": one["committees"]["chamberlin-courant"]}}
        for one in INSTANCES[::40]
    ]
    assert held_against("pav", mistaken)
