"""Parquet.

Not here: anything yet.
"""

from __future__ import annotations

from pathlib import Path

from commonweal.tally.readers.contest import Contest, Given
from commonweal.terms import Fault, FaultyDocument


def read_parquet(path: Path, given: Given) -> Contest:
    """Read a Parquet file."""
    del given
    raise FaultyDocument([Fault(path.name, 0, "not yet", "wait")])
