"""Economies to plan with: small random ones, and those of the literature."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csc_array

from commonweal.plan.economy import Economy, Rows, economy


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
