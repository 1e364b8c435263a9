"""Inspection, folded: looks, findings, demands and their answers.

Not here: what is lawful (``law``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.polity.event import Event
from commonweal.polity.rights.flooding import within_a_day
from commonweal.polity.rights.inspection.data import (
    Access,
    AccessRecorded,
    AnswerDemanded,
    Demand,
    DemandAnswered,
    DemandUnanswered,
    Finding,
    FindingPublished,
    RecallPut,
)
from commonweal.polity.state import State
from commonweal.terms import BodyId, MemberId, Moment, SeatId


def _access_recorded(state: State, event: AccessRecorded, at: Moment) -> None:
    access = Access(at=at, by=MemberId(event.by), kind=event.kind, number=event.number)
    state.accesses.append(access)


def _finding_published(state: State, event: FindingPublished, at: Moment) -> None:
    state.findings[event.finding] = Finding(
        id=event.finding,
        body=BodyId(event.body),
        inspector=SeatId(event.inspector),
        by=MemberId(event.by),
        at=at,
        text=event.text,
    )


def _answer_demanded(state: State, event: AnswerDemanded, at: Moment) -> None:
    state.demands[event.demand] = Demand(
        id=event.demand,
        seat=SeatId(event.seat),
        holder=MemberId(event.holder),
        inspector=SeatId(event.inspector),
        by=MemberId(event.by),
        at=at,
        due_at=Moment(event.due_at),
        text=event.text,
    )
    lately = within_a_day(state.demands_lately.get(event.by, ()), at)
    state.demands_lately[event.by] = [*lately, at]
    state.schedule(event.due_at, "demand", event.demand)


def _demand_answered(state: State, event: DemandAnswered, at: Moment) -> None:
    demand = state.demands[event.demand]
    demand.answer, demand.answered_by = event.text, MemberId(event.by)
    demand.answered_at = at


def _demand_unanswered(state: State, event: DemandUnanswered, _at: Moment) -> None:
    state.demands[event.demand].unanswered = True


def _recall_put(state: State, event: RecallPut, _at: Moment) -> None:
    """The poll itself follows in the same entry."""
    state.recalls_put[event.seat] = event.poll


FOLDS: dict[type[Event], Callable[[State, Any, Moment], None]] = {
    AccessRecorded: _access_recorded,
    FindingPublished: _finding_published,
    AnswerDemanded: _answer_demanded,
    DemandAnswered: _demand_answered,
    DemandUnanswered: _demand_unanswered,
    RecallPut: _recall_put,
}
"""What each event does to the state."""
