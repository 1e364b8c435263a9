"""What makes an economy, what does not, and what its products contain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from economies import rows, small

from commonweal.plan.orders import Order, orders
from commonweal.plan.productive import Unproductive
from commonweal.plan.techniques import contents, technique
from commonweal.terms import FaultyDocument

TAKES, GIVES = [[0.2, 0.3], [0.4, 0.1]], [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"inputs": [[-0.2, 0.3], [0.4, 0.1]]}, "inputs of process 'p0', 'a'"),
        ({"inputs": [[np.nan, 0.3], [0.4, 0.1]]}, "expected a quantity of 0 or more, got nan"),
        ({"outputs": [[np.inf, 0], [0, 1]]}, "outputs of process 'p0', 'a'"),
        ({"uses": [[1, -2]]}, "uses of process 'p1', 'r0'"),
        ({"stock": [1.0, -1.0]}, "stock of 'b'"),
        ({"closing": [np.nan, 1.0]}, "closing of 'a'"),
        ({"capacity": [[1.0, -1.0]]}, "capacity of 'p1' in period 1"),
        ({"limits": [[np.nan]]}, "limits of 'r0' in period 1"),
        ({"lead": [0, -1]}, "lead of 'p1'"),
        ({"deficit": [np.inf]}, "deficit of period 1"),
        ({"import_price": [-1.0, np.nan]}, "import_price of 'a'"),
        ({"builds": [[0, -1.0], [0, 0]]}, "capacity of 'p0' built by 'p1'"),
        ({"stock": [1.0]}, "stock: expected shape (2,), got (1,)"),
        ({"kinds": ("slavery",)}, "of kind 'slavery'"),
        ({"kinds": ()}, "1 resources and 0 kinds"),
        ({"products": rows("a", "a")}, "product 'a' is there twice"),
        ({"products": rows("a", "")}, "a product has no name"),
    ],
)
def test_what_is_no_economy_is_told_by_name(changed, said):
    made = small if "products" not in changed else _named
    with pytest.raises(FaultyDocument) as told:
        made(**({"inputs": TAKES, "outputs": GIVES} | changed))
    assert said in str(told.value)


def _named(products, **given):
    replace(small(**given), products=products)


def test_all_faults_are_told_at_once():
    with pytest.raises(FaultyDocument) as told:
        small([[-1, 0], [0, -1]], GIVES, stock=[-1.0, 0.0])
    assert len(told.value.faults) == 3


def test_hours_in_products_are_those_of_the_equations():
    found = contents(small(TAKES, GIVES, [[1.0, 2.0]]))
    assert found == pytest.approx(np.linalg.solve((np.eye(2) - np.array(TAKES)).T, [1, 2]))


def test_a_process_that_gives_two_units_halves_what_one_takes():
    doubled = small([[0.4, 0.3], [0.8, 0.1]], [[2, 0], [0, 1]], [[2.0, 2.0]])
    assert contents(doubled) == pytest.approx(contents(small(TAKES, GIVES, [[1.0, 2.0]])))


def test_other_resources_are_contained_likewise():
    economy = small(TAKES, GIVES, [[1.0, 2.0], [5.0, 0.0]], kinds=("labour", "ceiling"))
    direct = np.linalg.solve((np.eye(2) - np.array(TAKES)).T, [5, 0])
    assert contents(economy, np.array([1])) == pytest.approx(direct)


@pytest.mark.parametrize(
    ("gives", "said"),
    [
        ([[1, 0], [0, 0]], "product 'b' is made by 0 processes"),
        ([[1, 1], [0, 1]], "product 'a' is made by 2 processes"),
        ([[1, 0], [1, 1]], "process 'p0' makes 2 products"),
    ],
)
def test_no_technique_of_one_way_each_is_told(gives, said):
    with pytest.raises(FaultyDocument) as told:
        technique(small(TAKES, gives))
    assert said in str(told.value)


def test_contents_of_what_eats_itself_are_refused():
    with pytest.raises(Unproductive):
        contents(small([[0, 2.0], [0.6, 0]], GIVES))


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order("north", "z", 1), "there is no product 'z'"),
        (Order("north", "a", 0), "expected more than 0, got 0"),
        (Order("north", "a", np.nan), "expected more than 0, got nan"),
        (Order("north", "a", 1, period=2), "period 2 of 1"),
        (Order("north", "a", 1, rank=0), "rank 0"),
    ],
)
def test_orders_that_are_none_are_told(order, said):
    with pytest.raises(FaultyDocument) as told:
        orders([Order("south", "a", 1), order], small(TAKES, GIVES))
    assert said in str(told.value)
    assert "order 2 of 'north'" in str(told.value)
