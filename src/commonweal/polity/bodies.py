"""Bodies: opening, apportioning, merging, splitting and closing, with what follows for seats.

Rules of this module:

* while the founding lasts the convenors open bodies; later the body that the constitution names
  decides it by motion;
* seats are apportioned from signed rolls or declared figures, and the arithmetic is published;
  seats that are too many end with their term, unless they are vacant;
* nobody sits for electors who are no longer there: the seats of a closed body fall.

Not here: the arithmetic of apportionment (the tally engine, called by the office).
"""

from __future__ import annotations

from typing import Literal, assert_never

from commonweal.charter import SeatRule
from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_power
from commonweal.polity.commands import Apportioned, ApportionSeats, DeclareFigure, OpenBody
from commonweal.polity.entities import NO_BODY, NOBODY, Body, Seat
from commonweal.polity.refusals import refuse
from commonweal.polity.seats import new_seat, vacate


def open_body(case: Case, command: OpenBody) -> list[ev.Event]:
    """Open a body, with its offices."""
    require_power(case, "open_body", command.parent)
    _check_place(case, command.level, command.parent)
    _check_name(case, command.level, command.name)
    _check_figure(case, command.declared)
    return _opened(case, command.level, command.name, command.parent, command.declared)


def _opened(case: Case, level: str, name: str, parent: int, declared: int = 0) -> list[ev.Event]:
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


