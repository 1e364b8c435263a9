"""What has to be true of grievances: suspensions end, are had once, and hold while they last."""

from __future__ import annotations

from law_invariants_offices import OVER, Before
from law_world import World

from commonweal.charter.rights import ELECTING
from commonweal.polity import Event
from commonweal.polity.rights.grievances.data import Grievance
from commonweal.terms import DAY_S, OFFICE


def suspension_ends_and_is_one(world: World) -> None:
    """No suspension outlives its days, and no matter is suspended for more than them in all."""
    state = world.state
    first: dict[str, Grievance] = {}
    for one in state.grievances.values():
        if not one.suspended_at:
            assert not one.suspends, f"grievance {one.id} suspends before it came together"
            continue
        rule = world.case().charter_of(one.charter).grievances
        assert rule is not None
        since = first.setdefault(one.matter, one).suspended_at
        longest = since + rule.suspend_days * DAY_S
        assert one.suspended_until <= longest, f"{one.matter} is suspended too long"
        assert not one.suspends or world.now < one.suspended_until, f"grievance {one.id} is over"
    suspended = {n for n, one in state.grievances.items() if one.suspends}
    listed = {*state.suspended_decisions.values(), *state.suspended_offices.values()}
    listed |= {one.grievance for one in state.lines.values() if one.grievance}
    old = {n for n in suspended if state.grievances[n].seat and n not in listed}
    assert suspended - old == listed, f"{suspended} suspend, {listed} are listed"
    assert all(
        state.seats[state.grievances[n].seat].since != state.grievances[n].tenure for n in old
    )


def suspended_decision_rests(world: World) -> None:
    """No task of a decision falls due while it is suspended, and none that fell is still open."""
    for motion, number in world.state.suspended_decisions.items():
        found = world.state.grievances[number]
        for task in (world.state.tasks[one] for one in world.state.motions[motion].assigned):
            late = task.stage == "overdue" and task.due_at > found.suspended_at
            assert not late, f"task {task.id} fell due while grievance {number} suspends it"
    for one in world.state.grievances.values():
        if one.stage == "upheld" and one.motion:
            left = {world.state.tasks[t].stage for t in world.state.motions[one.motion].assigned}
            assert left <= {"done", "fallen"}, f"grievance {one.id} was upheld in vain"


def suspended_officer_has_no_power(
    world: World, _events: tuple[Event, ...], before: Before
) -> None:
    """Whoever uses a power has it by an office that no grievance suspends, or that it spares."""
    command, issued = world.steps[-1]
    name = str(command.__struct_config__.tag)
    early = not world.state.founding_over or world.state.founding_over_at == world.now
    if type(command) not in OVER or issued.by in (OFFICE, -1) or name in ELECTING:
        return
    if issued.by in world.state.convenors and early:
        return
    state = world.state
    held = [state.seats[seat] for seat, (holder, _) in before.items() if holder == issued.by]
    for body in OVER[type(command)](world, command):
        powers = [
            seat
            for seat in held
            if seat.office
            and name in world.case().office(seat).powers
            and state.reaches(seat.body, body)
        ]
        stopped = [seat for seat in powers if _is_suspended(world, seat.id, seat.since, name)]
        assert not powers or len(stopped) < len(powers), f"{issued.by} acts suspended: {command}"


def _is_suspended(world: World, seat: int, since: int, name: str) -> bool:
    found = world.state.grievances.get(world.state.suspended_offices.get(seat, 0))
    if found is None or found.tenure != since:
        return False
    rule = world.case().charter_of(found.charter).grievances
    return rule is not None and name not in rule.urgent


def who_is_concerned_does_not_decide(world: World) -> None:
    """Nobody who signed a grievance has voted on it in the body that decided."""
    for one in world.state.grievances.values():
        polls = [p for p in world.state.polls.values() if _decides(world, p.motion, one.id)]
        for poll in polls:
            voters = set(poll.seat_marks.values()) | {vote.voter for vote in poll.votes.values()}
            assert not voters & set(one.signatures), f"grievance {one.id}: judges in their own case"


def _decides(world: World, motion: int, grievance: int) -> bool:
    found = world.state.motions.get(motion)
    effect = found.effect if found is not None else None
    ruling = getattr(effect, "ruling", "")
    return bool(ruling) and getattr(effect, "grievance", 0) == grievance
