"""What has to be true of every federation at every moment, and of every step it takes.

Each law is a function of its own. ``STANDING`` look at a federation as it is after all that fell
due has been done; ``STEPS`` look at one entry: what happened, and who held which seat before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import msgspec
from law_invariants_affiliation import AFFILIATION_LAWS
from law_invariants_agreements import (
    agreement_ends_in_its_time,
    agreement_holds_by_both_adoptions,
    proposals_are_counted,
)
from law_invariants_challenges import (
    annulled_result_seats_nobody,
    challenge_comes_to_an_end,
    nobody_judges_their_own_case,
)
from law_invariants_consent import change_that_waits_comes_to_an_end, nobody_is_redrawn_unasked
from law_invariants_discipline import (
    nobody_is_put_out_unheard,
    only_those_who_vote_are_in_shares,
    whoever_is_charged_stays,
)
from law_invariants_grievances import (
    suspended_decision_rests,
    suspended_officer_has_no_power,
    suspension_ends_and_is_one,
    who_is_concerned_does_not_decide,
)
from law_invariants_initiatives import (
    distance_is_of_members_and_hands,
    held_decision_has_not_happened,
    initiative_is_put_as_it_was_signed,
)
from law_invariants_offices import (
    inspectors_stand_apart,
    pay_above_the_ceiling_is_told,
    power_is_listed,
)
from law_invariants_own import nobody_stands_in_for_another
from law_invariants_papers import (
    corrected_since,
    missing_of,
    nobody_sits_by_papers_that_were_corrected_away,
    outside_the_box,
    paper_is_marked_by_two_and_counted_once,
    papers_are_corrected_by_two,
    register_ends_by_its_council,
    register_is_the_workforces_own,
)
from law_invariants_planning import PLANNING_LAWS, PLANNING_STEPS
from law_invariants_running import RUNNING_LAWS
from law_invariants_unions import (
    nobody_commands_and_leads_a_union,
    nobody_outside_commands_a_union,
    union_is_what_its_members_make,
    who_votes_in_a_union_has_waited,
)
from law_world import World

from commonweal.charter import Charter, diff, touches
from commonweal.charter.paths import is_entrenched
from commonweal.polity import (
    Case,
    Division,
    Event,
    Poll,
    Seat,
    add_up,
    digest,
    from_bytes,
    judge,
    majority_for,
    to_bytes,
)
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.decisions import of_all
from commonweal.polity.recall import recall_majority
from commonweal.polity.rights.caucuses import data as caucuses
from commonweal.polity.state import is_heard, pyramid_is_complete
from commonweal.terms import DAY_S, CharterVersion, moment

Before = dict[int, tuple[int, int]]


def held_seats(world: World) -> list[Seat]:
    return [seat for seat in world.state.seats.values() if seat.holder]


def charters(world: World) -> list[int]:
    return [one.version for one in world.charters.versions]


# Seats.


def seat_has_living_electors(world: World) -> None:
    """No seat is held without living electors behind it."""
    case = world.case()
    for seat in held_seats(world):
        if case.filling(seat).rule == "appointed":
            continue
        electors = [m for m in _everybody(world) if case.is_elector(m, seat)]
        assert electors, f"seat {seat.id} has no electors"
        assert len(electors) == case.count_electors(seat), f"seat {seat.id} counts others"


def _everybody(world: World) -> list[int]:
    return [m for m in range(1, len(world.state.members) + 1) if world.state.members.is_active(m)]


def seat_rests_on_same_person(world: World) -> None:
    """Every seat that rests on a seat rests on one that the same person holds."""
    for seat in held_seats(world):
        if seat.rests_on:
            below = world.state.seats[seat.rests_on]
            assert below.holder == seat.holder, f"seat {seat.id} rests on another's"
            assert below.body == seat.sender, f"seat {seat.id} rests elsewhere"
            assert not below.abolished, f"seat {seat.id} rests on nothing"
    for seat in world.state.seats.values():
        assert seat.holder or not seat.rests_on, f"vacant seat {seat.id} rests on something"


def holder_is_eligible(world: World) -> None:
    """Who holds a seat is a living member and votes where the constitution says they must."""
    case = world.case()
    if len(charters(world)) > 1:
        return  # an amendment does not empty seats that were filled lawfully
    for seat in held_seats(world):
        assert world.state.members.is_active(seat.holder), f"seat {seat.id} is held by nobody alive"
        if case.filling(seat).eligible == "voters":
            sender = world.state.bodies[seat.sender]
            assert case.is_voter(seat.holder, sender), f"{seat.holder} does not vote in the sender"


def nobody_sits_twice_in_a_body(world: World) -> None:
    """Nobody has two delegates' seats in one body, nor the same office twice."""
    chairs = Counter((seat.holder, seat.body, seat.office) for seat in held_seats(world))
    twice = [one for one, count in chairs.items() if count > 1]
    assert not twice, f"(member, body, office) {twice} twice"


