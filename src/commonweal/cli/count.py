"""``commonweal count``: count a file of ballots by one rule, or by several to compare them.

Rules of this module:

* the ballots and the seats come from the file, the rule from whoever asks: none is preselected;
* the answer goes to the standard output or a file, everything else to the standard error;
* the exit code is 0 when the count is done, 3 when a lot has to be drawn first, 1 when the file or
  the request has faults, 2 when the command is written wrongly;
* nothing is imported that a small count does not need.

Not here: counting (``commonweal.tally``), how an answer looks (``commonweal.tally.views``).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import click

from commonweal import tally
from commonweal.cli.candidates import read_reserved
from commonweal.cli.draws import LOT_NEEDED, answer, printable, read_lots, tell_lot, told
from commonweal.cli.layout import folded, in_columns
from commonweal.cli.options import detailed, read_options
from commonweal.cli.reading import known_rule, names_in, read_ballots, seats_of
from commonweal.tally import Contest, Outcome, Rule, views
from commonweal.tally.comparing import Comparison, compare
from commonweal.tally.outcome import numbers

KINDS = ("text", "table", "json", "csv", "svg", "bump", "vega")
PAPER = "#ffffff"


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="The rule; several compare.")
@click.option("--seats", type=click.IntRange(min=1), help="How many to elect; else as in FILE.")
@click.option(
    "--option", "given", multiple=True, metavar="NAME=VALUE", help="An option of the rule."
)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="NAME=VALUE",
    help="What FILE leaves unsaid, such as overvote=void.",
)
@click.option(
    "--reserved",
    multiple=True,
    metavar="GROUP",
    help="Seats for a group, such as women=Alice,Berta:2- (at least 2), or a TOML file.",
)
@click.option("--lot", "drawn", multiple=True, metavar="3,1,2", help="A draw, in the order drawn.")
@click.option("--as", "kind", type=click.Choice(KINDS), default="text", help="What to answer.")
@click.option("--width", type=click.IntRange(320, 4000), default=720, help="Pixels of a chart.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@click.option("--names/--no-names", default=True, help="Names of candidates, or their numbers.")
@click.option("--list-rules", is_flag=True, help="Name the rules; with --rule, its options.")
@click.pass_context
def count(
    context: click.Context,
    file: Path | None,
    rules: tuple[str, ...],
    seats: int | None,
    given: tuple[str, ...],
    readings: tuple[str, ...],
    reserved: tuple[str, ...],
    drawn: tuple[str, ...],
    kind: str,
    width: int,
    output: Path | None,
    *,
    names: bool,
    list_rules: bool,
) -> None:
    """Count the ballots in FILE by a rule, round by round.

    Candidates are numbered from 0, in the order of the file. Ends with code 0 when the count is
    done, 3 when a lot has to be drawn first, 1 for faults, 2 for a command written wrongly.
    """
    records = [known_rule(name) for name in rules]
    if list_rules:
        click.echo(detailed(records) if records else _list(tuple(tally.RULES.values())))
        return
    if file is None:
        raise click.UsageError("give a FILE of ballots, or --list-rules")
    lots = _lots(drawn, records)
    options = [read_options(record, records, given) for record in records]
    with told():
        contest = read_ballots(file, readings)
        bounds = read_reserved(reserved, contest.names)
        if not records:
            click.echo(_fitting(contest))
            return
        outcomes = [
            tally.count(
                record.name,
                contest.profile,
                seats_of(seats, contest, record),
                lots=lots,
                reserved=bounds,
                **chosen,
            )
            for record, chosen in zip(records, options, strict=True)
        ]
        called = names_in(contest) if names else tuple(numbers(len(contest.names)))
        answer(_answered(outcomes, contest, called, kind, width), output)
    for outcome in outcomes:
        if outcome.lot is not None and len(outcomes) == 1:
            tell_lot(outcome.lot, called)
    context.exit(LOT_NEEDED if any(outcome.lot is not None for outcome in outcomes) else 0)


def _lots(drawn: Sequence[str], records: Sequence[Rule]) -> list[list[int]]:
    if drawn and len(records) != 1:
        raise click.UsageError("--lot answers a tie of one count: give one --rule with it")
    return read_lots(drawn)


def _answered(
    outcomes: Sequence[Outcome], contest: Contest, names: Sequence[str], kind: str, width: int
) -> str:
    if len(outcomes) > 1:
        return _compared(compare(outcomes), names, kind)
    outcome = outcomes[0]
    match kind:
        case "table":
            return views.table(outcome, names)
        case "json":
            return json.dumps(views.document(outcome, names), indent=2, ensure_ascii=False)
        case "csv":
            return views.table_csv(outcome, names)
        case "svg":
            return views.sankey(outcome, names, width=width, paper=PAPER)
        case "bump":
            return views.bump(outcome, names, width=width, paper=PAPER)
        case "vega":
            return json.dumps(views.vega_lite(outcome, names), indent=2, ensure_ascii=False)
        case _:
            return folded("\n".join([*_head(outcome, contest), *_said(outcome, names)]))


def _head(outcome: Outcome, contest: Contest) -> list[str]:
    title = [printable(contest.title)] if contest.title else []
    void = f", {contest.void} void" if contest.void else ""
    papers = f"{contest.profile.papers} papers, {contest.profile.blank} blank{void}"
    groups = () if outcome.reserved is None else outcome.reserved.groups
    kept = "; ".join(printable(group.told) for group in groups)
    return [
        *title,
        f"{tally.RULES[outcome.rule].title} ({outcome.rule}, version {outcome.rule_version})",
        f"{outcome.seats} to elect, {outcome.candidates} stand, {papers}.",
        *([f"Reserved: {kept}."] if kept else []),
        "",
    ]


def _said(outcome: Outcome, names: Sequence[str]) -> list[str]:
    elected = ", ".join(names[c] for c in outcome.elected) or "nobody"
    so_far = "" if outcome.lot is None else " so far"
    return [outcome.explain(names), "", f"Elected{so_far}: {elected}."]


def _compared(found: Comparison, names: Sequence[str], kind: str) -> str:
    match kind:
        case "text":
            return f"{found.table(names)}\n\n{folded(found.told(names))}"
        case "table":
            return found.table(names)
        case "json":
            return json.dumps(
                {"names": list(names), **found.as_dict()}, indent=2, ensure_ascii=False
            )
        case "csv":
            return _compared_csv(found, names)
        case _:
            raise click.UsageError(f"--as {kind} draws one count: give one --rule")


def _compared_csv(found: Comparison, names: Sequence[str]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(["candidate", "name", *found.labels])
    for c, name in enumerate(names):
        elected = ["elected" if c in outcome.elected else "" for outcome in found.outcomes]
        writer.writerow([c, views.guarded(name), *elected])
    return sheet.getvalue()


def _fitting(contest: Contest) -> str:
    kind = type(contest.profile).__name__
    fit = [rule for rule in tally.RULES.values() if _counts(rule, contest)]
    size = f"{contest.profile.papers} papers of {len(contest.names)} candidates"
    head = f"The file holds {kind} ballots: {size}. Choose --rule among the rules that count them:"
    return f"{folded(head)}\n\n{_list(fit)}"


def _counts(rule: Rule, contest: Contest) -> bool:
    shared = getattr(contest.profile, "level", None) is not None
    return isinstance(contest.profile, rule.ballots) and (rule.equal_ranks or not shared)


def _list(records: Sequence[Rule]) -> str:
    rows = [("rule", "ballots", "seats", "title")]
    rows += [
        (rule.name, rule.ballots.__name__, "many" if rule.many_seats else "1", rule.title)
        for rule in records
    ]
    return in_columns(rows)
