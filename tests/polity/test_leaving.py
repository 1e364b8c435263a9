"""A body leaves also when more runs in it than one entry of the record can end."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from commonweal.polity import events as ev
from commonweal.polity.rights.affiliation import leaving

PLACE = Path(__file__).parents[1] / "cases" / "telling.py"
SPEC = importlib.util.spec_from_file_location("telling", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
telling: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(telling)

CASE = next(
    one
    for one in telling.load("council")
    if one["name"].startswith("what runs in the workshop ends with a name")
)


GREEN = {"body": "Forge", "text": "paint it green", "effect": {"do": "resolve"}}
CASE = CASE | {"setup": [*CASE["setup"], {"by": "Emil", "propose_motion": GREEN}]}


def lapsed(life: Any) -> list[ev.Event]:
    return [one for one in life.events if isinstance(one, ev.MotionDecided)]


def test_motions_lapse_in_an_entry_of_their_own_and_the_body_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, _ = telling.run(CASE)
    monkeypatch.setattr(leaving, "LAPSED_AT_ONCE_MAX", 1)
    life, _ = telling.run(CASE)
    assert len(lapsed(whole)) == 2
    assert lapsed(life) == lapsed(whole)
    assert len(life.written) == len(whole.written) + 1
    telling.compare(life, {one: CASE[one] for one in ("then", "motions")})
