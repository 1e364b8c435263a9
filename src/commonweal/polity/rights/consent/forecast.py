"""What a reorganisation does to seats and to everything that runs: shown before, recorded after.

Rules of this module: the law itself is asked what would happen, and its events are listed; nothing
is foretold that is not done, and nothing is done that is not listed.

Not here: doing it (``commonweal.polity.reorganising``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from commonweal.polity import effects as ef
from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.entities import NO_BODY
from commonweal.polity.reorganising import open_requests, reorganise
from commonweal.polity.rights.consent.data import Consequences, MeetingsPassedOn
from commonweal.polity.rights.meetings.data import MeetingCancelled

E = TypeVar("E", bound=ev.Event)


def forecast(case: Case, effect: ef.Reorganisation, motion: int = 0) -> Consequences:
    """Say what a reorganisation would do, if it were carried out now.

    Args:
        case: the case.
        effect: the reorganisation.
        motion: the motion that decided it, if it waits for consent.
    """
    return consequences(case, events_of(case, effect, motion))


def events_of(case: Case, effect: ef.Reorganisation, motion: int) -> list[ev.Event]:
    """Return the events of a reorganisation; what was asked of bodies because of it is answered."""
    found = case.state.reorganisations.get(motion)
    own = set(found.questions.values()) if found else set()
    polls = {case.state.motions[one].poll for one in own}
    return [
        event
        for event in reorganise(case, effect)
        if not (isinstance(event, ev.MotionDecided) and event.motion in own)
        and not (isinstance(event, ev.PollVoided) and event.poll in polls)
    ]


def consequences(case: Case, events: Sequence[ev.Event]) -> Consequences:
    """List what the events of a reorganisation do, before they are folded."""
    closed = {one.body: one.into for one in _only(events, ev.BodyClosed)}
    filled = {one.seat for one in _only(events, ev.SeatFilled)}
    ended = {one.seat for one in _only(events, ev.SeatAbolished)}
    fallen = {one.seat for one in _only(events, ev.SeatVacated)}
    stay = [seat for one in _only(events, ev.SeatsReassigned) for seat in one.seats]
    polls = [one.poll for one in _only(events, ev.PollVoided)]
    lapsed = (one.motion for one in _only(events, ev.MotionDecided))
    passed = _only(events, MeetingsPassedOn)
    cancelled = (one.meeting for one in _only(events, MeetingCancelled))
    meetings_stay = [number for one in passed for number in one.meetings]
    requests_stay = [number for one in passed for number in one.requests]
    return Consequences(
        opened=tuple(one.body for one in _only(events, ev.BodyOpened)),
        closed=tuple(closed),
        moved=_moved(case, events),
        bodies_moved=tuple((one.body, one.parent) for one in _only(events, ev.BodyMoved)),
        seats_fall=_sorted(fallen),
        seats_end=_sorted(ended),
        seats_stay=_sorted(stay),
        alternates_sit=_sorted(filled),
        recalls_end=_of_kind(case, polls, "recall"),
        elections_end=_of_kind(case, polls, "election"),
        votes_end=_of_kind(case, polls, "motion"),
        petitions_stay=_sorted(one for one in stay if case.state.seats[one].withdrawn),
        motions_lapse=_sorted(lapsed),
        mandates_end=_mandates(case, fallen),
        mandates_stay=_mandates(case, set(stay) - fallen),
        meetings_stay=_sorted(meetings_stay),
        meetings_end=_sorted(cancelled),
        requests_stay=_sorted(requests_stay),
        requests_end=_requests_end(case, closed),
        initiatives_stay=_initiatives(case, {one for one, into in closed.items() if into}),
        initiatives_end=_initiatives(case, {one for one, into in closed.items() if not into}),
        supports_joined=_supports_joined(case, closed),
        decisions_fall=_decisions(case, closed),
        tasks_left=_tasks(case, closed),
    )


def _only(events: Iterable[ev.Event], kind: type[E]) -> list[E]:
    return [one for one in events if isinstance(one, kind)]


def _sorted(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


def _moved(case: Case, events: Iterable[ev.Event]) -> tuple[tuple[int, int, int], ...]:
    """Return from where to where how many members go."""
    moved: Counter[tuple[int, int]] = Counter()
    for event in events:
        match event:
            case ev.MembersMoved(members=members, to=to):
                moved.update((case.state.members.home[one], to) for one in members)
            case ev.BodyClosed(body=body, into=into) if into and case.state.bodies[body].members:
                moved[body, into] += len(case.state.bodies[body].members)
    return tuple((one, to, people) for (one, to), people in sorted(moved.items()))


def _of_kind(case: Case, polls: Iterable[int], kind: str) -> tuple[int, ...]:
    return _sorted(one for one in polls if case.state.polls[one].kind == kind)


def _mandates(case: Case, seats: Iterable[int]) -> tuple[int, ...]:
    """Return the mandates of seats on motions that are still to be decided."""
    given = (case.state.mandates[one] for seat in seats for one in case.state.seats[seat].mandates)
    return _sorted(
        one.id
        for one in given
        if one.status not in ("freed", "replaced") and case.state.motions[one.motion].is_open
    )


def _requests_end(case: Case, closed: dict[int, int]) -> tuple[int, ...]:
    """Return the requests for a meeting that end: of bodies that nothing goes on for."""
    gone = (one for one, into in closed.items() if into == NO_BODY)
    return _sorted(one for body in gone for one in open_requests(case, body))


def _initiatives(case: Case, bodies: set[int]) -> tuple[int, ...]:
    """Return the initiatives addressed to bodies that still gather support."""
    running = (case.state.initiatives[one] for one in case.state.initiative_by.values())
    return _sorted(one.id for one in running if one.body in bodies)


def _supports_joined(case: Case, closed: dict[int, int]) -> tuple[int, ...]:
    running = (case.state.initiatives[one] for one in case.state.initiative_by.values())
    return _sorted(
        one.id
        for one in running
        if any(count > 1 for count in Counter(closed.get(b, b) for b in one.bodies).values())
    )


def _decisions(case: Case, closed: Iterable[int]) -> tuple[int, ...]:
    """Return the decisions of closed bodies that wait to be called back."""
    made = (one for body in closed for one in case.state.bodies[body].motions)
    found = (case.state.call_backs.get(one) for one in made)
    return _sorted(one.motion for one in found if one is not None and one.stage == "waiting")


def _tasks(case: Case, closed: Iterable[int]) -> tuple[int, ...]:
    tasks = (case.state.tasks[one] for body in closed for one in case.state.bodies[body].tasks)
    return _sorted(one.id for one in tasks if one.stage != "done")
