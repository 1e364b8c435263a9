"""Joining: the part that a body brings along is verified, and the motion to admit it prepared.

Rules of this module:

* nothing is moved before the part is verified, and what is proved is shown first, with what is not;
* what the motion says of the other record comes from the verified part alone: it is carried through
  the form under a signature of this server, and nobody writes it by hand;
* where an agreement has made the other record's key known, the part has to bear that key.

Not here: verifying and parcels (``commonweal.office.arriving``), leaving (``affiliation``).
"""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.office.arriving import (
    Arriving,
    Verified,
    levels_below,
    motion_to_admit,
    parents,
    verified,
)
from commonweal.office.parcels import BadParcel
from commonweal.office.reading import Reading
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.terms import BodyId, Refusal
from commonweal.web import links
from commonweal.web.frame import Context, carry_out, members_only, refused, show, whole
from commonweal.web.middleware import Visit

SALT = "commonweal.arrival"
GOOD_FOR_S = 86_400
"""For so long what was verified can be moved without handing the part in again."""

NAME_MAX = 100


@require_POST
@members_only
def verify(visit: Visit) -> HttpResponse:
    """Verify a part, and show what it proves with the form that moves to admit the body."""
    given = visit.FILES.get("part")
    if given is None:
        return _back_with(visit, _("there is no file, or it is too large for this page"))
    try:
        found = verified(given.read(), lambda origin: _known_key(visit, origin))
    except BadParcel as error:
        return _back_with(visit, str(error))
    except LookupError as error:
        return _back_with(visit, str(error.args[0]))
    return show(
        visit,
        "arrival.html",
        lambda reading: _arrival(reading, found),
        page="rights",
    )


def _known_key(visit: Visit, origin: str) -> str:
    """Return the key that an agreement made known for a record; empty: none did."""

    def look(reading: Reading) -> str:
        number = reading.state.foreign_of.get(origin)
        return "" if number is None else reading.state.foreigns[number].key

    return visit.federation.look(visit.viewer, look)


def _arrival(reading: Reading, found: Verified) -> Context:
    who = found.who
    below = [reading.state.bodies[one] for one in parents(reading.case, reading.state)]
    return {
        "path": [
            links.Link(_("Leaving and joining"), reverse("leavings")),
            links.Link(who.name, ""),
        ],
        "who": who,
        "entries": found.entries,
        "known": found.known,
        "token": signing.dumps(asdict(who), salt=SALT),
        "parents": [{"id": one.id, "name": one.name} for one in below],
        "levels": _levels(reading, [one.id for one in below]),
        "people": who.people or "",
        "viewer_number": reading.viewer,
        "move_url": reverse("move-to-admit"),
    }


def _levels(reading: Reading, below: list[BodyId]) -> list[Context]:
    """Give what a body can become, to be chosen where that is more than one thing."""
    found = dict.fromkeys(one for body in below for one in levels_below(reading.case, body))
    levels = [{"name": one, "title": reading.charter.levels[one].title} for one in found]
    return levels if len(levels) > 1 else []


@require_POST
@members_only
def move_to_admit(visit: Visit) -> HttpResponse:
    """Move to admit the body whose part was verified."""
    try:
        known = signing.loads(visit.POST.get("token", ""), salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        return _back_with(visit, _("it was not verified here today; hand the part in again"))
    back = links.Link(_("Leaving and joining"), reverse("leavings"))
    try:
        motion = visit.federation.look(
            visit.viewer, lambda reading: _motion(reading, visit, Arriving(**known))
        )
        answer = carry_out(visit, motion)
    except Refusal as refusal:
        return refused(visit, refusal, back)
    moved = next(one for one in answer.events if isinstance(one, ev.MotionProposed))
    messages.success(visit, _("Moved. Nobody is admitted before the body has decided."))
    return HttpResponseRedirect(links.motion_url(moved.motion))


def _motion(reading: Reading, visit: Visit, who: Arriving) -> cmd.ProposeMotion:
    return motion_to_admit(
        reading.case,
        who,
        parent=whole(visit.POST.get("parent", "")),
        level=visit.POST.get("level", "").replace("\0", "")[:NAME_MAX],
        name=" ".join(visit.POST.get("name", "").replace("\0", "").split())[:NAME_MAX],
        people=whole(visit.POST.get("people", "")),
        usher=whole(visit.POST.get("usher", "")) or visit.viewer,
    )


def _back_with(visit: Visit, why: str) -> HttpResponse:
    messages.error(visit, _("Nothing was moved: %(why)s") % {"why": why})
    return HttpResponseRedirect(reverse("leavings"))
