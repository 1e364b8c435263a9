"""Faults that random lives have found in the law, each told as a short story of its own."""

from __future__ import annotations

import pytest
from law_invariants import check, watch
from law_variants import VARIANTS
from law_world import (
    World,
    below,
    draw_lot,
    electors,
    founded,
    settle_lots,
    sign_roll,
    started,
    vote_in,
)

from commonweal.polity import Command, Poll, digest
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.terms import BodyId, EmergencyId, Refusal


def refused(world: World, command: Command, by: int = 0) -> str:
    with pytest.raises(Refusal) as caught:
        world.do(command, by)
    return caught.value.name


def carry(world: World, effect: ef.AnyEffect) -> None:
    """The congress carries a motion."""
    mover = world.state.delegates(1)[0].holder
    world.do(cmd.ProposeMotion(body=1, text="t", effect=effect), mover)
    motion = world.state.motions[len(world.state.motions)]
    for friend in [seat.holder for seat in world.state.delegates(1)]:
        if motion.stage == "moved" and friend != mover:
            world.do(cmd.SecondMotion(motion=motion.id), friend)
    if motion.roll_call:
        present = tuple(seat.id for seat in world.state.delegates(1))
        world.do(cmd.CallRoll(motion=motion.id, present=present))
    world.pass_days(max(0, (motion.at - world.now) / 86_400))
    vote_in(world, motion.poll)
    assert motion.stage == "carried", motion.why


def running(world: World, body: int, stage: str = "nominating") -> Poll:
    polls = world.state.polls.values()
    return next(one for one in polls if one.body == body and one.stage == stage)


def test_merge_that_names_a_body_twice_is_refused() -> None:
    world = started("plain")
    merge = ef.MergeBodies(bodies=(BodyId(3), BodyId(4), BodyId(3)), name="Assembly 1")
    mover = world.state.seats[15].holder
    assert refused(world, cmd.ProposeMotion(body=1, text="t", effect=merge), mover) == (
        "effect_impossible"
    )


def test_body_without_anybody_is_not_closed_into_one_that_does_not_exist() -> None:
    world = started("plain")
    carry(world, ef.OpenBodyEffect(level="assembly", name="Empty", parent=BodyId(2)))
    close = ef.CloseBody(body=BodyId(8), members_to=BodyId(99))
    mover = world.state.seats[15].holder
    command = cmd.ProposeMotion(body=1, text="t", effect=close)
    assert refused(world, command, mover) == "body_unknown"


def test_nobody_closes_a_box_early() -> None:
    world = started("plain")
    world.do(cmd.ProposeMotion(body=3, text="t", effect=ef.Resolve()), 3)
    world.do(cmd.SecondMotion(motion=1), 4)
    world.pass_days(1)
    poll = world.state.motions[1].poll
    assert refused(world, cmd.DeclarePoll(poll=poll), 3) == "reserved_to_the_office"
    assert refused(world, cmd.DeclarePoll(poll=poll)) == "poll_not_over"
    world.do(cmd.CastVote(poll=poll, choice="yes"), 3)
    assert poll not in world.boxes.closed


def test_a_recall_vote_is_no_division_to_hand_in() -> None:
    world = started("petition")
    world.pass_days(2)
    seat = world.state.seats[15]
    for member in electors_of(world, seat.sender):
        world.try_to(cmd.WithdrawConfidence(seat=seat.id), member)
    vote = cmd.CastVote(poll=seat.recall, choice="hand_in")
    assert refused(world, vote, electors(world, seat.recall)[0]) == "choice_missing"


def electors_of(world: World, body: int) -> list[int]:
    return [seat.holder for seat in world.state.delegates(body)]


def test_the_office_is_no_member_who_could_leave_or_move() -> None:
    world = started("plain")
    assert refused(world, cmd.ResignMembership()) == "member_unknown"
    assert refused(world, cmd.AskToMove(to=3)) == "member_unknown"


def test_who_sits_does_not_stand_for_another_seat_of_the_same_delegation() -> None:
    world = started("petition")
    world.do(cmd.ResignSeat(seat=8), world.state.seats[8].holder)
    poll = running(world, 3)
    sitting = world.state.seats[9].holder
    nomination = cmd.Nominate(poll=poll.id, candidate=sitting)
    assert refused(world, nomination, sitting) == "candidate_already_sits"


def test_terms_lapse_when_an_emergency_that_let_them_run_on_ends_early() -> None:
    world = watch(started("plain"))
    powers = ("shorten_debate", "extend_terms")
    carry(world, ef.DeclareEmergency(powers=powers, days=12))
    emergency = world.state.emergencies[1]
    ending = [one for one in world.state.seats.values() if 0 < one.term_ends < emergency.ends_at]
    assert ending
    # The item of a term was lost when it came to the top of the calendar while terms ran on.
    world.state.calendar[:] = [item for item in world.state.calendar if item[1] != "term"]
    carry(world, ef.EndEmergency(emergency=EmergencyId(1)))
    world.pass_days((emergency.ends_at - world.now) / 86_400)
    assert all(one.history and one.history[-1].cause == "lapsed" for one in ending)


def test_members_who_go_to_another_district_leave_no_seats_behind() -> None:
    world = watch(started("people"))
    elected = [seat for seat in world.state.delegates(1) if seat.sender == 2]
    assert elected
    for home in (3, 4):
        carry(world, ef.CloseBody(body=BodyId(home), members_to=BodyId(6)))
    assert [seat.holder for seat in elected] == [0, 0]
    check(world)


