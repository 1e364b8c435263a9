"""What a body can decide about charges, appeals and admissions.

Not here: commands and events (``data``), what is lawful (``deciding``, ``standing``).
"""

from __future__ import annotations

from commonweal.polity.effect import Effect


class ExpelMember(Effect, frozen=True, tag="expel_member", kw_only=True):
    """Put a member out on a charge, once the hearing is over; the member may appeal.

    Attributes:
        charge: the charge that is decided.
    """

    charge: int


class ReprimandMember(Effect, frozen=True, tag="reprimand_member", kw_only=True):
    """Reprimand a member on a charge, once the hearing is over.

    Attributes:
        charge: the charge that is decided.
    """

    charge: int


class DecideAppeal(Effect, frozen=True, tag="decide_appeal", kw_only=True):
    """Decide an appeal against an expulsion, or whether a charge of a wave goes on.

    Attributes:
        charge: the charge that was decided below, or waits to be heard.
        upheld: whether the expulsion stands, or the charge goes on.
    """

    charge: int
    upheld: bool


class RefuseAdmission(Effect, frozen=True, tag="refuse_admission", kw_only=True):
    """Refuse an admission to which somebody has objected, before the newcomer votes.

    Attributes:
        member: the newcomer.
    """

    member: int


AnyEffect = ExpelMember | ReprimandMember | DecideAppeal | RefuseAdmission
"""Every effect about discipline and standing."""

AGAINST_A_MEMBER = (ExpelMember, ReprimandMember)
"""Decisions on a charge, by the body of the member who is charged."""
