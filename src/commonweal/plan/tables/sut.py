"""Supply and use: which industry made how much of which product, and who used how much of it.

A folder of CSV files, an empty field being 0:

===============  =================================================================================
``supply.csv``   ``product``, may say ``unit, title``; a column for each industry; may have
                 ``imports, import taxes, taxes, trade margins, transport margins``
``use.csv``      ``product``, in the same order; a column for each industry; any of ``exports,
                 government, non-profit, households, investment, stocks``
``factors.csv``  ``resource, kind, unit``; a column for each industry; may be missing
===============  =================================================================================

Rules of this module:

* uses at buyers' prices become uses at makers' prices: taxes and margins are spread over all uses
  of a product in proportion, but for changes of stocks; imports and the taxes on them also not over
  exports; a margin goes back to the products whose own margin is negative, as those that earn it;
* one industry may make several products, and a product come from several: *jointly*, an industry is
  a process with several outputs, and nothing is assumed; a table of industries (or of products)
  assumes that whoever needs a product takes it from its makers by their shares of it, and that an
  industry uses the same whatever it makes (industry technology, fixed market shares);
* units are held apart: only what is in one unit is added up to a table of industries or products.

Source: R. E. Miller and P. D. Blair, *Input-Output Analysis*, 2nd ed. 2009, chapter 5 (commodities
by industries); Eurostat, *Manual of Supply, Use and Input-Output Tables*, 2008, chapter 11 (models
B and D); J. J. M. Guilhoto and U. A. Sesso Filho, "Estimacao da matriz insumo-produto a partir de
dados preliminares das contas nacionais", Economia Aplicada 9 (2005) (buyers' to makers' prices).

Not here: the make and use tables of other publishers (``bea``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, vstack

from commonweal.plan.economy import KINDS, Economy, ResourceKind, Rows, economy
from commonweal.plan.tables.grid import Grid, read_grid
from commonweal.plan.tables.table import Table, held_together
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

ADDED = ("imports", "import taxes", "taxes", "trade margins", "transport margins")
"""What a supply table may add to what was made at home."""

FINAL = ("exports", "government", "non-profit", "households", "investment", "stocks")
"""Who uses what no industry does."""

UNIT = "money"
"""The unit of a table that names none."""


@dataclass(frozen=True, slots=True)
class SupplyUse:
    """Who made and who used how much, at makers' prices.

    Attributes:
        products, industries: the labels.
        supply: ``[product, industry]``, what each industry made.
        use, imported: ``[product, industry]``, what each used of home products, and of others.
        final, final_imported: ``[product]``, likewise for consumers, investors and abroad.
        place: the folder.
        resources, kinds: what industries used besides products.
        uses: ``[resource, industry]``.
    """

    products: Rows
    industries: Rows
    supply: Floats
    use: Floats
    imported: Floats
    final: Floats
    final_imported: Floats
    place: str
    resources: Rows = field(default_factory=lambda: Rows((), ()))
    kinds: tuple[ResourceKind, ...] = ()
    uses: Floats | None = None

    @property
    def output(self) -> Floats:
        """All that each industry made: ``[industry]``."""
        return cast("Floats", self.supply.sum(axis=0))

    @property
    def market(self) -> Floats:
        """Each industry's share of each product made at home: ``[industry, product]``."""
        made = self.supply.sum(axis=1)
        return self.supply.T / np.where(made > 0, made, np.inf)


