"""Plans that others published: Kantorovich's machines, five-year plans as Cockshott writes them."""

from __future__ import annotations

import time

import fiveyears
import numpy as np
import pytest
from economies import small

from commonweal.plan.certifying import certify
from commonweal.plan.economy import Economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.plans import Plan
from commonweal.plan.rounding import Rounded, rounded
from commonweal.plan.solving import solve

MACHINES = {"milling machine": (3, 10, 20), "turret lathe": (3, 20, 30), "automatic": (1, 30, 80)}
"""How many there are of each kind, and what one makes in a day of the first part and the second."""


def workshop() -> tuple[Economy, Orders]:
    """L. V. Kantorovich, "Mathematical methods of organizing and planning production" (1939).

    Management Science 6 (1960), pp. 369-370, tables 1 and 2: as many sets of two parts as three
    kinds of machines can make in a day. A process is a kind of machine at work on one part.
    """
    made = [(kind, part) for kind in range(3) for part in range(2)]
    rates = list(MACHINES.values())
    outputs = [[rates[kind][1 + part] * (part == row) for kind, part in made] for row in range(2)]
    uses = [[float(kind == row) for kind, _ in made] for row in range(3)]
    of = small(
        np.zeros((2, 6)), outputs, uses,
        kinds=("natural",) * 3, limits=[[float(one[0]) for one in rates]],
    )  # fmt: skip
    return of, orders([Order("sets", "a", 1000), Order("sets", "b", 1000)], of)


def proven(of: Economy, wanted: Orders, **how: str) -> Plan:
    found = solve(of, wanted, **how)
    assert isinstance(found, Plan)
    told = certify(of, wanted, found)
    assert told.feasible, told.breaches
    assert told.best, told.proofs
    return found


def test_kantorovichs_machines_make_86_sets_of_parts():
    """Published: 86 whole sets, where each machine divided evenly between the parts makes 77."""
    of, wanted = workshop()
    found = proven(of, wanted)
    assert found.delivered == pytest.approx([260 / 3] * 2, rel=1e-5)
    made = found.activity[0] * of.outputs.toarray().sum(axis=0)
    assert made == pytest.approx([80 / 3, 20 / 3, 60, 0, 0, 80], abs=1e-3)
    whole = rounded(of, wanted, np.ones(2, dtype=bool))
    assert isinstance(whole, Rounded)
    assert whole.delivered.min() == pytest.approx(86)


def test_prices_of_the_parts_are_the_resolving_multipliers():
    """Appendix 1: a machine makes only what is worth most at the multipliers, whatever it is.

    The milling machines make both parts, so that 10 of the first are worth 20 of the second.
    """
    of, wanted = workshop()
    found = proven(of, wanted)
    price = found.steps[0].prices.product[0]
    assert price / price.sum() == pytest.approx([2 / 3, 1 / 3])
    for kind, (_, first, second) in enumerate(MACHINES.values()):
        worth = np.array([first, second]) * price
        assert found.steps[0].prices.resource[0, kind] == pytest.approx(worth.max())
        idle = found.activity[0, 2 * kind : 2 * kind + 2] < 1e-6
        assert (idle | np.isclose(worth, worth.max())).all()


def test_a_machine_at_the_wrong_part_would_be_seen():
    of, wanted = workshop()
    found = proven(of, wanted)
    found.activity[0] = [0, 3, 3, 0, 1, 0]
    assert not certify(of, wanted, found).feasible


def fulfilled(of: fiveyears.Years) -> float:
    found = proven(*fiveyears.planned(of), sharing="most")
    return float(found.delivered.sum())


def test_the_published_five_years_of_iron_coal_corn_and_bread():
    """No result came with the tables; his own rows are the other opinion."""
    other = -fiveyears.plain(fiveyears.PUBLISHED).getObjectiveValue()
    assert fulfilled(fiveyears.PUBLISHED) == pytest.approx(other, rel=1e-6)
    assert other == pytest.approx(8.797299)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_years_are_worth_what_cockshotts_rows_say(seed):
    of = fiveyears.drawn(10, seed)
    other = -fiveyears.plain(of).getObjectiveValue()
    assert fulfilled(of) == pytest.approx(other, rel=1e-6)


def test_equipment_that_does_not_wear_out_is_more():
    of = fiveyears.drawn(10, 1)
    new = fiveyears.Years(**(vars(of) | {"wear": np.zeros((10, 10))}))
    assert fulfilled(new) > fulfilled(of) * 1.001


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_years_of_eighty_sectors_are_certified_in_seconds(seed):
    of = fiveyears.drawn(80, seed)
    begun = time.process_time()
    found = fulfilled(of)
    took = time.process_time() - begun
    assert found == pytest.approx(-fiveyears.plain(of).getObjectiveValue(), rel=1e-6)
    assert took < 10
