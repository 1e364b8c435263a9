"""Pay, folded: who has told a wage, what was declared, and who still owes a declaration.

Not here: what is lawful (``law``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import NOBODY
from commonweal.polity.event import Event
from commonweal.polity.rights.pay.data import (
    Declaration,
    DeclarationAsked,
    DeclarationConfirmed,
    DeclarationMissed,
    Duty,
    MembersWageComputed,
    PayCeilingExceeded,
    PayDeclared,
    WageDeclared,
)
from commonweal.polity.state import State
from commonweal.terms import MemberId, Moment, SeatId


def _wage_declared(state: State, event: WageDeclared, _at: Moment) -> None:
    state.wages[event.member] = event.figure
    if event.compute_at:
        state.members_wage.next_at = Moment(event.compute_at)
        state.schedule(event.compute_at, "members_wage", 0)


def _members_wage_computed(state: State, event: MembersWageComputed, at: Moment) -> None:
    now = state.members_wage
    now.next_at = Moment(event.next_at)
    state.schedule(event.next_at, "members_wage", 0)
    if not event.wage:
        return
    now.wage, now.ceiling, now.figures, now.at = event.wage, event.ceiling, event.figures, at
    for duty in state.duties.values():
        if not duty.declaration or state.seats[duty.seat].holder != duty.holder:
            continue
        duty.above = state.declarations[duty.declaration].counted > event.ceiling
        if not duty.above:
            duty.seen = False
        elif not duty.seen:
            state.schedule(at, "pay", duty.seat)


def _declaration_asked(state: State, event: DeclarationAsked, _at: Moment) -> None:
    if event.seat:
        _ask(state, event.seat, event.holder, event.due_at)
        return
    for seat in state.seats.values():
        if seat.holder != NOBODY and not seat.acting:
            _ask(state, seat.id, seat.holder, event.due_at)


def _ask(state: State, seat: int, holder: int, due_at: int) -> None:
    duty = Duty(seat=SeatId(seat), holder=MemberId(holder), due_at=Moment(due_at))
    state.duties[seat] = duty
    state.schedule(due_at, "declaration", seat)


def _pay_declared(state: State, event: PayDeclared, at: Moment) -> None:
    state.declarations[event.declaration] = Declaration(
        id=event.declaration,
        seat=SeatId(event.seat),
        holder=MemberId(event.holder),
        at=at,
        pay=event.pay,
        benefits=event.benefits,
        expenses=event.expenses,
        outside=event.outside,
        corrects=event.corrects,
    )
    state.duties[event.seat] = Duty(
        seat=SeatId(event.seat),
        holder=MemberId(event.holder),
        due_at=Moment(event.due_at),
        declaration=event.declaration,
    )
    state.schedule(event.due_at, "declaration", event.seat)


def _pay_ceiling_exceeded(state: State, event: PayCeilingExceeded, _at: Moment) -> None:
    duty = state.duties[event.seat]
    duty.above = duty.seen = True


def _declaration_missed(state: State, event: DeclarationMissed, _at: Moment) -> None:
    state.duties[event.seat].missing = True


def _declaration_confirmed(state: State, event: DeclarationConfirmed, _at: Moment) -> None:
    state.declarations[event.declaration].confirmed_by = MemberId(event.by)


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    WageDeclared: _wage_declared,
    MembersWageComputed: _members_wage_computed,
    DeclarationAsked: _declaration_asked,
    PayDeclared: _pay_declared,
    PayCeilingExceeded: _pay_ceiling_exceeded,
    DeclarationMissed: _declaration_missed,
    DeclarationConfirmed: _declaration_confirmed,
}
"""What each event does to the state."""
