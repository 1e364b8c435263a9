"""Applying events: the only place where the state changes.

Rules of this module:

* ``apply`` reads neither constitution nor engine: whatever it needs stands in the event;
* it costs what changed, not what exists;
* it trusts the record: whether an event may happen was decided before (``decide``).

Not here: older versions of events (``upcasting``), the entities (``entities``).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.ballots import Vote
from commonweal.polity.entities import (
    NEVER,
    NO_BODY,
    NO_MOTION,
    NO_POLL,
    NO_SEAT,
    NOBODY,
    Adopted,
    Body,
    Emergency,
    Mandate,
    MemberStatus,
    Motion,
    Notice,
    Poll,
    Roll,
    Seat,
    Task,
    Tenure,
)
from commonweal.polity.state import State, pyramid_is_complete, roll_of
from commonweal.terms import (
    BodyId,
    CharterVersion,
    EmergencyId,
    MandateId,
    MemberId,
    Moment,
    MotionId,
    PollId,
    RollId,
    SeatId,
    TaskId,
)

KEYS_KEPT = 4096
"""Idempotency keys remembered; a command repeated after so many others is a new command."""

NOTICES_KEPT = 200
"""Notices of a body kept in the state; older ones are in the record."""


def apply(state: State, event: ev.Event, at: Moment) -> None:
    """Fold one event that happened at a moment into the state."""
    state.now = at
    _FOLDS[type(event)](state, event, at)


def apply_entry(state: State, events: tuple[ev.Event, ...], at: Moment, key: str = "") -> None:
    """Fold all events of one entry of the record.

    Args:
        state: the state, changed in place.
        events: what happened.
        at: when.
        key: the idempotency key that came with the command, if any.
    """
    for event in events:
        apply(state, event, at)
    if key:
        state.keys[key] = state.version
        if len(state.keys) > KEYS_KEPT:
            del state.keys[next(iter(state.keys))]
    state.version += 1
    state.now = at
    state.drop_dead_items()


# Founding and the constitution.


def _founded(state: State, event: ev.FederationFounded, at: Moment) -> None:
    state.name = event.name
    for _ in range(event.convenors):
        state.convenors.append(_admit(state, NO_BODY, at))


def _adopted(state: State, event: ev.ConstitutionAdopted, at: Moment) -> None:
    state.constitutions.append(
        Adopted(
            version=CharterVersion(event.version),
            text=event.text,
            adopted_at=at,
            motion=MotionId(event.motion),
            changes=event.changes,
        )
    )
    if event.ends_founding_at:
        state.founding_ends_at = Moment(event.ends_founding_at)
        state.schedule(event.ends_founding_at, "founding", 0)


def _founding_ended(state: State, _event: ev.FoundingEnded, at: Moment) -> None:
    state.founding_over = True
    state.founding_over_at = at
    for seat in state.seats.values():
        # What the convenors left empty is from now on filled by lapse of time.
        if seat.holder == NOBODY and seat.vacated_at:
            state.schedule(seat.vacated_at, "refill", seat.id)


# Members and rolls.


def _admit(state: State, home: int, at: Moment) -> MemberId:
    columns = state.members
    member = len(columns.status)
    columns.home.append(home)
    columns.status.append(MemberStatus.ACTIVE)
    columns.since.append(at)
    columns.place.append(0)
    state.active_count += 1
    if home != NO_BODY:
        _enter(state, member, home)
    return MemberId(member)


def _enter(state: State, member: int, home: int) -> None:
    body = state.bodies[home]
    state.members.home[member] = home
    state.members.place[member] = len(body.members)
    body.members.append(member)
    _count_people(state, home, 1)
    if len(body.members) == 1:
        _wake_upwards(state, body)


def _leave_home(state: State, member: int) -> None:
    columns = state.members
    home = columns.home[member]
    if home == NO_BODY:
        return
    people = state.bodies[home].members
    place, last = columns.place[member], people[-1]
    people[place] = last
    columns.place[last] = place
    people.pop()
    columns.home[member] = NO_BODY
    _count_people(state, home, -1)


def _remember_home(state: State, member: int) -> None:
    """Whoever moves may still stand on a roll of the body that is left."""
    home = state.members.home[member]
    if home != NO_BODY:
        state.former.setdefault(member, []).append(home)


def _count_people(state: State, body: int, change: int) -> None:
    while body != NO_BODY:
        one = state.bodies[body]
        one.people += change
        body = one.parent


def _wake_upwards(state: State, body: Body) -> None:
    """Members came below a body: they may be the first electors of what stands above, too."""
    _wake(state, body)
    while body.parent != NO_BODY:
        body = state.bodies[body.parent]
        _wake(state, body)


def _wake(state: State, body: Body) -> None:
    """A body that had nobody to vote has somebody: what waits to be filled by it falls due."""
    for seat_id in (*body.sent, *body.offices):
        seat = state.seats[seat_id]
        if (seat.holder == NOBODY or seat.acting) and not seat.abolished and seat.vacated_at:
            state.schedule(seat.vacated_at, "refill", seat_id)
    for poll_id in body.polls:
        poll = state.polls[poll_id]
        if poll.stage == "nominating":
            state.schedule(poll.at, "poll", poll_id)


def _members_admitted(state: State, event: ev.MembersAdmitted, at: Moment) -> None:
    for home in event.homes:
        _admit(state, home, at)


def _move_asked_for(state: State, event: ev.MoveAskedFor, _at: Moment) -> None:
    state.moves.pop(event.member, None)
    if event.to:
        state.moves[event.member] = event.to


def _members_moved(state: State, event: ev.MembersMoved, _at: Moment) -> None:
    for member in event.members:
        state.moves.pop(member, None)
        _remember_home(state, member)
        _leave_home(state, member)
        _enter(state, member, event.to)


def _death_reported(state: State, event: ev.DeathReported, _at: Moment) -> None:
    state.deaths.pop(event.member, None)
    if event.by != event.member:
        state.deaths[event.member] = event.by


def _member_left(state: State, event: ev.MemberLeft, _at: Moment) -> None:
    state.moves.pop(event.member, None)
    state.deaths.pop(event.member, None)
    _leave_home(state, event.member)
    status = MemberStatus.DIED if event.cause == "died" else MemberStatus.RESIGNED
    state.members.status[event.member] = status
    state.active_count -= 1


def _roll_closed(state: State, event: ev.RollClosed, at: Moment) -> None:
    body = state.bodies[event.body]
    state.rolls[event.roll] = Roll(
        id=RollId(event.roll),
        body=body.id,
        members=array("i", roll_of(state, event.body, event.admitted_until)),
        digest=event.digest,
        closed_at=at,
        closed_by=MemberId(event.by),
    )
    body.open_roll = RollId(event.roll)


def _roll_signed(state: State, event: ev.RollSigned, at: Moment) -> None:
    roll = state.rolls[event.roll]
    roll.signed_by.append(MemberId(event.by))
    if event.complete:
        roll.signed_at = at
        body = state.bodies[roll.body]
        # A roll that was overtaken while it waited for signatures does not come back into use.
        body.roll = max(body.roll, roll.id)
        if body.open_roll <= roll.id:
            body.open_roll = RollId(0)


# Bodies and seats.


def _body_opened(state: State, event: ev.BodyOpened, at: Moment) -> None:
    body = Body(
        id=BodyId(event.body),
        level=event.level,
        name=event.name,
        parent=BodyId(event.parent),
        opened_at=at,
        declared=event.declared,
    )
    state.bodies[event.body] = body
    if event.parent == NO_BODY:
        state.top = body.id
    else:
        state.bodies[event.parent].children.append(body.id)


def _figure_declared(state: State, event: ev.FigureDeclared, _at: Moment) -> None:
    state.bodies[event.body].declared = event.figure


def _body_closed(state: State, event: ev.BodyClosed, at: Moment) -> None:
    body = state.bodies[event.body]
    if event.into != NO_BODY:
        for member in list(body.members):
            _remember_home(state, member)
            _leave_home(state, member)
            _enter(state, member, event.into)
    body.closed_at = at
    body.became = BodyId(event.into)
    if body.parent != NO_BODY:
        state.bodies[body.parent].children.remove(body.id)


def _seats_reassigned(state: State, event: ev.SeatsReassigned, _at: Moment) -> None:
    for seat_id in event.seats:
        seat = state.seats[seat_id]
        state.bodies[seat.sender].sent.remove(seat.id)
        seat.sender = BodyId(event.sender)
        state.bodies[event.sender].sent.append(seat.id)
        if (seat.holder == NOBODY or seat.acting) and seat.vacated_at:
            # It may have waited in vain for electors, whom the new sender has.
            state.schedule(seat.vacated_at, "refill", seat.id)


def _body_moved(state: State, event: ev.BodyMoved, _at: Moment) -> None:
    body = state.bodies[event.body]
    state.bodies[body.parent].children.remove(body.id)
    _count_people(state, body.parent, -body.people)
    body.parent = BodyId(event.parent)
    _count_people(state, body.parent, body.people)
    state.bodies[event.parent].children.append(body.id)
    _wake_upwards(state, body)


def _seats_apportioned(state: State, event: ev.SeatsApportioned, at: Moment) -> None:
    body = state.bodies[event.body]
    body.apportioned_at, body.drawn = at, None


def _apportionment_drawn(state: State, event: ev.ApportionmentDrawn, _at: Moment) -> None:
    state.bodies[event.body].drawn = (MemberId(event.by), event.lots)


def _seat_created(state: State, event: ev.SeatCreated, at: Moment) -> None:
    seat = Seat(
        id=SeatId(event.seat),
        body=BodyId(event.body),
        sender=BodyId(event.sender),
        office=event.office,
        by_members=event.by_members,
        vacated_at=NEVER if event.waits else at,
    )
    state.seats[event.seat] = seat
    body = state.bodies[event.body]
    if event.office:
        body.offices.append(seat.id)
    else:
        body.seats.append(seat.id)
        state.bodies[event.sender].sent.append(seat.id)
    if state.founding_over and not event.waits:
        state.schedule(at, "refill", seat.id)


def _seat_abolished(state: State, event: ev.SeatAbolished, _at: Moment) -> None:
    seat = state.seats[event.seat]
    if event.with_term:
        seat.ends_with_term = True
        return
    seat.abolished = True
    body = state.bodies[seat.body]
    if seat.office:
        body.offices.remove(seat.id)
    else:
        body.seats.remove(seat.id)
        state.bodies[seat.sender].sent.remove(seat.id)


def _seat_filled(state: State, event: ev.SeatFilled, at: Moment) -> None:
    seat = state.seats[event.seat]
    if seat.holder not in {NOBODY, event.holder}:
        _empty(state, seat, "succeeded", at)
    if seat.holder == NOBODY:
        state.held.setdefault(event.holder, []).append(seat.id)
        seat.since = at
    _rest(state, seat, event.rests_on)
    seat.holder, seat.acting = MemberId(event.holder), event.acting
    if not event.acting:
        _begin_term(state, seat, event)
    body = state.bodies[seat.body]
    if not seat.office:
        _wake(state, body)
    if body.id == state.top and not state.founding_over and pyramid_is_complete(state):
        state.schedule(at, "founding", 0)


def _rest(state: State, seat: Seat, upon: int) -> None:
    if seat.rests_on != NO_SEAT:
        state.resting[seat.rests_on].remove(seat.id)
    seat.rests_on = SeatId(upon)
    if upon != NO_SEAT:
        state.resting.setdefault(upon, []).append(seat.id)


def _begin_term(state: State, seat: Seat, event: ev.SeatFilled) -> None:
    seat.term_ends, seat.term = Moment(event.term_ends), event.term
    seat.election_at = Moment(event.election_at)
    seat.cooled_at = Moment(event.cooled_at)
    seat.lots = []
    _renew_confidence(seat)
    seat.appointed_by = MemberId(event.by)
    if event.how == "election":
        seat.poll, seat.spent = PollId(event.poll), []
        seat.winner = MemberId(event.holder)
    seat.alternates = [MemberId(one) for one in event.alternates]
    seat.vacated_at = NEVER
    if event.term_ends:
        state.schedule(event.term_ends, "term", seat.id)
    if event.election_at:
        state.schedule(event.election_at, "election", seat.id)


def _renew_confidence(seat: Seat) -> None:
    """Whatever was withdrawn before has to be withdrawn anew."""
    seat.withdrawn, seat.crossed = {}, False
    seat.epoch += 1


def _empty(state: State, seat: Seat, cause: str, at: Moment) -> None:
    seat.history.append(Tenure(seat.holder, seat.since, at, seat.acting, cause))
    held = state.held[seat.holder]
    held.remove(seat.id)
    if not held:
        del state.held[seat.holder]
    if cause in {"recalled", "resigned", "left", "died", "moved", "fell"} and not seat.acting:
        seat.spent.append(seat.holder)
    seat.holder, seat.acting = NOBODY, False
    _renew_confidence(seat)


def _seat_vacated(state: State, event: ev.SeatVacated, at: Moment) -> None:
    seat = state.seats[event.seat]
    _empty(state, seat, event.cause, at)
    _rest(state, seat, NO_SEAT)
    seat.alternates = [one for one in seat.alternates if one != event.holder]
    if event.cause == "lapsed":
        seat.term_ends = NEVER
    seat.election_at = NEVER
    if not event.waits:
        seat.vacated_at = at
        state.schedule(at, "refill", seat.id)


# Polls.


def _poll_opened(state: State, event: ev.PollOpened, at: Moment) -> None:
    poll = Poll(
        id=PollId(event.poll),
        kind=event.kind,
        body=BodyId(event.body),
        electorate=event.electorate,
        secret=event.secret,
        charter=CharterVersion(event.charter),
        opened_at=at,
        at=Moment(event.until),
        voting_s=event.voting_s,
        stage=event.stage,
        rule=event.rule,
        contested=[SeatId(seat) for seat in event.contested],
        motion=MotionId(event.motion),
    )
    state.polls[event.poll] = poll
    state.bodies[event.body].polls.append(poll.id)
    _seat_electorate(state, poll, event.rolls, event.seats, event.electors)
    for seat in event.contested:
        if event.kind == "recall":
            state.seats[seat].recall = poll.id
        else:
            state.seats[seat].running = poll.id
    state.schedule(event.until, "poll", poll.id)


def _seat_electorate(
    state: State, poll: Poll, rolls: tuple[int, ...], seats: tuple[int, ...], electors: int
) -> None:
    poll.rolls = [RollId(roll) for roll in rolls]
    poll.seats = [SeatId(seat) for seat in seats]
    poll.marks = [bytearray((len(state.rolls[roll].members) + 7) // 8) for roll in rolls]
    poll.roll_of = {int(state.rolls[roll].body): place for place, roll in enumerate(rolls)}
    poll.electors = electors


def _nominated(state: State, event: ev.CandidateNominated, _at: Moment) -> None:
    poll = state.polls[event.poll]
    if event.candidate not in poll.candidates:
        poll.candidates.append(MemberId(event.candidate))
    poll.nominators.setdefault(event.candidate, []).append(event.by)
    if event.until:
        poll.at = Moment(event.until)
    if event.qualified and event.candidate not in poll.qualified:
        poll.qualified.append(MemberId(event.candidate))
        state.schedule(poll.at, "poll", poll.id)


def _candidacy_withdrawn(state: State, event: ev.CandidacyWithdrawn, _at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.candidates.remove(MemberId(event.candidate))
    poll.nominators.pop(event.candidate, None)
    if event.candidate in poll.qualified:
        poll.qualified.remove(MemberId(event.candidate))


def _voting_opened(state: State, event: ev.VotingOpened, _at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.candidates = [MemberId(one) for one in event.candidates]
    poll.stage, poll.at = "voting", Moment(event.until)
    _seat_electorate(state, poll, event.rolls, event.seats, event.electors)
    state.schedule(event.until, "poll", poll.id)


def _mark(state: State, poll: Poll, voter: int, seat: int, at: Moment) -> None:
    if poll.electorate == "seats":
        poll.seat_marks[seat] = voter
    else:
        mark = state.mark_of(poll, voter)
        assert mark is not None
        number, place = mark
        poll.marks[number][place >> 3] |= 1 << (place & 7)
    poll.cast += 1
    if poll.cast >= poll.electors:
        # Nobody is left who could vote, so there is nothing to wait for.
        poll.at = at
        state.schedule(at, "poll", poll.id)


def _ballot_marked(state: State, event: ev.BallotMarked, at: Moment) -> None:
    _mark(state, state.polls[event.poll], event.voter, event.seat, at)


def _vote_cast(state: State, event: ev.VoteCast, at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.votes[event.seat or event.voter] = Vote(
        voter=MemberId(event.voter),
        choice=event.choice,
        ranking=event.ranking,
        mandate=MandateId(event.mandate),
        void=event.void,
        split=event.split,
    )
    _mark(state, poll, event.voter, event.seat, at)


def _lot_required(state: State, event: ev.LotRequired, _at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.stage, poll.lot_among, poll.lot_why = "lot", list(event.among), event.why
    poll.draw, poll.recount = None, SeatId(event.seat)


def _draw_entered(state: State, event: ev.DrawEntered, _at: Moment) -> None:
    state.polls[event.poll].draw = (event.by, list(event.order), event.source)


def _draw_rejected(state: State, event: ev.DrawRejected, _at: Moment) -> None:
    state.polls[event.poll].draw = None


def _lot_drawn(state: State, event: ev.LotDrawn, at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.lot_among, poll.draw = [], None
    if poll.recount != NO_SEAT:
        seat = state.seats[poll.recount]
        if seat.poll == poll.id:  # else it was filled otherwise while the lot was awaited
            seat.lots.append(list(event.order))
        poll.stage, poll.recount = "declared", NO_SEAT
        _await_refill(state, poll)
        return
    poll.lots.append(list(event.order))
    poll.stage, poll.at = "voting", at
    state.schedule(at, "poll", poll.id)


def _poll_declared(state: State, event: ev.PollDeclared, at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.stage, poll.outcome, poll.declared_at = "declared", event.outcome, at
    poll.elected = [MemberId(one) for one in event.elected]
    poll.next_in_line = [MemberId(one) for one in event.next_in_line]
    poll.division, poll.box, poll.rounds = event.division, event.box, event.rounds
    _end_poll(state, poll)


def _poll_voided(state: State, event: ev.PollVoided, _at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.stage, poll.outcome = "void", event.why
    _end_poll(state, poll)
    if poll.kind == "recall" and event.why == "box_broken":
        seat = state.seats[poll.contested[0]]
        state.schedule(seat.cooled_at, "recall", seat.id)


def _end_poll(state: State, poll: Poll) -> None:
    for seat_id in poll.contested:
        seat = state.seats[seat_id]
        if seat.recall == poll.id:
            seat.recall = NO_POLL
        if seat.running == poll.id:
            seat.running = NO_POLL
    _await_refill(state, poll)


def _await_refill(state: State, poll: Poll) -> None:
    for seat_id in poll.contested:
        seat = state.seats[seat_id]
        if (seat.holder == NOBODY or seat.acting) and seat.vacated_at:
            state.schedule(seat.vacated_at, "refill", seat_id)


# Recall.


def _confidence_withdrawn(state: State, event: ev.ConfidenceWithdrawn, at: Moment) -> None:
    seat = state.seats[event.seat]
    seat.withdrawn[event.elector] = at
    if event.crossed and not seat.crossed:
        seat.crossed = True
        state.schedule(seat.cooled_at, "recall", seat.id)


def _confidence_restored(state: State, event: ev.ConfidenceRestored, _at: Moment) -> None:
    state.seats[event.seat].withdrawn.pop(event.elector, None)


def _recall_opened(_state: State, _event: ev.RecallOpened, _at: Moment) -> None:
    """The poll that follows in the same entry carries all that changes."""


def _recall_failed(state: State, event: ev.RecallFailed, _at: Moment) -> None:
    seat = state.seats[event.seat]
    seat.cooled_at = Moment(event.cooled_at)
    _renew_confidence(seat)


def _recall_dropped(_state: State, _event: ev.RecallDropped, _at: Moment) -> None:
    """The poll is voided in the same entry."""


def _refill_failed(state: State, event: ev.RefillFailed, at: Moment) -> None:
    seat = state.seats[event.seat]
    seat.poll = NO_POLL
    seat.vacated_at = at
    state.schedule(at, "refill", seat.id)


# Motions, mandates, tasks.


def _motion_proposed(state: State, event: ev.MotionProposed, at: Moment) -> None:
    motion = Motion(
        id=MotionId(event.motion),
        body=BodyId(event.body),
        by=MemberId(event.by),
        seat=SeatId(event.seat),
        moved_at=at,
        charter=CharterVersion(event.charter),
        text=event.text,
        texts=[event.text],
        effect=event.effect,
        tasks=event.tasks,
        amends=MotionId(event.amends),
    )
    state.motions[event.motion] = motion
    if event.amends:
        state.motions[event.amends].amendments.append(motion.id)
    else:
        state.bodies[event.body].motions.append(motion.id)


def _motion_seconded(state: State, event: ev.MotionSeconded, _at: Moment) -> None:
    state.motions[event.motion].seconders.append(MemberId(event.by))


def _debate_opened(state: State, event: ev.DebateOpened, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.stage, motion.at = "debate", Moment(event.until)
    motion.roll_call = event.roll_call
    state.schedule(event.until, "motion", motion.id)


def _motion_withdrawn(state: State, event: ev.MotionWithdrawn, at: Moment) -> None:
    _settle(state, state.motions[event.motion], "withdrawn", at)


def _settle(state: State, motion: Motion, stage: Any, at: Moment) -> None:
    motion.stage, motion.decided_at = stage, at
    if motion.amends != NO_MOTION:
        state.schedule(state.motions[motion.amends].at, "motion", motion.amends)


def _roll_called(state: State, event: ev.RollCalled, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.present = list(event.present)
    if event.reached:
        motion.roll_call = False
        state.schedule(motion.at, "motion", motion.id)


def _motion_put(state: State, event: ev.MotionPut, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.stage, motion.poll = "vote", PollId(event.poll)


def _motion_decided(state: State, event: ev.MotionDecided, at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.division, motion.why = event.division, event.why
    _settle(state, motion, event.outcome, at)


def _motion_amended(state: State, event: ev.MotionAmended, _at: Moment) -> None:
    motion = state.motions[event.motion]
    motion.text, motion.effect, motion.tasks = event.text, event.effect, event.tasks
    motion.texts.append(event.text)


def _mandate_given(state: State, event: ev.MandateGiven, at: Moment) -> None:
    mandate = Mandate(
        id=MandateId(event.mandate),
        sender=BodyId(event.sender),
        motion=MotionId(event.motion),
        seats=[SeatId(seat) for seat in event.seats],
        kind=event.kind,
        given_by=MotionId(event.given_by),
        given_at=at,
        choice=event.choice,
        conditions=event.conditions,
        division=event.division,
    )
    state.mandates[event.mandate] = mandate
    state.motions[event.motion].mandates.append(mandate.id)
    for seat in event.seats:
        state.seats[seat].mandates.append(mandate.id)


def _mandate_affected(state: State, event: ev.MandateAffected, _at: Moment) -> None:
    state.mandates[event.mandate].status = event.status


def _mandate_breached(state: State, event: ev.MandateBreached, _at: Moment) -> None:
    state.mandates[event.mandate].breached_by.append(SeatId(event.seat))
    state.seats[event.seat].breaches.append(MandateId(event.mandate))


def _body_notified(state: State, event: ev.BodyNotified, at: Moment) -> None:
    notices = state.bodies[event.body].notices
    notices.append(
        Notice(
            at=at,
            about=event.about,
            seat=SeatId(event.seat),
            motion=MotionId(event.motion),
            task=TaskId(event.task),
        )
    )
    del notices[:-NOTICES_KEPT]


def _task_assigned(state: State, event: ev.TaskAssigned, _at: Moment) -> None:
    task = Task(
        id=TaskId(event.task),
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        holder_seat=SeatId(event.holder_seat),
        holder=MemberId(event.holder),
        due_at=Moment(event.due_at),
        text=event.text,
    )
    state.tasks[event.task] = task
    state.bodies[event.body].tasks.append(task.id)
    state.motions[event.motion].assigned.append(task.id)
    state.schedule(event.due_at, "task", task.id)


def _task_fell_due(state: State, event: ev.TaskFellDue, _at: Moment) -> None:
    state.tasks[event.task].stage = "overdue"


def _task_reported(state: State, event: ev.TaskReported, at: Moment) -> None:
    task = state.tasks[event.task]
    task.stage, task.report, task.reported_at = "reported", event.text, at


def _task_completed(state: State, event: ev.TaskCompleted, _at: Moment) -> None:
    state.tasks[event.task].stage = "done"


# Emergencies.


def _emergency_declared(state: State, event: ev.EmergencyDeclared, at: Moment) -> None:
    state.emergencies[event.emergency] = Emergency(
        id=EmergencyId(event.emergency),
        body=BodyId(event.body),
        motion=MotionId(event.motion),
        powers=event.powers,
        declared_at=at,
        ends_at=Moment(event.ends_at),
        renewal=event.renewal,
        bent=event.bent,
    )
    state.schedule(event.ends_at, "emergency", event.emergency)


def _emergency_ended(state: State, event: ev.EmergencyEnded, at: Moment) -> None:
    emergency = state.emergencies[event.emergency]
    emergency.ended_at = at
    if "extend_terms" in emergency.powers and not state.bends("extend_terms"):
        for seat in state.seats.values():
            # Also terms still to end: their items may be gone, because they were dead meanwhile.
            open_end = NEVER < seat.term_ends <= emergency.ends_at
            if seat.holder != NOBODY and not seat.acting and open_end:
                state.schedule(seat.term_ends, "term", seat.id)


def _effect_failed(state: State, event: ev.EffectFailed, _at: Moment) -> None:
    state.motions[event.motion].failed = event.why


def _due_dropped(state: State, event: ev.DueDropped, _at: Moment) -> None:
    state.drop(event.due_at, event.kind, event.subject)


_FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    ev.FederationFounded: _founded,
    ev.ConstitutionAdopted: _adopted,
    ev.FoundingEnded: _founding_ended,
    ev.MembersAdmitted: _members_admitted,
    ev.MoveAskedFor: _move_asked_for,
    ev.MembersMoved: _members_moved,
    ev.DeathReported: _death_reported,
    ev.MemberLeft: _member_left,
    ev.RollClosed: _roll_closed,
    ev.RollSigned: _roll_signed,
    ev.BodyOpened: _body_opened,
    ev.FigureDeclared: _figure_declared,
    ev.BodyClosed: _body_closed,
    ev.SeatsReassigned: _seats_reassigned,
    ev.BodyMoved: _body_moved,
    ev.SeatsApportioned: _seats_apportioned,
    ev.ApportionmentDrawn: _apportionment_drawn,
    ev.SeatCreated: _seat_created,
    ev.SeatAbolished: _seat_abolished,
    ev.SeatFilled: _seat_filled,
    ev.SeatVacated: _seat_vacated,
    ev.PollOpened: _poll_opened,
    ev.CandidateNominated: _nominated,
    ev.CandidacyWithdrawn: _candidacy_withdrawn,
    ev.VotingOpened: _voting_opened,
    ev.BallotMarked: _ballot_marked,
    ev.VoteCast: _vote_cast,
    ev.LotRequired: _lot_required,
    ev.DrawEntered: _draw_entered,
    ev.DrawRejected: _draw_rejected,
    ev.LotDrawn: _lot_drawn,
    ev.PollDeclared: _poll_declared,
    ev.PollVoided: _poll_voided,
    ev.ConfidenceWithdrawn: _confidence_withdrawn,
    ev.ConfidenceRestored: _confidence_restored,
    ev.RecallOpened: _recall_opened,
    ev.RecallFailed: _recall_failed,
    ev.RecallDropped: _recall_dropped,
    ev.RefillFailed: _refill_failed,
    ev.MotionProposed: _motion_proposed,
    ev.MotionSeconded: _motion_seconded,
    ev.DebateOpened: _debate_opened,
    ev.MotionWithdrawn: _motion_withdrawn,
    ev.RollCalled: _roll_called,
    ev.MotionPut: _motion_put,
    ev.MotionDecided: _motion_decided,
    ev.MotionAmended: _motion_amended,
    ev.MandateGiven: _mandate_given,
    ev.MandateAffected: _mandate_affected,
    ev.MandateBreached: _mandate_breached,
    ev.BodyNotified: _body_notified,
    ev.TaskAssigned: _task_assigned,
    ev.TaskFellDue: _task_fell_due,
    ev.TaskReported: _task_reported,
    ev.TaskCompleted: _task_completed,
    ev.EmergencyDeclared: _emergency_declared,
    ev.EmergencyEnded: _emergency_ended,
    ev.EffectFailed: _effect_failed,
    ev.DueDropped: _due_dropped,
}
