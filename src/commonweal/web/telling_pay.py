"""Telling what happened with pay and inspection, in one sentence for each event.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.inspection import data as inspection
from commonweal.polity.rights.pay import data as pay
from commonweal.web import links

_TEXTS: dict[type[Event], str] = {
    pay.WageDeclared: gettext_noop("A member told their wage, in secret"),
    pay.MembersWageComputed: gettext_noop("The members' wage was computed from %(count)s figures"),
    pay.DeclarationAsked: gettext_noop("%(seat)s: it is to be declared what it brings"),
    pay.PayDeclared: gettext_noop("%(seat)s: %(name)s declared what it brings"),
    pay.PayCeilingExceeded: gettext_noop("%(seat)s: brings more than the ceiling"),
    pay.DeclarationMissed: gettext_noop("%(seat)s: %(name)s has not declared what it brings"),
    pay.DeclarationConfirmed: gettext_noop("%(seat)s: %(name)s confirmed what was declared"),
    inspection.AccessRecorded: gettext_noop("%(name)s inspected %(kind)s %(number)s"),
    inspection.FindingPublished: gettext_noop("%(name)s published a finding about %(body)s"),
    inspection.AnswerDemanded: gettext_noop("%(seat)s: an inspector demands an answer"),
    inspection.DemandAnswered: gettext_noop("%(seat)s: %(name)s answered an inspector"),
    inspection.DemandUnanswered: gettext_noop("%(seat)s: an inspector was not answered in time"),
    inspection.RecallPut: gettext_noop("%(seat)s: %(name)s put a recall to the vote"),
}

_KINDS = {
    "body": gettext_noop("body"),
    "roll": gettext_noop("roll"),
    "motion": gettext_noop("motion"),
    "task": gettext_noop("task"),
    "seat": gettext_noop("seat"),
    "poll": gettext_noop("vote"),
}


def pay_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    found = _TEXTS.get(type(event))
    if found is None:
        return None
    state = reading.state
    seat = state.seats.get(getattr(event, "seat", 0))
    body = state.bodies.get(getattr(event, "body", 0))
    said = {
        "name": links.who(reading, getattr(event, "by", 0) or getattr(event, "holder", 0)),
        "seat": links.seat_name(reading, seat) if seat else _("All seats"),
        "body": body.name if body else "",
        "count": str(getattr(event, "figures", 0)),
        "kind": _(_KINDS.get(getattr(event, "kind", ""), "")) if hasattr(event, "kind") else "",
        "number": str(getattr(event, "number", 0)),
    }
    return _(found) % said, _url(event)


def _url(event: Event) -> str:
    match event:
        case inspection.RecallPut(poll=poll):
            return links.poll_url(poll)
        case inspection.FindingPublished(finding=number):
            return reverse("finding", args=[number])
        case (
            inspection.AnswerDemanded(demand=number)
            | inspection.DemandAnswered(demand=number)
            | inspection.DemandUnanswered(demand=number)
        ):
            return reverse("demand", args=[number])
        case inspection.AccessRecorded():
            return reverse("inspection")
    seat = getattr(event, "seat", 0)
    return reverse("seat-pay", args=[seat]) if seat else reverse("pay")
