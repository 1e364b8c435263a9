"""The engine's input, from what a plan is made from.

Rules of this module:

* anyone can make it from the record: labels are numbers of the record with a letter before them
  (``g3`` product 3, ``p12`` process 12, ``l2`` limit 2, ``h5`` hours of body 5, ``b7`` body 7 who
  ordered); names are titles and decide nothing;
* hours are a resource of each body that makes something, as many as it offered.

Not here: what counts (``plan_inputs``), solving (``planning``), what files say (``plan_files``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse import csc_array

from commonweal.office.plan_inputs import Facts, Way
from commonweal.plan.amendments import Amendment
from commonweal.plan.economy import Economy, ResourceKind, Rows, economy
from commonweal.plan.orders import Order, Orders, orders

Names = Mapping[str, str | None]
"""Texts of the vault by digest; None where they were erased."""


def economy_of(of: Facts, names: Names) -> Economy:
    """Return what can be done.

    Args:
        of: the facts.
        names: texts of names and units.
    """
    products = of.products
    row = {product: at for at, product in enumerate(products)}
    limits = [number for number, _ in of.limits]
    scarce = {f"l{number}": at for at, number in enumerate(limits)}
    scarce |= {f"h{body}": at for at, body in enumerate(of.hours, start=len(limits))}
    uses = [
        [*((scarce[f"l{number}"], much) for number, much in one.uses if number in limits)]
        + ([(scarce[f"h{one.body}"], one.hours)] if one.hours else [])
        for one in of.ways
    ]
    ceilings: list[ResourceKind] = ["ceiling" for _ in limits]
    labour: list[ResourceKind] = ["labour" for _ in of.hours]
    there = [*(much for _, much in of.limits), *of.hours.values()]
    stock = np.zeros(len(products))
    for amounts in of.stocks.values():
        for product, amount in amounts.items():
            stock[row[product]] += amount
    return economy(
        products=_rows(of, names, [f"g{one}" for one in products]),
        processes=Rows(
            tuple(f"p{one.id}" for one in of.ways),
            ("run",) * len(of.ways),
            tuple(_title(of, names, one) for one in of.ways),
        ),
        resources=_resources(of, names, limits),
        kinds=ceilings + labour,
        inputs=_matrix([[(row[at], much) for at, much in one.inputs] for one in of.ways], len(row)),
        outputs=_matrix(
            [[(row[at], much) for at, much in one.outputs] for one in of.ways], len(row)
        ),
        uses=_matrix(uses, len(there)),
        periods=of.periods,
        capacity=np.tile(np.array([float(one.capacity) for one in of.ways]), (of.periods, 1)),
        limits=np.tile(np.array(there, dtype=np.float64), (of.periods, 1)),
        lead=np.array([one.lead for one in of.ways], dtype=np.int64),
        stock=stock,
    )


def orders_of(of: Facts, economy_: Economy) -> Orders:
    """Return what is wanted, by body, product, rank and period."""
    return orders(
        [
            Order(f"b{one.body}", f"g{one.product}", float(one.amount), one.rank, one.period)
            for one in of.wishes
        ],
        economy_,
    )


def amendments_of(of: Facts) -> tuple[Amendment, ...]:
    """Return the conditions of an alternative as the engine takes them."""
    return tuple(
        Amendment(
            f"c{at}",
            _KINDS[one.kind],  # type: ignore[arg-type] # each word is one of the engine's kinds
            f"g{one.of}" if one.body else f"p{one.of}",
            float(one.amount),
            one.period,
            f"b{one.body}" if one.body else "",
        )
        for at, one in enumerate(of.conditions, start=1)
    )


_KINDS = {
    "process_at_most": "activity at most",
    "process_at_least": "activity at least",
    "order_at_most": "delivered at most",
    "order_at_least": "delivered at least",
}


def number_of(label: str) -> int:
    """Return the number of the record that a label stands for."""
    return int(label[1:])


def _text(names: Names, digest: str, missing: str) -> str:
    return (names.get(digest) or missing) if digest else missing


def _rows(of: Facts, names: Names, labels: list[str]) -> Rows:
    pairs = [of.texts[label] for label in labels]
    return Rows(
        tuple(labels),
        tuple(_text(names, unit, "unit") for _, unit in pairs),
        tuple(_text(names, name, label) for (name, _), label in zip(pairs, labels, strict=True)),
    )


def _resources(of: Facts, names: Names, limits: list[int]) -> Rows:
    scarce = _rows(of, names, [f"l{one}" for one in limits])
    return Rows(
        (*scarce.names, *(f"h{body}" for body in of.hours)),
        (*scarce.units, *("hour" for _ in of.hours)),
        (*scarce.titles, *(f"hours of {of.bodies[body]}" for body in of.hours)),
    )


def _title(of: Facts, names: Names, one: Way) -> str:
    return f"{_text(names, one.name, f'process {one.id}')} ({of.bodies[one.body]})"


def _matrix(columns: list[list[tuple[int, int]]], height: int) -> csc_array:
    links = [(row, at, much) for at, column in enumerate(columns) for row, much in column]
    values = np.array([float(much) for _, _, much in links])
    rows = np.array([row for row, _, _ in links], dtype=np.int64)
    places = np.array([at for _, at, _ in links], dtype=np.int64)
    return csc_array((values, (rows, places)), shape=(height, len(columns)))
