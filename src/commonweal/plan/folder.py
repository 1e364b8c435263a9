"""An economy and its orders as a folder of sheets, as people write and keep them.

==================  ==============================================================================
``products.csv``    ``product, unit``; may say ``title, stock, closing, storable, import_price,
                    export_price``
``processes.csv``   ``process, unit``; may say ``title, capacity, lead, build_lead``
``resources.csv``   ``resource, kind, unit``; may say ``title, limit``; may be missing
``inputs.csv``      ``process, product, quantity``; may say ``unit``: it has to be the product's
``outputs.csv``     likewise
``uses.csv``        ``process, resource, quantity``; may say ``unit``; may be missing
``builds.csv``      ``process, builds, quantity``: capacity built by a unit of activity; likewise
``periods.csv``     ``period``; may say ``deficit``; missing: one period without deficit
``limits.csv``      ``resource, period, quantity``: where a period differs; may be missing
``capacities.csv``  ``process, period, quantity``: likewise
``orders.csv``      ``by, product, quantity``; may say ``unit, rank, period``; may be missing
==================  ==============================================================================

Rules of this module:

* every sheet is CSV, or Parquet with the same headings (``columnar``), which is for large ones;
* all faults of all files are told at once, with file, line and column;
* nothing converts: a unit that is written has to be that of the row;
* what is written can be read again, and is the same economy.

Not here: tables of statistics (``tables``), what an economy is (``economy``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.plan import columnar
from commonweal.plan.economy import KINDS, Economy, ResourceKind, Rows, economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.sheets import Row, Sheet
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

Form = Literal["csv", "parquet"]

FORMS: tuple[Form, ...] = ("csv", "parquet")

_Column = Sequence[str] | NDArray[Any]
_Sheet = tuple[str, Sequence[str], Sequence[_Column]]
"""A name, headings, and a column for each."""


def read(folder: Path) -> tuple[Economy, Orders]:
    """Read an economy and its orders.

    Raises:
        FaultyDocument: when the folder holds none; carries every fault.
    """
    reader = _Reader(folder)
    found = reader.economy()
    return found, reader.orders(found)


def write(folder: Path, of: Economy, wanted: Orders | None = None, *, form: Form = "csv") -> None:
    """Write an economy, and its orders if there are any, into a folder that is made if need be.

    Args:
        folder: where.
        of: the economy.
        wanted: the orders.
        form: of the sheets.

    Raises:
        Unreadable: for Parquet, where there is no Polars.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_sheet = _write_csv if form == "csv" else _write_parquet
    for name, headings, columns in _sheets(of, wanted):
        write_sheet(folder / name, headings, columns)


def _sheets(of: Economy, wanted: Orders | None) -> Iterator[_Sheet]:
    """Give the sheets, each with its headings and columns."""
    yield from _labels(of)
    ways = of.processes
    for name, matrix, rows in (
        ("inputs", of.inputs, of.products),
        ("outputs", of.outputs, of.products),
        ("uses", of.uses, of.resources),
    ):
        what = "resource" if name == "uses" else "product"
        at, process, values = _links(matrix)
        columns = _picked(ways.names, process), _picked(rows.names, at), values
        yield name, ("process", what, "quantity", "unit"), (*columns, _picked(rows.units, at))
    built, by, values = _links(of.builds)
    columns = _picked(ways.names, by), _picked(ways.names, built), values
    yield "builds", ("process", "builds", "quantity"), columns
    yield from _periods(of)
    if wanted is not None:
        yield (
            "orders",
            ("by", "product", "quantity", "unit", "rank", "period"),
            (
                wanted.by,
                _picked(of.products.names, wanted.product),
                wanted.quantity,
                _picked(of.products.units, wanted.product),
                wanted.rank,
                wanted.period + 1,
            ),
        )


def _labels(of: Economy) -> Iterator[_Sheet]:
    goods, ways, scarce = of.products, of.processes, of.resources
    yield (
        "products",
        ("product", "unit", "title", "stock", "closing", "storable", "import_price",
         "export_price"),
        (goods.names, goods.units, _titles(goods), of.stock, of.closing,
         tuple("yes" if one else "no" for one in of.storable), of.import_price, of.export_price),
    )  # fmt: skip
    yield (
        "processes",
        ("process", "unit", "title", "capacity", "lead", "build_lead"),
        (ways.names, ways.units, _titles(ways), of.capacity[0], of.lead, of.build_lead),
    )
    yield (
        "resources",
        ("resource", "kind", "unit", "title", "limit"),
        (scarce.names, of.kinds, scarce.units, _titles(scarce), of.limits[0]),
    )


