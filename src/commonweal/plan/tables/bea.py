"""Make and use tables as the Bureau of Economic Analysis gives them, and others in their form.

Two files beside each other, ``make_NAME.csv`` and ``use_NAME.csv``. Rules of this module:

* in the make table a line is a product and a column an industry, which its own totals say: lines
  add up to the output of products, columns to that of industries. It is held to the line of totals;
* products and industries are the same in number and order; lines beyond them (scrap, imports that
  nobody makes at home) stay apart, for no industry makes them;
* ``---`` is 0, as the Bureau writes it; the use table's first column may be missing; a figure that
  is withheld is a fault, for no figure is guessed;
* uses are at buyers' prices and of home and imported products together: they count as of home
  products, which is why multipliers are too large; final deliveries are what is left of what was
  made, and less than nothing for products that are mostly imported;
* ``together``, the totals at the end of the make table's lines (imports with them, where it has
  them) are what each product's own industry made, and it made nothing else: the reading of
  J. Stachurski and T. J. Sargent, *Economic Networks*, 2024, chapter 2.

Source: K. J. Horowitz and M. A. Planting, *Concepts and Methods of the U.S. Input-Output Accounts*,
Bureau of Economic Analysis, 2009, chapter 4; the form is that of the files in the package
``quantecon-book-networks``.

Not here: what can be made of supply and use (``sut``).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.economy import Rows
from commonweal.plan.tables.grid import Lines, fields_of, numbers, twice
from commonweal.plan.tables.sut import SupplyUse
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

TOTALS = (
    "Total Commodity Output", "Imports", "CIF/FOB Adjustments on Imports", "Total Industry Output",
    "total",
)  # fmt: skip
"""Headings of a make table that are no industries."""

BOTTOM = "Total industry supply"
"""The line of a make table that adds up its columns."""

NOTHING = ("", "---")

HIDDEN = ("n.p.", "np", "(D)")
"""How offices write that a figure is withheld."""

UNIT = "USD m"


def read_bea(path: Path, *, together: bool = False, unit: str = UNIT) -> SupplyUse:
    """Read a make table and the use table beside it.

    Args:
        path: either of the two.
        together: whether all there is of a product counts as made by its own industry.
        unit: of both.

    Raises:
        FaultyDocument: when either is missing or none, or the two are not of the same industries.
    """
    rest = path.name.partition("_")[2]
    make, use = path.with_name(f"make_{rest}"), path.with_name(f"use_{rest}")
    names, supply = _make(make, together=together)
    taken = _use(use, names)
    nothing = np.zeros(len(names))
    return SupplyUse(
        Rows(names, (unit,) * len(names)),
        Rows(names, (unit,) * len(names)),
        supply,
        taken,
        np.zeros_like(taken),
        supply.sum(axis=1) - taken.sum(axis=1),
        nothing,
        make.name,
    )


def _make(path: Path, *, together: bool) -> tuple[tuple[str, ...], Floats]:
    (_, headings), *lines = fields_of(path)
    size = next((at for at, one in enumerate(headings) if at and one in TOTALS), 0) - 1
    if size < 1:
        what = f"expected industries and then one of {', '.join(TOTALS)}"
        raise FaultyDocument([Fault(path.name, 1, what, "give a make table")])
    columns = tuple(headings[1 : size + 1])
    names = tuple(fields[0] for _, fields in lines[:size])
    faults = _even(path, lines[:size], len(headings)) + twice(path.name, "product", names)
    if names != columns:
        what = "expected the same industries in lines and columns, in one order"
        faults.append(Fault(path.name, 1, what, "reorder them"))
    if together:
        last = len(headings) - 1
        totals = [(at, fields[last : last + 1]) for at, fields in lines[:size]]
        found = np.diag(numbers(path.name, totals, 0, 1, faults, NOTHING)[:, 0])
    else:
        _published(path, lines[:size])
        found = _square(path, lines, 1, size, faults)
        faults += _bottom(path, lines, size, found)
    if faults:
        raise FaultyDocument(faults)
    return names, found


def _even(path: Path, lines: Lines, width: int) -> list[Fault]:
    """Give every line that is longer or shorter than the headings: its figures would be shifted."""
    return [
        Fault(path.name, line, f"expected {width} fields, got {len(fields)}", "mind the commas")
        for line, fields in lines
        if len(fields) != width
    ]


def _published(path: Path, lines: Lines) -> None:
    """Stop at figures that are withheld so that nobody sees into a single enterprise."""
    hidden = [
        (line, at) for line, fields in lines for at, one in enumerate(fields) if one in HIDDEN
    ]
    if hidden:
        line, at = hidden[0]
        what = f"{len(hidden)} figures are withheld (n.p.), this one first"
        remedy = "take the totals of the lines, which are told: --together"
        raise FaultyDocument([Fault(path.name, line, what, remedy, column=at + 1)])


def _bottom(path: Path, lines: Lines, size: int, found: Floats) -> list[Fault]:
    """Hold columns to the line that adds them up, where there is one; it is of whole millions."""
    at = next((at for at, (_, fields) in enumerate(lines) if fields[0] == BOTTOM), None)
    if at is None:
        return []
    faults: list[Fault] = []
    above = [line for line in lines[size:at] if any(line[1])]
    parts = numbers(path.name, [_cut(one, size) for one in above], 1, size + 1, faults, NOTHING)
    last = numbers(path.name, [_cut(lines[at], size)], 1, size + 1, faults, NOTHING)
    if faults:
        return faults
    told = last[0]
    total = found.sum(axis=0) + parts.sum(axis=0)
    for column in np.flatnonzero(np.abs(total - told) > 0.5 * size):
        what = f"column adds up to {total[column]:.6g}, {BOTTOM!r} says {told[column]:.6g}"
        remedy = "a line has to be a product, a column an industry; correct or turn the table"
        faults.append(Fault(path.name, lines[at][0], what, remedy, column=int(column) + 2))
    return faults


def _use(path: Path, names: tuple[str, ...]) -> Floats:
    (_, headings), *lines = fields_of(path)
    faults = _even(path, lines[: len(names)], len(headings))
    bare = headings[0] == names[0]
    if not bare:
        for at, (line, fields) in enumerate(lines[: len(names)]):
            if fields[0] != names[at]:
                what = f"expected the product {names[at]!r}, got {fields[0]!r}"
                remedy = "put products in the order of the make table"
                faults.append(Fault(path.name, line, what, remedy, column=1))
    found = _square(path, lines, 0 if bare else 1, len(names), faults)
    for row, column in np.argwhere(found < 0):
        what = f"{names[row]!r} for {names[column]!r} is {found[row, column]:g}, expected 0 or more"
        at = int(column) + (1 if bare else 2)
        remedy = "write what an industry gives into the make table"
        faults.append(Fault(path.name, lines[row][0], what, remedy, column=at))
    if faults:
        raise FaultyDocument(faults)
    return found


def _square(path: Path, lines: Lines, first: int, size: int, faults: list[Fault]) -> Floats:
    if len(lines) < size:
        what = f"expected {size} lines, got {len(lines)}"
        raise FaultyDocument([*faults, Fault(path.name, 0, what, "add a line for each industry")])
    chosen = [_cut(one, size + first - 1) for one in lines[:size]]
    return numbers(path.name, chosen, first, size + first, faults, NOTHING)


def _cut(line: tuple[int, list[str]], last: int) -> tuple[int, list[str]]:
    """Leave out what comes after the industries."""
    at, fields = line
    return at, fields[: last + 1]
