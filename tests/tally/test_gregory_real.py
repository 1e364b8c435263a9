"""Real elections counted by every rule that passes on parts of papers, and whom each elects.

``tests/real/ers/gregory.json`` keeps the winners of three seats. Where a lot decides, whoever has
the lowest number is drawn first. The file is written anew by ``COMMONWEAL_GOLDEN=write``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from commonweal import tally

ERS = Path(__file__).parent.parent / "real" / "ers"
GOLDEN = ERS / "gregory.json"
FILES = sorted(path.name for path in ERS.glob("*.soi"))
RULES = [
    "scottish-stv",
    "wigm-prf",
    "ers97",
    "northern-ireland-stv",
    "seanad-stv",
    "hare-clark",
    "minneapolis",
    "wright",
]


def counted(rule: str, profile: tally.Ranked, seats: int) -> tuple[tally.Outcome, int]:
    """Count to the end; return the outcome and how many lots it took."""
    lots: list[tuple[int, ...]] = []
    while (outcome := tally.count(rule, profile, seats, lots=lots)).lot is not None:
        lots.append(outcome.lot.tied)
    return outcome, len(lots)


def winners(name: str) -> dict[str, list[int]]:
    """Count one election by every rule, checking that no vote is lost or invented."""
    profile = tally.read_contest(ERS / name).profile
    seats = min(3, profile.candidates - 1)
    found: dict[str, list[int]] = {}
    for rule in RULES:
        outcome, _ = counted(rule, profile, seats)
        for step in outcome.rounds:
            assert sum(step.tallies) + step.exhausted + step.lost == profile.papers
            assert min(*step.tallies, step.exhausted, step.lost) >= 0
        assert len(outcome.elected) == seats
        found[rule] = sorted(outcome.elected)
    return found


@pytest.mark.parametrize("name", FILES)
def test_winners_stay_as_they_were(name: str) -> None:
    found = winners(name)
    kept = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    if os.environ.get("COMMONWEAL_GOLDEN") == "write":
        kept[name] = found
        lines = [f"{json.dumps(key)}: {json.dumps(kept[key])}" for key in sorted(kept)]
        GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    assert kept[name] == found


def test_the_page_says_how_often_rules_differ() -> None:
    kept = json.loads(GOLDEN.read_text("utf-8"))
    page = Path(__file__).parents[2] / "docs" / "tally" / "transferable-gregory.md"
    rows = [line.split("|") for line in page.read_text("utf-8").splitlines()]
    shown = {
        row[1].strip(" `"): [cell.strip() for cell in row[2:-1]]
        for row in rows
        if len(row) == len(RULES) + 3
    }
    for rule in RULES:
        differ = [
            str(sum(kept[name][rule] != kept[name][other] for name in FILES)) for other in RULES
        ]
        assert shown[rule] == differ
