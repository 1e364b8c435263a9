"""Unions: calling for one, joining and leaving; and what nobody outside one can do to it.

Rules of this module:

* enough members found a union by signing; no officer, body or convenor is asked, or can do it;
* whoever wants to joins, whatever base body they belong to, and leaves on any day; nobody is put
  in, kept out or thrown out;
* whoever joins waits as long to vote as whoever joins the federation: a union is not packed on
  the eve of an election. Those who founded it do not wait;
* a union ends with its last member, and in no other way.

Not here: its elections, motions, meetings and recalls, which are those of every body.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from commonweal.charter.rights import Unions
from commonweal.polity import events as ev
from commonweal.polity.bodies import check_name, opened
from commonweal.polity.case import Case, numbered, provided
from commonweal.polity.command import Command
from commonweal.polity.entities import NO_BODY, Body
from commonweal.polity.refusals import refuse
from commonweal.polity.reorganising import end_body
from commonweal.polity.rights.union import data
from commonweal.polity.rights.union.finding import is_union
from commonweal.polity.seats import vacate
from commonweal.terms import days


def _rule(case: Case) -> Unions:
    right = case.charter.union
    return provided(
        case,
        right,
        "union",
        refusal="union_not_provided",
        remedy="amend the constitution",
    )


def _cite(case: Case) -> str:
    """Cite the article on unions; a union that exists goes on where there is none any more."""
    return (case.charter.union or case.charter.preamble).cite()


def found_union(case: Case, command: data.FoundUnion) -> list[ev.Event]:
    """Call for a union; where one signature is enough it is founded at once."""
    rule = _rule(case)
    case.member(case.by)
    check_name(case, rule.level, command.name)
    _check_called_before(case, rule)
    called = data.UnionCalled(
        call=case.new("union_calls"),
        by=case.by,
        name=command.name,
        charter=case.version,
        until=case.at + days(rule.call_days),
        needed=rule.members_min,
    )
    if rule.members_min > 1:
        return [called]
    return [called, *_founded(case, rule, called.call, command.name, [case.by])]


def _check_called_before(case: Case, rule: Unions) -> None:
    running = case.state.union_calls.get(case.state.union_call_by.get(case.by, 0))
    if running is not None and not running.union and case.at < running.until:
        refuse(
            "union_called_before",
            rule.cite("call_days"),
            expected="no call of yours that gathers signatures",
            got=f"call {running.id}",
            remedy="let it come to its end, or let somebody else call for this one",
        )


def sign_union(case: Case, command: data.SignUnion) -> list[ev.Event]:
    """Sign the call for a union; the last signature that is needed founds it."""
    rule = _rule(case)
    case.member(case.by)
    call = _open_call(case, rule, command.call)
    if case.by in call.signatures:
        refuse(
            "union_signed_before",
            rule.cite("members_min"),
            expected="one signature each",
            got=f"a second one by member {case.by}",
            remedy="ask others to sign it",
        )
    check_name(case, rule.level, call.name)
    signed = data.UnionSigned(call=call.id, by=case.by)
    people = [one for one in call.signatures if case.state.members.is_active(one)]
    if len(people) + 1 < call.needed:
        return [signed]
    return [signed, *_founded(case, rule, call.id, call.name, [*people, case.by])]


def _open_call(case: Case, rule: Unions, number: int) -> data.UnionCall:
    call = case.state.union_calls.get(number)
    if call is None:
        refuse(
            "union_call_unknown",
            rule.cite(),
            expected=numbered("a call", len(case.state.union_calls)),
            got=number,
            remedy="list the calls and choose one, or call for a union yourself",
        )
    if call.union or case.at >= call.until:
        refuse(
            "union_call_over",
            rule.cite("call_days"),
            expected="a call that gathers signatures",
            got=f"call {number}, {'which founded its union' if call.union else 'out of time'}",
            remedy="join the union" if call.union else "call for it again",
        )
    return call


def _founded(
    case: Case, rule: Unions, call: int, name: str, people: Sequence[int]
) -> list[ev.Event]:
    """Open the body, its offices vacant, and let those who signed belong to it."""
    body, *offices = opened(case, rule.level, name, NO_BODY)
    assert isinstance(body, ev.BodyOpened)
    founded = data.UnionFounded(union=body.body, call=call)
    joined = [data.UnionJoined(union=body.body, member=one, founder=True) for one in sorted(people)]
    return [founded, body, *offices, *joined]


def find_union(case: Case, number: int) -> Body:
    """Return a union that exists, or refuse."""
    body = case.body(number)
    if not is_union(case, body):
        refuse(
            "union_unknown",
            _cite(case),
            expected="a union",
            got=body.name,
            remedy="list the unions and choose one",
        )
    return body


def join_union(case: Case, command: data.JoinUnion) -> list[ev.Event]:
    """Join a union; nobody is asked."""
    case.member(case.by)
    union = find_union(case, command.union)
    if case.state.belongs(case.by, union.id):
        refuse(
            "union_joined_before",
            _cite(case),
            expected=f"somebody who does not belong to {union.name}",
            got=f"member {case.by}",
            remedy="nothing is needed",
        )
    return [data.UnionJoined(union=union.id, member=case.by)]


def leave_union(case: Case, command: data.LeaveUnion) -> list[ev.Event]:
    """Leave a union, and give up what one holds in it."""
    case.member(case.by)
    union = find_union(case, command.union)
    if not case.state.belongs(case.by, union.id):
        refuse(
            "union_not_joined",
            _cite(case),
            expected=f"somebody who belongs to {union.name}",
            got=f"member {case.by}",
            remedy="nothing is needed",
        )
    held = case.state.held.get(case.by, ())
    falling = [one for one in held if case.state.seats[one].sender == union.id]
    left = data.UnionLeft(union=union.id, member=case.by)
    fallen = vacate(case, falling, "left", leaving=[case.by])
    return [left, *fallen, *_ended(case, [union], fallen)]


def leave_unions(
    case: Case, member: int, why: Literal["left_federation", "died"]
) -> list[ev.Event]:
    """Let somebody who leaves the federation belong to no union; what they hold falls elsewhere."""
    unions = case.state.joined.get(member, ())
    return [data.UnionLeft(union=one, member=member, why=why) for one in unions]


def end_unions(case: Case, member: int, fallen: Sequence[ev.Event]) -> list[ev.Event]:
    """End the unions of which somebody who leaves the federation was the last member.

    Args:
        case: the case.
        member: who leaves.
        fallen: what empties the seats that the member held.
    """
    unions = [case.state.bodies[one] for one in case.state.joined.get(member, ())]
    return _ended(case, unions, fallen)


def _ended(case: Case, unions: Sequence[Body], fallen: Sequence[ev.Event]) -> list[ev.Event]:
    ending = (one for one in unions if len(one.members) == 1)
    return [event for one in ending for event in end_body(case, one, fallen)]


LAW: dict[type[Command], Callable[[Case, Any], list[ev.Event]]] = {
    data.FoundUnion: found_union,
    data.SignUnion: sign_union,
    data.JoinUnion: join_union,
    data.LeaveUnion: leave_union,
}
"""The law that decides each command."""
