"""For every law a wrong rule is planted once, and the law catches it.

A law that no wrong rule can break is not a law but a decoration. Each mutant replaces one small
piece of the law in motion, federations live under it, and the law named beside it has to object;
other laws are not asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import law_invariants
import law_world
import pytest
from law_invariants import STANDING, STEPS, WHOLE_RECORD, check, no_never_helps, watch
from law_moves import MOVES, Moves
from law_moves_planning import PLANNING_MOVES
from law_moves_running import RUNNING_MOVES
from law_mutants_discipline import OF_DISCIPLINE
from law_variants import VARIANTS
from law_world import World, below, electors, founded, settle_lots, sign_roll, started, vote_in

from commonweal.polity import (
    amendments,
    bodies,
    decisions,
    distance,
    elections,
    emergencies,
    fold,
    fold_people,
    fold_polls,
    fold_seats,
    mandates,
    members,
    motions,
    polls,
    reorganising,
    seats,
    state,
)
from commonweal.polity import commands as cmd
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.decide import LAW
from commonweal.polity.due import due
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.rights.caucuses import law as law_of_caucuses
from commonweal.polity.rights.initiative import calling, putting
from commonweal.polity.rights.initiative import data as initiatives
from commonweal.polity.rights.letters import data as letters
from commonweal.polity.rights.letters import law as law_of_letters
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.rights.meetings import speeches
from commonweal.polity.rights.pay import data as pay
from commonweal.polity.rights.pay import law as law_of_pay
from commonweal.terms import DAY_S, BodyId, MotionId

Patch = pytest.MonkeyPatch
LIVES, MOVES_EACH = 150, 50
WITHOUT_PLAN = [one for one in MOVES if one not in {*PLANNING_MOVES, *RUNNING_MOVES}]
"""What is planned has mutants of its own, with lives of their own."""


class Broken(Exception):  # noqa: N818 -- it is what a mutant is meant to be
    """The law under trial has objected."""


@pytest.fixture(autouse=True)
def _begun() -> None:
    """Every beginning is lived under the right law, before a mutant is planted."""
    for variant in VARIANTS:
        started(variant)


def objects(law: Callable[..., None], *arguments: Any) -> None:
    try:
        law(*arguments)
    except AssertionError as error:
        raise Broken from error


def lives_under(
    law: Callable[..., None], variants: tuple[str, ...], weights: dict[str, int]
) -> None:
    """Live under a mutant until a law objects; what else breaks ends that life only."""
    moves = [move for move, often in WITHOUT_PLAN for _ in range(weights.get(move.__name__, often))]
    for seed in range(LIVES):
        random = Random(seed)
        begin = founded if law is law_invariants.founding_is_over_in_time else started
        world = begin(variants[seed % len(variants)])
        _look_with(law, world)
        try:
            for _ in range(MOVES_EACH):
                random.choice(moves)(Moves(world, random.choice))
                if law in STANDING:
                    objects(law, world)
            if law in WHOLE_RECORD:
                objects(law, world)
        except Broken:
            return
        except Exception:  # noqa: BLE001 -- a mutant may break anything; only the law counts
            continue
    pytest.fail(f"{law.__name__} did not object to the wrong rule")


def live_and_look(law: Callable[..., None], life: Callable[[World], None], world: World) -> None:
    life(world)
    if law in STANDING:
        objects(law, world)


def _look_with(law: Callable[..., None], world: World) -> None:
    if law in STEPS:
        world.watchers.append(lambda *step: objects(law, *step))
    if law is no_never_helps:
        world.declaring.append(lambda *asked: objects(law, *asked))


# The wrong rules, each with the law that forbids it.


def orphans_stay(patch: Patch) -> None:
    patch.setattr(
        seats, "_falls_with", lambda case, seat, _: list(case.state.resting.get(seat, ()))
    )


def alternates_without_electors(patch: Patch) -> None:
    patch.setattr(seats, "_keeps_electors", lambda *_: True)


def nothing_falls_along(patch: Patch) -> None:
    def roots_only(case: Any, roots: Any) -> dict[int, int]:
        return {seat: 0 for seat in roots if case.state.seats[seat].holder}

    patch.setattr(seats, "_closure", roots_only)


def movers_keep_their_seats(patch: Patch) -> None:
    patch.setattr(members, "_bound_to_home", lambda *_: [])


def one_may_sit_twice(patch: Patch) -> None:
    for room in (seats, elections):
        patch.setattr(room, "seated_beside", lambda *_: [])


def offices_are_heaped(patch: Patch) -> None:
    patch.setattr(seats, "_holds_too_much", lambda *_: None)


def terms_without_end(patch: Patch) -> None:
    patch.setattr(seats, "_served", lambda *_: None)


def seats_for_life(patch: Patch) -> None:
    patch.setitem(state._LIVE, "term", lambda *_: False)


def surplus_stays(patch: Patch) -> None:
    patch.setattr(seats, "_surplus", lambda *_: [])


def nobody_refills(patch: Patch) -> None:
    patch.setattr(fold_polls, "_await_refill", lambda *_: None)


def nobody_looks_who_has_voted(patch: Patch) -> None:
    patch.setattr(polls, "has_voted", lambda *_: False)


def marks_are_not_set(patch: Patch) -> None:
    def only_counted(_state: Any, poll: Any, *_: Any) -> None:
        poll.cast += 1

    patch.setattr(fold_polls, "mark", only_counted)


def people_are_counted_per_roll(patch: Patch) -> None:
    right = polls._roll_for

    def labelled(case: Any, base: Any, events: Any) -> tuple[int, list[tuple[int, int]]]:
        roll, people = right(case, base, events)
        return roll, [(base.id, one) for one in people]

    patch.setattr(polls, "_roll_for", labelled)


def void_votes_count_as_no(patch: Patch) -> None:
    right = decisions.add_up

    def wrong(case: Any, poll: Any) -> Any:
        found = right(case, poll)
        no = str(law_invariants.Fraction(found.no) + found.void)
        return law_invariants.msgspec.structs.replace(found, no=no)

    patch.setattr(decisions, "add_up", wrong)


def split_votes_weigh_more(patch: Patch) -> None:
    patch.setattr(mandates, "_shares", lambda _: ("1", "1/2", "0"))


def tasks_are_forgotten(patch: Patch) -> None:
    def forgetful(state_: Any, now: Any) -> Any:
        item = state_.next_due()
        return None if item and item[1] == "task" else due(state_, now)

    patch.setattr(law_world, "due", forgetful)


def emergency_for_ever(patch: Patch) -> None:
    patch.setitem(state._LIVE, "emergency", lambda *_: False)


def emergencies_pile_up(patch: Patch) -> None:
    right = emergencies.declare_emergency

    def wrong(*arguments: Any) -> list[ev.Event]:
        return right(*arguments)[-1:]

    patch.setattr(decisions, "declare_emergency", wrong)


def closed_bodies_go_on_voting(patch: Patch) -> None:
    patch.setattr(reorganising, "_stop_procedures", lambda *_, **_how: [])


def any_roll_signed_is_used(patch: Patch) -> None:
    def wrong(state_: Any, event: ev.RollSigned, at: Any) -> None:
        roll = state_.rolls[event.roll]
        roll.signed_by.append(event.by)
        if event.complete:
            roll.signed_at = at
            state_.bodies[roll.body].roll = roll.id

    patch.setitem(fold._FOLDS, ev.RollSigned, wrong)


def what_rests_is_not_indexed(patch: Patch) -> None:
    def wrong(_state: Any, seat: Any, upon: int) -> None:
        seat.rests_on = upon

    patch.setattr(fold_seats, "_rest", wrong)


def last_member_keeps_the_old_place(patch: Patch) -> None:
    def wrong(state_: Any, member: int) -> None:
        home = state_.members.home[member]
        if home:
            state_.bodies[home].members.remove(member)
            state_.members.home[member] = 0

    patch.setattr(fold_people, "leave_home", wrong)


def people_are_not_counted(patch: Patch) -> None:
    patch.setattr(fold_people, "count_people", lambda *_: None)


def the_dead_are_active(patch: Patch) -> None:
    def wrong(state_: Any, event: ev.MemberLeft, _at: Any) -> None:
        fold_people.leave_home(state_, event.member)
        state_.members.status[event.member] = 3

    patch.setitem(fold._FOLDS, ev.MemberLeft, wrong)


def calendar_is_not_kept(patch: Patch) -> None:
    right = law_invariants.from_bytes

    def lossy(data: bytes) -> Any:
        read = right(data)
        read.calendar.clear()
        return read

    patch.setattr(law_invariants, "from_bytes", lossy)


def convenors_stay(patch: Patch) -> None:
    patch.setitem(state._LIVE, "founding", lambda *_: False)


def the_office_knows_more_than_the_record(patch: Patch) -> None:
    right = law_world.apply_entry

    def wrong(state_: Any, events: Any, at: Any) -> None:
        right(state_, events, at)
        state_.keys["known here alone"] = 1

    patch.setattr(law_world, "apply_entry", wrong)


def chance_decides(patch: Patch) -> None:
    right, tossed = law_world.decide, itertools.count()

    def wrong(*arguments: Any) -> tuple[ev.Event, ...]:
        events = right(*arguments)
        told = ev.BodyNotified(body=1, about=f"tossed {next(tossed)}")
        return (*events, told) if events and arguments[0].bodies else events

    patch.setattr(law_world, "decide", wrong)


def each_seat_is_closed_by_itself(patch: Patch) -> None:
    right = reorganising._stop_procedures

    def wrong(case: Any, body: Any, _over: Any, **how: Any) -> Any:
        return right(case, body, set(), **how)

    patch.setattr(reorganising, "_stop_procedures", wrong)


def nobody_is_told_of_a_breach(patch: Patch) -> None:
    right = mandates._breach
    patch.setattr(mandates, "_breach", lambda *arguments: right(*arguments)[:2])


def a_no_reaches_the_quorum(patch: Patch) -> None:
    right = decisions.judge

    def wrong(majority: Any, division: Any) -> Any:
        yes, no = (law_invariants.Fraction(one) for one in (division.yes, division.no))
        if yes + no < majority.yes_share_min * division.electorate:
            return "rejected", "too few have voted"
        free = decisions.replace(majority, yes_share_min=law_invariants.Fraction(0))
        return right(free, division)

    from dataclasses import replace

    patch.setattr(decisions, "replace", replace, raising=False)
    for room in (decisions, law_invariants):
        patch.setattr(room, "judge", wrong)


# Ways of life in which a rare fault shows.


def the_same_are_elected_again_and_again(world: World) -> None:
    for _ in range(40):
        for poll in list(world.state.polls.values()):
            if poll.stage == "nominating":
                for one in below(world, poll.body):
                    world.try_to(cmd.Nominate(poll=poll.id, candidate=one), one)
        world.pass_days(1)
        for poll in list(world.state.polls.values()):
            for voter in electors(world, poll.id) if poll.stage == "voting" else ():
                order = tuple(sorted(poll.candidates))
                world.try_to(cmd.CastVote(poll=poll.id, ranking=order), voter)
        settle_lots(world)
        world.pass_days(1)


def a_seat_too_many_is_given_up(world: World) -> None:
    for member in (3, 5, 7):
        world.do(cmd.RecordDeath(member=member))
    sign_roll(world, 3)
    world.do(cmd.ApportionSeats(body=2))
    surplus = next(seat for seat in world.state.seats.values() if seat.ends_with_term)
    world.do(cmd.ResignSeat(seat=surplus.id), surplus.holder)


def somebody_stands_on_two_rolls(world: World) -> None:
    world.do(cmd.AskToMove(to=4), 5)
    world.do(cmd.MoveMembers(members=(5,), to=4))
    sign_roll(world, 4)
    seat = next(one for one in world.state.seats.values() if one.body == 1 and one.sender == 2)
    for member in below(world, 2):
        world.try_to(cmd.WithdrawConfidence(seat=seat.id), member)
    assert seat.recall


def a_keeper_is_doubted_while_assemblies_merge(world: World) -> None:
    merge = ef.MergeBodies(bodies=(BodyId(3), BodyId(4)), name="Assembly 1")
    mover = world.state.seats[15].holder
    world.do(cmd.ProposeMotion(body=1, text="t", effect=merge), mover)
    world.pass_days(6)
    keeper = next(one for one in world.state.seats.values() if one.body == 3 and one.office)
    for member in (5, 6, 7):
        world.try_to(cmd.WithdrawConfidence(seat=keeper.id), member)
    assert keeper.recall
    vote_in(world, world.state.motions[1].poll)
    assert not world.state.bodies[3].is_open


def a_delegate_breaks_a_mandate(world: World) -> None:
    delegate, colleague = world.state.seats[15].holder, world.state.seats[16].holder
    world.do(cmd.ProposeMotion(body=1, text="t", effect=ef.Resolve()), colleague)
    bound = ef.Instruct(motion=MotionId(1), kind="imperative", choice="no")
    world.do(cmd.ProposeMotion(body=2, text="t", effect=bound), delegate)
    world.pass_days(3)
    vote_in(world, world.state.motions[2].poll)
    world.pass_days(3)
    world.do(cmd.CastVote(poll=world.state.motions[1].poll, choice="yes"), delegate)
    world.pass_days(2)


def an_emergency_is_renewed(world: World) -> None:
    for number in (1, 2):
        taken = ef.DeclareEmergency(powers=("extend_terms",), days=12)
        mover = world.state.seats[15].holder
        world.do(cmd.ProposeMotion(body=1, text="t", effect=taken), mover)
        world.pass_days(6)
        vote_in(world, world.state.motions[number].poll)
        assert len(world.state.emergencies) == number


def one_yes_meets_one_no(world: World) -> None:
    world.do(cmd.ProposeMotion(body=3, text="t", effect=ef.Resolve()), 3)
    world.do(cmd.SecondMotion(motion=1), 4)
    world.pass_days(1)
    world.do(cmd.CastVote(poll=world.state.motions[1].poll, choice="yes"), 3)
    world.do(cmd.CastVote(poll=world.state.motions[1].poll, choice="no"), 4)
    world.pass_days(2)


def officers_cancel_anything(patch: Patch) -> None:
    def cancel(_case: Any, command: Any) -> list[Any]:
        return [meetings.MeetingCancelled(meeting=command.meeting, by=0)]

    patch.setitem(LAW, meetings.CancelMeeting, cancel)


def strangers_speak(patch: Patch) -> None:
    patch.setattr(speeches, "require_present", lambda *_: None)


def a_meeting_is_convened(world: World) -> None:
    members = sorted(world.state.bodies[3].members)
    at = world.now + 2 * DAY_S
    world.do(meetings.AskForMeeting(body=3, begins_at=at, text="t", place="p"), members[0])
    for member in members[1:]:
        if not world.state.meetings:
            world.do(meetings.SupportMeeting(request=1), member)
    assert world.state.meetings[1].request == 1


def an_officer_cancels(world: World) -> None:
    a_meeting_is_convened(world)
    world.try_to(meetings.CancelMeeting(meeting=1))


def somebody_speaks_from_outside(world: World) -> None:
    a_meeting_is_convened(world)
    world.pass_days(2)
    asked, *_, other = sorted(world.state.bodies[3].members)
    world.do(meetings.OpenMeeting(meeting=1), asked)
    world.try_to(meetings.AskToSpeak(meeting=1), other)


Plant = Callable[[Patch], None]

Life = dict[str, int] | Callable[[World], None]


def the_majority_bans(patch: Patch) -> None:
    lax = (lambda *_: None, law_of_caucuses.ban_caucus)
    patch.setitem(decisions.OF_RIGHTS, caucuses.BanCaucus, lax)


def a_caucus_is_in_the_way(world: World) -> None:
    mover = world.state.delegates(1)[0].holder
    world.do(caucuses.FoundCaucus(name="Red", statement="s"), mover)
    _carried(world, 1, caucuses.BanCaucus(caucus=1), mover)


def _carried(world: World, body: int, effect: ef.AnyEffect, mover: int) -> None:
    """A motion is moved, if the law lets it, and everybody votes Yes on all that is open."""
    world.try_to(cmd.ProposeMotion(body=body, text="t", effect=effect), mover)
    world.pass_days(6)
    for motion in list(world.state.motions.values()):
        if motion.stage == "vote":
            vote_in(world, motion.poll)
    world.pass_days(2)


def any_body_for_any_reason(patch: Patch) -> None:
    lax = (lambda *_: None, law_of_letters.remove_letter)
    patch.setitem(decisions.OF_RIGHTS, letters.RemoveLetter, lax)


def a_letter_displeases(world: World) -> None:
    mover = world.state.delegates(1)[0].holder
    world.do(letters.PublishLetter(body=2, text="l"), mover)
    _carried(world, 1, letters.RemoveLetter(letter=1, ground="displeases"), mover)


def anybody_speaks(patch: Patch) -> None:
    patch.setattr(law_of_caucuses, "_require_named", lambda *_: None)


def a_stranger_is_named_speaker(world: World) -> None:
    founder, other = world.state.delegates(1)[0].holder, world.state.delegates(1)[1].holder
    world.do(caucuses.FoundCaucus(name="Red", statement="s"), founder)
    world.try_to(caucuses.NameCaucusSpeaker(caucus=1, member=other), founder)


def one_vote_is_enough(patch: Patch) -> None:
    patch.setattr(amendments, "climb", lambda *_: [])


def what_is_entrenched_is_amended(world: World) -> None:
    text = world.state.constitutions[-1].text
    more = ef.AmendConstitution(constitution=text.replace("seats_max = 1", "seats_max = 2", 1))
    for _ in range(2):
        _carried(world, 1, more, world.state.delegates(1)[0].holder)


def officers_do_as_they_like(patch: Patch) -> None:
    for room in (members, bodies, elections):
        patch.setattr(room, "require_power", lambda *_: None)


def a_chair_admits_members(world: World) -> None:
    chair = next(one for one in world.state.seats.values() if one.office == "chair")
    holder = chair.holder or world.state.delegates(chair.body)[0].holder
    home = next(one.id for one in world.state.bodies.values() if one.members)
    world.try_to(cmd.AdmitMembers(homes=(home,), commitments=("c",)), holder)


def inspectors_sit_too(patch: Patch) -> None:
    patch.setattr(seats, "_inspects_itself", lambda *_: None)


def delegates_become_inspectors(world: World) -> None:
    office = next(one for one in world.state.seats.values() if one.office == "inspector")
    delegate = world.state.delegates(1)[0].holder
    poll = world.state.polls[office.running]
    world.try_to(cmd.Nominate(poll=poll.id, candidate=delegate), delegate)
    other = _without_a_seat(world)
    world.try_to(cmd.Nominate(poll=poll.id, candidate=other), other)
    world.pass_days(1)
    vote_in(world, poll.id)
    world.pass_days(1)
    settle_lots(world)


def _without_a_seat(world: World) -> int:
    everybody = range(1, len(world.state.members) + 1)
    return next(one for one in everybody if not world.state.held.get(one) and one > 2)


def no_ceiling(patch: Patch) -> None:
    patch.setattr(law_of_pay, "_ceiling", lambda *_: 0)


def a_delegate_is_paid_well(world: World) -> None:
    for member in range(3, 9):
        world.do(pay.DeclareWage(figure=str(1000 + member)), member)
    world.pass_days(4)
    seat = world.state.delegates(1)[0]
    well = pay.DeclarePay(seat=seat.id, pay=9000, benefits=0, expenses=0, outside=0)
    world.do(well, seat.holder)


def one_signature_is_enough(patch: Patch) -> None:
    def at_once(case: Any, command: Any) -> Any:
        found = case.state.initiatives[command.initiative]
        return putting.put(case, found, 1, 0) if found.stage == "open" else []

    patch.setitem(LAW, initiatives.SignInitiative, at_once)


def starters_withdraw(patch: Patch) -> None:
    patch.setattr(motions, "_refuse_changing_initiative", lambda *_: None)


def nobody_waits(patch: Patch) -> None:
    right = calling.hold_back

    def at_once(case: Any, motion: Any) -> Any:
        held = right(case, motion)
        return held and [*held, *decisions.carry_out(case, motion, motion.division)]

    patch.setattr(calling, "hold_back", at_once)


def hands_are_forgotten(patch: Patch) -> None:
    patch.setattr(distance._Way, "_through", lambda *_: 1)


MUTANTS: list[tuple[str, Plant, tuple[str, ...], Life]] = [
    ("seat_has_living_electors", orphans_stay, ("anybody", "people"), {"move": 20, "recall": 20}),
    ("seat_has_living_electors", alternates_without_electors, ("anybody",), {"recall": 30}),
    ("seat_rests_on_same_person", nothing_falls_along, ("plain",), {}),
    ("holder_is_eligible", movers_keep_their_seats, ("plain",), {"move": 10}),
    ("nobody_sits_twice_in_a_body", one_may_sit_twice, ("petition", "plain"), {"recall": 20}),
    ("accumulation_is_limited", offices_are_heaped, ("plain",), {"open_election": 20}),
    ("terms_are_limited", terms_without_end, ("plain",), the_same_are_elected_again_and_again),
    ("term_is_not_over", seats_for_life, ("plain",), {"pass_days": 10}),
    ("surplus_seat_does_not_linger", surplus_stays, ("plain",), a_seat_too_many_is_given_up),
    ("caucus_ends_by_its_own_will", the_majority_bans, ("rights",), a_caucus_is_in_the_way),
    ("caucus_is_spoken_for_by_its_own", anybody_speaks, ("plain",), a_stranger_is_named_speaker),
    ("letter_is_taken_down_by_its_body", any_body_for_any_reason, ("plain",), a_letter_displeases),
    ("entrenched_changes_climb", one_vote_is_enough, ("rights",), what_is_entrenched_is_amended),
    (
        "initiative_is_put_as_it_was_signed",
        one_signature_is_enough,
        ("asking",),
        {"start_initiative": 20, "sign_initiatives": 20},
    ),
    ("initiative_is_put_as_it_was_signed", starters_withdraw, ("asking",), {"meddle": 20}),
    ("held_decision_has_not_happened", nobody_waits, ("asking",), {}),
    ("distance_is_of_members_and_hands", hands_are_forgotten, ("plain",), {}),
    ("vacant_seat_is_being_filled", nobody_refills, ("petition", "plain"), {}),
    ("voters_are_counted_once", nobody_looks_who_has_voted, ("by name",), {"vote": 30}),
    ("voters_are_counted_once", marks_are_not_set, ("plain",), {}),
    (
        "electorate_counts_people_once",
        people_are_counted_per_roll,
        ("people",),
        somebody_stands_on_two_rolls,
    ),
    ("divisions_add_up", void_votes_count_as_no, ("plain",), a_delegate_breaks_a_mandate),
    ("split_votes_are_one_vote", split_votes_weigh_more, ("plain",), {"instruct_and_vote": 40}),
    ("nothing_is_overdue", tasks_are_forgotten, ("plain",), {"carry": 20}),
    ("emergency_is_over_in_time", emergency_for_ever, ("plain",), {"carry": 40}),
    ("emergency_is_over_in_time", emergencies_pile_up, ("plain",), an_emergency_is_renewed),
    ("closed_body_is_empty", closed_bodies_go_on_voting, ("plain",), {"carry": 40}),
    (
        "roll_in_use_is_the_newest",
        any_roll_signed_is_used,
        ("plain",),
        {"close_roll": 20, "sign": 20},
    ),
    ("indexes_are_right", what_rests_is_not_indexed, ("plain",), {"recall": 20}),
    ("indexes_are_right", people_are_not_counted, ("plain",), {"move": 20}),
    ("indexes_are_right", last_member_keeps_the_old_place, ("plain",), {"move": 20}),
    ("indexes_are_right", the_dead_are_active, ("plain",), {"die": 20}),
    ("snapshot_is_the_same", calendar_is_not_kept, ("plain",), {}),
    ("founding_is_over_in_time", convenors_stay, ("plain",), {"pass_days": 20}),
    ("record_folds_to_the_state", the_office_knows_more_than_the_record, ("plain",), {}),
    ("same_commands_same_digest", chance_decides, ("plain",), {}),
    ("what_rested_falls", nothing_falls_along, ("plain",), {"recall": 20}),
    (
        "seat_is_emptied_once",
        each_seat_is_closed_by_itself,
        ("petition",),
        a_keeper_is_doubted_while_assemblies_merge,
    ),
    ("breach_is_told_at_once", nobody_is_told_of_a_breach, ("plain",), a_delegate_breaks_a_mandate),
    ("convened_meeting_stands", officers_cancel_anything, ("plain",), an_officer_cancels),
    ("only_those_present_speak", strangers_speak, ("plain",), somebody_speaks_from_outside),
    ("power_is_listed", officers_do_as_they_like, ("plain",), a_chair_admits_members),
    ("inspectors_stand_apart", inspectors_sit_too, ("watched",), delegates_become_inspectors),
    ("pay_above_the_ceiling_is_told", no_ceiling, ("watched",), a_delegate_is_paid_well),
    ("no_never_helps", a_no_reaches_the_quorum, ("plain",), one_yes_meets_one_no),
    *OF_DISCIPLINE,
]


@pytest.mark.parametrize(
    ("law", "plant", "variants", "life"),
    MUTANTS,
    ids=[f"{law}: {plant.__name__}" for law, plant, _, _ in MUTANTS],
)
def test_law_catches_the_wrong_rule(
    law: str,
    plant: Plant,
    variants: tuple[str, ...],
    life: Life,
    monkeypatch: Patch,
) -> None:
    plant(monkeypatch)
    rule = getattr(law_invariants, law)
    if not callable(life):
        lives_under(rule, variants, life)
        return
    world = started(variants[0])
    _look_with(rule, world)
    with pytest.raises(Broken):
        live_and_look(rule, life, world)


@pytest.mark.parametrize(
    ("law", "variants", "life"), [(one[0], one[2], one[3]) for one in MUTANTS if callable(one[3])]
)
def test_law_holds_where_the_rule_is_right(
    law: str, variants: tuple[str, ...], life: Callable[[World], None]
) -> None:
    world = watch(started(variants[0]))
    life(world)
    check(world)


def test_refusal_that_changes_something_is_caught(monkeypatch: Patch) -> None:
    def hasty(case: Any, _command: Any) -> list[ev.Event]:
        case.state.now += 1
        refuse("seat_vacant", "1", expected="a seat", got="none", remedy="wait")

    monkeypatch.setitem(LAW, cmd.ResignSeat, hasty)
    with pytest.raises(AssertionError, match="a refused command changed the state"):
        started("plain").try_to(cmd.ResignSeat(seat=8), 4)


def test_every_law_has_a_wrong_rule() -> None:
    tried = {law for law, _, _, _ in MUTANTS}
    for file in Path(__file__).parent.glob("test_law_mutants_*.py"):
        tried |= {one[0].__name__ for one in import_module(file.stem).MUTANTS}
    laws = {law.__name__ for law in (*STANDING, *STEPS, *WHOLE_RECORD, no_never_helps)}
    assert tried == laws
