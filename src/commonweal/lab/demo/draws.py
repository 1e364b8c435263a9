"""What the seed decides: numbers that look drawn and are the same every time.

Rules of this module: every draw has a name of its own, so that one scene more or less in the story
leaves all other draws as they are.

Not here: real chance (keys, salts, codes), which the demo leaves to the rooms that need it.
"""

from __future__ import annotations

import random


def by_seed(*name: str | int) -> random.Random:
    """Return a generator that gives the same numbers for the same name."""
    return random.Random(" ".join(map(str, name)))  # noqa: S311 -- the same numbers are wanted
