"""Schulze and majority judgement against what belenios-tool counted, in ``tests/real/belenios``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commonweal import tally
from commonweal.tally.pairwise import preferred
from commonweal.tally.rules.schulze import strongest_paths
from commonweal.tally.strengths import defeats

RECORDED = json.loads(
    (Path(__file__).parent.parent / "real" / "belenios" / "compared.json").read_text("utf-8")
)
SCHULZE: list[dict[str, Any]] = RECORDED["schulze"]
JUDGED: list[dict[str, Any]] = RECORDED["majority-judgement"]


def ranked(case: dict[str, Any]) -> tally.Ranked:
    papers = []
    for ranks in case["ballots"]:
        groups = [
            [c for c, r in enumerate(ranks) if r == rank] for rank in sorted(set(ranks)) if rank
        ]
        papers.append(groups)
    return tally.Ranked.of(papers, len(case["ballots"][0]))


def graded(case: dict[str, Any]) -> tally.Scored:
    best = case["grades"]
    papers = [{c: best - grade for c, grade in enumerate(grades)} for grades in case["ballots"]]
    return tally.Scored.of(papers, len(papers[0]), best - 1)


def tiers(rule: str, profile: tally.Profile, **options: Any) -> list[list[int]]:
    """Return who is level with whom, the best first; a tie for the seat is the first tier."""
    outcome = tally.count(rule, profile, 1, **options)
    top = list(outcome.elected if outcome.lot is None else outcome.lot.tied)
    if outcome.lot is not None:
        outcome = tally.count(rule, profile, 1, lots=[top], **options)
    group = {c: list(level) for level in outcome.tied for c in level}
    found = [top]
    for c in outcome.next_in_line:
        if c not in (member for tier in found for member in tier):
            found.append(group.get(c, [c]))
    return found


@pytest.mark.parametrize("case", SCHULZE)
def test_schulze_has_the_same_matrix_paths_and_tiers(case: dict[str, Any]) -> None:
    profile = ranked(case)
    matrix, size = preferred(profile), range(profile.candidates)
    assert [list(row) for row in matrix] == case["raw"]
    number = defeats(matrix, "winning_votes")
    won = {number[a][b]: [matrix[a][b], matrix[b][a]] for a in size for b in size if number[a][b]}
    strong, _ = strongest_paths(number)
    for a in size:  # Belenios writes paths from a choice to itself as well; they mean nothing
        case["beatpaths"][a][a] = [0, 0]
    assert [[won.get(p, [0, 0]) for p in row] for row in strong] == case["beatpaths"]
    assert tiers("schulze", profile) == case["winners"]


def told(case: dict[str, Any]) -> list[list[int]]:
    return [sorted(tier) for tier in case["winners"]]


@pytest.mark.parametrize("case", JUDGED)
def test_majority_judgement_has_the_same_tiers(case: dict[str, Any]) -> None:
    assert tiers("majority-judgement", graded(case), middle="upper") == told(case)


def test_the_lower_middle_grade_of_the_source_is_another_count() -> None:
    differ = [c for c in JUDGED if tiers("majority-judgement", graded(c)) != told(c)]
    assert 0 < len(differ) < len(JUDGED) / 2


def test_the_recorded_profiles_tell_the_rules_apart() -> None:
    assert any(tiers("copeland", ranked(case)) != case["winners"] for case in SCHULZE)
    assert any(tiers("score", graded(case)) != told(case) for case in JUDGED)
    assert sum(len(case["winners"][0]) > 1 for case in SCHULZE) >= 5
    assert sum(len(tier) > 1 for case in JUDGED for tier in case["winners"]) >= 5
