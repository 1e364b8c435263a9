"""Merging, splitting and closing bodies, by motion, with what follows for seats and procedures.

Rules of this module:

* nobody sits for electors who are no longer there: the seats of a closed body fall;
* what a body that goes on can take over it takes over: seats that stay, members, bodies below it,
  meetings that are called; what ends is ended by an event that says so.

Not here: opening bodies and apportioning their seats (``bodies``); whether those concerned consent
(``rights.consent``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, assert_never

from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.bodies import check_figure, check_name, check_place, opened
from commonweal.polity.case import Case, refuse_to_command
from commonweal.polity.entities import NO_BODY, Body, Poll
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.affiliation.guarding import check_left_alone
from commonweal.polity.rights.consent import data as consent
from commonweal.polity.rights.discipline.guarding import refuse_moving_charged
from commonweal.polity.rights.meetings import data as meetings
from commonweal.polity.seats import vacate
from commonweal.terms import OFFICE


def check_reorganisation(case: Case, body: Body, effect: ef.Reorganisation) -> None:
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
    check_left_alone(case, body, effect)
    match effect:
        case ef.OpenBodyEffect():
            check_place(case, effect.level, effect.parent)
            check_name(case, effect.level, effect.name)
            check_figure(case, effect.declared)
            require_below(case, body, effect.parent)
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


def require_below(case: Case, body: Body, other: int) -> None:
    """Refuse to touch what does not stand below a body, unions above all."""
    if case.state.is_union(other):
        refuse_to_command(case, other, got=body.name)
    if not case.state.reaches(body.id, other):
        _impossible(case, f"a body below {body.name}", other)


def _check_merge(case: Case, body: Body, effect: ef.MergeBodies) -> None:
    merged = [case.body(one) for one in effect.bodies]
    for one in merged:
        if case.state.is_union(one.id):
            refuse_to_command(case, one.id, got=body.name)
    alike = {(one.level, one.parent) for one in merged}
    each_once = len(set(effect.bodies)) == len(effect.bodies) >= 2
    if not each_once or len(alike) != 1 or merged[0].parent == NO_BODY:
        expected = "two or more bodies of one level and parent, each once"
        _impossible(case, expected, list(effect.bodies))
    require_below(case, body, merged[0].id)
    if not any(one.name.casefold() == effect.name.casefold() for one in merged):
        check_name(case, merged[0].level, effect.name)


def _check_split(case: Case, body: Body, effect: ef.SplitBody) -> None:
    split = case.body(effect.body)
    require_below(case, body, split.id)
    if not case.level(split).of_members or split.parent == NO_BODY:
        _impossible(case, "a body of members below another", split.name)
    own = set(effect.members) <= set(split.members)
    if not own or not 0 < len(set(effect.members)) < len(split.members):
        _impossible(case, f"some, not all, of the members of {split.name}", list(effect.members))
    for member in effect.members:
        refuse_moving_charged(case, member)
    check_name(case, split.level, effect.name)


def _check_close(case: Case, body: Body, effect: ef.CloseBody) -> None:
    closed = case.body(effect.body)
    require_below(case, body, closed.id)
    if closed.id in (case.state.top, body.id):
        _impossible(case, f"a body below {body.name}", closed.name)
    if closed.members or closed.children or effect.members_to:
        heir = case.body(effect.members_to) if effect.members_to else None
        if heir is None or heir.level != closed.level or heir.id == closed.id:
            _impossible(case, f"another {closed.level} for those who belong to it", "none")


def reorganise(case: Case, effect: ef.Reorganisation) -> list[ev.Event]:
    """Do what a carried motion says about bodies."""
    match effect:
        case ef.OpenBodyEffect():
            return opened(case, effect.level, effect.name, effect.parent, effect.declared)
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
    new = opened(case, merged[0].level, effect.name, merged[0].parent, declared)
    assert isinstance(new[0], ev.BodyOpened)
    keep = case.charter.reorganisation.seats_on_merge == "stay"
    return [*new, *_wind_up(case, merged, new[0].body, "merged", keep_sent=keep)]


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
        events += _stop_procedures(case, body, over, goes_on=keep_sent)
        events += _pass_on_meetings(case, body, into)
        if keep_sent and body.sent:
            events.append(ev.SeatsReassigned(seats=tuple(body.sent), sender=into))
        events += [ev.BodyMoved(body=child, parent=into) for child in body.children]
        events.append(ev.BodyClosed(body=body.id, into=into, why=why))
    return events


def wind_down(case: Case, body: Body, leaving: Collection[int]) -> list[ev.Event]:
    """Empty the seats of a body and those that it fills, and stop what runs in it.

    Args:
        case: the case before the law.
        body: the body; it stays open.
        leaving: members who leave with it, and so cannot sit as alternates.
    """
    falling = [*body.seats, *body.offices, *body.sent]
    events = vacate(case, falling, "closed", alternates=False, leaving=leaving)
    gone = {one.seat for one in events if isinstance(one, ev.SeatAbolished)}
    events += [ev.SeatAbolished(seat=seat) for seat in falling if seat not in gone]
    over = {one.poll for one in events if isinstance(one, ev.PollVoided)}
    return [*events, *_stop_procedures(case, body, over), *_pass_on_meetings(case, body, NO_BODY)]


def end_body(case: Case, body: Body, fallen: Sequence[ev.Event]) -> list[ev.Event]:
    """Close a body that nobody is left in; ``fallen`` is what has emptied its last seats."""
    gone = {one.seat for one in fallen if isinstance(one, ev.SeatAbolished)}
    over = {one.poll for one in fallen if isinstance(one, ev.PollVoided)}
    return [
        *(ev.SeatAbolished(seat=seat) for seat in body.offices if seat not in gone),
        *_stop_procedures(case, body, over),
        ev.BodyClosed(body=body.id, into=NO_BODY, why="closed"),
    ]


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


def _why_void(case: Case, poll: Poll, *, goes_on: bool) -> str:
    """Say why a poll is void; a recall is asked for anew by those who then are the electors."""
    stays = goes_on and poll.kind == "recall"
    if stays and not case.state.seats[poll.contested[0]].office:
        return "electors_joined"
    return "body_closed"


def _stop_procedures(
    case: Case, body: Body, over: set[int], *, goes_on: bool = False
) -> list[ev.Event]:
    """Void the polls of a body and let its motions lapse.

    Args:
        case: the case before the law.
        body: the body.
        over: polls voided already.
        goes_on: whether its seats above go on, for the electors of another body.
    """
    events: list[ev.Event] = [
        ev.PollVoided(poll=poll.id, why=_why_void(case, poll, goes_on=goes_on))
        for poll in (case.state.polls[one] for one in body.polls)
        if poll.stage in ("nominating", "voting", "papers", "lot") and poll.id not in over
    ]
    for motion in (case.state.motions[one] for one in body.motions):
        open_ones = [case.state.motions[one] for one in (*motion.amendments, motion.id)]
        events += [
            ev.MotionDecided(motion=one.id, outcome="lapsed", why="body_closed")
            for one in open_ones
            if one.is_open
        ]
    return events


def _pass_on_meetings(case: Case, body: Body, into: int) -> list[ev.Event]:
    """Let meetings go on in the body that goes on; where there is none they are off."""
    known = case.state.meetings
    called = [
        one
        for one in case.state.meetings_of.get(body.id, ())
        if known[one].stage in ("called", "open")
    ]
    if not into:
        return [meetings.MeetingCancelled(meeting=one, by=OFFICE) for one in called]
    asked = open_requests(case, body.id)
    if not called and not asked:
        return []
    passed = consent.MeetingsPassedOn(
        body=body.id, into=into, meetings=tuple(called), requests=tuple(asked)
    )
    return [passed]


def open_requests(case: Case, body: int) -> list[int]:
    """Return the requests for a meeting of a body that still gather support."""
    known = case.state.meeting_requests
    asked = (known[one] for one in case.state.requests_of.get(body, ()))
    return [one.id for one in asked if not one.meeting and one.until > case.at]


def _split(case: Case, effect: ef.SplitBody) -> list[ev.Event]:
    split = case.state.bodies[effect.body]
    new = opened(case, split.level, effect.name, split.parent)
    assert isinstance(new[0], ev.BodyOpened)
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
    moved = ev.MembersMoved(members=tuple(sorted(moving)), to=new[0].body)
    return [*new, *fallen, moved]
