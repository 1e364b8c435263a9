"""Books as Beancount text, which other people's programs can check and read.

Rules of this module:

* one file for all bodies: accounts are opened on the first day, every transaction follows, and on
  the day after the last every balance is asserted, so that a reader of the file checks our sums;
* a body's name becomes a part of an account: letters and digits as they are, dashes for the rest;
  names that would become the same are numbered.

Source: M. Blais, *Beancount Language Syntax*, https://beancount.github.io/docs/.

Not here: the sums (``accounts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from commonweal.plan.accounts import Ledger

Key = tuple[str, str, str]


def beancount(ledger: Ledger, days: Sequence[date], *, title: str = "Books of a plan") -> str:
    """Write books as Beancount text.

    Args:
        ledger: the books.
        days: the first day of each period, one after the other.
        title: of the file.

    Raises:
        ValueError: when there are too few days, or they do not follow one another.
    """
    periods = max((one.period for one in ledger.transactions), default=-1) + 1
    if len(days) < max(1, periods) or any(one >= next_ for one, next_ in pairwise(days)):
        raise ValueError(f"expected {periods} days, one after the other, got {len(days)}")
    return "\n".join(_lines(ledger, days, title)) + "\n"


def _lines(ledger: Ledger, days: Sequence[date], title: str) -> Iterator[str]:
    unit, balances = ledger.unit.name, ledger.balances()
    names = _names(list(balances))
    yield f'option "title" "{_quoted(title)}"'
    yield f'option "operating_currency" "{unit}"'
    yield ""
    yield from sorted(f"{days[0]} open {names[key]} {unit}" for key in balances)
    for one in ledger.transactions:
        yield ""
        yield f'{days[one.period]} * "{_quoted(one.words)}"'
        for side in one.postings:
            yield f"  {names[side.kind, side.body, side.account]}  {side.amount} {unit}"
    yield ""
    after = days[-1] + timedelta(days=1)
    yield from sorted(
        f"{after} balance {names[key]}  {sum_} {unit}" for key, sum_ in balances.items()
    )


def _quoted(words: str) -> str:
    return words.replace("\\", "/").replace('"', "'").replace("\n", " ")


def _names(keys: list[Key]) -> dict[Key, str]:
    """Return the account of each kind, body and name; each is another."""
    bodies = _parts(list(dict.fromkeys(body for _, body, _ in keys)))
    accounts = _parts(list(dict.fromkeys(account for _, _, account in keys)))
    return {key: f"{key[0]}:{bodies[key[1]]}:{accounts[key[2]]}" for key in keys}


def _parts(names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in name)
        first = f"{plain[:1].upper()}{plain[1:]}" if plain[:1].isalnum() else f"B{plain}"
        part, times = first, 1
        while part in taken:
            times += 1
            part = f"{first}-{times}"
        taken.add(part)
        found[name] = part
    return found
