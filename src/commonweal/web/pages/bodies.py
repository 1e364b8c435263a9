"""Bodies: what one is told, decides and owes; whom it sends up, and on whom it stands.

Also rolls, which belong to bodies. Not here: single seats, motions and elections, which have pages
of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonweal.charter.sentences import sentences
from commonweal.office.reading import Reading, people_behind, seat_state
from commonweal.polity import NOBODY, Body, Motion, Poll, Roll, Seat, Task
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.members import signs_for_others
from commonweal.polity.rights.affiliation.guarding import leaving_over
from commonweal.polity.rights.succession import heir
from commonweal.terms import DAY_S
from commonweal.web import links, planned, words
from commonweal.web.frame import Context, act, members_only, show
from commonweal.web.middleware import Visit
from commonweal.web.picture import Node, Spot, draw
from commonweal.web.telling import history
from commonweal.web.telling_control import owner_of

SHOWN_MAX = 12
"""Motions, elections and notices on the page of a body; all are in their lists."""


def body(request: HttpRequest, number: int) -> HttpResponse:
    """Show a body."""
    return show(request, "body.html", lambda reading: _build(reading, number))


def _build(reading: Reading, number: int) -> Context:
    state = reading.state
    found = state.bodies.get(number)
    if found is None:
        raise Http404(_("There is no body with the number %(number)d.") % {"number": number})
    _prepare(reading, found)
    people = people_behind(state)
    of_members = reading.case.level(found).of_members
    parent = state.bodies.get(found.parent)
    return {
        "path": links.body_path(reading, number),
        "body": _facts(reading, found, people, of_members=of_members),
        "picture": _picture(reading, found, people),
        "up": [_up(reading, state.seats[seat]) for seat in _live(reading, found.sent)],
        "up_body": links.body_link(reading, parent.id) if parent else None,
        "seats": [_seat(reading, state.seats[seat]) for seat in _live(reading, found.seats)],
        "senders": _senders(reading, found, people),
        "apportionment": _apportionment(reading, found),
        "motions": _motions(reading, found),
        "may_propose_url": _may_propose(reading, found),
        "meetings_url": reverse("meetings", args=[number]),
        "letters_url": f"{reverse('letters')}?body={number}",
        "desk_url": _desk_url(reading, found),
        "union_url": reverse("union", args=[number]) if state.is_union(number) else "",
        "leaving": _leaving(reading, number),
        "registers": _registers(reading, number),
        "plan": _plan(reading, found),
        "tasks": _tasks(reading, found),
        "notices": _notices(reading, found),
        "elections": _elections(reading, found),
        "officers": [
            _officer(reading, state.seats[seat]) for seat in _live(reading, found.offices)
        ],
        "roll": _roll(reading, found) if of_members else None,
        "history": history(reading, "body", number, SHOWN_MAX),
    }


def _desk_url(reading: Reading, found: Body) -> str:
    """Return the desk of a body, for whoever belongs to it or has powers over it."""
    state, viewer = reading.state, reading.viewer
    if not viewer or not found.is_open:
        return ""
    seats = (state.seats[one] for one in state.held.get(viewer, ()))
    officer = any(one.office and state.reaches(one.body, found.id) for one in seats)
    convenes = not state.founding_over and viewer in state.convenors
    may = officer or convenes or state.members.home[viewer] == found.id
    return reverse("desk", args=[found.id]) if may else ""


def _leaving(reading: Reading, number: int) -> Context | None:
    """Tell that a body is about to leave, by its own decision or with one above it."""
    found = leaving_over(reading.case, number)
    if found is None:
        return None
    return {"url": reverse("leaving", args=[found.id]), "until": links.when(found.until)}


def _plan(reading: Reading, found: Body) -> list[links.Link]:
    """Return the pages of what a body makes and orders in the plan."""
    rule = planned.rule_now(reading)
    pages = []
    if rule is not None and found.level in rule.producers:
        pages.append(links.Link(_("What it makes"), reverse("plan-propose", args=[found.id])))
    if rule is not None and found.level in rule.consumers:
        pages.append(links.Link(_("What it orders"), reverse("plan-order", args=[found.id])))
    if pages:
        pages.append(links.Link(_("Its part in the plan"), reverse("body-plan", args=[found.id])))
    return pages


def _live(reading: Reading, seats: Sequence[int]) -> list[int]:
    return [seat for seat in seats if not reading.state.seats[seat].abolished]


def _prepare(reading: Reading, found: Body) -> None:
    state = reading.state
    seats = [state.seats[seat] for seat in (*found.seats, *found.offices, *found.sent)]
    motions = [state.motions[motion].text for motion in found.motions]
    tasks = [state.tasks[task].text for task in found.tasks]
    told = [state.motions[one.motion].text for one in found.notices if one.motion]
    polls = (state.polls[poll] for poll in found.polls)
    put = [state.motions[poll.motion].text for poll in polls if poll.motion]
    reading.know((seat.holder for seat in seats), [*motions, *tasks, *told, *put])


def _facts(reading: Reading, found: Body, people: dict[int, int], *, of_members: bool) -> Context:
    return {
        "name": found.name,
        "level_title": links.level_title(reading, found),
        "people": people.get(found.id, len(found.members)),
        "opened_at": links.when(found.opened_at),
        "closed_at": links.when_or_none(found.closed_at),
        "seats_count": len(found.seats),
        "of_members": of_members,
        "cite": links.cite(reading, reading.case.level(found).article),
    }


def _picture(reading: Reading, found: Body, people: dict[int, int]) -> Context | None:
    """Draw a body upon its senders, one storey deep."""
    state = reading.state
    children = [state.bodies[one] for one in found.children if state.bodies[one].is_open]
    if not children:
        return None
    order = {child.id: place for place, child in enumerate(children)}
    seats = (state.seats[seat] for seat in _live(reading, found.seats))
    spots = tuple(
        Spot(
            seat_state(seat),
            links.seat_url(seat.id),
            links.seat_label(reading, seat),
            order[seat.sender],
        )
        for seat in seats
        if seat.sender in order
    )
    below = tuple(_node(reading, child, people) for child in children)
    top = _node(reading, found, people, below, spots)
    ground = _("It stands on: %(people)s") % {"people": words.people(top.people)}
    return draw(top, ground)


def _node(
    reading: Reading,
    found: Body,
    people: dict[int, int],
    below: tuple[Node, ...] = (),
    spots: tuple[Spot, ...] = (),
) -> Node:
    count = people.get(found.id, 0)
    title = links.level_title(reading, found)
    url = links.body_url(found.id)
    return Node(found.name, url, count, words.people(count), title, below, spots)


def _up(reading: Reading, seat: Seat) -> Context:
    where = reading.state.bodies[seat.body].name
    said = {"name": links.holder(reading, seat), "body": where}
    label = _("%(name)s, in %(body)s") % said
    return {"url": links.seat_url(seat.id), "label": label, "state": seat_state(seat)}


def _seat(reading: Reading, seat: Seat) -> Context:
    held = seat.holder != NOBODY
    return {
        "url": links.seat_url(seat.id),
        "state": seat_state(seat),
        "label": links.seat_label(reading, seat),
        "holder": links.holder(reading, seat),
        "sender": links.body_link(reading, seat.sender),
        "since": links.when_or_none(seat.since) if held else None,
        "note": _("ends with the term") if seat.ends_with_term else "",
    }


def _officer(reading: Reading, seat: Seat) -> Context:
    return {
        "title": links.office_title(reading, seat),
        "url": links.seat_url(seat.id),
        "state": seat_state(seat),
        "holder": links.holder(reading, seat),
        "cite": links.cite(reading, reading.case.office(seat).article),
    }


def _senders(reading: Reading, found: Body, people: dict[int, int]) -> list[Context]:
    state = reading.state
    seats = [state.seats[seat].sender for seat in _live(reading, found.seats)]
    return [
        {
            "name": state.bodies[child].name,
            "url": links.body_url(child),
            "people": people.get(child, 0),
            "seats": seats.count(child),
        }
        for child in found.children
        if state.bodies[child].is_open
    ]


def _apportionment(reading: Reading, found: Body) -> Context | None:
    """Show the newest published arithmetic of this body's seats."""
    if not found.apportioned_at:
        return None
    level = reading.case.level(found)
    newest: list[ev.SeatsApportioned] = []
    for _index, entry in reading.entries_about("body", found.id, 400):
        newest = [
            one
            for one in entry.events
            if isinstance(one, ev.SeatsApportioned) and one.body == found.id
        ]
        if newest:
            break
    rows = [row for event in newest for row in _shares(reading, event)]
    if not rows:
        return None
    told = " ".join(sentence for rule in level.seats for sentence in sentences(rule))
    cited = links.cite(reading, level.seats[0].article) if level.seats else None
    return {"method": told, "cite": cited, "rows": rows}


