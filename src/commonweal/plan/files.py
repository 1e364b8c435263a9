"""A plan as one file: the economy, the orders, what is to be done, and the prices that prove it.

Whoever has the file can check the plan, without the solver and without asking anybody. Rules of
this module:

* JSON, of the format ``commonweal.plan/1``; numbers as they are, to the last bit; matrices as lists
  of row, column and value; ``null`` where nothing limits, or nothing is traded;
* what is read is held to all rules of an economy, of orders, and of a plan's shapes;
* a corrected plan is the rest of a plan, with its own economy and orders; beside it stands how that
  rest was planned before, and the prices that prove that no fewer hours could be moved.

Not here: folders that people write (``folder``), the check (``certifying``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from commonweal.plan.economy import Economy, ResourceKind, Rows, economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Aim, Plan, Prices, Step
from commonweal.plan.remainder import Remainder
from commonweal.plan.whole import Whole
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]
Numbers = list[float | None]
Table = list[Numbers]
Links = list[tuple[int, int, float]]

FORMAT = "commonweal.plan/1"


class _Labels(msgspec.Struct, forbid_unknown_fields=True):
    names: list[str]
    units: list[str]
    titles: list[str]


class _Economy(msgspec.Struct, forbid_unknown_fields=True):
    products: _Labels
    processes: _Labels
    resources: _Labels
    kinds: list[ResourceKind]
    inputs: Links
    outputs: Links
    uses: Links
    builds: Links
    capacity: Table
    limits: Table
    stock: Numbers
    closing: Numbers
    storable: list[bool]
    lead: list[int]
    build_lead: list[int]
    import_price: Numbers
    export_price: Numbers
    deficit: Numbers


class _Order(msgspec.Struct, forbid_unknown_fields=True):
    by: str
    product: str
    quantity: float
    rank: int
    period: int


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    aim: Aim
    rank: int
    value: float
    held: float | None
    product: Table
    resource: Table
    capacity: Table
    foreign: Numbers
    order: Numbers
    ranks: dict[int, float]


class _Plan(msgspec.Struct, forbid_unknown_fields=True):
    activity: Table
    kept: Table
    imported: Table
    exported: Table
    delivered: Numbers
    steps: list[_Step]
    solver: str = "simplex"


class _Correction(msgspec.Struct, forbid_unknown_fields=True):
    planned: _Plan
    prices: _Step
    places: list[int]
    closed: list[bool]
    passed: int
    under_way: int


class _Whole(msgspec.Struct, forbid_unknown_fields=True):
    runs: list[list[int]]
    delivered: list[int]


class _File(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    format: str
    economy: _Economy
    orders: list[_Order]
    plan: _Plan
    correction: _Correction | None = None
    whole: _Whole | None = None
    about: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds.

    Attributes:
        economy, orders, plan: what can be done, was wanted, is to be done.
        left: of a corrected plan, how the rest was planned before.
        prices: of a corrected plan, what proves that no fewer hours could be moved.
        whole: the plan in whole runs and whole units, where that is what is carried out.
        about: what whoever wrote the file adds; nothing is proven by it.
    """

    economy: Economy
    orders: Orders
    plan: Plan
    left: Remainder | None = None
    prices: Prices | None = None
    whole: Whole | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


def encoded(
    of: Economy,
    wanted: Orders,
    plan: Plan,
    *,
    whole: Whole | None = None,
    about: Mapping[str, Any] | None = None,
    corrects: tuple[Remainder, Prices] | None = None,
) -> bytes:
    """Return a file with a plan, and with the same in whole numbers where that is what is done.

    Args:
        of: what can be done.
        wanted: what is wanted.
        plan: what proves itself.
        whole: the plan in whole runs and whole units.
        about: what else is to be read in the file, as JSON has it.
        corrects: of a corrected plan, how the rest was planned before, and what proves that no
            fewer hours could be moved.
    """
    file = _file(of, wanted, plan)
    if whole is not None:
        file.whole = _Whole([list(row) for row in whole.runs], list(whole.delivered))
    file.about = dict(about) if about else None
    file.correction = None if corrects is None else _correction(*corrects)
    return msgspec.json.encode(file) + b"\n"


def write(path: Path, of: Economy, wanted: Orders, plan: Plan) -> None:
    """Write a plan with all that is needed to check it."""
    _write(path, _file(of, wanted, plan))


def write_correction(path: Path, left: Remainder, plan: Plan, prices: Prices) -> None:
    """Write a corrected plan with all that is needed to check it.

    Args:
        path: the file.
        left: what was left to do, and how it was planned.
        plan: what is to be done instead.
        prices: what proves that no fewer hours could be moved.
    """
    path.write_bytes(encoded(left.economy, left.orders, plan, corrects=(left, prices)))