def _periods(of: Economy) -> Iterator[_Sheet]:
    yield "periods", ("period", "deficit"), (np.arange(1, of.periods + 1), of.deficit)
    for name, what, rows, values in (
        ("limits", "resource", of.resources, of.limits),
        ("capacities", "process", of.processes, of.capacity),
    ):
        period, at = np.nonzero(values[1:] != values[0])
        columns = _picked(rows.names, at), period + 2, values[period + 1, at]
        yield name, (what, "period", "quantity"), columns


def _titles(rows: Rows) -> tuple[str, ...]:
    return rows.titles or ("",) * len(rows)


def _links(matrix: csc_array) -> tuple[Places, Places, Floats]:
    links = csc_array(matrix).tocoo()
    rows, columns = (one.astype(np.int64) for one in links.coords)
    return rows, columns, links.data


def _picked(names: Sequence[str], places: Places) -> NDArray[np.object_]:
    """Return the name at each place; the texts themselves are not copied."""
    return np.array(names, dtype=object)[places]


def _written(value: object) -> str:
    """Write a value so that it is read as the same; what does not limit is left out."""
    if isinstance(value, float):
        return repr(value) if np.isfinite(value) else ""
    return str(value)


def _plain(column: _Column) -> Sequence[object]:
    return column.tolist() if isinstance(column, np.ndarray) else column


def _write_csv(path: Path, headings: Sequence[str], columns: Sequence[_Column]) -> None:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        rows = zip(*map(_plain, columns), strict=True)
        writer.writerows([_written(value) for value in row] for row in rows)


def _write_parquet(path: Path, headings: Sequence[str], columns: Sequence[_Column]) -> None:
    columnar.write(path.with_suffix(".parquet"), headings, columns)


