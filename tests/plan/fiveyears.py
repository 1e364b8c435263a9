"""Five-year plans as W. P. Cockshott writes them, in our form and in his; economies of his kind.

Each industry has stocks of equipment, one for each product that it is made of; equipment wears out
by a share each year and is added to from what the year produced; the year's plan is met as far as
the scarcest of its products allows, and the sum of that over the years is made as large as can be.

Source: W. P. Cockshott, the program "5yearplan" (2018), ``nyearplan`` for the rows and
``testeconomy`` for the sizes of random economies; nothing of its text is used.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array

from commonweal.plan.economy import Economy, Rows, economy
from commonweal.plan.orders import Orders

FULFILLED_MAX = 4.0
"""Times that a year's plan is met at most; no plan here comes near it."""


@dataclass(frozen=True)
class Years:
    """What such a plan is made of.

    Attributes:
        flows: ``[input, product]``, used up for ``output``.
        equipment: ``[stock, product]``, needed for ``output``, and there at the beginning.
        wear: ``[stock, product]``, share of equipment that is worn out in a year.
        labour: ``[product]``, hours for ``output``.
        output: ``[product]``.
        targets: ``[year, product]``.
        hours: ``[year]``, hours there are.
    """

    flows: np.ndarray
    equipment: np.ndarray
    wear: np.ndarray
    labour: np.ndarray
    output: np.ndarray
    targets: np.ndarray
    hours: np.ndarray


PUBLISHED = Years(
    flows=np.array([[0.1, 0, 0, 0], [2, 1, 0.04, 0.2], [0, 0, 1, 1], [0, 0, 0, 0]]),
    equipment=np.array([[10, 7, 1.4, 1], [2, 1, 0.04, 0.1], [0, 0, 1, 0], [0, 0, 0, 0]]),
    wear=np.array([[0.07, 0.07, 0.07, 0.06], [0.5] * 4, [0, 0, 0.5, 0], [0] * 4]),
    labour=np.array([0.3, 1, 2, 0.1]),
    output=np.array([10.0, 6, 10, 1]),
    targets=np.array([[0.1, 3, 0, one] for one in (2, 2.01, 2.02)] + 2 * [[0.1, 3.1, 0, 2.1]]),
    hours=np.array([3.0, 3.01, 3.02, 3.03, 3.07]),
)
"""Iron, coal, corn and bread: the tables that come with the program."""


def drawn(sectors: int, seed: int, years: int = 5) -> Years:
    """Draw an economy with as many links, of the same sizes, as his generator does."""
    rng = np.random.default_rng(seed)
    chosen = rng.integers(0, sectors, (sectors, sectors)) < np.log2(sectors) + 5
    bits = rng.integers(0, 8, (sectors, sectors)) * chosen
    flows = np.where(bits & 1, bits & 3, 0).astype(float)
    equipment = np.where(bits & 2, bits, 0).astype(float)
    used = (flows + 0.07 * equipment).sum(axis=1)
    labour = rng.integers(1, 10, sectors).astype(float)
    growth = 1.03 ** np.arange(years)
    return Years(
        flows,
        equipment,
        np.full((sectors, sectors), 0.07),
        labour,
        np.maximum(1.0, 2 * np.floor(used)),
        np.floor(0.9 * used * growth[:, None]),
        labour.sum() * 1.02 ** np.arange(years),
    )


def planned(of: Years) -> tuple[Economy, Orders]:
    """Write it as an economy: equipment is a product that what it makes does not use up.

    A run takes new equipment and gives it back used; used equipment is, but for what wears out,
    equipment of the year after. What every year asks for is a product of its own, a set, which only
    that year can put together.
    """
    goods, years = of.output.size, of.hours.size
    stock, user = np.nonzero(of.equipment)
    pairs = stock.size
    new, used = goods + np.arange(pairs), goods + pairs + np.arange(pairs)
    sets = goods + 2 * pairs
    run, add, idle, keep = (
        np.arange(goods),
        goods + np.arange(pairs),
        goods + pairs + np.arange(pairs),
        goods + 2 * pairs + np.arange(pairs),
    )
    gather = goods + 3 * pairs + np.arange(years)
    row, column = np.nonzero(of.flows)
    year, wanted = np.nonzero(of.targets)
    each = of.equipment[stock, user] / of.output[user]
    ones = np.ones(pairs)
    inputs = _matrix(
        (sets + 1, gather[-1] + 1),
        (row, run[column], of.flows[row, column] / of.output[column]),
        (new, run[user], each),
        (stock, add, ones),
        (new, idle, ones),
        (used, keep, ones),
        (wanted, gather[year], of.targets[year, wanted]),
    )
    outputs = _matrix(
        (sets + 1, gather[-1] + 1),
        (run, run, np.ones(goods)),
        (used, run[user], each),
        (new, add, ones),
        (used, idle, ones),
        (new, keep, 1 - of.wear[stock, user]),
        (np.full(years, sets), gather, np.ones(years)),
    )
    found = _economy(of, inputs, outputs, (add, keep, gather), (new, of.equipment[stock, user]))
    times = np.arange(years)
    asked = np.full(years, FULFILLED_MAX)
    whom = tuple(f"year {at + 1}" for at in times)
    return found, Orders(whom, np.full(years, sets), times, np.ones(years, dtype=np.int64), asked)


def _matrix(shape: tuple[int, int], *parts: tuple[np.ndarray, np.ndarray, np.ndarray]) -> csc_array:
    rows, columns, values = (np.concatenate(one) for one in zip(*parts, strict=True))
    return csc_array(coo_array((values, (rows, columns)), shape=shape))


