"""What follows when corrected papers are counted: the same result, or another, and what falls.

Rules of this module:

* the same rule, those who stood then, and the same draws as far as they answer a tie; a new tie is
  decided by lot, and until it is drawn the first result stands;
* whoever was elected before and still is keeps the seat and its term, with what rests on it, and
  so does whoever came to it by count-back; all others fall by the rules of an annulled result
  (:func:`commonweal.polity.rights.challenges.annulling.consequences`), and nothing is voted again;
* whoever is elected now serves the term that has begun; a seat whose new winner cannot take it, or
  has been filled by another election since, is not taken from anybody;
* challenges of a result that is no longer the result lapse; the new one can be challenged.

Not here: who may correct, and when (``law``); counting (the office).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from commonweal.polity import events as ev
from commonweal.polity.case import Case
from commonweal.polity.commands import Count, DeclarePoll
from commonweal.polity.decisions import declare_motion
from commonweal.polity.entities import NO_POLL, NOBODY, Poll, Seat
from commonweal.polity.recall import declare_recall
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.challenges import annulling
from commonweal.polity.rights.challenges.annulling import Consequences
from commonweal.polity.rights.corrections import data
from commonweal.polity.rights.corrections.law import first_result
from commonweal.polity.rights.succession import successor
from commonweal.polity.seats import fill, obstacle, seated_beside, vacate
from commonweal.polity.state import State


def is_recounted(state: State, poll: Poll) -> bool:
    """Whether the papers of a poll were corrected, and its result does not follow them yet."""
    known = state.corrections.get(poll.id)
    return known is not None and known.recounting


def declare_corrected(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    """Declare what the corrected papers say."""
    declare: dict[str, Callable[[Case, Poll, DeclarePoll], list[ev.Event]]] = {
        "election": _election,
        "motion": _motion,
        "recall": _recall,
    }
    return declare[poll.kind](case, poll, command)


def _told(case: Case, poll: Poll) -> list[ev.Event]:
    """End what was open about the first result, and tell those who voted."""
    body = successor(case, poll.body)
    told = ev.BodyNotified(body=body.id, about="result_corrected", motion=poll.motion)
    return [*annulling.end_challenges(case, poll, "result_corrected"), told]


def _event(poll: Poll, what: Consequences, *, changed: bool) -> data.ResultCorrected:
    return data.ResultCorrected(
        poll=poll.id,
        changed=changed,
        was=poll.outcome,
        seats=what.seats,
        fallen=what.fallen,
        back=what.back,
        tasks=what.tasks,
        mandates=what.mandates,
        emergencies=what.emergencies,
        stands=what.stands,
        effects=what.effects,
        restores=what.restores,
    )


# Elections.


def _election(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    counted = command.counted or Count()
    if counted.lot_among:
        return [ev.LotRequired(poll=poll.id, among=counted.lot_among, why=counted.lot_why)]
    _check(case, poll, counted)
    seat = case.state.seats[poll.contested[0]]
    reserve = counted.next_in_line[: case.filling(seat, poll.charter).alternates]
    changed = set(counted.elected) != set(poll.elected)
    since = first_result(case, poll)
    what = annulling.consequences(case, poll, stays=counted.elected, since=since)
    corrected = msgspec.structs.replace(
        _event(poll, what if changed else Consequences(), changed=changed),
        outcome="elected" if counted.elected else "nobody_elected",
        before=tuple(int(one) for one in poll.elected),
        elected=counted.elected,
        next_in_line=counted.next_in_line,
        alternates=reserve,
        box=counted.box,
        rounds=counted.rounds,
    )
    if not changed:
        return [corrected]
    seating, unseated = _seat_again(case, poll, counted.elected, what, reserve)
    declared = ev.PollDeclared(
        poll=poll.id,
        outcome=corrected.outcome,
        elected=counted.elected,
        next_in_line=counted.next_in_line,
        unavailable=counted.unavailable,
        box=counted.box,
        rounds=counted.rounds,
        rule_version=counted.rule_version,
    )
    corrected = msgspec.structs.replace(corrected, unseated=unseated)
    return [corrected, declared, *seating, *_told(case, poll)]


def _check(case: Case, poll: Poll, counted: Count) -> None:
    fits = (
        len(set(counted.elected)) == len(counted.elected) <= len(poll.contested)
        and set(counted.elected) <= set(poll.candidates)
        and set(counted.next_in_line) <= set(poll.candidates) - set(counted.elected)
    )
    if not fits:
        refuse(
            "count_does_not_fit",
            case.charter_of(poll.charter).preamble.cite(),
            expected=f"at most {len(poll.contested)} of {sorted(poll.candidates)}",
            got=list(counted.elected),
            remedy="count the corrected papers again",
        )


def _seat_again(
    case: Case,
    poll: Poll,
    elected: Sequence[int],
    what: Consequences,
    reserve: tuple[int, ...],
) -> tuple[list[ev.Event], tuple[int, ...]]:
    """Empty the seats of who is not elected, and seat who is; also say who finds no seat."""
    gone = {*what.seats, *what.fallen}
    free = [one for one in _contested(case, poll) if _is_free(one, poll, elected)]
    placed: list[tuple[Seat, int]] = []
    unseated: list[int] = []
    for member in (one for one in elected if one not in poll.elected):
        if free and _can_sit(case, poll, free[0], member, gone):
            placed.append((free.pop(0), member))
        else:
            unseated.append(member)
    warm = [
        one.id
        for seat, member in placed
        for one in seated_beside(case, seat, member)
        if one.id not in gone
    ]
    events = vacate(case, what.seats, "annulled", alternates=False)
    events += vacate(case, warm, "succeeded", alternates=False)
    events += [_filled(case, poll, seat, member, reserve) for seat, member in placed]
    events += [ev.RefillFailed(seat=one.id) for one in free if one.poll != NO_POLL]
    return events, tuple(unseated)


def _contested(case: Case, poll: Poll) -> list[Seat]:
    seats = (case.state.seats[one] for one in poll.contested)
    return [one for one in seats if not (one.abolished or one.ends_with_term)]


def _is_free(seat: Seat, poll: Poll, elected: Sequence[int]) -> bool:
    """Whether a seat is nobody's by the corrected papers, and by no other election."""
    if seat.poll == poll.id:
        return seat.winner not in elected
    return seat.poll == NO_POLL and seat.holder == NOBODY and seat.running == NO_POLL


