"""Tables of many regions, in the folders of text files that pymrio saves, and EXIOBASE's.

=======================  =========================================================================
``Z.txt``                deliveries; or ``A.txt``, shares of them, with ``x.txt``
``Y.txt``                final deliveries, by region and category
``x.txt``                outputs; may be missing beside ``Z.txt``
``unit.txt``             the unit of each row; may be missing
``NAME/F.txt``           what industries used or gave off, with ``NAME/unit.txt``; may be missing
``file_parameters.json`` how many lines and columns of labels a file has; seen from its headings
                         where it is missing
=======================  =========================================================================

Fields are separated by tabs, labelled by region and sector. Rules of this module:

* the table of all regions is one table; who is in which region is kept for footprints;
* accounts in the unit of the table (value added, wages, taxes) are payments, and no resource; an
  account in hours is labour, any other a ceiling without a limit; one that is negative is a fault;
* a *footprint* is all of a resource that a region's final deliveries of a product need, directly
  and indirectly, wherever it was made.

Source: K. Stadler, "Pymrio: a Python based multi-regional input-output analysis toolbox", Journal
of Open Research Software 9 (2021); K. Stadler et al., "EXIOBASE 3", Journal of Industrial Ecology
22 (2018); Miller and Blair, 2nd ed. 2009, sections 3.3 and 10.

Not here: what final consumers themselves give off (``F_Y``), which no process does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from commonweal.plan.economy import ResourceKind, Rows
from commonweal.plan.requirements import Technique
from commonweal.plan.tables.grid import Lines, fields_of, lines_of, numbers, twice
from commonweal.plan.tables.table import Table, held_together
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Label = tuple[str, ...]

WITHIN = 1e-5
"""Largest difference between output and deliveries: the files give some digits only."""

UNIT = "money"

REMEDY = "split it into what is used and what is given off, or move its folder away"

PARAMETERS = "file_parameters.json"


class _Layout(msgspec.Struct):
    name: str
    nr_index_col: int | str = 0
    nr_header: int | str = 2


class _Parameters(msgspec.Struct):
    files: dict[str, _Layout] = {}


@dataclass(frozen=True, slots=True)
class Account:
    """Numbers of a file with the labels of its rows and columns."""

    place: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    values: Floats


@dataclass(frozen=True, slots=True)
class Mrio:
    """A table of many regions.

    Attributes:
        table: all of them together; the name of an industry is its region and its sector.
        regions, sectors: of each industry.
        consumers: the regions that consume, in the order of ``final``.
        final: ``[industry, region]``, what was finally delivered to each region.
    """

    table: Table
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    consumers: tuple[str, ...]
    final: Floats


def read_mrio(folder: Path) -> Mrio:
    """Read a folder.

    Raises:
        FaultyDocument: when it holds no such table, or one that does not add up.
    """
    flows = read_account(folder, "Z" if (folder / _name(folder, "Z")).is_file() else "A")
    final = read_account(folder, "Y")
    labels = flows.rows
    _same(flows.place, "columns", flows.columns, labels)
    _same(final.place, "rows", final.rows, labels)
    deliveries = flows.values
    output = _output(folder, labels)
    if flows.place.startswith("A"):
        if output is None:
            what = "there is no such file, and A.txt says shares only"
            raise FaultyDocument([Fault("x.txt", 0, what, "add x.txt, or Z.txt")])
        deliveries = deliveries * output
    if output is None:
        output = deliveries.sum(axis=1) + final.values.sum(axis=1)
    units = _units(folder, labels)
    resources, kinds, uses = _resources(folder, labels, set(units))
    nothing = np.zeros(len(labels))
    table = Table(
        Rows(tuple(" ".join(one) for one in labels), units),
        deliveries,
        np.zeros_like(deliveries),
        final.values.sum(axis=1),
        nothing,
        output,
        folder.name,
        resources,
        kinds,
        uses,
    )
    consumers = tuple(dict.fromkeys(one[0] for one in final.columns))
    of = [consumers.index(one[0]) for one in final.columns]
    by_region = np.zeros((len(labels), len(consumers)))
    np.add.at(by_region.T, of, final.values.T)
    regions, sectors = (tuple(one[at] for one in labels) for at in (0, -1))
    return Mrio(held_together(table, WITHIN), regions, sectors, consumers, by_region)


def footprints(of: Mrio, resource: int) -> Floats:
    """Return how much of a resource every region's final deliveries of every sector need.

    Args:
        of: the tables.
        resource: the row of ``of.table.resources``.

    Returns:
        float64 ``[region, sector]``, in the unit of the resource; regions are ``of.consumers``,
        sectors in the order in which they first come in ``of.sectors``.

    Raises:
        Unproductive: when some industry needs at least what it gives.
    """
    table = of.table
    assert table.uses is not None, "read without resources"
    direct = table.uses[resource] / table.scale
    contained = Technique(csr_array(table.shares)).turned.requirements(direct).amounts
    order = {name: at for at, name in enumerate(dict.fromkeys(of.sectors))}
    found = np.zeros((len(order), len(of.consumers)))
    np.add.at(found, [order[one] for one in of.sectors], contained[:, None] * of.final)
    return found.T


def read_account(folder: Path, name: str) -> Account:
    """Read one file of a folder.

    Raises:
        FaultyDocument: when it is not there, or no such file.
    """
    layout = _layout(folder, name)
    path = folder / layout.name
    lines = lines_of(path, "\t")
    heads = int(layout.nr_header)
    headings = [fields for _, fields in islice(lines, heads)]
    first = int(layout.nr_index_col) or _labels(headings[0] if headings else [])
    rows: list[Label] = []

    def labelled() -> Iterator[tuple[int, list[str]]]:
        for line, fields in lines:
            if rows or any(fields[first:]):  # else the names of the labels, on a line of their own
                rows.append(tuple(fields[:first]))
                yield line, fields

    faults: list[Fault] = []
    width = max((len(fields) for fields in headings), default=first)
    if width <= first:
        what = f"expected headings of numbers after {first} of labels, got {width} in all"
        raise FaultyDocument([Fault(path.name, 1, what, "give a file that pymrio has saved")])
    values = numbers(path.name, labelled(), first, width, faults)
    columns = tuple(zip(*(fields[first:] for fields in headings), strict=False))
    faults += twice(path.name, "row", (" ".join(one) for one in rows))
    if faults:
        raise FaultyDocument(faults)
    return Account(path.name, tuple(rows), columns, values)


def _labels(heading: list[str]) -> int:
    """Return how many fields are labels: one that is named, and those that are empty after it."""
    return next((at for at, text in enumerate(heading[1:], start=1) if text), len(heading))


def _name(folder: Path, name: str) -> str:
    return _layout(folder, name).name


def _layout(folder: Path, name: str) -> _Layout:
    single = name in ("x", "unit")
    usual = _Layout(f"{name}.txt", 2 if single else 0, 1 if single else 2)
    path = folder / PARAMETERS
    if not path.is_file():
        return usual
    try:
        told = msgspec.json.decode(path.read_bytes(), type=_Parameters)
        found = told.files.get(name, usual)
        found.nr_index_col, found.nr_header = int(found.nr_index_col), int(found.nr_header)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        fault = Fault(path.name, 0, f"expected what pymrio writes: {error}", "remove the file")
        raise FaultyDocument([fault]) from error
    if found.nr_index_col < 0 or found.nr_header < 1 or Path(found.name).name != found.name:
        what = f"{name}: expected a file of this folder with labels, got {found.name!r}"
        raise FaultyDocument([Fault(path.name, 0, what, "remove the file")])
    return found


def _same(place: str, what: str, got: tuple[Label, ...], wanted: tuple[Label, ...]) -> None:
    """Hold the labels of a file to those of the deliveries."""
    if got == wanted:
        return
    pairs = zip(got, wanted, strict=False)
    at = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
    if at is None:
        told = f"expected {len(wanted)} {what}, got {len(got)}"
    else:
        told = f"expected {' '.join(wanted[at])!r} as number {at + 1} of the {what}, got "
        told += repr(" ".join(got[at]))
    raise FaultyDocument([Fault(place, 0, told, "put them in the order of the deliveries' rows")])


def _output(folder: Path, labels: tuple[Label, ...]) -> Floats | None:
    if not (folder / _name(folder, "x")).is_file():
        return None
    found = read_account(folder, "x")
    _same(found.place, "rows", found.rows, labels)
    total: Floats = found.values[:, 0]
    return total


def _units(folder: Path, labels: tuple[Label, ...]) -> tuple[str, ...]:
    layout = _layout(folder, "unit")
    if not (folder / layout.name).is_file():
        return (UNIT,) * len(labels)
    lines: Lines = fields_of(folder / layout.name, "\t")[1:]
    _same(layout.name, "rows", tuple(tuple(fields[:-1]) for _, fields in lines), labels)
    return tuple(fields[-1] for _, fields in lines)


def _resources(
    folder: Path, labels: tuple[Label, ...], money: set[str]
) -> tuple[Rows, tuple[ResourceKind, ...], Floats]:
    """Read the accounts of what industries used or gave off, but for payments."""
    names: list[str] = []
    units: list[str] = []
    rows: list[Floats] = []
    faults: list[Fault] = []
    for inner in sorted(one for one in folder.iterdir() if one.is_dir()):
        if not (inner / _name(inner, "F")).is_file():
            continue
        account = read_account(inner, "F")
        place = f"{inner.name}/{account.place}"
        _same(place, "columns", account.columns, labels)
        told = _units(inner, account.rows)
        for label, unit, values in zip(account.rows, told, account.values, strict=True):
            if unit in money:
                continue
            names.append(" ".join((inner.name, *label)))
            units.append(unit)
            rows.append(values)
            if (values < 0).any():
                what = f"{' '.join(label)!r} is negative in {(values < 0).sum()} columns"
                faults.append(Fault(place, 0, what, REMEDY))
    if faults:
        raise FaultyDocument(faults)
    kinds: list[ResourceKind] = ["labour" if _hours(unit) else "ceiling" for unit in units]
    uses = np.array(rows) if rows else np.zeros((0, len(labels)))
    return Rows(tuple(names), tuple(units)), tuple(kinds), uses


def _hours(unit: str) -> bool:
    return unit.casefold().removesuffix("s").split(".")[-1].split(" ")[-1] in ("hour", "hr", "h")
