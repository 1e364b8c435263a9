"""What a desk offers about bodies and seats: opening, figures, apportioning, electing, appointing.

Rules of this module:

* a form is offered to whoever may use it now, as the law itself says;
* an apportionment is shown with what it changes before it is decided;
* an election is offered only where there is a seat to be filled.

Not here: people (``desk_people``), the page itself (``pages.desk``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonweal.charter import Charter
from commonweal.office.counting import with_seats_divided
from commonweal.office.office import Answer
from commonweal.office.reading import Reading, has_power
from commonweal.polity import Body, Seat
from commonweal.polity import commands as cmd
from commonweal.polity import events as ev
from commonweal.polity.bodies import apportion_seats
from commonweal.polity.elections import open_election
from commonweal.polity.seats import appoint_to_seat
from commonweal.terms import Refusal
from commonweal.web import links
from commonweal.web.desk_people import power_article
from commonweal.web.forms import Act, Field, Form, Offer, Option, Typed
from commonweal.web.frame import Context

NAME_MAX, LOTS_MAX = 80, 4_000
"""Longest name of a body and longest draws that the forms take, in characters."""


def seat_offers(reading: Reading, body: Body) -> Iterator[Offer]:
    """Give what the viewer can do by an office, or as a convenor, about seats and bodies."""
    yield from _electing(reading, body)
    yield from _appointing(reading, body)
    yield from _apportioning(reading, body)
    if has_power(reading, "declare_figure", body.id) and _goes_by_figure(reading, body):
        yield Offer(_figure_form(body), power_article(reading, "declare_figure", body.id))
    levels = levels_below(reading.charter, body)
    if levels and has_power(reading, "open_body", body.id):
        yield Offer(_opening_form(reading, levels), power_article(reading, "open_body", body.id))


# Elections.


class Contest(NamedTuple):
    """An election that can be opened now: by whom, for which office, and for how many seats."""

    sender: int
    office: str
    seats: int


def _electing(reading: Reading, body: Body) -> Iterator[Offer]:
    contests = _contests(reading, body)
    if not contests:
        return
    hint = _(
        "Only seats that are empty, or whose term is about to end, are in the list. Nominations"
        " begin at once."
    )
    options = [Option(_value(one), _contest_told(reading, one)) for one in contests]
    field = Field(name="contest", label=_("What is elected"), kind="pick", options=options)
    title = _("Open an election")
    form = Form(name="elect", title=title, hint=hint, fields=[field], button=_("Open it"))
    yield Offer(form, power_article(reading, "open_election", body.id))


def _contests(reading: Reading, body: Body) -> list[Contest]:
    """Return the elections of a body's seats that the law would open now."""
    if not has_power(reading, "open_election", body.id):
        return []
    state = reading.state
    seats = [state.seats[one] for one in (*body.offices, *body.seats)]
    known = {(int(one.sender), one.office): None for one in seats if not one.abolished}
    for office in reading.charter.offices.values():
        if body.level in office.levels:
            known[int(body.id), office.name] = None
    found = (_contest(reading, body.id, sender, office) for sender, office in known)
    return [one for one in found if one is not None]


def _contest(reading: Reading, body: int, sender: int, office: str) -> Contest | None:
    command = cmd.OpenElection(body=body, sender=sender, office=office)
    try:
        events = open_election(reading.case, command)
    except Refusal:
        return None
    opened = next(one for one in events if isinstance(one, ev.PollOpened))
    return Contest(sender, office, len(opened.contested))


def _value(one: Contest) -> str:
    return f"{one.sender}-{one.office}"


def _contest_told(reading: Reading, one: Contest) -> str:
    if one.office:
        title = reading.charter.offices[one.office].title
        return title if one.seats == 1 else f"{title} ({one.seats})"
    said = {"n": one.seats, "sender": reading.state.bodies[one.sender].name}
    text = ngettext("%(n)d delegate of %(sender)s", "%(n)d delegates of %(sender)s", one.seats)
    return text % said


def _elected(typed: Typed, body: int) -> cmd.OpenElection:
    typed.number("contest")
    sender, _dash, office = typed.raw("contest").partition("-")
    number = int(sender) if sender.isascii() and sender.isdigit() and len(sender) < 10 else 0
    return cmd.OpenElection(body=body, sender=number, office=office[:80])


def _to_poll(answer: Answer) -> str:
    opened = next(one for one in answer.events if isinstance(one, ev.PollOpened))
    return links.poll_url(opened.poll)


# Appointments.