def _shares(reading: Reading, event: ev.SeatsApportioned) -> list[Context]:
    steps = list(event.steps)
    alike = len(steps) == len(event.senders)
    return [
        {
            "name": reading.state.bodies[sender].name,
            "figure": figure,
            "seats": seats,
            "how": steps[place] if alike else _step_for(steps, reading.state.bodies[sender].name),
        }
        for place, (sender, figure, seats) in enumerate(
            zip(event.senders, event.figures, event.seats, strict=True)
        )
    ]


def _step_for(steps: list[str], name: str) -> str:
    return " ".join(step for step in steps if step.startswith(name))


def _motions(reading: Reading, found: Body) -> list[Context]:
    motions = [reading.state.motions[one] for one in found.motions]
    own = [one for one in motions if not one.amends]
    own.sort(key=lambda one: (not one.is_open, -one.id))
    return [_motion(reading, one) for one in own[:SHOWN_MAX]]


def _motion(reading: Reading, motion: Motion) -> Context:
    stage, tone = words.stage(words.MOTION_STAGES, motion.stage)
    return {
        "url": links.motion_url(motion.id),
        "title": links.motion_title(reading, motion),
        "stage": stage,
        "tone": tone,
        "at": links.when(motion.decided_at or motion.moved_at),
        "where": None,
    }


