"""Linear programs of few rows and very many bounded columns, to the exact optimum.

Rules of this module:

* prices of the rows say of nearly every column whether it is at its upper or its lower bound; only
  columns near the margin are given to the solver, and the others stay where the prices put them;
* columns that the new prices want elsewhere join, until there is none: the optimum of the whole is
  then proven by its own duals, wherever the prices began;
* where no prices are known, a program of every so many columns, with as much less of everything,
  gives the first ones; the columns are taken at even distances, so that nothing is left to chance.

Source: R. E. Bixby, J. W. Gregory, I. J. Lustig, R. E. Marsten and D. F. Shanno, "Very large-scale
linear programming: a case study in combining interior point and simplex methods", Operations
Research 40 (1992), pp. 885-897 (sifting).

Not here: what rows and columns mean (``reduced``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

WHOLE_MAX = 6000
"""Columns up to which all go to the solver at once."""

JOIN = 3000
"""Columns near the margin that the solver gets at first, and that may join in a round."""

ROUNDS_MAX = 60

MOVES = 4
"""Rounds in which columns that are not with the solver go where new prices put them; then they
stay, until they join, so that no round is worse than the one before."""

NEAR = 1e-10
"""What columns on the wrong side may still add, as a share of what is reached."""


class NotReached(ArithmeticError):  # noqa: N818 -- the solver's word for why
    """No values keep the rows, or the solver gave up."""


@dataclass(frozen=True)
class Few:
    """Make ``gain @ columns`` as large as can be; ``low <= matrix @ columns <= high``.

    Attributes:
        gain: float64 ``[column]``.
        matrix: float64 ``[row, column]``.
        low, high: float64 ``[row]``.
        most: float64 ``[column]``; columns are 0 or more.
    """

    gain: Floats
    matrix: Floats
    low: Floats
    high: Floats
    most: Floats


def optimum(few: Few, begun: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the best values of the columns, and the prices of the rows.

    Args:
        few: the program.
        begun: prices to begin with.

    Returns:
        float64 ``[column]``; float64 ``[row]``, what one unit more of ``high`` would add, or,
        negative, what one unit less of ``low`` would.

    Raises:
        NotReached: when no values keep the rows.
    """
    few, heights = _even(few)
    width = few.gain.size
    if not width:
        return np.zeros(0), np.zeros(few.low.size)
    if width <= WHOLE_MAX:
        values, prices = _solved(few)
        return values, prices / heights
    prices = _sampled(few) if begun is None else begun * heights
    size = JOIN if begun is None else max(JOIN // 4, 10 * few.low.size)
    part, values = _Part(few), np.zeros(width)
    for turn in range(ROUNDS_MAX):
        gain = few.gain - prices @ few.matrix
        if turn < MOVES:
            values = np.where(gain > 0, few.most, 0.0)
            part.join(_nearest(few, gain, prices, size))
        found = part.solved(values)
        if found is None:
            size = min(4 * size, width)
            part.join(_nearest(few, gain, prices, size))
            continue
        values, prices = found
        gain = few.gain - prices @ few.matrix
        missed = np.maximum(gain, 0) * (few.most - values) + np.maximum(-gain, 0) * values
        missed[part.joined] = 0.0
        if missed.sum() <= NEAR * max(float(np.abs(few.gain) @ values), 1e-300):
            return values, prices / heights
        worst = np.argpartition(-missed, min(JOIN, width - 1))[:JOIN]
        part.join(worst[missed[worst] > 0])
    raise NotReached(f"columns still change sides after {ROUNDS_MAX} rounds")


def _nearest(few: Few, gain: Floats, prices: Floats, size: int) -> Places:
    """Return the columns of which prices say least clearly at which bound they are."""
    scale = np.abs(few.gain) + np.abs(prices) @ np.abs(few.matrix) + 1e-300
    return np.argpartition(np.abs(gain) / scale, min(size, gain.size) - 1)[:size]


def _even(few: Few) -> tuple[Few, Floats]:
    """Bring the rows to the same height: the solver takes very small numbers for none."""
    filled = np.abs(few.matrix) > 0
    sums = (np.abs(few.matrix) * few.most).sum(axis=1)
    counts = np.maximum(filled.sum(axis=1), 1)
    means = sums / counts
    heights = np.where(means > 0, 1 / np.where(means > 0, means, 1.0), 1.0)
    with np.errstate(invalid="ignore"):
        even = replace(
            few,
            matrix=few.matrix * heights[:, None],
            low=few.low * heights,
            high=few.high * heights,
        )
    return even, 1 / heights


def _sampled(few: Few) -> Floats:
    """Return the prices of a program of every so many columns."""
    chosen = np.arange(0, few.gain.size, max(1, few.gain.size // WHOLE_MAX))
    share = chosen.size / few.gain.size
    part = Few(
        few.gain[chosen],
        few.matrix[:, chosen],
        few.low * share,
        few.high * share,
        few.most[chosen],
    )
    try:
        return _solved(part)[1]
    except NotReached:
        return np.zeros(few.low.size)


class _Part:
    """The columns that are with the solver, which goes on from where it was. Owned by one call.

    Attributes:
        joined: bool ``[column]``, which they are.
    """

    def __init__(self, few: Few) -> None:
        self.few = few
        self.joined = np.zeros(few.gain.size, dtype=bool)
        self.order = np.zeros(0, dtype=np.int64)
        self.size = max(float(np.abs(few.gain).mean()), 1e-300)
        self.highs = _solver()
        height = few.low.size
        starts, none = np.zeros(height, dtype=np.int32), np.zeros(0, dtype=np.int32)
        self.highs.addRows(height, few.low, few.high, 0, starts, none, np.zeros(0))

    def join(self, places: Places) -> None:
        """Give columns to the solver."""
        new = np.sort(places[~self.joined[places]])
        if not new.size:
            return
        few, height = self.few, self.few.low.size
        self.joined[new] = True
        self.order = np.concatenate([self.order, new])
        self.highs.addCols(
            new.size,
            -few.gain[new] / self.size,
            np.zeros(new.size),
            few.most[new],
            new.size * height,
            np.arange(new.size, dtype=np.int32) * height,
            np.tile(np.arange(height, dtype=np.int32), new.size),
            few.matrix[:, new].T.ravel(),
        )

    def solved(self, values: Floats) -> tuple[Floats, Floats] | None:
        """Solve for them, the others staying as they are; none when that cannot be."""
        few, rest = self.few, np.where(self.joined, 0.0, values)
        used = few.matrix @ rest
        for row, (low, high) in enumerate(zip(few.low - used, few.high - used, strict=True)):
            self.highs.changeRowBounds(row, low, high)
        try:
            rest[self.order], prices = _run(self.highs, few.most[self.order], self.size)
        except NotReached:
            if self.joined.all():
                raise
            return None
        return rest, prices


def _solved(few: Few) -> tuple[Floats, Floats]:
    """Give a program to HiGHS as a whole."""
    height, width = few.matrix.shape
    size = max(float(np.abs(few.gain).mean()), 1e-300)
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = height, width
    model.col_cost_ = -few.gain / size
    model.col_lower_, model.col_upper_ = np.zeros(width), few.most
    model.row_lower_, model.row_upper_ = few.low, few.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(width + 1) * height
    model.a_matrix_.index_ = np.tile(np.arange(height), width)
    model.a_matrix_.value_ = few.matrix.T.ravel()
    solver = _solver()
    solver.passModel(model)
    return _run(solver, few.most, size)


def _solver() -> highspy.Highs:
    """Return HiGHS, on one thread."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call] # has no signature
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 -- takes no keyword
    solver.setOptionValue("threads", 1)
    return solver


def _run(solver: highspy.Highs, most: Floats, size: float) -> tuple[Floats, Floats]:
    """Return values and prices, costs having been divided by ``size``."""
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise NotReached(solver.modelStatusToString(status))
    solution = solver.getSolution()
    values = np.clip(np.array(solution.col_value), 0.0, most)
    return values, -np.array(solution.row_dual) * size