def _appointing(reading: Reading, body: Body) -> Iterator[Offer]:
    seats = [reading.state.seats[one] for one in (*body.offices, *body.seats)]
    mine = [one for one in seats if not one.abolished and _appoints(reading, one)]
    if not mine:
        return
    reading.know(one.holder for one in mine if one.holder)
    hint = _("Nobody votes on it. It is shown as an appointment, with your name, for as long as the"
             " seat is held; whoever holds the seat now loses it.")  # fmt: skip
    options = [Option(str(one.id), links.seat_label(reading, one)) for one in mine]
    fields = [
        Field(name="seat", label=_("Seat or office"), kind="pick", options=options),
        Field(name="member", label=_("Number of the member who is appointed")),
    ]
    title = _("Appoint somebody")
    form = Form(name="appoint", title=title, hint=hint, fields=fields, button=_("Appoint"))
    yield Offer(form, reading.case.filling(mine[0]).cite("appointed_by"))


def _appoints(reading: Reading, seat: Seat) -> bool:
    """Whether the viewer may fill a seat: then nothing is wrong but that nobody is named."""
    if reading.case.filling(seat).rule != "appointed":
        return False
    try:
        appoint_to_seat(reading.case, cmd.AppointToSeat(seat=seat.id, member=0))
    except Refusal as refusal:
        return refusal.name == "member_unknown"
    return False


def _appointed(typed: Typed) -> cmd.AppointToSeat:
    return cmd.AppointToSeat(seat=typed.number("seat"), member=typed.amount("member", least=1))


# Apportionment.


def _apportioning(reading: Reading, body: Body) -> Iterator[Offer]:
    if reading.case.level(body).of_members or not reading.viewer:
        return
    article = power_article(reading, "apportion_seats", body.id)
    if has_power(reading, "apportion_seats", body.id):
        yield Offer(_seats_form(reading, body), article, forecast(reading, body))
    elif body.drawn is not None and _stands_below(reading, body):
        yield Offer(_witness_form(reading, body), article, forecast(reading, body))


def _stands_below(reading: Reading, body: Body) -> bool:
    drawn, state = body.drawn, reading.state
    first = drawn is not None and drawn[0] == reading.viewer
    return not first and state.reaches(body.id, state.members.home[reading.viewer])


def forecast(reading: Reading, body: Body) -> Context:
    """Return what an apportionment would do now, or why there can be none."""
    lots = body.drawn[1] if body.drawn else ()
    command = cmd.ApportionSeats(body=body.id, lots=lots)
    try:
        counted = with_seats_divided(reading.case, command)
    except Refusal as refusal:
        why = {"why": refusal.name.replace("_", " "), "expected": refusal.expected}
        return {"rows": [], "tied": [], "obstacle": why, "remedy": refusal.remedy}
    tied = [one for part in counted.counted or () for one in part.tied]
    rows = [row for part in counted.counted or () for row in _rows(reading, body, part)]
    shown: Context = {"rows": rows, "tied": [_numbered(reading, one) for one in tied]}
    shown["same"] = not (tied or any(row["changes"] for row in rows))
    return {**shown, "obstacle": None, "remedy": "", **_falling(reading, body, counted, tied)}


def _numbered(reading: Reading, body: int) -> Context:
    link = links.body_link(reading, body)
    return {"name": link.name, "url": link.url, "number": str(body)}


def _rows(reading: Reading, body: Body, part: cmd.Apportioned) -> list[Context]:
    seats = (reading.state.seats[one] for one in body.seats)
    own = Counter(one.sender for one in seats if not (one.abolished or one.ends_with_term))
    return [
        {
            "name": reading.state.bodies[sender].name,
            "figure": f"{figure:,}",
            "now": own[reading.state.bodies[sender].id],
            "then": "?" if sender in part.tied else wanted,
            "changes": own[reading.state.bodies[sender].id] != wanted,
        }
        for sender, figure, wanted in zip(part.senders, part.figures, part.seats, strict=True)
    ]


def _falling(
    reading: Reading, body: Body, counted: cmd.ApportionSeats, tied: Sequence[int]
) -> Context:
    """Name the held seats that would end, at once or with their term."""
    if tied or not has_power(reading, "apportion_seats", body.id):
        return {"ending": []}
    plain = cmd.ApportionSeats(body=body.id, counted=counted.counted)
    try:
        events = apportion_seats(reading.case, plain)
    except Refusal:
        return {"ending": []}
    seats = [
        reading.state.seats[one.seat]
        for one in events
        if isinstance(one, ev.SeatAbolished) and one.with_term
    ]
    reading.know(one.holder for one in seats)
    return {"ending": [links.Link(links.seat_label(reading, one), links.seat_url(one.id))
                       for one in seats]}  # fmt: skip


def _seats_form(reading: Reading, body: Body) -> Form:
    hint = _("The seats are divided by the figures as they stand, and the arithmetic is published."
             " Nobody loses a seat before the term is over.")  # fmt: skip
    fields = []
    if body.drawn is not None or forecast(reading, body)["tied"]:
        fields = [_lots_field(body)]
    return Form(name="apportion", title=_("Apportion the seats"), hint=hint, fields=fields,
                button=_("Apportion them"))  # fmt: skip


