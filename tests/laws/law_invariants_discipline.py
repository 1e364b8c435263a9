"""What has to be true of charges, of those who are charged, and of who is in no share yet."""

from __future__ import annotations

from law_world import World

from commonweal.polity.entities import MemberStatus
from commonweal.polity.rights.discipline.data import Charge
from commonweal.polity.rights.succession import heir
from commonweal.terms import days


def nobody_is_put_out_unheard(world: World) -> None:
    """An expulsion was voted on after the hearing, and took effect after the time to appeal."""
    state = world.state
    out = {one for one in range(len(state.members) + 1) if _is_out(world, one)}
    ended = [one for one in state.charges.values() if one.outcome == "expelled"]
    assert out == {one.member for one in ended}, "somebody is out whom no charge has put out"
    for charge in ended:
        assert charge.motion, f"charge {charge.id}: nobody has decided"
        motion = state.motions[charge.motion]
        assert motion.stage == "carried", f"charge {charge.id}: not carried"
        opened = state.polls[motion.poll].opened_at
        assert opened >= charge.hearing_until, f"charge {charge.id}: voted on unheard"
        assert charge.appeal_until, f"charge {charge.id}: without an appeal"
        # What an appeal has settled need not wait for the end of the time for one.
        assert charge.stage == "ended"
        assert charge.ended_at >= min(charge.appeal_until, motion.decided_at)


def _is_out(world: World, member: int) -> bool:
    return world.state.members.status[member] == MemberStatus.EXPELLED


def whoever_is_charged_stays(world: World) -> None:
    """A charge takes nobody's membership, and moves nobody away from those who decide on it."""
    state = world.state
    running = [one for one in state.charges.values() if one.stage != "ended"]
    for charge in running:
        assert state.members.is_active(charge.member), f"charge {charge.id}: the member is gone"
        home, body = state.members.home[charge.member], heir(state, charge.body)
        parting = any(state.reaches(one, body.id) for one in state.leaving_of)
        stays = home == body.id or parting or not body.is_open or _went_up(world, charge)
        assert stays, f"charge {charge.id}: the member was moved"
        assert charge.stage != "open" or charge.suspended or world.now < charge.decide_by
        assert charge.stage != "decided" or world.now < charge.appeal_until
    indexed = sorted(one for own in state.charged.values() for one in own)
    assert indexed == [one.id for one in running], "a charge is lost, or runs for ever"


def _went_up(world: World, charge: Charge) -> bool:
    """Whether a charge waits for a body above, or has waited: the member could move meanwhile."""
    rule = world.case().charter_of(charge.charter).discipline
    assert rule is not None
    was_heard = charge.hearing_until > charge.charged_at + days(rule.hearing_days)
    reopened = charge.stage == "open" and bool(charge.appeal_until)
    return bool(charge.suspended) or charge.stage == "appealed" or was_heard or reopened


def only_those_who_vote_are_in_shares(world: World) -> None:
    """Who waits for the first vote is counted as waiting, and nobody else is."""
    case = world.case()
    for body in world.state.bodies.values():
        if body.is_open and case.level(body).of_members:
            waiting = sum(1 for one in body.members if case.is_waiting(one, body.id))
            assert case.count_waiting(body.id) == waiting, f"body {body.id} counts others"
