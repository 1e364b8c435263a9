"""National tables of the World Input-Output Database (release of 2016), as CSV.

Rules of this module: industries by industries, domestic and imported, in millions of dollars; what
an industry delivered has to add up to the output that the table states.

Source: M. P. Timmer et al., "An illustrated user guide to the World Input-Output Database", Review
of International Economics 23 (2015).

Not here: what economy it makes (``table``).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Rows
from commonweal.plan.tables.grid import fields_of, numbers
from commonweal.plan.tables.table import Table, held_together
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

UNIT = "USD m"

HEADINGS = ["Year", "Code", "Description", "Origin"]

FIRST_FINAL = "CONS_h"
"""The heading after those of the industries: what households consumed."""


def read_wiod(path: Path) -> Table:
    """Read a national table of the World Input-Output Database, as CSV.

    Raises:
        FaultyDocument: when it is none, or does not add up to the output that it states.
    """
    (_, headings), *lines = fields_of(path)
    if headings[:4] != HEADINGS or headings[-1:] != ["GO"] or FIRST_FINAL not in headings:
        what = f"expected Year, Code, Description, Origin ... {FIRST_FINAL} ... GO, got "
        what += f"{', '.join(headings[:4])} ..."
        raise FaultyDocument([Fault(path.name, 1, what, "give a national table of WIOD as CSV")])
    size = headings.index(FIRST_FINAL) - 4
    codes = tuple(headings[4 : 4 + size])
    parts: dict[str, Floats] = {}
    titles: tuple[str, ...] = ()
    faults: list[Fault] = []
    for origin in ("Domestic", "Imports"):
        rows = [(at, line) for at, line in lines if line[3:4] == [origin]]
        if tuple(line[1] for _, line in rows) != codes:
            what = f"expected {size} rows of origin {origin}, in the order of the headings"
            faults.append(Fault(path.name, 0, what, "add or reorder them"))
            continue
        parts[origin] = numbers(path.name, rows, 4, len(headings), faults)
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
