"""The invented economy of the demo, read from ``economy.toml``.

Rules of this module:

* everything is a whole number; a process is written for one run, as the law wants it;
* a trade that comes twice in the federation makes the same in two ways where ``second`` says so;
* how much each council orders is drawn by the seed around the mean of the file.

Not here: who declares and orders it, and when (``planning``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from commonweal.lab.demo.draws import by_seed

ROUND = 5
"""What councils order is a multiple of this."""

Amounts = dict[str, int]
"""How much of each product (or limit), by name."""


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something of which there is only so much in a week."""

    unit: str
    per_week: int


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is otherwise in a process; ``None``: as it was."""

    name: str | None = None
    inputs: Amounts | None = None
    uses: Amounts | None = None
    hours: int | None = None
    capacity: int | None = None


class Process(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to make something, for one run.

    Attributes:
        trade: of the workplaces that have it.
        inputs, outputs, uses: what a run takes, gives, and uses of limits.
        hours: of work in a run; ``capacity``: runs in a week.
        lead: weeks until the outputs are there.
        second: what is otherwise in the second workplace of the trade.
    """

    trade: str
    name: str
    inputs: Amounts
    outputs: Amounts
    hours: int
    capacity: int
    uses: Amounts = {}
    lead: int = 0
    second: Changes | None = None

    def changed(self, changes: Changes | None) -> Process:
        """Return the process with changes."""
        given = msgspec.structs.asdict(changes) if changes else {}
        return msgspec.structs.replace(
            self, second=None, **{key: one for key, one in given.items() if one is not None}
        )


class Stock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the first workplace of a trade has when the plan begins."""

    trade: str
    product: str
    amount: int


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What consumer councils order of a product.

    Attributes:
        councils: how many of them order it; ``mean``: how much each, on average.
        weeks: the weeks in which it is wanted; none: every week.
    """

    product: str
    rank: int
    councils: int
    mean: int
    weeks: tuple[int, ...] = ()


class Revision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody changes before a round.

    Attributes:
        round: before which it is changed.
        kind: ``hours``: a workplace offers others; ``process``: it works in another way;
            ``order``: councils order so many hundredths of what they ordered.
        trade: of the workplace, the first of its trade.
        hours: offered each week; ``share``: hundredths of the order.
        process: name of the process; ``changes``: what is otherwise in it.
        product: what is ordered.
    """

    round: int
    kind: Literal["hours", "process", "order"]
    trade: str = ""
    hours: int = 0
    process: str = ""
    changes: Changes | None = None
    product: str = ""
    share: int = 100


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be done and is wanted.

    Attributes:
        products: unit of each.
        limits: by name.
        workplaces: hours offered each week at first, by trade and workplace.
    """

    products: dict[str, str]
    limits: dict[str, Limit]
    workplaces: dict[str, tuple[int, ...]]
    process: tuple[Process, ...]
    stock: tuple[Stock, ...]
    order: tuple[Wish, ...]
    revision: tuple[Revision, ...] = ()

    def processes(self, trade: str, place: int) -> Iterator[Process]:
        """Give the processes of a workplace, by its trade and its place among those of it."""
        for one in self.process:
            if one.trade == trade:
                yield one.changed(one.second if place else None)


class Ordered(msgspec.Struct, frozen=True):
    """One order of one council.

    Attributes:
        council: its place among the consumer councils.
        weeks: as in :class:`Wish`.
    """

    council: int
    product: str
    rank: int
    amount: int
    weeks: tuple[int, ...]


@cache
def region() -> Region:
    """Return the economy of the demo."""
    text = (files("commonweal.lab.demo") / "economy.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Region)


def orders(councils: int, seed: int) -> list[Ordered]:
    """Draw what each council orders: from two thirds to four thirds of the mean.

    Args:
        councils: how many there are.
        seed: the same seed gives the same orders.
    """
    found = []
    for wish in region().order:
        draw = by_seed("orders", seed, wish.product)
        for council in sorted(draw.sample(range(councils), min(wish.councils, councils))):
            amount = max(1, wish.mean * draw.randint(67, 133) // (100 * ROUND)) * ROUND
            found.append(Ordered(council, wish.product, wish.rank, amount, wish.weeks))
    return found
