"""Command lines in the pages are of commands, fields and options that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from commonweal.cli import main
from commonweal.polity import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def lines(text: str) -> list[str]:
    """Return the command lines in a page: in blocks of code, and between backquotes."""
    joined = text.replace("\\\n", " ")
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```$", joined, flags=re.MULTILINE | re.DOTALL))
    prose = re.sub(r"^```\w*\n.*?^```$", "", joined, flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"(?:^|; do |! )(commonweal [^|;#\n]*)", blocks, flags=re.MULTILINE)
    return found + re.findall(r"`(commonweal [^`|]*)`", prose)


def wrong(line: str) -> str:
    """Say what is wrong with a command line; nothing when it is right."""
    words = shlex.split(line.replace("...", ""))[1:]
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group) and words and re.match(r"[a-z]", words[0]):
        if "|" in words[0]:
            return ""
        inner = command.get_command(context, words[0])
        if inner is None:
            return f"no command {words[0]!r}"
        command = inner
        words.pop(0)
    if isinstance(command, click.Group) and words and words[0].isupper():
        return ""  # a form, not a command line
    options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    unknown = [word for word in words if word.startswith("--")]
    unknown = [word for word in unknown if word.partition("=")[0] not in options | {"--help"}]
    fields = [] if unknown else [re.match(r"([a-z_]+)[.=]", word) for word in words]
    known = COMMANDS.get(str(command.name))
    if known is not None:
        unknown += [one[1] for one in fields if one and one[1] not in known.__struct_fields__]
    return f"unknown: {unknown}" if unknown else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_command_lines_can_be_typed(page: Path) -> None:
    told = {line: wrong(line) for line in lines(page.read_text(encoding="utf-8"))}
    assert {line: what for line, what in told.items() if what} == {}


def test_command_lines_are_found() -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    assert len(lines(tutorial)) > 40


@pytest.mark.parametrize(
    "line",
    [
        "commonweal overthrow",
        "commonweal record burn FILE",
        "commonweal record verify FILE --quickly",
        "commonweal do cast_vote poll=3 candidate=4 --as 3",
    ],
)
def test_a_wrong_command_line_is_noticed(line: str) -> None:
    assert wrong(line)