def _economy(
    of: Years,
    inputs: csc_array,
    outputs: csc_array,
    later: tuple[np.ndarray, np.ndarray, np.ndarray],
    there: tuple[np.ndarray, np.ndarray],
) -> Economy:
    (height, width), goods, years = inputs.shape, of.output.size, of.hours.size
    add, keep, gather = later
    lead = np.zeros(width, dtype=np.int64)
    lead[add] = lead[keep] = 1
    capacity = np.full((years, width), np.inf)
    capacity[:, gather] = np.where(np.eye(years), np.inf, 0)
    stock = np.zeros(height)
    stock[there[0]] = there[1]
    uses = np.zeros(width)
    uses[:goods] = of.labour / of.output
    return economy(
        products=Rows(tuple(f"g{at}" for at in range(height)), ("unit",) * height),
        processes=Rows(tuple(f"p{at}" for at in range(width)), ("run",) * width),
        resources=Rows(("labour",), ("hour",)),
        kinds=("labour",),
        inputs=inputs,
        outputs=outputs,
        uses=csc_array(uses[None, :]),
        periods=years,
        capacity=capacity,
        limits=of.hours[:, None],
        stock=stock,
        storable=np.zeros(height, dtype=bool),
        lead=lead,
    )


def plain(of: Years) -> highspy.Highs:
    """Write it as his program does, a column for every quantity he names, and solve it."""
    model = _Plain(of)
    for year in range(of.hours.size):
        model.year(year)
    return model.solved()


class _Plain:
    """Rows ``sum of columns <= high`` or, for what wears out, ``= 0``. Owned by one call."""

    def __init__(self, of: Years) -> None:
        self.of, self.goods, self.years = of, of.output.size, of.hours.size
        names = ("target", "labour", "output", "consumed", "added", "used up")
        pairs = ("flow", "equipment", "worn", "added for")
        sizes = [1, *[self.goods] * 5, *[self.goods**2] * 4]
        self.begins = dict(zip((*names, *pairs), np.cumsum([0, *sizes]), strict=False))
        self.width = sum(sizes)
        self.parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.high: list[np.ndarray] = []
        self.low: list[np.ndarray] = []

    def at(self, name: str, year: int, *which: np.ndarray) -> np.ndarray:
        place = which[0] if len(which) == 1 else which[0] * self.goods + which[1]
        return year * self.width + self.begins[name] + place

    def rows(self, high: np.ndarray, *columns: tuple[np.ndarray, np.ndarray], low: float = -np.inf):
        first = sum(one.size for one in self.high)
        for places, values in columns:
            whole = np.broadcast_to(places, high.shape)
            self.parts.append((first + np.arange(high.size), whole, values + np.zeros(high.size)))
        self.high.append(high)
        self.low.append(np.full(high.size, low))

    def sums(self, total: str, parts: str, year: int) -> None:
        """What there is of each product is the sum over those who use it."""
        first, who = sum(one.size for one in self.high), np.arange(self.goods)
        user, product = (one.ravel() for one in np.meshgrid(who, who, indexing="ij"))
        self.rows(np.zeros(self.goods), (self.at(total, year, who), -1.0))
        places = self.at(parts, year, user, product)
        self.parts.append((first + product, places, np.ones(product.size)))

    def year(self, year: int) -> None:
        of, who = self.of, np.arange(self.goods)
        none, output = np.zeros(self.goods), self.at("output", year, who)
        asked = np.flatnonzero(of.targets[year])
        consumed = self.at("consumed", year, asked), -1 / of.targets[year, asked]
        target = self.at("target", year, np.zeros(asked.size, dtype=int)), 1.0
        self.rows(np.zeros(asked.size), target, consumed)
        labour = self.at("labour", year, who)
        self.rows(none, (output, 1.0), (labour, -of.output / of.labour))
        first = sum(one.size for one in self.high)
        self.rows(of.hours[year : year + 1])
        self.parts.append((np.full(self.goods, first), labour, np.ones(self.goods)))
        self.sums("added", "added for", year)
        self.sums("used up", "flow", year)
        all_of_it = ((self.at(name, year, who), 1.0) for name in ("consumed", "added", "used up"))
        self.rows(none, (output, -1.0), *all_of_it)
        for name, matrix in (("flow", of.flows), ("equipment", of.equipment)):
            row, user = np.nonzero(matrix)
            share = of.output[user] / matrix[row, user]
            needed = self.at(name, year, user, row), -share
            self.rows(np.zeros(row.size), (self.at("output", year, user), 1.0), needed)
        self._stocks(year)

    def _stocks(self, year: int) -> None:
        of, who = self.of, np.arange(self.goods)
        user, row = (one.ravel() for one in np.meshgrid(who, who, indexing="ij"))
        none = np.zeros(row.size)
        here = self.at("equipment", year, user, row)
        worn = self.at("worn", year, user, row)
        self.rows(none, (worn, 1.0), (here, -of.wear[row, user]), low=0.0)
        if not year:
            self.rows(of.equipment[row, user], (here, 1.0))
            return
        before = (
            (self.at("equipment", year - 1, user, row), -1.0),
            (self.at("added for", year - 1, user, row), -1.0),
            (self.at("worn", year - 1, user, row), 1.0),
        )
        self.rows(none, (here, 1.0), *before)

    def solved(self) -> highspy.Highs:
        high, low = np.concatenate(self.high), np.concatenate(self.low)
        matrix = _matrix((high.size, self.years * self.width), *self.parts)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        costs = np.zeros(matrix.shape[1])
        costs[:: self.width] = -1
        model.col_cost_, model.row_lower_, model.row_upper_ = costs, low, high
        model.col_lower_ = np.zeros(costs.size)
        model.col_upper_ = np.full(costs.size, np.inf)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        solver.run()
        return solver