def read_sut(folder: Path) -> SupplyUse:
    """Read a folder of supply and use tables.

    Raises:
        FaultyDocument: when it is none, or its supply and use differ; carries every fault.
    """
    supply = read_grid(folder / "supply.csv", ["product"], ["unit", "title"])
    use = read_grid(folder / "use.csv", ["product"], ["unit", "title"])
    faults = _unlike(supply, use)
    if faults:
        raise FaultyDocument(faults)
    names = tuple(one for one in supply.columns if one not in ADDED)
    faults = use.negative(names, "write what an industry gives into supply.csv")
    if faults:
        raise FaultyDocument(faults)
    size = len(supply.names)
    units = tuple(one or UNIT for one in supply.labels.get("unit", ("",) * size))
    total = np.hstack([use.chosen(names), use.chosen(FINAL)])
    home, foreign = at_makers_prices(total, supply.chosen(ADDED))
    resources, kinds, uses = _factors(folder / "factors.csv", names)
    one = SupplyUse(
        Rows(supply.names, units, supply.labels.get("title", ())),
        Rows(names, (_unit(units),) * len(names)),
        supply.chosen(names),
        home[:, : len(names)],
        foreign[:, : len(names)],
        home[:, len(names) :].sum(axis=1),
        foreign[:, len(names) :].sum(axis=1),
        folder.name,
        resources,
        kinds,
        uses,
    )
    return _balanced(one, supply)


def _unit(units: tuple[str, ...]) -> str:
    return units[0] if len(set(units)) == 1 else "run"


def _unlike(supply: Grid, use: Grid) -> list[Fault]:
    """Give what is in one of the two files and not in the other."""
    faults = []
    makers = [one for one in supply.columns if one not in ADDED]
    users = [one for one in use.columns if one not in FINAL]
    for here, there, other, known in (
        (supply, makers, users, ADDED),
        (use, users, makers, FINAL),
    ):
        for name in (one for one in there if one not in other):
            what = f"industry {name!r} is in {here.place} only"
            remedy = f"add it to the other file, or write one of {', '.join(known)}"
            column = here.first + here.columns.index(name)
            faults.append(Fault(here.place, 1, what, remedy, column=column))
    if supply.names != use.names:
        at = next(
            (at for at, pair in enumerate(zip(supply.names, use.names, strict=False))
             if pair[0] != pair[1]),
            min(len(supply.names), len(use.names)),
        )  # fmt: skip
        line = use.lines[at] if at < len(use.lines) else 0
        wanted = supply.names[at] if at < len(supply.names) else "the end"
        what = f"expected the products of supply.csv in their order, {wanted!r} here"
        faults.append(Fault(use.place, line, what, "add, remove or reorder lines"))
    return faults


def at_makers_prices(total: Floats, added: Floats) -> tuple[Floats, Floats]:
    """Return uses at makers' prices, of home products and of imported ones.

    Args:
        total: ``[product, user]`` at buyers' prices; the last six users are those of ``FINAL``.
        added: ``[product, what is added]``, in the order of ``ADDED``.
    """
    imports, duties, taxes, *margins = added.T
    everywhere, at_home = total.copy(), total.copy()
    everywhere[:, -1] = 0.0
    at_home[:, [-6, -1]] = 0.0
    everywhere, at_home = _shared(everywhere), _shared(at_home)
    foreign = at_home * imports[:, None]
    home = total - everywhere * taxes[:, None] - at_home * duties[:, None] - foreign
    for margin in margins:
        home -= _paid(everywhere, margin)
    return home, foreign


def _shared(uses: Floats) -> Floats:
    whole = uses.sum(axis=1, keepdims=True)
    return uses / np.where(whole > 0, whole, np.inf)


def _paid(spread: Floats, margin: Floats) -> Floats:
    """Return how much of every use is a margin: negative for those products that earn it."""
    earns = margin < 0
    paid = spread * np.where(earns, 0.0, margin)[:, None]
    if earns.any():
        paid -= np.outer(np.where(earns, margin, 0.0) / margin[earns].sum(), paid.sum(axis=0))
    return paid


def _balanced(one: SupplyUse, supply: Grid) -> SupplyUse:
    """Hold supply to use, product by product."""
    made = one.supply.sum(axis=1)
    used = one.use.sum(axis=1) + one.final
    wrong = np.flatnonzero(~np.isclose(made, used, rtol=1e-6, atol=1e-3))
    if wrong.size:
        raise FaultyDocument(
            [
                Fault(
                    supply.place,
                    supply.lines[at],
                    f"{one.products.names[at]}: {made[at]:.6g} is made, {used[at]:.6g} is used",
                    "correct its line here or in use.csv",
                )
                for at in wrong
            ]
        )
    return one