def accumulation_is_limited(world: World) -> None:
    """Nobody holds more chains of seats, or more offices, than any version ever allowed."""
    rules = [world.charters.version(CharterVersion(v)).accumulation for v in charters(world)]
    chains: dict[int, set[int]] = {}
    offices: Counter[int] = Counter()
    for seat in held_seats(world):
        if seat.office:
            offices[seat.holder] += 1
        else:
            chains.setdefault(seat.holder, set()).add(_foot(world, seat))
    if all(rule.offices_max is not None for rule in rules):
        limit = max(rule.offices_max or 0 for rule in rules)
        assert max(offices.values(), default=0) <= limit, f"offices {offices}"
    if all(rule.seats_max is not None for rule in rules):
        limit = max(rule.seats_max or 0 for rule in rules)
        assert max(map(len, chains.values()), default=0) <= limit, f"chains {chains}"


def _foot(world: World, seat: Seat) -> int:
    while seat.rests_on:
        seat = world.state.seats[seat.rests_on]
    return seat.id


def terms_are_limited(world: World) -> None:
    """Nobody serves more terms in a row than any version ever allowed."""
    for seat in held_seats(world):
        if seat.acting:
            continue
        limits = []
        for version in charters(world):
            case = world.case()
            limits.append(case.filling(seat, CharterVersion(version)).terms_max)
        if None not in limits:
            assert seat.term <= max(one or 0 for one in limits), f"seat {seat.id}: {seat.term}"


def term_is_not_over(world: World) -> None:
    """Nobody sits longer than their term, unless an emergency lets terms run on."""
    if world.state.bends("extend_terms", world.state.top):
        return
    for seat in held_seats(world):
        assert seat.acting or seat.term_ends > world.now, f"seat {seat.id} is over its term"


def surplus_seat_does_not_linger(world: World) -> None:
    """A seat that ends with its term ceases to exist when it is emptied."""
    for seat in world.state.seats.values():
        lingers = seat.ends_with_term and not seat.holder and not seat.abolished
        assert not lingers, f"seat {seat.id} was to end and stands empty"


def vacant_seat_is_being_filled(world: World) -> None:
    """What could be filled is on its way: an election, a lot, or an item that waits."""
    state, case = world.state, world.case()
    items = {(kind, subject) for _, kind, subject in state.calendar}
    for seat in state.seats.values():
        open_seat = (
            not seat.holder and not seat.abolished and case.filling(seat).rule != "appointed"
        )
        never_dropped = not any(name.startswith("dropped: RefillSeat") for name in world.told)
        if not (open_seat and never_dropped and state.founding_over):
            continue
        waits_for_lot = seat.poll and state.polls[seat.poll].stage == "lot"
        possible = case.count_electors(seat) > 0
        waits = waits_for_lot or is_heard(state, seat.poll)
        moving = seat.running or waits or ("refill", seat.id) in items
        assert moving or not possible, f"nobody will ever fill seat {seat.id}"


# Votes.


def voters_are_counted_once(world: World) -> None:
    """Marks, votes and electors agree; nobody votes twice in one ballot."""
    for poll in world.state.polls.values():
        marked = sum(bin(byte).count("1") for marks in poll.marks for byte in marks)
        marked += len(poll.seat_marks)
        paper, outside = missing_of(world, poll), outside_the_box(world, poll)
        cast = poll.cast + paper
        assert marked == cast <= poll.electors, f"poll {poll.id}: {marked}, {cast}"
        voters = [vote.voter for vote in poll.votes.values()]
        assert len(set(voters)) == len(voters), f"poll {poll.id}: somebody votes twice by name"
        twice = [m for m, count in Counter(poll.seat_marks.values()).items() if count > 1]
        assert not twice, f"poll {poll.id}: {twice} vote by two seats"
        if not poll.secret:
            assert len(voters) == poll.cast - outside, (
                f"poll {poll.id}: votes by name and marks differ"
            )
        else:
            ballots = len(world.boxes.cards.get(poll.id, ())) + corrected_since(world, poll)
            assert not poll.votes, f"poll {poll.id}: a secret vote is by name"
            assert ballots == poll.cast - outside, f"poll {poll.id}: box and marks differ"


