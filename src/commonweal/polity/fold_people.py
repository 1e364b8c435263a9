"""Founding, members and rolls, folded: who there is, where they belong, who stands on which roll.

Rules of this module: the columns, and the counts of people per body, are kept here alone, so that
nobody is ever counted by walking over everybody.

Not here: what holds for every fold (``fold``).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.entities import (
    NO_BODY,
    NOBODY,
    Adopted,
    Body,
    MemberStatus,
    Roll,
)
from commonweal.polity.rights.discipline.data import Departed
from commonweal.polity.state import State, roll_of
from commonweal.terms import BodyId, CharterVersion, MemberId, Moment, MotionId, RollId

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
        enter(state, member, home)
    return MemberId(member)


def enter(state: State, member: int, home: int) -> None:
    """Let a member belong to a base body."""
    body = state.bodies[home]
    state.members.home[member] = home
    state.members.place[member] = len(body.members)
    body.members.append(member)
    count_people(state, home, 1)
    if len(body.members) == 1:
        wake_upwards(state, body)


def leave_home(state: State, member: int) -> None:
    """Let a member belong to no body."""
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
    count_people(state, home, -1)


def remember_home(state: State, member: int) -> None:
    """Whoever moves may still stand on a roll of the body that is left."""
    home = state.members.home[member]
    if home != NO_BODY:
        state.former.setdefault(member, []).append(home)


def count_people(state: State, body: int, change: int) -> None:
    """Count people who come or go, in a body and in all above it."""
    while body != NO_BODY:
        one = state.bodies[body]
        one.people += change
        body = one.parent


def wake_upwards(state: State, body: Body) -> None:
    """Members came below a body: they may be the first electors of what stands above, too."""
    wake(state, body)
    while body.parent != NO_BODY:
        body = state.bodies[body.parent]
        wake(state, body)


def wake(state: State, body: Body) -> None:
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
        state.staying.pop(member, None)
        remember_home(state, member)
        leave_home(state, member)
        enter(state, member, event.to)


def _death_reported(state: State, event: ev.DeathReported, _at: Moment) -> None:
    state.deaths.pop(event.member, None)
    if event.by != event.member:
        state.deaths[event.member] = event.by


def _member_left(state: State, event: ev.MemberLeft, at: Moment) -> None:
    status = MemberStatus.RESIGNED
    if event.cause == "died":
        status = MemberStatus.DIED
        home = BodyId(state.members.home[event.member])
        state.departed[event.member] = Departed(home=home, at=at)
    end_membership(state, event.member, status)


def end_membership(state: State, member: int, status: int) -> None:
    """Let a membership end: the number stays, and what it became of."""
    state.moves.pop(member, None)
    state.staying.pop(member, None)
    state.deaths.pop(member, None)
    leave_home(state, member)
    state.members.status[member] = status
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


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
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
}
"""What each event does to the state."""