def _check_place(case: Case, level: str, parent: int) -> None:
    known = case.charter.levels.get(level)
    if known is None:
        refuse(
            "level_unknown",
            case.charter.preamble.cite(),
            expected=" or ".join(case.charter.levels),
            got=level,
            remedy="choose a level of the constitution",
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


def _check_name(case: Case, level: str, name: str) -> None:
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


def _check_figure(case: Case, figure: int) -> None:
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
    _check_figure(case, command.figure)
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


# Reorganisation, by motion.


def check_reorganisation(
    case: Case, body: Body, effect: ef.OpenBodyEffect | ef.MergeBodies | ef.SplitBody | ef.CloseBody
) -> None:
    """Refuse a reorganisation that this body cannot decide, or that cannot be done."""
    rule = case.charter.reorganisation
    if body.level != rule.level:
        refuse(
            "effect_reserved",
            rule.cite("level"),
            expected=f"a body of the level {rule.level}",
            got=f"{body.name}, {body.level}",
            remedy=f"bring it before the {case.charter.levels[rule.level].title}",
        )
    match effect:
        case ef.OpenBodyEffect():
            _check_place(case, effect.level, effect.parent)
            _check_name(case, effect.level, effect.name)
            _check_figure(case, effect.declared)
            _require_below(case, body, effect.parent)
        case ef.MergeBodies():
            _check_merge(case, body, effect)
        case ef.SplitBody():
            _check_split(case, body, effect)
        case ef.CloseBody():
            _check_close(case, body, effect)
        case _:
            assert_never(effect)


def _impossible(case: Case, expected: str, got: object) -> None:
    refuse(
        "effect_impossible",
        case.charter.reorganisation.cite(),
        expected=expected,
        got=got,
        remedy="change the motion",
    )


def _require_below(case: Case, body: Body, other: int) -> None:
    if not case.state.reaches(body.id, other):
        _impossible(case, f"a body below {body.name}", other)


def _check_merge(case: Case, body: Body, effect: ef.MergeBodies) -> None:
    merged = [case.body(one) for one in effect.bodies]
    alike = {(one.level, one.parent) for one in merged}
    each_once = len(set(effect.bodies)) == len(effect.bodies) >= 2
    if not each_once or len(alike) != 1 or merged[0].parent == NO_BODY:
        expected = "two or more bodies of one level and parent, each once"
        _impossible(case, expected, list(effect.bodies))
    _require_below(case, body, merged[0].id)
    if not any(one.name.casefold() == effect.name.casefold() for one in merged):
        _check_name(case, merged[0].level, effect.name)


def _check_split(case: Case, body: Body, effect: ef.SplitBody) -> None:
    split = case.body(effect.body)
    _require_below(case, body, split.id)
    if not case.level(split).of_members or split.parent == NO_BODY:
        _impossible(case, "a body of members below another", split.name)
    own = set(effect.members) <= set(split.members)
    if not own or not 0 < len(set(effect.members)) < len(split.members):
        _impossible(case, f"some, not all, of the members of {split.name}", list(effect.members))
    _check_name(case, split.level, effect.name)


def _check_close(case: Case, body: Body, effect: ef.CloseBody) -> None:
    closed = case.body(effect.body)
    _require_below(case, body, closed.id)
    if closed.id in (case.state.top, body.id):
        _impossible(case, f"a body below {body.name}", closed.name)
    if closed.members or closed.children or effect.members_to:
        heir = case.body(effect.members_to) if effect.members_to else None
        if heir is None or heir.level != closed.level or heir.id == closed.id:
            _impossible(case, f"another {closed.level} for those who belong to it", "none")


def reorganise(
    case: Case, effect: ef.OpenBodyEffect | ef.MergeBodies | ef.SplitBody | ef.CloseBody
) -> list[ev.Event]:
    """Do what a carried motion says about bodies."""
    match effect:
        case ef.OpenBodyEffect():
            return _opened(case, effect.level, effect.name, effect.parent, effect.declared)
        case ef.MergeBodies():
            return _merge(case, effect)
        case ef.SplitBody():
            return _split(case, effect)
        case ef.CloseBody():
            closed = case.state.bodies[effect.body]
            return _wind_up(case, [closed], effect.members_to, "closed", keep_sent=False)
        case _:
            assert_never(effect)


def _merge(case: Case, effect: ef.MergeBodies) -> list[ev.Event]:
    merged = [case.state.bodies[one] for one in effect.bodies]
    declared = sum(one.declared for one in merged)
    opened = _opened(case, merged[0].level, effect.name, merged[0].parent, declared)
    assert isinstance(opened[0], ev.BodyOpened)
    keep = case.charter.reorganisation.seats_on_merge == "stay"
    return [*opened, *_wind_up(case, merged, opened[0].body, "merged", keep_sent=keep)]


def _wind_up(
    case: Case, bodies: list[Body], into: int, why: Literal["merged", "closed"], *, keep_sent: bool
) -> list[ev.Event]:
    """Empty what sits in bodies that cease to exist, pass on what belongs to them, close them."""
    doomed = [seat for body in bodies for seat in (*body.seats, *body.offices)]
    sent = [seat for body in bodies for seat in body.sent]
    falling = doomed if keep_sent else doomed + sent
    orphans = _orphans(case, bodies, into) if why == "closed" else []
    events = vacate(case, [*falling, *orphans], "closed", alternates=False)
    gone = {one.seat for one in events if isinstance(one, ev.SeatAbolished)}
    events += [ev.SeatAbolished(seat=seat) for seat in falling if seat not in gone]
    over = {one.poll for one in events if isinstance(one, ev.PollVoided)}
    for body in bodies:
        events += _stop_procedures(case, body, over)
        if keep_sent and body.sent:
            events.append(ev.SeatsReassigned(seats=tuple(body.sent), sender=into))
        events += [ev.BodyMoved(body=child, parent=into) for child in body.children]
        events.append(ev.BodyClosed(body=body.id, into=into, why=why))
    return events


def _orphans(case: Case, closed: list[Body], heir: int) -> list[int]:
    """Return the seats above whose last electors, members below what is closed, go elsewhere."""
    orphans: list[int] = []
    for body in closed:
        leaving = sum(len(one.members) for one in case.state.below(body.id))
        above = case.state.bodies.get(body.parent)
        while above is not None and not case.state.reaches(above.id, heir):
            held = (case.state.seats[one] for one in (*above.sent, *above.offices))
            orphans += [
                one.id
                for one in held
                if case.electors_are_members(one) and case.count_electors(one) <= leaving
            ]
            above = case.state.bodies.get(above.parent)
    return orphans


def _stop_procedures(case: Case, body: Body, over: set[int]) -> list[ev.Event]:
    """Void the polls of a body and let its motions lapse; ``over`` are polls voided already."""
    events: list[ev.Event] = [
        ev.PollVoided(poll=poll.id, why="body_closed")
        for poll in (case.state.polls[one] for one in body.polls)
        if poll.stage in ("nominating", "voting", "lot") and poll.id not in over
    ]
    for motion in (case.state.motions[one] for one in body.motions):
        open_ones = [case.state.motions[one] for one in (*motion.amendments, motion.id)]
        events += [
            ev.MotionDecided(motion=one.id, outcome="lapsed", why="body_closed")
            for one in open_ones
            if one.is_open
        ]
    return events


def _split(case: Case, effect: ef.SplitBody) -> list[ev.Event]:
    split = case.state.bodies[effect.body]
    opened = _opened(case, split.level, effect.name, split.parent)
    assert isinstance(opened[0], ev.BodyOpened)
    moving = set(effect.members)
    leaving = [
        seat
        for member in sorted(moving)
        for seat in case.state.held.get(member, ())
        if case.state.seats[seat].sender == split.id
    ]
    if case.charter.reorganisation.seats_on_split == "fall":
        leaving += [seat for seat in split.sent if seat not in leaving]
    fallen = vacate(case, leaving, "moved", alternates=False, forget=True, leaving=moving)
    moved = ev.MembersMoved(members=tuple(sorted(moving)), to=opened[0].body)
    return [*opened, *fallen, moved]
