"""Pay, lawfully: members' wages in secret, holders' declarations in public, and the ceiling.

Rules of this module:

* the members' wage is computed once in a period, never from fewer figures than the constitution
  says: what two computations a day apart say together would tell one member's wage;
* pay and benefits count towards the ceiling; expenses and income from elsewhere are shown only;
* a declaration that is missing or above the ceiling is a breach, which the body of the seat and the
  one that filled it find on their next agenda, and which is listed until it is mended.

Not here: reading the figures (the office), what events do to the state (``fold``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import floor
from typing import Any

from commonweal.charter import Pay
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, provided, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import NOBODY, Seat
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.pay.data import (
    AMOUNT_MAX,
    ComputeMembersWage,
    ConfirmDeclaration,
    CorrectDeclaration,
    Declaration,
    DeclarationAsked,
    DeclarationConfirmed,
    DeclarationMissed,
    DeclarePay,
    DeclareWage,
    Duty,
    MembersWageComputed,
    MissDeclaration,
    PayCeilingExceeded,
    PayDeclared,
    ReportPay,
    WageDeclared,
)
from commonweal.polity.rights.succession import bodies_of
from commonweal.polity.state import State
from commonweal.terms import days

DIGEST_PREFIX = "sha256:"


def _rule(case: Case) -> Pay:
    right = case.charter.pay
    return provided(
        case, right, "pay", refusal="pay_not_regulated", remedy="amend the constitution"
    )


# The members' wage.


def declare_wage(case: Case, command: DeclareWage) -> list[ev.Event]:
    """Tell one's own wage; the first to do so sets the day on which it is computed."""
    rule = _rule(case)
    case.member(case.by)
    if not command.figure.startswith(DIGEST_PREFIX):
        _check_figure(rule, command.figure)
    # What fell due and was refused, while there was no rule of pay, left a day that has passed.
    first = case.state.members_wage.next_at <= case.at
    compute_at = case.at + days(rule.declaration_days) if first else 0
    return [WageDeclared(member=case.by, figure=command.figure, compute_at=compute_at)]


def _check_figure(rule: Pay, figure: str) -> None:
    if wage_in(figure) is None:
        refuse(
            "wage_not_a_figure",
            rule.cite("currency"),
            expected=f"a whole number of {rule.currency}",
            got=repr(figure[:40]),
            remedy="write digits only",
        )


def wage_in(text: str | None) -> int | None:
    """Return the wage that a text tells; None when it tells none."""
    tidy = (text or "").strip()
    if not (tidy.isascii() and tidy.isdigit() and len(tidy) <= len(str(AMOUNT_MAX))):
        return None
    return min(int(tidy), AMOUNT_MAX)


def compute_members_wage(case: Case, command: ComputeMembersWage) -> list[ev.Event]:
    """Compute the members' wage when the time has come, and the ceiling with it."""
    require_office(case, "compute_members_wage")
    rule = _rule(case)
    due_at = case.state.members_wage.next_at
    if not due_at or case.at < due_at:
        refuse(
            "nothing_due",
            rule.cite("period_days"),
            expected="the day on which the members' wage is computed",
            got="an earlier one" if due_at else "no wage that anybody declared",
            remedy="wait",
        )
    if command.counted is None:
        refuse(
            "count_missing",
            rule.cite("wage"),
            expected="a count",
            got="none",
            remedy="the office counts the wages that were declared",
        )
    found, next_at = command.counted, case.at + days(rule.period_days)
    if found.figures < rule.figures_min:
        return [MembersWageComputed(figures=found.figures, next_at=next_at)]
    wage = found.median if rule.wage == "median" else found.mean
    ceiling = floor(rule.ceiling * wage)
    return [MembersWageComputed(figures=found.figures, next_at=next_at, wage=wage, ceiling=ceiling)]


# What holders declare.


def declare_pay(case: Case, command: DeclarePay) -> list[ev.Event]:
    """Declare what a seat brings; whoever holds it, and nobody else."""
    rule = _rule(case)
    seat = case.held_seat(command.seat)
    _check_holder(case, rule, seat.holder)
    return _declared(case, rule, seat, command)


