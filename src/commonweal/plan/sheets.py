"""One sheet of a folder: rows of a CSV or Parquet file under known headings, with their places.

Rules of this module:

* UTF-8, commas, one line of headings; headings may come in any order, and are known or a fault;
* a fault names file, line and column (the number of the field), what was expected and the remedy;
* where there is ``NAME.parquet`` and no ``NAME.csv`` that is read, with the same rules
  (``columnar``); lines are then rows, counted from 1;
* numbers have a decimal point and no thousands separator; ``inf`` is not written: leave it out.

Not here: which sheets there are and what they mean (``folder``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

from commonweal.plan import columnar
from commonweal.terms import Fault

LABEL_MAX = 500
"""Letters of a name at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        sheet: the sheet it is of.
        line: its number, the headings being line 1.
        values: what is written, by heading; empty where nothing is.
    """

    sheet: Sheet
    line: int
    values: Mapping[str, str]

    def text(self, heading: str) -> str:
        """Return what is written under a heading."""
        return self.values.get(heading, "")

    def fault(self, heading: str, what: str, remedy: str) -> None:
        """Note that something is wrong under a heading."""
        column = self.sheet.headings.index(heading) + 1 if heading in self.sheet.headings else 0
        self.sheet.faults.append(Fault(self.sheet.name, self.line, what, remedy, column=column))

    def name(self, heading: str) -> str:
        """Return a name; a fault where there is none."""
        text = self.text(heading)
        if not text or len(text) > LABEL_MAX:
            self.fault(heading, f"expected a name under {heading!r}, got {text[:20]!r}", "name it")
        return text

    def number(self, heading: str, otherwise: float) -> float:
        """Return a number; ``otherwise`` where nothing is written or what is written is none."""
        text = self.text(heading)
        if not text:
            return otherwise
        try:
            value = float(text) if text.isascii() and "_" not in text else float("nan")
        except ValueError:
            value = float("nan")
        if isfinite(value):
            return value
        what = f"expected a number under {heading!r}, got {text[:40]!r}"
        self.fault(heading, what, "write it like 1234.5, without separators of thousands")
        return otherwise

    def quantity(self, heading: str, otherwise: float | None = None) -> float:
        """Return a number of 0 or more; it has to be there unless there is an ``otherwise``."""
        if otherwise is None and not self.text(heading):
            self.fault(heading, f"expected a quantity under {heading!r}, got nothing", "write it")
        value = self.number(heading, otherwise or 0.0)
        if value < 0:
            what = f"expected 0 or more under {heading!r}, got {self.text(heading)}"
            self.fault(heading, what, "write outputs as outputs, not as negative inputs")
        return value

    def whole(self, heading: str, otherwise: int, least: int, most: int | None = None) -> int:
        """Return a whole number within bounds."""
        value = self.number(heading, otherwise)
        if value == int(value) and value >= least and (most is None or value <= most):
            return int(value)
        bounds = f"{least} or more" if most is None else f"{least} to {most}"
        what = f"expected a whole number, {bounds}, under {heading!r}, got {self.text(heading)!r}"
        self.fault(heading, what, "correct it")
        return otherwise

    def choice(self, heading: str, choices: Sequence[str], otherwise: str = "") -> str:
        """Return one of several words."""
        text = self.text(heading) or otherwise
        if text not in choices:
            what = f"expected {' or '.join(choices)} under {heading!r}, got {text!r}"
            self.fault(heading, what, "write one of them")
            return choices[0]
        return text

    def place(self, heading: str, known: Mapping[str, int], where: str) -> int | None:
        """Return the place of a name among known ones; a fault where it is none of them."""
        text = self.text(heading)
        if text in known:
            return known[text]
        near = get_close_matches(text, known, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"add it to {where}"
        self.fault(heading, f"there is no {heading} {text!r} in {where}", remedy)
        return None


class Sheet:
    """A file of a folder.

    Args:
        folder: the folder.
        name: the file, as CSV.
        needed: headings that have to be there.
        known: headings that may be there as well.
        faults: collects what is wrong.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        needed: Sequence[str],
        known: Sequence[str],
        faults: list[Fault],
    ) -> None:
        self.path = folder / name
        columns = self.path.with_suffix(".parquet")
        if columns.is_file():
            if self.path.is_file() and self.path != columns:
                what = f"there is {columns.name} as well"
                faults.append(Fault(name, 0, what, "remove one of the two"))
            else:
                self.path = columns
        self.name = self.path.name
        self.needed, self.known = tuple(needed), (*needed, *known)
        self.faults = faults
        self.headings: list[str] = []
        self.sound: bool | None = None  # whether a Parquet file does no harm, once it is known

    def rows(self) -> Iterator[Row]:
        """Give the lines that hold something; none where there is no such file."""
        if not self.path.is_file():
            return
        try:
            if self.path.suffix == ".parquet":
                if self.probed():
                    yield from self._rows(enumerate(columnar.rows(self.path)))
                return
            with self.path.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.reader(stream, strict=True)
                yield from self._rows((reader.line_num, fields) for fields in reader)
        except UnicodeDecodeError as error:
            what = f"expected UTF-8, got the byte {error.object[error.start]:#04x}"
            self.faults.append(Fault(self.name, 0, what, "save the file as UTF-8"))
        except csv.Error as error:
            self.faults.append(Fault(self.name, 0, f"no CSV: {error}", "quote the field"))

    def probed(self) -> bool:
        """Whether a Parquet file can be read without harm; a fault where it cannot."""
        if self.sound is None:
            try:
                columnar.probe(self.path)
                self.sound = True
            except columnar.Unreadable as why:
                self.faults.append(Fault(self.name, 0, why.what, why.remedy))
                self.sound = False
        return self.sound

    def _rows(self, lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
        self.headings = [one.strip() for one in next(lines, (0, []))[1]]
        if not self._is_headed():
            return
        for line, fields in lines:
            if not any(fields):
                continue
            if len(fields) != len(self.headings):
                what = f"expected {len(self.headings)} fields, got {len(fields)}"
                self.faults.append(Fault(self.name, line, what, "add or remove commas"))
                continue
            values = dict(zip(self.headings, (one.strip() for one in fields), strict=True))
            yield Row(self, line, values)

    def _is_headed(self) -> bool:
        before = len(self.faults)
        for heading in self.needed:
            if heading not in self.headings:
                what = f"there is no heading {heading!r} among {', '.join(self.headings) or 'none'}"
                self.faults.append(Fault(self.name, 1, what, f"add a column {heading!r}"))
        for at, heading in enumerate(self.headings, start=1):
            if heading not in self.known:
                near = get_close_matches(heading, self.known, n=1)
                remedy = f"did you mean {near[0]!r}?" if near else "remove the column"
                what = f"unknown heading {heading!r}"
                self.faults.append(Fault(self.name, 1, what, remedy, column=at))
            elif self.headings.index(heading) != at - 1:
                what = f"heading {heading!r} is there twice"
                self.faults.append(Fault(self.name, 1, what, "remove one", column=at))
        return len(self.faults) == before