def electorate_counts_people_once(world: World) -> None:
    """Whoever stands on two rolls of a poll is one elector."""
    for poll in world.state.polls.values():
        if poll.electorate == "members" and poll.rolls:
            people = {one for roll in poll.rolls for one in world.state.rolls[roll].members}
            assert len(people) == poll.electors, f"poll {poll.id}: {len(people)} people"


def divisions_add_up(world: World) -> None:
    """Yes, No and abstentions are all the votes that were cast and are not void, no more."""
    for poll in world.state.polls.values():
        if poll.division is None:
            continue
        division = poll.division
        weight = sum(map(Fraction, (division.yes, division.no, division.abstain)))
        assert weight == division.cast - division.void, f"poll {poll.id}: {division}"
        assert division.cast <= division.electorate, f"poll {poll.id}: {division}"
        assert min(map(Fraction, (division.yes, division.no, division.abstain))) >= 0


def split_votes_are_one_vote(world: World) -> None:
    """A vote that is split is worth one vote."""
    for poll in world.state.polls.values():
        for vote in poll.votes.values():
            if vote.split is not None:
                assert sum(map(Fraction, vote.split)) == 1, f"poll {poll.id}: {vote}"


# Time and order.


def nothing_is_overdue(world: World) -> None:
    """When all has been done that fell due, nothing live on the calendar is of the past."""
    overdue = [
        item
        for item in world.state.calendar
        if item[0] <= world.now and world.state._is_live(*item)
    ]
    assert not overdue, f"overdue: {overdue}"


def emergency_is_over_in_time(world: World) -> None:
    """An emergency never outlives its date, and there is one at a time."""
    in_force = list(world.state.emergencies_in_force())
    assert len(in_force) <= 1, f"{len(in_force)} emergencies"
    for one in in_force:
        assert world.now < one.ends_at, f"emergency {one.id} outlives its date"


def closed_body_is_empty(world: World) -> None:
    """A closed body has no seats, members, children, open polls or open motions."""
    for body in world.state.bodies.values():
        if body.is_open:
            continue
        seats = [*body.seats, *body.offices, *body.sent]
        assert not seats, f"body {body.id} has seats"
        assert not body.members, f"body {body.id} has members"
        assert not body.children, f"body {body.id} has children"
        for poll in (world.state.polls[one] for one in body.polls):
            # The ballots of a body that was merged still serve for a count-back, and its lot.
            over = poll.stage in ("declared", "void") or bool(poll.recount)
            assert over, f"poll {poll.id} of closed body {body.id}"
        for motion in (world.state.motions[one] for one in body.motions):
            amendments = [world.state.motions[one] for one in motion.amendments]
            assert not any(one.is_open for one in [motion, *amendments]), f"motion {motion.id}"


def roll_in_use_is_the_newest(world: World) -> None:
    """A body uses the newest roll that is signed."""
    signed: dict[int, int] = {}
    for roll in world.state.rolls.values():
        if roll.signed_at:
            signed[roll.body] = max(signed.get(roll.body, 0), roll.id)
    for body in world.state.bodies.values():
        assert body.roll == signed.get(body.id, 0), f"body {body.id} uses roll {body.roll}"


# Indexes and the record.


def indexes_are_right(world: World) -> None:
    """What is kept for speed equals what is computed from scratch."""
    state = world.state
    held: dict[int, list[int]] = {}
    resting: dict[int, list[int]] = {}
    for seat in state.seats.values():
        if seat.holder:
            held.setdefault(seat.holder, []).append(seat.id)
        if seat.rests_on:
            resting.setdefault(seat.rests_on, []).append(seat.id)
        body = state.bodies[seat.body]
        listed = body.offices if seat.office else body.seats
        assert (seat.id in listed) != seat.abolished, f"seat {seat.id} is listed wrongly"
        sent = seat.id in state.bodies[seat.sender].sent
        assert sent == (not seat.abolished and not seat.office), f"seat {seat.id} is sent wrongly"
    assert {one: sorted(seats) for one, seats in state.held.items()} == held
    assert {one: sorted(seats) for one, seats in state.resting.items() if seats} == resting
    _members_are_in_place(world)
    _bodies_are_in_place(world)