def _can_sit(case: Case, poll: Poll, seat: Seat, member: int, gone: set[int]) -> bool:
    filling = case.filling(seat, poll.charter)
    answers = case.count_electors(seat) > 0
    return answers and obstacle(case, seat, member, filling, gone) is None


def _filled(
    case: Case, poll: Poll, seat: Seat, member: int, reserve: tuple[int, ...]
) -> ev.SeatFilled:
    filling = case.filling(seat, poll.charter)
    filled = fill(case, seat, member, filling, how="election", poll=poll.id, alternates=reserve)
    if seat.term_ends <= case.at:
        return filled
    election_at = max(case.at + 1, seat.election_at)
    return msgspec.structs.replace(filled, term_ends=seat.term_ends, election_at=election_at)


# Questions.


def _motion(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    ordinary = declare_motion(case, poll, command)
    declared = _declared(ordinary)
    if declared is None:
        return ordinary
    same_division = declared.division == poll.division
    if declared.outcome == poll.outcome and (poll.outcome != "divided" or same_division):
        return [_same(poll, declared)]
    what = annulling.consequences(case, poll)
    return [
        *annulling.waits_no_more(case, poll),
        _other(poll, what, declared),
        *annulling.ended(case, what),
        *(annulling.restore(case, what.restores, poll.motion) if what.restores else ()),
        *ordinary,
        *_told(case, poll),
    ]


def _recall(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    ordinary = declare_recall(case, poll, command)
    declared = _declared(ordinary)
    assert declared is not None
    if declared.outcome == poll.outcome:
        return [_same(poll, declared)]
    seat = case.state.seats[poll.contested[0]]
    if declared.outcome != "carried":
        what = annulling.consequences(case, poll)
        seated = annulling.recall_falls(case, poll, what)
        return [_other(poll, what, declared), declared, *seated, *_told(case, poll)]
    # It was about whoever sat there then: nobody else is recalled by it.
    sits = seat.holder != NOBODY and not seat.acting and seat.since <= poll.opened_at
    emptied = ordinary[1:] if sits else []
    what = Consequences(seats=(int(seat.id),)) if sits else Consequences()
    return [_other(poll, what, declared), declared, *emptied, *_told(case, poll)]


def _declared(events: Sequence[ev.Event]) -> ev.PollDeclared | None:
    return next((one for one in events if isinstance(one, ev.PollDeclared)), None)


def _same(poll: Poll, declared: ev.PollDeclared) -> data.ResultCorrected:
    return data.ResultCorrected(
        poll=poll.id,
        changed=False,
        was=poll.outcome,
        outcome=declared.outcome,
        division=declared.division,
        box=declared.box,
    )


def _other(poll: Poll, what: Consequences, declared: ev.PollDeclared) -> data.ResultCorrected:
    return msgspec.structs.replace(
        _event(poll, what, changed=True),
        outcome=declared.outcome,
        division=declared.division,
        box=declared.box,
    )
