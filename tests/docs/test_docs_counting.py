"""What the pages show of counting from the command line runs as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonweal.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "tally" / "command-line.md")


def shown(page: str) -> list[str]:
    """Return the command lines of a page that need nothing but files of this repository."""
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL))
    lines = re.findall(r"^commonweal ((?:count|margin|fund|apportion) .*)$", blocks, re.MULTILINE)
    return [line for line in lines if "FILE" not in line and not re.search(r" \w+\.csv", line)]


LINES = sorted({line for page in PAGES for line in shown(page.read_text("utf-8"))})


@pytest.mark.parametrize("line", LINES)
def test_command_lines_of_counting_run(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(main, shlex.split(line))
    assert done.exit_code == 0
    assert done.stdout


def test_each_command_is_shown_and_run() -> None:
    assert {line.split()[0] for line in LINES} == {"count", "margin", "fund", "apportion"}
    assert len(shown(PAGES[0].read_text("utf-8"))) == 3


def test_the_table_on_the_page_is_divided(tmp_path: Path) -> None:
    page = PAGES[1].read_text("utf-8")
    table = re.findall(r"^```\n(district,seats,.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(table) == 1
    file = tmp_path / "votes.csv"
    file.write_text(table[0], "utf-8")
    done = CliRunner().invoke(main, ["apportion", "--table", str(file)])
    assert done.exit_code == 0


def test_the_groups_on_the_page_can_be_read(tmp_path: Path) -> None:
    page = PAGES[1].read_text("utf-8")
    groups = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(groups) == 1
    ballots, file = tmp_path / "b.blt", tmp_path / "groups.toml"
    ballots.write_text(
        '4 2\n9 4 0\n3 1 0\n2 2 0\n0\n"Alice"\n"Berta"\n"Dora"\n"Ben"\n"T"\n', "utf-8"
    )
    file.write_text(groups[0], "utf-8")
    given = ["count", str(ballots), "--rule", "meek", "--reserved", str(file)]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 0
    assert done.stdout.endswith("\nElected: Alice, Berta.\n")
