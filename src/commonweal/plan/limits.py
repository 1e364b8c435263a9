"""What limits a plan, by its place and in words: resources, capacities, stocks, foreign money.

Not here: which of them limit (``explaining``), and by how much to ease them (``easing``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

from commonweal.plan.economy import Economy

LimitKind = Literal["resource", "capacity", "stock", "money"]
"""Of a resource, of a process, of a product at the beginning, of foreign money."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit.

    Attributes:
        kind: what it is of.
        at: the place of the resource, process or product; 0 for money.
        period: counted from 1.
        name: what people read.
        unit: of it.
        there: how much there is.
        maker: whether anything makes the product; of stocks only.
    """

    kind: LimitKind
    at: int
    period: int
    name: str
    unit: str
    there: float
    maker: bool = True

    def __str__(self) -> str:
        when = f" in period {self.period}"
        match self.kind:
            case "resource":
                return self.name + when
            case "capacity":
                return f"capacity of {self.name}{when}"
            case "stock":
                if self.maker:
                    return f"stock of {self.name}"
                return f"{self.name}, which nothing makes"
            case "money":
                return f"foreign money{when}"
        assert_never(self.kind)


def limit_of(economy: Economy, kind: LimitKind, flat: int) -> Limit:
    """Name a limit.

    Args:
        economy: what can be done.
        kind: what it is of.
        flat: its place, periods first.
    """
    match kind:
        case "resource":
            period, at = divmod(flat, len(economy.resources))
            rows, there = economy.resources, economy.limits[period, at]
        case "capacity":
            period, at = divmod(flat, len(economy.processes))
            rows, there = economy.processes, economy.capacity[period, at]
        case "stock":
            period, at = divmod(flat, len(economy.products))
            rows, there = economy.products, economy.stock[at] if period == 0 else 0.0
        case "money":
            return Limit("money", 0, flat + 1, "foreign money", "", float(economy.deficit[flat]))
        case _:
            assert_never(kind)
    maker = kind != "stock" or bool(economy.outputs[[at]].sum() > 0)
    return Limit(kind, at, period + 1, rows.title(at), rows.units[at], float(there), maker)
