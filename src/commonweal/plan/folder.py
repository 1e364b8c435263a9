"""An economy and its orders as a folder of CSV files, as people write and keep them.

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

* all faults of all files are told at once, with file, line and column;
* nothing converts: a unit that is written has to be that of the row;
* what is written can be read again, and is the same economy.

Not here: tables of statistics (``tables``), what an economy is (``economy``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.plan.economy import KINDS, Economy, ResourceKind, Rows, economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.sheets import Row, Sheet
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]


def read(folder: Path) -> tuple[Economy, Orders]:
    """Read an economy and its orders.

    Raises:
        FaultyDocument: when the folder holds none; carries every fault.
    """
    reader = _Reader(folder)
    found = reader.economy()
    return found, reader.orders(found)


def write(folder: Path, of: Economy, wanted: Orders | None = None) -> None:
    """Write an economy, and its orders if there are any, into a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder, of)
    for name, matrix, rows in (
        ("inputs", of.inputs, of.products),
        ("outputs", of.outputs, of.products),
        ("uses", of.uses, of.resources),
    ):
        what = "resource" if name == "uses" else "product"
        links = csc_array(matrix).tocoo()
        values = (
            (of.processes.names[process], rows.names[row], _written(value), rows.units[row])
            for row, process, value in zip(*links.coords, links.data, strict=True)
        )
        _write(folder / f"{name}.csv", ("process", what, "quantity", "unit"), values)
    built, names = of.builds.tocoo(), of.processes.names
    rest = (
        (names[by], names[of_], _written(value))
        for of_, by, value in zip(*built.coords, built.data, strict=True)
    )
    _write(folder / "builds.csv", ("process", "builds", "quantity"), rest)
    _write_periods(folder, of)
    if wanted is not None:
        _write(
            folder / "orders.csv",
            ("by", "product", "quantity", "unit", "rank", "period"),
            (
                (by, of.products.names[product], _written(quantity), of.products.units[product],
                 str(rank), str(period + 1))
                for by, product, period, rank, quantity in zip(
                    wanted.by, wanted.product, wanted.period, wanted.rank, wanted.quantity,
                    strict=True,
                )
            ),
        )  # fmt: skip


def _write_rows(folder: Path, of: Economy) -> None:
    goods = of.products
    _write(
        folder / "products.csv",
        ("product", "unit", "title", "stock", "closing", "storable", "import_price",
         "export_price"),
        (
            (name, goods.units[at], _title(goods, at), _written(of.stock[at]),
             _written(of.closing[at]), "yes" if of.storable[at] else "no",
             _written(of.import_price[at]), _written(of.export_price[at]))
            for at, name in enumerate(goods.names)
        ),
    )  # fmt: skip
    ways = of.processes
    _write(
        folder / "processes.csv",
        ("process", "unit", "title", "capacity", "lead", "build_lead"),
        (
            (name, ways.units[at], _title(ways, at), _written(of.capacity[0, at]),
             str(of.lead[at]), str(of.build_lead[at]))
            for at, name in enumerate(ways.names)
        ),
    )  # fmt: skip
    scarce = of.resources
    _write(
        folder / "resources.csv",
        ("resource", "kind", "unit", "title", "limit"),
        (
            (name, of.kinds[at], scarce.units[at], _title(scarce, at), _written(of.limits[0, at]))
            for at, name in enumerate(scarce.names)
        ),
    )


def _write_periods(folder: Path, of: Economy) -> None:
    numbered = enumerate(of.deficit, start=1)
    deficits = ((str(period), _written(value)) for period, value in numbered)
    _write(folder / "periods.csv", ("period", "deficit"), deficits)
    for name, what, rows, values in (
        ("limits", "resource", of.resources, of.limits),
        ("capacities", "process", of.processes, of.capacity),
    ):
        differing = np.argwhere(values[1:] != values[0])
        _write(
            folder / f"{name}.csv",
            (what, "period", "quantity"),
            (
                (rows.names[at], str(period + 2), _written(values[period + 1, at]))
                for period, at in differing
            ),
        )


def _title(rows: Rows, at: int) -> str:
    return rows.titles[at] if rows.titles else ""


def _written(value: float) -> str:
    """Write a number so that it is read as the same; what does not limit is left out."""
    return repr(float(value)) if np.isfinite(value) else ""


def _write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


class _Reader:
    """Reads one folder. Owned by one call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def rows(self, name: str, needed: str, known: str = "", *, optional: bool = False) -> list[Row]:
        """Return the lines of a sheet."""
        sheet = Sheet(self.folder, name, needed.split(), known.split(), self.faults)
        if not optional and not sheet.path.is_file():
            self.faults.append(Fault(name, 0, f"there is no {name} in the folder", "add it"))
        return list(sheet.rows())

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
        first: dict[tuple[int, int], int] = {}
        values = []
        for row in self.rows(name, f"process {what} quantity", known, optional=optional):
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