def _correction(left: Remainder, prices: Prices) -> _Correction:
    return _Correction(
        _plan(left.planned),
        _step(Step("hours", 0, 0.0, -np.inf, prices)),
        left.places.tolist(),
        left.closed.tolist(),
        left.passed,
        left.under_way,
    )


def read(path: Path) -> tuple[Economy, Orders, Plan]:
    """Read a plan with all that is needed to check it.

    Raises:
        FaultyDocument: when the file holds none.
    """
    found = read_whole(path)
    return found.economy, found.orders, found.plan


def read_whole(path: Path) -> Contents:
    """Read a plan, and what it corrects, if it does.

    Raises:
        FaultyDocument: when the file holds none.
    """
    return decoded(path.read_bytes(), path)


def decoded(content: bytes, path: Path) -> Contents:
    """Read a plan from the content of a file.

    Args:
        content: the file.
        path: its name, for faults.

    Raises:
        FaultyDocument: when it holds none.
    """
    try:
        file = msgspec.json.decode(content, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FaultyDocument([_fault(path, str(error))]) from error
    if file.format != FORMAT:
        raise FaultyDocument([_fault(path, f"expected the format {FORMAT}, got {file.format!r}")])
    of = _read_economy(path, file.economy)
    given = [Order(one.by, one.product, one.quantity, one.rank, one.period) for one in file.orders]
    wanted = orders(given, of, place=path.name)
    plan = _read_plan(path, file.plan, of, wanted)
    whole = None if file.whole is None else _read_whole(path, file.whole, of, wanted)
    about = file.about or {}
    if file.correction is None:
        return Contents(of, wanted, plan, whole=whole, about=about)
    corrected = _read_correction(path, file.correction, of, wanted)
    return Contents(of, wanted, plan, *corrected, whole=whole, about=about)


def _read_whole(path: Path, file: _Whole, of: Economy, wanted: Orders) -> Whole:
    widths = {len(row) for row in file.runs}
    if len(file.runs) != of.periods or widths != {len(of.processes)}:
        shape = f"{of.periods} periods by {len(of.processes)} processes"
        raise FaultyDocument([_fault(path, f"whole runs: expected {shape}")])
    if len(file.delivered) != len(wanted):
        raise FaultyDocument([_fault(path, f"whole deliveries: expected {len(wanted)}")])
    return Whole(tuple(map(tuple, file.runs)), tuple(file.delivered))


def _write(path: Path, file: _File) -> None:
    path.write_bytes(msgspec.json.encode(file) + b"\n")


def _file(of: Economy, wanted: Orders, plan: Plan) -> _File:
    names = of.products.names
    columns = zip(
        wanted.by, wanted.product, wanted.quantity, wanted.rank, wanted.period, strict=True
    )
    rows = [
        _Order(by, names[product], float(quantity), int(rank), int(period) + 1)
        for by, product, quantity, rank, period in columns
    ]
    return _File(FORMAT, _economy(of), rows, _plan(plan))


def _plan(plan: Plan) -> _Plan:
    return _Plan(
        _table(plan.activity),
        _table(plan.kept),
        _table(plan.imported),
        _table(plan.exported),
        _numbers(plan.delivered),
        [_step(one) for one in plan.steps],
        plan.solver,
    )


def _fault(path: Path, what: str) -> Fault:
    return Fault(path.name, 0, what, "give a file that `commonweal plan solve` has written")


def _economy(of: Economy) -> _Economy:
    return _Economy(
        _labels(of.products),
        _labels(of.processes),
        _labels(of.resources),
        list(of.kinds),
        _links(of.inputs),
        _links(of.outputs),
        _links(of.uses),
        _links(of.builds),
        _table(of.capacity),
        _table(of.limits),
        _numbers(of.stock),
        _numbers(of.closing),
        of.storable.tolist(),
        of.lead.tolist(),
        of.build_lead.tolist(),
        _numbers(of.import_price),
        _numbers(of.export_price),
        _numbers(of.deficit),
    )


def _step(one: Step) -> _Step:
    prices = one.prices
    return _Step(
        one.aim,
        one.rank,
        one.value,
        one.held if np.isfinite(one.held) else None,
        _table(prices.product),
        _table(prices.resource),
        _table(prices.capacity),
        _numbers(prices.foreign),
        _numbers(prices.order),
        prices.rank,
    )


def _labels(rows: Rows) -> _Labels:
    return _Labels(list(rows.names), list(rows.units), list(rows.titles))


def _links(matrix: csc_array) -> Links:
    links = matrix.tocoo()
    rows, columns = (one.tolist() for one in links.coords)
    return list(zip(rows, columns, links.data.tolist(), strict=True))


def _numbers(values: Floats) -> Numbers:
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _table(values: Floats) -> Table:
    return [_numbers(row) for row in values]


def _read_economy(path: Path, file: _Economy) -> Economy:
    goods, ways, scarce = (
        Rows(tuple(one.names), tuple(one.units), tuple(one.titles))
        for one in (file.products, file.processes, file.resources)
    )
    sizes = {
        "inputs": (len(goods), len(ways)),
        "outputs": (len(goods), len(ways)),
        "uses": (len(scarce), len(ways)),
        "builds": (len(ways), len(ways)),
    }
    matrices = {
        name: _matrix(path, name, getattr(file, name), shape) for name, shape in sizes.items()
    }
    return economy(
        products=goods,
        processes=ways,
        resources=scarce,
        kinds=file.kinds,
        periods=len(file.deficit),
        place=path.name,
        capacity=_array(path, "capacity", file.capacity, (len(file.deficit), len(ways)), np.inf),
        limits=_array(path, "limits", file.limits, (len(file.deficit), len(scarce)), np.inf),
        stock=_array(path, "stock", file.stock, (len(goods),)),
        closing=_array(path, "closing", file.closing, (len(goods),)),
        storable=np.array(file.storable, dtype=bool),
        lead=np.array(file.lead, dtype=np.int64),
        build_lead=np.array(file.build_lead, dtype=np.int64),
        import_price=_array(path, "import_price", file.import_price, (len(goods),)),
        export_price=_array(path, "export_price", file.export_price, (len(goods),)),
        deficit=_array(path, "deficit", file.deficit, (len(file.deficit),)),
        **matrices,
    )


def _matrix(path: Path, name: str, links: Links, shape: tuple[int, int]) -> csc_array:
    places = [(row, column) for row, column, _ in links]
    inside = all(0 <= row < shape[0] and 0 <= column < shape[1] for row, column in places)
    if not inside or len(set(places)) < len(places):
        what = f"{name}: expected each place within {shape[0]} by {shape[1]} once"
        raise FaultyDocument([_fault(path, what)])
    rows, columns = np.array(places, dtype=np.int64).reshape(-1, 2).T
    values = np.array([value for _, _, value in links], dtype=np.float64)
    return csc_array((values, (rows, columns)), shape=shape)


def _array(
    path: Path,
    name: str,
    values: Numbers | Table,
    shape: tuple[int, ...],
    missing: float = np.nan,
) -> Floats:
    try:
        found = np.array(values, dtype=np.float64)
    except ValueError as error:
        raise FaultyDocument([_fault(path, f"{name}: the rows differ in length")]) from error
    if found.size == 0:
        found = found.reshape(shape) if 0 in shape else found
    if found.shape != shape:
        what = f"{name}: expected the shape {shape}, got {found.shape}"
        raise FaultyDocument([_fault(path, what)])
    return np.where(np.isnan(found), missing, found)


def _read_plan(path: Path, file: _Plan, of: Economy, wanted: Orders) -> Plan:
    goods = (of.periods, len(of.products))
    return Plan(
        _array(path, "activity", file.activity, of.capacity.shape),
        _array(path, "kept", file.kept, goods),
        _array(path, "imported", file.imported, goods),
        _array(path, "exported", file.exported, goods),
        _array(path, "delivered", file.delivered, (len(wanted),)),
        tuple(_read_step(path, one, of, wanted) for one in file.steps),
        file.solver,
    )


def _read_step(path: Path, one: _Step, of: Economy, wanted: Orders) -> Step:
    prices = Prices(
        _array(path, "prices of products", one.product, (of.periods, len(of.products))),
        _array(path, "prices of resources", one.resource, of.limits.shape),
        _array(path, "prices of capacity", one.capacity, of.capacity.shape),
        _array(path, "price of foreign money", one.foreign, (of.periods,)),
        _array(path, "prices of orders", one.order, (len(wanted),)),
        one.ranks,
    )
    held = -np.inf if one.held is None else one.held
    return Step(one.aim, one.rank, one.value, held, prices)


def _read_correction(
    path: Path, file: _Correction, of: Economy, wanted: Orders
) -> tuple[Remainder, Prices]:
    planned = _read_plan(path, file.planned, of, wanted)
    if len(file.places) != len(wanted) or not 0 <= file.under_way <= len(of.processes):
        what = "correction: expected a place for each order, and processes that are under way"
        raise FaultyDocument([_fault(path, what)])
    left = Remainder(
        of,
        wanted,
        planned,
        np.array(file.places, dtype=np.int64),
        np.array(file.closed, dtype=bool),
        file.passed,
        file.under_way,
    )
    return left, _read_step(path, file.prices, of, wanted).prices
