"""Each right has been attacked by each means, three times at least, and no attempt ends in silence.

The cases are run by ``test_cases.py``, which sees that they end as they say; here it is counted
that there are enough, that each makes the attempt it names, and that each says how it ended.
"""

from __future__ import annotations

import runpy
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "tests" / "cases"
TOOL = runpy.run_path(str(PLACE / "attempts.py"))
PAGE = runpy.run_path(str(ROOT / "tools" / "attempts_page.py"))
RIGHTS, MEANS = TOOL["RIGHTS"], TOOL["MEANS"]
LEAST = 3


def load() -> list[dict[str, Any]]:
    files = sorted((PLACE / "council").glob("*.toml"))
    return [case for one in files for case in tomllib.loads(one.read_text("utf-8"))["case"]]


CASES = [case for case in load() if "attempt" in case]


def lacking(cases: list[dict[str, Any]], rights: Iterable[str]) -> list[str]:
    """Say which rights were attacked too seldom, by which means."""
    made = Counter((one.on, one.by) for case in cases for one in TOOL["attempts"](case))
    return [
        f"{right}, {means}: {made[right, means]} of {LEAST}"
        for right in rights
        for means in MEANS
        if made[right, means] < LEAST
    ]


def doubts(case: dict[str, Any]) -> list[str]:
    """Say what is wrong with an attempt: it is not made, or its end is not told."""
    found = []
    for one in TOOL["attempts"](case):
        if not TOOL["FOUND"][one.by](case):
            found.append(f"{case['name']}: nothing in its steps is done by {one.by}")
        if not TOOL["ending"](case, one.on):
            found.append(f"{case['name']}: it does not show what becomes of {one.on}")
    return found


def test_each_right_was_attacked_by_each_means() -> None:
    assert lacking(CASES, RIGHTS) == []


def test_every_attempt_is_made_and_ends_in_a_refusal_or_on_the_record() -> None:
    assert [one for case in CASES for one in doubts(case)] == []


def test_the_page_tells_them_all() -> None:
    written = (ROOT / "docs" / "attempts.md").read_text("utf-8")
    assert written == PAGE["page"](), "fallen behind: run `python tools/attempts_page.py`"
    assert all(f"* {case['name']} (" in written for case in CASES)


# What this counting itself has to catch.

BAN: dict[str, Any] = {
    "name": "a ban",
    "attempt": {"on": "caucuses", "by": "majority"},
    "when": [{"decide": {"yes": "Bob", "no": "Uma", "effect": {"do": "ban_caucus"}}}],
    "refused": "caucus_ban_forbidden",
}
SILENT = {key: value for key, value in BAN.items() if key != "refused"}


def test_a_right_that_was_attacked_too_seldom_is_named_with_the_means() -> None:
    assert lacking([BAN, BAN, BAN], ("caucuses",)) == [
        f"caucuses, {means}: 0 of 3" for means in MEANS if means != "majority"
    ]
    assert "caucuses, majority: 2 of 3" in lacking([BAN, BAN], ("caucuses",))


@pytest.mark.parametrize("means", ["unanimous", "emergency", "amendment", "officers"])
def test_an_attempt_by_means_that_are_not_in_its_steps_is_noticed(means: str) -> None:
    assert doubts(BAN) == []
    assert len(doubts({**BAN, "attempt": {"on": "caucuses", "by": means}})) == 1


@pytest.mark.parametrize(
    ("end", "number"),
    [
        ({}, 1),
        ({"then": [{"motion_decided": {"outcome": "carried"}}]}, 1),
        ({"then": [{"caucus_banned": {"breach": ""}}]}, 1),
        ({"never": ["letter_removed"]}, 1),
        ({"then": [{"caucus_banned": {"breach": "A6"}}]}, 0),
        ({"then": [{"caucus_joined": {"member": "Charlie"}}]}, 0),
        ({"never": ["caucus_banned"]}, 0),
    ],
)
def test_an_attempt_that_ends_in_silence_is_noticed(end: dict[str, Any], number: int) -> None:
    assert len(doubts({**SILENT, **end})) == number


@pytest.mark.parametrize(
    "unknown",
    [
        {"on": "hats", "by": "majority"},
        {"on": "caucuses", "by": "magic"},
        {"on": "caucuses"},
        {"on": "caucuses", "by": "majority", "how": "slowly"},
    ],
)
def test_an_unknown_right_or_means_is_refused(unknown: dict[str, str]) -> None:
    with pytest.raises(LookupError, match="expected on = one of"):
        TOOL["attempts"]({**BAN, "attempt": unknown})