def _may_propose(reading: Reading, found: Body) -> str:
    may = reading.viewer and found.is_open and reading.case.is_voter(reading.viewer, found)
    return f"{reverse('propose')}?body={found.id}" if may else ""


def _tasks(reading: Reading, found: Body) -> list[Context]:
    tasks = (reading.state.tasks[task] for task in found.tasks)
    return [_task(reading, task) for task in tasks if task.stage != "done"]


def _task(reading: Reading, task: Task) -> Context:
    return {
        "text": links.title_and_text(reading, task.text)[0],
        "holder": task_holder(reading, task),
        "due": links.when(task.due_at),
        "late": task.stage == "overdue",
        "url": reverse("task", args=[task.id]),
    }


def task_holder(reading: Reading, task: Task) -> str:
    """Return who has to carry a task out: by seat where a seat does."""
    seat = reading.state.seats.get(task.holder_seat)
    return links.seat_label(reading, seat) if seat else links.who(reading, task.holder)


def _notices(reading: Reading, found: Body) -> list[Context]:
    return [
        {
            "at": links.when(one.at),
            "text": _notice_text(reading, one.about, one.motion, one.seat),
            "url": links.seat_url(one.seat)
            if one.seat
            else links.motion_url(one.motion)
            if one.motion
            else reverse("task", args=[one.task])
            if one.task
            else "",
            "grave": one.about in words.GRAVE_NOTICES,
        }
        for one in reversed(found.notices[-SHOWN_MAX:])
    ]


