"""The worked examples in ``tests/cases/tally``, by name."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from commonweal import tally

CASES = Path(__file__).parent.parent / "cases" / "tally"


def load(kind: str) -> list[Any]:
    """Return the cases of a kind from all files; what a case gives says which kind it is."""
    texts = [path.read_text("utf-8") for path in sorted(CASES.glob("*.toml"))]
    cases = [case for text in texts for case in tomllib.loads(text)["case"]]
    return [pytest.param(case, id=case["name"]) for case in cases if kind_of(case) == kind]


def kind_of(case: dict[str, Any]) -> str:
    if "method" in case:
        return "apportionment"
    return "countback" if "vacated" in case else "count"


def ranked(marks: str) -> list[int | list[int]]:
    """Read ``2 0=1``: 2 first, then 0 and 1 on one rank."""
    groups = [[int(mark) for mark in group.split("=")] for group in marks.split()]
    return [group[0] if len(group) == 1 else group for group in groups]


def graded(marks: str) -> dict[int, int]:
    """Read ``5 - 0``: the grade of each candidate in turn, ``-`` for none."""
    return {c: int(grade) for c, grade in enumerate(marks.split()) if grade != "-"}


def profile(case: dict[str, Any]) -> tally.Profile:
    if "counts" in case:
        return tally.Choice.counted(Fraction(votes) for votes in case["counts"])
    lines = [line.partition(":") for line in case["ballots"]]
    weights = [int(weight) for weight, _, _ in lines]
    size = len(case["names"])
    kind = tally.RULES[case["rule"]].ballots
    if kind is tally.Scored:
        grades = [graded(marks) for _, _, marks in lines]
        return tally.Scored.of(grades, size, case["highest"], weights)
    if kind is tally.Approval:
        marked = [[int(mark) for mark in marks.split()] for _, _, marks in lines]
        return tally.Approval.of(marked, size, weights)
    assert kind is tally.Ranked
    return tally.Ranked.of([ranked(marks) for _, _, marks in lines], size, weights)


def compare(case: dict[str, Any], outcome: tally.Outcome) -> None:
    assert list(outcome.elected) == case["elected"]
    assert (None if outcome.lot is None else list(outcome.lot.tied)) == case.get("lot")
    if "next_in_line" in case:
        assert list(outcome.next_in_line) == case["next_in_line"]
    if "tied" in case:
        assert [list(group) for group in outcome.tied] == case["tied"]
    if "tallies" in case:
        shown = [[tally.exact(votes) for votes in step.tallies] for step in outcome.rounds]
        assert shown == case["tallies"]
    for column in ("exhausted", "lost"):
        if column in case:
            assert [tally.exact(getattr(s, column)) for s in outcome.rounds] == case[column]
    for step in outcome.rounds:
        assert "{" not in step.text
        assert step.source in outcome.explain(case["names"])


@pytest.mark.parametrize("case", load("count"))
def test_count(case: dict[str, Any]) -> None:
    outcome = tally.count(
        case["rule"],
        profile(case),
        case["seats"],
        lots=case.get("lots", ()),
        **case.get("options", {}),
    )
    compare(case, outcome)


@pytest.mark.parametrize("case", load("countback"))
@pytest.mark.parametrize("by", ["outcome", "seats"])
def test_countback(case: dict[str, Any], by: str) -> None:
    papers = profile(case)
    first = tally.count(case["rule"], papers, case["seats"])
    outcome = tally.countback(
        case["rule"],
        papers,
        first if by == "outcome" else case["seats"],
        case["vacated"],
        sitting=case.get("sitting", ()),
        unavailable=case.get("unavailable", ()),
        lots=case.get("lots", ()),
    )
    compare(case, outcome)


@pytest.mark.parametrize("case", load("apportionment"))
def test_apportionment(case: dict[str, Any]) -> None:
    asked = ("total", "per", "remainder", "bands", "each", "minimum", "maximum", "lots")
    given = {name: case[name] for name in asked if name in case}
    found = tally.apportion(case["method"], case["figures"], **given)
    assert list(found.seats) == case["seats"]
    assert (None if found.lot is None else list(found.lot.tied)) == case.get("lot")
    last = {step.unit: step.seats for step in found.steps}
    assert [last.get(unit, 0) for unit in range(len(found.seats))] == case["seats"]
    assert all(f"unit {step.unit}" in step.text for step in found.steps)


def test_every_rule_and_method_has_a_case() -> None:
    counted = {param.values[0]["rule"] for param in load("count")}
    apportioned = {param.values[0]["method"] for param in load("apportionment")}
    assert counted == set(tally.RULES)
    assert apportioned == set(tally.APPORTIONMENTS)
    refilled = {param.values[0]["rule"] for param in load("countback")}
    assert refilled == {name for name, rule in tally.RULES.items() if rule.countback}
