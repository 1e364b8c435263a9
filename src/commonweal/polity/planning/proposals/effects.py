"""What bodies decide about the plan.

Not here: commands and events (``data``), what is lawful (``law``).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from commonweal.polity.effect import Effect

Purpose = Literal["accumulation", "consumption", "social", "reserve", "solidarity"]
"""What a part of the surplus is for: more means of production, more for members to consume, common
services, a reserve, and gifts to others."""


class Part(msgspec.Struct, frozen=True, array_like=True):
    """A part of the surplus.

    Attributes:
        purpose: what it is for.
        hours: how much, in units of account.
        body: body that disposes of it; 0: all together.
    """

    purpose: Purpose
    hours: int
    body: int = 0


class BeginPlanning(Effect, frozen=True, tag="begin_planning", kw_only=True):
    """Call on all councils to propose and order for the next plan.

    Attributes:
        periods: periods that the plan covers.
        begins_in_days: days from the decision to the first day of the plan; long enough for all
            rounds and the vote.
    """

    periods: int
    begins_in_days: int


class SetLimit(Effect, frozen=True, tag="set_limit", kw_only=True):
    """Set how much of something there is in each period: a ceiling for all processes together.

    Attributes:
        limit: number of the limit, as it was named.
        per_period: how much; 0 is nothing at all.
    """

    limit: int
    per_period: int


class FixProposal(Effect, frozen=True, tag="fix_proposal", kw_only=True):
    """Make the body's proposals and orders its own decision; single members change them no more."""

    campaign: int


class FreeProposal(Effect, frozen=True, tag="free_proposal", kw_only=True):
    """Let the body's members change its proposals and orders again."""

    campaign: int


class AdoptPlan(Effect, frozen=True, tag="adopt_plan", kw_only=True):
    """Adopt one of the plans that were found; the others of the campaign are lost."""

    plan: int


class AssignSurplus(Effect, frozen=True, tag="assign_surplus", kw_only=True):
    """Decide what the surplus of a plan is for, part by part.

    Attributes:
        plan: the plan.
        parts: all of it, with what each part is for.
    """

    plan: int
    parts: tuple[Part, ...]


AnyEffect = BeginPlanning | SetLimit | FixProposal | FreeProposal | AdoptPlan | AssignSurplus
"""Every effect about plans and proposals."""
