"""Waiting in a story that goes on beside the main one.

Rules of this module: such a story is a generator: it acts, and gives the moment until which it
waits. What it waits for comes within a time, or the story is wrong.

Not here: the stage that wakes it (``Stage.along``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commonweal.lab.demo.stage import Stage
from commonweal.terms import DAY_S

DAYS_MAX = 100
"""Days within which everything comes that a story waits for."""


def until(stage: Stage, come: Callable[[], bool]) -> Iterator[int]:
    """Wait from day to day until something has come.

    Raises:
        AssertionError: when it does not come.
    """
    for _ in range(DAYS_MAX):
        if come():
            return
        yield stage.now + DAY_S
    raise AssertionError("what the story waits for does not come")
