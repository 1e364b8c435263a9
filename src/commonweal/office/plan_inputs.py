"""What a plan is made from: proposals and orders, copied out of the state.

Rules of this module:

* the same record gives the same input;
* a process counts while it stands and its body is open and belongs to the plan; of a merged body it
  is the heir's; who offered no hours has none, and is named for it;
* orders of a body for the same product, rank and period are one order; what its members ordered by
  themselves is added to it; an order for every period is one order in each;
* a limit that nobody has set limits nobody.

Not here: the engine's input (``plan_economy``), solving (``planning``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from commonweal.charter.planning import Planning as Rule
from commonweal.polity import Case, State
from commonweal.polity.planning.proposals.finding import owner, rule_of
from commonweal.polity.planning.proposals.kept import (
    Amounts,
    Campaign,
    PlanCondition,
    Process,
)
from commonweal.polity.rights.succession import heir


@dataclass(frozen=True, slots=True)
class Way:
    """A process as the engine knows it; see :class:`Process` of the state."""

    id: int
    body: int
    name: str
    inputs: Amounts
    outputs: Amounts
    uses: Amounts
    hours: int
    capacity: int
    lead: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a body wants of a product in a period, its members included."""

    body: int
    product: int
    rank: int
    period: int
    amount: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a plan is made from, copied out of the state.

    Attributes:
        campaign, round, alternative: what is planned; no alternative: 0.
        periods: how many.
        sharing, account, necessary: as the article says.
        ways: processes that count.
        hours: hours of each body that makes something, for each period.
        silent: bodies with processes that offered no hours.
        limits: limits that were set, and how much there is in each period.
        stocks: of each body, by product.
        wishes: what is wanted.
        conditions: of the alternative.
        bodies: names of bodies.
        texts: digests of names: of products with their units, of processes, of limits with units.
    """

    campaign: int
    round: int
    alternative: int
    periods: int
    sharing: Literal["alike", "most"]
    account: str
    necessary: int
    ways: tuple[Way, ...]
    hours: Mapping[int, int]
    silent: tuple[int, ...]
    limits: tuple[tuple[int, int], ...]
    stocks: Mapping[int, Mapping[int, int]]
    wishes: tuple[Wish, ...]
    conditions: tuple[PlanCondition, ...]
    bodies: Mapping[int, str]
    texts: Mapping[str, tuple[str, str]]

    @property
    def products(self) -> tuple[int, ...]:
        """Products that somebody makes, uses, has or wants, by number."""
        found = {product for one in self.ways for product, _ in (*one.inputs, *one.outputs)}
        found |= {product for stock in self.stocks.values() for product in stock}
        found |= {one.product for one in self.wishes}
        found |= {one.of for one in self.conditions if one.body}
        return tuple(sorted(found))


def facts(case: Case, campaign: Campaign, alternative: int = 0) -> Facts:
    """Copy what a plan is made from.

    Args:
        case: the law's view of the present.
        campaign: the campaign.
        alternative: for which alternative; 0: for the round.
    """
    state, rule = case.state, rule_of(case, campaign)
    ways = tuple(_ways(case, campaign, rule))
    hours = _heirs(state, campaign.hours)
    makers = sorted({one.body for one in ways})
    asked = state.alternatives[alternative].conditions if alternative else ()
    wishes = tuple(_wishes(case, campaign, rule))
    limits = {number for one in ways for number, _ in one.uses}
    found = Facts(
        campaign=campaign.id,
        round=campaign.round,
        alternative=alternative,
        periods=campaign.periods,
        sharing=rule.sharing,
        account=rule.account,
        necessary=rule.necessary,
        ways=ways,
        hours={body: hours[body] for body in makers},
        silent=tuple(body for body in makers if not hours[body]),
        limits=tuple(
            (number, state.limits[number].per_period)
            for number in sorted(limits)
            if state.limits[number].per_period >= 0
        ),
        stocks=_stocks(case, campaign),
        wishes=wishes,
        conditions=asked,
        bodies={number: one.name for number, one in state.bodies.items()},
        texts={},
    )
    return _with_texts(state, found, limits)


def belongs(case: Case, campaign: Campaign, body: int) -> bool:
    """Whether a body is open and at or below the body of the plan."""
    return case.state.bodies[body].is_open and case.state.reaches(owner(case, campaign).id, body)


def _ways(case: Case, campaign: Campaign, rule: Rule) -> Iterator[Way]:
    for one in case.state.processes.values():
        body = heir(case.state, one.body)
        stands = not (one.replaced_by or one.withdrawn_at)
        if stands and body.level in rule.producers and belongs(case, campaign, body.id):
            yield way_of(one, body.id)


def way_of(one: Process, body: int) -> Way:
    """Return a process as the engine knows it.

    Args:
        one: the process.
        body: whose it is now.
    """
    return Way(
        one.id,
        body,
        one.name,
        one.inputs,
        one.outputs,
        one.uses,
        one.hours,
        one.capacity,
        one.lead,
    )


def _heirs(state: State, amounts: Mapping[int, int]) -> Counter[int]:
    """Add up what bodies have, that of a merged body with its heir's."""
    found: Counter[int] = Counter()
    for body, amount in amounts.items():
        found[heir(state, body).id] += amount
    return found


def _stocks(case: Case, campaign: Campaign) -> dict[int, dict[int, int]]:
    found: dict[int, Counter[int]] = {}
    for body, stock in campaign.stocks.items():
        now = heir(case.state, body).id
        if belongs(case, campaign, now):
            found.setdefault(now, Counter()).update(stock)
    return {
        body: {product: amount for product, amount in sorted(stock.items()) if amount}
        for body, stock in sorted(found.items())
    }


def _wishes(case: Case, campaign: Campaign, rule: Rule) -> Iterator[Wish]:
    state = case.state
    found: Counter[tuple[int, int, int, int]] = Counter()
    for body, placed in campaign.orders.items():
        for one in placed:
            every = range(1, campaign.periods + 1)
            for period in (one.period,) if one.period else every:
                found[heir(state, body).id, one.product, one.rank, period] += one.amount
    for sums in campaign.members_orders:
        for period in range(1, campaign.periods + 1):
            found[heir(state, sums.body).id, sums.product, sums.rank, period] += sums.amount
    for (number, product, rank, period), amount in sorted(found.items()):
        takes_part = state.bodies[number].level in rule.consumers
        if amount and takes_part and belongs(case, campaign, number):
            yield Wish(number, product, rank, period, amount)


def _with_texts(state: State, of: Facts, limits: Iterable[int]) -> Facts:
    texts = {
        f"g{number}": (state.products[number].name, state.products[number].unit)
        for number in of.products
    }
    texts |= {f"p{one.id}": (one.name, "") for one in of.ways}
    texts |= {f"l{one}": (state.limits[one].name, state.limits[one].unit) for one in limits}
    return replace(of, texts=texts)