def _members_are_in_place(world: World) -> None:
    members = world.state.members
    assert world.state.active_count == len(_everybody(world))
    for member in range(1, len(members) + 1):
        home = members.home[member]
        if home:
            assert world.state.bodies[home].members[members.place[member]] == member
            assert members.is_active(member), f"member {member} has left and is at home"
    bases = (body for body in world.state.bodies.values() if not world.state.is_union(body.id))
    listed = sum(len(body.members) for body in bases)
    assert listed == sum(1 for home in members.home if home)


def _bodies_are_in_place(world: World) -> None:
    bodies = world.state.bodies
    for body in bodies.values():
        people = sum(len(one.members) for one in world.state.below(body.id))
        assert body.people == people, f"body {body.id} counts {body.people}, and has {people}"
        if body.is_open and body.parent:
            assert bodies[body.parent].children.count(body.id) == 1, f"body {body.id}"
        for child in body.children:
            assert bodies[child].parent == body.id, f"body {child}"
            assert bodies[child].is_open, f"body {child} is closed"
    for poll in world.state.polls.values():
        over = poll.stage in ("declared", "void")
        for seat in (world.state.seats[one] for one in poll.contested):
            assert not over or poll.id not in (seat.running, seat.recall), f"seat {seat.id}"


def snapshot_is_the_same(world: World) -> None:
    """A state written and read again is the same state."""
    data = to_bytes(world.state)
    assert to_bytes(from_bytes(data)) == data


def record_folds_to_the_state(world: World) -> None:
    """Folding the record, as bytes, gives the live state."""
    assert digest(world.folded()) == digest(world.state)


def same_commands_same_digest(world: World) -> None:
    """Deciding every command again gives the same state."""
    assert digest(world.decided_again()) == digest(world.state)


def founding_is_over_in_time(world: World) -> None:
    """The convenors' powers end with the pyramid complete, and at the latest with their time."""
    if not world.state.founding_over:
        assert world.now < world.state.founding_ends_at
        assert not pyramid_is_complete(world.state)


def convened_meeting_stands(world: World) -> None:
    """What electors convened is held, or the record says that it was not: nobody cancels it.

    With a body that has ended, or left, its meetings are off.
    """
    for meeting in world.state.meetings.values():
        if meeting.request and world.state.bodies[meeting.body].is_open:
            assert meeting.stage != "cancelled", f"meeting {meeting.id} was cancelled"
            over = world.now >= meeting.begins_at + DAY_S
            assert not over or meeting.stage in {"closed", "lapsed"}, f"meeting {meeting.id}"


def only_those_present_speak(world: World) -> None:
    """Whoever speaks or waits has signed in, once; and after a meeting nobody does."""
    for meeting in world.state.meetings.values():
        waiting = [one.member for one in meeting.waiting]
        speaking = [meeting.floor] if meeting.floor else []
        assert len(set(waiting)) == len(waiting), f"meeting {meeting.id}: somebody waits twice"
        assert {*waiting, *speaking} <= set(meeting.present), f"meeting {meeting.id}: a stranger"
        assert meeting.stage == "open" or not (waiting or speaking), f"meeting {meeting.id}"


def letter_is_taken_down_by_its_body(world: World) -> None:
    """A letter is down by a carried motion of the body to which it was written, and no other."""
    for letter in world.state.letters.values():
        assert len(letter.removals) - len(letter.restored_by) in {0, 1}, f"letter {letter.id}"
        for removal in letter.removals:
            motion = world.state.motions[removal.motion]
            assert motion.stage == "carried", f"letter {letter.id}: motion {motion.id}"
            assert motion.body == letter.body, f"letter {letter.id} is taken down by others"
            assert removal.ground == "names a private person" or removal.breach


def caucus_is_spoken_for_by_its_own(world: World) -> None:
    """Who speaks for a caucus belongs to it by name, and whom it names belong to the federation."""
    state = world.state
    of: dict[int, list[int]] = {}
    for caucus in state.caucuses.values():
        if caucus.exists:
            assert caucus.size, f"caucus {caucus.id} exists without anybody"
            assert set(caucus.speakers) <= set(caucus.members), f"caucus {caucus.id}"
            mute = not caucus.speakers and not caucus.commitments
            assert not mute, f"caucus {caucus.id} is mute"
            assert all(state.members.is_active(one) for one in caucus.members)
            for member in caucus.members:
                of.setdefault(member, []).append(caucus.id)
    assert {one: sorted(all_of) for one, all_of in state.caucuses_of.items()} == of


