"""What members order for themselves: kept in the vault, added up here, never shown to others.

Rules of this module:

* the record has sums only, made whenever a round is closed: for each body, product and rank the
  amount and how many members ordered it;
* what fewer than ``MEMBERS_MIN`` members of a body have ordered is in no sum, because a sum of
  one is somebody's name: it counts as soon as others join, and each of them is told so
  (:class:`OwnOrder`); their body can order it as its own;
* nobody alone, unseen, drives the shares of all others to nothing: an order counts with at most
  :data:`FAR` times the middle one of those it is added to; whose order that cuts is told nobody,
  because whoever saw it would find the middle one by ordering more and more;
* who left or died, moved to a body that orders nothing, or whose body left the plan does not count;
* orders are kept until a plan is adopted or the campaign is over, and then forgotten. Nothing tells
  when somebody ordered, or what they ordered before.

What this does not promise: that many who know their own orders cannot work out the last one's, or
that sums of two rounds do not tell what a single change was; a body of few members is told so.

Not here: who may order what (``commonweal.polity.planning.proposals``).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from commonweal.office.plan_inputs import belongs
from commonweal.polity import Case, State
from commonweal.polity.planning.proposals.data import CloseRound, OrderForMyself
from commonweal.polity.planning.proposals.finding import OVER, consuming_body, rule_of
from commonweal.polity.planning.proposals.kept import (
    AMOUNT_MAX,
    MEMBERS_MIN,
    Campaign,
    MembersOrders,
)
from commonweal.vault import NotScrubbed, Vault

_LOG = logging.getLogger(__name__)

FAR = 10
"""How many times the middle order of a sum a single one counts with at most."""

SUMS_MAX = 1_000
"""Sums of one round, those of the most members first: an entry has a longest size."""


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """What a member ordered for themselves.

    Attributes:
        product, rank, amount: what, for which need, how much in each period.
        counts: whether it would be in a sum now: not while fewer than ``MEMBERS_MIN``
            members of the body have ordered it.
    """

    product: int
    rank: int
    amount: int
    counts: bool


class OwnOrders:
    """What the vault holds of members' own orders.

    Attributes:
        over: campaigns that are over, of which orders may still be kept.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.over: set[int] = set()

    def load(self, state: State) -> None:
        """Look up the campaigns that are over and of which orders are still kept."""
        ended = {_matter(one.id): one.id for one in state.campaigns.values() if one.stage in OVER}
        self.over = {ended[matter] for matter in self._vault.matters_wanted(ended)}

    def place(self, member: int, command: OrderForMyself) -> None:
        """Keep an order that the law has allowed."""
        thing = f"{command.product} {command.rank}"
        self._vault.want(_matter(command.campaign), member, thing, command.amount)

    def forget(self, campaigns: Iterable[int]) -> None:
        """Forget the orders of campaigns that are over; what cannot be wiped is tried again."""
        for campaign in campaigns:
            try:
                self._vault.forget_wanted(_matter(campaign))
            except NotScrubbed:
                continue
            self.over.discard(campaign)


def with_sums(case: Case, command: CloseRound, vault: Vault) -> CloseRound:
    """Return the closing of a round with what members have ordered by themselves."""
    campaign = case.state.campaigns.get(command.campaign)
    if campaign is None:
        return command
    return msgspec.structs.replace(command, summed=summed(case, campaign, vault))


def summed(case: Case, campaign: Campaign, vault: Vault) -> tuple[MembersOrders, ...]:
    """Add up what members have ordered by themselves, as it stands."""
    sums = _sums(case, campaign, vault)
    found = [
        MembersOrders(body, product, rank, min(AMOUNT_MAX, sum(counted)), len(counted))
        for (body, product, rank), amounts in sorted(sums.items())
        if (counted := _counted(amounts))
    ]
    if len(found) > SUMS_MAX:
        _LOG.warning("campaign %d: %d sums are left out", campaign.id, len(found) - SUMS_MAX)
    return tuple(sorted(found, key=lambda one: -one.members)[:SUMS_MAX])


def _counted(amounts: Sequence[int]) -> list[int]:
    """Return with how much each of some orders counts; of too few none does."""
    if len(amounts) < MEMBERS_MIN:
        return []
    most = FAR * sorted(amounts)[(len(amounts) - 1) // 2]
    return [min(one, most) for one in amounts]


def own_orders(case: Case, campaign: Campaign, vault: Vault, member: int) -> list[OwnOrder]:
    """Return what a member ordered for themselves; only for showing to that member."""
    wanted = vault.wanted(_matter(campaign.id), member)
    if not wanted:
        return []
    sums = _sums(case, campaign, vault)
    body = consuming_body(case.state, rule_of(case, campaign), member)
    found = []
    for thing, amount in wanted.items():
        product, rank = map(int, thing.split())
        counts = len(sums.get((body, product, rank), ())) >= MEMBERS_MIN
        found.append(OwnOrder(product, rank, amount, counts))
    return sorted(found, key=lambda one: (one.rank, one.product))


def _sums(case: Case, campaign: Campaign, vault: Vault) -> dict[tuple[int, int, int], list[int]]:
    rule, state = rule_of(case, campaign), case.state
    found: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    if not rule.members_order:
        return found
    for member, thing, amount in vault.all_wanted(_matter(campaign.id)):
        body = consuming_body(state, rule, member) if state.members.is_active(member) else 0
        if body and belongs(case, campaign, body):
            product, rank = map(int, thing.split())
            found[body, product, rank].append(amount)
    return found


def _matter(campaign: int) -> str:
    return f"orders of campaign {campaign}"
