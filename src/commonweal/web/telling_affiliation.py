"""Telling what happens when a body leaves or joins, in one sentence for each event.

Rules of this module: members who leave or stay are counted, not named.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.effect import Effect
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import (
    AdmitBody,
    LeaveFederation,
    StayInFederation,
)

_TOLD: dict[type[Event], str] = {
    data.LeavingAnnounced: gettext_noop("%(body)s decided to leave the federation"),
    data.LeavingTakenBack: gettext_noop("%(body)s decided to stay in the federation after all"),
    data.BodyWoundUp: gettext_noop("%(body)s: what it had filled, and what ran in it, ended"),
    data.BodyLeft: gettext_noop("%(body)s left the federation, with all below it"),
    data.SettlementComputed: gettext_noop("%(body)s takes %(share)s of the account of %(account)s"),
    data.AccountEntered: gettext_noop("The account of %(body)s was entered: %(balance)s"),
    data.BodyAdmitted: gettext_noop("%(body)s was admitted; it comes from %(origin)s"),
}


def affiliation_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    bodies = reading.state.bodies
    number = getattr(event, "leaving", 0)
    url = reverse("leaving", args=[number]) if number else reverse("leavings")
    said = {}
    match event:
        case data.StayingDeclared(to=to):
            stays = gettext_noop("A member whose body leaves stays with the federation")
            goes = gettext_noop("A member who wanted to stay leaves with the body after all")
            return _(stays if to else goes), url
        case data.MembersLeftWithBody(members=members):
            text = ngettext(
                "%(n)d member left with their body",
                "%(n)d members left with their body",
                len(members),
            )
            return text % {"n": len(members)}, url
        case data.LeavingEnded(body=body, why=why):
            above = gettext_noop("%(body)s left with the body above it")
            alone = gettext_noop("%(body)s is all that is left of the federation, and stays")
            found = above if why == "left_above" else alone
            return _(found) % {"body": bodies[body].name}, url
        case data.SettlementComputed(account=account, share=share):
            said = {"account": bodies[account].name, "share": f"{share:,}"}
        case data.AccountEntered(balance=balance):
            said = {"balance": f"{balance:,}"}
        case data.BodyAdmitted(origin=origin):
            said = {"origin": origin}
    if type(event) not in _TOLD:
        return None
    return _(_TOLD[type(event)]) % {**said, "body": bodies[getattr(event, "body", 0)].name}, url


def affiliation_effect_told(reading: Reading, effect: Effect) -> str:
    """Tell what a motion on leaving or joining brings about; empty for all others."""
    match effect:
        case LeaveFederation():
            return _(
                "If carried, this body leaves the federation with all below it when the notice is"
                " over. All members at and below it vote."
            )
        case StayInFederation():
            return _("If carried, this body does not leave. All members at and below it vote.")
        case AdmitBody(name=name, origin=origin, parent=parent):
            said = {"name": name, "origin": origin, "parent": reading.state.bodies[parent].name}
            return _("If carried, %(name)s, which comes from %(origin)s, joins %(parent)s.") % said
    return ""
