"""What a constitution says about the plan: table ``[plan]``.

Not here: the other optional tables (``rights``), sentences (``sentences_planning``), what it means
for a command (``commonweal.polity.planning``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from commonweal.charter.clause import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning(Clause):
    """Table ``[plan]``: how the plan is proposed, adopted, reported and corrected.

    Attributes:
        producers: levels of the bodies that make things; ``consumers``: of those that order.
        level: level of the body that begins planning and adopts plans; without one, the top body.
        ranks: ranks of needs, the first first: a later one never takes from an earlier one.
        necessary: ranks, from the first, that are what the makers live on; what is delivered beyond
            them is surplus.
        sharing: how a shortfall within a rank is shared: ``alike``: everybody gets the same share;
            ``most``: as much as can be is delivered in all.
        account: what the unit of account is: ``labour``: an hour of work, direct and indirect;
            ``prices``: an hour at the prices of the plan, where what is scarce costs more.
        members_order: whether members may order for themselves, unnamed.
        period_days: days of one period; ``periods_max``: most periods of one plan.
        proposal_days: days for the first proposals; ``rounds``: rounds in all; ``round_days``: days
            for each revision; ``adoption_days``: days after the last round to adopt a plan.
        adopt_early: whether the plan of a round may be adopted before the last round is over.
        majority: share of Yes and No that adopting a plan needs.
        alternatives_max: alternatives that one member may ask for in a campaign.
        confirm_days: days in which a receiver confirms a delivery.
        answer_days: days in which an alert is put right before it rises one level.
        tolerance: share of the hours left that corrections may move, and cut of what was promised,
            without a vote, all since the last vote together.
        agree_days: days in which the councils concerned vote on one beyond it.
    """

    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    level: str | None = None
    ranks: tuple[str, ...] = ("needs",)
    necessary: int = 1
    sharing: Literal["alike", "most"] = "alike"
    account: Literal["labour", "prices"] = "labour"
    members_order: bool = False
    period_days: int = 7
    periods_max: int = 60
    proposal_days: int = 21
    rounds: int = 3
    round_days: int = 7
    adoption_days: int = 30
    adopt_early: bool = False
    majority: Fraction = Fraction(1, 2)
    alternatives_max: int = 3
    confirm_days: int = 7
    answer_days: int = 7
    tolerance: Fraction = Fraction(1, 20)
    agree_days: int = 7