def correct_declaration(case: Case, command: CorrectDeclaration) -> list[ev.Event]:
    """Put another declaration in the place of one's own."""
    rule = _rule(case)
    found = _declaration(case, rule, command.declaration)
    _check_holder(case, rule, found.holder)
    _check_standing(case, rule, found)
    return _declared(case, rule, case.state.seats[found.seat], command, found.id)


def _declared(
    case: Case,
    rule: Pay,
    seat: Seat,
    said: DeclarePay | CorrectDeclaration,
    corrects: int = 0,
) -> list[ev.Event]:
    _check_amounts(rule, (said.pay, said.benefits, said.expenses, said.outside))
    declared = PayDeclared(
        declaration=case.new("declarations"),
        seat=seat.id,
        holder=case.by,
        pay=said.pay,
        benefits=said.benefits,
        expenses=said.expenses,
        outside=said.outside,
        due_at=case.at + days(rule.period_days),
        corrects=corrects,
    )
    counted, ceiling = said.pay + said.benefits, _ceiling(case, rule)
    if not ceiling or counted <= ceiling:
        return [declared]
    return [declared, *_exceeded(case, seat, declared.declaration, counted, ceiling)]


def _ceiling(case: Case, rule: Pay) -> int:
    """Return the ceiling in force, 0 while no members' wage has been computed."""
    return floor(rule.ceiling * case.state.members_wage.wage)


def _exceeded(
    case: Case, seat: Seat, declaration: int, counted: int, ceiling: int
) -> list[ev.Event]:
    breach = PayCeilingExceeded(
        seat=seat.id,
        holder=seat.holder,
        declaration=declaration,
        counted=counted,
        ceiling=ceiling,
    )
    return [breach, *_told(case, seat, "pay_ceiling_exceeded")]


def _told(case: Case, seat: Seat, about: str) -> list[ev.Event]:
    """Put something on the next agenda of the body of a seat, and of the one that filled it."""
    told = bodies_of(case, seat)
    return [ev.BodyNotified(body=one, about=about, seat=seat.id) for one in told]


def _check_holder(case: Case, rule: Pay, holder: int) -> None:
    if case.by != holder:
        refuse(
            "declared_by_another",
            rule.cite("declaration_days"),
            expected=f"member {holder}",
            got=f"member {case.by}",
            remedy="let whoever holds the seat declare",
        )


def _check_amounts(rule: Pay, amounts: Sequence[int]) -> None:
    for amount in amounts:
        if not 0 <= amount <= AMOUNT_MAX:
            refuse(
                "amount_off_its_scale",
                rule.cite("currency"),
                expected=f"from 0 to {AMOUNT_MAX} {rule.currency}",
                got=amount,
                remedy="write what is received, without a sign",
            )


def confirm_declaration(case: Case, command: ConfirmDeclaration) -> list[ev.Event]:
    """Confirm a declaration, having seen the papers."""
    rule = _rule(case)
    found = _declaration(case, rule, command.declaration)
    _check_standing(case, rule, found)
    seat = case.state.seats[found.seat]
    body = case.state.bodies[seat.body]
    if case.by == found.holder or not case.is_voter(case.by, body):
        refuse(
            "declaration_confirmed_by_stranger",
            rule.cite("declaration_days"),
            expected=f"somebody else who votes in {body.name}",
            got=f"member {case.by}",
            remedy="show the papers to one of them",
        )
    if found.confirmed_by != NOBODY:
        refuse(
            "declaration_already_confirmed",
            rule.cite("declaration_days"),
            expected="a declaration that nobody has confirmed",
            got=f"one confirmed by member {found.confirmed_by}",
            remedy="nothing is to be done",
        )
    return [DeclarationConfirmed(declaration=found.id, seat=seat.id, by=case.by)]


