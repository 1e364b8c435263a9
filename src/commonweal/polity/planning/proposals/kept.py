"""What the state keeps of proposals and plans.

Rules of this module:

* amounts are whole numbers of the product's unit; hours are whole hours; shares are parts per
  million; periods of a plan are counted from 1;
* a process is written for one run: what it takes, what it gives, how many hours it needs;
* a plan is kept by the digest of its file; the figures by which it is judged stand beside it.

Not here: commands and events (``data``), effects (``effects``), what events do (``fold``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from commonweal.polity.planning.proposals.effects import Part
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId

NEVER = Moment(0)

AMOUNT_MAX = 10**12
"""The largest amount and number of hours: what 64-bit engines add up without rounding."""

WITH_PLAN = -1
"""Stands for what ended a line when the whole plan was taken back."""

WITH_BODY = -2
"""Stands for what ended a line when one of its sides left the federation."""

MEMBERS_MIN = 3
"""How many members have to have ordered the same for their orders to be told as a sum: a sum of one
is somebody's name, and one of two tells each of them what the other wants."""

PPM = 1_000_000
"""Parts of the whole in which shares are told."""

Stage = Literal["proposing", "solving", "revising", "deciding", "adopted", "lapsed"]
"""Where a campaign stands. ``solving``: a round is closed and its plan is awaited; ``revising``:
there is a plan, and proposals are revised; ``deciding``: the rounds are over."""

Amounts = tuple[tuple[int, int], ...]
"""Pairs of the number of a product (or limit) and how much of it."""


class Product(msgspec.Struct, array_like=True):
    """Something that is made and used.

    Attributes:
        name, unit: digests of what it is called and of the unit it is counted in.
        by, body: who named it, for which body.
    """

    id: int
    name: str
    unit: str
    by: MemberId
    body: BodyId
    named_at: Moment


class Limit(msgspec.Struct, array_like=True):
    """Something of which all processes together have only so much in a period: land, emissions.

    Attributes:
        name, unit: digests.
        per_period: how much there is in each period; -1 until the body of the plan has set it: then
            it limits nobody.
        motion: the decision that set it last.
    """

    id: int
    name: str
    unit: str
    by: MemberId
    per_period: int = -1
    motion: MotionId = MotionId(0)
    named_at: Moment = NEVER


class Process(msgspec.Struct, array_like=True):
    """A way in which a body makes something, written for one run.

    Attributes:
        name: digest.
        inputs, outputs: products, and how much of each one run takes and gives.
        uses: limits, and how much of each one run uses.
        hours: hours of work that one run needs.
        capacity: most runs in a period.
        lead: periods after the run in which its outputs are there.
        replaced_by: the declaration that stands in its place; 0: none.
        withdrawn_at: when its body took it back.
    """

    id: int
    body: BodyId
    by: MemberId
    name: str
    inputs: Amounts
    outputs: Amounts
    uses: Amounts
    hours: int
    capacity: int
    lead: int
    declared_at: Moment
    replaced_by: int = 0
    withdrawn_at: Moment = NEVER


class Order(msgspec.Struct, frozen=True, array_like=True):
    """What a body orders of one product.

    Attributes:
        rank: of the need, from 1, as the constitution lists them.
        amount: in each period, or in the one named.
        period: the period, or 0: the amount is wanted in every one.
        by: who placed it.
    """

    product: int
    rank: int
    amount: int
    period: int
    by: MemberId
    at: Moment


class MembersOrders(msgspec.Struct, frozen=True, array_like=True):
    """What members of a body have ordered by themselves, added up: nobody sees whose it is.

    Attributes:
        product: the product.
        rank: of the need, from 1.
        amount: in each period, of all of them together.
        members: how many ordered it.
    """

    body: int
    product: int
    rank: int
    amount: int
    members: int


class Campaign(msgspec.Struct, array_like=True):
    """The making of one plan, from the call for proposals to its adoption.

    Attributes:
        body: body that adopts it.
        motion: decision by which it began.
        charter: version of the constitution under which it goes on.
        begins_at: first day of the plan; ``periods`` of ``period_days`` follow.
        round: round that is open, or was closed last; from 1.
        until: by when the stage ends; never, while a plan is awaited.
        hours: hours of work that each producing body offers for each period.
        stocks: of each body, by product, what is there when the plan begins.
        orders: of each body.
        members_orders: what members ordered by themselves, as added up at the last closing.
        fixed: bodies whose proposals are their own decision, with the motion.
        revised: bodies that changed something since the last plan.
        plans: plans found, oldest first; ``alternatives``: asked for.
        adopted: the plan adopted.
        why: why it lapsed.
    """

    id: int
    body: BodyId
    motion: MotionId
    charter: CharterVersion
    opened_at: Moment
    begins_at: Moment
    periods: int
    period_days: int
    until: Moment
    stage: Stage = "proposing"
    round: int = 1
    hours: dict[int, int] = {}
    stocks: dict[int, dict[int, int]] = {}
    orders: dict[int, list[Order]] = {}
    members_orders: list[MembersOrders] = []
    fixed: dict[int, MotionId] = {}
    revised: list[int] = []
    plans: list[int] = []
    alternatives: list[int] = []
    adopted: int = 0
    why: str = ""


