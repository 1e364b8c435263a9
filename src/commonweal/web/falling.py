"""What falls and what stands with a result, as the pages that ask about it show it.

Not here: what follows from an annulment (the law), the pages (``pages.challenges``,
``pages.papers``).
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading
from commonweal.polity.rights.challenges.annulling import Consequences
from commonweal.web import links
from commonweal.web.frame import Context


def falls_told(reading: Reading, what: Consequences) -> Context:
    """Return the context of ``parts/annulment.html``, as things stand now."""
    restores = ""
    if what.restores:
        text = _("Version %(number)d of the constitution comes back unless the new vote carries.")
        restores = text % {"number": what.restores}
    return {
        **listed(reading, what.seats, what.fallen, what.tasks, what.stands, what.effects),
        "ends": [
            *(_("Mandate %(number)d") % {"number": one} for one in what.mandates),
            *(_("Emergency %(number)d") % {"number": one} for one in what.emergencies),
        ],
        "back": links.who(reading, what.back) if what.back else "",
        "restores": restores,
        "again": what.again,
    }


def listed(
    reading: Reading,
    seats: tuple[int, ...],
    fallen: tuple[int, ...],
    tasks: tuple[int, ...],
    stands: tuple[int, ...],
    effects: tuple[str, ...],
) -> Context:
    """Return what fell and what stands, with the links to each."""
    state = reading.state
    reading.know(
        [state.seats[one].holder for one in (*seats, *fallen)],
        [*(state.motions[one].text for one in stands), *(state.tasks[one].text for one in tasks)],
    )
    return {
        "seats": [links.seat_link(reading, state.seats[one]) for one in seats],
        "fallen": [links.seat_link(reading, state.seats[one]) for one in fallen],
        "tasks": [
            links.Link(
                links.title_and_text(reading, state.tasks[one].text)[0],
                reverse("task", args=[one]),
            )
            for one in tasks
        ],
        "stands": [links.motion_link(reading, one) for one in stands],
        "effects": [one.replace("_", " ") for one in effects],
    }