def _declaration(case: Case, rule: Pay, number: int) -> Declaration:
    found = case.state.declarations.get(number)
    if found is None:
        refuse(
            "declaration_unknown",
            rule.cite(),
            expected=numbered("a declaration", len(case.state.declarations)),
            got=number,
            remedy="list the declarations",
        )
    return found


def _check_standing(case: Case, rule: Pay, found: Declaration) -> None:
    duty = case.state.duties.get(found.seat)
    if duty is None or duty.declaration != found.id:
        refuse(
            "declaration_replaced",
            rule.cite("period_days"),
            expected="the declaration that holds now",
            got=f"declaration {found.id}, replaced since",
            remedy="turn to the newest declaration of the seat",
        )


# What falls due.


def miss_declaration(case: Case, command: MissDeclaration) -> list[ev.Event]:
    """Say that a declaration is missing, when its date has passed."""
    require_office(case, "miss_declaration")
    rule = _rule(case)
    duty = case.state.duties.get(command.seat)
    if duty is None or not _is_owed(case.state, duty) or case.at < duty.due_at:
        refuse(
            "nothing_due",
            rule.cite("declaration_days"),
            expected="a declaration whose date has passed",
            got=f"seat {command.seat}",
            remedy="wait",
        )
    seat = case.state.seats[duty.seat]
    missed = DeclarationMissed(seat=seat.id, holder=seat.holder)
    return [missed, *_told(case, seat, "declaration_missed")]


def _is_owed(state: State, duty: Duty) -> bool:
    return not duty.missing and state.seats[duty.seat].holder == duty.holder


def report_pay(case: Case, command: ReportPay) -> list[ev.Event]:
    """Say that what a seat brings is above the ceiling, since this was computed."""
    require_office(case, "report_pay")
    rule = _rule(case)
    duty = case.state.duties.get(command.seat)
    if duty is None or not _is_to_be_told(case.state, duty):
        refuse(
            "nothing_due",
            rule.cite("ceiling"),
            expected="a seat that brings more than the ceiling",
            got=f"seat {command.seat}",
            remedy="nothing is to be done",
        )
    found, ceiling = case.state.declarations[duty.declaration], case.state.members_wage.ceiling
    return _exceeded(case, case.state.seats[duty.seat], found.id, found.counted, ceiling)


def _is_to_be_told(state: State, duty: Duty) -> bool:
    return duty.above and not duty.seen and state.seats[duty.seat].holder == duty.holder


# What follows from an entry.


def following(case: Case, events: Iterable[ev.Event]) -> list[ev.Event]:
    """Ask for a declaration of everybody who takes a seat, or who sits when the rule begins."""
    asked: list[ev.Event] = []
    for event in events:
        match event:
            case ev.SeatFilled(acting=False, seat=seat, holder=holder) if case.charter.pay:
                if not _goes_on(case.state, seat, holder):
                    due_at = case.at + days(case.charter.pay.declaration_days)
                    asked.append(DeclarationAsked(seat=seat, holder=holder, due_at=due_at))
            case ev.ConstitutionAdopted(text=text) if not case.newest.pay:
                rule = case.read(text).pay
                if rule is not None:
                    due_at = case.at + days(rule.declaration_days)
                    asked.append(DeclarationAsked(due_at=due_at))
    return asked


def _goes_on(state: State, seat: int, holder: int) -> bool:
    """Whether a seat stays with whoever holds it, who has a duty that no election ends."""
    found, duty = state.seats.get(seat), state.duties.get(seat)
    sits = found is not None and found.holder == holder and not found.acting
    return sits and duty is not None and duty.holder == holder


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    DeclareWage: declare_wage,
    ComputeMembersWage: compute_members_wage,
    DeclarePay: declare_pay,
    CorrectDeclaration: correct_declaration,
    ConfirmDeclaration: confirm_declaration,
    MissDeclaration: miss_declaration,
    ReportPay: report_pay,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "members_wage": lambda _state, _subject: ComputeMembersWage(),
    "declaration": lambda _state, seat: MissDeclaration(seat=seat),
    "pay": lambda _state, seat: ReportPay(seat=seat),
}
"""The command for each kind of item on the calendar."""
