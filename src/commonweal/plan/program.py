"""A plan as a linear program: columns for what is done, rows for what has to hold.

Columns, in this order (a block has one column for each period and label, periods first):

* ``activity`` of every process;
* ``kept``: stock of every storable product at the end of a period;
* ``imported`` and ``exported``: what is traded;
* ``delivered``: what every order gets.

Rows, in this order:

* ``balance`` of every product: what comes out, is left over from before or imported covers what
  goes in, is kept, exported or delivered; more may come out than is used, because a process that
  gives two products may give too much of one;
* ``limit`` of every resource, where it has one;
* ``room``: activity within the capacity that is there and that has been built;
* ``trade``: imports less exports within the deficit.

Rules of this module: names of rows and columns are made when somebody asks, never for all.

Not here: what is aimed at (``solving``); the certificate makes these sums by itself
(``certifying``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array, eye_array, hstack, kron, vstack

from commonweal.plan.economy import Economy
from commonweal.plan.orders import Orders

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]


@dataclass(frozen=True)
class Program:
    """The limits of a plan: ``low <= matrix @ columns <= high`` and ``least <= columns <= most``.

    Attributes:
        economy, orders: what it is of.
        matrix: ``[row, column]``.
        low, high: of rows.
        least, most: of columns.
        columns, rows: where every block begins, with the end last.
        stored, imports, exports: products with columns of that kind.
        limited: flat places of ``[period, resource]`` that have a row.
        built: processes whose capacity is a row.
    """

    economy: Economy
    orders: Orders
    matrix: csc_array
    low: Floats
    high: Floats
    least: Floats
    most: Floats
    columns: dict[str, tuple[int, int]]
    rows: dict[str, tuple[int, int]]
    stored: Wholes
    imports: Wholes
    exports: Wholes
    limited: Wholes
    built: Wholes

    def part(self, values: Floats, block: str) -> Floats:
        """Return the values of a block of columns."""
        begin, end = self.columns[block]
        return values[begin:end]

    def row_part(self, values: Floats, block: str) -> Floats:
        """Return the values of a block of rows."""
        begin, end = self.rows[block]
        return values[begin:end]

    def row_words(self, row: int) -> str:
        """Say what a row asks, by the names of the economy."""
        economy = self.economy
        block = next(name for name, (_, end) in self.rows.items() if row < end)
        at = row - self.rows[block][0]
        match block:
            case "balance":
                period, product = divmod(at, len(economy.products))
                return f"enough {economy.products.names[product]} in period {period + 1}"
            case "limit":
                period, resource = divmod(int(self.limited[at]), len(economy.resources))
                name, unit = economy.resources.names[resource], economy.resources.units[resource]
                return f"at most {self.high[row]:g} {unit} of {name} in period {period + 1}"
            case "room":
                period, process = divmod(at, self.built.size)
                name = economy.processes.names[int(self.built[process])]
                return f"capacity of {name} in period {period + 1}"
        return f"imports less exports at most {self.high[row]:g} in period {at + 1}"


def program(economy: Economy, orders: Orders) -> Program:
    """Lay out the limits of a plan."""
    stored = np.flatnonzero(economy.storable)
    imports = np.flatnonzero(~np.isnan(economy.import_price))
    exports = np.flatnonzero(~np.isnan(economy.export_price))
    limited = np.flatnonzero(np.isfinite(economy.limits.ravel()))
    built = np.flatnonzero(np.diff(economy.builds.tocsr().indptr))
    periods, goods = economy.periods, len(economy.products)
    time = eye_array(periods)
    activity = vstack([_made(economy), _used(economy)[limited], _room(economy, built)])
    kept = kron(_later(periods, 1) - time, _picked(stored, goods))
    moved_in = vstack(
        [kron(time, _picked(imports, goods)), _paid(economy.import_price[imports], periods)]
    )
    moved_out = -vstack(
        [kron(time, _picked(exports, goods)), _paid(economy.export_price[exports], periods)]
    )
    delivered = -_picked(orders.period * goods + orders.product, periods * goods)
    heights = [periods * goods, limited.size, periods * built.size, periods]
    begins = np.cumsum([0, *heights])
    matrix = hstack(
        [
            _padded(activity, begins[0], begins[-1]),
            _padded(kept, begins[0], begins[-1]),
            _with_trade(moved_in, begins),
            _with_trade(moved_out, begins),
            _padded(delivered, begins[0], begins[-1]),
        ]
    )
    widths = [
        periods * len(economy.processes),
        periods * stored.size,
        periods * imports.size,
        periods * exports.size,
        len(orders),
    ]
    return Program(
        economy,
        orders,
        csc_array(matrix),
        *_row_bounds(economy, limited, built),
        *_column_bounds(economy, orders, stored, built, periods * (imports.size + exports.size)),
        _places(("activity", "kept", "imported", "exported", "delivered"), widths),
        _places(("balance", "limit", "room", "trade"), heights),
        stored,
        imports,
        exports,
        limited,
        built,
    )


def _places(names: tuple[str, ...], sizes: list[int]) -> dict[str, tuple[int, int]]:
    ends = np.cumsum([0, *sizes])
    return {name: (int(ends[at]), int(ends[at + 1])) for at, name in enumerate(names)}


def _later(periods: int, by: int) -> coo_array:
    """Return what moves a row of periods by so many to later."""
    return coo_array(np.eye(periods, k=-by))


def _picked(chosen: Wholes, size: int) -> coo_array:
    """Return ``[size, chosen]`` with a one where each chosen row is."""
    ones = np.ones(chosen.size)
    return coo_array((ones, (chosen, np.arange(chosen.size))), shape=(size, chosen.size))


def _made(economy: Economy) -> coo_array:
    """Return what activity gives, in the period in which it comes out, less what it takes."""
    made = kron(eye_array(economy.periods), -economy.inputs)
    for lead in np.unique(economy.lead):
        of_these = economy.outputs * (economy.lead == lead)
        made = made + kron(_later(economy.periods, int(lead)), of_these)
    return coo_array(made)


def _used(economy: Economy) -> csr_array:
    return csr_array(kron(eye_array(economy.periods), economy.uses))


def _room(economy: Economy, built: Wholes) -> coo_array:
    """Return activity less the capacity that activity up to now has built."""
    activity = _picked(built, len(economy.processes)).T
    room = kron(eye_array(economy.periods), activity)
    for lead in np.unique(economy.build_lead):
        of_these = economy.builds.tocsr()[built] * (economy.build_lead == lead)
        since = coo_array(np.tri(economy.periods, k=-int(lead)))
        room = room - kron(since, of_these)
    return coo_array(room)


def _paid(prices: Floats, periods: int) -> coo_array:
    return coo_array(kron(eye_array(periods), prices.reshape(1, -1)))


def _padded(block: coo_array, begin: int, height: int) -> coo_array:
    """Return a block as part of columns of full height, with zeros above and below."""
    links = coo_array(block)
    rows, columns = links.coords
    return coo_array((links.data, (rows + begin, columns)), shape=(height, links.shape[1]))


def _with_trade(block: coo_array, begins: Wholes) -> coo_array:
    """Put the rows of a traded block to the balances, and its last ones to the rows of trade."""
    links = coo_array(block)
    rows, columns = links.coords
    rows = np.where(rows >= begins[1], rows - begins[1] + begins[3], rows)
    return coo_array((links.data, (rows, columns)), shape=(int(begins[-1]), links.shape[1]))


def _row_bounds(economy: Economy, limited: Wholes, built: Wholes) -> tuple[Floats, Floats]:
    balance = np.zeros((economy.periods, len(economy.products)))
    balance[0] = -economy.stock
    limits = economy.limits.ravel()[limited]
    room = economy.capacity[:, built].ravel()
    unbounded = np.full(limits.size + room.size + economy.periods, -np.inf)
    return (
        np.concatenate([balance.ravel(), unbounded]),
        np.concatenate([np.full(balance.size, np.inf), limits, room, economy.deficit]),
    )


def _column_bounds(
    economy: Economy, orders: Orders, stored: Wholes, built: Wholes, traded: int
) -> tuple[Floats, Floats]:
    capacity = economy.capacity.copy()
    capacity[:, built] = np.inf  # their capacity is a row
    kept = np.zeros((economy.periods, stored.size))
    kept[-1] = economy.closing[stored]
    free = np.full(kept.size + traded, np.inf)
    least = [np.zeros(capacity.size), kept.ravel(), np.zeros(traded + len(orders))]
    return np.concatenate(least), np.concatenate([capacity.ravel(), free, orders.quantity])
