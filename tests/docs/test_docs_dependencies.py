"""The page of dependencies names what pyproject.toml names, no more and no less."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def wanted(project: dict[str, Any]) -> set[str]:
    groups = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    lines = [one for group in groups for one in group if isinstance(one, str)]
    return {re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0] for line in lines}


def told(page: str) -> set[str]:
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, flags=re.MULTILINE))


def test_the_page_names_every_dependency_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert told(page) == wanted(project)


def test_a_new_dependency_is_noticed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    project["project"]["dependencies"].append("left-pad[extra]>=1; python_version < '4'")
    assert wanted(project) - told(page) == {"left-pad"}


def test_every_row_says_why() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert cells[1], row
        assert cells[2], row