class _Reader:
    """Reads one folder. Owned by one call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.harmless = columnar.harmless(folder) or None

    def sheet(self, name: str, needed: str, known: str = "", *, optional: bool = False) -> Sheet:
        """Return a sheet; a fault where it has to be there and is not."""
        sheet = Sheet(self.folder, name, needed.split(), known.split(), self.faults)
        sheet.sound = self.harmless
        if not optional and not sheet.path.is_file():
            self.faults.append(Fault(name, 0, f"there is no {name} in the folder", "add it"))
        return sheet

    def rows(self, name: str, needed: str, known: str = "", *, optional: bool = False) -> list[Row]:
        """Return the lines of a sheet."""
        return list(self.sheet(name, needed, known, optional=optional).rows())

    def economy(self) -> Economy:
        """Read all sheets but the orders."""
        goods = self.rows(
            "products.csv",
            "product unit",
            "title stock closing storable import_price export_price",
        )
        ways = self.rows("processes.csv", "process unit", "title capacity lead build_lead")
        scarce = self.rows("resources.csv", "resource kind unit", "title limit", optional=True)
        products = self.labels(goods, "product")
        processes = self.labels(ways, "process")
        resources = self.labels(scarce, "resource")
        deficit = self.deficits()
        arrays = {
            "stock": np.array([row.quantity("stock", 0.0) for row in goods]),
            "closing": np.array([row.quantity("closing", 0.0) for row in goods]),
            "storable": np.array(
                [row.choice("storable", ("yes", "no"), "yes") == "yes" for row in goods]
            ),
            "import_price": np.array([_price(row, "import_price") for row in goods]),
            "export_price": np.array([_price(row, "export_price") for row in goods]),
            "lead": np.array([row.whole("lead", 0, 0) for row in ways], dtype=np.int64),
            "build_lead": np.array([row.whole("build_lead", 1, 0) for row in ways], dtype=np.int64),
            "capacity": self.by_period(
                "capacities.csv",
                "process",
                processes,
                [row.quantity("capacity", np.inf) for row in ways],
                deficit.size,
            ),
            "limits": self.by_period(
                "limits.csv",
                "resource",
                resources,
                [row.quantity("limit", np.inf) for row in scarce],
                deficit.size,
            ),
            "deficit": deficit,
            "inputs": self.matrix("inputs.csv", "product", products, processes),
            "outputs": self.matrix("outputs.csv", "product", products, processes),
            "uses": self.matrix("uses.csv", "resource", resources, processes, optional=True),
            "builds": self.matrix("builds.csv", "builds", processes, processes, optional=True),
        }
        kinds = [cast("ResourceKind", row.choice("kind", KINDS)) for row in scarce]
        if self.faults:
            raise FaultyDocument(self.faults)
        return economy(
            products=products,
            processes=processes,
            resources=resources,
            kinds=kinds,
            periods=deficit.size,
            place=self.folder.name,
            **arrays,
        )

    def labels(self, rows: list[Row], heading: str) -> Rows:
        """Return the names of a sheet; a fault where one is there twice."""
        first: dict[str, int] = {}
        for row in rows:
            name = row.name(heading)
            if name in first:
                what = f"{heading} {name!r} stands in line {first[name]} already"
                row.fault(heading, what, "remove one, or name them apart")
            first.setdefault(name, row.line)
            row.name("unit")
        return Rows(
            tuple(row.text(heading) for row in rows),
            tuple(row.text("unit") for row in rows),
            tuple(row.text("title") for row in rows),
        )

    def deficits(self) -> Floats:
        """Return the deficit of every period."""
        rows = self.rows("periods.csv", "period", "deficit", optional=True)
        for at, row in enumerate(rows, start=1):
            if row.text("period") != str(at):
                what = f"expected period {at}, got {row.text('period')!r}"
                row.fault("period", what, "number the periods from 1, one a line")
        return np.array([row.number("deficit", 0.0) for row in rows] or [0.0])

    def by_period(
        self, name: str, what: str, labels: Rows, always: list[float], periods: int
    ) -> Floats:
        """Return a bound for every period: that of its sheet, but where a line says otherwise."""
        found = np.tile(np.array(always, dtype=np.float64), (periods, 1))
        for row in self.rows(name, f"{what} period quantity", optional=True):
            at = row.place(what, labels.index, f"{_SHEETS[what]}.csv")
            period = row.whole("period", 1, 1, periods)
            quantity = row.quantity("quantity", np.inf)
            if at is not None:
                found[period - 1, at] = quantity
        return found

    def matrix(
        self, name: str, what: str, rows: Rows, processes: Rows, *, optional: bool = False
    ) -> csc_array:
        """Return the coefficients of a sheet; a fault where one is there twice."""
        known = "" if what == "builds" else "unit"
        where = _SHEETS[what]
        sheet = self.sheet(name, f"process {what} quantity", known, optional=optional)
        found = self.columns(sheet, what, rows, processes)
        if found is not None:
            return found
        first: dict[tuple[int, int], int] = {}
        values = []
        for row in sheet.rows():
            process = row.place("process", processes.index, "processes.csv")
            at = row.place(what, rows.index, f"{where}.csv")
            quantity = row.quantity("quantity")
            if process is None or at is None:
                continue
            self.unit(row, rows, at, f"{where}.csv")
            if (at, process) in first:
                said = (
                    f"{what} {rows.names[at]!r} of this process stands in line {first[at, process]}"
                )
                row.fault(what, f"{said} already", "add the two up in one line")
                continue
            first[at, process] = row.line
            values.append(quantity)
        places = np.array(list(first), dtype=np.int64).reshape(-1, 2)
        return csc_array(
            (np.array(values, dtype=np.float64), (places[:, 0], places[:, 1])),
            shape=(len(rows), len(processes)),
        )

    def columns(self, sheet: Sheet, what: str, rows: Rows, processes: Rows) -> csc_array | None:
        """Return the coefficients of a sheet in Parquet; nothing where any is doubtful."""
        if sheet.path.suffix != ".parquet" or not sheet.probed():
            return None
        units = None if what == "builds" else rows.units
        named = ("process", what), (processes.names, rows.names)
        found = columnar.links(sheet.path, *named, units)
        if found is None:
            return None
        columns, places, values = found
        return csc_array((values, (places, columns)), shape=(len(rows), len(processes)))

    def unit(self, row: Row, rows: Rows, at: int, where: str) -> None:
        """Hold a unit that is written to that of its row."""
        text = row.text("unit")
        if text and text != rows.units[at]:
            what = f"{rows.names[at]!r} is in {rows.units[at]!r} ({where}), got {text!r}"
            row.fault("unit", what, f"convert the quantity to {rows.units[at]!r}")

    def orders(self, of: Economy) -> Orders:
        """Read the orders to an economy."""
        found = []
        for row in self.rows(
            "orders.csv", "by product quantity", "unit rank period", optional=True
        ):
            at = row.place("product", of.products.index, "products.csv")
            quantity = row.quantity("quantity")
            if not quantity > 0:
                row.fault(
                    "quantity", f"expected more than 0, got {row.text('quantity')}", "leave it out"
                )
            if at is not None:
                self.unit(row, of.products, at, "products.csv")
            rank, period = row.whole("rank", 1, 1), row.whole("period", 1, 1, of.periods)
            found.append(Order(row.name("by"), row.text("product"), quantity, rank, period))
        if self.faults:
            raise FaultyDocument(self.faults)
        return orders(found, of, place="orders.csv")


_SHEETS = {
    "product": "products",
    "resource": "resources",
    "process": "processes",
    "builds": "processes",
}


def _price(row: Row, heading: str) -> float:
    """Return a price; not traded where none is written."""
    return row.quantity(heading, 0.0) if row.text(heading) else float("nan")
