"""Brazil: growth and multipliers of 2019 at four levels; each year planned by the year before."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from commonweal.plan.certifying import certify
from commonweal.plan.orders import Order, orders
from commonweal.plan.plans import Plan
from commonweal.plan.solving import solve
from commonweal.plan.tables.scoring import Compared, compared, required
from commonweal.plan.tables.sut import by_industry, by_product, jointly, read_sut
from commonweal.plan.tables.table import Table, multipliers

HERE = Path(__file__).parent
DOCS = HERE.parents[2] / "docs" / "plan" / "tables.md"
YEARS = range(2011, 2022)
FORECASTS = ("planned", "unchanged", "in_proportion", "informed")


@cache
def table(name: str) -> Table:
    return by_industry(read_sut(HERE / name))


def planned(level: int, year: int) -> Compared:
    """Plan a year with the technique of the year before, all in the prices of the year before."""
    after = table(f"{year}-{level}-at-prices-of-{year - 1}")
    return compared(table(f"{year - 1}-{level}"), after)


@pytest.mark.parametrize(
    ("level", "growth", "largest", "mean"),
    [
        (68, 0.4532, 2.5189, 1.8173),
        (51, 0.4706, 2.4825, 1.8591),
        (20, 0.4491, 2.1931, 1.6080),
        (12, 0.4545, 2.2017, 1.6836),
    ],
)
def test_growth_of_needs_and_multipliers_of_2019(level, growth, largest, mean):
    one = table(f"2019-{level}")
    assert one.output.size == level
    assert max(abs(np.linalg.eigvals(one.shares))) == pytest.approx(growth, abs=5e-5)
    assert multipliers(one).max() == pytest.approx(largest, abs=5e-5)
    assert multipliers(one).mean() == pytest.approx(mean, abs=5e-5)


@pytest.mark.parametrize("level", [12, 20, 51, 68])
def test_products_and_industries_tell_of_one_economy(level):
    """What industries make for products of final use is the same by either table."""
    one = read_sut(HERE / f"2019-{level}")
    products = by_product(one)
    made = required(products, products.final)
    assert made == pytest.approx(one.supply.sum(axis=1), rel=1e-8, abs=1e-6)
    assert one.market @ made == pytest.approx(one.output, rel=1e-8)


@pytest.mark.parametrize("level", [20, 68])
@pytest.mark.parametrize("year", YEARS)
def test_a_year_planned_by_the_year_before(level, year):
    """The scores are those of the page; the plan beats whoever knows nothing of what is ordered."""
    found = planned(level, year)
    told = re.search(rf"^\| {year} \| {level} \|(.*)\|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert told is not None
    scores = [getattr(found, name) for name in FORECASTS]
    cells = [f"{one.mean:.2%} / {one.weighted:.2%}" for one in scores]
    assert [one.strip() for one in told[1].split("|")] == cells
    assert found.planned.mean < min(found.unchanged.mean, found.in_proportion.mean)
    assert found.planned.weighted < min(found.unchanged.weighted, found.in_proportion.weighted)
    assert found.own.mean < 1e-8


def test_what_the_technique_is_worth_to_whoever_knows_the_orders():
    """The finer the table, the more: it loses with 20 activities, and wins with 68."""
    means = {
        level: [
            np.mean([[getattr(planned(level, year), name).mean,
                      getattr(planned(level, year), name).weighted] for year in YEARS], axis=0)
            for name in ("planned", "informed")
        ]
        for level in (20, 68)
    }  # fmt: skip
    assert (means[20][0] > means[20][1]).all()
    assert (means[68][0] < means[68][1]).all()
    told = re.findall(r"^\| mean \| (\d+) \|(.*)\|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert {int(level) for level, _ in told} == {20, 68}
    for level, cells in told:
        first, *_, last = (one.strip() for one in cells.split("|"))
        for cell, (mean, weighted) in zip((first, last), means[int(level)], strict=True):
            assert cell == f"{mean:.2%} / {weighted:.2%}"


def test_a_year_is_planned_with_joint_production():
    """Half of the final deliveries of 2019 as orders, industries with several products each."""
    one = read_sut(HERE / "2019-20")
    of = jointly(one)
    wanted = orders(
        [
            Order("the year", name, float(quantity))
            for name, quantity in zip(one.products.names, one.final * 0.5, strict=True)
            if quantity > 0
        ],
        of,
    )
    found = solve(of, wanted)
    assert isinstance(found, Plan)
    told = certify(of, wanted, found)
    assert told.feasible, told.breaches[:3]
    assert told.best, told.proofs
    assert found.delivered == pytest.approx(wanted.quantity)
    jobs = (of.uses @ found.activity[0]).sum()
    assert 0 < jobs < one.uses.sum()


@pytest.mark.parametrize("year", [2010, 2013, 2021])
def test_corrected_accounts_become_inputs_and_change_nothing(year):
    """In some years an industry's account of a product is negative, after corrections."""
    one = read_sut(HERE / f"{year}-20")
    assert one.supply.min() < 0
    of = jointly(one, together=True)
    assert of.outputs.min() >= 0
    left = of.outputs @ one.output - of.inputs @ one.output
    assert left == pytest.approx(one.final - one.imported.sum(axis=1), rel=1e-9)
