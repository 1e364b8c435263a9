"""A finding about the figures of a plan, in words that delegates understand.

Not here: finding (``plan_facts``, ``plan_courses``), telling the law (``monitoring``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonweal.polity.planning.correcting.data import AlertKind

WEEK = 7
"""Days."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something odd.

    Attributes:
        body: the unit whose figures they are.
        kind: what was seen; ``test``: name of the test that says so.
        product: what it is about.
        words: the finding in words and figures.
        line: of the plan; 0 where it is about several.
    """

    body: int
    kind: AlertKind
    test: str
    product: int
    words: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Names, for what is told.

    Attributes:
        bodies: name of each body.
        goods: name and unit of each product.
        days: of a period.
        begins: place of the plan's first period among those of all plans.
    """

    bodies: Mapping[int, str]
    goods: Mapping[int, tuple[str, str]]
    days: int
    begins: int

    def body(self, number: int) -> str:
        """Return the name of a body."""
        return self.bodies.get(number, f"body {number}")

    def amount(self, amount: float, product: int) -> str:
        """Return an amount with its unit and product: ``1,020 kg of bread``."""
        name, unit = self.goods.get(product, (f"product {product}", ""))
        told = f"{round(amount):,}"
        if not unit:
            return f"{told} {name}"
        return f"{told} {'× ' * unit[0].isdigit()}{unit} of {name}"

    def name(self, product: int) -> str:
        """Return what a product is called."""
        return self.goods.get(product, (f"product {product}", ""))[0]

    def when(self, place: int) -> str:
        """Return what a period is called; those of plans before are counted back from this one."""
        period = place - self.begins + 1
        name = "week" if self.days == WEEK else "period"
        if period >= 1:
            return f"{name} {period}"
        return f"{1 - period} {name}{'s' * (period < 0)} before this plan"
