"""The pages of commands and events are what the docstrings say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from commonweal.polity import COMMANDS, EVENTS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["commands", "events"])
def test_the_page_is_current(reference: ModuleType, page: str) -> None:
    written = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    now = getattr(reference, f"{page}_page")()
    assert written == now, f"docs/{page}.md has fallen behind: run `python tools/reference.py`"


def test_every_command_and_event_has_a_section(reference: ModuleType) -> None:
    for names, page in ((COMMANDS, reference.commands_page()), (EVENTS, reference.events_page())):
        for name in names:
            assert f"\n## `{name}`\n" in page


def test_a_changed_docstring_is_noticed(
    reference: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reference.commands_page()
    monkeypatch.setattr(COMMANDS["cast_vote"], "__doc__", "Something else.")
    with pytest.raises(KeyError):  # no meaning of its fields is left
        reference.commands_page()
    monkeypatch.undo()
    monkeypatch.setattr(COMMANDS["end_founding"], "__doc__", "Something else.")
    assert reference.commands_page() != before


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str, reference: ModuleType) -> None:
    command: type[Any] = COMMANDS[name]
    assert command.__doc__
    explained = set(reference.attributes(command))
    assert explained <= {field.name for field in msgspec.structs.fields(command)}
