"""Telling what happened with unions, in one sentence for each event.

Rules of this module: whoever signs a call, joins or leaves is not named by pages; the entry itself
is open to everybody, and names members by their numbers.

Not here: all other events (``telling``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonweal.office.reading import Reading
from commonweal.polity import Event
from commonweal.polity.rights.union import data
from commonweal.web import links

_OF_CALLS: dict[type[Event], str] = {
    data.UnionCalled: gettext_noop("%(name)s called for a union: %(title)s"),
    data.UnionSigned: gettext_noop("A member signed the call for a union: %(title)s"),
}

_OF_UNIONS: dict[type[Event], str] = {
    data.UnionFounded: gettext_noop("A union was founded: %(title)s"),
    data.UnionJoined: gettext_noop("A member joined the union %(title)s"),
    data.UnionLeft: gettext_noop("A member left the union %(title)s"),
}


def union_told(reading: Reading, event: Event) -> tuple[str, str] | None:
    """Return the sentence for an event and the address of its page; None for other events."""
    said = {"name": links.who(reading, getattr(event, "by", 0))}
    if type(event) in _OF_CALLS:
        call = reading.state.union_calls[getattr(event, "call", 0)]
        said["title"] = call.name
        return _(_OF_CALLS[type(event)]) % said, reverse("union-call", args=[call.id])
    if type(event) in _OF_UNIONS:
        union = reading.state.bodies[getattr(event, "union", 0)]
        said["title"] = union.name
        return _(_OF_UNIONS[type(event)]) % said, reverse("union", args=[union.id])
    return None