ConditionKind = Literal["process_at_most", "process_at_least", "order_at_most", "order_at_least"]


class PlanCondition(msgspec.Struct, frozen=True, array_like=True):
    """What an alternative asks for; it goes before all ranks of needs.

    Attributes:
        kind: what is bounded, and on which side.
        of: the process, or the product that is delivered.
        amount: runs, or the amount delivered.
        period: counted from 1.
        body: to whom it is delivered; 0 for processes.
    """

    kind: ConditionKind
    of: int
    amount: int
    period: int
    body: int = 0


class Alternative(msgspec.Struct, array_like=True):
    """A plan that somebody wants to see beside the others: conditions for the engine.

    Attributes:
        text: digest of the reasons.
        plan: what was found for it; 0 until then.
    """

    id: int
    campaign: int
    by: MemberId
    text: str
    conditions: tuple[PlanCondition, ...]
    proposed_at: Moment
    plan: int = 0


class RankShare(msgspec.Struct, frozen=True, array_like=True):
    """What a plan gives to one rank of needs.

    Attributes:
        rank: the rank, from 1.
        least_ppm: the smallest share of an order, in parts per million.
        mean_ppm: the mean share of its orders, in parts per million.
    """

    rank: int
    least_ppm: int
    mean_ppm: int


class Run(msgspec.Struct, frozen=True, array_like=True):
    """How often a process is to run in a period.

    Attributes:
        process: the process.
        runs: how often.
    """

    process: int
    period: int
    runs: int


class Plan(msgspec.Struct, array_like=True):
    """A plan that was found.

    Attributes:
        round: after which round; ``alternative``: for which alternative, or 0.
        outcome: ``plan``; or ``infeasible``: no plan keeps all limits, and the file says which.
        file: digest of its file, which proves itself.
        hours: hours of work in all.
        ranks: what each rank of needs gets.
        surplus: what is left in hours when what was used up is replaced and the makers have what
            they consume.
        adopted_at, motion: when it was adopted, and by which decision; never, once it was taken
            back, because the vote was annulled and did not adopt it again.
        begins_at, ends_at: first moment of its first period, and the end of its last.
        complete: whether all its lines are on the record.
        passed: periods that are over; ``examined``: periods whose figures the monitor has read.
        runs, lines: what is to be done, and delivered; ``parts``: how many parts of them came.
        shares: who gets which part of the surplus; ``assigned_by``: by which decision.
    """

    id: int
    campaign: int
    round: int
    alternative: int
    outcome: Literal["plan", "infeasible"]
    file: str
    hours: int
    ranks: tuple[RankShare, ...]
    surplus: int
    recorded_at: Moment
    adopted_at: Moment = NEVER
    motion: MotionId = MotionId(0)
    begins_at: Moment = NEVER
    ends_at: Moment = NEVER
    complete: bool = False
    passed: int = 0
    examined: int = 0
    runs: list[Run] = []
    lines: list[int] = []
    parts: int = 0
    shares: tuple[Part, ...] = ()
    assigned_by: MotionId = MotionId(0)


class NewLine(msgspec.Struct, frozen=True, array_like=True):
    """A line of a plan: in a period, one body delivers so much of a product to another.

    Attributes:
        maker: the body that delivers.
        to: the body that receives.
        product: the product.
        amount: how much.
    """

    maker: int
    to: int
    product: int
    period: int
    amount: int


class Line(msgspec.Struct, array_like=True):
    """A line of a plan that was adopted: who delivers how much of what to whom, and when.

    Attributes:
        due_at: end of its period.
        correction: the correction that put it there; 0: the plan itself.
        ended_by: the correction that put another in its place; 0: none; ``WITH_PLAN``: the
            plan was taken back; ``WITH_BODY``: one of its sides left.
        grievance: the grievance that suspends it now; 0: none.
        upheld: the grievance that was upheld against it, and has ended it; 0: none.
        deliveries: reported, oldest first.
        reported, confirmed, returned: amounts so far.
    """

    id: int
    plan: int
    maker: BodyId
    to: BodyId
    product: int
    period: int
    amount: int
    due_at: Moment
    correction: int = 0
    ended_by: int = 0
    grievance: int = 0
    deliveries: list[int] = []
    reported: int = 0
    confirmed: int = 0
    returned: int = 0
    upheld: int = 0

    @property
    def is_over(self) -> bool:
        """Whether a correction, a grievance that was upheld, or who left has ended it."""
        return bool(self.ended_by or self.upheld)

    @property
    def confirmed_net(self) -> int:
        """What was confirmed, less what was sent back: what the receiver has of it."""
        return max(0, self.confirmed - self.returned)


ENTITIES: tuple[type[msgspec.Struct], ...] = (
    Product,
    Limit,
    Process,
    Order,
    MembersOrders,
    Campaign,
    PlanCondition,
    Alternative,
    RankShare,
    Run,
    Plan,
    Part,
    NewLine,
    Line,
)
"""What the state keeps of proposals and plans."""
