"""Corrections, folded: what is typed anew, papers that take the place of others, and the result.

Rules of this module: a result that stays the same keeps its date, so that a correction which
changes nothing gives nobody new days to challenge it.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.entities import Poll
from commonweal.polity.event import Event
from commonweal.polity.rights.challenges.fold import undecide
from commonweal.polity.rights.corrections import data
from commonweal.polity.rights.papers.data import Batch
from commonweal.polity.rights.papers.fold import put_named
from commonweal.polity.state import State
from commonweal.terms import MemberId, Moment


def _of(state: State, poll: int) -> data.Correction:
    if poll not in state.corrections:
        found = state.polls[poll]
        state.corrections[poll] = data.Correction(poll=found.id, first_at=found.declared_at)
    return state.corrections[poll]


def _typed(state: State, event: data.CorrectionTyped, _at: Moment) -> None:
    kept = _of(state, event.poll)
    readings = kept.readings.setdefault(event.batch, {})
    if readings.get(event.by):
        kept.spare.append(readings[event.by])
    readings[event.by] = event.digest
    kept.papers[event.batch] = event.papers


def _corrected(state: State, event: data.PapersCorrected, at: Moment) -> None:
    kept, papers, poll = _of(state, event.poll), state.papers[event.poll], state.polls[event.poll]
    readings = kept.readings.pop(event.batch)
    kept.papers.pop(event.batch)
    old = papers.batches.pop(event.batch, None)
    first, *others = (old.readings if old else {}).values() or ("",)
    was = first if old and old.joined else ""
    kept.spare += [*others, *([] if was else [first]), *list(readings.values())[1:]]
    for voter in old.voters if old else ():
        poll.votes.pop(voter, None)
    if event.papers:
        voters = [int(one.voter) for one in event.named]
        papers.batches[event.batch] = Batch(
            readings=readings, papers=event.papers, joined=True, voters=voters
        )
        put_named(poll, event.named)
    if poll.secret:
        poll.swapped.append((was, next(iter(readings.values()))))
    poll.cast += event.papers - event.before
    papers.missing -= event.papers - event.before
    kept.recounting = True
    poll.stage, poll.at = "voting", at
    state.schedule(at, "poll", poll.id)


def _result(state: State, event: data.ResultCorrected, _at: Moment) -> None:
    kept, poll = state.corrections[event.poll], state.polls[event.poll]
    kept.recounting = False
    kept.times += 1
    poll.stage = "declared"
    if event.changed and poll.kind == "motion":
        for task in event.tasks:
            state.tasks[task].stage = "fallen"
        undecide(state, state.motions[poll.motion])
    if not event.changed:
        _figures(state, poll, event)
    for number in poll.contested if poll.kind == "election" else ():
        seat = state.seats[number]
        if seat.poll == poll.id and number not in event.seats:
            seat.alternates = [MemberId(one) for one in event.alternates]


def _figures(state: State, poll: Poll, event: data.ResultCorrected) -> None:
    """Keep the corrected figures of a result that is the same as before."""
    poll.elected = [MemberId(one) for one in event.elected]
    poll.next_in_line = [MemberId(one) for one in event.next_in_line]
    poll.division = event.division
    poll.box, poll.rounds = event.box, event.rounds
    if poll.kind == "motion":
        state.motions[poll.motion].division = event.division
    for number in poll.contested:
        seat = state.seats[number]
        if not seat.holder and seat.vacated_at:
            # It has waited while a lot was drawn.
            state.schedule(seat.vacated_at, "refill", seat.id)


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    data.CorrectionTyped: _typed,
    data.PapersCorrected: _corrected,
    data.ResultCorrected: _result,
}
"""What each event does to the state."""
