"""What has to be true of agreements with other federations."""

from __future__ import annotations

from collections import Counter

from law_world import World

from commonweal.polity.rights.agreements.data import Agreement
from commonweal.terms import DAY_S


def agreement_holds_by_both_adoptions(world: World) -> None:
    """What holds, or held, both have adopted: here by a carried motion, there by a proof."""
    for one in world.state.agreements.values():
        held = one.stage == "in_force" or one.why in {"term", "notice"}
        if held or one.in_force_at:
            assert one.adopted_at, f"agreement {one.id} holds, and was not adopted here"
            assert one.theirs_at, f"agreement {one.id} holds, and was not adopted there"
        if one.adopted_at:
            motion = world.state.motions[one.motion]
            assert motion.stage == "carried", f"agreement {one.id}: motion {motion.id}"


def agreement_ends_in_its_time(world: World) -> None:
    """It is over on its day and not before; notice given here lasts as long as its article says."""
    for one in world.state.agreements.values():
        over = one.stage == "ended"
        assert over or world.now < one.due_at, f"agreement {one.id} is overdue"
        if over and one.why != "replaced":
            assert one.ended_at >= one.due_at, f"agreement {one.id} ended early"
        if one.notice_by == "us" and one.due_at < one.ends:
            days = _notice_days(world, one)
            assert one.due_at - one.notice_at >= days * DAY_S, f"agreement {one.id}: short notice"


def _notice_days(world: World, one: Agreement) -> int:
    rule = world.case().charter_of(one.charter).agreements
    assert rule is not None
    return rule.notice_days


def proposals_are_counted(world: World) -> None:
    """Nobody has more agreements proposed than counted, or than one may have."""
    waiting = (one.by for one in world.state.agreements.values() if one.stage == "proposed")
    counted = Counter(int(one) for one in waiting)
    assert dict(counted) == world.state.agreement_drafts, "proposals are counted wrongly"
    assert all(one <= 3 for one in counted.values()), "somebody floods the record"
