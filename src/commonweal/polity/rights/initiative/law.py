"""Starting and signing initiatives, what falls due, and the vote on a decision called back.

Rules of this module:

* those who stand behind a body put motions to it: members by signatures, base bodies by decisions;
* no office is asked, and none can hold back, change or drop what has come together;
* what is entrenched is not amended by an initiative to all: it has a way of its own.

Not here: putting (``putting``), calling back (``calling``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.charter.rights import Initiative as Rule
from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office, require_waited
from commonweal.polity.command import Command
from commonweal.polity.commands import DeclarePoll
from commonweal.polity.decisions import carry_out, check_effect, division_of, judge, of_all
from commonweal.polity.entities import Body, Poll
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.grievances.matters import release_decision
from commonweal.polity.rights.initiative import data
from commonweal.polity.rights.initiative.calling import sign_call_back
from commonweal.polity.rights.initiative.putting import (
    addressee,
    check_asked_of_all,
    count_bodies,
    count_signatures,
    needed,
    open_initiative,
    put,
    refuse_again,
    refuse_unconcerned,
    rule_in_force,
    rule_of,
)
from commonweal.polity.state import State
from commonweal.terms import days


def start_initiative(case: Case, command: data.StartInitiative) -> list[ev.Event]:
    """Start an initiative; where one signature is enough it is put at once."""
    rule = rule_in_force(case)
    body = case.body(command.body or case.state.top)
    require_waited(case, body.id)
    _require_concerned(case, rule, body)
    _check_started_before(case, rule)
    check_effect(case, body, command.effect)
    if not command.body:
        check_asked_of_all(case, rule, command.effect)
    members, bodies = needed(case, body, rule.members_share, rule.bodies_share, rule.signatures_min)
    started = data.InitiativeStarted(
        initiative=case.new("initiatives"),
        body=command.body,
        by=case.by,
        charter=case.version,
        text=command.text,
        effect=command.effect,
        until=case.at + days(rule.signature_days),
        members_needed=members,
        bodies_needed=bodies,
    )
    if members > 1:
        return [started]
    return [started, *put(case, _as_kept(case, started), 1, 0)]


def _as_kept(case: Case, event: data.InitiativeStarted) -> data.Initiative:
    """Return an initiative that is put by the very signature that starts it."""
    fields = {one: getattr(event, one) for one in event.__struct_fields__ if one != "initiative"}
    return data.Initiative(id=event.initiative, started_at=case.at, **fields)


def _require_concerned(case: Case, rule: Rule, body: Body) -> None:
    if not case.state.belongs(case.by, body.id):
        refuse_unconcerned(rule, body, f"member {case.by}")


def _check_started_before(case: Case, rule: Rule) -> None:
    running = case.state.initiative_by.get(case.by)
    if running is not None:
        refuse(
            "initiative_started_before",
            rule.cite("signature_days"),
            expected="no initiative of yours that gathers signatures",
            got=f"initiative {running}",
            remedy="let it come to its end, or let somebody else start this one",
        )


def sign_initiative(case: Case, command: data.SignInitiative) -> list[ev.Event]:
    """Sign an initiative; the last signature that is needed puts it."""
    found = open_initiative(case, command.initiative)
    rule, body = rule_of(case, found), addressee(case, found)
    require_waited(case, body.id)
    _require_concerned(case, rule, body)
    if case.by in found.signatures:
        refuse_again(rule, f"a second one by member {case.by}")
    signed = data.InitiativeSigned(initiative=found.id, by=case.by)
    if len(found.signatures) + 1 < found.members_needed:
        return [signed]
    members = count_signatures(case, found.signatures, body) + 1
    if members < found.members_needed:
        return [signed]
    bodies = len(count_bodies(case, found.bodies, body))
    return [signed, *put(case, found, members, bodies)]


def take_back_signature(case: Case, command: data.TakeBackSignature) -> list[ev.Event]:
    """Take a signature back while an initiative still gathers; whoever started it may too."""
    found = open_initiative(case, command.initiative)
    if case.by not in found.signatures:
        refuse(
            "initiative_not_signed",
            rule_of(case, found).cite("signatures_min"),
            expected="somebody who has signed it",
            got=f"member {case.by}",
            remedy="nothing is needed",
        )
    return [data.SignatureTakenBack(initiative=found.id, by=case.by)]


def lapse_initiative(case: Case, command: data.LapseInitiative) -> list[ev.Event]:
    """End an initiative that did not come together in time."""
    require_office(case, "lapse_initiative")
    found = case.state.initiatives.get(command.initiative)
    if found is None or found.stage != "open" or case.at < found.until:
        _refuse_nothing_due(case, "an initiative whose time is over")
    return [data.InitiativeLapsed(initiative=command.initiative, why="time_is_up")]


def _refuse_nothing_due(case: Case, expected: str) -> None:
    refuse(
        "nothing_due",
        rule_in_force(case).cite(),
        expected=expected,
        got="none",
        remedy="wait",
    )


def carry_out_decision(case: Case, command: data.CarryOutDecision) -> list[ev.Event]:
    """Let a decision take effect that nobody has called back."""
    require_office(case, "carry_out_decision")
    found = case.state.call_backs.get(command.motion)
    suspended = command.motion in case.state.suspended_decisions
    if found is None or found.stage != "waiting" or case.at < found.until or suspended:
        _refuse_nothing_due(case, "a decision whose time to be called back is over")
    return _settle(case, command.motion, "not_called_back")


def _settle(case: Case, number: int, why: str) -> list[ev.Event]:
    motion = case.state.motions[number]
    if not case.state.bodies[motion.body].is_open:
        return [data.CallBackDecided(motion=number, outcome="fallen", why="body_closed")]
    assert motion.division is not None
    stands = data.CallBackDecided(motion=number, outcome="stands", why=why)
    return [stands, *carry_out(case, motion, motion.division)]


def declare_call_back(case: Case, poll: Poll, command: DeclarePoll) -> list[ev.Event]:
    """Declare the vote of all members below on a decision that was called back."""
    motion = case.state.motions[poll.motion]
    rule = case.charter_of(motion.charter).initiative
    assert rule is not None
    division = division_of(case, poll, command)
    outcome, _why = judge(of_all(rule), division)
    box = command.counted.box if command.counted else ""
    declared = ev.PollDeclared(poll=poll.id, outcome=outcome, division=division, box=box)
    released = release_decision(case, motion.id, "decided_by_members")
    if outcome == "carried":
        return [declared, *released, *_settle(case, motion.id, "referendum")]
    fallen = data.CallBackDecided(motion=motion.id, outcome="fallen", why="referendum")
    return [declared, fallen, *released]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.StartInitiative: start_initiative,
    data.SignInitiative: sign_initiative,
    data.TakeBackSignature: take_back_signature,
    data.SignCallBack: sign_call_back,
    data.LapseInitiative: lapse_initiative,
    data.CarryOutDecision: carry_out_decision,
}
"""The law that decides each command."""

DUE: dict[str, Callable[[State, int], Command]] = {
    "initiative": lambda _state, number: data.LapseInitiative(initiative=number),
    "call_back": lambda _state, motion: data.CarryOutDecision(motion=motion),
}
"""The command for each kind of item on the calendar."""
