"""Economies to plan with: small random ones, and those of the literature."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csc_array, csr_array, eye_array

from commonweal.plan.economy import Economy, Rows, economy
from commonweal.plan.orders import Order, Orders, orders
from commonweal.plan.requirements import Technique


def rows(*names: str, unit: str = "t") -> Rows:
    return Rows(names, (unit,) * len(names))


def small(inputs: Any, outputs: Any, uses: Any = None, **given: Any) -> Economy:
    """Make an economy of matrices written as lists; products are a, b ..., processes p0, p1 ..."""
    takes, gives = np.array(inputs, dtype=float), np.array(outputs, dtype=float)
    work = np.ones((1, takes.shape[1])) if uses is None else np.array(uses, dtype=float)
    kinds = given.pop("kinds", ("labour",) * len(work))
    if "builds" in given:
        given["builds"] = csc_array(np.array(given["builds"], dtype=float))
    arrays = {
        name: np.array(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return economy(
        products=rows(*"abcdefgh"[: len(takes)]),
        processes=rows(*(f"p{at}" for at in range(takes.shape[1])), unit="run"),
        resources=rows(*(f"r{at}" for at in range(len(work))), unit="hour"),
        kinds=kinds,
        inputs=csc_array(takes),
        outputs=csc_array(gives),
        uses=csc_array(work),
        **arrays,
    )


def synthetic(size: int, links: int, growth: float, seed: int) -> csc_array:
    """A technique with few suppliers of many and many of few; needs grow by a given factor."""
    rng = np.random.default_rng(seed)
    weight = np.cumsum(1 / np.arange(1, size + 1) ** 0.8)
    places = np.searchsorted(weight / weight[-1], rng.random(size * links))
    suppliers = rng.permutation(size)[places]
    makers = np.repeat(np.arange(size), links)
    shares = csc_array((rng.lognormal(0, 1, size * links), (suppliers, makers)), shape=(size, size))
    amounts, factor = np.ones(size), 1.0
    for _ in range(60):
        needed = shares @ amounts
        factor = needed.sum() / amounts.sum()
        amounts = needed / factor
    return csc_array(shares * (growth / factor))


def many(
    size: int, seed: int, *, ranks: int = 1, links: int = 8, scarce: int = 3
) -> tuple[Economy, Orders]:
    """An economy of products each made in one way, with an order for each, and not enough.

    Resources are there for 60 to 120 % of what all orders need, and capacities for 80 to 300 %;
    of three products in ten there is a stock, of a fifth of what is needed at most.
    """
    rng = np.random.default_rng(seed)
    technique = synthetic(size, links, 0.6, seed)
    quantity = rng.lognormal(3, 1, size)
    uses = rng.random((scarce, size)) * (rng.random((scarce, size)) < 0.5)
    needed = Technique(csr_array(technique.tocsr())).requirements(quantity).amounts
    names = tuple(str(one) for one in range(size))
    of = economy(
        products=Rows(names, ("t",) * size),
        processes=Rows(names, ("run",) * size),
        resources=rows(*(f"r{one}" for one in range(scarce)), unit="hour"),
        kinds=("labour", *("natural",) * (scarce - 1)),
        inputs=technique,
        outputs=csc_array(eye_array(size, format="csc")),
        uses=csc_array(uses),
        limits=(uses @ needed * rng.uniform(0.6, 1.2, scarce))[None, :],
        capacity=(needed * rng.uniform(0.8, 3, size))[None, :],
        stock=np.where(rng.random(size) < 0.3, rng.random(size) * 0.2 * needed, 0),
    )
    who, at = ("all",) * size, np.arange(size)
    rank = rng.integers(1, ranks + 1, size)
    return of, Orders(who, at, np.zeros(size, dtype=np.int64), rank, quantity)


def chained(seed: int) -> tuple[Economy, Orders]:
    """An economy of 40 workshops, 25 products, 12 periods; each is made of up to three before it.

    As much is ordered of each product, in three ranks, as a third to nine tenths of what could be
    made of it if none went into others.
    """
    ways, goods, periods, councils, each = 40, 25, 12, 20, 8
    rng = np.random.default_rng(seed)
    gives = np.arange(ways) % goods
    batch, capacity = rng.integers(8, 61, ways), rng.integers(5, 61, ways)
    hours = rng.integers(2, 21, ways).astype(float)
    inputs, outputs, most = np.zeros((goods, ways)), np.zeros((goods, ways)), np.zeros(goods)
    outputs[gives, np.arange(ways)] = batch
    for at in range(ways):
        before = rng.permutation(gives[at])[: rng.integers(0, 4)]
        inputs[before, at] = rng.integers(1, max(2, batch[at] // 10 + 1), before.size)
    np.add.at(most, gives, batch * capacity)
    limits = hours * np.floor(capacity * rng.uniform(0.7, 1.1, ways))
    share = rng.uniform(1 / 3, 0.9, goods) * goods / (councils * each)
    wanted = np.maximum(1, most * share).astype(int)
    once = np.concatenate([rng.permutation(goods)[:each] for _ in range(councils)])
    product, period = np.tile(once, periods), np.repeat(np.arange(periods), once.size)
    of = economy(
        products=rows(*map(str, range(goods))),
        processes=rows(*map(str, range(ways)), unit="run"),
        resources=rows(*(f"hours of {at}" for at in range(ways)), unit="hour"),
        kinds=("labour",) * ways,
        inputs=csc_array(inputs),
        outputs=csc_array(outputs),
        uses=csc_array(np.diag(hours)),
        periods=periods,
        limits=np.tile(limits, (periods, 1)),
        capacity=np.tile(capacity, (periods, 1)).astype(float),
    )
    size = product.size
    rank = rng.integers(1, 4, size)
    quantity = rng.integers(1, 2 * wanted[product] + 1).astype(float)
    return of, Orders(("all",) * size, product, period, rank, quantity)


@st.composite
def anything(draw: st.DrawFn) -> tuple[Economy, Orders]:
    """A small economy with everything in it, and orders in two ranks."""
    numbers = st.sampled_from([0.0, 0.0, 0.1, 0.25, 0.5, 1.0])
    goods, ways, periods = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 3))

    def matrix(height: int, width: int) -> list[list[float]]:
        return [[draw(numbers) for _ in range(width)] for _ in range(height)]

    some = st.sampled_from([0.0, 1.0, 2.0, 5.0])
    prices = st.sampled_from([np.nan, 1.0, 2.0, 3.0])
    of = small(
        matrix(goods, ways),
        [[2 * one for one in row] for row in matrix(goods, ways)],
        [[draw(st.sampled_from([0.5, 1.0, 2.0])) for _ in range(ways)]],
        periods=periods,
        limits=[[draw(st.sampled_from([3.0, 10.0, np.inf]))] for _ in range(periods)],
        capacity=[[draw(st.sampled_from([2.0, 6.0, 50.0])) for _ in range(ways)]] * periods,
        stock=[draw(some) for _ in range(goods)],
        storable=[draw(st.booleans()) for _ in range(goods)],
        lead=[draw(st.integers(0, 2)) for _ in range(ways)],
        builds=[[draw(numbers) for _ in range(ways)] for _ in range(ways)],
        import_price=[draw(prices) for _ in range(goods)],
        export_price=[draw(st.sampled_from([np.nan, 0.5, 1.0])) for _ in range(goods)],
        deficit=[draw(some) for _ in range(periods)],
    )
    wanted = draw(
        st.lists(
            st.builds(
                Order,
                st.just("all"),
                st.sampled_from(of.products.names),
                st.sampled_from([1.0, 3.0, 7.5]),
                st.integers(1, 2),
                st.integers(1, periods),
            ),
            min_size=1,
            max_size=4,
        )
    )
    return of, orders(wanted, of)
