"""Writes ``docs/refusals.md`` from the table of refusals and the cases that end in them.

Rules of this module: meanings come from :data:`commonweal.polity.REFUSALS`, sentences and commands
from ``tests/cases/refusals``; nothing on the page is written by hand.

Not here: checking that a case really ends so (``tests/polity/test_cases.py``).

Run: ``python tools/refusals_page.py``, or with ``--check`` to compare only.
"""
# ruff: noqa: INP001 -- a script of its own, in no package

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from commonweal.polity import REFUSALS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "refusals.md"
CASES = ROOT / "tests" / "cases" / "refusals"

HEAD = """# Every way in which the law can say no

This page is written by `tools/refusals_page.py` from the table of refusals and the worked cases;
change those, not this page.

A refusal changes nothing. It says what was refused, by which article (and by which value in the
text of the constitution), what would have been accepted, what came instead, and what can be done
now. As JSON it has the keys `refused`, `article`, `expected`, `got` and `remedy`. Its name never
changes its meaning, so programs may rely on it. In the examples the articles are those of a small
guild: Alice is entitled, Bob is a delegate, Charlie is a stranger.
"""


@cache
def chapters() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the files of cases, in order, each with its title."""
    found = []
    for file in sorted(CASES.glob("*.toml")):
        text = file.read_text("utf-8")
        title = text.partition("\n")[0].removeprefix("# ").partition(".")[0]
        found.append((title, tomllib.loads(text)["case"]))
    return found


def command_of(case: dict[str, Any]) -> str:
    """Return the command that a case ends in."""
    last = case["when"][-1]
    name: str = next(key for key in last if key != "by")
    return {"found": "found_federation", "admit": "admit_members"}.get(name, name)


def page() -> str:
    """Return the text of the page.

    Raises:
        SystemExit: when a refusal has no case, or a case no refusal.
    """
    told: set[str] = set()
    parts = [HEAD]
    for title, cases in chapters():
        parts.append(f"## {title}\n")
        names = dict.fromkeys(case["refused"] for case in cases)
        for name in (one for one in names if one not in told):
            told.add(name)
            parts.append(_entry(name))
    if told != set(REFUSALS):
        raise SystemExit(f"cases and table differ: {sorted(told ^ set(REFUSALS))}; add or remove")
    return "\n".join(parts)


def _entry(name: str) -> str:
    cases = [case for _, several in chapters() for case in several if case["refused"] == name]
    commands = ", ".join(f"`{one}`" for one in dict.fromkeys(map(command_of, cases)))
    lines = [f"### `{name}`\n", f"{REFUSALS.get(name, '')} Met with: {commands}.\n"]
    lines += [f"* *{case['name']}*: {case['says']}" for case in cases]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or compare it with ``--check``; 1 when it is not current."""
    text = page()
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
