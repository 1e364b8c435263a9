"""Charging a member, answering a charge, and the wave: many charged who have something in common.

Rules of this module:

* members charge those of their own base body, by name, on a ground of the constitution, one at a
  time; nobody charges the same one again and again;
* a charge keeps its dates and its constitution, whatever is amended meanwhile;
* more charges in a time than the constitution lets pass, against people of one body, caucus,
  grievance, recall or election, or founders of one union, wait until a body above has heard them:
  one charge after another is how a majority is made, and how a union is broken.

Not here: what is decided on a charge (``deciding``), what falls due (``law``).
"""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.charter.rights import DUES, Discipline
from commonweal.polity import events as ev
from commonweal.polity.case import Case, numbered, provided, require_waited
from commonweal.polity.entities import NEVER, NO_BODY
from commonweal.polity.members import sent_upwards
from commonweal.polity.refusals import refuse
from commonweal.polity.rights.discipline import data
from commonweal.polity.rights.discipline.data import Charge
from commonweal.polity.rights.succession import ancestor_at
from commonweal.polity.rights.texts import require_text
from commonweal.terms import days


def rule_in_force(case: Case) -> Discipline:
    """Return the article on charges, or refuse."""
    return provided(
        case,
        case.charter.discipline,
        "discipline",
        refusal="discipline_not_provided",
        remedy="write an open letter, or withdraw confidence from whoever holds a seat",
    )


def rule_of(case: Case, charge: Charge) -> Discipline:
    """Return the article under which somebody was charged."""
    rule = case.charter_of(charge.charter).discipline
    assert rule is not None
    return rule


def found_charge(case: Case, number: int) -> tuple[Charge, Discipline]:
    """Return a charge and its article, or refuse."""
    found = case.state.charges.get(number)
    if found is None:
        refuse(
            "charge_unknown",
            rule_in_force(case).cite(),
            expected=numbered("a charge", len(case.state.charges)),
            got=number,
            remedy="list the charges and choose one",
        )
    return found, rule_of(case, found)


def charge_member(case: Case, command: data.ChargeMember) -> list[ev.Event]:
    """Charge a member of one's own base body."""
    rule = rule_in_force(case)
    case.member(command.member)
    require_waited(case)
    _check_accused(case, rule, command)
    _check_charged_before(case, rule, command.member)
    require_text(command.text, rule.cite("hearing_days"))
    body = case.state.members.home[case.by]
    hearing_until = case.at + days(_hearing_days(rule, command.ground))
    charged = data.MemberCharged(
        charge=case.new("charges"),
        member=command.member,
        by=case.by,
        body=body,
        appeal_to=ancestor_at(case, body, rule.appeal_level),
        ground=command.ground,
        text=command.text,
        charter=case.version,
        hearing_until=hearing_until,
        decide_by=hearing_until + days(rule.decision_days),
        groups=tuple(_groups_of(case, command.member)),
        rests=rule.suspension == "offices" and not _charged_in_vain(case, rule, command.member),
    )
    told = ev.BodyNotified(body=charged.body, about="member_charged")
    return [charged, told, *_wave(case, rule, charged)]


def _charged_in_vain(case: Case, rule: Discipline, member: int) -> bool:
    """Whether a charge lately came to nothing by which the member's powers had rested.

    Else a few, one after the other, would keep an officer from the office for ever.
    """
    ended = (case.state.charges[one] for one in case.state.charges_of.get(member, ()))
    return any(
        one.rests
        and one.outcome in ("lapsed", "dropped", "annulled")
        and case.at < one.ended_at + days(rule.many_days)
        for one in ended
    )


def _hearing_days(rule: Discipline, ground: str) -> int:
    grace = rule.dues_grace_days or 0
    return max(rule.hearing_days, grace) if ground == DUES else rule.hearing_days


def _check_accused(case: Case, rule: Discipline, command: data.ChargeMember) -> None:
    if command.member == case.by:
        refuse(
            "charge_of_oneself",
            rule.cite(),
            expected="somebody else",
            got=f"member {case.by}",
            remedy="resign your membership, if you want to leave",
        )
    home = case.state.members.home
    if home[case.by] == NO_BODY or home[command.member] != home[case.by]:
        refuse(
            "charged_outside_own_body",
            rule.cite(),
            expected="a member of your own base body",
            got=f"member {command.member}",
            remedy="turn to somebody of that body; what an officer does is for recall and letters",
        )
    if command.ground not in rule.grounds:
        refuse(
            "charge_ground_unknown",
            rule.cite("grounds"),
            expected=" or ".join(rule.grounds),
            got=command.ground or "no ground",
            remedy="write an open letter: opinions and votes are no ground",
        )


