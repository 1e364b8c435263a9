"""The roll-call before a vote: who can call it, of whom, and signing in by oneself.

Rules of this module: whoever has the power to call the roll ticks who is present; when nobody has
called it in time, everybody who votes in the body signs in alone.

Not here: recording it (``pages.proposing``), the page of the motion (``pages.motions``).
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from commonweal.office.reading import Reading, has_power
from commonweal.polity import Motion
from commonweal.web import links, words

LISTED_MAX = 400
"""Members of a body that are listed to be ticked; of larger ones the numbers are typed in."""


def roll_call_told(reading: Reading, found: Motion) -> dict[str, Any] | None:
    """Return the roll-call that a vote waits for, as ``motion.html`` shows it; None for none."""
    if not found.roll_call or found.stage != "debate":
        return None
    rule = reading.case.deciding(found)
    calls = has_power(reading, "call_roll", found.body)
    people = _people(reading, found) if calls else []
    own = _own(reading, found)
    url = reverse("call-roll", args=[found.id])
    return {
        "share": words.share(rule.presence_quorum),
        "cite": links.cite(reading, rule.article),
        "url": url if calls else "",
        "people": people if len(people) <= LISTED_MAX else [],
        "sign_in_url": url if own else "",
        "own": own,
    }


def _people(reading: Reading, found: Motion) -> list[dict[str, Any]]:
    """Return whose presence counts: delegates by seat, or members."""
    body = reading.state.bodies[found.body]
    if not reading.case.level(body).of_members:
        seats = reading.state.delegates(found.body)
        return [{"value": one.id, "name": links.seat_label(reading, one)} for one in seats]
    members = sorted(body.members)
    if len(members) <= LISTED_MAX:
        reading.know(members)
    return [{"value": one, "name": links.who(reading, one)} for one in members[: LISTED_MAX + 1]]


def _own(reading: Reading, found: Motion) -> int:
    """Return under which number the viewer signs in; 0 where they cannot, or have done so."""
    body, viewer = reading.state.bodies[found.body], reading.viewer
    if not viewer or reading.now < found.at or not reading.case.is_voter(viewer, body):
        return 0
    seat = reading.state.seat_of(viewer, body.id)
    own = viewer if reading.case.level(body).of_members else int(seat.id) if seat else 0
    return 0 if own in found.present else own
