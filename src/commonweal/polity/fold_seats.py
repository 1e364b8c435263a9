"""Bodies and seats, folded: what is open, who holds what, and what rests on it.

Rules of this module: the indexes of who holds what, and what rests on what, change with the seats.

Not here: what holds for every fold (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.entities import (
    NEVER,
    NO_BODY,
    NO_SEAT,
    NOBODY,
    Body,
    Seat,
    Tenure,
)
from commonweal.polity.fold_people import (
    count_people,
    enter,
    leave_home,
    remember_home,
    wake,
    wake_upwards,
)
from commonweal.polity.rights.discipline.fold import pass_on_charges
from commonweal.polity.state import State, pyramid_is_complete
from commonweal.terms import (
    BodyId,
    MemberId,
    Moment,
    PollId,
    SeatId,
)

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
    if state.is_union(body.id):
        return
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
            remember_home(state, member)
            leave_home(state, member)
            enter(state, member, event.into)
    pass_on_charges(state, event.body, event.into)
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
    count_people(state, body.parent, -body.people)
    body.parent = BodyId(event.parent)
    count_people(state, body.parent, body.people)
    state.bodies[event.parent].children.append(body.id)
    wake_upwards(state, body)


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
        wake(state, body)
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
    renew_confidence(seat)
    seat.appointed_by = MemberId(event.by)
    if event.how == "election" and seat.poll == event.poll and event.holder in seat.spent:
        # Back after a recall that was annulled: nobody else comes back, nor has won the seat.
        seat.spent.remove(MemberId(event.holder))
    elif event.how == "election":
        seat.poll, seat.spent = PollId(event.poll), []
        seat.winner = MemberId(event.holder)
    seat.alternates = [MemberId(one) for one in event.alternates]
    seat.vacated_at = NEVER
    if event.term_ends:
        state.schedule(event.term_ends, "term", seat.id)
    if event.election_at:
        state.schedule(event.election_at, "election", seat.id)


def renew_confidence(seat: Seat) -> None:
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
    renew_confidence(seat)


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


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
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
}
"""What each event does to the state."""