STANDING: tuple[Callable[[World], None], ...] = (
    seat_has_living_electors,
    seat_rests_on_same_person,
    holder_is_eligible,
    nobody_sits_twice_in_a_body,
    accumulation_is_limited,
    terms_are_limited,
    term_is_not_over,
    surplus_seat_does_not_linger,
    vacant_seat_is_being_filled,
    voters_are_counted_once,
    electorate_counts_people_once,
    divisions_add_up,
    split_votes_are_one_vote,
    nothing_is_overdue,
    emergency_is_over_in_time,
    closed_body_is_empty,
    roll_in_use_is_the_newest,
    indexes_are_right,
    snapshot_is_the_same,
    founding_is_over_in_time,
    convened_meeting_stands,
    only_those_present_speak,
    letter_is_taken_down_by_its_body,
    caucus_is_spoken_for_by_its_own,
    inspectors_stand_apart,
    pay_above_the_ceiling_is_told,
    initiative_is_put_as_it_was_signed,
    held_decision_has_not_happened,
    change_that_waits_comes_to_an_end,
    distance_is_of_members_and_hands,
    suspension_ends_and_is_one,
    suspended_decision_rests,
    who_is_concerned_does_not_decide,
    nobody_is_put_out_unheard,
    whoever_is_charged_stays,
    only_those_who_vote_are_in_shares,
    nobody_sits_by_papers_that_were_corrected_away,
    paper_is_marked_by_two_and_counted_once,
    register_is_the_workforces_own,
    annulled_result_seats_nobody,
    nobody_judges_their_own_case,
    challenge_comes_to_an_end,
    *AFFILIATION_LAWS,
    agreement_holds_by_both_adoptions,
    agreement_ends_in_its_time,
    proposals_are_counted,
    union_is_what_its_members_make,
    nobody_commands_and_leads_a_union,
    who_votes_in_a_union_has_waited,
    *RUNNING_LAWS,
    *PLANNING_LAWS,
)
"""True after every step."""

WHOLE_RECORD: tuple[Callable[[World], None], ...] = (
    record_folds_to_the_state,
    same_commands_same_digest,
)
"""True at any time; dear, so looked at once in a life."""


# Steps.


def what_rested_falls(world: World, events: tuple[Event, ...], before: Before) -> None:
    """After a seat is emptied nobody keeps, in the same entry, what rested on it."""
    doomed = {event.seat for event in events if isinstance(event, ev.SeatVacated)}
    doomed = {seat for seat in doomed if before[seat][0]}
    grew = True
    while grew:
        resting = {seat for seat, (_, below) in before.items() if below in doomed}
        grew = not resting <= doomed
        doomed |= resting
    for seat in doomed:
        now = world.state.seats[seat]
        kept = now.holder == before[seat][0]
        assert not kept, f"{now.holder} keeps seat {seat}, which rested on what fell"


def seat_is_emptied_once(_world: World, events: tuple[Event, ...], before: Before) -> None:
    """An entry empties a seat once at most, fills none twice, and ends each poll once."""
    for kind in (ev.SeatVacated, ev.SeatAbolished, ev.SeatFilled):
        told = Counter(event.seat for event in events if isinstance(event, kind))
        assert max(told.values(), default=0) <= 1, f"{kind.__name__} {told}"
    ended = Counter(
        event.poll for event in events if isinstance(event, ev.PollVoided | ev.PollDeclared)
    )
    assert max(ended.values(), default=0) <= 1, f"polls end twice: {ended}"


