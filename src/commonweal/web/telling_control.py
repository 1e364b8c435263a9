"""Telling what happened with registers of workers' control, in one sentence for each event.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.control import data
from commonweal.polity.rights.control.effects import LeaveUnit
from commonweal.web import links

WHYS = {
    "taken_over": gettext_noop("the federation has taken the unit over"),
    "given_up": gettext_noop("the workforce has given its control up"),
}

_SENTENCES: dict[type[Event], str] = {
    data.UnitEntered: gettext_noop("%(body)s keeps a register of what %(owner)s shows it"),
    data.ShowingAskedFor: gettext_noop("%(body)s asked %(owner)s to show: %(title)s"),
    data.ShowingUnanswered: gettext_noop("%(owner)s did not answer %(body)s: %(title)s"),
    data.UnitLeft: gettext_noop("%(body)s ended its register of what %(owner)s shows it"),
}


def control_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    found = _SENTENCES.get(type(event))
    if isinstance(event, data.ShowingRecorded):
        found = gettext_noop("%(owner)s showed %(body)s: %(title)s")
        if event.outcome == "refused":
            found = gettext_noop("%(owner)s refused to show %(body)s: %(title)s")
    if found is None:
        return None
    unit = reading.state.units[getattr(event, "unit", 0)]
    showing = reading.state.showings.get(getattr(event, "showing", 0))
    said = {
        "body": reading.state.bodies[unit.body].name,
        "owner": owner_of(reading, unit),
        "title": links.title_and_text(reading, showing.text)[0] if showing else "",
    }
    return _(found) % said, reverse("unit", args=[unit.id])


def owner_of(reading: Reading, unit: data.Unit) -> str:
    """Return the name of a unit's owner, or what is said when it was erased."""
    return links.title_and_text(reading, unit.owner)[0]


def unit_effect_told(reading: Reading, effect: object) -> str:
    """Tell what a workforce decides about its register; empty for any other effect."""
    if not isinstance(effect, LeaveUnit):
        return ""
    said = {
        "owner": owner_of(reading, reading.state.units[effect.unit]),
        "why": _(WHYS[effect.why]),
    }
    return _("If carried, the register of what %(owner)s shows ends: %(why)s.") % said
