"""Telling what happened with initiatives and call-backs, in one sentence for each event.

Rules of this module: whoever signs is not named by pages; the entry itself is open to everybody.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.initiative import data
from commonweal.web import links

_OF_INITIATIVES: dict[type[Event], str] = {
    data.InitiativeStarted: gettext_noop("%(name)s started an initiative to %(to)s: %(title)s"),
    data.InitiativeSigned: gettext_noop("A member signed an initiative: %(title)s"),
    data.SignatureTakenBack: gettext_noop("A member took a signature back: %(title)s"),
    data.InitiativeSupported: gettext_noop("%(body)s supports an initiative: %(title)s"),
    data.InitiativeReached: gettext_noop("An initiative came together: %(title)s"),
    data.InitiativeLapsed: gettext_noop("An initiative did not come together: %(title)s"),
}

_OF_DECISIONS: dict[type[Event], str] = {
    data.DecisionHeldBack: gettext_noop("Carried; those below can call it back: %(title)s"),
    data.CallBackSigned: gettext_noop("A member calls a decision back: %(title)s"),
    data.CallBackSupported: gettext_noop("%(body)s calls a decision back: %(title)s"),
    data.DecisionCalledBack: gettext_noop("Called back by those below: %(title)s"),
}


def initiative_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    found = _OF_INITIATIVES.get(type(event))
    if found is None:
        return _decision_told(reading, event)
    initiative = reading.state.initiatives[getattr(event, "initiative", 0)]
    bodies = reading.state.bodies
    said = {
        "name": links.who(reading, getattr(event, "by", 0)),
        "to": bodies[initiative.body].name if initiative.body else _("all members"),
        "body": bodies[getattr(event, "body", 0) or reading.state.top].name,
        "title": links.title_and_text(reading, initiative.text)[0],
    }
    return _(found) % said, reverse("initiative", args=[initiative.id])


def _decision_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    if isinstance(event, data.CallBackDecided):
        stands = event.outcome == "stands"
        found = gettext_noop("It stands, and takes effect: %(title)s")
        found = found if stands else gettext_noop("It has fallen: %(title)s")
    elif type(event) in _OF_DECISIONS:
        found = _OF_DECISIONS[type(event)]
    else:
        return None
    number = getattr(event, "motion", 0)
    body = reading.state.bodies.get(getattr(event, "body", 0))
    said = {
        "name": links.who(reading, getattr(event, "by", 0)),
        "body": body.name if body else "",
        "title": links.motion_title(reading, reading.state.motions[number]),
    }
    return _(found) % said, links.motion_url(number)
