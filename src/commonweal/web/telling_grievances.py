"""Telling what happened with grievances, in one sentence for each event.

Rules of this module: whoever signs is not named by pages; the entry itself is open to everybody.

Not here: all other events (``telling``), the pages (``pages.grievances``).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.grievances import data
from commonweal.web import links, planned, words

_TEXTS: dict[type[Event], str] = {
    data.GrievanceFiled: gettext_noop("%(name)s filed a grievance against %(about)s: %(title)s"),
    data.GrievanceSigned: gettext_noop("A member signed a grievance: %(title)s"),
    data.MatterSuspended: gettext_noop("A grievance suspends %(about)s: %(title)s"),
    data.GrievanceLapsed: gettext_noop("A grievance did not come together: %(title)s"),
    data.GrievanceAnswered: gettext_noop("%(name)s answered a grievance: %(title)s"),
    data.HearingCalled: gettext_noop("%(name)s set a date for the hearing: %(title)s"),
    data.HearingEnded: gettext_noop("Heard in vain: %(title)s"),
    data.AgreementOffered: gettext_noop("%(name)s offered an agreement: %(title)s"),
    data.GrievanceActed: gettext_noop("One of those who signed wants %(act)s: %(title)s"),
    data.GrievanceAgreed: gettext_noop("Both sides agreed: %(title)s"),
    data.GrievanceWithdrawn: gettext_noop("Those who filed a grievance withdrew it: %(title)s"),
    data.GrievanceArbitrated: gettext_noop("A grievance was %(ruling)s: %(title)s"),
    data.SuspensionEnded: gettext_noop("Suspended no more is %(about)s: %(title)s"),
    data.StrikeNotified: gettext_noop("Notice of a strike was given: %(title)s"),
    data.StrikeRecorded: gettext_noop("A strike has %(what)s: %(title)s"),
}

ACTS = {
    "withdraw": gettext_noop("to withdraw"),
    "agree": gettext_noop("to accept the offer"),
    "strike": gettext_noop("to strike"),
}
WHATS = {"begun": gettext_noop("begun"), "ended": gettext_noop("ended")}


def grievance_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    text = _TEXTS.get(type(event))
    if text is None:
        return None
    found = reading.state.grievances[getattr(event, "grievance", 0)]
    ruling = words.stage(words.GRIEVANCE_STAGES, getattr(event, "ruling", ""))[0]
    said = {
        "name": links.who(reading, getattr(event, "by", 0)),
        "about": about(reading, found).name,
        "title": links.title_and_text(reading, found.text)[0],
        "act": words.word(ACTS, getattr(event, "act", "")),
        "ruling": ruling,
        "what": words.word(WHATS, getattr(event, "what", "")),
    }
    return _(text) % said, reverse("grievance", args=[found.id])


def about(reading: Reading, found: data.Grievance) -> links.Link:
    """Return a link to the decision, the office or the line that a grievance contests."""
    if found.line:
        return line_link(reading, found.line)
    if found.seat:
        seat = reading.state.seats[found.seat]
        return links.Link(links.seat_name(reading, seat), links.seat_url(seat.id))
    return links.motion_link(reading, found.motion)


def line_link(reading: Reading, number: int) -> links.Link:
    """Return a link to a line of a plan."""
    line, bodies = reading.state.lines[number], reading.state.bodies
    said = {
        "what": planned.much_of(reading, line.product, line.amount),
        "maker": bodies[line.maker].name,
        "to": bodies[line.to].name,
    }
    text = _("%(what)s from %(maker)s to %(to)s") % said
    return links.Link(text, reverse("plan-line", args=[number]))


def grievance_texts(reading: Reading, event: Event) -> Iterator[str]:
    """Yield the texts that the sentence for an event needs, to be asked for together."""
    found = reading.state.grievances.get(getattr(event, "grievance", 0))
    if found is not None:
        yield found.text
        if found.motion:
            yield reading.state.motions[found.motion].text
