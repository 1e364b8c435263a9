"""Tables of statistics: who delivered how much to whom in a year, and the economy that this makes.

Reads national tables of the World Input-Output Database (release of 2016): industries by
industries, domestic and imported, in millions of dollars.

Rules of this module:

* a product of the economy is an industry's output, a process its production; a unit is worth a
  million of the table's money at the prices of the year: the unit of account is the table's;
* imports stand apart as products of their own, which have a price in foreign money and no maker, or
  are added to what is made at home (``together``), as if that had been made at home too;
* an industry without output takes part in nothing.

Source: M. P. Timmer et al., "An illustrated user guide to the World Input-Output Database", Review
of International Economics 23 (2015); R. E. Miller and P. D. Blair, *Input-Output Analysis*, 2nd ed.
2009, chapter 4 (imports apart or together).

Not here: folders of our own form (``folder``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array, vstack

from commonweal.plan.economy import Economy, Rows, economy
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

UNIT = "USD m"


@dataclass(frozen=True, slots=True)
class Table:
    """Who delivered how much to whom.

    Attributes:
        industries: names, units of the table's money, titles.
        domestic, imported: ``[industry, industry]``, the row delivering to the column.
        final: ``[industry]``, what home producers delivered to consumers, investors and abroad.
        final_imported: ``[industry]``, what was imported for them.
        output: ``[industry]``, all that each made.
        place: the file.
    """

    industries: Rows
    domestic: Floats
    imported: Floats
    final: Floats
    final_imported: Floats
    output: Floats
    place: str


def read_wiod(path: Path) -> Table:
    """Read a national table of the World Input-Output Database, as CSV.

    Raises:
        FaultyDocument: when it is none, or does not add up to the output that it states.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))
    headings = lines[0] if lines else []
    if headings[:4] != ["Year", "Code", "Description", "Origin"] or headings[-1:] != ["GO"]:
        what = f"expected Year, Code, Description, Origin ... GO, got {', '.join(headings[:4])} ..."
        raise FaultyDocument([Fault(path.name, 1, what, "give a national table of WIOD as CSV")])
    size = headings.index("CONS_h") - 4
    codes = tuple(headings[4 : 4 + size])
    parts: dict[str, Floats] = {}
    titles: tuple[str, ...] = ()
    faults: list[Fault] = []
    for origin in ("Domestic", "Imports"):
        rows = [(at, line) for at, line in enumerate(lines, start=1) if line[3:4] == [origin]]
        if tuple(line[1] for _, line in rows) != codes:
            what = f"expected {size} rows of origin {origin}, in the order of the headings"
            faults.append(Fault(path.name, 0, what, "add or reorder them"))
            continue
        parts[origin] = np.array([_numbers(path, at, line[4:], faults) for at, line in rows])
        titles = tuple(line[2] for _, line in rows)
    if faults:
        raise FaultyDocument(faults)
    home, foreign = parts["Domestic"], parts["Imports"]
    table = Table(
        Rows(codes, (UNIT,) * size, titles),
        home[:, :size],
        foreign[:, :size],
        home[:, size:-1].sum(axis=1),
        foreign[:, size:-1].sum(axis=1),
        home[:, -1],
        path.name,
    )
    _hold_together(table)
    return table


def _numbers(path: Path, line: int, fields: list[str], faults: list[Fault]) -> list[float]:
    found = []
    for column, text in enumerate(fields, start=5):
        try:
            found.append(float(text))
        except ValueError:
            what = f"expected a number, got {text!r}"
            faults.append(Fault(path.name, line, what, "correct it", column=column))
            found.append(0.0)
    return found


def _hold_together(table: Table) -> None:
    """Hold a table to itself: what an industry delivered is what it made."""
    delivered = table.domestic.sum(axis=1) + table.final
    wrong = np.flatnonzero(~np.isclose(delivered, table.output, rtol=1e-6, atol=1e-3))
    if wrong.size:
        raise FaultyDocument(
            [
                Fault(
                    table.place,
                    0,
                    f"{table.industries.names[at]}: deliveries add up to {delivered[at]:.6g}, "
                    f"output is {table.output[at]:.6g}",
                    "correct the row, or its output",
                )
                for at in wrong
            ]
        )


def economy_of(table: Table, *, together: bool = False) -> Economy:
    """Return the economy that a table describes, for one year, without limits.

    Args:
        table: the table.
        together: whether imports count as made at home; else they stand apart, at the price of the
            year, and have to be paid with exports, of which each industry's output can be one.
    """
    scale = np.where(table.output > 0, table.output, np.inf)
    home = csc_array(table.domestic / scale)
    made = csc_array(eye_array(table.output.size))
    names, titles = table.industries.names, table.industries.titles
    processes = Rows(tuple(f"make {name}" for name in names), table.industries.units, titles)
    if together:
        return economy(
            products=table.industries,
            processes=processes,
            inputs=csc_array(home + csc_array(table.imported / scale)),
            outputs=made,
            place=table.place,
        )
    foreign = tuple(f"imported {name}" for name in names)
    size = len(names)
    nothing = csc_array((size, size))
    products = Rows(names + foreign, table.industries.units * 2, titles * 2)
    return economy(
        products=products,
        processes=processes,
        inputs=csc_array(vstack([home, csc_array(table.imported / scale)])),
        outputs=csc_array(vstack([made, nothing])),
        import_price=np.concatenate([np.full(size, np.nan), np.ones(size)]),
        export_price=np.concatenate([np.ones(size), np.full(size, np.nan)]),
        place=table.place,
    )
