"""What a plan answers to those who proposed and ordered: what it gives, what limits it, and why.

Rules of this module: figures and reasons come from the office's reading of the plan's file; nothing
is computed here. Where there is no plan yet, nothing is answered.

Not here: reading files of plans (the office), pages (``pages``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from commonweal.office.reading import Reading
from commonweal.polity.planning.proposals import kept
from commonweal.web import links, planned

Context = dict[str, Any]


class OwnOrder(NamedTuple):
    """What the viewer orders for themselves."""

    product: int
    rank: int
    amount: int


@dataclass(frozen=True, slots=True)
class OrderAnswers:
    """What the last plan gives to each order of a body.

    Attributes:
        plan: the plan that answers; None while there is none.
        given: by product, rank and period: what was ordered, what is given, and why no more.
    """

    plan: links.Link | None = None
    given: dict[tuple[int, int, int], tuple[int, int, str]] = field(default_factory=dict)

    def told(self, reading: Reading, product: int, rank: int, period: int) -> Context | None:
        """Tell what an order gets; None where the plan does not say."""
        found = self.given.get((product, rank, period))
        if found is None:
            return None
        asked, given, why = found
        ppm = given * 1_000_000 // asked if asked else 1_000_000
        return {
            "share": planned.percent(ppm),
            "k": ppm // 1000,
            "full": given >= asked,
            "amount": planned.much(reading, product, given),
            "why": why,
        }


def last_plan(reading: Reading, campaign: kept.Campaign | None) -> kept.Plan | None:
    """Return the plan of the newest round of a campaign, if there is one."""
    if campaign is None:
        return None
    plans = (reading.state.plans[one] for one in reversed(campaign.plans))
    return next((one for one in plans if not one.alternative), None)


def of_maker(reading: Reading, campaign: kept.Campaign | None, body: int) -> Context | None:
    """Return what the last plan makes of a body's processes; None without one."""
    found = last_plan(reading, campaign)
    if found is None:
        return None
    return {"plan": planned.plan_link(reading, found.id), "rows": [], "said": ""}


def of_orders(reading: Reading, campaign: kept.Campaign, body: int) -> OrderAnswers:
    """Return what the last plan gives to each order of a body."""
    found = last_plan(reading, campaign)
    return OrderAnswers(planned.plan_link(reading, found.id)) if found else OrderAnswers()


def own_orders(reading: Reading, campaign: kept.Campaign) -> Sequence[OwnOrder]:
    """Return what the viewer orders for themselves."""
    return ()


def of_plan(reading: Reading, found: kept.Plan) -> Context:
    """Return what a plan's file says beyond the figures of the record."""
    return {"prices": [], "makes": [], "conflict": []}


def compared(reading: Reading, plans: Sequence[kept.Plan]) -> Context:
    """Return what plans give of each product and to each body, side by side."""
    return {"products": [], "bodies": []}


def file_of(reading: Reading, found: kept.Plan) -> str | None:
    """Return the file of a plan; None when it is not kept."""
    return reading.text(found.file)
