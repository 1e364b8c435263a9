"""Writes ``docs/attempts.md`` from the worked cases that are attempts to abolish a right.

Rules of this module: rights, means and endings come from ``tests/cases/attempts.py``, names from
the cases in ``tests/cases/council``; nothing on the page is written by hand.

Not here: checking that a case really ends so (``tests/polity/test_cases.py``), and that there are
enough of them (``tests/polity/test_attempts.py``).

Run: ``python tools/attempts_page.py``, or with ``--check`` to compare only.
"""
# ruff: noqa: INP001 -- a script of its own, in no package

from __future__ import annotations

import runpy
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "attempts.md"
CASES = ROOT / "tests" / "cases"
READING = runpy.run_path(str(CASES / "attempts.py"))

Found = dict[tuple[str, str], list[dict[str, Any]]]

HEAD = """# Attempts to abolish each right

This page is written by `tools/attempts_page.py` from the worked cases; change those, not this page.

Somebody will try. For each right the cases try it by each of five means: a simple majority, a
unanimous vote, emergency powers, an amendment, and the removal of those who guard it. Each case is
run by the tests with the law itself, and ends in a named [refusal](refusals.md), in the breach
being on the record, or in the right being used all the same. Some are played in a guild that does
not entrench the right, to show what is left of it then.
"""

MEANS = {
    "majority": "a simple majority",
    "unanimous": "a unanimous vote",
    "emergency": "emergency powers",
    "amendment": "an amendment",
    "officers": "removing those who guard it",
}
"""How the page names each means."""


def cases() -> Found:
    """Return the attempts, by right and means, in the order of the files."""
    found: Found = defaultdict(list)
    for file in sorted((CASES / "council").glob("*.toml")):
        for case in tomllib.loads(file.read_text("utf-8"))["case"]:
            for one in READING["attempts"](case):
                found[one.on, one.by].append({**case, "file": file.name})
    return found


def page() -> str:
    """Return the text of the page."""
    found = cases()
    rights = list(READING["RIGHTS"])
    return "\n".join([HEAD, *_table(found, rights), *(_chapter(found, one) for one in rights)])


def _table(found: Found, rights: list[str]) -> list[str]:
    rows = [
        f"| [{right}](#{right.replace(' ', '-')}) | "
        + " | ".join(str(len(found[right, means])) for means in MEANS)
        + " |"
        for right in rights
    ]
    return [f"| right | {' | '.join(MEANS.values())} |", "|---" * (len(MEANS) + 1) + "|", *rows, ""]


def _chapter(found: Found, right: str) -> str:
    lines = [f"## {right}\n"]
    for means, title in MEANS.items():
        lines.append(f"By {title}:\n")
        lines += [_told(case, right) for case in found[right, means]]
        lines.append("")
    return "\n".join(lines)


def _told(case: dict[str, Any], right: str) -> str:
    ending = READING["ending"](case, right).removeprefix("refused: ")
    refused = f"[`{ending}`](refusals.md#{ending})" if "refused" in case else ending
    return f"* {case['name']} ({refused}; `{case['file']}`)"


def main(arguments: list[str]) -> int:
    """Write the page, or compare it with ``--check``; 1 when it is not current."""
    text = page()
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
