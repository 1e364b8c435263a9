"""Candidates and groups of them on the command line: by name or by number.

Rules of this module:

* a candidate is called by the name in the file, or by the number, from 0; a name goes before a
  number, and one that several bear has to be a number;
* seats are reserved as ``name=candidates:bounds``, with candidates between commas and the bounds
  ``2-`` (at least), ``-3`` (at most), ``2-3`` or ``2`` (exactly); or in a TOML file;
* a mistake names its place: the group, or the line of the file.

Not here: whether bounds can be kept (``commonweal.tally.reserved``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from commonweal.cli.draws import is_number, nearest
from commonweal.cli.reading import text_of
from commonweal.tally import Group, Reserved
from commonweal.terms import Fault, FaultyDocument

_BOUNDS = re.compile(r"([0-9]{0,6})(-?)([0-9]{0,6})")
_HEADING = re.compile(r"^[ \t]*\[\[[ \t]*group[ \t]*\]\]", re.MULTILINE)
_KEYS = ("name", "candidates", "least", "most")
_REMEDY = "give it a name, candidates as the file of ballots calls them, and least or most"


def candidate(called: str, names: Sequence[str]) -> int:
    """Return the number of a candidate who is called by name or number.

    Raises:
        ValueError: saying what is wrong, when nobody or more than one is called so.
    """
    found = [number for number, name in enumerate(names) if name == called]
    if len(found) == 1:
        return found[0]
    if found:
        told = ", ".join(str(number) for number in found)
        raise ValueError(f"{called!r} is the name of several: give a number, one of {told}")
    if is_number(called) and int(called) < len(names):
        return int(called)
    near = nearest(called, names)
    raise ValueError(
        f"there is no candidate {called!r} (names, or numbers to {len(names) - 1}); {near}"
    )


def read_reserved(written: Sequence[str], names: Sequence[str]) -> Reserved | None:
    """Read groups that seats are reserved for, from the command line and from files.

    Args:
        written: groups, or names of TOML files.
        names: the candidates, by number.

    Raises:
        UsageError: when a group is written wrongly.
        FaultyDocument: with every fault of a file.
        OSError: when a file cannot be opened.
    """
    groups: list[Group] = []
    for text in written:
        if "=" not in text and text.endswith(".toml"):
            groups += _from_file(Path(text), names)
        else:
            groups.append(_group(text, names))
    return Reserved(tuple(groups)) if groups else None


def _group(text: str, names: Sequence[str]) -> Group:
    name, _, rest = (part.strip() for part in text.partition("="))
    members, _, bounds = rest.rpartition(":")
    found = _BOUNDS.fullmatch(bounds.strip())
    if not name or not members or found is None or not (found[1] or found[3]):
        raise click.UsageError(
            f"--reserved {text!r}: write name=candidates:bounds, such as women=Alice,Berta:2-"
        )
    try:
        who = frozenset(candidate(one.strip(), names) for one in members.split(","))
    except ValueError as error:
        raise click.UsageError(f"--reserved {name}: {error}") from error
    least, most = int(found[1] or 0), int(found[3]) if found[3] else None
    return Group(name, who, least, most if found[2] else least)


def _from_file(file: Path, names: Sequence[str]) -> list[Group]:
    text = text_of(file)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = Fault(file.name, 0, f"expected TOML: {error}", "correct the line that it names")
        raise FaultyDocument([fault]) from error
    listed = tables.get("group")
    if set(tables) != {"group"} or not isinstance(listed, list):
        what = f"expected groups and nothing else, got {', '.join(tables) or 'nothing'}"
        raise FaultyDocument([Fault(file.name, 1, what, "head each group with [[group]]")])
    lines = [text.count("\n", 0, found.start()) + 1 for found in _HEADING.finditer(text)]
    lines += [0] * (len(listed) - len(lines))
    groups: list[Group] = []
    faults: list[Fault] = []
    for line, table in zip(lines, listed, strict=True):
        try:
            groups.append(_from_table(table, names))
        except ValueError as error:
            faults.append(Fault(file.name, line, str(error), _REMEDY))
    if faults:
        raise FaultyDocument(faults)
    return groups


def _from_table(table: Any, names: Sequence[str]) -> Group:
    """Return the group of a table.

    Raises:
        ValueError: saying what is wrong.
    """
    name, members, least, most = (table.get(key) for key in _KEYS)
    unknown = ", ".join(sorted(set(table) - set(_KEYS)))
    if unknown or not isinstance(name, str) or not isinstance(members, list):
        raise ValueError(f"expected a group of {', '.join(_KEYS)}, got {', '.join(table)}")
    if (least, most) == (None, None) or not {type(least), type(most)} <= {int, type(None)}:
        raise ValueError(f"expected whole numbers for least or most in {name}")
    return Group(name, frozenset(candidate(str(one), names) for one in members), least or 0, most)
