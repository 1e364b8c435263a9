"""The surplus has parts that are the whole of it, in every product and in hours."""

from __future__ import annotations

import numpy as np
import pytest
from economies import small
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

from commonweal.plan.economy import Economy, Rows, economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve
from commonweal.plan.surplus import Surplus, surplus


def busy(seed: int) -> tuple[Economy, Orders, Plan]:
    """Two products over three periods, with stocks, delays, building and trade."""
    rng = np.random.default_rng(seed)
    builds = [[0, 0, 1], [0, 0, 0], [0, 0, 0]]
    of = small(
        rng.uniform(0.05, 0.3, (2, 3)), [[1, 0, 0], [0, 1, 0]], rng.uniform(0.5, 2, (1, 3)),
        periods=3, capacity=[[2.0, np.inf, np.inf]] * 3, lead=[0, int(rng.integers(2)), 0],
        stock=rng.uniform(0, 2, 2).tolist(), builds=builds, closing=[0.5, 0.0],
        import_price=[np.nan, 2.0], export_price=[1.0, np.nan], limits=[[12.0]] * 3,
    )  # fmt: skip
    asked = [
        Order(by, product, float(rng.uniform(0.5, 4)), 1, period)
        for by in ("makers", "school", "clinic")
        for product in "ab"
        for period in (1, 2, 3)
    ]
    wanted = orders(asked, of)
    plan = solve(of, wanted)
    assert isinstance(plan, Plan)
    return of, wanted, plan


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_parts_are_the_whole(seed, worn):
    of, wanted, plan = busy(seed)
    found = surplus(of, wanted, plan, ["makers"], replacing=np.full(3, worn))
    assert sum(one.quantity for one in found.parts) == pytest.approx(found.quantity, abs=1e-9)
    assert sum(one.hours for one in found.parts) == pytest.approx(found.hours, abs=1e-9)
    unused = found.parts[-1]
    assert unused.use == "unused"
    assert unused.quantity.min() > -1e-6


def test_a_part_that_is_left_out_would_be_seen():
    of, wanted, plan = busy(3)
    found = surplus(of, wanted, plan, ["makers"])
    for at in range(len(found.parts) - 1):
        rest = [one.quantity for place, one in enumerate(found.parts) if place != at]
        if np.abs(found.parts[at].quantity).max() > 1e-6:
            assert sum(rest) != pytest.approx(found.quantity, abs=1e-9)


def test_what_builds_is_surplus_but_for_what_wears_out():
    of, wanted, plan = busy(1)
    new, half = (
        surplus(of, wanted, plan, ["makers"], replacing=np.full(3, one)) for one in (0.0, 0.5)
    )

    def building(one: Surplus) -> float:
        return next(part.hours for part in one.parts if part.use == "building")

    assert building(new) > 0
    assert building(half) == pytest.approx(building(new) / 2)
    assert half.hours == pytest.approx(new.hours - building(half))


def sraffa() -> tuple[Economy, Orders, Plan]:
    """P. Sraffa, *Production of Commodities by Means of Commodities*, 1960, chapter II, section 5.

    280 quarters of wheat and 12 t of iron make 575 quarters of wheat; 120 quarters and 8 t make 20
    t of iron. What is over is 175 quarters of wheat; iron is just replaced.
    """
    of = economy(
        products=Rows(("wheat", "iron"), ("quarter", "t")),
        processes=Rows(("farm", "forge"), ("year", "year")),
        resources=Rows(("work",), ("hour",)),
        kinds=("labour",),
        inputs=csc_array(np.array([[280.0, 120.0], [12.0, 8.0]])),
        outputs=csc_array(np.array([[575.0, 0.0], [0.0, 20.0]])),
        uses=csc_array(np.array([[300.0, 100.0]])),
        capacity=np.ones((1, 2)),
    )
    wanted = orders([Order("workers", "wheat", 100), Order("court", "wheat", 75)], of)
    plan = solve(of, wanted)
    assert isinstance(plan, Plan)
    return of, wanted, plan


def test_sraffas_surplus_is_175_quarters_of_wheat():
    of, wanted, plan = sraffa()
    found = surplus(of, wanted, plan, [])
    assert found.quantity[0] == pytest.approx([175, 0], abs=1e-6)
    assert plan.activity[0] == pytest.approx([1, 1])
    fed = surplus(of, wanted, plan, ["workers"])
    assert fed.quantity[0] == pytest.approx([75, 0], abs=1e-6)
    assert (fed.parts[0].use, fed.parts[0].by) == ("delivered", "court")
    assert fed.rate == pytest.approx(75 / 100)


def test_the_net_product_is_worth_the_hours_worked():
    """Labour values: what is over contains just the hours that were worked."""
    of, wanted, plan = sraffa()
    values = np.linalg.solve(
        (of.outputs.toarray() - of.inputs.toarray()).T, of.uses.toarray()[0]
    )  # hours in a unit of each
    found = surplus(of, wanted, plan, [], prices=values[None, :])
    assert found.hours == pytest.approx(400)
    assert found.rate == np.inf


def test_what_does_not_fit_is_refused():
    of, wanted, plan = sraffa()
    with pytest.raises(ValueError, match="between 0 and 1"):
        surplus(of, wanted, plan, [], replacing=np.array([0.0, 2.0]))
    with pytest.raises(ValueError, match="prices"):
        surplus(of, wanted, plan, [], prices=np.ones(2))
