"""Inspection, lawfully: seeing, publishing, asking, and putting a recall to the vote.

Rules of this module:

* an inspector's powers reach the inspectors' body and those below it, and are the four here;
* whoever inspects holds no other seat or office, and nobody inspects whom they sit beside;
* inspectors remove nobody: the electors of a seat decide; a vote in vain costs inspectors a time of
  cooling off, and the electors neither time nor the withdrawals that stand;
* nothing takes a finding, an access or a demand off the record.

Not here: opening what an inspector may see (the office); how inspectors are elected and recalled,
which is as for every office (``elections``, ``recall``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from commonweal.charter import Inspection
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, provided, refuse_to_command, require_office
from commonweal.polity.command import Command
from commonweal.polity.entities import Seat
from commonweal.polity.recall import put_to_vote
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.flooding import check_daily
from commonweal.polity.rights.inspection.data import (
    OPEN,
    AccessRecorded,
    AnswerDemand,
    AnswerDemanded,
    Demand,
    DemandAnswer,
    DemandAnswered,
    DemandUnanswered,
    FindingPublished,
    Inspect,
    PassDemand,
    PublishFinding,
    PutRecall,
    RecallPut,
)
from commonweal.polity.rights.succession import bodies_of
from commonweal.polity.rights.texts import require_text
from commonweal.polity.state import State
from commonweal.terms import days


def require_inspector(case: Case, command: str, body: int) -> Seat:
    """Return the issuer's office of inspector, with power over a body, or refuse."""
    rule = _rule(case)
    found = next(_inspecting(case, rule, body), None)
    office = case.charter.offices[rule.office]
    if found is None and case.state.is_union(body):
        refuse_to_command(case, body, got=f"member {case.by}")
    if found is None or command not in office.powers:
        refuse(
            "issuer_not_an_inspector",
            office.cite("powers"),
            expected=office.title,
            got=f"member {case.by}",
            remedy="ask an inspector",
        )
    return found


def _inspecting(case: Case, rule: Inspection, body: int) -> Iterator[Seat]:
    """Give the offices of inspector that the issuer holds, over a body or above it."""
    for held in case.state.held.get(case.by, ()):
        seat = case.state.seats[held]
        if seat.office == rule.office and case.state.reaches(seat.body, body):
            yield seat


def _rule(case: Case) -> Inspection:
    right = case.charter.inspection
    return provided(
        case,
        right,
        "inspection",
        refusal="inspection_not_provided",
        remedy="amend the constitution",
    )


def inspect(case: Case, command: Inspect) -> list[ev.Event]:
    """Record a look; the office then opens what is there."""
    rule = _rule(case)
    if command.kind not in OPEN:
        refuse(
            "secret_not_inspected",
            rule.cite(),
            expected=", ".join(OPEN),
            got=command.kind or "nothing",
            remedy="look at one of these",
        )
    body = _body_of(case, command)
    inspector = require_inspector(case, "inspect", body)
    looked = AccessRecorded(
        inspector=inspector.id, by=case.by, kind=command.kind, number=command.number
    )
    return [looked]


def _body_of(case: Case, command: Inspect) -> int:
    """Return the body to which something belongs; bodies that are closed can be inspected too."""
    state, number = case.state, command.number
    match command.kind:
        case "body" if number in state.bodies:
            return number
        case "body":
            return case.body(number).id
        case "roll" if number in state.rolls:
            return state.rolls[number].body
        case "roll":
            refuse(
                "roll_unknown",
                _rule(case).cite(),
                expected=numbered("a roll", len(state.rolls)),
                got=number,
                remedy="look the rolls of the body up",
            )
        case "motion":
            return case.motion(number).body
        case "task":
            return case.task(number).body
        case "seat":
            return case.seat(number).body
        case "poll":
            return case.poll(number).body
    return _body_of_matter(case, command)


def _body_of_matter(case: Case, command: Inspect) -> int:
    """Return the body to which something of a right belongs; caucuses belong to all."""
    state, number = case.state, command.number
    matters: dict[str, dict[int, Any]] = {
        "letter": state.letters,
        "question": state.questions,
        "meeting": state.meetings,
        "caucus": state.caucuses,
        "charge": state.charges,
        "grievance": state.grievances,
        "challenge": state.challenges,
        "showing": state.showings,
    }
    every = matters[command.kind]
    found = every.get(number)
    if found is None:
        refuse(
            "inspected_unknown",
            _rule(case).cite(),
            expected=numbered(f"a {command.kind}", len(every)),
            got=number,
            remedy="look the numbers up on the pages",
        )
    match command.kind:
        case "caucus":
            return state.top
        case "showing":
            return state.units[found.unit].body
        case "challenge":
            return state.polls[found.poll].body
    return int(found.body)


def publish_finding(case: Case, command: PublishFinding) -> list[ev.Event]:
    """Publish what was found about a body; the body finds it on its next agenda."""
    body = case.body(command.body)
    inspector = require_inspector(case, "publish_finding", body.id)
    published = FindingPublished(
        finding=case.new("findings"),
        body=body.id,
        inspector=inspector.id,
        by=case.by,
        text=command.text,
    )
    return [published, ev.BodyNotified(body=body.id, about="finding_published")]


