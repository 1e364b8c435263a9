"""The pages on counting: their examples run, and their tables name everything in the registry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commonweal import tally

PAGE = (Path(__file__).parents[2] / "docs" / "tally.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|")
]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples_run(number: int) -> None:
    exec(compile(EXAMPLES[number], f"example {number}", "exec"), {})


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize("rule", tally.RULES.values(), ids=lambda rule: rule.name)
def test_the_table_says_what_the_registry_says(rule: tally.Rule) -> None:
    row = next(row for row in ROWS if row[0] == f"`{rule.name}`")
    assert row[1].startswith(f"`{rule.ballots.__name__}`")
    assert row[2] == ("many" if rule.many_seats else "1")
    assert row[3] == ("yes" if rule.countback else "no")
    for option in rule.options:
        shown = next(row for row in ROWS if row[0] == f"`{option.name}`")
        assert shown[1] == f"`{option.default}`"
        assert all(f"`{word}`" in PAGE for word in option.allowed)


@pytest.mark.parametrize("method", tally.APPORTIONMENTS.values(), ids=lambda method: method.name)
def test_the_table_names_every_method(method: tally.Method) -> None:
    row = next(row for row in ROWS if row[0] == f"`{method.name}`")
    assert row[1] == ", ".join(f"`{name}`" for name in method.needs)
    assert row[2] == ", ".join(f"`{name}`" for name in method.takes)
