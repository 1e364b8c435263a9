"""Watching many series: one figure of each in every period, in one pass.

Rules of this module:

* what is known is one array; the figures seen are not needed again. It is saved exactly: going on
  from a file gives, to the last bit, what going on without it would have given;
* watching gives a new state and leaves the one before as it was: whoever was interrupted repeats;
* a figure that is missing (``nan``) changes nothing but the number of the period; an infinite one
  is refused;
* series are worked on in blocks that fit into a processor's own memory.

Not here: the arithmetic (``states``), which certainty is told (``findings``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonweal.plan.monitor.findings import Findings, joined, tell
from commonweal.plan.monitor.settings import Settings
from commonweal.plan.monitor.states import ROWS, SEEN, ahead_of, begin, follow
from commonweal.terms import Fault, FaultyDocument

Floats = NDArray[np.float64]

BLOCK = 1024
"""Series worked on at once: some hundred kB for each array of sixteen states."""

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of every series.

    Attributes:
        known: float64 ``[row, series]``; the rows are those of ``states``.
        period: how many periods have gone by; the next figures are of this number.
        settings: what is taken for granted.
    """

    known: Floats
    period: int = 0
    settings: Settings = field(default_factory=Settings)

    @property
    def size(self) -> int:
        """How many series."""
        return int(self.known.shape[1])

    def take(self, figures: Floats) -> tuple[Watch, Findings]:
        """Take in the figures of the next period.

        Args:
            figures: float64 ``[series]``; ``nan`` where there is none.

        Returns:
            What is known now, and what was found.

        Raises:
            ValueError: when there are not as many figures as series, or one is infinite.
        """
        if figures.shape != (self.size,) or np.isinf(figures).any():
            what = f"shape {figures.shape}, {np.isinf(figures).sum()} infinite"
            raise ValueError(f"expected {self.size} figures, got {what}")
        known = np.empty_like(self.known)
        found = [self._block(known, figures, block) for block in self._blocks()]
        return Watch(known, self.period + 1, self.settings), joined(found)

    def band(self) -> tuple[Floats, Floats]:
        """Return from and to which figure is normal in the next period, each ``[series]``.

        ``nan`` where no figure was seen yet.
        """
        low, high = np.empty((2, self.size))
        for block in self._blocks():
            forecast, half = ahead_of(self.known[:, block], self.settings)
            unseen = self.known[SEEN, block] == 0
            forecast[unseen] = np.nan
            low[block], high[block] = forecast - half, forecast + half
        return low, high

    def _blocks(self) -> Iterator[slice]:
        return (slice(at, min(at + BLOCK, self.size)) for at in range(0, max(self.size, 1), BLOCK))

    def _block(self, after: Floats, figures: Floats, block: slice) -> Findings:
        """Take in one block, and write what is known then into ``after``."""
        before, given = self.known[:, block], figures[block]
        missing, new = np.isnan(given), before[SEEN] == 0
        filled = np.where(missing, 0.0, given)
        start = before
        if new.any():
            start = np.where(new, begin(filled, self.period, self.settings), before)
        known = follow(start, filled, self.period, self.settings)
        known[:, new] = start[:, new]
        known[:, missing] = before[:, missing]
        found = tell(known, self.period, block.start, self.settings)
        after[:, block] = known
        return found

    def write(self, path: Path) -> None:
        """Save what is known, exactly."""
        told = json.dumps({"format": FORMAT, "period": self.period, **asdict(self.settings)})
        with path.open("wb") as file:
            np.savez(file, known=self.known, told=np.array(told))


def watch(series: int, settings: Settings | None = None) -> Watch:
    """Begin to watch so many series, of which nothing is known."""
    return Watch(np.zeros((ROWS, series)), 0, settings or Settings())


def read(path: Path) -> Watch:
    """Read what :meth:`Watch.write` saved.

    Raises:
        FaultyDocument: when it is not such a file.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            known, told = file["known"], json.loads(str(file["told"]))
        if told.pop("format") != FORMAT or known.dtype != np.float64 or len(known) != ROWS:
            raise ValueError("another format")
        return Watch(known, int(told.pop("period")), Settings(**told))
    except (ValueError, KeyError, TypeError, OSError, EOFError) as fault:
        what = f"no saved watch: {fault}"
        raise FaultyDocument((Fault(str(path), 0, what, "begin anew, or save it anew"),)) from fault
