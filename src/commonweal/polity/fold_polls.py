"""Polls and recalls, folded: electorates, marks, votes by name, lots and results.

Rules of this module: a mark is a bit on a roll, or a seat; a poll in which all have voted is over.

Not here: what holds for every fold (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.ballots import Vote
from commonweal.polity.entities import (
    NO_POLL,
    NO_SEAT,
    NOBODY,
    Poll,
)
from commonweal.polity.fold_seats import renew_confidence
from commonweal.polity.state import State
from commonweal.terms import (
    BodyId,
    CharterVersion,
    MandateId,
    MemberId,
    Moment,
    MotionId,
    PollId,
    RollId,
    SeatId,
)

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


def mark(state: State, poll: Poll, voter: int, seat: int, at: Moment) -> None:
    """Mark that somebody has voted, by the roll or by the seat."""
    if poll.electorate == "seats":
        poll.seat_marks[seat] = voter
    else:
        found = state.mark_of(poll, voter)
        assert found is not None
        number, place = found
        poll.marks[number][place >> 3] |= 1 << (place & 7)
    poll.cast += 1
    if poll.cast >= poll.electors:
        # Nobody is left who could vote, so there is nothing to wait for.
        poll.at = at
        state.schedule(at, "poll", poll.id)


def unmark(state: State, poll: Poll, voter: int) -> None:
    """Take the mark of a vote on paper off the roll again."""
    found = state.mark_of(poll, voter)
    assert found is not None
    number, place = found
    poll.marks[number][place >> 3] &= ~(1 << (place & 7))
    poll.cast -= 1


def _ballot_marked(state: State, event: ev.BallotMarked, at: Moment) -> None:
    mark(state, state.polls[event.poll], event.voter, event.seat, at)


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
    mark(state, poll, event.voter, event.seat, at)


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
    for seat_id in poll.contested:
        if state.recalls_put.get(seat_id) == poll.id:
            # Confidence may have been withdrawn meanwhile; the electors' own vote waits for it.
            state.schedule(state.seats[seat_id].cooled_at, "recall", seat_id)


def _poll_voided(state: State, event: ev.PollVoided, _at: Moment) -> None:
    poll = state.polls[event.poll]
    poll.stage, poll.outcome = "void", event.why
    _end_poll(state, poll)
    if poll.id in state.call_back_polls:
        called_back = state.call_backs[poll.motion]
        called_back.stage, called_back.why = "fallen", event.why
        state.motions[poll.motion].failed = event.why
    if poll.kind == "recall" and event.why == "box_broken":
        seat = state.seats[poll.contested[0]]
        state.schedule(seat.cooled_at, "recall", seat.id)
    if poll.kind == "recall" and event.why == "electors_joined":
        # What was signed goes on counting among the electors there are now: it is crossed anew.
        state.seats[poll.contested[0]].crossed = False


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
    renew_confidence(seat)


def _recall_dropped(_state: State, _event: ev.RecallDropped, _at: Moment) -> None:
    """The poll is voided in the same entry."""


def _refill_failed(state: State, event: ev.RefillFailed, at: Moment) -> None:
    seat = state.seats[event.seat]
    seat.poll = NO_POLL
    seat.vacated_at = at
    state.schedule(at, "refill", seat.id)


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
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
}
"""What each event does to the state."""
