"""National tables of the World Input-Output Database (release of 2016), as CSV.

Rules of this module: industries by industries, domestic and imported, in millions of dollars; what
an industry delivered has to add up to the output that the table states.

Source: M. P. Timmer et al., "An illustrated user guide to the World Input-Output Database", Review
of International Economics 23 (2015).

Not here: what economy it makes (``table``).
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Rows
from commonweal.plan.tables.table import Table, held_together
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

UNIT = "USD m"


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
    return held_together(table)


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
