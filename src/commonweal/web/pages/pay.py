"""Pay: what seats and offices bring, held against what members earn.

Rules of this module: what members told of their own wages is shown to nobody, not even to them;
what is declared of a seat is shown to everybody, with what is missing or above the ceiling first.

Not here: what an inspector sees (``inspection``).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.charter import Pay
from commonweal.office.reading import Reading
from commonweal.polity import NOBODY, Seat
from commonweal.polity.rights.pay.data import (
    ConfirmDeclaration,
    CorrectDeclaration,
    Declaration,
    DeclarePay,
    DeclareWage,
    Duty,
)
from commonweal.web import links, words
from commonweal.web.frame import Context, act, members_only, show, whole
from commonweal.web.middleware import Visit

SHOWN_MAX = 200


def pay(request: HttpRequest) -> HttpResponse:
    """List what seats bring, and what is missing."""
    return show(request, "pay.html", _list, page="rights")


def _list(reading: Reading) -> Context:
    state, rule = reading.state, reading.charter.pay
    duties = [one for one in state.duties.values() if _sits(reading, one)]
    wrong = [one for one in duties if one.missing or one.above]
    declared = [one for one in duties if one.declaration and not (one.missing or one.above)]
    waiting = [one for one in duties if not one.declaration and not one.missing]
    reading.know(one.holder for one in duties[:SHOWN_MAX])
    wage = state.members_wage
    return {
        "path": [links.Link(_("Pay"), "")],
        "rule": _rule(rule) if rule else "",
        "cite": links.cite(reading, rule.article) if rule else None,
        "wage": _money(wage.wage, rule),
        "ceiling": _money(wage.ceiling, rule),
        "figures": wage.figures,
        "computed_at": links.when_or_none(wage.at),
        "next_at": links.when_or_none(wage.next_at),
        "told": bool(reading.viewer) and reading.viewer in state.wages,
        "wage_url": reverse("declare-wage") if reading.viewer and rule else "",
        "currency": rule.currency if rule else "",
        "wrong": [_row(reading, one) for one in wrong[:SHOWN_MAX]],
        "declared": [_row(reading, one) for one in declared[:SHOWN_MAX]],
        "waiting": [_row(reading, one) for one in waiting[:SHOWN_MAX]],
    }


def _sits(reading: Reading, duty: Duty) -> bool:
    return reading.state.seats[duty.seat].holder == duty.holder


def _rule(rule: Pay) -> str:
    return _(
        "Pay and benefits of a seat or office are at most %(ceiling)s of the members' wage. It is"
        " declared within %(days)s, and again every %(period)s."
    ) % {
        "ceiling": str(rule.ceiling),
        "days": words.days(rule.declaration_days),
        "period": words.days(rule.period_days),
    }


def _money(amount: int, rule: Pay | None) -> str:
    return f"{amount:,} {rule.currency}" if rule else f"{amount:,}"


def _row(reading: Reading, duty: Duty) -> Context:
    seat = reading.state.seats[duty.seat]
    found = reading.state.declarations.get(duty.declaration)
    word, tone = _verdict(duty)
    return {
        "name": links.seat_name(reading, seat),
        "url": reverse("seat-pay", args=[seat.id]),
        "holder": links.who(reading, duty.holder),
        "counted": _money(found.counted, reading.charter.pay) if found else "",
        "stage": word,
        "tone": tone,
        "due": links.when(duty.due_at),
    }


def _verdict(duty: Duty) -> tuple[str, str]:
    if duty.missing:
        return _("declaration missing"), "bad"
    if duty.above:
        return _("above the ceiling"), "bad"
    return (_("declared"), "good") if duty.declaration else (_("to be declared"), "wait")


def seat_pay(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was declared of one seat, with the forms for it."""
    return show(request, "seat_pay.html", lambda reading: _one(reading, number))


