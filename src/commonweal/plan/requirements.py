"""Total requirements: how much of everything has to be made, so that so much is left over.

Solves ``x = A x + y`` for a technique in which every product is made in one way. Rules of this
module:

* sweeps begin with what is wanted; no amount falls from one to the next or is negative, and after
  the k-th everything is counted that is needed at most k steps away from what is wanted;
* sweeps that close in slowly hand over to a method of subspaces, held to the same residual;
* what needs more of itself than it gives has no requirements: the products that do are named;
* the residual that is told is computed anew from the amounts.

Source: W. Leontief, "Quantitative input and output relations in the economic system of the United
States", Review of Economics and Statistics 18 (1936); for the sweeps R. S. Varga, *Matrix Iterative
Analysis*, 2nd ed. 2000, theorem 3.3: using new amounts at once closes in at least as fast as taking
one round of indirect needs after the other.

Not here: choosing between ways to make a product, and limits (``solving``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, bicgstab

from commonweal.plan.productive import unproductive

Floats = NDArray[np.float64]

COMPILED_FROM = 200_000
"""How many links make the loading of compiled sweeps worth its second."""

SLOW = 0.8
"""The factor by which the residual has to fall with every sweep for sweeps to go on."""

TRIAL = 12
"""Sweeps after which it is asked how fast the residual falls."""

SWEEPS_MAX = 500
"""Sweeps at most, and products of matrix and vector at most after that."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """What has to be made.

    Attributes:
        amounts: float64 ``[product]``.
        sweeps: how often every link was looked at.
        residual: the largest difference between what is made and what is needed of it, as a share
            of what is needed.
        method: ``gauss-seidel`` (compiled), ``jacobi`` or ``bicgstab``.
    """

    amounts: Floats
    sweeps: int
    residual: float
    method: str


class Technique:
    """A technique in which every product is made in one way.

    Attributes:
        shares: ``[product, product]``, how much of the row one unit of the column takes.
    """

    def __init__(self, shares: csr_array) -> None:
        self.shares = shares

    @property
    def size(self) -> int:
        """How many products."""
        return int(self.shares.shape[0])

    @cached_property
    def turned(self) -> Technique:
        """The technique with rows and columns exchanged: what one unit of the row goes into."""
        return Technique(csr_array(self.shares.T.tocsr()))

    def requirements(self, final: Floats, *, tolerance: float = 1e-10) -> Requirements:
        """Return what has to be made so that ``final`` is left over.

        Args:
            final: float64 ``[product]``, at least 0.
            tolerance: largest residual, as a share of what is needed.

        Raises:
            Unproductive: when no amounts are enough.
            ValueError: when something wanted is no quantity.
        """
        wrong = np.flatnonzero(~(np.isfinite(final) & (final >= 0)))
        if final.shape != (self.size,) or wrong.size:
            what = f"product {wrong[0]}: {final[wrong[0]]}" if wrong.size else f"{final.shape}"
            raise ValueError(f"expected {self.size} quantities of 0 or more, got {what}")
        quick = self.shares.nnz >= COMPILED_FROM and find_spec("numba") is not None
        found = self._sweeps(final, tolerance) if quick else self._rounds(final, tolerance)
        if not np.isfinite(found.amounts).all() or found.residual > tolerance:
            found = self._subspaces(final, found, tolerance)
        return found

    def _rounds(self, final: Floats, tolerance: float) -> Requirements:
        """Take one round of indirect needs after the other."""
        amounts = final.copy()

        def step() -> float:
            nonlocal amounts
            before, amounts = amounts, self.shares @ amounts + final
            return _change(before, amounts)

        done = _until(step, tolerance)
        return self._told(final, amounts, done, "jacobi")

    def _sweeps(self, final: Floats, tolerance: float) -> Requirements:
        """Use every new amount at once, in compiled sweeps."""
        from commonweal.plan.kernels import sweep  # noqa: PLC0415 -- loads numba

        order, shares = self._hubs_first
        starts, links = shares.indptr.astype(np.uint64), shares.indices.astype(np.uint32)
        wanted = final[order]
        amounts = wanted.copy()
        done = _until(lambda: sweep(starts, links, shares.data, wanted, amounts), tolerance)
        back = np.empty_like(final)
        back[order] = amounts
        return self._told(final, back, done, "gauss-seidel")

    @cached_property
    def _hubs_first(self) -> tuple[NDArray[np.int64], csr_array]:
        """Renumber products, those that most others need first, to have them near in memory."""
        order = np.argsort(-np.diff(self.shares.indptr), kind="stable")
        return order, csr_array(self.shares[order][:, order])

    def _subspaces(self, final: Floats, begun: Requirements, tolerance: float) -> Requirements:
        """Go on from what was begun, and name what needs too much where there is no end.

        A technique that needs more than it gives has solutions as well, with negative amounts.
        """
        looked = begun.sweeps

        def left(amounts: Floats) -> Floats:
            nonlocal looked
            looked += 1
            more: Floats = amounts - self.shares @ amounts
            return more

        operator = LinearOperator((self.size, self.size), matvec=left, dtype=np.float64)
        first = begun.amounts if np.isfinite(begun.amounts).all() else final
        amounts = first
        for _ in range(3):  # the solver's own residual is of the sum; ours is of every product
            amounts, _told = bicgstab(
                operator, final, x0=amounts, rtol=tolerance / 100, atol=0.0, maxiter=SWEEPS_MAX
            )
            found = self._told(final, np.maximum(amounts, 0.0), looked, "bicgstab")
            if found.residual <= tolerance:
                return found
        raise unproductive(self.shares) or ArithmeticError(
            f"no amounts were found within {tolerance}; the residual is {found.residual}"
        )

    def _told(self, final: Floats, amounts: Floats, sweeps: int, method: str) -> Requirements:
        residual = _change(amounts, self.shares @ amounts + final)
        return Requirements(amounts, sweeps, residual, method)


def _until(step: Callable[[], float], tolerance: float) -> int:
    """Sweep until the amounts stay, or do not settle fast enough; return how often it was."""
    before = np.inf
    for done in range(1, SWEEPS_MAX + 1):
        change = step()
        if change <= tolerance / 2:
            return done
        if done % TRIAL == 0:
            if change > before * SLOW**TRIAL:
                return done
            before = change
    return SWEEPS_MAX


def _change(before: Floats, after: Floats) -> float:
    """Return the largest difference, as a share of the amount after it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.abs(after - before) / np.abs(after)
    return float(np.max(np.where(after == before, 0.0, shares), initial=0.0))
