"""Which councils answer for those whom a correction of a plan concerns."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from commonweal.polity import Case, Issued
from commonweal.polity.planning.correcting import agreeing
from commonweal.terms import OFFICE

PLACE = Path(__file__).parents[1] / "cases" / "telling.py"
SPEC = importlib.util.spec_from_file_location("telling", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
telling: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(telling)


@pytest.fixture(scope="module")
def guild() -> Any:
    return telling.begin({"given": "guild"})


@pytest.mark.parametrize(
    ("most", "concerned", "asked"),
    [
        (60, ["Forge", "Mill", "Dock"], ["Forge", "Mill", "Dock"]),
        (60, ["Forge", "Forge", "North"], ["Forge", "North"]),
        (2, ["Forge", "Mill", "Dock"], ["North", "South"]),
        (1, ["Forge", "Mill", "Dock"], ["Congress"]),
        (2, ["Forge", "Mill", "Congress"], ["North", "Congress"]),
        (0, ["Forge"], ["Congress"]),
    ],
)
def test_of_too_many_councils_the_bodies_above_answer(
    guild: Any, monkeypatch: pytest.MonkeyPatch, most: int, concerned: list[str], asked: list[str]
) -> None:
    monkeypatch.setattr(agreeing, "COUNCILS_MAX", most)
    case = Case(guild.state, guild.charters, Issued(OFFICE, guild.now))
    numbers = [guild.number(one) for one in concerned]
    assert agreeing.councils(case, numbers) == [guild.number(one) for one in asked]
