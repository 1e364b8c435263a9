"""Federations drawn at random, for tests and measurements of plans in whole runs.

Every workplace makes one product, from up to three that come before it; councils order a part of
the products in each period, in three ranks. Altogether they order between a third and nine tenths
of what could be made of each product, if none were used up in making others.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from commonweal.office.plan_inputs import Facts, Way, Wish

RANKS = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How large an economy is: how many of each, and products that a council orders a period."""

    workplaces: int = 40
    products: int = 25
    councils: int = 20
    each: int = 8
    periods: int = 12


def drawn(seed: int, size: Size, *, ragged: bool, wanted_times: int) -> Facts:
    """Draw an economy.

    Args:
        seed: of the draw.
        size: how large it is.
        ragged: whether hours are any number, and not those of whole runs.
        wanted_times: how often what councils want is wanted.
    """
    draw = Random(seed)
    products, councils, each, periods = size.products, size.councils, size.each, size.periods
    made = dict.fromkeys(range(1, products + 1), 0)
    ways = [_way(draw, at, (at - 1) % products + 1, made) for at in range(1, size.workplaces + 1)]
    offered = {one.body: one.capacity * draw.uniform(0.7, 1.1) for one in ways}
    hours = {
        one.body: int(one.hours * offered[one.body])
        if ragged
        else one.hours * int(offered[one.body])
        for one in ways
    }
    share = products / (councils * each)
    wanted = {
        product: max(1, int(wanted_times * amount * draw.uniform(1 / 3, 0.9) * share))
        for product, amount in made.items()
    }
    wishes = [
        Wish(
            1000 + council,
            product,
            draw.randint(1, RANKS),
            period,
            draw.randint(1, 2 * wanted[product]),
        )
        for council in range(councils)
        for product in sorted(draw.sample(range(1, products + 1), each))
        for period in range(1, periods + 1)
    ]
    names = {one.body: f"Workplace {one.body}" for one in ways}
    names |= {1000 + council: f"Council {council}" for council in range(councils)}
    texts = {f"g{one}": (f"product {one}", "unit") for one in made}
    return Facts(
        1, 1, 0, periods, "alike", "labour", 1, tuple(ways), hours, (), (), {}, tuple(wishes), (),
        names, texts,
    )  # fmt: skip


def _way(draw: Random, at: int, product: int, made: dict[int, int]) -> Way:
    """Draw a process, and count what it can make."""
    before = range(1, product)
    chosen = draw.sample(before, min(len(before), draw.randint(0, 3)))
    batch, capacity = draw.randint(8, 60), draw.randint(5, 60)
    inputs = tuple((one, draw.randint(1, max(1, batch // 10))) for one in sorted(chosen))
    made[product] += batch * capacity
    return Way(at, at, "", inputs, ((product, batch),), (), draw.randint(2, 20), capacity, 0)
