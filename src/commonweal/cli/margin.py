"""``commonweal margin``: how far a result is from another, or what would have elected somebody.

Rules of this module:

* the number is called exact only where it is; otherwise the words say what was proven;
* the papers that prove it are shown, and can be written as a file that anybody can count again;
* reading, options and exit codes are those of ``commonweal count``. A lot that decides the result
  needs no draw here: then the margin is 0.

Not here: how margins are found (``commonweal.tally.margins``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Timer
from typing import Any

import click

from commonweal import tally
from commonweal.cli.candidates import candidate
from commonweal.cli.draws import answer, told
from commonweal.cli.layout import folded
from commonweal.cli.options import read_options
from commonweal.cli.reading import known_rule, names_in, read_ballots, seats_of
from commonweal.tally import Addition, BadCount, Contest, Margin, Ranked, Scored
from commonweal.tally.outcome import Plain, numbers
from commonweal.tally.papers import Change, Paper
from commonweal.tally.views.figures import plural

PATIENCE_S = 2.0
"""After so many seconds of search it is said that it goes on; nobody can tell beforehand."""

CHANGES_MAX = 6
"""So many ways of changing papers are shown, the most papers first; the JSON has the others."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", required=True, metavar="NAME", help="The rule, as in `commonweal count`.")
@click.option("--seats", type=click.IntRange(min=1), help="How many to elect; else as in FILE.")
@click.option("--candidate", "who", metavar="WHO", help="What would have elected this candidate?")
@click.option(
    "--option", "given", multiple=True, metavar="NAME=VALUE", help="An option of the rule."
)
@click.option(
    "--reading", "readings", multiple=True, metavar="NAME=VALUE", help="What FILE leaves unsaid."
)
@click.option("--as", "kind", type=click.Choice(["text", "json"]), default="text", help="Answer.")
@click.option(
    "--witness",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the papers that prove it, as BLT.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@click.option("--names/--no-names", default=True, help="Names of candidates, or their numbers.")
def margin(
    file: Path,
    rule: str,
    seats: int | None,
    who: str | None,
    given: tuple[str, ...],
    readings: tuple[str, ...],
    kind: str,
    witness: Path | None,
    output: Path | None,
    *,
    names: bool,
) -> None:
    """Say how many papers in FILE would have to be different for another result.

    With --candidate: how many further papers for this candidate alone would have elected this
    candidate. Ends with code 0 when there is an answer, 1 for faults, 2 for a command written
    wrongly.
    """
    record = known_rule(rule)
    options = read_options(record, [record], given)
    with told():
        contest = read_ballots(file, readings)
        fill = seats_of(seats, contest, record)
        if witness is not None:
            _check_witness(contest)
        called = names_in(contest) if names else tuple(numbers(len(contest.names)))
        number = None if who is None else _number(who, contest)
        with _patience(contest):
            found = _found(contest, rule, fill, number, options)
        if found is not None and witness is not None:
            _write(found, replace(contest, seats=fill), witness)
        answer(_answered(found, called, kind, number), output)


def _check_witness(contest: Contest) -> None:
    if not isinstance(contest.profile, Ranked):
        raise BadCount(
            "--witness",
            expected="ranked ballots, which BLT can hold",
            got=type(contest.profile).__name__,
            remedy="take the changed papers from the answer; --as json has them all",
        )


def _number(who: str, contest: Contest) -> int:
    try:
        return candidate(who, contest.names)
    except ValueError as error:
        raise click.UsageError(f"--candidate: {error}") from error


@contextmanager
def _patience(contest: Contest) -> Iterator[None]:
    """Say that a long search goes on."""
    profile = contest.profile
    told = f"{len(profile.weights):,} different papers of {profile.candidates} candidates"
    words = f"searching: {told} are counted many times ..."
    timer = Timer(PATIENCE_S, click.echo, (words,), {"err": True})
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _found(
    contest: Contest, rule: str, seats: int, number: int | None, options: dict[str, Any]
) -> Margin | Addition | None:
    if number is None:
        return tally.margin(rule, contest.profile, seats, **options)
    return tally.what_would_have_elected(rule, contest.profile, seats, number, **options)


def _write(found: Margin | Addition, contest: Contest, file: Path) -> None:
    assert isinstance(found.witness, Ranked)
    text = tally.write_blt(replace(contest, profile=found.witness))
    file.write_text(text, encoding="utf-8")
    click.echo(f"the papers that prove it are written to {file}", err=True)


def _answered(
    found: Margin | Addition | None, names: Sequence[str], kind: str, number: int | None
) -> str:
    if kind == "json":
        return json.dumps(_document(found, names, number), indent=2, ensure_ascii=False)
    if found is None:
        return folded(_nothing(names, number))
    changes = _changes(found, names) if isinstance(found, Margin) else []
    return folded("\n".join([*_head(found, names), found.told(names), *changes]))


def _document(
    found: Margin | Addition | None, names: Sequence[str], number: int | None
) -> dict[str, Plain]:
    """Return the answer as plain data; what is asked after is ``margin`` or ``addition``."""
    plain: dict[str, Plain] | None = None
    if found is not None:
        plain = {**found.as_dict(), "text": found.told(names)}
    return {"names": list(names), "margin" if number is None else "addition": plain}


def _nothing(names: Sequence[str], number: int | None) -> str:
    if number is None:
        return "No other result was found: everybody is elected, or no change that was tried helps."
    return f"No number of papers that was tried, up to four times all, would elect {names[number]}."


def _head(found: Margin | Addition, names: Sequence[str]) -> list[str]:
    record = tally.RULES[found.rule]
    title = f"{record.title} ({record.name}, version {record.version})"
    if isinstance(found, Addition):
        return [title, ""]
    elected = ", ".join(names[one] for one in found.elected) or "nobody"
    return [title, f"Elected: {elected}.", ""]


def _changes(found: Margin, names: Sequence[str]) -> list[str]:
    scored = isinstance(found.witness, Scored)
    changes = sorted(found.changes, key=lambda change: -change.papers)
    lines = [_change(change, names, scored=scored) for change in changes[:CHANGES_MAX]]
    left = changes[CHANGES_MAX:]
    if left:
        papers = sum(change.papers for change in left)
        told = f"{plural(papers, 'paper')} in {plural(len(left), 'other way')}"
        lines.append(f"  and {told} (--as json, --witness)")
    return ["", "The papers, for instance:", *lines] if lines else []


def _change(change: Change, names: Sequence[str], *, scored: bool) -> str:
    before, after = (_paper(one, names, scored=scored) for one in (change.before, change.after))
    return f"  {change.papers} with {before}: instead {after}"


def _paper(paper: Paper, names: Sequence[str], *, scored: bool) -> str:
    if not paper:
        return "nothing"
    if scored:
        return ", ".join(f"{names[one]} {grade}" for one, grade in paper)
    return " > ".join(" = ".join(names[one] for one in group) for group in paper)
