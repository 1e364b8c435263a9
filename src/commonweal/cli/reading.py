"""Files of ballots on the command line: reading them, and what they leave unsaid.

Rules of this module:

* the names and values of ``--reading`` are those of ``commonweal.tally.Given``, read from its own
  types, so that what readers learn to ask can be answered here at once;
* what takes long is said on the standard error.

Not here: what each reading means (:class:`commonweal.tally.readers.contest.Given`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import click

from commonweal import tally
from commonweal.cli.draws import is_number, nearest, pairs, printable
from commonweal.tally import Contest, Rule
from commonweal.tally.readers import Given
from commonweal.terms import Fault, FaultyDocument

OPTION = "--reading"

_SEPARATORS = ";\t"

LONG_FILE_BYTES = 20_000_000
"""Files from this size on take seconds; what goes on is said."""


def known_rule(name: str) -> Rule:
    """Return the rule of that name.

    Raises:
        UsageError: when there is none, with the nearest.
    """
    if name not in tally.RULES:
        raise click.UsageError(f"there is no rule {name!r}; {nearest(name, tally.RULES)}")
    return tally.RULES[name]


def read_ballots(file: Path, written: Sequence[str]) -> Contest:
    """Read a file of ballots, with what is given for it.

    Raises:
        UsageError: when what is given is written wrongly.
        FaultyDocument: with the faults of the file.
        OSError: when it cannot be opened.
    """
    given, size = read_given(written), file.stat().st_size
    if size >= LONG_FILE_BYTES:
        click.echo(f"reading {file.name}, {size // 1_000_000} MB ...", err=True)
    contest = tally.read_contest(file, given)
    if size >= LONG_FILE_BYTES:
        click.echo(f"counting {contest.profile.papers:,} papers ...", err=True)
    return contest


def text_of(file: Path) -> str:
    """Return the text of a small file.

    Raises:
        FaultyDocument: when it is not UTF-8.
        OSError: when it cannot be opened.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"expected UTF-8 text, got the byte {error.object[error.start]:#04x}"
        raise FaultyDocument([Fault(file.name, 0, what, "save the file as UTF-8")]) from error


def rows_of(file: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file that hold anything, each with its line.

    Cells are separated by what stands in the first line: a semicolon, else a tabulator, else a
    comma.

    Raises:
        FaultyDocument: when it is no such text.
        OSError: when it cannot be opened.
    """
    text = text_of(file)
    first = text.split("\n", 1)[0]
    separator = next((sign for sign in _SEPARATORS if sign in first), ",")
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [(lines.line_num, [cell.strip() for cell in row]) for row in lines]
    except csv.Error as error:
        what = f"expected cells separated by {separator!r}: {error}"
        fault = Fault(file.name, lines.line_num, what, "save the file as CSV again")
        raise FaultyDocument([fault]) from error
    return [(line, row) for line, row in rows if any(row)]


def names_in(contest: Contest) -> tuple[str, ...]:
    """Return the candidates' names as they may be shown."""
    return tuple(printable(name) for name in contest.names)


def seats_of(given: int | None, contest: Contest, rule: Rule) -> int:
    """Return how many to elect: as given, as in the file, or the one that the rule can fill.

    Raises:
        UsageError: when nobody says it.
    """
    found = given or contest.seats or (None if rule.many_seats else 1)
    if found is None:
        raise click.UsageError("the file does not say how many to elect: give --seats")
    return found


def read_given(written: Sequence[str]) -> Given:
    """Read ``name=value`` pairs into what is given for a file.

    Lists are written with commas, ``candidates=Ada,Ben``; a tabulator is written ``tab``.

    Raises:
        UsageError: when there is no such name, or it does not take the value.
    """
    hints = get_type_hints(Given)
    values: dict[str, Any] = {}
    for name, text in pairs(written, OPTION):
        if name not in hints:
            raise click.UsageError(
                f"{OPTION} {name}: there is no such name; {nearest(name, hints)}"
            )
        values[name] = _value(name, hints[name], text)
    return Given(**values)


def _value(name: str, hint: Any, text: str) -> object:
    if get_origin(hint) is Literal:
        value = "\t" if text == "tab" else text
        if value not in get_args(hint):
            known = ", ".join("tab" if one == "\t" else one for one in get_args(hint) if one)
            raise click.UsageError(f"{OPTION} {name}={text}: write one of {known}")
        return value
    if int in get_args(hint):
        if not is_number(text):
            raise click.UsageError(f"{OPTION} {name}={text}: write a whole number")
        return int(text)
    return text if hint is str else tuple(part.strip() for part in text.split(","))
