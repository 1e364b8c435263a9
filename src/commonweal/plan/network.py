"""Requirements with some amounts held, and many questions at once: what the reduced solver asks.

Solves ``x = A x + y`` and, turned round, ``v = A' v + f`` where the amounts of some products are
given: of a product made up to its capacity, or not made at all because there is enough of it, what
is made does not answer to what is needed. Rules of this module:

* what is wanted may be negative, because stocks count against it; amounts then need not rise from
  sweep to sweep, but close in by the same factor;
* what is left to do after a sweep is mostly a fixed share of what the sweep did; where two sweeps
  show such a share, it is taken at once: the sweeps after it decide, as they would without;
* questions go eight at a time, which is a line of a processor's cache for every link; their order
  and the number of processors change nothing in the answers;
* what does not close in within ``SWEEPS_MAX`` sweeps is said to be ``Unsettled``.

Source: as ``requirements``; for the turned question W. Leontief, *The Structure of American
Economy*, 2nd ed. 1951, part IV (prices by the same matrix, turned); for what is left
A. C. Aitken, "On Bernoulli's numerical solution of algebraic equations", Proceedings of the Royal
Society of Edinburgh 46 (1926).

Not here: which amounts are held, and why (``reduced``).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from commonweal.plan.requirements import COMPILED_FROM

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Wholes = NDArray[np.int64]

TOLERANCE = 1e-10
"""The change at which sweeps end, as a share of each amount."""

SMALL = 1e-6
"""Amounts below this share of the mean amount count as that much, when changes are looked at."""

SWEEPS_MAX = 300

WIDTH = 8
"""Questions that go together."""

LEAP_EVERY = 5
"""Sweeps from one leap to the next; the last two of them show the share that is left."""

LEAP_LIKE = 0.8
"""How like the changes of two sweeps have to be, as the cosine between them, for a leap."""

LEAP_MOST = 0.95
"""The share from which on it is not believed."""


class Unsettled(ArithmeticError):  # noqa: N818 -- a finding about a technique
    """Amounts do not close in: the technique needs nearly as much as it gives, or more."""


class Network:
    """The links of a technique, both ways.

    Attributes:
        shares: ``[product, product]``, how much of the row one unit of the column takes.
    """

    def __init__(self, shares: csr_array) -> None:
        self.shares = shares
        self.size = int(shares.shape[0])
        self.compiled = shares.nnz >= COMPILED_FROM and find_spec("numba") is not None

    @cached_property
    def _turned(self) -> csr_array:
        return csr_array(self.shares.T.tocsr())

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        """Products that most others need first, to have them near in memory."""
        return np.argsort(-np.diff(self.shares.indptr), kind="stable")

    @cached_property
    def _forth(self) -> _Links:
        return _Links(self.shares, self._order)

    @cached_property
    def _back(self) -> _Links:
        return _Links(self._turned, self._order)

    def made(self, final: Floats, held: Marks, begun: Floats, *, least: float = -np.inf) -> Floats:
        """Return what is made so that ``final`` is left over.

        Args:
            final: float64 ``[product]``.
            held: bool ``[product]``, where the amount of ``begun`` stays.
            begun: float64 ``[product]``, where sweeps begin.
            least: no amount that is not held becomes less.

        Raises:
            Unsettled: when there is no end.
        """
        if not self.compiled:
            return _rounds(self.shares, final[:, None], held, begun[:, None], least)[:, 0]
        return self._forth.one(final, held, begun, least)

    def contained(self, direct: Floats, held: Marks, begun: Floats) -> Floats:
        """Return what products contain of several things, directly and in what goes into them.

        Args:
            direct: float64 ``[thing, product]``.
            held: bool ``[product]``, where the amount of ``begun`` stays.
            begun: float64 ``[thing, product]``, where sweeps begin.

        Raises:
            Unsettled: when there is no end.
        """
        if not len(direct):
            return direct.copy()
        if not self.compiled:
            return np.ascontiguousarray(
                _rounds(self._turned, direct.T, held, begun.T, -np.inf).T, dtype=np.float64
            )
        return self._back.many(direct, held, begun)

    def used(self, amounts: Floats) -> Floats:
        """Return what is needed of every product to make so much."""
        return np.asarray(self.shares @ amounts)

    def costs_of(self, products: Wholes, prices: Floats) -> Floats:
        """Return what goes into a unit of some products, at several sets of prices.

        Args:
            products: int64, which.
            prices: float64 ``[set, product]``.

        Returns:
            float64 ``[set, product of those]``.
        """
        return np.ascontiguousarray((self._turned[products] @ prices.T).T)

    def costs(self, prices: Floats) -> Floats:
        """Return what goes into a unit of every product, at prices."""
        return np.asarray(self._turned @ prices)


class _Links:
    """Links in the order and the types of compiled sweeps."""

    def __init__(self, shares: csr_array, order: NDArray[np.int64]) -> None:
        place = np.empty(order.size, dtype=np.uint32)
        place[order] = np.arange(order.size, dtype=np.uint32)
        moved = shares[order]
        self.order = order
        self.starts = moved.indptr.astype(np.uint64)
        self.links = place[moved.indices]
        self.shares = moved.data

    def one(self, final: Floats, held: Marks, begun: Floats, least: float) -> Floats:
        """Answer one question."""
        from commonweal.plan.kernels import sweep_held  # noqa: PLC0415 -- loads numba

        wanted, amounts = final[self.order], begun[self.order]
        fixed = held[self.order].astype(np.uint8)
        small = float(_small(wanted, amounts))
        links = self.starts, self.links, self.shares

        def sweep() -> float:
            return sweep_held(*links, wanted, fixed, least, small, amounts)

        _settle(sweep, amounts, least)
        found = np.empty_like(amounts)
        found[self.order] = amounts
        return found

    def many(self, direct: Floats, held: Marks, begun: Floats) -> Floats:
        """Answer questions, eight at a time, on all processors."""
        found = np.empty_like(direct)
        fixed = held[self.order].astype(np.uint8)

        def answer(first: int) -> None:
            some = slice(first, min(first + WIDTH, len(direct)))
            if first == len(direct) - 1:
                found[first] = self.one(direct[first], held, begun[first], -np.inf)
                return
            found[some] = self._eight(direct[some], fixed, begun[some])

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            for _ in threads.map(answer, range(0, len(direct), WIDTH)):
                pass  # what a thread raised is raised here
        return found

    def _eight(self, direct: Floats, fixed: NDArray[np.uint8], begun: Floats) -> Floats:
        from commonweal.plan.kernels import sweep_eight  # noqa: PLC0415 -- loads numba

        wanted, amounts = self._wide(direct), self._wide(begun)
        small = _small(wanted, amounts)
        links = self.starts, self.links, self.shares
        _settle(lambda: sweep_eight(*links, wanted, fixed, small, amounts), amounts)
        found = np.empty_like(direct)
        found[:, self.order] = amounts[:, : len(direct)].T
        return found

    def _wide(self, few: Floats) -> Floats:
        wide = np.zeros((self.order.size, WIDTH))
        wide[:, : len(few)] = few[:, self.order].T
        return wide


def _settle(sweep: Callable[[], float], amounts: Floats, least: float = -np.inf) -> None:
    """Sweep until the amounts stay, leaping where what is left to do shows.

    Args:
        sweep: changes the amounts in place, and tells the largest change.
        amounts: float64 ``[product]`` or ``[product, question]``.
        least: no leap goes below.
    """
    before = [amounts, amounts]
    for done in range(1, SWEEPS_MAX + 1):
        if sweep() <= TOLERANCE:
            return
        place = done % LEAP_EVERY
        if place in (LEAP_EVERY - 2, LEAP_EVERY - 1):
            before[place - LEAP_EVERY + 2] = amounts.copy()
        elif place == 0:
            _leap(before[0], before[1], amounts, least)
    raise Unsettled(f"amounts still change after {SWEEPS_MAX} sweeps")


def _leap(first: Floats, second: Floats, amounts: Floats, least: float) -> None:
    """Add what is left to do, if every sweep does the same share of what the one before did."""
    last, now = second - first, amounts - second
    with np.errstate(over="ignore", invalid="ignore"):  # of what has no end
        size, both = (last * last).sum(axis=0), (last * now).sum(axis=0)
        like = both >= LEAP_LIKE * np.sqrt(size) * np.sqrt((now * now).sum(axis=0))
        like &= (both < LEAP_MOST * size) & (both > 0)
        share = np.divide(both, size, out=np.zeros_like(size), where=like)
        amounts += now * (share / (1 - share))
    np.maximum(amounts, least, out=amounts)


def _small(final: Floats, begun: Floats) -> Floats:
    """Return below what changes are not shares of the amount: rounding is of the larger ones."""
    mean = (np.abs(final) + np.abs(begun)).mean(axis=0)
    return np.asarray(np.maximum(SMALL * mean, np.finfo(np.float64).tiny))


def _rounds(shares: csr_array, final: Floats, held: Marks, begun: Floats, least: float) -> Floats:
    """Take one round of indirect needs after the other; SciPy's counterpart of the sweeps."""
    amounts, small = np.array(begun), _small(final, begun)
    for _ in range(4 * SWEEPS_MAX):  # rounds close in at half the rate of sweeps, or less
        after = np.where(held[:, None], begun, np.maximum(shares @ amounts + final, least))
        change = np.abs(after - amounts) / np.maximum(np.abs(after), small)
        amounts = after
        if float(change.max(initial=0.0)) <= TOLERANCE:
            return amounts
    raise Unsettled(f"amounts still change after {4 * SWEEPS_MAX} rounds")
