"""``commonweal fund``: choose projects within a budget, by one rule, or by several to compare.

Rules of this module:

* votes, costs and the budget come from a PaBuLib file, the rule from whoever asks: the rule that
  the file names is told and never taken;
* what the file reports as funded is compared with what comes out;
* draws, answers and exit codes are those of ``commonweal count``.

Not here: the rules (``commonweal.tally``), how an answer looks (``commonweal.tally.views``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from commonweal import tally
from commonweal.cli.draws import (
    LOT_NEEDED,
    answer,
    nearest,
    printable,
    read_lots,
    tell_lot,
    told,
)
from commonweal.cli.layout import folded, in_columns
from commonweal.cli.options import detailed, read_options
from commonweal.tally import Budgeting, Funding, FundingRule, Ranked, views
from commonweal.tally.ledger import support_of

KINDS = ("text", "table", "json", "csv", "svg")


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--rule", "rules", multiple=True, metavar="NAME", help="The rule; several compare.")
@click.option(
    "--option", "given", multiple=True, metavar="NAME=VALUE", help="An option of the rule."
)
@click.option("--lot", "drawn", multiple=True, metavar="3,1,2", help="A draw, in the order drawn.")
@click.option("--as", "kind", type=click.Choice(KINDS), default="text", help="What to answer.")
@click.option("--width", type=click.IntRange(320, 4000), default=720, help="Pixels of a chart.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@click.option("--names/--no-names", default=True, help="Names of projects, or their numbers.")
@click.option("--list-rules", is_flag=True, help="Name the rules; with --rule, its options.")
@click.pass_context
def fund(
    context: click.Context,
    file: Path | None,
    rules: tuple[str, ...],
    given: tuple[str, ...],
    drawn: tuple[str, ...],
    kind: str,
    width: int,
    output: Path | None,
    *,
    names: bool,
    list_rules: bool,
) -> None:
    """Choose projects within a budget, from the votes in FILE (PaBuLib, .pb).

    Projects are numbered from 0, in the order of the file. Ends with code 0 when it is done, 3
    when a lot has to be drawn first, 1 for faults, 2 for a command written wrongly.
    """
    records = [_rule(name) for name in rules]
    if list_rules:
        click.echo(detailed(records) if records else _list(tuple(tally.FUNDINGS.values())))
        return
    if file is None:
        raise click.UsageError("give a FILE of votes on projects, or --list-rules")
    lots = _lots(drawn, records)
    options = [read_options(record, records, given) for record in records]
    with told():
        vote = tally.read_budgeting(file)
        if not records:
            click.echo(_fitting(vote))
            return
        programmes = _programmes(vote, records, lots, options)
        called = _names(vote) if names else _numbers(vote)
        answer(_answered(programmes, vote, called, kind, width), output)
    open_ones = [found.lot for found in programmes if found.lot is not None]
    if open_ones and len(programmes) == 1:
        tell_lot(open_ones[0], called)
    context.exit(LOT_NEEDED if open_ones else 0)


def _rule(name: str) -> FundingRule:
    if name not in tally.FUNDINGS:
        raise click.UsageError(f"there is no rule {name!r}; {nearest(name, tally.FUNDINGS)}")
    return tally.FUNDINGS[name]


def _lots(drawn: Sequence[str], records: Sequence[FundingRule]) -> list[list[int]]:
    if drawn and len(records) != 1:
        raise click.UsageError("--lot answers a tie of one rule: give one --rule with it")
    return read_lots(drawn)


def _programmes(
    vote: Budgeting,
    records: Sequence[FundingRule],
    lots: Sequence[Sequence[int]],
    options: Sequence[dict[str, object]],
) -> list[Funding]:
    """Fund by each rule.

    Raises:
        BadCount: when the votes do not fit a rule.
        BadLot: when a draw does not answer its tie.
    """
    return [
        tally.fund(record.name, vote.votes, vote.projects, lots=lots, **chosen)  # type: ignore[arg-type]  # checked there
        for record, chosen in zip(records, options, strict=True)
    ]


def _names(vote: Budgeting) -> tuple[str, ...]:
    return tuple(printable(name) for name in vote.names)


def _numbers(vote: Budgeting) -> tuple[str, ...]:
    return tuple(f"project {project}" for project in range(len(vote.names)))


def _answered(
    programmes: Sequence[Funding], vote: Budgeting, names: Sequence[str], kind: str, width: int
) -> str:
    if len(programmes) > 1:
        return _compared(programmes, names, kind)
    found = programmes[0]
    match kind:
        case "table":
            return views.funding_table(found, names, support=_support(vote))
        case "json":
            document = views.funding_document(found, names)
            return json.dumps(document, indent=2, ensure_ascii=False)
        case "csv":
            return views.funding_csv(found, names, support=_support(vote))
        case "svg":
            return views.funding_bars(found, names, width=width, paper="#ffffff")
        case _:
            return folded("\n".join([*_head(found, vote), *_said(found, vote, names)]))


def _support(vote: Budgeting) -> list[int]:
    assert not isinstance(vote.votes, Ranked)
    return support_of(vote.votes)


def _head(found: Funding, vote: Budgeting) -> list[str]:
    about = printable(vote.meta.get("description", ""))
    return [
        *([about] if about else []),
        f"{tally.FUNDINGS[found.rule].title} ({found.rule}, version {found.rule_version})",
        f"{_size(vote)}.{_unit(vote)}",
        "",
    ]


def _size(vote: Budgeting) -> str:
    papers = f"{vote.votes.papers} papers, {vote.votes.blank} blank"
    return f"{len(vote.names)} projects, budget {vote.projects.budget}, {papers}"


def _unit(vote: Budgeting) -> str:
    currency = printable(vote.meta.get("currency", ""))
    if vote.coins > 1:
        return f" Amounts are in 1/{vote.coins} {currency or 'of the unit'}."
    return f" Amounts are in {currency}." if currency else ""


def _said(found: Funding, vote: Budgeting, names: Sequence[str]) -> list[str]:
    funded = [f"  {place}. {names[project]}" for place, project in enumerate(found.funded, 1)]
    so_far = "" if found.lot is None else " so far"
    spent = f"Spent: {found.spent} of {found.projects.budget}; left: {found.left}."
    return [
        found.explain(names),
        "",
        f"Funded{so_far}:" if funded else f"Funded{so_far}: nothing.",
        *funded,
        spent,
        *_reported(found, vote, names),
    ]


def _reported(found: Funding, vote: Budgeting, names: Sequence[str]) -> list[str]:
    """Compare with what the file reports as funded, where it does and no lot is open."""
    if vote.selected is None or found.lot is not None:
        return []
    rule = printable(vote.meta.get("rule", "unknown"))
    here, there = set(found.funded), set(vote.selected)
    if here == there:
        return [f"The file reports the same (its rule: {rule})."]
    only_here = ", ".join(names[p] for p in sorted(here - there)) or "nothing"
    only_there = ", ".join(names[p] for p in sorted(there - here)) or "nothing"
    told = f"The file reports otherwise (its rule: {rule}). Only here: {only_here}. "
    return [f"{told}Only there: {only_there}."]


def _compared(programmes: Sequence[Funding], names: Sequence[str], kind: str) -> str:
    match kind:
        case "text" | "table":
            return views.programmes_table(programmes, names) + _waiting(programmes)
        case "json":
            plain = [found.as_dict() for found in programmes]
            document = {"names": list(names), "programmes": plain}
            return json.dumps(document, indent=2, ensure_ascii=False)
        case "csv":
            return views.programmes_csv(programmes, names)
        case _:
            raise click.UsageError(f"--as {kind} draws one programme: give one --rule")


def _waiting(programmes: Sequence[Funding]) -> str:
    waiting = [found.rule for found in programmes if found.lot is not None]
    if not waiting:
        return ""
    return folded(f"A lot is needed first: {', '.join(waiting)}. Give one --rule to draw it.\n")


def _fitting(vote: Budgeting) -> str:
    kind, rule = type(vote.votes).__name__, printable(vote.meta.get("rule", ""))
    told = f" The rule of the vote, as the file calls it: {rule}." if rule else ""
    fit = [record for record in tally.FUNDINGS.values() if isinstance(vote.votes, record.ballots)]
    head = f"The file holds {kind} ballots: {_size(vote)}.{told}"
    if not fit:
        return folded(f"{head} No rule of funding counts such ballots.")
    return f"{folded(f'{head} Choose --rule among those that count them:')}\n\n{_list(fit)}"


def _list(records: Sequence[FundingRule]) -> str:
    rows = [("rule", "ballots", "title")]
    for record in records:
        kinds = " or ".join(kind.__name__ for kind in record.ballots)
        rows.append((record.name, kinds, record.title))
    return in_columns(rows)