def breach_is_told_at_once(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """A vote against an instruction is void, and the sending body is told in the same entry."""
    void = [event for event in events if isinstance(event, ev.VoteCast) and event.void]
    for vote in void:
        seat = world.state.seats[vote.seat]
        told = [
            event
            for event in events
            if isinstance(event, ev.BodyNotified) and event.about == "mandate_breached"
        ]
        assert [one.body for one in told] == [seat.sender]
        assert world.state.polls[vote.poll].votes[vote.seat].void


def caucus_ends_by_its_own_will(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """A caucus ends with its last member; a ban is a breach, and there is none where entrenched."""
    for event in events:
        match event:
            case caucuses.CaucusDissolved(caucus=number):
                assert not world.state.caucuses[number].size, f"caucus {number} had members"
            case caucuses.CaucusBanned(caucus=number, breach=breach):
                entrenched = is_entrenched(world.case().charter, "caucuses")
                assert not entrenched, f"caucus {number} was banned"
                assert breach.startswith("A6"), f"caucus {number} was banned in silence"


def entrenched_changes_climb(world: World, events: tuple[Event, ...], _before: Before) -> None:
    """What is entrenched changes by all the decisions that it needs, and the members' vote."""
    for event in events:
        if isinstance(event, ev.ConstitutionAdopted) and event.version > 1:
            old, new = (
                world.charters.version(CharterVersion(event.version - back)) for back in (1, 0)
            )
            rule = old.amendment
            if rule.entrenched_referendum is None or _begins_later(world, old):
                continue
            if touches(diff(old, new), rule.entrenched):
                assert event.motion in world.state.referendums, "an entrenched change at one go"
                change = world.state.referendums[event.motion]
                steps = len(world.state.ladders[change].decisions)
                assert steps == rule.entrenched_decisions, f"{steps} decisions"


def _begins_later(world: World, charter: Charter) -> bool:
    return moment(charter.preamble.in_force_from) > world.now


STEPS = (
    *PLANNING_STEPS,
    what_rested_falls,
    seat_is_emptied_once,
    breach_is_told_at_once,
    caucus_ends_by_its_own_will,
    entrenched_changes_climb,
    power_is_listed,
    suspended_officer_has_no_power,
    papers_are_corrected_by_two,
    register_ends_by_its_council,
    nobody_is_redrawn_unasked,
    nobody_outside_commands_a_union,
    nobody_stands_in_for_another,
)
"""True of every entry."""

RANK = {"rejected": 0, "tied": 1, "carried": 2}


def no_never_helps(world: World, command: cmd.DeclarePoll) -> None:
    """Without a turnout quorum, a No that is not cast, or an abstention, never loses a vote."""
    poll = world.state.polls.get(command.poll)
    if poll is None or poll.kind == "election" or poll.stage != "voting":
        return
    majority = _majority(world, poll)
    if majority.turnout_quorum:
        return
    if poll.secret:
        division = command.counted.division if command.counted else None
        if division is None:
            return
        outcome, others = judge(majority, division)[0], _without_a_no(division)
    else:
        case = world.case()
        outcome = judge(majority, add_up(case, poll))[0]
        others = [add_up(case, other) for other in _polls_without_a_no(poll)]
    for other in others:
        found = judge(majority, other)[0]
        assert RANK[found] >= RANK[outcome], f"poll {poll.id}: a No helped: {outcome}, {found}"


def _majority(world: World, poll: Poll):  # type: ignore[no-untyped-def]
    case: Case = world.case()
    if poll.id in world.state.call_back_polls:
        rule = case.charter_of(world.state.motions[poll.motion].charter).initiative
        assert rule is not None
        return of_all(rule)
    if poll.kind == "motion":
        return majority_for(case, world.state.motions[poll.motion])
    return recall_majority(case.recall(world.state.seats[poll.contested[0]], poll.charter))


def _without_a_no(division: Division) -> list[Division]:
    if Fraction(division.no) < 1:
        return []
    no = str(Fraction(division.no) - 1)
    abstained = msgspec.structs.replace(
        division, no=no, abstain=str(Fraction(division.abstain) + 1)
    )
    return [msgspec.structs.replace(division, no=no, cast=division.cast - 1), abstained]


def _polls_without_a_no(poll: Poll) -> list[Poll]:
    others = []
    for key, vote in poll.votes.items():
        if vote.choice == "no" and not vote.void:
            left = {one: other for one, other in poll.votes.items() if one != key}
            others.append(msgspec.structs.replace(poll, votes=left, cast=poll.cast - 1))
            abstained = {**left, key: msgspec.structs.replace(vote, choice="abstain")}
            others.append(msgspec.structs.replace(poll, votes=abstained))
    return others


def watch(world: World) -> World:
    """Have every further step of a federation looked at."""
    world.watchers += STEPS
    world.declaring.append(no_never_helps)
    return world


def check(world: World) -> None:
    """Look at a federation as it is."""
    for law in STANDING:
        law(world)
