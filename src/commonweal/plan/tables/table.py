"""A table of industries by industries, and the economy that it makes.

Rules of this module:

* a product of the economy is an industry's output, a process its production; a unit is worth one of
  the table's money at the prices of the year: the unit of account is the table's;
* imports stand apart as products of their own, which have a price in foreign money and no maker, or
  are added to what is made at home (``together``), as if that had been made at home too;
* a table of the whole world has no imports;
* what industries used besides products (jobs, what is given off) becomes resources without a limit;
* an industry without output takes part in nothing.

Source: R. E. Miller and P. D. Blair, *Input-Output Analysis*, 2nd ed. 2009, chapter 2 (coefficients
and multipliers), chapter 4 (imports apart or together).

Not here: reading files (``wiod``, ``sut``, ``mrio``, ``bea``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, eye_array, vstack

from commonweal.plan.economy import Economy, ResourceKind, Rows, economy
from commonweal.plan.requirements import Technique
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Who delivered how much to whom.

    Attributes:
        industries: names, units of the table's money, titles.
        domestic, imported: ``[industry, industry]``, the row delivering to the column.
        final: ``[industry]``, what home producers delivered to consumers, investors and abroad.
        final_imported: ``[industry]``, what was imported for them.
        output: ``[industry]``, all that each made.
        place: the file.
        resources, kinds: what industries used besides products.
        uses: ``[resource, industry]``, how much of it in the year.
    """

    industries: Rows
    domestic: Floats
    imported: Floats
    final: Floats
    final_imported: Floats
    output: Floats
    place: str
    resources: Rows = field(default_factory=lambda: Rows((), ()))
    kinds: tuple[ResourceKind, ...] = ()
    uses: Floats | None = None

    @property
    def shares(self) -> Floats:
        """How much of the row's domestic output a unit of the column takes: ``[row, column]``."""
        return self.domestic / self.scale

    @property
    def scale(self) -> Floats:
        """Output by which an industry's figures are divided; ``inf`` where there is none."""
        return np.where(self.output > 0, self.output, np.inf)


def multipliers(table: Table) -> Floats:
    """Return how much all home industries make, in all, for a unit of each one's final delivery.

    Raises:
        Unproductive: when some industry needs at least what it gives.
    """
    turned = Technique(csr_array(table.shares)).turned
    return turned.requirements(np.ones(table.output.size)).amounts


def held_together(table: Table, within: float = 1e-6) -> Table:
    """Hold a table to itself: what an industry delivered is what it made.

    Args:
        table: the table.
        within: largest difference as a share of the output; tables are rounded when published.

    Raises:
        FaultyDocument: names every industry that does not add up.
    """
    delivered = table.domestic.sum(axis=1) + table.final
    wrong = np.flatnonzero(~np.isclose(delivered, table.output, rtol=within, atol=1e-3))
    if wrong.size:
        raise FaultyDocument(
            [
                Fault(
                    table.place,
                    0,
                    f"{table.industries.names[at]}: deliveries add up to {delivered[at]:.6g}, "
                    f"output is {table.output[at]:.6g}",
                    "correct the row, or its output",
                )
                for at in wrong
            ]
        )
    return table


def economy_of(table: Table, *, together: bool = False) -> Economy:
    """Return the economy that a table describes, for one year, without limits.

    Args:
        table: the table.
        together: whether imports count as made at home; else they stand apart, at the price of the
            year, and have to be paid with exports, of which each industry's output can be one.
    """
    size = table.output.size
    home = csc_array(table.shares)
    made = csc_array(eye_array(size))
    names, titles = table.industries.names, table.industries.titles
    processes = Rows(tuple(f"make {name}" for name in names), table.industries.units, titles)
    used = np.zeros((0, size)) if table.uses is None else table.uses
    uses = csc_array(used / table.scale)
    if together or not table.imported.any():
        return economy(
            products=table.industries,
            processes=processes,
            inputs=csc_array(home + csc_array(table.imported / table.scale)),
            outputs=made,
            resources=table.resources,
            kinds=table.kinds,
            uses=uses,
            place=table.place,
        )
    foreign = tuple(f"imported {name}" for name in names)
    nothing = csc_array((size, size))
    return economy(
        products=Rows(names + foreign, table.industries.units * 2, titles * 2),
        processes=processes,
        inputs=csc_array(vstack([home, csc_array(table.imported / table.scale)])),
        outputs=csc_array(vstack([made, nothing])),
        resources=table.resources,
        kinds=table.kinds,
        uses=uses,
        import_price=np.concatenate([np.full(size, np.nan), np.ones(size)]),
        export_price=np.concatenate([np.ones(size), np.full(size, np.nan)]),
        place=table.place,
    )
