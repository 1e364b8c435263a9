"""What commands that count share: draws and numbers on the command line, and answers to a file.

Rules of this module: a draw is written as the numbers of the tied in the order drawn, ``3,1,2``; a
tie that is not drawn yet is told on the standard error, with the command line that goes on, and
ends with code 3; no draw is ever made or suggested here.

Not here: counting, and what an answer looks like (``commonweal.tally.views``).
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unicodedata import category

import click

from commonweal.cli.layout import folded
from commonweal.tally import BadBallot, BadCount, BadLot, LotRequired
from commonweal.terms import FaultyDocument

LOT_NEEDED = 3
"""The exit code of a count that waits for a draw."""

DIGITS_MAX = 18
"""The most digits of a number; more than any figure has, and quick to read."""

PLACEHOLDER = "DRAWN"
"""Stands for the draw in the command line that goes on; it is no draw, and is refused as one."""


@contextmanager
def told() -> Iterator[None]:
    """Tell faults and mistakes on the standard error, and end with code 1."""
    try:
        yield
    except FaultyDocument as faulty:
        for fault in faulty.faults:
            click.echo(printable(str(fault)), err=True)
        found = len(faulty.faults)
        told = f"{found} fault{'s' * (found > 1)}; nothing was counted"
        raise click.ClickException(told) from faulty
    except OSError as error:
        why = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        raise click.ClickException(printable(why)) from error
    except (BadBallot, BadCount, BadLot) as error:
        raise click.ClickException(printable(str(error))) from error


def read_lots(given: Sequence[str]) -> list[list[int]]:
    """Read draws such as ``3,1,2``.

    Raises:
        UsageError: when one is no list of whole numbers.
    """
    return [_lot(text) for text in given]


def _lot(text: str) -> list[int]:
    parts = text.replace(" ", "").split(",")
    if not all(is_number(part) for part in parts):
        raise click.UsageError(
            f"--lot {text!r}: write the numbers of the tied in the order drawn, such as 3,1,2"
        )
    return [int(part) for part in parts]


def tell_lot(lot: LotRequired, names: Sequence[str]) -> None:
    """Say what has to be drawn, and how to go on with the draw."""
    click.echo(folded(f"A lot is needed. {lot.told(names)} ({lot.source})"), err=True)
    for number in lot.tied:
        click.echo(f"  {number}  {names[number]}", err=True)
    again = shlex.join(["commonweal", *sys.argv[1:], "--lot", PLACEHOLDER])
    click.echo(
        f"Go on with the draw, {PLACEHOLDER} being these numbers in the order drawn:", err=True
    )
    click.echo(f"  {again}", err=True)


def answer(text: str, output: Path | None) -> None:
    """Write an answer to a file, or to the standard output."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    output.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    click.echo(f"written to {output}", err=True)


def is_number(text: str) -> bool:
    """Tell whether a text is a whole number, and none that nobody could mean."""
    return text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX


def printable(text: str) -> str:
    """Replace signs that could steer a terminal; names and faults come from a stranger's file."""
    kept = (sign.isprintable() or sign == "\n" or category(sign) == "Zs" for sign in text)
    return "".join(sign if keep else "\ufffd" for sign, keep in zip(text, kept, strict=True))


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which name may be meant."""
    # Imported here, because only who mistypes needs the room of constitutions.
    from commonweal.charter.notes import did_you_mean  # noqa: PLC0415 -- needed rarely

    return did_you_mean(name, known)


def pairs(given: Sequence[str], option: str) -> list[tuple[str, str]]:
    """Read ``name=value`` pairs; the last ``=`` parts them, since names may hold one.

    Raises:
        UsageError: when there is no ``=`` with something on both sides.
    """
    read = []
    for text in given:
        name, _, value = text.rpartition("=")
        if not name.strip() or not value.strip():
            raise click.UsageError(f"{option} {text!r}: write name=value")
        read.append((name.strip(), value.strip()))
    return read
