"""The page on constitutions names every table, key, requirement and shipped constitution."""

from pathlib import Path

import pytest

from commonweal.charter import model, shipped
from commonweal.charter.clause import Clause
from commonweal.charter.rights import RIGHTS
from commonweal.charter.tables import file_keys
from commonweal.charter.warnings import REQUIREMENTS

PAGE = (Path(__file__).parents[2] / "docs" / "charter.md").read_text(encoding="utf-8")

CLAUSES = [
    kind
    for kind in vars(model).values()
    if isinstance(kind, type) and issubclass(kind, Clause) and kind is not Clause
]


@pytest.mark.parametrize("kind", CLAUSES, ids=lambda kind: kind.__name__)
def test_every_key_is_on_the_page(kind: type[Clause]) -> None:
    tables = {"seats", "filling", "mandates", "recall", "motions"}
    missing = [key for key in file_keys(kind) - tables if f"`{key}`" not in PAGE]
    assert set(missing) <= {"article"}


def test_every_kind_of_clause_is_looked_for() -> None:
    assert len(CLAUSES) == 14 + len(RIGHTS)


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_requirement_is_on_the_page(requirement: str) -> None:
    assert f"| {requirement} | {REQUIREMENTS[requirement]} |" in PAGE


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_constitution_is_on_the_page(name: str) -> None:
    assert f"| `{name}` |" in PAGE
