"""Voting on paper, folded: roles, marks on the roll, batches, and when all is in.

Rules of this module: a mark on paper is the same bit on the roll as any other vote, so that nobody
has two.

Not here: what holds for every fold (``commonweal.polity.fold``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from commonweal.polity import events as ev
from commonweal.polity.ballots import Vote
from commonweal.polity.entities import Poll
from commonweal.polity.fold_polls import mark, unmark
from commonweal.polity.rights.papers import data
from commonweal.polity.state import State
from commonweal.terms import MemberId, Moment, PollId


def _of(state: State, poll: int) -> data.Papers:
    if poll not in state.papers:
        state.papers[poll] = data.Papers(poll=PollId(poll))
    return state.papers[poll]


def _teller_named(state: State, event: data.TellerNamed, _at: Moment) -> None:
    _of(state, event.poll).tellers.append(MemberId(event.member))


def _observer_named(state: State, event: data.ObserverNamed, _at: Moment) -> None:
    _of(state, event.poll).observers[event.member] = event.candidate


def _role_left(state: State, event: data.RoleLeft, _at: Moment) -> None:
    kept = state.papers[event.poll]
    if event.role == "observer":
        del kept.observers[event.member]
        return
    kept.tellers.remove(MemberId(event.member))
    for asked in (kept.proposed, kept.doubted):
        for voter in [voter for voter, by in asked.items() if by == event.member]:
            del asked[voter]
    for batch in kept.batches.values():
        if not batch.joined:
            batch.readings.pop(event.member, None)
        if batch.reopening == event.member:
            batch.reopening = MemberId(0)


def _mark_proposed(state: State, event: data.PaperMarkProposed, _at: Moment) -> None:
    kept = state.papers[event.poll]
    asked = kept.doubted if event.take_back else kept.proposed
    asked[event.voter] = event.by


def _voter_marked(state: State, event: data.PaperVoterMarked, at: Moment) -> None:
    kept, poll = state.papers[event.poll], state.polls[event.poll]
    kept.proposed.pop(event.voter, None)
    kept.marked[event.voter] = event.by
    mark(state, poll, event.voter, 0, at)


def _voter_unmarked(state: State, event: data.PaperVoterUnmarked, _at: Moment) -> None:
    kept = state.papers[event.poll]
    kept.doubted.pop(event.voter, None)
    del kept.marked[event.voter]
    unmark(state, state.polls[event.poll], event.voter)


def _box_opened(state: State, event: data.PaperBoxOpened, _at: Moment) -> None:
    poll, kept = state.polls[event.poll], state.papers[event.poll]
    poll.stage, poll.at = "papers", Moment(event.until)
    kept.until = Moment(event.until)
    state.schedule(event.until, "papers", event.poll)


def _typed(state: State, event: data.PapersTyped, _at: Moment) -> None:
    batches = state.papers[event.poll].batches
    batch = batches.get(event.batch)
    if batch is None:
        batch = batches[event.batch] = data.Batch()
    batch.readings[event.by] = event.digest
    batch.papers = event.papers


def _joined(state: State, event: data.PapersJoined, _at: Moment) -> None:
    batch, poll = state.papers[event.poll].batches[event.batch], state.polls[event.poll]
    batch.joined, batch.papers = True, event.papers
    batch.voters = [int(one.voter) for one in event.named]
    put_named(poll, event.named)


def put_named(poll: Poll, named: Iterable[data.NamedPaper]) -> None:
    """Put papers that bear names among the votes of a poll by name."""
    for one in named:
        void = "" if one.choice or one.ranking else "blank_paper"
        poll.votes[one.voter] = Vote(
            voter=one.voter, choice=one.choice, ranking=one.ranking, void=void
        )


def _reopened(state: State, event: data.BatchReopened, _at: Moment) -> None:
    kept = state.papers[event.poll]
    batch = kept.batches[event.batch]
    batch.reopening = MemberId(event.by)
    if event.dropped:
        for voter in batch.voters:
            del state.polls[event.poll].votes[voter]
        del kept.batches[event.batch]


def _objected(_state: State, _event: data.PapersObjected, _at: Moment) -> None:
    """An objection stands in the record, and the body is told of it."""


def _settled(state: State, event: data.PapersSettled, at: Moment) -> None:
    poll, kept = state.polls[event.poll], state.papers[event.poll]
    kept.settled, kept.missing = True, event.missing
    # Whoever was marked and has no paper in the box has cast no vote, and still has no second one.
    poll.cast -= event.missing
    poll.stage, poll.at = "voting", at
    state.schedule(at, "poll", event.poll)


FOLDS: dict[type[ev.Event], Callable[[State, Any, Moment], None]] = {
    data.TellerNamed: _teller_named,
    data.ObserverNamed: _observer_named,
    data.RoleLeft: _role_left,
    data.PaperMarkProposed: _mark_proposed,
    data.PaperVoterMarked: _voter_marked,
    data.PaperVoterUnmarked: _voter_unmarked,
    data.PaperBoxOpened: _box_opened,
    data.PapersTyped: _typed,
    data.PapersJoined: _joined,
    data.BatchReopened: _reopened,
    data.PapersObjected: _objected,
    data.PapersSettled: _settled,
}
"""What each event does to the state."""
