"""Phrases of which the sentences are made: shares, days, counts and lists in words.

Not here: the sentences (``sentences``, ``sentences_rights``).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

_SHARES = {
    Fraction(1): "all",
    Fraction(1, 2): "half",
    Fraction(1, 3): "a third",
    Fraction(1, 4): "a quarter",
    Fraction(1, 5): "a fifth",
    Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters",
}


def share_in_words(share: Fraction) -> str:
    """Write a share as people say it, with the figure: ``a third (1/3)``."""
    return f"{_SHARES[share]} ({share})" if share in _SHARES else str(share)


def listed(names: Iterable[str]) -> str:
    """Join names with commas and a last *and*."""
    *some, last = list(names) or ["nothing"]
    return f"{', '.join(some)} and {last}" if some else last


def in_days(count: int) -> str:
    """Write a number of days."""
    return "1 day" if count == 1 else f"{count} days"


def counted(count: int, one: str, more: str) -> str:
    """Write a number of things, with the word for one or for more."""
    return f"1 {one}" if count == 1 else f"{count} {more}"


def commands_in_words(names: Iterable[str]) -> str:
    """Join names of commands, as words."""
    return listed(name.replace("_", " ") for name in names)
