"""The worked cases in ``tests/cases``, told by ``tests/cases/telling.py``, end as they say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from commonweal import polity
from commonweal.polity import State, seats
from commonweal.polity import events as ev
from commonweal.terms import Refusal

PLACE = Path(__file__).parents[1] / "cases" / "telling.py"
SPEC = importlib.util.spec_from_file_location("telling", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
telling: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(telling)


def shown(case: dict[str, Any]) -> str:
    return f"{case['file']}: {case['name']}"


COUNCIL, REFUSED = list(telling.load("council")), list(telling.load("refusals"))


@pytest.mark.parametrize("case", COUNCIL, ids=shown)
def test_case_of_the_council_system(case: dict[str, Any]) -> None:
    life, refusal = telling.run(case)
    assert (refusal.name if refusal else "") == case.get("refused", "")
    telling.compare(life, case)
    assert polity.digest(telling.fold_anew(life.written)) == polity.digest(life.state)


@pytest.mark.parametrize("case", REFUSED, ids=shown)
def test_case_of_a_refusal(case: dict[str, Any]) -> None:
    life, refusal = telling.run(case)
    assert refusal is not None
    assert refusal.name == case["refused"]
    assert str(refusal) == case["says"]
    assert polity.digest(telling.fold_anew(life.written)) == polity.digest(life.state)


# What the telling itself has to catch.

RECALL = next(case for case in COUNCIL if case["name"].startswith("a recall empties the seat"))
WRONG: list[dict[str, Any]] = [
    {"then": [*RECALL["then"], {"recall_failed": {}}]},
    {"then": list(reversed(RECALL["then"]))},
    {"never": ["seat_vacated"]},
    {"seats": {"Forge 1 in North": "Bob"}},
    {"seats": {"Forge 1 in North": "Emil (acting)"}},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: next(iter(wrong)))
def test_a_case_that_says_something_else_fails(wrong: dict[str, Any]) -> None:
    life, _ = telling.run(RECALL)
    telling.compare(life, RECALL)
    with pytest.raises(AssertionError):
        telling.compare(life, {**RECALL, **wrong})


def test_a_case_that_tells_another_distance_fails() -> None:
    case = next(one for one in COUNCIL if one.get("distances"))
    life, _ = telling.run(case)
    telling.compare(life, case)
    for told in ("24 of 24, 0 levels, no hands", "none"):
        with pytest.raises(AssertionError):
            telling.compare(life, {**case, "distances": dict.fromkeys(case["distances"], told)})


def test_a_law_that_changes_the_state_while_refusing_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = next(one for one in REFUSED if one["refused"] == "already_voted")
    lawful = polity.decide

    def careless(state: State, *rest: Any) -> tuple[ev.Event, ...]:
        try:
            return lawful(state, *rest)
        except Refusal:
            state.polls[1].cast += 1
            raise

    monkeypatch.setattr(polity, "decide", careless)
    with pytest.raises(AssertionError, match="a refusal changed the state"):
        telling.run(case)


def test_a_recall_without_the_fall_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "_falls_with", lambda *_: [])
    life, _ = telling.run(RECALL)
    with pytest.raises(AssertionError, match="did not follow"):
        telling.compare(life, RECALL)
