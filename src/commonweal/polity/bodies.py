"""Bodies: opening them and apportioning their seats.

Rules of this module:

* while the founding lasts the convenors open bodies; later the body that the constitution names
  decides it by motion;
* seats are apportioned from signed rolls or declared figures, and the arithmetic is published;
  seats that are too many end with their term, unless they are vacant.

Not here: the arithmetic of apportionment (the tally engine, called by the office); merging,
splitting and closing bodies (``reorganising``).
"""

from __future__ import annotations

from commonweal.charter import SeatRule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_power
from commonweal.polity.commands import Apportioned, ApportionSeats, DeclareFigure, OpenBody
from commonweal.polity.entities import NO_BODY, NOBODY, Body, Seat
from commonweal.polity.refusals import refuse
from commonweal.polity.seats import new_seat, vacate


def open_body(case: Case, command: OpenBody) -> list[ev.Event]:
    """Open a body, with its offices."""
    require_power(case, "open_body", command.parent)
    check_place(case, command.level, command.parent)
    check_name(case, command.level, command.name)
    check_figure(case, command.declared)
    return opened(case, command.level, command.name, command.parent, command.declared)


def opened(case: Case, level: str, name: str, parent: int, declared: int = 0) -> list[ev.Event]:
    """Return that a body is opened, with its offices."""
    body = case.new("bodies")
    events: list[ev.Event] = [
        ev.BodyOpened(body=body, level=level, name=name, parent=parent, declared=declared)
    ]
    for office in case.charter.offices.values():
        if level in office.levels:
            events += [
                new_seat(case, body, body, office.filling, office.name)
                for _ in range(office.number)
            ]
    return events


def check_place(case: Case, level: str, parent: int) -> None:
    """Refuse a body that the constitution does not have below this parent."""
    known = case.charter.levels.get(level)
    if known is None:
        refuse(
            "level_unknown",
            case.charter.preamble.cite(),
            expected=" or ".join(case.charter.levels),
            got=level,
            remedy="choose a level of the constitution",
        )
    if known.own_roll:
        refuse(
            "union_founded_from_above",
            known.cite("own_roll"),
            expected="a call that enough members sign",
            got=f"an order to open a {known.title}",
            remedy="call for one with found_union",
        )
    if parent == NO_BODY:
        if known != case.charter.top:
            refuse(
                "level_does_not_fit",
                known.cite("made_of"),
                expected=f"a parent body, or the level {case.charter.top.name}",
                got=level,
                remedy="name the body to which it sends delegates",
            )
        if case.state.top != NO_BODY:
            refuse(
                "top_body_exists",
                known.cite(),
                expected="one top body",
                got="a second one",
                remedy=f"open bodies below body {case.state.top}",
            )
        return
    above = case.level(case.body(parent))
    if level not in above.made_of:
        refuse(
            "level_does_not_fit",
            above.cite("made_of"),
            expected=" or ".join(above.made_of) or "no body below a body of members",
            got=level,
            remedy="choose the parent that the constitution names",
        )


def check_name(case: Case, level: str, name: str) -> None:
    """Refuse a name that is empty, or that an open body of the level has."""
    if not name.strip():
        refuse(
            "name_empty",
            case.charter.preamble.cite(),
            expected="a name",
            got="none",
            remedy="give it a name",
        )
    same = (body for body in case.state.bodies.values() if body.is_open and body.level == level)
    if any(body.name.casefold() == name.casefold() for body in same):
        refuse(
            "name_taken",
            case.charter.preamble.cite(),
            expected="a name of its own",
            got=name,
            remedy="add the place to the name",
        )


def check_figure(case: Case, figure: int) -> None:
    """Refuse a figure below 0."""
    if figure < 0:
        refuse(
            "figure_negative",
            case.charter.preamble.cite(),
            expected="0 or more",
            got=figure,
            remedy="correct the figure",
        )


def declare_figure(case: Case, command: DeclareFigure) -> list[ev.Event]:
    """Declare the figure by which a body's seats are apportioned."""
    body = case.body(command.body)
    require_power(case, "declare_figure", body.id)
    check_figure(case, command.figure)
    return [ev.FigureDeclared(body=body.id, figure=command.figure)]


def seat_figures(case: Case, body: Body) -> list[tuple[SeatRule, tuple[int, ...], tuple[int, ...]]]:
    """Return, for each seat rule of a body, the sending bodies and their figures.

    Refuses with ``roll_not_signed`` while a roll that is needed is missing or too old.
    """
    level = case.level(body)
    if level.of_members:
        refuse(
            "body_of_members_has_no_delegates",
            level.cite("made_of"),
            expected="a body made of delegates",
            got=body.name,
            remedy="apportion the seats of the body above",
        )
    children = [case.state.bodies[one] for one in body.children]
    if not children:
        refuse(
            "body_has_no_senders",
            level.cite("made_of"),
            expected="bodies that send delegates",
            got="none",
            remedy="open them first",
        )
    divided = []
    for rule in level.seats:
        senders = [one for one in children if one.level in rule.senders]
        if senders:
            figures = tuple(_figure(case, rule, one) for one in senders)
            _check_divisible(body, rule, figures)
            divided.append((rule, tuple(int(one.id) for one in senders), figures))
    return divided


