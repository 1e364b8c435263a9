"""``commonweal charter``: check, explain, compare and list constitutions.

Rules of this module: a constitution is a file, or the name of a shipped one; a shipped name wins,
so write ``./NAME`` for a file of that name. Faults go to the standard error and end with code 1.

Not here: what a fault is (``commonweal.charter``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commonweal.charter import (
    Charter,
    check,
    diff,
    explain,
    read,
    shipped,
    shipped_text,
    touches,
)
from commonweal.polity.commands import COMMANDS
from commonweal.tally import RULES
from commonweal.terms import Fault, FaultyDocument


@click.group()
def charter() -> None:
    """Check, explain and compare constitutions."""


@charter.command("check")
@click.argument("constitution", metavar="FILE|NAME")
def check_(constitution: str) -> None:
    """Tell all faults and warnings; end with code 1 when there is a fault."""
    read_ = _read(constitution)
    warnings = check(
        read_, place=constitution, counting_rules=_electing_rules(), commands=COMMANDS.keys()
    )
    _tell(warnings)
    click.echo(f"{read_.preamble.name}: no faults, {len(warnings)} warnings")


@charter.command("explain")
@click.argument("constitution", metavar="FILE|NAME")
def explain_(constitution: str) -> None:
    """Say the whole constitution in plain sentences, each with its article."""
    click.echo(explain(_read(constitution)), nl=False)


@charter.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def diff_(old: str, new: str) -> None:
    """Tell every value that differs; mark those that are entrenched in OLD with an asterisk."""
    before = _read(old)
    changes = diff(before, _read(new))
    entrenched = touches(changes, before.amendment.entrenched)
    for change in changes:
        click.echo(f"{'*' if change in entrenched else ' '} {change}")
    click.echo(f"{len(changes)} changes, {len(entrenched)} of them entrenched")


@charter.command("list")
def list_() -> None:
    """Name the shipped constitutions."""
    for name in shipped():
        click.echo(f"{name}: {read(shipped_text(name), place=name).preamble.name}")


def _read(constitution: str) -> Charter:
    text = _text(constitution)
    try:
        return read(
            text,
            place=constitution,
            counting_rules=_electing_rules(),
            commands=COMMANDS.keys(),
        )
    except FaultyDocument as faulty:
        _tell(faulty.faults)
        count = sum(not fault.warning for fault in faulty.faults)
        raise click.ClickException(f"{constitution}: {count} faults") from faulty


def _text(constitution: str) -> str:
    if constitution in shipped():
        return shipped_text(constitution)
    try:
        return Path(constitution).read_text(encoding="utf-8")
    except OSError as error:
        names = ", ".join(shipped())
        what = f"{constitution}: cannot be read: {error.strerror}; give a file, or one of {names}"
        raise click.ClickException(what) from error
    except UnicodeDecodeError as error:
        what = f"{constitution}: expected UTF-8 text, byte {error.start} is not; save it as UTF-8"
        raise click.ClickException(what) from error


def _electing_rules() -> tuple[str, ...]:
    """Return the rules that elect people; a rule that only answers Yes or No fills no seat."""
    return tuple(name for name, rule in RULES.items() if rule.many_seats)


def _tell(faults: Sequence[Fault]) -> None:
    for fault in faults:
        click.echo(str(fault), err=True)
