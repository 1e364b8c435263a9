"""Numbers and names as views write them.

Rules of this module: a number is written exactly when it has at most five decimals; else it is cut
off there and ends in ``…``. Fractions stay fractions until they are written.

Not here: exact numbers for machines (``commonweal.tally.outcome.exact``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from commonweal.tally.faults import BadCount
from commonweal.tally.outcome import Outcome, exact, numbers
from commonweal.tally.registry import RULES

PLACES = 5
"""Decimals shown: as many as the Scottish rules reckon with, so their sheets are exact."""

VOTES = "votes"


def measure_of(outcome: Outcome) -> str:
    """Return what the tallies of an outcome are, for instance ``votes`` or ``wins``."""
    rule = RULES.get(outcome.rule)
    return VOTES if rule is None else rule.measure


def title_of(outcome: Outcome) -> str:
    """Return what members call the rule of an outcome."""
    rule = RULES.get(outcome.rule)
    return outcome.rule if rule is None else rule.title


def called(outcome: Outcome, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return a name for every candidate; ``candidate 3`` where no names are given.

    Raises:
        BadCount: when there is not one name for each candidate.
    """
    return checked_names(names, outcome.candidates, "candidate", numbers(outcome.candidates))


def checked_names(
    names: Sequence[str] | None, size: int, kind: str, instead: Sequence[str]
) -> tuple[str, ...]:
    """Return the names, or others where there are none.

    Raises:
        BadCount: when there is not one name for each.
    """
    if names is None:
        return tuple(instead)
    if len(names) != size:
        raise BadCount(
            "names",
            expected=f"{size} names, one for each {kind}",
            got=len(names),
            remedy="give the names of this election, in the order of their numbers",
        )
    return tuple(names)


def check_rounds(outcome: Outcome) -> None:
    """Check that there is a round to draw.

    Raises:
        BadCount: when the count stopped at a lot before its first round.
    """
    if not outcome.rounds:
        raise BadCount(
            "rounds",
            expected="at least one round to draw",
            got="none: a lot comes before the first",
            remedy="record the draw and count again",
        )


def shown(number: Fraction, places: int = PLACES) -> str:
    """Write a number for people: exactly, or cut off after some decimals and marked by ``…``."""
    scaled, rest = divmod(abs(number.numerator) * 10**places, number.denominator)
    if rest == 0:
        return exact(number)
    whole, decimals = divmod(scaled, 10**places)
    point = f".{decimals:0{places}d}" if places else ""
    return f"{'-' * (number < 0)}{whole}{point}…"


def signed(number: Fraction) -> str:
    """Write a change with its sign; nothing where nothing changed."""
    if number == 0:
        return ""
    return f"+{shown(number)}" if number > 0 else shown(number)


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def shorten(text: str, size: int) -> str:
    """Cut a text to so many columns; ``…`` stands for what was cut off."""
    if cells(text) <= size:
        return text
    kept = text
    while kept and cells(kept) > size - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def padded(text: str, size: int, *, right: bool = False) -> str:
    """Fill a text up to so many columns."""
    blanks = " " * (size - cells(text))
    return blanks + text if right else text + blanks


def plural(number: int, one: str, many: str = "") -> str:
    """Write ``1 seat`` or ``3 seats``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
