"""What a file of ballots leaves unsaid, as it is written on the command line.

Rules of this module: the names and values are those of ``commonweal.tally.Given``, read from its
own types, so that what readers learn to ask can be answered here at once.

Not here: what each of them means (:class:`commonweal.tally.readers.contest.Given`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args, get_origin, get_type_hints

import click

from commonweal.cli.draws import nearest, pairs
from commonweal.tally.readers import Given

OPTION = "--reading"


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
        if not (text.isascii() and text.isdecimal()):
            raise click.UsageError(f"{OPTION} {name}={text}: write a whole number")
        return int(text)
    return text if hint is str else tuple(part.strip() for part in text.split(","))