def test_a_death_between_two_draws_does_not_stop_the_count() -> None:
    world = watch(founded("plain"))
    sign_roll(world, 3)
    sign_roll(world, 4)
    world.do(cmd.ApportionSeats(body=2))
    world.do(cmd.OpenElection(body=2, sender=3))
    poll = world.state.polls[len(world.state.polls)]
    for one in below(world, 3):
        world.do(cmd.Nominate(poll=poll.id, candidate=one), one)
    world.pass_days(1)
    vote_in(world, poll.id)
    draw_lot(world, poll.id, tuple(poll.lot_among))
    assert poll.stage == "lot"
    world.do(cmd.RecordDeath(member=poll.lots[0][0]))
    settle_lots(world)
    assert poll.stage == "declared"
    settled = world.state.seats[poll.contested[0]]
    world.do(cmd.ResignSeat(seat=settled.id), settled.holder)
    settle_lots(world)
    check(world)


def test_a_draw_that_no_tie_asks_for_is_refused() -> None:
    world = started("plain")
    draw = cmd.ApportionSeats(body=2, lots=((3, 4),))
    assert refused(world, draw) == "draw_order_invalid"


def test_nothing_is_divided_by_figures_of_zero() -> None:
    world = started("by name")
    for home in (3, 4):
        world.do(cmd.DeclareFigure(body=home, figure=0))
    assert refused(world, cmd.ApportionSeats(body=2)) == "body_has_no_senders"


@pytest.mark.parametrize("nobody", [99, -1, 0])
def test_a_task_goes_to_nobody_who_does_not_exist(nobody: int) -> None:
    world = started("plain")
    plan = ef.TaskPlan(text="x", due_days=1, holder=nobody)
    command = cmd.ProposeMotion(body=3, text="t", effect=ef.Resolve(), tasks=(plan,))
    assert refused(world, command, 3) == "task_holder_not_of_body"


def test_a_roll_overtaken_while_it_waited_does_not_come_back() -> None:
    world = started("plain")
    world.do(cmd.CloseRoll(body=3))
    waiting = world.state.bodies[3].open_roll
    world.pass_days(21)
    world.do(cmd.ProposeMotion(body=3, text="t", effect=ef.Resolve()), 3)
    world.do(cmd.SecondMotion(motion=1), 4)
    world.pass_days(1)
    newest = world.state.bodies[3].roll
    assert newest > waiting
    world.do(cmd.SignRoll(roll=waiting), 4)
    assert world.state.bodies[3].roll == newest


def test_what_convenors_left_empty_is_filled_by_itself() -> None:
    world = founded("plain")
    sign_roll(world, 3)
    sign_roll(world, 4)
    world.do(cmd.ApportionSeats(body=2))
    world.pass_days(61)
    assert world.state.founding_over
    assert all(world.state.seats[seat].running for seat in world.state.bodies[2].seats)


def test_no_seat_comes_of_a_lot_when_its_electors_are_gone() -> None:
    world = watch(started("anybody"))
    chair = next(one for one in world.state.seats.values() if one.body == 2 and one.office)
    poll = world.state.polls[chair.running]
    delegates = electors_of(world, 2)
    candidates = [one for one in below(world, 5) if one not in world.state.held][:3]
    for one in candidates:
        world.do(cmd.Nominate(poll=poll.id, candidate=one), one)
        world.do(cmd.Nominate(poll=poll.id, candidate=one), delegates[0])
    world.pass_days(1)
    for one, voter in zip(candidates, electors(world, poll.id), strict=False):
        world.do(cmd.CastVote(poll=poll.id, ranking=(one,)), voter)
    world.pass_days(1)
    assert poll.stage == "lot"
    for one in below(world, 2):
        world.do(cmd.RecordDeath(member=one))
    world.do(cmd.AdmitMembers(homes=(3, 3), commitments=("c", "c")))
    settle_lots(world)
    assert poll.outcome == "nobody_elected"
    assert chair.holder == 0
    check(world)


def test_what_the_constitution_no_longer_knows_is_dropped_when_it_falls_due() -> None:
    world = watch(started("plain"))
    text = world.state.constitutions[-1].text
    for old, new in VARIANTS["locum"].items():
        text = text.replace(old, new, 1) if "9.2" in old else text
    carry(world, ef.AmendConstitution(constitution=text))
    world.pass_days(20)
    assert world.told["dropped: OpenElection: seat_appointed"]
    assert world.told["DueDropped"] == world.told["dropped: OpenElection: seat_appointed"]
    check(world)
    assert digest(world.folded()) == digest(world.decided_again()) == digest(world.state)


def test_a_chair_appoints_and_replaces_but_no_stranger() -> None:
    world = watch(started("locum"))
    chair = next(one for one in world.state.seats.values() if one.body == 2 and one.office)
    held = world.state.delegates(2)[0].holder
    world.do(cmd.Nominate(poll=chair.running, candidate=held), held)
    world.pass_days(1)
    vote_in(world, world.state.polls[chair.poll or chair.running].id)
    keeper = next(one for one in world.state.seats.values() if one.office and one.body == 3)
    first, second = [one for one in below(world, 3) if one not in world.state.held][:2]
    for member in (first, second):
        world.do(cmd.AppointToSeat(seat=keeper.id, member=member), chair.holder)
        assert keeper.holder == member
    command = cmd.AppointToSeat(seat=keeper.id, member=99)
    assert refused(world, command, chair.holder) == "member_unknown"
    check(world)
