"""An economy as labelled sparse matrices: what every process uses and gives, and what limits it.

Rules of this module:

* rows are products (made and used), and resources (used and not made: hours of labour by skill and
  place, land, a ceiling on emissions); columns are processes; a process may give several products;
* every coefficient is a quantity in the unit of its row, for one unit of the process's activity;
* every row has one unit, and whatever is read is held to it; nothing converts;
* arrays are float64, ``inf`` where nothing limits; an economy is not changed once it is made;
* whatever makes an economy checks it: all faults are told at once, by name.

Not here: what is wanted of it (``orders``), what follows (``requirements``, ``solving``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

ResourceKind = Literal["labour", "natural", "ceiling"]
"""Hours of work; what nature gives; what may be given off at most, as emissions."""

KINDS: tuple[ResourceKind, ...] = ("labour", "natural", "ceiling")


@dataclass(frozen=True)
class Rows:
    """Names with their units.

    Attributes:
        names: short names, each once.
        units: unit of each, for instance ``t``, ``hour``, ``1000 kWh``.
        titles: what people read; the name where there is none.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    titles: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The place of each name."""
        return {name: place for place, name in enumerate(self.names)}

    def title(self, place: int) -> str:
        """Return what people read for a row."""
        return (self.titles[place] if self.titles else "") or self.names[place]


@dataclass(frozen=True, kw_only=True)
class Economy:
    """What can be done, with what, in which periods.

    Attributes:
        products, processes, resources: the labels; the unit of a process is that of its activity.
        kinds: kind of each resource.
        inputs, outputs: ``[product, process]``, a quantity for one unit of activity.
        uses: ``[resource, process]``, likewise.
        periods: how many periods are planned.
        capacity: ``[period, process]``, activity at most.
        limits: ``[period, resource]``, quantity at most.
        stock: ``[product]``, what is there at the beginning.
        closing: ``[product]``, what has to be left at the end.
        storable: ``[product]``, whether what is not used is there in the next period.
        lead: ``[process]``, periods from the use of inputs to the coming of outputs.
        builds: ``[process, process]``, capacity of the row that one unit of the column adds.
        build_lead: ``[process]``, periods from the column's activity to the added capacity.
        import_price, export_price: ``[product]``, in foreign money; ``nan``: not traded that way.
        deficit: ``[period]``, foreign money by which imports may exceed exports.
    """

    products: Rows
    processes: Rows
    resources: Rows
    kinds: tuple[ResourceKind, ...]
    inputs: csc_array
    outputs: csc_array
    uses: csc_array
    periods: int = 1
    capacity: Floats
    limits: Floats
    stock: Floats
    closing: Floats
    storable: NDArray[np.bool_]
    lead: Wholes
    builds: csc_array
    build_lead: Wholes
    import_price: Floats
    export_price: Floats
    deficit: Floats
    place: str = field(default="economy", compare=False)

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise FaultyDocument(faults)

    @property
    def labour(self) -> Wholes:
        """The rows of resources that are hours of work."""
        return np.flatnonzero([kind == "labour" for kind in self.kinds])

    @property
    def hours(self) -> Floats:
        """Hours of labour for one unit of each activity; 1 each where no labour is known."""
        if not self.labour.size:
            return np.ones(len(self.processes))
        total: Floats = np.asarray(self.uses.tocsr()[self.labour].sum(axis=0)).ravel()
        return total


def economy(
    *,
    products: Rows,
    processes: Rows,
    inputs: csc_array,
    outputs: csc_array,
    resources: Rows | None = None,
    kinds: Sequence[ResourceKind] = (),
    uses: csc_array | None = None,
    periods: int = 1,
    place: str = "economy",
    **given: NDArray[np.generic] | csc_array,
) -> Economy:
    """Make an economy; whatever is left out limits nothing, is not there, or is at once.

    Args:
        products: labels.
        processes: labels.
        inputs: ``[product, process]``.
        outputs: ``[product, process]``.
        resources: what is used and not made; none when left out.
        kinds: of each resource.
        uses: ``[resource, process]``.
        periods: how many periods.
        place: file or name, for faults.
        given: any other attribute of :class:`Economy`.

    Raises:
        FaultyDocument: when it is no economy; carries every fault.
    """
    rows, columns = len(products), len(processes)
    labels = resources or Rows((), ())
    filled: dict[str, NDArray[np.generic] | csc_array] = {
        "capacity": np.full((periods, columns), np.inf),
        "limits": np.full((periods, len(labels)), np.inf),
        "stock": np.zeros(rows),
        "closing": np.zeros(rows),
        "storable": np.ones(rows, dtype=bool),
        "lead": np.zeros(columns, dtype=np.int64),
        "builds": csc_array((columns, columns)),
        "build_lead": np.ones(columns, dtype=np.int64),
        "import_price": np.full(rows, np.nan),
        "export_price": np.full(rows, np.nan),
        "deficit": np.zeros(periods),
    }
    return Economy(
        products=products,
        processes=processes,
        resources=labels,
        kinds=tuple(kinds),
        inputs=inputs,
        outputs=outputs,
        uses=csc_array((len(labels), columns)) if uses is None else uses,
        periods=periods,
        place=place,
        **(filled | given),  # type: ignore[arg-type] # each key has the type of its attribute
    )


def _faults(one: Economy) -> Iterator[Fault]:
    for what, rows in (
        ("product", one.products),
        ("process", one.processes),
        ("resource", one.resources),
    ):
        yield from _labels(one.place, what, rows)
    shaped = tuple(_shapes(one))
    yield from shaped
    if not shaped:
        yield from _values(one)


def _labels(place: str, what: str, rows: Rows) -> Iterator[Fault]:
    if len(rows.units) != len(rows.names):
        yield Fault(
            place, 0, f"{what}: {len(rows)} names and {len(rows.units)} units", "give each one"
        )
    if len(rows.index) < len(rows):
        twice = (name for name, times in Counter(rows.names).items() if times > 1)
        for name in twice:
            yield Fault(place, 0, f"{what} {name!r} is there twice", "give each name once")
    if not all(rows.names):
        yield Fault(place, 0, f"a {what} has no name", "name it")


def _shapes(one: Economy) -> Iterator[Fault]:
    rows, columns, scarce = len(one.products), len(one.processes), len(one.resources)
    wanted: dict[str, tuple[int, ...]] = {
        "inputs": (rows, columns),
        "outputs": (rows, columns),
        "uses": (scarce, columns),
        "builds": (columns, columns),
        "capacity": (one.periods, columns),
        "limits": (one.periods, scarce),
        "stock": (rows,),
        "closing": (rows,),
        "storable": (rows,),
        "lead": (columns,),
        "build_lead": (columns,),
        "import_price": (rows,),
        "export_price": (rows,),
        "deficit": (one.periods,),
    }
    for name, shape in wanted.items():
        got = getattr(one, name).shape
        if got != shape:
            yield Fault(one.place, 0, f"{name}: expected shape {shape}, got {got}", "pad or cut it")
    if len(one.kinds) != scarce:
        yield Fault(one.place, 0, f"{scarce} resources and {len(one.kinds)} kinds", "give each one")
    if one.periods < 1:
        yield Fault(one.place, 0, f"{one.periods} periods", "plan one period at least")


def _values(one: Economy) -> Iterator[Fault]:
    """Give every coefficient that is no quantity, by the names of its row and column."""
    for name, rows in (
        ("inputs", one.products),
        ("outputs", one.products),
        ("uses", one.resources),
    ):
        matrix = getattr(one, name).tocoo()
        for at in np.flatnonzero(~(np.isfinite(matrix.data) & (matrix.data >= 0))):
            row, column = matrix.coords[0][at], matrix.coords[1][at]
            where = f"{name} of process {one.processes.names[column]!r}, {rows.names[row]!r}"
            yield _no_quantity(one.place, where, matrix.data[at])
    built = one.builds.tocoo()
    for at in np.flatnonzero(~(np.isfinite(built.data) & (built.data >= 0))):
        names = one.processes.names
        where = (
            f"capacity of {names[built.coords[0][at]]!r} built by {names[built.coords[1][at]]!r}"
        )
        yield _no_quantity(one.place, where, built.data[at])
    for name, labels in (("stock", one.products), ("closing", one.products)):
        for at in np.flatnonzero(~(np.isfinite(getattr(one, name)) & (getattr(one, name) >= 0))):
            yield _no_quantity(one.place, f"{name} of {labels.names[at]!r}", getattr(one, name)[at])
    for name, labels in (("capacity", one.processes), ("limits", one.resources)):
        found = getattr(one, name)
        for period, at in np.argwhere(~(found >= 0)):
            where = f"{name} of {labels.names[at]!r} in period {period + 1}"
            yield _no_quantity(one.place, where, found[period, at])
    yield from _others(one)


def _others(one: Economy) -> Iterator[Fault]:
    for name in ("import_price", "export_price"):
        found = getattr(one, name)
        for at in np.flatnonzero((found < 0) | np.isinf(found)):
            yield _no_quantity(one.place, f"{name} of {one.products.names[at]!r}", found[at])
    for name in ("lead", "build_lead"):
        for at in np.flatnonzero(getattr(one, name) < 0):
            where = f"{name} of {one.processes.names[at]!r}"
            yield _no_quantity(one.place, where, getattr(one, name)[at])
    for at in np.flatnonzero(~np.isfinite(one.deficit)):
        yield _no_quantity(one.place, f"deficit of period {at + 1}", one.deficit[at])
    for place, kind in enumerate(one.kinds):
        if kind not in KINDS:
            what = f"resource {one.resources.names[place]!r} is of kind {kind!r}"
            yield Fault(one.place, 0, what, f"write one of {', '.join(KINDS)}")


def _no_quantity(place: str, where: str, got: float) -> Fault:
    return Fault(place, 0, f"{where}: expected a quantity of 0 or more, got {got}", "correct it")
