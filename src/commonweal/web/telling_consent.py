"""Telling what happened with reorganisations and consent to them, in one sentence for each event.

Rules of this module: whoever refuses to be moved is not named by pages.

Not here: all other events (``telling``); what a reorganisation does, in full (``reshaping``).
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.consent import data
from commonweal.web import links

_ANSWERS = {
    "consents": gettext_noop("%(body)s consents: %(title)s"),
    "refuses": gettext_noop("%(body)s refuses its consent: %(title)s"),
    "silent": gettext_noop("Nobody in %(body)s answered: %(title)s"),
}

_TOLD: dict[type[Event], str] = {
    data.ReorganisationAskedFor: gettext_noop("%(body)s asks for a change of itself: %(title)s"),
    data.ReorganisationHeldBack: gettext_noop("Carried; those concerned are asked: %(title)s"),
    data.MoveRefused: gettext_noop("A member refuses to be moved: %(title)s"),
    data.BodiesReorganised: gettext_noop("Bodies were changed: %(title)s"),
}


def consent_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    if isinstance(event, data.MeetingsPassedOn):
        into = reading.state.bodies[event.into].name
        text = _("Meetings that were called are those of %(body)s now") % {"body": into}
        return text, links.body_url(event.into)
    found = _found(event)
    if not found:
        return None
    number = getattr(event, "motion", 0) or getattr(event, "decided", 0)
    body = reading.state.bodies.get(getattr(event, "body", 0))
    said = {
        "body": body.name if body else "",
        "title": links.motion_title(reading, reading.state.motions[number]),
    }
    return _(found) % said, links.motion_url(number)


def _found(event: Event) -> str:
    if isinstance(event, data.ConsentAnswered):
        return _ANSWERS[event.answer]
    if isinstance(event, data.ReorganisationDecided):
        if event.outcome == "done":
            return gettext_noop("All concerned consent: %(title)s")
        return gettext_noop("It has fallen without consent: %(title)s")
    return _TOLD.get(type(event), "")
