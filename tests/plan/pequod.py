"""Councils as the published experiments with rounds of revision draw them.

Source: M. Szczepanczyk, "pequod-cljs", the program of R. Hahnel's experiments: ``wcs.clj`` and
``ccs.clj`` for the draws, ``csvgen.clj`` for the supplies, the first prices, what changes from the
first year to the second, and the thresholds (5 % is its "green", 3 % its "blue"); ``tables.txt``
for the rounds that each of fifty experiments took. Only figures are taken over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from commonweal.plan.rounds import (
    Board,
    Consumers,
    Councils,
    Producers,
    Proposals,
    added_up,
    propose,
    rounds,
)

KINDS = 10
"""Items of each of five kinds: private goods, inputs, nature, labour, public goods."""

PRICE, THERE, INCOME = 700.0, 1000.0, 5000.0

PUBLISHED = (11.2, 5.2)
"""Rounds to 5 % in the first and in the second year, the mean of fifty experiments."""


def drawn(producers: int, consumers: int, seed: int) -> Councils:
    """Draw councils; supplies grow with their number, 1000 of each kind for 3000 producers."""
    rng = np.random.default_rng(seed)
    item = np.repeat(np.concatenate([np.arange(20), 40 + np.arange(10)]), producers // 30)
    chosen = [_some(rng, item.size, most) + first for first, most in ((10, 4), (20, 2), (30, 2))]
    takes = np.hstack(chosen)
    council, column = np.nonzero(takes >= 10)  # what was not drawn is negative
    links = np.bincount(council)
    exponent = rng.uniform(0.75, 0.85, council.size) / links[council]
    count = item.size
    makers = Producers(
        item=item,
        factor=rng.uniform(4, 6, count),
        effort=rng.uniform(0.05, 0.1, count),
        dislike=np.ones(count),
        rising=rng.uniform(3, 4, count),
        council=council,
        takes=takes[council, column],
        exponent=exponent,
    )
    wanted = np.concatenate([np.arange(10), 40 + np.arange(10)])
    eaters = Consumers(
        income=np.full(consumers, INCOME),
        items=wanted,
        liking=rng.uniform(0.025, 0.05, (consumers, wanted.size)),
    )
    there = np.zeros(50)
    there[20:40] = THERE * producers / 3000
    kinds = ("good", "input", "nature", "labour", "public good")
    names = tuple(f"{kind} {at + 1}" for kind in kinds for at in range(KINDS))
    return Councils(names=names, there=there, producers=makers, consumers=eaters)


def _some(rng: np.random.Generator, count: int, most: int) -> np.ndarray:
    """Draw one to ``most`` of ten for each council; what is left over is far below 0."""
    order = np.argsort(rng.random((count, KINDS)), axis=1)[:, :most]
    number = rng.integers(1, most + 1, count)
    return np.where(np.arange(most) < number[:, None], order, -1000)


def next_year(councils: Councils, seed: int) -> Councils:
    """Change techniques and likings as the second year of the experiments does."""
    rng = np.random.default_rng(seed)
    makers, eaters = councils.producers, councils.consumers
    better = rng.choice([0, 0.001, 0.002, 0.003, 0.004], makers.exponent.size)
    other = rng.choice([-0.002, -0.001, 0, 0.001, 0.002], eaters.liking.shape)
    return replace(
        councils,
        producers=replace(makers, exponent=makers.exponent + better),
        consumers=replace(eaters, liking=eaters.liking + other),
    )


class Roughly:
    """Councils that answer otherwise than is best for them. Owned by one experiment.

    Attributes:
        off: by how much (the spread of the logarithm) each council misjudges all it proposes, in
            each round anew.
        slow: share of councils that in a round propose again what they proposed before.
    """

    def __init__(self, off: float, slow: float, seed: int) -> None:
        self.off, self.slow, self.rng = off, slow, np.random.default_rng(seed)
        self.before: Proposals | None = None

    def __call__(self, councils: Councils, prices: np.ndarray) -> Proposals:
        found, makers, rng = propose(councils, prices), councils.producers, self.rng
        many, few = rng.normal(0, self.off, found.made.size), len(found.wanted)
        made, taken = found.made * np.exp(many), found.taken * np.exp(many[makers.council])
        wanted = found.wanted * np.exp(rng.normal(0, self.off, (few, 1)))
        if self.before is not None:
            late, late_too = rng.random(made.size) < self.slow, rng.random(few) < self.slow
            made = np.where(late, self.before.made, made)
            taken = np.where(late[makers.council], self.before.taken, taken)
            wanted = np.where(late_too[:, None], self.before.wanted, wanted)
        self.before = added_up(councils, prices, made, taken, wanted)
        return self.before


def two_years(
    councils: Councils, board: Board, seed: int, ask: Callable = propose, to: float = 0.03
) -> tuple[int, int, Proposals]:
    """Return the rounds to 5 % in both years; years go on to 3 %, as in the experiments."""
    prices, counts = np.full(50, PRICE), []
    for year in range(2):
        now = next_year(councils, seed) if year else councils
        found = list(rounds(now, prices, board, within=to, ask=ask))
        counts.append(
            next((at + 1 for at, one in enumerate(found) if one.apart < 0.05), len(found))
        )
        prices = board.move(now, found[-1])
    return counts[0], counts[1], found[-1]
