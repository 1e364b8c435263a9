"""The desk of a body: what the viewer can do there now, form by form, and who can do what.

Rules of this module:

* it is shown to whoever is signed in, and offers only what the law would not refuse them for want
  of a power or of something to do;
* what a power is used for elsewhere (meetings, papers, inspection) is linked, not repeated;
* the founding has a desk of its own, until there is a first body.

Not here: the forms (``desk_people``, ``desk_seats``), the page of the body (``bodies``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from commonweal.office.reading import Reading, has_power
from commonweal.polity import Body, Seat
from commonweal.web import desk_people, desk_seats, forms, links, words
from commonweal.web.forms import Act, Offer, Typed
from commonweal.web.frame import Context, members_only, show
from commonweal.web.middleware import Visit


@members_only
def desk(visit: Visit, number: int) -> HttpResponse:
    """Show the desk of a body, or take one of its forms."""

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(
            visit, "desk.html", lambda reading: _build(reading, number, typed), status=status
        )

    if visit.method != "POST":
        return page(Typed(), 200)
    acts = {**desk_people.acts(number, visit.viewer), **desk_seats.acts(number)}
    return cast("HttpResponse", forms.take(visit, acts, page, place="content"))


def _build(reading: Reading, number: int, typed: Typed) -> Context:
    body = reading.state.bodies.get(number)
    if body is None:
        raise Http404(_("There is no body with the number %(number)d.") % {"number": number})
    seats = _offices_over(reading, body)
    reading.know([*(one.holder for one in seats), *reading.state.convenors])
    own = desk_people.own_offers(reading, body) if body.is_open else ()
    official = _official(reading, body) if body.is_open else []
    title = _("What I can do in %(body)s") % {"body": body.name}
    return {
        "path": [*links.body_path(reading, number), links.Link(_("Desk"), "")],
        "title": title,
        "faults": forms.faults_told(reading, typed),
        "official": forms.offers_told(reading, official, typed),
        "own": forms.offers_told(reading, own, typed),
        "elsewhere": _elsewhere(reading, body),
        "powers": _powers(reading, seats),
        "convenors": _convenors(reading),
    }


def _official(reading: Reading, body: Body) -> list[Offer]:
    seats = desk_seats.seat_offers(reading, body)
    return [*desk_people.people_offers(reading, body), *seats]


# What powers there are.


def _offices_over(reading: Reading, body: Body) -> list[Seat]:
    """Return the offices whose powers reach a body: its own, and those of the bodies above it."""
    found: list[Seat] = []
    number = body.id
    while number:
        place = reading.state.bodies[number]
        found += [reading.state.seats[one] for one in place.offices]
        number = place.parent
    return [one for one in found if not one.abolished]


def _powers(reading: Reading, seats: Iterable[Seat]) -> list[Context]:
    """Tell each office once, with all who hold it."""
    told: dict[tuple[int, str], Context] = {}
    for seat in seats:
        office = reading.case.office(seat)
        known = told.setdefault(
            (seat.body, seat.office),
            {
                "office": links.seat_link(reading, seat),
                "holders": [],
                "what": _powers_told(office.powers),
                "cite": links.cite(reading, office.cite("powers")),
            },
        )
        known["holders"].append(links.holder(reading, seat))
    for one in told.values():
        one["holders"] = _counted(one["holders"])
    return list(told.values())


def _counted(holders: list[str]) -> list[str]:
    """Name everybody once; of several vacant seats say how many."""
    counts = Counter(holders)
    return [f"{name} ({count})" if count > 1 else name for name, count in counts.items()]


def _powers_told(powers: Iterable[str]) -> str:
    told = [words.word(words.COMMANDS, one) for one in powers]
    return ", ".join([*told[:1], *(one[:1].lower() + one[1:] for one in told[1:])])


def _convenors(reading: Reading) -> Context | None:
    if reading.state.founding_over:
        return None
    founding = reading.charter.founding
    return {
        "names": [links.who(reading, one) for one in reading.state.convenors],
        "what": _powers_told(founding.powers),
        "cite": links.cite(reading, founding.cite("powers")),
    }


_MEETINGS = (
    "call_meeting",
    "cancel_meeting",
    "open_meeting",
    "attend_meeting",
    "note_minutes",
    "give_floor",
    "close_meeting",
)
_INSPECTION = ("inspect", "publish_finding", "demand_answer", "put_recall")


def _elsewhere(reading: Reading, body: Body) -> list[Context]:
    """Return the pages on which the viewer uses other powers that they hold here."""
    pages = [
        (_MEETINGS, _("Meetings: calling, opening, the door, minutes"), _at("meetings", body.id)),
        (("call_roll",), _("Roll-calls before votes"), f"{reverse('motions')}?body={body.id}"),
        (("enter_draw",), _("Lots that wait to be entered"), reverse("elections")),
        (("name_teller",), _("Tellers of votes on paper"), reverse("papers")),
        (("enter_account",), _("Accounts of bodies that leave"), reverse("leavings")),
        (_INSPECTION, _("Inspection: looking, publishing, asking"), reverse("inspection")),
    ]
    return [
        {"name": name, "url": url}
        for powers, name, url in pages
        if any(has_power(reading, power, body.id) for power in powers)
    ]


def _at(page: str, number: int) -> str:
    return reverse(page, args=[number])


# The first body.


@members_only
def founding(visit: Visit) -> HttpResponse:
    """Show the form that opens the first body, or open it."""

    def page(typed: Typed, status: int) -> HttpResponse:
        return show(visit, "desk.html", lambda reading: _first(reading, typed), status=status)

    if visit.method != "POST":
        return page(Typed(), 200)
    acts = {
        "open": Act(
            lambda typed: desk_seats.opened(typed, 0), _("The body is open."), desk_seats.to_body
        )
    }
    return cast("HttpResponse", forms.take(visit, acts, page, place="content"))


def _first(reading: Reading, typed: Typed) -> Context:
    reading.know(reading.state.convenors)
    charter = reading.charter
    offers = []
    if not reading.state.top and has_power(reading, "open_body", 0):
        hint = _("All others stand below it. Open those next, at its desk, and so on down.")
        levels = desk_seats.levels_below(charter, None)
        form = desk_seats.opening_form(charter, levels, _("Open the first body"), hint)
        offers.append(Offer(form, charter.founding.cite("powers")))
    return {
        "path": [links.Link(_("Founding"), "")],
        "title": _("Founding the federation"),
        "faults": forms.faults_told(reading, typed),
        "official": forms.offers_told(reading, offers, typed),
        "own": [],
        "elsewhere": [],
        "powers": [],
        "convenors": _convenors(reading),
    }