def _check_divisible(body: Body, rule: SeatRule, figures: tuple[int, ...]) -> None:
    if rule.method in ("sainte-lague", "d-hondt") and not any(figures):
        refuse(
            "body_has_no_senders",
            rule.cite("figure"),
            expected="at least one sending body with a figure above 0",
            got=f"0 for all that send to {body.name}",
            remedy="admit members and sign the rolls, or declare the figures",
        )


def _figure(case: Case, rule: SeatRule, sender: Body) -> int:
    if rule.figure == "declared":
        return sender.declared
    total = 0
    for base in case.state.below(sender.id):
        if not case.level(base).of_members or not base.members:
            continue
        roll = case.usable_roll(base)
        if roll is None:
            refuse(
                "roll_not_signed",
                case.charter.members.cite("roll_signatures"),
                expected=f"a signed roll of {base.name}",
                got="none, or one that is too old",
                remedy="close the roll and have it signed",
            )
        total += len(roll.members)
    return total


def apportion_seats(case: Case, command: ApportionSeats) -> list[ev.Event]:
    """Create the seats that the apportionment gives, and end those it takes away."""
    body = case.body(command.body)
    seconds = bool(command.lots) and _seconds_draw(case, body, command)
    if not seconds:
        require_power(case, "apportion_seats", body.id)
    divided = seat_figures(case, body)
    counted = command.counted
    fits = counted is not None and [(one.senders, one.figures) for one in counted] == [
        (senders, figures) for _, senders, figures in divided
    ]
    if counted is None or not fits or any(len(o.seats) != len(o.senders) for o in counted):
        refuse(
            "apportionment_does_not_fit",
            case.level(body).cite("seats"),
            expected="an apportionment counted from the figures as they stand",
            got="none" if counted is None else "other senders or figures",
            remedy="let the office count",
        )
    events: list[ev.Event] = []
    surplus: list[Seat] = []
    for one, (rule, _, _) in zip(counted, divided, strict=True):
        if one.tied:
            refuse(
                "apportionment_needs_lot",
                rule.cite("method"),
                expected="an order, drawn in public, of the tied bodies",
                got=list(one.tied),
                remedy="draw the lot before witnesses and repeat the command with `lots`",
            )
        events.append(_published(body, one))
        for sender, seats in zip(one.senders, one.seats, strict=True):
            created, too_many = _adjust(case, body, sender, seats)
            events += created
            surplus += too_many
    if command.lots and not seconds:
        return [ev.ApportionmentDrawn(body=body.id, lots=command.lots, by=case.by)]
    return [*events, *_end(case, surplus)]


def _seconds_draw(case: Case, body: Body, command: ApportionSeats) -> bool:
    """Whether the command confirms lots that somebody else has entered.

    The second person is anybody who belongs to the bodies below.
    """
    if body.drawn is None or body.drawn[1] != command.lots:
        return False
    if body.drawn[0] == case.by:
        refuse(
            "draw_entered_before",
            case.level(body).cite("seats"),
            expected=f"somebody other than member {case.by}",
            got=f"member {case.by}",
            remedy="let the second witness repeat the command with the same lots",
        )
    return case.state.reaches(body.id, case.state.members.home[case.by])


def _published(body: Body, one: Apportioned) -> ev.SeatsApportioned:
    return ev.SeatsApportioned(
        body=body.id,
        senders=one.senders,
        figures=one.figures,
        seats=one.seats,
        method=one.method,
        steps=one.steps,
    )


def _adjust(
    case: Case, body: Body, sender: int, wanted: int
) -> tuple[list[ev.SeatCreated], list[Seat]]:
    """Return the seats to be created for a sender, and those it has too many."""
    seats = [case.state.seats[one] for one in body.seats]
    own = [seat for seat in seats if seat.sender == sender and not seat.ends_with_term]
    filling = case.level(body).filling
    created = [new_seat(case, body.id, sender, filling) for _ in range(wanted - len(own))]
    # Vacant seats go first: nobody loses a seat by arithmetic before the term is over.
    own.sort(key=lambda one: (one.holder != NOBODY and not one.acting, -one.id))
    return created, own[: max(0, len(own) - wanted)]


def _end(case: Case, surplus: list[Seat]) -> list[ev.Event]:
    """End seats that are too many: vacant ones now, and held ones with their term."""
    empty = [seat.id for seat in surplus if seat.holder == NOBODY or seat.acting]
    # All at once, so that what loses its last electors by them falls, and falls once.
    events = vacate(case, empty, "closed", alternates=False)
    for seat in surplus:
        events.append(ev.SeatAbolished(seat=seat.id, with_term=seat.id not in empty))
    return events