def _lots_field(body: Body) -> Field:
    hint = _("A lot decides between equals. Draw it in public, and write the numbers of the tied"
             " bodies in the order drawn, each draw on a line of its own. It counts when a second"
             " person enters the same.")  # fmt: skip
    return Field(name="lots", label=_("Lots that were drawn"), kind="words", hint=hint,
                 value=_lots_written(body), optional=True, most=LOTS_MAX)  # fmt: skip


def _lots_written(body: Body) -> str:
    lots = body.drawn[1] if body.drawn else ()
    return "\n".join(" ".join(str(one) for one in draw) for draw in lots)


def _witness_form(reading: Reading, body: Body) -> Form:
    drawn = body.drawn[0] if body.drawn else 0
    hint = _("%(name)s has entered the order below. Enter it too if you saw it drawn so; then the"
             " seats are apportioned.") % {"name": links.who(reading, drawn)}  # fmt: skip
    title = _("Witness a lot between bodies")
    return Form(name="apportion", title=title, hint=hint, fields=[_lots_field(body)],
                button=_("I saw it drawn so"))  # fmt: skip


def _divided(typed: Typed, body: int) -> cmd.ApportionSeats:
    lines = typed.text("lots", LOTS_MAX, optional=True).split("\n")
    draws = [line.replace(",", " ").split() for line in lines if line.strip()]
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for draw in draws for one in draw):
        typed.errors["lots"] = _("Write numbers of bodies, with spaces between them.")
        return cmd.ApportionSeats(body=body)
    return cmd.ApportionSeats(body=body, lots=tuple(tuple(map(int, draw)) for draw in draws))


def _divided_told(answer: Answer) -> str:
    if any(isinstance(one, ev.ApportionmentDrawn) for one in answer.events):
        return _("The lot is entered, and waits for a second person who saw it.")
    return _("The seats are apportioned. The arithmetic stands on the page of the body.")


# Figures and bodies.


def _goes_by_figure(reading: Reading, body: Body) -> bool:
    parent = reading.state.bodies.get(body.parent)
    rules = reading.case.level(parent).seats if parent else ()
    return any(one.figure == "declared" and body.level in one.senders for one in rules)


def _figure_form(body: Body) -> Form:
    hint = _("The seats that it sends above are divided by it at the next apportionment.")
    field = Field(name="figure", label=_("Figure, such as inhabitants"), value=str(body.declared))
    return Form(name="figure", title=_("Declare its figure"), hint=hint, fields=[field],
                button=_("Declare it"), plain=True)  # fmt: skip


def levels_below(charter: Charter, body: Body | None) -> list[str]:
    """Return the levels of which a body can be opened below this one; of none, the top."""
    if body is None:
        return [charter.top.name]
    made_of = charter.levels[body.level].made_of if body.level in charter.levels else ()
    return [one for one in made_of if not charter.levels[one].own_roll]


def _opening_form(reading: Reading, levels: Sequence[str]) -> Form:
    hint = _("It is there at once, with the offices that the constitution gives it, all of them"
             " vacant.")  # fmt: skip
    return opening_form(reading.charter, levels, _("Open a body below this one"), hint)


def opening_form(charter: Charter, levels: Sequence[str], title: str, hint: str) -> Form:
    """Return the form that opens a body of one of some levels."""
    options = [Option(one, charter.levels[one].title) for one in levels]
    fields = [
        Field(name="level", label=_("What it is"), kind="pick", options=options),
        Field(name="name", label=_("What it is called"), kind="text", most=NAME_MAX),
    ]
    rules = (rule for level in charter.levels.values() for rule in level.seats)
    if any(one.figure == "declared" and set(levels) & set(one.senders) for one in rules):
        label = _("Figure for its seats, such as inhabitants")
        fields.append(Field(name="declared", label=label, value="0"))
    return Form(name="open", title=title, hint=hint, fields=fields, button=_("Open it"), plain=True)


def opened(typed: Typed, parent: int) -> cmd.OpenBody:
    """Return the command that the form of a new body asks for."""
    declared = typed.amount("declared") if typed.raw("declared") else 0
    return cmd.OpenBody(
        level=typed.line("level", 80),
        name=typed.line("name", NAME_MAX),
        parent=parent,
        declared=declared,
    )


def to_body(answer: Answer) -> str:
    """Return the address of the body that was opened."""
    made = next(one for one in answer.events if isinstance(one, ev.BodyOpened))
    return links.body_url(made.body)


def acts(body: int) -> Mapping[str, Act]:
    """Return what the forms of this module do at the desk of a body."""
    return {
        "elect": Act(
            lambda typed: _elected(typed, body),
            _("The election is open: people can be nominated."),
            _to_poll,
        ),
        "appoint": Act(_appointed, _("The seat is filled. The page of the seat says by whom.")),
        "apportion": Act(lambda typed: _divided(typed, body), _divided_told),
        "figure": Act(
            lambda typed: cmd.DeclareFigure(body=body, figure=typed.amount("figure")),
            _("The figure is declared."),
        ),
        "open": Act(lambda typed: opened(typed, body), _("The body is open."), to_body),
    }
