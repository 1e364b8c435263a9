"""The start page: the pyramid as a picture one can walk, and what is going on.

Rules of this module: what the picture shows, the list on the same page shows too; a federation too
large to draw is listed. Not here: where blocks stand in the picture (``commonweal.web.picture``).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.office.reading import Reading, open_polls, people_behind, seat_state
from commonweal.polity import NOBODY, Body
from commonweal.web import links, words
from commonweal.web.frame import Context, show
from commonweal.web.picture import Node, Spot, draw
from commonweal.web.telling import rows

DRAWN_MAX = 400
"""Bodies in a picture; with more, blocks are too narrow to be met."""

LISTED_MAX = 60
"""Bodies listed below one, and seats shown as marks beside one."""

EVENTS_SHOWN = 10
DUE_SHOWN = 8

STATES = ("filled", "acting", "vacant", "recall")


def pyramid(request: HttpRequest) -> HttpResponse:
    """Show the whole federation."""
    return show(request, "pyramid.html", _build, page="pyramid")


def _build(reading: Reading) -> Context:
    state = reading.state
    reading.know(state.held)
    people = people_behind(state)
    top = state.bodies.get(state.top)
    count = sum(1 for body in state.bodies.values() if body.is_open)
    drawn = top is not None and bool(top.children) and count <= DRAWN_MAX
    return {
        "lead": _lead(reading, count),
        "figures": _figures(reading, count),
        "picture": draw(node(reading, top, people), _ground(reading)) if drawn and top else None,
        "tree": [_branch(reading, top, people, people[top.id], 0)] if top else [],
        "events": _events(reading),
        "due": _due(reading),
        "mine": _mine(reading),
        "unions": reading.charter.union is not None or bool(state.unions),
    }


def _lead(reading: Reading, count: int) -> str:
    state = reading.state
    if not count:
        return _("The federation is being founded.")
    said = {"people": words.people(state.active_count)}
    bodies = ngettext("%(n)d body", "%(n)d bodies", count) % {"n": count}
    said["bodies"] = bodies
    text = _("%(people)s in %(bodies)s, their delegates, and who stands behind each of them.")
    founding = "" if state.founding_over else " " + _("The founding is not over yet.")
    return text % said + founding


def _ground(reading: Reading) -> str:
    said = {"people": words.people(reading.state.active_count)}
    text = _(
        "The ground: %(people)s. A block is as wide as the people behind it; a seat stands above"
        " those who sent it."
    )
    return text % said


def _figures(reading: Reading, count: int) -> Context:
    seats = [seat for seat in reading.state.seats.values() if not seat.abolished]
    states = [seat_state(seat) for seat in seats]
    counted = {state: states.count(state) for state in STATES}
    counted["filled"] += counted["recall"]
    members = reading.state.active_count
    return {"members": members, "bodies": count, "seats": len(seats), **counted}


def node(reading: Reading, body: Body, people: dict[int, int]) -> Node:
    """Return a body with everything below it, for the picture."""
    state = reading.state
    children = [state.bodies[child] for child in body.children if state.bodies[child].is_open]
    order = {child.id: place for place, child in enumerate(children)}
    seats = (state.seats[seat] for seat in body.seats)
    spots = [
        Spot(
            seat_state(seat),
            links.seat_url(seat.id),
            links.seat_label(reading, seat),
            order[seat.sender],
        )
        for seat in seats
        if seat.sender in order and not seat.abolished
    ]
    count = people.get(body.id, 0)
    return Node(
        body.name,
        links.body_url(body.id),
        count,
        words.people(count),
        links.level_title(reading, body),
        tuple(node(reading, child, people) for child in children),
        tuple(spots),
    )


def _branch(reading: Reading, body: Body, people: dict[int, int], whole: int, depth: int) -> Any:
    state = reading.state
    below = [state.bodies[child] for child in body.children if state.bodies[child].is_open]
    seats = [state.seats[seat] for seat in body.seats if not state.seats[seat].abolished]
    return {
        "name": body.name,
        "url": links.body_url(body.id),
        "people": people.get(body.id, 0),
        "people_k": people.get(body.id, 0) * 1000 // max(1, whole),
        "dots": [links.dot(reading, seat) for seat in seats[:LISTED_MAX]],
        "dots_more": max(0, len(seats) - LISTED_MAX),
        "open": depth == 0,
        "below": [_branch(reading, one, people, whole, depth + 1) for one in below[:LISTED_MAX]],
        "more": max(0, len(below) - LISTED_MAX),
    }


_WORTH_TELLING = (
    "open_recall",
    "declare_poll",
    "refill_seat",
    "lapse_emergency",
    "propose_motion",
    "open_election",
    "resign_seat",
    "lapse_seat",
    "bring_task_back",
    "complete_task",
    "open_body",
    "found_federation",
    "end_founding",
)


def _events(reading: Reading) -> list[Context]:
    chronicle = reading.chronicle
    found = sorted(
        {index for name in _WORTH_TELLING for index in chronicle.of_command(name)[-EVENTS_SHOWN:]},
        reverse=True,
    )
    return rows(reading, [(index, chronicle.entry(index)) for index in found[:EVENTS_SHOWN]])


def _due(reading: Reading) -> list[Context]:
    state = reading.state
    polls = [one for one in open_polls(state) if one.stage != "lot"]
    reading.know((), [state.motions[one.motion].text for one in polls if one.motion])
    found: list[tuple[int, str, str]] = []
    for poll in polls:
        said = {"title": links.poll_title(reading, poll)}
        closes = poll.stage == "voting"
        text = _("The vote closes: %(title)s") if closes else _("Nominations close: %(title)s")
        found.append((poll.at, text % said, links.poll_url(poll.id)))
    lapse = _("The emergency powers lapse")
    found += [(one.ends_at, lapse, "") for one in state.emergencies_in_force()]
    found.sort()
    return [{"at": links.when(at), "text": text, "url": url} for at, text, url in found[:DUE_SHOWN]]


def _mine(reading: Reading) -> Context | None:
    """Say where the viewer stands: their body, and who speaks for it at every storey."""
    state = reading.state
    if not state.top and reading.viewer in state.convenors:
        first = links.Link(_("Open the first body"), reverse("founding"))
        return {"sentence": _("You convene the federation."), "links": [first]}
    home = state.members.home[reading.viewer] if reading.viewer else 0
    if not home:
        return None
    said = {"body": state.bodies[home].name}
    seats = [state.seats[seat] for seat in state.bodies[home].sent]
    spoken = [
        links.Link(links.seat_label(reading, seat), links.seat_url(seat.id))
        for seat in seats
        if seat.holder != NOBODY
    ]
    own = links.Link(said["body"], links.body_url(home))
    if not spoken:
        text = _("You sit in %(body)s. It has sent nobody yet.")
        return {"sentence": text % said, "links": [own]}
    return {"sentence": _("You sit in %(body)s. It speaks through:") % said, "links": spoken}