def _check_charged_before(case: Case, rule: Discipline, member: int) -> None:
    own = case.state.charge_by.get(case.by, 0)
    if not own:
        for number in reversed(case.state.charges_of.get(member, ())):
            charge = case.state.charges[number]
            if charge.by == case.by and case.at < charge.ended_at + days(rule.many_days):
                own = number
                break
    if own:
        refuse(
            "charged_before",
            rule.cite("many_days"),
            expected="one charge at a time, and against one member not again soon",
            got=f"a second one beside charge {own}",
            remedy="let that one be decided, or let somebody else bring this one",
        )


def _groups_of(case: Case, member: int) -> Iterator[str]:
    """Give what a member belongs to on this day, in which many could be charged at once.

    Secret withdrawals and confidential memberships are in no record, and so cannot be counted.
    """
    home = case.state.members.home[member]
    yield f"body {home}"
    yield from (f"caucus {one}" for one in case.state.caucuses_of.get(member, ()))
    yield from _in_dispute(case, member)
    elections = []
    for number in sent_upwards(case, case.state.bodies[home]):
        seat = case.state.seats[number]
        if member in seat.withdrawn:
            yield f"recall {number}"
        if seat.running and member in case.state.polls[seat.running].candidates:
            elections.append(f"election {seat.running}")
    yield from dict.fromkeys(elections)


def _in_dispute(case: Case, member: int) -> Iterator[str]:
    """Give the unions that a member has founded, and the grievances behind which they stand.

    Of a union only its founders: where everybody belongs to one, every charge would be of a wave.
    """
    for union in case.state.joined.get(member, ()):
        if case.state.unions[union].since[member] == NEVER:
            yield f"union {union}"
    for number in case.state.grievances_signed.get(member, ()):
        if case.state.grievances[number].is_running:
            yield f"grievance {number}"


def _wave(case: Case, rule: Discipline, charged: data.MemberCharged) -> list[ev.Event]:
    """Suspend the charges against people who have too much in common."""
    events: list[ev.Event] = []
    caught: set[int] = set()
    for group in charged.groups:
        recent = list(_recent(case, rule, group))
        if len(recent) < rule.many:
            continue
        waiting = [one.id for one in recent if _can_wait(rule, one) and one.id not in caught]
        fresh = [] if charged.charge in caught else [charged.charge]
        if waiting or fresh:
            charges = tuple(sorted([*waiting, *fresh]))
            caught.update(charges)
            events += _suspend(charged, group, charges)
        decided = [one.id for one in recent if one.stage == "decided" and one.id not in caught]
        caught.update(decided)
        events += [data.ExpulsionAppealed(charge=one, by=0) for one in decided]
    return events


def _suspend(charged: data.MemberCharged, group: str, charges: tuple[int, ...]) -> list[ev.Event]:
    wave = data.ChargesSuspended(charges=charges, group=group, appeal_to=charged.appeal_to)
    return [wave, ev.BodyNotified(body=charged.appeal_to, about="charges_suspended")]


def _can_wait(rule: Discipline, charge: Charge) -> bool:
    """Whether a charge can be suspended: not again, when it goes on because those above said so.

    Else friends of whoever is charged could hold it up with a new charge, as often as they like.
    """
    hearing_days = _hearing_days(rule, charge.ground)
    was_heard = charge.hearing_until > charge.charged_at + days(hearing_days)
    return charge.stage == "open" and not charge.suspended and not was_heard


def _recent(case: Case, rule: Discipline, group: str) -> Iterator[Charge]:
    oldest = case.at - days(rule.many_days)
    for number in reversed(case.state.charge_groups.get(group, ())):
        charge = case.state.charges[number]
        if charge.charged_at < oldest:
            return
        yield charge


def answer_charge(case: Case, command: data.AnswerCharge) -> list[ev.Event]:
    """Answer a charge, or add to the answer, as long as it is not over."""
    charge, rule = found_charge(case, command.charge)
    require_charged(case, charge, rule)
    require_running(charge, rule)
    require_text(command.text, rule.cite("hearing_days"))
    return [data.ChargeAnswered(charge=charge.id, by=case.by, text=command.text)]


def require_charged(case: Case, charge: Charge, rule: Discipline) -> None:
    """Refuse everybody but the member who is charged."""
    if case.by != charge.member:
        refuse(
            "charge_against_another",
            rule.cite(),
            expected=f"member {charge.member}",
            got=f"member {case.by}",
            remedy="speak in the debate on the decision",
        )


def require_running(charge: Charge, rule: Discipline) -> None:
    """Refuse a charge that has ended."""
    if charge.stage == "ended":
        refuse(
            "charge_over",
            rule.cite(),
            expected="a charge that runs",
            got=f"charge {charge.id}, {charge.outcome}",
            remedy="read what became of it",
        )
