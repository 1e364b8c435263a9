"""What a plan is made from, written shortly: three workplaces and two councils that order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from commonweal.office.plan_files import About, read
from commonweal.office.plan_inputs import Facts, Way, Wish
from commonweal.office.planning import Solved
from commonweal.plan.files import Contents
from commonweal.polity.planning.proposals.kept import PlanCondition

FARM, MILL, BAKERY, EAST, WEST = 4, 5, 6, 7, 8
GRAIN, FLOUR, BREAD, CAKE = 1, 2, 3, 4
BODIES = {FARM: "Farm", MILL: "Mill", BAKERY: "Bakery", EAST: "East", WEST: "West"}
FILE = Path("plan.json")

GROW = Way(1, FARM, "", (), ((GRAIN, 100),), (), 10, 8, 0)
GRIND = Way(2, MILL, "", ((GRAIN, 10),), ((FLOUR, 8),), (), 2, 50, 0)
BAKE = Way(3, BAKERY, "", ((FLOUR, 4),), ((BREAD, 6),), (), 3, 60, 0)
WAYS = (GROW, GRIND, BAKE)
HOURS = {FARM: 100, MILL: 200, BAKERY: 300}


def made_from(
    wishes: Iterable[tuple[int, int, int, int, int]],
    *,
    periods: int = 3,
    ways: tuple[Way, ...] = WAYS,
    hours: Mapping[int, int] = HOURS,
    stocks: Mapping[int, Mapping[int, int]] | None = None,
    limits: tuple[tuple[int, int], ...] = (),
    conditions: tuple[PlanCondition, ...] = (),
    sharing: str = "alike",
    account: str = "labour",
) -> Facts:
    """Return facts; wishes are body, product, rank, period (0: each) and amount."""
    every = range(1, periods + 1)
    wanted = tuple(
        Wish(body, product, rank, when, amount)
        for body, product, rank, period, amount in wishes
        for when in ((period,) if period else every)
    )
    makers = sorted({one.body for one in ways})
    found = Facts(
        campaign=1,
        round=1,
        alternative=int(bool(conditions)),
        periods=periods,
        sharing="alike" if sharing == "alike" else "most",
        account=account,
        necessary=1,
        ways=ways,
        hours={body: hours.get(body, 0) for body in makers},
        silent=tuple(body for body in makers if not hours.get(body, 0)),
        limits=limits,
        stocks=stocks or {},
        wishes=wanted,
        conditions=conditions,
        bodies=BODIES,
        texts={},
    )
    texts = {f"g{one}": ("", "") for one in found.products}
    texts |= {f"p{one.id}": ("", "") for one in ways} | {f"l{one}": ("", "") for one, _ in limits}
    return Facts(**({name: getattr(found, name) for name in Facts.__slots__} | {"texts": texts}))


def opened(found: Solved) -> tuple[About, Contents]:
    """Read the file of a plan."""
    assert found.outcome == "plan", found.why
    kept = read(found.text)
    assert kept.contents is not None
    return kept.about, kept.contents
