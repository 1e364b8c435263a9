"""Grids: a file of numbers under headings, with labels at the beginning of each line.

Rules of this module:

* a field with nothing in it is 0, because tables of statistics are mostly empty; what is no number,
  or not a finite one, is told with file, line and column;
* every line has as many fields as there are headings, and every name is there once;
* commas of thousands are faults: whoever reads 1,234 as 1 and 234 plans with the wrong figure.

Not here: which columns mean what (``sut``, ``bea``, ``mrio``).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

Lines = list[tuple[int, list[str]]]
"""Fields with the number of their line in the file."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers with their labels.

    Attributes:
        place: the file.
        labels: texts of each line by heading.
        names: first label of each line.
        columns: headings of the numbers.
        values: float64 ``[line, column]``.
        lines: number of each line in the file.
        first: number of the first column of numbers.
    """

    place: str
    labels: dict[str, tuple[str, ...]]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats
    lines: tuple[int, ...]
    first: int

    def chosen(self, columns: Sequence[str]) -> Floats:
        """Return columns by their headings; zeros for one that is not there."""
        found = np.zeros((len(self.names), len(columns)))
        for at, name in enumerate(columns):
            if name in self.columns:
                found[:, at] = self.values[:, self.columns.index(name)]
        return found

    def fault(self, row: int, column: int, what: str, remedy: str) -> Fault:
        """Return a fault about one number."""
        return Fault(self.place, self.lines[row], what, remedy, column=self.first + column)

    def negative(self, columns: Sequence[str], remedy: str) -> list[Fault]:
        """Return a fault for every number below 0 in some columns."""
        at = [self.columns.index(name) for name in columns if name in self.columns]
        wrong = ((row, at[place]) for row, place in np.argwhere(self.values[:, at] < 0))
        return [
            self.fault(
                int(row), column,
                f"expected 0 or more of {self.names[row]!r} for {self.columns[column]!r}, "
                f"got {self.values[row, column]:g}",
                remedy,
            )
            for row, column in wrong
        ]  # fmt: skip


def fields_of(path: Path, delimiter: str = ",") -> Lines:
    """Return the lines of a file that hold something.

    Raises:
        FaultyDocument: when it is not there, no UTF-8, or empty.
    """
    found = list(lines_of(path, delimiter))
    if not found:
        raise FaultyDocument([Fault(path.name, 0, "there is nothing in it", "give a table")])
    return found


def lines_of(path: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Give the lines of a file that hold something, one after the other: files can be large.

    Raises:
        FaultyDocument: when it is not there, or no UTF-8.
    """
    if not path.is_file():
        raise FaultyDocument([Fault(path.name, 0, "there is no such file", f"add {path.name}")])
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter)
            yield from ((reader.line_num, fields) for fields in reader if any(fields))
    except (UnicodeDecodeError, csv.Error) as error:
        what = f"expected CSV in UTF-8: {error}"
        raise FaultyDocument([Fault(path.name, 0, what, "save the file as such")]) from error


def read_grid(path: Path, labels: Sequence[str], optional: Sequence[str] = ()) -> Grid:
    """Read a grid with one line of headings.

    Args:
        path: the file.
        labels: headings of texts that have to be there, the one that names the line first.
        optional: headings of texts that may be there.

    Raises:
        FaultyDocument: when it is none; carries every fault.
    """
    (_, headings), *lines = fields_of(path)
    headings = [one.strip() for one in headings]
    known = [one for one in (*labels, *optional) if one in headings]
    first = len(known)
    missing = [one for one in labels if one not in headings]
    if missing or set(headings[:first]) != set(known):
        what = f"expected the headings {', '.join((*labels, *optional))} first, got {headings[:4]}"
        raise FaultyDocument([Fault(path.name, 1, what, "put them before the numbers")])
    faults = twice(path.name, "heading", headings)
    texts = {one: headings.index(one) for one in known}
    values = numbers(path.name, lines, first, len(headings), faults)
    names = tuple(fields[texts[labels[0]]].strip() for _, fields in lines)
    faults += twice(path.name, labels[0], names)
    if faults:
        raise FaultyDocument(faults)
    told = {
        one: tuple(fields[at].strip() for _, fields in lines) for one, at in texts.items()
    }  # fmt: skip
    at = tuple(line for line, _ in lines)
    return Grid(path.name, told, names, tuple(headings[first:]), values, at, first + 1)


def twice(place: str, what: str, names: Iterable[str]) -> list[Fault]:
    """Return a fault for every name that is there twice, or is none."""
    counted = Counter(names)
    found = [
        Fault(place, 0, f"{what} {name!r} is there {times} times", "give each name once")
        for name, times in counted.items()
        if times > 1 and name
    ]
    if "" in counted:
        found.append(Fault(place, 0, f"a {what} has no name", "name it"))
    return found


def numbers(
    place: str,
    lines: Iterable[tuple[int, list[str]]],
    first: int,
    width: int,
    faults: list[Fault],
    nothing: Sequence[str] = ("",),
) -> Floats:
    """Return the numbers of lines, from a field on; faults are added to ``faults``.

    Args:
        place: the file.
        lines: with the numbers of the lines.
        first: the first field that is a number, from 0.
        width: how many fields a line has.
        faults: collects what is wrong.
        nothing: what stands for 0.
    """
    found = []
    for line, fields in lines:
        if len(fields) != width:
            what = f"expected {width} fields, got {len(fields)}"
            faults.append(Fault(place, line, what, "add or remove separators"))
            continue
        texts = fields[first:]
        try:
            row = np.array(texts, dtype=np.float64)
        except ValueError:
            row = np.array([0.0 if one.strip() in nothing else _number(one) for one in texts])
        for column in np.flatnonzero(~np.isfinite(row)):
            what = f"expected a number, got {texts[column][:40]!r}"
            remedy = "write it like 1234.5, without separators of thousands"
            faults.append(Fault(place, line, what, remedy, column=first + int(column) + 1))
        found.append(row)
    return np.array(found).reshape(len(found), width - first)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")
