"""``commonweal apportion``: give seats to units in proportion to figures, or by a fixed key.

Rules of this module: the figures come from arguments, ``North=53000``, or from a CSV file with the
columns name and figure; what a method needs is asked of the registry; exit codes are those of
``commonweal count``, and one more for a table that nobody can fill.

Not here: the methods (``commonweal.tally``), how an answer looks (``commonweal.tally.views``),
tables of districts and parties (``biproportional``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from commonweal import tally
from commonweal.cli.biproportional import NO_TABLE, answered, divide, read_sheet
from commonweal.cli.draws import (
    LOT_NEEDED,
    answer,
    is_number,
    nearest,
    pairs,
    printable,
    read_lots,
    tell_lot,
    told,
)
from commonweal.cli.layout import folded, in_columns
from commonweal.cli.reading import rows_of
from commonweal.tally import Apportionment, views
from commonweal.terms import Fault, FaultyDocument

KINDS = ("text", "table", "json", "csv", "svg")
_NUMBERS = ("total", "per", "remainder", "each", "minimum", "maximum")


@click.command()
@click.argument("figures", nargs=-1, metavar="[NAME=FIGURE]...")
@click.option("--method", metavar="NAME", help="The method; --list-methods names them.")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV.")
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of votes by district and by party, for seats by both at once.",
)
@click.option(
    "--by",
    type=click.Choice(["votes", "voters"]),
    help="With --table: what divides the parties' seats.",
)
@click.option("--total", type=click.IntRange(min=1), help="Seats in all.")
@click.option("--per", type=click.IntRange(min=1), help="How many make a seat.")
@click.option("--remainder", type=click.IntRange(min=1), help="A rest that makes one more seat.")
@click.option("--each", type=click.IntRange(min=0), help="Seats of every unit.")
@click.option("--minimum", type=click.IntRange(min=0), help="Seats of a unit at least.")
@click.option("--maximum", type=click.IntRange(min=0), help="Seats of a unit at most.")
@click.option("--band", "bands", multiple=True, metavar="FROM=SEATS", help="A band of sizes.")
@click.option("--lot", "drawn", multiple=True, metavar="3,1,2", help="A draw, in the order drawn.")
@click.option("--as", "kind", type=click.Choice(KINDS), default="text", help="What to answer.")
@click.option("--width", type=click.IntRange(320, 4000), default=720, help="Pixels of a chart.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write.")
@click.option("--list-methods", is_flag=True, help="Name the methods and what they need.")
@click.pass_context
def apportion(
    context: click.Context,
    /,
    figures: tuple[str, ...],
    method: str | None,
    file: Path | None,
    table: Path | None,
    by: str | None,
    bands: tuple[str, ...],
    drawn: tuple[str, ...],
    kind: str,
    width: int,
    output: Path | None,
    *,
    list_methods: bool,
    **given: int | None,
) -> None:
    """Give seats to units by a method, with its arithmetic.

    Units are numbered from 0, in the order given. Ends with code 0 when it is done, 3 when a lot
    has to be drawn first, 4 when no table of seats is right, 1 for faults, 2 for a command written
    wrongly.
    """
    if list_methods:
        click.echo(_list())
        return
    asked: dict[str, object] = {name: given[name] for name in _NUMBERS if given[name] is not None}
    if table is not None:
        if figures or method or file or bands or asked:
            raise click.UsageError(
                "--table has all figures: give only --by, --lot and --as with it"
            )
        context.exit(_both_ways(table, by or "votes", read_lots(drawn), kind, output))
    if by is not None:
        raise click.UsageError("--by says how the seats of parties are divided: give --table")
    chosen, lots = _method(method), read_lots(drawn)
    if bands:
        asked["bands"] = [(_whole(start), _whole(seats)) for start, seats in pairs(bands, "--band")]
    with told():
        units = _units(figures, file)
        numbers = [figure for _, figure in units]
        found = tally.apportion(chosen, numbers, lots=lots, **asked)  # type: ignore[arg-type]  # checked there
        names = [name for name, _ in units]
        answer(_answered(found, names, kind, width), output)
    if found.lot is not None:
        tell_lot(found.lot, names)
    context.exit(LOT_NEEDED if found.lot is not None else 0)


def _both_ways(
    table: Path, by: str, lots: Sequence[Sequence[int]], kind: str, output: Path | None
) -> int:
    """Give seats by district and by party at once; return the exit code."""
    with told():
        sheet = read_sheet(table)
        found = divide(sheet, by, lots)
        answer(answered(found, sheet, kind), output)
    if found.lot is not None:
        tell_lot(found.lot, found.lot_names(sheet.districts, sheet.parties))
        return LOT_NEEDED
    return 0 if found.conflict is None else NO_TABLE


def _method(name: str | None) -> str:
    if name is None:
        raise click.UsageError("give --method; --list-methods names them")
    if name not in tally.APPORTIONMENTS:
        near = nearest(name, tally.APPORTIONMENTS)
        raise click.UsageError(f"there is no method {name!r}; {near}")
    return name


def _whole(text: str) -> int:
    if is_number(text):
        return int(text)
    raise click.UsageError(f"{text!r}: write a whole number")


def _units(figures: Sequence[str], file: Path | None) -> list[tuple[str, int]]:
    if (file is None) == (not figures):
        raise click.UsageError("give the figures either as NAME=FIGURE or with --file")
    if file is None:
        return [(printable(name), _whole(text)) for name, text in pairs(figures, "figures")]
    return _from_csv(file)


def _from_csv(file: Path) -> list[tuple[str, int]]:
    """Read name and figure from the first two columns; a first line without a figure is a head.

    Raises:
        FaultyDocument: with every line that holds no whole number.
    """
    units: list[tuple[str, int]] = []
    faults = []
    for line, row in rows_of(file):
        figure = row[1] if len(row) > 1 else ""
        if is_number(figure):
            units.append((printable(row[0]), int(figure)))
        elif line > 1:
            what = f"expected a name and a whole number, got {row[:2]}"
            faults.append(Fault(file.name, line, what, "write for instance North,53000"))
    if faults:
        raise FaultyDocument(faults)
    return units


def _answered(found: Apportionment, names: Sequence[str], kind: str, width: int) -> str:
    match kind:
        case "table":
            return views.seat_table(found, names)
        case "json":
            return json.dumps(
                {"names": list(names), **found.as_dict()}, indent=2, ensure_ascii=False
            )
        case "csv":
            return views.seat_csv(found, names)
        case "svg":
            return views.seat_bars(found, names, width=width, paper="#ffffff")
        case _:
            steps = "\n".join(f"{n}. {step.told(names)}" for n, step in enumerate(found.steps, 1))
            return f"{folded(steps)}\n\n{views.seat_table(found, names)}"


def _list() -> str:
    rows = [("method", "needs", "title")]
    for method in tally.APPORTIONMENTS.values():
        takes = [f"[{name}]" for name in method.takes]
        rows.append((method.name, " ".join([*method.needs, *takes]), method.title))
    return in_columns(rows)
