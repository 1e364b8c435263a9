"""The pages on counting: their examples run, and the page of rules is what the registry says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest

from commonweal import tally
from commonweal.tally import registry

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "tally"
PAGES = [ROOT / "docs" / "tally.md", *sorted(FOLDER.glob("*.md"))]


def examples(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


EXAMPLES = [
    pytest.param(code, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, code in enumerate(examples(page.read_text("utf-8")))
]


@pytest.mark.parametrize("code", EXAMPLES)
def test_examples_run(code: str) -> None:
    exec(compile(code, "example", "exec"), {})


def test_there_are_examples() -> None:
    assert len(examples(PAGES[0].read_text("utf-8"))) == 5


def test_the_entry_page_names_every_page_of_its_folder() -> None:
    entry = PAGES[0].read_text("utf-8")
    assert [page.name for page in PAGES[1:] if f"](tally/{page.name}" not in entry] == []


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_page", ROOT / "tools" / "rules_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_rules_is_current(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["rules_page.py", "--check"])
    tool.main()


def test_a_page_that_fell_behind_is_noticed(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "rules.md"
    page.write_text("Something else.\n", "utf-8")
    monkeypatch.setattr(tool, "PAGE", page)
    monkeypatch.setattr(sys, "argv", ["rules_page.py", "--check"])
    with pytest.raises(SystemExit, match="has fallen behind"):
        tool.main()
    monkeypatch.setattr(sys, "argv", ["rules_page.py"])
    tool.main()
    assert page.read_text("utf-8") == tool.page()


@pytest.mark.parametrize("rule", tally.RULES.values(), ids=lambda rule: rule.name)
def test_the_page_has_a_section_for_every_rule_with_its_options(
    tool: ModuleType, rule: tally.Rule
) -> None:
    section = tool.page().split(f"\n### `{rule.name}`\n")[1].split("\n### ")[0]
    assert f"{rule.title}, version {rule.version}. Source: {rule.source}." in section
    for option in rule.options:
        assert f"| `{option.name}` | `{option.default}` |" in section


def test_a_rule_that_left_the_registry_leaves_the_page(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tool.page()
    rest = {name: rule for name, rule in tally.RULES.items() if name != "scottish-stv"}
    monkeypatch.setattr(registry, "RULES", MappingProxyType(rest))
    assert "`scottish-stv`" in before
    assert "`scottish-stv`" not in tool.page()


def test_rules_of_funding_are_on_the_page(tool: ModuleType) -> None:
    chapter = tool.page().split("## Rules of funding\n")[1]
    for funding in registry.FUNDINGS.values():
        assert f"### `{funding.name}`\n" in chapter


def test_a_registry_without_rules_of_funding_has_no_chapter_of_them(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "FUNDINGS", MappingProxyType({}))
    assert "## Rules of funding" not in tool.page()
