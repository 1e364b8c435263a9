"""Leaving the federation: deciding it, taking it back, staying behind, and carrying it out.

Rules of this module:

* a body leaves by its own decision and by nobody else's, with all bodies and members below it;
* when the notice is over nothing stops it: who wants to stay is moved, what the body filled above
  falls, what runs in it ends, its members leave and hold nothing any more, and its part of the
  accounts is computed;
* it is carried out in several entries of the record, each small, because a large body would not
  fit into one; nothing else happens between them.

Not here: what protects it meanwhile (``guarding``), the accounts (``settling``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from commonweal.polity import events as ev
from commonweal.polity.case import Case, require_office
from commonweal.polity.entities import NO_BODY, Body, Motion
from commonweal.polity.members import departure, moved, require_base, without_electors
from commonweal.polity.refusals import refuse
from commonweal.polity.reorganising import wind_down
from commonweal.polity.rights.affiliation import data
from commonweal.polity.rights.affiliation.effects import LeaveFederation, StayInFederation
from commonweal.polity.rights.affiliation.guarding import (
    leaving_over,
    leaving_rule,
    rule_in_force,
    rule_of,
)
from commonweal.polity.rights.affiliation.settling import (
    figure,
    figures_above,
    parts_due,
    settled,
)
from commonweal.polity.rights.carrying import Effects
from commonweal.polity.seats import vacate
from commonweal.terms import days

AT_ONCE_MAX = 500
"""Members who leave, or are moved, in one entry of the record; it stays far below its limit."""

LAPSED_AT_ONCE_MAX = 200
"""Motions that lapse in one entry: nobody keeps a body by moving more than fits into one."""

# Deciding.


def check_leave(case: Case, body: Body, _effect: LeaveFederation) -> None:
    """Refuse a decision to leave that the body cannot take."""
    _require_given(case, body)
    cite = (case.charter.affiliation or case.charter.reorganisation).cite()
    if case.state.is_union(body.id):
        refuse(
            "union_not_affiliated",
            cite,
            expected="a body of the pyramid",
            got=body.name,
            remedy="its members leave it, or found another",
        )
    if body.id == case.state.top:
        refuse(
            "top_body_stays",
            cite,
            expected="a body below it",
            got=body.name,
            remedy="move it in the body that wants to leave; no other body leaves by it",
        )
    if case.state.bodies[case.state.top].people == body.people:
        refuse(
            "none_would_stay",
            cite,
            expected="a federation with members beside those of the body",
            got=f"{body.name}, to which all belong",
            remedy="amend the constitution of the federation that you are",
        )
    if body.id in case.state.leaving_of and not _is_held_again(case, body):
        refuse(
            "leaving_announced_before",
            cite,
            expected="a body that has not decided it yet",
            got=f"{body.name}, which leaves by decision {case.state.leaving_of[body.id]}",
            remedy="wait until the notice is over, or move to stay",
        )


def _is_held_again(case: Case, body: Body) -> bool:
    """Whether the vote by which the body leaves was annulled, and is held again."""
    leaving = case.state.leavings[case.state.leaving_of[body.id]]
    return case.state.motions[leaving.motion].stage == "vote"


def _require_given(case: Case, body: Body) -> None:
    """Refuse what the constitution does not give, unless the vote began when it still did."""
    motions = (case.state.motions[one] for one in body.motions)
    running = (one for one in motions if one.stage == "vote")
    if not any(leaving_rule(case, one) for one in running):
        rule_in_force(case)


def leave(case: Case, motion: Motion, _effect: LeaveFederation) -> list[ev.Event]:
    """Give notice; the body above is told."""
    rule = leaving_rule(case, motion) or rule_in_force(case)
    body = case.state.bodies[motion.body]
    if body.id in case.state.leaving_of:
        return []  # a vote that was held again has said the same
    return [
        data.LeavingAnnounced(
            leaving=case.new("leavings"),
            body=body.id,
            motion=motion.id,
            charter=motion.charter if leaving_rule(case, motion) else case.version,
            until=case.at + days(rule.notice_days),
            parts=figure(case, rule, body),
            wholes=figures_above(case, rule, body),
        ),
        ev.BodyNotified(body=body.parent, about="body_leaves", motion=motion.id),
    ]


def check_stay(case: Case, body: Body, _effect: StayInFederation) -> None:
    """Refuse to take back what has not been decided."""
    _require_given(case, body)
    if body.id not in case.state.leaving_of:
        _refuse_none_leaves(case, f"{body.name}, which has not decided to leave")


def _refuse_none_leaves(case: Case, got: str) -> None:
    refuse(
        "leaving_not_announced",
        (case.charter.affiliation or case.charter.reorganisation).cite("notice_days"),
        expected="a body that has decided to leave, and has not left",
        got=got,
        remedy="nothing is needed",
    )


def stay(case: Case, motion: Motion, _effect: StayInFederation) -> list[ev.Event]:
    """Take the decision back."""
    return _taken_back(case, motion)


def _taken_back(case: Case, motion: Motion) -> list[ev.Event]:
    leaving = case.state.leaving_of[motion.body]
    back = data.LeavingTakenBack(leaving=leaving, body=motion.body, motion=motion.id)
    parent = case.state.bodies[motion.body].parent
    return [back, ev.BodyNotified(body=parent, about="body_stays", motion=motion.id)]


def voted_down(case: Case, motion: Motion) -> list[ev.Event]:
    """Take back what an annulled vote had decided, when the vote that was held again says No."""
    leaving = case.state.leavings.get(case.state.leaving_of.get(motion.body, 0))
    if leaving is None or leaving.motion != motion.id:
        return []
    return _taken_back(case, motion)


EFFECTS: Effects = {
    LeaveFederation: (check_leave, leave),
    StayInFederation: (check_stay, stay),
}
"""What refuses each effect, and what carries it out."""

# Staying behind.


def stay_behind(case: Case, command: data.StayBehind) -> list[ev.Event]:
    """Say that one stays with the federation, and where; or withdraw it."""
    case.member(case.by)
    home = case.state.members.home[case.by]
    found = leaving_over(case, home)
    if found is None:
        _refuse_none_leaves(case, f"member {case.by}, whose body stays")
    if command.to:
        to = require_base(case, command.to)
        if leaving_over(case, to.id) is not None and _goes_along(case, to.id, home):
            refuse(
                "stays_in_leaving_body",
                (case.charter.affiliation or case.charter.members).cite(),
                expected="a body that does not leave with yours",
                got=to.name,
                remedy="name another body, in which members sit themselves",
            )
    return [data.StayingDeclared(member=case.by, to=command.to)]


def _goes_along(case: Case, to: int, home: int) -> bool:
    """Whether a body leaves by a decision that also takes along another one."""
    for number in case.state.leaving_of.values():
        body = case.state.leavings[number].body
        if case.state.reaches(body, to) and case.state.reaches(body, home):
            return True
    return False


# Carrying it out.


def carry_out_leaving(case: Case, command: data.CarryOutLeaving) -> list[ev.Event]:
    """Do the next step of a leaving whose notice is over."""
    require_office(case, "carry_out_leaving")
    leaving = case.state.leavings.get(command.leaving)
    if leaving is None or leaving.stage != "notice" or case.at < leaving.until:
        refuse(
            "nothing_due",
            case.charter.preamble.cite(),
            expected="a body whose notice is over",
            got=command.leaving,
            remedy="wait",
        )
    body = case.state.bodies[leaving.body]
    return (
        _move_who_stays(case, body)
        or _end_if_none_stays(case, leaving, body)
        or _wind_next_up(case, leaving, body)
        or _let_members_go(case, leaving, body)
        or _gone(case, leaving, body)
    )


def _move_who_stays(case: Case, body: Body) -> list[ev.Event]:
    """Move those who stay behind, to one body at a time."""
    groups: dict[int, list[int]] = defaultdict(list)
    for member, wanted in sorted(case.state.staying.items()):
        home = case.state.members.home[member]
        if case.state.members.is_active(member) and case.state.reaches(body.id, home):
            groups[_destination(case, body, wanted)].append(member)
    for to, members in sorted(groups.items()):
        if to != NO_BODY:
            return moved(case, tuple(members[:AT_ONCE_MAX]), case.state.bodies[to])
    return []


def _destination(case: Case, leaving: Body, wanted: int) -> int:
    """Return where somebody goes on: the body named, or the nearest one if it is no more."""
    named = case.state.bodies[wanted]
    if named.is_open and not case.state.reaches(leaving.id, named.id):
        return named.id
    above = case.state.bodies.get(leaving.parent)
    while above is not None:
        bases = (one for one in case.state.below(above.id) if case.level(one).is_base)
        outside = (one.id for one in bases if not case.state.reaches(leaving.id, one.id))
        found = next(outside, None)
        if found is not None:
            return found
        above = case.state.bodies.get(above.parent)
    return NO_BODY


def _end_if_none_stays(case: Case, leaving: data.Leaving, body: Body) -> list[ev.Event]:
    """The body to which all belong by now is the federation, and leaves nothing."""
    if case.state.bodies[case.state.top].people > body.people:
        return []
    return [data.LeavingEnded(leaving=leaving.id, body=body.id, why="none_would_stay")]


def _wind_next_up(case: Case, leaving: data.Leaving, body: Body) -> list[ev.Event]:
    """End what one of the bodies has filled and what runs in it, from above downwards."""
    done = set(leaving.wound)
    found = next((one for one in case.state.below(body.id) if one.id not in done), None)
    if found is None:
        return []
    lapsed = _let_motions_lapse(case, found)
    if lapsed:
        return lapsed
    people = list(_people(case, found))
    due = tuple(parts_due(case, rule_of(case, leaving), leaving, body)) if found == body else ()
    ended = data.BodyWoundUp(leaving=leaving.id, body=found.id, due=due)
    return [*wind_down(case, found, people), ended]


def _let_motions_lapse(case: Case, body: Body) -> list[ev.Event]:
    """Let some motions lapse, where there are more than are ended with all else in one entry."""
    moved = (case.state.motions[one] for one in body.motions)
    every = (case.state.motions[one] for top in moved for one in (top.id, *top.amendments))
    opened = [one for one in every if one.is_open]
    if len(opened) <= LAPSED_AT_ONCE_MAX:
        return []
    events: list[ev.Event] = []
    for one in opened[:LAPSED_AT_ONCE_MAX]:
        if one.stage == "vote":
            events.append(ev.PollVoided(poll=one.poll, why="body_closed"))
        events.append(ev.MotionDecided(motion=one.id, outcome="lapsed", why="body_closed"))
    return events


def _let_members_go(case: Case, leaving: data.Leaving, body: Body) -> list[ev.Event]:
    """Let many members go at once who are bound to nothing, and each of the others singly."""
    bound: list[ev.Event] = []
    free: list[int] = []
    for member in _people(case, body):
        left = data.MembersLeftWithBody(leaving=leaving.id, members=(member,))
        events = departure(case, member, left, "left")
        if len(events) == 1:
            free.append(member)
        else:
            bound = bound or events
        if len(free) == AT_ONCE_MAX:
            break
    if not free:
        return bound
    gone = data.MembersLeftWithBody(leaving=leaving.id, members=tuple(free))
    orphans = without_electors(case, free, [])
    return [gone, *vacate(case, orphans, "left", leaving=free)]


def _people(case: Case, body: Body) -> Iterator[int]:
    for base in case.state.below(body.id):
        yield from sorted(base.members)


def _gone(case: Case, leaving: data.Leaving, body: Body) -> list[ev.Event]:
    """Close the bodies, settle the accounts, and end what was decided below."""
    accounts = case.state.accounts
    computed: list[ev.Event] = []
    owed: list[tuple[int, int, int]] = []
    for account, part, whole in leaving.due:
        if account in accounts:
            balance = accounts[account].balance
            computed.append(settled(leaving.id, body.id, account, balance, part, whole))
        else:
            owed.append((account, part, whole))
    inner = [
        data.LeavingEnded(leaving=number, body=one.id, why="left_above")
        for one in case.state.below(body.id)
        if one.id != body.id and (number := case.state.leaving_of.get(one.id))
    ]
    left = data.BodyLeft(
        leaving=leaving.id, body=body.id, members=leaving.members, owed=tuple(owed)
    )
    return [*inner, left, *computed]