def _one(reading: Reading, number: int) -> Context:
    state = reading.state
    seat = state.seats.get(number)
    if seat is None:
        raise Http404(_("There is no seat with the number %(number)d.") % {"number": number})
    found = [one for one in state.declarations.values() if one.seat == number]
    people = [seat.holder, seat.appointed_by]
    reading.know([*people, *(one.holder for one in found), *(one.confirmed_by for one in found)])
    duty = state.duties.get(number)
    rule = reading.charter.pay
    stands = duty.declaration if duty and _sits(reading, duty) else 0
    holds = bool(reading.viewer) and seat.holder == reading.viewer
    word, tone = _verdict(duty) if duty and _sits(reading, duty) else ("", "")
    return {
        "path": [links.Link(_("Pay"), reverse("pay")), links.seat_link(reading, seat)],
        "name": links.seat_name(reading, seat),
        "seat_url": links.seat_url(seat.id),
        "holder": links.holder(reading, seat),
        "appointed_by": _appointer(reading, seat),
        "stage": word,
        "tone": tone,
        "ceiling": _money(state.members_wage.ceiling, rule) if state.members_wage.wage else "",
        "cite": links.cite(reading, rule.article) if rule else None,
        "due": links.when(duty.due_at) if duty and _sits(reading, duty) else None,
        "declarations": [_told(reading, seat, one, stands) for one in reversed(found)],
        "currency": rule.currency if rule else "",
        "declare_url": reverse("declare-pay", args=[number]) if holds and rule else "",
        "correct_url": reverse("correct-pay", args=[number, stands])
        if holds and rule and stands
        else "",
    }


def _appointer(reading: Reading, seat: Seat) -> str:
    """Return who appointed the holder; empty where the seat was filled by election."""
    if seat.holder == NOBODY or reading.case.filling(seat).rule != "appointed":
        return ""
    return links.who(reading, seat.appointed_by)


def _told(reading: Reading, seat: Seat, one: Declaration, stands: int) -> Context:
    rule, body = reading.charter.pay, reading.state.bodies[seat.body]
    viewer = reading.viewer
    may = bool(viewer) and viewer != one.holder and one.id == stands and not one.confirmed_by
    confirms = may and reading.case.is_voter(viewer, body)
    return {
        "holder": links.who(reading, one.holder),
        "at": links.when(one.at),
        "pay": _money(one.pay, rule),
        "benefits": _money(one.benefits, rule),
        "expenses": _money(one.expenses, rule),
        "outside": _money(one.outside, rule),
        "stands": one.id == stands,
        "corrects": bool(one.corrects),
        "confirmed_by": links.who(reading, one.confirmed_by) if one.confirmed_by else "",
        "confirm_url": reverse("confirm-pay", args=[seat.id, one.id]) if confirms else "",
    }


def _back(number: int) -> links.Link:
    return links.Link(_("what the seat brings"), reverse("seat-pay", args=[number]))


@require_POST
@members_only
def declare_wage(visit: Visit) -> HttpResponse:
    """Tell one's own wage."""
    figure = visit.POST.get("figure", "").replace("\0", "").strip()[:40]
    back = links.Link(_("Pay"), reverse("pay"))
    return act(visit, DeclareWage(figure=figure or "-"), back, _("Your wage is kept in secret."))


def _amounts(visit: Visit) -> dict[str, int]:
    fields = ("pay", "benefits", "expenses", "outside")
    return {field: _amount(visit.POST.get(field, "")) for field in fields}


def _amount(typed: str) -> int:
    """Read an amount; -1, which the law refuses, for anything but a whole number."""
    return whole(typed) or (0 if typed.strip() == "0" else -1)


@require_POST
@members_only
def declare_pay(visit: Visit, number: int) -> HttpResponse:
    """Declare what one's seat brings."""
    command = DeclarePay(seat=number, **_amounts(visit))
    return act(visit, command, _back(number), _("Your declaration is on record."))


@require_POST
@members_only
def correct(visit: Visit, number: int, declaration: int) -> HttpResponse:
    """Put another declaration in the place of one's own."""
    command = CorrectDeclaration(declaration=declaration, **_amounts(visit))
    return act(visit, command, _back(number), _("Your correction is on record."))


@require_POST
@members_only
def confirm(visit: Visit, number: int, declaration: int) -> HttpResponse:
    """Confirm a declaration."""
    command = ConfirmDeclaration(declaration=declaration)
    return act(visit, command, _back(number), _("The declaration is confirmed."))
