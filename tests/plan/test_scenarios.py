"""Scenarios: what is drawn, what is written, what it changes, and what is wrong with a file."""

from __future__ import annotations

import numpy as np
import pytest
from economies import small

from commonweal.plan.orders import Order, orders
from commonweal.plan.scenarios import KINDS, SCENARIOS_MAX, Factors, drawn, read, under
from commonweal.terms import FaultyDocument

FIELDS = ("limit", "capacity", "stock", "yields", "order")


@pytest.fixture(scope="module")
def known():
    """Two products and processes, two periods; one process without a limit to it."""
    of = small(
        [[0, 2], [0, 0]],
        [[3, 0], [0, 1]],
        [[1, 0.5]],
        periods=2,
        limits=[[100.0], [np.inf]],
        capacity=[[10.0, np.inf], [20.0, np.inf]],
        stock=[5.0, 0.0],
    )
    asked = [Order("North", "a", 20), Order("South", "a", 90, 2), Order("North", "b", 4, 1, 2)]
    return of, orders(asked, of)


def test_what_is_drawn_lies_within_the_spread_and_fills_it(known):
    found = [one.factors(*known) for one in drawn(300, 7, {"limit": 0.1, "yield": 0.5, "order": 0})]
    for field, spread in zip(FIELDS, (0.1, 0, 0, 0.5, 0), strict=True):
        values = np.array([getattr(one, field) for one in found])
        assert values.min() >= 1 - spread
        assert values.max() <= 1 + spread
        assert values.min() <= 1 - 0.98 * spread
        assert values.max() >= 1 + 0.98 * spread
        assert abs(values.mean() - 1) <= 0.1 * spread


def test_each_is_drawn_for_itself(known):
    found = np.array(
        [one.factors(*known).capacity.ravel() for one in drawn(300, 1, {"capacity": 0.3})]
    )
    apart = np.corrcoef(found.T) - np.eye(found.shape[1])
    assert np.abs(apart).max() < 0.2


def test_seed_and_number_say_what_is_drawn_and_nothing_else_does(known):
    few = [one.factors(*known) for one in drawn(3, 1, {"limit": 0.1})]
    more = [one.factors(*known) for one in drawn(9, 1, {"limit": 0.1, "stock": 0.4})][:3]
    other = [one.factors(*known) for one in drawn(3, 2, {"limit": 0.1})]
    assert [one.limit.tolist() for one in few] == [one.limit.tolist() for one in more]
    assert [one.limit.tolist() for one in few] != [one.limit.tolist() for one in other]
    assert len({one.limit.tobytes() for one in few}) == 3


@pytest.mark.parametrize(
    ("count", "spread"), [(0, 0.1), (SCENARIOS_MAX + 1, 0.1), (1, 1.0), (1, -0.1)]
)
def test_nothing_is_drawn_of_what_makes_no_sense(count, spread):
    with pytest.raises(ValueError, match="expected"):
        drawn(count, 1, {"order": spread})


def test_what_nothing_limits_stays_and_what_is_not_there_stays_away(known):
    of, wanted = known
    half = Factors(*(np.full(shape, 0.5) for shape in ((2, 1), (2, 2), 2, 2, 3)))
    changed, asked = under(half, of, wanted)
    assert changed.limits.tolist() == [[50.0], [np.inf]]
    assert changed.capacity.tolist() == [[5.0, np.inf], [10.0, np.inf]]
    assert changed.stock.tolist() == [2.5, 0.0]
    assert changed.outputs.toarray().tolist() == [[1.5, 0], [0, 0.5]]
    assert changed.inputs.toarray().tolist() == of.inputs.toarray().tolist()
    assert asked.quantity.tolist() == [10.0, 45.0, 2.0]
    assert of.limits[0, 0] == 100, "what is expected is not changed"
    none = Factors(*(np.zeros(shape) for shape in ((2, 1), (2, 2), 2, 2)), np.ones(3))
    nothing, _ = under(none, of, wanted)
    assert nothing.outputs.nnz == 0
    assert nothing.limits.tolist() == [[0.0], [np.inf]]


def written(folder, text):
    (folder / "scenarios.csv").write_text(text, encoding="utf-8")
    return folder / "scenarios.csv"


def test_lines_of_a_file_multiply(tmp_path, known):
    path = written(
        tmp_path,
        "scenario,kind,factor,name,period,by\n"
        "drought,yield,0.5,,,\n"
        "wave,order,1.5,,,\n"
        "drought,yield,0,p1,,\n"
        "wave,order,2,a,,South\n"
        "wave,capacity,0.8,p0,2,\n"
        "wave,order,3,,2,\n",
    )
    drought, wave = read(path, *known)
    assert (drought.name, wave.name) == ("drought", "wave")
    assert drought.factors(*known).yields.tolist() == [0.5, 0.0]
    found = wave.factors(*known)
    assert found.order.tolist() == [1.5, 3.0, 4.5]
    assert found.capacity.tolist() == [[1, 1], [0.8, 1]]
    assert found.limit.tolist() == [[1], [1]]


WRONG = {
    "flood,limit,1,r9,,": (2, 4, "no name 'r9' in resources.csv"),
    "flood,rain,1,,,": (2, 2, "expected limit or capacity or stock or yield or order"),
    "flood,stock,-1,a,,": (2, 3, "expected 0 or more"),
    "flood,stock,nan,a,,": (2, 3, "expected a number"),
    "flood,stock,,a,,": (2, 3, "expected a quantity under 'factor'"),
    "flood,stock,1e9,a,,": (2, 3, "expected 1,000,000 at most"),
    "flood,order,0,a,,": (2, 3, "an order of nothing is none"),
    "flood,stock,1.1,b,,": (2, 4, "no stock is changed"),
    "flood,limit,1.1,r0,2,": (2, 4, "no limit is changed"),
    "flood,capacity,1.1,p1,,": (2, 4, "no capacity is changed"),
    "flood,order,1.1,a,,West": (2, 4, "no order is changed"),
    "flood,limit,1.1,r0,3,": (2, 5, "expected a whole number, 1 to 2"),
    "flood,stock,1.1,a,1,": (2, 5, "a stock has no 'period'"),
    "flood,yield,1.1,p0,,North": (2, 6, "a yield has no 'by'"),
    ",stock,1.1,a,,": (2, 1, "expected a name under 'scenario'"),
    "x,stock,2,a,,\nx,stock,2,a,,": (3, 1, "told in line 2 already"),
    "": (0, 0, "no scenario is there"),
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_with_a_file_is_told_with_its_place(tmp_path, known, line):
    path = written(tmp_path, f"scenario,kind,factor,name,period,by\n{line}\n")
    with pytest.raises(FaultyDocument) as told:
        read(path, *known)
    (fault,) = told.value.faults
    row, column, what = WRONG[line]
    assert (fault.place, fault.line, fault.column) == ("scenarios.csv", row, column)
    assert what in fault.what
    assert fault.remedy


def test_kinds_and_factors_stand_in_the_same_order():
    fields = tuple(Factors.__dataclass_fields__)
    assert tuple(one.removesuffix("s") for one in fields) == KINDS