def _notice_text(reading: Reading, about: str, motion: int, seat: int) -> str:
    state = reading.state
    named = [words.word(words.NOTICES, about)]
    if seat in state.seats:
        named.append(links.seat_name(reading, state.seats[seat]))
    if motion in state.motions:
        named.append(f"“{links.motion_title(reading, state.motions[motion])}”")
    return ": ".join([named[0], ", ".join(named[1:])]) if named[1:] else named[0]


def _elections(reading: Reading, found: Body) -> list[Context]:
    polls = (reading.state.polls[poll] for poll in reversed(found.polls))
    own = [poll for poll in polls if poll.kind != "motion"]
    return [_poll(reading, poll) for poll in own[:SHOWN_MAX]]


def _poll(reading: Reading, poll: Poll) -> Context:
    stage, tone = words.stage(words.POLL_STAGES, poll.stage)
    return {
        "url": links.poll_url(poll.id),
        "title": links.poll_title(reading, poll),
        "stage": stage,
        "tone": tone,
        "at": links.when(poll.declared_at or poll.at),
        "where": None,
    }


def _roll(reading: Reading, found: Body) -> Context | None:
    roll = reading.state.rolls.get(found.open_roll) or reading.state.rolls.get(found.roll)
    return _roll_facts(reading, roll) if roll else None


def _roll_facts(reading: Reading, roll: Roll) -> Context:
    rule = reading.charter.members
    return {
        "count": len(roll.members),
        "closed_at": links.when(roll.closed_at),
        "signed_by": [links.who(reading, member) for member in roll.signed_by],
        "signed": bool(roll.signed_at),
        "valid_until": links.when(roll.closed_at + rule.roll_valid_days * DAY_S),
        "digest": roll.digest,
        "url": reverse("roll", args=[roll.id]),
        "cite": links.cite(reading, rule.article),
    }


def roll(request: HttpRequest, number: int) -> HttpResponse:
    """Show a roll: how many stand on it, who closed and signed it; nobody is listed."""
    return show(request, "roll.html", lambda reading: _build_roll(reading, number))


def _registers(reading: Reading, number: int) -> list[links.Link]:
    """Return the registers that a body keeps, because its place of work is somebody else's."""
    units = reading.state.units.values()
    own = [one for one in units if not one.left_at and heir(reading.state, one.body).id == number]
    reading.know((), [one.owner for one in own])
    return [links.Link(owner_of(reading, one), reverse("unit", args=[one.id])) for one in own]


def _build_roll(reading: Reading, number: int) -> Context:
    found = reading.state.rolls.get(number)
    if found is None:
        raise Http404(_("There is no roll with the number %(number)d.") % {"number": number})
    reading.know([*found.signed_by, found.closed_by])
    title = _("Roll %(number)d") % {"number": number}
    on_it = reading.viewer and found.position(reading.viewer) >= 0
    waits = not found.signed_at and reading.viewer not in (*found.signed_by, found.closed_by)
    may_sign = on_it or (bool(reading.viewer) and signs_for_others(reading.case, found))
    return {
        "path": [*links.body_path(reading, found.body), links.Link(title, "")],
        "title": title,
        "body": links.body_link(reading, found.body),
        "roll": _roll_facts(reading, found),
        "closed_by": links.who(reading, found.closed_by),
        "you": on_it,
        "needed": reading.charter.members.roll_signatures,
        "sign_url": reverse("sign-roll", args=[number]) if may_sign and waits else "",
        "history": history(reading, "roll", number),
    }


@require_POST
@members_only
def sign_roll(visit: Visit, number: int) -> HttpResponse:
    """Sign a closed roll."""
    back = links.Link(_("Roll %(number)d") % {"number": number}, reverse("roll", args=[number]))
    command = cmd.SignRoll(roll=number)
    return act(visit, command, back, _("You have signed the roll."))
