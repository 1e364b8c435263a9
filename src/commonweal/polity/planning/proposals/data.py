"""Proposals and plans as data: commands and events.

Not here: what the state keeps (``kept``), the refusals (``refusals``), effects (``effects``), what
is lawful (``law``), what events do (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from commonweal.polity.command import Command, Text
from commonweal.polity.event import Event
from commonweal.polity.planning.proposals.effects import Part
from commonweal.polity.planning.proposals.kept import (
    Amounts,
    Campaign,
    MembersOrders,
    NewLine,
    PlanCondition,
    RankShare,
    Run,
    Stage,
)

# Commands.


class NameProduct(Command, frozen=True, tag="name_product", kw_only=True):
    """Name a product, so that it can be made, used and ordered.

    Attributes:
        body: producing or consuming body for which it is named.
        name: what it is called.
        unit: what it is counted in; amounts are whole numbers of it.
    """

    body: int
    name: Text
    unit: Text


class NameLimit(Command, frozen=True, tag="name_limit", kw_only=True):
    """Name something of which all processes together may use only so much.

    Attributes:
        name: what it is called.
        unit: what it is counted in.
    """

    name: Text
    unit: Text


class DeclareProcess(Command, frozen=True, tag="declare_process", kw_only=True):
    """Declare how a body makes something, for one run; it stands until it is replaced.

    Attributes:
        body: producing body.
        name: what the process is called.
        inputs: products that one run takes, each with how much.
        outputs: products that one run gives, each with how much.
        uses: limits, each with how much one run uses of it.
        hours: hours of work that one run needs.
        capacity: most runs in a period.
        lead: periods after the run in which its outputs are there.
        replaces: earlier process of the same body that it stands in place of; 0: none.
    """

    body: int
    name: Text
    inputs: Amounts
    outputs: Amounts
    hours: int
    capacity: int
    uses: Amounts = ()
    lead: int = 0
    replaces: int = 0


class WithdrawProcess(Command, frozen=True, tag="withdraw_process", kw_only=True):
    """Take a process back."""

    process: int


class OfferHours(Command, frozen=True, tag="offer_hours", kw_only=True):
    """Offer hours of work of a producing body for each period of the plan to come.

    Attributes:
        hours: in each period; a new offer replaces the one before.
    """

    campaign: int
    body: int
    hours: int


class DeclareStock(Command, frozen=True, tag="declare_stock", kw_only=True):
    """Declare what a body will have of a product when the plan begins.

    Attributes:
        amount: how much of it.
    """

    campaign: int
    body: int
    product: int
    amount: int


class PlaceOrder(Command, frozen=True, tag="place_order", kw_only=True):
    """Order a product for a consuming body; a new order of the same rank and period replaces it.

    Attributes:
        rank: of the need, from 1.
        amount: in each period, or in the one named; 0 takes the order back.
        period: the period, or 0: every one.
    """

    campaign: int
    body: int
    product: int
    rank: int
    amount: int
    period: int = 0


class OrderForMyself(Command, frozen=True, tag="order_for_myself", kw_only=True):
    """Order a product for every period for oneself, through one's own consuming body.

    Nobody sees whose order it is: the office keeps it, and the record has the sums only.

    Attributes:
        amount: in each period; 0 takes the order back.
    """

    campaign: int
    product: int
    rank: int
    amount: int


class ProposeAlternative(Command, frozen=True, tag="propose_alternative", kw_only=True):
    """Ask for a plan under further conditions, to be compared and voted on.

    Attributes:
        text: reasons.
        conditions: at least one.
    """

    campaign: int
    text: Text
    conditions: tuple[PlanCondition, ...]


class CloseRound(Command, frozen=True, tag="close_round", kw_only=True):
    """The time for proposals, or for revising them, is over.

    Attributes:
        summed: what members ordered by themselves, as the office added it up.
    """

    campaign: int
    summed: tuple[MembersOrders, ...] = ()


class RecordPlan(Command, frozen=True, tag="record_plan", kw_only=True):
    """Record the plan that an engine found for a round, or for an alternative.

    Attributes:
        alternative: 0 for the round that was closed last.
        outcome: a plan, or that none keeps all limits.
        file: digest of the plan's file.
        hours: hours of work in all.
        ranks: for each rank of needs, the smallest and the mean share of its orders.
        surplus: hours that are left when what was used up is replaced and the makers have theirs.
    """

    campaign: int
    alternative: int
    outcome: Literal["plan", "infeasible"]
    file: str
    hours: int = 0
    ranks: tuple[RankShare, ...] = ()
    surplus: int = 0


class LapseCampaign(Command, frozen=True, tag="lapse_campaign", kw_only=True):
    """The time to adopt a plan is over, and none was adopted."""

    campaign: int


class RecordLines(Command, frozen=True, tag="record_lines", kw_only=True):
    """Record what an adopted plan, or a correction of it, says that each body does.

    Attributes:
        correction: the correction; 0: the plan itself.
        part: counted from 1.
        last: whether it is the last.
        runs: how often each process runs in a period; for a correction, of those it changes.
        lines: who delivers how much of what to whom, likewise.
    """

    plan: int
    part: int
    last: bool
    runs: tuple[Run, ...] = ()
    lines: tuple[NewLine, ...] = ()
    correction: int = 0


# Events.


class ProductNamed(Event, frozen=True, tag="product_named/1", kw_only=True):
    """A product was named."""

    product: int
    body: int
    by: int
    name: str
    unit: str


class LimitNamed(Event, frozen=True, tag="limit_named/1", kw_only=True):
    """A limit was named; it limits nobody until the body of the plan sets it."""

    limit: int
    by: int
    name: str
    unit: str


class LimitSet(Event, frozen=True, tag="limit_set/1", kw_only=True):
    """The body of the plan decided how much there is in each period."""

    limit: int
    per_period: int
    motion: int


class ProcessDeclared(Event, frozen=True, tag="process_declared/1", kw_only=True):
    """A body declared how it makes something."""

    process: int
    body: int
    by: int
    name: str
    inputs: Amounts
    outputs: Amounts
    hours: int
    capacity: int
    uses: Amounts = ()
    lead: int = 0
    replaces: int = 0


class ProcessWithdrawn(Event, frozen=True, tag="process_withdrawn/1", kw_only=True):
    """A process was taken back."""

    process: int
    by: int


class PlanningBegun(Event, frozen=True, tag="planning_begun/1", kw_only=True):
    """All councils were called on to propose and order for the next plan."""

    campaign: int
    body: int
    motion: int
    charter: int
    begins_at: int
    periods: int
    period_days: int
    until: int


class HoursOffered(Event, frozen=True, tag="hours_offered/1", kw_only=True):
    """A body offered hours of work for each period."""

    campaign: int
    body: int
    by: int
    hours: int


class StockDeclared(Event, frozen=True, tag="stock_declared/1", kw_only=True):
    """A body declared what it will have when the plan begins."""

    campaign: int
    body: int
    by: int
    product: int
    amount: int


class OrderPlaced(Event, frozen=True, tag="order_placed/1", kw_only=True):
    """A body ordered a product; an amount of 0 took the order back."""

    campaign: int
    body: int
    by: int
    product: int
    rank: int
    amount: int
    period: int = 0


class ProposalFixed(Event, frozen=True, tag="proposal_fixed/1", kw_only=True):
    """A body made its proposals and orders its own decision."""

    campaign: int
    body: int
    motion: int


class ProposalFreed(Event, frozen=True, tag="proposal_freed/1", kw_only=True):
    """A body let its members change its proposals and orders again."""

    campaign: int
    body: int
    motion: int


class AlternativeProposed(Event, frozen=True, tag="alternative_proposed/1", kw_only=True):
    """Somebody asked for a plan under further conditions."""

    alternative: int
    campaign: int
    by: int
    text: str
    conditions: tuple[PlanCondition, ...]


class RoundClosed(Event, frozen=True, tag="round_closed/1", kw_only=True):
    """A round of proposals was closed; its plan is awaited."""

    campaign: int
    round: int
    summed: tuple[MembersOrders, ...] = ()


class PlanRecorded(Event, frozen=True, tag="plan_recorded/1", kw_only=True):
    """A plan was found for a round or an alternative; or that there is none.

    ``stage`` and ``until`` say how the campaign goes on; for an alternative it goes on unchanged.
    """

    plan: int
    campaign: int
    round: int
    alternative: int
    outcome: Literal["plan", "infeasible"]
    file: str
    stage: Stage
    until: int
    hours: int = 0
    ranks: tuple[RankShare, ...] = ()
    surplus: int = 0


class CampaignLapsed(Event, frozen=True, tag="campaign_lapsed/1", kw_only=True):
    """A campaign ended without a plan."""

    campaign: int
    why: Literal["time_is_up", "no_plan", "body_closed"]


class AdoptionAwaited(Event, frozen=True, tag="adoption_awaited/1", kw_only=True):
    """A campaign goes on: a decision to adopt a plan of it waits, and can still be called back.

    ``motion`` is the decision; ``until``: by when the campaign ends now.
    """

    campaign: int
    motion: int
    until: int


class PlanAdopted(Event, frozen=True, tag="plan_adopted/1", kw_only=True):
    """A plan was adopted; the others of its campaign are lost."""

    plan: int
    campaign: int
    motion: int
    begins_at: int
    ends_at: int


class PlanTakenBack(Event, frozen=True, tag="plan_taken_back/1", kw_only=True):
    """The vote that had adopted a plan was annulled, and held again it did not: it binds nobody."""

    plan: int
    campaign: int
    motion: int


class LinesRecorded(Event, frozen=True, tag="lines_recorded/1", kw_only=True):
    """Part of what a plan, or its correction, says that each body does.

    ``first`` is the number of the first line; the others follow.
    """

    plan: int
    part: int
    last: bool
    first: int
    runs: tuple[Run, ...] = ()
    lines: tuple[NewLine, ...] = ()
    correction: int = 0
    from_period: int = 1


class SurplusAssigned(Event, frozen=True, tag="surplus_assigned/1", kw_only=True):
    """The body of the plan decided what its surplus is for."""

    plan: int
    motion: int
    parts: tuple[Part, ...]


AnyCommand = (
    NameProduct
    | NameLimit
    | DeclareProcess
    | WithdrawProcess
    | OfferHours
    | DeclareStock
    | PlaceOrder
    | OrderForMyself
    | ProposeAlternative
    | CloseRound
    | RecordPlan
    | LapseCampaign
    | RecordLines
)
"""Every command about proposals and plans."""

AnyEvent = (
    ProductNamed
    | LimitNamed
    | LimitSet
    | ProcessDeclared
    | ProcessWithdrawn
    | PlanningBegun
    | HoursOffered
    | StockDeclared
    | OrderPlaced
    | ProposalFixed
    | ProposalFreed
    | AlternativeProposed
    | RoundClosed
    | PlanRecorded
    | CampaignLapsed
    | AdoptionAwaited
    | PlanAdopted
    | PlanTakenBack
    | LinesRecorded
    | SurplusAssigned
)
"""Every event about proposals and plans."""


def _campaign_is_live(state: Any, at: int, number: int) -> bool:
    found: Campaign = state.campaigns[number]
    return found.stage in {"proposing", "revising", "deciding"} and found.until == at


LIVE: dict[str, Callable[[Any, int, int], bool]] = {"campaign": _campaign_is_live}
"""Whether what was put on the calendar still has that deadline."""
