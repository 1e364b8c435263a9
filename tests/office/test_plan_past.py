"""What a correction is found from, as the state has it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from commonweal.office.plan_past import since
from commonweal.polity import Case, Issued
from commonweal.terms import OFFICE

PLACE = Path(__file__).parents[1] / "cases" / "telling.py"
SPEC = importlib.util.spec_from_file_location("telling", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
telling: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(telling)

LEAVES = [
    {
        "decide": {
            "body": "Mill",
            "text": "we go",
            "effect": {"do": "leave_federation"},
            "yes": "Ines, Jon, Kim, Lea, Max",
        }
    },
    "+30 days",
]
ASKED = {"by": "Otto", "ask_for_correction": {"plan": 1, "text": "the Mill"}}


def change(effect: dict[str, Any]) -> dict[str, Any]:
    told = {"body": "Congress", "text": "the Mill", "effect": effect}
    return {"decide": {**told, "yes": "Bob, Jon, Otto, Uma"}}


@pytest.mark.parametrize(
    ("before", "withdrawn"),
    [
        ([], set()),
        (LEAVES, {2}),
        ([change({"do": "close_body", "body": "Mill", "members_to": "Yard"})], set()),
        ([change({"do": "merge_bodies", "bodies": ["Forge", "Mill"], "name": "Works"})], set()),
        ([{"by": "Ines", "withdraw_process": {"process": 2}}], {2}),
    ],
)
def test_a_process_whose_body_is_gone_and_became_no_other_can_do_nothing(
    before: list[Any], withdrawn: set[int]
) -> None:
    life = telling.begin({"given": "working guild", "setup": [*before, ASKED]})
    case = Case(life.state, life.charters, Issued(OFFICE, life.now))
    assert since(case, life.state.plan_corrections[1]).withdrawn == withdrawn
