"""``commonweal apportion --table``: seats by district and by party at once, from a CSV file.

Rules of this module:

* a row is a district and a column a party, and the column ``seats`` holds the districts' seats; a
  last row called ``seats`` may hold those of the parties, else they are divided by their votes;
* that no table of seats can be right is an answer, with an exit code of its own.

Not here: how the seats are found (``commonweal.tally.biproportion``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from commonweal import tally
from commonweal.cli.draws import is_number, printable
from commonweal.cli.layout import folded
from commonweal.cli.reading import rows_of
from commonweal.tally import Biproportion, views
from commonweal.terms import Fault, FaultyDocument

NO_TABLE = 4
"""The exit code where no table of seats is right."""

SEATS = "seats"


@dataclass(slots=True)
class Sheet:
    """What a table of votes says.

    Attributes:
        parties: the parties' names.
        districts: the districts' names.
        votes: votes ``[district][party]``.
        seats: seats of each district.
        given: seats of each party, where the file gives them.
    """

    parties: tuple[str, ...]
    districts: list[str] = field(default_factory=list)
    votes: list[list[int]] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)
    given: list[int] | None = None


def read_sheet(file: Path) -> Sheet:
    """Read a table of votes.

    Raises:
        FaultyDocument: with every fault, by line.
        OSError: when the file cannot be opened.
    """
    rows = rows_of(file)
    head = rows[0][1] if rows else []
    faults = _wrong_head(file.name, head)
    if faults:
        raise FaultyDocument(faults)
    place = [cell.lower() for cell in head].index(SEATS)
    sheet = Sheet(tuple(printable(name) for n, name in enumerate(head) if n not in (0, place)))
    for line, cells in rows[1:]:
        what = _take(sheet, cells, place)
        if what:
            remedy = "write a district, its seats, and whole numbers of votes, 0 for none"
            faults.append(Fault(file.name, line, what, remedy))
    if not sheet.districts and not faults:
        faults.append(Fault(file.name, 2, "expected districts, got none", "write one on each line"))
    if faults:
        raise FaultyDocument(faults)
    return sheet


def _wrong_head(file: str, head: Sequence[str]) -> list[Fault]:
    columns = [cell.lower() for cell in head[1:]]
    names = [cell for cell in columns if cell != SEATS]
    if columns.count(SEATS) == 1 and names and all(names) and len(set(names)) == len(names):
        return []
    what = f"expected a heading such as district,{SEATS},Left,Right, got {','.join(head)[:60]!r}"
    return [Fault(file, 1, what, f"name every party once, and the column {SEATS}")]


def _take(sheet: Sheet, cells: Sequence[str], place: int) -> str:
    """Take a row into the sheet; say what is wrong with it."""
    width = len(sheet.parties) + 2
    if len(cells) != width:
        return f"expected {width} cells, got {len(cells)}"
    name, total = cells[0], cells[place]
    votes = [cell for number, cell in enumerate(cells) if number not in (0, place)]
    of_parties = name.lower() == SEATS
    wanted = votes if of_parties else [total, *votes]
    wrong = [cell for cell in wanted if not is_number(cell)]
    if wrong:
        return f"expected whole numbers, got {wrong[0][:40]!r}"
    if sheet.given is not None or name in sheet.districts:
        return f"expected every district once, and the row {SEATS} last, got {name[:40]!r}"
    figures = [int(cell) for cell in votes]
    if of_parties:
        sheet.given = figures
    else:
        sheet.districts.append(printable(name))
        sheet.seats.append(int(total))
        sheet.votes.append(figures)
    return ""


def divide(sheet: Sheet, by: str, lots: Sequence[Sequence[int]]) -> Biproportion:
    """Give the seats.

    Raises:
        BadCount: when the figures do not fit together.
        BadLot: when a draw does not answer its tie.
    """
    return tally.biproportion(sheet.votes, sheet.seats, sheet.given, by=by, lots=lots)


def answered(found: Biproportion, sheet: Sheet, kind: str) -> str:
    """Return the seats in the form that was asked for.

    Raises:
        UsageError: when a chart is asked for.
    """
    names = sheet.districts, sheet.parties
    match kind:
        case "table":
            return views.district_table(found, *names)
        case "json":
            plain = {
                "districts": list(sheet.districts),
                "parties": list(sheet.parties),
                "apportionment": {**found.as_dict(), "steps": found.told(*names)},
            }
            return json.dumps(plain, indent=2, ensure_ascii=False)
        case "csv":
            return views.district_csv(found, *names)
        case "svg":
            raise click.UsageError("--as svg draws no table of districts: take table or csv")
        case _:
            steps = enumerate(found.told(*names), 1)
            told = folded("\n".join(f"{number}. {step}" for number, step in steps))
            return "\n".join([told, "", views.district_table(found, *names), *_open(found)])


def _open(found: Biproportion) -> list[str]:
    """Say that seats in the table are given to nobody."""
    if found.conflict is not None:
        return ["No table is right. This one has the seats of the districts, not of the parties."]
    return [] if found.lot is None else ["A lot is needed before these seats are given."]
