"""Conventions are numbered without gaps, and name modules that exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")


def paragraphs(text: str) -> list[tuple[int, str]]:
    found = re.findall(r"^\*\*(\d+)\. (.*?)(?=\n\n|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return [(int(number), body) for number, body in found]


def modules(body: str) -> list[str]:
    named = re.search(r"\(([^()]*)\)$", body.strip())
    return re.findall(r"`([a-z_.]+)`", named[1]) if named else []


def exists(module: str) -> bool:
    return importlib.util.find_spec(f"commonweal.{module}") is not None


def test_paragraphs_are_numbered_without_gaps() -> None:
    numbers = [number for number, _ in paragraphs(PAGE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 50


def test_every_paragraph_names_the_modules_that_do_it() -> None:
    for number, body in paragraphs(PAGE):
        named = modules(body)
        assert named, f"paragraph {number} names no module"
        assert all(exists(one) for one in named), f"paragraph {number}: {named}"


def test_a_wrong_module_or_none_is_noticed() -> None:
    assert modules("Something. (`polity.nothing`)") == ["polity.nothing"]
    assert not exists("polity.nothing")
    assert modules("Something.") == []