def demand_answer(case: Case, command: DemandAnswer) -> list[ev.Event]:
    """Demand an answer of whoever holds a seat or office."""
    seat = case.held_seat(command.seat)
    inspector = require_inspector(case, "demand_answer", seat.body)
    rule = _rule(case)
    _check_inspected(rule, seat)
    lately, cite = case.state.demands_lately.get(case.by, ()), rule.cite("demands_day_max")
    check_daily(lately, case.at, rule.demands_day_max, cite, "demands")
    demanded = AnswerDemanded(
        demand=case.new("demands"),
        seat=seat.id,
        holder=seat.holder,
        inspector=inspector.id,
        by=case.by,
        text=command.text,
        due_at=case.at + days(rule.answer_days),
    )
    return [demanded, ev.BodyNotified(body=seat.body, about="answer_demanded", seat=seat.id)]


def _check_inspected(rule: Inspection, seat: Seat) -> None:
    if seat.office == rule.office:
        refuse(
            "inspector_not_inspected",
            rule.cite("office"),
            expected="a seat or office that is inspected",
            got=f"seat {seat.id}, an inspector's",
            remedy="turn to those who elect inspectors",
        )


def answer_demand(case: Case, command: AnswerDemand) -> list[ev.Event]:
    """Answer: who was asked, or who holds the seat now; late answers are taken too."""
    demand = _demand(case, command.demand)
    seat = case.state.seats[demand.seat]
    if case.by not in (demand.holder, seat.holder):
        refuse(
            "demand_of_another",
            _cite_answer(case),
            expected=f"member {demand.holder}",
            got=f"member {case.by}",
            remedy="let who was asked answer",
        )
    if demand.answer:
        refuse(
            "demand_already_answered",
            _cite_answer(case),
            expected="a demand without an answer",
            got=f"demand {demand.id}, answered by member {demand.answered_by}",
            remedy="nothing is to be done",
        )
    require_text(command.text, _cite_answer(case))
    answered = DemandAnswered(demand=demand.id, seat=seat.id, by=case.by, text=command.text)
    return [answered]


def _demand(case: Case, number: int) -> Demand:
    found = case.state.demands.get(number)
    if found is None:
        refuse(
            "demand_unknown",
            _cite_answer(case),
            expected=numbered("a demand", len(case.state.demands)),
            got=number,
            remedy="list the demands",
        )
    return found


def _cite_answer(case: Case) -> str:
    """Cite the article; a demand outlives the table under which it was made."""
    rule = case.charter.inspection
    return rule.cite("answer_days") if rule else case.charter.preamble.cite()


def put_recall(case: Case, command: PutRecall) -> list[ev.Event]:
    """Open the vote of a seat's own electors on its recall, if nothing hinders one."""
    seat = case.held_seat(command.seat)
    inspector = require_inspector(case, "put_recall", seat.body)
    _check_inspected(_rule(case), seat)
    _check_asked_lately(case, seat)
    opened = put_to_vote(case, seat)
    poll = next(one.poll for one in opened if isinstance(one, ev.PollOpened))
    put = RecallPut(seat=seat.id, poll=poll, inspector=inspector.id, by=case.by)
    return [put, *opened]


def _check_asked_lately(case: Case, seat: Seat) -> None:
    """Let the time of cooling off hold for inspectors who asked in vain about the same holder."""
    asked = case.state.polls.get(case.state.recalls_put.get(seat.id, 0))
    if asked is None or asked.stage != "declared" or asked.declared_at < seat.since:
        return
    rule = case.recall(seat)
    until = asked.declared_at + days(rule.cooling_off_days)
    if case.at < until:
        refuse(
            "recall_cooling_off",
            rule.cite("cooling_off_days"),
            expected="a seat about which no inspector has asked lately",
            got=f"{-(-(until - case.at) // days(1))} days left",
            remedy="leave it to the electors, who need not wait",
        )


def pass_demand(case: Case, command: PassDemand) -> list[ev.Event]:
    """Say that a demand was not met, when its date has passed."""
    require_office(case, "pass_demand")
    found = _demand(case, command.demand)
    if found.answer or found.unanswered or case.at < found.due_at:
        refuse(
            "nothing_due",
            _cite_answer(case),
            expected="a demand whose date has passed without an answer",
            got=f"demand {found.id}",
            remedy="wait",
        )
    seat = case.state.seats[found.seat]
    told = [
        ev.BodyNotified(body=one, about="demand_unanswered", seat=seat.id)
        for one in bodies_of(case, seat)
    ]
    return [DemandUnanswered(demand=found.id, seat=seat.id), *told]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    Inspect: inspect,
    PublishFinding: publish_finding,
    DemandAnswer: demand_answer,
    AnswerDemand: answer_demand,
    PutRecall: put_recall,
    PassDemand: pass_demand,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "demand": lambda _state, demand: PassDemand(demand=demand),
}
"""The command for each kind of item on the calendar."""