def _factors(
    path: Path, industries: tuple[str, ...]
) -> tuple[Rows, tuple[ResourceKind, ...], Floats]:
    if not path.is_file():
        return Rows((), ()), (), np.zeros((0, len(industries)))
    grid = read_grid(path, ["resource", "kind", "unit"])
    faults = grid.negative(industries, "write a quantity")
    for line, kind in zip(grid.lines, grid.labels["kind"], strict=True):
        if kind not in KINDS:
            what = f"expected the kind {' or '.join(KINDS)}, got {kind!r}"
            faults.append(Fault(grid.place, line, what, "write one of them", column=2))
    for at, name in enumerate(grid.columns):
        if name not in industries:
            what = f"there is no industry {name!r} in supply.csv"
            faults.append(Fault(grid.place, 1, what, "remove it", column=grid.first + at))
    if faults:
        raise FaultyDocument(faults)
    kinds = cast("tuple[ResourceKind, ...]", grid.labels["kind"])
    return Rows(grid.names, grid.labels["unit"]), kinds, grid.chosen(industries)


def by_industry(one: SupplyUse) -> Table:
    """Return the table of industries: fixed market shares, industry technology.

    Raises:
        FaultyDocument: when products are in different units, or do not add up.
    """
    _one_unit(one)
    market = one.market
    return held_together(
        Table(
            one.industries,
            market @ one.use,
            market @ one.imported,
            market @ one.final,
            market @ one.final_imported,
            one.output,
            one.place,
            one.resources,
            one.kinds,
            one.uses,
        )
    )


def by_product(one: SupplyUse) -> Table:
    """Return the table of products: an industry uses the same for each of its products.

    Raises:
        FaultyDocument: when products are in different units, or do not add up.
    """
    _one_unit(one)
    output = one.output
    makers = (one.supply / np.where(output > 0, output, np.inf)).T
    return held_together(
        Table(
            one.products,
            one.use @ makers,
            one.imported @ makers,
            one.final,
            one.final_imported,
            one.supply.sum(axis=1),
            one.place,
            one.resources,
            one.kinds,
            None if one.uses is None else one.uses @ makers,
        )
    )


def _one_unit(one: SupplyUse) -> None:
    units = sorted(set(one.products.units))
    if len(units) > 1:
        what = f"products are in {len(units)} units: {', '.join(units[:5])}"
        remedy = "take it jointly, which adds nothing up"
        raise FaultyDocument([Fault(one.place, 0, what, remedy)])


def jointly(one: SupplyUse, *, together: bool = False) -> Economy:
    """Return the economy in which every industry is a process with all its products.

    A unit of activity is a unit of the industry's output. A product of which an industry's account
    is negative, as after corrections, is one that it takes.

    Args:
        one: supply and use.
        together: whether imports count as made at home; else they stand apart, at the price of the
            year, and have to be paid with exports.
    """
    output = one.output
    scale = np.where(output > 0, output, np.inf)
    gives = np.maximum(one.supply, 0.0) / scale
    taken = one.use + one.imported if together else one.use
    takes = (taken - np.minimum(one.supply, 0.0)) / scale
    size = len(one.products)
    products, inputs, outputs = one.products, csc_array(takes), csc_array(gives)
    bought = sold = np.full(size, np.nan)
    if one.imported.any() and not together:
        names, units, titles = products.names, products.units, products.titles
        foreign = tuple(f"imported {name}" for name in names)
        products = Rows(names + foreign, units * 2, titles * 2)
        inputs = csc_array(vstack([inputs, csc_array(one.imported / scale)]))
        outputs = csc_array(vstack([outputs, csc_array(gives.shape)]))
        bought = np.concatenate([np.full(size, np.nan), np.ones(size)])
        sold = bought[::-1]
    used = np.zeros((0, len(one.industries))) if one.uses is None else one.uses
    return economy(
        products=products,
        processes=one.industries,
        inputs=inputs,
        outputs=outputs,
        resources=one.resources,
        kinds=one.kinds,
        uses=csc_array(used / scale),
        import_price=bought,
        export_price=sold,
        place=one.place,
    )
